package store

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/board"
)

func foundIn(t testing.TB, s *Store, typed string) []board.Found {
	t.Helper()
	found, _, err := s.Find(t.Context(), friday(), typed)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// said is what the finder must not get wrong of each provision.
func said(found []board.Found) []string {
	var out []string
	for _, p := range found {
		out = append(out, fmt.Sprintf("%s %s children=%d concern=%v frozen=%v", p.URN, p.Judgement, p.Children, p.Concern, p.Held != ""))
	}
	return out
}

func TestAProvisionIsFoundWhetherItIsOnTheBoardOrNot(t *testing.T) {
	s := exposed(t)
	takeOfsted(t, s, lead(friday()), ofstedList(t, "2025-03-31", home("1234569", "12/03/2025", "Inadequate"), home("1234570", "", "")))
	on, off := "1234567 INAD children=1 concern=true frozen=true", "1234568 GOOD children=1 concern=false frozen=false"
	watched, never := "1234569 INAD children=0 concern=false frozen=true", "1234570 not inspected children=0 concern=false frozen=false"
	for typed, want := range map[string][]string{
		"":        {on, off},
		"123456":  {on, off, watched},
		"1234568": {off},
		"12345":   {on, off, watched, never},
		"c1":      nil, // a child's reference finds nothing
		"nowhere": nil,
	} {
		if diff := cmp.Diff(want, said(foundIn(t, s, typed))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", typed, diff)
		}
	}
}

func TestWhatACallToldStandsInTheFinderAtOnce(t *testing.T) {
	s := exposed(t)
	do(t, s, admit(t, s, "ben", "placements_officer"), "urn:1234568", "OF1", "finding=inadequate", "ended_on=2026-03-05", "source=call")
	if diff := cmp.Diff([]string{"1234568 INAD(p) children=1 concern=true frozen=true"}, said(foundIn(t, s, "1234568"))); diff != "" {
		t.Error(diff)
	}
}

func TestNobodyIsCountedBeforePlacementsAreReadIn(t *testing.T) {
	s := openNew(t)
	if got := foundIn(t, s, ""); got != nil {
		t.Errorf("an empty store finds %v", got)
	}
	takeOfsted(t, s, lead(friday()), ofstedList(t, "2025-03-31", home("1234567", "12/03/2025", "Good")))
	if diff := cmp.Diff([]string{"1234567 GOOD children=-1 concern=false frozen=false"}, said(foundIn(t, s, "1234567"))); diff != "" {
		t.Error(diff)
	}
}

// Of an invented council: what the finder says of a provision is what its page says.
func TestTheFinderAndThePageSayTheSame(t *testing.T) {
	s := openNew(t)
	play(t, s, council(t, s, 120).Story)
	found := foundIn(t, s, "e")
	if len(found) != board.FoundMost {
		t.Fatalf("%d are listed", len(found))
	}
	for _, p := range found {
		in, err := s.Page(t.Context(), friday(), p.URN)
		if err != nil {
			t.Fatal(err)
		}
		page := board.BuildPage(in)
		if p.Name != page.Name || p.Children != len(page.Children) || p.Concern != strings.HasPrefix(page.Subject, "concern:") || p.Held != "" != strings.Contains(page.Freeze, "to new placements") || !strings.HasPrefix(page.Freeze, p.Held) {
			t.Errorf("%s is %+v in the finder, and %s, %d children, %s, %s on its page", p.URN, p, page.Name, len(page.Children), page.Subject, page.Freeze)
		}
	}
}

func BenchmarkFindIn5600Provisions(b *testing.B) {
	s := openNew(b)
	takeOfsted(b, s, lead(friday()), nation(b, s))
	for _, typed := range []string{"", "a", "rise", "6000123", "zzz"} {
		b.Run("typed="+typed, func(b *testing.B) {
			n := 0
			for b.Loop() {
				found, more, err := s.Find(b.Context(), friday(), typed)
				if err != nil {
					b.Fatal(err)
				}
				n = len(found) + more
			}
			b.ReportMetric(float64(n), "found")
		})
	}
}
