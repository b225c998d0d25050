package concern

import (
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// What the rows of the QA track record.

func takeIn(c *Case, t *flow.Turn) {
	c.Concern.Intake, c.Concern.KnownOn = false, t.On
}

// tellOfficer is owed by whoever recorded the finding (S1, domain 3.2 QA1).
func tellOfficer(c *Case, t *flow.Turn) {
	c.Owe("qa.tell_officer", c.Concern.KnownOn, text.Text{}, t)
	for i := range c.Duties {
		if d := &c.Duties[i]; d.Kind == "qa.tell_officer" && d.Status == duty.Open {
			d.Person = t.Who.Login.String()
		}
	}
}

// standDown ends what QA owed, because nobody is there. What a person still owes
// another body, such as the LADO, stays; a visit made is still reported, and one that
// was agreed for a child who is to come is still made.
func standDown(c *Case, t *flow.Turn) {
	c.standDownVisits(t)
	c.void(t, func(d duty.Duty) bool {
		return d.Owner == duty.Ours && d.Kind != "qa.visit_report" && d.Kind != "qa.pre_placement_visit" && (strings.HasPrefix(d.Kind, "qa.") || strings.HasPrefix(d.Kind, "plan."))
	})
}

// beginAgain sets QA back to its beginning after a worse finding: the old assurance
// is void, and so is the plan that answered the old finding. What is owed for the
// children stays owed.
func beginAgain(c *Case, t *flow.Turn) {
	c.restart = false
	c.standDownVisits(t)
	c.void(t, func(d duty.Duty) bool {
		switch {
		case d.Owner != duty.Ours, d.Kind == "qa.visit_report", d.Kind == "qa.pre_placement_visit", d.Kind == "qa.alert_professionals", d.Kind == "qa.responsive_visit":
			return false
		}
		return strings.HasPrefix(d.Kind, "qa.") || strings.HasPrefix(d.Kind, "plan.")
	})
	c.Concern.Plan, c.Concern.PlanDone, c.Concern.Progress, c.Concern.AssuredOn = flow.Start, civil.Date{}, "", civil.Date{}
	tellOfficer(c, t)
	reopenStanding(c, "a worse finding", t)
}

// notYetToClose takes the closing back when a child of ours appears.
func notYetToClose(c *Case, t *flow.Turn) { c.voidKinds(t, "concern.close") }

// standDownVisits stands down what was still to be visited. A visit that two managers
// agreed with a placement ends with the request, or with the concern.
func (c *Case) standDownVisits(t *flow.Turn) {
	for i := range c.Visits {
		if v := &c.Visits[i]; (v.State == Owed || v.State == Booked) && (v.Kind != PrePlacement || !c.Open()) {
			c.standDownVisit(v, t)
		}
	}
}

// standDownVisit is VI7: what the visit was for went away.
func (c *Case) standDownVisit(v *Visit, t *flow.Turn) {
	v.State = StoodDown
	c.void(t, func(d duty.Duty) bool { return d.Part == v.ID })
}

// settleAlerts records that each child's social worker and reviewer were told; what
// they say to it is awaited.
func settleAlerts(c *Case, t *flow.Turn) {
	for _, child := range c.settleFor("qa.alert_professionals", t) {
		for _, to := range []string{"social_worker", t.Value("reviewer")} {
			sent(c, to, "the judgement", t.Value("channel"), text.Text{}, child, t)
		}
	}
}

func sendHostAlert(c *Case, t *flow.Turn) {
	for _, to := range []string{"safeguarding_lead", "lado"} {
		sent(c, to, "the judgement", "", text.Text{}, text.Text{}, t)
	}
}

// askForPlan begins the provider's action plan with the same call (AP1).
func askForPlan(c *Case, t *flow.Turn) {
	if c.Concern.Plan == flow.Start {
		c.Concern.Plan = Asked
		t.Note("change", "provider's action plan not begun -> asked (AP1)")
	}
	if c.Concern.Plan == Asked {
		c.Owe("plan.chase", t.On, text.Text{}, t)
	}
}

// oweProgressVisit owes the visit within 7 days of the day that the profile
// counts from; both days are kept (S1, R9#77).
func oweProgressVisit(c *Case, t *flow.Turn) {
	told, received := toldOn(c, t), t.Date("received_on")
	from := told
	if c.Policy.ProgressVisitStarts == policy.Received && !received.IsZero() {
		from = received
	}
	v := c.oweVisit(Progress, "qa.progress_visit", from, t)
	v.ToldOn, v.ReceivedOn = told, received
	c.part = v.ID // what the row opens beside is about this visit
}

// oweVisit opens a visit and the duty to make it.
func (c *Case) oweVisit(kind, key string, from civil.Date, t *flow.Turn) *Visit {
	l, span := c.limit(key, from)
	return c.addVisitDue(Visit{Kind: kind, Due: span.Date, Rule: key, Explanation: span.Explanation},
		duty.Duty{Kind: key, What: l.What, Role: l.Role, From: from, Flagged: !span.Certain, Source: l.Source}, t)
}

func (c *Case) addVisitDue(v Visit, d duty.Duty, t *flow.Turn) *Visit {
	v.ID, v.Concern, v.URN = c.number(), c.Concern.ID, c.Concern.URN
	v.State, v.OriginalDue = Owed, v.Due
	c.Visits = append(c.Visits, v)
	d.Part, d.Owner, d.Due, d.Explanation, d.Rule = v.ID, duty.Ours, v.Due, v.Explanation, v.Rule
	c.add(d, t)
	return &c.Visits[len(c.Visits)-1]
}

func addItem(c *Case, t *flow.Turn) {
	c.Items = append(c.Items, Item{ID: c.number(), Concern: c.Concern.ID, Kind: t.Value("kind"), Text: t.Text("text"),
		Due: t.Date("due"), Progress: "not_checked"})
	t.Note("set", "%s listed", t.Value("kind"))
}

// oweNextVisit owes the next routine visit, sooner the more pressing the
// provision is: 4, 8 or 12 weeks in the default profile (S1, domain 3.2 QA9).
func oweNextVisit(c *Case, t *flow.Turn) {
	rank := "low"
	switch {
	case c.tier(c.Concern.Finding) >= tierInadequate:
		rank = "high"
	case c.Concern.Raised || c.Concern.Progress == "none":
		rank = "medium"
	}
	c.oweVisit(Routine, "qa.routine_visit."+rank, t.On, t)
}

// bringVisitForward makes sure that a visit is owed when one is called for early.
func bringVisitForward(c *Case, t *flow.Turn) {
	if t.Actor == team.System {
		return
	}
	for i := range c.Visits {
		if v := &c.Visits[i]; v.Kind == Routine && (v.State == Owed || v.State == Booked) {
			c.standDownVisit(v, t)
		}
	}
	c.oweVisit(Responsive, "qa.responsive_visit", t.On, t)
}

func recordAssurance(c *Case, t *flow.Turn) {
	c.Concern.AssuredOn = t.On
	c.standDownVisits(t)
	c.void(t, func(d duty.Duty) bool {
		return strings.HasPrefix(d.Kind, "qa.") && d.Kind != "qa.alert_professionals" && d.Kind != "qa.responsive_visit" && d.Owner == duty.Ours
	})
}
