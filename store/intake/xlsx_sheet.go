package intake

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"placewatch/domain/sheet"
)

// xlsxRows reads the rows of one sheet. Nothing of it is parsed before.
func (b *workbook) xlsxRows(name, part string) sheet.Rows {
	return b.rows(func() (table, error) {
		r, err := b.open(part, b.progress)
		if err != nil {
			return nil, err
		}
		return &xlsxTable{
			xmlReader: newXML(r),
			book:      b,
			rec:       record{file: b.name, sheet: name, lim: b.lim},
		}, nil
	})
}

// xlsxTable reads the rows of one sheet.
type xlsxTable struct {
	*xmlReader
	book  *workbook
	rec   record
	line  int    // of the last row
	value []byte // of the cell in hand, as kept
	shown []byte // the same, as written
}

// next reads to the end of the part, beyond the last row, because only there is
// it known that nothing of it was lost.
func (t *xlsxTable) next() (sheet.Row, error) {
	for {
		ev, err := t.xmlReader.next()
		if err != nil {
			return sheet.Row{}, err
		}
		if ev == endDocument {
			return sheet.Row{}, io.EOF
		}
		if ev != startElement {
			continue
		}
		switch string(local(t.name)) {
		case "worksheet", "sheetData":
			// The rows are within.
		case "row":
			row, ok, err := t.row()
			if err != nil || ok {
				return row, err
			}
		default:
			if err := t.skip(); err != nil {
				return sheet.Row{}, err
			}
		}
	}
}

func (t *xlsxTable) row() (row sheet.Row, ok bool, err error) {
	line := t.line + 1
	if v := t.attr("r"); v != nil {
		line, err = strconv.Atoi(string(v))
		if err != nil || line <= t.line || line > maxRepeat {
			return row, false, t.malformed("row %.20q after row %d", v, t.line)
		}
	}
	t.line = line
	t.rec.start(line)
	for inside := t.depth(); t.depth() >= inside; {
		ev, err := t.xmlReader.next()
		if err != nil {
			return row, false, err
		}
		if ev != startElement {
			continue
		}
		if string(local(t.name)) == "c" {
			err = t.cell()
		} else {
			err = t.skip()
		}
		if err != nil {
			return row, false, err
		}
	}
	return t.rec.take()
}

// cell reads the cell that has just started.
func (t *xlsxTable) cell() error {
	if v := t.attr("r"); v != nil {
		gap := columnNumber(v) - t.rec.column()
		if gap < 0 {
			return t.malformed("cell %.20q out of order", v)
		}
		t.rec.skip(gap)
	}
	kind := cellKind(t.attr("t"))
	style, err := strconv.Atoi(string(t.attr("s")))
	dated := err == nil && style >= 0 && style < len(t.book.dateStyles) && t.book.dateStyles[style]
	if err := t.readValue(kind); err != nil {
		return err
	}
	if err := t.put(kind, dated); err != nil {
		return err
	}
	return t.rec.finish(1)
}

// columnNumber reads the letters of a cell's name: AB12 is column 28. It is 0
// where there are none, and large where there are too many.
func columnNumber(name []byte) int {
	n := 0
	for _, c := range name {
		if c |= 0x20; c < 'a' || c > 'z' || n > maxRepeat {
			break
		}
		n = n*26 + int(c-'a') + 1
	}
	return n
}

// kind is how the value of a cell is kept.
type kind int

const (
	number kind = iota
	sharedWords
	ownWords
	truth
	isoDate
)

func cellKind(t []byte) kind {
	switch string(t) {
	case "s":
		return sharedWords
	case "inlineStr", "str", "e": // e is an error, such as #N/A
		return ownWords
	case "b":
		return truth
	case "d":
		return isoDate
	}
	return number
}

// readValue reads what the cell holds. Of a formula it is the value that was
// last worked out.
func (t *xlsxTable) readValue(k kind) error {
	t.value = t.value[:0]
	limit := t.book.lim.Cell + 1
	for inside := t.depth(); t.depth() >= inside; {
		ev, err := t.xmlReader.next()
		if err != nil {
			return err
		}
		if ev != startElement {
			continue
		}
		switch string(local(t.name)) {
		case "v":
			err = t.plain(limit)
		case "is":
			t.value, err = appendRuns(t.value, t.xmlReader, limit)
		default:
			err = t.skip()
		}
		if err != nil {
			return err
		}
	}
	if k == ownWords {
		t.value = unescapeOffice(t.value)
	}
	return nil
}

// plain appends the characters of the element that has just started.
func (t *xlsxTable) plain(limit int) error {
	for inside := t.depth(); t.depth() >= inside; {
		ev, err := t.xmlReader.next()
		if err != nil {
			return err
		}
		if ev == characters {
			t.value = append(t.value, t.text[:min(len(t.text), limit-min(len(t.value), limit))]...)
		}
	}
	return nil
}

// put writes the value into the row as a person would read it.
func (t *xlsxTable) put(k kind, dated bool) error {
	if len(bytes.TrimSpace(t.value)) == 0 {
		return nil
	}
	out := t.value
	switch {
	case k == sharedWords:
		words, err := t.book.word(t.value)
		if errors.Is(err, errDamaged) {
			return t.rec.fault("the cell in column %d names words that are not in the workbook", t.rec.column()).
				Do("copy or download it again")
		}
		if err != nil {
			return err
		}
		out = append(t.shown[:0], words...)
	case k == truth && string(t.value) == "1":
		out = append(t.shown[:0], "TRUE"...)
	case k == truth:
		out = append(t.shown[:0], "FALSE"...)
	case k == isoDate:
		out = appendDate(t.shown[:0], t.value)
	case k == number && dated:
		out = appendSerial(t.shown[:0], t.value, t.book.from1904)
	case k == number:
		out = appendNumber(t.shown[:0], t.value)
	}
	if k != ownWords {
		t.shown = out
	}
	return t.rec.add(out)
}
