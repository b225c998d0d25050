package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Limits of the XML reader. Real files stay far below them.
const (
	tagLimit   = 1 << 20 // bytes of one tag, comment or CDATA section
	depthLimit = 256     // elements within elements
)

// event is what the XML reader came to.
type event int

const (
	startElement event = iota
	endElement
	characters
	endDocument
)

// xmlReader reads XML from a stream, one event at a time, several times as fast
// as encoding/xml, which matters for the 57 MB of a year's ODS file. It checks
// that elements are closed in order and knows the five entities of XML. A
// document type declaration is an error, so no entity can be defined or fetched.
// Names are kept as written, with their prefix.
type xmlReader struct {
	r     io.ReadCloser
	name  []byte // of the element started or ended; valid until the next event
	text  []byte // the characters; valid until the next event
	attrs []attribute

	buf      []byte
	pos, end int   // what is unread of buf
	base     int64 // where in the stream buf begins
	readErr  error
	selfEnd  bool // the element started has ended too
	open     elements
	began    bool   // the root element was met
	scratch  []byte // text after its entities were replaced
}

type attribute struct{ name, value []byte }

// elements is the stack of elements that are open.
type elements struct {
	names []byte
	from  []int
}

func newXML(r io.ReadCloser) *xmlReader {
	return &xmlReader{r: r, buf: make([]byte, 64<<10)}
}

func (x *xmlReader) Close() error { return x.r.Close() }

// offset is the place in the stream of the next event.
func (x *xmlReader) offset() int64 { return x.base + int64(x.pos) }

// depth is how many elements are open.
func (x *xmlReader) depth() int { return len(x.open.from) }

func (x *xmlReader) malformed(format string, args ...any) error {
	return fmt.Errorf("%w: at byte %d: %s", errDamaged, x.offset(), fmt.Sprintf(format, args...))
}

// fill reads more, keeping what is unread. It is an error at the end of the stream.
func (x *xmlReader) fill() error {
	if x.readErr != nil {
		return x.readErr
	}
	if x.pos > 0 {
		copy(x.buf, x.buf[x.pos:x.end])
		x.base += int64(x.pos)
		x.end -= x.pos
		x.pos = 0
	}
	if x.end == len(x.buf) {
		if len(x.buf) >= tagLimit {
			return x.malformed("a tag longer than %s", bytesText(tagLimit))
		}
		x.buf = append(x.buf, make([]byte, len(x.buf))...)
	}
	n, err := x.r.Read(x.buf[x.end:])
	x.end += n
	if err != nil {
		x.readErr = err
	}
	if n > 0 {
		return nil
	}
	return err
}

// cut is fill where the document must not end.
func (x *xmlReader) cut() error {
	err := x.fill()
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// next goes to the next event.
func (x *xmlReader) next() (event, error) {
	if x.selfEnd {
		x.selfEnd = false
		return endElement, x.pop(x.name)
	}
	for {
		if x.pos == x.end {
			if err := x.fill(); errors.Is(err, io.EOF) {
				return x.finish()
			} else if err != nil {
				return 0, err
			}
			continue
		}
		if x.buf[x.pos] != '<' {
			return characters, x.readText()
		}
		for x.end-x.pos < 2 {
			if err := x.cut(); err != nil {
				return 0, err
			}
		}
		switch x.buf[x.pos+1] {
		case '/':
			return endElement, x.readEnd()
		case '?':
			if err := x.readInstruction(); err != nil {
				return 0, err
			}
		case '!':
			cdata, err := x.readDeclaration()
			if err != nil || cdata {
				return characters, err
			}
		default:
			return startElement, x.readStart()
		}
	}
}

func (x *xmlReader) finish() (event, error) {
	if x.depth() > 0 || !x.began {
		return 0, io.ErrUnexpectedEOF
	}
	return endDocument, nil
}

// skip goes to the end of the element that has just started.
func (x *xmlReader) skip() error { return x.leave(x.depth() - 1) }

// leave goes on until no more than depth elements are open.
func (x *xmlReader) leave(depth int) error {
	for x.depth() > depth {
		if _, err := x.next(); err != nil {
			return err
		}
	}
	return nil
}

// until returns the bytes from the reading place up to mark, which it passes.
func (x *xmlReader) until(skip int, mark string) ([]byte, error) {
	from := skip
	for {
		if x.end-x.pos >= from {
			if i := bytes.Index(x.buf[x.pos+from:x.end], []byte(mark)); i >= 0 {
				b := x.buf[x.pos+skip : x.pos+from+i]
				x.pos += from + i + len(mark)
				return b, nil
			}
		}
		from = max(skip, x.end-x.pos-len(mark)+1)
		if err := x.cut(); err != nil {
			return nil, err
		}
	}
}
