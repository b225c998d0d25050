package concern

import (
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/team"
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

// UnderWay is where a child's enhanced monitoring stands until it ends.
const UnderWay flow.State = "under_way"

var (
	csw = []team.Role{team.CSWManager}
	// contacts are the duties to make the next contact.
	contacts = []string{"monitoring.contact.weekly", "monitoring.contact.fortnightly"}

	stillWeekly = guard("the first contacts are weekly", func(c *Case, t *flow.Turn) bool {
		m := c.monitored()
		return m != nil && m.Held < c.Policy.WeeklyContacts
	})
	pastWeekly = guard("the first contacts are behind us", func(c *Case, t *flow.Turn) bool { return !stillWeekly.Holds(c, t) })
)

// MonitoringChart is the chart of a child's enhanced monitoring (S1).
func MonitoringChart() *Chart {
	return &Chart{
		Name: "monitoring", Title: "child's enhanced monitoring", Final: finals("monitoring"), While: &isOpen,
		Get: partState("monitoring"), Set: setPart("monitoring"),
		Rows: []Row{
			{ID: "EM1", Event: "monitoring_begun", Title: "Begin a child's enhanced monitoring",
				From: []flow.State{flow.Start}, To: UnderWay, By: csw, If: []Guard{somePlaced}, Fill: aChildThere, Valid: notMonitored,
				Args: []flow.Arg{words("who", "Who keeps the contact", true), words("how", "How", true)},
				Then: monitorNamed, Brings: contacts, Source: "S1"},
			{ID: "EM2", Event: "contact_made", Title: "Contact of the enhanced monitoring made",
				From: []flow.State{UnderWay}, To: flow.Same, By: officers, Settles: contacts, Then: recordContact,
				Args:   []flow.Arg{words("reason", "What was seen or heard, in few words", true)},
				Opens:  []Opening{{Key: contacts[0], If: &stillWeekly}, {Key: contacts[1], If: &pastWeekly}},
				Source: "S1"},
			{ID: "EM2b", Event: "monitoring_changed", Title: "Change who monitors the child, or how",
				From: []flow.State{UnderWay}, To: flow.Same, By: csw, Valid: somethingChanged, Then: changeMonitoring,
				Args:   []flow.Arg{words("who", "Who keeps the contact", false), words("how", "How", false)},
				Source: "S1"},
			{ID: "EM3", Event: "monitoring_ended", Title: "The enhanced monitoring ended: the child left, or the concern closed",
				From: []flow.State{UnderWay}, To: PartEnded, By: system, Auto: &childGone, Then: endMonitoring,
				Source: "S1"},
		},
	}
}

// monitored is the monitoring that the present turn is about, or nil.
func (c *Case) monitored() *ChildMonitoring { return byID(c.Monitorings, c.part) }

func (c *Case) isMonitored(child text.Text) bool {
	return slices.ContainsFunc(c.Monitorings, func(m ChildMonitoring) bool { return m.Child == child && m.State == UnderWay })
}

// beginMonitoring has a child placed there monitored, by somebody and in a way agreed:
// weekly at first (S1). One who is monitored already stays so. Without an open concern
// there is nothing to watch the child for.
func beginMonitoring(c *Case, child text.Text, who, how text.Text, t *flow.Turn) {
	if !c.Open() || c.isMonitored(child) {
		return
	}
	c.within("", func() {
		c.Monitorings = append(c.Monitorings, ChildMonitoring{ID: c.number(), Concern: c.Concern.ID, URN: c.Place.URN.String(),
			Child: child, State: UnderWay, Since: t.On, Who: who, How: how})
	})
	t.Note("set", "enhanced monitoring by %s: %s", who, how)
	c.within(c.Monitorings[len(c.Monitorings)-1].ID, func() {
		key := contacts[0]
		if pastWeekly.Holds(c, t) {
			key = contacts[1]
		}
		c.Owe(key, t.On, child, t)
	})
}

func monitorNamed(c *Case, t *flow.Turn) {
	beginMonitoring(c, t.Text("child"), t.Text("who"), t.Text("how"), t)
	c.part = c.Monitorings[len(c.Monitorings)-1].ID
}

func recordContact(c *Case, t *flow.Turn) {
	m := c.monitored()
	m.Held, m.LastOn = m.Held+1, t.On
}

func changeMonitoring(c *Case, t *flow.Turn) {
	m := c.monitored()
	if who := t.Text("who"); !who.IsZero() {
		m.Who = who
	}
	if how := t.Text("how"); !how.IsZero() {
		m.How = how
	}
}

func endMonitoring(c *Case, t *flow.Turn) {
	m := c.monitored()
	m.EndedOn = t.On
	c.voidHere(t, contacts...)
}

func aChildThere(c *Case, t *flow.Turn) []flow.Arg {
	return []flow.Arg{{Name: "child", Label: "Child", Kind: flow.ChildArg, Required: true, Options: childOptions(c.Placed)}}
}

func notMonitored(c *Case, t *flow.Turn) flow.Problems {
	if c.isMonitored(t.Text("child")) {
		return flow.Problems{{Arg: "child", Why: "is monitored already; change who does it, or how, with EM2b"}}
	}
	return nil
}

func somethingChanged(c *Case, t *flow.Turn) flow.Problems {
	if t.Value("who") == "" && t.Value("how") == "" {
		return flow.Problems{{Arg: "who", Why: "say who monitors the child now, or how"}}
	}
	return nil
}
