package concern

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/duty"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Where the cases begin. Each is on Friday 6 March 2026, with two children there.

func fresh(t *testing.T) *Case      { return home(standard, 2) }
func empty(t *testing.T) *Case      { return home(standard, 0) }
func ri(t *testing.T) *Case         { return judged(t, fresh(t), "requires_improvement") }
func inadequate(t *testing.T) *Case { return judged(t, fresh(t), "inadequate") }
func publishedRI(t *testing.T) *Case {
	return imported(t, fresh(t), false, full2("2026-01-20", ofsted.RequiresImprovement))
}
func takenFirst(t *testing.T) *Case {
	return imported(t, fresh(t), true, full2("2026-01-20", ofsted.Inadequate))
}
func taken(t *testing.T) *Case        { return after(t, inadequate(t), friday, act{quinn, "QA2", nil}) }
func nobody(t *testing.T) *Case       { return judged(t, empty(t), "inadequate") }
func nil0(t *testing.T) *Case         { return after(t, nobody(t), friday, act{quinn, "QA3", nil}) }
func asked(t *testing.T) *Case        { return after(t, taken(t), friday, act{quinn, "QA4", nil}) }
func awaitingReqs(t *testing.T) *Case { return after(t, asked(t), friday, act{quinn, "QA5", nil}) }
func visiting(t *testing.T) *Case     { return after(t, asked(t), friday, act{quinn, "QA6", nil}) }
func visitBooked(t *testing.T) *Case {
	return after(t, visiting(t), friday, act{quinn, "VI2", []string{"booked_for=2026-03-12"}})
}
func visited(t *testing.T) *Case          { return after(t, visiting(t), friday, made) }
func visitReportedNow(t *testing.T) *Case { return after(t, visited(t), friday, reported) }
func monitoring(t *testing.T) *Case {
	return after(t, visitReportedNow(t), friday, act{quinn, "QA9", nil})
}
func planReceived(t *testing.T) *Case { return after(t, monitoring(t), friday, act{pat, "AP2", nil}) }
func noPlan(t *testing.T) *Case {
	return after(t, monitoring(t), friday, act{quinn, "AP5", []string{"reason=none asked for"}})
}
func revisited(t *testing.T) *Case { return after(t, inadequate(t), friday, monitored) }
func revisitedRI(t *testing.T) *Case {
	return after(t, judged(t, fresh(t), "requires_improvement"), friday, monitored)
}
func remains(t *testing.T) *Case {
	return after(t, revisited(t), friday, act{pat, "OF7", []string{"because=not_enough"}})
}
func reviewOverNow(t *testing.T) *Case { return after(t, inadequate(t), friday, act{pat, "OF3", nil}) }

var (
	made      = act{quinn, "VI3", []string{"mode=on_site", "concerns=none", "by=Quinn", "children_seen=K4021", "not_seen=at school"}}
	reported  = act{quinn, "VI4", []string{"progress=some", "reason=half are met"}}
	monitored = act{pat, "OF5", []string{"kind=monitoring", "ended_on=2026-03-05"}}
)

// assured is a concern whose quality is assured; improved one that is also judged good.
func assured(t *testing.T) *Case {
	return after(t, stay(t, noPlan(t)), friday, act{quinn, "QA11", nil}, act{mo, "confirm", nil}, act{pat, "QA2b", []string{"channel=call"}})
}

func improved(t *testing.T) *Case {
	return after(t, assured(t), friday, monitored,
		act{pat, "OF6", []string{"finding=good", "ended_on=2026-03-05", "published_on=2026-03-06"}}, act{mo, "confirm", nil})
}

// alone is a concern at which the principal manager stretched a visit alone at night.
func stretchedAlone(t *testing.T) *Case {
	u := turn(prim, friday, args("booked_for=2026-03-20", "alone=yes", "reason=nobody else tonight"))
	u.OutOfHours = true
	c, _, err := visiting(t).Apply("", "VI2", u)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func endedWithChildren(t *testing.T) *Case {
	return after(t, ri(t), friday, act{pat, "OF11", []string{"how=closed", "ended_on=2026-03-05"}})
}

// full2 is a full inspection in Ofsted's file.
func full2(ended string, g ofsted.Grade) ofsted.Inspection {
	return ofsted.Inspection{Kind: ofsted.Full, EventType: text.Clean("Full inspection"), Number: text.Clean("1" + ended), Started: d(ended), Ended: d(ended),
		Published: d(ended).AddDays(2), Judgement: ofsted.Judgement{Overall: g, Label: text.Clean(strings.ReplaceAll(string(g), "_", " "))}}
}

// imported is a case that hears of inspections through Ofsted's file, on the Friday.
func imported(t *testing.T, c *Case, first bool, is ...ofsted.Inspection) *Case {
	t.Helper()
	c, _, misfits := hears(c, News{Inspections: is, First: first}, turn(pat, friday, nil))
	if len(misfits) > 0 {
		t.Fatalf("misfits: %v", misfits)
	}
	return c
}

// hears hands a case the news as the store does: with the facts already in it.
func hears(c *Case, news News, t *flow.Turn) (*Case, []Step, []Misfit) {
	c = c.Clone()
	for i := range news.Inspections {
		news.Inspections[i].URN = c.Place.URN
	}
	c.History = ofsted.Merge(c.History, news.Inspections)
	c.Standing = ofsted.InForce(c.History)
	return c.Hear(news, t)
}

// rowCase is one row taken: who, with what, and what follows.
type rowCase struct {
	name   string
	row    string
	given  func(*testing.T) *Case
	args   []string
	by     team.Person
	second team.Person // confirms
	then   string      // "ofsted=… qa=… plan=… visit=… freeze=…", what is named only
	opens  []string    // ours: "kind day", for one of several children once
	ends   []string    // ours, settled or no longer owed
}

var rowCases = []rowCase{
	{name: "a finding told by e-mail opens the concern", row: "OF1", given: fresh, by: pat, args: found("inadequate"),
		then: "ofsted=case_review qa=notified freeze=frozen", opens: []string{"assessment.complete 2026-03-13", "assessment.open 2026-03-09", "qa.tell_officer 2026-03-06"}},
	{name: "a home in our area: the safeguarding lead and LADO are told the same day", row: "OF1", given: fresh, by: pat,
		args: found("requires_improvement", "host_area=yes"), then: "ofsted=awaiting_revisit",
		opens: []string{"assessment.review_point_ri 2026-04-03", "concern.host_area_alert 2026-03-06", "qa.tell_officer 2026-03-06"}},
	{name: "our clocks start on the day we knew", row: "OF1", given: fresh, by: pat, args: found("requires_improvement", "known_on=2026-03-04"),
		opens: []string{"assessment.review_point_ri 2026-04-03", "qa.tell_officer 2026-03-04"}},
	{name: "a compliance notice opens a concern at any grade", row: "OF1", given: fresh, by: pat, args: found("compliance_notice"),
		then: "ofsted=awaiting_revisit freeze=frozen", opens: []string{"assessment.review_point_ri 2026-04-03", "enforcement.watch 2026-04-03", "qa.tell_officer 2026-03-06"}},
	{name: "a restriction bars placements", row: "OF1", given: fresh, by: pat, args: found("restriction"),
		then: "freeze=hard_frozen", opens: []string{"assessment.complete 2026-03-13", "assessment.open 2026-03-09", "enforcement.watch 2026-04-03",
			"qa.tell_officer 2026-03-06", "statutory.s30a_visit 2026-03-13"}},
	{name: "the report confirms what was told", row: "OF1b", given: ri, by: pat, args: []string{"published_on=2026-03-06"}, then: "ofsted=awaiting_revisit"},
	{name: "a worse finding than was told needs one person", row: "OF1c", given: ri, by: pat, args: found("inadequate"), then: "ofsted=case_review",
		opens: []string{"assessment.complete 2026-03-13", "assessment.open 2026-03-09"},
		ends:  []string{"assessment.review_point_ri"}},
	{name: "a milder finding than was told needs two", row: "OF1c", given: inadequate, by: pat, args: found("requires_improvement"), second: mo,
		then: "ofsted=awaiting_revisit"},
	{name: "a finding entered in error is withdrawn by two, and everything ends", row: "OF1d", given: ri, by: pat, args: []string{"reason=wrong home"}, second: mo,
		then: "ofsted=closed freeze=lifted", ends: []string{"assessment.review_point_ri", "qa.tell_officer"}},
	{name: "an inadequate home waits for Ofsted's case review", row: "OF2", given: inadequate, then: "ofsted=case_review"},
	{name: "the case review was held", row: "OF3", given: inadequate, by: pat, then: "ofsted=awaiting_revisit"},
	{name: "Ofsted named a day: the old window stays", row: "OF4", given: reviewOverNow, by: pat,
		args: []string{"earliest=2026-04-20", "reason=the inspector rang"}, then: "ofsted=awaiting_revisit"},
	{name: "Ofsted came: we owe the record of what it found", row: "OF5", given: inadequate, by: pat, args: monitored.args,
		then: "ofsted=revisited", opens: []string{"concern.record_outcome 2026-04-21"}},
	{name: "the report is withheld", row: "OF5b", given: revisited, by: pat, args: []string{"told=withheld", "reason=the inspector rang on Friday"},
		then: "ofsted=revisited", ends: []string{"concern.record_outcome"}},
	{name: "an improved judgement that is not published needs two, and our own assurance", row: "OF6", given: revisited, by: pat, second: mo,
		args: []string{"finding=good", "ended_on=2026-03-05", "discrete=yes", "all_met=not_stated"}, then: "ofsted=improved",
		opens: []string{"qa.own_assurance 2026-04-07"}, ends: []string{"concern.record_outcome"}},
	{name: "better but still below: the windows of requires improvement", row: "OF6b", given: revisited, by: pat, second: prim,
		args: []string{"finding=requires_improvement", "ended_on=2026-03-05"}, then: "ofsted=awaiting_revisit", ends: []string{"concern.record_outcome"}},
	{name: "the judgement remains: ask Ofsted what it does next", row: "OF7", given: revisited, by: pat, args: []string{"because=insufficient_evidence"},
		then: "ofsted=judgement_remains", opens: []string{"concern.ask_ofsted 2026-03-13"}, ends: []string{"concern.record_outcome"}},
	{name: "no serious concerns, and the grade stays", row: "OF7b", given: revisitedRI, by: pat, then: "ofsted=awaiting_revisit",
		ends: []string{"concern.record_outcome"}},
	{name: "Ofsted monitors further, case by case", row: "OF8", given: remains, by: pat, then: "ofsted=awaiting_revisit", ends: []string{"concern.ask_ofsted"}},
	{name: "Ofsted will inspect in full", row: "OF9", given: remains, by: pat, then: "ofsted=full_inspection_awaited", ends: []string{"concern.ask_ofsted"}},
	{name: "nothing else is owed: we watch", row: "OF0w", given: assured},
	{name: "looked for news: look again in four weeks", row: "OF0", given: assured, by: pat, args: []string{"reason=Ofsted's site"},
		opens: []string{"concern.watch_ofsted 2026-04-03"}, ends: []string{"concern.watch_ofsted"}},
	{name: "the registration ended while children are there", row: "OF11", given: ri, by: pat, args: []string{"how=cancelled", "ended_on=2026-03-05"},
		then: "ofsted=ended", opens: []string{"concern.ended_placements 2026-03-09"}},
	{name: "the registration ended and nobody is there", row: "OF11", given: nobody, by: pat, args: []string{"how=resigned", "ended_on=2026-03-05"},
		then: "ofsted=ended", opens: []string{"concern.close 2026-03-13"}},
	{name: "the last child left: the concern may close", row: "OF11c", given: func(t *testing.T) *Case { return leave(endedWithChildren(t)) },
		then: "ofsted=ended", opens: []string{"concern.close 2026-03-13"}, ends: []string{"assessment.review_point_ri", "concern.ended_placements"}},
	{name: "a child at an ended registration is dealt with", row: "OF11d", given: func(t *testing.T) *Case { return arrive(leave2(t, endedWithChildren(t))) },
		then: "ofsted=ended", opens: []string{"assessment.review_point_ri 2026-04-03", "concern.ended_placements 2026-03-09"}},
	{name: "closing needs a principal manager and another, lifts the freeze and leaves nothing open", row: "OF13", given: improved, by: prim, second: quinn,
		args: []string{"reason=assured"}, then: "ofsted=closed freeze=lifted", ends: []string{"assessment.review_point", "concern.close", "concern.watch_ofsted"}},
	{name: "what one did alone another reviews", row: "F9", given: stretchedAlone, by: mo, args: []string{"reason=rightly done"}, ends: []string{"two.review_alone"}},
	{name: "a worse finding: QA begins again", row: "OF14", given: func(t *testing.T) *Case { return after(t, ri(t), friday, act{quinn, "QA2", nil}) }, by: pat,
		args: found("inadequate"), then: "ofsted=case_review qa=notified", opens: []string{"assessment.complete 2026-03-13", "assessment.open 2026-03-09", "qa.tell_officer 2026-03-06"}, ends: []string{"assessment.review_point_ri", "qa.list_children"}},

	{name: "a concern of the first load is taken in: the rest runs from that day", row: "IN1", given: takenFirst, by: pat,
		then: "qa=notified", opens: []string{"assessment.complete 2026-03-13", "assessment.open 2026-03-09", "qa.tell_officer 2026-03-06"}, ends: []string{"concern.intake"}},
	{name: "QA begins with the finding", row: "QA1", given: ri, then: "qa=notified"},
	{name: "inadequate: somebody sees the children within two working days", row: "QA2", given: inadequate, by: quinn, then: "qa=exposure_check",
		opens: []string{"qa.alert_professionals 2026-03-06", "qa.list_children 2026-03-09", "qa.responsive_visit 2026-03-10"}, ends: []string{"qa.tell_officer"}},
	{name: "requires improvement: no responsive visit", row: "QA2", given: ri, by: quinn, then: "qa=exposure_check",
		opens: []string{"qa.alert_professionals 2026-03-06", "qa.list_children 2026-03-09"}, ends: []string{"qa.tell_officer"}},
	{name: "the list is confirmed: the provider is to be asked", row: "QA2a", given: taken, by: quinn, then: "qa=exposure_check",
		opens: []string{"qa.ask_provider 2026-03-09"}, ends: []string{"qa.list_children"}},
	{name: "the professionals are alerted", row: "QA2b", given: taken, by: pat, args: []string{"channel=call"}, ends: []string{"qa.alert_professionals"}},
	{name: "the children are seen", row: "QA2c", given: taken, by: casey, args: []string{"how=social_worker", "by=both workers"}, ends: []string{"qa.responsive_visit"}},
	{name: "a manager's reasoned no", row: "QA2d", given: taken, by: casey, args: []string{"reason=seen on Thursday"}, ends: []string{"qa.responsive_visit"}},
	{name: "the safeguarding lead and LADO are told", row: "QA2e", given: func(t *testing.T) *Case { return judged(t, fresh(t), "inadequate", "host_area=yes") },
		by: pat, ends: []string{"concern.host_area_alert"}},
	{name: "the matched list shows nobody", row: "QA3", given: nobody, by: quinn, then: "qa=nil_exposure",
		opens: []string{"qa.look_again 2026-04-03"}, ends: []string{"qa.tell_officer"}},
	{name: "nobody, by word of mouth only: two", row: "QA3", given: func(t *testing.T) *Case { c := nobody(t); c.ListFresh = false; return c }, by: quinn, second: mo,
		then: "qa=nil_exposure", opens: []string{"qa.look_again 2026-04-03"}, ends: []string{"qa.tell_officer"}},
	{name: "nobody there after the improvement: the concern may close", row: "QA3",
		given: func(t *testing.T) *Case { return leave(improved(t)) }, by: quinn, then: "qa=nil_exposure", opens: []string{"qa.look_again 2026-04-03"},
		ends: []string{"assessment.review_point"}},
	{name: "still nobody: again in four weeks", row: "QA3b", given: nil0, by: quinn, opens: []string{"qa.look_again 2026-04-03"}, ends: []string{"qa.look_again"}},
	{name: "the provider is asked for the requirements and for its plan", row: "QA4", given: taken, by: quinn, then: "qa=provider_asked plan=asked",
		opens: []string{"plan.chase 2026-03-13", "qa.provider_answer 2026-03-10"}},
	{name: "not yet: chase every five working days", row: "QA5", given: asked, by: quinn, then: "qa=awaiting_requirements",
		opens: []string{"qa.chase_requirements 2026-03-13"}, ends: []string{"qa.provider_answer"}},
	{name: "chased", row: "QA5b", given: awaitingReqs, by: pat, opens: []string{"qa.chase_requirements 2026-03-13"}, ends: []string{"qa.chase_requirements"}},
	{name: "they have them: a visit within seven calendar days", row: "QA6", given: asked, by: quinn, then: "qa=visiting",
		opens: []string{"qa.progress_visit 2026-03-13"}, ends: []string{"qa.provider_answer"}},
	{name: "the seven days run from the day they told us", row: "QA6", given: asked, by: quinn, args: []string{"told_on=2026-03-05", "received_on=2026-03-03"},
		opens: []string{"qa.progress_visit 2026-03-12"}, ends: []string{"qa.provider_answer"}},
	{name: "done on a day gone by counts from that day", row: "QA6", given: asked, by: quinn, args: []string{"on=2026-03-04"},
		opens: []string{"qa.progress_visit 2026-03-11"}, ends: []string{"qa.provider_answer"}},
	{name: "they came later: book within a working day, hold within seven days", row: "QA6b", given: awaitingReqs, by: quinn, then: "qa=visiting",
		opens: []string{"qa.book_visit 2026-03-09", "qa.progress_visit 2026-03-13"}, ends: []string{"qa.chase_requirements"}},
	{name: "a requirement is listed", row: "QA6c", given: asked, by: pat, args: []string{"kind=requirement", "text=Staffing", "due=2026-04-30"}},
	{name: "follow-up agreed: the next visit in four weeks where it is inadequate", row: "QA9", given: visitReportedNow, by: quinn, then: "qa=monitoring",
		opens: []string{"qa.routine_visit.high 2026-04-03"}, ends: []string{"qa.follow_up"}},
	{name: "Ofsted returned: a visit is called for early", row: "QA10", given: monitoring, by: quinn, args: []string{"because=ofsted_returned"}, then: "qa=visiting",
		opens: []string{"qa.responsive_visit 2026-03-10"}, ends: []string{"qa.routine_visit.high"}},
	{name: "quality is assured by two, where no plan is required", row: "QA11", given: noPlan, by: quinn, second: mo, then: "qa=assured",
		ends: []string{"qa.list_children", "qa.routine_visit.high"}},
	{name: "a fact raised: a responsive visit or a reasoned no", row: "CF1", given: ri, by: pat, args: []string{"who=lado", "reason=a complaint"},
		opens: []string{"qa.responsive_visit 2026-03-10"}},
	{name: "a child comes while the concern is open", row: "QA12b", given: thirdChild(func(t *testing.T) *Case { return after(t, ri(t), friday, act{quinn, "QA2", nil}) }),
		opens: []string{"assessment.review_point_ri 2026-04-03", "qa.alert_professionals 2026-03-06"}},
	{name: "a child appears where nobody was", row: "QA12", given: func(t *testing.T) *Case { return arrive(nil0(t)) }, then: "qa=exposure_check",
		opens: []string{"assessment.complete 2026-03-13", "assessment.open 2026-03-09", "qa.alert_professionals 2026-03-06", "qa.list_children 2026-03-09"}, ends: []string{"qa.look_again"}},
	{name: "the old assurance is void", row: "QA14", given: func(t *testing.T) *Case {
		return after(t, assured2(t), friday, act{pat, "OF14", found("inadequate", "ended_on=2026-03-05")})
	}, then: "qa=notified"},

	{name: "the provider is asked for its plan", row: "AP1", given: ri, by: pat, then: "plan=asked", opens: []string{"plan.chase 2026-03-13"}},
	{name: "chased for the plan", row: "AP1b", given: asked, by: pat, opens: []string{"plan.chase 2026-03-13"}, ends: []string{"plan.chase"}},
	{name: "the plan is received", row: "AP2", given: asked, by: pat, then: "plan=received", ends: []string{"plan.chase"}},
	{name: "the plan progresses", row: "AP3", given: planReceived, by: pat, args: []string{"progress=most"}, then: "plan=received"},
	{name: "the plan is completed: the full visit as soon as possible, and QA turns to it", row: "AP4", given: planReceived, by: pat,
		then: "plan=completed qa=visiting", opens: []string{"qa.full_visit 2026-03-13"}},
	{name: "no plan is required", row: "AP5", given: asked, by: quinn, args: []string{"reason=no requirements"}, then: "plan=none_required", ends: []string{"plan.chase"}},

	{name: "a visit is called for", row: "VI1", given: taken, by: quinn, args: []string{"kind=responsive", "due=2026-03-11", "reason=a call"}, then: "visit=owed",
		opens: []string{"qa.visit 2026-03-11"}},
	{name: "booked within its day by one", row: "VI2", given: visiting, by: quinn, args: []string{"booked_for=2026-03-12"}, then: "visit=booked"},
	{name: "booked past its day by two: the due date stands", row: "VI2", given: visiting, by: quinn, second: mo, args: []string{"booked_for=2026-03-20"}, then: "visit=booked"},
	{name: "the visit stops its clock", row: "VI3", given: visiting, by: quinn, args: made.args, then: "visit=done",
		opens: []string{"qa.visit_report 2026-03-13"}, ends: []string{"qa.progress_visit", "qa.responsive_visit"}},
	{name: "the report, and the provider's fourteen days to check it", row: "VI4", given: visited, by: quinn, args: reported.args, then: "visit=reported",
		opens: []string{"qa.follow_up 2026-03-10"}, ends: []string{"qa.visit_report"}},
	{name: "the provider's comments", row: "VI4b", given: visitReportedNow, by: quinn, then: "visit=reported"},
	{name: "a missed visit is owed as before", row: "VI5", given: visitBooked, by: quinn, args: []string{"reason=snow"}, then: "visit=owed"},
	{name: "a visit is waived by two", row: "VI6", given: visiting, by: quinn, second: prim, args: []string{"reason=nobody lives there now"}, then: "visit=waived",
		opens: []string{"qa.follow_up 2026-03-10"}, ends: []string{"qa.progress_visit"}},
	{name: "nobody is there: the visit is stood down", row: "VI7", given: func(t *testing.T) *Case { return after(t, leave(visiting(t)), friday, act{quinn, "QA3", nil}) },
		then: "visit=stood_down"},

	{name: "a council decision", row: "FR1", given: fresh, by: mo, args: []string{"reason=our own worry"}, then: "freeze=frozen"},
	{name: "a council decision to bar", row: "FR2", given: ri, by: prim, args: []string{"reason=our own worry"}, then: "freeze=hard_frozen"},
	{name: "stepped down by two", row: "FR3", given: func(t *testing.T) *Case { return after(t, ri(t), friday, act{prim, "FR2", []string{"reason=worry"}}) },
		by: cory, second: mo, args: []string{"reason=settled"}, then: "freeze=frozen"},
	{name: "lifted by two where no concern is open", row: "FR4", given: func(t *testing.T) *Case { return after(t, fresh(t), friday, act{mo, "FR1", []string{"reason=worry"}}) },
		by: quinn, second: mo, args: []string{"reason=settled"}, then: "freeze=lifted"},
}

// assured2 is an assured concern that still only requires improvement.
func assured2(t *testing.T) *Case {
	return after(t, ri(t), friday, act{quinn, "QA2", nil}, act{quinn, "QA4", nil}, act{quinn, "QA6", nil}, made, reported, act{quinn, "QA9", nil},
		act{quinn, "AP5", []string{"reason=none"}}, act{quinn, "QA11", nil}, act{mo, "confirm", nil})
}

func leave(c *Case) *Case  { c = c.Clone(); c.Placed = nil; return c }
func arrive(c *Case) *Case { c = c.Clone(); c.Placed = home(standard, 1).Placed; return c }

// leave2 is a case whose last child left, and that has settled since.
func leave2(t *testing.T, c *Case) *Case {
	c, _ = leave(c).Settle(friday, turn(team.Person{}, friday, nil))
	return c
}

// state reads a case as "ofsted=… qa=… …".
func state(c *Case, name string) string {
	switch name {
	case "ofsted":
		return string(c.Concern.Ofsted)
	case "qa":
		return string(c.Concern.QA)
	case "plan":
		return string(c.Concern.Plan)
	case "freeze":
		return string(c.Freeze.State)
	}
	ps := c.Parts(name)
	return string(ps[len(ps)-1].Ref().State)
}

// everyCase is every row taken, chart by chart.
func everyCase() []rowCase {
	return slices.Concat(rowCases, enforcementCases, assessmentCases, monitoringCases, improvementCases, dutyCases, requestCases)
}

// changes are what opened, "kind day", and what ended, among our own duties.
func changes(was, now *Case) (opens, ends []string) {
	for i, x := range now.Duties {
		switch {
		case x.Owner != duty.Ours:
		case i >= len(was.Duties) && x.Status == duty.Open:
			opens = append(opens, x.Kind+" "+x.Due.String())
		case i < len(was.Duties) && was.Duties[i].Status == duty.Open && x.Status != duty.Open:
			ends = append(ends, x.Kind)
		}
	}
	slices.Sort(opens)
	slices.Sort(ends)
	return slices.Compact(opens), slices.Compact(ends)
}

func TestEveryRow(t *testing.T) {
	covered := map[string]bool{}
	for _, tc := range everyCase() {
		covered[tc.row] = true
		t.Run(tc.row+" "+tc.name, func(t *testing.T) {
			was := tc.given(t)
			now := was
			if tc.by.ID == "" { // a row of the system
				now, _ = was.Settle(friday, turn(team.Person{}, friday, nil))
			} else {
				acts := []act{{tc.by, tc.row, tc.args}}
				if tc.second.ID != "" {
					acts = append(acts, act{who: tc.second, row: "confirm"})
				}
				now = after(t, was, friday, acts...)
			}
			for _, w := range strings.Fields(tc.then) {
				name, want, _ := strings.Cut(w, "=")
				if got := state(now, name); got != want {
					t.Errorf("%s is %s, want %s", name, got, want)
				}
			}
			if tc.row == "OF1" {
				was = &Case{}
			}
			opens, ends := changes(was, now)
			if diff := cmp.Diff(tc.opens, opens); diff != "" {
				t.Errorf("opened (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.ends, ends); diff != "" {
				t.Errorf("ended (-want +got):\n%s", diff)
			}
		})
	}
	for _, id := range sorted(allRows()) {
		if !covered[id] {
			t.Errorf("no case takes %s", id)
		}
	}
}

// Every role is tried on every row, in a state that allows the row.
func TestOnlyTheNamedRoles(t *testing.T) {
	rows := allRows()
	for _, tc := range everyCase() {
		if tc.by.ID == "" {
			continue
		}
		r := rows[tc.row]
		for _, who := range people() {
			c := tc.given(t)
			_, steps, err := c.Apply("", tc.row, turn(who, friday, named(c, tc.args)))
			if tc.row == "F9" && who.ID == prim.ID {
				continue // it was she who acted alone
			}
			may := who.Holds(friday, r.By...) || tc.second.ID != "" && who.Holds(friday, r.People()...)
			no := new(fault.Error)
			switch refused := errors.As(err, &no) && no.Kind == fault.NotAllowed; {
			case may && err != nil:
				t.Errorf("%s, %s: %v", tc.row, who.Login, err)
			case !may && !refused:
				t.Errorf("%s by %s was not refused: %v", tc.row, who.Login, err)
			case may && (steps[0].Row == tc.row+"?") != (tc.second.ID != ""):
				t.Errorf("%s by %s took %s", tc.row, who.Login, steps[0].Row)
			}
		}
	}
}

// The rows for two need two people, in the two roles, whoever comes first.
func TestTwoPeopleInTwoRoles(t *testing.T) {
	rows := allRows()
	for _, tc := range everyCase() {
		if tc.second.ID == "" {
			continue
		}
		r := rows[tc.row]
		for _, first := range people() {
			given := tc.given(t)
			c, _, err := given.Apply("", tc.row, turn(first, friday, named(given, tc.args)))
			if err != nil {
				continue
			}
			for _, second := range append(people(), person("twin", team.PrincipalManager, team.PlacementsManager, team.QAOfficer)) {
				_, _, err := c.Confirm("", "", turn(second, friday, nil))
				may := first.ID != second.ID && r.Pairs(first.Roles(friday), second.Roles(friday))
				if (err == nil) != may {
					t.Errorf("%s by %s and %s: %v", tc.row, first.Login, second.Login, err)
				}
			}
		}
	}
}

func TestTheChartsAreSound(t *testing.T) {
	words := map[string]string{}
	for _, ch := range Charts() {
		for _, err := range ch.Validate() {
			t.Errorf("%s: %v", ch.Name, err)
		}
		for _, r := range ch.Rows {
			for _, w := range []string{r.ID, r.Event} {
				if other := words[strings.ToLower(w)]; other != "" {
					t.Errorf("%q names both %s and %s", w, other, r.ID)
				}
				words[strings.ToLower(w)] = r.ID
			}
		}
	}
}

// Every key that a row names is in every profile, and whatever is ours some row settles.
func TestEveryDutyHasALengthAndAnEnd(t *testing.T) {
	settled := map[string]bool{}
	for _, r := range allRows() {
		for _, key := range slices.Concat(r.Settles, r.Answers) {
			settled[key] = true
		}
	}
	makesVisit := []string{"qa.pre_placement_visit", "qa.progress_visit", "qa.full_visit", "qa.responsive_visit", "qa.visit", "qa.routine_visit.low", "qa.routine_visit.medium", "qa.routine_visit.high"}
	profiles := map[string]*policy.Profile{}
	for _, name := range policy.ShippedNames() {
		profiles[name] = rulesOf(name).Policy
	}
	for _, r := range allRows() {
		keys := slices.Concat(r.Brings, r.Settles)
		for _, o := range r.Opens {
			keys = append(keys, o.Key)
		}
		for _, key := range keys {
			if key == theVisit || key == "qa.visit" { // whatever the visit owes; its day is given, not counted
				continue
			}
			for name, p := range profiles {
				l, ok := p.Limit(key)
				if !ok || l.Role == "" {
					t.Errorf("%s names %s, which profile %s does not have, or for nobody", r.ID, key, name)
				}
				if l.Whose == duty.Ours && !settled[key] && !slices.Contains(makesVisit, key) {
					t.Errorf("%s opens %s, which no row settles", r.ID, key)
				}
			}
		}
	}
}
