// Package deadline answers by when: it counts a rule out from the day that starts
// it, in the edition that held on that day, and says how it got there.
package deadline

import (
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/fault"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/team"
)

// Book holds every timescale: the law's and Ofsted's by edition, and the
// council's own from its policy profile. It does not change once made.
type Book struct{ rules []policy.Rule }

// NewBook returns the timescales under a profile. Where the profile sets a
// length of its own for a duty of ours in law, that length is used.
func NewBook(p *policy.Profile) *Book {
	rules := policy.Rules()
	for _, l := range p.Limits() {
		i := slices.IndexFunc(rules, func(r policy.Rule) bool { return r.ID == l.Key })
		if i < 0 {
			rules = append(rules, policy.Rule{ID: l.Key, Edition: policy.Edition{Name: p.Title(), Title: p.Title()}})
			i = len(rules) - 1
		}
		r := &rules[i]
		r.What, r.Max, r.Count, r.Role, r.Whose = l.What, l.Length, l.Count, l.Role, l.Whose
		r.Binding, r.Source = l.Binding, l.Source
	}
	return &Book{rules}
}

// All returns every rule in every edition, in the order in which they are listed.
func (b *Book) All() []policy.Rule { return slices.Clone(b.rules) }

// IDs returns each rule's id once, in order.
func (b *Book) IDs() []string {
	var ids []string
	for _, r := range b.rules {
		if !slices.Contains(ids, r.ID) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// Lookup returns the editions of a rule, or says which rule has the nearest name.
func (b *Book) Lookup(id string) ([]policy.Rule, error) {
	var editions []policy.Rule
	for _, r := range b.rules {
		if r.ID == id {
			editions = append(editions, r)
		}
	}
	if len(editions) == 0 {
		return nil, fault.Newf(fault.NotFound, "no deadline rule is called %q", id).
			Do("did you mean %s? All are in: placewatch deadline --list", nearest(id, b.IDs()))
	}
	return editions, nil
}

// Answer is a date with its reasons. Latest is none where the rule in force gives
// no length; Explanation then says why.
type Answer struct {
	Rule        string
	Kind        string // for a window of Ofsted's: policy.Return …
	What        string
	From        civil.Date
	Earliest    civil.Date // none unless a window
	Latest      civil.Date
	Explanation string
	Source      string
	Binding     policy.Binding
	Owner       duty.Owner
	Role        team.Role // who of ours answers for it; empty where it is not ours
	Confidence  policy.Confidence
	Badge       string // "", "check" or "verify"
	Edition     string
	Certain     bool // false past the last known bank holiday, and where there is no date
	MetBy       policy.MetBy
}

// Dated reports whether there is a date.
func (a Answer) Dated() bool { return !a.Latest.IsZero() }

// Compute counts a rule out from the day that starts it, for a type of provision
// or, where typ is empty, for whichever the rule is for. The edition is the one
// that held on that day; where none did, the editions that exist are named.
func (b *Book) Compute(id string, from civil.Date, typ ofsted.Type, cal *civil.Calendar) (Answer, error) {
	editions, err := b.Lookup(id)
	if err != nil {
		return Answer{}, err
	}
	if from.IsZero() {
		return Answer{}, fault.Newf(fault.Invalid, "%s: the day that starts it is not given", id)
	}
	r, err := choose(id, editions, from, typ)
	if err != nil {
		return Answer{}, err
	}
	return answer(r, from, cal), nil
}

// FullReinspection is the window for a full inspection of a home that Ofsted has
// visited since it was judged inadequate: up to 16 weeks from the original
// inspection (R9#5).
func (b *Book) FullReinspection(original civil.Date, typ ofsted.Type, cal *civil.Calendar) (Answer, error) {
	return b.Compute("home.full_reinspection", original, typ, cal)
}

func choose(id string, editions []policy.Rule, from civil.Date, typ ofsted.Type) (policy.Rule, error) {
	ofType := keep(editions, func(r policy.Rule) bool { return typ == "" || r.For(typ) })
	if len(ofType) == 0 {
		return policy.Rule{}, fault.Newf(fault.Invalid, "%s is for %s, not for %s", id, typeList(editions), typ.Words())
	}
	inForce := keep(ofType, func(r policy.Rule) bool { return r.Named || r.InForce(from) })
	if len(inForce) == 0 {
		return policy.Rule{}, fault.Newf(fault.NotFound, "no edition of %s that is known was in force on %s", id, from.Full()).
			Do("editions: %s", editionList(ofType))
	}
	inSeason := keep(inForce, func(r policy.Rule) bool { return r.InSeason(from) })
	if len(inSeason) == 0 {
		s := inForce[0].Season
		return policy.Rule{}, fault.Newf(fault.Invalid, "%s is for a day between %s and %s, not for %s",
			id, s[0].Words(), s[1].Words(), from.Full())
	}
	return inSeason[0], nil
}

func keep(rules []policy.Rule, want func(policy.Rule) bool) []policy.Rule {
	return slices.DeleteFunc(slices.Clone(rules), func(r policy.Rule) bool { return !want(r) })
}

func answer(r policy.Rule, from civil.Date, cal *civil.Calendar) Answer {
	a := Answer{
		Rule: r.ID, Kind: r.Kind, What: r.What, From: from, Explanation: r.Undated, Source: r.Source,
		Binding: r.Binding, Owner: r.Whose, Role: r.Role, Confidence: r.Confidence,
		Badge: r.Confidence.Badge(), Edition: r.Edition.Name, MetBy: r.MetBy,
	}
	if r.Undated != "" {
		return a
	}
	last := cal.Add(from, r.Max, r.Count)
	a.Latest, a.Certain, a.Explanation = last.Date, last.Certain, last.Explanation
	if !r.Min.IsZero() {
		first := cal.Add(from, r.Min, r.Count)
		a.Earliest, a.Certain = first.Date, a.Certain && first.Certain
		a.Explanation = shortTo(r) + " to " + a.Explanation
	}
	if r.About {
		a.Explanation = "about " + a.Explanation
	}
	if !r.InForce(from) {
		a.Explanation += "; by an edition in force " + span(r)
	}
	return a
}

// shortTo is the first half of "6 to 8 weeks".
func shortTo(r policy.Rule) string {
	words := r.Min.Words()
	if r.Min.Unit == r.Max.Unit && r.Min.Unit != civil.FixedDay {
		words, _, _ = strings.Cut(words, " ")
	}
	return words
}
