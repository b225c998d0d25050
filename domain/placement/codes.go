package placement

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// NoURN is what a statutory return holds where a provision has no URN of
// Ofsted's, or where nobody knew it.
const NoURN = "XXXXXXX"

// code is one SSDA903 placement type.
type code struct {
	code, words string
	home        bool     // a building that Ofsted registers: it must have a URN
	also        []string // other words, each of which can mean nothing else
}

// codes are the placement types of the SSDA903 return, 2017 to 2026.
//
// Reading: Annex A files use two letterings ("o)" is a secure home in one and a
// temporary move in the other), so a letter alone says nothing; the words do.
func codes() []code {
	return []code{
		{code: "K1", words: "secure children's home", home: true, also: []string{"secure children's homes", "secure unit"}},
		{code: "K2", words: "children's home", home: true, also: []string{
			"children's homes", "homes and hostels", "children's homes subject to children's homes regulations"}},
		{code: "K3", words: "supported accommodation", home: true, also: []string{"registered supported accommodation"}},
		{code: "H5", words: "semi-independent living", home: true, also: []string{
			"residential accommodation", "residential accommodation not subject to children's homes regulations",
			"semi-independent living accommodation not subject to children's homes regulations"}},
		{code: "S1", words: "residential school", home: true, also: []string{"residential schools", "all residential schools"}},
		{code: "R3", words: "family centre or mother and baby unit", home: true},
		{code: "R1", words: "residential care home", also: []string{"residential care homes"}},
		{code: "R2", words: "NHS or health trust", also: []string{"NHS/health trust"}},
		{code: "R5", words: "young offender institution", also: []string{
			"young offender institution or prison", "young offender institution or secure training centre"}},
		{code: "U1", words: "foster carer, relative or friend, long term"},
		{code: "U2", words: "foster carer, relative or friend, for adoption"},
		{code: "U3", words: "foster carer, relative or friend"},
		{code: "U4", words: "foster carer, not relative, long term"},
		{code: "U5", words: "foster carer, not relative, for adoption"},
		{code: "U6", words: "foster carer, not relative"},
		{code: "A3", words: "placed for adoption, consent, current foster carer"},
		{code: "A4", words: "placed for adoption, consent, new carer"},
		{code: "A5", words: "placed for adoption, order, current foster carer"},
		{code: "A6", words: "placed for adoption, order, new carer"},
		{code: "P1", words: "with parents", also: []string{
			"placed with parents", "placed with own parents",
			"placed with own parents or other person with parental responsibility"}},
		{code: "P2", words: "independent living"},
		{code: "P3", words: "residential employment"},
		{code: "T0", words: "temporary placement", also: []string{"temporary", "all types of temporary move"}},
		{code: "T1", words: "temporary, in hospital", also: []string{"temporary periods in hospital"}},
		{code: "T2", words: "temporary, on holiday"},
		{code: "T3", words: "temporary, carer on holiday"},
		{code: "T4", words: "temporary, seven days or less"},
		{code: "Z1", words: "other placement", also: []string{"other placements"}},
		{code: "Z11", words: "other placement (Z11)"},
		{code: "Z12", words: "other placement (Z12)"},
		{code: "Z13", words: "other placement (Z13)"},
		{code: "Z14", words: "other placement (Z14)"},
	}
}

// providers are the SSDA903 placement provider codes.
func providers() []code {
	return []code{
		{code: "PR0", words: "parents", also: []string{"parents or other person with parental responsibility"}},
		{code: "PR1", words: "own provision", also: []string{"own LA", "own LA provision", "own provision (by the local authority)"}},
		{code: "PR2", words: "other council", also: []string{"other LA provision", "other local authority provision"}},
		{code: "PR3", words: "other public provision"},
		{code: "PR4", words: "private", also: []string{"private provision"}},
		{code: "PR5", words: "voluntary", also: []string{"voluntary/third sector", "voluntary/third sector provision"}},
	}
}

// Words returns a placement type as a person says it, or "type not known".
func Words(typeCode string) string {
	if c, known := types()[typeCode]; known {
		return c.words
	}
	return "type not known"
}

// home reports whether a type is a building that Ofsted registers. A type that
// is not known may be one.
func home(typeCode string) bool {
	return typeCode == "" || types()[typeCode].home
}

// types are the placement types by their codes: every row of the board asks for one.
var types = sync.OnceValue(func() map[string]code {
	out := map[string]code{}
	for _, c := range codes() {
		out[c.code] = c
	}
	return out
})

// NormaliseType returns the SSDA903 code that a cell holds: "K2", "a) K2:
// Children's Homes", "Homes and hostels [K2]" or "h) Children's Homes". It
// reports false where the cell means no single code.
func NormaliseType(cell string) (string, bool) { return newCodebook(codes()).find(cell) }

// NormaliseProvider returns the SSDA903 provider code that a cell holds: "PR4",
// "e) PR4 - Private provision" or "Private provision".
func NormaliseProvider(cell string) (string, bool) { return newCodebook(providers()).find(cell) }

// codebook finds the code in a cell, and remembers cells it has met: a file
// says the same few words thousands of times.
type codebook struct {
	codes map[string]string // every code and every word that means it, as a key
	met   map[string]string
}

func newCodebook(list []code) *codebook {
	b := &codebook{codes: map[string]string{}, met: map[string]string{}}
	for _, c := range list {
		for _, w := range append([]string{c.code, c.words}, c.also...) {
			if k := key(w); k != "" {
				b.codes[k] = c.code
			}
		}
	}
	return b
}

// find returns the code in cell. A blank cell is no code, and not an error.
func (b *codebook) find(cell string) (string, bool) {
	code, ok := b.met[cell]
	if !ok {
		code = b.search(cell)
		if len(b.met) < 10_000 { // a hostile file must not fill the memory
			b.met[strings.Clone(cell)] = code
		}
	}
	return code, code != "" || strings.TrimSpace(cell) == ""
}

var (
	letter    = regexp.MustCompile(`^\s*[a-z]{1,2}\)\s*`)   // "f) U6: …"
	bracketed = regexp.MustCompile(`\[([A-Za-z0-9]+)\]`)    // "Homes and hostels [K2]"
	inOrOut   = regexp.MustCompile(`(?i)(\d)(in|out|a|b)$`) // K2OUT, K2a: the code and the boundary
)

// search looks for the code in brackets, then at the start, then anywhere if it
// is the only one, then for words that mean one code.
func (b *codebook) search(cell string) string {
	if m := bracketed.FindStringSubmatch(cell); m != nil && b.token(m[1]) != "" {
		return b.token(m[1])
	}
	rest := letter.ReplaceAllString(cell, "")
	found := ""
	for i, t := range strings.FieldsFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		code := b.token(t)
		switch {
		case code != "" && i == 0:
			return code
		case code != "" && found != "" && code != found:
			return ""
		case code != "":
			found = code
		}
	}
	if found != "" {
		return found
	}
	return b.codes[key(rest)]
}

// token returns the code that one word of a cell is; words like "own" are not codes.
func (b *codebook) token(t string) string {
	if !strings.ContainsAny(t, "0123456789") {
		return ""
	}
	return b.codes[key(inOrOut.ReplaceAllString(t, "$1"))]
}

// key is a word or header as it is compared: letters and digits only, lower
// case, so that quotes, spaces and underscores do not matter.
func key(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
