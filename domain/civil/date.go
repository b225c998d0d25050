// Package civil counts days as the council counts them: calendar days,
// working days in England and Wales, weeks, and months.
package civil

import (
	"fmt"
	"time"
)

// Date is a day in the calendar, with no time of day and no zone. "Seven days"
// is never 168 hours: clocks change twice a year, days do not.
//
// The zero value is no date at all; IsZero reports it, and it prints as "".
type Date struct {
	year       int16
	month, day uint8
}

// On returns the given day, normalising as time.Date does.
func On(year int, month time.Month, day int) Date {
	return of(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// In returns the day it is in loc at instant t. The day turns at midnight
// Europe/London; the caller hands the location in.
func In(t time.Time, loc *time.Location) Date { return of(t.In(loc)) }

func of(t time.Time) Date {
	y, m, d := t.Date()
	if y < 1 || y > 9999 {
		return Date{}
	}
	return Date{int16(y), uint8(m), uint8(d)}
}

// Parse reads a date as stored and printed for programs: 2006-01-02.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, fmt.Errorf("%q is not a date like 2026-03-31", s)
	}
	return of(t), nil
}

// MustParse is Parse for dates written in the program and its tests.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func (d Date) time() time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Year returns the year.
func (d Date) Year() int { return int(d.year) }

// Month returns the month.
func (d Date) Month() time.Month { return time.Month(d.month) }

// Day returns the day of the month.
func (d Date) Day() int { return int(d.day) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.time().Weekday() }

// String returns 2006-01-02, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// Short returns "3 Mar", for a narrow column.
func (d Date) Short() string {
	if d.IsZero() {
		return ""
	}
	return d.time().Format("2 Jan")
}

// Long returns "3 Mar 2026", the GOV.UK form.
func (d Date) Long() string {
	if d.IsZero() {
		return ""
	}
	return d.time().Format("2 Jan 2006")
}

// Full returns "Tue 3 Mar 2026".
func (d Date) Full() string {
	if d.IsZero() {
		return ""
	}
	return d.time().Format("Mon 2 Jan 2006")
}

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Compare orders days; no date comes before every day.
func (d Date) Compare(e Date) int {
	return d.ordinal() - e.ordinal()
}

// Latest is the later of two days; no day is earlier than any.
func Latest(a, b Date) Date {
	if a.After(b) {
		return a
	}
	return b
}

func (d Date) ordinal() int { return int(d.year)<<9 | int(d.month)<<5 | int(d.day) }

// AddDays returns the day n calendar days later; earlier where n is negative.
// No date, or a day outside the years 1 to 9999, gives no date.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return Date{}
	}
	return of(d.time().AddDate(0, 0, n))
}

// AddMonths returns the same day n months later, clamped to the end of a
// shorter month: 31 August and six months is 28 February, not 3 March.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return Date{}
	}
	first := time.Date(int(d.year), time.Month(d.month)+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return of(first.AddDate(0, 0, min(int(d.day), last)-1))
}

// Sub returns the calendar days from e to d.
func (d Date) Sub(e Date) int { return int((d.time().Unix() - e.time().Unix()) / (24 * 60 * 60)) }

// Start returns the instant at which the day begins in loc.
func (d Date) Start(loc *time.Location) time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, loc)
}

// MarshalText writes 2006-01-02, or nothing for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	var err error
	*d, err = Parse(string(b))
	return err
}
