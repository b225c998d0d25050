package concern

import (
	"slices"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/text"
)

// What the rows of the alerts record.

// addAlert adds an alert to the case. Where the turn is about a placement request,
// the alert is the request's, and lives as long as the request does.
func (c *Case) addAlert(a Alert) *Alert {
	a.ID, a.URN = c.number(), c.Place.URN.String()
	if c.request() == nil {
		a.Concern = c.Concern.ID
	}
	c.Alerts = append(c.Alerts, a)
	return &c.Alerts[len(c.Alerts)-1]
}

// sent records an alert of ours that another row gave: it waits, amber, until
// whoever was told says so (domain 3.7).
func sent(c *Case, to, about, channel string, name text.Text, child text.Text, t *flow.Turn) {
	a := c.addAlert(Alert{Ours: true, To: to, About: about, Channel: channel, Name: name, Child: child, State: Sent, SentOn: t.On})
	l, span := c.limit("alert.acknowledge", t.On)
	c.add(duty.Duty{Kind: l.Key, What: l.What + " to " + toWords(to), Child: child, Part: a.ID, Owner: l.Whose, Role: l.Role,
		From: t.On, Due: span.Date, Flagged: !span.Certain, Explanation: span.Explanation, Rule: l.Key, Source: l.Source}, t)
}

// called opens an alert that another row calls for, unless it is owed already.
func (c *Case) called(to, about string, t *flow.Turn) {
	if slices.ContainsFunc(c.Alerts, func(a Alert) bool { return a.State == Owed && a.To == to && a.About == about && a.Child.IsZero() }) {
		return
	}
	was := c.part
	c.part = c.addAlert(Alert{Ours: true, To: to, About: about, State: Owed}).ID
	c.Owe("alert.send", t.On, text.Text{}, t)
	c.nameAlert()
	c.part = was
}

// nameAlert lets the duty to send the present alert say to whom.
func (c *Case) nameAlert() {
	a := byID(c.Alerts, c.part)
	for i := range c.Duties {
		if d := &c.Duties[i]; d.Part == a.ID && d.Kind == "alert.send" {
			d.What += " to " + toWords(a.To)
		}
	}
}

func oweAlert(c *Case, t *flow.Turn) {
	c.part = c.addAlert(Alert{Ours: true, To: t.Value("to"), About: t.Text("about").String(), Child: t.Text("child"), State: Owed}).ID
}

func sendAlert(c *Case, t *flow.Turn) {
	a := byID(c.Alerts, c.part)
	a.Channel, a.Name, a.SentOn = t.Value("channel"), t.Text("name"), t.On
}

func dropAlert(c *Case, t *flow.Turn) { byID(c.Alerts, c.part).EndedOn = t.On }

func hearAlert(c *Case, t *flow.Turn) { byID(c.Alerts, c.part).Heard = t.On }

// noteOfstedsAlert keeps what Ofsted told our director, and ends the window in
// which it should have: news of a visit's outcome is another matter (R9#6–8).
func noteOfstedsAlert(c *Case, t *flow.Turn) {
	c.part = c.addAlert(Alert{To: toUs, About: t.Value("kind"), State: Noted, SentOn: t.Date("emailed_on"), CalledOn: t.Date("called_on"),
		Summary: t.Text("summary"), Provisional: t.Value("provisional") == "yes"}).ID
	if t.Value("kind") != "after_visit" {
		c.settleWindows(t, policy.Alert)
	}
}

func notePlacer(c *Case, t *flow.Turn) {
	c.part = c.addAlert(Alert{Ours: true, To: "placer", About: "the judgement", Child: t.Text("child"), Name: t.Text("name"), State: Noted, SentOn: t.On}).ID
}

// approvalWithdrawn is the word for a secure home that the Secretary of State no
// longer approves: nobody may be placed there (R§2.3, domain 3.3).
const approvalWithdrawn = "withdrawn"

var (
	secureHome   = guard("it is a secure children's home", func(c *Case, t *flow.Turn) bool { return c.Place.Type == ofsted.SecureChildrensHome })
	approvalBack = guard("approval that was withdrawn is given again", func(c *Case, t *flow.Turn) bool {
		return c.Concern.DfEApproval == approvalWithdrawn && t.Value("dfe_approval") == "continued"
	})
)

func noteDfE(c *Case, t *flow.Turn) {
	c.part = c.addAlert(Alert{Ours: true, To: "dfe", About: "the judgement", Name: t.Text("name"), State: Noted, SentOn: t.On}).ID
	if v := t.Value("dfe_approval"); v != "" {
		c.Concern.DfEApproval = v
		t.Note("set", "the Department's approval: %s", v)
	}
}
