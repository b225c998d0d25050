package flow

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Turn is one attempt to take a row: who, on which day, with which arguments.
// Time is handed in; the rules have no clock.
type Turn struct {
	Who        team.Person
	Actor      team.Role // System or Import when no person acts; else empty
	Published  bool      // the fact stands in Ofsted's own published file
	Today      civil.Date
	OutOfHours bool        // office hours are over: one principal manager may act alone
	Alone      bool        // and does, with a reason; set when the arguments are read
	Confirming bool        // this is the second person of a row for two
	First      team.Person // who proposed it, where this is the second; no grants
	Raw        map[string]string
	Cal        *civil.Calendar
	Row        string     // set when taken
	On         civil.Date // the day it was really done; today unless said otherwise
	Lines      []Line     // what it did, for the check step and the journal
	values     map[string]string
	dates      map[string]civil.Date
	many       map[string][]string
}

// ByFile reports whether a published or council file acts, rather than a person.
func (t *Turn) ByFile() bool { return t.Actor == team.Import }

// Name is what the journal and the board call the actor.
func (t *Turn) Name() string {
	if t.Actor != "" {
		return string(t.Actor)
	}
	return t.Who.Login.String()
}

// Note records one line of what the turn does, for the check step.
func (t *Turn) Note(verb, format string, args ...any) {
	t.Lines = append(t.Lines, Line{Verb: verb, What: fmt.Sprintf(format, args...)})
}

// Date returns a date argument, or no date.
func (t *Turn) Date(name string) civil.Date { return t.dates[name] }

// Value returns an argument as read: a choice's value, or clean text.
func (t *Turn) Value(name string) string { return t.values[name] }

// Text returns a text argument, cleaned.
func (t *Turn) Text(name string) text.Text { return text.Clean(t.values[name]) }

// Values returns the parts of an argument that may hold several.
func (t *Turn) Values(name string) []string { return t.many[name] }

// Args returns what was read, dates as 2006-01-02: the form that is stored.
func (t *Turn) Args() map[string]string {
	out := map[string]string{}
	for k, v := range t.values {
		if v != "" {
			out[k] = v
		}
	}
	return out
}

// With returns a turn by the same actor on the same day with other arguments: for
// a row that brings another with it.
func (t *Turn) With(args map[string]string) *Turn {
	u := *t
	u.Raw, u.values, u.dates, u.many, u.Lines = maps.Clone(args), nil, nil, nil, nil
	return &u
}

// As returns such a turn taken by the system, on the day given.
func (t *Turn) As(actor team.Role, on civil.Date, args map[string]string) *Turn {
	u := t.With(args)
	u.Actor, u.On = actor, on
	return u
}

// mayDo says whether the actor is one of those the row is for.
func (r *Row[C]) mayDo(t *Turn, roles []team.Role) error {
	switch {
	case t.Actor != "" && slices.Contains(r.By, t.Actor), t.Actor == "" && t.Who.Holds(t.Today, roles...):
		return nil
	case t.Actor != "":
		return fault.Newf(fault.NotAllowed, "%s (%s) needs a person", r.Title, r.ID).From(r.Source)
	}
	return fault.Newf(fault.NotAllowed, "%s (%s) is for %s, and %s is %s", r.Title, r.ID, Roles(roles),
		t.Who.Login, Roles(t.Who.Roles(t.Today))).Do("ask one of them").From(r.Source)
}

// Roles joins role names as a person says them; officers and managers are named as groups.
func Roles(rs []team.Role) string {
	var words []string
	rest := rs
	for _, group := range []struct {
		name string
		in   []team.Role
	}{{"any officer or manager", team.Officers()}, {"a manager", team.Managers()}} {
		if containsAll(rest, group.in) {
			words = append(words, group.name)
			rest = slices.DeleteFunc(slices.Clone(rest), func(r team.Role) bool { return slices.Contains(group.in, r) })
		}
	}
	for _, r := range rest {
		if w := r.Words(); Human(r) && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	switch n := len(words); n {
	case 0:
		return "without a role"
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
}

func containsAll(rs, group []team.Role) bool {
	for _, r := range group {
		if !slices.Contains(rs, r) {
			return false
		}
	}
	return true
}

// read turns the raw arguments into values, collecting every problem, so that a
// form can list them at once. Nothing can have been done before the subject's first day.
func (t *Turn) read(args []Arg, about interface{ NotBefore() (civil.Date, string) }) error {
	t.values, t.dates, t.many = map[string]string{}, map[string]civil.Date{}, map[string][]string{}
	if t.On.IsZero() {
		t.On = t.Today
	}
	ps := t.unasked(args)
	for _, a := range args {
		raw := strings.TrimSpace(t.Raw[a.Name])
		if raw == "" {
			raw = a.Default
		}
		if raw != "" {
			if why := t.readOne(a, raw); why != "" {
				ps = append(ps, Problem{a.Name, why})
				continue
			}
		}
		// A file says what it says, and so does time: neither can be asked for more.
		if a.Required && t.values[a.Name] == "" && t.Actor == "" {
			ps = append(ps, Problem{a.Name, "is missing: " + ask(a)})
		}
	}
	if t.Alone = t.values[alone] == "yes"; t.Alone && t.values["reason"] == "" {
		ps = append(ps, Problem{"reason", "is missing: say why it cannot wait for a second person"})
	}
	if ps = append(ps, t.readOn(about.NotBefore())...); len(ps) > 0 {
		return ps
	}
	return nil
}

// readOn takes the day on which it was really done (domain.md 3.0: "already done
// on DATE"). It is never in the future, and never before anything there was to do.
func (t *Turn) readOn(first civil.Date, what string) Problems {
	on := t.dates["on"]
	switch {
	case on.IsZero():
		return nil
	case on.After(t.Today):
		return Problems{{"on", fmt.Sprintf("%s is in the future; enter %s or earlier", on.Long(), t.Today.Long())}}
	case on.Before(first):
		return Problems{{"on", fmt.Sprintf("%s is before %s; enter %s or later", on.Long(), what, first.Long())}}
	}
	t.On = on
	return nil
}

// unasked are the arguments that nobody asked for: a misspelt one is never
// silently left out.
func (t *Turn) unasked(args []Arg) Problems {
	var names []string
	for _, a := range args {
		names = append(names, a.Name)
	}
	var ps Problems
	for _, name := range slices.Sorted(maps.Keys(t.Raw)) {
		switch {
		case slices.Contains(names, name):
		case name == alone:
			ps = append(ps, Problem{name, "only a principal manager may act alone, out of hours, where the row allows it (safety 7, F9)"})
		default:
			ps = append(ps, Problem{text.Clean(name).String(), "is not asked for here; these are: " + strings.Join(names, ", ")})
		}
	}
	return ps
}

func ask(a Arg) string {
	switch a.Kind {
	case DateArg:
		return "enter the day"
	case ChoiceArg, ManyArg:
		return "choose " + options(a.Options)
	}
	return "enter " + strings.ToLower(a.Label)
}

func options(os []Option) string {
	var words []string
	for _, o := range os {
		words = append(words, o.Value)
	}
	return strings.Join(words, ", ")
}

func (t *Turn) readOne(a Arg, raw string) (why string) {
	switch a.Kind {
	case DateArg:
		d, err := t.Cal.ParseTyped(raw, t.Today)
		if err != nil {
			return err.Error()
		}
		t.dates[a.Name], t.values[a.Name] = d, d.String()
	case NumberArg:
		n, err := strconv.Atoi(raw)
		if err != nil || n < 0 || n > 10_000 {
			return fmt.Sprintf("%q is not a whole number", text.Clean(raw))
		}
		t.values[a.Name] = strconv.Itoa(n)
	case ChoiceArg, ChildArg:
		v, ok := pick(a.Options, raw)
		if !ok {
			return a.unknown(raw)
		}
		t.values[a.Name] = v
	case ManyArg, ChildrenArg:
		vs, rest := pickMany(a.Options, raw)
		if rest != "" {
			return a.unknown(rest)
		}
		t.many[a.Name], t.values[a.Name] = vs, strings.Join(vs, ",")
	default:
		s := text.Clean(raw).String()
		if len(s) > 400 {
			return "is longer than 400 characters; shorten it"
		}
		t.values[a.Name] = s
	}
	return ""
}

func pick(os []Option, raw string) (string, bool) {
	for _, o := range os {
		if strings.EqualFold(o.Value, raw) {
			return o.Value, true
		}
	}
	return "", false
}

// pickMany reads values joined by commas, each once and in order, and returns
// what it could not read. A value may itself hold a comma: the longest that fits
// is taken.
func pickMany(os []Option, raw string) (vs []string, rest string) {
	for raw = strings.Trim(raw, ", "); raw != ""; raw = strings.TrimLeft(raw, ", ") {
		best := ""
		for _, o := range os {
			n := len(o.Value)
			if n > len(best) && n <= len(raw) && strings.EqualFold(raw[:n], o.Value) && (n == len(raw) || strings.HasPrefix(strings.TrimLeft(raw[n:], " "), ",")) {
				best = o.Value
			}
		}
		if best == "" {
			rest, _, _ = strings.Cut(raw, ",")
			return nil, rest
		}
		if !slices.Contains(vs, best) {
			vs = append(vs, best)
		}
		raw = raw[len(best):]
	}
	slices.Sort(vs)
	return vs, ""
}

// unknown words a value that is not among the options. A child's reference is not
// repeated: an error may end up in a log.
func (a Arg) unknown(raw string) string {
	if a.Kind == ChildArg || a.Kind == ChildrenArg {
		return "names a child who is not placed there, or for whom it is done already"
	}
	return fmt.Sprintf("%q is not one of %s", text.Clean(raw), options(a.Options))
}
