package civil

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Unit is what a length is counted in.
type Unit string

const (
	Hours               Unit = "h"
	Days                Unit = "d"  // calendar days
	WorkingDays         Unit = "wd" // in England and Wales
	Weeks               Unit = "w"
	Months              Unit = "m" // calendar months, clamped to the end of a shorter month
	SameDay             Unit = "same day"
	SameWorkingDay      Unit = "same working day" // on a non-working day, the next working day
	EndOfNextWorkingDay Unit = "end of next working day"
	EndOfNextMonth      Unit = "end of next month" // the calendar month after the trigger's
	FixedDay            Unit = "fixed"             // a day of the year, such as 30 Jun; N is 100×month + day
)

// Length is how long a rule allows. A negative N counts back: "-3 m" is three
// months before. The zero value is no length; IsZero reports it.
type Length struct {
	N    int
	Unit Unit
}

// maxLength keeps every sum inside the calendar.
const maxLength = 9999

// IsZero reports whether there is no length.
func (l Length) IsZero() bool { return l == Length{} }

// YearDay is the length that ends on the next such day of a year, the day of
// the trigger included.
func YearDay(m time.Month, day int) Length { return Length{int(m)*100 + day, FixedDay} }

func (l Length) yearDay() (time.Month, int) { return time.Month(l.N / 100), l.N % 100 }

// ParseLength reads a length as a policy profile writes it: "5 wd", "7 d", "8 w",
// "12 m", "4 h", "same day", "same working day", "end of next working day", "end of
// next month" or a day of the year, "30 Jun".
func ParseLength(s string) (Length, error) {
	t := strings.ToLower(strings.Join(strings.Fields(s), " "))
	switch u := Unit(t); u {
	case SameDay, SameWorkingDay, EndOfNextWorkingDay, EndOfNextMonth:
		return Length{0, u}, nil
	}
	digits := strings.TrimRight(t, "abcdefghijklmnopqrstuvwxyz ")
	word := strings.TrimSpace(t[len(digits):])
	n, err := strconv.Atoi(digits)
	if err != nil || n > maxLength || n < -maxLength {
		return Length{}, badLength(s)
	}
	switch u := Unit(word); u {
	case Hours, Days, WorkingDays, Weeks, Months:
		if n == 0 || n < 0 && u == Hours {
			return Length{}, badLength(s)
		}
		return Length{n, u}, nil
	}
	return parseYearDay(s, n, word)
}

func parseYearDay(s string, day int, month string) (Length, error) {
	m, ok := monthNamed(month)
	if !ok || !exists(2027, m, day) { // not a leap year: 29 Feb is no day of every year
		return Length{}, badLength(s)
	}
	return YearDay(m, day), nil
}

func badLength(s string) error {
	return fmt.Errorf("%q is not a length like 5 wd, 7 d, 8 w, 12 m, 4 h, 30 Jun, "+
		"same day, same working day, end of next working day or end of next month", s)
}

// String returns the length as ParseLength reads it.
func (l Length) String() string {
	switch l.Unit {
	case "":
		return ""
	case SameDay, SameWorkingDay, EndOfNextWorkingDay, EndOfNextMonth:
		return string(l.Unit)
	case FixedDay:
		m, day := l.yearDay()
		return fmt.Sprintf("%d %s", day, m.String()[:3])
	}
	return fmt.Sprintf("%d %s", l.N, l.Unit)
}

// Words returns the length as a person says it: "5 working days".
func (l Length) Words() string {
	one := map[Unit]string{Hours: "hour", Days: "day", WorkingDays: "working day", Weeks: "week", Months: "month"}[l.Unit]
	switch {
	case l.Unit == EndOfNextWorkingDay:
		return "the end of the next working day"
	case l.Unit == EndOfNextMonth:
		return "the end of the next month"
	case one == "":
		return l.String()
	case l.N < 0:
		return plural(-l.N, one) + " before"
	}
	return plural(l.N, one)
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// MarshalText writes the length as ParseLength reads it.
func (l Length) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText wrote; an empty text is no length.
func (l *Length) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*l = Length{}
		return nil
	}
	var err error
	*l, err = ParseLength(string(b))
	return err
}

// Count says whether the day that starts a length is its first day.
type Count string

const (
	// ExcludeTrigger is the usual reading of "within n days of": day 1 is the day after.
	ExcludeTrigger Count = "exclude"
	// IncludeTrigger counts the day itself as day 1, as the 2015 adoption
	// inspection guide does with the last day of an inspection (S3).
	IncludeTrigger Count = "include"
)

// monthNamed reads an English month, whole or cut to three letters or more.
func monthNamed(s string) (time.Month, bool) {
	if s == "sept" {
		return time.September, true
	}
	for m := time.January; m <= time.December; m++ {
		full := strings.ToLower(m.String())
		if len(s) >= 3 && strings.HasPrefix(full, s) {
			return m, true
		}
	}
	return 0, false
}

// exists reports whether the calendar has that day.
func exists(year int, m time.Month, day int) bool {
	d := On(year, m, day)
	return !d.IsZero() && d.Year() == year && d.Month() == m && d.Day() == day
}
