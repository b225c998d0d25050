package board

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// fold takes from s what a person typing in a hurry leaves out: case, accents
// and typographic quotation marks and dashes. "Żółć" becomes "zolc".
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	s = cases.Fold().String(norm.NFKD.String(s))
	return strings.Map(func(r rune) rune {
		switch r {
		case 'ł':
			return 'l'
		case 'ø':
			return 'o'
		case 'đ', 'ð':
			return 'd'
		case '’', '‘':
			return '\''
		case '–', '—', '‐', '‑':
			return '-'
		}
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, s)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// mentions reports whether s holds the folded text. It folds s only where it
// must: nearly all of a board is ASCII.
func mentions(s, folded string) bool {
	if !ascii(s) {
		return strings.Contains(fold(s), folded)
	}
	for i := 0; i+len(folded) <= len(s); i++ {
		if beginsASCII(s[i:], folded) {
			return true
		}
	}
	return false
}

// begins reports whether s starts with the folded text.
func begins(s, folded string) bool {
	if ascii(s) {
		return beginsASCII(s, folded)
	}
	return strings.HasPrefix(fold(s), folded)
}

// same reports whether s is the folded text.
func same(s, folded string) bool {
	if ascii(s) {
		return len(s) == len(folded) && beginsASCII(s, folded)
	}
	return fold(s) == folded
}

func beginsASCII(s, folded string) bool {
	if len(s) < len(folded) {
		return false
	}
	for i := range len(folded) {
		if lowerByte(s[i]) != folded[i] {
			return false
		}
	}
	return true
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}
