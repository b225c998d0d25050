package policy

import (
	"slices"
	"strings"

	"placewatch/domain/ofsted"
)

// Below reports whether a finding is below the threshold, and says what it was
// read from: "overall inadequate", "no overall grade; protection inadequate
// (local)". False says only that this finding is not below: one that is missing
// or not understood is unknown, never fine, and Severity tells.
func (p *Profile) Below(j ofsted.Judgement) (below bool, why string) {
	switch {
	case slices.Contains(p.threshold.BelowGrades, j.Overall):
		return true, "overall " + words(string(j.Overall))
	case slices.Contains(p.threshold.BelowOutcomes, j.Outcome):
		return true, words(string(j.Outcome))
	case j.Overall == "" && p.threshold.NoOverallInadequateSub:
		if area := inadequateArea(j); area != "" {
			return true, "no overall grade; " + area + " inadequate (local)"
		}
	}
	switch {
	case j.Overall != "":
		return false, "overall " + words(string(j.Overall))
	case j.Outcome != "":
		return false, words(string(j.Outcome))
	case j.IsZero():
		return false, "no judgement"
	}
	return false, "no overall grade"
}

func inadequateArea(j ofsted.Judgement) string {
	switch ofsted.Inadequate {
	case j.Protection:
		return "protection"
	case j.Leadership:
		return "leadership"
	}
	return ""
}

// Severity sorts findings: 3 inadequate and its like, 2 requires improvement and
// its like, 1 unknown, 0 none of these. It is a local sort order only, for
// findings that Ofsted itself does not compare (R§1.3).
func (p *Profile) Severity(j ofsted.Judgement) int {
	for _, finding := range []string{string(j.Overall), string(j.Outcome)} {
		if finding != "" && slices.Contains(p.tier.Worst, finding) {
			return 3
		}
	}
	if j.Overall == "" && p.threshold.NoOverallInadequateSub && inadequateArea(j) != "" {
		return 3
	}
	for _, finding := range []string{string(j.Overall), string(j.Outcome)} {
		if finding != "" && slices.Contains(p.tier.Below, finding) {
			return 2
		}
	}
	if fine(j) {
		return 0
	}
	return 1
}

// fine reports whether the headline is one known to be at or above any threshold.
func fine(j ofsted.Judgement) bool {
	if j.Overall != "" {
		return j.Overall == ofsted.Outstanding || j.Overall == ofsted.Good
	}
	switch j.Outcome {
	case ofsted.StrongDelivery, ofsted.NoSeriousConcerns, ofsted.Sustained, ofsted.Improved:
		return true
	}
	return false
}

// Freeze says what a finding does to new placements. What is not below the
// threshold leaves them open.
func (p *Profile) Freeze(j ofsted.Judgement) Freeze {
	below, _ := p.Below(j)
	switch {
	case !below:
		return Open
	case p.Severity(j) == 3:
		return p.freeze.Inadequate
	}
	return p.freeze.RequiresImprovement
}

// words turns a stored word into said ones.
func words(s string) string { return strings.ReplaceAll(s, "_", " ") }
