package board

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// parser reads one line. What it reads is in s from i on.
type parser struct {
	s      string
	i      int
	env    FilterEnv
	joins  bool     // a term asks what the row alone does not say
	meant  string   // see Filter.DidYouMean
	sought []string // see Filter.Sought
}

// fail says what is wrong at byte i and what to type instead.
func (p *parser) fail(at int, why, use string) *FilterError {
	return &FilterError{At: at, Why: why, Use: use}
}

func (p *parser) rest() string     { return p.s[p.i:] }
func (p *parser) at(s string) bool { return strings.HasPrefix(p.rest(), s) }
func (p *parser) skip()            { p.i = len(p.s) - len(strings.TrimLeft(p.rest(), " ")) }
func (p *parser) done() bool       { return p.i >= len(p.s) }
func (p *parser) end() bool        { return p.done() || p.at(" ") || p.at(")") }
func (p *parser) take(s string) bool {
	if p.at(s) {
		p.i += len(s)
		return true
	}
	return false
}

// until takes what stands before the first of the stops.
func (p *parser) until(stops string) string {
	n := strings.IndexAny(p.rest(), stops)
	if n < 0 {
		n = len(p.rest())
	}
	s := p.rest()[:n]
	p.i += n
	return s
}

// query reads terms up to the end, a ")", or an "or" within a group.
func (p *parser) query(depth int) (all, error) {
	var terms all
	for {
		p.skip()
		if p.done() || p.at(")") || depth > 0 && p.bare("or") {
			return terms, nil
		}
		t, err := p.term(depth)
		if err != nil {
			return nil, err
		}
		terms = append(terms, t)
	}
}

// bare reports whether the next word is w alone.
func (p *parser) bare(w string) bool {
	if len(p.rest()) < len(w) || !strings.EqualFold(p.rest()[:len(w)], w) {
		return false
	}
	after := p.rest()[len(w):]
	return after == "" || strings.ContainsRune(" ()\"", rune(after[0]))
}

// run takes the characters of the set that come next.
func (p *parser) run(set string) string {
	s := p.rest()[:len(p.rest())-len(strings.TrimLeft(p.rest(), set))]
	p.i += len(s)
	return s
}

func (p *parser) term(depth int) (node, error) {
	start := p.i
	negated := p.take("-") || p.take("!")
	if negated && (p.end() || p.at("-") || p.at("!")) {
		return nil, p.fail(start, "the sign for \"not\" stands directly before one term", "-owner:me")
	}
	n, err := p.positive(depth)
	if err != nil {
		return nil, err
	}
	if negated {
		return not{n}, nil
	}
	return n, nil
}

func (p *parser) positive(depth int) (node, error) {
	start := p.i
	if p.take("(") {
		return p.group(start, depth+1)
	}
	if p.at(`"`) {
		s, err := p.phrase()
		return p.word(s), err
	}
	for _, w := range []struct{ word, why, use string }{
		{"or", `"or" is written in brackets`, "(owner:ann or is:unassigned)"},
		{"and", `terms are joined by "and" already`, "is:overdue owner:me"},
		{"not", `"not" is written as a minus sign`, "-owner:me"},
	} {
		if p.bare(w.word) {
			return nil, p.fail(start, w.why, w.use)
		}
	}
	name := p.until(" ()\":=<>~")
	if !p.done() && strings.ContainsRune(":=<>~", rune(p.s[p.i])) {
		if strings.HasSuffix(name, "!") { // owner!=ann
			name = name[:len(name)-1]
			p.i--
		}
		return p.field(start, name)
	}
	if strings.EqualFold(name+first(p.rest(), 3), "ri(p)") {
		return nil, p.fail(start, "a judgement needs its field", "judgement:ri(p)")
	}
	return p.word(name), nil
}

func (p *parser) word(typed string) word {
	p.sought = append(p.sought, typed)
	return word{typed, fold(typed)}
}

func (p *parser) group(start, depth int) (node, error) {
	if depth > maxDepth {
		return nil, p.fail(start, "too many brackets within brackets", "at most 20")
	}
	var g group
	for {
		at := p.i
		terms, err := p.query(depth)
		if err != nil {
			return nil, err
		}
		if len(terms) == 0 {
			return nil, p.fail(at, "there is nothing to look for here", "(owner:ann or is:unassigned)")
		}
		g = append(g, terms)
		if p.take(")") {
			return g, nil
		}
		if p.done() {
			return nil, p.fail(start, "this ( is not closed", first(p.s[start:], 60)+")")
		}
		p.i += len("or")
	}
}

// phrase reads a text in quotation marks.
func (p *parser) phrase() (string, error) {
	start := p.i
	p.i++
	s := p.until(`"`)
	if !p.take(`"`) {
		return "", p.fail(start, "the quotation mark is not closed", `"`+first(strings.TrimSpace(s), 60)+`"`)
	}
	if s = strings.TrimSpace(s); s == "" {
		return "", p.fail(start, "there is nothing between the quotation marks", `"child voice"`)
	}
	return s, nil
}

// field reads the operator and the values behind a field's name.
func (p *parser) field(start int, name string) (node, error) {
	opAt := p.i
	op := p.run(":=<>~!")
	valueAt := p.i
	raw := p.rawValue()
	p.i = valueAt
	if name == "" {
		return nil, p.fail(start, "there is no field before "+op, "owner:me")
	}
	if fold(name) == "is" {
		return p.flag(start, op, raw)
	}
	fd, ok := fieldNamed(fold(name))
	if !ok {
		return nil, p.fail(start, "there is no field "+first(name, 30), nearestField(fold(name))+":"+raw)
	}
	if !slices.Contains(fd.kind.ops(), op) {
		return nil, p.fail(opAt, "there is no "+op+" for "+fd.name, fd.instead(op, raw))
	}
	if p.end() {
		return nil, p.fail(p.i, fd.name+op+" needs a value", fd.example)
	}
	p.joins = p.joins || fd.joins
	t, err := fd.kind.read(p, fd, op)
	if err != nil {
		return nil, err
	}
	if !p.end() {
		return nil, p.fail(p.i, "a value ends with a space, and a list has commas without spaces", fd.example)
	}
	return t, nil
}

// rawValue takes what is left of this word, for an error that repeats it.
func (p *parser) rawValue() string {
	rest := p.rest()
	if strings.HasPrefix(rest, `"`) {
		if n := strings.IndexByte(rest[1:], '"'); n >= 0 {
			return first(rest[:n+2], 60)
		}
	}
	s := p.until(" ")
	for strings.HasSuffix(s, ")") && strings.Count(s, ")") > strings.Count(s, "(") {
		s = s[:len(s)-1] // it closes a group around the term
	}
	return first(s, 60)
}

// texts reads a list of words and phrases.
func (p *parser) texts(fd field) ([]string, error) {
	var out []string
	for {
		var s string
		if p.at(`"`) {
			var err error
			if s, err = p.phrase(); err != nil {
				return nil, err
			}
		} else {
			s = p.until(" ,()\"")
			if fd.kind == judgementKind && (p.take("(p)") || p.take("(P)")) {
				s += "(p)"
			}
		}
		if s == "" {
			return nil, p.fail(p.i, "a value is missing in the list", fd.example)
		}
		out = append(out, s)
		if !p.take(",") {
			return out, nil
		}
	}
}

// first cuts s to n bytes at the most, at a character.
func first(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
