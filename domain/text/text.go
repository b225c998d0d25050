// Package text holds words that came from outside, made safe to store and show.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Limit is the longest text kept, in bytes; more is cut with an ellipsis.
const Limit = 4096

// Text is text from a file, a form, a command line or an SSH client, cleaned:
// no control, format, private-use, tag or line-separating character survives, so
// that no byte of it can act on a terminal (safety.md S9). The only way to make
// one is Clean.
type Text struct{ s string }

// Clean replaces every character that could act on a terminal or hide text by
// U+FFFD, normalises to NFC, folds runs of white space to one space and trims.
func Clean(raw string) Text {
	if plain(raw) {
		return Text{raw}
	}
	raw = strings.ToValidUTF8(raw, "�")
	var b strings.Builder
	b.Grow(len(raw))
	space := false
	for _, r := range norm.NFC.String(raw) {
		switch {
		case r == ' ' || r == '\t' || r == '\n' || r == '\r' || unicode.Is(unicode.Zs, r):
			space = b.Len() > 0
			continue
		case unsafe(r):
			r = unicode.ReplacementChar
		}
		if b.Len()+1+utf8.RuneLen(r)+len("…") > Limit {
			b.WriteString("…")
			break
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return Text{b.String()}
}

// plain reports whether s is printable ASCII with single inner spaces: nothing to do.
func plain(s string) bool {
	if len(s) > Limit {
		return false
	}
	was := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && was == ' ' {
			return false
		}
		was = c
	}
	return s == "" || was != ' '
}

func unsafe(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs) ||
		r >= 0xE0000 && r <= 0xE0FFF || r >= 0xFDD0 && r <= 0xFDEF || r&0xFFFE == 0xFFFE
}

// String returns the clean text.
func (t Text) String() string { return t.s }

// IsZero reports whether there is no text.
func (t Text) IsZero() bool { return t.s == "" }

// MarshalText writes the text.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.s), nil }

// UnmarshalText reads and cleans: a stored or received text is from outside too.
func (t *Text) UnmarshalText(b []byte) error {
	*t = Clean(string(b))
	return nil
}
