package intake

import (
	"bufio"
	"bytes"
	"io"

	"golang.org/x/text/encoding"

	"placewatch/domain/sheet"
)

// delimiters are those that a file may use, the likeliest first.
var delimiters = [...]byte{',', ';', '\t'}

// openCSV makes the one table of a text file.
func (in *input) openCSV(sv *survey) ([]Sheet, error) {
	head, err := in.head(4)
	if err != nil {
		return nil, err
	}
	enc := sv.choose(head)
	delimiter := in.sniff(enc)
	if _, err := in.csvTable(in.reader(), enc, delimiter).next(); err == io.EOF {
		return nil, refuse(in.name, 0, "this file has no table: nothing is written in it").Do("copy or download it again")
	}
	return []Sheet{{Rows: in.rows(func() (table, error) {
		r := &counted{r: in.reader(), total: in.size, hear: in.progress}
		return in.csvTable(r, enc, delimiter), nil
	})}}, nil
}

// sniff chooses the delimiter that cuts the beginning of the file into the most
// cells, counting only rows of the commonest width: in a list with semicolons
// the commas of the addresses come in all numbers.
func (in *input) sniff(enc encoding.Encoding) byte {
	best, most := delimiters[0], 0
	for _, d := range delimiters {
		t := in.csvTable(io.LimitReader(in.reader(), 64<<10), enc, d)
		widths := map[int]int{}
		for end := lineEnd; end == lineEnd; {
			var err error
			t.rec.start(t.line)
			if end, err = t.row(); err != nil {
				break // the sample ends anywhere; reading it all will tell what is wrong
			}
			widths[t.rec.column()-1]++
		}
		for width, rows := range widths {
			if cuts := rows * (width - 1); cuts > most {
				best, most = d, cuts
			}
		}
	}
	return best
}

// csvTable reads comma-separated values as Excel does: RFC 4180, and besides it
// any line end (CR, LF or both), rows of any length, and quotation marks in the
// middle of a cell. It differs from Excel in one thing. A quotation mark that is
// never closed would swallow all the rows up to the next one, so it is an error.
type csvTable struct {
	r         *bufio.Reader
	delimiter byte
	rec       record
	line      int // the physical line of the next byte
	width     int // cells of the widest row so far
}

// csvTable reads r from its start, as UTF-8 and without a byte order mark.
func (in *input) csvTable(r io.Reader, enc encoding.Encoding, delimiter byte) *csvTable {
	if enc != nil {
		r = enc.NewDecoder().Reader(r)
	}
	t := &csvTable{
		r:         bufio.NewReaderSize(r, 64<<10),
		delimiter: delimiter,
		rec:       record{file: in.name, lim: in.lim},
		line:      1,
	}
	if mark, _ := t.r.Peek(3); string(mark) == "\xEF\xBB\xBF" {
		t.r.Discard(3)
	}
	// Excel's own first line, which names the delimiter and is no row.
	if hint, _ := t.r.Peek(5); len(hint) == 5 && string(hint[:4]) == "sep=" && bytes.IndexByte(delimiters[:], hint[4]) >= 0 {
		t.delimiter = hint[4]
		t.r.Discard(5)
	}
	return t
}

func (t *csvTable) Close() error { return nil }

func (t *csvTable) next() (sheet.Row, error) {
	for {
		t.rec.start(t.line)
		end, err := t.row()
		if err != nil {
			return sheet.Row{}, err
		}
		t.width = max(t.width, t.rec.column()-1)
		row, ok, err := t.rec.take()
		if err != nil || ok {
			return row, err
		}
		if end == fileEnd {
			return sheet.Row{}, io.EOF
		}
	}
}

// token is what the next byte means outside quotation marks.
type token int

const (
	character token = iota
	cellEnd
	lineEnd
	fileEnd
)

// read gives the next byte. Any line end is one line feed.
func (t *csvTable) read() (byte, token, error) {
	b, err := t.r.ReadByte()
	switch {
	case err == io.EOF:
		return 0, fileEnd, nil
	case err != nil:
		return 0, fileEnd, err
	case b == t.delimiter:
		return b, cellEnd, nil
	case b == '\r':
		if after, _ := t.r.Peek(1); len(after) == 1 && after[0] == '\n' {
			t.r.Discard(1)
		}
	case b != '\n':
		return b, character, nil
	}
	t.line++
	return '\n', lineEnd, nil
}

// row reads cells up to the end of the row and tells what ended it.
func (t *csvTable) row() (token, error) {
	for {
		end, err := t.cell()
		if err != nil {
			return end, err
		}
		if err := t.rec.finish(1); err != nil {
			return end, err
		}
		if end != cellEnd {
			return end, nil
		}
	}
}

func (t *csvTable) cell() (token, error) {
	spanned, opened := false, t.line
	b, tok, err := t.read()
	if b == '"' && tok == character {
		spanned, b, tok, err = t.quoted()
	}
	for ; err == nil && tok == character; b, tok, err = t.read() {
		if spanned && b != ' ' {
			return tok, t.unclosed(opened)
		}
		if err := t.rec.addByte(b); err != nil {
			return tok, err
		}
	}
	return tok, err
}

// quoted reads a cell whose quotation mark has just been opened, up to the byte
// after the closing one, and reports whether it went over a line end.
func (t *csvTable) quoted() (spanned bool, b byte, tok token, err error) {
	opened, cuts := t.line, 0
	for {
		inside := t.line
		if b, tok, err = t.read(); err != nil {
			return
		}
		switch {
		case tok == fileEnd:
			return false, 0, tok, t.unclosed(opened)
		case tok == cellEnd:
			cuts++
		case tok == lineEnd:
			if inside > opened && t.looksLikeRow(cuts) {
				return false, 0, tok, t.unclosed(opened)
			}
			cuts = 0
		case b == '"':
			if b, tok, err = t.read(); err != nil || tok != character || b != '"' {
				return inside > opened, b, tok, err
			}
		}
		if err = t.rec.addByte(b); err != nil {
			if inside > opened {
				err = t.unclosed(opened)
			}
			return
		}
	}
}

// looksLikeRow reports whether a whole line inside quotation marks has as many
// delimiters as a row of the table: then an earlier mark was never closed. A
// narrow table is not judged, because an address has a few commas too.
func (t *csvTable) looksLikeRow(cuts int) bool {
	return cuts >= max(t.width-1, 5)
}

func (t *csvTable) unclosed(line int) error {
	e := t.rec.fault("a quotation mark opens in column %d and is not closed where its cell ends, so the rows after it cannot be told apart", t.rec.column())
	e.Line = line
	return e.Do("close or remove the quotation mark, or ask for the file again")
}

// counted tells how far the reading is.
type counted struct {
	r           io.Reader
	done, total int64
	hear        Progress
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.done += int64(n)
	c.hear(min(c.done, c.total), c.total)
	return n, err
}
