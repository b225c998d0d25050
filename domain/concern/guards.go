package concern

import (
	"fmt"
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

func guard(name string, holds func(*Case, *flow.Turn) bool) Guard {
	return Guard{Name: name, Holds: holds}
}

// The guards of the charts, each with the words in which a refusal, the help and
// the drawing say it.
var (
	noneOpen    = guard("no concern is open there already", func(c *Case, t *flow.Turn) bool { return !c.Open() })
	isOpen      = guard("a concern is open", func(c *Case, t *flow.Turn) bool { return c.Open() })
	notEnded    = guard("the registration has not ended", func(c *Case, t *flow.Turn) bool { return c.Concern.Ofsted != Ended })
	provisional = guard("the finding is provisional", func(c *Case, t *flow.Turn) bool { return c.Concern.Provisional })
	inOurArea   = guard("the home is in our area", func(c *Case, t *flow.Turn) bool { return c.Concern.HostArea })
	lowers      = guard("the change lowers the finding", func(c *Case, t *flow.Turn) bool {
		return c.tier(Finding(t.Value("finding"))) < c.tier(c.Concern.Finding)
	})
	// onlyTold keeps a person from withdrawing what Ofsted has published: such a
	// concern ends by improvement and closing, with our own assurance (OF13).
	onlyTold = Guard{Name: "Ofsted has published nothing that is below the threshold", Next: "if another finding stands, record it changed (OF1c)",
		Holds: func(c *Case, t *flow.Turn) bool {
			d := *c
			d.History, _ = c.untold("withdrawn")
			d.Standing = ofsted.InForce(d.History)
			return !d.below()
		}}
	noReviewOwed = guard("no decision taken alone out of hours awaits review", func(c *Case, t *flow.Turn) bool { return !c.aloneBy(team.Person{}) })
	// serious is the inadequate tier: inadequate, serious or widespread concerns or
	// weaknesses, or a notice that stops the home (R§1.3; a local sort tier only).
	serious = guard("the finding is inadequate or has serious concerns", func(c *Case, t *flow.Turn) bool {
		return c.tier(c.Concern.Finding) >= tierInadequate
	})
	reviewOver = guard("it is not inadequate, or the case review's window has passed", func(c *Case, t *flow.Turn) bool {
		if c.Concern.Ofsted == Judged {
			return !serious.Holds(c, t)
		}
		w := c.window(policy.CaseReview)
		return w == nil || t.Today.After(w.Due)
	})
	// onlyFullLeft is when OF9 happens of itself: Ofsted has been back since an
	// inadequate judgement, which opened the 16 weeks (OF5), and no other return is awaited.
	onlyFullLeft = guard("Ofsted's return is behind us and only the full inspection is awaited", func(c *Case, t *flow.Turn) bool {
		return c.Concern.Ofsted == AwaitingRevisit && c.window(policy.FullReInspection) != nil && c.window(policy.Return) == nil
	})
	watching = guard("we owe a look for news", func(c *Case, t *flow.Turn) bool { return c.owes("concern.watch_ofsted") })
	// noticeStands keeps a file from clearing a notice: a grade says nothing of a
	// restriction. That a notice ended, two people record (domain 3.1, EN4).
	noticeStands = Guard{Name: "no notice stands, whose end two people record", Next: "record it with a second person, once the notice has ended",
		Holds: func(c *Case, t *flow.Turn) bool { return !t.ByFile() || !isNotice(c.Concern.Finding) }}
	goneFromEnded = guard("the last child of ours left an ended registration", func(c *Case, t *flow.Turn) bool {
		return c.Concern.Ofsted == Ended && len(c.Placed) == 0 && c.owes("concern.ended_placements")
	})
	backAtEnded = guard("a child of ours is placed at an ended registration, and nothing is owed for it", func(c *Case, t *flow.Turn) bool {
		return c.Concern.Ofsted == Ended && len(c.Placed) > 0 && !c.owes("concern.ended_placements")
	})

	atIntake    = guard("it was found by the first load and not yet taken in", func(c *Case, t *flow.Turn) bool { return c.Concern.Intake })
	notAtIntake = guard("it was not found by the first load", func(c *Case, t *flow.Turn) bool { return !c.Concern.Intake })
	somePlaced  = guard("children of ours are placed there", func(c *Case, t *flow.Turn) bool { return len(c.Placed) > 0 })
	nonePlaced  = Guard{Name: "the placements show none of our children there", Next: "end or move the placements first",
		Holds: func(c *Case, t *flow.Turn) bool { return len(c.Placed) == 0 }}
	// listCannotShow asks for a second person where the placements list cannot show
	// by itself that nobody is there (domain 3.2, QA3: "typed (two)").
	listCannotShow = guard("the placements list is missing or out of date", func(c *Case, t *flow.Turn) bool { return !c.ListFresh })
	listOwed       = guard("the list of our children there is owed", func(c *Case, t *flow.Turn) bool { return c.owes("qa.list_children") })
	notAskedYet    = guard("the provider has not been asked", func(c *Case, t *flow.Turn) bool { return c.Concern.QA == ExposureCheck })
	alertOwed      = guard("an alert is owed", func(c *Case, t *flow.Turn) bool { return len(c.owedAlert()) > 0 })
	sightingOwed   = guard("a responsive visit or sighting is owed", func(c *Case, t *flow.Turn) bool { return c.owesSighting() })
	hostAlertOwed  = guard("the host-area alert is owed", func(c *Case, t *flow.Turn) bool { return c.owes("concern.host_area_alert") })
	accuracyOwed   = guard("the provider's comments on that visit are awaited", func(c *Case, t *flow.Turn) bool {
		return slices.ContainsFunc(c.Duties, func(d duty.Duty) bool {
			return d.Kind == "qa.factual_accuracy" && d.Status == duty.Open && d.Visit == c.visit
		})
	})
	visitReported = guard("a visit has been reported or waived", func(c *Case, t *flow.Turn) bool {
		return slices.ContainsFunc(c.Visits, func(v Visit) bool { return v.State == Reported || v.State == Waived })
	})
	noVisitOwed = guard("no visit is still to be made or reported", func(c *Case, t *flow.Turn) bool { return !c.visitPending() })
	visitDueNow = guard("the next visit is due, or the full visit is called for", func(c *Case, t *flow.Turn) bool {
		return c.calledFor(t) != nil
	})
	fullVisitSincePlan = guard("a full visit on site was reported since the action plan was completed, or no plan is required", func(c *Case, t *flow.Turn) bool {
		switch c.Concern.Plan {
		case NoneRequired:
			return true
		case Completed:
			return slices.ContainsFunc(c.Visits, func(v Visit) bool { return v.Counts() && !v.DoneOn.Before(c.Concern.PlanDone) })
		}
		return false
	})
	nothingOwedForVisits = guard("every visit made is reported and no full visit is outstanding", func(c *Case, t *flow.Turn) bool {
		return !slices.ContainsFunc(c.Visits, func(v Visit) bool {
			return v.State == Done || (v.State == Owed || v.State == Booked) && v.Kind != Routine
		})
	})
	restarted     = guard("a worse finding came", func(c *Case, t *flow.Turn) bool { return c.restart })
	notAssured    = guard("our own assurance is not yet given", func(c *Case, t *flow.Turn) bool { return c.Concern.QA != Assured && c.Concern.QA != NilExposure })
	assuredGuard  = guard("our own assurance is given, or nobody of ours is there", func(c *Case, t *flow.Turn) bool { return !notAssured.Holds(c, t) })
	whileVisiting = guard("the QA track waits for this visit", func(c *Case, t *flow.Turn) bool { return c.Concern.QA == Visiting })
	pastDue       = guard("the new day is past the day the visit is due", func(c *Case, t *flow.Turn) bool {
		v := c.about()
		return v != nil && t.Date("booked_for").After(v.Due)
	})
	improvedOrEnded = guard("the judgement has improved or the registration ended", func(c *Case, t *flow.Turn) bool {
		return c.Concern.Ofsted == Improved || c.Concern.Ofsted == Ended
	})
	// assuredOrEmpty asks for knowledge: a placements list that is missing or out of
	// date does not show that nobody of ours is there.
	assuredOrEmpty = Guard{Name: "QA is assured, or the placements show nobody of ours there", Next: "record QA11 or QA3 first",
		Holds: func(c *Case, t *flow.Turn) bool {
			return c.Concern.QA == Assured || len(c.Placed) == 0 && (c.ListFresh || c.Concern.QA == NilExposure)
		}}
	endedAndEmpty = guard("no child of ours is still placed at an ended registration", func(c *Case, t *flow.Turn) bool {
		return c.Concern.Ofsted != Ended || len(c.Placed) == 0
	})
	published = Guard{Name: "the new judgement is published or confirmed", Next: "wait for Ofsted's file, or record OF1b with the day of publication",
		Holds: func(c *Case, t *flow.Turn) bool { return c.Concern.Ofsted == Ended || !c.Concern.Provisional }}
	aboveOrEnded = guard("Ofsted's record no longer puts the provision below the threshold, or the registration has ended", func(c *Case, t *flow.Turn) bool {
		return c.Concern.Ofsted == Ended || !c.below()
	})
	dutiesSettled = Guard{Name: "nothing but the closing itself is owed", Next: "settle what is open first",
		Holds: func(c *Case, t *flow.Turn) bool {
			return !slices.ContainsFunc(c.Duties, func(d duty.Duty) bool {
				return d.Status == duty.Open && d.Owner == duty.Ours && !slices.Contains(closedWith, d.Kind)
			})
		}}
	noConcernOpen = Guard{Name: "no concern is open there", Next: "closing the concern (OF13) lifts its freeze",
		Holds: func(c *Case, t *flow.Turn) bool { return !c.Open() }}
	notBelow  = guard("Ofsted's judgement is not below the threshold", func(c *Case, t *flow.Turn) bool { return !c.below() })
	notBarred = guard("no notice bars placements there", func(c *Case, t *flow.Turn) bool { return !c.barred() })
	belowSoft = guard("the provision is below the threshold", func(c *Case, t *flow.Turn) bool { return c.held() == policy.Frozen })
	belowHard = guard("a notice, or policy, bars placements there", func(c *Case, t *flow.Turn) bool {
		return c.held() == policy.HardFrozen && (!c.Freeze.SteppedDown || c.barred())
	})
	backAbove = guard("Ofsted's published judgement is at or above the threshold and no concern is open", func(c *Case, t *flow.Turn) bool {
		return c.Freeze.Basis == Watch && !c.Open() && c.atOrAbove()
	})
	reviewAloneOwed = guard("a decision that another person took alone out of hours awaits review", func(c *Case, t *flow.Turn) bool {
		return c.aloneBy(t.Who)
	})
	// withAnother marks rows of the system that only another row brings about.
	withAnother = guard("another row brings it about", func(c *Case, t *flow.Turn) bool { return false })
)

// closedWith are the duties that closing the concern discharges itself.
var closedWith = []string{"concern.close", "concern.watch_ofsted", "qa.look_again"}

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
	case ComplianceNotice, S30A:
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

// isNotice reports whether the finding is no judgement but a notice.
func isNotice(f Finding) bool {
	switch f {
	case ComplianceNotice, Restriction, Suspension, S30A, Unregistered:
		return true
	}
	return false
}

// barred reports whether a notice stops placements there, whatever the profile says.
func (c *Case) barred() bool {
	return c.Open() && c.tier(c.Concern.Finding) >= tierBarred || c.Place.Status == ofsted.Suspended
}

// owes reports whether something of that kind is open.
func (c *Case) owes(kind string) bool {
	return slices.ContainsFunc(c.Duties, func(d duty.Duty) bool { return d.Kind == kind && d.Status == duty.Open })
}

// owesSighting reports whether somebody must see the children, beside any visit of ours.
func (c *Case) owesSighting() bool {
	return slices.ContainsFunc(c.Duties, func(d duty.Duty) bool {
		return d.Kind == "qa.responsive_visit" && d.Visit == "" && d.Status == duty.Open
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
	if c.Place.Status == ofsted.Suspended {
		worsen(policy.HardFrozen)
	}
	if !c.Open() {
		return worst
	}
	switch c.Concern.Finding {
	case Restriction, Suspension, Unregistered:
		worsen(policy.HardFrozen)
	case ComplianceNotice, S30A:
		worsen(policy.Frozen)
	default:
		worsen(c.Policy.Freeze(c.Concern.Judgement))
	}
	return worst
}

// Problems of arguments taken together.

func findingFits(c *Case, t *flow.Turn) flow.Problems {
	if t.ByFile() {
		return nil
	}
	ps := notAhead(t, "ended_on", "known_on", "published_on")
	ended, known := t.Date("ended_on"), orDay(t.Date("known_on"), t.On)
	if known.Before(ended) && t.Value("kind") != string(ofsted.OtherKind) {
		ps = append(ps, flow.Problem{Arg: "known_on", Why: known.Long() + " is before the inspection ended; check both days"})
	}
	if t.Value("finding") == string(ofsted.Declined) && ended.After(lastInterim) {
		ps = append(ps, flow.Problem{Arg: "finding", Why: "interim inspections ended in 2021-22; record the assurance inspection's finding"})
	}
	return ps
}

// lastInterim is the end of the last inspection year with interim inspections (R§2.2, INT20).
var lastInterim = civil.On(2022, 3, 31)

func endedNotAhead(c *Case, t *flow.Turn) flow.Problems {
	return notAhead(t, "ended_on", "published_on")
}

func toldNotAhead(c *Case, t *flow.Turn) flow.Problems { return notAhead(t, "told_on", "received_on") }

// notAhead refuses days that have not come.
func notAhead(t *flow.Turn, names ...string) flow.Problems {
	var ps flow.Problems
	for _, name := range names {
		if d := t.Date(name); d.After(t.Today) {
			ps = append(ps, flow.Problem{Arg: name, Why: fmt.Sprintf("%s is in the future; enter %s or earlier", d.Long(), t.Today.Long())})
		}
	}
	return ps
}

// revisitFits refuses a revisit before the inspection whose finding stands. A file
// is not asked: it gives the first day where a person gives the last.
func revisitFits(c *Case, t *flow.Turn) flow.Problems {
	ps := endedNotAhead(c, t)
	if ended := t.Date("ended_on"); !ended.IsZero() && ended.Before(c.Concern.Ended) && !t.ByFile() {
		ps = append(ps, flow.Problem{Arg: "ended_on", Why: fmt.Sprintf("%s is before the inspection whose finding stands ended (%s); check the day",
			ended.Long(), c.Concern.Ended.Long())})
	}
	return ps
}

// improves refuses an improvement that leaves the provision below the threshold:
// after an assurance visit without serious concerns the grade stays (OF7b).
func improves(c *Case, t *flow.Turn) flow.Problems {
	ps := revisitFits(c, t)
	f := Finding(t.Value("finding"))
	if c.stillBelow(ofsted.Inspection{URN: c.Place.URN, Kind: kindOf(f, ""), Ended: t.Date("ended_on"), Judgement: asJudgement(f)}) {
		ps = append(ps, flow.Problem{Arg: "finding", Why: "leaves an older grade below the threshold in force; record that the grade stays (OF7b)"})
	}
	return ps
}

func worse(c *Case, t *flow.Turn) flow.Problems {
	ps := findingFits(c, t)
	if f := Finding(t.Value("finding")); c.tier(f) < c.tier(c.Concern.Finding) ||
		c.tier(f) == c.tier(c.Concern.Finding) && c.Concern.Ofsted != Improved {
		ps = append(ps, flow.Problem{Arg: "finding", Why: "is not worse than what stands; record the visit (OF5) and its outcome instead"})
	}
	return ps
}

func milder(c *Case, t *flow.Turn) flow.Problems {
	ps := revisitFits(c, t)
	if c.tier(Finding(t.Value("finding"))) >= c.tier(c.Concern.Finding) {
		ps = append(ps, flow.Problem{Arg: "finding", Why: "is not better than what stands; use OF7 (it remains) or OF14 (worse)"})
	}
	return ps
}

func datesInOrder(c *Case, t *flow.Turn) flow.Problems {
	if l := t.Date("latest"); !l.IsZero() && l.Before(t.Date("earliest")) {
		return flow.Problems{{Arg: "latest", Why: "is before the earliest day"}}
	}
	return nil
}

func bookedAhead(c *Case, t *flow.Turn) flow.Problems {
	if d := t.Date("booked_for"); d.Before(t.On) {
		return flow.Problems{{Arg: "booked_for", Why: d.Long() + " is past; record the visit made (VI3), or enter a day to come"}}
	}
	return nil
}

func fullOnSite(c *Case, t *flow.Turn) flow.Problems {
	if c.isAbout(Full) && t.Value("mode") != "on_site" {
		return flow.Problems{{Arg: "mode", Why: "a full visit is made on site; a shared or virtual one counts as progress only (domain 3.2)"}}
	}
	return nil
}

func (c *Case) isAbout(kind string) bool { v := c.about(); return v != nil && v.Kind == kind }

// childrenSeen asks which of our children were seen, where any are there.
func childrenSeen(c *Case, t *flow.Turn) []flow.Arg {
	if len(c.Placed) == 0 {
		return nil
	}
	return []flow.Arg{{Name: "children_seen", Label: "Children seen", Kind: flow.ChildrenArg, Options: childOptions(c.Placed)}}
}

// itemsMet asks for the progress of each requirement listed.
func itemsMet(c *Case, t *flow.Turn) []flow.Arg {
	if len(c.Items) == 0 {
		return nil
	}
	var os []flow.Option
	for _, it := range c.Items {
		os = append(os, flow.Option{Value: it.ID, Words: it.Kind + ": " + it.Text.String()})
	}
	return []flow.Arg{{Name: "met", Label: "Met", Kind: flow.ManyArg, Options: os}, {Name: "partly", Label: "Partly met", Kind: flow.ManyArg, Options: os}}
}

func dueNotPast(c *Case, t *flow.Turn) flow.Problems {
	if d := t.Date("due"); d.Before(t.On) {
		return flow.Problems{{Arg: "due", Why: d.Long() + " is past; enter " + t.On.Long() + " or later"}}
	}
	return nil
}
