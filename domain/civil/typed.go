package civil

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseTyped reads a day as people type it:
//
//	today  tomorrow  yesterday
//	fri                     the next Friday; today counts
//	5 3 2026  5/3/26        day, month, year
//	5 mar 2026  5 mar       without a year, the one nearest today
//	2026-03-05
//	+2wd  -3d  +1w  +2m     from today
//
// What it accepts it never guesses: a working day past the known bank holidays is
// refused, and so is a year outside 1990 to 2099, which is a slip of the hand.
func (c *Calendar) ParseTyped(s string, today Date) (Date, error) {
	d, err := c.typed(s, today)
	if err == nil && (d.Year() < 1990 || d.Year() > 2099) {
		return Date{}, fmt.Errorf("%q is the year %d; check it", s, d.Year())
	}
	return d, err
}

func (c *Calendar) typed(s string, today Date) (Date, error) {
	t := strings.ToLower(strings.TrimSpace(s))
	switch t {
	case "today":
		return today, nil
	case "tomorrow":
		return today.AddDays(1), nil
	case "yesterday":
		return today.AddDays(-1), nil
	}
	if strings.HasPrefix(t, "+") || strings.HasPrefix(t, "-") {
		return c.relative(s, t, today)
	}
	if w, ok := weekdayNamed(t); ok {
		return today.AddDays((int(w-today.Weekday()) + 7) % 7), nil
	}
	return written(s, t, today)
}

func (c *Calendar) relative(s, t string, today Date) (Date, error) {
	l, err := ParseLength(t)
	if err != nil || l.Unit == Hours || l.Unit == FixedDay {
		return Date{}, fmt.Errorf("%q is not a step like +2wd, -3d, +1w or +2m", s)
	}
	span := c.Add(today, l, ExcludeTrigger)
	if !span.Certain {
		return Date{}, fmt.Errorf("%q is %s; type the day itself", s, span.Explanation)
	}
	return span.Date, nil
}

// weekdayNamed reads an English day of the week, whole or cut to three letters or more.
func weekdayNamed(s string) (time.Weekday, bool) {
	for w := time.Sunday; w <= time.Saturday; w++ {
		if len(s) >= 3 && strings.HasPrefix(strings.ToLower(w.String()), s) {
			return w, true
		}
	}
	return 0, false
}

// written reads a day given by its numbers, or with the month as a word.
func written(s, t string, today Date) (Date, error) {
	f := strings.FieldsFunc(t, func(r rune) bool { return strings.ContainsRune(" /.-", r) })
	if len(f) == 3 && len(f[0]) == 4 {
		f[0], f[2] = f[2], f[0]
	}
	if len(f) < 2 || len(f) > 3 {
		return Date{}, badTyped(s)
	}
	day, ok := number(f[0], 2)
	month, named := monthNamed(f[1])
	if !named {
		n, isNumber := number(f[1], 2)
		month, ok = time.Month(n), ok && isNumber
	}
	if !ok {
		return Date{}, badTyped(s)
	}
	if len(f) == 2 {
		return nearest(s, day, month, today)
	}
	year, ok := number(f[2], 4)
	if !ok || len(f[2]) == 3 || len(f[2]) == 1 {
		return Date{}, badTyped(s)
	}
	if len(f[2]) == 2 {
		year += 2000
	}
	if !exists(year, month, day) {
		return Date{}, fmt.Errorf("%q is not a day in the calendar", s)
	}
	return On(year, month, day), nil
}

// nearest is that day in the year that brings it closest to today, so that
// "28 dec" typed in January is last month.
func nearest(s string, day int, month time.Month, today Date) (Date, error) {
	var best Date
	for year := today.Year() - 1; year <= today.Year()+1; year++ {
		if d := On(year, month, day); exists(year, month, day) &&
			(best.IsZero() || distance(d, today) <= distance(best, today)) {
			best = d
		}
	}
	if best.IsZero() {
		return Date{}, fmt.Errorf("%q is not a day of this year or the next; type the year too", s)
	}
	return best, nil
}

func distance(a, b Date) int {
	n := a.Sub(b)
	return max(n, -n)
}

// number reads an unsigned number of at most that many digits.
func number(s string, digits int) (int, bool) {
	if len(s) > digits || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func badTyped(s string) error {
	return fmt.Errorf("%q is not a day; type it like 5 3 2026, 5 mar, fri, today or +2wd", s)
}
