package intake

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"placewatch/domain/fault"
)

func TestWhatIsNoTableIsRefusedByItsName(t *testing.T) {
	ole := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 70_000)
	for _, tc := range []struct{ name, data, want string }{
		{"empty", "", "this file is empty"},
		{"byte order mark", "\uFEFF", "this file has no table: nothing is written in it"},
		{"white space", "\uFEFF \r\n\t\n", "this file has no table: nothing is written in it"},
		{"empty cells", ",,,\r\n,,,\r\n", "this file has no table: nothing is written in it"},
		{"zero bytes", strings.Repeat("\x00", 5000), "this file holds only zero bytes, no table"},
		{"PDF", "%PDF-1.7\n%âãÏÓ", "this is a PDF, not a table"},
		{"PNG", "\x89PNG\r\n\x1a\n", "this is a picture, not a table"},
		{"JPEG", "\xFF\xD8\xFF\xE0", "this is a picture, not a table"},
		{"gzip", "\x1F\x8B\x08\x00", "this is a compressed file (gzip), not a table"},
		{"database", "SQLite format 3\x00", "this is a database, not a table"},
		{"RTF", `{\rtf1`, "this is a text document (RTF), not a table"},
		{"web page", "\uFEFF\n<!DOCTYPE html><table>", "this is a web page, not a table"},
		{"XML", `<?xml version="1.0"?>`, "this is an XML document, not a table"},
		{"machine code", "\x7FELF\x01\x02\x03\x04\x05\x06\x07", "this is neither text nor a spreadsheet"},
		{"old workbook", ole + utf16Text("Workbook"), "this is an old Excel workbook (.xls)"},
		{"locked workbook", ole + utf16Text("EncryptedPackage") + ole, "this workbook is protected by a password"},
		{"locked workbook, its mark between two blocks", ole[:64<<10-5] + utf16Text("EncryptedPackage"), "this workbook is protected by a password"},
		{"old Word document", ole + utf16Text("WordDocument"), "this is a Word document, not a table"},
		{"old Office file", ole, "this is an old Office file, not a table that placewatch reads"},
		{"ZIP archive", string(packed(t, zip.Deflate, "list.csv", "URN\n")), "this is a ZIP archive, not a table"},
		{"Word document", string(packed(t, zip.Deflate, "[Content_Types].xml", "", "word/document.xml", "")), "this is a Word document, not a table"},
		{"presentation", string(packed(t, zip.Deflate, "[Content_Types].xml", "", "ppt/presentation.xml", "")), "this is a presentation, not a table"},
		{"other Office file", string(packed(t, zip.Deflate, "[Content_Types].xml", "")), "this file is not a workbook"},
		{"binary workbook", string(packed(t, zip.Deflate, "[Content_Types].xml", "", "xl/workbook.bin", "",
			"_rels/.rels", `<Relationships><Relationship Id="1" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>`)), "this is a binary Excel workbook (.xlsb)"},
		{"OpenDocument text", string(packed(t, zip.Store, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<a/>")), "this is an OpenDocument file, but not a spreadsheet"},
		{"OpenDocument without a sheet", string(odsBytes(t, zip.Deflate, "")), "this workbook has no sheet"},
		{"workbook without a sheet", string(book{}.bytes(t)), "this workbook has no sheet"},
		{"locked OpenDocument", string(packed(t, zip.Store, "mimetype", "application/vnd.oasis.opendocument.spreadsheet",
			"META-INF/manifest.xml", "<manifest:encryption-data/>", "content.xml", "\x01\x02")), "this file is protected by a password"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if no := refusal(t, "list.xlsx", []byte(tc.data), DefaultLimits()); no.What != tc.want {
				t.Errorf("got %q, want %q", no.What, tc.want)
			}
		})
	}
}

func TestContentCountsAndNotTheName(t *testing.T) {
	cells := book{sheets: []string{"One", `<row r="1"><c r="A1"><v>1</v></c></row>`}}.bytes(t)
	for _, tc := range []struct {
		name string
		data []byte
		want string
	}{
		{"workbook.csv", cells, "xlsx"},
		{"list.ods", []byte("URN\n1234567\n"), "csv"},
		{"list.xls", odsBytes(t, zip.Deflate, `<table:table table:name="One"/>`), "ods"},
	} {
		if f := open(t, tc.name, tc.data); f.Format != tc.want {
			t.Errorf("%s: got %s, want %s", tc.name, f.Format, tc.want)
		}
	}
}

func TestFileIsKnownByNameSizeAndHash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list\x1b[2J.csv")
	if err := os.WriteFile(path, []byte("URN\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Open(t.Context(), path, DefaultLimits(), nil)
	if err != nil {
		t.Fatal(err)
	}
	const sum = "02f25f47ba951879ecaf5a5cce762ff7d6a422f140eb9120b5db66485d67efa5"
	if f.Name != "list\uFFFD[2J.csv" || f.Size != 4 || f.SHA256 != sum {
		t.Errorf("got %q, %d bytes, %s", f.Name, f.Size, f.SHA256)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := collect(f.Sheets[0].Rows); err == nil {
		t.Error("a closed file gave rows, want an error")
	}
}

func TestPathWithoutAFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	for _, tc := range []struct{ path, want string }{
		{dir, "this is a folder, not a file"},
		{filepath.Join(dir, "none.csv"), "this file cannot be read: no such file or directory"},
		{os.DevNull, "this is not an ordinary file"},
	} {
		_, err := Open(t.Context(), tc.path, DefaultLimits(), nil)
		no, ok := errors.AsType[*fault.Error](err)
		if !ok || no.Kind != fault.Invalid || no.What != tc.want || no.Next == "" {
			t.Errorf("%s: got %v, want %q and what to do", tc.path, err, tc.want)
		}
	}
}

func TestFileLargerThanTheLimitIsNotRead(t *testing.T) {
	lim := DefaultLimits()
	lim.File = 4
	if no := refusal(t, "list.csv", []byte("URN,a"), lim); no.What != "this file is larger than 4 bytes" {
		t.Errorf("got %q", no.What)
	}
}

func TestReadingStopsWhenTheImportIsGivenUp(t *testing.T) {
	for _, data := range [][]byte{
		[]byte("URN\n1234567\n"),
		book{sheets: []string{"One", `<row r="1"><c r="A1"><v>1</v></c></row>`}}.bytes(t),
		odsBytes(t, zip.Deflate, `<table:table table:name="One"><table:table-row/></table:table>`),
	} {
		ctx, cancel := context.WithCancel(t.Context())
		f, err := OpenReader(ctx, "list", bytes.NewReader(data), int64(len(data)), DefaultLimits(), nil)
		if err != nil {
			t.Fatal(err)
		}
		cancel()
		if _, err := collect(f.Sheets[0].Rows); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want %v", f.Format, err, context.Canceled)
		}
	}
}

func TestProgressEndsAtTheTotal(t *testing.T) {
	for _, data := range [][]byte{
		[]byte("URN\n1234567\n"),
		book{sheets: []string{"One", `<row r="1"><c r="A1"><v>1</v></c></row>`}}.bytes(t),
		odsBytes(t, zip.Deflate, `<table:table table:name="One"><table:table-row/></table:table>`),
	} {
		var done, total int64
		f, err := OpenReader(t.Context(), "list", bytes.NewReader(data), int64(len(data)), DefaultLimits(),
			func(d, n int64) { done, total = d, n })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := collect(f.Sheets[0].Rows); err != nil || done != total || total == 0 {
			t.Errorf("%s: got %d of %d bytes and %v, want all of them", f.Format, done, total, err)
		}
	}
}
