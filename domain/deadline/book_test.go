package deadline

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/fault"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/team"
)

// The worked cases of the rulebook (R§11), word for word.
func TestTheWorkedCasesComeOut(t *testing.T) {
	book, cal := NewBook(policy.Default()), civil.EnglandAndWales()
	for _, c := range []struct{ name, rule, from, earliest, latest string }{
		{"home, full, inadequate, ended Tue 31 Mar 2026: case review by", "home.case_review", "2026-03-31", "", "2026-04-09"},
		{"same: return window", "home.return", "2026-03-31", "2026-05-12", "2026-05-26"},
		{"same: 16-week target", "home.full_reinspection", "2026-03-31", "", "2026-07-21"},
		{"same: draft report by (18 wd)", "home.draft_report", "2026-03-31", "", "2026-04-28"},
		{"same: final by (30 wd)", "home.final_report", "2026-03-31", "", "2026-05-15"},
		{"assurance, serious concerns, ended Thu 2 Apr 2026: DCS email by", "home.assurance_dcs_email", "2026-04-02", "", "2026-04-07"},
		{"compliance date Fri 21 Aug 2026: check by (5 wd)", "notice.check", "2026-08-21", "", "2026-08-28"},
		{"compliance date Thu 27 Aug 2026: check by (5 wd)", "notice.check", "2026-08-27", "", "2026-09-04"},
		{"became looked after Mon 21 Dec 2026: first review by (20 wd)", "child.first_review", "2026-12-21", "", "2027-01-21"},
		{"placement ended Wed 23 Dec 2026: late notices by (10 wd)", "placement.late_notice", "2026-12-23", "", "2027-01-11"},
		{"2015 guide, inclusive: last day Mon 6 Jul 2026, 10 wd", "vaa2016.draft", "2026-07-06", "", "2026-07-17"},
		{"2015 guide, inclusive: last day Mon 6 Jul 2026, 20 wd", "vaa2016.final", "2026-07-06", "", "2026-07-31"},
	} {
		a, err := book.Compute(c.rule, civil.MustParse(c.from), "", cal)
		if err != nil || a.Earliest.String() != c.earliest || a.Latest.String() != c.latest || !a.Certain {
			t.Errorf("%s: got %s to %s, certain %t, %v; want %s to %s", c.name, a.Earliest, a.Latest, a.Certain, err, c.earliest, c.latest)
		}
	}
}

// Each rule, in each of its editions, is explained as the golden file has it.
func TestEveryAnswerIsExplained(t *testing.T) {
	book, cal := NewBook(policy.Default()), civil.EnglandAndWales()
	var b strings.Builder
	for _, r := range book.All() {
		from := civil.MustParse("2026-03-31")
		if !r.InForce(from) {
			from = r.To
		}
		if !r.Season[0].IsZero() {
			from = cal.Add(from, r.Season[0], civil.ExcludeTrigger).Date
		}
		a, err := book.Compute(r.ID, from, "", cal)
		if err != nil {
			t.Errorf("%s: %v", r.ID, err)
			continue
		}
		if a.Source == "" || a.Binding == "" || a.Owner == "" || a.Edition == "" || a.Explanation == "" {
			t.Errorf("%s is not whole: %+v", r.ID, a)
		}
		fmt.Fprintf(&b, "%s | %s | %s..%s | %s | %s %s %s %s | %s | %s\n", a.Rule, a.What, a.Earliest, a.Latest,
			a.Explanation, a.Owner, a.Binding, a.Confidence, a.Badge, a.Edition, a.Source)
	}
	golden := filepath.Join("testdata", "explanations.golden")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(b.String(), "\n")
	for i, line := range strings.Split(string(want), "\n") {
		if i >= len(got) || got[i] != line {
			t.Fatalf("line %d\ngot  %s\nwant %s", i+1, strings.Join(got[min(i, len(got)):min(i+1, len(got))], ""), line)
		}
	}
}

func TestARuleIsTheOneOfItsTriggersDay(t *testing.T) {
	book, cal := NewBook(policy.Default()), civil.EnglandAndWales()
	for _, c := range []struct{ rule, from, edition, latest, explained string }{
		{"home.return", "2018-05-01", "2017-sccif", "2018-06-26", "6 to 8 weeks"},
		{"home.return", "2026-03-31", "2026-06", "2026-05-26", "6 to 8 weeks"},
		{"home.case_review", "2018-05-01", "2017-sccif", "", "gives no number"},
		{"home.dcs_email", "2018-05-04", "2017-sccif", "2018-05-08", "next working day"},
		{"home.dcs_email", "2026-03-31", "2026-06", "", "no number of days"},
		{"notice.check", "2016-08-19", "2015-vaa", "2016-08-26", "1 day to 5 working days"},
		{"notice.check", "2026-08-21", "2026-06", "2026-08-28", "5 working days"},
		{"vaa.return_inadequate", "2019-01-31", "2017-sccif", "2020-07-31", "12 to 18 months"},
		{"vaa.return_inadequate", "2026-01-31", "2021-assurance", "", "has not been read"},
		{"vaa2016.draft", "2016-07-06", "2015-vaa", "2016-07-19", "counting 6 Jul as day 1"},
		{"vaa2016.draft", "2026-07-06", "2015-vaa", "2026-07-17", "in force 1 Jul 2015 to 31 Mar 2017"},
		{"qa.progress_visit", "2026-03-31", "policy default v1", "2026-04-07", "7 days"},
	} {
		a, err := book.Compute(c.rule, civil.MustParse(c.from), "", cal)
		if err != nil || a.Edition != c.edition || a.Latest.String() != c.latest || !strings.Contains(a.Explanation, c.explained) {
			t.Errorf("%s from %s: got %s, %s, %q, %v", c.rule, c.from, a.Edition, a.Latest, a.Explanation, err)
		}
		if a.Dated() != (c.latest != "") {
			t.Errorf("%s from %s: dated %t", c.rule, c.from, a.Dated())
		}
	}
}

func TestWhatCannotBeAnsweredIsRefusedWithWhatWouldHelp(t *testing.T) {
	book, cal := NewBook(policy.Default()), civil.EnglandAndWales()
	day := civil.MustParse("2026-02-05")
	for _, c := range []struct {
		name, rule string
		from       civil.Date
		typ        ofsted.Type
		kind       fault.Kind
		want       string
	}{
		{"no such rule", "home.case_reviw", day, "", fault.NotFound, "did you mean home.case_review?"},
		{"no rule at all", "", day, "", fault.NotFound, "did you mean"},
		{"no day", "home.case_review", civil.Date{}, "", fault.Invalid, "the day that starts it is not given"},
		{"no edition that day", "home.case_review", civil.MustParse("2016-05-05"), "", fault.NotFound,
			"editions: 2026-06 (from 1 Apr 2021), 2017-sccif (1 Apr 2017 to 31 Mar 2021)"},
		{"another type", "home.case_review", day, ofsted.SupportedAccommodation, fault.Invalid,
			"is for children's home, secure children's home"},
		{"another season", "home.second_inspection_ri", day, "", fault.Invalid, "for a day between 1 Apr and 31 Dec"},
	} {
		_, err := book.Compute(c.rule, c.from, c.typ, cal)
		refused, ok := errors.AsType[*fault.Error](err)
		if !ok || refused.Kind != c.kind || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s %q", c.name, err, c.kind, c.want)
		}
	}
}

func TestPastTheKnownBankHolidaysTheAnswerIsFlagged(t *testing.T) {
	book, cal := NewBook(policy.Default()), civil.EnglandAndWales()
	a, err := book.Compute("home.case_review", civil.MustParse("2029-01-05"), "", cal)
	if err != nil || a.Certain || a.Latest.String() != "2029-01-12" || !strings.Contains(a.Explanation, "NOT CERTAIN") {
		t.Errorf("got %+v, %v", a, err)
	}
}

func TestTheCouncilsOwnLengthStandsInTheBook(t *testing.T) {
	p, err := policy.Parse("ours.toml", []byte("name = \"ours\"\nversion = \"2\"\n"+
		"[[limit]]\nkey = \"placement.late_notice\"\nlength = \"5 wd\"\n[[limit]]\nkey = \"qa.progress_visit\"\nlength = \"5 wd\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	book, cal := NewBook(p), civil.EnglandAndWales()
	notice, err1 := book.Compute("placement.late_notice", civil.MustParse("2026-03-31"), "", cal)
	visit, err2 := book.Compute("qa.progress_visit", civil.MustParse("2026-03-31"), "", cal)
	if err1 != nil || err2 != nil || notice.Latest.String() != "2026-04-09" || visit.Latest.String() != "2026-04-09" {
		t.Errorf("got %s (%v) and %s (%v)", notice.Latest, err1, visit.Latest, err2)
	}
	if notice.Binding != policy.Statute || notice.Edition != "2011-care-planning" || notice.Role != team.PlacementsOfficer {
		t.Errorf("a tightened statutory limit lost its standing: %+v", notice)
	}
	if visit.Edition != "policy ours v2" || visit.Owner != duty.Ours {
		t.Errorf("got %+v", visit)
	}
}

func TestWhatWasOnlyRecalledBearsABadge(t *testing.T) {
	for _, r := range NewBook(policy.Default()).All() {
		want := map[policy.Confidence]string{"A": "", "B": "check", "C": "check", "D": "verify", "": ""}[r.Confidence]
		if got := r.Confidence.Badge(); got != want {
			t.Errorf("%s, confidence %s: badge %q", r.ID, r.Confidence, got)
		}
	}
	a, err := NewBook(policy.Default()).Compute("statutory.s30a_visit", civil.MustParse("2026-03-31"), ofsted.ChildrensHome, civil.EnglandAndWales())
	if err != nil || a.Badge != "verify" || a.Latest.String() != "2026-04-07" {
		t.Errorf("got %+v, %v", a, err)
	}
}

func TestALaterTriggerIsNeverDueEarlierWithinAnEdition(t *testing.T) {
	book, cal := NewBook(policy.Default()), civil.EnglandAndWales()
	ids := book.IDs()
	start := civil.MustParse("2015-04-01")
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom(ids).Draw(t, "id")
		n := rapid.IntRange(0, 5000).Draw(t, "n")
		a, err1 := book.Compute(id, start.AddDays(n), "", cal)
		b, err2 := book.Compute(id, start.AddDays(n+rapid.IntRange(1, 400).Draw(t, "later")), "", cal)
		if err1 != nil || err2 != nil || a.Edition != b.Edition || !a.Dated() || !b.Dated() {
			return
		}
		if b.Latest.Before(a.Latest) || b.Earliest.Before(a.Earliest) {
			t.Fatalf("%s from %s is %s..%s and from %s is %s..%s", id, a.From, a.Earliest, a.Latest, b.From, b.Earliest, b.Latest)
		}
		if a.Latest.Before(a.Earliest) {
			t.Fatalf("%s from %s opens on %s and ends on %s", id, a.From, a.Earliest, a.Latest)
		}
	})
}
