package board

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"placewatch/domain/civil"
	"placewatch/domain/text"
)

// FilterEnv is what a filter is read against. Parse again when the board or the
// day changes: "today" and "owner:me" mean what they meant when it was read.
type FilterEnv struct {
	Today civil.Date
	Me    string // login, for owner:me and is:mine
	// WorkingDays counts the working days after from, up to and including to.
	// Without it "late>3wd" is refused, since nobody could count them.
	WorkingDays func(from, to civil.Date) int
	// Board is the board to be filtered; it is only read. It gives the values
	// for completion, and what a row does not carry itself: the window and the
	// number of children where a child lives, the judgement where a visit goes.
	Board *Board
}

// Filter decides which rows of the board are shown. The zero Filter shows all.
// It never changes once parsed, so sessions may share it.
type Filter struct {
	terms  all
	about  map[string]site // by URN; nil where no term asks for it
	meant  string
	sought []string
}

// FilterError says what is wrong with a filter and what to type instead.
type FilterError struct {
	At  int    // byte offset at which the trouble starts, in the line as text.Clean leaves it
	Why string // a clause without full stop
	Use string // the form to type instead; may be empty
}

func (e *FilterError) Error() string {
	if e.Use == "" {
		return e.Why
	}
	return e.Why + ". Use " + e.Use
}

const (
	maxFilter = 1000 // bytes; a filter is one line that somebody typed
	maxDepth  = 20   // groups within groups
)

// ParseFilter reads a filter (screens.md 10). Words are joined by "and"; a field
// it does not know is an error, never a word to look for, because a filter that
// silently means something else hides children. Its error is a *FilterError.
func ParseFilter(s string, env FilterEnv) (Filter, error) {
	if len(s) > maxFilter {
		return Filter{}, &FilterError{At: maxFilter, Why: "the filter is too long", Use: "at most 1,000 characters"}
	}
	p := &parser{s: text.Clean(s).String(), env: env}
	terms, err := p.query(0)
	if err != nil {
		return Filter{}, err
	}
	if p.i < len(p.s) {
		return Filter{}, p.fail(p.i, "this ) closes nothing", "")
	}
	f := Filter{terms: terms, meant: p.meant, sought: p.sought}
	if p.joins && env.Board != nil {
		f.about = sites(env.Board)
	}
	return f, nil
}

// IsZero reports whether the filter hides nothing because it asks nothing.
func (f Filter) IsZero() bool { return len(f.terms) == 0 }

// String prints the filter in its canonical form, which parses to the same filter.
func (f Filter) String() string {
	var b strings.Builder
	f.terms.print(&b)
	return b.String()
}

// DidYouMean offers, for an empty pane, the owner whom the filter may have
// meant: "owner:cas" where it asks for an owner that no row has. It is empty
// where there is nothing to offer.
func (f Filter) DidYouMean() string { return f.meant }

// Sought is what the filter looks for that may name a child: its words, and child:C-0412
// where it asks for a reference. Whoever keeps it records whom was searched for.
func (f Filter) Sought() []string { return f.sought }

// Child reports whether the filter shows the child's row.
func (f Filter) Child(r ChildRow) bool {
	return f.IsZero() || f.terms.match(childSubject(&r, f.about))
}

// Revisit reports whether the filter shows the window.
func (f Filter) Revisit(r RevisitRow) bool {
	return f.IsZero() || f.terms.match(revisitSubject(&r, f.about))
}

// Visit reports whether the filter shows the QA visit.
func (f Filter) Visit(r VisitRow) bool {
	return f.IsZero() || f.terms.match(visitSubject(&r, f.about))
}

// A node is one part of a parsed filter.
type node interface {
	match(*subject) bool
	print(*strings.Builder)
}

// all is terms joined by "and".
type all []node

func (a all) match(r *subject) bool {
	for _, n := range a {
		if !n.match(r) {
			return false
		}
	}
	return true
}

func (a all) print(b *strings.Builder) {
	for i, n := range a {
		if i > 0 {
			b.WriteByte(' ')
		}
		n.print(b)
	}
}

// group is ( … or … ).
type group []all

func (g group) match(r *subject) bool {
	for _, a := range g {
		if a.match(r) {
			return true
		}
	}
	return false
}

func (g group) print(b *strings.Builder) {
	b.WriteByte('(')
	for i, a := range g {
		if i > 0 {
			b.WriteString(" or ")
		}
		a.print(b)
	}
	b.WriteByte(')')
}

// not is a term behind "-" or "!".
type not struct{ node }

func (n not) match(r *subject) bool { return !n.node.match(r) }

func (n not) print(b *strings.Builder) {
	b.WriteByte('-')
	n.node.print(b)
}

// word is a plain word or a phrase in quotation marks.
type word struct{ typed, folded string }

func (w word) match(r *subject) bool {
	return mentions(r.ref, w.folded) || mentions(r.provision, w.folded) || mentions(r.urn, w.folded) ||
		mentions(r.owner, w.folded) || mentions(r.step, w.folded)
}

func (w word) print(b *strings.Builder) {
	switch fold(w.typed) {
	case "or", "and", "not":
		b.WriteString(`"` + w.typed + `"`)
	default:
		b.WriteString(quoted(w.typed))
	}
}

// quoted puts a text in quotation marks where it would not be read as one word.
func quoted(s string) string {
	head, _ := utf8.DecodeRuneInString(s)
	// A mark that combines would become one character with the sign before it.
	if strings.ContainsAny(s, " (),:=<>~") || head == '-' || head == '!' || unicode.Is(unicode.M, head) {
		return `"` + s + `"`
	}
	return s
}

// test is field, operator and values, or a flag.
type test struct {
	typed string // canonical
	holds func(*subject) bool
}

func (t test) match(r *subject) bool    { return t.holds(r) }
func (t test) print(b *strings.Builder) { b.WriteString(t.typed) }
