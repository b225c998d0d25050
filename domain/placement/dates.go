package placement

import (
	"fmt"
	"regexp"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
)

// A placement that began before firstYear or after lastYear is a slip of the
// hand or a spreadsheet's zero day, never a fact.
const (
	firstYear = 1990
	lastYear  = 2069
)

// ownDate reads a date of placewatch's own file: 2006-01-02 and nothing else.
// What is wrong is said in words; the cell is not repeated.
func ownDate(cell string) (civil.Date, string) {
	d, err := civil.Parse(cell)
	if err != nil {
		return civil.Date{}, "not a date that can be read; write it as 2026-03-31"
	}
	return plausible(d)
}

// anyDate reads a date of a case system's file.
func anyDate(cell string) (civil.Date, string) {
	d, err := ofsted.ParseDate(cell)
	if err != nil {
		return civil.Date{}, "not a date that can be read; write it as 31/03/2026"
	}
	return plausible(d)
}

func plausible(d civil.Date) (civil.Date, string) {
	if y := d.Year(); y < firstYear || y > lastYear {
		return civil.Date{}, fmt.Sprintf("the year %d cannot be right", y)
	}
	return d, ""
}

// written finds the days written in a title: "as at 31 March 2026", "31/03/2026".
var written = regexp.MustCompile(`\b(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}|\d{1,2} [A-Za-z]{3,9} \d{4})\b`)

// titleDate returns the newest day written in a title cell, or none.
func titleDate(cell string) civil.Date {
	var newest civil.Date
	for _, s := range written.FindAllString(cell, 10) {
		if d, why := anyDate(s); why == "" && d.After(newest) {
			newest = d
		}
	}
	return newest
}
