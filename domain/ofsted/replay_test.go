package ofsted_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

func TestOneInspectionMetInTwoFilesIsOne(t *testing.T) {
	file := on(t, "2024-01-10", ofsted.Full, ofsted.Judgement{Overall: ofsted.Good, Protection: ofsted.Good, Label: text.Clean("Good")})
	file.Number, file.EventType, file.Published = text.Clean("10330038"), text.Clean("Full inspection"), day("2024-03-01")
	list := on(t, "2024-01-10", ofsted.Full, grade(ofsted.Good)) // the list sent to councils gives no more
	corrected := file
	corrected.Judgement = grade(ofsted.Inadequate)
	other := file
	other.Number = text.Clean("10330039")
	told := on(t, "2024-01-10", ofsted.Full, grade(ofsted.Inadequate))
	told.Provisional = true
	regraded := file
	regraded.Kind, regraded.EventType = ofsted.Monitoring, text.Clean("Monitoring inspection")
	visit := on(t, "2024-01-10", ofsted.Monitoring, ofsted.Judgement{})

	for name, c := range map[string]struct{ known, newer, want []ofsted.Inspection }{
		"met again":                                             {list1(file), list1(file), list1(file)},
		"the newer file says less":                              {list1(file), list1(list), list1(file)},
		"the newer file says more":                              {list1(list), list1(file), list1(file)},
		"corrected":                                             {list1(file), list1(corrected), list1(corrected)},
		"another event of the day":                              {list1(file), list1(other), []ofsted.Inspection{file, other}},
		"a visit of the day without a number":                   {list1(file), list1(visit), []ofsted.Inspection{file, visit}},
		"told before, then published":                           {list1(told), list1(file), list1(file)},
		"told after it was published":                           {list1(file), list1(told), list1(file)},
		"a monitoring visit's grade, which the list calls full": {list1(regraded), list1(list), list1(regraded)},
		"blank in the newer file":                               {list1(file), list1(on(t, "2024-01-10", ofsted.Full, ofsted.Judgement{})), list1(file)},
	} {
		if diff := cmp.Diff(c.want, ofsted.Merge(c.known, c.newer), comparable); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func list1(in ofsted.Inspection) []ofsted.Inspection { return []ofsted.Inspection{in} }

// The replay of a year's events over an older file is compared with Ofsted's next
// file. On the whole files the grades agree on 99.9 % of the provisions that both
// judge; every disagreement of one kind is here.
func TestTheReplayOfAYearAgreesWithTheNextFile(t *testing.T) {
	for name, c := range map[string]struct {
		base, events, next string
		asAt               civil.Date
		want               map[string]ofsted.Difference
		agree              []string
	}{
		"2020 to 2022": {
			base: "provider_level_2020-03-31.csv", events: "inspections_2021-22.csv", next: "provider_level_2022-03-31.csv",
			asAt: day("2020-03-31"),
			want: map[string]ofsted.Difference{
				// Inspected in the last weeks before March 2020, published after the file was made.
				"1237582": ofsted.LatePublication, "1263129": ofsted.LatePublication, "2509800": ofsted.LatePublication,
				"SC012450": ofsted.LatePublication, "SC034211": ofsted.LatePublication, "SC039087": ofsted.LatePublication,
				"SC066812": ofsted.LatePublication, "SC456535": ofsted.LatePublication, "SC481444": ofsted.LatePublication,
				// Judged in 2008, 2013 and 2019, and yet not listed in 2020.
				"SC027663": ofsted.MissingFromBase, "SC050149": ofsted.MissingFromBase, "SC069198": ofsted.MissingFromBase,
			},
			agree: []string{"2622077", "SC437486"}, // a monitoring visit gave the grade
		},
		"2024 to 2025": {
			base: "provider_level_2024-03-31.csv", events: "inspections_2024-25.csv", next: "provider_level_2025-03-31.csv",
			asAt: day("2024-03-31"),
			want: map[string]ofsted.Difference{
				"1240843": ofsted.LatePublication, "SC406638": ofsted.LatePublication, "1228523": ofsted.LatePublication,
				"2601107": ofsted.LatePublication, "SC017403": ofsted.LatePublication, "2735045": ofsted.LatePublication,
				"2702522": ofsted.LatePublication, "2551007": ofsted.LatePublication, "SC060354": ofsted.LatePublication,
				"2705518": ofsted.LatePublication, "2725774": ofsted.LatePublication, "SC036653": ofsted.LatePublication,
			},
			agree: []string{"SC001452", "2772990"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			base := excerpt(t, c.base)
			base.AsAt = c.asAt // the file of 2020 names no day
			got := map[string]ofsted.Difference{}
			for _, d := range ofsted.Compare(base, excerpt(t, c.events), excerpt(t, c.next)).Disagreements {
				got[d.URN.String()] = d.Kind
			}
			for u, kind := range c.want {
				if got[u] != kind {
					t.Errorf("%s: %q, want %q", u, got[u], kind)
				}
			}
			for _, u := range c.agree {
				if got[u] != "" {
					t.Errorf("%s: %q, want agreement", u, got[u])
				}
			}
		})
	}
}

func TestADisagreementIsExplained(t *testing.T) {
	const (
		state = "URN,Provision type,Registration date,Event type,Inspection date,Publication date,Event number,Overall effectiveness\n"
		event = "URN,Provision type,Registration date,Inspection event type,Inspection date,Inspection publication date,Inspection event number,Inspection overall experiences and progress of children and young people\n"
		home  = ",Children's home,01/01/2015,"
		// Other homes set the days to which the files reach.
		baseRest  = "2000001" + home + "Full inspection,20/03/2021,30/04/2021,90,Good\n"
		eventRest = "2000002" + home + "Full inspection,02/04/2022,01/05/2022,91,Good\n2000003" + home + "Full inspection,30/03/2023,30/04/2023,92,Good\n"
	)
	for kind, c := range map[ofsted.Difference]struct{ base, event, next string }{
		ofsted.Corrected: {
			base: home + "Full inspection,01/02/2021,01/03/2021,1,Good",
			next: home + "Full inspection,01/02/2021,01/03/2021,1,Inadequate"},
		ofsted.DateDiffers: {
			base: home + "Full inspection,01/02/2021,01/03/2021,1,Good",
			next: home + "Full inspection,02/02/2021,01/03/2021,1,Good"},
		ofsted.MonitoringGrade: {
			base:  home + "Full inspection,01/02/2021,01/03/2021,1,Inadequate",
			event: home + "Monitoring inspection,01/07/2022,01/08/2022,2,Good",
			next:  home + "Full inspection,01/02/2021,01/03/2021,1,Inadequate"},
		ofsted.InTheGap: {
			base: home + "Full inspection,01/02/2021,01/03/2021,1,Good",
			next: home + "Full inspection,01/11/2021,01/12/2021,2,Good"},
		ofsted.LatePublication: {
			base: home + "Full inspection,01/02/2019,01/03/2019,1,Good",
			next: home + "Full inspection,01/03/2021,01/05/2021,2,Good"},
		ofsted.ReRegistered: {
			next: ",Children's home,01/06/2022,Full inspection,01/02/2021,01/03/2021,1,Good"},
		ofsted.MissingFromBase: {
			next: home + "Full inspection,01/02/2021,01/03/2021,1,Good"},
		ofsted.MissingFromYear: {
			next: home + "Full inspection,01/07/2022,01/08/2022,1,Good"},
		ofsted.NotInNext: {
			base: home + "Full inspection,01/02/2021,01/03/2021,1,Good",
			next: home + ",,,,"},
		ofsted.Unexplained: {
			event: home + "Full inspection,01/07/2022,01/08/2022,2,Good\n1027164" + home + "Full inspection,01/09/2022,01/10/2022,3,Good",
			next:  home + "Full inspection,01/07/2022,01/08/2022,2,Good"},
	} {
		t.Run(string(kind), func(t *testing.T) {
			of := func(header, row, rest string, asAt string) *ofsted.Table {
				if row != "" {
					rest += "1027164" + row + "\n"
				}
				return table(t, header+rest, ofsted.Options{AsAt: day(asAt)})
			}
			got := ofsted.Compare(of(state, c.base, baseRest, "2021-03-31"), of(event, c.event, eventRest, "2023-03-31"), of(state, c.next, "", "2023-03-31"))
			if got.Compared != 1 || len(got.Disagreements) != 1 || got.Count(kind) != 1 {
				t.Fatalf("compared %d, %v; want one %s", got.Compared, got.Disagreements, kind)
			}
			d := got.Disagreements[0]
			if (d.Ours == nil) != (c.base+c.event == "") || (d.Theirs == nil) != (kind == ofsted.NotInNext) {
				t.Errorf("%s", d)
			}
		})
	}
}

func TestAgreementIsOnTheJudgementAndTheDay(t *testing.T) {
	file := table(t, stateHeader+"1027164,Children's home,Active,Full inspection,01/02/2024,Good\n2772990,Children's home,Active,,,\n", ofsted.Options{})
	later := table(t, stateHeader+"1027164,Children's home,Active,Full inspection,01/03/2024,Good\n", ofsted.Options{})
	none := &ofsted.Table{}
	same := ofsted.Compare(file, none, file)
	if same.Compared != 1 || same.Agreed != 1 || len(same.Disagreements) > 0 {
		t.Errorf("a file against itself: %+v", same)
	}
	grades, both := ofsted.Compare(file, none, later).Grades()
	if grades != 1 || both != 1 {
		t.Errorf("good and good of another day: %d of %d grades agree, want 1 of 1", grades, both)
	}
	want := "1027164 missing_from_year: replayed Good (full inspection of 1 Feb 2024), next file Good (full inspection of 1 Mar 2024)"
	if got := ofsted.Compare(file, none, later).Disagreements[0].String(); got != want {
		t.Errorf("said as %q, want %q", got, want)
	}
}
