package civil

import (
	_ "embed"
	"maps"
	"slices"
	"time"

	"placewatch/domain/text"
)

// Holiday is one bank holiday of England and Wales.
type Holiday struct {
	On    Date      `json:"date"`
	Title text.Text `json:"title"`
	Notes text.Text `json:"notes"` // "Substitute day"
}

// Calendar knows which days the council works: any day but a Saturday, a Sunday
// or a bank holiday in England and Wales (R§4). It never changes; Merge makes a
// new one, so that one calendar can serve many people.
type Calendar struct {
	holidays    map[Date]Holiday
	first, last Date
}

// fullYear is the fewest bank holidays that a whole year has had since 1978. A
// year with fewer in hand is not wholly known, and no sum through it is certain.
const fullYear = 8

//go:embed holidays.json
var embedded []byte

// EnglandAndWales returns the calendar that comes with the program: the bank
// holidays of 2015 to 2028 as GOV.UK lists them. Ask for it once and keep it.
func EnglandAndWales() *Calendar {
	hs, err := ParseFeed(embedded)
	if err != nil {
		panic("the bank holidays inside the program: " + err.Error())
	}
	return NewCalendar(hs)
}

// NewCalendar returns the calendar with those bank holidays.
func NewCalendar(hs []Holiday) *Calendar {
	c := &Calendar{holidays: make(map[Date]Holiday, len(hs))}
	for _, h := range hs {
		if _, held := c.holidays[h.On]; !held && !h.On.IsZero() {
			c.holidays[h.On] = h
		}
	}
	c.first, c.last = knownYears(c.holidays)
	return c
}

// knownYears returns the first unbroken run of wholly known years.
func knownYears(hs map[Date]Holiday) (first, last Date) {
	perYear := map[int]int{}
	for d := range hs {
		perYear[d.Year()]++
	}
	maps.DeleteFunc(perYear, func(_, n int) bool { return n < fullYear })
	if len(perYear) == 0 {
		return Date{}, Date{}
	}
	from := slices.Min(slices.Collect(maps.Keys(perYear)))
	to := from
	for perYear[to+1] > 0 {
		to++
	}
	return On(from, time.January, 1), On(to, time.December, 31)
}

// Merge returns a calendar that also has the holidays of feed, and those that
// were new. Nothing already known is taken away or renamed: GOV.UK's feed
// forgets past years, and a one-off day once proclaimed stays a holiday.
func (c *Calendar) Merge(feed []Holiday) (merged *Calendar, added []Holiday) {
	merged = NewCalendar(append(c.Holidays(), feed...))
	for _, h := range merged.Holidays() {
		if _, held := c.holidays[h.On]; !held {
			added = append(added, h)
		}
	}
	return merged, added
}

// Holidays returns every bank holiday known, in order.
func (c *Calendar) Holidays() []Holiday {
	return slices.SortedFunc(maps.Values(c.holidays), func(a, b Holiday) int { return a.On.Compare(b.On) })
}

// Known returns the first and the last day between which every bank holiday is
// known; no dates where no whole year is.
func (c *Calendar) Known() (first, last Date) { return c.first, c.last }

// Knows reports whether the bank holidays of that day's year are known.
func (c *Calendar) Knows(d Date) bool {
	return !c.first.IsZero() && !d.Before(c.first) && !d.After(c.last)
}

// IsWorkingDay reports whether the council works on d. Outside the known years
// only weekends are known; Knows tells.
func (c *Calendar) IsWorkingDay(d Date) bool {
	if d.IsZero() || weekend(d) {
		return false
	}
	_, holiday := c.holidays[d]
	return !holiday
}

func weekend(d Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// NextWorkingDay returns the first working day after d.
func (c *Calendar) NextWorkingDay(d Date) Date {
	for d = d.AddDays(1); !d.IsZero() && !c.IsWorkingDay(d); {
		d = d.AddDays(1)
	}
	return d
}

// WorkingDaysBetween counts the working days after a up to and including b, so
// that something due on Friday is one working day late on Monday. It is negative
// where b comes first.
func (c *Calendar) WorkingDaysBetween(a, b Date) int {
	if a.IsZero() || b.IsZero() {
		return 0
	}
	if b.Before(a) {
		return -c.WorkingDaysBetween(b, a)
	}
	n := 0
	for d := a.AddDays(1); !d.IsZero() && !d.After(b); d = d.AddDays(1) {
		if c.IsWorkingDay(d) {
			n++
		}
	}
	return n
}
