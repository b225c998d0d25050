package concern

import (
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/flow"
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
}

// View is what one contributor says of the child's staying, or why it is missing.
type View struct {
	Round  int        `json:"round"`
	Role   string     `json:"role"` // service_improvement_officer, social_worker, team_manager, iro, commissioning_manager, provider
	Name   text.Text  `json:"name"` // whose view it is
	Stance string     `json:"stance"`
	Words  text.Text  `json:"words"`
	On     civil.Date `json:"on"`
	By     text.Text  `json:"by"` // who recorded it
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

// AssessmentChart is the chart of one child's suitability assessment (S0).
func AssessmentChart() *Chart {
	return &Chart{
		Name: "assessment", Title: "suitability assessment", While: &isOpen,
		Get: partState("assessment"), Set: setPart("assessment"),
		Rows: []Row{},
	}
}
