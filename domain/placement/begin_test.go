package placement

import (
	"strings"
	"testing"

	"placewatch/domain/text"
)

// A placement that a person recorded is numbered after those held of the child, and
// the file that brings it is where it is then known from.
func TestAPlacementThatAPersonRecordedIsTheFilesOwn(t *testing.T) {
	held := []Placement{{ID: "c1/2", Child: text.Clean("c1"), PlacedOn: day("2025-01-10"), EndedOn: day("2025-03-01")}}
	p := Begin(held, Placement{Child: text.Clean("c1"), PlacedOn: day("2026-02-10"), URN: text.Clean("1027077"), LastSeen: day("2026-02-11")})
	if p.ID != "c1/3" || !p.FromFile.IsZero() {
		t.Fatalf("begun: %+v", p)
	}
	table := &Table{AsAt: day("2026-02-20"), Children: []text.Text{p.Child},
		Stays: []Stay{{Child: p.Child, PlacedOn: p.PlacedOn, URN: p.URN, Type: "K2"}}}
	after := Merge(append(held, p), table, Source{File: text.Clean("list.csv")}).Apply(append(held, p))
	if len(after) != 2 || after[1].ID != p.ID || after[1].Type != "K2" || after[1].FromFile != text.Clean("list.csv") {
		t.Errorf("after the file: %+v", after)
	}
}

func TestAChildsIDIsReadAsAFileGivesIt(t *testing.T) {
	for cell, want := range map[string]string{"C-0500": "C-0500", "1234.0": "1234", "AB 1234": "AB 1234"} {
		if got, why := readID(cell); got.String() != want || why != "" {
			t.Errorf("%q is read as %q: %s", cell, got, why)
		}
	}
	for _, cell := range []string{"", "1.02E+06", "a\x00b", strings.Repeat("9", 65)} {
		if _, why := readID(cell); why == "" {
			t.Errorf("%q is taken for an id", cell)
		}
	}
}

// Only references are kept of a child (domain.md, principle 8): what a person types
// is not taken where it reads as a name or a date of birth, and is never repeated.
func TestANameOrADateOfBirthIsNoReference(t *testing.T) {
	for _, ref := range []string{"C-0412", "102334", "K4021", "c1", "new", "LCS/10233", "2024-0117", strings.Repeat("9", 32)} {
		if got, why := ReadChild(ref); got.String() != ref || why != "" {
			t.Errorf("%q is read as %q: %s", ref, got, why)
		}
	}
	for _, typed := range []string{"John Smith 12/3/2010", "John Smith", "J. 2010-03-12", "12/03/2010", "2010-03-12", "Smith,12/3/2010", "AB\u00a0123",
		strings.Repeat("9", 33), "", "1.02E+06"} {
		_, why := ReadChild(typed)
		if why == "" || typed != "" && strings.Contains(why, typed) && typed != "1.02E+06" {
			t.Errorf("%q is taken for a reference, or repeated: %q", typed, why)
		}
	}
}
