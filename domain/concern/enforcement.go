package concern

import (
	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/text"
)

// Enforcement is one step of Ofsted's against the provider or its manager: a
// proposal to cancel, a restriction, a compliance notice (R§5).
type Enforcement struct {
	ID       string     `json:"id"`
	Concern  string     `json:"concern"`
	URN      string     `json:"urn"`
	Kind     string     `json:"kind"`    // cancel suspend vary conditions restriction urgent_cancellation compliance_notice s30a
	Subject  string     `json:"subject"` // provider, manager
	State    flow.State `json:"state"`
	ServedOn civil.Date `json:"served_on"`
	ReadOn   civil.Date `json:"read_on"` // the day we first received it
	Due      civil.Date `json:"due"`     // by when it is to be complied with
	Action   text.Text  `json:"action"`  // what it asks, in few words
	Outcome  string     `json:"outcome"` // met partly unmet accepted_on_paper new_notice
	EndedOn  civil.Date `json:"ended_on"`
}

// Ref says what the part is.
func (e *Enforcement) Ref() Ref {
	return Ref{Kind: "enforcement", ID: e.ID, URN: e.URN, Concern: e.Concern, State: e.State}
}

// Words name the enforcement among others.
func (e *Enforcement) Words() string { return flow.State(e.Kind).Words() + ", " + e.State.Words() }

func (e *Enforcement) move(s flow.State) { e.State = s }

// EnforcementChart is the chart of one step of enforcement (R§5).
func EnforcementChart() *Chart {
	return &Chart{
		Name: "enforcement", Title: "enforcement",
		Get: partState("enforcement"), Set: setPart("enforcement"),
		Rows: []Row{},
	}
}
