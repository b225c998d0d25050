package concern

import (
	"slices"
	"strings"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/text"
)

// The guards of the assessments, of the review points in their place, and of the
// enhanced monitoring.
var (
	// unassessed is when SA0 comes of itself: an inadequate finding always, and where
	// the profile says so requires improvement. What the first load found is taken in
	// first (IN1).
	unassessed = guard("a child there has no assessment, and the finding calls for one", func(c *Case, t *flow.Turn) bool {
		return c.callsForAssessment() && len(c.without((*Case).isAssessed)) > 0
	})
	unreviewed = guard("a child there has neither assessment nor review point", func(c *Case, t *flow.Turn) bool {
		return c.callsForReview() && len(c.without((*Case).isReviewed)) > 0
	})
	childReviewOwed = guard("a review point of a child without an assessment is owed", func(c *Case, t *flow.Turn) bool {
		return c.owes("assessment.review_point_ri")
	})
	reviewMoot = guard("a review point is owed for a child who left, or is assessed", func(c *Case, t *flow.Turn) bool {
		return slices.ContainsFunc(c.Duties, c.isMoot)
	})
	notSerious = guard("the finding is less than inadequate", func(c *Case, t *flow.Turn) bool { return !serious.Holds(c, t) })

	saysNotSafe = guard("the child does not feel safe", func(c *Case, t *flow.Turn) bool { return t.Value("voice") == "no" })
	saysUnclear = guard("the child's answer is unclear", func(c *Case, t *flow.Turn) bool { return t.Value("voice") == "unclear" })
	voiceOwed   = guard("the child's voice is owed", func(c *Case, t *flow.Turn) bool {
		return c.owesHere("assessment.voice") || c.owesHere("assessment.voice_again") || c.owesHere("assessment.voice_retry")
	})
	notSafeOwed = guard("a child who does not feel safe awaits an answer", func(c *Case, t *flow.Turn) bool { return c.owesHere("assessment.not_safe") })
	// unsafeAnswered keeps a child from staying who said that it is not safe, until
	// somebody has answered that.
	unsafeAnswered = Guard{Name: "no child who does not feel safe awaits an answer", Next: "the CSW manager answers first (SA2d)",
		Holds: func(c *Case, t *flow.Turn) bool { return !notSafeOwed.Holds(c, t) }}
	voiceHeard = Guard{Name: "the child was asked, or it is said why not", Next: "record the child's voice (SA2b), or why it was not obtained (SA2c)",
		Holds: func(c *Case, t *flow.Turn) bool { a := c.assessment(); return a != nil && a.Voice != "" }}
	proposesStay = proposes("continue", "staying")
	proposesMove = proposes("move", "moving")
	// signerApart keeps whoever prepared an assessment, or contributed to it, from signing it.
	signerApart = Guard{Name: "whoever signs neither prepared the assessment nor contributed to it (safety 7, F1 and F2)", Next: "ask another principal manager",
		Holds: func(c *Case, t *flow.Turn) bool { a := c.assessment(); return a != nil && !a.isOf(t) }}
	moveReviewOwed  = guard("the review before the move is owed", func(c *Case, t *flow.Turn) bool { return c.owesHere("assessment.move_review") })
	moveNoticesOwed = guard("the notices before the move are owed", func(c *Case, t *flow.Turn) bool { return c.owesHere("assessment.move_notices") })
	lateNoticesOwed = guard("the notices after the move are owed", func(c *Case, t *flow.Turn) bool { return c.owesHere("placement.late_notice") })
	// noticesGiven keeps a statutory notice from vanishing with a finding that is withdrawn.
	noticesGiven = Guard{Name: "no written notice of a child's move is owed", Next: "give the notices first (SA6a)",
		Holds: func(c *Case, t *flow.Turn) bool { return !c.owes("placement.late_notice") }}

	childGone = guard("the placements no longer show the child there", func(c *Case, t *flow.Turn) bool {
		_, p := c.aboutPart()
		return p != nil && !c.isPlaced(p.Ref().Child)
	})
	stillListed = guard("the placements show the child there", func(c *Case, t *flow.Turn) bool {
		_, p := c.aboutPart()
		return p != nil && c.isPlaced(p.Ref().Child)
	})
	notLeft    = guard("the placements have not shown the child leave", func(c *Case, t *flow.Turn) bool { a := c.assessment(); return a != nil && !a.Left })
	listedGone = guard("the placements now show that the child left", func(c *Case, t *flow.Turn) bool {
		return notLeft.Holds(c, t) && childGone.Holds(c, t)
	})
)

func proposes(outcome, words string) Guard {
	return Guard{Name: words + " is what the assessment proposes", Next: "return it with a comment (SA4c)",
		Holds: func(c *Case, t *flow.Turn) bool { a := c.assessment(); return a != nil && a.Outcome == outcome }}
}

// isOf reports whether whoever acts prepared the assessment or contributed to it, by
// account or as the one named beside a view.
func (a *Assessment) isOf(t *flow.Turn) bool {
	named := func(n text.Text) bool {
		return !n.IsZero() && (strings.EqualFold(n.String(), t.Who.Login.String()) || strings.EqualFold(n.String(), t.Who.Name.String()))
	}
	return slices.Contains(a.PreparedBy, t.Who.ID) ||
		slices.ContainsFunc(a.Views, func(v View) bool { return v.Round == a.Round && named(v.Name) })
}

func (c *Case) isPlaced(child text.Text) bool { return slices.Contains(c.Placed, child) }

func (c *Case) isAssessed(child text.Text) bool { return c.assessmentOf(child) != nil }

func (c *Case) isReviewed(child text.Text) bool {
	return c.isAssessed(child) || slices.ContainsFunc(c.Duties, func(d duty.Duty) bool {
		return d.Kind == "assessment.review_point_ri" && d.Status == duty.Open && d.Child == child
	})
}

// without are the children there of whom something does not hold.
func (c *Case) without(holds func(*Case, text.Text) bool) []text.Text {
	return slices.DeleteFunc(slices.Clone(c.Placed), func(child text.Text) bool { return holds(c, child) })
}

func (c *Case) callsForAssessment() bool {
	tier := c.tier(c.Concern.Finding)
	return !c.Concern.Intake && (tier >= tierInadequate || tier >= tierRI && c.Policy.AssessRI)
}

func (c *Case) callsForReview() bool {
	return !c.Concern.Intake && !c.callsForAssessment() && c.tier(c.Concern.Finding) >= tierRI
}

// isMoot reports whether a review point's child left, or is assessed.
func (c *Case) isMoot(d duty.Duty) bool {
	return d.Kind == "assessment.review_point_ri" && d.Status == duty.Open && (!c.isPlaced(d.Child) || c.isAssessed(d.Child))
}

// owesHere reports whether the part that the turn is about owes something of that kind.
func (c *Case) owesHere(kind string) bool {
	return slices.ContainsFunc(c.Duties, func(d duty.Duty) bool {
		return d.Kind == kind && d.Status == duty.Open && c.part != "" && d.Part == c.part
	})
}
