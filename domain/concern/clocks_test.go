package concern

import (
	"slices"
	"testing"

	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/team"
)

// What time alone brings is dated on the day it fell due, not on the day somebody looked.
func TestWhatTimeBringsIsDatedOnItsDay(t *testing.T) {
	nobodyActs := turn(team.Person{}, d("2026-05-01"), nil)
	c, steps := inadequate(t).Settle(d("2026-05-01"), nobodyActs)
	if rows(steps) != "OF3" || steps[0].On != d("2026-03-10") || steps[0].Actor != team.System {
		t.Errorf("the case review passed: %s on %s", rows(steps), steps[0].On)
	}
	if c.Concern.Ofsted != AwaitingRevisit {
		t.Errorf("Ofsted track: %s", c.Concern.Ofsted)
	}
	_, steps = monitoring(t).Settle(d("2026-05-01"), nobodyActs)
	i := slices.IndexFunc(steps, func(s Step) bool { return s.Row == "QA10" })
	if i < 0 || steps[i].On != d("2026-04-03") {
		t.Errorf("the routine visit fell due on %v", steps)
	}
}

func TestAFreezeRunsFromTheDayWeKnew(t *testing.T) {
	c := judged(t, fresh(t), "inadequate", "known_on=2026-03-03")
	if c.Freeze.Since != d("2026-03-03") {
		t.Errorf("frozen since %s", c.Freeze.Since)
	}
}

// The profile says whether the seven days run from the day they told us or the
// day they had the requirements; both days are kept.
func TestTheProfileSaysWhereTheSevenDaysStart(t *testing.T) {
	p := *standard.Policy
	p.ProgressVisitStarts = policy.Received
	c := asked(t)
	c.Policy = &p
	c = after(t, c, friday, act{quinn, "QA6", []string{"received_on=2026-03-03"}})
	v := c.Visits[0]
	if v.Due != d("2026-03-10") || v.ToldOn != friday || v.ReceivedOn != d("2026-03-03") || v.OriginalDue != v.Due {
		t.Errorf("visit: %+v", v)
	}
}

func TestOnlyAVisitOnSiteCountsAsFull(t *testing.T) {
	for mode, want := range map[string]bool{"on_site": true, "shared": false, "virtual": false} {
		if got := (Visit{Kind: Full, Mode: mode, State: Reported}).Counts(); got != want {
			t.Errorf("a full visit %s counts: %v", mode, got)
		}
	}
	if (Visit{Kind: Progress, Mode: "on_site", State: Reported}).Counts() || (Visit{Kind: Full, Mode: "on_site", State: Done}).Counts() {
		t.Error("a progress visit, or one not reported, counts as full")
	}
}

// An empty list shows nobody only when it is known to be up to date.
func TestAnEmptyListIsNoAllClear(t *testing.T) {
	c := improved(t)
	c.Placed, c.Concern.QA = nil, Monitoring
	if c.ListFresh = false; assuredOrEmpty.Holds(c, nil) {
		t.Error("an empty list that is out of date shows that nobody is there")
	}
	if _, _, err := c.Apply("", "OF13", turn(prim, friday, args("reason=nobody there"))); err == nil {
		t.Error("the concern closes on an empty list that is out of date")
	}
	if c.ListFresh = true; !assuredOrEmpty.Holds(c, nil) {
		t.Error("an empty list that is up to date does not show it")
	}
}

// Two people eased a bar on one finding; it does not stay eased for the next.
func TestAStepDownDoesNotOutliveItsFinding(t *testing.T) {
	c := judged(t, home(rulesOf("never-inadequate"), 2), "inadequate")
	c = after(t, c, friday, act{cory, "FR3", []string{"reason=one placement agreed"}}, act{prim, "confirm", nil}, monitored,
		act{pat, "OF6b", []string{"finding=requires_improvement", "ended_on=2026-03-05"}}, act{mo, "confirm", nil})
	if c.Freeze.State != Frozen {
		t.Fatalf("freeze: %+v", c.Freeze)
	}
	c = after(t, c, friday, act{pat, "OF14", found("inadequate", "ended_on=2026-03-06")})
	if c.Freeze.State != HardFrozen {
		t.Errorf("inadequate again: %+v", c.Freeze)
	}
}

func TestANoticeDoesNotHideTheCouncilsOwnDecision(t *testing.T) {
	c := judged(t, after(t, fresh(t), friday, act{mo, "FR1", []string{"reason=worry"}}), "restriction")
	if c.Freeze.State != HardFrozen || c.Freeze.Basis != Council {
		t.Errorf("freeze: %+v", c.Freeze)
	}
	if c = judged(t, fresh(t), "restriction"); c.Freeze.Basis != Notice {
		t.Errorf("freeze: %+v", c.Freeze)
	}
}

// A social worker's sighting does not stand for a visit of ours.
func TestASightingIsNoVisit(t *testing.T) {
	c := after(t, monitoring(t), friday, act{pat, "CF1", []string{"who=lado", "reason=a complaint"}}, act{quinn, "QA10", nil},
		act{casey, "QA2c", []string{"how=social_worker", "by=both workers"}})
	v := c.Visits[len(c.Visits)-1]
	if v.State != Owed || !slices.ContainsFunc(c.Duties, func(x duty.Duty) bool { return x.Part == v.ID && x.Status == duty.Open }) {
		t.Errorf("the %s visit is %s, owing %v", v.Kind, v.State, open(c, duty.Ours))
	}
}

// A worse finding sets QA back, but a visit made is still reported.
func TestAVisitMadeIsReportedWhateverComes(t *testing.T) {
	ri := after(t, ri(t), friday, act{quinn, "QA2", nil}, act{quinn, "QA4", nil}, act{quinn, "QA6", nil}, made)
	c := after(t, ri, friday, act{pat, "OF14", found("inadequate", "ended_on=2026-03-05")})
	if !c.owes("qa.visit_report") || len(c.owedAlert()) != 2 {
		t.Errorf("owing %v", open(c, duty.Ours))
	}
}

// The outcome was recorded from a letter, and the report then says better.
func TestThePublishedReportWinsOverALetter(t *testing.T) {
	c := imported(t, fresh(t), false, full2("2026-01-20", ofsted.Inadequate))
	c = after(t, c, friday, act{pat, "OF5", []string{"kind=full", "ended_on=2026-03-04"}}, act{pat, "OF7", []string{"because=not_enough"}})
	c, steps, misfits := hears(c, News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.Good)}}, turn(pat, friday, nil))
	if rows(steps) != "OF9 OF5 OF6" || c.Concern.Ofsted != Improved || len(misfits) > 0 {
		t.Errorf("%s, %s, %v", rows(steps), c.Concern.Ofsted, misfits)
	}
	c, steps, misfits = hears(c, News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.Good)}}, turn(pat, friday, nil))
	if len(steps)+len(misfits) > 0 || c.Concern.Ofsted != Improved {
		t.Errorf("heard again: %s %v", rows(steps), misfits)
	}
}

// One concern at a time: after the closing a new finding opens the next, with a
// number of its own.
func TestANewFindingAfterTheClosingOpensTheNextConcern(t *testing.T) {
	c := after(t, improved(t), friday, act{prim, "OF13", []string{"reason=assured"}}, act{mo, "confirm", nil})
	version := c.Concern.Version
	c = after(t, c, d("2026-09-07"), act{pat, "OF1", []string{"finding=inadequate", "ended_on=2026-09-04", "source=email"}})
	if c.Concern.ID != "1027077-2" || c.Concern.Version <= version || c.Freeze.State != Frozen {
		t.Errorf("%s, version %d after %d, freeze %s", c.Concern.ID, c.Concern.Version, version, c.Freeze.State)
	}
}
