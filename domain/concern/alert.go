package concern

import (
	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/text"
)

// Where an alert stands. Owed is a visit's word too.
const (
	Sent         flow.State = "sent"
	Acknowledged flow.State = "acknowledged"
)

// Alert is one telling: ours to somebody about a child or the provision, or
// Ofsted's to us (S1, R§2.1; domain 3.7).
type Alert struct {
	ID      string     `json:"id"`
	Concern string     `json:"concern"`
	URN     string     `json:"urn"`
	Child   text.Text  `json:"child"`
	Ours    bool       `json:"ours"`
	To      string     `json:"to"`    // qa_officer social_worker iro sen_officer service_managers safeguarding_lead lado dfe placer dcs
	About   string     `json:"about"` // what was told
	State   flow.State `json:"state"`
	Channel string     `json:"channel"`
	Name    text.Text  `json:"name"` // who was told
	SentOn  civil.Date `json:"sent_on"`
	Heard   civil.Date `json:"heard_on"` // acknowledged
	Summary text.Text  `json:"summary"`
}

// Ref says what the part is.
func (a *Alert) Ref() Ref {
	return Ref{Kind: "alert", ID: a.ID, URN: a.URN, Concern: a.Concern, Child: a.Child, State: a.State}
}

// Words name the alert among others.
func (a *Alert) Words() string {
	return "alert to " + flow.State(a.To).Words() + ", " + a.State.Words()
}

func (a *Alert) move(s flow.State) { a.State = s }

// AlertChart is the chart of one alert (domain 3.7).
func AlertChart() *Chart {
	return &Chart{
		Name: "alert", Title: "alert", While: &isOpen,
		Get: partState("alert"), Set: setPart("alert"),
		Rows: []Row{},
	}
}
