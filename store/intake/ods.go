package intake

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"

	"placewatch/domain/sheet"
)

// odsContent is the part that holds all the tables of an ODS file.
const odsContent = "content.xml"

// odsPlace is where in the content a table begins, and what is open there.
type odsPlace struct {
	name   string
	offset int64
	open   elements
}

// openODS goes through the whole content once, to find where each table begins
// and whether the file is sound. To read a table is to unpack up to there,
// which is cheap, and to parse from there on.
//
// Prefixes (table:, text:, office:) are taken as every program writes them. The
// cached copies of other workbooks, which also are tables in the file, are left
// out: Ofsted's file for 2022 has 157, with names like those of its own sheets.
func (a *archive) openODS() ([]Sheet, error) {
	if manifest, err := a.peek("META-INF/manifest.xml", 1<<20); err != nil {
		return nil, err
	} else if strings.Contains(manifest, "encryption-data") {
		return nil, a.locked()
	}
	r, err := a.open(odsContent, silent)
	if err != nil {
		return nil, err
	}
	x := newXML(r)
	defer x.Close()
	var sheets []Sheet
	for {
		ev, err := x.next()
		if err != nil {
			return nil, err
		}
		if ev == endDocument {
			return sheets, nil
		}
		if ev != startElement || string(x.name) != "table:table" {
			continue
		}
		place, cached, err := findTable(x)
		if err != nil {
			return nil, err
		}
		if cached {
			continue
		}
		if sheets, err = a.addSheet(sheets, place.name, a.odsRows(place)); err != nil {
			return nil, err
		}
	}
}

// findTable notes the place of the table that has just started and passes over it.
func findTable(x *xmlReader) (place odsPlace, cached bool, err error) {
	place.name, err = x.attrText("table:name")
	if err != nil {
		return place, false, err
	}
	place.offset = x.offset()
	place.open = elements{slices.Clone(x.open.names), slices.Clone(x.open.from)}
	outside := x.depth() - 1
	for x.depth() > outside {
		ev, err := x.next()
		if err != nil {
			return place, false, err
		}
		if ev == startElement && string(x.name) == "table:table-source" {
			cached = strings.Contains(place.name, "#")
		}
	}
	return place, cached, nil
}

// odsRows reads the table at a place.
func (a *archive) odsRows(place odsPlace) sheet.Rows {
	return a.rows(func() (table, error) {
		r, err := a.open(odsContent, a.progress)
		if err != nil {
			return nil, err
		}
		if _, err := io.CopyN(io.Discard, r, place.offset); err != nil {
			r.Close()
			return nil, err
		}
		x := newXML(r)
		x.open = elements{slices.Clone(place.open.names), slices.Clone(place.open.from)}
		x.began = true
		return &odsTable{
			xmlReader: x,
			inside:    x.depth(),
			rec:       record{file: a.name, sheet: place.name, lim: a.lim},
			line:      1,
		}, nil
	})
}

// odsTable reads the rows of one table.
type odsTable struct {
	*xmlReader
	inside int // the depth within the table
	rec    record
	line   int // of the next row
	again  int // how many times more the last row is to be given
	last   sheet.Row
	value  []byte // of the cell in hand, where it is not text
}

func (t *odsTable) next() (sheet.Row, error) {
	if t.again > 0 {
		return t.repeat()
	}
	for {
		ev, err := t.xmlReader.next()
		switch {
		case err != nil:
			return sheet.Row{}, err
		case t.depth() < t.inside:
			return sheet.Row{}, io.EOF
		case ev != startElement:
			continue
		}
		switch string(t.name) {
		case "table:table-row":
			row, ok, err := t.row()
			if err != nil || ok {
				return row, err
			}
		case "table:table-rows", "table:table-header-rows", "table:table-row-group":
			// The rows are within.
		default:
			if err := t.skip(); err != nil {
				return sheet.Row{}, err
			}
		}
	}
}

// repeat gives the last row once more.
func (t *odsTable) repeat() (sheet.Row, error) {
	t.again--
	t.rec.line++
	size := 0
	for _, c := range t.last.Cells {
		size += len(c)
	}
	if err := t.rec.count(size); err != nil {
		return sheet.Row{}, err
	}
	return sheet.Row{Line: t.rec.line, Cells: slices.Clone(t.last.Cells)}, nil
}

// row reads the row that has just started; ok is false where it is empty.
func (t *odsTable) row() (row sheet.Row, ok bool, err error) {
	times, err := t.times("table:number-rows-repeated")
	if err != nil {
		return row, false, err
	}
	t.rec.start(t.line)
	t.line += times
	for inside := t.depth(); t.depth() >= inside; {
		ev, err := t.xmlReader.next()
		if err != nil {
			return row, false, err
		}
		if ev != startElement {
			continue
		}
		switch string(t.name) {
		case "table:table-cell", "table:covered-table-cell":
			err = t.cell()
		default:
			err = t.skip()
		}
		if err != nil {
			return row, false, err
		}
	}
	row, ok, err = t.rec.take()
	if ok {
		t.last, t.again = row, times-1
	}
	return row, ok, err
}

// times reads how often a row or cell stands there.
func (t *odsTable) times(attr string) (int, error) {
	v := t.attr(attr)
	if v == nil {
		return 1, nil
	}
	n, err := strconv.Atoi(string(v))
	if err != nil || n < 1 || n > maxRepeat {
		return 0, t.malformed("%s is %.20q", attr, v)
	}
	return n, nil
}

// cell reads the cell that has just started.
func (t *odsTable) cell() error {
	times, err := t.times("table:number-columns-repeated")
	if err != nil {
		return err
	}
	if t.value, err = t.typed(t.value[:0]); err != nil {
		return err
	}
	if len(t.value) > 0 {
		if err := t.skip(); err != nil {
			return err
		}
		if err := t.rec.add(t.value); err != nil {
			return err
		}
	} else if err := t.words(); err != nil {
		return err
	}
	return t.rec.finish(times)
}

// typed appends the value that the cell itself carries. What it shows is not
// asked then: that may be rounded, or have the month first.
func (t *odsTable) typed(value []byte) ([]byte, error) {
	switch string(t.attr("office:value-type")) {
	case "float", "currency", "percentage":
		return appendNumber(value, t.attr("office:value")), nil
	case "date":
		return appendDate(value, t.attr("office:date-value")), nil
	case "boolean":
		return append(value, bytes.ToUpper(t.attr("office:boolean-value"))...), nil
	}
	words, err := t.unescape(t.attr("office:string-value"))
	return append(value, words...), err
}

// words puts what the cell shows into the row, its paragraphs one to a line.
// Notes and drawings on the cell are left out.
func (t *odsTable) words() error {
	cell, paragraph, paragraphs := t.depth(), 0, 0
	for t.depth() >= cell {
		ev, err := t.xmlReader.next()
		if err != nil {
			return err
		}
		switch {
		case ev == characters && paragraph > 0:
			err = t.rec.add(t.text)
		case ev == endElement && t.depth() < paragraph:
			paragraph = 0
		case ev != startElement:
		case paragraph > 0:
			err = t.inline()
		case string(t.name) == "text:p":
			if paragraph = t.depth(); paragraphs > 0 {
				err = t.rec.addByte('\n')
			}
			paragraphs++
		default:
			err = t.skip()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// inline reads an element within a paragraph: white space, or something with
// words of its own, such as a link.
func (t *odsTable) inline() error {
	switch string(t.name) {
	case "text:s":
		n := 1
		if v := t.attr("text:c"); v != nil {
			n, _ = strconv.Atoi(string(v))
		}
		return t.rec.add(bytes.Repeat([]byte(" "), min(max(n, 0), 1000)))
	case "text:tab":
		return t.rec.addByte('\t')
	case "text:line-break":
		return t.rec.addByte('\n')
	case "text:span", "text:a", "text:ruby", "text:ruby-base":
		return nil
	}
	if bytes.HasPrefix(t.name, []byte("text:")) && !bytes.Equal(t.name, []byte("text:note")) {
		return nil // a field, such as the sheet's name: its words are shown
	}
	return t.skip()
}
