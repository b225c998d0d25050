package board

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"placewatch/domain/civil"
)

// A day is a date as somebody typed it. It stays as typed, so that a saved
// "due<=fri" means this Friday every week.
type day struct {
	word    string // today, tomorrow, yesterday, mon … sun, none; or empty
	offset  int    // with unit: days, weeks or months from today
	unit    byte   // d, w, m; 0 when there is no offset
	d, m, y int    // y is 0 when no year was typed
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

func (d day) String() string {
	switch {
	case d.word != "":
		return d.word
	case d.unit != 0 && d.offset < 0:
		return strconv.Itoa(d.offset) + string(d.unit)
	case d.unit != 0:
		return "+" + strconv.Itoa(d.offset) + string(d.unit)
	case d.y == 0:
		return strconv.Itoa(d.d) + months[d.m-1]
	}
	return strconv.Itoa(d.d) + months[d.m-1] + strconv.Itoa(d.y)
}

// on says which day is meant today. A weekday is the coming one, today counted,
// or for what lies behind the latest one; a day without a year is the nearest.
// With a limit, as the first day of a range has, it is the latest one up to it.
func (d day) on(today civil.Date, past bool, limit civil.Date) civil.Date {
	switch d.word {
	case "none":
		return civil.Date{}
	case "today":
		return today
	case "tomorrow":
		return today.AddDays(1)
	case "yesterday":
		return today.AddDays(-1)
	}
	switch {
	case d.word != "":
		return d.weekday(today, past, limit)
	case d.unit == 'd':
		return today.AddDays(d.offset)
	case d.unit == 'w':
		return today.AddDays(7 * d.offset)
	case d.unit == 'm':
		return today.AddMonths(d.offset)
	case d.y != 0:
		return civil.On(d.y, time.Month(d.m), d.d)
	}
	return d.nearest(today, limit)
}

func (d day) weekday(today civil.Date, past bool, limit civil.Date) civil.Date {
	step, from := 1, today
	if past {
		step = -1
	}
	if !limit.IsZero() {
		step, from = -1, limit
	}
	for range 6 {
		if weekdays[from.Weekday()] == d.word {
			break
		}
		from = from.AddDays(step)
	}
	return from
}

func (d day) nearest(today, limit civil.Date) civil.Date {
	var best civil.Date
	for y := today.Year() - 8; y <= today.Year()+8; y++ { // 29 February may be eight years off
		c := civil.On(y, time.Month(d.m), d.d)
		switch {
		case c.Day() != d.d:
		case !limit.IsZero():
			if !c.After(limit) {
				best = c
			}
		case best.IsZero() || abs(c.Sub(today)) <= abs(best.Sub(today)):
			best = c
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// dates reads a list of days and ranges of days, and for a window of its states.
// No date is never before or after anything.
func (p *parser) dates(fd field, op string) (node, error) {
	var typed []string
	var tests []func(*subject) bool
	start, comparing := p.i, op != ":" && op != "="
	for {
		if state, test := p.stateOf(fd); test != nil {
			if comparing {
				return nil, p.fail(start, "a window cannot be compared with "+state, fd.name+":"+state)
			}
			typed, tests = append(typed, state), append(tests, test)
		} else {
			one, holds, err := p.dateTest(fd, op)
			if err != nil {
				return nil, err
			}
			typed, tests = append(typed, one), append(tests, fd.onDates(holds))
		}
		if !p.take(",") {
			break
		}
	}
	if comparing && (len(tests) > 1 || strings.Contains(typed[0], "..")) {
		return nil, p.fail(p.i, op+" takes one day", fd.name+":"+strings.Join(typed, ","))
	}
	return oneOf(fd.name+op, typed, tests), nil
}

func (p *parser) stateOf(fd field) (string, func(*subject) bool) {
	if fd.kind != windowKind {
		return "", nil
	}
	return p.windowState()
}

// onDates asks a row's own date, or the last day of any of its windows.
func (f field) onDates(holds func(civil.Date) bool) func(*subject) bool {
	if f.kind == windowKind {
		return func(s *subject) bool {
			return slices.ContainsFunc(s.windows, func(w window) bool { return holds(w.latest) })
		}
	}
	return func(s *subject) bool { return holds(f.date(s)) }
}

func (p *parser) dateTest(fd field, op string) (typed string, holds func(civil.Date) bool, err error) {
	at := p.i
	first, err := p.day(fd)
	if err != nil {
		return "", nil, err
	}
	past := fd.kind == pastKind
	if p.take("..") {
		last, err := p.day(fd)
		if err != nil {
			return "", nil, err
		}
		to := last.on(p.env.Today, past, civil.Date{})
		from := first.on(p.env.Today, past, to)
		if from.IsZero() || to.IsZero() || from.After(to) {
			return "", nil, p.fail(at, "a range runs from the earlier day to the later", fd.name+":"+last.String()+".."+first.String())
		}
		return first.String() + ".." + last.String(), func(d civil.Date) bool {
			return !d.IsZero() && !d.Before(from) && !d.After(to)
		}, nil
	}
	if first.word == "none" {
		if op != ":" && op != "=" {
			return "", nil, p.fail(at, "nothing is before or after no date", fd.name+":none")
		}
		return "none", civil.Date.IsZero, nil
	}
	if past && op == ":" {
		op = ">="
	}
	when := first.on(p.env.Today, past, civil.Date{})
	return first.String(), func(d civil.Date) bool { return !d.IsZero() && compares(op, d.Compare(when)) }, nil
}

// day reads one day: today, fri, +2w, 5 mar, 5mar2026, 2026-03-05.
func (p *parser) day(fd field) (day, error) {
	at := p.i
	fail := func() (day, error) {
		p.i = at
		return day{}, p.fail(at, "this is not a day", fd.name+":today, "+fd.name+":fri, "+fd.name+":+2w or "+fd.name+":5mar2026")
	}
	if p.at("+") || p.at("-") {
		return p.offset(fail)
	}
	digits := p.run("0123456789")
	if digits == "" {
		return p.dayWord(fail)
	}
	if p.at("-") {
		return p.isoDay(digits, fail)
	}
	spaced := p.at(" ")
	p.skip()
	d := day{m: 1 + slices.Index(months, monthOf(p.letters()))}
	d.d, _ = strconv.Atoi(digits)
	if d.m == 0 || len(digits) > 2 {
		return fail()
	}
	before := p.i
	if spaced {
		p.skip()
	}
	if y := p.run("0123456789"); len(y) == 4 && y >= "1900" && y <= "2999" {
		d.y, _ = strconv.Atoi(y)
	} else if spaced {
		p.i = before // the number is another word
	} else if y != "" {
		return fail()
	}
	return d.valid(fail)
}

func (d day) valid(fail func() (day, error)) (day, error) {
	y := d.y
	if y == 0 {
		y = 2024 // a leap year
	}
	if d.m < 1 || d.m > 12 || d.d < 1 || civil.On(y, time.Month(d.m), d.d).Day() != d.d {
		return fail()
	}
	return d, nil
}

func (p *parser) letters() string {
	return strings.ToLower(p.run("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
}

// monthOf shortens "march" to "mar"; what is no month becomes no month.
func monthOf(s string) string {
	if len(s) > 3 && slices.ContainsFunc(months, func(m string) bool { return strings.HasPrefix(s, m) }) {
		if t, err := time.Parse("January", s); err == nil {
			return months[t.Month()-1]
		}
		return ""
	}
	return s
}

func (p *parser) offset(fail func() (day, error)) (day, error) {
	sign := p.run("+-")
	digits := p.run("0123456789")
	n, err := strconv.Atoi(digits)
	unit := p.letters()
	if err != nil || len(sign) != 1 || len(digits) > 4 || len(unit) != 1 || !strings.Contains("dwm", unit) {
		return fail()
	}
	if sign == "-" {
		n = -n
	}
	return day{offset: n, unit: unit[0]}, nil
}

func (p *parser) dayWord(fail func() (day, error)) (day, error) {
	w := p.letters()
	switch w {
	case "today", "tomorrow", "yesterday", "none":
		return day{word: w}, nil
	}
	for i, name := range weekdays {
		if w == name || w == strings.ToLower(time.Weekday(i).String()) {
			return day{word: name}, nil
		}
	}
	return fail()
}

func (p *parser) isoDay(year string, fail func() (day, error)) (day, error) {
	d, err := civil.Parse(year + p.run("-0123456789"))
	if err != nil || d.Year() < 1900 || d.Year() > 2999 {
		return fail()
	}
	return day{d: d.Day(), m: int(d.Month()), y: d.Year()}.valid(fail)
}
