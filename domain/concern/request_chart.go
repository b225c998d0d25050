package concern

import (
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/team"
)

var (
	placements     = []team.Role{team.PlacementsOfficer}
	placementsFile = []team.Role{team.PlacementsOfficer, team.Import}
	// agreer is one of the two service managers who agree together; the CSW manager is
	// the other, and a principal manager may stand in for one of them (S1; safety.md 7,
	// row 21).
	agreer = []team.Role{team.PlacementsManager}

	// beforeCall are the states from which an emergency may be agreed on call, and
	// undecided those in which a placement may yet be declined or withdrawn.
	beforeCall = []flow.State{Requested, Clear, Justify, DocumentsAsked, Escalated, RiskAgreed, Approved, Lapsed}
	undecided  = slices.Concat(beforeCall, []flow.State{EmergencyAgreed})
	// pursued are those in which a child is to live, or lives, where agreement is needed.
	pursued = []flow.State{Justify, DocumentsAsked, Escalated, RiskAgreed, Approved, Lapsed, EmergencyAgreed, Breach}

	// tellable are those in which the alerts before the move are given, late where a file
	// alone said that the child moved.
	tellable = []flow.State{Approved, EmergencyAgreed, Placed, Ratified, NotRatified}

	asking   = []string{"request.ask", "request.answer", "request.settle_claim"}
	deciding = []string{"request.decide", "request.decide_emergency", "request.decide_again", "request.sign_off"}
	// alerting are the alerts before the move: the social worker, and one of the rest.
	alerting = []string{"request.alert_social_worker", "request.alert_iro", "request.alert_sen_officer", "request.alert_placer"}
)

// RequestChart is the chart of a placement request (S1). Nobody decides alone out of
// hours here: an emergency has rows of its own (PR14).
func RequestChart() *Chart {
	return &Chart{
		Name: "request", Title: "placement request", Final: finals("request"),
		Get: partState("request"), Set: setPart("request"),
		Rows: slices.Concat(askRows(), agreeRows(), placeRows(), breachRows(), emergencyRows()),
	}
}

// askRows ask the provider, and tell what may go on from what needs agreement.
func askRows() []Row {
	return []Row{
		{ID: "PR1", Event: "placement_requested", Title: "Request a placement",
			From: []flow.State{flow.Start}, To: Requested, By: placements, If: []Guard{registered},
			Args: []flow.Arg{childRef(), basis(true),
				{Name: "asked", Label: "Every provision asked for its judgement and date of last inspection", Kind: flow.ChoiceArg, Default: "no", Options: yesNo()},
				words("provisions", "Which provisions were asked", false), emergency()},
			Valid: childIsNew, Then: ask, Opens: []Opening{{Key: "request.ask", If: &toAsk}, {Key: "request.answer", If: &wasAsked}},
			Source: "S1"},
		{ID: "PR1b", Event: "provisions_asked", Title: "Every provision asked for its judgement and date of last inspection",
			From: []flow.State{Requested}, To: flow.Same, By: placements, If: []Guard{askOwed},
			Args: []flow.Arg{words("provisions", "Which provisions were asked", false)}, Settles: []string{"request.ask"}, Then: noteAsked,
			Opens: []Opening{{Key: "request.answer"}}, Source: "S1"},
		{ID: "PR2", Event: "claim_agreed", Title: "The provider's claim agrees with Ofsted's record, at or above the threshold",
			From: []flow.State{Requested}, To: Clear, By: placements, If: []Guard{nothingHolds, knownAbove}, Args: claim(true),
			Valid: claimAgrees, Settles: asking, Then: noteClaim, Opens: []Opening{{Key: "request.valid"}}, Source: "S1"},
		{ID: "PR2x", Event: "claim_disputed", Title: "The provider's claim does not agree with Ofsted's record",
			From: []flow.State{Requested}, To: flow.Same, By: placements, Args: claim(true),
			Valid: claimDiffers, Settles: []string{"request.ask", "request.answer"}, Then: dispute,
			Opens: []Opening{{Key: "request.settle_claim"}}, Source: "S1, P§C.1"},
		{ID: "PR2u", Event: "evidence_accepted", Title: "No judgement to compare: a manager accepts the evidence",
			From: []flow.State{Requested}, To: Clear, By: team.Managers(), If: []Guard{nothingHolds, notKnown, notRequester},
			Args: []flow.Arg{seen("registration", "Proof of registration seen"), seen("statement_of_purpose", "Statement of purpose seen"),
				seen("reg44", "Independent visitor's report (reg 44) seen")},
			Settles: asking, Then: noteClaim, Opens: []Opening{{Key: "request.valid"}}, Source: "P§C.2"},
		{ID: "PR3", Event: "agreement_needed", Title: "Below the threshold: agreement is needed",
			From: []flow.State{Requested}, To: Justify, By: placements, If: append([]Guard{isHeld}, notBarredThere()...), Args: claim(false),
			Valid: claimAgreesIfGiven, Settles: asking, Then: noteClaim, Opens: []Opening{{Key: "request.justify"}}, Source: "S1"},
		{ID: "PR3b", Event: "fell_below", Title: "The provision fell below the threshold before the child was placed",
			From: []flow.State{Clear}, To: Justify, By: system, Auto: &fellBelow,
			Settles: []string{"request.valid"}, Opens: []Opening{{Key: "request.justify"}}, Source: "S1"},
		{ID: "PR4", Event: "match_justified", Title: "Why this provision: a good match, or the only option",
			From: []flow.State{Justify}, To: DocumentsAsked, By: placements,
			Args: []flow.Arg{choice("match", "Why this one", true, options("good_match", "A good match", "only_option", "The only option")),
				words("alternatives", "Which alternatives there were", true)},
			Settles: []string{"request.justify"}, Then: noteMatch, Opens: []Opening{{Key: "request.documents"}}, Source: "S1"},
		{ID: "PR4b", Event: "documents_chased", Title: "Provider chased for the summary and the action plan",
			From: []flow.State{DocumentsAsked}, To: flow.Same, By: placements, Settles: []string{"request.documents"},
			Opens: []Opening{{Key: "request.documents"}}, Source: "P§A.5"},
		{ID: "PR5", Event: "request_escalated", Title: "Escalate to the two service managers",
			From: []flow.State{DocumentsAsked}, To: Escalated, By: placements,
			Args: []flow.Arg{choice("documents", "Summary of Ofsted's requirements and the provider's action plan", true,
				options("both", "Both received", "absent", "One or both absent")),
				words("summary", "The summary, or which is absent and why", true), emergency()},
			Settles: []string{"request.documents"}, Then: escalate, Opens: toDecide(), Source: "S1"},
	}
}

// agreeRows are the agreement of the two managers and the senior sign-off.
func agreeRows() []Row {
	return []Row{
		{ID: "PR6", Event: "risk_approach_agreed", Title: "The two service managers agree the risk approach, with a quality visit",
			From: []flow.State{Escalated}, To: RiskAgreed, By: agreer, With: csw, StandIn: principal, Together: true,
			If:    append([]Guard{notRequester, notItsPreparer}, notBarredThere()...),
			Args:  []flow.Arg{words("approach", "The risk approach", true), {Name: "visit_by", Label: "Quality visit by", Kind: flow.DateArg, Hint: "as policy allows unless said"}},
			Valid: visitAhead, Then: agreeRisk, Opens: []Opening{{Key: "request.sign_off", If: &oneSignsOff}},
			Brings: []string{"qa.pre_placement_visit", "request.quality_visit"}, Class: flow.Signed, Source: "S1, safety 7 row 21"},
		{ID: "PR6b", Event: "quality_visit_made", Title: "The quality visit that was agreed is made",
			From: []flow.State{Escalated, RiskAgreed, Approved, Lapsed, Placed}, To: flow.Same, By: qaOfficer, If: []Guard{qualityVisitOwed},
			Args: []flow.Arg{words("reason", "Findings", true)}, Settles: []string{"request.quality_visit"}, Source: "S1"},
		{ID: "PR7", Event: "placement_approved", Title: "Senior sign-off of the placement",
			From: []flow.State{RiskAgreed}, To: Approved, By: principal, If: append([]Guard{oneSignsOff, notRequester, notItsPreparer, notAgreed}, notBarredThere()...),
			Args: conditionsOf(), Settles: deciding, Then: approve, Opens: onApproval(), Class: flow.Signed, Source: "S1"},
		{ID: "PR7b", Event: "placement_approved_jointly", Title: "The two service managers sign the placement off",
			From: []flow.State{RiskAgreed}, To: Approved, By: agreer, With: csw, StandIn: principal, Together: true,
			If:   append([]Guard{jointSignOff, notRequester, notItsPreparer}, notBarredThere()...),
			Args: conditionsOf(), Settles: deciding, Then: approve, Opens: onApproval(), Class: flow.Signed, Source: "S1"},
		{ID: "PR7c", Event: "social_worker_alerted", Title: "The child's social worker alerted before the move",
			From: tellable, To: flow.Same, By: officers, If: []Guard{workerOwed}, Args: telling(),
			Settles: alerting[:1], Then: tellWorker, Brings: []string{"alert.acknowledge"}, Source: "S1"},
		{ID: "PR7d", Event: "reviewer_alerted", Title: "IRO, SEN officer or placer alerted before the move",
			From: tellable, To: flow.Same, By: officers, If: []Guard{reviewerOwed}, Args: telling(),
			Settles: alerting[1:], Then: tellReviewer, Brings: []string{"alert.acknowledge"}, Source: "S1"},
	}
}

// placeRows are the start of the placement, and how a request ends without one.
func placeRows() []Row {
	return []Row{
		// Reading: the council's own file may say that it began, as it says that a
		// placement moved or ended (domain 3.0).
		{ID: "PR8", Event: "placement_started", Title: "The placement began",
			From: []flow.State{Clear, Approved, Lapsed}, To: Placed, By: placementsFile,
			If:   append([]Guard{registered, stillClear, alertsGiven}, notBarredThere()...),
			Args: startArgs(), Fill: monitoringArgs, Valid: startFits, Then: start, Settles: []string{"request.valid", "request.decide_again"},
			Opens: []Opening{{Key: "request.start_told", If: &isHeld}}, Brings: slices.Concat(asks, contacts, alerting), Source: "S1"},
		{ID: "PR8b", Event: "emergency_placement_started", Title: "The placement agreed in an emergency began",
			From: []flow.State{EmergencyAgreed}, To: flow.Same, By: officersFile,
			If:   append([]Guard{registered, notBegun}, notBarredThere()...),
			Args: startArgs(), Fill: monitoringArgs, Valid: startFits, Then: start,
			Opens: []Opening{{Key: "request.start_told", If: &isHeld}}, Brings: slices.Concat(asks, contacts, alerting), Source: "S1, P§A.5"},
		{ID: "PR8c", Event: "start_told", Title: "Start date told to the social worker and the IRO, SEN officer or placer",
			From: []flow.State{Placed, EmergencyAgreed, Ratified, NotRatified}, To: flow.Same, By: officers, If: []Guard{startToldOwed}, Args: telling(),
			Settles: []string{"request.start_told"}, Source: "S1"},
		{ID: "PR9a", Event: "request_declined", Title: "Decline the placement",
			From: undecided, To: Declined, By: team.Managers(), If: []Guard{notRequester, notBegun},
			Args: []flow.Arg{why("Why it is declined")}, Settles: deciding, Then: endRequest, Source: "P§A.5"},
		{ID: "PR9b", Event: "request_withdrawn", Title: "Withdraw the request",
			From: undecided, To: Withdrawn, By: append(team.Managers(), team.PlacementsOfficer), If: []Guard{ownOrManager, notBegun},
			Args: []flow.Arg{why("Why it is withdrawn")}, Then: endRequest, Source: "local practice (a request that is not pursued ends)"},
		{ID: "PR10", Event: "approval_lapsed", Title: "The approval lapsed: its validity passed",
			From: []flow.State{Approved}, To: Lapsed, By: system, Auto: &validityPassed, When: dayAfterValid,
			Settles: []string{"request.valid"}, Then: lapse, Opens: []Opening{{Key: "request.decide_again"}}, Source: "P§A.5"},
		{ID: "PR10c", Event: "approval_barred", Title: "The approval lapsed: placements there were barred since",
			From: []flow.State{Approved}, To: Lapsed, By: system, Auto: &barredAfter,
			Settles: []string{"request.valid"}, Then: lapse, Opens: []Opening{{Key: "request.decide_again"}}, Source: "P§A.5, local practice"},
		{ID: "PR10b", Event: "agreement_sought_again", Title: "Seek agreement again after the approval lapsed",
			From: []flow.State{Lapsed}, To: Escalated, By: append(team.Managers(), team.PlacementsOfficer),
			Args: []flow.Arg{why("Why the child is still to be placed there")}, Settles: []string{"request.decide_again"}, Then: decideAnew,
			Opens: toDecide(), Source: "P§A.5"},
	}
}

// breachRows record a child placed while placements were held back, with no approval.
func breachRows() []Row {
	return []Row{
		{ID: "PR11", Event: "breach_recorded", Title: "A child was placed there without agreement (breach)",
			From: []flow.State{flow.Start}, To: Breach, By: officersFile,
			Args: []flow.Arg{childRef(), date("placed_on", "Placed on", true), basis(false),
				words("placement_type", "Placement type (SSDA903 code)", false)},
			Valid: breachFits, Then: noteBreach, Opens: []Opening{{Key: "request.decide_breach"}}, Source: "S1, P§A.5"},
		{ID: "PR12", Event: "breach_ratified", Title: "Ratify the placement made without agreement",
			From: []flow.State{Breach}, To: Ratified, By: agreer, With: csw, StandIn: principal, Together: true, If: []Guard{notRequester, notItsPreparer},
			Args: []flow.Arg{why("Why the child may stay")}, Fill: monitoringIfThere, Settles: []string{"request.decide_breach"}, Then: ratifyBreach,
			Opens: []Opening{{Key: "request.start_told", If: &heldWithConcern}}, Brings: slices.Concat(asks, contacts), Class: flow.Signed, Source: "S1, P§A.5"},
		{ID: "PR13", Event: "breach_not_ratified", Title: "Do not ratify the placement made without agreement",
			From: []flow.State{Breach}, To: NotRatified, By: agreer, With: csw, StandIn: principal, Together: true, If: []Guard{notRequester, notItsPreparer},
			Args: []flow.Arg{why("Why not")}, Settles: []string{"request.decide_breach"}, Then: refuseStay, Brings: asks,
			Class: flow.Signed, Source: "S1, P§A.5"},
	}
}

// emergencyRows are what is agreed out of hours, and how two managers answer it.
func emergencyRows() []Row {
	return []Row{
		{ID: "PR14", Event: "emergency_agreed", Title: "Placement agreed on call, out of hours",
			From: beforeCall, To: EmergencyAgreed, By: officers, If: append([]Guard{registered}, notBarredThere()...),
			Args: []flow.Arg{words("consent_by", "Who consented, on call", true),
				{Name: "consent_at", Label: "At what time", Kind: flow.TextArg, Required: true, Hint: "23:40"},
				choice("channel", "How", true, channels()), why("Why it could not wait")},
			Valid: wasOutOfHours, Then: agreeEmergency,
			Opens:  append([]Opening{{Key: "request.ratify"}}, alerts(&isHeld)...),
			Source: "P§A.1, P§A.5"},
		{ID: "PR14b", Event: "emergency_ratified", Title: "Ratify the placement that began in an emergency",
			From: []flow.State{EmergencyAgreed}, To: Ratified, By: agreer, With: csw, StandIn: principal, Together: true,
			If: []Guard{hasBegun, notRequester, notItsPreparer}, Args: []flow.Arg{why("Why the child may stay")},
			Settles: []string{"request.ratify"}, Then: settleStay, Class: flow.Signed, Source: "P§A.1, P§A.5"},
		{ID: "PR14c", Event: "emergency_not_ratified", Title: "Do not ratify what was agreed in an emergency",
			From: []flow.State{EmergencyAgreed}, To: NotRatified, By: agreer, With: csw, StandIn: principal, Together: true,
			If: []Guard{notRequester, notItsPreparer}, Args: []flow.Arg{why("Why not")},
			Settles: []string{"request.ratify"}, Then: refuseStay, Brings: asks, Class: flow.Signed, Source: "P§A.1, P§A.5"},
		{ID: "PR14d", Event: "emergency_upheld", Title: "Ratify the emergency agreement before the placement begins",
			From: []flow.State{EmergencyAgreed}, To: Approved, By: agreer, With: csw, StandIn: principal, Together: true,
			If: append([]Guard{notBegun, notRequester, notItsPreparer}, notBarredThere()...), Args: conditionsOf(),
			Settles: []string{"request.ratify"}, Then: approve, Opens: onApproval(), Class: flow.Signed, Source: "P§A.1, P§A.5"},
	}
}

func dayAfterValid(c *Case, t *flow.Turn) civil.Date { return c.request().ValidUntil.AddDays(1) }

// toDecide is the decision that is owed: on the same day in an emergency.
func toDecide() []Opening {
	return []Opening{{Key: "request.decide", If: &noEmergency}, {Key: "request.decide_emergency", If: &anEmergency}}
}

// onApproval are the alerts before the move, and the placement itself while the
// approval is valid.
func onApproval() []Opening {
	return append(alerts(nil), Opening{Key: "request.valid"})
}

// alerts tell the social worker and whoever reviews the child's care that the child
// is to move (S1); only where if holds.
func alerts(only *Guard) []Opening {
	return []Opening{{Key: alerting[0], If: only}, {Key: alerting[1], If: reviewedBy("iro", only)},
		{Key: alerting[2], If: reviewedBy("sen_officer", only)}, {Key: alerting[3], If: reviewedBy("placer", only)}}
}

// The arguments that several rows ask for.

func childRef() flow.Arg {
	return flow.Arg{Name: "child", Label: "Child's reference", Kind: flow.TextArg, Required: true, Hint: "the case system's own id; no name"}
}

// basis is on what ground a child is to be placed, which picks who is told beside the
// social worker (domain 3.4).
func basis(required bool) flow.Arg {
	return choice("basis", "Basis", required, options("looked_after", "Looked after", "education", "Education",
		"short_break", "Short break", "parent_placed", "Placed by a parent"))
}

func emergency() flow.Arg {
	return flow.Arg{Name: "emergency", Label: "Is it an emergency", Kind: flow.ChoiceArg, Default: "no", Options: yesNo()}
}

func seen(name, label string) flow.Arg {
	return choice(name, label, true, options("yes", "Yes"))
}

func telling() []flow.Arg {
	return []flow.Arg{choice("channel", "How", true, channels()), words("name", "Who was told", true)}
}

func conditionsOf() []flow.Arg {
	return []flow.Arg{words("conditions", "Conditions, or none", true)}
}

// claim is what the provider says of its judgement.
func claim(required bool) []flow.Arg {
	return []flow.Arg{choice("judgement", "Judgement that the provider claims", required, slices.Concat(better(), belowGrades())),
		date("inspected_on", "Date of its last inspection", required)}
}

// belowGrades are the judgements that a provider may claim to have, of those below
// the threshold: no notice.
func belowGrades() []flow.Option {
	return slices.DeleteFunc(below(), func(o flow.Option) bool { return isNotice(Finding(o.Value)) })
}

func startArgs() []flow.Arg {
	return []flow.Arg{{Name: "on", Label: "Placement began on", Kind: flow.DateArg, Hint: "today unless it began before"},
		words("placement_type", "Placement type (SSDA903 code)", false)}
}

// monitoringIfThere asks the same for a child who still lives there.
func monitoringIfThere(c *Case, t *flow.Turn) []flow.Arg {
	if r := c.request(); r == nil || !c.isPlaced(r.Child) {
		return nil
	}
	return monitoringArgs(c, t)
}

// monitoringArgs ask who monitors the child, and how, where placements are held back (S1).
func monitoringArgs(c *Case, t *flow.Turn) []flow.Arg {
	if !c.Open() || !c.heldBack() {
		return nil
	}
	return []flow.Arg{words("who", "Who monitors the child", true), words("how", "How", true)}
}
