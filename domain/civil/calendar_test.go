package civil

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var dates = cmp.Comparer(func(a, b Date) bool { return a == b })

func TestTheCalendarKnowsEveryBankHolidayFrom2015To2028(t *testing.T) {
	cal := EnglandAndWales()
	first, last := cal.Known()
	if first != On(2015, time.January, 1) || last != On(2028, time.December, 31) {
		t.Errorf("known %s to %s, want 2015 to 2028", first, last)
	}
	// R§4's table, from 2020; the one-off days of 2020, 2022 and 2023 are among them.
	want := `
		2020 0101 0410 0413 0508 0525 0831 1225 1228
		2021 0101 0402 0405 0503 0531 0830 1227 1228
		2022 0103 0415 0418 0502 0602 0603 0829 0919 1226 1227
		2023 0102 0407 0410 0501 0508 0529 0828 1225 1226
		2024 0101 0329 0401 0506 0527 0826 1225 1226
		2025 0101 0418 0421 0505 0526 0825 1225 1226
		2026 0101 0403 0406 0504 0525 0831 1225 1228
		2027 0101 0326 0329 0503 0531 0830 1227 1228
		2028 0103 0414 0417 0501 0529 0828 1225 1226`
	held := map[string][]string{}
	for _, h := range cal.Holidays() {
		year, day, _ := strings.Cut(h.On.String(), "-")
		held[year] = append(held[year], strings.ReplaceAll(day, "-", ""))
		if h.Title.IsZero() {
			t.Errorf("%s has no title", h.On)
		}
		if weekend(h.On) {
			t.Errorf("%s is listed and lies on a weekend", h.On)
		}
	}
	for line := range strings.Lines(strings.TrimSpace(want)) {
		f := strings.Fields(line)
		if diff := cmp.Diff(f[1:], held[f[0]]); diff != "" {
			t.Errorf("%s (-want +got)\n%s", f[0], diff)
		}
	}
}

func TestALengthIsCountedAndExplained(t *testing.T) {
	cal := EnglandAndWales()
	for _, c := range []struct {
		from, length string
		count        Count
		want, why    string
	}{
		{"2026-03-31", "5 wd", "", "2026-04-09", "5 working days from Tue 31 Mar 2026; skips 3 and 6 Apr"},
		{"2026-03-31", "1 wd", "", "2026-04-01", "1 working day from Tue 31 Mar 2026"},
		{"2026-03-31", "18 wd", "", "2026-04-28", "18 working days from Tue 31 Mar 2026; skips 3 and 6 Apr"},
		{"2026-03-31", "7 d", "", "2026-04-07", "7 days from Tue 31 Mar 2026"},
		{"2026-03-31", "6 w", "", "2026-05-12", "6 weeks from Tue 31 Mar 2026"},
		{"2026-07-06", "10 wd", IncludeTrigger, "2026-07-17", "10 working days from Mon 6 Jul 2026, counting 6 Jul as day 1"},
		{"2026-07-04", "1 wd", IncludeTrigger, "2026-07-06", "1 working day from Sat 4 Jul 2026, counting 4 Jul as day 1"},
		{"2026-07-06", "7 d", IncludeTrigger, "2026-07-12", "7 days from Mon 6 Jul 2026, counting 6 Jul as day 1"},
		{"2026-12-23", "10 wd", "", "2027-01-11", "10 working days from Wed 23 Dec 2026; skips 25 and 28 Dec, 1 Jan 2027"},
		{"2026-08-31", "6 m", "", "2027-02-28", "6 months from Mon 31 Aug 2026"},
		{"2028-02-29", "12 m", "", "2029-02-28", "12 months from Tue 29 Feb 2028"},
		{"2026-01-31", "1 m", "", "2026-02-28", "1 month from Sat 31 Jan 2026"},
		{"2026-04-03", "same day", "", "2026-04-03", "the same day, Fri 3 Apr 2026"},
		{"2026-04-02", "same working day", "", "2026-04-02", "the same working day, Thu 2 Apr 2026"},
		{"2026-04-03", "same working day", "", "2026-04-07", "the first working day from Fri 3 Apr 2026; skips 3 and 6 Apr"},
		{"2026-04-02", "end of next working day", "", "2026-04-07", "the end of the next working day after Thu 2 Apr 2026; skips 3 and 6 Apr"},
		{"2026-01-31", "end of next month", "", "2026-02-28", "the end of the month after Sat 31 Jan 2026"},
		{"2027-12-01", "end of next month", "", "2028-01-31", "the end of the month after Wed 1 Dec 2027"},
		{"2026-06-30", "30 jun", "", "2026-06-30", "the first 30 Jun from Tue 30 Jun 2026"},
		{"2026-07-01", "30 Jun", "", "2027-06-30", "the first 30 Jun from Wed 1 Jul 2026"},
		{"2026-03-03", "4 h", "", "2026-03-03", "4 hours from Tue 3 Mar 2026; counted in whole days, as no hour is kept"},
		{"2026-03-03", "24 h", "", "2026-03-04", "24 hours from Tue 3 Mar 2026; counted in whole days, as no hour is kept"},
		{"2026-04-07", "-2 wd", "", "2026-04-01", "2 working days before Tue 7 Apr 2026; skips 3 and 6 Apr"},
		{"2026-05-31", "-3 m", "", "2026-02-28", "3 months before Sun 31 May 2026"},
		// The clocks change on 29 March and 25 October 2026; days do not.
		{"2026-03-28", "1 d", "", "2026-03-29", "1 day from Sat 28 Mar 2026"},
		{"2026-10-25", "7 d", "", "2026-11-01", "7 days from Sun 25 Oct 2026"},
	} {
		l, err := ParseLength(c.length)
		if err != nil {
			t.Fatal(err)
		}
		got := cal.Add(MustParse(c.from), l, c.count)
		if got.Date.String() != c.want || got.Explanation != c.why || !got.Certain {
			t.Errorf("%s + %s: got %s (certain %t) %q\nwant %s %q", c.from, c.length, got.Date, got.Certain, got.Explanation, c.want, c.why)
		}
	}
}

func TestPastTheLastKnownBankHolidayTheAnswerIsFlagged(t *testing.T) {
	cal := EnglandAndWales()
	for _, c := range []struct {
		from    string
		length  Length
		certain bool
	}{
		{"2028-12-20", Length{5, WorkingDays}, true},
		{"2028-12-28", Length{5, WorkingDays}, false},
		{"2029-01-02", Length{5, WorkingDays}, false},
		{"2029-01-02", Length{0, SameWorkingDay}, false},
		{"2014-12-22", Length{5, WorkingDays}, false},
		{"2029-01-02", Length{6, Weeks}, true}, // no holiday has a say in weeks
		{"9999-12-30", Length{5, WorkingDays}, false},
		{"", Length{5, WorkingDays}, false},
		{"2026-03-03", Length{}, false},
	} {
		from, err := Parse(c.from)
		if c.from != "" && err != nil {
			t.Fatal(err)
		}
		got := cal.Add(from, c.length, ExcludeTrigger)
		if got.Certain != c.certain || got.Explanation == "" {
			t.Errorf("%s + %s: certain %t, %q", c.from, c.length, got.Certain, got.Explanation)
		}
		if !c.certain && !from.IsZero() && c.length.N > 0 && from.Year() < 9000 && !strings.Contains(got.Explanation, "NOT CERTAIN") {
			t.Errorf("%s + %s: the doubt is not said: %q", c.from, c.length, got.Explanation)
		}
	}
	if got := NewCalendar(nil).Add(On(2026, time.March, 3), Length{5, WorkingDays}, ExcludeTrigger); got.Certain {
		t.Error("a calendar without holidays is certain of working days")
	}
}

func TestMergingAFeedNeverForgetsADay(t *testing.T) {
	old := EnglandAndWales()
	feed := []Holiday{
		{On: On(2026, time.July, 20)}, // proclaimed
		{On: On(2026, time.December, 25)},
	}
	merged, added := old.Merge(feed)
	if diff := cmp.Diff([]Holiday{feed[0]}, added, dates, cmp.AllowUnexported(added[0].Title)); diff != "" {
		t.Errorf("added (-want +got)\n%s", diff)
	}
	for _, h := range old.Holidays() {
		if merged.IsWorkingDay(h.On) {
			t.Errorf("%s was forgotten", h.On)
		}
	}
	if merged.IsWorkingDay(On(2026, time.July, 20)) || !old.IsWorkingDay(On(2026, time.July, 20)) {
		t.Error("the proclaimed day is not in the new calendar, or is in the old one")
	}
}

func TestAYearThatIsOnlyPartlyListedIsNotKnown(t *testing.T) {
	start := EnglandAndWales()
	part, _ := start.Merge([]Holiday{{On: On(2029, time.January, 1)}, {On: On(2029, time.March, 30)}})
	if _, last := part.Known(); last.Year() != 2028 {
		t.Errorf("known to %s after two days of 2029", last)
	}
	var year []Holiday
	for day := 1; day <= 8; day++ {
		year = append(year, Holiday{On: On(2030, time.January, day)})
	}
	gap, _ := start.Merge(year)
	if _, last := gap.Known(); last.Year() != 2028 {
		t.Errorf("known to %s with 2029 missing", last)
	}
}

func TestWorkingDaysBetweenCountsHowLateSomethingIs(t *testing.T) {
	cal := EnglandAndWales()
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"2026-04-02", "2026-04-02", 0},
		{"2026-04-02", "2026-04-06", 0}, // Easter
		{"2026-04-02", "2026-04-07", 1},
		{"2026-04-07", "2026-04-02", -1},
		{"2026-03-31", "2026-04-09", 5},
	} {
		if got := cal.WorkingDaysBetween(MustParse(c.a), MustParse(c.b)); got != c.want {
			t.Errorf("%s to %s: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func anyDate(t *rapid.T, name string) Date {
	return On(2014, time.January, 1).AddDays(rapid.IntRange(0, 16*366).Draw(t, name))
}

func anyLength(t *rapid.T) Length {
	unit := rapid.SampledFrom([]Unit{Hours, Days, WorkingDays, Weeks, Months, SameDay,
		SameWorkingDay, EndOfNextWorkingDay, EndOfNextMonth}).Draw(t, "unit")
	switch unit {
	case SameDay, SameWorkingDay, EndOfNextWorkingDay, EndOfNextMonth:
		return Length{0, unit}
	}
	return Length{rapid.IntRange(1, 60).Draw(t, "n"), unit}
}

func TestALaterStartIsNeverDueEarlier(t *testing.T) {
	cal := EnglandAndWales()
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyDate(t, "a"), anyDate(t, "b")
		if b.Before(a) {
			a, b = b, a
		}
		l := anyLength(t)
		count := rapid.SampledFrom([]Count{ExcludeTrigger, IncludeTrigger}).Draw(t, "count")
		if x, y := cal.Add(a, l, count).Date, cal.Add(b, l, count).Date; y.Before(x) {
			t.Fatalf("%s from %s is %s, and from the later %s it is %s", l, a, x, b, y)
		}
	})
}

func TestWorkingDaysEndOnAWorkingDayAndCountExactly(t *testing.T) {
	cal := EnglandAndWales()
	rapid.Check(t, func(t *rapid.T) {
		from, n := anyDate(t, "from"), rapid.IntRange(1, 120).Draw(t, "n")
		s := cal.Add(from, Length{n, WorkingDays}, ExcludeTrigger)
		if !cal.IsWorkingDay(s.Date) {
			t.Fatalf("%d working days from %s end on %s", n, from, s.Date.Full())
		}
		if got := cal.WorkingDaysBetween(from, s.Date); got != n {
			t.Fatalf("%d working days from %s end on %s, %d working days later", n, from, s.Date, got)
		}
		if days := n + len(s.Holidays) + s.Weekends; s.Date.Sub(from) != days {
			t.Fatalf("%s to %s is %d days, and %d were counted or skipped", from, s.Date, s.Date.Sub(from), days)
		}
		back := cal.Add(cal.NextWorkingDay(s.Date), Length{-1, WorkingDays}, ExcludeTrigger)
		if back.Date != s.Date {
			t.Fatalf("the working day before the one after %s is %s", s.Date, back.Date)
		}
	})
}

func TestMonthsNeverSpillIntoTheNextMonth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, n := anyDate(t, "from"), rapid.IntRange(-60, 60).Draw(t, "n")
		got := from.AddMonths(n)
		months := (got.Year()-from.Year())*12 + int(got.Month()) - int(from.Month())
		if months != n || got.Day() > from.Day() {
			t.Fatalf("%s and %d months is %s", from, n, got)
		}
		if got.Day() < from.Day() && got.AddDays(1).Day() != 1 {
			t.Fatalf("%s and %d months is %s, short of the month's end", from, n, got)
		}
	})
}

func BenchmarkThirtyWorkingDays(b *testing.B) {
	cal := EnglandAndWales()
	from := On(2026, time.March, 31)
	for b.Loop() {
		cal.Add(from, Length{30, WorkingDays}, ExcludeTrigger)
	}
}
