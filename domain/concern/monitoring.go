package concern

import (
	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/text"
)

// ChildMonitoring is the enhanced monitoring of one child who was placed, or stays, in
// a provision below the threshold (S1).
type ChildMonitoring struct {
	ID      string     `json:"id"`
	Concern string     `json:"concern"`
	URN     string     `json:"urn"`
	Child   text.Text  `json:"child"`
	State   flow.State `json:"state"`
	Since   civil.Date `json:"since"`
	Who     text.Text  `json:"who"`
	How     text.Text  `json:"how"`
	Held    int        `json:"held"` // contacts made
	LastOn  civil.Date `json:"last_on"`
	EndedOn civil.Date `json:"ended_on"`
}

// Ref says what the part is.
func (m *ChildMonitoring) Ref() Ref {
	return Ref{Kind: "monitoring", ID: m.ID, URN: m.URN, Concern: m.Concern, Child: m.Child, State: m.State}
}

// Words name the monitoring among others.
func (m *ChildMonitoring) Words() string { return "enhanced monitoring since " + m.Since.Short() }

func (m *ChildMonitoring) move(s flow.State) { m.State = s }

// MonitoringChart is the chart of a child's enhanced monitoring (S1).
func MonitoringChart() *Chart {
	return &Chart{
		Name: "monitoring", Title: "enhanced monitoring", While: &isOpen,
		Get: partState("monitoring"), Set: setPart("monitoring"),
		Rows: []Row{},
	}
}
