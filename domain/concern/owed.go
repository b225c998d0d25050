package concern

import (
	"placewatch/domain/duty"
	"placewatch/domain/flow"
)

// owed is one open duty as a part, so that it can be reassigned or put off.
type owed struct{ d *duty.Duty }

// Ref says what the part is.
func (o owed) Ref() Ref {
	return Ref{Kind: "duty", ID: o.d.ID, URN: o.d.URN, Concern: o.d.Concern, Child: o.d.Child, State: flow.State(o.d.Status)}
}

// Words name the duty among others.
func (o owed) Words() string { return o.d.What }

func (o owed) move(s flow.State) { o.d.Status = duty.Status(s) }

// owing is the duty that the present turn is about, or nil.
func (c *Case) owing() *duty.Duty {
	if o, ok := c.partNamed("duty", c.part).(owed); ok {
		return o.d
	}
	return nil
}

// DutyChart is what may be done about a duty beside what it asks for: hand it to
// somebody, put it off.
func DutyChart() *Chart {
	return &Chart{
		Name: "duty", Title: "duty",
		Get: partState("duty"), Set: setPart("duty"),
		Rows: []Row{},
	}
}
