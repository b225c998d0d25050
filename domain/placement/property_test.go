package placement

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/domain/sheet"
	"placewatch/domain/text"
)

var opts = gocmp.AllowUnexported(text.Text{}, civil.Date{})

// anyRows draws rows of episodes of a few children within a few weeks, so that
// they touch, overlap and contradict each other.
func anyRows(rt *rapid.T, label string) []sheet.Row {
	rows := []sheet.Row{{Line: 1, Cells: strings.Split("CHILD,DECOM,DEC,REC,PLACE,PLACE_PROVIDER,URN,LS", ",")}}
	for i := range rapid.IntRange(0, 12).Draw(rt, label) {
		start := day("2026-01-01").AddDays(rapid.IntRange(0, 30).Draw(rt, "start"))
		end := ""
		if rapid.Bool().Draw(rt, "ended") {
			end = start.AddDays(rapid.IntRange(-1, 20).Draw(rt, "days")).String()
		}
		rows = append(rows, sheet.Row{Line: i + 2, Cells: []string{
			rapid.SampledFrom([]string{"1", "2", "3", ""}).Draw(rt, "child"),
			rapid.SampledFrom([]string{start.String(), start.String(), start.String(), "soon"}).Draw(rt, "decom"), end,
			rapid.SampledFrom([]string{"X1", "E4A", ""}).Draw(rt, "rec"),
			rapid.SampledFrom([]string{"K2", "U6", "P1", "R2", "T4", "K9", ""}).Draw(rt, "place"),
			rapid.SampledFrom([]string{"PR0", "PR1", "PR4", ""}).Draw(rt, "provider"),
			rapid.SampledFrom([]string{"SC123456", "1234567", "7654321", NoURN, "1.02E+06", ""}).Draw(rt, "urn"),
			rapid.SampledFrom([]string{"C2", "V4", ""}).Draw(rt, "ls"),
		}})
	}
	return rows
}

func tableOf(rt *rapid.T, rows []sheet.Row, asAt string) *Table {
	table, err := Read("", func(yield func(sheet.Row, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}, Options{AsAt: day(asAt), Today: today})
	if err != nil {
		rt.Fatal(err)
	}
	return table
}

func openOf(ps []Placement) int {
	n := 0
	for _, p := range ps {
		if p.Open() {
			n++
		}
	}
	return n
}

func TestEveryChildOfAFileIsSomewhere(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		table := tableOf(rt, anyRows(rt, "rows"), "2026-03-01")
		if table.Accepted+len(table.Rejected) != table.Rows {
			rt.Fatalf("%d accepted and %d rejected of %d rows", table.Accepted, len(table.Rejected), table.Rows)
		}
		for _, c := range table.Children {
			if !slices.Contains(table.Unplaced, c) && !slices.ContainsFunc(table.Stays, func(s Stay) bool { return s.Child == c }) {
				rt.Fatalf("child %s has no stay and is not unplaced", c)
			}
		}
		for i, s := range table.Stays[min(1, len(table.Stays)):] {
			before := table.Stays[i]
			if before.Child == s.Child && (before.Open() || before.EndedOn.After(s.PlacedOn)) {
				rt.Fatalf("two stays of one child overlap: %s, %s", line(before), line(s))
			}
		}
	})
}

func TestTheOrderOfRowsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rows := anyRows(rt, "rows")
		shuffled := append(rows[:1:1], rapid.Permutation(rows[1:]).Draw(rt, "order")...)
		a, b := tableOf(rt, rows, "2026-03-01"), tableOf(rt, shuffled, "2026-03-01")
		for _, table := range []*Table{a, b} { // rows on one line of a file do not occur
			slices.SortFunc(table.Rejected, func(x, y sheet.Rejection) int { return cmp.Compare(x.Line, y.Line) })
		}
		if diff := gocmp.Diff(a, b, opts); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func TestOnlyAnExplicitEndOrMoveEndsAPlacement(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		held := apply(nil, tableOf(rt, anyRows(rt, "first"), "2026-02-20"))
		next := tableOf(rt, anyRows(rt, "second"), "2026-03-01")
		c := Merge(held, next, Source{Newest: day("2026-02-20")})
		reopened := 0
		for _, ch := range c.Changed {
			if !ch.Before.Open() && ch.After.Open() {
				reopened++
			}
		}
		if got, want := openOf(c.Apply(held)), openOf(held)+len(c.New)+reopened-len(c.Ended); got != want {
			rt.Fatalf("%d open, want %d", got, want)
		}
		ended := map[text.Text]bool{}
		for _, e := range c.Ended {
			ended[e.After.Child] = true
		}
		for _, m := range c.Moved {
			ended[m.Ended.Child] = true
		}
		for child := range ended {
			if !slices.ContainsFunc(next.Stays, func(s Stay) bool { return s.Child == child }) {
				rt.Fatalf("child %s was ended by a file that says nothing of her", child)
			}
		}
	})
}

func TestTheSameFileTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		first, second := tableOf(rt, anyRows(rt, "first"), "2026-02-20"), tableOf(rt, anyRows(rt, "second"), "2026-03-01")
		held := apply(nil, first, second)
		for _, again := range []*Table{second, first} {
			if c := Merge(held, again, Source{Newest: day("2026-03-01")}); !c.None() {
				rt.Fatalf("the second time changed: %q", say(c))
			}
		}
	})
}

func TestAnOlderFileAfterANewerTouchesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		older, newer := tableOf(rt, anyRows(rt, "older"), "2026-02-20"), tableOf(rt, anyRows(rt, "newer"), "2026-03-01")
		held := apply(nil, newer)
		after := Merge(held, older, Source{Newest: day("2026-03-01")})
		if len(after.Ended)+len(after.Moved)+len(after.Changed)+len(after.Seen) > 0 {
			rt.Fatalf("an older file changed what we hold: %q", say(after))
		}
		for _, p := range after.New {
			if slices.ContainsFunc(held, func(h Placement) bool { return h.Child == p.Child }) || !p.Unmatched {
				rt.Fatalf("an older file added %s to a child we know, or unmarked", p.ID)
			}
		}
	})
}

func TestIdsAreNeverSharedNorChanged(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var held []Placement
		for _, asAt := range []string{"2026-02-20", "2026-02-25", "2026-03-01"} {
			c := Merge(held, tableOf(rt, anyRows(rt, asAt), asAt), Source{})
			ids := map[string]bool{}
			for _, p := range c.Writes() {
				if ids[p.ID] {
					rt.Fatalf("id %s is written twice", p.ID)
				}
				ids[p.ID] = true
			}
			for _, p := range slices.Concat(c.New, c.Past) {
				if slices.ContainsFunc(held, func(h Placement) bool { return h.ID == p.ID }) {
					rt.Fatalf("new placement takes the id %s", p.ID)
				}
			}
			held = c.Apply(held)
		}
	})
}

func TestTheCountsAddUpToTheOpenPlacements(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		held := apply(nil, tableOf(rt, anyRows(rt, "rows"), "2026-03-01"))
		find := func(u ofsted.URN) (ofsted.Bucket, bool, bool) {
			b := rapid.SampledFrom([]ofsted.Bucket{ofsted.BelowThreshold, ofsted.AtOrAbove, ofsted.NotYetInspected,
				ofsted.NoOverall, ofsted.OutsideOfsted, ofsted.Unknown, "a word of tomorrow"}).Draw(rt, "bucket")
			return b, rapid.Bool().Draw(rt, "ended"), rapid.Bool().Draw(rt, "found")
		}
		counts, sum := map[Bucket]int{}, 0
		for _, p := range held {
			if p.Open() {
				b, why := BucketOf(p, find)
				if why == "" {
					rt.Fatalf("%s is in %s without a reason", p.ID, b)
				}
				counts[b]++
			}
		}
		for _, b := range Buckets() {
			sum += counts[b]
		}
		if sum != openOf(held) {
			rt.Fatalf("the counts %v add up to %d, and %d are open", counts, sum, openOf(held))
		}
	})
}

func TestWhatIsExportedIsImportedAgain(t *testing.T) {
	word := rapid.StringMatching(`['=+@-]{0,3}[A-Za-z ,"é]{0,8}`)
	rapid.Check(t, func(rt *rapid.T) {
		var want []Placement
		for i := range rapid.IntRange(0, 5).Draw(rt, "n") {
			p := Placement{ID: fmt.Sprintf("x%d/1", i), Child: text.Clean(fmt.Sprintf("x%d", i)),
				PlacedOn: day("2026-01-01").AddDays(i), LastSeen: day("2026-03-01"),
				Type:     rapid.SampledFrom([]string{"K2", "U6", "Z11", ""}).Draw(rt, "type"),
				Provider: rapid.SampledFrom([]string{"PR0", "PR4", ""}).Draw(rt, "provider"),
				URN:      text.Clean(rapid.SampledFrom([]string{"SC123456", NoURN, "=1+1", "'=1", ""}).Draw(rt, "urn")),
				Team:     text.Clean(word.Draw(rt, "team")), Worker: text.Clean(word.Draw(rt, "worker"))}
			if rapid.Bool().Draw(rt, "ended") {
				p.EndedOn = p.PlacedOn.AddDays(9)
			}
			want = append(want, p)
		}
		var b bytes.Buffer
		if err := WriteCSV(&b, want); err != nil {
			rt.Fatal(err)
		}
		table, err := Read("", rowsOf(b.String()), Options{AsAt: day("2026-03-01")})
		if err != nil {
			rt.Fatal(err)
		}
		got := Merge(nil, table, Source{}).Apply(nil)
		if diff := gocmp.Diff(want, got, opts, gocmp.Transformer("nil", func(ps []Placement) []Placement { return append([]Placement{}, ps...) })); diff != "" && len(want) > 0 {
			rt.Fatal(diff)
		}
	})
}
