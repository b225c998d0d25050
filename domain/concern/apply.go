package concern

import (
	"slices"
	"strings"
	"sync"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// The charts speak of one case.
type (
	Chart   = flow.Chart[*Case]
	Row     = flow.Row[*Case]
	Guard   = flow.Guard[*Case]
	Opening = flow.Opening[*Case]
)

// charts are built once: they are read, never changed.
var charts = sync.OnceValue(func() []*Chart {
	return []*Chart{OfstedTrack(), QATrack(), PlanTrack(), VisitChart(), FreezeChart()}
})

// Charts are all the machines that a case runs, in the order of domain.md 3. They
// are shared by all cases and only ever read.
func Charts() []*Chart { return charts() }

// Step is one row taken: what the journal keeps one entry of.
type Step struct {
	Subject string
	Row     string
	Event   string
	Title   string
	Actor   team.Role // System or Import; empty for a person
	On      civil.Date
	Args    map[string]string
	Lines   []flow.Line
	After   *Case
}

// Apply takes the row that word names, for the case itself or for one of its
// visits, and then whatever follows of itself. It works on a copy: when it
// refuses, c is as it was. A row for two becomes a proposal.
func (c *Case) Apply(visit, word string, turn *flow.Turn) (*Case, []Step, error) {
	d, t := c.Clone(), turn.With(turn.Raw)
	ch, r, err := d.find(word)
	if err != nil {
		return nil, nil, err
	}
	if err := d.choose(ch, r, visit, t); err != nil {
		return nil, nil, err
	}
	if err := ch.Check(d, r, t); err != nil {
		return nil, nil, err
	}
	var steps []Step
	two := r.Two(d, t)
	if two && !t.Alone {
		d.propose(r, t, &steps)
		return d, steps, nil
	}
	if err := d.take(ch, r, t, &steps); err != nil {
		return nil, nil, err
	}
	if two {
		d.owesReview(r, t, &steps[0])
	}
	d.settle(t, &steps)
	return d, steps, nil
}

// Settle applies what time alone has brought about by today: rows of the system
// and proposals that ran out. Called before any write, when a board opens and at
// midnight; reading computes the same and writes nothing (domain.md 3.0).
func (c *Case) Settle(today civil.Date, t *flow.Turn) (*Case, []Step) {
	d := c.Clone()
	var steps []Step
	u := t.As(team.System, today, nil)
	u.Today = today
	d.expire(u, &steps)
	d.settle(u, &steps)
	return d, steps
}

// take takes one row and records the step.
func (c *Case) take(ch *Chart, r *Row, t *flow.Turn, steps *[]Step) error {
	if err := ch.Take(c, r, t); err != nil {
		return err
	}
	c.voidStale(t)
	c.record(Step{Subject: c.subjectFor(ch), Row: r.ID, Event: r.Event, Title: r.Title, Actor: t.Actor,
		On: t.On, Args: t.Args(), Lines: t.Lines}, steps)
	return nil
}

// record adds a step with the case as it then stands.
func (c *Case) record(s Step, steps *[]Step) {
	c.Concern.Version++
	s.After = c.Clone()
	*steps = append(*steps, s)
}

func (c *Case) subjectFor(ch *Chart) string {
	switch {
	case ch.Name == "visit" && c.visit != "":
		return "visit:" + c.visit
	case ch.Name == "freeze" || c.Concern.ID == "":
		return "urn:" + c.Place.URN.String()
	}
	return "concern:" + c.Concern.ID
}

// mostSettling bounds the rows that can follow of themselves; the charts need
// six at most, and a loop in a table must not hang a council's board.
const mostSettling = 40

// settle takes every row of the system whose moment has come, until none is left.
func (c *Case) settle(t *flow.Turn, steps *[]Step) {
	c.visit = ""
	for range mostSettling {
		ch, r, u := c.due(t)
		if r == nil || c.take(ch, r, u, steps) != nil {
			return
		}
	}
}

// due is the next row of the system whose moment has come, with the turn that
// takes it on the day it fell due.
func (c *Case) due(t *flow.Turn) (*Chart, *Row, *flow.Turn) {
	for _, ch := range Charts() {
		if ch.While != nil && !ch.While.Holds(c, t) {
			continue
		}
		for i := range ch.Rows {
			r := &ch.Rows[i]
			if r.Auto == nil || !ch.Leaves(r, ch.Get(c)) || !r.Auto.Holds(c, t) {
				continue
			}
			u := t.As(team.System, t.On, autoArgs(r))
			if r.When != nil {
				u.On = r.When(c, t)
			}
			return ch, r, u
		}
	}
	return nil, nil, nil
}

// autoArgs are the arguments with which the system takes a row.
func autoArgs(r *Row) map[string]string {
	for _, a := range r.Args {
		if a.Name == "reason" && a.Required {
			return map[string]string{"reason": "Ofsted's finding and the policy profile"}
		}
	}
	return nil
}

// find names the chart and the row. Ids and event words are unique over all charts.
func (c *Case) find(word string) (*Chart, *Row, error) {
	for _, ch := range Charts() {
		if r := ch.Find(word); r != nil {
			return ch, r, nil
		}
	}
	return nil, nil, fault.Newf(fault.NotFound, "no event is called %q", text.Clean(word)).
		Do("`do %s --list` shows what is possible", c.Subject())
}

// choose sets the visit that a row of the visit chart is about: the one named,
// or the only one that the row can leave.
func (c *Case) choose(ch *Chart, r *Row, visit string, t *flow.Turn) error {
	c.visit = ""
	if ch.Name != "visit" {
		return nil
	}
	if visit == "" {
		visit = t.Raw["visit"]
		delete(t.Raw, "visit")
	}
	if visit = strings.TrimPrefix(visit, "visit:"); visit != "" {
		if c.visit = visit; c.about() == nil {
			return fault.Newf(fault.NotFound, "visit:%s is not one of the visits of %s", text.Clean(visit), c.Subject()).
				Do("`show %s` lists them", c.Subject())
		}
		return nil
	}
	if slices.Contains(r.From, flow.Start) {
		return nil
	}
	var fits []Visit
	for _, v := range c.Visits {
		if c.visit = v.ID; slices.Contains(r.From, v.State) && !slices.ContainsFunc(r.If, func(g Guard) bool { return !g.Holds(c, t) }) {
			fits = append(fits, v)
		}
	}
	c.visit = ""
	switch len(fits) {
	case 0:
		return fault.Newf(fault.GuardUnmet, "%s (%s) needs a visit that is %s, and %s has none", r.Title, r.ID, states(r.From), c.Subject()).
			Do("`do %s --list` shows what is possible", c.Subject()).From(r.Source)
	case 1:
		c.visit = fits[0].ID
		return nil
	}
	var names []string
	for _, v := range fits {
		names = append(names, "visit="+v.ID+" ("+v.Kind+", due "+v.Due.Short()+")")
	}
	return fault.Newf(fault.Invalid, "%s (%s) fits %d visits of %s", r.Title, r.ID, len(fits), c.Subject()).
		Do("name one: %s", strings.Join(names, ", "))
}

func states(ss []flow.State) string {
	var w []string
	for _, s := range ss {
		w = append(w, s.Words())
	}
	return strings.Join(w, " or ")
}
