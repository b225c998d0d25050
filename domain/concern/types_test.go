package concern

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
)

// at is a provision of another type, under another profile.
func at(typ ofsted.Type, profile string) *Case {
	c := home(rulesOf(profile), 2)
	c.Place.Type = typ
	return c
}

// awaited are Ofsted's open windows, as "rule earliest..due", in order.
func awaited(c *Case) []string {
	var out []string
	for _, x := range c.Duties {
		if x.Owner == duty.Ofsted && x.Status == duty.Open {
			out = append(out, strings.TrimSpace(x.Kind+" "+x.Earliest.String()+".."+x.Due.String()))
		}
	}
	slices.Sort(out)
	return out
}

// Each type of provision has its own judgements and its own windows, by the edition of
// the day; where no number has been read, the window has no date and says so (S3, R§1–2).
func TestEveryTypeHasItsOwnJudgementsAndWindows(t *testing.T) {
	for _, tc := range []struct {
		name    string
		typ     ofsted.Type
		finding string
		more    []string
		then    string
		want    []string
	}{
		{"a home, inadequate: a case review within 5 working days, and back in 6 to 8 weeks", ofsted.ChildrensHome, "inadequate", nil, "case_review",
			[]string{"home.carried_over_inspection 2026-04-01..2026-06-29", "home.case_review ..2026-03-09", "home.final_report ..2026-04-15", "home.return 2026-04-13..2026-04-27"}},
		{"a home, assurance with serious concerns: the same review, and back in 6 to 8 weeks", ofsted.ChildrensHome, "serious_concerns", []string{"kind=assurance"}, "case_review",
			[]string{"home.assurance_return 2026-04-13..2026-04-27", "home.case_review ..2026-03-09", "home.final_report ..2026-04-15"}},
		{"a secure home is a home", ofsted.SecureChildrensHome, "inadequate", nil, "case_review",
			[]string{"home.carried_over_inspection 2026-04-01..2026-06-29", "home.case_review ..2026-03-09", "home.final_report ..2026-04-15", "home.return 2026-04-13..2026-04-27"}},
		{"an independent fostering agency, inadequate: inspected again in 6 to 12 months", ofsted.FosteringAgency, "inadequate", nil, "awaiting_revisit",
			[]string{"ifa.return_inadequate 2026-09-02..2027-03-02", "unknown.report .."}},
		{"and requires improvement: in 12 to 18", ofsted.FosteringAgency, "requires_improvement", nil, "awaiting_revisit",
			[]string{"ifa.return_ri 2027-03-02..2027-09-02", "unknown.report .."}},
		{"an adoption agency under the 2015 guide: published by working day 20, the last day being day 1", ofsted.VoluntaryAdoption, "inadequate",
			[]string{"ended_on=2016-07-11", "known_on=2016-07-12"}, "awaiting_revisit", []string{"unknown.return ..", "vaa2016.final ..2016-08-05"}},
		{"an adoption agency from 2017: 12 to 18 months", ofsted.VoluntaryAdoption, "inadequate",
			[]string{"ended_on=2019-01-31", "known_on=2019-02-01"}, "awaiting_revisit", []string{"unknown.report ..", "vaa.return_inadequate 2020-01-31..2020-07-31"}},
		{"an adoption agency now: the new number has not been read", ofsted.VoluntaryAdoption, "inadequate", nil, "awaiting_revisit",
			[]string{"agency.final_report ..2026-04-15", "vaa.return_inadequate .."}},
		{"an adoption agency that requires improvement: no number is known", ofsted.VoluntaryAdoption, "requires_improvement", nil, "awaiting_revisit",
			[]string{"agency.final_report ..2026-04-15", "unknown.return .."}},
		{"a family centre: no return is known", ofsted.FamilyCentre, "inadequate", nil, "awaiting_revisit",
			[]string{"agency.final_report ..2026-04-15", "unknown.return .."}},
		{"supported accommodation, inconsistent quality: about 18 months", ofsted.SupportedAccommodation, "inconsistent_quality", nil, "awaiting_revisit",
			[]string{"sa.draft_report ..2026-03-26", "sa.next_2 ..2027-09-02"}},
		{"supported accommodation, serious weaknesses: about 6 months, and no case review is known", ofsted.SupportedAccommodation, "serious_weaknesses", nil, "awaiting_revisit",
			[]string{"sa.draft_report ..2026-03-26", "sa.next_3 ..2026-09-02"}},
		{"a residential special school, inadequate: a case review within 2 working days, past by now", ofsted.ResidentialSpecialSchool, "inadequate", nil, "awaiting_revisit",
			[]string{"rss.return ..2027-03-02", "unknown.report .."}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			words := args(append(found(tc.finding), tc.more...)...)
			c, _, err := at(tc.typ, "default").Apply("", "OF1", turn(pat, friday, words))
			if err != nil {
				t.Fatal(err)
			}
			if got := string(c.Concern.Ofsted); got != tc.then || c.Freeze.State != Frozen {
				t.Errorf("%s, %s, want %s and frozen", got, c.Freeze.State, tc.then)
			}
			if diff := cmp.Diff(tc.want, awaited(c)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			for _, x := range c.Duties {
				if x.Owner == duty.Ofsted && (x.Explanation == "" || x.Source == "") {
					t.Errorf("%s does not explain itself", x.Kind)
				}
			}
		})
	}
}

// Supported accommodation keeps its three outcomes: the first opens nothing, the third
// is sorted with inadequate, and neither is ever called a grade (R§1.3).
func TestSupportedAccommodationKeepsItsOutcomes(t *testing.T) {
	strict := at(ofsted.SupportedAccommodation, "never-inadequate")
	c := judged(t, strict, "serious_weaknesses")
	if c.Concern.Judgement.Overall != "" || c.Concern.Judgement.Outcome != ofsted.SeriousWeaknesses || c.Freeze.State != HardFrozen {
		t.Errorf("kept as %+v, %s", c.Concern.Judgement, c.Freeze.State)
	}
	if _, _, err := strict.Apply("", "OF1", turn(pat, friday, args(found("consistently_strong")...))); err == nil {
		t.Error("the first outcome opened a concern")
	}
	c = after(t, c, friday, act{pat, "OF5", []string{"kind=full", "ended_on=2026-03-05"}},
		act{pat, "OF6b", []string{"finding=inconsistent_quality", "ended_on=2026-03-05"}}, act{mo, "confirm", nil})
	if got := awaited(c); c.Concern.Ofsted != AwaitingRevisit || !slices.Contains(got, "sa.next_2 ..2027-09-05") || c.Concern.Judgement.Overall != "" {
		t.Errorf("better, but below: %s, %v", c.Concern.Ofsted, got)
	}
	c = after(t, c, friday, act{pat, "OF5", []string{"kind=full", "ended_on=2026-03-06"}},
		act{pat, "OF6", []string{"finding=consistently_strong", "ended_on=2026-03-06", "published_on=2026-03-06"}}, act{mo, "confirm", nil})
	if c.Concern.Ofsted != Improved || c.below() {
		t.Errorf("consistently strong: %s, below %v", c.Concern.Ofsted, c.below())
	}
}

// A monitoring visit answers a home's return and never an agency's re-inspection, and
// an assurance visit without serious concerns leaves the grade where it was.
func TestWhatAnswersAReturn(t *testing.T) {
	agency := after(t, judged(t, at(ofsted.FosteringAgency, "default"), "inadequate"), friday, monitored)
	if !slices.Contains(awaited(agency), "ifa.return_inadequate 2026-09-02..2027-03-02") || slices.ContainsFunc(awaited(agency), func(w string) bool { return strings.HasPrefix(w, "home.") }) {
		t.Errorf("an agency after a monitoring visit: %v", awaited(agency))
	}
	centre := after(t, judged(t, at(ofsted.FamilyCentre, "default"), "inadequate"), friday, monitored)
	if !slices.Contains(awaited(centre), "unknown.return ..") {
		t.Errorf("a family centre after a monitoring visit: %v", awaited(centre))
	}
	visited := after(t, ri(t), friday, act{pat, "OF5", []string{"kind=assurance", "ended_on=2026-03-05"}})
	if c := after(t, visited, friday, act{pat, "OF7b", nil}); c.Concern.Finding != "requires_improvement" || !c.below() || c.Freeze.State != Frozen {
		t.Errorf("after the assurance visit: %s, %s", c.Concern.Finding, c.Freeze.State)
	}
}
