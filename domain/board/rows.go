package board

import (
	"cmp"
	"fmt"
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/policy"
	"placewatch/domain/text"
)

// nobody stands where a row has no owner yet.
const nobody = "—"

// left says how far a due day of ours is: "7d late", "today", "1d".
func left(due, today civil.Date) string {
	switch n := due.Sub(today); {
	case due.IsZero():
		return nobody
	case n < 0:
		return fmt.Sprintf("%dd late", -n)
	case n == 0:
		return "today"
	default:
		return fmt.Sprintf("%dd", n)
	}
}

// markOf is the urgency of something that we owe by a day.
func markOf(due, today civil.Date) Mark {
	switch {
	case due.IsZero() || due.After(today):
		return NotDue
	case due == today:
		return Today
	}
	return Overdue
}

func owner(login string) text.Text {
	if login == "" {
		login = nobody
	}
	return text.Clean(login)
}

// dutyLine is one duty as the detail and the page show it.
func (v *view) dutyLine(h *home, d *duty.Duty) DutyLine {
	l := DutyLine{ID: d.ID, Subject: h.subject(d), What: d.What, Due: d.Due, OriginalDue: d.OriginalDue, Owner: text.Clean(d.Person),
		OwnerRole: d.Role.Words(), WhoseDuty: string(d.Owner), Explanation: d.Explanation, Source: d.Source}
	if d.Flagged {
		l.Explanation += "; the date is not certain"
	}
	switch {
	case d.Status == duty.Settled:
		l.Mark, l.Left = NoMarkup, "done "+v.short(d.SettledOn)
	case d.Status != duty.Open:
		l.Mark, l.Left = NoMarkup, "no longer owed"
	case d.Owner == duty.Ours:
		l.Mark, l.Left = markOf(d.Due, v.today), left(d.Due, v.today)
		l.WaitsFor, _ = v.whoOwes(d)
		if d.Snoozed.After(v.today) {
			l.Snoozed = d.Snoozed
		}
		if v.asleep(d) {
			l.What += " (" + v.snoozedTo(d) + ")"
		}
	case d.Owner == duty.Ofsted:
		l.Mark, l.Left = v.windowMark(d), v.windowLeft(d)
	default:
		l.Mark, l.Left = v.waitMark(d), v.waitLeft(d)
	}
	return l
}

// short is a day for a narrow place, with its year where it is not this one.
func (v *view) short(d civil.Date) string {
	if d.Year() == v.today.Year() {
		return d.Short()
	}
	return d.Long()
}

func (v *view) windowMark(d *duty.Duty) Mark {
	switch v.stands(d) {
	case undated:
		return Problem
	case passed:
		return Today
	case inside:
		return Open
	}
	return NotDue
}

// windowLeft says where today stands in a window of Ofsted's. It is never late.
func (v *view) windowLeft(d *duty.Duty) string {
	switch v.stands(d) {
	case undated:
		return "no date"
	case passed:
		return fmt.Sprintf("%dd past", v.today.Sub(d.Due))
	case inside:
		return "in window"
	}
	if n := cmp.Or(d.Earliest, d.Due).Sub(v.today); n > 0 {
		return fmt.Sprintf("in %dd", n)
	}
	return "today"
}

// What the provider owes is a wait: past its day it is chased, never overdue.
func (v *view) waitMark(d *duty.Duty) Mark {
	if !d.Due.IsZero() && v.today.After(d.Due) {
		return Today
	}
	return NotDue
}

func (v *view) waitLeft(d *duty.Duty) string {
	switch {
	case d.Due.IsZero():
		return "no date"
	case v.today.After(d.Due):
		return fmt.Sprintf("%dd past", v.today.Sub(d.Due))
	}
	return left(d.Due, v.today)
}

// revisits are the windows of Ofsted's at one provision. A concern of which we
// do not know when Ofsted comes back says so in a row of its own.
func (v *view) revisits(h *home) []RevisitRow {
	var rows []RevisitRow
	known := false
	for i := range h.c.Duties {
		if d := &h.c.Duties[i]; d.Owner == duty.Ofsted && d.Status == duty.Open {
			rows = append(rows, v.revisitRow(h, d))
			known = known || v.returns(d)
		}
	}
	if !known && h.c.Concern.Ofsted != concern.Improved && h.c.Concern.Ofsted != concern.Ended {
		r := v.revisitOf(h, "window:"+h.c.Concern.ID+".none")
		r.Mark, r.Kind, r.State, r.Left = Problem, "none set", "open", "no date"
		r.Explanation = "no rule or person has set when Ofsted returns; the concern is " + h.c.Concern.Ofsted.Words()
		rows = append(rows, r)
	}
	return rows
}

func (v *view) revisitOf(h *home, id string) RevisitRow {
	return RevisitRow{ID: id, Subject: h.c.Subject(), Version: h.c.Concern.Version, URN: h.urn, Provision: h.name(), Children: h.children}
}

func (v *view) revisitRow(h *home, d *duty.Duty) RevisitRow {
	r := v.revisitOf(h, "window:"+d.ID)
	r.Subject, r.Version = "duty:"+d.ID, h.c.Version(d.Part)
	r.Mark, r.Kind, r.State, r.Left = v.windowMark(d), v.windowWords(d), d.Window(v.today), v.windowLeft(d)
	r.Earliest, r.Latest = d.Earliest, d.Due
	r.Rule, r.Explanation, r.Source = d.Rule, d.Explanation, d.Source
	if n := v.today.Sub(d.Due); r.State == passed {
		r.Explanation += "; passed " + plural(n, "day", "days") + " ago: check for news"
	}
	if d.Flagged && !d.Due.IsZero() {
		r.Explanation += "; the date is not certain"
	}
	if shares := v.shares[ShareKey(h.facts.Type, h.c.Concern.Judgement.Overall)]; shares != "" && v.windowKind(d) == policy.Return {
		r.Explanation += "; " + shares
	}
	return r
}

func sortRevisits(rows []RevisitRow) {
	slices.SortFunc(rows, func(a, b RevisitRow) int {
		return cmp.Or(byDay(a.Latest).compare(byDay(b.Latest), false), byDay(a.Earliest).compare(byDay(b.Earliest), false),
			cmp.Compare(a.URN, b.URN), cmp.Compare(a.ID, b.ID))
	})
}

// visits are our visits to one provision that are still to be made or reported.
func (v *view) visits(h *home) []VisitRow {
	var rows []VisitRow
	for i := range h.c.Visits {
		if x := &h.c.Visits[i]; v.toDo(h, x) {
			rows = append(rows, v.visitRow(h, x))
		}
	}
	for i := range h.c.Duties {
		if d := &h.c.Duties[i]; d.Kind == "qa.responsive_visit" && d.Part == "" && d.Status == duty.Open {
			rows = append(rows, v.sightingRow(h, d))
		}
	}
	return rows
}

// toDo reports whether a visit is to be made or reported, or something of ours that
// followed from it is still owed.
func (v *view) toDo(h *home, x *concern.Visit) bool {
	switch x.State {
	case concern.Owed, concern.Booked, concern.Done:
		return true
	}
	return v.followUp(h, x) != nil
}

// followUp is the most pressing duty of ours that a visit owes, or nil.
func (v *view) followUp(h *home, x *concern.Visit) *duty.Duty {
	d := v.urgent(h, x.ID)
	if d == nil || d.Owner != duty.Ours {
		return nil
	}
	return d
}

// sightingRow is the responsive visit, or the sighting by a social worker, that is
// owed before there is a visit with a day: a pane without it would look calm.
func (v *view) sightingRow(h *home, d *duty.Duty) VisitRow {
	r := VisitRow{ID: "duty:" + d.ID, Subject: "duty:" + d.ID, Version: h.c.Concern.Version, URN: h.urn, Provision: h.name(), Kind: concern.Responsive,
		Due: d.Due, State: "or a sighting", Rule: d.Rule, Explanation: d.Explanation, Source: d.Source}
	v.visitDue(&r)
	return r
}

func (v *view) visitRow(h *home, x *concern.Visit) VisitRow {
	r := VisitRow{ID: "visit:" + x.ID, Subject: "visit:" + x.ID, Version: h.c.Concern.Version, URN: h.urn, Provision: h.name(),
		Kind: x.KindWords(), Due: x.Due, BookedFor: x.BookedFor, Visitor: x.Visitor, Rule: x.Rule, Explanation: x.Explanation}
	if l, ok := v.rules.Policy.Limit(x.Rule); ok {
		r.Source = l.Source
	}
	switch x.State {
	case concern.Owed:
		r.State = "not booked"
	case concern.Booked:
		r.State = "booked " + v.short(x.BookedFor)
		if v.today.After(x.BookedFor) {
			r.State += ", not recorded"
		}
	case concern.Done:
		r.State = "done " + v.short(x.DoneOn) + ", report owed"
		r.Due, r.Explanation = civil.Date{}, "the report of the visit is owed"
		if d := dutyOf(h.c, x.ID, "qa.visit_report"); d != nil {
			r.Due, r.Rule, r.Explanation, r.Source = d.Due, d.Rule, d.Explanation, d.Source
		}
	default:
		r.State = x.State.Words()
		if !x.ReportedOn.IsZero() {
			r.State += " " + v.short(x.ReportedOn)
		}
		d := v.followUp(h, x)
		if d == nil {
			r.Mark, r.Left = NoMarkup, nobody
			return r
		}
		r.State += ": " + uncapital(d.What)
		r.Due, r.Rule, r.Explanation, r.Source = d.Due, d.Rule, d.Explanation, d.Source
	}
	if r.Visitor.IsZero() {
		if l, ok := v.rules.Policy.Limit(x.Rule); ok {
			r.WaitsFor, _ = v.whoOwes(&duty.Duty{Role: l.Role})
		}
	}
	v.visitDue(&r)
	if x.State == concern.Booked && v.today.After(x.BookedFor) && r.Mark == NotDue {
		r.Mark = Today // the day went by and nobody said whether the visit was made
	}
	return r
}

func (v *view) visitDue(r *VisitRow) {
	r.Mark, r.Left = markOf(r.Due, v.today), left(r.Due, v.today)
	switch {
	case r.Mark == Overdue:
		r.DaysLate = v.today.Sub(r.Due)
	case r.Due.After(v.today):
		r.Left = "in " + r.Left
	}
}

// dutyOf is the open duty of that kind that a visit owes.
func dutyOf(c *concern.Case, visit, kind string) *duty.Duty {
	for i := range c.Duties {
		if d := &c.Duties[i]; d.Part == visit && d.Kind == kind && d.Status == duty.Open {
			return d
		}
	}
	return nil
}

func sortVisits(rows []VisitRow) {
	slices.SortFunc(rows, func(a, b VisitRow) int {
		return cmp.Or(cmp.Compare(b.DaysLate, a.DaysLate), byDay(a.Due).compare(byDay(b.Due), false),
			cmp.Compare(a.URN, b.URN), cmp.Compare(a.ID, b.ID))
	})
}
