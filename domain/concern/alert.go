package concern

import (
	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Where an alert stands. Owed is a visit's word too.
const (
	Sent         flow.State = "sent"
	Acknowledged flow.State = "acknowledged"
	Noted        flow.State = "noted" // told by or to somebody else: nothing of it is awaited
)

// Alert is one telling: ours to somebody about a child or the provision, or
// Ofsted's to us (S1, R§2.1; domain 3.7).
type Alert struct {
	ID      string     `json:"id"`
	Concern string     `json:"concern"` // none where it is a placement request's
	URN     string     `json:"urn"`
	Child   text.Text  `json:"child"`
	Ours    bool       `json:"ours"`
	To      string     `json:"to"`    // one of recipients(), placer, dfe; dcs is our own director
	About   string     `json:"about"` // what was told: a code of ours, or a person's few words
	State   flow.State `json:"state"`
	Channel string     `json:"channel"`
	Name    text.Text  `json:"name"` // who was told
	SentOn  civil.Date `json:"sent_on"`
	Heard   civil.Date `json:"heard_on"` // acknowledged
	Summary text.Text  `json:"summary"`

	// Ofsted's alert: the day of its e-mail is SentOn, that of its call is here. It is
	// provisional while the provider has not been able to challenge it (R§2.1).
	CalledOn    civil.Date `json:"called_on,omitzero"`
	Provisional bool       `json:"provisional,omitzero"`

	EndedOn civil.Date `json:"ended_on,omitzero"` // not needed after all, or the concern closed
}

// Ref says what the part is.
func (a *Alert) Ref() Ref {
	return Ref{Kind: "alert", ID: a.ID, URN: a.URN, Concern: a.Concern, Child: a.Child, State: a.State}
}

// Words name the alert among others.
func (a *Alert) Words() string {
	if !a.Ours && a.To == toUs {
		return "Ofsted's alert, " + a.State.Words()
	}
	return "alert to " + toWords(a.To) + ", " + a.State.Words()
}

func (a *Alert) move(s flow.State) { a.State = s }

// toUs is whom Ofsted alerts: our director of children's services.
const toUs = "dcs"

// recipients are whom we alert (S1, S2; domain 3.7).
func recipients() []flow.Option {
	return options("qa_officer", "QA officer", "social_worker", "social worker", "iro", "IRO", "sen_officer", "SEN officer",
		"service_managers", "service managers", "safeguarding_lead", "safeguarding lead", "lado", "LADO",
		"host_area", "council of the area where it is")
}

// toWords say who was told: one whom we alert, or one who is only ever noted as
// told, the Department for Education and a private placer.
func toWords(to string) string {
	return wordsOf(append(recipients(), options("placer", "placer", "dfe", "Department for Education")...), to)
}

// channels are the ways in which somebody is told.
func channels() []flow.Option {
	return options("email", "E-mail", "call", "Call", "meeting", "In person", "system", "Case system")
}

// wordsOf are the words of one option; a value that is none speaks for itself.
func wordsOf(os []flow.Option, value string) string {
	for _, o := range os {
		if o.Value == value {
			return o.Words
		}
	}
	return flow.State(value).Words()
}

// AlertChart is the chart of one alert (domain 3.7). Ours is owed, sent, and
// acknowledged; what others told or were told is only noted, and never red.
func AlertChart() *Chart {
	return &Chart{
		Name: "alert", Title: "alert", Final: []flow.State{Acknowledged, Noted, PartEnded}, While: &openOrRequested,
		Get: partState("alert"), Set: setPart("alert"),
		Rows: []Row{
			{ID: "AL1", Event: "alert_called_for", Title: "Somebody is to be alerted",
				From: []flow.State{flow.Start}, To: Owed, By: officers, If: []Guard{isOpen}, Fill: oneChild,
				Args: []flow.Arg{choice("to", "To whom", true, recipients()), words("about", "About what, in few words", true)},
				Then: oweAlert, Opens: []Opening{{Key: "alert.send"}}, Source: "S1, S2"},
			{ID: "AL2", Event: "alert_sent", Title: "Alert sent",
				From: []flow.State{Owed}, To: Sent, By: officers, Settles: []string{"alert.send"},
				Args: []flow.Arg{choice("channel", "How", true, channels()), words("name", "Who was told", true)},
				Then: sendAlert, Opens: []Opening{{Key: "alert.acknowledge"}}, Source: "S1, S2"},
			{ID: "AL2b", Event: "alert_not_needed", Title: "The alert need not be sent",
				From: []flow.State{Owed}, To: PartEnded, By: team.Managers(), Settles: []string{"alert.send"},
				Args: []flow.Arg{why("Why not")}, Then: dropAlert, Class: flow.Signed, Source: "local practice (a way out of an alert called for in error)"},
			{ID: "AL3", Event: "alert_acknowledged", Title: "Alert acknowledged",
				From: []flow.State{Sent}, To: Acknowledged, By: officers, Settles: []string{"alert.acknowledge"},
				Then: hearAlert, Source: "P§A.7"},
			{ID: "AL4", Event: "ofsted_alerted", Title: "Ofsted alerted us",
				From: []flow.State{flow.Start}, To: Noted, By: officers, If: []Guard{isOpen},
				Args: []flow.Arg{choice("kind", "About what", true, options("inadequate", "An inadequate judgement or serious concerns",
					"after_visit", "The outcome of a visit", "host_area", "A home in our area")),
					date("emailed_on", "Day of its e-mail", false), date("called_on", "Day of its call", false),
					words("summary", "Summary of the main concerns", true),
					{Name: "provisional", Label: "Still subject to confirmation", Kind: flow.ChoiceArg, Default: "yes", Options: yesNo()}},
				Valid: alertHasADay, Then: noteOfstedsAlert, Answers: []string{policy.Alert}, Source: "S2, R9#6–8, R§2.1"},
			{ID: "AL5", Event: "dfe_told", Title: "Department for Education told (secure home)",
				From: []flow.State{flow.Start}, To: Noted, By: officers, With: lowerers, TwoIf: &approvalBack, Together: true, If: []Guard{isOpen, secureHome},
				Args: []flow.Arg{choice("dfe_approval", "Its approval of the home", false, options("continued", "Continued", approvalWithdrawn, "Withdrawn")),
					words("name", "Who was told, and by whom", false)},
				Then: noteDfE, Source: "S2, R§2.3"},
			{ID: "AL6", Event: "placer_told", Title: "Placer of a child who is not looked after told",
				From: []flow.State{flow.Start}, To: Noted, By: officers, If: []Guard{isOpen}, Fill: oneChild,
				Args: []flow.Arg{words("name", "Who was told, and by whom", true)},
				Then: notePlacer, Source: "S2, R§2.1"},
		},
	}
}

// openOrRequested lets an alert that a placement request sent be acknowledged
// where no concern is open.
var openOrRequested = guard("a concern is open, or the alert is a placement request's", func(c *Case, t *flow.Turn) bool {
	a := byID(c.Alerts, c.part)
	return c.Open() || a != nil && a.Concern == ""
})

// oneChild asks which child it is about, where any is there.
func oneChild(c *Case, t *flow.Turn) []flow.Arg {
	if len(c.Placed) == 0 {
		return nil
	}
	return []flow.Arg{{Name: "child", Label: "About which child", Kind: flow.ChildArg, Options: childOptions(c.Placed), Hint: "none: about the provision"}}
}

func alertHasADay(c *Case, t *flow.Turn) flow.Problems {
	if t.Date("emailed_on").IsZero() && t.Date("called_on").IsZero() {
		return flow.Problems{{Arg: "emailed_on", Why: "is missing: enter the day of the e-mail, of the call, or both"}}
	}
	return notAhead(t, "emailed_on", "called_on")
}
