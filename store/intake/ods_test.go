package intake

import (
	"archive/zip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/sheet"
)

func TestODSCellIsWhatItHolds(t *testing.T) {
	for _, tc := range []struct{ name, cell, want string }{
		{"words", `<table:table-cell office:value-type="string"><text:p>Children&apos;s home</text:p></table:table-cell>`, "Children's home"},
		{"paragraphs", `<table:table-cell><text:p>one</text:p><text:p>two<text:line-break/>three</text:p></table:table-cell>`, "one\ntwo\nthree"},
		{"white space", `<table:table-cell><text:p>a<text:s text:c="2"/>b<text:s/>c<text:tab/>d</text:p></table:table-cell>`, "a  b c\td"},
		{"a link", `<table:table-cell><text:p>see <text:a><text:span>here</text:span></text:a></text:p></table:table-cell>`, "see here"},
		{"words with a note on them", `<table:table-cell><office:annotation><text:p>note</text:p></office:annotation><text:p>Elm</text:p></table:table-cell>`, "Elm"},
		{"words with a picture", `<table:table-cell><draw:frame><text:p>alt</text:p></draw:frame><text:p>E<draw:a><text:p>x</text:p></draw:a>lm</text:p></table:table-cell>`, "Elm"},
		{"a table within the cell", `<table:table-cell><text:p>Elm</text:p><table:table table:name="inner"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table></table:table-cell>`, "Elm"},
		{"a formula", `<table:table-cell office:value-type="string" office:string-value="A &amp; B" table:formula="of:=1"><text:p>shown</text:p></table:table-cell>`, "A & B"},
		{"a URN kept as a number", `<table:table-cell office:value-type="float" office:value="1027077"><text:p>1.03E+06</text:p></table:table-cell>`, "1027077"},
		{"a number with decimals of nought", `<table:table-cell office:value-type="float" office:value="6.00"><text:p>6.00</text:p></table:table-cell>`, "6"},
		{"a share", `<table:table-cell office:value-type="percentage" office:value="0.25"><text:p>25%</text:p></table:table-cell>`, "0.25"},
		{"a date, day before month whatever is shown", `<table:table-cell office:value-type="date" office:date-value="2021-06-07T00:00:00"><text:p>06-07-21</text:p></table:table-cell>`, "2021-06-07"},
		{"a date and time", `<table:table-cell office:value-type="date" office:date-value="2021-06-07T09:30:00"/>`, "2021-06-07T09:30:00"},
		{"true", `<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>WAHR</text:p></table:table-cell>`, "TRUE"},
		{"a number that is missing", `<table:table-cell office:value-type="float"><text:p>7</text:p></table:table-cell>`, "7"},
		{"a merged cell", `<table:covered-table-cell><text:p>Elm</text:p></table:covered-table-cell>`, "Elm"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			data := odsBytes(t, zip.Deflate, `<table:table table:name="One"><table:table-row>`+tc.cell+`</table:table-row></table:table>`)
			got, err := collect(open(t, "b.ods", data).Sheets[0].Rows)
			want := []sheet.Row{{Line: 1, Cells: []string{tc.want}}}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("got %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

const elm = `<text:p>Elm</text:p></table:table-cell>`

func TestODSRowsKeepTheirPlaces(t *testing.T) {
	const blankRest = `<table:table-cell table:number-columns-repeated="16353"/>`
	data := odsBytes(t, zip.Deflate,
		`<table:table table:name="Cover"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`+
			`<table:table table:name="Leavers+Joiners &amp; all"><table:table-column table:number-columns-repeated="16384"/><table:shapes><table:table-row/></table:shapes>`+
			`<table:table-header-rows><table:table-row><table:table-cell table:number-columns-repeated="2"/><table:table-cell>`+elm+blankRest+`</table:table-row></table:table-header-rows>`+
			`<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>`+
			`<table:table-row-group><table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2">`+elm+`</table:table-row></table:table-row-group>`+
			`<table:table-row><table:table-cell>`+elm+`</table:table-row>`+
			`<table:table-row table:number-rows-repeated="1042972"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`)
	f := open(t, "b.ods", data)
	want := map[string][]sheet.Row{
		"Cover": nil,
		"Leavers+Joiners & all": {
			{Line: 1, Cells: []string{"", "", "Elm"}},
			{Line: 5, Cells: []string{"Elm", "Elm"}},
			{Line: 6, Cells: []string{"Elm", "Elm"}},
			{Line: 7, Cells: []string{"Elm"}},
		},
	}
	got := map[string][]sheet.Row{}
	for _, s := range f.Sheets {
		for range 2 {
			rows, err := collect(s.Rows)
			if err != nil {
				t.Fatal(err)
			}
			got[s.Name] = rows
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
}

func TestTableIsReadAgainWhileItIsRead(t *testing.T) {
	row := `<table:table-row><table:table-cell>` + elm + `</table:table-row>`
	rows := open(t, "b.ods", odsBytes(t, zip.Deflate, `<table:table table:name="One"><table:table-header-rows>`+row+row+`</table:table-header-rows>`+row+`</table:table>`)).Sheets[0].Rows
	outer := 0
	for _, err := range rows {
		inner, innerErr := collect(rows)
		if err != nil || innerErr != nil || len(inner) != 3 {
			t.Fatalf("got %v, and %d rows and %v within, want three rows each", err, len(inner), innerErr)
		}
		outer++
	}
	if outer != 3 {
		t.Errorf("got %d rows, want 3", outer)
	}
}

// The workbook for 2022 carried 157 cached copies of tables in other workbooks,
// one of them called ...#Provider_level_at_31_Mar_2020: two years out of date.
func TestCachedCopyOfAnotherWorkbookIsNoSheet(t *testing.T) {
	data := odsBytes(t, zip.Deflate,
		`<table:table table:name="Provider_level"><table:table-row/></table:table>`+
			`<table:table table:name="'file:///old.xlsx'#Provider_level"><table:table-source table:mode="copy-results-only"/><table:table-row><table:table-cell>`+elm+`</table:table-row></table:table>`+
			`<table:table table:name="Home #2"><table:table-row/></table:table>`)
	var names []string
	for _, s := range open(t, "b.ods", data).Sheets {
		names = append(names, s.Name)
	}
	if diff := cmp.Diff([]string{"Provider_level", "Home #2"}, names); diff != "" {
		t.Errorf("sheets differ (-want +got):\n%s", diff)
	}
}

func TestODSThatIsNotSoundGivesAnErrorAndNotFewerRows(t *testing.T) {
	lim := DefaultLimits()
	lim.Rows, lim.Columns, lim.Cell, lim.Unpacked = 1000, 3, 10, 2000
	row := func(cells string) string { return `<table:table-row>` + cells + `</table:table-row>` }
	for _, tc := range []struct {
		name, rows string
		line       int
		want       string
	}{
		{"a long cell", row("") + row(`<table:table-cell><text:p>123456</text:p><text:p>78901</text:p></table:table-cell>`), 2, "sheet “One”: the cell in column 1 is longer than 10 bytes"},
		{"a cell that is repeated", row(`<table:table-cell table:number-columns-repeated="4">` + elm), 1, "sheet “One”: there are more than 3 columns"},
		{"a cell beyond repeated empty ones", row(`<table:table-cell table:number-columns-repeated="16384"/><table:table-cell>` + elm), 1, "sheet “One”: there are more than 3 columns"},
		{"a row that is repeated", `<table:table-row table:number-rows-repeated="1001"><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row>`, 1001, "sheet “One”: there are more than 1000 rows"},
		{"text that is repeated", `<table:table-row table:number-rows-repeated="1000"><table:table-cell>` + elm + `</table:table-row>`, 667, "sheet “One”: the table holds more than 2000 bytes of text"},
		{"repeated no times", `<table:table-row table:number-rows-repeated="0"/>`, 0, "damaged"},
		{"repeated beyond all", row(`<table:table-cell table:number-columns-repeated="99999999999999999999"/>`), 0, "damaged"},
		{"elements crossed", `<table:table-row></table:table></table:table-row>`, 0, "damaged"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			no := refusal(t, "b.ods", odsBytes(t, zip.Store, `<table:table table:name="One">`+tc.rows+`</table:table>`), lim)
			if no.Line != tc.line || !strings.Contains(no.What, tc.want) {
				t.Errorf("got line %d: %s, want line %d: %s", no.Line, no.What, tc.line, tc.want)
			}
		})
	}
}
