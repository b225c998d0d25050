package placement

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// FuzzRead holds for any file what an import promises: no row and no child is
// lost, the same file again changes nothing, and what was read and exported
// reads back the same.
func FuzzRead(f *testing.F) {
	f.Add(Template())
	f.Add(ownHeader + "'-7,2026-01-12,,children's home,private,=1+1,\"a,b\",'=x\n")
	f.Add(episodeHeader + "7,01/01/2025,S,C1,N1,K2,PR4,01/06/2025,X1,,,,1234567\n7,01/06/2025,L,C2,N1,K2,PR4,,,,,,1234567 \n")
	f.Add("Children as at 31 March 2025\n\nchild,decom,place,dec\n7,45747,K9,\n,,,\n8,1.02E+05,,01/01/2090\n")
	f.Add("Child Unique ID,Start Date of Most Recent Placement,Placement Type\n7,31/03/2025,h) Children’s Homes\n")
	f.Add("CHILD,SEX,DOB,ETHNIC\n7,M,01/01/2015,WBRI\n")
	f.Fuzz(func(t *testing.T, file string) {
		table, err := Read("sheet", rowsOf(file), Options{Today: today})
		if err != nil {
			return
		}
		if table.RecognisedAs != EpisodesHead && table.Accepted+len(table.Rejected) != table.Rows {
			t.Fatalf("%d accepted and %d rejected of %d rows", table.Accepted, len(table.Rejected), table.Rows)
		}
		for _, c := range table.Children {
			if !slices.Contains(table.Unplaced, c) && !slices.ContainsFunc(table.Stays, func(s Stay) bool { return s.Child == c }) {
				t.Fatal("a child has no stay and is not unplaced")
			}
		}
		held := Merge(nil, table, Source{}).Apply(nil)
		if again := Merge(held, table, Source{Newest: table.AsAt}); !again.None() {
			t.Fatalf("the second time changed: %q", say(again))
		}
		var b bytes.Buffer
		if err := WriteCSV(&b, held); err != nil {
			t.Fatal(err)
		}
		back, err := Read("", rowsOf(b.String()), Options{AsAt: table.AsAt, Today: today})
		if err != nil {
			t.Fatal(err)
		}
		bare := slices.Clone(table.Stays)
		for i := range bare {
			bare[i].Line = 0
		}
		if diff := cmp.Diff(bare, back.Stays, opts, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(Stay{}, "Line")); diff != "" {
			t.Fatal(diff)
		}
	})
}

// A large council's ten years: 82,000 episodes, read and merged.
func BenchmarkReadAndMerge(b *testing.B) {
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	w.Write(strings.Split(strings.TrimSpace(episodeHeader), ","))
	for i := range 82_000 {
		start := day("2015-01-01").AddDays(i % 10 * 300)
		end := start.AddDays(300).String()
		if i%10 == 9 {
			end = ""
		}
		w.Write([]string{strconv.Itoa(i / 10), start.String(), "P", "C2", "N1", "K2", "PR4", end, "X1", "CARPL", "ZZ1 1ZZ", "ZZ2 2ZZ", strconv.Itoa(1000000 + i%997)})
	}
	w.Flush()
	rows := rowsOf(file.String())
	b.ResetTimer()
	for b.Loop() {
		table, err := Read("", rows, Options{Today: today})
		if err != nil || len(table.Stays) == 0 {
			b.Fatal(err)
		}
		held := Merge(nil, table, Source{}).Apply(nil)
		if !Merge(held, table, Source{}).None() {
			b.Fatal("the second time changed something")
		}
	}
}
