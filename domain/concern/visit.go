package concern

import (
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/team"
)

// Kinds of QA visit (S1, domain.md 2).
const (
	Progress   = "progress"
	Full       = "full"
	Responsive = "responsive"
	Routine    = "routine"
	// PrePlacement is the quality visit that two managers agree with a placement (PR6).
	PrePlacement = "pre_placement"
)

// Where a visit stands. Stood down means that what it was for went away.
const (
	Owed      flow.State = "owed"
	Booked    flow.State = "booked"
	Done      flow.State = "done"
	Reported  flow.State = "reported"
	Waived    flow.State = "waived"
	StoodDown flow.State = "stood_down"
)

// visitKinds are the kinds of visit that a person may call for.
func visitKinds() []flow.Option {
	return options(Responsive, "Responsive", Routine, "Routine", Progress, "Progress", Full, "Full")
}

// VisitChart is the chart of one QA visit (S1).
func VisitChart() *Chart {
	return &Chart{
		Name: "visit", Title: "QA visit", Final: finals("visit"), While: &isOpen,
		Get: partState("visit"), Set: setPart("visit"),
		Rows: []Row{
			{ID: "VI1", Event: "visit_owed", Title: "A QA visit is owed",
				From: []flow.State{flow.Start}, To: Owed, By: []team.Role{team.QAOfficer, team.PlacementsManager, team.System}, Auto: &withAnother,
				Args:  []flow.Arg{choice("kind", "Kind of visit", true, visitKinds()), date("due", "Due", true), why("Why it is called for")},
				Valid: dueNotPast, Then: addVisit, Brings: []string{"qa.visit"}, Source: "S1"},
			{ID: "VI2", Event: "visit_booked", Title: "Book or rebook the visit",
				From: []flow.State{Owed, Booked}, To: Booked, By: qaOrManager, With: lowerers, TwoIf: &pastDue,
				Args: []flow.Arg{date("booked_for", "Booked for", true), words("by", "Who will visit", false)}, Valid: bookedAhead,
				Settles: []string{"qa.book_visit"}, Then: book, Source: "S1"},
			{ID: "VI3", Event: "visit_made", Title: "Record the visit made",
				From: []flow.State{Owed, Booked}, To: Done, By: qaOfficer, Fill: childrenSeen, Valid: visitFits,
				Args: []flow.Arg{
					choice("mode", "How", true, options("on_site", "On site", "shared", "Shared with another council", "virtual", "Virtual")),
					choice("concerns", "Concerns, or children who do not feel safe", true, options("none", "None", "low", "Low", "serious", "Serious: act now")),
					words("by", "Who visited", true)},
				Settles: []string{"qa.book_visit", theVisit}, Then: recordVisit, Answers: []string{"qa.responsive_visit"},
				Opens: []Opening{{Key: "qa.visit_report"}}, Source: "S1"},
			{ID: "VI4", Event: "visit_reported", Title: "Report of the visit",
				From: []flow.State{Done}, To: Reported, By: qaOfficer, Fill: itemsMet,
				Args:  []flow.Arg{choice("progress", "Requirements met", true, progress()), words("reason", "Findings and feedback", true)},
				Valid: allAreMet, Settles: []string{"qa.visit_report"}, Then: recordReport,
				Opens: []Opening{{Key: "qa.factual_accuracy"}, {Key: "qa.follow_up", If: &whileVisiting}}, Source: "S1"},
			{ID: "VI4b", Event: "accuracy_checked", Title: "Provider's factual accuracy comments received",
				From: []flow.State{Reported}, To: flow.Same, By: qaOrManager, If: []Guard{accuracyOwed},
				Settles: []string{"qa.factual_accuracy"}, Source: "P§A.7"},
			{ID: "VI5", Event: "visit_missed", Title: "The visit did not take place",
				From: []flow.State{Owed, Booked}, To: Owed, By: qaOrManager, Args: []flow.Arg{why("Why it was missed")},
				Then: unbook, Source: "P§A.8"},
			{ID: "VI6", Event: "visit_waived", Title: "Waive the visit",
				From: []flow.State{Owed, Booked}, To: Waived, By: qaOrManager, With: []team.Role{team.PrincipalManager},
				Args: []flow.Arg{why("Why it need not be made")}, Settles: []string{"qa.book_visit", theVisit},
				Opens: []Opening{{Key: "qa.follow_up", If: &whileVisiting}}, Class: flow.Signed, Source: "safety 7 row 12"},
			{ID: "VI7", Event: "visit_stood_down", Title: "What the visit was for went away",
				From: []flow.State{Owed, Booked}, To: StoodDown, By: system, Auto: &withAnother, Settles: []string{"qa.book_visit", theVisit},
				Source: "local practice (QA3, QA11, OF13, QA14)"},
		},
	}
}

// Ref says what the part is.
func (v *Visit) Ref() Ref {
	return Ref{Kind: "visit", ID: v.ID, URN: v.URN, Concern: v.Concern, State: v.State}
}

// Words name the visit among others.
func (v *Visit) Words() string { return v.KindWords() + " visit, due " + v.Due.Short() }

// KindWords is the kind of the visit as a person reads it: "pre-placement".
func (v *Visit) KindWords() string { return strings.ReplaceAll(v.Kind, "_", "-") }

func (v *Visit) move(s flow.State) { v.State = s }

// FreezeChart is the chart of the hold on new placements (S1, domain 3.3).
func FreezeChart() *Chart {
	return &Chart{
		Name: "freeze", Title: "freeze",
		Get: func(c *Case) flow.State { return c.Freeze.State },
		Set: func(c *Case, s flow.State) { c.Freeze.State = s },
		Rows: []Row{
			{ID: "FR1", Event: "placements_frozen", Title: "Freeze new placements",
				From: []flow.State{flow.Start, Lifted}, To: Frozen, By: append(team.Managers(), team.System), Auto: &belowSoft, When: frozenOn,
				Args: []flow.Arg{why("Why they are held back")}, Then: freeze, Source: "S1"},
			{ID: "FR2", Event: "placements_barred", Title: "Bar new placements (hard freeze)",
				From: []flow.State{flow.Start, Lifted, Frozen}, To: HardFrozen, By: append(team.Managers(), team.System), Auto: &belowHard, When: frozenOn,
				Args: []flow.Arg{why("Why they are barred")}, Then: freeze, Source: "S0, R§2.8"},
			{ID: "FR3", Event: "freeze_stepped_down", Title: "Step the hard freeze down",
				From: []flow.State{HardFrozen}, To: Frozen, By: []team.Role{team.QAOfficer, team.CommissioningOfficer, team.PlacementsManager},
				With: lowerers, Together: true, If: []Guard{notBarred}, Args: []flow.Arg{why("Why it may be stepped down")}, Then: freeze, Class: flow.Signed,
				Source: "safety 7 row 22"},
			{ID: "FR4", Event: "freeze_lifted", Title: "Lift the freeze",
				From: []flow.State{Frozen, HardFrozen}, To: Lifted, By: []team.Role{team.QAOfficer, team.CommissioningOfficer, team.PlacementsManager, team.System},
				With: lowerers, Together: true, Auto: &backAbove, If: []Guard{noConcernOpen, notBelow}, Args: []flow.Arg{why("Why it is lifted")},
				Then: lift, Class: flow.Signed, Source: "S1, P§A.1, safety 7 row 22"},
		},
	}
}

// frozenOn is the day from which a finding holds new placements back: the day we
// knew of it, so that a child placed since is seen to be placed against it.
func frozenOn(c *Case, t *flow.Turn) civil.Date {
	if c.Open() && c.below() {
		return c.Concern.KnownOn
	}
	return t.On
}

// What a freeze rests on.
const (
	Watch   = "watch"   // Ofsted's finding and the policy profile
	Council = "council" // a decision of the council's
	Notice  = "notice"  // a notice that bars placements
)

// WhyWatched is why a provision is frozen that nobody decided to freeze.
const WhyWatched = "Ofsted's finding is below the threshold"

// Where the hold on new placements stands. Start means that it was never held.
const (
	Frozen     flow.State = "frozen"
	HardFrozen flow.State = "hard_frozen"
	Lifted     flow.State = "lifted"
)
