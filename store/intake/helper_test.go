package intake

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"placewatch/domain/fault"
	"placewatch/domain/sheet"
)

// open opens data that must be sound.
func open(t testing.TB, name string, data []byte) *File {
	t.Helper()
	f, err := OpenReader(t.Context(), name, bytes.NewReader(data), int64(len(data)), DefaultLimits(), nil)
	if err != nil {
		t.Fatalf("open %s: %v", name, err)
	}
	return f
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// collect reads a table to its end or its error.
func collect(rows sheet.Rows) ([]sheet.Row, error) {
	var all []sheet.Row
	for row, err := range rows {
		if err != nil {
			return all, err
		}
		all = append(all, row)
	}
	return all, nil
}

// refusal opens and reads data up to the error it must give.
func refusal(t *testing.T, name string, data []byte, lim Limits) *fault.Error {
	t.Helper()
	f, err := OpenReader(t.Context(), name, bytes.NewReader(data), int64(len(data)), lim, nil)
	for i := 0; err == nil && i < len(f.Sheets); i++ {
		_, err = collect(f.Sheets[i].Rows)
	}
	no, ok := errors.AsType[*fault.Error](err)
	if !ok || no.Kind != fault.Invalid || no.File != name || no.Next == "" {
		t.Fatalf("%s: got %#v, want a refusal that names the file and says what to do", name, err)
	}
	return no
}

// packed makes a ZIP container of name and content pairs.
func packed(t testing.TB, method uint16, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: parts[i], Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	officeNS  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	sheetNS   = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	linksHead = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
)

// A book is an XLSX file in the making.
type book struct {
	properties string   // attributes of workbookPr
	styles     string   // within styleSheet
	words      []string // shared, as XML within si
	sheets     []string // name and sheetData in turn
}

// parts are the parts of the file, as name and content pairs.
func (b book) parts() []string {
	var list, links strings.Builder
	parts := []string{
		"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels", linksHead + `<Relationship Id="rId1" Type="` + officeNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/styles.xml", xmlHead + `<styleSheet ` + sheetNS + `>` + b.styles + `</styleSheet>`,
	}
	for i := 0; i < len(b.sheets); i += 2 {
		n := i/2 + 1
		fmt.Fprintf(&list, `<sheet name=%q sheetId="%d" r:id="rId%d"/>`, b.sheets[i], n, n)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, officeNS, n)
		parts = append(parts, fmt.Sprintf("xl/worksheets/sheet%d.xml", n),
			xmlHead+`<worksheet `+sheetNS+`><sheetData>`+b.sheets[i+1]+`</sheetData></worksheet>`)
	}
	fmt.Fprintf(&links, `<Relationship Id="s" Type="%s/styles" Target="styles.xml"/>`, officeNS)
	if b.words != nil {
		fmt.Fprintf(&links, `<Relationship Id="w" Type="%s/sharedStrings" Target="/xl/sharedStrings.xml"/>`, officeNS)
		parts = append(parts, "xl/sharedStrings.xml",
			xmlHead+`<sst `+sheetNS+`><si>`+strings.Join(b.words, `</si><si>`)+`</si></sst>`)
	}
	return append(parts,
		"xl/workbook.xml", xmlHead+`<workbook `+sheetNS+` xmlns:r="`+officeNS+`"><workbookPr `+b.properties+`/><sheets>`+list.String()+`</sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", linksHead+links.String()+`</Relationships>`)
}

func (b book) bytes(t testing.TB) []byte { return packed(t, zip.Deflate, b.parts()...) }

// odsBytes makes an ODS file of tables, as XML within office:spreadsheet.
func odsBytes(t testing.TB, method uint16, tables string) []byte {
	return packed(t, method,
		"mimetype", "application/vnd.oasis.opendocument.spreadsheet",
		"META-INF/manifest.xml", xmlHead+`<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>`,
		"content.xml", odsContentXML(tables))
}

func odsContentXML(tables string) string {
	const ns = "urn:oasis:names:tc:opendocument:xmlns:"
	return xmlHead + `<office:document-content xmlns:office="` + ns + `office:1.0" xmlns:table="` + ns + `table:1.0" xmlns:text="` + ns + `text:1.0">` +
		`<office:body><office:spreadsheet>` + tables + `</office:spreadsheet></office:body></office:document-content>`
}
