package flow

import (
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// State is where a thing stands in its chart. Stored states are words and are
// never renamed.
type State string

const (
	// Start is the state before the first row: "–" in the charts.
	Start State = ""
	// Any stands in From for every state that is neither Start nor final.
	Any State = "*"
	// Same stands in To for "stays where it is".
	Same State = "="
)

// Guard is a named condition, so that the refusal, the help and the drawing say
// the same words. Name completes "only when …".
type Guard[C any] struct {
	Name  string
	Holds func(C, *Turn) bool
	Next  string // what to do where it does not hold; may be empty
}

// Opening is a duty, a wait or a window that a row opens.
type Opening[C any] struct {
	Key      string                    // of the policy's limit: qa.list_children
	PerChild bool                      // one for each child of ours there
	If       *Guard[C]                 // none: always
	From     func(C, *Turn) civil.Date // the day that starts it; none: the day of the row
}

// Row is one arrow of a chart.
type Row[C any] struct {
	ID       string // domain.md's: QA6
	Event    string // one past-tense word: requirements_held
	Title    string // as said at the desk
	From     []State
	To       State
	By       []team.Role                      // who may do it; System and Import among them where time or a file may
	With     []team.Role                      // where two people are needed, the second; one of the two is of By
	StandIn  []team.Role                      // who may stand in for one of the two people, not for both
	TwoIf    *Guard[C]                        // two people only then; none with With set: always
	Together bool                             // for two even out of hours: it can wait until the morning
	Auto     *Guard[C]                        // for System: it happens of itself when this holds
	When     func(C, *Turn) civil.Date        // the day it fell due, for Auto; none: the day of the turn
	Given    func(C, *Turn) map[string]string // the arguments of Auto; none: the policy's reason
	If       []Guard[C]
	Args     []Arg
	Fill     func(C, *Turn) []Arg // arguments whose options depend on the subject
	Class    Class
	Opens    []Opening[C]
	Brings   []string                // keys of the duties that Then may open beside Opens
	Valid    func(C, *Turn) Problems // what is wrong with the arguments taken together
	Settles  []string                // keys of the duties that this row discharges
	Answers  []string                // keys of what Then may end beside Settles, or the kinds of window that nobody waits for any more
	Then     func(C, *Turn)          // what is recorded beside the state
	Source   string
}

// Chart is one machine: a table of rows over one state of C.
type Chart[C Ledger] struct {
	Name  string // "qa"
	Title string // "QA track"
	Final []State
	While *Guard[C] // no row may be taken otherwise; none: always
	Get   func(C) State
	Set   func(C, State)
	Rows  []Row[C]
}

// Ledger is what a chart needs of the thing it drives: a place for what is owed.
type Ledger interface {
	// Owe opens what key names, counted from a day; for one child where child is set.
	Owe(key string, from civil.Date, child text.Text, t *Turn)
	// Discharge ends everything open under key that the turn is about.
	Discharge(key string, t *Turn)
	// Children are our children there, for openings per child.
	Children() []text.Text
	// Subject is what commands call the thing: concern:1027077-1.
	Subject() string
	// NotBefore is the first day on which anything about it can have been done, and
	// what happened then: "the request was made".
	NotBefore() (first civil.Date, what string)
}

// Common are the arguments that every row takes: when it was really done, why,
// and what proves it (domain.md 3.0, "already done on DATE").
func Common() []Arg {
	return []Arg{
		{Name: "on", Label: "Done on", Kind: DateArg, Hint: "today unless it was done before"},
		{Name: "reason", Label: "Note or reason", Kind: TextArg, Hint: "no names, dates of birth or addresses"},
		{Name: "evidence", Label: "Evidence", Kind: TextArg, Hint: "reference of the letter, e-mail or report"},
	}
}

// arguments are a row's own arguments and then the common ones it does not name itself.
func (r *Row[C]) arguments(c C, t *Turn) []Arg {
	args := r.Args
	if r.Fill != nil {
		args = slices.Concat(args, r.Fill(c, t))
	}
	common := Common()
	if r.mayAlone(t) {
		common = append(common, Arg{Name: alone, Label: "Alone, out of hours", Kind: ChoiceArg,
			Options: []Option{{Value: "yes", Words: "Yes: it cannot wait; another person reviews it"}}})
	}
	for _, a := range common {
		if !slices.ContainsFunc(args, func(b Arg) bool { return b.Name == a.Name }) {
			args = append(args[:len(args):len(args)], a)
		}
	}
	return args
}

// alone is the argument with which a principal manager says that a row for two
// cannot wait for the second person (safety.md 7, F9).
const alone = "alone"

// mayAlone reports whether this person may take a row for two alone now: a
// principal manager, out of hours, where the row names that role at all. F9 lifts
// the need for a second person, not the row's own roles.
func (r *Row[C]) mayAlone(t *Turn) bool {
	pm := team.PrincipalManager
	return len(r.With) > 0 && !r.Together && t.OutOfHours && t.Actor == "" && t.Who.Holds(t.Today, pm) &&
		(slices.Contains(r.By, pm) || slices.Contains(r.With, pm))
}

// Leaves reports whether the row starts from s.
func (ch *Chart[C]) Leaves(r *Row[C], s State) bool {
	if slices.Contains(r.From, s) {
		return true
	}
	return slices.Contains(r.From, Any) && s != Start && !slices.Contains(ch.Final, s)
}

// Find returns the row that word names by its id or by its event word, or nil.
// No two rows share either (Validate).
func (ch *Chart[C]) Find(word string) *Row[C] {
	i := slices.IndexFunc(ch.Rows, func(r Row[C]) bool {
		return strings.EqualFold(r.ID, word) || strings.EqualFold(r.Event, word)
	})
	if i < 0 {
		return nil
	}
	return &ch.Rows[i]
}

// Two reports whether the row needs a second person for this turn.
func (r *Row[C]) Two(c C, t *Turn) bool {
	if len(r.With) == 0 || t.Actor != "" {
		return false
	}
	return r.TwoIf == nil || r.TwoIf.Holds(c, t)
}

// Check says whether the row may be taken now, and why not. It reads the
// arguments into the turn, so that Then and the guards see them.
func (ch *Chart[C]) Check(c C, r *Row[C], t *Turn) error {
	if err := ch.stands(c, r); err != nil {
		return err
	}
	if err := r.mayDo(t, r.People()); err != nil {
		return err
	}
	if err := t.read(r.arguments(c, t), c); err != nil {
		return err
	}
	if !r.Two(c, t) {
		if err := r.mayDo(t, r.By); err != nil {
			return err
		}
	}
	if err := r.met(c, t); err != nil {
		return err
	}
	if r.Valid != nil {
		if ps := r.Valid(c, t); len(ps) > 0 {
			return ps
		}
	}
	return nil
}

// stands says whether the row leaves the state that the thing is in.
func (ch *Chart[C]) stands(c C, r *Row[C]) error {
	var no *fault.Error
	switch s := ch.Get(c); {
	case ch.While != nil && !ch.While.Holds(c, &Turn{}):
		no = fault.Newf(fault.GuardUnmet, "%s (%s) is possible only while %s", r.Title, r.ID, ch.While.Name)
	case !ch.Leaves(r, s):
		no = fault.Newf(fault.GuardUnmet, "%s (%s) is not possible: the %s is %s", r.Title, r.ID, ch.Title, s.Words())
	default:
		return nil
	}
	return no.Do("see what is possible with `do %s --list`", c.Subject()).From(r.Source)
}

// met says which guard does not hold.
func (r *Row[C]) met(c C, t *Turn) error {
	for _, g := range r.If {
		if !g.Holds(c, t) {
			no := fault.Newf(fault.GuardUnmet, "%s (%s) is possible only when %s", r.Title, r.ID, g.Name).From(r.Source)
			if g.Next != "" {
				no.Do("%s", g.Next)
			}
			return no
		}
	}
	return nil
}

// Take checks the row and takes it: the state changes, what it settles is
// settled, what is recorded is recorded, and what it opens is opened. When Check
// refuses, nothing has changed.
func (ch *Chart[C]) Take(c C, r *Row[C], t *Turn) error {
	if err := ch.Check(c, r, t); err != nil {
		return err
	}
	was := ch.Get(c)
	if r.To != Same {
		ch.Set(c, r.To)
		t.Note("change", "%s %s -> %s", ch.Title, was.Words(), r.To.Words())
	}
	t.Row = r.ID
	for _, key := range r.Settles {
		c.Discharge(key, t)
	}
	if r.Then != nil {
		r.Then(c, t)
	}
	for _, o := range r.Opens {
		open(o, c, t)
	}
	return nil
}

func open[C Ledger](o Opening[C], c C, t *Turn) {
	if o.If != nil && !o.If.Holds(c, t) {
		return
	}
	from := t.On
	if o.From != nil {
		from = o.From(c, t)
	}
	if !o.PerChild {
		c.Owe(o.Key, from, text.Text{}, t)
		return
	}
	for _, child := range c.Children() {
		c.Owe(o.Key, from, child, t)
	}
}

// Offers lists the rows that leave the present state, allowed ones first, the
// others with the reason beside them. Rows that only time or a file may take are
// left out.
func (ch *Chart[C]) Offers(c C, t *Turn) []Offer {
	var out []Offer
	for i := range ch.Rows {
		if r := &ch.Rows[i]; slices.ContainsFunc(r.By, Human) && ch.stands(c, r) == nil {
			out = append(out, r.offer(c, t))
		}
	}
	SortOffers(out)
	return out
}

func (r *Row[C]) offer(c C, t *Turn) Offer {
	o := Offer{ID: r.ID, Event: r.Event, Title: r.Title, Arguments: r.arguments(c, t), By: r.By,
		Two: r.Two(c, t), Class: r.class(), Source: r.Source}
	// Whether a row needs two may depend on its arguments, which are not typed yet.
	err := r.mayDo(t, r.People())
	if err == nil {
		err = r.met(c, t)
	}
	o.Allowed = err == nil
	if err != nil {
		o.WhyNot = err.Error()
	}
	return o
}

// class is how much the row asks before it is done; the check step where it does
// not say.
func (r *Row[C]) class() Class {
	if r.Class == "" {
		return Checked
	}
	return r.Class
}

// SortOffers puts what is allowed first and changes no order beside.
func SortOffers(os []Offer) {
	rank := func(o Offer) int {
		if o.Allowed {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(os, func(a, b Offer) int { return rank(a) - rank(b) })
}

// Human reports whether a role is a person's: not time, and not a file.
func Human(r team.Role) bool { return r != team.System && r != team.Import }

// Words returns a state as a person reads it.
func (s State) Words() string {
	if s == Start {
		return "not begun"
	}
	return strings.ReplaceAll(string(s), "_", " ")
}
