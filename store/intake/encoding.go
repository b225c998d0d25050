package intake

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// survey counts the bytes of a text file, so that its encoding is chosen from
// the whole of it: the only letter beyond ASCII may stand on the last line.
type survey struct {
	high  [256]int // bytes beyond ASCII, each
	runes int      // characters beyond ASCII that are right in UTF-8
	bad   int      // bytes that are wrong in UTF-8
	zeros [2]int   // zero bytes at even and at odd places

	at   int
	rest []byte // a character cut by the end of a block
}

// Write takes the next block of the file.
func (s *survey) Write(block []byte) (int, error) {
	for i, b := range block {
		switch {
		case b >= utf8.RuneSelf:
			s.high[b]++
		case b == 0:
			s.zeros[(s.at+i)&1]++
		}
	}
	s.at += len(block)
	b := block
	if len(s.rest) > 0 {
		b = append(s.rest, block...)
	}
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		if !utf8.FullRune(b) {
			break
		}
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			s.bad++
		} else {
			s.runes++
		}
		b = b[n:]
	}
	s.rest = bytes.Clone(b)
	return len(block), nil
}

// The characters beyond ASCII that English text is likely to have, by their
// bytes: … ‘ ’ “ ” – — and the no-break space, then letters and signs. The
// pound sign is the same in both.
const (
	likelyWindows = "\x85\x91\x92\x93\x94\x96\x97\xA0" +
		"\x80\x95\xB0\xBD\xE0\xE1\xE2\xE7\xE8\xE9\xEA\xEB\xED\xEF\xF1\xF3\xF4\xF6\xFA\xFC"
	likelyMac = "\xC9\xD4\xD5\xD2\xD3\xD0\xD1\xCA" +
		"\x87\x88\x89\x8A\x8D\x8E\x8F\x90\x91\x92\x95\x96\x97\x99\x9A\x9C\x9F\xA1\xA5\xDB"
)

// choose picks the encoding of a text file that begins with head. nil is UTF-8.
//
// A byte order mark decides. Without one, text that is half zero bytes is
// UTF-16, and text that is right in UTF-8, or has more right characters than
// wrong bytes, is UTF-8. What is left is Windows-1252 or Mac OS Roman (Ofsted's
// file for 2024 is the latter): the one in which more of the bytes are likely in
// English text, and Windows-1252 when they tie, because it is the commoner.
func (s *survey) choose(head []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		return nil
	case bytes.HasPrefix(head, []byte("\xFF\xFE")), s.zeros[1]*5 > s.at*2 && s.zeros[0]*10 < s.at:
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(head, []byte("\xFE\xFF")), s.zeros[0]*5 > s.at*2 && s.zeros[1]*10 < s.at:
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case s.bad+len(s.rest) <= s.runes:
		return nil
	case s.count(likelyMac) > s.count(likelyWindows):
		return charmap.Macintosh
	}
	return charmap.Windows1252
}

// count is how often the file has any of some bytes.
func (s *survey) count(some string) int {
	n := 0
	for _, b := range []byte(some) {
		n += s.high[b]
	}
	return n
}
