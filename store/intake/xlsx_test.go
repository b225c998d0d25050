package intake

import (
	"archive/zip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/sheet"
)

// dateBook has styles 0 general, 1 a built-in date, 2 a date of its own, 3 text.
var dateBook = book{
	styles: `<numFmts><numFmt numFmtId="164" formatCode="[$-809]dd&quot; &quot;mmmm&quot; &quot;yyyy;@"/></numFmts>` +
		`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="49"/></cellXfs>`,
	words: []string{`<t>URN</t>`, `<r><t>Elm</t></r><r><rPr/><t xml:space="preserve"> House &amp; Co</t></r><rPh><t>elm</t></rPh>`, `<t>two_x000D_` + "\n" + `lines</t>`, `<t/>`},
}

func TestXLSXCellIsWhatItHolds(t *testing.T) {
	for _, tc := range []struct{ name, cell, want string }{
		{"shared words", `<c r="A1" t="s"><v>1</v></c>`, "Elm House & Co"},
		{"shared words with Office's own escapes", `<c r="A1" t="s"><v>2</v></c>`, "two\r\nlines"},
		{"words of its own", `<c r="A1" t="inlineStr"><is><r><t>Elm</t></r><r><t> House</t></r></is></c>`, "Elm House"},
		{"words of a formula", `<c r="A1" t="str"><f>HYPERLINK("x","y")</f><v>Ofsted page</v></c>`, "Ofsted page"},
		{"an escaped underscore", `<c r="A1" t="inlineStr"><is><t>_x005F_x000D_</t></is></c>`, "_x000D_"},
		{"a URN kept as a number", `<c r="A1"><v>1027077</v></c>`, "1027077"},
		{"a number in scientific notation", `<c r="A1" t="n"><v>1.0213015E7</v></c>`, "10213015"},
		{"scientific notation typed as text", `<c r="A1" t="inlineStr"><is><t>1.02E+07</t></is></c>`, "1.02E+07"},
		{"the number of a formula", `<c r="A1"><f>1+2</f><v>3</v></c>`, "3"},
		{"true", `<c r="A1" t="b"><v>1</v></c>`, "TRUE"},
		{"false", `<c r="A1" t="b"><v>0</v></c>`, "FALSE"},
		{"an error", `<c r="A1" t="e"><v>#N/A</v></c>`, "#N/A"},
		{"a date, day before month whatever the format", `<c r="A1" s="1"><v>44354</v></c>`, "2021-06-07"},
		{"a date in a format of the workbook", `<c r="A1" s="2"><v>44354</v></c>`, "2021-06-07"},
		{"a date and time", `<c r="A1" s="1"><v>44354.25</v></c>`, "2021-06-07T06:00:00"},
		{"an ISO date", `<c r="A1" t="d"><v>2021-06-07T00:00:00</v></c>`, "2021-06-07"},
		{"a number in a text format", `<c r="A1" s="3"><v>44354</v></c>`, "44354"},
		{"a style that is not there", `<c r="A1" s="99"><v>44354</v></c>`, "44354"},
		{"a CDATA section", `<c r="A1" t="str"><v><![CDATA[<Elm> & ]]>Co</v></c>`, "<Elm> & Co"},
		{"a numeric entity", `<c r="A1" t="str"><v>Elm &#8211; Oak &#x1F600;</v></c>`, "Elm – Oak \U0001F600"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := dateBook
			b.sheets = []string{"One", `<row r="1">` + tc.cell + `</row>`}
			got, err := collect(open(t, "b.xlsx", b.bytes(t)).Sheets[0].Rows)
			want := []sheet.Row{{Line: 1, Cells: []string{tc.want}}}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("got %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestXLSXRowsKeepTheirPlaces(t *testing.T) {
	b := dateBook
	b.sheets = []string{
		"Cover", "",
		"Gaps &amp; all", `<row r="2"><c r="B2" t="s"><v>0</v></c><c r="AB2"><v>1</v></c><c r="XFD2" s="1"/></row>` +
			`<row r="3"><c r="A3" s="1"/></row>` + `<row r="1048576"><c r="A1048576"><v>2</v></c></row>`,
		"No names", `<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c><v>4</v></c></row>`,
	}
	f := open(t, "b.xlsx", b.bytes(t))
	far := make([]string, 28)
	far[1], far[27] = "URN", "1"
	want := map[string][]sheet.Row{
		"Cover":      nil,
		"Gaps & all": {{Line: 2, Cells: far}, {Line: 1048576, Cells: []string{"2"}}},
		"No names":   {{Line: 1, Cells: []string{"1", "", "3"}}, {Line: 3, Cells: []string{"4"}}},
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

func TestXLSXOf1904CountsItsDaysFromThere(t *testing.T) {
	b := dateBook
	b.properties = `date1904="1"`
	b.sheets = []string{"One", `<row r="1"><c r="A1" s="1"><v>42892</v></c></row>`}
	got, err := collect(open(t, "b.xlsx", b.bytes(t)).Sheets[0].Rows)
	if err != nil || got[0].Cells[0] != "2021-06-07" {
		t.Errorf("got %v, %v, want 2021-06-07", got, err)
	}
}

func TestXLSXWithPrefixesAndOtherPathsIsReadToo(t *testing.T) {
	rel := func(id, kind, target string) string {
		return `<p:Relationship Id="` + id + `" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/` + kind + `" Target="` + target + `"/>`
	}
	const ns = `<p:Relationships xmlns:p="http://schemas.openxmlformats.org/package/2006/relationships">`
	data := packed(t, zip.Deflate,
		"[Content_Types].xml", "<Types/>",
		"_rels/.rels", ns+rel("a", "officeDocument", "/XL/Workbook2.xml")+`</p:Relationships>`,
		`xl\_rels\workbook2.xml.rels`, ns+rel("b", "worksheet", "../data/first.xml")+rel("c", "chartsheet", "chart.xml")+`</p:Relationships>`,
		"xl/workbook2.xml", `<x:workbook xmlns:x="m" xmlns:q="r"><x:sheets><x:sheet name="Hidden" state="veryHidden" q:id="b"/><x:sheet name="Chart" q:id="c"/></x:sheets></x:workbook>`,
		"data/first.xml", `<x:worksheet><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>URN</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`)
	f := open(t, "b.xlsx", data)
	if len(f.Sheets) != 1 || f.Sheets[0].Name != "Hidden" {
		t.Fatalf("got sheets %v, want the hidden one and not the chart", f.Sheets)
	}
	got, err := collect(f.Sheets[0].Rows)
	if diff := cmp.Diff([]sheet.Row{{Line: 1, Cells: []string{"URN"}}}, got); err != nil || diff != "" {
		t.Errorf("got %v (-want +got):\n%s", err, diff)
	}
}

func TestXLSXThatIsNotSoundGivesAnErrorAndNotFewerRows(t *testing.T) {
	lim := DefaultLimits()
	lim.Rows, lim.Columns, lim.Cell = 2, 3, 10
	for _, tc := range []struct {
		name, sheet string
		line        int
		want        string
	}{
		{"a long cell", `<row r="2"><c r="B2" t="inlineStr"><is><t>12345678901</t></is></c></row>`, 2, "sheet “One”: the cell in column 2 is longer than 10 bytes"},
		{"a long shared cell", `<row r="2"><c r="B2" t="s"><v>0</v></c></row>`, 2, "sheet “One”: the cell in column 2 is longer than 10 bytes"},
		{"many rows", `<row r="1"><c><v>1</v></c></row><row r="2"><c><v>1</v></c></row><row r="5"><c><v>1</v></c></row>`, 5, "sheet “One”: there are more than 2 rows"},
		{"many columns", `<row r="1"><c r="D1"><v>1</v></c></row>`, 1, "sheet “One”: there are more than 3 columns"},
		{"a column beyond all", `<row r="1"><c r="ZZZZZZZZZZZZ1"><v>1</v></c></row>`, 1, "sheet “One”: there are more than 3 columns"},
		{"shared words that are not there", `<row r="1"><c r="A1" t="s"><v>9</v></c></row>`, 1, "sheet “One”: the cell in column 1 names words that are not in the workbook"},
		{"rows out of order", `<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>`, 0, "damaged"},
		{"cells out of order", `<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`, 0, "damaged"},
		{"two cells in one place", `<row r="1"><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>`, 0, "damaged"},
		{"elements crossed", `<row r="1"><c r="A1"></row></c>`, 0, "damaged"},
		{"an entity of its own", `<row r="1"><c r="A1" t="str"><v>&lol;</v></c></row>`, 0, "the unknown entity"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := book{words: []string{`<t>12345678901</t>`}, sheets: []string{"One", tc.sheet}}
			no := refusal(t, "b.xlsx", b.bytes(t), lim)
			if no.Line != tc.line || !strings.Contains(no.What, tc.want) {
				t.Errorf("got line %d: %s, want line %d: %s", no.Line, no.What, tc.line, tc.want)
			}
		})
	}
}

func TestSheetThatNobodyReadsIsNotParsed(t *testing.T) {
	b := book{sheets: []string{"Good", `<row r="1"><c r="A1"><v>1</v></c></row>`, "Broken", `<row`}}
	f := open(t, "b.xlsx", b.bytes(t))
	if got, err := collect(f.Sheets[0].Rows); err != nil || len(got) != 1 {
		t.Errorf("got %v, %v, want the one row of the good sheet", got, err)
	}
	if _, err := collect(f.Sheets[1].Rows); err == nil {
		t.Error("the broken sheet gave no error")
	}
}

func TestDocumentTypeIsNeverRead(t *testing.T) {
	parts := book{sheets: []string{"One", `<row r="1"/>`}}.parts()
	for i, part := range parts {
		if strings.HasSuffix(part, "sheet1.xml") {
			parts[i+1] = `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + strings.TrimPrefix(parts[i+1], xmlHead)
		}
	}
	if no := refusal(t, "b.xlsx", packed(t, zip.Deflate, parts...), DefaultLimits()); !strings.Contains(no.What, "a document type declaration") {
		t.Errorf("got %s", no.What)
	}
}

func TestSharedWordsAreBounded(t *testing.T) {
	b := book{words: strings.Split(strings.Repeat("<t>Elm</t> ", 200), " "), sheets: []string{"One", `<row><c t="s"><v>0</v></c></row>`}}
	lim := DefaultLimits()
	lim.Unpacked = 16 << 10
	if no := refusal(t, "b.xlsx", b.bytes(t), lim); no.What != "this workbook holds more than 2 KiB of different words" {
		t.Errorf("got %s", no.What)
	}
}
