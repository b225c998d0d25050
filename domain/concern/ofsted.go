package concern

import (
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/policy"
	"placewatch/domain/team"
)

// Where the concern stands on Ofsted's side.
const (
	Judged          flow.State = "judged"
	CaseReview      flow.State = "case_review"
	AwaitingRevisit flow.State = "awaiting_revisit"
	Revisited       flow.State = "revisited"
	Remains         flow.State = "judgement_remains"
	FullAwaited     flow.State = "full_inspection_awaited"
	Improved        flow.State = "improved"
	Ended           flow.State = "ended"
	Closed          flow.State = "closed"
)

// Who may do it, where the same people may do several rows.
var (
	officers       = team.Officers()
	officersFile   = append(team.Officers(), team.Import)
	system         = []team.Role{team.System}
	systemOfficers = append(team.Officers(), team.System)
	lowerers       = []team.Role{team.PlacementsManager, team.PrincipalManager} // safety.md 7, rows 3, 10, 22
	// pending are the states in which a finding stands that may yet be changed or withdrawn.
	pending = []flow.State{Judged, CaseReview, AwaitingRevisit, Revisited, Remains, FullAwaited}
)

// OfstedTrack is the chart of what Ofsted does and what we hear of it (S0, S2, S3, R§2).
func OfstedTrack() *Chart {
	return &Chart{
		Name: "ofsted", Title: "Ofsted track", Final: []flow.State{Closed},
		Get: func(c *Case) flow.State { return c.Concern.Ofsted },
		Set: func(c *Case, s flow.State) { c.Concern.Ofsted = s },
		Rows: slices.Concat([]Row{
			{ID: "OF1", Event: "finding_recorded", Title: "Record what Ofsted found",
				From: []flow.State{flow.Start, Closed}, To: Judged, By: slices.Concat(systemOfficers, []team.Role{team.Import}), Auto: &pursuedBelow, Given: byRecord,
				If: []Guard{noneOpen}, Args: finding(below()), Fill: opening, Valid: findingFits, Then: recordFinding,
				Opens:  []Opening{{Key: "concern.host_area_alert", If: &inOurArea, From: knownOn}},
				Brings: append(notices(), "concern.intake"), Source: "S0, S1, S2"},
			{ID: "OF1b", Event: "finding_confirmed", Title: "Provisional finding confirmed",
				From: []flow.State{flow.Any}, To: flow.Same, By: officersFile, If: []Guard{provisional},
				Args: []flow.Arg{date("published_on", "Report published", false)}, Valid: endedNotAhead, Then: confirmFinding,
				Answers: []string{policy.Report}, Source: "R§2.1, S2"},
			{ID: "OF1c", Event: "finding_changed", Title: "Provisional finding changed",
				From: pending, To: Judged, By: officersFile, With: lowerers, TwoIf: &lowers,
				If: []Guard{notYetFiled}, Args: finding(below()), Valid: findingFits, Then: changeFinding,
				Brings: notices(),
				Source: "R§2.1, S2"},
			{ID: "OF1d", Event: "finding_withdrawn", Title: "Finding withdrawn, or entered in error",
				From: pending, To: Closed, By: officersFile, With: lowerers, Together: true,
				If: []Guard{onlyTold, noChildAtRisk, noReviewOwed, noticesGiven, noticeStands, onlyItsOwn}, Args: []flow.Arg{why("Why it is withdrawn")}, Then: withdraw, Class: flow.Signed,
				Source: "R§2.1, local practice (entered in error)"},
			{ID: "OF2", Event: "case_review_expected", Title: "Ofsted's case review expected",
				From: []flow.State{Judged}, To: CaseReview, By: system, Auto: &serious,
				Source: "S2, R9#1, R9#2"},
			{ID: "OF3", Event: "revisit_awaited", Title: "Case review held or its window passed: await the revisit",
				From: []flow.State{Judged, CaseReview}, To: AwaitingRevisit, By: systemOfficers, Auto: &reviewOver, When: reviewPassed,
				Args: []flow.Arg{words("case_review_outcome", "Outcome of the case review", false)},
				Then: closeReviewWindow, Answers: []string{policy.CaseReview}, Source: "S2, R9#1–3"},
			{ID: "OF4", Event: "revisit_dated", Title: "Revisit date known, brought forward or deferred",
				From: []flow.State{AwaitingRevisit}, To: flow.Same, By: officers,
				Args:  []flow.Arg{date("earliest", "Earliest day", true), date("latest", "Latest day", false), why("Who said so")},
				Valid: datesInOrder, Then: addStatedWindow, Source: "S0, S2"},
			{ID: "OF5", Event: "revisit_made", Title: "Ofsted visited or inspected",
				From: []flow.State{Judged, CaseReview, AwaitingRevisit, FullAwaited}, To: Revisited, By: officersFile,
				Args:  []flow.Arg{choice("kind", "Kind of inspection", true, inspectionKinds()), date("ended_on", "Ended on", true)},
				Valid: revisitFits, Then: recordRevisit,
				Answers: []string{policy.CaseReview, policy.Return, policy.FullReInspection},
				Opens:   []Opening{{Key: "concern.record_outcome"}},
				Source:  "S0, S2, R9#3–5"},
			{ID: "OF5b", Event: "outcome_told", Title: "Outcome told by letter or call, or report withheld",
				From: []flow.State{Revisited}, To: flow.Same, By: officers, Settles: []string{"concern.record_outcome"},
				Args:   []flow.Arg{choice("told", "What was told", true, options("outcome", "The outcome", "withheld", "Report withheld")), why("Who said what, and when")},
				Source: "R§2.1, S2"},
			{ID: "OF6", Event: "judgement_improved", Title: "New judgement at or above the threshold",
				From: []flow.State{Revisited}, To: Improved, By: officersFile, With: lowerers,
				Args:  append([]flow.Arg{choice("finding", "New judgement", true, better()), date("ended_on", "Inspection ended", true), date("published_on", "Report published", false)}, conditions()...),
				If:    []Guard{noticeStands},
				Valid: improves, Then: recordImprovement,
				Settles: []string{"concern.record_outcome"},
				Opens:   []Opening{{Key: "qa.own_assurance", If: &notAssured}, {Key: "concern.close", If: &assuredGuard}},
				Class:   flow.Signed, Source: "S0, S2, R§2.1"},
			{ID: "OF6b", Event: "better_but_below", Title: "Better, but still below the threshold",
				From: []flow.State{Revisited}, To: AwaitingRevisit, By: officersFile, With: lowerers,
				If:    []Guard{serious, noticeStands},
				Args:  []flow.Arg{choice("finding", "New judgement", true, below()), date("ended_on", "Inspection ended", true)},
				Valid: milder, Then: recordBetter, Settles: []string{"concern.record_outcome"},
				Source: "S0, R§2.1"},
			{ID: "OF7", Event: "judgement_stands", Title: "Not enough, insufficient evidence or new concerns: the judgement remains",
				From: []flow.State{Revisited}, To: Remains, By: officersFile, Settles: []string{"concern.record_outcome"},
				Args: []flow.Arg{choice("because", "Because", true, options("not_enough", "Not enough improvement",
					"insufficient_evidence", "Insufficient evidence", "new_concerns", "New concerns")),
					{Name: "ended_on", Label: "A new inspection, which ended on", Kind: flow.DateArg, Hint: "only where Ofsted judged anew: its windows run from that day"}},
				Valid: revisitFits, Then: recordStanding, Brings: asks,
				Opens: []Opening{{Key: "concern.ask_ofsted"}}, Source: "S0, S2"},
			{ID: "OF7b", Event: "no_serious_concerns", Title: "No serious concerns, but the grade stays",
				From: []flow.State{Revisited}, To: AwaitingRevisit, By: officersFile, If: []Guard{milderOrFiled}, Settles: []string{"concern.record_outcome"},
				Source: "R§2.1"},
			{ID: "OF8", Event: "further_monitoring", Title: "Ofsted will monitor further",
				From: []flow.State{Remains}, To: AwaitingRevisit, By: officers, Settles: []string{"concern.ask_ofsted"},
				Then: awaitMonitoring, Source: "S0, S2"},
			{ID: "OF9", Event: "full_inspection_expected", Title: "Ofsted will inspect in full",
				From: []flow.State{Remains, AwaitingRevisit}, To: FullAwaited, By: systemOfficers, Auto: &onlyFullLeft,
				Settles: []string{"concern.ask_ofsted"}, Then: openSixteenWeeks, Source: "S0, R9#5"},
			{ID: "OF0w", Event: "watch_begun", Title: "Nothing of ours is owed: watch for Ofsted's news",
				From: []flow.State{flow.Any}, To: flow.Same, By: system, Auto: &nothingOwed,
				Opens:  []Opening{{Key: "concern.watch_ofsted"}},
				Source: "local practice (nothing falls silent while we wait)"},
			{ID: "OF0", Event: "news_checked", Title: "Checked for news from Ofsted: none yet",
				From: []flow.State{flow.Any}, To: flow.Same, By: officers, Settles: []string{"concern.watch_ofsted"},
				If: []Guard{watching}, Args: []flow.Arg{words("reason", "Where you looked", true)},
				Source: "local practice (nothing falls silent while we wait)"},
			{ID: "OF11", Event: "registration_ended", Title: "Registration cancelled, resigned or closed",
				From: []flow.State{flow.Any}, To: Ended, By: officersFile, If: []Guard{notEnded},
				Args:  []flow.Arg{choice("how", "How it ended", true, options("cancelled", "Cancelled", "resigned", "Resigned", "closed", "Closed")), date("ended_on", "Ended on", true)},
				Valid: endedNotAhead, Then: recordEnd, Class: flow.Signed,
				Opens:  []Opening{{Key: "concern.ended_placements", If: &somePlaced}, {Key: "concern.close", If: &nonePlaced}},
				Source: "R§1.4, R§2.8"},
			{ID: "OF11b", Event: "urn_linked", Title: "The provision goes on under another registration",
				From: []flow.State{Ended}, To: flow.Same, By: officers,
				Args: []flow.Arg{words("urn", "URN of the new registration", true), choice("owner", "Is the owner the same", true, yesNo()),
					choice("address", "Is the address the same", true, yesNo())},
				Valid: linkFits, Then: linkURN, Brings: []string{recordAtNew}, Source: "local practice (owner and address match)"},
			{ID: "OF11e", Event: "recorded_at_new", Title: "What stands is recorded at the new registration",
				From: []flow.State{Ended}, To: flow.Same, By: officers, With: lowerers, TwoIf: &nothingToRecord, Together: true, If: []Guard{recordAtNewOwed},
				Args: []flow.Arg{choice("outcome", "What follows there", true, options("recorded", "A concern is open there", "nothing", "Nothing: none of ours lives there, or is to")),
					words("concern", "Id of the concern that is open there", false), words("reason", "Why nothing follows there", false)},
				Valid: recordedThere, Settles: []string{recordAtNew}, Class: flow.Signed, Source: "local practice (the concern follows the registration)"},
			{ID: "OF11c", Event: "last_child_left", Title: "The last child of ours left the ended registration",
				From: []flow.State{Ended}, To: flow.Same, By: system, Auto: &goneFromEnded,
				Settles: []string{"concern.ended_placements"}, Opens: []Opening{{Key: "concern.close"}},
				Source: "local practice (a concern does not close while a child is placed there)"},
			{ID: "OF11d", Event: "child_at_ended", Title: "A child of ours is placed at an ended registration",
				From: []flow.State{Ended}, To: flow.Same, By: system, Auto: &backAtEnded,
				Opens:  []Opening{{Key: "concern.ended_placements"}},
				Source: "local practice (a concern does not close while a child is placed there)"},
			{ID: "OF13", Event: "concern_closed", Title: "Close the concern",
				From: []flow.State{Improved, Ended}, To: Closed, By: []team.Role{team.PrincipalManager},
				With: []team.Role{team.PlacementsManager, team.CSWManager, team.QAOfficer, team.PrincipalManager}, Together: true,
				If:   []Guard{assuredOrEmpty, endedAndEmpty, published, aboveOrEnded, nothingEnforced, dutiesSettled},
				Args: []flow.Arg{why("Closure note")}, Settles: []string{"concern.close"}, Then: closeConcern, Class: flow.Signed,
				Source: "S0, S1, P§A.3"},
			{ID: "F9", Event: "alone_reviewed", Title: "Reviewed a decision taken alone out of hours",
				From: []flow.State{flow.Any}, To: flow.Same, By: team.Managers(), If: []Guard{reviewAloneOwed},
				Settles: []string{"two.review_alone"}, Then: recordReview, Brings: []string{"two.review_alone"}, Args: []flow.Arg{why("What you found")}, Class: flow.Signed,
				Source: "safety 7, F9"},
			{ID: "OF14", Event: "worse_found", Title: "Worse finding",
				From: []flow.State{flow.Any}, To: Judged, By: officersFile, If: []Guard{notEnded},
				Args: finding(below()), Valid: worse, Then: recordWorse, Brings: notices(), Source: "S0, S2"},
		}, riskRows(), managerRows()),
	}
}

// notices are the duties that a finding brings that is a notice (keepNotice).
func notices() []string { return append(atOnce(), "enforcement.watch") }

func knownOn(c *Case, t *flow.Turn) civil.Date { return c.Concern.KnownOn }

// reviewPassed is the day on which OF3 happened of itself: the one after the case
// review's window, or the day of the finding where no review is held.
func reviewPassed(c *Case, t *flow.Turn) civil.Date {
	if w := c.window(policy.CaseReview); w != nil && c.Concern.Ofsted == CaseReview {
		return w.Due.AddDays(1)
	}
	return t.On
}

// firstLoad lets the first import say that what it found is to be taken in later.
func firstLoad(c *Case, t *flow.Turn) []flow.Arg {
	if !t.ByFile() {
		return nil
	}
	return []flow.Arg{{Name: "intake", Label: "Found by the first load", Kind: flow.ChoiceArg, Options: yesNo()}}
}
