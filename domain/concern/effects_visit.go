package concern

import (
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// What the rows of the plan and of a visit record.

func recordProgress(c *Case, t *flow.Turn) { c.Concern.Progress = t.Value("progress") }

func recordPlanDone(c *Case, t *flow.Turn) { c.Concern.PlanDone = t.On }

// oweFullVisit owes the full visit "as soon as the Ofsted action plan is
// completed" (S1): five working days in the default profile.
func oweFullVisit(c *Case, t *flow.Turn) {
	c.Concern.PlanDone, c.Concern.Progress = t.On, "all"
	c.oweVisit(Full, "qa.full_visit", t.On, t)
}

func addVisit(c *Case, t *flow.Turn) {
	due := t.Date("due")
	v := c.addVisitDue(Visit{Kind: t.Value("kind"), Due: due, Rule: "VI1", Explanation: "set by " + t.Name() + " on " + t.On.Long()},
		duty.Duty{Kind: "qa.visit", What: "QA visit (" + t.Value("kind") + ")", Role: team.QAOfficer, From: t.On, Source: "S1"}, t)
	c.part = v.ID
}

func book(c *Case, t *flow.Turn) {
	v := c.about()
	v.BookedFor = t.Date("booked_for")
	if by := t.Text("by"); !by.IsZero() {
		v.Visitor = by
	}
	t.Note("set", "booked for %s; the due date stays %s", v.BookedFor.Full(), v.Due.Full())
}

func unbook(c *Case, t *flow.Turn) {
	v := c.about()
	v.BookedFor = civil.Date{}
	t.Note("set", "owed again; the original due date %s stands", v.OriginalDue.Full())
}

func recordVisit(c *Case, t *flow.Turn) {
	v := c.about()
	v.DoneOn, v.Mode, v.Visitor, v.Concerns = t.On, t.Value("mode"), t.Text("by"), t.Value("concerns")
	v.Seen = t.Value("children_seen")
	if v.Concerns != "none" {
		c.Concern.Raised = true
	}
	t.Note("set", "visited on %s", t.On.Full())
	if why := t.Value("not_seen"); why != "" {
		t.Note("set", "not every child of ours there was seen: %s", why)
	}
	if v.Mode == "on_site" {
		c.sighted(t)
	}
}

// sighted settles the responsive visit or sighting that is owed beside any visit:
// one of ours on site is one.
func (c *Case) sighted(t *flow.Turn) {
	for i := range c.Duties {
		if d := &c.Duties[i]; d.Kind == "qa.responsive_visit" && d.Part == "" && d.Status == duty.Open {
			end(d, duty.Settled, t)
			t.Note("settles", "%s", d.What)
		}
	}
}

func recordReport(c *Case, t *flow.Turn) {
	v := c.about()
	v.ReportedOn, v.Progress = t.On, t.Value("progress")
	met, partly := t.Values("met"), t.Values("partly")
	for i := range c.Items {
		switch it := &c.Items[i]; {
		case slices.Contains(met, it.ID):
			it.Progress = "met"
		case slices.Contains(partly, it.ID):
			it.Progress = "partly"
		}
	}
}

// What the rows of the freeze record.

// freeze records what holds placements back. A hold that grows or eases is still
// the same hold: its first day stands, and so does a decision of the council's own.
func freeze(c *Case, t *flow.Turn) {
	f := &c.Freeze
	if heldAlready := !f.Since.IsZero() && f.Until.IsZero(); !heldAlready {
		f.Since, f.Until, f.Basis = t.On, civil.Date{}, ""
	}
	switch {
	case t.Actor != team.System:
		f.Why = t.Text("reason")
		if t.Row != "FR3" {
			f.Basis = Council
		}
	case c.barred() && f.Basis != Council:
		f.Basis, f.Why = Notice, text.Clean("a notice bars placements there")
	case f.Basis == "":
		f.Basis, f.Why = Watch, text.Clean(WhyWatched)
	}
	f.URN, f.By, f.SteppedDown = c.Place.URN.String(), t.Name(), t.Row == "FR3" && c.held() == policy.HardFrozen
}

func lift(c *Case, t *flow.Turn) {
	c.Freeze.Until, c.Freeze.By, c.Freeze.Why, c.Freeze.SteppedDown = t.On, t.Name(), t.Text("reason"), false
}
