package intake

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"placewatch/domain/sheet"
)

var usual = []sheet.Row{
	{Line: 1, Cells: []string{"URN", "Provision type", "Name", "Latest full inspection event type"}},
	{Line: 2, Cells: []string{"1234567", "Children's home", "Elm House", "Full inspection"}},
	{Line: 3, Cells: []string{"SC123456", "Children's home", "Café Lodge", "SC – Emergency inspection"}},
}

func TestCSVIsReadHoweverItWasWritten(t *testing.T) {
	for _, tc := range []struct {
		file string
		want []sheet.Row
	}{
		{"utf8_bom_crlf.csv", usual},
		{"ascii_lf_no_last_newline.csv", usual[:2]},
		{"utf16_le.csv", usual},
		{"utf16_be.csv", usual},
		{"utf16_le_no_mark.csv", usual},
		{"cr_only.csv", usual},
		{"windows_1252.csv", []sheet.Row{
			{Line: 1, Cells: []string{"Note one"}},
			{Line: 2, Cells: []string{"Note two"}},
			{Line: 3, Cells: []string{"Provider level as at 31 March 2022"}},
			{Line: 5, Cells: usual[0].Cells},
			{Line: 6, Cells: []string{"SC123456", "Children’s home", "Elm House", "SC – Emergency inspection"}},
		}},
		{"mac_os_roman.csv", []sheet.Row{
			{Line: 1, Cells: []string{"Children's social care data in England 2024 – Provider level as at 31 March 2024"}},
			{Line: 2, Cells: []string{"A note"}},
			{Line: 4, Cells: []string{"URN", "Name", "Places"}},
			{Line: 5, Cells: []string{"1234567", "Elm House", "3"}},
		}},
		{"header_line_breaks.csv", []sheet.Row{
			{Line: 1, Cells: []string{"Provider level as at 31 March 2025 – title"}},
			{Line: 2, Cells: []string{"A note"}},
			{Line: 3, Cells: []string{"Another"}},
			{Line: 4, Cells: []string{"URN", "Name", "\nLatest full inspection date", "\nPlaces"}},
			{Line: 7, Cells: []string{"1234567", "Elm House", "05/11/2024", "2"}},
			{Line: 8, Cells: []string{"SC123456", "Oak, Ltd", "", "6"}},
		}},
		{"semicolon.csv", []sheet.Row{
			{Line: 1, Cells: []string{"URN", "Name", "Address"}},
			{Line: 2, Cells: []string{"1234567", "Elm House", "1, High Street, Leeds"}},
			{Line: 3, Cells: []string{"SC123456", "Oak; Ltd", "2, Low Road"}},
		}},
		{"tab.csv", []sheet.Row{
			{Line: 1, Cells: []string{"URN", "Name"}},
			{Line: 2, Cells: []string{"1234567", "Elm, Oak and Ash"}},
		}},
		{"sep_hint.csv", []sheet.Row{
			{Line: 2, Cells: []string{"URN", "Places"}},
			{Line: 3, Cells: []string{"1234567", "3"}},
		}},
		{"blank_records.csv", []sheet.Row{
			{Line: 1, Cells: []string{"Band", "", "Latest"}},
			{Line: 2, Cells: []string{"URN", "Name", "Places"}},
			{Line: 4, Cells: []string{"1234567", "Elm House", "3"}},
		}},
		{"quotes.csv", []sheet.Row{
			{Line: 1, Cells: []string{"URN", "Name", "Note"}},
			{Line: 2, Cells: []string{"1234567", `The "Elm" House`, `5" pipe`}},
			{Line: 3, Cells: []string{"1234568", "Oak House", `say "no"`}},
			{Line: 4, Cells: []string{"1234569", "first line\nsecond line", "x"}},
			{Line: 6, Cells: []string{"1234570", "Ash", "y"}},
		}},
		{"ragged.csv", []sheet.Row{
			{Line: 1, Cells: []string{"URN", "Name", "Places"}},
			{Line: 2, Cells: []string{"1234567"}},
			{Line: 3, Cells: []string{"1234568", "Oak", "3", "extra"}},
		}},
		{"zero_bytes.csv", []sheet.Row{
			{Line: 1, Cells: []string{"URN", "Name"}},
			{Line: 2, Cells: []string{"1234567", "Elm\x00 House"}},
		}},
	} {
		t.Run(tc.file, func(t *testing.T) {
			f := open(t, tc.file, fixture(t, tc.file))
			if f.Format != "csv" || len(f.Sheets) != 1 || f.Sheets[0].Name != "" {
				t.Fatalf("got %s with sheets %v, want one sheet of csv without a name", f.Format, f.Sheets)
			}
			for range 2 {
				got, err := collect(f.Sheets[0].Rows)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tc.want, got); diff != "" {
					t.Errorf("rows differ (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// A quotation mark that was never closed once hid every row up to the next one:
// children in those rows were in no list at all.
func TestQuotationMarkThatIsNotClosedSwallowsNoRows(t *testing.T) {
	const header = "a,b,c,d,e,f\n1,2,3,4,5,6\n"
	for _, tc := range []struct {
		name, data string
		line       int
	}{
		{"to the end of the file", header + "1,\"Elm,3,4,5,6\n", 3},
		{"to the mark that opens a later cell", header + "1,\"Elm,3,4,5,6\n1,\"Oak\",3,4,5,6\n", 3},
		{"over a whole row, to a mark at the end of a cell", header + "1,\"Elm,3,4,5,6\n1,2,3,4,5,6\n1,5\",3,4,5,6\n", 3},
		{"from the second line of its row", "a,b\n\"1\n2\",\"Elm\n", 3},
		{"over more text than a cell may hold", "a,b\n\n1,\"Elm\n" + strings.Repeat("x", 70_000), 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			no := refusal(t, "list.csv", []byte(tc.data), DefaultLimits())
			if no.Line != tc.line || !strings.Contains(no.What, "a quotation mark opens in column 2") {
				t.Errorf("got line %d: %s, want line %d and column 2", no.Line, no.What, tc.line)
			}
		})
	}
}

func TestAddressOfSeveralLinesIsOneCell(t *testing.T) {
	f := open(t, "list.csv", []byte("URN,Address,Places\n1234567,\"Flat 2, The Grange\n7, High Street, Leeds\nLS1, England\",3\n"))
	got, err := collect(f.Sheets[0].Rows)
	if err != nil || len(got) != 2 || got[1].Cells[2] != "3" {
		t.Errorf("got %v, %v, want two rows", got, err)
	}
}

func TestCSVBeyondTheLimitsIsRefused(t *testing.T) {
	lim := DefaultLimits()
	lim.Rows = 3
	for _, tc := range []struct {
		name, data string
		lim        Limits
		line       int
		want       string
	}{
		{"a long cell", "URN,Name\n1234567," + strings.Repeat("x", 65_537), DefaultLimits(), 2, "the cell in column 2 is longer than 64 KiB"},
		{"a long row", "URN\n" + strings.Repeat(strings.Repeat("x", 60_000)+",", 80), DefaultLimits(), 2, "the row is longer than 4 MiB"},
		{"many columns", "URN\n" + strings.Repeat("x,", 16_385), DefaultLimits(), 2, "there are more than 16384 columns"},
		{"a cell beyond a million empty ones", "URN\n" + strings.Repeat(",", 1_000_000) + "x", DefaultLimits(), 2, "there are more than 16384 columns"},
		{"many rows", "URN\n1\n2\n\n3\n", lim, 5, "there are more than 3 rows"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			no := refusal(t, "list.csv", []byte(tc.data), tc.lim)
			if no.Line != tc.line || no.What != tc.want || no.Source != "S12" {
				t.Errorf("got line %d: %s (%s), want line %d: %s (S12)", no.Line, no.What, no.Source, tc.line, tc.want)
			}
		})
	}
}

func TestMillionEmptyColumnsAreNoColumns(t *testing.T) {
	f := open(t, "list.csv", []byte("URN,Name"+strings.Repeat(",", 1_000_000)+"\n1234567,Elm\n"))
	got, err := collect(f.Sheets[0].Rows)
	want := []sheet.Row{{Line: 1, Cells: []string{"URN", "Name"}}, {Line: 2, Cells: []string{"1234567", "Elm"}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("got %v (-want +got):\n%s", err, diff)
	}
}

func TestLongLineIsRefusedBeforeItIsRead(t *testing.T) {
	data := bytes.Repeat([]byte("x"), 16<<20)
	var read int64
	f, err := OpenReader(t.Context(), "list.csv", bytes.NewReader(data), int64(len(data)), DefaultLimits(),
		func(done, total int64) { read = done })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := collect(f.Sheets[0].Rows); err == nil || read > 1<<20 {
		t.Errorf("got %v after %d bytes, want a refusal within the first MiB", err, read)
	}
}

func TestCSVThatWasWrittenIsReadBackTheSame(t *testing.T) {
	words := rapid.SampledFrom([]string{"", "URN", "1234567", "Elm House", "a,b", "a;b", "a\tb", `say "no"`, "two\nlines", "Café", "–"})
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(words, 2, 5), 1, 20).Draw(rt, "rows")
		crlf := rapid.Bool().Draw(rt, "crlf")
		var b bytes.Buffer
		b.WriteString("\uFEFFone,two,three,four,five,six\n") // so that comma is the likeliest delimiter
		w := csv.NewWriter(&b)
		w.UseCRLF = crlf
		if err := w.WriteAll(rows); err != nil {
			rt.Fatal(err)
		}
		in := input{ctx: t.Context(), name: "list.csv", r: bytes.NewReader(b.Bytes()), size: int64(b.Len()), lim: DefaultLimits(), progress: silent}
		tab := in.csvTable(in.reader(), nil, ',')
		got, err := collect(in.rows(func() (table, error) { return tab, nil }))
		if err != nil {
			rt.Fatal(err)
		}
		var cells [][]string
		for _, row := range got[1:] {
			cells = append(cells, row.Cells)
		}
		if diff := cmp.Diff(trimmed(rows), cells); diff != "" {
			rt.Errorf("rows differ (-want +got):\n%s", diff)
		}
	})
}

// trimmed leaves out empty cells at the end, and then rows without cells.
func trimmed(rows [][]string) [][]string {
	var kept [][]string
	for _, cells := range rows {
		for len(cells) > 0 && cells[len(cells)-1] == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) > 0 {
			kept = append(kept, cells)
		}
	}
	return kept
}
