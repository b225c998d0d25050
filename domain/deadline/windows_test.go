package deadline

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
)

func TestAFindingOpensTheWindowsOfItsFramework(t *testing.T) {
	book, cal := NewBook(policy.Default()), civil.EnglandAndWales()
	inadequate := ofsted.Judgement{Overall: ofsted.Inadequate}
	ri := ofsted.Judgement{Overall: ofsted.RequiresImprovement}
	for _, c := range []struct {
		name  string
		typ   ofsted.Type
		j     ofsted.Judgement
		kind  ofsted.Kind
		ended string
		want  []string // rule earliest..latest
	}{{
		"an inadequate home: case review, reports, a return in 6 to 8 weeks, and again by 31 March", ofsted.ChildrensHome, inadequate, ofsted.Full, "2026-05-05",
		[]string{"home.case_review ..2026-05-12", "home.dcs_email ..", "home.final_report ..2026-06-17",
			"home.return 2026-06-16..2026-06-30", "home.second_inspection_ri ..2027-03-31"},
	}, {
		"an inadequate secure home is treated as a home", ofsted.SecureChildrensHome, inadequate, ofsted.Full, "2026-03-31",
		[]string{"home.case_review ..2026-04-09", "home.dcs_email ..", "home.final_report ..2026-05-15",
			"home.return 2026-05-12..2026-05-26", "home.carried_over_inspection 2026-04-01..2026-06-29"},
	}, {
		"a home judged RI in the summer is inspected again by 31 March", ofsted.ChildrensHome, ri, ofsted.Full, "2026-07-01",
		[]string{"home.final_report ..2026-08-12", "home.second_inspection_ri ..2027-03-31"},
	}, {
		"a home judged RI from January is carried over, before 30 June", ofsted.ChildrensHome, ri, ofsted.Full, "2027-01-04",
		[]string{"home.final_report ..2027-02-15", "home.carried_over_inspection 2027-04-01..2027-06-29"},
	}, {
		"an assurance inspection with serious concerns", ofsted.ChildrensHome, ofsted.Judgement{Outcome: ofsted.SeriousConcerns}, ofsted.Assurance, "2026-04-02",
		[]string{"home.case_review ..2026-04-13", "home.assurance_dcs_email ..2026-04-07", "home.final_report ..2026-05-19", "home.assurance_return 2026-05-14..2026-05-28"},
	}, {
		"no overall grade and an inadequate part counts as inadequate", ofsted.ChildrensHome, ofsted.Judgement{Protection: ofsted.Inadequate}, ofsted.Full, "2026-03-31",
		[]string{"home.case_review ..2026-04-09", "home.dcs_email ..", "home.final_report ..2026-05-15",
			"home.return 2026-05-12..2026-05-26", "home.carried_over_inspection 2026-04-01..2026-06-29"},
	}, {
		"a home in 2018: urgent review without a number, and no report length known", ofsted.ChildrensHome, inadequate, ofsted.Full, "2018-05-01",
		[]string{"home.case_review ..", "home.dcs_email ..2018-05-02", "unknown.report ..", "home.return 2018-06-12..2018-06-26"},
	}, {
		"an inadequate agency is inspected again in 6 to 12 months", ofsted.FosteringAgency, inadequate, ofsted.Full, "2026-08-31",
		[]string{"unknown.report ..", "ifa.return_inadequate 2027-02-28..2027-08-31"},
	}, {
		"an agency that requires improvement in 12 to 18 months", ofsted.FosteringAgency, ri, ofsted.Full, "2026-03-31",
		[]string{"unknown.report ..", "ifa.return_ri 2027-03-31..2027-09-30"},
	}, {
		"an inadequate adoption agency under the 2015 guide", ofsted.VoluntaryAdoption, inadequate, ofsted.Full, "2016-07-11",
		[]string{"vaa2016.final ..2016-08-05", "unknown.return .."},
	}, {
		"a monitoring visit to one", ofsted.VoluntaryAdoption, ofsted.Judgement{}, ofsted.Monitoring, "2016-07-11",
		[]string{"vaa2016.monitoring_report ..2016-07-25", "unknown.return .."},
	}, {
		"an inadequate adoption agency now", ofsted.VoluntaryAdoption, inadequate, ofsted.Full, "2026-03-31",
		[]string{"agency.final_report ..2026-05-15", "vaa.return_inadequate .."},
	}, {
		"supported accommodation, first outcome", ofsted.SupportedAccommodation, ofsted.Judgement{Outcome: ofsted.StrongDelivery}, ofsted.Full, "2026-03-31",
		[]string{"sa.draft_report ..2026-04-28", "sa.next_1 ..2029-03-31"},
	}, {
		"supported accommodation, second outcome", ofsted.SupportedAccommodation, ofsted.Judgement{Outcome: ofsted.InconsistentDelivery}, ofsted.Full, "2026-03-31",
		[]string{"sa.draft_report ..2026-04-28", "sa.next_2 ..2027-09-30"},
	}, {
		"supported accommodation, third outcome", ofsted.SupportedAccommodation, ofsted.Judgement{Outcome: ofsted.SeriousWeaknesses}, ofsted.Full, "2026-03-31",
		[]string{"sa.draft_report ..2026-04-28", "sa.next_3 ..2026-09-30"},
	}, {
		"an inadequate residential special school: case review in 2 working days", ofsted.ResidentialSpecialSchool, inadequate, ofsted.Full, "2026-03-31",
		[]string{"rss.case_review ..2026-04-02", "unknown.report ..", "rss.return ..2027-03-31"},
	}, {
		"an inadequate boarding school: timing not set", ofsted.BoardingSchool, inadequate, ofsted.Full, "2026-03-31",
		[]string{"rss.case_review ..2026-04-02", "unknown.report ..", "boarding.return_inadequate .."},
	}, {
		"a boarding school that requires improvement within two years", ofsted.BoardingSchool, ri, ofsted.Full, "2026-03-31",
		[]string{"unknown.report ..", "boarding.return_ri ..2028-03-31"},
	}, {
		"a college within six months", ofsted.FECollege, ri, ofsted.Full, "2026-03-31",
		[]string{"unknown.report ..", "fe.follow_up ..2026-09-30"},
	}, {
		"a secure training centre within eight weeks", ofsted.SecureTrainingCentre, inadequate, ofsted.Full, "2026-03-31",
		[]string{"unknown.report ..", "stc.return ..2026-05-26"},
	}, {
		"a family centre: no return is known", ofsted.FamilyCentre, inadequate, ofsted.Full, "2026-03-31",
		[]string{"agency.final_report ..2026-05-15", "unknown.return .."},
	}, {
		"interim, declined: none is known", ofsted.ChildrensHome, ofsted.Judgement{Outcome: ofsted.Declined}, ofsted.Interim, "2019-03-01",
		[]string{"unknown.report ..", "unknown.return .."},
	}, {
		"the end of the inspection is not known", ofsted.ChildrensHome, inadequate, ofsted.Full, "",
		[]string{"unknown.report ..", "unknown.return .."},
	}} {
		t.Run(c.name, func(t *testing.T) {
			in := WindowInput{Type: c.typ, Judgement: c.j, Kind: c.kind}
			if err := in.Ended.UnmarshalText([]byte(c.ended)); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, a := range book.Windows(in, cal) {
				got = append(got, a.Rule+" "+a.Earliest.String()+".."+a.Latest.String())
				if a.Explanation == "" || a.Source == "" || a.Owner != "ofsted" {
					t.Errorf("%s is not whole: %+v", a.Rule, a)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestNoDateAlwaysHasAReason(t *testing.T) {
	book, cal := NewBook(policy.Default()), civil.EnglandAndWales()
	in := WindowInput{Type: ofsted.FamilyCentre, Judgement: ofsted.Judgement{Overall: ofsted.Inadequate}, Ended: civil.MustParse("2026-03-31")}
	answers := book.Windows(in, cal)
	last := answers[len(answers)-1]
	want := "no return window is known for residential family centre, judged inadequate, inspected on Tue 31 Mar 2026; ask Ofsted"
	if last.Rule != UnknownReturn || last.Dated() || last.Certain || last.Explanation != want {
		t.Errorf("got %+v", last)
	}
	in.Ended = civil.Date{}
	if a := book.Windows(in, cal)[1]; a.Explanation != "no date: the end of the inspection is not known" {
		t.Errorf("got %q", a.Explanation)
	}
	sub := WindowInput{Type: ofsted.ChildrensHome, Judgement: ofsted.Judgement{Leadership: ofsted.Inadequate}, Ended: civil.MustParse("2026-03-31")}
	if a := book.Windows(sub, cal)[0]; !strings.HasSuffix(a.Explanation, "read from a sub-judgement, as there is no overall grade (local)") {
		t.Errorf("got %q", a.Explanation)
	}
}

func TestTheReturnToAHomeIsMetByAnyVisitAndAReInspectionIsNot(t *testing.T) {
	book := NewBook(policy.Default())
	for _, c := range []struct {
		rule string
		kind ofsted.Kind
		want bool
	}{
		{"home.return", ofsted.Monitoring, true},
		{"home.return", ofsted.Full, true},
		{"home.full_reinspection", ofsted.Monitoring, false},
		{"home.full_reinspection", ofsted.Assurance, false},
		{"home.full_reinspection", ofsted.Full, true},
		{"home.second_inspection_ri", ofsted.Assurance, true},
		{"home.second_inspection_ri", ofsted.Monitoring, false},
		{"home.carried_over_inspection", ofsted.Assurance, false},
		{"ifa.return_inadequate", ofsted.Monitoring, false},
		{"ifa.return_inadequate", ofsted.Full, true},
		{"ifa.return_inadequate", ofsted.OtherKind, false},
		{"home.final_report", ofsted.Full, false},
		{UnknownReturn, ofsted.Monitoring, false},
		{UnknownReturn, ofsted.Full, true},
		{"no.such_rule", ofsted.Full, false},
	} {
		if got := book.MetBy(c.rule, c.kind); got != c.want {
			t.Errorf("%s by %s: got %t", c.rule, c.kind, got)
		}
	}
}

func TestSixteenWeeksRunFromTheOriginalInspection(t *testing.T) {
	book, cal := NewBook(policy.Default()), civil.EnglandAndWales()
	a, err := book.FullReinspection(civil.MustParse("2026-03-31"), ofsted.ChildrensHome, cal)
	if err != nil || a.Latest.String() != "2026-07-21" || a.Explanation != "16 weeks from Tue 31 Mar 2026" {
		t.Errorf("got %+v, %v", a, err)
	}
	if _, err := book.FullReinspection(civil.MustParse("2026-03-31"), ofsted.FosteringAgency, cal); err == nil {
		t.Error("an agency was given the homes' 16 weeks")
	}
}
