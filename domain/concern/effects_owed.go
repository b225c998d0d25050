package concern

import (
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/policy"
	"placewatch/domain/team"
)

// aboutDuty makes a guard that asks the duty of the turn.
func aboutDuty(name, next string, holds func(*Case, *duty.Duty, *flow.Turn) bool) Guard {
	return Guard{Name: name, Next: next, Holds: func(c *Case, t *flow.Turn) bool {
		d := c.owing()
		return d != nil && holds(c, d, t)
	}}
}

// The conditions of what may be done about a duty.
var (
	oursToDo = aboutDuty("it is ours to do: Ofsted's windows and what others owe us are only waited for", "",
		func(c *Case, d *duty.Duty, t *flow.Turn) bool { return d.Owner == duty.Ours })
	somebodyCould = aboutDuty("somebody holds the role that owes it, or is a manager", "ask an administrator to grant the role",
		func(c *Case, d *duty.Duty, t *flow.Turn) bool { return len(c.couldDo(d, t.Today)) > 0 })
	notByLaw = aboutDuty("no law sets its day", "do it by its day, or record why it was late",
		func(c *Case, d *duty.Duty, t *flow.Turn) bool { return !c.byLaw(d) })
	// noVisitsDay keeps a visit and the duty to make it on one day: past it, two people
	// book the visit, and the day it was due stands (VI2; safety.md 7, row 10).
	noVisitsDay = aboutDuty("it is not to make a visit: a visit keeps the day it is due", "book the visit for another day (VI2)",
		func(c *Case, d *duty.Duty, t *flow.Turn) bool { return !makes(*d) })
	// notOwnReview keeps whoever acted alone from putting off the look that another
	// person takes at it (F9).
	notOwnReview = aboutDuty("it is not the review of what you did alone yourself", "leave it to whoever reviews it",
		func(c *Case, d *duty.Duty, t *flow.Turn) bool {
			return d.Kind != "two.review_alone" || !slices.ContainsFunc(c.Proposals, func(p Proposal) bool { return p.State == Alone && p.By == t.Who.ID })
		})
	// mayWait keeps what protects a child, and the second look at what one person did
	// alone, on the day that policy gives it: nobody moves that.
	mayWait = aboutDuty("it is not about a child's safety, and not the review of what somebody did alone", "do it now, or record why it is late",
		func(c *Case, d *duty.Duty, t *flow.Turn) bool {
			return d.Kind != "assessment.not_safe" && d.Kind != "two.review_alone" && !strings.HasPrefix(d.Kind, "risk.")
		})
	// movesLater is a day put off, which lowers urgency and takes two (domain 1.6).
	movesLater = aboutDuty("the new day is later", "",
		func(c *Case, d *duty.Duty, t *flow.Turn) bool { return t.Date("due").After(d.Due) })
	isSnoozed = aboutDuty("it is put off until a day to come", "",
		func(c *Case, d *duty.Duty, t *flow.Turn) bool { return d.Snoozed.After(t.Today) })
)

// couldDo are the people who could be handed a duty: those who hold the role that
// owes it, and every manager.
func (c *Case) couldDo(d *duty.Duty, today civil.Date) []team.Person {
	return slices.DeleteFunc(slices.Clone(c.Team), func(p team.Person) bool {
		return !p.Holds(today, append(team.Managers(), d.Role)...)
	})
}

// byLaw reports whether a law sets the day that the duty is due: nobody moves that.
func (c *Case) byLaw(d *duty.Duty) bool {
	if l, ok := c.Policy.Limit(d.Rule); ok {
		return l.Binding == policy.Statute
	}
	editions, err := c.Book.Lookup(d.Rule)
	return err == nil && slices.ContainsFunc(editions, func(r policy.Rule) bool { return r.Binding == policy.Statute })
}

func whoCould(c *Case, t *flow.Turn) []flow.Arg {
	var os []flow.Option
	if d := c.owing(); d != nil {
		for _, p := range c.couldDo(d, t.Today) {
			os = append(os, flow.Option{Value: p.Login.String(), Words: p.Login.String() + ", " + flow.Roles(p.Roles(t.Today))})
		}
	}
	return []flow.Arg{choice("to", "To whom", true, os)}
}

func toAnother(c *Case, t *flow.Turn) flow.Problems {
	if d := c.owing(); d.Person == t.Value("to") {
		return flow.Problems{{Arg: "to", Why: d.Person + " has it already; choose somebody else"}}
	}
	return nil
}

func reassign(c *Case, t *flow.Turn) {
	d := c.owing()
	was := d.Person
	if was == "" {
		was = d.Role.Words()
	}
	d.Person, d.Note = t.Value("to"), t.Text("reason")
	t.Note("change", "%s: %s -> %s", d.What, was, d.Person)
}

// snoozeFits holds a snooze to a day to come, to the longest that policy allows,
// and for all but managers to the day the duty is due.
func snoozeFits(c *Case, t *flow.Turn) flow.Problems {
	d, until := c.owing(), t.Date("until")
	_, most := c.limit("duty.snooze", t.Today)
	switch {
	case !until.After(t.Today):
		return flow.Problems{{Arg: "until", Why: until.Long() + " is not to come; enter " + t.Today.AddDays(1).Long() + " or later"}}
	case !d.Due.IsZero() && until.After(d.Due) && !t.Who.Holds(t.Today, team.Managers()...):
		return flow.Problems{{Arg: "until", Why: fmt.Sprintf("is past %s, when it is due; ask a manager, who alone puts a duty off past its day", d.Due.Long())}}
	case until.After(most.Date):
		return flow.Problems{{Arg: "until", Why: fmt.Sprintf("is longer than policy allows at once; enter %s or earlier, and look again then", most.Date.Long())}}
	}
	return nil
}

func snooze(c *Case, t *flow.Turn) {
	d := c.owing()
	d.Snoozed, d.Note = t.Date("until"), t.Text("reason")
	t.Note("set", "%s: snoozed to %s; due %s as before", d.What, d.Snoozed.Full(), d.Due.Full())
}

func wake(c *Case, t *flow.Turn) {
	d := c.owing()
	d.Snoozed, d.Note = civil.Date{}, t.Text("reason")
	t.Note("set", "%s: no longer put off; due %s", d.What, d.Due.Full())
}

func movedFits(c *Case, t *flow.Turn) flow.Problems {
	d := c.owing()
	_, most := c.limit("duty.move", civil.Latest(d.OriginalDue, t.Today))
	switch due := t.Date("due"); {
	case due.After(d.Due) && due.After(most.Date):
		return flow.Problems{{Arg: "due", Why: fmt.Sprintf("is further than policy allows at once; enter %s or earlier, and look again then", most.Date.Long())}}
	case due.Before(t.Today):
		return flow.Problems{{Arg: "due", Why: due.Long() + " is past; enter " + t.Today.Long() + " or later"}}
	case due == d.Due:
		return flow.Problems{{Arg: "due", Why: "is the day it is due already; enter another"}}
	}
	return nil
}

// moveDue moves the day; the original stays, and the explanation says who moved it
// and why before what it said (domain 1.5).
func moveDue(c *Case, t *flow.Turn) {
	d := c.owing()
	was := d.Due
	d.Due, d.Flagged, d.Note = t.Date("due"), false, t.Text("reason")
	if d.Snoozed.After(d.Due) {
		d.Snoozed = civil.Date{} // a nearer day is not slept through
	}
	d.Explanation = fmt.Sprintf("moved from %s to %s by %s on %s: %s; originally due %s: %s",
		was.Long(), d.Due.Long(), movedBy(t), t.Today.Long(), d.Note, d.OriginalDue.Long(), d.Explanation)
	t.Note("change", "%s: due %s -> %s; originally due %s", d.What, was.Full(), d.Due.Full(), d.OriginalDue.Full())
}

// movedBy are those who moved a day: one nearer, two further.
func movedBy(t *flow.Turn) string {
	if t.Confirming {
		return names(t).String()
	}
	return t.Name()
}
