package concern

import (
	"slices"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/team"
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
	notYetFiled = guard("the finding is not yet in Ofsted's file", func(c *Case, t *flow.Turn) bool { return c.isTold() })
	inOurArea   = guard("the home is in our area", func(c *Case, t *flow.Turn) bool { return c.Concern.HostArea && !c.Concern.Intake })
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
	// milderOrFiled leaves it to Ofsted's own file to say of an inadequate home that its
	// visit found no serious concerns: that would lower what stands, by one person's word.
	milderOrFiled = Guard{Name: "the finding is less than inadequate, or Ofsted's file says so", Next: "record that the judgement remains (OF7)",
		Holds: func(c *Case, t *flow.Turn) bool { return t.ByFile() || !serious.Holds(c, t) }}
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
		return c.Concern.Ofsted == AwaitingRevisit && c.window(policy.FullReInspection) != nil && !c.awaitsLess()
	})
	// nothingOwed is the moment at which the case would fall silent. QA1 and QA14 are
	// still to come where QA has not begun or begins again.
	nothingOwed = guard("nothing of ours is owed but to look again from time to time", func(c *Case, t *flow.Turn) bool {
		return c.Open() && !c.restart && c.Concern.QA != flow.Start &&
			!slices.ContainsFunc(c.Duties, func(d duty.Duty) bool {
				return d.Owner == duty.Ours && d.Status == duty.Open && d.Concern != "" && !slices.Contains(comesAgain, d.Kind)
			})
	})
	watching = guard("we owe a look for news", func(c *Case, t *flow.Turn) bool { return c.owes("concern.watch_ofsted") })
	// noticeStands keeps a file from clearing a notice: a grade says nothing of a
	// restriction. That a notice ended, two people record (domain 3.1, EN4).
	noticeStands = Guard{Name: "no notice stands, whose end two people record", Next: "record it with a second person, once the notice has ended",
		Holds: func(c *Case, t *flow.Turn) bool {
			return !t.ByFile() || !isNotice(c.Concern.Finding) || c.noticeEnded()
		}}
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
	// onlyAFact leaves the reasoned no to the QA officer where a fact alone called for the
	// visit; what an inadequate finding or enforcement calls for, a manager answers (QA2d).
	onlyAFact = Guard{Name: "a fact raised alone calls for the visit, at less than inadequate and without enforcement", Next: "ask a manager (QA2d)",
		Holds: func(c *Case, t *flow.Turn) bool {
			return !serious.Holds(c, t) && !c.enforced((*Enforcement).Stands) && slices.ContainsFunc(c.Duties, func(d duty.Duty) bool {
				return d.Kind == "qa.responsive_visit" && d.Part == "" && d.Status == duty.Open && d.OpenedBy == "CF1"
			})
		}}
	hostAlertOwed = guard("the host-area alert is owed", func(c *Case, t *flow.Turn) bool { return c.owes("concern.host_area_alert") })
	accuracyOwed  = guard("the provider's comments on that visit are awaited", func(c *Case, t *flow.Turn) bool {
		return slices.ContainsFunc(c.Duties, func(d duty.Duty) bool {
			return d.Kind == "qa.factual_accuracy" && d.Status == duty.Open && d.Part == c.part
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
				return d.Status == duty.Open && d.Owner == duty.Ours && d.Concern != "" && !slices.Contains(closedWith, d.Kind)
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
