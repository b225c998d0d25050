package board

import (
	"slices"
	"strings"
	"unicode"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// Found is one provision as the finder lists it, on the board or not.
type Found struct {
	URN            string
	Name           text.Text // the URN stands for a name that Ofsted struck out
	Type           string    // in words
	Judgement      string    // INAD, GOOD …; in words where there is none: "not inspected", "? not known"
	JudgementWords string
	LocalAuthority text.Text
	Owner          text.Text
	Registration   string // "", or why nobody should be placed there: suspended, resigned, cancelled, closed
	Children       int    // of ours; NotCounted when no placements were ever read in
	Concern        bool   // a concern is open there
	Held           string // how new placements are held back, in words; or ""
}

// NotCounted stands where nobody can say how many children of ours live there.
const NotCounted = -1

// FoundMost is how many provisions a finder lists: who sees more types more.
const FoundMost = 50

// Finder gathers the provisions that match what a person typed: the first
// FoundMost of those with our children, then by name, then by URN.
type Finder struct {
	words   []string
	best    []hit // in order
	matched int
}

type hit struct {
	Found
	order string
}

// NewFinder reads what was typed: every word must be found.
func NewFinder(typed string) *Finder {
	f := &Finder{words: strings.FieldsFunc(plainName(typed), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })}
	if len(f.words) > 1 { // "URN 9000412" and "urn:9000412" name the number only
		f.words = slices.DeleteFunc(f.words, func(w string) bool { return w == "urn" })
	}
	return f
}

// OnlyOurs reports whether nothing was typed: then the provisions with children
// of ours match, and no others.
func (f *Finder) OnlyOurs() bool { return len(f.words) == 0 }

// plainName is a name as people type it: "St. Mary's" is "st. marys".
func plainName(s string) string { return strings.ReplaceAll(fold(s), "'", "") }

// holds reports whether a name has the typed word in it.
func holds(name, word string) bool {
	if strings.ContainsAny(name, "'’‘") {
		return strings.Contains(plainName(name), word)
	}
	return mentions(name, word)
}

// Offer takes a provision if it matches: each word stands in its name, council
// area or owner, or begins its URN.
func (f *Finder) Offer(p Found) {
	if p.Name.IsZero() {
		p.Name = text.Clean("URN " + p.URN)
	}
	if f.OnlyOurs() && p.Children <= 0 || !f.matches(p) {
		return
	}
	f.matched++
	order := "theirs"
	if p.Children > 0 {
		order = "ours"
	}
	f.keep(hit{p, order + "\x00" + f.nearness(p) + "\x00" + plainName(p.Name.String()) + "\x00" + p.URN})
}

// nearness sorts a provision whose own name begins as typed, or bears the URN typed,
// before one that has the words within its name, and both before one that only its
// council area or owner brings: whoever presses enter means the home.
func (f *Finder) nearness(p Found) string {
	name, whole := plainName(p.Name.String()), strings.Join(f.words, " ")
	switch {
	case whole == "" || strings.HasPrefix(name, plainName(whole)) || begins(p.URN, whole):
		return "0"
	case !slices.ContainsFunc(f.words, func(w string) bool { return !holds(p.Name.String(), w) && !begins(p.URN, w) }):
		return "1"
	}
	return "2"
}

func (f *Finder) matches(p Found) bool {
	for _, w := range f.words {
		if !holds(p.Name.String(), w) && !begins(p.URN, w) && !holds(p.LocalAuthority.String(), w) && !holds(p.Owner.String(), w) {
			return false
		}
	}
	return true
}

// keep puts a hit in its place, and lets the last go when there are too many.
func (f *Finder) keep(h hit) {
	i, _ := slices.BinarySearchFunc(f.best, h.order, func(a hit, order string) int { return strings.Compare(a.order, order) })
	if i == FoundMost {
		return
	}
	f.best = slices.Insert(f.best, i, h)
	f.best = f.best[:min(len(f.best), FoundMost)]
}

// Best returns the first FoundMost that match, and how many more there are.
func (f *Finder) Best() (best []Found, more int) {
	for _, h := range f.best {
		best = append(best, h.Found)
	}
	return best, f.matched - len(best)
}

// Stand says how those provisions stand today. One without a case is not known.
func Stand(rules concern.Rules, today civil.Date, found []Found, cases []*concern.Case) []Found {
	v := newView(rules, today, text.Text{}, nil)
	byURN := make(map[string]*concern.Case, len(cases))
	for _, c := range cases {
		byURN[c.Place.URN.String()] = c
	}
	out := slices.Clone(found)
	for i := range out {
		p := &out[i]
		p.Judgement, p.JudgementWords = notKnown, "nothing is known of this provision"
		if c := byURN[p.URN]; c != nil && c.Known {
			v.stand(p, v.homeOf(c))
		}
	}
	return out
}

// notKnown is said where nothing safe can be: never a dash, which reads as fine.
const notKnown = "? not known"

func (v *view) stand(p *Found, h *home) {
	p.Type, p.Concern, p.Held = h.facts.Type.Words(), h.open(), v.held(h)
	p.Judgement, p.JudgementWords = h.judged.short(), h.judged.words
	if s := h.facts.Status; s.Ended() || s == ofsted.Suspended {
		p.Registration = string(s)
	}
	if h.judged.code != "n/a" && h.judged.code != "?" {
		return
	}
	switch h.c.Bucket() {
	case ofsted.NotYetInspected:
		p.Judgement = "not inspected"
	case ofsted.NoOverall:
		p.Judgement = "no overall"
	case ofsted.OutsideOfsted:
		p.Judgement = "not Ofsted's"
	default:
		p.Judgement = notKnown
		if h.judged.code == "n/a" {
			p.JudgementWords = "nothing can be said: no file that was read in gives its inspections"
		}
	}
}
