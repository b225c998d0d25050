package board

import (
	"slices"
	"strconv"
	"strings"

	"placewatch/domain/duty"
)

// flags are what "is:" may ask, in the order of the grammar.
var flags = []struct {
	name  string
	joins bool
	holds func(*subject, FilterEnv) bool
}{
	// A row is late, or due today, with any duty of ours on it: what the header counts can
	// be found, whatever the row's next step is.
	{"overdue", false, func(s *subject, _ FilterEnv) bool {
		return s.late > 0 || s.owes(func(d DutyLine) bool { return d.WhoseDuty == string(duty.Ours) && d.Mark == Overdue })
	}},
	{"today", false, func(s *subject, e FilterEnv) bool {
		return !s.due.IsZero() && s.due == e.Today || s.owes(func(d DutyLine) bool { return d.WhoseDuty == string(duty.Ours) && d.Due == e.Today && !d.Due.IsZero() })
	}},
	{"new", false, func(s *subject, _ FilterEnv) bool { return s.fresh || s.mark == New }},
	{"mine", false, func(s *subject, e FilterEnv) bool {
		me := fold(e.Me)
		return e.Me != "" && (same(s.owner, me) || slices.ContainsFunc(s.waitsFor, func(login string) bool { return same(login, me) }) ||
			s.owes(func(d DutyLine) bool { return d.WhoseDuty == string(duty.Ours) && same(d.Owner.String(), me) }))
	}},
	{"unassigned", false, func(s *subject, _ FilterEnv) bool { return s.owner == "" && s.pane != RevisitsPane }},
	{"frozen", true, func(s *subject, _ FilterEnv) bool { return s.frozen }},
	{"provisional", true, func(s *subject, _ FilterEnv) bool { return s.provisional }},
	{"booked", false, func(s *subject, _ FilterEnv) bool { return s.booked }},
	{"waiting", false, func(s *subject, _ FilterEnv) bool { return s.waiting() }},
	{"unsigned", false, func(s *subject, _ FilterEnv) bool { return s.unsigned() }},
	{"problem", false, func(s *subject, _ FilterEnv) bool { return s.problem }},
	{"snoozed", false, func(s *subject, _ FilterEnv) bool {
		return s.snoozed || s.owes(func(d DutyLine) bool { return !d.Snoozed.IsZero() })
	}},
}

func (p *parser) flag(start int, op, raw string) (node, error) {
	if op != ":" {
		return nil, p.fail(start, "a flag is written with a colon", "is:"+raw)
	}
	at := p.i
	name := fold(p.until(" ()\","))
	for _, f := range flags {
		if f.name != name {
			continue
		}
		if !p.end() {
			return nil, p.fail(p.i, "a flag stands alone", "is:"+name)
		}
		p.joins = p.joins || f.joins
		env := p.env
		return test{"is:" + name, func(s *subject) bool { return f.holds(s, env) }}, nil
	}
	if name == "" {
		return nil, p.fail(at, "is: needs a word", "is:overdue")
	}
	return nil, p.fail(start, "is: has no word "+first(name, 30), "is:"+nearest(name, flagNames()))
}

func flagNames() []string {
	var names []string
	for _, f := range flags {
		names = append(names, f.name)
	}
	return names
}

// viewNames are the views of the g keys (screens.md 9.2) that are not flags.
var viewNames = []string{"all", string(ChildrenPane), string(RevisitsPane), string(VisitsPane)}

// views reads the standard views: a pane, or a flag by another name.
func (p *parser) views(fd field, op string) (node, error) {
	at := p.i
	typed, err := p.texts(fd)
	if err != nil {
		return nil, err
	}
	var tests []func(*subject) bool
	for i, t := range typed {
		t = fold(t)
		typed[i] = t
		if slices.Contains(viewNames, t) {
			tests = append(tests, func(s *subject) bool { return t == "all" || t == string(s.pane) })
			continue
		}
		n := slices.Index(flagNames(), t)
		if n < 0 {
			return nil, p.fail(at, "there is no view "+first(t, 30),
				fd.name+":"+nearest(t, append(flagNames(), viewNames...)))
		}
		env := p.env
		tests = append(tests, func(s *subject) bool { return flags[n].holds(s, env) })
	}
	return oneOf(fd.name+op, typed, tests), nil
}

// judgementWords are what people type for the codes of the board. They are names
// only: no outcome is mapped onto a grade.
var judgementWords = map[string]string{
	"inad": "inad", "inadequate": "inad", "inad/p": "inad/p", "inad/l": "inad/l",
	"ri": "ri", "requires_improvement": "ri", "requires improvement": "ri",
	"good": "good", "out": "out", "outstanding": "out", "sa1": "sa1", "sa2": "sa2", "sa3": "sa3",
	"assur": "assur", "assurance": "assur", "decl": "decl", "declined": "decl",
	"n/a": "n/a", "?": "?", "unknown": "?",
}

// codes are the judgements to suggest, worst first.
var codes = []string{"inad", "inad/p", "inad/l", "sa3", "assur", "ri", "sa2", "decl", "?", "n/a", "good", "out", "sa1"}

// judgements reads judgement codes. "ri" is RI whether published or not, "ri(p)"
// only while provisional; "inad" is also inadequate in part (INAD/P, INAD/L).
func (p *parser) judgements(fd field, op string) (node, error) {
	at := p.i
	typed, err := p.texts(fd)
	if err != nil {
		return nil, err
	}
	var tests []func(*subject) bool
	for i, t := range typed {
		t, provisional := strings.CutSuffix(fold(t), "(p)")
		want, ok := judgementWords[t]
		if !ok {
			return nil, p.fail(at, "there is no judgement "+first(t, 30),
				fd.name+":"+nearest(t, codes))
		}
		typed[i] = quoted(want)
		if provisional {
			typed[i] += "(p)"
		}
		tests = append(tests, func(s *subject) bool {
			whole, _, _ := strings.Cut(s.judgement, "/")
			return (same(s.judgement, want) || want == "inad" && same(whole, want)) && (!provisional || s.provisional)
		})
	}
	return oneOf(fd.name+op, typed, tests), nil
}

// windowState reads a state of Ofsted's window, where one stands next.
func (p *parser) windowState() (state string, test func(*subject) bool) {
	at := p.i
	switch word := spaced(fold(p.until(" ,()\"."))); word {
	case "open", "passed":
		state = word
	case "not open":
		state = "not_open"
	default:
		p.i = at
		return "", nil
	}
	return state, func(s *subject) bool {
		return slices.ContainsFunc(s.windows, func(w window) bool { return w.state == state })
	}
}

// compares reports whether a difference satisfies the operator.
func compares(op string, diff int) bool {
	switch op {
	case ">":
		return diff > 0
	case ">=":
		return diff >= 0
	case "<":
		return diff < 0
	case "<=":
		return diff <= 0
	}
	return diff == 0
}

// amount is a number, or a length of days.
type amount struct {
	n    int
	unit string // "", d, wd, w
}

func (a amount) String() string { return strconv.Itoa(a.n) + a.unit }

// amounts reads numbers and lengths of days. A row of which the number is not
// known matches none of them.
func (p *parser) amounts(fd field, op string) (node, error) {
	var typed []string
	var tests []func(*subject) bool
	for {
		at := p.i
		lo, err := p.amount(fd)
		if err != nil {
			return nil, err
		}
		hi, one := lo, lo.orDays(fd).String()
		if p.take("..") {
			if hi, err = p.amount(fd); err != nil {
				return nil, err
			}
			if lo.unit == "" { // 1..5d
				lo.unit = hi.unit
			}
			lo, hi = lo.orDays(fd), hi.orDays(fd)
			if lo.unit != hi.unit || lo.n > hi.n {
				return nil, p.fail(at, "a range runs from the smaller to the larger, in one unit", fd.example)
			}
			one = lo.String() + ".." + hi.String()
		}
		typed = append(typed, one)
		tests = append(tests, p.amountTest(fd, op, lo.orDays(fd), hi.orDays(fd)))
		if !p.take(",") {
			break
		}
	}
	if len(tests) > 1 || strings.Contains(typed[0], "..") {
		if op != ":" && op != "=" {
			return nil, p.fail(p.i, op+" takes one value", fd.name+":"+strings.Join(typed, ","))
		}
	}
	return oneOf(fd.name+op, typed, tests), nil
}

// orDays gives a length that was typed without a unit its days.
func (a amount) orDays(fd field) amount {
	if a.unit == "" && fd.kind == daysKind {
		a.unit = "d"
	}
	return a
}

// amount reads a number with its unit, if it has one.
func (p *parser) amount(fd field) (amount, error) {
	at := p.i
	n, err := strconv.Atoi(p.run("0123456789"))
	if err != nil || p.i-at > 5 {
		return amount{}, p.fail(at, fd.name+" needs a number", fd.example)
	}
	a := amount{n: n}
	if fd.kind == numberKind {
		return a, nil
	}
	switch unit := strings.ToLower(p.until(" ,()\".")); unit {
	case "", "d", "w", "wd":
		a.unit = unit
	default:
		return amount{}, p.fail(at, "days are written 3d, 2w, or 3wd for working days", fd.example)
	}
	if a.unit == "wd" && p.env.WorkingDays == nil {
		return amount{}, p.fail(at, "working days cannot be counted here", fd.name+">"+strconv.Itoa(n)+"d")
	}
	return a, nil
}

// amountTest compares a row's number with the range from lo to hi. Only a late
// row is ever "late<3d": what is not late at all is found by late:0.
func (p *parser) amountTest(fd field, op string, lo, hi amount) func(*subject) bool {
	env, from, to := p.env, lo.days(), hi.days()
	below := op == "<" || op == "<="
	return func(s *subject) bool {
		var n int
		if fd.number != nil {
			n = fd.number(s)
		} else {
			n = spanIn(lo.unit, env, s, fd)
		}
		switch {
		case n < 0, below && fd.name == "late" && s.late == 0:
			return false
		case op == ":" || op == "=":
			return from <= n && n <= to
		}
		return compares(op, n-from)
	}
}

// days is the amount in the unit in which spans are counted.
func (a amount) days() int {
	if a.unit == "w" {
		return 7 * a.n
	}
	return a.n
}

// spanIn counts the days of a span, or its working days; -1 when not known.
func spanIn(unit string, env FilterEnv, s *subject, fd field) int {
	from, days := fd.span(s)
	switch {
	case from.IsZero() || from.After(env.Today):
		if fd.name == "late" {
			return days // not late, or late since nobody knows when
		}
		return -1
	case days == 0: // due, and not late
		return 0
	case unit == "wd":
		return env.WorkingDays(from, env.Today)
	case days > 0:
		return days
	}
	return env.Today.Sub(from)
}
