package board

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// lived is the world with the parts of a case that is under way: Alder House has an
// assessment of each child, a plan, enforcement and an alert; a request is open for
// it, and one at a good home where no concern is.
func lived() Input {
	in := busy()
	in.Rules.Team = []team.Person{{ID: "p7", Login: text.Clean("cas")}}
	alder := in.Cases[0]
	id := func(n string) string { return alder.Concern.ID + "." + n }
	alder.Assessments = []concern.Assessment{
		{ID: id("20"), Concern: alder.Concern.ID, URN: "9000412", Child: text.Clean("C-0412"), State: concern.InProgress, Because: "inadequate", Round: 2,
			OpenedOn: dated("2026-01-20"), PreparedBy: []string{"p7"}, Voice: "no", VoiceOn: dated("2026-02-27"), VoiceBy: text.Clean("J. Mason"), VoiceWords: text.Clean("shouting at night"),
			Views: []concern.View{{Round: 1, Role: "provider", Stance: "continue"}, {Round: 2, Role: "iro", Stance: "move", On: dated("2026-02-26")}, {Round: 2, Role: "social_worker", Stance: "missing"}}},
		{ID: id("21"), Concern: alder.Concern.ID, URN: "9000412", Child: text.Clean("C-0388"), State: concern.Continue, SignedBy: text.Clean("fay"),
			SignedOn: dated("2026-02-10"), ReviewOn: dated("2026-03-10"), Voice: "yes", Outcome: "continue"},
	}
	alder.Improvements = []concern.Improvement{{ID: id("22"), Concern: alder.Concern.ID, URN: "9000412", State: concern.Live, Support: text.Clean("a QA visit each month"),
		Actions: []concern.Action{{ID: "a1", What: text.Clean("New rota"), Owner: text.Clean("the manager"), Due: dated("2026-02-20"), State: concern.ActionOnTrack},
			{ID: "a2", What: text.Clean("Training"), State: concern.ActionDone, DoneOn: dated("2026-02-18")}}}}
	alder.Enforcements = []concern.Enforcement{{ID: id("23"), Concern: alder.Concern.ID, URN: "9000412", Kind: "restriction", Subject: "provider", State: concern.InForce,
		ServedOn: dated("2026-02-25")}}
	alder.Alerts = []concern.Alert{{ID: id("24"), Concern: alder.Concern.ID, URN: "9000412", Child: text.Clean("C-0412"), Ours: true, To: "iro", State: concern.Sent,
		Name: text.Clean("P. Avocet"), SentOn: dated("2026-02-27"), Channel: "email"}}
	alder.Requests = []concern.Request{{ID: "9000412-R1", URN: "9000412", Child: text.Clean("C-0388"), State: concern.Breach, Version: 3, RequestedOn: dated("2026-02-23"), PlacedOn: dated("2026-02-23")},
		{ID: "9000412-R2", URN: "9000412", Child: text.Clean("C-0777"), State: concern.Escalated, Version: 5, RequestedOn: dated("2026-02-27"), Requester: text.Clean("ben"), Basis: "looked_after"},
		{ID: "9000412-R3", URN: "9000412", Child: text.Clean("C-0778"), State: concern.Withdrawn, RequestedOn: dated("2026-01-05"), EndedOn: dated("2026-02-01")}}
	owed(alder, "assessment.view.provider", "2026-03-02", "C-0412", id("20"))
	owed(alder, "improvement.review", "2026-03-20", "", id("22"))
	owed(alder, "alert.acknowledge", "2026-03-01", "C-0412", id("24")).Owner = duty.Others
	owed(alder, "request.decide", "2026-03-03", "", "9000412-R2").Concern = ""
	owed(alder, "request.breach", "2026-03-01", "C-0388", "9000412-R1").Concern = ""
	owed(alder, "assessment.late_notices", "2026-03-12", "C-0599", "") // she has left

	oak := homeCase("9000600", "Oak View", inspected("9000600", grade(ofsted.Good), "2026-01-19", false), "2026-01-20")
	oak.Concern, oak.Freeze = concern.Concern{}, concern.Freeze{}
	oak.Requests = []concern.Request{{ID: "9000600-R1", URN: "9000600", Child: text.Clean("C-0779"), State: concern.Requested, Version: 1, RequestedOn: dated("2026-03-02")}}
	owed(oak, "request.ask", "2026-03-03", "C-0779", "9000600-R1").Concern = ""
	in.Cases = append(in.Cases, oak)
	return in
}

// owed adds a duty that a part of the case owes.
func owed(c *concern.Case, kind, due, child, part string) *duty.Duty {
	d := owe(c, kind, due, child, "")
	d.Part, d.What, d.Role, d.Source = part, kind, team.CommissioningOfficer, "S0"
	return d
}

// Nothing falls silent: what is counted as owed can be found on the board.
func TestEveryDutyOfOursStandsOnARow(t *testing.T) {
	in := lived()
	on := map[string]string{}
	for _, r := range Build(in).Children {
		for _, l := range r.Duties {
			on[l.ID] = r.ID
		}
	}
	for _, c := range in.Cases {
		for _, d := range c.Duties {
			if d.Owner == duty.Ours && d.Status == duty.Open && on[d.ID] == "" {
				t.Errorf("%s (%s) stands on no row", d.What, d.Kind)
			}
		}
	}
}

func TestAChildWhoIsNotSafeComesFirst(t *testing.T) {
	b := Build(lived())
	first := b.Children[0]
	if first.Child.String() != "C-0412" || first.Reasons[0] != "Child does not feel safe, asked on 27 Feb 2026 +100" {
		t.Errorf("got %s: %q", first.Child, first.Reasons)
	}
	want := []string{"Suitability assessment: in progress; opened 20 Jan; because of: inadequate; views in: IRO (move); not to be had, with the reason: social worker; " +
		"views missing: service improvement officer, team manager, commissioning manager, provider; " +
		"child's voice: does NOT feel safe, 27 Feb, asked by J. Mason; child's words: shouting at night"}
	if diff := cmp.Diff(want, first.About); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !strings.Contains(first.JudgementWords, "restriction of accommodation, in force") || !slices.Contains(first.Reasons, "Restriction of accommodation, in force +60") {
		t.Errorf("%s; %q", first.JudgementWords, first.Reasons)
	}

	in := lived()
	in.Cases[0].Assessments[0].Voice = "yes"
	owe(in.Cases[0], safeTonight, "2026-03-03", "C-0412", "")
	if r := row(t, Build(in), "C-0412"); r.Reasons[0] != "Immediate risk: nobody has decided whether the child is safe tonight +100" {
		t.Errorf("%q", r.Reasons)
	}
}

func TestAChildPlacedAgainstTheFreezeSaysSo(t *testing.T) {
	b := Build(lived())
	r := row(t, b, "C-0388")
	if !slices.Contains(r.Reasons, "Placed against the freeze without approval on 23 Feb 2026 +60") {
		t.Errorf("%q", r.Reasons)
	}
	if b.Counts.Breaches != 1 || b.Counts.Requests != 3 {
		t.Errorf("%d breaches of %d requests", b.Counts.Breaches, b.Counts.Requests)
	}
}

// A placement request at a home where no concern is open was counted and stood nowhere.
func TestAPlacementRequestHasItsRow(t *testing.T) {
	b := Build(lived())
	for child, want := range map[string]string{
		"C-0777": "request:9000412-R2|INAD|placement request: request.decide|today|5",
		"C-0779": "request:9000600-R1|GOOD|placement request: request.ask|today|1",
	} {
		r := row(t, b, child)
		if got := strings.Join([]string{r.Subject, r.Judgement, r.NextStep, r.Left, string(rune('0' + r.Version))}, "|"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if r := row(t, b, "C-0599"); r.NextStep != "assessment.late_notices (lives there no longer)" || r.Concern != "9000412-1" {
		t.Errorf("got %+v", r)
	}
}

func TestThePartsOfAProvisionsPage(t *testing.T) {
	in := lived()
	p := BuildPage(PageInput{Rules: in.Rules, Today: drawnOn, Zone: london(t), Case: in.Cases[0], Placed: in.Placed[:2]})
	var got []string
	for _, r := range p.Parts {
		got = append(got, strings.Join([]string{string(r.Mark), r.Subject, r.Title, r.Child.String(), r.State, r.Left, r.Owner.String()}, "|"))
	}
	want := []string{
		"!!|request:9000412-R1|Placement request of 23 Feb|C-0388|breach|2d late|commissioning officer",
		"! |alert:9000412-1.24|Alert to IRO|C-0412|sent|2d past|others",
		"!!|assessment:9000412-1.20|Suitability assessment|C-0412|in progress|1d late|commissioning officer",
		"! |request:9000412-R2|Placement request of 27 Feb|C-0777|escalated|today|commissioning officer",
		". |improvement:9000412-1.22|Service improvement plan||live|17d|commissioning officer",
		". |enforcement:9000412-1.23|Restriction of accommodation||in force|—|—",
		". |assessment:9000412-1.21|Suitability assessment|C-0388|continue|—|—",
		"  |request:9000412-R3|Placement request of 5 Jan|C-0778|withdrawn|—|—",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("open first, the most urgent first (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"action: New rota, late, the manager, by 20 Feb", "action: Training, done, done 18 Feb", "council's support: a QA visit each month"},
		p.Parts[4].Detail); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"against the provider", "notice dated 25 Feb", "CONFIDENTIAL until Ofsted publishes it"}, p.Parts[5].Detail); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	subjects := map[string]string{}
	for _, d := range p.Duties {
		subjects[d.What] = d.Subject
	}
	if subjects["improvement.review"] != "improvement:9000412-1.22" || subjects["request.decide"] != "request:9000412-R2" || subjects["Full QA visit"] != "visit:9000412-1.5" {
		t.Errorf("got %v", subjects)
	}
}

// A notice whose end two people recorded bars nothing any more; while another of the
// same kind stands, it does.
func TestANoticeIsSaidUntilItsEnd(t *testing.T) {
	c := homeCase("9000700", "Fir Lodge", inspected("9000700", grade(ofsted.Good), "2026-01-19", false), "2026-01-20", "C-0700")
	c.Concern.Finding, c.Concern.Judgement = concern.Restriction, ofsted.Judgement{}
	ended := concern.Enforcement{ID: "e1", Kind: "restriction", Finding: concern.Restriction, State: concern.PartEnded}
	standing := ended
	standing.ID, standing.State = "e2", concern.InForce
	for _, tt := range []struct {
		name string
		of   []concern.Enforcement
		want string
	}{
		{"no part of its own", nil, "NOTICE"},
		{"ended", []concern.Enforcement{ended}, "GOOD"},
		{"ended, and served again", []concern.Enforcement{ended, standing}, "NOTICE"},
	} {
		c.Enforcements = tt.of
		if p := BuildPage(PageInput{Rules: rules(), Today: drawnOn, Zone: london(t), Case: c}); p.Judgement != tt.want {
			t.Errorf("%s: got %s, %s", tt.name, p.Judgement, p.JudgementWords)
		}
	}
}

func TestShowAPart(t *testing.T) {
	in := lived()
	c := in.Cases[0]
	before, after := c.Assessments[0], c.Assessments[0]
	before.Voice, before.State = "", concern.Required
	page := PageInput{Rules: in.Rules, Today: drawnOn, Zone: london(t), Case: c, Placed: in.Placed[:2], Entries: []journal.Entry{
		{Seq: 4, At: time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC), Actor: "system", Row: "SA0", Event: "assessment_required", Subject: "assessment:" + before.ID, On: "2026-01-20",
			Changes: []journal.Change{change("part", "assessment/"+before.ID, false, map[string]any{"id": "assessment/" + before.ID, "body": before})}},
		{Seq: 5, At: time.Date(2026, 2, 27, 9, 0, 0, 0, time.UTC), Actor: "ann", Row: "SA2b", Event: "voice_recorded", Subject: "assessment:" + before.ID, On: "2026-02-27",
			Changes: []journal.Change{change("part", "assessment/"+before.ID, true, map[string]any{"id": "assessment/" + before.ID, "body": after})}},
		{Seq: 6, At: time.Date(2026, 2, 27, 10, 0, 0, 0, time.UTC), Actor: "ann", Row: "QA4", Event: "provider_asked", Subject: "concern:9000412-1", On: "2026-02-27"},
	}}
	doc, ok := ShowPart(page, "assessment:9000412-1.20")
	if !ok {
		t.Fatal("the assessment is not there")
	}
	golden(t, "show_part.json", printed(t, doc))
	if doc, ok := ShowPart(page, "duty:9000412-1.1"); !ok || doc.Facts.(DutyDoc).What != "Full QA visit" || len(doc.Duties) != 1 {
		t.Errorf("got %+v", doc)
	}
	if doc, ok := ShowPart(page, "visit:9000412-1.5"); !ok || doc.Facts.(VisitFacts).Kind != concern.Full {
		t.Errorf("got %+v", doc)
	}
	if _, ok := ShowPart(page, "assessment:9000412-1.99"); ok {
		t.Error("an assessment that is not there was shown")
	}
	page.Past = []concern.Part{&concern.Alert{ID: "9000412-0.3", URN: "9000412", State: concern.Acknowledged, Ours: true, To: "lado"}}
	if doc, ok := ShowPart(page, "alert:9000412-0.3"); !ok || doc.Facts.(PartFacts).Title != "Alert to LADO" || !doc.Facts.(PartFacts).Over {
		t.Errorf("a part of a closed concern: got %+v", doc)
	}
}

// The dated proof of oversight: for any child, what was assessed, asked for, watched
// and told, where, and under concerns that are closed too.
func TestShowAChildsParts(t *testing.T) {
	in := lived()
	old := &concern.ChildMonitoring{ID: "9000500-1.4", Concern: "9000500-1", URN: "9000500", Child: text.Clean("C-0412"), State: concern.PartEnded, Since: dated("2024-05-02"),
		EndedOn: dated("2024-08-01")}
	doc := ShowChild(ChildInput{Rules: in.Rules, Today: drawnOn, Zone: london(t), Child: text.Clean("C-0412"), Placements: []placement.Placement{in.Placed[0]},
		BucketOf: in.BucketOf, Cases: in.Cases[:1], Parts: []concern.Part{old}, Places: in.Places, Standings: in.Standings})
	facts := doc.Facts.(ChildFacts)
	var got []string
	for _, of := range [][]PartFacts{facts.Assessments, facts.Requests, facts.Monitoring, facts.Alerts} {
		for _, p := range of {
			got = append(got, p.Kind+" at "+string(p.Provision)+": "+p.State)
		}
	}
	want := []string{"assessment at Alder House: in_progress", "monitoring at Elm Grove: ended", "alert at Alder House: sent"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s := string(printed(t, doc)); strings.Contains(s, "C-0388") || strings.Contains(s, "C-0777") {
		t.Error("another child's reference is shown")
	}
	for _, d := range doc.Duties {
		if strings.HasPrefix(d.Subject, "request:") {
			t.Errorf("what another child's request owes is shown: %s", d.What)
		}
	}
}

func TestAListForAScreen(t *testing.T) {
	in := lived()
	l := AsList("requests", "Placement requests", "none", Requests(in), in.Names())
	want := &List{Name: "requests", Title: "Placement requests", Empty: "none",
		Columns: []string{"provision", "child", "state", "due", "days late", "owed by", "requester", "requested", "approved by", "valid until", "request"},
		Rows: []ListRow{
			{Subject: "request:9000412-R1", URN: "9000412", Mark: Overdue, Cells: []string{"Alder House", "C-0388", "breach", "1 Mar 2026", "2", "commissioning officer", "", "23 Feb 2026", "", "", "9000412-R1"}},
			{Subject: "request:9000412-R2", URN: "9000412", Mark: NotDue, Cells: []string{"Alder House", "C-0777", "escalated", "3 Mar 2026", "", "commissioning officer", "ben", "27 Feb 2026", "", "", "9000412-R2"}},
			{Subject: "request:9000600-R1", URN: "9000600", Mark: NotDue, Cells: []string{"Oak View", "C-0779", "requested", "3 Mar 2026", "", "commissioning officer", "", "2 Mar 2026", "", "", "9000600-R1"}},
		}}
	if diff := cmp.Diff(want, l, cmp.Comparer(func(a, b Mark) bool { return a == b })); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, doc := range []Table{Concerns(in), Visits(in), Revisits(in), Waiting(in), Due(in), DiscrepancyList{{ID: "d1", Subject: "child:C-1"}}} {
		for _, r := range AsList("", "", "", doc, in.Names()).Rows {
			if r.Subject == "" {
				t.Errorf("%T: nothing can be opened from %q", doc, r.Cells)
			}
		}
	}
}

func TestFreezesByMonth(t *testing.T) {
	months := NewFreezeMonths(2026, func(month, basis string) int {
		return map[string]int{"2026-02 council": 2, "2026-02 watch": 9, "2025-02 council": 7, "2026-12 notice": 1}[month+" "+basis]
	})
	if len(months) != 12 || months[1] != (FreezeMonth{Month: "2026-02", Council: 2, Watch: 9}) || months[11].Notice != 1 || months[0].Council != 0 {
		t.Errorf("got %+v", months)
	}
}
