package ofsted

import (
	"cmp"
	"slices"
)

// Standing is how a provision stands with Ofsted, after all its inspections.
type Standing struct {
	Judgement *Inspection // the one whose judgement is in force; nil when there is none
	Previous  *Inspection // the one whose judgement was in force before it

	// Newer are the inspections since, oldest first, that did not replace the
	// judgement: a visit without a grade, an assurance inspection, a finding told
	// to us and not yet published, and one that could not be read or dated.
	Newer []Inspection
}

// InForce finds the judgement in force: the newest by inspection date, then by
// publication date, that carries a judgement on the provision's own scale. Of two
// that cannot be ordered the worse is in force.
//
// A monitoring visit without a grade never clears a judgement; with a grade it
// replaces it. "Not judged", an interim and an assurance inspection never do.
func InForce(all []Inspection) Standing {
	sorted := slices.SortedFunc(slices.Values(all), inOrder)
	undated := 0
	var s Standing
	for i := range sorted {
		in := &sorted[i]
		switch {
		case in.Ended.IsZero(): // sorted first, but it may be the newest
			s.Newer = append(s.Newer, *in)
			undated++
		case !in.carries() || in.Provisional && s.Judgement != nil && better(in, s.Judgement):
			s.Newer = append(s.Newer, *in)
		default:
			s.Judgement, s.Previous = in, s.Judgement
			s.Newer = s.Newer[:undated:undated]
		}
	}
	return s
}

// inOrder orders inspections by day, publication, and the worse last.
func inOrder(a, b Inspection) int {
	return cmp.Or(
		a.Ended.Compare(b.Ended),
		a.Published.Compare(b.Published),
		cmp.Compare(a.Judgement.severity(), b.Judgement.severity()),
		cmp.Compare(a.Number.String(), b.Number.String()),
		cmp.Compare(a.Kind, b.Kind),
	)
}

// carries reports whether the inspection's judgement can be the one in force.
func (in Inspection) carries() bool {
	if in.Kind == Interim || in.Kind == Assurance {
		return false
	}
	switch in.Judgement.Outcome {
	case StrongDelivery, InconsistentDelivery, SeriousWeaknesses:
		return true
	}
	return in.Judgement.Overall != ""
}

// better reports whether a finding told to us and not yet published is better
// than the judgement in force: it then waits for publication.
func better(told, inForce *Inspection) bool {
	return told.Judgement.severity() < inForce.Judgement.severity()
}

// Unread reports whether the headline holds words that are not known. What it
// says may be anything, so it is never taken for fine.
func (j Judgement) Unread() bool {
	_, _, ok := parseHeadline(j.Label.String())
	return !ok && j.Overall == "" && j.Outcome == ""
}

// severity orders judgements for a tie between two records only. Across the
// scales it is local and is never shown (R§1.3).
func (j Judgement) severity() int {
	switch {
	case j.Overall == Inadequate, j.Outcome == SeriousWeaknesses, j.Outcome == SeriousConcerns:
		return 5
	case j.Overall == RequiresImprovement, j.Outcome == InconsistentDelivery, j.Outcome == Declined:
		return 4
	case j.Unread():
		return 3
	case j.Overall == Good, j.Outcome == StrongDelivery:
		return 2
	case j.Overall == Outstanding:
		return 1
	}
	return 0
}

// BucketOf sorts a provision by what can be said of it (cli.md). below is the
// policy's threshold. A registration that has ended is the caller's to decide.
//
// Reading: "with no overall grade an inadequate sub-judgement counts as below
// threshold" (domain.md 3.1) holds for every inspection that is in force or newer.
func BucketOf(p Provision, s Standing, below func(Judgement) bool) Bucket {
	switch {
	case p.URN.IsZero():
		return Unknown
	case s.has(func(in Inspection) bool { return below(in.Judgement) || in.Judgement.inadequateBeneath() }):
		return BelowThreshold
	case s.has(func(in Inspection) bool { return in.Judgement.Unread() || in.Ended.IsZero() }):
		return Unknown
	case s.has(Inspection.fullWithoutOverall):
		return NoOverall
	case s.Judgement != nil:
		return AtOrAbove
	case len(s.Newer) > 0 || p.Type == LAFostering || p.Type == LAAdoption:
		// Reading: the council's own fostering and adoption services are inspected by
		// Ofsted, with the council, and so have no overall judgement of their own.
		return NoOverall
	case p.JudgedAsAt.IsZero():
		return Unknown
	}
	return NotYetInspected
}

// has reports whether ok holds for the judgement in force or any newer inspection.
func (s Standing) has(ok func(Inspection) bool) bool {
	return s.Judgement != nil && ok(*s.Judgement) || slices.ContainsFunc(s.Newer, ok)
}

func (j Judgement) inadequateBeneath() bool {
	return j.Overall == "" && (j.Protection == Inadequate || j.Leadership == Inadequate)
}

// fullWithoutOverall reports a full inspection that gave no overall judgement,
// though it was not "Not judged": an older grade no longer speaks for the provision.
func (in Inspection) fullWithoutOverall() bool {
	return in.Kind == Full && !in.carries() && plain(in.Judgement.Label.String()) != "not judged"
}
