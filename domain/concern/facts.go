package concern

import (
	"slices"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/text"
)

// closedWith are the duties that closing the concern discharges itself.
var closedWith = []string{"concern.close", "concern.watch_ofsted", "qa.look_again", "enforcement.watch", "enforcement.record_check", "enforcement.end", "improvement.review",
	"assessment.review_point", "assessment.review_point_ri", "assessment.voice_retry", "monitoring.contact.weekly", "monitoring.contact.fortnightly"}

// comesAgain are the duties to look at a child or a plan from time to time: each, once
// done, opens the next.
var comesAgain = []string{"assessment.review_point", "assessment.review_point_ri", "assessment.voice_retry",
	"monitoring.contact.weekly", "monitoring.contact.fortnightly", "improvement.review"}

// statedReturn is the window for a day that Ofsted named.
const statedReturn = "ofsted.stated_return"

// The tiers of findings, for sorting and for "worse" only; local, never a grade.
const (
	tierRI         = 2
	tierInadequate = 3
	tierBarred     = 4
)

func (c *Case) tier(f Finding) int {
	switch f {
	case "":
		return 0
	case Restriction, Suspension, Unregistered:
		return tierBarred
	case ComplianceNotice, S30A, OwnConcern:
		return tierRI
	}
	return c.Policy.Severity(asJudgement(f))
}

// asJudgement reads a finding as the judgement it is.
func asJudgement(f Finding) ofsted.Judgement {
	switch g := ofsted.Grade(f); g {
	case ofsted.Outstanding, ofsted.Good, ofsted.RequiresImprovement, ofsted.Inadequate:
		return ofsted.Judgement{Overall: g}
	}
	if f == "" || isNotice(f) {
		return ofsted.Judgement{}
	}
	return ofsted.Judgement{Outcome: ofsted.Outcome(f)}
}

// isNotice reports whether the finding is no judgement: a notice, or our own concern.
func isNotice(f Finding) bool {
	switch f {
	case ComplianceNotice, Restriction, Suspension, S30A, Unregistered, OwnConcern:
		return true
	}
	return false
}

// barred reports whether a notice stops placements there, whatever the profile says:
// the finding itself until it has ended, enforcement in force, an approval withdrawn.
func (c *Case) barred() bool {
	return c.Place.Status == ofsted.Suspended || c.Open() && (c.tier(c.Concern.Finding) >= tierBarred && !c.noticeEnded() ||
		c.Concern.DfEApproval == approvalWithdrawn || c.enforced((*Enforcement).Bars))
}

// owes reports whether something of that kind is open.
func (c *Case) owes(kind string) bool {
	return slices.ContainsFunc(c.Duties, func(d duty.Duty) bool { return d.Kind == kind && d.Status == duty.Open })
}

// owesSighting reports whether somebody must see the children, beside any visit of ours.
func (c *Case) owesSighting() bool {
	return slices.ContainsFunc(c.Duties, func(d duty.Duty) bool {
		return d.Kind == "qa.responsive_visit" && d.Part == "" && d.Status == duty.Open
	})
}

// calledFor is a visit that the QA track must turn to: one made and not reported,
// one that is called for, or the routine one on its day.
func (c *Case) calledFor(t *flow.Turn) *Visit {
	for i := range c.Visits {
		v := &c.Visits[i]
		if v.State == Done || (v.State == Owed || v.State == Booked) && (v.Kind != Routine || !v.Due.After(t.Today)) {
			return v
		}
	}
	return nil
}

// awaitsLess reports whether a return is awaited that less than a full inspection
// would answer.
func (c *Case) awaitsLess() bool {
	return slices.ContainsFunc(c.Duties, func(d duty.Duty) bool {
		return d.Owner == duty.Ofsted && d.Status == duty.Open && c.windowKind(d.Kind) == policy.Return &&
			(d.Kind == statedReturn || c.Book.MetBy(d.Kind, ofsted.Monitoring) || c.Book.MetBy(d.Kind, ofsted.Assurance))
	})
}

func (c *Case) visitPending() bool {
	return slices.ContainsFunc(c.Visits, func(v Visit) bool { return v.State == Owed || v.State == Booked || v.State == Done })
}

func (c *Case) owedAlert() []text.Text {
	var out []text.Text
	for _, d := range c.Duties {
		if d.Kind == "qa.alert_professionals" && d.Status == duty.Open && !slices.Contains(out, d.Child) {
			out = append(out, d.Child)
		}
	}
	return out
}

// below reports whether what Ofsted found, told or published, is below the threshold.
func (c *Case) below() bool { return c.Bucket() == ofsted.BelowThreshold }

// atOrAbove reports whether Ofsted's published judgement is known to be at or
// above the threshold. Not known is not above.
func (c *Case) atOrAbove() bool {
	return c.Known && c.Standing.Judgement != nil && !c.Standing.Judgement.Provisional && c.Bucket() == ofsted.AtOrAbove
}

// Bucket sorts the provision by what can be said of it, under the policy in force.
func (c *Case) Bucket() ofsted.Bucket {
	return ofsted.BucketOf(c.Place, c.Standing, func(j ofsted.Judgement) bool { b, _ := c.Policy.Below(j); return b })
}

// Hold is how new placements are to be held back by all that the case says, and whether
// a notice does it.
func (c *Case) Hold() (how policy.Freeze, noticed bool) { return c.held(), c.barred() }

// held is the freeze that what stands against the provision calls for by policy:
// a notice that stops the home bars it, a grade as the profile says (domain 3.3).
func (c *Case) held() policy.Freeze {
	worst := policy.Open
	worsen := func(f policy.Freeze) {
		if f == policy.HardFrozen || f == policy.Frozen && worst == policy.Open {
			worst = f
		}
	}
	if j := c.Standing.Judgement; j != nil {
		worsen(c.Policy.Freeze(j.Judgement))
	}
	for _, i := range c.Standing.Newer {
		worsen(c.Policy.Freeze(i.Judgement))
	}
	if c.barred() {
		worsen(policy.HardFrozen)
	}
	if !c.Open() {
		return worst
	}
	worsen(c.Policy.Freeze(c.Concern.Judgement))
	if isNotice(c.Concern.Finding) && !c.noticeEnded() || c.enforced((*Enforcement).Stands) {
		worsen(policy.Frozen)
	}
	return worst
}
