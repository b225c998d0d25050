package intake

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/fault"
	"placewatch/domain/sheet"
)

// tight are limits that a fuzzed file soon comes to.
var tight = Limits{File: 1 << 20, Unpacked: 1 << 20, Ratio: 200, Rows: 50, Columns: 20, Cell: 100}

// check reads data twice and holds what comes out to the promises of this package.
func check(t *testing.T, data []byte) {
	t.Helper()
	f, err := OpenReader(t.Context(), "fuzzed", bytes.NewReader(data), int64(len(data)), tight, nil)
	if err != nil {
		mustRefuse(t, err)
		return
	}
	for _, s := range f.Sheets {
		first, err := collect(s.Rows)
		if err != nil {
			mustRefuse(t, err)
		}
		again, errAgain := collect(s.Rows)
		if diff := cmp.Diff(first, again); diff != "" || (err == nil) != (errAgain == nil) {
			t.Fatalf("the second reading differs: %v, %v\n%s", err, errAgain, diff)
		}
		mustFit(t, first)
	}
}

func mustRefuse(t *testing.T, err error) {
	t.Helper()
	if no, ok := errors.AsType[*fault.Error](err); !ok || no.Kind != fault.Invalid || no.File != "fuzzed" || no.Next == "" {
		t.Fatalf("got %v, want a refusal that names the file and says what to do", err)
	}
}

func mustFit(t *testing.T, rows []sheet.Row) {
	t.Helper()
	if len(rows) > tight.Rows {
		t.Fatalf("got %d rows", len(rows))
	}
	line := 0
	for _, row := range rows {
		n := len(row.Cells)
		if row.Line <= line || n == 0 || n > tight.Columns || strings.TrimSpace(row.Cells[n-1]) == "" {
			t.Fatalf("got line %d after %d with cells %q", row.Line, line, row.Cells)
		}
		for _, c := range row.Cells {
			if len(c) > tight.Cell || !utf8.ValidString(c) {
				t.Fatalf("got the cell %q", c)
			}
		}
		line = row.Line
	}
}

// FuzzCSV also fuzzes what tells one kind of file from another.
func FuzzCSV(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data) })
}

func FuzzXLSX(f *testing.F) {
	f.Fuzz(func(t *testing.T, cells, words, styles string) {
		check(t, packed(t, zip.Store, book{styles: styles, words: []string{words}, sheets: []string{"One", cells}}.parts()...))
	})
}

func FuzzODS(f *testing.F) {
	f.Fuzz(func(t *testing.T, tables string) { check(t, odsBytes(t, zip.Store, tables)) })
}

// FuzzXML holds the XML reader to the standard library's, wherever both accept
// a document. Line ends are left as they are, because the rules fold white space.
func FuzzXML(f *testing.F) {
	f.Fuzz(func(t *testing.T, doc string) {
		want, err := standardXML(doc)
		if err != nil || strings.Contains(doc, "\r") {
			return
		}
		for _, r := range []io.Reader{strings.NewReader(doc), oneByte{strings.NewReader(doc)}} {
			got, err := ownXML(r)
			if err != nil {
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%q differs from encoding/xml (-want +got):\n%s", doc, diff)
			}
		}
	})
}

// oneByte gives a byte at a time, so that every token is cut everywhere.
type oneByte struct{ io.Reader }

func (r oneByte) Read(b []byte) (int, error) { return r.Reader.Read(b[:min(1, len(b))]) }

// standardXML writes a document as elements, attributes and text, by encoding/xml.
func standardXML(doc string) (string, error) {
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(doc))
	for {
		tok, err := d.RawToken()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			b.WriteString("<" + prefixed(tok.Name))
			for _, a := range tok.Attr {
				b.WriteString(" " + prefixed(a.Name) + "=" + a.Value)
			}
			b.WriteString(">")
		case xml.EndElement:
			b.WriteString("</" + prefixed(tok.Name) + ">")
		case xml.CharData:
			b.Write(tok)
		}
	}
}

func prefixed(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// ownXML is standardXML by the reader of this package.
func ownXML(r io.Reader) (string, error) {
	var b strings.Builder
	x := newXML(io.NopCloser(r))
	for {
		ev, err := x.next()
		if err != nil || ev == endDocument {
			return b.String(), err
		}
		switch ev {
		case startElement:
			b.WriteString("<" + string(x.name))
			for _, a := range x.attrs {
				v, err := x.unescape(a.value)
				if err != nil {
					return "", err
				}
				b.WriteString(" " + string(a.name) + "=" + string(v))
			}
			b.WriteString(">")
		case endElement:
			b.WriteString("</" + string(x.name) + ">")
		case characters:
			b.Write(x.text)
		}
	}
}
