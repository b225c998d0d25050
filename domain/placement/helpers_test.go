package placement

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/sheet"
)

// rowsOf reads CSV text as rows with the lines they start on. The real reader
// of files, with its limits and encodings, is elsewhere.
func rowsOf(s string) sheet.Rows {
	return func(yield func(sheet.Row, error) bool) {
		r := csv.NewReader(strings.NewReader(s))
		r.FieldsPerRecord, r.LazyQuotes = -1, true
		for {
			cells, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(sheet.Row{}, err)
				return
			}
			line, _ := r.FieldPos(0)
			if !yield(sheet.Row{Line: line, Cells: cells}, nil) {
				return
			}
		}
	}
}

func day(s string) civil.Date { return civil.MustParse(s) }

// today is a Friday after every day in the tests' files.
var today = day("2026-03-06")

func read(t testing.TB, s string) *Table {
	t.Helper()
	table, err := Read("", rowsOf(s), Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func testdata(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
