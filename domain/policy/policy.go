// Package policy holds what the council, Ofsted and the law allow, as data: every
// length, threshold, freeze and sort order, and the document each is from. The
// charts name a key; the numbers are here.
package policy

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

//go:embed default.toml never-inadequate.toml inadequate-only.toml same-day.toml rules.toml
var files embed.FS

// Profile is one council's policy, named and versioned. It does not change once
// read.
type Profile struct {
	Name, Version             string
	Owner, Reviewer, Approver text.Text
	ApprovedOn, ReviewBy      civil.Date // none where not given

	ProgressVisitStarts Start
	SeniorSignoff       Signoff
	AssessRI            bool // each child is assessed where the provision requires improvement too
	WeeklyContacts      int  // of a child's enhanced monitoring, before they are every two weeks
	Office              Office
	Undo                time.Duration // how long a person may undo what they did last; none: never
	Stale               Stale
	Points              Points

	threshold Threshold
	tier      Tier
	freeze    freezes
	limits    []Limit
	roles     []RowRoles
	settings  map[string]string // all but the limits, by their path in the file
}

// Threshold says which findings are below the line.
type Threshold struct {
	BelowGrades            []ofsted.Grade   `toml:"below_grades"`
	BelowOutcomes          []ofsted.Outcome `toml:"below_outcomes"`
	NoOverallInadequateSub bool             `toml:"no_overall_inadequate_sub"`
}

// Tier sorts findings of different kinds beside one another. It is local: no
// finding is ever shown as another's grade (R§1.3).
type Tier struct {
	Worst []string `toml:"worst"`
	Below []string `toml:"below"`
}

// Freeze is what a finding does to new placements at a provision.
type Freeze string

const (
	Open       Freeze = "open"
	Frozen     Freeze = "frozen"      // until a senior manager agrees
	HardFrozen Freeze = "hard_frozen" // no agreement is possible
)

type freezes struct {
	Inadequate          Freeze `toml:"inadequate"`
	RequiresImprovement Freeze `toml:"requires_improvement"`
}

// Start is the day that the time for a progress visit runs from.
type Start string

const (
	Told     Start = "told"     // the provider told us it has Ofsted's requirements
	Received Start = "received" // the provider had them
)

// Signoff is who signs off a placement where new placements are held back, once the
// two service managers have agreed the risk approach.
type Signoff string

const (
	OnePrincipal  Signoff = "principal_manager" // a principal manager who did not agree it
	JointManagers Signoff = "joint_managers"    // the two service managers themselves
)

// Stale is after how many days what is held counts as out of date.
type Stale struct {
	OfstedDays     int `toml:"ofsted_days"`
	PlacementsDays int `toml:"placements_days"`
}

// Office is when the council's offices are open, Europe/London.
type Office struct {
	Days          []time.Weekday
	Opens, Closes time.Duration // since midnight
}

// Out reports whether it is out of hours at that time, which the caller
// gives in Europe/London. Bank holidays are out of hours.
func (o Office) Out(at time.Time, cal *civil.Calendar) bool {
	day := civil.In(at, at.Location())
	clock := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute +
		time.Duration(at.Second())*time.Second
	holiday := !cal.IsWorkingDay(day) && day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
	return holiday || !slices.Contains(o.Days, day.Weekday()) || clock < o.Opens || clock >= o.Closes
}

// Points are what each factor adds to a row's rank (domain.md 5).
type Points struct {
	ChildNotSafe        int      `toml:"child_not_safe"`
	Enforcement         int      `toml:"enforcement"` // restriction, suspension or cancellation
	Inadequate          int      `toml:"inadequate"`
	RequiresImprovement int      `toml:"requires_improvement"`
	Unknown             int      `toml:"unknown"`
	PerChild            int      `toml:"per_child"`
	PerChildMost        int      `toml:"per_child_most"` // points, not children
	ConcernsAtVisit     int      `toml:"concerns_at_visit"`
	PlanStalled         int      `toml:"plan_stalled"`
	OfstedDueBack       int      `toml:"ofsted_due_back"`
	OfstedSinceOurVisit int      `toml:"ofsted_since_our_visit"`
	DaysLate            DaysLate `toml:"days_late"`
}

// DaysLate are the points for each day that a duty of ours is late.
type DaysLate struct {
	Each  int            `toml:"each"`
	Most  int            `toml:"most"` // points for one duty
	Kinds map[string]int `toml:"kinds"`
}

// For returns the points for a duty of that kind so many days late.
func (d DaysLate) For(kind string, days int) int {
	each, ok := d.Kinds[kind]
	if !ok {
		each = d.Each
	}
	return min(each*max(days, 0), d.Most)
}

// ForChildren returns the points for so many children placed.
func (p Points) ForChildren(n int) int { return min(p.PerChild*max(n, 0), p.PerChildMost) }

// Limit returns the limit of that key.
func (p *Profile) Limit(key string) (Limit, bool) {
	i := slices.IndexFunc(p.limits, func(l Limit) bool { return l.Key == key })
	if i < 0 {
		return Limit{}, false
	}
	return p.limits[i], true
}

// Limits returns every limit, in the order in which they are listed.
func (p *Profile) Limits() []Limit { return slices.Clone(p.limits) }

// Title is "policy default v1".
func (p *Profile) Title() string { return fmt.Sprintf("policy %s v%s", p.Name, p.Version) }

// Standing is the title with who approved the policy and when it is to be
// reviewed, as every journal entry keeps it.
func (p *Profile) Standing() string {
	s := p.Title()
	if !p.Approver.IsZero() {
		s += ", approved by " + p.Approver.String()
	}
	if !p.ReviewBy.IsZero() {
		s += ", review by " + p.ReviewBy.String()
	}
	return s
}

// Warning says what is wrong with the standing of the policy itself on a day: not
// approved, or past its review. It is empty where all is well.
func (p *Profile) Warning(today civil.Date) string {
	var ws []string
	switch {
	case p.Approver.IsZero() || p.ApprovedOn.IsZero():
		ws = append(ws, p.Title()+" is not approved")
		if p.Shipped() {
			ws[0] += " by any council"
		}
	case p.ApprovedOn.After(today):
		ws = append(ws, p.Title()+" is not approved until "+p.ApprovedOn.Long())
	}
	switch {
	case p.ReviewBy.IsZero() && len(ws) == 0:
		ws = append(ws, p.Title()+" has no review date")
	case !p.ReviewBy.IsZero() && today.After(p.ReviewBy):
		ws = append(ws, p.Title()+" was due for review on "+p.ReviewBy.Long())
	}
	return strings.Join(ws, "; ")
}

// Shipped reports whether the profile bears the name of one that comes with
// the program, and so is no council's own.
func (p *Profile) Shipped() bool { return slices.Contains(ShippedNames(), p.Name) }
