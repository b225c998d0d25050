package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// A year's list has about 5,600 provisions and 32 columns.
const (
	benchRows    = 5600
	benchColumns = 32
)

func benchmark(b *testing.B, data []byte) {
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		f, err := OpenReader(b.Context(), "list", bytes.NewReader(data), int64(len(data)), DefaultLimits(), nil)
		if err != nil {
			b.Fatal(err)
		}
		if rows, err := collect(f.Sheets[0].Rows); err != nil || len(rows) != benchRows {
			b.Fatalf("got %d rows and %v", len(rows), err)
		}
	}
}

func BenchmarkCSV(b *testing.B) {
	var s strings.Builder
	for i := range benchRows {
		fmt.Fprintf(&s, "%d%s\r\n", 1000000+i, strings.Repeat(",\"Elm House, the fourth\"", benchColumns-1))
	}
	benchmark(b, []byte(s.String()))
}

func BenchmarkXLSX(b *testing.B) {
	var s strings.Builder
	for i := range benchRows {
		fmt.Fprintf(&s, `<row r="%d"><c r="A%d"><v>%d</v></c>`, i+1, i+1, 1000000+i)
		s.WriteString(strings.Repeat(`<c s="1"><v>44354</v></c><c t="s"><v>1</v></c>`, (benchColumns-1)/2))
		s.WriteString(`</row>`)
	}
	list := dateBook
	list.sheets = []string{"One", s.String()}
	benchmark(b, packed(b, zip.Deflate, list.parts()...))
}

func BenchmarkODS(b *testing.B) {
	var s strings.Builder
	s.WriteString(`<table:table table:name="One">`)
	for i := range benchRows {
		fmt.Fprintf(&s, `<table:table-row table:style-name="ro%d"><table:table-cell office:value-type="float" office:value="%d"><text:p>%d</text:p></table:table-cell>`, i%7, 1000000+i, i)
		s.WriteString(strings.Repeat(`<table:table-cell office:value-type="date" office:date-value="2021-06-07T00:00:00" table:style-name="ce74"><text:p>07/06/2021</text:p></table:table-cell>`+
			`<table:table-cell office:value-type="string" table:style-name="ce23"><text:p>Elm House &amp; Co</text:p></table:table-cell>`, (benchColumns-1)/2))
		s.WriteString(`<table:table-cell table:number-columns-repeated="16353"/></table:table-row>`)
	}
	s.WriteString(`</table:table>`)
	benchmark(b, odsBytes(b, zip.Deflate, s.String()))
}
