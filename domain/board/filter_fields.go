package board

import (
	"cmp"
	"slices"
	"strings"

	"placewatch/domain/civil"
)

// A field is what a filter may ask about. One table serves the parser, the
// errors and the completion.
type field struct {
	name    string
	kind    fieldKind
	example string
	joins   bool // asks what another pane's rows know
	text    func(*subject) string
	date    func(*subject) civil.Date
	span    func(*subject) (from civil.Date, days int) // days since from; -1 when not known
	number  func(*subject) int                         // -1 when not known
}

// fieldKind is the kind of a field's values, which decides how they are read.
type fieldKind string

const (
	textKind      fieldKind = "text"      // : holds the text, = is the text
	ownerKind     fieldKind = "owner"     // always the whole login
	stateKind     fieldKind = "state"     // : begins with the words
	typeKind      fieldKind = "type"      // the type's words, or the kind of row
	judgementKind fieldKind = "judgement" // INAD, RI, RI(p) …
	viewKind      fieldKind = "view"
	windowKind    fieldKind = "window" // open, passed, not_open, or its last day
	dateKind      fieldKind = "date"
	pastKind      fieldKind = "past" // a date that lies behind: ":" means since
	daysKind      fieldKind = "days"
	numberKind    fieldKind = "number"
)

var fieldTable = []field{
	{name: "ref", kind: textKind, example: "ref:C-0412", text: func(s *subject) string { return s.ref }},
	{name: "prov", kind: textKind, example: `prov:"alder house"`, text: func(s *subject) string { return s.provision }},
	{name: "urn", kind: textKind, example: "urn:1234567", text: func(s *subject) string { return s.urn }},
	{name: "judgement", kind: judgementKind, example: "judgement:inad,ri(p)", joins: true},
	{name: "type", kind: typeKind, example: "type:visit", joins: true},
	{name: "state", kind: stateKind, example: "state:booked", text: func(s *subject) string { return s.state }},
	{name: "owner", kind: ownerKind, example: "owner:me", text: func(s *subject) string { return s.owner }},
	{name: "step", kind: textKind, example: `step:"child voice"`, text: func(s *subject) string { return s.step }},
	{name: "due", kind: dateKind, example: "due<=fri", date: func(s *subject) civil.Date { return s.due }},
	{name: "since", kind: pastKind, example: "since:20jan", joins: true, date: func(s *subject) civil.Date { return s.since }},
	{name: "window", kind: windowKind, example: "window:open", joins: true},
	{name: "late", kind: daysKind, example: "late>3wd", span: func(s *subject) (civil.Date, int) { return s.due, s.late }},
	{name: "age", kind: daysKind, example: "age>8w", joins: true, span: func(s *subject) (civil.Date, int) { return s.since, -1 }},
	{name: "children", kind: numberKind, example: "children>=2", joins: true, number: func(s *subject) int { return s.children }},
	{name: "risk", kind: numberKind, example: "risk>=50", joins: true, number: func(s *subject) int { return s.points }},
	{name: "view", kind: viewKind, example: "view:overdue", joins: true},
}

// otherNames are words that people type for a field. The first two are the
// grammar's own aliases; the rest are only ever suggested from.
var otherNames = map[string]string{
	"rating": "judgement", "who": "owner",
	"grade": "judgement", "judgment": "judgement", "child": "ref", "reference": "ref",
	"provision": "prov", "home": "prov", "name": "prov", "provider": "prov", "status": "state",
	"assigned": "owner", "next": "step", "deadline": "due", "date": "due", "overdue": "late",
	"weeks": "age", "points": "risk", "rank": "risk", "kids": "children", "kind": "type", "flag": "is",
}

func fieldNamed(name string) (field, bool) {
	if name == "rating" || name == "who" {
		name = otherNames[name]
	}
	i := slices.IndexFunc(fieldTable, func(f field) bool { return f.name == name })
	if i < 0 {
		return field{}, false
	}
	return fieldTable[i], true
}

// nearestField is the field that somebody who typed name most likely meant.
func nearestField(name string) string {
	if other, ok := otherNames[name]; ok {
		return other
	}
	names := []string{"is"}
	for _, f := range fieldTable {
		names = append(names, f.name)
	}
	return nearest(name, names)
}

// nearest returns the word that takes the fewest keystrokes to mend.
func nearest(s string, words []string) string {
	if len(words) == 0 {
		return ""
	}
	return slices.MinFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(distance(s, a), distance(s, b)), cmp.Compare(a, b))
	})
}

// distance counts the characters to insert, drop or change (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// ops are the operators that make sense for the kind.
func (k fieldKind) ops() []string {
	switch k {
	case dateKind, pastKind, windowKind, daysKind, numberKind:
		return []string{":", "=", ">", ">=", "<", "<="}
	}
	return []string{":", "="}
}

// instead is the form to use where the operator was wrong: owner!=ann is -owner:ann.
func (f field) instead(op, raw string) string {
	if raw == "" {
		return f.example
	}
	switch {
	case op == "!=":
		return "-" + f.name + ":" + raw
	case (op == "=>" || op == "=<") && len(f.kind.ops()) > 2:
		return f.name + op[1:] + "=" + raw
	}
	return f.name + ":" + raw
}

// read reads the values of a field of this kind into a test.
func (k fieldKind) read(p *parser, fd field, op string) (node, error) {
	switch k {
	case judgementKind:
		return p.judgements(fd, op)
	case viewKind:
		return p.views(fd, op)
	case windowKind, dateKind, pastKind:
		return p.dates(fd, op)
	case daysKind, numberKind:
		return p.amounts(fd, op)
	}
	typed, err := p.texts(fd)
	if err != nil {
		return nil, err
	}
	var tests []func(*subject) bool
	for _, t := range typed {
		tests = append(tests, k.textTest(p, fd, op, fold(t)))
	}
	switch {
	case k == ownerKind:
		p.meet(typed)
	case fd.name == "ref":
		for _, t := range typed {
			p.sought = append(p.sought, "child:"+t)
		}
	}
	return oneOf(fd.name+op, quoteAll(typed), tests), nil
}

// textTest compares one folded text.
func (k fieldKind) textTest(p *parser, fd field, op, want string) func(*subject) bool {
	switch {
	case k == ownerKind && want == "none":
		return func(s *subject) bool { return s.owner == "" && s.pane != RevisitsPane }
	case k == ownerKind && want == "me":
		me := fold(p.env.Me)
		return func(s *subject) bool { return me != "" && same(s.owner, me) }
	case k == typeKind:
		return typeTest(op, want)
	case k == stateKind:
		words := spaced(want)
		if op == "=" {
			return func(s *subject) bool { return spaced(fold(s.state)) == words }
		}
		return func(s *subject) bool { return strings.HasPrefix(spaced(fold(s.state)), words) }
	case op == "=" || k == ownerKind:
		return func(s *subject) bool { return same(fd.text(s), want) }
	}
	return func(s *subject) bool { return mentions(fd.text(s), want) }
}

// spaced reads not_open, not-open and "not open" alike.
func spaced(s string) string { return strings.NewReplacer("_", " ", "-", " ").Replace(s) }

// shortTypes are the office's names for Ofsted's types.
var shortTypes = map[string]string{
	"ifa": "fostering agency", "vaa": "voluntary adoption", "asa": "adoption support",
	"sa": "supported accommodation", "sch": "secure children", "rfc": "family centre", "home": "children's home",
}

// rowKinds are the words for a row of each pane.
var rowKinds = map[string]Pane{
	"child": ChildrenPane, "children": ChildrenPane, "revisit": RevisitsPane, "revisits": RevisitsPane,
	"visit": VisitsPane, "visits": VisitsPane,
}

func typeTest(op, want string) func(*subject) bool {
	if pane, ok := rowKinds[want]; ok {
		return func(s *subject) bool { return s.pane == pane }
	}
	if long, ok := shortTypes[want]; ok {
		want = long
	}
	if op == "=" {
		return func(s *subject) bool {
			return slices.ContainsFunc(strings.Split(s.typ, ", "), func(t string) bool { return same(t, want) })
		}
	}
	words := spaced(want)
	return func(s *subject) bool { return mentions(s.typ, words) || mentions(s.typ, want) }
}

// oneOf is the test that holds where any of the tests does.
func oneOf(head string, typed []string, tests []func(*subject) bool) test {
	holds := tests[0]
	if len(tests) > 1 {
		holds = func(s *subject) bool {
			return slices.ContainsFunc(tests, func(t func(*subject) bool) bool { return t(s) })
		}
	}
	return test{head + strings.Join(typed, ","), holds}
}

func quoteAll(typed []string) []string {
	out := make([]string, len(typed))
	for i, t := range typed {
		out[i] = quoted(t)
	}
	return out
}

// meet looks for owners whom no row of the board has, and keeps the nearest one
// who has rows, so that an empty pane can offer it.
func (p *parser) meet(typed []string) {
	if p.env.Board == nil || p.meant != "" {
		return
	}
	known := owners(p.env.Board)
	for _, t := range typed {
		w := fold(t)
		if w != "me" && w != "none" && len(known) > 0 &&
			!slices.ContainsFunc(known, func(o string) bool { return same(o, w) }) {
			p.meant = "owner:" + quoted(nearest(w, known))
			return
		}
	}
}
