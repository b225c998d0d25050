package board

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// reached are the duties of ours with which a filter finds rows of the first pane, once each.
func reached(t rapid.TB, b *Board, typed string, such func(DutyLine) bool) []string {
	f, err := ParseFilter(typed, FilterEnv{Today: b.Today, Me: "ann", Board: b})
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, r := range b.Children {
		if !f.Child(r) {
			continue
		}
		for _, d := range r.Duties {
			if d.WhoseDuty == "ours" && such(d) {
				ids[d.ID] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(ids))
}

// What the header counts as overdue and due today is what the filters of those names
// find, whatever is owed, for whom and since when.
func TestEveryDutyThatIsCountedCanBeFound(t *testing.T) {
	kinds := []string{"qa.ask_provider", "plan.chase", "qa.alert_professionals", "assessment.open", "concern.close", "qa.follow_up", "risk.safe_tonight"}
	rapid.Check(t, func(t *rapid.T) {
		in := council(60)
		for _, c := range in.Cases {
			for range rapid.IntRange(0, 4).Draw(t, "duties") {
				child := ""
				if len(c.Placed) > 0 && rapid.Bool().Draw(t, "a child's") {
					child = rapid.SampledFrom(c.Placed).Draw(t, "child").String()
				}
				day := in.Today.AddDays(rapid.IntRange(-9, 3).Draw(t, "due"))
				d := owe(c, rapid.SampledFrom(kinds).Draw(t, "kind"), day.String(), child, "")
				d.ID = fmt.Sprintf("%s.x%d", c.Concern.ID, len(c.Duties))
			}
		}
		b := Build(in)
		late := reached(t, b, "is:overdue", func(d DutyLine) bool { return d.Mark == Overdue })
		today := reached(t, b, "is:today", func(d DutyLine) bool { return d.Due == in.Today })
		if len(late) != b.Counts.Overdue || len(today) != b.Counts.Today {
			t.Fatalf("OVERDUE %d, %d found; TODAY %d, %d found", b.Counts.Overdue, len(late), b.Counts.Today, len(today))
		}
		next := map[string]bool{}
		for _, r := range b.Children {
			next[r.NextDuty] = true
			if r.Child.String() == wholeHome || r.Child.String() == noChild {
				for _, d := range r.Duties {
					next[d.ID] = true
				}
			}
		}
		for _, c := range in.Cases {
			for _, d := range c.Duties {
				if d.Owner == duty.Ours && d.Child.IsZero() && d.Overdue(in.Today) > 0 && !next[d.ID] {
					t.Fatalf("%s is owed for the provision, is overdue, and stands on no row of its own", d.What)
				}
			}
		}
	})
}

// What is owed for the home as a whole has a row of its own where the children's rows
// show something else, and it counts as no child.
func TestWhatTheHomeAsAWholeOwesHasARow(t *testing.T) {
	in := world()
	alder := in.Cases[0]
	alder.Visits[0].Due = alder.Duties[0].Due // late too, and read on the visits pane
	owe(alder, "plan.chase", "2026-03-02", "", "ann")
	owe(alder, "qa.visit_report", "2026-03-20", "", "ann") // not due yet
	for _, child := range []string{"C-0388", "C-0412"} {
		owe(alder, "assessment.complete", "2026-02-20", child, "cas")
	}
	b := Build(in)
	r := row(t, b, wholeHome)
	if r.URN != "9000412" || r.Subject != "duty:"+r.NextDuty || !strings.HasPrefix(r.NextStep, "Ask the provider again") || r.Mark != Overdue || len(r.Duties) != 1 {
		t.Errorf("the home's own row: %s at %s, %s, %d duties", r.NextStep, r.URN, r.Mark, len(r.Duties))
	}
	if n := sites(b)["9000412"].children; n != 2 {
		t.Errorf("%d children live there, want 2", n)
	}
	if mine := reached(t, b, "is:mine", func(d DutyLine) bool { return d.Owner.String() == "ann" }); !slices.Contains(mine, r.NextDuty) {
		t.Errorf("what ann owes is not found by is:mine: %v", mine)
	}
	for _, c := range in.Cases { // shown as the next step, it needs no row
		if c != alder && slices.ContainsFunc(b.Children, func(r ChildRow) bool { return r.ID == "home:"+c.Place.URN.String() }) {
			t.Errorf("%s has a row of its own though its children's rows say all", c.Place.Name)
		}
	}
}

// A visit that was made and reported stays on the pane until what followed from it is
// done; a sighting that is owed stands in the list before there is a visit.
func TestWhatFollowsAVisitStaysOnThePane(t *testing.T) {
	in := world()
	copper := in.Cases[1]
	visiting(copper, concern.Visit{Kind: concern.Full, State: concern.Reported, DoneOn: dated("2026-02-20"), ReportedOn: dated("2026-02-27")})
	d := owe(copper, "qa.follow_up", "2026-03-03", "", "ann")
	d.Part = copper.Visits[0].ID
	owe(copper, "qa.responsive_visit", "2026-03-02", "", "ann")
	b := Build(in)
	at := func(id string) VisitRow {
		i := slices.IndexFunc(b.Visits, func(r VisitRow) bool { return r.ID == id })
		if i < 0 {
			t.Fatalf("%s is not on the visits pane", id)
		}
		return b.Visits[i]
	}
	if r := at("visit:" + copper.Visits[0].ID); r.Due != dated("2026-03-03") || r.Mark != Today || !strings.HasPrefix(r.State, "reported 27 Feb: agree what follows") {
		t.Errorf("the visit: %s, due %s, %s", r.State, r.Due, r.Mark)
	}
	sighting := at("duty:" + copper.Duties[len(copper.Duties)-1].ID)
	list := Visits(in)
	i := slices.IndexFunc(list, func(x VisitItem) bool { return x.ID == sighting.ID })
	if len(list) != len(b.Visits) || i < 0 || list[i].OverdueDays != 1 || list[i].Status != "owed" || sighting.Subject != sighting.ID {
		t.Errorf("the list of visits: %+v", list)
	}
	if l := AsList("visits", "", "", list, nil); l.Rows[i].Subject != sighting.ID {
		t.Errorf("the sighting is opened as %s", l.Rows[i].Subject)
	}
	copper.Duties[1].Status, copper.Duties[1].SettledOn = duty.Settled, in.Today
	if b = Build(in); slices.ContainsFunc(b.Visits, func(r VisitRow) bool { return r.Subject == "visit:"+copper.Visits[0].ID }) {
		t.Error("nothing follows any more, and the visit is still on the pane")
	}
}

// What was recorded of the provision beside its judgement is read on its page.
func TestAPageTellsOfTheManagerAndOfTheRegistration(t *testing.T) {
	c := world().Cases[0]
	c.Concern.Manager, c.Concern.ManagerSince, c.Concern.DfEApproval, c.Concern.LinkedURN = "vacant", civil.On(2026, 2, 1), "withdrawn", "9000999"
	in := PageInput{Rules: rules(), Today: drawnOn, Zone: london(t), Case: c}
	if got, want := BuildPage(in).Status, "registration active, manager vacant since 1 Feb, DfE approval withdrawn, goes on as URN 9000999"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	f, _ := Show(in).Facts.(ProvisionFacts)
	if f.Manager != "vacant" || f.DfEApproval != "withdrawn" || f.LinkedURN != "9000999" || f.ManagerSince.IsZero() || f.Registration != "registration active" {
		t.Errorf("show: %+v", f)
	}
}

// A finding that was taken back is told as it was recorded (domain 6: nothing is
// edited), and a notice does not lend its day to the judgement in force.
func TestATimelineKeepsWhatAFindingWasSaidToBe(t *testing.T) {
	v := newView(rules(), drawnOn, text.Text{}, nil)
	in := inspected("9000412", grade(""), "2026-01-19", false)
	in.Judgement.Label = text.Clean("Not judged")
	for said, want := range map[string]string{
		"withdrawn: full inspection, inadequate, provisional (recorded by ben)": "Withdrawn: full inspection, inadequate, provisional (recorded by ben)",
		"changed: recorded by ben": "Changed: recorded by ben",
		"Full inspection":          "Full inspection, no judgement given",
	} {
		in.EventType = text.Clean(said)
		if got := v.inspectedWords(in); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	c := homeCase("9000412", "Alder House", inspected("9000412", grade(ofsted.Good), "2026-01-19", false), "2026-02-20", "C-0412")
	c.Concern.Finding, c.Concern.Judgement, c.Concern.Ended = concern.Restriction, grade(""), dated("2026-02-19")
	if j := v.homeOf(c).judged; j.on != dated("2026-01-19") || !strings.Contains(j.words, "dated 19 Feb 2026") {
		t.Errorf("judged on %s: %s", j.on, j.words)
	}
}
