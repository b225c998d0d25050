package board

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
)

// A factor is one thing that makes a row more pressing, and its points from the
// policy profile (domain.md 5).
type factor struct {
	points int
	words  string
}

func (f factor) String() string { return fmt.Sprintf("%s +%d", capital(f.words), f.points) }

// weigh adds the factors up and says them, most telling first.
func weigh(lists ...[]factor) (points int, reasons []string) {
	all := slices.Concat(lists...)
	slices.SortStableFunc(all, func(a, b factor) int { return cmp.Compare(b.points, a.points) })
	for _, f := range all {
		if f.points > 0 {
			points += f.points
			reasons = append(reasons, f.String())
		}
	}
	return points, reasons
}

// factors are what presses at a provision, for each child there alike.
func (v *view) factors(h *home) []factor {
	p := v.rules.Policy.Points
	fs := v.foundFactors(h.judged)
	if h.children > 0 {
		fs = append(fs, factor{p.ForChildren(h.children), plural(h.children, "child placed", "children placed")})
	}
	if h.open() {
		fs = append(fs, v.pressing(h.c)...)
	}
	return fs
}

// foundFactors are the factors of what Ofsted found.
func (v *view) foundFactors(j judged) []factor {
	p := v.rules.Policy.Points
	var fs []factor
	if j.barred != "" {
		fs = append(fs, factor{p.Enforcement, j.barred})
	}
	found := j.finding
	if j.provisional {
		found += " (provisional)"
	}
	switch {
	case j.severity == 3:
		return append(fs, factor{p.Inadequate, found})
	case j.severity == 2:
		return append(fs, factor{p.RequiresImprovement, found})
	case j.notice != "": // Local: a notice weighs as requires improvement does
		return append(fs, factor{p.RequiresImprovement, j.notice})
	case j.severity == 1:
		return append(fs, factor{p.Unknown, j.finding})
	}
	return fs
}

// pressing are the factors of what has and has not happened since.
func (v *view) pressing(c *concern.Case) []factor {
	p := v.rules.Policy.Points
	var fs []factor
	last := lastVisit(c)
	switch {
	case last != nil && last.Concerns == "serious":
		// Reading: the visit's form asks for concerns and for children who do not feel
		// safe in one answer; the graver reading counts.
		fs = append(fs, factor{p.ChildNotSafe, "serious concerns, or a child who does not feel safe, at our visit of " + last.DoneOn.Long()})
	case c.Concern.Raised:
		fs = append(fs, factor{p.ConcernsAtVisit, "concerns raised at our visit"})
	}
	if why := v.stalled(c); why != "" {
		fs = append(fs, factor{p.PlanStalled, "provider's action plan stalled: " + why})
	}
	if d := v.back(c); d != nil {
		words := "Ofsted may be back now"
		if v.stands(d) == passed {
			words = "Ofsted's window passed: check for news"
		}
		fs = append(fs, factor{p.OfstedDueBack, words})
	}
	if came := c.Concern.VisitedOn; !came.IsZero() && (last == nil || came.After(last.DoneOn)) {
		fs = append(fs, factor{p.OfstedSinceOurVisit, "Ofsted came on " + came.Long() + ", since our last visit"})
	}
	return fs
}

// lastVisit is the newest visit of ours that was made.
func lastVisit(c *concern.Case) *concern.Visit {
	var last *concern.Visit
	for i := range c.Visits {
		if v := &c.Visits[i]; !v.DoneOn.IsZero() && (last == nil || v.DoneOn.After(last.DoneOn)) {
			last = v
		}
	}
	return last
}

// stalled says why the provider's own action plan does not move, or "".
func (v *view) stalled(c *concern.Case) string {
	if c.Concern.Plan == "received" && c.Concern.Progress == "none" {
		return "no action done"
	}
	for _, d := range c.Duties {
		if d.Kind == "plan.chase" && d.Overdue(v.today) > 0 {
			return "not received"
		}
	}
	return ""
}

// late is the factor of one duty of ours: nothing unless it is late.
func (v *view) late(d *duty.Duty) factor {
	n := d.Overdue(v.today)
	return factor{v.rules.Policy.Points.DaysLate.For(d.Kind, n), plural(n, "day", "days") + " late: " + uncapital(d.What)}
}

func (v *view) lateOf(ds []*duty.Duty) []factor {
	var fs []factor
	for _, d := range ds {
		if d.Overdue(v.today) > 0 {
			fs = append(fs, v.late(d))
		}
	}
	return fs
}

// rank is where a row belongs: points, then a home that no URN identifies, then
// the earlier due date, then URN and id (domain.md 5).
type rank struct {
	points int
	alarm  bool
	due    civil.Date
	urn    string
	id     string
}

func (a rank) compare(b rank) int {
	if first := cmp.Or(cmp.Compare(b.points, a.points), cmp.Compare(truth(b.alarm), truth(a.alarm))); first != 0 {
		return first
	}
	return cmp.Or(byDay(a.due).compare(byDay(b.due), false), cmp.Compare(a.urn, b.urn), cmp.Compare(a.id, b.id))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func capital(s string) string { return firstLetter(s, unicode.ToUpper) }

// uncapital begins a title inside a sentence. "QA visit" and "Ofsted" keep theirs.
func uncapital(s string) string {
	word, _, _ := strings.Cut(s, " ")
	if word == strings.ToUpper(word) || strings.HasPrefix(word, "Ofsted") {
		return s
	}
	return firstLetter(s, unicode.ToLower)
}

func firstLetter(s string, to func(rune) rune) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(to(r)) + s[n:]
}
