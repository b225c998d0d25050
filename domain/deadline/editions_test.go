package deadline

import (
	"fmt"
	"strings"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/policy"
)

// Each rule that has editions answers by the one of the day that starts it, whatever
// the policy of the day on which it is asked: a 2019 case keeps 2019's rules.
func TestACaseKeepsTheEditionOfItsDay(t *testing.T) {
	later, err := policy.Parse("ours.toml", []byte("name = \"ours\"\nversion = \"9\"\n[freeze]\ninadequate = \"hard_frozen\"\n"+
		"[[limit]]\nkey = \"qa.progress_visit\"\nlength = \"2 wd\"\n[[limit]]\nkey = \"child.first_review\"\nlength = \"15 wd\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	cal := civil.EnglandAndWales()
	for _, c := range []struct{ rule, from, edition, earliest, latest, explained string }{
		// After an inadequate judgement: urgent and without a number until assurance inspections came.
		{"home.case_review", "2017-04-01", "2017-sccif", "", "", "gives no number"},
		{"home.case_review", "2019-06-03", "2017-sccif", "", "", "gives no number"},
		{"home.case_review", "2021-03-31", "2017-sccif", "", "", "gives no number"},
		{"home.case_review", "2021-04-01", "2026-06", "", "2021-04-12", "5 working days"},
		{"home.case_review", "2026-03-31", "2026-06", "", "2026-04-09", "5 working days"},
		// The return is the same six to eight weeks; what binds Ofsted to it is not.
		{"home.return", "2019-06-03", "2017-sccif", "2019-07-15", "2019-07-29", "6 to 8 weeks"},
		{"home.return", "2024-06-03", "2026-06", "2024-07-15", "2024-07-29", "6 to 8 weeks"},
		{"home.full_reinspection", "2019-06-03", "2017-sccif", "", "2019-09-23", "16 weeks"},
		{"home.full_reinspection", "2026-03-31", "2026-06", "", "2026-07-21", "16 weeks"},
		// The director was told by the next working day; now only once the case review has decided.
		{"home.dcs_email", "2019-06-07", "2017-sccif", "", "2019-06-10", "next working day"},
		{"home.dcs_email", "2026-03-31", "2026-06", "", "", "no number of days"},
		// A compliance notice was checked from the day after; now within five working days.
		{"notice.check", "2016-08-19", "2015-vaa", "2016-08-20", "2016-08-26", "1 day to 5 working days"},
		{"notice.check", "2017-03-31", "2015-vaa", "2017-04-01", "2017-04-07", "1 day to 5 working days"},
		{"notice.check", "2017-04-03", "2026-06", "", "2017-04-10", "5 working days"},
		{"notice.check", "2026-08-27", "2026-06", "", "2026-09-04", "skips 31 Aug"},
		// Adoption agencies: the window of 2017 to 2022, and then none that has been read.
		{"vaa.return_inadequate", "2019-01-31", "2017-sccif", "2020-01-31", "2020-07-31", "12 to 18 months"},
		{"vaa.return_inadequate", "2022-03-31", "2017-sccif", "2023-03-31", "2023-09-30", "12 to 18 months"},
		{"vaa.return_inadequate", "2022-04-01", "2021-assurance", "", "", "has not been read"},
		{"vaa2016.draft", "2016-07-06", "2015-vaa", "", "2016-07-19", "counting 6 Jul as day 1"},
		// The two halves of the year in which a new home is registered.
		{"home.first_inspection", "2025-05-01", "2026-06", "2025-10-01", "2026-03-31", "1 Oct to the first 31 Mar"},
		{"home.first_inspection", "2025-11-03", "2026-06", "2026-04-01", "2026-09-30", "1 Apr to the first 30 Sep"},
	} {
		for _, p := range []*policy.Profile{policy.Default(), later} {
			a, err := NewBook(p).Compute(c.rule, civil.MustParse(c.from), "", cal)
			if err != nil || a.Edition != c.edition || a.Earliest.String() != c.earliest || a.Latest.String() != c.latest || !strings.Contains(a.Explanation, c.explained) {
				t.Errorf("%s from %s under %s: %s, %s to %s, %q, %v", c.rule, c.from, p.Title(), a.Edition, a.Earliest, a.Latest, a.Explanation, err)
			}
		}
	}
}

// Every edition of every rule is the one picked on its first day and on its last.
func TestEveryEditionIsPickedFromItsFirstDayToItsLast(t *testing.T) {
	book, cal := NewBook(policy.Default()), civil.EnglandAndWales()
	seen := map[string]int{}
	for _, r := range book.All() {
		if r.Confidence == "" { // the council's own: it has no editions
			continue
		}
		seen[r.ID]++
		last := r.To
		if last.IsZero() {
			last = civil.MustParse("2026-12-31")
		}
		for _, on := range []civil.Date{r.From, last} {
			if !r.InSeason(on) {
				continue
			}
			if a, err := book.Compute(r.ID, on, "", cal); err != nil || a.Edition != r.Edition.Name || a.Source != r.Source {
				t.Errorf("%s on %s: %s (%s), %v; want %s", r.ID, on, a.Edition, a.Source, err, r.Edition.Name)
			}
		}
		if before := r.From.AddDays(-1); !r.Named && r.InSeason(before) {
			if a, err := book.Compute(r.ID, before, "", cal); err == nil && a.Edition == r.Edition.Name {
				t.Errorf("%s is used on %s, before it held", r.ID, before)
			}
		}
	}
	for _, id := range []string{"home.case_review", "home.return", "home.full_reinspection", "home.dcs_email", "notice.check", "vaa.return_inadequate"} {
		if seen[id] < 2 {
			t.Errorf("%s has lost an edition", id)
		}
	}
}

// Every row of the rulebook's table of deadlines is a rule or a length of the profile.
func TestEveryDeadlineOfTheRulebookIsHere(t *testing.T) {
	var sources strings.Builder
	for _, r := range NewBook(policy.Default()).All() {
		sources.WriteString(r.Source + ",")
	}
	spans := map[int]string{2: "R9#1-2", 14: "R9#13-14"} // rows told together
	for n := 1; n <= 78; n++ {
		want := fmt.Sprintf("R9#%d", n)
		if s, ok := spans[n]; ok {
			want = s
		}
		if all := sources.String(); !strings.Contains(all, want+" ") && !strings.Contains(all, want+",") && !strings.Contains(all, want+"-") && !strings.Contains(all, want+"–") {
			t.Errorf("no rule is from %s", want)
		}
	}
}
