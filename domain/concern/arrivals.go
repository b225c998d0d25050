package concern

import (
	"placewatch/domain/civil"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// arrival takes a placement that the council's own file brought: the one that was
// agreed, or one made while placements were held back and nobody had agreed (PR11). A
// breach is recorded and given a clock, never refused; what the first load finds was
// there before anybody could ask.
func (h *hearing) arrival(a Start, first bool) {
	c := h.c
	switch r := c.agreed(a.Child, a.On); {
	case r != nil && !r.begun():
		h.request(began(r), r.ID, a.On, map[string]string{"on": a.On.String(), "placement_type": a.Type})
	case r == nil && !first && c.isFrozen() && a.On.After(c.Freeze.Since):
		h.request("PR11", "", a.On, map[string]string{"child": a.Child.String(), "placed_on": a.On.String(), "placement_type": a.Type})
	}
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

// request takes a row of a placement request as the import, or says why it does not fit.
func (h *hearing) request(row, id string, on civil.Date, args map[string]string) {
	u := h.t.As(team.Import, h.t.Today, args)
	ch, r, err := h.c.find(row)
	if err == nil {
		h.c.part = id
		if err = h.c.take(ch, r, u, &h.steps); err == nil {
			return
		}
	}
	h.misfits = append(h.misfits, Misfit{URN: h.c.Place.URN.String(), Why: err.Error(),
		What: "the council's placements file: a child placed there on " + on.Long() + " (" + row + ")"})
}
