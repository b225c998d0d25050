package ofsted_test

import (
	"strings"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
)

func TestADateIsReadInEachFormOfTheFiles(t *testing.T) {
	for cell, want := range map[string]string{
		"31/03/2024":           "2024-03-31",
		"1/4/2024":             "2024-04-01",
		" 29/02/2024 ":         "2024-02-29",
		"31/03/2024 00:00":     "2024-03-31",
		"2024-03-31":           "2024-03-31",
		"2024-03-31T00:00:00":  "2024-03-31",
		"2024-03-31T00:00:00Z": "2024-03-31",
		"2024-03-31 13:45:10":  "2024-03-31",
		"44354":                "2021-06-07", // a workbook's own count of days
		"44354.375":            "2021-06-07",
		"20000":                "1954-10-03",
		"60000":                "2064-04-08",
		"31 March 2024":        "2024-03-31",
		"3 mar 2024":           "2024-03-03",
	} {
		got, err := ofsted.ParseDate(cell)
		if err != nil || got.String() != want {
			t.Errorf("ParseDate(%q) = %s, %v; want %s", cell, got, err, want)
		}
	}
}

func TestADateThatCouldBeAnotherIsRefused(t *testing.T) {
	for cell, why := range map[string]string{
		"06-07-21":     "cannot be told apart", // what a spreadsheet shows for 7 June 2021
		"06-07-2021":   "cannot be told apart",
		"06/07/21":     "two digits",
		"03/31/2024":   "month seems to stand first",
		"31/06/2024":   "no such day",
		"2023-02-29":   "no such day",
		"0/1/2024":     "no such day",
		"32/01/2024":   "no such day",
		"31/13/2024":   "no such day",
		"12/2024":      "expected 31/03/2024",
		"19999":        "a number",
		"60001":        "a number",
		"20240331":     "a number",
		"7":            "a number",
		"31 Mars 2024": "no such month",
		"March 2024":   "expected",
		"tomorrow":     "expected",
		"":             "expected",
		"-":            "expected",
		"Not provided as service is inspected as part of the ILACS inspection": "expected",
	} {
		got, err := ofsted.ParseDate(cell)
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("ParseDate(%q) = %s, %v; want a refusal with %q", cell, got, err, why)
		}
		if !got.IsZero() {
			t.Errorf("ParseDate(%q) refuses and yet gives %s", cell, got)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"31/03/2024", "2024-03-31T00:00:00", "44354.5", "3 Mar 2024", "06-07-21", "03/31/2024", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		d, err := ofsted.ParseDate(cell)
		if (err == nil) == d.IsZero() {
			t.Fatalf("ParseDate(%q) = %q, %v: a date or an error, never both or neither", cell, d, err)
		}
		if err != nil {
			return
		}
		again, err := ofsted.ParseDate(d.String())
		if err != nil || again != d {
			t.Fatalf("%s prints as a date that reads as %s, %v", d, again, err)
		}
		if d.Before(civil.MustParse("1000-01-01")) {
			t.Fatalf("ParseDate(%q) = %s", cell, d)
		}
	})
}
