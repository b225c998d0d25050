package concern

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
)

// The conditions of a service improvement plan, and what its rows record (S0).
var (
	noDraft = Guard{Name: "no plan is being drafted already", Next: "go on with that draft, or end it (SP6)",
		Holds: func(c *Case, t *flow.Turn) bool {
			return !slices.ContainsFunc(c.Improvements, func(p Improvement) bool { return p.State == Draft })
		}}
	hasAction = Guard{Name: "the plan holds at least one action", Next: "add one (SP1a)",
		Holds: func(c *Case, t *flow.Turn) bool { p := c.improvement(); return p != nil && len(p.Actions) > 0 }}
	arranged = Guard{Name: "the monitoring arrangements and the council's support are named", Next: "name them (SP1b)",
		Holds: func(c *Case, t *flow.Turn) bool {
			p := c.improvement()
			return p != nil && !p.Monitoring.IsZero() && !p.Support.IsZero()
		}}
	notPreparer = Guard{Name: "whoever signs did not help to prepare the plan", Next: "ask another principal manager (safety 7, F2)",
		Holds: func(c *Case, t *flow.Turn) bool {
			p := c.improvement()
			return p != nil && !slices.Contains(p.PreparedBy, t.Who.ID)
		}}
	actionsDone = Guard{Name: "every action of the plan is done", Next: "record how each stands (SP3a)",
		Holds: func(c *Case, t *flow.Turn) bool {
			p := c.improvement()
			return p != nil && !slices.ContainsFunc(p.Actions, func(a Action) bool { return a.State != ActionDone })
		}}
)

// nothingMissing names all that the plan lacks before it can be signed, or said to
// be complete: a requirement listed since is answered too. It names by id: what
// people typed stays out of errors.
func nothingMissing(c *Case, t *flow.Turn) flow.Problems {
	p := c.improvement()
	var unanswered, unowned, undated []string
	for _, it := range c.Items {
		if !slices.ContainsFunc(p.Actions, func(a Action) bool { return a.Answers == it.ID }) {
			unanswered = append(unanswered, it.Kind+" "+it.ID)
		}
	}
	for _, a := range p.Actions {
		if a.Owner.IsZero() {
			unowned = append(unowned, "action "+a.ID)
		}
		if a.Due.IsZero() {
			undated = append(undated, "action "+a.ID)
		}
	}
	var ps flow.Problems
	for _, lack := range []struct {
		arg, why string
		list     []string
	}{{"answers", "no action answers %s; add one (SP1a)", unanswered}, {"owner", "nobody is named for %s; name who does it (SP1c)", unowned},
		{"due", "there is no day for %s; give one (SP1c)", undated}} {
		if len(lack.list) > 0 {
			ps = append(ps, flow.Problem{Arg: lack.arg, Why: fmt.Sprintf(lack.why, strings.Join(lack.list, ", "))})
		}
	}
	return ps
}

func draftImprovement(c *Case, t *flow.Turn) {
	p := Improvement{ID: c.number(), Concern: c.Concern.ID, URN: c.Place.URN.String(), State: Draft, OpenedOn: t.On}
	p.prepared(t)
	c.Improvements = append(c.Improvements, p)
	c.part = p.ID
}

// prepared notes who had a part in the plan: they do not sign it (F2).
func (p *Improvement) prepared(t *flow.Turn) {
	if id := t.Who.ID; !slices.Contains(p.PreparedBy, id) {
		p.PreparedBy = append(p.PreparedBy, id)
	}
}

// itemToAnswer asks which of Ofsted's requirements and recommendations an action answers.
func itemToAnswer(c *Case, t *flow.Turn) []flow.Arg {
	if len(c.Items) == 0 {
		return nil
	}
	var os []flow.Option
	for _, it := range c.Items {
		os = append(os, flow.Option{Value: it.ID, Words: it.Kind + ": " + it.Text.String()})
	}
	return []flow.Arg{choice("answers", "Which requirement or recommendation it answers", false, os)}
}

// anyAction asks which action of the plan it is about.
func anyAction(c *Case, t *flow.Turn) []flow.Arg {
	var os []flow.Option
	if p := c.improvement(); p != nil {
		for _, a := range p.Actions {
			os = append(os, flow.Option{Value: a.ID, Words: a.What.String()})
		}
	}
	ask := choice("action", "Which action", true, os)
	if len(os) == 1 {
		ask.Default = os[0].Value
	}
	return []flow.Arg{ask}
}

// action is the one that the turn names.
func (p *Improvement) action(t *flow.Turn) *Action {
	for i := range p.Actions {
		if p.Actions[i].ID == t.Value("action") {
			return &p.Actions[i]
		}
	}
	return nil
}

// actionFits holds an action to a day to come.
func actionFits(c *Case, t *flow.Turn) flow.Problems {
	if t.Date("due").IsZero() {
		return nil
	}
	return dueNotPast(c, t)
}

func addAction(c *Case, t *flow.Turn) {
	p := c.improvement()
	p.prepared(t)
	a := Action{ID: c.number(), From: t.Value("from"), Answers: t.Value("answers"), What: t.Text("what"), Owner: t.Text("owner"),
		Due: t.Date("due"), State: ActionOpen}
	p.Actions = append(p.Actions, a)
	t.Note("set", "action %s added", a.ID)
}

// changeFits lets a draft's action change in any way; of a plan that is signed only
// what is still missing may be filled in, as its signature was for what it said (F3).
func changeFits(c *Case, t *flow.Turn) flow.Problems {
	p := c.improvement()
	a := p.action(t)
	ps := actionFits(c, t)
	if t.Value("what") == "" && t.Value("owner") == "" && t.Date("due").IsZero() {
		ps = append(ps, flow.Problem{Arg: "what", Why: "nothing is changed: enter what is to be done, who does it, or by when"})
	}
	if p.State == Draft {
		return ps
	}
	for _, set := range []struct {
		arg  string
		over bool
	}{{"what", t.Value("what") != ""}, {"owner", t.Value("owner") != "" && !a.Owner.IsZero()}, {"due", !t.Date("due").IsZero() && !a.Due.IsZero()}} {
		if set.over {
			ps = append(ps, flow.Problem{Arg: set.arg, Why: "was signed with the plan and stands; record the action late (SP3a), or draft a new plan (SP1)"})
		}
	}
	return ps
}

func changeAction(c *Case, t *flow.Turn) {
	p := c.improvement()
	p.prepared(t)
	a := p.action(t)
	if what := t.Text("what"); !what.IsZero() {
		a.What = what
	}
	if who := t.Text("owner"); !who.IsZero() {
		a.Owner = who
	}
	a.Due = cmp.Or(t.Date("due"), a.Due)
	t.Note("change", "action %s", a.ID)
}

func setArrangements(c *Case, t *flow.Turn) {
	p := c.improvement()
	p.prepared(t)
	p.Monitoring, p.Support = t.Text("monitoring"), t.Text("support")
	t.Note("set", "monitoring arrangements and the council's support")
}

// signImprovement puts the plan in force. The plan that it supersedes ends with the
// same signature (SP6).
func signImprovement(c *Case, t *flow.Turn) {
	for i := range c.Improvements {
		p := &c.Improvements[i]
		switch {
		case p.ID == c.part:
			p.SignedBy, p.SignedOn = t.Who.Login, t.On
		case !Over("improvement", p.State):
			p.State, p.EndedOn = PartEnded, t.On
			t.Note("ends", "the plan that it supersedes (SP6)")
			c.void(t, func(d duty.Duty) bool { return d.Part == p.ID })
		}
	}
}

func recordPlanReview(c *Case, t *flow.Turn) { c.improvement().ReviewedOn = t.On }

// progressFits asks for evidence of what is done, and lets nothing be on track
// whose day has passed.
func progressFits(c *Case, t *flow.Turn) flow.Problems {
	a := c.improvement().action(t)
	switch state := t.Value("state"); {
	case state == ActionDone && t.Value("evidence") == "":
		return flow.Problems{{Arg: "evidence", Why: "is missing: an action is done when something proves it; enter the reference of a letter, report or visit"}}
	case (state == ActionOpen || state == ActionOnTrack) && !a.Due.IsZero() && t.Today.After(a.Due):
		return flow.Problems{{Arg: "state", Why: "its day, " + a.Due.Long() + ", has passed; record it late, or done with evidence"}}
	}
	return nil
}

func recordAction(c *Case, t *flow.Turn) {
	a := c.improvement().action(t)
	t.Note("change", "action %s %s -> %s", a.ID, flow.State(a.State).Words(), flow.State(t.Value("state")).Words())
	a.State, a.Evidence, a.DoneOn = t.Value("state"), t.Text("evidence"), civil.Date{}
	if a.State == ActionDone {
		a.DoneOn = t.On
	}
}

func endImprovement(c *Case, t *flow.Turn) { c.improvement().EndedOn = t.On }

// recordBreach owes a responsive visit, unless one is to be made already.
func recordBreach(c *Case, t *flow.Turn) {
	c.improvement().BreachedOn = t.On
	if slices.ContainsFunc(c.Visits, func(v Visit) bool { return v.Kind == Responsive && (v.State == Owed || v.State == Booked) }) {
		t.Note("set", "the responsive visit that is owed already looks into it")
		return
	}
	c.oweVisit(Responsive, "qa.responsive_visit", t.On, t)
}
