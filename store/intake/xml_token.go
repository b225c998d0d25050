package intake

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// readText reads characters up to the next tag, or as many as are at hand.
func (x *xmlReader) readText() error {
	b := x.buf[x.pos:x.end]
	n := bytes.IndexByte(b, '<')
	for n < 0 {
		// An entity must not be cut in two.
		amp := bytes.LastIndexByte(b, '&')
		if amp < 0 || bytes.IndexByte(b[amp:], ';') >= 0 || len(b)-amp > maxEntity {
			n = len(b)
			break
		}
		if amp > 0 {
			n = amp
			break
		}
		if err := x.cut(); err != nil {
			return err
		}
		b = x.buf[x.pos:x.end]
		n = bytes.IndexByte(b, '<')
	}
	x.pos += n
	var err error
	x.text, err = x.unescape(b[:n])
	if err == nil && x.depth() == 0 && len(bytes.Trim(x.text, " \t\r\n\uFEFF")) > 0 {
		return x.malformed("text outside the document")
	}
	return err
}

// readInstruction passes over <?...?>. Only UTF-8 is read.
func (x *xmlReader) readInstruction() error {
	b, err := x.until(2, "?>")
	if err != nil || !bytes.HasPrefix(b, []byte("xml ")) {
		return err
	}
	low := strings.ToLower(string(b))
	if strings.Contains(low, "encoding") && !strings.Contains(low, "utf-8") && !strings.Contains(low, "ascii") {
		return x.malformed("an encoding other than UTF-8")
	}
	return nil
}

// readDeclaration passes over a comment, or reads a CDATA section.
func (x *xmlReader) readDeclaration() (cdata bool, err error) {
	for x.end-x.pos < 9 {
		if err := x.cut(); err != nil {
			return false, err
		}
	}
	b := x.buf[x.pos:x.end]
	switch {
	case bytes.HasPrefix(b, []byte("<!--")):
		_, err := x.until(4, "-->")
		return false, err
	case bytes.HasPrefix(b, []byte("<![CDATA[")) && x.depth() > 0:
		x.text, err = x.until(9, "]]>")
		return true, err
	}
	return false, x.malformed("a document type declaration")
}

func (x *xmlReader) readEnd() error {
	b, err := x.until(2, ">")
	if err != nil {
		return err
	}
	x.name = bytes.TrimRight(b, " \t\r\n")
	return x.pop(x.name)
}

func (x *xmlReader) pop(name []byte) error {
	last := len(x.open.from) - 1
	if last < 0 || string(x.open.names[x.open.from[last]:]) != string(name) {
		return x.malformed("</%.40q> closes nothing", name)
	}
	x.open.names = x.open.names[:x.open.from[last]]
	x.open.from = x.open.from[:last]
	return nil
}

func (x *xmlReader) push(name []byte) error {
	switch {
	case x.depth() == depthLimit:
		return x.malformed("more than %d elements within each other", depthLimit)
	case x.depth() == 0 && x.began:
		return x.malformed("a second document")
	}
	x.began = true
	x.open.from = append(x.open.from, len(x.open.names))
	x.open.names = append(x.open.names, name...)
	return nil
}

// readStart reads a start tag. It begins again whenever the tag goes on beyond
// what is at hand.
func (x *xmlReader) readStart() error {
	for {
		n, err := x.parseTag(x.buf[x.pos+1 : x.end])
		if err != nil {
			return err
		}
		if n > 0 {
			x.pos += 1 + n
			return x.push(x.name)
		}
		if err := x.cut(); err != nil {
			return err
		}
	}
}

// parseTag reads a tag from behind its < and returns its length, or 0 if b does
// not hold all of it.
func (x *xmlReader) parseTag(b []byte) (int, error) {
	x.attrs = x.attrs[:0]
	i := nameEnd(b, 0)
	x.name = b[:i]
	for {
		for i < len(b) && isSpace(b[i]) {
			i++
		}
		if i+1 >= len(b) && (i == len(b) || b[i] != '>') {
			return 0, nil
		}
		if len(x.name) == 0 {
			return 0, x.malformed("a tag without a name")
		}
		if b[i] == '>' {
			return i + 1, nil
		}
		if b[i] == '/' {
			if b[i+1] != '>' {
				return 0, x.malformed("a tag with a stray /")
			}
			x.selfEnd = true
			return i + 2, nil
		}
		n, err := x.parseAttribute(b[i:])
		if n == 0 || err != nil {
			return 0, err
		}
		i += n
	}
}

// parseAttribute reads name="value" and returns its length, or 0 if b does not
// hold all of it.
func (x *xmlReader) parseAttribute(b []byte) (int, error) {
	end := nameEnd(b, 0)
	i := end
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	if i == len(b) {
		return 0, nil
	}
	if b[i] != '=' || end == 0 {
		return 0, x.malformed("an attribute without a value")
	}
	for i++; i < len(b) && isSpace(b[i]); i++ {
	}
	if i == len(b) {
		return 0, nil
	}
	if b[i] != '"' && b[i] != '\'' {
		return 0, x.malformed("an attribute without quotation marks")
	}
	n := bytes.IndexByte(b[i+1:], b[i])
	if n < 0 {
		return 0, nil
	}
	x.attrs = append(x.attrs, attribute{b[:end], b[i+1 : i+1+n]})
	return i + 1 + n + 1, nil
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// nameEnd returns where the name that begins at i ends.
func nameEnd(b []byte, i int) int {
	for i < len(b) && b[i] > ' ' && b[i] != '>' && b[i] != '/' && b[i] != '=' && b[i] != '<' && b[i] != '"' && b[i] != '\'' {
		i++
	}
	return i
}

// attr returns the value of an attribute of the element that has just started,
// or nothing. It is valid until the next event.
func (x *xmlReader) attr(name string) []byte {
	for _, a := range x.attrs {
		if string(a.name) == name {
			return a.value
		}
	}
	return nil
}

// attrText is attr with its entities replaced.
func (x *xmlReader) attrText(name string) (string, error) {
	b, err := x.unescape(x.attr(name))
	return string(b), err
}

// maxEntity is longer than any entity that is read: &#x10FFFF; with a few zeros.
const maxEntity = 16

// unescape replaces entities. The result is valid until the next call.
func (x *xmlReader) unescape(b []byte) ([]byte, error) {
	if bytes.IndexByte(b, '&') < 0 {
		return b, nil
	}
	x.scratch = x.scratch[:0]
	for {
		amp := bytes.IndexByte(b, '&')
		if amp < 0 {
			x.scratch = append(x.scratch, b...)
			return x.scratch, nil
		}
		x.scratch = append(x.scratch, b[:amp]...)
		b = b[amp+1:]
		n := bytes.IndexByte(b[:min(len(b), maxEntity)], ';')
		if n < 0 {
			return nil, x.malformed("an & that begins no entity")
		}
		r, err := entity(string(b[:n]))
		if err != nil {
			return nil, x.malformed("the unknown entity %q", b[:n])
		}
		x.scratch = utf8.AppendRune(x.scratch, r)
		b = b[n+1:]
	}
}

func entity(name string) (rune, error) {
	switch name {
	case "amp":
		return '&', nil
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "quot":
		return '"', nil
	case "apos":
		return '\'', nil
	}
	digits, ok := strings.CutPrefix(name, "#")
	base := 10
	if hex, is := strings.CutPrefix(digits, "x"); is {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if !ok || err != nil {
		return 0, errDamaged
	}
	return rune(n), nil
}
