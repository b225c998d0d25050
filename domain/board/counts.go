package board

import (
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/placement"
)

// counts are the numbers of the board's second line.
func (v *view) counts(in Input, homes map[string]*home) Counts {
	n := Counts{OpenPlacements: in.Open, Buckets: map[placement.Bucket]int{}, Discrepancies: in.Discrepant, Watched: in.Watched}
	for _, b := range placement.Buckets() {
		n.Buckets[b] = in.Buckets[b]
	}
	for i := range in.Placed {
		p := &in.Placed[i]
		if h := homes[urnOf(*p)]; h != nil && h.open() && !v.isNew(h.c) && v.isNewThere(h.c, p) {
			n.New++
		}
	}
	for _, c := range in.Cases {
		if v.isNew(c) {
			n.New++
		}
		for i := range c.Duties {
			d := &c.Duties[i]
			switch {
			case d.Status != duty.Open:
			case d.Owner == duty.Provider || d.Owner == duty.Others:
				n.Waiting++
			case d.Overdue(v.today) > 0:
				n.Overdue++
			case d.Owner == duty.Ours && d.Due == v.today:
				n.Today++
			}
		}
		for _, p := range c.Proposals {
			if p.State == "waiting" {
				n.Proposals++
			}
		}
		n.countRequests(c)
	}
	n.Waiting += n.Proposals
	n.Doubtful = len(in.Doubts)
	n.HomesWithoutURN = alarms(in, homes)
	return n
}

// NotListed says how many of our children live where there is no judgement to be below
// or above: they stand on no row, and must not be taken for fine (domain 1.1).
func (n Counts) NotListed() string {
	var out []string
	for _, b := range []struct {
		bucket placement.Bucket
		words  string
	}{{placement.NotYetInspected, "not yet inspected"}, {placement.NoOverall, "without an overall judgement"}, {placement.OutsideOfsted, "outside Ofsted"}} {
		if k := n.Buckets[b.bucket]; k > 0 {
			out = append(out, fmt.Sprintf("%d %s", k, b.words))
		}
	}
	return strings.Join(out, ", ")
}

// countRequests counts the placement requests of one provision that are open.
func (n *Counts) countRequests(c *concern.Case) {
	for i := range c.Requests {
		switch r := &c.Requests[i]; {
		case r.State == concern.Breach:
			n.Breaches++
			n.Requests++
		case r.State == concern.NotRatified && slices.Contains(c.Placed, r.Child):
			n.Breaches++ // decided against, and the child still lives there
		case !concern.Over("request", r.State):
			n.Requests++
		}
	}
}

// alarms counts the homes that no URN identifies.
func alarms(in Input, homes map[string]*home) int {
	find, n := finder(homes), 0
	for _, p := range in.Placed {
		if p.Open() && placement.Alarm(p, find) {
			n++
		}
	}
	return n
}

// isNew reports whether the concern was opened today or since the working day before.
func (v *view) isNew(c *concern.Case) bool {
	return c.Open() && !c.Concern.OpenedOn.Before(v.newFrom) && !v.newFrom.IsZero()
}

// isNewThere reports whether a child came to live there since, or was found there by
// nobody's agreement.
func (v *view) isNewThere(c *concern.Case, p *placement.Placement) bool {
	since := func(d civil.Date) bool { return !d.IsZero() && !d.Before(v.newFrom) && !v.newFrom.IsZero() }
	if since(p.PlacedOn) {
		return true
	}
	r := v.unagreed(c, p.Child)
	return r != nil && since(r.RequestedOn)
}

// stale says why what is shown may be out of date or incomplete; "" when it is not.
func stale(in Input) string {
	old := in.Rules.Policy.Stale
	var out []string
	out = append(out, age("Ofsted's list", in.OfstedOn, in.OfstedAsAt, in.Today, old.OfstedDays),
		age("the placements list", in.PlacementsOn, in.PlacementsAt, in.Today, old.PlacementsDays), unbalanced(in))
	return strings.Join(slices.DeleteFunc(out, func(s string) bool { return s == "" }), "; ")
}

// age says that a list was never imported, or speaks of a day too long ago. A list
// imported today may be years old: what counts is the day that it speaks of.
func age(what string, on, asAt, today civil.Date, most int) string {
	if on.IsZero() {
		return what + " was never imported"
	}
	if asAt.IsZero() {
		asAt = on
	}
	if n := today.Sub(asAt); n > most {
		return fmt.Sprintf("%s is of %s, %d days old", what, asAt.Long(), n)
	}
	return ""
}

// unbalanced says that the buckets do not account for every open placement, so
// that a child may be missing from the board.
func unbalanced(in Input) string {
	sum, unknown := 0, 0
	for _, n := range in.Buckets {
		sum += n
	}
	for _, p := range in.Placed {
		if b := in.BucketOf[p.ID]; p.Open() && (b == placement.MissingURN || b == placement.UnknownURN) {
			unknown++
		}
	}
	switch {
	case sum != in.Open:
		return fmt.Sprintf("the counts do not add up (%d of %d open placements are in a bucket): run placewatch doctor", sum, in.Open)
	case unknown != in.Buckets[placement.MissingURN]+in.Buckets[placement.UnknownURN]:
		return fmt.Sprintf("%d placements of which nothing can be said, but %d counted: run placewatch doctor",
			unknown, in.Buckets[placement.MissingURN]+in.Buckets[placement.UnknownURN])
	}
	return ""
}

// Unmatched says how many open placements bear a URN that names no registered
// provision, or none; "" where there is none.
func (in Input) Unmatched() string {
	wrong, none := in.Buckets[placement.UnknownURN], in.Buckets[placement.MissingURN]
	if wrong+none == 0 {
		return ""
	}
	return fmt.Sprintf("%s on no line here: %d with a URN that names no registered provision, %d with none; see placewatch exposure.",
		plural(wrong+none, "open placement is", "open placements are"), wrong, none)
}

// CannotSay is why an empty list would not mean "none"; "" where it would.
func (in Input) CannotSay() string {
	switch {
	case in.OfstedOn.IsZero() && in.PlacementsOn.IsZero():
		return "cannot say: neither Ofsted's list nor the placements have been imported yet"
	case in.OfstedOn.IsZero():
		return "cannot say: no Ofsted list has been imported yet"
	case in.PlacementsOn.IsZero():
		return "cannot say: no placements have been imported yet"
	}
	return ""
}
