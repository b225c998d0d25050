package policy

import (
	"maps"
	"slices"
	"strings"
	"time"

	"placewatch/domain/ofsted"
)

func (r *reader) checkFindings(f profileFile) error {
	for _, g := range f.Threshold.BelowGrades {
		if !slices.Contains(grades(), g) {
			return r.refuse("threshold.below_grades", "%q is no grade; write some of %s", g, list(grades()))
		}
	}
	for _, o := range f.Threshold.BelowOutcomes {
		if !slices.Contains(outcomes(), o) {
			return r.refuse("threshold.below_outcomes", "%q is no outcome; write some of %s", o, list(outcomes()))
		}
	}
	if !slices.Contains(f.Threshold.BelowGrades, ofsted.Inadequate) {
		return r.refuse("threshold.below_grades", "inadequate is always below the threshold")
	}
	for _, w := range append(slices.Clone(f.Tier.Worst), f.Tier.Below...) {
		if !slices.Contains(grades(), ofsted.Grade(w)) && !slices.Contains(outcomes(), ofsted.Outcome(w)) {
			return r.refuse("tier.worst", "%q is neither a grade nor an outcome", w)
		}
	}
	if err := r.checkFreeze("freeze.inadequate", f.Freeze.Inadequate); err != nil {
		return err
	}
	if err := r.checkFreeze("freeze.requires_improvement", f.Freeze.RequiresImprovement); err != nil {
		return err
	}
	if err := r.checkWorst(f); err != nil {
		return err
	}
	if s := f.Visits.ProgressVisitStarts; s != Told && s != Received {
		return r.refuse("visits.progress_visit_starts", "%q is no start; write told or received", s)
	}
	if s := f.Requests.SeniorSignoff; s != OnePrincipal && s != JointManagers {
		return r.refuse("requests.senior_signoff", "%q signs nothing off; write %s or %s", s, OnePrincipal, JointManagers)
	}
	return nil
}

// checkWorst keeps a profile from letting the worst findings through: what is
// inadequate, or Ofsted's word for as bad, is below the threshold, stands in the
// worst tier and holds placements back, whatever a council's own policy is (S0, S1).
func (r *reader) checkWorst(f profileFile) error {
	for _, o := range []ofsted.Outcome{ofsted.SeriousWeaknesses, ofsted.SeriousConcerns} {
		if !slices.Contains(f.Threshold.BelowOutcomes, o) {
			return r.refuse("threshold.below_outcomes", "%s is always below the threshold", o)
		}
	}
	if !f.Threshold.NoOverallInadequateSub {
		return r.refuse("threshold.no_overall_inadequate_sub",
			"with no overall grade, an inadequate judgement for protection or leadership is always below the threshold")
	}
	for _, w := range []string{string(ofsted.Inadequate), string(ofsted.SeriousWeaknesses), string(ofsted.SeriousConcerns)} {
		if !slices.Contains(f.Tier.Worst, w) {
			return r.refuse("tier.worst", "%s is always of the worst tier", w)
		}
	}
	if f.Freeze.Inadequate == Open {
		return r.refuse("freeze.inadequate", "inadequate always holds new placements back; write frozen or hard_frozen")
	}
	return nil
}

func (r *reader) checkFreeze(at string, f Freeze) error {
	freezes := []Freeze{Open, Frozen, HardFrozen}
	if !slices.Contains(freezes, f) {
		return r.refuse(at, "%q is no freeze; write one of %s", f, list(freezes))
	}
	return nil
}

func (r *reader) checkNumbers(f profileFile, limits []Limit) error {
	for _, stale := range []struct {
		at   string
		days int
	}{{"stale.ofsted_days", f.Stale.OfstedDays}, {"stale.placements_days", f.Stale.PlacementsDays}} {
		if stale.days < 1 || stale.days > 366 {
			return r.refuse(stale.at, "it must be at least one day, and at most a year")
		}
	}
	if n := f.Monitoring.Weekly; n < 0 || n > 52 {
		return r.refuse("monitoring.weekly", "write how many of the first contacts are weekly, 0 to 52")
	}
	if n := f.Undo.Minutes; n < 0 || n > 60 {
		return r.refuse("undo.minutes", "write for how many minutes an act may be undone, 0 to 60")
	}
	p := f.Points
	points := append(slices.Collect(maps.Values(p.DaysLate.Kinds)),
		p.ChildNotSafe, p.Enforcement, p.Inadequate, p.RequiresImprovement, p.Unknown, p.PerChild, p.PerChildMost,
		p.ConcernsAtVisit, p.PlanStalled, p.OfstedDueBack, p.OfstedSinceOurVisit, p.DaysLate.Each, p.DaysLate.Most)
	if slices.Min(points) < 0 {
		return r.refuse("points", "points cannot be negative: nothing makes a row less pressing")
	}
	for kind := range p.DaysLate.Kinds {
		if !slices.ContainsFunc(limits, func(l Limit) bool { return l.Key == kind }) {
			return r.refuse("points.days_late.kinds."+kind, "no limit is called %q", kind)
		}
	}
	return nil
}

func (r *reader) office(f profileFile) (Office, error) {
	var o Office
	for _, word := range f.Office.Days {
		i := slices.IndexFunc(weekdays(), func(w time.Weekday) bool { return strings.ToLower(w.String()[:3]) == word })
		if i < 0 {
			return o, r.refuse("office.days", "%q is no day; write mon to sun", word)
		}
		o.Days = append(o.Days, weekdays()[i])
	}
	if len(o.Days) == 0 {
		return o, r.refuse("office.days", "the office is open on no day: one manager could always act alone")
	}
	for _, at := range []struct {
		path, word string
		to         *time.Duration
	}{{"office.opens", f.Office.Opens, &o.Opens}, {"office.closes", f.Office.Closes, &o.Closes}} {
		t, err := time.Parse("15:04", at.word)
		if err != nil {
			return o, r.refuse(at.path, "%q is no time of day like 09:00", at.word)
		}
		*at.to = time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	if o.Closes <= o.Opens {
		return o, r.refuse("office.closes", "the office closes before it opens")
	}
	return o, nil
}

func weekdays() []time.Weekday {
	return []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}
}

func grades() []ofsted.Grade {
	return []ofsted.Grade{ofsted.Outstanding, ofsted.Good, ofsted.RequiresImprovement, ofsted.Inadequate}
}

func outcomes() []ofsted.Outcome {
	return []ofsted.Outcome{ofsted.StrongDelivery, ofsted.InconsistentDelivery, ofsted.SeriousWeaknesses,
		ofsted.NoSeriousConcerns, ofsted.SeriousConcerns, ofsted.Sustained, ofsted.Improved, ofsted.Declined}
}

func list[S ~string](ss []S) string {
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = string(s)
	}
	return strings.Join(out, ", ")
}
