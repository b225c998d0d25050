package board

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// drawnRow is a child's row as the drawings of the board show it.
func drawnRow(r ChildRow) string {
	return fmt.Sprintf("%s|%s|%s|%s|%d|%s|%s|%s|%s", r.Mark, r.Child, r.Provision, r.Judgement, r.Weeks, r.NextStep, r.Due.Short(), r.Left, r.Owner)
}

func TestChildrenPane(t *testing.T) {
	var got []string
	for _, r := range Build(world()).Children {
		got = append(got, drawnRow(r))
	}
	want := []string{
		"!!|C-0388|Alder House|INAD|6|Alert each child's social worker and IRO or SEN officer|26 Feb|5d late|—",
		"!!|C-0412|Alder House|INAD|6|Full QA visit|24 Feb|7d late|ann",
		"! |C-0407|Birch Lodge|INAD|11|Ofsted's window passed: check for news||22d past|cas",
		"!!|C-0391|Copper Lane|RI|3|Ask the provider again for its Ofsted action plan|27 Feb|4d late|ben",
		"* |C-0420|Dunlin Court|RI(p)|0|List our children there|4 Mar|1d|—",
		"? |C-0299|no URN|?|-1|URN missing: find it||—|—",
		"? |C-0500|Elm Grove|?|-1|registration ended: where is the child?||—|—",
		"? |C-0150|URN 9999999|?|-1|URN not in Ofsted's files||—|—",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A concern was recorded at a home where none of ours live; what QA owed there was
// counted as overdue and stood on no row. Nothing falls silent: it has a row.
func TestAConcernWithoutAChildOfOursStillHasItsRow(t *testing.T) {
	in := world()
	for _, c := range in.Cases {
		c.Placed = nil
	}
	in.Placed = slices.DeleteFunc(in.Placed, func(p placement.Placement) bool { return p.URN.String() == "9000412" })
	if r := row(t, Build(in), "none"); r.URN != "9000412" || r.ID != "concern:9000412-1" || r.Mark != Overdue || r.NextStep != "Full QA visit" {
		t.Errorf("got %+v", r)
	}
	// So has what is owed for a child who has left.
	r := row(t, Build(in), "C-0388")
	if r.ID != "owed:9000412/C-0388" || r.Subject != "duty:"+r.NextDuty || r.NextStep != "Alert each child's social worker and IRO or SEN officer (lives there no longer)" || len(r.Duties) != 1 {
		t.Errorf("got %+v", r)
	}
}

func TestAChildsRowSaysWhatItIsAbout(t *testing.T) {
	b := Build(world())
	alder := row(t, b, "C-0412")
	if alder.ID != "child:412/1" || alder.Subject != "child:C-0412" || alder.Version != 7 || alder.Held == "" || alder.OwnerRole != "QA officer" || alder.OutOfArea != "" {
		t.Errorf("got %+v", alder)
	}
	want := []string{"Inadequate +50", "7 days late: full QA visit +14", "Ofsted may be back now +10", "2 children placed +6"}
	if diff := cmp.Diff(want, alder.Reasons); diff != "" || alder.Points != 80 {
		t.Errorf("%d points (-want +got):\n%s", alder.Points, diff)
	}
	for _, d := range alder.Duties {
		if d.What == "Alert each child's social worker and IRO or SEN officer" {
			t.Error("what is owed for another child stands on this child's row")
		}
	}
	if r := row(t, b, "C-0391"); r.OutOfArea != "Vesper Vale" {
		t.Errorf("out of area: %q", r.OutOfArea)
	}
	if r := row(t, b, "C-0391"); !slices.Contains(r.Reasons, "Provider's action plan stalled: not received +15") {
		t.Errorf("reasons: %q", r.Reasons)
	}
	if r := row(t, b, "C-0299"); r.Subject != "" || r.URN != "" || r.Type != "children's home" {
		t.Errorf("got %+v", r)
	}
	if r := row(t, b, "C-0500"); r.Subject != "urn:9000500" || r.JudgementWords != "the registration with this URN has ended" {
		t.Errorf("got %+v", r)
	}
}

func TestJudgementsInShort(t *testing.T) {
	outcome := func(o ofsted.Outcome) ofsted.Judgement { return ofsted.Judgement{Outcome: o} }
	with := func(f concern.Finding) func(*concern.Case) {
		return func(c *concern.Case) { c.Concern.Finding, c.Concern.Judgement = f, ofsted.Judgement{} }
	}
	tests := []struct {
		name   string
		j      ofsted.Judgement
		change func(*concern.Case)
		short  string
		words  string
	}{
		{"a grade", grade(ofsted.Inadequate), nil, "INAD", "inadequate"},
		{"supported accommodation keeps its own outcomes", outcome(ofsted.SeriousWeaknesses), nil, "SA3", "serious or widespread weaknesses (supported accommodation)"},
		{"the middle outcome", outcome(ofsted.InconsistentDelivery), nil, "SA2", "inconsistent quality of service delivery (supported accommodation)"},
		{"an assurance inspection with serious concerns", outcome(ofsted.SeriousConcerns), nil, "ASSUR", "serious or widespread concerns (assurance inspection)"},
		{"no overall grade, but an inadequate part", ofsted.Judgement{Protection: ofsted.Inadequate}, nil, "INAD/P", "no overall grade; protection inadequate (local)"},
		{"a notice at a good home", grade(ofsted.Good), with(concern.ComplianceNotice), "NOTICE", "compliance notice (dated 19 Jan 2026); judgement in force: good"},
		{"a suspension at an inadequate home", grade(ofsted.Inadequate), with(concern.Suspension), "INAD", "registration suspended; inadequate"},
		{"told worse, not yet published", grade(ofsted.Good), func(c *concern.Case) {
			c.Concern.Judgement, c.Concern.Provisional = grade(ofsted.Inadequate), true
		}, "INAD(p)", "inadequate"},
		{"told better: the judgement in force stands until it is published", grade(ofsted.Inadequate), func(c *concern.Case) {
			c.Concern.Judgement, c.Concern.Provisional = grade(ofsted.Good), true
		}, "INAD", "inadequate; told, and not yet published: good"},
		{"published better", grade(ofsted.Good), func(c *concern.Case) { c.Concern.Judgement = grade(ofsted.Good) }, "GOOD", "good"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := homeCase("9000412", "Alder House", inspected("9000412", tt.j, "2026-01-19", false), "2026-01-20", "C-0412")
			if tt.change != nil {
				tt.change(c)
			}
			v := newView(rules(), drawnOn, text.Text{}, nil)
			if j := v.homeOf(c).judged; j.short() != tt.short || j.words != tt.words {
				t.Errorf("got %s: %s", j.short(), j.words)
			}
		})
	}
}

func TestRevisitsPane(t *testing.T) {
	var got []string
	for _, r := range Build(world()).Revisits {
		got = append(got, fmt.Sprintf("%s|%s|%s|%s|%s|%s|%d", r.Mark, r.Provision, r.Kind, r.Latest.Short(), r.State, r.Left, r.Children))
	}
	want := []string{
		"! |Birch Lodge|return|9 Feb|passed|22d past|1",
		"~ |Alder House|return|16 Mar|open|in window|2",
		". |Alder House|full re-inspection|11 May|open|in 69d|2",
		"? |Copper Lane|none set||open|no date|1",
		"? |Dunlin Court|none set||open|no date|1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAWindowThatPassedAsksForNewsAndIsNeverOverdue(t *testing.T) {
	r := Build(world()).Revisits[0]
	if !strings.HasSuffix(r.Explanation, "passed 22 days ago: check for news; half were revisited by day 44") || strings.Contains(r.Explanation, "overdue") {
		t.Errorf("got %q", r.Explanation)
	}
}

func TestVisitsPane(t *testing.T) {
	c := world()
	visiting(c.Cases[1], concern.Visit{Kind: concern.Progress, State: concern.Owed, Due: dated("2026-02-27")})
	visiting(c.Cases[2], concern.Visit{Kind: concern.Progress, State: concern.Owed, Due: dated("2026-03-10")})
	visiting(c.Cases[3], concern.Visit{Kind: concern.Progress, State: concern.Booked, Due: dated("2026-03-10"), BookedFor: dated("2026-03-02")})
	visiting(c.Cases[3], concern.Visit{Kind: concern.Full, State: concern.Done, Due: dated("2026-02-10"), DoneOn: dated("2026-02-27")})
	owe(c.Cases[3], "qa.visit_report", "2026-03-06", "", "").Part = c.Cases[3].Visits[1].ID
	visiting(c.Cases[3], concern.Visit{Kind: concern.Full, State: concern.Reported, Due: dated("2025-02-10"), DoneOn: dated("2025-02-27")})
	b := Build(c)
	var got []string
	for _, r := range b.Visits {
		got = append(got, fmt.Sprintf("%s|%s|%s|%s|%s|%s", r.Mark, r.Provision, r.Kind, r.Due.Short(), r.Left, r.State))
	}
	want := []string{
		"!!|Copper Lane|progress|27 Feb|4d late|not booked",
		"!!|Alder House|full|28 Feb|3d late|booked 5 Mar",
		". |Birch Lodge|full|6 Mar|in 3d|done 27 Feb, report owed",
		"! |Birch Lodge|progress|10 Mar|in 7d|booked 2 Mar, not recorded",
		". |Dunlin Court|progress|10 Mar|in 7d|not booked",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if b.NextVisit != "Birch Lodge, 6 Mar 2026" {
		t.Errorf("next visit: %q", b.NextVisit)
	}
}

func TestCounts(t *testing.T) {
	got := Build(world()).Counts
	want := Counts{Overdue: 3, New: 1, Waiting: 2, OpenPlacements: 9, HomesWithoutURN: 2, Discrepancies: 2, Watched: 12, Proposals: 1,
		Buckets: map[placement.Bucket]int{placement.BelowThreshold: 5, placement.AtOrAbove: 1, placement.MissingURN: 1, placement.UnknownURN: 2,
			placement.NotYetInspected: 0, placement.NoOverall: 0, placement.OutsideOfsted: 0, placement.NotApplicable: 0}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestStale(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Input)
		want   string
	}{
		{"fresh lists are not stale", func(*Input) {}, ""},
		{"never imported is said", func(in *Input) { in.OfstedOn = civil.Date{} }, "Ofsted's list was never imported"},
		{"an old list is stale however lately it was imported", func(in *Input) { in.OfstedAsAt = dated("2025-03-31") },
			"Ofsted's list is of 31 Mar 2025, 337 days old"},
		{"placements go stale sooner", func(in *Input) { in.PlacementsAt = dated("2026-02-20") }, "the placements list is of 20 Feb 2026, 11 days old"},
		{"a placement in no bucket is said", func(in *Input) { in.Open = 10 },
			"the counts do not add up (9 of 10 open placements are in a bucket): run placewatch doctor"},
		{"an unknown placement that was not handed in is said", func(in *Input) { in.Placed = in.Placed[:7] },
			"2 placements of which nothing can be said, but 3 counted: run placewatch doctor"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := world()
			tt.change(&in)
			if got := Build(in).Stale; got != tt.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestAnEmptyListWithoutAnImportCannotSayNone(t *testing.T) {
	if got := (Input{}).CannotSay(); got != "cannot say: neither Ofsted's list nor the placements have been imported yet" {
		t.Errorf("got %q", got)
	}
	if got := world().CannotSay(); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestThePolicySaysThatNobodyApprovedIt(t *testing.T) {
	b := Build(world())
	if b.Policy != "default v1" || b.PolicyWarning != "not approved by any council" {
		t.Errorf("got %q, %q", b.Policy, b.PolicyWarning)
	}
}

func TestThePolicySaysWhoApprovedItAndUntilWhen(t *testing.T) {
	in := world()
	own := *in.Rules.Policy
	own.Name, own.Version, own.Approver = "larkmere", "4", text.Clean("D Reeve")
	own.ApprovedOn, own.ReviewBy = in.Today.AddDays(-10), in.Today.AddDays(10)
	in.Rules.Policy = &own
	b := Build(in)
	if want := "approved by D Reeve, review by " + own.ReviewBy.Long(); b.Policy != "larkmere v4" || b.PolicyLife != want || b.PolicyWarning != "" {
		t.Errorf("got %q, %q, %q; want %q and no warning", b.Policy, b.PolicyLife, b.PolicyWarning, want)
	}
}

func TestAHomeWithXsForAURNIsOnTheBoard(t *testing.T) {
	in := world()
	in.Placed = append(in.Placed, placedAt("600/1", "C-0600", placement.NoURN, "K2"), placedAt("601/1", "C-0601", placement.NoURN, "R5"))
	in.BucketOf["600/1"], in.BucketOf["601/1"] = placement.OutsideOfsted, placement.OutsideOfsted
	in.Buckets[placement.OutsideOfsted], in.Open = 2, 11
	b := Build(in)
	if r := row(t, b, "C-0600"); r.NextStep != "URN missing: find it" || r.Mark != Problem {
		t.Errorf("got %+v", r)
	}
	if slices.ContainsFunc(b.Children, func(r ChildRow) bool { return r.Child.String() == "C-0601" }) {
		t.Error("a prison, which Ofsted does not register, is on the board as a problem")
	}
	if b.Counts.HomesWithoutURN != 3 {
		t.Errorf("%d homes without a URN", b.Counts.HomesWithoutURN)
	}
}

func TestEveryFactorOfTheRankIsSaid(t *testing.T) {
	c := homeCase("9000412", "Alder House", inspected("9000412", grade(ofsted.Inadequate), "2026-01-19", false), "2026-01-20", "C-0412")
	c.Concern.Finding, c.Concern.Judgement = concern.Restriction, ofsted.Judgement{}
	c.Concern.Raised, c.Concern.VisitedOn, c.Concern.Plan, c.Concern.Progress = true, dated("2026-03-01"), "received", "none"
	visiting(c, concern.Visit{Kind: concern.Progress, State: concern.Reported, DoneOn: dated("2026-02-20"), Concerns: "low"})
	await(c, "home.return", "2026-02-20", "2026-03-01")
	h := newView(rules(), drawnOn, text.Text{}, nil).homeOf(c)
	points, got := weigh(h.factors)
	want := []string{"Accommodation restricted +60", "Inadequate +50", "Concerns raised at our visit +20",
		"Provider's action plan stalled: no action done +15", "Ofsted came on 1 Mar 2026, since our last visit +15",
		"Ofsted's window passed: check for news +10", "1 child placed +3"}
	if diff := cmp.Diff(want, got); diff != "" || points != 173 {
		t.Errorf("%d points (-want +got):\n%s", points, diff)
	}
	c.Visits[0].Concerns = "serious"
	h = newView(rules(), drawnOn, text.Text{}, nil).homeOf(c)
	if _, got := weigh(h.factors); got[0] != "Serious concerns, or a child who does not feel safe, at our visit of 20 Feb 2026 +100" {
		t.Errorf("got %q", got)
	}
}

func TestEqualPointsGoByDueDateThenURN(t *testing.T) {
	a := rank{points: 5, due: dated("2026-03-01"), urn: "9", id: "b"}
	for _, b := range []rank{
		{points: 4, due: dated("2026-02-01"), urn: "1", id: "a"},
		{points: 5, due: dated("2026-03-02"), urn: "1", id: "a"},
		{points: 5, urn: "1", id: "a"},
		{points: 5, due: dated("2026-03-01"), urn: "91", id: "a"},
		{points: 5, due: dated("2026-03-01"), urn: "9", id: "c"},
	} {
		if a.compare(b) >= 0 || b.compare(a) <= 0 {
			t.Errorf("%+v does not come before %+v", a, b)
		}
	}
}

func TestTheOrderOfTheInputDoesNotMatter(t *testing.T) {
	want, due, exposure := Build(world()), Due(world()), Exposure(world())
	rapid.Check(t, func(t *rapid.T) {
		in := world()
		in.Cases = rapid.Permutation(in.Cases).Draw(t, "cases")
		in.Placed = rapid.Permutation(in.Placed).Draw(t, "placed")
		for _, c := range in.Cases {
			c.Duties = rapid.Permutation(c.Duties).Draw(t, "duties")
			c.Placed = rapid.Permutation(c.Placed).Draw(t, "children")
		}
		equal := cmp.Comparer(func(a, b text.Text) bool { return a == b })
		dates := cmp.Comparer(func(a, b civil.Date) bool { return a == b })
		for _, diff := range []string{cmp.Diff(want, Build(in), equal, dates), cmp.Diff(due, Due(in), dates), cmp.Diff(exposure, Exposure(in), dates)} {
			if diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// random is a council of any shape.
func random(t *rapid.T) Input {
	in := world()
	in.Cases, in.Placed, in.Open = nil, nil, 0
	in.Buckets, in.BucketOf, in.Reasons = map[placement.Bucket]int{}, map[string]placement.Bucket{}, nil
	grades := []ofsted.Grade{ofsted.Inadequate, ofsted.RequiresImprovement, ofsted.Good, ""}
	for i := range rapid.IntRange(0, 5).Draw(t, "cases") {
		u := fmt.Sprint(9000000 + i)
		c := homeCase(u, "", inspected(u, grade(rapid.SampledFrom(grades).Draw(t, "grade")), "2026-01-19", rapid.Bool().Draw(t, "told")), "2026-01-20")
		c.Place.Status = rapid.SampledFrom([]ofsted.Status{ofsted.Active, ofsted.Suspended, ofsted.Cancelled, ""}).Draw(t, "status")
		for range rapid.IntRange(0, 4).Draw(t, "duties") {
			due := rapid.SampledFrom([]string{"", "2026-02-20", "2026-03-03", "2026-03-09"}).Draw(t, "due")
			d := owe(c, "qa.list_children", due, rapid.SampledFrom([]string{"", "C-0", "C-9"}).Draw(t, "child"), "")
			d.Owner = rapid.SampledFrom([]duty.Owner{duty.Ours, duty.Ofsted, duty.Provider}).Draw(t, "owner")
			d.Status = rapid.SampledFrom([]duty.Status{duty.Open, duty.Settled}).Draw(t, "settled")
		}
		in.Cases = append(in.Cases, c)
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "placements") {
		p := placedAt(fmt.Sprintf("%d/1", i), fmt.Sprintf("C-%d", i), rapid.SampledFrom([]string{"", "XXXXXXX", "9000000", "9000001", "9000500", "1E+07"}).Draw(t, "urn"),
			rapid.SampledFrom([]string{"K2", "U6", "P1", "R5", ""}).Draw(t, "type"))
		in.Placed = append(in.Placed, p)
		b := rapid.SampledFrom(placement.Buckets()).Draw(t, "bucket")
		in.BucketOf[p.ID] = b
		in.Buckets[b]++
		in.Open++
	}
	return in
}

func TestNoRowOfTheUnknownSaysThatAllIsWell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := random(t)
		b := Build(in)
		on := map[string]ChildRow{}
		for _, r := range b.Children {
			on[r.ID] = r
			if r.NextStep == "" || r.Mark == NoMarkup || r.Judgement == "" {
				t.Fatalf("a row that says nothing: %+v", r)
			}
			if r.Concern == "" && r.Bucket != placement.BelowThreshold && (r.Mark != Problem || r.Judgement != "?") {
				t.Fatalf("nothing is known, but the row says %s, %s", r.Mark.Words(), r.Judgement)
			}
		}
		for _, p := range in.Placed {
			switch in.BucketOf[p.ID] {
			case placement.MissingURN, placement.UnknownURN, placement.BelowThreshold:
				if _, ok := on["child:"+p.ID]; !ok {
					t.Fatalf("a child of whom nothing safe can be said is not on the board: %+v", p)
				}
			}
		}
		sum := 0
		for _, n := range b.Counts.Buckets {
			sum += n
		}
		if sum != b.Counts.OpenPlacements {
			t.Fatalf("the buckets hold %d of %d", sum, b.Counts.OpenPlacements)
		}
	})
}

func TestEveryOpenDutyOfOursIsListedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := random(t)
		listed := map[string]int{}
		for i, d := range Due(in) {
			listed[d.ID]++
			if d.Rank != i+1 {
				t.Fatalf("%d stands at %d", d.Rank, i+1)
			}
		}
		for _, c := range in.Cases {
			for _, d := range c.Duties {
				want := 0
				if d.Owner == duty.Ours && d.Status == duty.Open {
					want = 1
				}
				if listed[d.ID] != want {
					t.Fatalf("%s is listed %d times, want %d", d.ID, listed[d.ID], want)
				}
			}
		}
	})
}

func TestAnOpenWindowIsTheNextStepWhereWeOnlyWatch(t *testing.T) {
	in := world()
	birch := in.Cases[3]
	birch.Duties[1].Due = dated("2026-03-20")
	if r := row(t, Build(in), "C-0407"); r.Mark != Open || r.NextStep != "Ofsted may return" || r.Left != "window open" || r.Owner.String() != "cas" {
		t.Errorf("got %s", drawnRow(r))
	}
	birch.Duties[0].Due = drawnOn
	if r := row(t, Build(in), "C-0407"); r.Mark != Today || r.NextStep != "Check for news from Ofsted" || r.Left != "today" {
		t.Errorf("what we owe today comes first: %s", drawnRow(r))
	}
}

func TestNewMeansSinceTheWorkingDayBefore(t *testing.T) {
	for day, isNew := range map[string]bool{"2026-03-03": true, "2026-03-02": true, "2026-03-01": false} {
		in := world()
		in.Cases[2].Concern.OpenedOn = dated(day)
		if got := Build(in).Counts.New == 1; got != isNew {
			t.Errorf("on Tuesday, opened on %s: new is %v", day, got)
		}
	}
	in := world()
	in.Today = dated("2026-03-09")
	in.Cases[2].Concern.OpenedOn = dated("2026-03-06")
	if Build(in).Counts.New != 1 {
		t.Error("on Monday what was opened on Friday is new")
	}
}

func TestAnAgencyIsNotOutOfArea(t *testing.T) {
	in := world()
	in.Cases[1].Place.Type = ofsted.FosteringAgency
	if r := row(t, Build(in), "C-0391"); r.OutOfArea != "" {
		t.Errorf("where an agency is registered says nothing of where the child lives: %q", r.OutOfArea)
	}
}

// A child who came to live there since yesterday is new, however old the concern is and
// however late what is owed there.
func TestAChildWhoIsNewThereIsNew(t *testing.T) {
	in := world()
	before := Build(in)
	i := slices.IndexFunc(in.Placed, func(p placement.Placement) bool { return p.Child.String() == "C-0412" })
	in.Placed = slices.Clone(in.Placed)
	in.Placed[i].PlacedOn = in.Today
	b := Build(in)
	if r := row(t, b, "C-0412"); !r.New || b.Counts.New != before.Counts.New+1 {
		t.Errorf("new %v, counted %d and %d", r.New, before.Counts.New, b.Counts.New)
	}
	f, err := ParseFilter("is:new ref:C-0412", FilterEnv{Board: b, Today: in.Today})
	if err != nil || !f.Child(row(t, b, "C-0412")) {
		t.Errorf("the filter hides the row (%v)", err)
	}
}
