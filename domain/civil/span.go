package civil

import (
	"fmt"
	"slices"
	"strings"
)

// Span is a length counted out from a day: where it ends, what it passed over
// and how sure that is.
type Span struct {
	From     Date
	Length   Length
	Count    Count
	Date     Date      // no date where From is none
	Holidays []Holiday // bank holidays skipped
	Weekends int       // Saturdays and Sundays skipped

	// Certain is false where a day was counted whose year's bank holidays are not
	// known. The date is then the earliest it can be. Weeks, months and
	// calendar days do not depend on holidays and are always certain.
	Certain     bool
	Explanation string
}

// Add counts l from the day that starts it and explains the answer. Weeks, months
// and calendar days are not moved for weekends or holidays (R§4).
func (c *Calendar) Add(from Date, l Length, count Count) Span {
	s := Span{From: from, Length: l, Count: count, Certain: true}
	if from.IsZero() {
		s.Certain, s.Explanation = false, "the day it starts is not known"
		return s
	}
	included := 0
	if count == IncludeTrigger {
		included = 1
	}
	switch l.Unit {
	case Hours:
		// A day has no hour: four hours end the same day, 24 the next, which is
		// never later than the hour itself.
		s.Date = from.AddDays(l.N / 24)
	case Days:
		s.Date = from.AddDays(l.N - included)
	case Weeks:
		s.Date = from.AddDays(7*l.N - included)
	case Months:
		s.Date = from.AddMonths(l.N).AddDays(-included)
	case SameDay:
		s.Date = from
	case FixedDay:
		s.Date = nextYearDay(from, l)
	case WorkingDays:
		c.countWorking(&s, from.AddDays(-included), l.N)
	case SameWorkingDay:
		c.countWorking(&s, from.AddDays(-1), 1)
	case EndOfNextWorkingDay:
		c.countWorking(&s, from, 1)
	case EndOfNextMonth:
		s.Date = On(from.Year(), from.Month(), 1).AddMonths(2).AddDays(-1)
	default:
		s.Certain, s.Explanation = false, "no length is given"
		return s
	}
	if s.Date.IsZero() {
		s.Certain = false
	}
	s.Explanation = c.explain(s)
	return s
}

// countWorking walks n working days on from the day after start, or back where n
// is negative, and keeps what it passed over.
func (c *Calendar) countWorking(s *Span, start Date, n int) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	d := start
	for n > 0 {
		d = d.AddDays(step)
		if d.IsZero() {
			return
		}
		s.Certain = s.Certain && c.Knows(d)
		switch h, holiday := c.holidays[d]; {
		case weekend(d):
			s.Weekends++
		case holiday:
			s.Holidays = append(s.Holidays, h)
		default:
			n--
		}
	}
	if step < 0 {
		slices.Reverse(s.Holidays)
	}
	s.Date = d
}

// nextYearDay is the first such day of a year on or after from.
func nextYearDay(from Date, l Length) Date {
	m, day := l.yearDay()
	d := On(from.Year(), m, day)
	if d.Before(from) {
		d = On(from.Year()+1, m, day)
	}
	return d
}

func (c *Calendar) explain(s Span) string {
	parts := []string{sentence(s)}
	if s.Count == IncludeTrigger && s.Length.N != 0 && s.Length.Unit != FixedDay {
		parts[0] += ", counting " + s.From.Short() + " as day 1"
	}
	if len(s.Holidays) > 0 {
		parts = append(parts, "skips "+listDays(s.Holidays, s.From.Year()))
	}
	if s.Length.Unit == Hours {
		parts = append(parts, "counted in whole days, as no hour is kept")
	}
	if !s.Certain {
		parts = append(parts, c.doubt(s))
	}
	return strings.Join(parts, "; ")
}

func sentence(s Span) string {
	from := s.From.Full()
	switch s.Length.Unit {
	case SameDay:
		return "the same day, " + from
	case SameWorkingDay:
		if s.Date == s.From {
			return "the same working day, " + from
		}
		return "the first working day from " + from
	case EndOfNextWorkingDay:
		return "the end of the next working day after " + from
	case EndOfNextMonth:
		return "the end of the month after " + from
	case FixedDay:
		return "the first " + s.Length.Words() + " from " + from
	}
	if s.Length.N < 0 {
		return s.Length.Words() + " " + from
	}
	return s.Length.Words() + " from " + from
}

func (c *Calendar) doubt(s Span) string {
	switch {
	case s.Date.IsZero():
		return "that lies past the end of the calendar"
	case c.last.IsZero():
		return "NOT CERTAIN: no bank holidays are known"
	case s.From.Before(c.first) || s.Date.Before(c.first):
		return "NOT CERTAIN: bank holidays before " + c.first.Long() + " are not known"
	}
	return "NOT CERTAIN: bank holidays after " + c.last.Long() + " are not known, so it may be later"
}

// listDays says days shortly: "3 and 6 Apr", "25 and 28 Dec, 1 Jan 2027". The
// year is said only where it is not the one the count began in.
func listDays(hs []Holiday, year int) string {
	var groups []string
	for i := 0; i < len(hs); {
		month := hs[i].On
		var days []string
		for i < len(hs) && hs[i].On.Month() == month.Month() && hs[i].On.Year() == month.Year() {
			days = append(days, fmt.Sprint(hs[i].On.Day()))
			i++
		}
		g := strings.Join(days, ", ")
		if n := len(days); n > 1 {
			g = strings.Join(days[:n-1], ", ") + " and " + days[n-1]
		}
		g += " " + month.Month().String()[:3]
		if month.Year() != year {
			g += fmt.Sprintf(" %d", month.Year())
		}
		groups = append(groups, g)
	}
	return strings.Join(groups, ", ")
}
