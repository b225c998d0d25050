package concern

import (
	"cmp"

	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Where our quality assurance stands (S1).
const (
	Notified             flow.State = "notified"
	ExposureCheck        flow.State = "exposure_check"
	NilExposure          flow.State = "nil_exposure"
	ProviderAsked        flow.State = "provider_asked"
	AwaitingRequirements flow.State = "awaiting_requirements"
	Visiting             flow.State = "visiting"
	Monitoring           flow.State = "monitoring"
	Assured              flow.State = "assured"
)

var (
	qaOfficer = []team.Role{team.QAOfficer}
	// qaOrManager may act where domain.md names nobody and safety.md 7 gives the row to
	// QA and to the placements manager. Where domain.md names the QA officer alone, it
	// is the QA officer alone: the row wins.
	qaOrManager = []team.Role{team.QAOfficer, team.PlacementsManager}
)

// QATrack is the chart of our own quality assurance (S1). "Requirements" means
// requirements and recommendations throughout.
func QATrack() *Chart {
	return &Chart{
		Name: "qa", Title: "QA track", While: &isOpen,
		Get: func(c *Case) flow.State { return c.Concern.QA },
		Set: func(c *Case, s flow.State) { c.Concern.QA = s },
		Rows: []Row{
			{ID: "IN1", Event: "taken_in", Title: "Take in a concern found by the first load",
				From: []flow.State{flow.Start}, To: Notified, By: officers, If: []Guard{atIntake},
				Settles: []string{"concern.intake"}, Then: takeIn,
				Opens:  []Opening{{Key: "qa.tell_officer"}, {Key: "concern.host_area_alert", If: &inOurArea}},
				Source: "local practice (first load)"},
			{ID: "QA1", Event: "qa_notified", Title: "QA track begins",
				From: []flow.State{flow.Start}, To: Notified, By: system, Auto: &notAtIntake,
				Then: tellOfficer, Brings: []string{"qa.tell_officer"}, Source: "S1"},
			{ID: "QA2", Event: "qa_taken", Title: "QA officer told, and takes it",
				From: []flow.State{Notified}, To: ExposureCheck, By: qaOfficer, Settles: []string{"qa.tell_officer"},
				Opens: []Opening{
					{Key: "qa.list_children"},
					{Key: "qa.alert_professionals", PerChild: true},
					{Key: "qa.responsive_visit", If: &serious}},
				Source: "S1"},
			{ID: "QA2a", Event: "children_listed", Title: "List of our children there confirmed",
				From: []flow.State{flow.Any}, To: flow.Same, By: []team.Role{team.QAOfficer, team.PlacementsOfficer, team.PlacementsManager},
				If: []Guard{listOwed, somePlaced}, Fill: childrenThere, Settles: []string{"qa.list_children"},
				Opens: []Opening{{Key: "qa.ask_provider", If: &notAskedYet}}, Source: "S1"},
			{ID: "QA2b", Event: "professionals_alerted", Title: "Social worker and IRO or SEN officer alerted",
				From: []flow.State{flow.Any}, To: flow.Same, By: officers, If: []Guard{alertOwed}, Fill: childrenOwedAlert,
				Args: []flow.Arg{choice("channel", "How", true, channels()),
					{Name: "reviewer", Label: "IRO or SEN officer", Kind: flow.ChoiceArg, Default: "iro", Options: options("iro", "IRO", "sen_officer", "SEN officer")}},
				Then: settleAlerts, Answers: []string{"qa.alert_professionals"}, Brings: []string{"alert.acknowledge"}, Source: "S1"},
			{ID: "QA2c", Event: "children_sighted", Title: "Responsive visit made, or children seen by their social worker",
				From: []flow.State{flow.Any, flow.Start}, To: flow.Same, By: officers, If: []Guard{sightingOwed}, Settles: []string{"qa.responsive_visit"},
				Args: []flow.Arg{choice("how", "How", true, options("visit", "Our responsive visit", "social_worker", "Seen by the social workers")),
					words("by", "Who went", true)}, Source: "P§A.1"},
			{ID: "QA2d", Event: "sighting_declined", Title: "No responsive visit: a manager's reasoned no",
				From: []flow.State{flow.Any, flow.Start}, To: flow.Same, By: team.Managers(), If: []Guard{sightingOwed}, Settles: []string{"qa.responsive_visit"},
				Args: []flow.Arg{why("Why not")}, Class: flow.Signed, Source: "local practice (a manager may say no, with the reason)"},
			{ID: "QA2e", Event: "host_area_alerted", Title: "Safeguarding lead and LADO told (host area)",
				From: []flow.State{flow.Any, flow.Start}, To: flow.Same, By: officers, If: []Guard{hostAlertOwed},
				Settles: []string{"concern.host_area_alert"}, Then: sendHostAlert, Brings: []string{"alert.acknowledge"},
				Source: "S2, R§2.1"},
			{ID: "QA3", Event: "nobody_placed", Title: "None of our children are placed there",
				From: []flow.State{flow.Any}, To: NilExposure, By: qaOfficer, With: []team.Role{team.PlacementsManager}, TwoIf: &listCannotShow,
				If:   []Guard{nonePlaced},
				Args: []flow.Arg{words("reason", "How you know", false)}, Then: standDown, Answers: []string{"qa.list_children"},
				Opens: []Opening{{Key: "qa.look_again"}, {Key: "concern.close", If: &improvedOrEnded}}, Source: "S1, safety 7 row 6"},
			{ID: "QA3b", Event: "looked_again", Title: "Looked again: still none of ours there",
				From: []flow.State{NilExposure}, To: flow.Same, By: qaOfficer, If: []Guard{nonePlaced}, Settles: []string{"qa.look_again"},
				Opens: []Opening{{Key: "qa.look_again"}}, Source: "P§A.4"},
			{ID: "QA4", Event: "provider_contacted", Title: "Provider contacted: have you Ofsted's requirements?",
				From: []flow.State{ExposureCheck, NilExposure}, To: ProviderAsked, By: qaOfficer,
				Settles: []string{"qa.ask_provider", "qa.look_again"}, Then: askForPlan, Brings: []string{"plan.chase"},
				Opens: []Opening{{Key: "qa.provider_answer"}}, Source: "S1"},
			{ID: "QA5", Event: "requirements_not_yet", Title: "Not yet; asked to tell us when they come",
				From: []flow.State{ProviderAsked}, To: AwaitingRequirements, By: qaOfficer, Settles: []string{"qa.provider_answer"},
				Opens: []Opening{{Key: "qa.chase_requirements"}}, Source: "S1"},
			{ID: "QA5b", Event: "requirements_chased", Title: "Provider chased for Ofsted's requirements",
				From: []flow.State{AwaitingRequirements}, To: flow.Same, By: officers,
				Settles: []string{"qa.chase_requirements"},
				Opens:   []Opening{{Key: "qa.chase_requirements"}}, Source: "P§A.4"},
			{ID: "QA6", Event: "requirements_held", Title: "Provider has Ofsted's requirements",
				From: []flow.State{ProviderAsked}, To: Visiting, By: qaOfficer, Args: requirementDates(), Valid: toldNotAhead,
				Settles: []string{"qa.provider_answer"}, Then: oweProgressVisit, Brings: []string{"qa.progress_visit"}, Source: "S1, R9#77"},
			{ID: "QA6b", Event: "requirements_came", Title: "Ofsted's requirements came later",
				From: []flow.State{AwaitingRequirements}, To: Visiting, By: qaOfficer, Args: requirementDates(), Valid: toldNotAhead,
				Settles: []string{"qa.chase_requirements"}, Then: oweProgressVisit, Brings: []string{"qa.progress_visit"},
				Opens: []Opening{{Key: "qa.book_visit", From: toldOn}}, Source: "S1 (as soon as possible), R9#77"},
			{ID: "QA6c", Event: "requirement_listed", Title: "List a requirement or recommendation",
				From: []flow.State{flow.Any}, To: flow.Same, By: officers,
				Args: []flow.Arg{choice("kind", "Kind", true, options("requirement", "Requirement", "recommendation", "Recommendation")),
					words("text", "In Ofsted's words", true), date("due", "To be met by", false)},
				Then: addItem, Source: "S1"},
			{ID: "QA9", Event: "follow_up_agreed", Title: "Visit reported and follow-up agreed",
				From: []flow.State{Visiting}, To: Monitoring, By: qaOfficer, If: []Guard{visitReported, noVisitOwed},
				Settles: []string{"qa.follow_up"}, Then: oweNextVisit,
				Brings: []string{"qa.routine_visit.low", "qa.routine_visit.medium", "qa.routine_visit.high"}, Source: "S1"},
			{ID: "QA10", Event: "visit_called", Title: "A visit is due or called for",
				From: []flow.State{Monitoring}, To: Visiting, By: []team.Role{team.QAOfficer, team.System}, Auto: &visitDueNow, When: calledOn,
				Args: []flow.Arg{choice("because", "Because", false, options("due", "It is due", "fact_raised", "A fact was raised",
					"ofsted_returned", "Ofsted returned"))},
				Then: bringVisitForward, Brings: []string{"qa.responsive_visit"}, Source: "S1"},
			{ID: "QA11", Event: "quality_assured", Title: "Quality assured",
				From: []flow.State{Visiting, Monitoring}, To: Assured, By: qaOfficer, With: []team.Role{team.PlacementsManager},
				If: []Guard{fullVisitSincePlan, nothingOwedForVisits}, Then: recordAssurance, Settles: []string{"qa.own_assurance", "qa.follow_up"},
				Opens: []Opening{{Key: "concern.close", If: &improvedOrEnded}}, Class: flow.Signed, Source: "S1"},
			{ID: "CF1b", Event: "fact_answered", Title: "A fact raised needs no visit: a reasoned no",
				From: []flow.State{flow.Any, flow.Start}, To: flow.Same, By: qaOfficer, If: []Guard{onlyAFact}, Settles: []string{"qa.responsive_visit"},
				Args: []flow.Arg{why("Why not")}, Class: flow.Signed, Source: "local practice (a fact raised is visited or answered)"},
			{ID: "QA12", Event: "child_appeared", Title: "A child of ours is placed there again",
				From: []flow.State{NilExposure}, To: ExposureCheck, By: system, Auto: &somePlaced, Settles: []string{"qa.look_again"}, Then: notYetToClose,
				Opens: []Opening{{Key: "qa.list_children"}, {Key: "qa.alert_professionals", PerChild: true},
					{Key: "qa.own_assurance", If: &improvedOrEnded}},
				Source: "P§A.4"},
			{ID: "QA12b", Event: "child_arrived", Title: "A child of ours came to live there while the concern is open",
				From: []flow.State{flow.Any}, To: flow.Same, By: system, Auto: &newcomerOwed, Then: receiveChild,
				Brings: []string{"qa.alert_professionals", "risk.safe_tonight"}, Source: "S1, P§C.2"},
			{ID: "QA14", Event: "qa_restarted", Title: "QA begins again after a worse finding",
				From: []flow.State{flow.Any}, To: Notified, By: system, Auto: &restarted, Then: beginAgain,
				Brings: append([]string{"qa.tell_officer"}, asks...), Source: "local practice (an assurance ends with the finding that it answered)"},
		},
	}
}

func requirementDates() []flow.Arg {
	return []flow.Arg{
		{Name: "told_on", Label: "They told us on", Kind: flow.DateArg, Hint: "the day it is done unless said; the visit is owed from here, unless the profile says otherwise"},
		{Name: "received_on", Label: "They received them on", Kind: flow.DateArg, Hint: "both days are kept"},
	}
}

func toldOn(c *Case, t *flow.Turn) civil.Date { return cmp.Or(t.Date("told_on"), t.On) }

// calledOn is the day on which QA10 happened of itself: the day the routine visit
// was due, or else the day of what called for a visit.
func calledOn(c *Case, t *flow.Turn) civil.Date {
	if v := c.calledFor(t); v != nil && v.Kind == Routine && v.State != Done {
		return v.Due
	}
	return t.On
}

// Where the provider's action plan stands (S1).
const (
	Asked        flow.State = "asked"
	Received     flow.State = "received"
	Completed    flow.State = "completed"
	NoneRequired flow.State = "none_required"
)

// PlanTrack is the chart of the provider's own action plan (S1).
func PlanTrack() *Chart {
	return &Chart{
		Name: "plan", Title: "provider's action plan", While: &isOpen,
		Get: func(c *Case) flow.State { return c.Concern.Plan },
		Set: func(c *Case, s flow.State) { c.Concern.Plan = s },
		Rows: []Row{
			{ID: "AP1", Event: "plan_asked", Title: "Provider asked for its action plan",
				From: []flow.State{flow.Start}, To: Asked, By: systemOfficers, Auto: &withAnother,
				Opens: []Opening{{Key: "plan.chase"}}, Source: "S1"},
			{ID: "AP1b", Event: "plan_chased", Title: "Provider chased for its action plan",
				From: []flow.State{Asked}, To: flow.Same, By: officers, Settles: []string{"plan.chase"},
				Opens: []Opening{{Key: "plan.chase"}}, Source: "P§C.1"},
			{ID: "AP2", Event: "plan_received", Title: "Action plan received",
				From: []flow.State{Asked}, To: Received, By: officers, Settles: []string{"plan.chase"}, Source: "S1"},
			{ID: "AP3", Event: "plan_progressed", Title: "Progress of the action plan recorded",
				From: []flow.State{Received}, To: flow.Same, By: officers,
				Args: []flow.Arg{choice("progress", "Actions done", true, progress())}, Then: recordProgress,
				Source: "S1"},
			{ID: "AP4", Event: "plan_completed", Title: "Ofsted action plan completed",
				From: []flow.State{Received}, To: Completed, By: officers, Then: oweFullVisit, Brings: []string{"qa.full_visit"}, Source: "S1, R9#78"},
			{ID: "AP5", Event: "plan_not_required", Title: "No action plan required",
				From: []flow.State{Asked, Received}, To: NoneRequired, By: qaOrManager, Settles: []string{"plan.chase"},
				Args: []flow.Arg{why("Why none is required")}, Then: recordPlanDone, Source: "local practice (a way on where Ofsted asks for no plan)"},
		},
	}
}

func progress() []flow.Option {
	return options("none", "None", "some", "Some", "most", "Most", "all", "All")
}

func childrenThere(c *Case, t *flow.Turn) []flow.Arg {
	return []flow.Arg{{Name: "children", Label: "Our children there", Kind: flow.ChildrenArg, Required: true, Every: true,
		Options: childOptions(c.Placed), Default: joined(c.Placed), Hint: "as the placements show; a child missing here is a discrepancy"}}
}

func childrenOwedAlert(c *Case, t *flow.Turn) []flow.Arg {
	owed := c.owedAlert()
	return []flow.Arg{{Name: "children", Label: "For which children", Kind: flow.ChildrenArg, Required: true,
		Options: childOptions(owed), Default: joined(owed)}}
}

func childOptions(children []text.Text) []flow.Option {
	var os []flow.Option
	for _, ch := range children {
		os = append(os, flow.Option{Value: ch.String(), Words: ch.String()})
	}
	return os
}

func joined(children []text.Text) string {
	s := ""
	for i, ch := range children {
		if i > 0 {
			s += ","
		}
		s += ch.String()
	}
	return s
}
