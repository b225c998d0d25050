package concern

import (
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// arrival takes a placement that the council's own file brought: the one that was
// agreed, or one made while placements were held back and nobody had agreed (PR11). A
// breach is recorded and given a clock, never refused; so is what was agreed, but not as
// it came about. What the first load finds was there before anybody could ask.
func (h *hearing) arrival(a Start, first bool) {
	c := h.c
	r := c.agreed(a.Child, a.On)
	if r != nil && r.begun() {
		return // recorded before the file said so
	}
	if !first {
		c.newcomers = slices.Concat(c.newcomers, []text.Text{a.Child})
	}
	switch {
	case r != nil:
		err := h.request(began(r), r.ID, map[string]string{"on": a.On.String(), "placement_type": a.Type})
		if err != nil && !(c.isFrozen() && !a.On.Before(c.Freeze.Since) && h.breach(a)) {
			h.unfit(began(r), a.On, err)
		}
	case !first && c.isFrozen() && a.On.After(c.Freeze.Since):
		h.breach(a)
	}
}

// breach records that the child was placed there without agreement.
func (h *hearing) breach(a Start) bool {
	err := h.request("PR11", "", map[string]string{"child": a.Child.String(), "placed_on": a.On.String(), "placement_type": a.Type})
	if err != nil {
		h.unfit("PR11", a.On, err)
	}
	return err == nil
}

// began is the row by which a placement that was agreed begins.
func began(r *Request) string {
	if r.State == EmergencyAgreed {
		return "PR8b"
	}
	return "PR8"
}

// agreed is the request that covers a child's living there from that day, or nil.
func (c *Case) agreed(child text.Text, on civil.Date) *Request {
	for i := range c.Requests {
		if r := &c.Requests[i]; r.Child == child && r.covers(on, c) {
			return r
		}
	}
	return nil
}

func (r *Request) covers(on civil.Date, c *Case) bool {
	switch r.State {
	case Clear:
		return !c.heldBack()
	case Approved, Lapsed:
		return !on.Before(r.ApprovedOn) && !on.After(r.ValidUntil)
	case EmergencyAgreed:
		return r.begun() || !on.Before(r.ApprovedOn)
	}
	return near(r.PlacedOn, on)
}

// request takes a row of a placement request as the import.
func (h *hearing) request(row, id string, args map[string]string) error {
	u := h.t.As(team.Import, h.t.Today, args)
	ch, r, err := h.c.find(row)
	if err != nil {
		return err
	}
	h.c.part = id
	return h.c.take(ch, r, u, &h.steps)
}

// unfit says why a placement that a file brought does not fit.
func (h *hearing) unfit(row string, on civil.Date, why error) {
	h.misfits = append(h.misfits, Misfit{URN: h.c.Place.URN.String(), Why: why.Error(),
		What: "the council's placements file: a child placed there on " + on.Long() + " (" + row + ")"})
}

// A child who comes to live there while the concern is open (QA12b).

// newcomerOwed is when something is owed for a child who came in this turn: the alert to
// the social worker and reviewer that every other child there had, and where an immediate
// risk stands a decision for tonight.
var newcomerOwed = guard("a child came to live there, for whom the professionals are not alerted yet or a decision for tonight is owed", func(c *Case, t *flow.Turn) bool {
	return slices.ContainsFunc(c.newcomers, func(child text.Text) bool { return c.toAlert(child) || c.toDecide(child) })
})

// receiveChild owes for one newcomer what is owed for each child there.
func receiveChild(c *Case, t *flow.Turn) {
	i := slices.IndexFunc(c.newcomers, func(child text.Text) bool { return c.toAlert(child) || c.toDecide(child) })
	child := c.newcomers[i]
	c.newcomers = c.newcomers[i+1:]
	if c.toAlert(child) {
		c.Owe("qa.alert_professionals", t.On, child, t)
	}
	if c.toDecide(child) {
		c.Owe("risk.safe_tonight", t.On, child, t)
	}
}

// toAlert reports whether a child who came has had no alert and is owed none. Before the
// QA officer takes the concern (QA2) nobody's alert is owed yet; a placement that was
// agreed has tellings of its own.
func (c *Case) toAlert(child text.Text) bool {
	if c.Concern.QA == flow.Start || c.Concern.QA == Notified || !c.isPlaced(child) {
		return false
	}
	return !c.owesFor(child, append([]string{"qa.alert_professionals", "request.start_told"}, alerting...)...)
}

// toDecide reports whether a child who came needs a decision for tonight: an immediate
// risk was raised there in this concern, and neither our own assurance nor Ofsted's
// judgement has since said that it is over.
func (c *Case) toDecide(child text.Text) bool {
	raised := slices.ContainsFunc(c.Alerts, func(a Alert) bool { return a.Concern == c.Concern.ID && a.About == immediate })
	over := c.Concern.QA == Assured || c.Concern.Ofsted == Improved
	stands := c.owes("risk.safe_tonight") || raised && !over
	return c.Open() && c.isPlaced(child) && stands && !c.owesFor(child, "risk.safe_tonight")
}

// owesFor reports whether one of those kinds is open for a child.
func (c *Case) owesFor(child text.Text, kinds ...string) bool {
	return slices.ContainsFunc(c.Duties, func(d duty.Duty) bool {
		return d.Status == duty.Open && d.Child == child && slices.Contains(kinds, d.Kind)
	})
}
