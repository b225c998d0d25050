package concern

import (
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/deadline"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// limit looks a length up in the policy profile and counts it out from a day.
// The profile is checked when it is loaded, so a key that the charts name is there.
func (c *Case) limit(key string, from civil.Date) (policy.Limit, civil.Span) {
	l, _ := c.Policy.Limit(key)
	return l, c.Cal.Add(from, l.Length, l.Count)
}

// Owe opens what key names, counted from a day. What is open already is not
// opened twice, and a date once set never moves. What a part about one child owes is
// owed for that child.
func (c *Case) Owe(key string, from civil.Date, child text.Text, t *flow.Turn) {
	if _, p := c.aboutPart(); p != nil && child.IsZero() {
		child = p.Ref().Child
	}
	if slices.ContainsFunc(c.Duties, func(d duty.Duty) bool {
		return d.Kind == key && d.Status == duty.Open && d.Child == child && (c.part == "" || d.Part == "" || d.Part == c.part)
	}) {
		return
	}
	l, span := c.limit(key, from)
	d := duty.Duty{Kind: key, What: l.What, Child: child, Part: c.part, Owner: l.Whose, Role: l.Role,
		From: from, Due: span.Date, Flagged: !span.Certain, Explanation: span.Explanation, Rule: key, Source: l.Source}
	if d.Owner == duty.Provider {
		d.Earliest = from
	}
	c.add(d, t)
}

func (c *Case) add(d duty.Duty, t *flow.Turn) {
	d.ID, d.Concern, d.URN = c.number(), c.Concern.ID, c.Place.URN.String()
	if c.request() != nil {
		d.Concern = ""
	}
	d.OriginalDue, d.Status, d.OpenedBy, d.OpenedOn = d.Due, duty.Open, t.Row, t.On
	c.Duties = append(c.Duties, d)
	switch d.Owner {
	case duty.Ours:
		t.Note("opens", "%s, due %s (%s)", d.What, d.Due.Full(), d.Role.Words())
	default:
		t.Note("window", "%s%s: %s", d.What, between(d), d.Explanation)
	}
}

// between says when a window or a wait is, in days; nothing where it has no date.
func between(d duty.Duty) string {
	switch {
	case d.Due.IsZero():
		return ""
	case d.Earliest.IsZero() || d.Owner == duty.Provider:
		return ", by " + d.Due.Full()
	}
	return ", " + d.Earliest.Full() + " to " + d.Due.Full()
}

// theVisit is the key of whatever duty there is to make the present visit.
const theVisit = "visit"

// Discharge ends what is open under key. A duty to make a visit ends only with
// that visit (theVisit); a social worker's sighting does not stand for it.
func (c *Case) Discharge(key string, t *flow.Turn) {
	for i := range c.Duties {
		d := &c.Duties[i]
		switch {
		case d.Status != duty.Open || !isKeyOf(key, d):
		case d.Part == c.part, d.Part == "", c.part == "" && key != theVisit:
			end(d, duty.Settled, t)
			t.Note("settles", "%s", d.What)
		}
	}
}

// makes reports whether the duty is to make one particular visit of ours.
func makes(d duty.Duty) bool {
	switch d.Kind {
	case "qa.visit_report", "qa.factual_accuracy", "qa.book_visit", "qa.follow_up":
		return false
	}
	return d.Part != "" && strings.HasPrefix(d.Kind, "qa.")
}

func end(d *duty.Duty, s duty.Status, t *flow.Turn) {
	d.Status, d.SettledBy, d.SettledOn = s, t.Row, t.On
}

// void ends what is no longer owed because what it was about went away. What was
// ours is said aloud: nothing of ours vanishes without a line (invariant I12).
func (c *Case) void(t *flow.Turn, over func(duty.Duty) bool) {
	for i := range c.Duties {
		d := &c.Duties[i]
		if d.Status != duty.Open || !over(*d) {
			continue
		}
		end(d, duty.Void, t)
		if d.Owner == duty.Ours {
			t.Note("ends", "%s: no longer owed", d.What)
		}
	}
}

// voidKinds ends what is open under those keys as no longer owed.
func (c *Case) voidKinds(t *flow.Turn, kinds ...string) {
	c.void(t, func(d duty.Duty) bool { return slices.Contains(kinds, d.Kind) })
}

// window returns Ofsted's open window of that kind: a case review, a report, a
// return or the full re-inspection.
func (c *Case) window(kind string) *duty.Duty {
	for i := range c.Duties {
		if d := &c.Duties[i]; d.Owner == duty.Ofsted && d.Status == duty.Open && c.windowKind(d.Kind) == kind {
			return d
		}
	}
	return nil
}

// windowKind is the kind of window that a rule opens.
func (c *Case) windowKind(rule string) string {
	switch rule {
	case statedReturn, deadline.UnknownReturn:
		return policy.Return
	case deadline.UnknownReport:
		return policy.Report
	}
	if editions, err := c.Book.Lookup(rule); err == nil {
		return editions[0].Kind
	}
	return ""
}

// settleWindows ends Ofsted's windows of those kinds: the event they waited for came.
func (c *Case) settleWindows(t *flow.Turn, kinds ...string) {
	for i := range c.Duties {
		if d := &c.Duties[i]; d.Owner == duty.Ofsted && d.Status == duty.Open && slices.Contains(kinds, c.windowKind(d.Kind)) {
			end(d, duty.Settled, t)
		}
	}
}

// met ends the windows that an inspection of that kind answers: any activity
// answers a return to a home, only an inspection a re-inspection (R§2.4). Whether it
// checked a notice is recorded with the notice (EN6).
func (c *Case) met(kind ofsted.Kind, t *flow.Turn) {
	for i := range c.Duties {
		d := &c.Duties[i]
		if d.Owner == duty.Ofsted && d.Status == duty.Open && d.Part == "" && (d.Kind == statedReturn || c.Book.MetBy(d.Kind, kind)) {
			end(d, duty.Settled, t)
		}
	}
}

// openWindows opens every window in which Ofsted may act on the finding that
// stands now, from the end of its inspection (domain 3.1, R§2). Where that day or
// the timescale is not known, the window has no date and says why.
func (c *Case) openWindows(t *flow.Turn) {
	for _, a := range c.Book.Windows(deadline.WindowInput{Type: c.Place.Type, Judgement: c.Concern.Judgement,
		Kind: c.Concern.Kind, Ended: c.Concern.Ended}, c.Cal) {
		if a.Owner == duty.Ofsted && !c.hasCome(a.Kind) {
			c.openWindow(a, t)
		}
	}
}

// hasCome reports whether what a window waits for is here already: the report, once
// the finding is published; Ofsted's word to us, where that is how we know.
func (c *Case) hasCome(kind string) bool {
	switch kind {
	case policy.Report:
		return !c.Concern.Provisional
	case policy.Alert:
		return !c.Concern.Provisional || c.Concern.Source == "email" || c.Concern.Source == "call"
	}
	return false
}

func (c *Case) openWindow(a deadline.Answer, t *flow.Turn) {
	if slices.ContainsFunc(c.Duties, func(d duty.Duty) bool { return d.Kind == a.Rule && d.Status == duty.Open }) {
		return
	}
	c.add(duty.Duty{Kind: a.Rule, What: a.What, Owner: duty.Ofsted, Role: team.PlacementsOfficer, From: a.From,
		Earliest: a.Earliest, Due: a.Latest, Flagged: !a.Certain, Explanation: a.Explanation, Rule: a.Rule, Source: a.Source}, t)
}
