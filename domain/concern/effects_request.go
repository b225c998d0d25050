package concern

import (
	"fmt"
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// What the rows of a placement request record.

// newRequest adds a request, and makes it what the turn is about.
func (c *Case) newRequest(s flow.State, t *flow.Turn) *Request {
	child, _ := placement.ReadChild(t.Value("child"))
	c.Requested++
	c.Requests = append(c.Requests, Request{ID: fmt.Sprintf("%s-R%d", c.Place.URN, c.Requested), URN: c.Place.URN.String(),
		Child: child, State: s, Basis: t.Value("basis"), RequestedOn: t.On, Requester: text.Clean(t.Name())})
	r := &c.Requests[len(c.Requests)-1]
	c.part = r.ID
	return r
}

func ask(c *Case, t *flow.Turn) {
	r := c.newRequest(Requested, t)
	r.RequestedBy, r.Emergency = t.Who.ID, t.Value("emergency") == "yes"
	if t.Value("asked") == "yes" {
		noteAsked(c, t)
	}
}

func noteAsked(c *Case, t *flow.Turn) {
	r := c.request()
	if r.Asked = t.Text("provisions"); r.Asked.IsZero() {
		r.Asked = text.Clean("every provision that was considered")
	}
}

// noteClaim keeps what the provider claims; with it any earlier dispute is over.
func noteClaim(c *Case, t *flow.Turn) {
	r := c.request()
	if v := t.Value("judgement"); v != "" {
		r.Claim, r.ClaimOn = v, t.Date("inspected_on")
		r.prepared(t)
	}
	r.Disputed = false
}

// dispute keeps a claim that Ofsted's record does not bear out. It waits for a person
// as a discrepancy, and clears nothing.
func dispute(c *Case, t *flow.Turn) {
	noteClaim(c, t)
	c.request().Disputed = true
	t.Note("set", "a discrepancy: the provider claims %s, Ofsted's record says %s", flow.State(t.Value("judgement")).Words(), c.Record())
}

func noteMatch(c *Case, t *flow.Turn) {
	r := c.request()
	r.Match, r.Alternatives = t.Value("match"), t.Text("alternatives")
	r.prepared(t)
}

// prepared notes that whoever acts had a part in what is to be decided (F2). The
// evidence for a clear placement (PR2u) is a decision itself.
func (r *Request) prepared(t *flow.Turn) {
	if id := t.Who.ID; t.Actor == "" && !slices.Contains(r.PreparedBy, id) {
		r.PreparedBy = slices.Concat(r.PreparedBy, []string{id})
	}
}

func escalate(c *Case, t *flow.Turn) {
	r := c.request()
	r.Summary = t.Text("summary")
	r.Emergency = r.Emergency || t.Value("emergency") == "yes"
	r.prepared(t)
}

// agreeRisk keeps the approach and owes the quality visit that belongs to it (S1): as
// a visit of the concern's, or by the request itself where none is open.
func agreeRisk(c *Case, t *flow.Turn) {
	r := c.request()
	r.Approach, r.AgreedBy = t.Text("approach"), bothOf(t)
	if v := byID(c.Visits, r.Visit); v != nil && (v.State == Owed || v.State == Booked) {
		return // agreed before the approval lapsed, and still to be made
	}
	if !c.Open() {
		r.Visit = ""
		c.Owe("request.quality_visit", t.On, r.Child, t)
		return
	}
	c.within("", func() { r.Visit = c.owePrePlacement(t).ID })
}

// owePrePlacement owes the quality visit before the placement, by the day agreed or
// within the limit.
func (c *Case) owePrePlacement(t *flow.Turn) *Visit {
	const key = "qa.pre_placement_visit"
	by := t.Date("visit_by")
	if by.IsZero() {
		return c.oweVisit(PrePlacement, key, t.On, t)
	}
	l, _ := c.limit(key, t.On)
	return c.addVisitDue(Visit{Kind: PrePlacement, Due: by, Rule: key, Explanation: fmt.Sprintf("agreed by %s and %s on %s", t.First.Login, t.Name(), t.On.Long())},
		duty.Duty{Kind: key, What: l.What, Role: l.Role, From: t.On, Source: l.Source}, t)
}

// bothOf are the two people of a row for two.
func bothOf(t *flow.Turn) []string { return []string{t.First.ID, t.Who.ID} }

// names are those who take the row, one or two.
func names(t *flow.Turn) text.Text {
	if t.First.ID == "" {
		return t.Who.Login
	}
	return text.Clean(t.First.Login.String() + " and " + t.Who.Login.String())
}

// approve keeps who signed off, on which conditions, and for how long.
func approve(c *Case, t *flow.Turn) {
	r := c.request()
	_, span := c.limit("request.valid", t.On)
	r.Conditions, r.ApprovedBy, r.ApprovedOn, r.ValidUntil = t.Text("conditions"), names(t), t.On, span.Date
	t.Note("set", "valid until %s", r.ValidUntil.Full())
}

func tellWorker(c *Case, t *flow.Turn) { c.tellBefore("social_worker", t) }

func tellReviewer(c *Case, t *flow.Turn) { c.tellBefore(c.request().reviewer(), t) }

// tellBefore records an alert before the move; that it was heard is awaited.
func (c *Case) tellBefore(to string, t *flow.Turn) {
	r := c.request()
	r.Told = slices.Concat(r.Told, []string{to})
	sent(c, to, "the placement agreed", t.Value("channel"), t.Text("name"), r.Child, t)
}

// start records that the placement began: the child is on the board at once, and where
// placements are held back is monitored and assessed (S1). Whom nobody alerted before
// the move is told of its start; where only a file says that the child moved, the alerts
// stay owed beside that.
func start(c *Case, t *flow.Turn) {
	r := c.request()
	r.PlacedOn = t.On
	c.place(r.Child, t.On, t)
	switch {
	case !c.heldBack():
	case t.ByFile():
		c.oweTellings(t)
	default:
		c.voidHere(t, alerting...)
	}
	if c.heldBack() {
		beginMonitoring(c, r.Child, t.Text("who"), t.Text("how"), t)
		requireAssessment(c, r.Child, "a placement agreed below the threshold", t)
	}
}

// oweTellings owes each alert of a placement agreed that nobody gave.
func (c *Case) oweTellings(t *flow.Turn) {
	r := c.request()
	for _, who := range []string{"social_worker", r.reviewer()} {
		if !r.ApprovedOn.IsZero() && !slices.Contains(r.Told, who) {
			c.Owe("request.alert_"+who, t.Today, r.Child, t)
		}
	}
}

// place puts the child among those who live there, unless the placements show it already.
func (c *Case) place(child text.Text, on civil.Date, t *flow.Turn) {
	if c.isPlaced(child) {
		return
	}
	code, _ := placement.NormaliseType(t.Value("placement_type"))
	c.Placed = slices.Concat(c.Placed, []text.Text{child})
	c.Starts = append(c.Starts, Start{Child: child, On: on, Type: code})
	c.newcomers = slices.Concat(c.newcomers, []text.Text{child})
	t.Note("set", "placed there from %s", on.Full())
}

// endRequest ends what a request owed that comes to nothing; the quality visit that
// was agreed for it is stood down.
func endRequest(c *Case, t *flow.Turn) {
	r := c.request()
	r.EndedOn, r.Why, r.Disputed = t.On, t.Text("reason"), false
	c.void(t, func(d duty.Duty) bool { return d.Part == r.ID })
	if v := byID(c.Visits, r.Visit); v != nil && (v.State == Owed || v.State == Booked) {
		c.standDownVisit(v, t)
	}
}

func lapse(c *Case, t *flow.Turn) { c.voidHere(t, alerting...) }

// decideAnew forgets an agreement that lapsed: nothing of it carries over.
func decideAnew(c *Case, t *flow.Turn) {
	r := c.request()
	r.Approach, r.AgreedBy, r.Conditions, r.Told = text.Text{}, nil, text.Text{}, nil
	r.ApprovedBy, r.ApprovedOn, r.ValidUntil = text.Text{}, civil.Date{}, civil.Date{}
	r.prepared(t)
}

// noteBreach begins with the child's being there: nobody asked.
func noteBreach(c *Case, t *flow.Turn) {
	r := c.newRequest(Breach, t)
	if r.Basis == "" {
		r.Basis = "looked_after"
	}
	r.PlacedOn = t.Date("placed_on")
	r.prepared(t)
	c.place(r.Child, r.PlacedOn, t)
}

// agreeEmergency takes the place of whatever was still to be agreed.
func agreeEmergency(c *Case, t *flow.Turn) {
	r := c.request()
	c.void(t, func(d duty.Duty) bool { return d.Part == r.ID })
	decideAnew(c, t)
	r.Emergency, r.Disputed, r.ApprovedBy, r.ApprovedOn = true, false, t.Text("consent_by"), t.On
	r.Consent = text.Clean(fmt.Sprintf("%s, %s, %s", t.Value("consent_by"), t.Value("consent_at"), wordsOf(channels(), t.Value("channel"))))
}

// settleStay ends a request whose child may stay.
func settleStay(c *Case, t *flow.Turn) {
	r := c.request()
	r.AgreedBy, r.ApprovedBy, r.EndedOn, r.Why = bothOf(t), names(t), t.On, t.Text("reason")
}

// ratifyBreach lets a child stay whom nobody had agreed to place: from then on the child
// is monitored and assessed as one whose placement was agreed (PR8).
func ratifyBreach(c *Case, t *flow.Turn) {
	settleStay(c, t)
	if r := c.request(); c.isPlaced(r.Child) && c.heldBack() {
		beginMonitoring(c, r.Child, t.Text("who"), t.Text("how"), t)
		requireAssessment(c, r.Child, "a placement agreed below the threshold", t)
	}
}

// refuseStay ends a request that two managers do not ratify. A child who lives there
// is assessed: the decision to move is made there.
func refuseStay(c *Case, t *flow.Turn) {
	r := c.request()
	r.AgreedBy, r.EndedOn, r.Why = bothOf(t), t.On, t.Text("reason")
	if r.begun() {
		requireAssessment(c, r.Child, "the placement was not ratified", t)
	} else {
		c.voidHere(t, alerting...)
	}
}

// byRecord are the arguments with which the system records Ofsted's finding: what its
// own record says.
func byRecord(c *Case, t *flow.Turn) map[string]string {
	i, f := c.standing()
	args := map[string]string{"finding": string(f), "source": "published", "kind": kindWord(i.Kind)}
	if i.Provisional {
		args["source"] = "other"
	}
	if !i.Ended.IsZero() && !i.Ended.After(t.Today) {
		args["ended_on"] = i.Ended.String()
	}
	return args
}
