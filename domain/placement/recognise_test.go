package placement

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/fault"
	"placewatch/domain/sheet"
)

func TestAFileIsRecognisedByItsHeader(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"placewatch's own", ownHeader, OwnFile},
		{"the template", Template(), OwnFile},
		{"SSDA903 episodes", episodeHeader, Episodes},
		{"columns in any order and case", "urn,place,dec,Child,decom\n", Episodes},
		{"a byte order mark before the header", "\ufeffCHILD,DECOM,PLACE,DEC\n", Episodes},
		{"the SSDA903 header file", testdata(t, "header.csv"), EpisodesHead},
		{"Annex A list 8", testdata(t, "annex_a_list_8.csv"), AnnexA},
		{"Annex A with line breaks and double spaces in its header",
			"\"Child  Unique\nID\",Start Date of Most  Recent Placement\n", AnnexA},
		{"a header under titles", "Children looked after\n\n\n" + episodeHeader, Episodes},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := read(t, c.file).RecognisedAs; got != c.want {
				t.Errorf("recognised as %q, want %q", got, c.want)
			}
		})
	}
}

func TestATableThatIsNoneOfTheseIsRefused(t *testing.T) {
	for _, c := range []struct{ name, file, says string }{
		{"an empty file", "", "not a table of placements"},
		{"another table", "URN,Setting name\nSC1,Elm\n", "not a table of placements"},
		{"a header far below", strings.Repeat("x\n", 50) + ownHeader, "not a table of placements"},
		{"episodes without an end column", "CHILD,DECOM,PLACE\n", "no column DEC"},
		{"an unknown column in our own file", "child,placed_on,nickname\n", "nickname"},
		{"a column twice in our own file", "child,placed_on,urn,urn\n", "urn"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read("", rowsOf(c.file), Options{Today: today})
			no, ok := errors.AsType[*fault.Error](err)
			if !ok || no.Kind != fault.Invalid || !strings.Contains(no.What, c.says) || no.Next == "" {
				t.Errorf("got %v, want a refusal that says %q and what to do", err, c.says)
			}
		})
	}
}

func TestAFileThatBreaksOffIsNotApplied(t *testing.T) {
	torn := errors.New("the file breaks off")
	_, err := Read("", func(yield func(sheet.Row, error) bool) {
		if yield(sheet.Row{Line: 1, Cells: []string{"child", "placed_on"}}, nil) {
			yield(sheet.Row{}, torn)
		}
	}, Options{})
	if !errors.Is(err, torn) {
		t.Errorf("got %v, want %v", err, torn)
	}
}

func TestAHeaderFileLeavesNothingBehind(t *testing.T) {
	got := read(t, testdata(t, "header.csv"))
	if got.Rows != 5 || len(got.Stays)+len(got.Children)+len(got.Rejected) != 0 || len(got.Warnings) != 1 {
		t.Errorf("got %+v, want 5 rows, one warning, and nothing else", got)
	}
	if !Merge(nil, got, Source{}).None() {
		t.Error("a header file changed placements")
	}
}

func TestUnknownColumnsAreWarnedOf(t *testing.T) {
	got := read(t, "CHILD,DECOM,PLACE,DEC,Shoe size,URN,URN\n1,01/03/2026,K2,,4,1234567,7654321\n")
	want := []string{"columns not known, and not read: Shoe size", "columns that stand twice, of which the first is read: URN",
		"no column PLACE_PROVIDER: it is not known for any row"}
	if diff := cmp.Diff(want, got.Warnings); diff != "" {
		t.Error(diff)
	}
	if got := line(got.Stays[0]); got != "1 2026-03-01 open K2  1234567" {
		t.Errorf("got %q", got)
	}
}
