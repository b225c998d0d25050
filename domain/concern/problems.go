package concern

import (
	"cmp"
	"fmt"
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
)

// Problems of arguments taken together.

func findingFits(c *Case, t *flow.Turn) flow.Problems {
	if t.Actor != "" {
		return nil
	}
	ps := notAhead(t, "ended_on", "known_on", "published_on")
	ended, known := t.Date("ended_on"), cmp.Or(t.Date("known_on"), t.On)
	if known.Before(ended) && t.Value("kind") != string(ofsted.OtherKind) {
		ps = append(ps, flow.Problem{Arg: "known_on", Why: known.Long() + " is before the inspection ended; check both days"})
	}
	if t.Value("finding") == string(ofsted.Declined) && ended.After(lastInterim) {
		ps = append(ps, flow.Problem{Arg: "finding", Why: "interim inspections ended in 2021-22; record the assurance inspection's finding"})
	}
	return ps
}

// lastInterim is the end of the last inspection year with interim inspections (R§2.2, INT20).
var lastInterim = civil.On(2022, 3, 31)

func endedNotAhead(c *Case, t *flow.Turn) flow.Problems {
	return notAhead(t, "ended_on", "published_on")
}

func toldNotAhead(c *Case, t *flow.Turn) flow.Problems { return notAhead(t, "told_on", "received_on") }

// notAhead refuses days that have not come.
func notAhead(t *flow.Turn, names ...string) flow.Problems {
	var ps flow.Problems
	for _, name := range names {
		if d := t.Date(name); d.After(t.Today) {
			ps = append(ps, flow.Problem{Arg: name, Why: fmt.Sprintf("%s is in the future; enter %s or earlier", d.Long(), t.Today.Long())})
		}
	}
	return ps
}

// revisitFits refuses a revisit before the inspection whose finding stands. A file
// is not asked: it gives the first day where a person gives the last.
func revisitFits(c *Case, t *flow.Turn) flow.Problems {
	ps := endedNotAhead(c, t)
	if ended := t.Date("ended_on"); !ended.IsZero() && ended.Before(c.Concern.Ended) && !t.ByFile() {
		ps = append(ps, flow.Problem{Arg: "ended_on", Why: fmt.Sprintf("%s is before the inspection whose finding stands ended (%s); check the day",
			ended.Long(), c.Concern.Ended.Long())})
	}
	return ps
}

// improves refuses an improvement that leaves the provision below the threshold:
// after an assurance visit without serious concerns the grade stays (OF7b).
func improves(c *Case, t *flow.Turn) flow.Problems {
	ps := revisitFits(c, t)
	f := Finding(t.Value("finding"))
	if c.stillBelow(ofsted.Inspection{URN: c.Place.URN, Kind: kindOf(f, ""), Ended: t.Date("ended_on"), Judgement: asJudgement(f)}, t.ByFile()) {
		ps = append(ps, flow.Problem{Arg: "finding", Why: "leaves an older grade below the threshold in force; record that the grade stays (OF7b)"})
	}
	return ps
}

func worse(c *Case, t *flow.Turn) flow.Problems {
	ps := findingFits(c, t)
	if f := Finding(t.Value("finding")); c.tier(f) < c.tier(c.Concern.Finding) ||
		c.tier(f) == c.tier(c.Concern.Finding) && c.Concern.Ofsted != Improved {
		ps = append(ps, flow.Problem{Arg: "finding", Why: "is not worse than what stands; record the visit (OF5) and its outcome instead"})
	}
	return ps
}

func milder(c *Case, t *flow.Turn) flow.Problems {
	ps := revisitFits(c, t)
	if c.tier(Finding(t.Value("finding"))) >= c.tier(c.Concern.Finding) {
		ps = append(ps, flow.Problem{Arg: "finding", Why: "is not better than what stands; use OF7 (it remains) or OF14 (worse)"})
	}
	return ps
}

func datesInOrder(c *Case, t *flow.Turn) flow.Problems {
	if l := t.Date("latest"); !l.IsZero() && l.Before(t.Date("earliest")) {
		return flow.Problems{{Arg: "latest", Why: "is before the earliest day"}}
	}
	return nil
}

func bookedAhead(c *Case, t *flow.Turn) flow.Problems {
	if d := t.Date("booked_for"); d.Before(t.On) {
		return flow.Problems{{Arg: "booked_for", Why: d.Long() + " is past; record the visit made (VI3), or enter a day to come"}}
	}
	return nil
}

func fullOnSite(c *Case, t *flow.Turn) flow.Problems {
	if c.isAbout(Full) && t.Value("mode") != "on_site" {
		return flow.Problems{{Arg: "mode", Why: "a full visit is made on site; a shared or virtual one counts as progress only (domain 3.2)"}}
	}
	return nil
}

func (c *Case) isAbout(kind string) bool { v := c.about(); return v != nil && v.Kind == kind }

// childrenSeen asks which of our children were seen, where any are there, and why the
// others were not.
func childrenSeen(c *Case, t *flow.Turn) []flow.Arg {
	if len(c.Placed) == 0 {
		return nil
	}
	return []flow.Arg{{Name: "children_seen", Label: "Children seen", Kind: flow.ChildrenArg, Options: childOptions(c.Placed)},
		{Name: "not_seen", Label: "Why the others were not seen", Kind: flow.TextArg, Hint: "only where a child of ours there was not seen; no names"}}
}

// visitFits holds a visit to its kind, and to the children who live there: whom nobody saw
// is said aloud, with the reason (screens 8.8).
func visitFits(c *Case, t *flow.Turn) flow.Problems {
	ps, unseen := fullOnSite(c, t), 0
	for _, child := range c.Placed {
		if !slices.Contains(t.Values("children_seen"), child.String()) {
			unseen++
		}
	}
	switch why := t.Value("not_seen"); {
	case unseen > 0 && why == "":
		ps = append(ps, flow.Problem{Arg: "not_seen", Why: fmt.Sprintf("is missing: %d of our %d children there are not among those seen; say why, or enter them", unseen, len(c.Placed))})
	case unseen == 0 && why != "":
		ps = append(ps, flow.Problem{Arg: "not_seen", Why: "is asked for only where a child was not seen; leave it out"})
	}
	return ps
}

// itemsMet asks for the progress of each requirement listed.
func itemsMet(c *Case, t *flow.Turn) []flow.Arg {
	if len(c.Items) == 0 {
		return nil
	}
	var os []flow.Option
	for _, it := range c.Items {
		os = append(os, flow.Option{Value: it.ID, Words: it.Kind + ": " + it.Text.String()})
	}
	return []flow.Arg{{Name: "met", Label: "Met", Kind: flow.ManyArg, Options: os}, {Name: "partly", Label: "Partly met", Kind: flow.ManyArg, Options: os}}
}

// allAreMet holds "all" to the requirements that are listed: each is met, now or before.
func allAreMet(c *Case, t *flow.Turn) flow.Problems {
	if t.Value("progress") != "all" {
		return nil
	}
	met, partly, open := t.Values("met"), t.Values("partly"), 0
	for _, it := range c.Items {
		if !slices.Contains(met, it.ID) && (it.Progress != "met" || slices.Contains(partly, it.ID)) {
			open++
		}
	}
	if open == 0 {
		return nil
	}
	return flow.Problems{{Arg: "met", Why: fmt.Sprintf("leaves %d of the %d requirements listed unmet, and the answer before says all; tick them, or answer \"most\"", open, len(c.Items))}}
}

func dueNotPast(c *Case, t *flow.Turn) flow.Problems { return inReach(t, "due") }

// furthest is how many months ahead a day may lie that a person sets for something to be
// done: beyond that it is a slip of the pen.
const furthest = 24

// inReach refuses a day that is past, or too far ahead to be meant.
func inReach(t *flow.Turn, name string) flow.Problems {
	switch d, last := t.Date(name), t.Today.AddMonths(furthest); {
	case d.IsZero():
	case d.Before(t.On):
		return flow.Problems{{Arg: name, Why: d.Long() + " is past; enter " + t.On.Long() + " or later"}}
	case d.After(last):
		return flow.Problems{{Arg: name, Why: d.Long() + " is more than two years ahead; enter " + last.Long() + " or earlier"}}
	}
	return nil
}
