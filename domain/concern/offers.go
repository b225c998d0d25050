package concern

import (
	"fmt"
	"slices"

	"placewatch/domain/flow"
)

// Offers lists what may be done with the case, or with one of its visits, by
// this person today: allowed first, the refused with their reason.
func (c *Case) Offers(visit string, t *flow.Turn) []flow.Offer {
	d, t := c.Clone(), t.With(nil)
	d.visit = ""
	out := d.confirmations(visit, t)
	for _, ch := range Charts() {
		switch {
		case ch.Name == "visit":
			out = append(out, d.visitOffers(ch, visit, t)...)
		case visit == "":
			out = append(out, ch.Offers(d, t)...)
		}
	}
	flow.SortOffers(out)
	return out
}

// visitOffers are the rows of each visit still under way; on the concern itself
// each carries the visit it is for.
func (c *Case) visitOffers(ch *Chart, visit string, t *flow.Turn) []flow.Offer {
	var out []flow.Offer
	if visit == "" {
		out = ch.Offers(c, t)
	}
	for _, v := range c.Visits {
		if visit != "" && v.ID != visit {
			continue
		}
		c.visit = v.ID
		for _, o := range ch.Offers(c, t) {
			if o.ID == "VI4b" && !o.Allowed {
				continue // of all the visits ever reported, few await comments
			}
			if visit == "" {
				o.Title += fmt.Sprintf(" (%s, due %s)", v.Kind, v.Due.Short())
				o.Arguments = append([]flow.Arg{{Name: "visit", Label: "Visit", Kind: flow.ChoiceArg, Default: v.ID,
					Options: []flow.Option{{Value: v.ID, Words: v.Kind + " visit, due " + v.Due.Long()}}}}, o.Arguments...)
			}
			out = append(out, o)
		}
	}
	c.visit = ""
	return out
}

// confirmations are the proposals that wait for a second person: all of the
// case's, or those about one visit. To confirm is the second person's own act, so
// it needs no further one.
func (c *Case) confirmations(visit string, t *flow.Turn) []flow.Offer {
	var out []flow.Offer
	for i := range c.Proposals {
		p := &c.Proposals[i]
		if p.State != Waiting || visit != "" && p.Subject != "visit:"+visit {
			continue
		}
		_, r, err := c.find(p.Row)
		if err != nil {
			continue
		}
		o := flow.Offer{ID: "confirm", Event: "confirm", Title: fmt.Sprintf("Confirm: %s (proposed by %s on %s, until %s)", r.Title, p.Login, p.On.Short(), p.Expires.Short()),
			Arguments: []flow.Arg{{Name: "proposal", Label: "Proposal", Kind: flow.ChoiceArg, Default: p.ID,
				Options: []flow.Option{{Value: p.ID, Words: r.Title}}}},
			By: append(slices.Clone(r.By), r.With...), Class: flow.Signed, Source: r.Source, Allowed: true}
		if err := c.mayConfirm(r, p, t); err != nil {
			o.Allowed, o.WhyNot = false, err.Error()
		}
		out = append(out, o)
	}
	return out
}
