package tui

import (
	"fmt"
	"strings"

	"placewatch/domain/board"
	"placewatch/domain/civil"
)

// dueWords gives a due date for a narrow column.
func dueWords(today, due civil.Date) string {
	switch {
	case due.IsZero():
		return ""
	case due == today:
		return "today"
	}
	return due.Short() // its year is never in doubt: how late or far off it is stands beside it
}

// farDays is how far off a day must be for "31 Mar" to leave its year in doubt.
const farDays = 300

func far(today, d civil.Date) bool {
	return !d.IsZero() && (d.Sub(today) > farDays || today.Sub(d) > farDays)
}

// windowWords gives a window from its first to its last day, never as one date.
// Far from today the months are enough, with their year: the detail has the days.
func windowWords(today, from, to civil.Date) string {
	form := civil.Date.Short
	if far(today, from) || far(today, to) {
		form = monthYear
	}
	return span(form, from, to)
}

func span(form func(civil.Date) string, from, to civil.Date) string {
	switch {
	case from.IsZero() && to.IsZero():
		return "no date set"
	case from.IsZero():
		return "by " + form(to)
	case to.IsZero():
		return "from " + form(from)
	}
	a, b := form(from), form(to)
	if a == b {
		return a
	}
	return a + " to " + b
}

func monthYear(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Month().String()[:3] + fmt.Sprintf(" %d", d.Year())
}

// orDash gives a dash for what nobody has.
func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// weeks says how long ago in weeks; unknown is said, never guessed.
func weeks(n int) string {
	if n < 0 {
		return "?"
	}
	return fmt.Sprint(n)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// join puts the facts that are there into one sentence-like line.
func join(sep string, facts ...string) string {
	var out []string
	for _, f := range facts {
		if f != "" {
			out = append(out, f)
		}
	}
	return strings.Join(out, sep)
}

// label returns "word value", or nothing where there is no value.
func label(word, value string) string {
	if value == "" {
		return ""
	}
	return word + " " + value
}

// sentence ends s with a full stop, once.
func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") {
		return s
	}
	return s + "."
}

// bar draws where today stands in a window: always beside its dates.
func bar(l *look, from, to civil.Date, w int) string {
	if l.Spoken || w < 8 || from.IsZero() || to.IsZero() || to.Before(from) {
		return ""
	}
	days, today := to.Sub(from), l.today.Sub(from)
	inner := w - 2
	line := make([]string, inner)
	for i := range line {
		line[i] = l.Rule
	}
	if today >= 0 && today <= days {
		line[min(inner-1, today*inner/max(1, days))] = l.Day
	}
	return l.From + strings.Join(line, "") + l.To
}

// inWindow says in words where today stands between two days.
func inWindow(today, from, to civil.Date) string {
	switch {
	case from.IsZero() && to.IsZero():
		return "no date set"
	case !from.IsZero() && today.Before(from):
		return "opens in " + plural(from.Sub(today), "day", "days")
	case !to.IsZero() && today.After(to):
		return "passed " + plural(today.Sub(to), "day", "days") + " ago: check for news"
	case !from.IsZero() && !to.IsZero():
		return fmt.Sprintf("today is day %d of %d", today.Sub(from)+1, to.Sub(from)+1)
	case !to.IsZero():
		return plural(to.Sub(today), "day", "days") + " left"
	}
	return "open"
}

// whoOwes names the owner of a duty, or the role that owes it.
func whoOwes(owner, role string) string {
	switch {
	case owner != "" && role != "":
		return owner + " (" + role + ")"
	case owner != "":
		return owner
	case role != "":
		return role
	}
	return "nobody yet"
}

// dutyLines gives one duty with its explanation and source.
func dutyLines(l *look, d board.DutyLine, w int) []string {
	moved := ""
	if !d.OriginalDue.IsZero() && d.OriginalDue != d.Due {
		moved = "first set for " + d.OriginalDue.Long()
	}
	whose := ""
	if d.WhoseDuty != "" && d.WhoseDuty != "ours" {
		whose = "owed by " + otherParty(d.WhoseDuty)
	}
	facts := join("   ", d.What, label("due", d.Due.Long()), moved, d.Left, whose, whoOwes(d.Owner.String(), d.OwnerRole))
	mark := string(d.Mark)
	if l.Spoken {
		mark = urgency(d.Mark, d.Left)
	}
	out := l.Hang("  "+mark+" ", facts, w)
	if why := join(" ", sentence(d.Explanation), label("Source:", d.Source)); why != "" {
		out = append(out, l.Indent("     ", why, w)...)
	}
	return out
}

// otherParty names who owes what is not ours, as a person says it.
func otherParty(whose string) string {
	switch whose {
	case "ofsted":
		return "Ofsted"
	case "provider":
		return "the provider"
	}
	return whose
}
