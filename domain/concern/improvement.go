package concern

import (
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Where a service improvement plan stands (S0). Completed is the provider's plan's
// word too, and every part's end is PartEnded.
const (
	Draft flow.State = "draft"
	Live  flow.State = "live"
)

// How an action of a plan stands, as last recorded.
const (
	ActionOpen    = "open"
	ActionOnTrack = "on_track"
	ActionLate    = "late"
	ActionDone    = "done"
)

// Improvement is the council's service improvement plan with the provider, which
// S0 also calls the support plan.
type Improvement struct {
	ID         string     `json:"id"`
	Concern    string     `json:"concern"`
	URN        string     `json:"urn"`
	State      flow.State `json:"state"`
	OpenedOn   civil.Date `json:"opened_on"`
	Actions    []Action   `json:"actions"`
	Monitoring text.Text  `json:"monitoring"`  // how it is watched
	Support    text.Text  `json:"support"`     // what the council gives
	PreparedBy []string   `json:"prepared_by"` // person ids: whoever prepared it never signs it (F2)
	SignedBy   text.Text  `json:"signed_by"`
	SignedOn   civil.Date `json:"signed_on"`
	ReviewedOn civil.Date `json:"reviewed_on"`
	BreachedOn civil.Date `json:"breached_on"`
	EndedOn    civil.Date `json:"ended_on"`
}

// Action is one thing that the plan has somebody do.
type Action struct {
	ID       string     `json:"id"`
	From     string     `json:"from"`    // ofsted, provider, council
	Answers  string     `json:"answers"` // id of the requirement or recommendation it answers
	What     text.Text  `json:"what"`
	Owner    text.Text  `json:"owner"`
	Due      civil.Date `json:"due"`
	State    string     `json:"state"` // open on_track late done
	Evidence text.Text  `json:"evidence"`
	DoneOn   civil.Date `json:"done_on"`
}

// Stands says how the action stands on a day: what is not done by its day is late,
// whatever was last recorded of it.
func (a Action) Stands(today civil.Date) string {
	if a.State != ActionDone && !a.Due.IsZero() && today.After(a.Due) {
		return ActionLate
	}
	return a.State
}

// Ref says what the part is.
func (p *Improvement) Ref() Ref {
	return Ref{Kind: "improvement", ID: p.ID, URN: p.URN, Concern: p.Concern, State: p.State}
}

// Words name the plan among others.
func (p *Improvement) Words() string { return "service improvement plan, " + p.State.Words() }

func (p *Improvement) move(s flow.State) { p.State = s }

func (p *Improvement) clone() Improvement {
	q := *p
	q.Actions, q.PreparedBy = slices.Clone(p.Actions), slices.Clone(p.PreparedBy)
	return q
}

// improvement is the plan that the present turn is about, or nil.
func (c *Case) improvement() *Improvement { return byID(c.Improvements, c.part) }

// ImprovementChart is the chart of the service improvement plan (S0).
//
// Reading: one plan is in force at a time, and one draft may be written beside it.
// The old plan ends when its successor is signed and not when somebody begins to
// write one: a provision below the threshold is never left without the plan it had,
// and no one person ends a plan (domain 1.6).
func ImprovementChart() *Chart {
	return &Chart{
		Name: "improvement", Title: "service improvement plan", Final: finals("improvement"), While: &isOpen,
		Get: partState("improvement"), Set: setPart("improvement"),
		Rows: []Row{
			{ID: "SP1", Event: "improvement_drafted", Title: "Begin a service improvement plan",
				From: []flow.State{flow.Start}, To: Draft, By: commissioner, If: []Guard{noDraft},
				Settles: []string{"improvement.draft"}, Then: draftImprovement,
				Opens: []Opening{{Key: "improvement.issue"}}, Source: "S0"},
			{ID: "SP1a", Event: "action_added", Title: "Add an action to the plan",
				From: []flow.State{Draft, Live}, To: flow.Same, By: commissioner, Fill: itemToAnswer,
				Args: []flow.Arg{choice("from", "Asked for by", true, options("ofsted", "Ofsted", "provider", "The provider", "council", "The council")),
					words("what", "What is to be done", true), words("owner", "Who does it", false), date("due", "By", false)},
				Valid: actionFits, Then: addAction, Source: "S0, P§A.7"},
			{ID: "SP1b", Event: "arrangements_set", Title: "Name how the plan is monitored, and the council's support",
				From: []flow.State{Draft}, To: flow.Same, By: commissioner,
				Args: []flow.Arg{words("monitoring", "How it is monitored", true), words("support", "The council's support", true)},
				Then: setArrangements, Source: "S0"},
			{ID: "SP1c", Event: "action_changed", Title: "Change an action, or name its owner and day",
				From: []flow.State{Draft, Live}, To: flow.Same, By: commissioner, If: []Guard{hasAction}, Fill: anyAction,
				Args:  []flow.Arg{words("what", "What is to be done", false), words("owner", "Who does it", false), date("due", "By", false)},
				Valid: changeFits, Then: changeAction, Source: "S0, P§A.7"},
			{ID: "SP2", Event: "improvement_signed", Title: "Sign the plan",
				From: []flow.State{Draft}, To: Live, By: principal,
				If: []Guard{notPreparer, hasAction, arranged}, Valid: nothingMissing,
				Settles: []string{"improvement.issue"}, Then: signImprovement, Opens: []Opening{{Key: "improvement.review"}},
				Class: flow.Signed, Source: "S0, safety 7 row 18"},
			{ID: "SP3", Event: "improvement_reviewed", Title: "Review the plan",
				From: []flow.State{Live}, To: flow.Same, By: commissioner, Args: []flow.Arg{why("What the review found")},
				Settles: []string{"improvement.review"}, Then: recordPlanReview, Opens: []Opening{{Key: "improvement.review"}},
				Source: "S0, safety 7 row 19"},
			{ID: "SP3a", Event: "action_progressed", Title: "Record how an action stands",
				From: []flow.State{Live}, To: flow.Same, By: []team.Role{team.CommissioningOfficer, team.QAOfficer}, If: []Guard{hasAction}, Fill: anyAction,
				Args:  []flow.Arg{choice("state", "How it stands", true, options(ActionOpen, "Open", ActionOnTrack, "On track", ActionLate, "Late", ActionDone, "Done"))},
				Valid: progressFits, Then: recordAction, Source: "S0, P§A.3"},
			{ID: "SP4", Event: "improvement_completed", Title: "Complete the plan",
				From: []flow.State{Live}, To: Completed, By: commissioner, With: principal, Together: true,
				If: []Guard{actionsDone}, Valid: nothingMissing, Settles: []string{"improvement.review"}, Then: endImprovement,
				Class: flow.Signed, Source: "S0, safety 7 row 19"},
			{ID: "SP5", Event: "improvement_breached", Title: "The provider does not keep to the plan",
				From: []flow.State{Live}, To: flow.Same, By: officers, Args: []flow.Arg{why("What was not kept")},
				Then: recordBreach, Brings: []string{"qa.responsive_visit"}, Source: "S0"},
			{ID: "SP6", Event: "improvement_ended", Title: "End the plan without completing it",
				From: []flow.State{Draft, Live}, To: PartEnded, By: append(slices.Clone(commissioner), team.System), Auto: &withAnother,
				With: principal, Together: true, Args: []flow.Arg{why("Why it ends")},
				Settles: []string{"improvement.issue", "improvement.review"}, Then: endImprovement,
				Class: flow.Signed, Source: "safety 7 row 19"},
		},
	}
}
