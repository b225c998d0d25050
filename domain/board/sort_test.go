package board

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"placewatch/domain/text"
)

func refsOf(rows []ChildRow) string {
	var out []string
	for _, r := range rows {
		out = append(out, strings.TrimPrefix(r.Child.String(), "C-0"))
	}
	return strings.Join(out, " ")
}

func TestSortChildren(t *testing.T) {
	tests := []struct {
		name, key string
		reverse   bool
		want      string
	}{
		{"the board's own order comes first", "rank", false, "412 388 391 420 433 407 299"},
		{"the board's own order, reversed", "rank", true, "299 407 433 420 391 388 412"},
		{"a key nobody knows keeps the board's order", "colour", false, "412 388 391 420 433 407 299"},
		{"due first, no date last", "due", false, "412 388 391 420 433 299 407"},
		{"no date stays last when reversed", "due", true, "433 420 391 388 412 299 407"},
		{"by provision, due first within one", "provision", false, "412 388 407 391 420 433 299"},
		{"worst first, the unknown above the sound", "judgement", false, "412 388 407 391 420 433 299"},
		{"by reference", "reference", false, "299 388 391 407 412 420 433"},
		{"nobody's last", "owner", false, "412 420 391 407 299 388 433"},
		{"days late first, then due", "late", false, "412 388 391 420 433 299 407"},
		{"most children first", "children", false, "412 388 420 433 391 299 407"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := refsOf(SortChildren(drawn().Children, tt.key, tt.reverse)); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestSortRevisitsAndVisits(t *testing.T) {
	var got []string
	for _, r := range SortRevisits(drawn().Revisits, "due", true) {
		got = append(got, r.ID)
	}
	for _, r := range SortRevisits(drawn().Revisits, "provision", false) {
		got = append(got, r.ID)
	}
	for _, r := range SortVisits(drawn().Visits, "owner", false) {
		got = append(got, r.ID)
	}
	for _, r := range SortVisits(drawn().Visits, "late", true) {
		got = append(got, r.ID)
	}
	want := strings.Fields("w3 w2 w1 w4  w2 w3 w1 w4  v2 v1 v3  v3 v2 v1")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEverySortKeyOrdersTheSameRowsTheSameWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := make([]ChildRow, rapid.IntRange(0, 12).Draw(t, "rows"))
		for i := range rows {
			rows[i] = ChildRow{ID: fmt.Sprint(i),
				Child:     text.Clean(rapid.SampledFrom([]string{"C-1", "C-2", ""}).Draw(t, "child")),
				Provision: text.Clean(rapid.SampledFrom([]string{"Élan", "elan", "Oak", ""}).Draw(t, "provision")),
				URN:       rapid.SampledFrom([]string{"1000001", "1000002", ""}).Draw(t, "urn"),
				Judgement: rapid.SampledFrom([]string{"INAD", "RI(p)", "?", "GOOD"}).Draw(t, "judgement"),
				DaysLate:  rapid.IntRange(0, 2).Draw(t, "late")}
			if rapid.Bool().Draw(t, "dated") {
				rows[i].Due = drawnOn.AddDays(rapid.IntRange(-2, 2).Draw(t, "due"))
			}
		}
		key := rapid.SampledFrom(SortKeys(ChildrenPane)[1:]).Draw(t, "key").Name
		reverse := rapid.Bool().Draw(t, "reverse")
		given := slices.Clone(rows)
		want := SortChildren(rows, key, reverse)
		if diff := cmp.Diff(refsAndIDs(given), refsAndIDs(rows)); diff != "" {
			t.Fatalf("the shared rows were moved: %s", diff)
		}
		shuffled := rapid.Permutation(rows).Draw(t, "shuffled")
		if diff := cmp.Diff(refsAndIDs(want), refsAndIDs(SortChildren(shuffled, key, reverse))); diff != "" {
			t.Fatalf("%s: another order from the same rows:\n%s", key, diff)
		}
	})
}

func refsAndIDs(rows []ChildRow) []string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Child.String()+"/"+r.ID)
	}
	return out
}

func TestSortKeysNameTheDefaultFirst(t *testing.T) {
	for _, p := range []Pane{ChildrenPane, RevisitsPane, VisitsPane} {
		keys := SortKeys(p)
		if len(keys) < 4 || keys[0].Name != "rank" {
			t.Errorf("%s: %v", p, keys)
		}
		for _, k := range keys {
			if k.Words == "" {
				t.Errorf("%s: %s has no words for the title", p, k.Name)
			}
		}
	}
}

func BenchmarkSortChildren(b *testing.B) {
	var rows []ChildRow
	for i := range 5000 {
		r := drawn().Children[i%7]
		r.ID = fmt.Sprint(i)
		rows = append(rows, r)
	}
	for b.Loop() {
		SortChildren(rows, "provision", false)
	}
}
