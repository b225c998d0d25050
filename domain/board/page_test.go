package board

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

func london(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func change(kind, id string, was bool, after any) journal.Change {
	c := journal.Change{Kind: kind, ID: id, After: journal.Canonical(after)}
	if was {
		c.Before = "digest"
	}
	return c
}

// alderPage is the page of a home with a history.
func alderPage(t *testing.T) PageInput {
	t.Helper()
	in := world()
	c := in.Cases[0]
	c.History = append([]ofsted.Inspection{inspected("9000412", grade(ofsted.Good), "2025-01-20", false)}, c.History...)
	c.Standing = ofsted.InForce(c.History)
	c.Place.Registered = dated("2019-05-01")
	c.Duties[1].Status, c.Duties[1].SettledOn = duty.Settled, dated("2026-02-26")
	c.Items = []concern.Item{{ID: "9000412-1.8", Kind: "requirement", Text: text.Clean("Staff know each child's plan"), Due: dated("2026-04-01"), Progress: "not_checked"}}
	c.Proposals = []concern.Proposal{{ID: "9000412-1.9", Row: "VI6", Args: `{"reason":"seen by video"}`, State: "waiting", Login: text.Clean("ben"),
		On: dated("2026-03-02"), Expires: dated("2026-03-09")}}
	owed, booked := c.Visits[0], c.Visits[0]
	owed.State, owed.BookedFor = concern.Owed, civil.Date{}
	entries := []journal.Entry{
		{Seq: 7, At: time.Date(2026, 1, 20, 16, 20, 0, 0, time.UTC), Actor: "ann", Row: "OF1", Event: "finding_recorded", Subject: "concern:9000412-1", On: "2026-01-20",
			Args:    map[string]string{"finding": "inadequate", "ended_on": "2026-01-19", "source": "call"},
			Changes: []journal.Change{change("duty", "d9", false, duty.Duty{What: "Tell the QA officer", Status: duty.Open, Owner: duty.Ours, Due: dated("2026-01-20")})}},
		{Seq: 8, At: time.Date(2026, 2, 20, 11, 2, 0, 0, time.UTC), Actor: "system", Row: "VI1", Event: "visit_owed", Subject: "visit:" + owed.ID, On: "2026-02-20",
			Changes: []journal.Change{change("visit", owed.ID, false, owed)}},
		{Seq: 9, At: time.Date(2026, 3, 3, 9, 13, 0, 0, time.UTC), Actor: "cas", OnBehalfOf: "ann", Row: "VI2", Event: "visit_booked", Subject: "visit:" + owed.ID, On: "2026-03-02",
			Args:    map[string]string{"booked_for": "2026-03-05", "children_seen": "C-0412,C-7777", journal.ActingBecause: "on leave"},
			Policy:  "policy default v1",
			Changes: []journal.Change{change("visit", owed.ID, true, booked), change("duty", "d8", false, duty.Duty{What: "secret", Child: text.Clean("C-7777"), Status: duty.Open})}},
	}
	return PageInput{Rules: rules(), Today: drawnOn, Zone: london(t), Council: in.Council, Case: c, Placed: in.Placed[:2], Entries: entries}
}

func TestThePageOfAProvision(t *testing.T) {
	p := BuildPage(alderPage(t))
	got := map[string]string{"subject": p.Subject, "judgement": p.Judgement + ", " + p.JudgementWords, "status": p.Status, "places": p.Places, "freeze": p.Freeze,
		"states": p.OfstedState + ", " + p.QAState + ", " + p.PlanState, "since": fmt.Sprintf("%s, %d weeks", p.Since, p.Weeks),
		"children": p.Children[0].Child.String() + " " + p.Children[1].Child.String(), "item": p.Items[0].Progress}
	want := map[string]string{"subject": "concern:9000412-1", "judgement": "INAD, inadequate", "status": "registration active", "places": "4",
		"freeze": "FROZEN to new placements since 20 Jan, 42 days", "states": "awaiting revisit, monitoring, not begun", "since": "2026-01-19, 6 weeks",
		"children": "C-0388 C-0412", "item": "not checked, by 1 Apr"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var duties []string
	for _, d := range p.Duties {
		duties = append(duties, string(d.Mark)+d.What+", "+d.Left)
	}
	if diff := cmp.Diff([]string{"!!Full QA visit, 7d late", "~ Ofsted returns, in window", ". Ofsted returns, in 69d",
		"  Alert each child's social worker and IRO or SEN officer (C-0388), done 26 Feb"}, duties); diff != "" {
		t.Errorf("open duties by due date, then those done (-want +got):\n%s", diff)
	}
	if len(p.Revisits) != 2 || len(p.Visits) != 1 {
		t.Errorf("%d windows, %d visits", len(p.Revisits), len(p.Visits))
	}
	if q := p.Proposals[0]; q.Title != "Waive the visit" || q.By.String() != "ben" || q.Lines[0].What != "why it need not be made: seen by video" {
		t.Errorf("got %+v", q)
	}
}

func TestTheTimelineIsNewestFirst(t *testing.T) {
	var got []string
	ids := map[string]bool{}
	for _, r := range BuildPage(alderPage(t)).Timeline {
		got = append(got, fmt.Sprintf("%s|%s|%s|%s", r.Mark, r.When, r.Who, r.What))
		if ids[r.ID] {
			t.Errorf("%s stands twice", r.ID)
		}
		ids[r.ID] = true
	}
	want := []string{
		"  |2 Mar|ann (by cas)|Book or rebook the visit: booked for 5 Mar 2026 (full visit)",
		"~ |2 Mar|rule|Ofsted's window opened: return between 2 Mar and 16 Mar",
		"!!|24 Feb|rule|Full QA visit fell due and is overdue",
		"  |20 Feb 11:02|rule|A QA visit is owed (full visit)",
		"  |20 Jan 16:20|ann|Record what Ofsted found: Inadequate, inspection ended 19 Jan 2026",
		"  |19 Jan|Ofsted|Full inspection: inadequate",
		"  |20 Jan 2025|Ofsted|Full inspection: good",
		"  |1 May 2019|Ofsted|Registered with Ofsted",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestATimelineEntryShowsWhatChangedAndNoOtherChild(t *testing.T) {
	rows := BuildPage(alderPage(t)).Timeline
	want := []flow.Line{
		{Verb: "recorded", What: "on Tue 3 Mar 2026 at 09:13"},
		{Verb: "set", What: "booked for: 5 Mar 2026"},
		{Verb: "set", What: "children seen: C-0412, 1 other child"},
		{Verb: "change", What: "visit booked for: none -> 5 Mar 2026"},
		{Verb: "change", What: "visit state: owed -> booked"},
		{Verb: "for", What: "ann, because: on leave"},
		{Verb: "by rule", What: "VI2, policy default v1"},
	}
	if diff := cmp.Diff(want, rows[0].Details); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(flow.Line{Verb: "opens", What: "Tell the QA officer, due 20 Jan 2026"}, rows[4].Details[3]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTimesAreThoseOfTheZone(t *testing.T) {
	in := alderPage(t)
	in.Entries = []journal.Entry{{Seq: 1, At: time.Date(2025, 7, 1, 23, 30, 0, 0, time.UTC), Actor: "ann", Row: "NB9", Event: "something_unheard_of"}}
	for _, r := range BuildPage(in).Timeline {
		if r.ID == "journal:1" && (r.When != "2 Jul 2025 00:30" || r.What.String() != "Something unheard of") {
			t.Errorf("got %s: %s", r.When, r.What)
		}
	}
}

func TestThePageOfAnUnknownURNSaysThatNothingIsKnown(t *testing.T) {
	c := &concern.Case{Rules: rules(), Place: ofsted.Provision{URN: urn("9999999")}, Placed: []text.Text{text.Clean("C-0150")}}
	p := BuildPage(PageInput{Rules: rules(), Today: drawnOn, Zone: london(t), Case: c, Placed: []placement.Placement{placedAt("150/1", "C-0150", "9999999", "U6")}})
	if p.Judgement != "?" || p.Subject != "urn:9999999" || p.Status != "registration not known" || p.OfstedState != "no concern open" || p.Name.String() != "URN 9999999" {
		t.Errorf("got %+v", p)
	}
	if r := p.Children[0]; r.Mark != Problem || r.Judgement != "?" || r.NextStep != "URN not in Ofsted's files" {
		t.Errorf("got %+v", r)
	}
}

func TestThePageOfAGoodHomeListsItsChildrenWithoutAnAlarm(t *testing.T) {
	in := inspected("9000600", grade(ofsted.Good), "2026-01-19", false)
	c := homeCase("9000600", "Oak View", in, "2026-01-20", "C-0600")
	c.Concern, c.Freeze = concern.Concern{}, concern.Freeze{}
	p := BuildPage(PageInput{Rules: rules(), Today: drawnOn, Zone: london(t), Case: c, Placed: []placement.Placement{placedAt("600/1", "C-0600", "9000600", "K2")}})
	if r := p.Children[0]; p.Freeze != "not frozen" || r.Mark != NoMarkup || r.Judgement != "GOOD" || r.NextStep != "" {
		t.Errorf("%s, got %+v", p.Freeze, r)
	}
}

func TestShow(t *testing.T) {
	doc := Show(alderPage(t))
	golden(t, "show.json", printed(t, doc))
	header, rows := doc.Table()
	for _, r := range rows {
		if len(r) != len(header) {
			t.Errorf("%q", r)
		}
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(printed(t, doc), &keys); err != nil || len(keys) != 4 {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}

func TestShowAVisit(t *testing.T) {
	in := alderPage(t)
	doc, ok := ShowVisit(in, in.Case.Visits[0].ID)
	if !ok || doc.Subject != "visit:"+in.Case.Visits[0].ID || len(doc.Duties) != 1 || len(doc.Timeline) != 2 {
		t.Errorf("%v, got %s", ok, printed(t, doc))
	}
	if _, ok := ShowVisit(in, "9000412-1.99"); ok {
		t.Error("a visit that is not there was shown")
	}
}

func TestShowAChild(t *testing.T) {
	in := world()
	old := placedAt("412/0", "C-0412", "9000500", "K2")
	old.PlacedOn, old.EndedOn = dated("2025-01-02"), dated("2025-10-14")
	doc := ShowChild(ChildInput{Rules: rules(), Today: drawnOn, Zone: london(t), Child: text.Clean("C-0412"), Placements: []placement.Placement{old, in.Placed[0]},
		BucketOf: in.BucketOf, Cases: in.Cases[:1], Places: in.Places, Standings: in.Standings})
	got := string(printed(t, doc))
	if strings.Contains(got, "C-0388") {
		t.Error("another child's reference is shown")
	}
	facts := doc.Facts.(ChildFacts)
	if len(facts.Placements) != 2 || facts.Placements[0].Concern != "9000412-1" || facts.Placements[0].Judgement.Overall != "inadequate" || facts.Placements[1].Bucket != "" {
		t.Errorf("got %s", got)
	}
	if doc.Timeline[0].What != "Placed at Alder House (children's home)" || len(doc.Timeline) != 3 {
		t.Errorf("got %s", got)
	}
}
