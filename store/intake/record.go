package intake

import (
	"bytes"
	"unicode/utf8"

	"placewatch/domain/fault"
	"placewatch/domain/sheet"
)

// maxRepeat is the most that a file may say "so many times": the rows of the
// largest sheet that any program writes.
const maxRepeat = 1 << 24

// record gathers the cells of one row after another and holds them to the limits.
type record struct {
	file, sheet string
	lim         Limits

	line   int    // on which the row starts
	text   []byte // of all cells, the open one last
	ends   []int  // where in text each finished cell ends
	from   int    // where in text the open cell starts
	blanks int    // empty cells since the last finished one

	rows  int   // given so far
	total int64 // bytes given so far
}

// start begins a row.
func (r *record) start(line int) {
	r.line, r.from, r.blanks = line, 0, 0
	r.text, r.ends = r.text[:0], r.ends[:0]
}

// column is the column of the open cell, counted from 1.
func (r *record) column() int { return len(r.ends) + r.blanks + 1 }

// add puts more text into the open cell.
func (r *record) add(b []byte) error {
	r.text = append(r.text, b...)
	return r.fits()
}

// addByte is add for one byte.
func (r *record) addByte(b byte) error {
	r.text = append(r.text, b)
	return r.fits()
}

func (r *record) fits() error {
	if len(r.text)-r.from > r.lim.Cell {
		return r.refuse("the cell in column %d is longer than %s", r.column(), bytesText(int64(r.lim.Cell)))
	}
	return r.rowFits()
}

func (r *record) rowFits() error {
	if len(r.text) > rowCells*r.lim.Cell {
		return r.refuse("the row is longer than %s", bytesText(int64(rowCells)*int64(r.lim.Cell)))
	}
	return nil
}

// finish ends the open cell, which stands there n times over.
func (r *record) finish(n int) error {
	cell := r.text[r.from:]
	if isBlank(cell) {
		r.text = r.text[:r.from]
		r.skip(n)
		return nil
	}
	if len(r.ends)+r.blanks+n > r.lim.Columns {
		return r.refuse("there are more than %d columns", r.lim.Columns)
	}
	if !utf8.Valid(cell) {
		r.text = append(r.text[:r.from], bytes.ToValidUTF8(cell, []byte("\uFFFD"))...)
		cell = r.text[r.from:]
		if err := r.fits(); err != nil {
			return err
		}
	}
	for ; r.blanks > 0; r.blanks-- {
		r.ends = append(r.ends, r.from)
	}
	r.ends = append(r.ends, len(r.text))
	for range n - 1 {
		r.text = append(r.text, cell...)
		r.ends = append(r.ends, len(r.text))
		if err := r.rowFits(); err != nil {
			return err
		}
	}
	r.from = len(r.text)
	return nil
}

// skip passes over n empty cells. They take no room unless a cell follows.
func (r *record) skip(n int) { r.blanks = min(r.blanks+n, maxRepeat) }

// isBlank reports whether a cell holds nothing but white space.
func isBlank(cell []byte) bool {
	if len(cell) > 0 && cell[0] > ' ' && cell[0] < utf8.RuneSelf {
		return false
	}
	return len(bytes.TrimSpace(cell)) == 0
}

// take returns the row, or ok false where it is wholly empty.
func (r *record) take() (row sheet.Row, ok bool, err error) {
	if len(r.ends) == 0 {
		return sheet.Row{}, false, nil
	}
	if err := r.count(len(r.text)); err != nil {
		return sheet.Row{}, false, err
	}
	all := string(r.text)
	cells := make([]string, len(r.ends))
	from := 0
	for i, end := range r.ends {
		cells[i] = all[from:end]
		from = end
	}
	return sheet.Row{Line: r.line, Cells: cells}, true, nil
}

// count enters a row of size bytes into the sums that are limited. The text is
// limited too because a few packed bytes can say "the same row again".
func (r *record) count(size int) error {
	r.rows++
	r.total += int64(size)
	if r.rows > r.lim.Rows {
		return r.refuse("there are more than %d rows", r.lim.Rows)
	}
	if r.total > r.lim.Unpacked {
		return r.refuse("the table holds more than %s of text", bytesText(r.lim.Unpacked))
	}
	return nil
}

func (r *record) refuse(format string, args ...any) error {
	return r.fault(format, args...).Do("check the file, or split it").From("S12")
}

// fault is a refusal at this row.
func (r *record) fault(format string, args ...any) *fault.Error {
	e := refuse(r.file, r.line, format, args...)
	if r.sheet != "" {
		e.What = "sheet " + quoted(r.sheet) + ": " + e.What
	}
	return e
}
