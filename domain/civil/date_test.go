package civil

import (
	"testing"
	"time"
	_ "time/tzdata" // so that the test needs nothing of the machine
)

func TestTheDayTurnsAtMidnightInLondonWhateverTheClocksDo(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ utc, want string }{
		{"2026-03-28T23:59:59Z", "2026-03-28"},
		{"2026-03-29T00:30:00Z", "2026-03-29"}, // clocks go forward at 01:00
		{"2026-03-29T22:59:59Z", "2026-03-29"},
		{"2026-03-29T23:00:00Z", "2026-03-30"}, // midnight, summer time
		{"2026-10-24T23:00:00Z", "2026-10-25"},
		{"2026-10-25T00:30:00Z", "2026-10-25"}, // the first 01:30
		{"2026-10-25T01:30:00Z", "2026-10-25"}, // the second
		{"2026-10-25T23:59:59Z", "2026-10-25"},
		{"2026-12-31T23:59:59Z", "2026-12-31"},
	} {
		at, err := time.Parse(time.RFC3339, c.utc)
		if err != nil {
			t.Fatal(err)
		}
		// The instant says which day it is; the zone it was written in does not.
		for _, written := range []*time.Location{time.UTC, time.FixedZone("New York", -5*60*60)} {
			if got := In(at.In(written), london); got.String() != c.want {
				t.Errorf("%s is %s, want %s", c.utc, got, c.want)
			}
		}
	}
	if start := On(2026, time.October, 25).Start(london); start.UTC().Format(time.RFC3339) != "2026-10-24T23:00:00Z" {
		t.Errorf("25 October starts at %s", start.UTC())
	}
}
