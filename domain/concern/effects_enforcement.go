package concern

import (
	"cmp"
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// What the rows of enforcement record, and what they call for at once.

// atOnce are the duties that a step of enforcement may bring beside the watch over it.
func atOnce() []string {
	return append([]string{"qa.responsive_visit", "statutory.s30a_visit"}, asks...)
}

// enforceAs records a step of enforcement, new or the next of one that is known.
func enforceAs(s flow.State) func(*Case, *flow.Turn) {
	return func(c *Case, t *flow.Turn) {
		e := c.known(Enforcement{Kind: t.Value("kind"), State: s}, t)
		e.read(t)
		c.callFor(e, heardOn(t), t)
	}
}

// known is the enforcement that the turn is about, of which news has now come, or else
// a new one. The watch is settled here, not by the row: a row that may begin a part is
// about none yet, and would settle the watch over every other.
func (c *Case) known(anew Enforcement, t *flow.Turn) *Enforcement {
	if e := c.enforcement(); e != nil {
		c.Discharge("enforcement.watch", t)
		return e
	}
	return c.addEnforcement(anew)
}

// addEnforcement adds a step of enforcement, and makes the turn about it.
func (c *Case) addEnforcement(e Enforcement) *Enforcement {
	e.ID, e.Concern, e.URN = c.number(), c.Concern.ID, c.Place.URN.String()
	c.Enforcements = append(c.Enforcements, e)
	c.part = e.ID
	return &c.Enforcements[len(c.Enforcements)-1]
}

// read takes what the turn says of the notice.
func (e *Enforcement) read(t *flow.Turn) {
	if s := t.Value("subject"); s != "" || e.Subject == "" {
		e.Subject = cmp.Or(s, provider)
	}
	e.ServedOn = cmp.Or(t.Date("served_on"), t.On)
	if e.ReadOn.IsZero() {
		e.ReadOn = heardOn(t)
	}
	if t.Value("published") == "yes" && !e.Public() {
		e.PublicOn = t.On
	}
}

// heardOn is the day on which we first received word of a step.
func heardOn(t *flow.Turn) civil.Date { return cmp.Or(t.Date("received_on"), t.On) }

// callFor opens what a step of that kind calls for at once, from the day we heard of it
// (domain 3.1).
//
// Reading: "manager-level" stands beside "cancel or suspend" there. A step against the
// manager calls for a responsive visit, not for every child's suitability decision.
func (c *Case) callFor(e *Enforcement, heard civil.Date, t *flow.Turn) {
	c.noticeWindow(e, t)
	if e.notifiable() && e.S30AOn.IsZero() && isHome(c.Place.Type) {
		e.S30AOn = heard
		c.oweStatutoryVisits(e.S30AOn, t)
	}
	switch {
	case e.Subject == manager || e.Kind == conditional || e.Kind == vary:
		c.within("", func() { c.Owe("qa.responsive_visit", heard, text.Text{}, t) })
	case e.Kind == cancel || e.Kind == suspend || e.Kind == urgentCancellation:
		reopenAssessments(c, ForNotice+": "+wordsOf(enforcements(), e.Kind), t)
	}
}

// notifiable reports whether the step is one that Ofsted notifies councils of under
// section 30A: a decision to cancel or to suspend, proceedings for an urgent
// cancellation, a suspension or a restriction in force (R§5.3).
//
// Reading: the list was partly cut off where it was read. What is only proposed, and
// conditions, are not taken to be on it.
func (e *Enforcement) notifiable() bool {
	switch e.Kind {
	case cancel, suspend:
		return e.State == Decided || e.State == InForce
	case restriction, urgentCancellation, s30a:
		return true
	}
	return false
}

// isHome reports whether section 30A's week is for that type: children's homes.
func isHome(t ofsted.Type) bool {
	return t == ofsted.ChildrensHome || t == ofsted.SecureChildrensHome || t == ofsted.RSSChildrensHome
}

// oweStatutoryVisits owes a visit to each child within a week of the first
// notification (R9#52). The text of the regulation was not read: the duty says so.
func (c *Case) oweStatutoryVisits(from civil.Date, t *flow.Turn) {
	for _, child := range c.Placed {
		n := len(c.Duties)
		c.within("", func() { c.Owe("statutory.s30a_visit", from, child, t) })
		for i := range c.Duties[n:] {
			c.Duties[n+i].Source += " (verify)"
		}
	}
}

// noticeWindow opens what others may do about the step, and when: the provider's
// representations or appeal, the usual end of a restriction (R9#48–50). What the step
// before awaited is over.
func (c *Case) noticeWindow(e *Enforcement, t *flow.Turn) {
	c.endNoticeWindows(e.ID, t)
	switch {
	case e.State == Proposed:
		c.bookWindow("notice.representations", e.ServedOn, t)
	case e.State == Decided && e.Kind != s30a:
		c.bookWindow("notice.appeal", e.ServedOn, t)
	case e.Kind == restriction:
		c.bookWindow("notice.restriction", e.ServedOn, t)
	}
}

// bookWindow opens a window of the book's for the part that the turn is about. Where
// no edition answers for that day or that type, there is none.
func (c *Case) bookWindow(rule string, from civil.Date, t *flow.Turn) {
	a, err := c.Book.Compute(rule, from, c.Place.Type, c.Cal)
	if err != nil {
		return
	}
	d := duty.Duty{Kind: a.Rule, What: a.What, Part: c.part, Owner: a.Owner, Role: team.PlacementsOfficer, From: a.From, Earliest: a.Earliest,
		Due: a.Latest, Flagged: !a.Certain, Explanation: a.Explanation, Rule: a.Rule, Source: a.Source}
	if d.Owner == duty.Provider {
		d.Earliest = a.From
	}
	c.add(d, t)
}

// endNoticeWindows ends what others might do about a step that has moved on.
func (c *Case) endNoticeWindows(part string, t *flow.Turn) {
	c.void(t, func(d duty.Duty) bool { return d.Part == part && d.Owner != duty.Ours })
}

func publishEnforcement(c *Case, t *flow.Turn) { c.enforcement().PublicOn = t.Date("published_on") }

func endEnforcement(c *Case, t *flow.Turn) {
	e := c.enforcement()
	e.EndedOn = t.Date("ended_on")
	c.endNoticeWindows(e.ID, t)
}

func noticeDue(c *Case, t *flow.Turn) civil.Date { return c.enforcement().Due }

// serveNotice records one action of a compliance notice and its date; several have a
// follow-up each (S3, annex G).
func serveNotice(c *Case, t *flow.Turn) {
	e := c.known(Enforcement{Kind: complianceNotice, State: Served}, t)
	e.read(t)
	e.Action, e.Due = t.Text("action"), t.Date("due")
	c.callFor(e, heardOn(t), t)
	c.bookWindow("notice.check", e.Due, t)
}

// recordCheck keeps what Ofsted found of the notice. A new notice gives it a new day, and
// what is owed counts from that.
func recordCheck(c *Case, t *flow.Turn) {
	e := c.enforcement()
	e.Outcome = t.Value("outcome")
	c.endNoticeWindows(e.ID, t)
	if e.Outcome != newNoticeServed {
		return
	}
	t.Note("change", "to be met by %s -> %s", e.Due.Full(), t.Date("due").Full())
	e.ServedOn, e.Due = t.On, t.Date("due")
	c.bookWindow("notice.check", e.Due, t)
	c.Owe("enforcement.record_check", e.Due, text.Text{}, t)
}

// Enforcement that a finding is.

// enforcementOf is the step of enforcement that a finding is, where it is a notice.
func enforcementOf(f Finding) (kind string, s flow.State) {
	switch f {
	case ComplianceNotice:
		return complianceNotice, Served
	case Restriction:
		return restriction, InForce
	case Suspension:
		return suspend, InForce
	case S30A:
		return s30a, Decided
	}
	return "", ""
}

// keepNotice makes the finding that was just read a step of enforcement, where it is a
// notice: it then stands beside any later grade until two people record its end.
func (c *Case) keepNotice(t *flow.Turn) {
	kind, state := enforcementOf(c.Concern.Finding)
	if kind == "" || c.enforced(func(e *Enforcement) bool { return e.Finding == c.Concern.Finding }) {
		return
	}
	c.within("", func() {
		e := c.addEnforcement(Enforcement{Kind: kind, State: state, Subject: provider, ServedOn: c.Concern.Ended, ReadOn: c.Concern.KnownOn,
			Finding: c.Concern.Finding})
		if !c.Concern.Provisional {
			e.PublicOn = t.On
		}
		c.callFor(e, c.Concern.KnownOn, t)
		c.Owe("enforcement.watch", t.On, text.Text{}, t)
	})
}

// dropNotice ends the enforcement that a finding made, because two people changed the
// finding into a lesser one.
func (c *Case) dropNotice(f Finding, t *flow.Turn) {
	for i := range c.Enforcements {
		if e := &c.Enforcements[i]; e.Stands() && e.Finding == f {
			e.State, e.EndedOn = PartEnded, t.On
			c.void(t, func(d duty.Duty) bool { return d.Part == e.ID })
			t.Note("ends", "%s", e.Words())
		}
	}
}

// noticeEnded reports whether the notice that the concern's finding is has ended: two
// people recorded it (EN4). Where no enforcement was kept of it, it stands.
func (c *Case) noticeEnded() bool {
	f := c.Concern.Finding
	return slices.ContainsFunc(c.Enforcements, func(e Enforcement) bool { return e.Finding == f && f != "" }) &&
		!c.enforced(func(e *Enforcement) bool { return e.Finding == f })
}
