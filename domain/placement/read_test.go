package placement

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"placewatch/domain/sheet"
	"placewatch/domain/text"
)

const ownHeader = "child,placed_on,ended_on,placement_type,provider_code,urn,team,worker\n"
const episodeHeader = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"

// line is a stay as these tests write it down.
func line(s Stay) string {
	end := s.EndedOn.String()
	if end == "" {
		end = "open"
	}
	return strings.TrimRight(fmt.Sprintf("%s %s %s %s %s %s", s.Child, s.PlacedOn, end, s.Type, s.Provider, s.URN), " ")
}

func lines(stays []Stay) []string {
	var out []string
	for _, s := range stays {
		out = append(out, line(s))
	}
	return out
}

func TestEpisodesOfOnePlacementAreOneStay(t *testing.T) {
	for _, c := range []struct {
		name, rows string
		want       []string
	}{{
		name: "a new legal status does not move the child",
		rows: "7,01/01/2025,S,C1,N1,K2,PR4,01/06/2025,X1,,,,1234567\n" +
			"7,01/06/2025,L,C2,N1,K2,PR4,,,,,,1234567 \n",
		want: []string{"7 2025-01-01 open K2 PR4 1234567"},
	}, {
		name: "rows may stand in any order",
		rows: "7,01/06/2025,L,C2,N1,K2,PR4,,,,,,1234567\n" +
			"7,01/01/2025,S,C1,N1,K2,PR4,01/06/2025,X1,,,,1234567\n",
		want: []string{"7 2025-01-01 open K2 PR4 1234567"},
	}, {
		name: "another URN is another stay",
		rows: "7,01/01/2025,S,C1,N1,K2,PR4,01/06/2025,X1,,,,1234567\n" +
			"7,01/06/2025,P,C1,N1,K2,PR4,,,,,,1234568\n",
		want: []string{"7 2025-01-01 2025-06-01 K2 PR4 1234567", "7 2025-06-01 open K2 PR4 1234568"},
	}, {
		name: "a child who left care and came back began anew",
		rows: "7,01/01/2025,S,C1,N1,K2,PR4,01/06/2025,E4A,,,,1234567\n" +
			"7,01/06/2025,S,C1,N1,K2,PR4,,,,,,1234567\n",
		want: []string{"7 2025-01-01 2025-06-01 K2 PR4 1234567", "7 2025-06-01 open K2 PR4 1234567"},
	}, {
		name: "a gap of a day parts two stays",
		rows: "7,01/01/2025,S,C1,N1,K2,PR4,01/06/2025,X1,,,,1234567\n" +
			"7,02/06/2025,P,C1,N1,K2,PR4,,,,,,1234567\n",
		want: []string{"7 2025-01-01 2025-06-01 K2 PR4 1234567", "7 2025-06-02 open K2 PR4 1234567"},
	}, {
		name: "short breaks are counted too",
		rows: "7,01/01/2025,S,V4,N1,K2,PR4,,,,,,1234567\n",
		want: []string{"7 2025-01-01 open K2 PR4 1234567"},
	}, {
		name: "an exact repeat counts once",
		rows: strings.Repeat("7,01/01/2025,S,V2,N1,U6,PR4,,,,,,SC123456\n", 2),
		want: []string{"7 2025-01-01 open U6 PR4 SC123456"},
	}} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, episodeHeader+c.rows)
			if diff := cmp.Diff(c.want, lines(got.Stays)); diff != "" {
				t.Error(diff)
			}
			if len(got.Rejected) > 0 || got.Accepted != got.Rows {
				t.Errorf("rejected %v", got.Rejected)
			}
		})
	}
}

func TestAnUnusableRowIsRejectedAndItsChildDoesNotVanish(t *testing.T) {
	for _, c := range []struct {
		name, rows         string
		rejected           []sheet.Rejection
		stays              []string
		unplaced, disputed []string
		nameless           int
	}{{
		name:     "no start date",
		rows:     "7,,S,C2,N1,K2,PR4,,,,,,1234567\n",
		rejected: []sheet.Rejection{{Line: 2, Column: "DECOM", Why: "no start date"}},
		unplaced: []string{"7"},
	}, {
		name:     "a date that is none",
		rows:     "7,31/02/2026,S,C2,N1,K2,PR4,,,,,,1234567\n",
		rejected: []sheet.Rejection{{Line: 2, Column: "DECOM", Value: text.Clean("31/02/2026"), Why: "not a date that can be read; write it as 31/03/2026"}},
		unplaced: []string{"7"},
	}, {
		name:     "a name in the date column is not repeated",
		rows:     "7,Jo Bloggs,S,C2,N1,K2,PR4,,,,,,1234567\n",
		rejected: []sheet.Rejection{{Line: 2, Column: "DECOM", Why: "not a date that can be read; write it as 31/03/2026"}},
		unplaced: []string{"7"},
	}, {
		name:     "the year 1900",
		rows:     "7,01/01/1900,S,C2,N1,K2,PR4,,,,,,1234567\n",
		rejected: []sheet.Rejection{{Line: 2, Column: "DECOM", Value: text.Clean("01/01/1900"), Why: "the year 1900 cannot be right"}},
		unplaced: []string{"7"},
	}, {
		name:     "an end in the year 2090",
		rows:     "7,01/01/2025,S,C2,N1,K2,PR4,01/01/2090,,,,,1234567\n",
		rejected: []sheet.Rejection{{Line: 2, Column: "DEC", Value: text.Clean("01/01/2090"), Why: "the year 2090 cannot be right"}},
		unplaced: []string{"7"},
	}, {
		name:     "an end before the start",
		rows:     "7,01/03/2025,S,C2,N1,K2,PR4,01/02/2025,E4A,,,,1234567\n",
		rejected: []sheet.Rejection{{Line: 2, Column: "DEC", Value: text.Clean("01/02/2025"), Why: "ends before it begins"}},
		unplaced: []string{"7"},
	}, {
		name: "a start still to come",
		rows: "7,01/03/2025,S,C2,N1,K2,PR4,01/04/2026,X1,,,,1234567\n" +
			"7,01/04/2026,P,C2,N1,K2,PR4,,,,,,1234568\n",
		rejected: []sheet.Rejection{{Line: 3, Column: "DECOM", Value: text.Clean("2026-04-01"), Why: "begins after the day of the file, 1 Mar 2025"}},
		stays:    []string{"7 2025-03-01 open K2 PR4 1234567"},
	}, {
		name: "two rows without an end: the later start stands",
		rows: "7,01/01/2025,S,C2,N1,K2,PR4,,,,,,1234567\n" +
			"7,01/02/2025,P,C2,N1,K2,PR4,,,,,,1234568\n",
		rejected: []sheet.Rejection{{Line: 2, Column: "DEC", Why: "has no end, but line 3 shows the child elsewhere from 1 Feb 2025"}},
		stays:    []string{"7 2025-02-01 open K2 PR4 1234568"},
		disputed: []string{"7"},
	}, {
		name: "two rows without an end from one day: nobody can say",
		rows: "7,01/01/2025,S,C2,N1,K2,PR4,,,,,,1234567\n" +
			"7,01/01/2025,P,C2,N1,K2,PR4,,,,,,1234568\n",
		rejected: []sheet.Rejection{
			{Line: 2, Column: "DEC", Why: "2 rows without an end begin on the same day for this child"},
			{Line: 3, Column: "DEC", Why: "2 rows without an end begin on the same day for this child"}},
		unplaced: []string{"7"},
	}, {
		name: "an open row before a closed one",
		rows: "7,01/01/2025,S,C2,N1,K2,PR4,,,,,,1234567\n" +
			"7,01/02/2025,P,C2,N1,K2,PR4,01/03/2025,E4A,,,,1234568\n",
		rejected: []sheet.Rejection{{Line: 2, Column: "DEC", Why: "has no end, but line 3 shows the child elsewhere from 1 Feb 2025"}},
		stays:    []string{"7 2025-02-01 2025-03-01 K2 PR4 1234568"},
		unplaced: []string{"7"},
	}, {
		name: "a closed row that runs into the next",
		rows: "7,01/01/2025,S,C2,N1,K2,PR4,10/02/2025,X1,,,,1234567\n" +
			"7,01/02/2025,P,C2,N1,K2,PR4,,,,,,1234568\n",
		rejected: []sheet.Rejection{{Line: 2, Column: "DEC", Value: text.Clean("2025-02-10"), Why: "ends after the child's next row begins, line 3"}},
		stays:    []string{"7 2025-02-01 open K2 PR4 1234568"},
	}, {
		name:     "no child",
		rows:     " ,01/01/2025,S,C2,N1,K2,PR4,,,,,,1234567\n",
		rejected: []sheet.Rejection{{Line: 2, Column: "CHILD", Why: "no child's id"}},
		nameless: 1,
	}, {
		name:     "a child's id that a spreadsheet cut short",
		rows:     "1.02E+05,01/01/2025,S,C2,N1,K2,PR4,,,,,,1234567\n",
		rejected: []sheet.Rejection{{Line: 2, Column: "CHILD", Why: "a spreadsheet has cut the child's id short (like 1.02E+06); export it as text"}},
		nameless: 1,
	}, {
		name:     "a child's id with a control character",
		rows:     "7\x1b[2J,01/01/2025,S,C2,N1,K2,PR4,,,,,,1234567\n",
		rejected: []sheet.Rejection{{Line: 2, Column: "CHILD", Why: "the child's id cannot be read: characters that are none, or too many"}},
		nameless: 1,
	}} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, episodeHeader+c.rows)
			want := &Table{Rejected: c.rejected, Unplaced: texts(c.unplaced), Disputed: texts(c.disputed), Nameless: c.nameless}
			part := &Table{Rejected: got.Rejected, Unplaced: got.Unplaced, Disputed: got.Disputed, Nameless: got.Nameless}
			if diff := cmp.Diff(want, part, cmp.AllowUnexported(text.Text{}), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(Table{}, "AsAt")); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.stays, lines(got.Stays)); diff != "" {
				t.Error(diff)
			}
			if got.Accepted+len(got.Rejected) != got.Rows {
				t.Errorf("%d accepted and %d rejected of %d rows", got.Accepted, len(got.Rejected), got.Rows)
			}
		})
	}
}

func texts(words []string) []text.Text {
	var out []text.Text
	for _, w := range words {
		out = append(out, text.Clean(w))
	}
	return out
}

func TestTooManyRowsForOneChildAreNotOneChilds(t *testing.T) {
	var b strings.Builder
	b.WriteString(episodeHeader)
	for i := range mostRows + 1 {
		fmt.Fprintf(&b, "7,01/01/2025,S,C2,N1,K2,PR4,01/01/2025,X1,,,,%d\n", 1000000+i)
	}
	got := read(t, b.String())
	if got.Accepted != 0 || len(got.Unplaced) != 1 {
		t.Errorf("accepted %d, unplaced %d; want none, and the child unplaced", got.Accepted, len(got.Unplaced))
	}
}

func TestAPlannedEndIsNotAnEnd(t *testing.T) {
	got := read(t, ownHeader+"7,2026-01-12,2026-03-20,K2,PR4,SC123456,,\n")
	if diff := cmp.Diff([]string{"7 2026-01-12 open K2 PR4 SC123456"}, lines(got.Stays)); diff != "" {
		t.Error(diff)
	}
	if got.AsAt != day("2026-01-12") || len(got.Warnings) != 1 {
		t.Errorf("as at %s, warnings %q", got.AsAt, got.Warnings)
	}
}

func TestTheDayOfAFile(t *testing.T) {
	row := "7,01/02/2026,S,C2,N1,K2,PR4,,,,,,1234567\n"
	for _, c := range []struct {
		name, file string
		asAt, want string
	}{
		{"is its newest date", episodeHeader + row, "", "2026-02-01"},
		{"or the one in its title", "\"Episodes as at 28 February 2026\"\n" + episodeHeader + row, "", "2026-02-28"},
		{"but a row newer than the title shows the title to be old", "Year to 31/03/2025\n" + episodeHeader + row, "", "2026-02-01"},
		{"a title still to come is not its day", "Next run 01/04/2026\n" + episodeHeader + row, "", "2026-02-01"},
		{"or what a person says", episodeHeader + row, "2026-03-05", "2026-03-05"},
		{"an empty table has none", episodeHeader, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			opt := Options{Today: today}
			if c.asAt != "" {
				opt.AsAt = day(c.asAt)
			}
			got, err := Read("", rowsOf(c.file), opt)
			if err != nil {
				t.Fatal(err)
			}
			if got.AsAt.String() != c.want {
				t.Errorf("as at %q, want %q", got.AsAt, c.want)
			}
		})
	}
}

func TestDatesOfACaseSystem(t *testing.T) {
	for _, cell := range []string{"31/03/2025", "2025-03-31", "2025-03-31 00:00:00", "31/03/2025 00:00", "45747", "45747.0"} {
		got := read(t, episodeHeader+"7,"+cell+",S,C2,N1,K2,PR4,,,,,,1234567\n")
		if len(got.Stays) != 1 || got.Stays[0].PlacedOn != day("2025-03-31") {
			t.Errorf("%s: got %v, %v", cell, lines(got.Stays), got.Rejected)
		}
	}
}

func TestAURNIsKeptAsItStood(t *testing.T) {
	for _, c := range []struct{ cell, want string }{
		{"1234567 ", "1234567"}, {"sc123456", "SC123456"}, {"1234567.0", "1234567"}, {"xxxxxxx", NoURN},
		{"1.02E+06", "1.02E+06"}, {"not known", "not known"}, {"", ""},
	} {
		got := read(t, episodeHeader+"7,01/02/2026,S,C2,N1,K2,PR4,,,,,,"+c.cell+"\n")
		if got := got.Stays[0].URN.String(); got != c.want {
			t.Errorf("%q kept as %q, want %q", c.cell, got, c.want)
		}
		if cut := len(got.Warnings) > 0; cut != (c.cell == "1.02E+06") {
			t.Errorf("%q: warnings %q", c.cell, got.Warnings)
		}
	}
}

func TestUnknownWordsAreAnErrorInOurOwnFileOnly(t *testing.T) {
	theirs := read(t, episodeHeader+"7,01/02/2026,S,C2,N1,K9,PR4,,,,,,1234567\n")
	if len(theirs.Rejected) != 0 || line(theirs.Stays[0]) != "7 2026-02-01 open  PR4 1234567" {
		t.Errorf("got %v, %v", lines(theirs.Stays), theirs.Rejected)
	}
	if diff := cmp.Diff([]string{"PLACE “K9” names no SSDA903 code: not known for 1 row"}, theirs.Warnings); diff != "" {
		t.Error(diff)
	}
	ours := read(t, ownHeader+
		"1,2026-02-01,,K9,PR4,1234567,,\n"+
		"2,2026-02-01,,K2,PR9,1234567,,\n"+
		"3,01/02/2026,,K2,PR4,1234567,,\n"+
		"4,2026-02-01,,K2,PR4,1234567,Team, North,Worker\n"+
		"5,2026-02-01,,children's home,private,1234567,,\n")
	want := []sheet.Rejection{
		{Line: 2, Column: "placement_type", Value: text.Clean("K9"), Why: "not a code of the SSDA903 return"},
		{Line: 3, Column: "provider_code", Value: text.Clean("PR9"), Why: "not a code of the SSDA903 return"},
		{Line: 4, Column: "placed_on", Value: text.Clean("01/02/2026"), Why: "not a date that can be read; write it as 2026-03-31"},
		{Line: 5, Column: "child", Why: "more cells than the header has columns; quote a cell that holds a comma"},
	}
	if diff := cmp.Diff(want, ours.Rejected, cmp.AllowUnexported(text.Text{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"5 2026-02-01 open K2 PR4 1234567"}, lines(ours.Stays)); diff != "" {
		t.Error(diff)
	}
	if len(ours.Unplaced) != 4 {
		t.Errorf("unplaced %v, want four children", ours.Unplaced)
	}
}

func TestEveryRowRejectedIsSaidInWords(t *testing.T) {
	got := read(t, episodeHeader+"7,,S,C2,N1,K2,PR4,,,,,,1234567\n")
	if !slices.Contains(got.Warnings, "every row was rejected: nothing of this table can be used") {
		t.Errorf("warnings %q", got.Warnings)
	}
}

func TestBothFilesOfOneCouncilSayTheSame(t *testing.T) {
	episodes, annex := read(t, testdata(t, "episodes.csv")), read(t, testdata(t, "annex_a_list_8.csv"))
	var open []string
	for _, s := range episodes.Stays {
		if s.Open() {
			open = append(open, line(s))
		}
	}
	if diff := cmp.Diff(open, lines(annex.Stays)); diff != "" {
		t.Error(diff)
	}
	if len(open) != 25 || len(episodes.Children) != 30 || len(episodes.Warnings)+len(annex.Warnings) != 0 {
		t.Errorf("%d open, %d children, warnings %q %q", len(open), len(episodes.Children), episodes.Warnings, annex.Warnings)
	}
	if s := annex.Stays[0]; s.Team.IsZero() || s.Worker.IsZero() {
		t.Errorf("team %q, worker %q: want both", s.Team, s.Worker)
	}
}

func TestImpossibleEpisodesAreReadWithoutLosingAChild(t *testing.T) {
	got := read(t, testdata(t, "impossible_episodes.csv"))
	if got.Rows != 36 || got.Accepted+len(got.Rejected) != got.Rows || len(got.Rejected) == 0 {
		t.Errorf("%d rows, %d accepted, %d rejected", got.Rows, got.Accepted, len(got.Rejected))
	}
	if !slices.Contains(got.Unplaced, text.Clean("235151")) {
		t.Errorf("unplaced %v: want the child whose only open row is contradicted", got.Unplaced)
	}
}

// Postcodes, birth dates and ethnic codes stand in the files and nowhere else.
func TestNothingPersonalLeavesTheReader(t *testing.T) {
	for _, file := range []string{"episodes.csv", "annex_a_list_8.csv", "header.csv", "impossible_episodes.csv"} {
		all := fmt.Sprintf("%+v", read(t, testdata(t, file)))
		for _, secret := range []string{"ZZ", "WBRI", "MWBC", "UN2", "EG19", "WV27", "29/11/2009", "Male"} {
			if strings.Contains(all, secret) {
				t.Errorf("%s: %q left the reader", file, secret)
			}
		}
	}
	slipped := read(t, episodeHeader+"7,01/02/2026,S,C2,N1,ZZ95 5DF,PR4,,,,,,1234567\n,01/02/2026,S,C2,N1,K2,PR4,ZZ95 5DF,,,,,1234567\n"+
		"8,01/02/2026,S,C2,N1,05/06/2012,PR4,,,,,,1234567\n")
	if all := fmt.Sprintf("%+v %+v", slipped.Warnings, slipped.Rejected); strings.Contains(all, "ZZ95") || strings.Contains(all, "5DF") || strings.Contains(all, "2012") {
		t.Errorf("a postcode or a date in the wrong column is repeated: %s", all)
	}
}

// A row that could not be used is found again in the file by its line.
func TestADiscrepancyNamesTheLineThatShowsIt(t *testing.T) {
	table := read(t, ownHeader+"1,2026-02-01,,K2,PR4,1234567,,\n2,2026-02-01,,K9,PR4,1234567,,\n2,2026-02-02,,K9,PR4,1234567,,\n"+
		"3,2026-02-01,,K2,PR4,1234567,,\n3,2026-02-01,,K2,PR4,1234568,,\n")
	lines := map[string]int{}
	for _, d := range Merge(nil, table, Source{File: text.Clean("list.csv")}).Discrepancies {
		lines[d.Child.String()] = d.Line
	}
	if diff := cmp.Diff(map[string]int{"2": 3, "3": 5}, lines); diff != "" {
		t.Error(diff)
	}
}
