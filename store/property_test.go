package store

import (
	"fmt"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
)

// Whatever files come, in whatever order: every open placement is in one bucket,
// the buckets add up, no child of ours below the threshold is missing from the
// board, the store is as its journal tells, and no import lowers what is owed
// unless Ofsted or the council's own file says why.
func TestTheBucketsAddUpAfterAnyFiles(t *testing.T) {
	folder := t.TempDir()
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		s, err := Open(t.Context(), filepath.Join(folder, fmt.Sprint(n, ".db")), options(t))
		if err != nil {
			r.Fatal(err)
		}
		defer s.Close()
		by := lead(friday())
		for range rapid.IntRange(1, 6).Draw(r, "files") {
			asAt := rapid.SampledFrom([]string{"2025-03-31", "2025-06-30", "2025-09-30", "2026-01-31"}).Draw(r, "as at")
			var lines []string
			if rapid.Bool().Draw(r, "from Ofsted") {
				for _, urn := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"1234567", "1234568", "SC123456"}), 0, 3, rapid.ID[string]).Draw(r, "urns") {
					lines = append(lines, fmt.Sprintf("%s,Children's home,%s,%s,%s,,%s", urn,
						rapid.SampledFrom([]string{"Active", "Suspended", "Resigned", ""}).Draw(r, "status"),
						rapid.SampledFrom([]string{"Full inspection", "Monitoring inspection", "Assurance inspection"}).Draw(r, "kind"),
						rapid.SampledFrom([]string{"12/03/2025", "10/01/2025", "05/06/2024", "soon"}).Draw(r, "inspected"),
						rapid.SampledFrom([]string{"Good", "Inadequate", "Requires improvement to be good", "Not judged", "Splendid", ""}).Draw(r, "grade")))
				}
				takeAny(t, r, s, by, ofstedList(t, asAt, lines...))
			} else {
				for _, child := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"c1", "c2", "c3", "c4"}), 0, 4, rapid.ID[string]).Draw(r, "children") {
					lines = append(lines, fmt.Sprintf("%s,%s,%s,%s,%s,%s,,", child,
						rapid.SampledFrom([]string{"2025-01-10", "2025-02-01"}).Draw(r, "placed on"),
						rapid.SampledFrom([]string{"", "", "2025-03-01"}).Draw(r, "ended on"),
						rapid.SampledFrom([]string{"K2", "P1", "U1", "R1", ""}).Draw(r, "type"),
						rapid.SampledFrom([]string{"PR4", "PR1", "PR0"}).Draw(r, "provider"),
						rapid.SampledFrom([]string{"1234567", "1234568", "SC123456", "7654321", "XXXXXXX", "", "n/k"}).Draw(r, "urn")))
				}
				if _, err := s.ImportPlacements(t.Context(), by, file(fmt.Sprint(asAt, lines)), []*placement.Table{ourFile(t, asAt, lines...)}, false); err != nil {
					r.Fatal(err)
				}
			}
			sound(t, r, s)
		}
		if found, err := s.Doctor(t.Context(), friday()); err != nil || len(found) > 0 {
			r.Fatalf("the doctor finds %v (%v)", found, err)
		}
	})
}

func takeAny(t *testing.T, r *rapid.T, s *Store, by By, table *ofsted.Table) {
	t.Helper()
	out, err := s.ImportOfsted(t.Context(), by, file(fmt.Sprint(table)), []*ofsted.Table{table}, false)
	if err != nil {
		r.Fatal(err)
	}
	if i := out[0]; i.New+i.Changed+i.Unchanged != i.Accepted || i.New < 0 || i.Changed < 0 || i.Unchanged < 0 {
		r.Fatalf("%d new, %d changed, %d unchanged of %d accepted", i.New, i.Changed, i.Unchanged, i.Accepted)
	}
}

func sound(t *testing.T, r *rapid.T, s *Store) {
	t.Helper()
	in, err := s.Input(t.Context(), friday())
	if err != nil {
		r.Fatal(err)
	}
	sum := 0
	for _, b := range placement.Buckets() {
		sum += in.Buckets[b]
	}
	all := 0
	for _, n := range in.Buckets {
		all += n
	}
	if sum != in.Open || all != in.Open {
		r.Fatalf("%v do not add up to %d", in.Buckets, in.Open)
	}
	shown := map[placement.Bucket]int{}
	for _, p := range in.Placed {
		shown[in.BucketOf[p.ID]]++
	}
	for _, b := range []placement.Bucket{placement.BelowThreshold, placement.UnknownURN, placement.MissingURN, placement.OutsideOfsted} {
		if shown[b] != in.Buckets[b] {
			r.Fatalf("%d children are shown as %s and %d are counted", shown[b], b, in.Buckets[b])
		}
	}
	concerned := map[string]bool{}
	for _, c := range in.Cases {
		concerned[c.Place.URN.String()] = c.Open()
	}
	for _, p := range in.Placed {
		if in.BucketOf[p.ID] == placement.BelowThreshold && !concerned[p.URN.String()] {
			r.Fatalf("a child is below the threshold at %s and no concern is open there", p.URN)
		}
	}
}
