package concern

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/policy"
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
	return []*Chart{OfstedTrack(), QATrack(), PlanTrack(), FreezeChart(), VisitChart(), EnforcementChart(),
		RequestChart(), AssessmentChart(), ImprovementChart(), MonitoringChart(), AlertChart(), DutyChart()}
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
// parts, and then whatever follows of itself. part is the part's id, child:REF for
// the one that is about that child, or a duty's id for whatever owes it. It works on
// a copy: when it refuses, c is as it was. A row for two becomes a proposal.
func (c *Case) Apply(part, word string, turn *flow.Turn) (*Case, []Step, error) {
	d, t := c.Clone(), turn.With(turn.Raw)
	ch, r, err := d.find(word)
	if err != nil {
		return nil, nil, err
	}
	owing := d.dutyOf(part)
	part = d.owedBy(ch, part)
	if err := d.choose(ch, r, part, t); err != nil {
		return nil, nil, err
	}
	d.forChild(r, part, t)
	forView(r, owing, t)
	if err := ch.Check(d, r, t); err != nil {
		return nil, nil, err
	}
	var steps []Step
	two := r.Two(d, t)
	if two && !t.Alone {
		d.propose(r, t, d.foreseen(ch, r, t), &steps)
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

// forChild answers for which child, where the row is asked of one child and asks it:
// what is done from a child's record is never done for the others too.
func (c *Case) forChild(r *Row, part string, t *flow.Turn) {
	child, ok := strings.CutPrefix(part, "child:")
	if !ok {
		return
	}
	args := r.Args
	if r.Fill != nil {
		args = slices.Concat(args, r.Fill(c, t))
	}
	for _, a := range args {
		if namesChild(a) && strings.TrimSpace(t.Raw[a.Name]) == "" {
			if t.Raw == nil {
				t.Raw = map[string]string{}
			}
			t.Raw[a.Name] = child
		}
	}
}

// namesChild reports whether an argument says which of our children an act is for.
func namesChild(a flow.Arg) bool {
	return a.Kind == flow.ChildArg || a.Kind == flow.ChildrenArg && (a.Required || a.Default != "") && !a.Every
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
	if _, p := c.aboutPart(); p != nil && !p.Ref().Child.IsZero() {
		t.Lines = slices.Insert(t.Lines, 0, flow.Line{Verb: "for", What: "child " + p.Ref().Child.String()})
	}
	c.voidStale(t)
	c.record(Step{Subject: c.subjectFor(ch), Row: r.ID, Event: r.Event, Title: r.Title, Actor: t.Actor,
		On: t.On, Args: t.Args(), Lines: t.Lines}, steps)
	return nil
}

// record adds a step with the case as it then stands.
func (c *Case) record(s Step, steps *[]Step) {
	_, id, _ := strings.Cut(s.Subject, ":")
	if r := c.RequestOf(id); r != nil {
		r.Version++
	}
	if c.Concern.Version++; !c.Open() && c.Freeze.State != flow.Start {
		c.Freeze.Version++
	}
	s.After = c.Clone()
	*steps = append(*steps, s)
}

func (c *Case) subjectFor(ch *Chart) string {
	switch {
	case c.part != "" && isPart(ch.Name):
		return ch.Name + ":" + c.part
	case ch.Name == "freeze" || c.Concern.ID == "":
		return "urn:" + c.Place.URN.String()
	}
	return "concern:" + c.Concern.ID
}

// mostSettling bounds the rows that can follow of themselves: the charts need ten
// at most beside those for each child, and a loop in a table must not hang a
// council's board.
func (c *Case) mostSettling() int {
	return 40 + 10*len(c.Placed) + 4*(len(c.Requests)+len(c.Assessments)+len(c.Monitorings))
}

// settle takes every row of the system whose moment has come, until none is left. One
// that cannot be taken holds up no other; it returns them, each with why.
func (c *Case) settle(t *flow.Turn, steps *[]Step) []string {
	var stuck, why []string
	for range c.mostSettling() {
		ch, r, u := c.due(t, stuck)
		if r == nil {
			break
		}
		about := c.part
		if err := c.take(ch, r, u, steps); err != nil {
			stuck = append(stuck, r.ID+" "+about)
			why = append(why, fmt.Sprintf("%s at %s is due and cannot be taken: %v", r.ID, c.subjectFor(ch), err))
		}
	}
	c.part = ""
	return why
}

// Stuck are the rows of the system whose moment has come and that cannot be taken: of a
// sound case none. Each says where and why, and names no child.
func (c *Case) Stuck(t *flow.Turn) []string {
	var steps []Step
	return c.Clone().settle(t.As(team.System, t.Today, nil), &steps)
}

// due is the next row of the system whose moment has come, with the turn that
// takes it on the day it fell due; none of those that are stuck. It leaves the case
// about the part concerned.
func (c *Case) due(t *flow.Turn, stuck []string) (*Chart, *Row, *flow.Turn) {
	for _, ch := range Charts() {
		for _, id := range c.subjects(ch) {
			if c.part = id; ch.While != nil && !ch.While.Holds(c, t) {
				continue
			}
			for i := range ch.Rows {
				r := &ch.Rows[i]
				if r.Auto == nil || slices.Contains(stuck, r.ID+" "+id) || !ch.Leaves(r, ch.Get(c)) || !r.Auto.Holds(c, t) {
					continue
				}
				u := t.As(team.System, t.On, c.autoArgs(r, t))
				if r.When != nil {
					u.On = r.When(c, t)
				}
				return ch, r, u
			}
		}
	}
	c.part = ""
	return nil, nil, nil
}

// autoArgs are the arguments with which the system takes a row.
func (c *Case) autoArgs(r *Row, t *flow.Turn) map[string]string {
	if r.Given != nil {
		return r.Given(c, t)
	}
	for _, a := range r.Args {
		if a.Name == "reason" && a.Required {
			return map[string]string{"reason": "Ofsted's finding and the policy profile"}
		}
	}
	return nil
}

// find names the chart and the row. Ids and event words are unique over all charts.
func (c *Case) find(word string) (*Chart, *Row, error) {
	for _, ch := range Under(c.Policy) {
		if r := ch.Find(word); r != nil {
			return ch, r, nil
		}
	}
	return nil, nil, fault.Newf(fault.NotFound, "no event is called %q", text.Clean(word)).
		Do("`do %s --list` shows what is possible", c.Subject())
}

// FindRow is the row of that id or event word under a policy, or nil.
func FindRow(p *policy.Profile, word string) *Row {
	for _, ch := range Under(p) {
		if r := ch.Find(word); r != nil {
			return r
		}
	}
	return nil
}

func states(ss []flow.State) string {
	var w []string
	for _, s := range ss {
		w = append(w, s.Words())
	}
	return strings.Join(w, " or ")
}
