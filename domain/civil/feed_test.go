package civil

import (
	"errors"
	"os"
	"strings"
	"testing"

	"placewatch/domain/fault"
)

// feed is an excerpt of GOV.UK's own, with its escapes and its three divisions.
const feed = `{"england-and-wales":{"division":"england-and-wales","events":[
 {"title":"Easter Monday","date":"2015-04-06","notes":"","bunting":true},
 {"title":"New Year\u2019s Day","date":"2015-01-01","notes":"","bunting":true},
 {"title":"Boxing Day","date":"2015-12-28","notes":"Substitute day","bunting":true}]},
"scotland":{"division":"scotland","events":[{"title":"2nd January","date":"2015-01-02","notes":"","bunting":true}]}}`

func TestTheFeedIsReadForEnglandAndWalesOnly(t *testing.T) {
	hs, err := ParseFeed([]byte(feed))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range hs {
		got = append(got, h.On.String()+" "+h.Title.String()+" "+h.Notes.String())
	}
	want := "2015-01-01 New Year’s Day |2015-04-06 Easter Monday |2015-12-28 Boxing Day Substitute day"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestTheFileOfTheOneDivisionIsReadToo(t *testing.T) {
	hs, err := ParseFeed([]byte("\ufeff" + `{"division":"england-and-wales","events":[{"title":"Good Friday","date":"2026-04-03"}]}`))
	if err != nil || len(hs) != 1 {
		t.Errorf("got %v, %v", hs, err)
	}
}

func TestAFeedThatCannotBeUsedIsRefusedInWords(t *testing.T) {
	for body, want := range map[string]string{
		"":                "not the JSON",
		"<html>":          "not the JSON",
		"[]":              "not the JSON",
		`{"scotland":{}}`: "no England and Wales part",
		`{"division":"england-and-wales","events":[]}`:                                                     "lists no England and Wales bank holidays",
		`{"england-and-wales":{"division":"england-and-wales","events":"soon"}}`:                           "not as GOV.UK publishes it",
		`{"england-and-wales":{"division":"england-and-wales","events":[{"title":"x","date":"3 April"}]}}`: `event 1: "3 April" is not a date`,
	} {
		_, err := ParseFeed([]byte(body))
		refused, ok := errors.AsType[*fault.Error](err)
		if !ok || refused.Kind != fault.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", body, err, want)
		}
	}
}

func FuzzParseFeed(f *testing.F) {
	f.Add([]byte(feed))
	own, err := os.ReadFile("holidays.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(own)
	f.Fuzz(func(t *testing.T, b []byte) {
		hs, err := ParseFeed(b)
		if err != nil {
			return
		}
		cal := NewCalendar(hs)
		for i, h := range hs {
			if h.On.IsZero() || i > 0 && !hs[i-1].On.Before(h.On) {
				t.Fatalf("holidays are not in order: %s", h.On)
			}
			if cal.IsWorkingDay(h.On) {
				t.Fatalf("%s was read as a holiday and is worked", h.On)
			}
		}
	})
}
