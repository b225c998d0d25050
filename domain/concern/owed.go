package concern

import (
	"encoding/json"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/team"
)

// owed is one open duty as a part, so that it can be reassigned or put off.
type owed struct{ d *duty.Duty }

// Ref says what the part is.
func (o owed) Ref() Ref {
	return Ref{Kind: "duty", ID: o.d.ID, URN: o.d.URN, Concern: o.d.Concern, Child: o.d.Child, State: flow.State(o.d.Status)}
}

// MarshalJSON returns the duty itself: what a second person agrees to (F3).
func (o owed) MarshalJSON() ([]byte, error) { return json.Marshal(o.d) }

// Words name the duty among others.
func (o owed) Words() string { return o.d.What }

func (o owed) move(s flow.State) { o.d.Status = duty.Status(s) }

// owing is the duty that the present turn is about, or nil.
func (c *Case) owing() *duty.Duty { return c.dutyOf(c.part) }

// DutyChart is what may be done about a duty beside what it asks for: hand it to
// somebody, put it off, move its day. None of it ends the duty, and its original
// day stays whatever happens (domain 1.5).
func DutyChart() *Chart {
	return &Chart{
		Name: "duty", Title: "duty",
		Get: partState("duty"), Set: setPart("duty"),
		Rows: []Row{
			{ID: "DU1", Event: "duty_reassigned", Title: "Hand the duty to somebody",
				From: []flow.State{flow.Any}, To: flow.Same, By: officers, If: []Guard{oursToDo, somebodyCould}, Fill: whoCould,
				Args: []flow.Arg{why("Why it is handed over")}, Valid: toAnother, Then: reassign, Class: flow.Free, Source: "P§C.1, P§C.4"},
			{ID: "DU2", Event: "duty_snoozed", Title: "Put the duty off",
				From: []flow.State{flow.Any}, To: flow.Same, By: officers, If: []Guard{oursToDo, notOwnReview, mayWait},
				Args:  []flow.Arg{{Name: "until", Label: "Until", Kind: flow.DateArg, Required: true, Hint: "the day it is due stands"}, why("Why it can wait")},
				Valid: snoozeFits, Then: snooze, Class: flow.Free, Source: "local practice (what is owed may wait, and is late all the same)"},
			{ID: "DU3", Event: "due_moved", Title: "Move the day the duty is due",
				From: []flow.State{flow.Any}, To: flow.Same, By: team.Managers(), With: lowerers, TwoIf: &movesLater, Together: true,
				If:    []Guard{oursToDo, mayWait, notByLaw, noVisitsDay},
				Args:  []flow.Arg{{Name: "due", Label: "New day", Kind: flow.DateArg, Required: true, Hint: "the original day is kept"}, why("Why it is moved")},
				Valid: movedFits, Then: moveDue, Class: flow.Signed, Source: "P§A.8, safety 7 row 10"},
			{ID: "DU4", Event: "duty_woken", Title: "Take the duty up again",
				From: []flow.State{flow.Any}, To: flow.Same, By: officers, If: []Guard{oursToDo, isSnoozed},
				Then: wake, Class: flow.Free, Source: "local practice (what is owed may wait, and is late all the same)"},
		},
	}
}
