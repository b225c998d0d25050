package sample_test

import (
	"strings"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/deadline"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/policy"
	"placewatch/domain/sample"
	"placewatch/domain/team"
)

// played is the council after its first import and the whole story, as the charts
// take it, by provision.
func played(t *testing.T, today civil.Date) map[string]*concern.Case {
	t.Helper()
	c := sample.New(today, calendar, sample.Median, 1)
	standing := inForce(c)
	rules := concern.Rules{Policy: policy.Default(), Book: deadline.NewBook(policy.Default()), Cal: calendar, Team: c.People, Council: c.Name}
	cases := map[string]*concern.Case{}
	for _, p := range c.Provisions {
		k := &concern.Case{Rules: rules, Place: p, Standing: standing[p.URN], Known: true, ListFresh: true}
		for _, pl := range c.Placements {
			if pl.URN.String() == p.URN.String() {
				k.Placed = append(k.Placed, pl.Child)
			}
		}
		k, _, misfits := k.Hear(concern.News{First: true}, &flow.Turn{Actor: team.Import, Today: today, Cal: calendar})
		if len(misfits) > 0 {
			t.Fatalf("%s: %+v", today, misfits)
		}
		cases["urn:"+p.URN.String()] = k
	}
	for _, s := range c.Story {
		cases["urn:"+s.URN] = taken(t, cases["urn:"+s.URN], s, &flow.Turn{Who: person(c, s.Who), Today: today, Cal: calendar})
	}
	return cases
}

// taken is a provision's case after a step of the story.
func taken(t *testing.T, k *concern.Case, s sample.Step, turn *flow.Turn) *concern.Case {
	t.Helper()
	about := ""
	if strings.HasPrefix(s.Subject, "child:") {
		about = s.Subject
	}
	commands := s.Commands(k.Offers(about, turn))
	if len(commands) == 0 {
		t.Fatalf("%s: %s %s by %s on %s fits nothing", turn.Today, s.Subject, s.Event, s.Who, s.Day)
	}
	for _, args := range commands {
		var err error
		turn.Raw = args
		if s.Event == "confirm" {
			k, _, err = k.Confirm("", "", turn.With(nil))
		} else {
			k, _, err = k.Apply(about, s.Event, turn)
		}
		if err != nil {
			t.Fatalf("%s: %s %s by %s on %s: %v", turn.Today, s.Subject, s.Event, s.Who, s.Day, err)
		}
	}
	return k
}

func person(c sample.Council, login string) team.Person {
	for _, p := range c.People {
		if p.Login.String() == login {
			return p
		}
	}
	return team.Person{}
}

// The story is told in rows that the charts hold, by people who may take them,
// whatever the day.
func TestTheStoryIsOneThatTheChartsAllow(t *testing.T) {
	for _, day := range []civil.Date{friday, civil.MustParse("2026-04-07"), civil.MustParse("2027-01-01"),
		civil.MustParse("2027-01-04"), civil.MustParse("2028-02-29"), civil.MustParse("2026-08-30")} {
		played(t, day)
	}
}

func TestTheStoryLeavesABoardWithEverySituation(t *testing.T) {
	open := map[string]int{}
	for _, k := range played(t, friday) {
		if !k.Open() {
			continue
		}
		open["concerns"]++
		count(open, k, friday)
	}
	for what, least := range map[string]int{
		"concerns": 15, "at intake": 2, "provisional": 3, "opened today": 1, "nil exposure": 1, "in monitoring": 2,
		"window open": 1, "window passed": 1, "answer overdue": 1, "visit overdue, not booked": 1, "visit booked": 1,
		"proposal": 1, "Ofsted has visited": 1,
		"child's voice unclear": 1, "stay signed": 4, "plan live": 3, "child monitored": 1, "request escalated": 1, "request approved": 1, "breach": 1,
		"placements barred": 1, "alert not acknowledged": 1,
	} {
		if open[what] < least {
			t.Errorf("%s: %d, want at least %d", what, open[what], least)
		}
	}
}

func count(open map[string]int, k *concern.Case, today civil.Date) {
	tick := func(what string, holds bool) {
		if holds {
			open[what]++
		}
	}
	tick("at intake", k.Concern.Intake)
	tick("provisional", k.Concern.Provisional)
	tick("opened today", !k.Concern.Intake && k.Concern.KnownOn == today)
	tick("nil exposure", k.Concern.QA == concern.NilExposure)
	tick("in monitoring", k.Concern.QA == concern.Monitoring)
	tick("Ofsted has visited", k.Concern.Ofsted == concern.Revisited)
	tick("proposal", len(k.Proposals) > 0)
	for _, a := range k.Assessments {
		tick("child's voice unclear", a.State == concern.InProgress && a.Voice == "unclear")
		tick("stay signed", a.State == concern.Continue)
	}
	for _, p := range k.Improvements {
		tick("plan live", p.State == concern.Live)
	}
	tick("child monitored", len(k.Monitorings) > 0)
	for _, r := range k.Requests {
		tick("request escalated", r.State == concern.Escalated)
		tick("request approved", r.State == concern.Approved)
		tick("breach", r.State == concern.Breach)
	}
	tick("placements barred", k.Freeze.State == concern.HardFrozen)
	for _, a := range k.Alerts {
		tick("alert not acknowledged", a.State == concern.Sent)
	}
	for _, d := range k.Duties {
		if d.Status != duty.Open {
			continue
		}
		window := d.Owner == duty.Ofsted && strings.Contains(d.Kind, "return")
		tick("window open", window && !d.Earliest.IsZero() && d.Window(today) == "open")
		tick("window passed", window && d.Window(today) == "passed")
		tick("answer overdue", d.Kind == "qa.provider_answer" && d.Due.Before(today))
		tick("ours overdue", d.Overdue(today) > 0)
	}
	for _, v := range k.Visits {
		tick("visit overdue, not booked", v.State == concern.Owed && v.Kind == concern.Progress && v.Due.Before(today))
		tick("visit booked", v.State == concern.Booked && v.BookedFor.After(today))
	}
}
