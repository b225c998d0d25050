package ofsted

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/text"
)

// ParseDate reads a date cell of a file: 31/03/2024, 2024-03-31 (with or without
// a time of day), 31 March 2024, or the serial number in which a workbook keeps
// a day. What could be read two ways is refused: a year of two digits, and the
// American order, which spreadsheets show for the same cell.
func ParseDate(cell string) (civil.Date, error) {
	s := withoutTime(strings.TrimSpace(cell))
	switch {
	case digits(s):
		return serial(s)
	case strings.Contains(s, "/"):
		return dayFirst(s)
	case len(s) == 10 && s[4] == '-':
		if d, err := civil.Parse(s); err == nil && d.Year() >= 1000 {
			return d, nil
		}
		return civil.Date{}, notDate(s, "there is no such day")
	case strings.Count(s, "-") == 2 && digits(strings.ReplaceAll(s, "-", "")):
		return civil.Date{}, notDate(s, "day, month and year cannot be told apart; use 31/03/2024")
	}
	return inWords(s)
}

func notDate(s, why string) error {
	return fmt.Errorf("%q is not a date that can be read: %s", text.Clean(s), why)
}

// withoutTime drops a time of day: "2024-03-31T00:00:00", "31/03/2024 00:00",
// and the fraction of a serial number.
func withoutTime(s string) string {
	if day, part, ok := strings.Cut(s, "."); ok && digits(day) && digits(part) {
		return day
	}
	if i := strings.LastIndexAny(s, "T "); i > 0 && strings.Trim(s[i+1:], "0123456789:.Z") == "" &&
		strings.Contains(s[i:], ":") {
		return s[:i]
	}
	return s
}

// serial reads a workbook's count of days since 30 December 1899.
func serial(s string) (civil.Date, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 20000 || n > 60000 {
		return civil.Date{}, notDate(s, "a number stands where a date should")
	}
	return civil.On(1899, time.December, 30).AddDays(n), nil
}

// dayFirst reads 31/03/2024.
func dayFirst(s string) (civil.Date, error) {
	parts := strings.Split(s, "/")
	if len(parts) != 3 || !digits(parts[0]) || !digits(parts[1]) || !digits(parts[2]) {
		return civil.Date{}, notDate(s, "expected 31/03/2024")
	}
	if len(parts[2]) == 2 {
		return civil.Date{}, notDate(s, "the year has two digits; use 31/03/2024")
	}
	day, _ := strconv.Atoi(parts[0])
	month, _ := strconv.Atoi(parts[1])
	year, _ := strconv.Atoi(parts[2])
	if month > 12 && day <= 12 {
		return civil.Date{}, notDate(s, "the month seems to stand first; use 31/03/2024")
	}
	return exact(s, year, month, day)
}

// inWords reads "31 March 2024" and "31 Mar 2024".
func inWords(s string) (civil.Date, error) {
	parts := strings.Fields(s)
	if len(parts) != 3 || !digits(parts[0]) || len(parts[2]) != 4 || !digits(parts[2]) {
		return civil.Date{}, notDate(s, "expected 31/03/2024")
	}
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(parts[1], m.String()) || strings.EqualFold(parts[1], m.String()[:3]) {
			day, _ := strconv.Atoi(parts[0])
			year, _ := strconv.Atoi(parts[2])
			return exact(s, year, int(m), day)
		}
	}
	return civil.Date{}, notDate(s, "there is no such month")
}

// exact returns the day, refusing one that the calendar does not have: the 31st
// of June is not the 1st of July.
func exact(s string, year, month, day int) (civil.Date, error) {
	if year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 {
		return civil.Date{}, notDate(s, "there is no such day")
	}
	d := civil.On(year, time.Month(month), day)
	if d.Day() != day {
		return civil.Date{}, notDate(s, "there is no such day")
	}
	return d, nil
}

// asAt finds the day of which a title, a column heading or the name of a sheet
// speaks: "as at 31 March 2024", "as at March 2022", "in year 2021-22". A year of
// Ofsted's ends on 31 March. A day outside what its files can speak of is none.
func asAt(title string) civil.Date {
	if d := dayIn(title); !d.Before(earliestInspection) && !d.After(latestUndated) {
		return d
	}
	return civil.Date{}
}

func dayIn(title string) civil.Date {
	words := strings.FieldsFunc(plain(title), func(r rune) bool {
		return strings.ContainsRune(" _(),.:;", r)
	})
	for i, w := range words {
		rest := words[i+1:]
		if w == "at" && len(rest) >= 3 {
			if d, err := inWords(strings.Join(rest[:3], " ")); err == nil {
				return d
			}
		}
		if w == "at" && len(rest) >= 2 {
			if d, err := inWords("1 " + strings.Join(rest[:2], " ")); err == nil {
				return d.AddMonths(1).AddDays(-1)
			}
		}
		if w == "year" && len(rest) >= 1 {
			if y, end, ok := strings.Cut(rest[0], "-"); ok && len(y) == 4 && digits(y) && len(end) == 2 && digits(end) {
				year, _ := strconv.Atoi(y)
				return civil.On(year+1, time.March, 31)
			}
		}
	}
	return civil.Date{}
}
