package concern

import (
	"slices"
	"strings"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
)

// noChildAtRisk keeps a finding from being withdrawn over what protects a child: whether
// Ofsted found anything has no bearing on it. Each has a row of its own that settles it,
// and nothing else ends it.
var noChildAtRisk = Guard{Name: "nothing is owed that protects a child whatever Ofsted found",
	Next: "settle first what is owed of a decision for tonight, an answer to a child who is not safe, a move, a visit by law, or an alert or visit that a risk called for",
	Holds: func(c *Case, t *flow.Turn) bool {
		return !slices.ContainsFunc(c.Duties, func(d duty.Duty) bool { return d.Status == duty.Open && d.Concern != "" && c.protects(d) })
	}}

// protects reports whether a duty protects a child whatever Ofsted found. A visit does
// that a fact raised, a plan not kept or a serious concern at another visit called for.
func (c *Case) protects(d duty.Duty) bool {
	switch d.Kind {
	case "assessment.not_safe", "assessment.move", "assessment.move_now", "statutory.s30a_visit":
		return true
	case "alert.send":
		a := byID(c.Alerts, d.Part)
		return a != nil && a.About == immediate
	case "qa.responsive_visit":
		return d.OpenedBy == "CF1" || d.OpenedBy == "SP5" || c.Concern.Raised
	}
	return strings.HasPrefix(d.Kind, "risk.")
}
