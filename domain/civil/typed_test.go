package civil

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestADayIsReadAsPeopleTypeIt(t *testing.T) {
	cal := EnglandAndWales()
	friday := On(2026, time.March, 6)
	for typed, want := range map[string]string{
		"today": "2026-03-06", "Tomorrow": "2026-03-07", " yesterday ": "2026-03-05",
		"fri": "2026-03-06", "mon": "2026-03-09", "Thursday": "2026-03-12",
		"5 3 2026": "2026-03-05", "5/3/26": "2026-03-05", "05.03.2026": "2026-03-05", "5-3-2026": "2026-03-05",
		"5 mar": "2026-03-05", "5 March 2026": "2026-03-05", "28 dec": "2025-12-28", "1 sept": "2026-09-01", "5/3": "2026-03-05",
		"2026-03-05": "2026-03-05", "2026/3/5": "2026-03-05",
		"+2wd": "2026-03-10", "-3d": "2026-03-03", "+1w": "2026-03-13", "+2 m": "2026-05-06", "-1wd": "2026-03-05",
		"29 2 2028": "2028-02-29",
	} {
		got, err := cal.ParseTyped(typed, friday)
		if err != nil || got.String() != want {
			t.Errorf("%q: got %s, %v; want %s", typed, got, err, want)
		}
	}
}

func TestWhatIsNoDayIsRefusedAndNeverGuessed(t *testing.T) {
	cal := EnglandAndWales()
	for _, typed := range []string{"", " ", "soon", "5", "31 2 2026", "29 2 2026", "29 feb", "5 13 2026", "0 3 2026",
		"5 3 206", "5 3 0206", "5 3 2", "5 ma 2026", "fr", "+5", "+2x", "+4h", "+2000wd", "-9999w", "1e3 3 2026",
		"5 3 2026 7", "2026-13-05", "５ 3 2026", "+30jun", "99999999999999999999 1 2026"} {
		if got, err := cal.ParseTyped(typed, On(2026, time.March, 6)); err == nil || !got.IsZero() {
			t.Errorf("%q was read as %s", typed, got)
		}
	}
}

// A typed day is printed as 2006-01-02 and reads back as the same day on any
// day, so that a form can show what it understood.
func FuzzParseTyped(f *testing.F) {
	for _, s := range []string{"5 3 2026", "5/3/26", "5 mar", "today", "fri", "+2wd", "-3d", "+1w", "2026-03-05", "29 feb", "+9999m"} {
		f.Add(s)
	}
	cal := EnglandAndWales()
	today := On(2026, time.March, 6)
	f.Fuzz(func(t *testing.T, s string) {
		d, err := cal.ParseTyped(s, today)
		if err != nil {
			return
		}
		again, err := cal.ParseTyped(d.String(), today.AddDays(1000))
		if err != nil || again != d {
			t.Fatalf("%q is %s, which reads back as %s, %v", s, d, again, err)
		}
	})
}

func FuzzParseLength(f *testing.F) {
	for _, s := range []string{"5 wd", "7 d", "8w", "12 m", "4 h", "30 Jun", "same day", "same working day", "end of next working day", "end of next month", "-3 m"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLength(s)
		if err != nil {
			return
		}
		again, err := ParseLength(l.String())
		if err != nil || again != l {
			t.Fatalf("%q is %q, which reads back as %q, %v", s, l, again, err)
		}
		if l.Words() == "" {
			t.Fatalf("%q has no words", s)
		}
	})
}

func TestADatePrintsBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := On(1, time.January, 1).AddDays(rapid.IntRange(0, 3652058).Draw(t, "day"))
		again, err := Parse(d.String())
		if err != nil || again != d {
			t.Fatalf("%s reads back as %s, %v", d, again, err)
		}
		if n := rapid.IntRange(0, 3000000).Draw(t, "n"); !d.AddDays(n).IsZero() && d.AddDays(n).Sub(d) != n {
			t.Fatalf("%s and %d days is %s", d, n, d.AddDays(n))
		}
	})
}

func TestNoDateStaysNoDate(t *testing.T) {
	var none Date
	if !none.AddDays(800000).IsZero() || !none.AddMonths(30000).IsZero() || !On(9999, time.December, 31).AddDays(1).IsZero() {
		t.Error("a day was made out of none")
	}
	if _, err := Parse("0000-01-01"); err == nil {
		t.Error("the year 0 was read as a day")
	}
}

func TestLengthsAreSaidInWords(t *testing.T) {
	for s, want := range map[string]string{
		"5 wd": "5 working days", "1wd": "1 working day", "7 D": "7 days", "8 w": "8 weeks", "-3 m": "3 months before", "4 h": "4 hours",
		"same  working day": "same working day", "end of next working day": "the end of the next working day", "end of next month": "the end of the next month", "30 june": "30 Jun",
	} {
		l, err := ParseLength(s)
		if err != nil || l.Words() != want {
			t.Errorf("%q: got %q, %v; want %q", s, l.Words(), err, want)
		}
	}
	for _, s := range []string{"", "5", "wd", "0 wd", "5 x", "-4 h", "29 feb", "31 jun", "10000 d", "5 wd 3"} {
		if l, err := ParseLength(s); err == nil {
			t.Errorf("%q was read as %s", s, l)
		}
	}
}
