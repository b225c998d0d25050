package concern

import (
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/text"
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
	Monitoring text.Text  `json:"monitoring"` // how it is watched
	Support    text.Text  `json:"support"`    // what the council gives
	PreparedBy []string   `json:"prepared_by"`
	SignedBy   text.Text  `json:"signed_by"`
	SignedOn   civil.Date `json:"signed_on"`
	ReviewedOn civil.Date `json:"reviewed_on"`
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

// ImprovementChart is the chart of the service improvement plan (S0).
func ImprovementChart() *Chart {
	return &Chart{
		Name: "improvement", Title: "service improvement plan", While: &isOpen,
		Get: partState("improvement"), Set: setPart("improvement"),
		Rows: []Row{},
	}
}
