package concern

import (
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
)

// Offers lists what may be done with the case, or with one of its parts, by this
// person today: allowed first, and of these what settles the most pressing duty; the
// refused with their reason. part is as in Apply.
func (c *Case) Offers(part string, t *flow.Turn) []flow.Offer {
	d, t := c.Clone(), t.With(nil)
	d.part = ""
	out := d.confirmations(part, t)
	if owing := d.dutyOf(part); owing != nil {
		out = append(out, d.owedOffers(owing, t)...)
		if owing.Owner == duty.Ofsted { // what may become of a window is all that may become of the concern
			return d.withTheRest(out, t)
		}
	}
	for _, ch := range Under(c.Policy) {
		switch {
		case isPart(ch.Name):
			out = append(out, d.partOffers(ch, part, t)...)
		case part == "" || strings.HasPrefix(part, "child:"):
			out = append(out, ch.Offers(d, t)...)
		}
	}
	d.part = ""
	if child, ok := strings.CutPrefix(part, "child:"); ok {
		asksFor(out, child)
	}
	if d.dutyOf(part) == nil {
		out = d.pressingFirst(out, part, t)
	}
	flow.SortOffers(out)
	return out
}

// withTheRest adds what may be done with the case beside what is offered first.
func (c *Case) withTheRest(first []flow.Offer, t *flow.Turn) []flow.Offer {
	out := first
	for _, o := range c.Offers("", t) {
		if o.ID != confirmation && !slices.ContainsFunc(first, func(x flow.Offer) bool { return x.ID == o.ID }) {
			out = append(out, o)
		}
	}
	flow.SortOffers(out)
	return out
}

// partOffers are the rows of each part of the chart's kind. On the case itself,
// each carries the part it is for, and what every part refuses is listed once.
func (c *Case) partOffers(ch *Chart, part string, t *flow.Turn) []flow.Offer {
	child, isChild := strings.CutPrefix(part, "child:")
	whole := part == "" || isChild
	var out, refused []flow.Offer
	if c.part = ""; whole {
		out = ch.Offers(c, t)
	}
	if whole && ch.Name == "duty" {
		return out // each of many duties would offer the same
	}
	for _, p := range c.Parts(ch.Name) {
		ref := p.Ref()
		if !whole && ref.ID != part || isChild && !ref.concerns(child) {
			continue
		}
		c.part = ref.ID
		for _, o := range ch.Offers(c, t) {
			switch {
			case !whole:
				o.About = partTitle(p)
				out = append(out, o)
			case o.Allowed:
				o.About = partTitle(p)
				o.Arguments = append([]flow.Arg{{Name: ch.Name, Label: ch.Title, Kind: flow.ChoiceArg, Default: ref.ID,
					Options: []flow.Option{{Value: ref.ID, Words: partTitle(p)}}}}, o.Arguments...)
				out = append(out, o)
			default:
				refused = append(refused, o)
			}
		}
	}
	c.part = ""
	for _, o := range refused {
		if !slices.ContainsFunc(out, func(x flow.Offer) bool { return x.ID == o.ID }) {
			out = append(out, o)
		}
	}
	return out
}

// partTitle is a part as a screen names it among others: with the child it is about,
// whom no error text may name.
func partTitle(p Part) string {
	if child := p.Ref().Child; !child.IsZero() {
		return child.String() + ", " + p.Words()
	}
	return p.Words()
}

// concerns reports whether the part is about that child, or about no one child.
func (r Ref) concerns(child string) bool { return r.Child.IsZero() || r.Child.String() == child }

// asksFor names the child already where the offer is asked of one child.
func asksFor(os []flow.Offer, child string) {
	for i := range os {
		args := slices.Clone(os[i].Arguments)
		for j := range args {
			if namesChild(args[j]) {
				args[j].Default = child
			}
		}
		os[i].Arguments = args
	}
}

// isAsked reports whether a proposal of a row belongs to what is asked: all of the case,
// one part, one child, or a duty that the row settles.
func (c *Case) isAsked(p *Proposal, part string) bool {
	kind, id := partOf(p.Subject)
	child, isChild := strings.CutPrefix(part, "child:")
	if isChild {
		about := c.partNamed(kind, id)
		return about == nil || about.Ref().concerns(child)
	}
	if d := c.dutyOf(part); d != nil {
		_, r, err := c.find(p.Row)
		return err == nil && (id == part || c.maySettle(r, d) && (id == "" || id == d.Part))
	}
	return part == "" || id == part
}

// confirmation is what a second person does, in the place of a row.
const confirmation = "confirm"

// confirmations are the proposals that wait for a second person: all of the
// case's, or those about one part. To confirm is the second person's own act, so
// it needs no further one.
func (c *Case) confirmations(part string, t *flow.Turn) []flow.Offer {
	var out []flow.Offer
	for i := range c.Proposals {
		p := &c.Proposals[i]
		_, r, err := c.find(p.Row)
		if err != nil || p.State != Waiting || !c.isAsked(p, part) {
			continue
		}
		o := flow.Offer{ID: confirmation, Event: confirmation, Title: fmt.Sprintf("Confirm: %s (proposed by %s on %s, until %s)", r.Title, p.Login, p.On.Short(), p.Expires.Short()),
			Arguments: []flow.Arg{{Name: "proposal", Label: "Proposal", Kind: flow.ChoiceArg, Default: p.ID,
				Options: []flow.Option{{Value: p.ID, Words: r.Title}}}},
			By: r.People(), Class: flow.Signed, Source: r.Source, Allowed: true, Rests: p.Subject}
		if err := c.mayConfirm(r, p, t); err != nil {
			o.Allowed, o.WhyNot = false, err.Error()
		}
		out = append(out, o)
	}
	return out
}
