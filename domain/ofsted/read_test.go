package ofsted_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/ofsted"
	"placewatch/domain/sheet"
)

// expected is what another program counted in an excerpt.
type expected struct {
	Rows, URNs, Places int
	PlacesBlank        int `json:"places_blank"`
	Types              map[ofsted.Type]int
	Grades             map[ofsted.Grade]int
}

func TestEveryYearsLayoutIsReadWhole(t *testing.T) {
	b, err := os.ReadFile("testdata/expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]expected
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 11 {
		t.Fatalf("%d excerpts are expected, want 11", len(all))
	}
	for name, want := range all {
		t.Run(name, func(t *testing.T) {
			got := excerpt(t, name)
			if len(got.Rejected)+len(got.Warnings) > 0 {
				t.Errorf("rejected %v, warned %q; want none", got.Rejected, got.Warnings)
			}
			if got.Accepted != got.Rows {
				t.Errorf("accepted %d of %d rows", got.Accepted, got.Rows)
			}
			if diff := cmp.Diff(want, counted(got, len(want.Grades) > 0)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// counted counts a table as the other program did: by row, and with the shown
// inspection only.
func counted(got *ofsted.Table, graded bool) expected {
	c := expected{Rows: got.Rows, URNs: len(got.Provisions), Types: map[ofsted.Type]int{}}
	facts := map[ofsted.URN]ofsted.Provision{}
	rows := map[ofsted.URN][]ofsted.Inspection{}
	for _, f := range got.Provisions {
		facts[f.Provision.URN] = f.Provision
		rows[f.Provision.URN] = []ofsted.Inspection{{}}
	}
	for _, in := range got.Inspections {
		switch list := rows[in.URN]; {
		case list[0] == (ofsted.Inspection{}), got.RecognisedAs == ofsted.ProviderLevel && in.Ended.After(list[0].Ended):
			list[0] = in
		case got.RecognisedAs == ofsted.InYearInspections:
			rows[in.URN] = append(list, in)
		}
	}
	if graded {
		c.Grades = map[ofsted.Grade]int{}
	}
	for urn, list := range rows {
		for _, in := range list {
			p := facts[urn]
			c.Types[p.Type]++
			if p.Places < 0 {
				c.PlacesBlank++
			} else {
				c.Places += p.Places
			}
			if graded {
				c.Grades[in.Judgement.Overall]++
			}
		}
	}
	return c
}

func TestATableIsRecognisedByWhatItHolds(t *testing.T) {
	for name, want := range map[string]struct {
		as   ofsted.Layout
		asAt string
	}{
		"provider_level_2016-03-31.csv": {ofsted.ProviderLevel, "2016-03-09"}, // no title: the newest inspection
		"provider_level_2018-03-31.csv": {ofsted.ProviderLevel, "2018-02-22"},
		"provider_level_2020-03-31.csv": {ofsted.ProviderLevel, "2020-02-25"},
		"provider_level_2022-03-31.csv": {ofsted.ProviderLevel, "2022-03-31"},
		"provider_level_2024-03-31.csv": {ofsted.ProviderLevel, "2024-03-31"},
		"provider_level_2025-03-31.csv": {ofsted.ProviderLevel, "2025-03-31"},
		"inspections_2021-22.csv":       {ofsted.InYearInspections, "2022-03-31"},
		"inspections_2024-25.csv":       {ofsted.InYearInspections, "2025-03-31"},
		"leavers_joiners_2018-19.csv":   {ofsted.LeaversJoiners, "2019-03-31"},
		"leavers_joiners_2021-22.csv":   {ofsted.LeaversJoiners, "2022-03-31"},
		"leavers_joiners_2024-25.csv":   {ofsted.LeaversJoiners, "2025-03-31"},
		"council_list_providers.csv":    {ofsted.CouncilListProviders, "2025-02-27"},
		"council_list_sa.csv":           {ofsted.CouncilListSA, "2024-01-31"},
	} {
		t.Run(name, func(t *testing.T) {
			got := excerpt(t, name)
			if got.RecognisedAs != want.as || got.AsAt.String() != want.asAt {
				t.Errorf("recognised as %q of %s, want %q of %s", got.RecognisedAs, got.AsAt, want.as, want.asAt)
			}
			b, err := os.ReadFile("testdata/" + name)
			if err != nil {
				t.Fatal(err)
			}
			as, ok, err := ofsted.Recognise("", rows(records(t, string(b))))
			if as != want.as || !ok || err != nil {
				t.Errorf("Recognise says %q, %v, %v; want %q", as, ok, err, want.as)
			}
		})
	}
}

func TestEventsAreToldFromAStateByHeadingTitleOrName(t *testing.T) {
	const plain = "URN,Provision type,Event type,Inspection date,Overall effectiveness\n"
	for _, c := range []struct {
		name, text string
		want       ofsted.Layout
	}{
		{"", plain, ofsted.ProviderLevel},
		{"", "Provider level in year 2021-22\n" + plain, ofsted.InYearInspections},
		{"Provider_level_in_year_2021-22", plain, ofsted.InYearInspections},
		{"", strings.Replace(plain, "Event type", "Inspection event type", 1), ofsted.InYearInspections},
	} {
		if got, ok, err := ofsted.Recognise(c.name, rows(records(t, c.text))); got != c.want || !ok || err != nil {
			t.Errorf("%q named %q: %q, %v, %v; want %q", c.text, c.name, got, ok, err, c.want)
		}
	}
}

func TestATableThatIsNotOursIsLeftAlone(t *testing.T) {
	for name, text := range map[string]string{
		"an empty table":               "",
		"a table without a URN":        "Local authority name,Inspection date\nBarnet,01/02/2024\n",
		"a glossary that names URN":    "Term,Meaning\nURN,Unique reference number\n",
		"registered places, no grades": "URN,Provision type,Registration status,Name,Places\n1027164,Children's home,Active,REDACTED,3\n",
		"a header too far down":        strings.Repeat("note\n", 50) + stateHeader + "1027164,Children's home,Active,Full inspection,01/02/2024,Good\n",
	} {
		got, err := ofsted.Read("", rows(records(t, text)), ofsted.Options{})
		if got != nil || err != nil {
			t.Errorf("%s: read as %v, %v; want nothing", name, got, err)
		}
		if as, ok, err := ofsted.Recognise("", rows(records(t, text))); as != "" || ok || err != nil {
			t.Errorf("%s: recognised as %q, %v, %v; want nothing", name, as, ok, err)
		}
	}
}

func TestAFileThatBreaksOffIsNotUsed(t *testing.T) {
	broken := errors.New("line 3: the file ends in the middle of a cell")
	for _, after := range []int{0, 1, 2} {
		list := records(t, stateHeader+"1027164,Children's home,Active,Full inspection,01/02/2024,Good\n")
		var cut sheet.Rows = func(yield func(sheet.Row, error) bool) {
			for _, r := range list[:after] {
				if !yield(r, nil) {
					return
				}
			}
			yield(sheet.Row{}, broken)
		}
		if got, err := ofsted.Read("Providers", cut, ofsted.Options{}); got != nil || !errors.Is(err, broken) {
			t.Errorf("after %d records: %v, %v; want the error and no table", after, got, err)
		}
	}
}

const stateHeader = "URN,Provision type,Registration status,Latest full inspection event type,Latest full inspection date,Overall effectiveness\n"

func TestARowThatCannotBeUsedSaysWhy(t *testing.T) {
	const title = "Provider level as at 31 March 2024\n"
	for name, c := range map[string]struct{ row, column, why string }{
		"no URN":                         {",Children's home,Active,Full inspection,01/02/2024,Good", "URN", "there is no URN"},
		"a URN with its digits lost":     {"1.02E+07,Children's home,Active,Full inspection,01/02/2024,Good", "URN", "scientific notation"},
		"no URN at all":                  {"ARN00001,Children's home,Active,Full inspection,01/02/2024,Good", "URN", "not an Ofsted URN"},
		"an American date":               {"1027164,Children's home,Active,Full inspection,02/28/2024,Good", "Latest full inspection date", "month seems to stand first"},
		"a date of 1900":                 {"1027164,Children's home,Active,Full inspection,01/02/1900,Good", "Latest full inspection date", "too early"},
		"a date of 2090":                 {"1027164,Children's home,Active,Full inspection,01/02/2090,Good", "Latest full inspection date", "too late"},
		"more than a year after its day": {"1027164,Children's home,Active,Full inspection,01/04/2025,Good", "Latest full inspection date", "too late"},
		"a judgement without a date":     {"1027164,Children's home,Active,,,Inadequate", "Latest full inspection date", "without a date"},
		"a kind without a date":          {"1027164,Children's home,Active,Full inspection,,", "Latest full inspection date", "without a date"},
	} {
		t.Run(name, func(t *testing.T) {
			good := "2772990,Children's home,Active,Full inspection,01/02/2024,Good\n"
			got := table(t, title+stateHeader+c.row+"\n"+good, ofsted.Options{})
			if got.Rows != 2 || got.Accepted != 1 || len(got.Rejected) != 1 {
				t.Fatalf("rows %d, accepted %d, rejected %v", got.Rows, got.Accepted, got.Rejected)
			}
			no := got.Rejected[0]
			if no.Line != 3 || no.Column != c.column || !strings.Contains(no.Why, c.why) {
				t.Errorf("rejected %+v; want line 3, column %q, %q", no, c.column, c.why)
			}
			unread := strings.HasPrefix(c.row, "1027164")
			if unread != (len(got.Unread) == 1) {
				t.Errorf("not read of %v; a URN that could be read is named", got.Unread)
			}
		})
	}
}

func TestATableWithNoDayIsHeldToToday(t *testing.T) {
	row := stateHeader + "1027164,Children's home,Active,Full inspection,01/02/2027,Good\n"
	if got := table(t, row, ofsted.Options{Today: day("2025-08-01")}); len(got.Rejected) != 1 {
		t.Errorf("an inspection 18 months from now was accepted: %+v", got)
	}
	if got := table(t, row, ofsted.Options{AsAt: day("2026-06-30"), Today: day("2025-08-01")}); got.Accepted != 1 || got.AsAt != day("2026-06-30") {
		t.Errorf("the day that a person gives does not rule: %+v", got)
	}
	if got := table(t, strings.Replace(row, "2027", "2090", 1), ofsted.Options{}); len(got.Rejected) != 1 {
		t.Errorf("an inspection in 2090 was accepted: %+v", got)
	}
}

func TestAnUnknownJudgementIsNeverFine(t *testing.T) {
	got := table(t, stateHeader+strings.Repeat("1027164,Children's home,Active,Full inspection,01/02/2024,Excellent\n", 1)+
		"2772990,Children's home,Active,Full inspection,01/02/2024,Excellent\n", ofsted.Options{})
	want := []string{`"Overall effectiveness": judgement not known, counts as unknown: "Excellent" (2 rows, first at line 2)`}
	if diff := cmp.Diff(want, got.Warnings); diff != "" {
		t.Error(diff)
	}
	in := got.Inspections[0]
	if in.Judgement.Overall != "" || in.Judgement.Label.String() != "Excellent" {
		t.Errorf("judgement %+v; want no grade and the label kept", in.Judgement)
	}
	if b := ofsted.BucketOf(got.Provisions[0].Provision, ofsted.InForce(got.Inspections[:1]), below); b != ofsted.Unknown {
		t.Errorf("bucket %q, want unknown", b)
	}
}

func TestAWarningIsSaidOnceWithItsCount(t *testing.T) {
	var b strings.Builder
	b.WriteString(strings.Replace(stateHeader, "URN", "URN,Star sign", 1))
	for i := range 100 {
		b.WriteString("10271" + string(rune('0'+i/10)) + string(rune('0'+i%10)) + ",,Type " + string(rune('a'+i%26)) + ",Active,,,\n")
	}
	got := table(t, b.String(), ofsted.Options{})
	if n := len(got.Warnings); n != 22 {
		t.Errorf("%d warnings, want the column, 20 types and the rest: %q", n, got.Warnings)
	}
	if want := `column not known, not read: "Star sign" (line 1)`; got.Warnings[0] != want {
		t.Errorf("warned %q, want %q", got.Warnings[0], want)
	}
	last := got.Warnings[21]
	if !strings.Contains(last, "other values (20 rows, first at line 22)") {
		t.Errorf("the rest is counted as %q", last)
	}
}
