package concern

import (
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
)

// What a duty is offered: before what may be done about it, the rows that settle it.
// The tables say which rows those are.

// isKeyOf reports whether a key that a row settles names the duty. One to make a visit
// is named by the visit alone (theVisit): a social worker's sighting does not stand for it.
func isKeyOf(key string, d *duty.Duty) bool {
	if makes(*d) {
		return key == theVisit
	}
	return key == d.Kind
}

// maySettle reports whether a row may settle a duty, or answer a window of Ofsted's.
func (c *Case) maySettle(r *Row, d *duty.Duty) bool {
	return slices.ContainsFunc(r.Settles, func(key string) bool { return isKeyOf(key, d) }) ||
		slices.ContainsFunc(r.Answers, func(key string) bool {
			return key == d.Kind || d.Owner == duty.Ofsted && key == c.windowKind(d.Kind)
		})
}

// dutyOf is the open duty of that id, or nil.
func (c *Case) dutyOf(id string) *duty.Duty {
	if o, ok := c.partNamed("duty", id).(owed); ok {
		return o.d
	}
	return nil
}

// owedBy is what a row is about that is taken where a duty is named: the part that owes
// it, the child whom it is owed for, or the case itself. What names no duty, and what is
// done about the duty itself, stays as it is.
func (c *Case) owedBy(ch *Chart, part string) string {
	d := c.dutyOf(part)
	switch {
	case d == nil || ch.Name == "duty":
		return part
	case isPart(ch.Name) && c.partNamed(ch.Name, d.Part) != nil:
		return d.Part
	case !d.Child.IsZero():
		return "child:" + d.Child.String()
	}
	return ""
}

// owedOffers are the rows that settle a duty, as they stand for this person. Where all
// that can settle it now would end what it is about, the rows that lead to another that
// settles it come first: to decline is not the way to a decision.
func (c *Case) owedOffers(d *duty.Duty, t *flow.Turn) []flow.Offer {
	var settle, lead []flow.Offer
	onlyEnds := true
	for _, ch := range Under(c.Policy) {
		rows := c.settlers(ch, d)
		if len(rows) == 0 {
			continue
		}
		offers, from := c.offersOn(ch, d, t)
		var ways []*Row
		for _, r := range rows {
			now := those(offers, r)
			settle = append(settle, now...)
			onlyEnds = onlyEnds && (len(now) == 0 || slices.Contains(ch.Final, r.To))
			if len(now) == 0 {
				ways = append(ways, ch.Toward(r, from)...)
			}
		}
		lead = append(lead, those(offers, ways...)...)
	}
	if onlyEnds {
		settle = append(lead, settle...)
	}
	if len(settle) == 0 {
		settle = c.ofItself(d)
	}
	prefill(settle, d)
	return settle
}

// settlers are the rows of a chart by which people settle a duty.
func (c *Case) settlers(ch *Chart, d *duty.Duty) []*Row {
	var out []*Row
	for i := range ch.Rows {
		if r := &ch.Rows[i]; slices.ContainsFunc(r.By, flow.Human) && c.maySettle(r, d) {
			out = append(out, r)
		}
	}
	return out
}

// offersOn are the offers of a chart for what owes a duty, and the state that it is in.
func (c *Case) offersOn(ch *Chart, d *duty.Duty, t *flow.Turn) ([]flow.Offer, flow.State) {
	about := c.owedBy(ch, d.ID)
	c.part = ""
	if about == d.Part {
		c.part = d.Part
	}
	from := ch.Get(c)
	if isPart(ch.Name) {
		return c.partOffers(ch, about, t), from
	}
	return ch.Offers(c, t), from
}

// those are the offers of some rows, in the order of the chart.
func those(offers []flow.Offer, rows ...*Row) []flow.Offer {
	return slices.DeleteFunc(slices.Clone(offers), func(o flow.Offer) bool {
		return !slices.ContainsFunc(rows, func(r *Row) bool { return r.ID == o.ID })
	})
}

// pressingFirst puts first what settles what is owed, the earliest due before the rest,
// after what waits to be confirmed. To a part it adds what the case itself must do about
// it: the follow-up of a visit is agreed with the provider.
func (c *Case) pressingFirst(offers []flow.Offer, part string, t *flow.Turn) []flow.Offer {
	first := map[string]int{} // by row
	known := func(o flow.Offer) bool {
		return slices.ContainsFunc(offers, func(x flow.Offer) bool { return x.ID == o.ID })
	}
	for _, d := range c.owedAbout(part) {
		for _, o := range c.owedOffers(d, t) {
			if _, told := first[o.ID]; !told {
				first[o.ID] = len(first)
			}
			if d.Part == part && !known(o) {
				offers = append(offers, o)
			}
		}
	}
	place := func(o flow.Offer) int {
		i, presses := first[o.ID]
		switch {
		case o.ID == confirmation:
			return -1
		case presses:
			return i
		}
		return len(first)
	}
	slices.SortStableFunc(offers, func(a, b flow.Offer) int { return place(a) - place(b) })
	return offers
}

// Grave reports whether a duty is about one child's safety: a decision for tonight, an
// answer to a child who does not feel safe, a placement that nobody agreed. It comes
// before everything else, however late that is.
func Grave(d *duty.Duty) bool {
	switch d.Kind {
	case "risk.safe_tonight", "assessment.not_safe", "request.decide_breach":
		return !d.Child.IsZero()
	}
	return false
}

// owedAbout are our open duties about a part, one child, or all of the case, what is
// grave and the earliest due first and of each kind one: what settles one settles its like.
func (c *Case) owedAbout(part string) []*duty.Duty {
	child, isChild := strings.CutPrefix(part, "child:")
	var out []*duty.Duty
	for i := range c.Duties {
		d := &c.Duties[i]
		about := part == "" || d.Part == part || isChild && (d.Child.IsZero() || d.Child.String() == child)
		if about && d.Status == duty.Open && d.Owner == duty.Ours && !d.Due.IsZero() {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b *duty.Duty) int {
		if Grave(a) != Grave(b) {
			if Grave(a) {
				return -1
			}
			return 1
		}
		return a.Due.Compare(b.Due)
	})
	kinds := map[string]bool{}
	return slices.DeleteFunc(out, func(d *duty.Duty) bool {
		again := kinds[d.Kind]
		kinds[d.Kind] = true
		return again
	})
}

// ofItself are the rows of time, and of what a file brings, that settle a duty which
// nobody settles by hand: refused, saying when they come.
func (c *Case) ofItself(d *duty.Duty) []flow.Offer {
	var out []flow.Offer
	for _, ch := range Under(c.Policy) {
		for i := range ch.Rows {
			if r := &ch.Rows[i]; r.Auto != nil && c.maySettle(r, d) {
				out = append(out, flow.Offer{ID: r.ID, Event: r.Event, Title: r.Title, By: r.By, Class: flow.Checked, Source: r.Source,
					WhyNot: fmt.Sprintf("%s (%s) happens of itself when %s (%s)", r.Title, r.ID, r.Auto.Name, r.Source)})
			}
		}
	}
	return out
}

// prefill answers what a duty says already: for which child it is owed, and whose view.
func prefill(offers []flow.Offer, d *duty.Duty) {
	if !d.Child.IsZero() {
		asksFor(offers, d.Child.String())
	}
	for i := range offers {
		args := slices.Clone(offers[i].Arguments)
		for j := range args {
			if role := viewOwed(d); role != "" && args[j].Name == "role" {
				args[j].Default = role
			}
		}
		offers[i].Arguments = args
	}
}

// forView answers whose view it is, where the row is taken of the duty to have it.
func forView(r *Row, owing *duty.Duty, t *flow.Turn) {
	asks := slices.ContainsFunc(r.Args, func(a flow.Arg) bool { return a.Name == "role" })
	if role := viewOwed(owing); role != "" && asks && strings.TrimSpace(t.Raw["role"]) == "" {
		if t.Raw == nil {
			t.Raw = map[string]string{}
		}
		t.Raw["role"] = role
	}
}

// viewOwed is whose view a duty asks for; "" where it asks for none.
func viewOwed(d *duty.Duty) string {
	if d == nil {
		return ""
	}
	role, ok := strings.CutPrefix(d.Kind, viewKey(""))
	if !ok {
		return ""
	}
	return role
}
