package concern

import (
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Where a child's suitability assessment stands (S0).
const (
	Required   flow.State = "required"
	InProgress flow.State = "in_progress"
	AwaitSign  flow.State = "awaiting_sign_off"
	Continue   flow.State = "continue"
	Move       flow.State = "move"
	Moved      flow.State = "moved"
)

// Assessment asks whether one child may stay: one per child per concern (S0).
type Assessment struct {
	ID       string     `json:"id"`
	Concern  string     `json:"concern"`
	URN      string     `json:"urn"`
	Child    text.Text  `json:"child"`
	State    flow.State `json:"state"`
	Because  string     `json:"because"` // what called for it
	OpenedOn civil.Date `json:"opened_on"`
	Round    int        `json:"round"` // how often it was opened; views of earlier rounds are kept
	Views    []View     `json:"views"`

	Voice      string     `json:"voice"` // feels safe: yes no unclear; not_obtained; empty while owed
	VoiceOn    civil.Date `json:"voice_on"`
	VoiceBy    text.Text  `json:"voice_by"` // who asks, or asked
	VoiceWords text.Text  `json:"voice_words"`

	Outcome    string     `json:"outcome"` // as proposed: continue or move
	Rationale  text.Text  `json:"rationale"`
	PreparedBy []string   `json:"prepared_by"` // person ids: whoever prepared or contributed never signs (F2)
	SignedBy   text.Text  `json:"signed_by"`
	SignedOn   civil.Date `json:"signed_on"`
	ReviewOn   civil.Date `json:"review_on"`
	EndedOn    civil.Date `json:"ended_on"`
	EndReason  string     `json:"end_reason"` // SSDA903's reason a placement ended, where known
	Left       bool       `json:"left"`       // the placements list shows that the child left
}

// View is what one contributor says of the child's staying, or why it is missing.
type View struct {
	Round  int        `json:"round"`
	Role   string     `json:"role"`   // one of Contributors, or child: what the child said
	Name   text.Text  `json:"name"`   // whose view it is, or who asked the child
	Stance string     `json:"stance"` // continue move unsure; missing; of a child yes no unclear not_obtained
	Words  text.Text  `json:"words"`
	On     civil.Date `json:"on"`
	By     text.Text  `json:"by"` // who recorded it
}

// missing is the stance of a view that is not to be had, with the reason in its words.
const missing = "missing"

// Missing reports whether the contributor gave no view, for the reason in Words.
func (v View) Missing() bool { return v.Stance == missing }

// Contributors are the six whose views S0 asks for, as View.Role names them. Where
// the placement is for education, the SEN officer's view stands for the IRO's.
func Contributors() []string {
	return []string{"service_improvement_officer", "social_worker", "team_manager", "iro", "commissioning_manager", "provider"}
}

// Ref says what the part is.
func (a *Assessment) Ref() Ref {
	return Ref{Kind: "assessment", ID: a.ID, URN: a.URN, Concern: a.Concern, Child: a.Child, State: a.State}
}

// Words name the assessment among others.
func (a *Assessment) Words() string { return "suitability assessment, " + a.State.Words() }

func (a *Assessment) move(s flow.State) { a.State = s }

func (a *Assessment) clone() Assessment {
	b := *a
	b.Views, b.PreparedBy = slices.Clone(a.Views), slices.Clone(a.PreparedBy)
	return b
}

// view is what a contributor said in this round, or nil.
func (a *Assessment) view(role string) *View {
	for i := range a.Views {
		if v := &a.Views[i]; v.Round == a.Round && v.Role == role {
			return v
		}
	}
	return nil
}

// stands reports whether the assessment still speaks for the child's living there: it
// is not over, or the child is said to have moved and the list has yet to show it.
func (a *Assessment) stands() bool {
	return !Over("assessment", a.State) || a.State == Moved && !a.Left
}

// assessment is the assessment that the present turn is about, or nil.
func (c *Case) assessment() *Assessment { return byID(c.Assessments, c.part) }

// assessmentOf is the assessment that stands for a child, or nil.
func (c *Case) assessmentOf(child text.Text) *Assessment {
	for i := range c.Assessments {
		if a := &c.Assessments[i]; a.Child == child && a.stands() {
			return a
		}
	}
	return nil
}

var (
	commissioner = []team.Role{team.CommissioningOfficer}
	principal    = []team.Role{team.PrincipalManager}
	// asks are the duties that a row opens which requires an assessment, or opens one again.
	asks = append([]string{"assessment.open", "assessment.complete", "assessment.voice"}, viewKeys()...)
	// moves are those of a row by which a child is to move.
	moves = []string{"assessment.move", "assessment.move_now", "assessment.move_review", "assessment.move_notices"}
)

func viewKey(role string) string { return "assessment.view." + role }

func viewKeys() []string {
	var keys []string
	for _, role := range Contributors() {
		keys = append(keys, viewKey(role))
	}
	return keys
}

// AssessmentChart is the chart of one child's suitability assessment (S0).
func AssessmentChart() *Chart {
	return &Chart{
		Name: "assessment", Title: "suitability assessment", Final: finals("assessment"), While: &isOpen,
		Get: partState("assessment"), Set: setPart("assessment"),
		Rows: []Row{
			{ID: "SA0", Event: "assessment_required", Title: "A child's suitability assessment is required",
				From: []flow.State{flow.Start}, To: Required, By: system, Auto: &unassessed,
				Then: requireNext, Brings: []string{"assessment.open", "assessment.complete"}, Source: "S0"},
			{ID: "SA0a", Event: "assessment_called", Title: "Call for a child's suitability assessment",
				From: []flow.State{flow.Start}, To: Required, By: officers, Fill: aChildThere, Valid: notAssessed,
				Args: []flow.Arg{why("Why it is called for")}, Then: requireNamed,
				Brings: []string{"assessment.open", "assessment.complete"}, Source: "S0, safety 7 row 13"},
			{ID: "SA0b", Event: "review_points_set", Title: "A review point for each child, in place of an assessment",
				From: []flow.State{flow.Start}, To: flow.Same, By: system, Auto: &unreviewed,
				Then: setReviews, Brings: []string{"assessment.review_point_ri"}, Source: "local practice (where requires improvement calls for no assessment)"},
			{ID: "SA0c", Event: "child_review_held", Title: "Review point held for a child without an assessment; the next is set",
				From: []flow.State{flow.Start}, To: flow.Same, By: principal, If: []Guard{childReviewOwed}, Fill: childrenOwedReview,
				Then: holdReviews, Answers: []string{"assessment.review_point_ri"}, Brings: []string{"assessment.review_point_ri"}, Source: "local practice (where requires improvement calls for no assessment)"},
			{ID: "SA0d", Event: "child_review_dropped", Title: "The child whose review point it was has left, or is assessed",
				From: []flow.State{flow.Start}, To: flow.Same, By: system, Auto: &reviewMoot, Then: dropReviews, Source: "local practice (a review point ends with its reason)"},
			{ID: "SA1", Event: "contributors_invited", Title: "Contributors invited to the assessment",
				From: []flow.State{Required}, To: InProgress, By: commissioner, Settles: []string{"assessment.open"},
				Args: []flow.Arg{words("voice_by", "Who will ask the child", true)}, Then: invite, Brings: asks, Source: "S0"},
			{ID: "SA2a", Event: "view_recorded", Title: "A contributor's view recorded",
				From: []flow.State{InProgress, Move, Moved}, To: flow.Same, By: officers,
				Args: []flow.Arg{choice("role", "Whose view", true, contributors()),
					choice("stance", "The child should", true, options("continue", "Stay", "move", "Move", "unsure", "Unsure")),
					words("view", "In few words", true), words("name", "Who said so", false)},
				Valid: viewAwaited, Then: recordView, Answers: viewKeys(), Source: "S0"},
			// Reading: domain 3.5 hears the child while the assessment is made. A child who
			// speaks before or after is heard too.
			{ID: "SA2b", Event: "voice_recorded", Title: "The child's voice recorded",
				From: []flow.State{flow.Any}, To: flow.Same, By: officers, Valid: askedNotAhead,
				Args: []flow.Arg{words("voice_by", "Who asked", true), date("voice_on", "Asked on", false),
					choice("voice", "Feels safe there", true, options("yes", "Yes", "no", "No", "unclear", "Unclear")),
					words("words", "In few words of the child's", false)},
				Settles: []string{"assessment.voice", "assessment.voice_again", "assessment.voice_retry"}, Then: recordVoice,
				Opens:  []Opening{{Key: "assessment.not_safe", If: &saysNotSafe}, {Key: "assessment.voice_again", If: &saysUnclear}},
				Source: "S0"},
			{ID: "SA2c", Event: "voice_not_obtained", Title: "The child's voice not obtained",
				From: []flow.State{flow.Any}, To: flow.Same, By: officers, If: []Guard{voiceOwed}, Valid: retryInTime,
				Args: []flow.Arg{choice("because", "Because", true, options("baby", "A baby", "refused", "The child did not want to", "not_reachable", "Not reachable")),
					date("retry_on", "Try again by", true)},
				Settles: []string{"assessment.voice", "assessment.voice_again", "assessment.voice_retry"}, Then: recordNoVoice,
				Brings: []string{"assessment.voice_retry"}, Source: "S0"},
			{ID: "SA2d", Event: "unsafe_answered", Title: "A child who does not feel safe is answered",
				From: []flow.State{flow.Any}, To: flow.Same, By: []team.Role{team.CSWManager}, If: []Guard{notSafeOwed},
				Args: []flow.Arg{why("What was done, and is the child safe tonight")}, Settles: []string{"assessment.not_safe"},
				Source: "S0"},
			{ID: "SA3", Event: "assessment_completed", Title: "Assessment complete, with its rationale",
				From: []flow.State{InProgress}, To: AwaitSign, By: commissioner, If: []Guard{voiceHeard}, Fill: reasonsMissing,
				Args: []flow.Arg{choice("outcome", "Proposed outcome", true, options("continue", "The child stays", "move", "The child moves")),
					words("rationale", "Rationale", true)},
				Settles: append([]string{"assessment.complete"}, viewKeys()...), Then: complete,
				Opens:  []Opening{{Key: "assessment.sign", If: &serious}, {Key: "assessment.sign_ri", If: &notSerious}},
				Source: "S0"},
			{ID: "SA4a", Event: "stay_signed", Title: "Sign: the child stays",
				From: []flow.State{AwaitSign}, To: Continue, By: principal, If: []Guard{proposesStay, signerApart, unsafeAnswered}, Valid: reviewInTime,
				Args: []flow.Arg{reviewOn()}, Settles: []string{"assessment.sign", "assessment.sign_ri"}, Then: signStay,
				Brings: []string{"assessment.review_point", "improvement.draft"}, Class: flow.Signed, Source: "S0, safety 7 F1, F2"},
			{ID: "SA4b", Event: "move_signed", Title: "Sign: the child moves",
				From: []flow.State{AwaitSign}, To: Move, By: principal, If: []Guard{proposesMove, signerApart},
				Settles: []string{"assessment.sign", "assessment.sign_ri"}, Then: signMove,
				Opens: []Opening{{Key: "assessment.move_review"}, {Key: "assessment.move_notices"}, {Key: "assessment.move"}},
				Class: flow.Signed, Source: "S0, R§5.5, safety 7 F1, F2"},
			{ID: "SA4c", Event: "assessment_returned", Title: "Returned with a comment",
				From: []flow.State{AwaitSign}, To: InProgress, By: principal, Args: []flow.Arg{why("What is missing")},
				Settles: []string{"assessment.sign", "assessment.sign_ri"}, Opens: []Opening{{Key: "assessment.complete"}}, Source: "S0, P§B.1"},
			{ID: "SA4d", Event: "move_reviewed", Title: "The child's case reviewed before the placement ends",
				From: []flow.State{Move}, To: flow.Same, By: officers, If: []Guard{moveReviewOwed}, Settles: []string{"assessment.move_review"}, Source: "R§5.5"},
			{ID: "SA4e", Event: "move_notices_given", Title: "IRO told, and written notice given that the placement ends",
				From: []flow.State{Move}, To: flow.Same, By: officers, If: []Guard{moveNoticesOwed}, Settles: []string{"assessment.move_notices"}, Source: "R§5.5"},
			{ID: "SA5a", Event: "review_point_held", Title: "Review point held: the child stays, the next is set",
				From: []flow.State{Continue}, To: flow.Same, By: principal, Args: []flow.Arg{reviewOn()}, Valid: reviewInTime,
				Settles: []string{"assessment.review_point"}, Then: setReview, Brings: []string{"assessment.review_point"}, Source: "S0"},
			{ID: "SA5b", Event: "assessment_reopened", Title: "Assessment reopened",
				From: []flow.State{Continue}, To: InProgress, By: principal, Args: []flow.Arg{why("Why it is reopened")},
				Then: reopenThis, Brings: asks, Source: "S0"},
			{ID: "SA5c", Event: "move_reconsidered", Title: "The move is reconsidered: assessed again",
				From: []flow.State{Move}, To: InProgress, By: principal, With: team.Managers(), Together: true,
				Args: []flow.Arg{why("Why it is reconsidered")}, Then: reopenThis, Brings: asks, Class: flow.Signed,
				Source: "safety 7, F7"},
			{ID: "SA6", Event: "child_moved", Title: "The child has moved",
				From: []flow.State{Move}, To: Moved, By: []team.Role{team.PlacementsOfficer, team.System}, Auto: &childGone, Fill: whyEnded,
				Settles: []string{"assessment.move", "assessment.move_now"}, Then: recordMoved,
				Opens:  []Opening{{Key: "placement.late_notice"}, {Key: "assessment.list_end", If: &stillListed}},
				Source: "R§5.5"},
			{ID: "SA6a", Event: "late_notices_given", Title: "Written notice given to whoever was not told before",
				From: []flow.State{Moved}, To: flow.Same, By: officers, If: []Guard{lateNoticesOwed}, Settles: []string{"placement.late_notice"}, Source: "R§5.5"},
			{ID: "SA6b", Event: "move_listed", Title: "The placements list shows that the child has moved",
				From: []flow.State{Moved}, To: flow.Same, By: system, Auto: &listedGone, Settles: []string{"assessment.list_end"}, Then: recordLeft,
				Source: "local practice (what was said is held against the placements list)"},
			{ID: "SA6c", Event: "move_not_made", Title: "The child has not moved after all",
				From: []flow.State{Moved}, To: Move, By: officers, If: []Guard{stillListed, notLeft}, Args: []flow.Arg{why("How you know")},
				Then: undoMoved, Opens: []Opening{{Key: "assessment.move_review"}, {Key: "assessment.move_notices"}, {Key: "assessment.move"}},
				Source: "local practice (what was said is held against the placements list)"},
			{ID: "SA7", Event: "assessment_ended", Title: "The placement ended otherwise",
				From: []flow.State{Required, InProgress, AwaitSign, Continue}, To: PartEnded, By: system, Auto: &childGone, Then: endAssessment,
				Source: "S0"},
			{ID: "SA8", Event: "assessment_closed", Title: "The concern closed",
				From: []flow.State{flow.Any}, To: PartEnded, By: system, Auto: &withAnother, Source: "S0"},
		},
	}
}
