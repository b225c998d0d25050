package concern

import (
	"slices"
	"strings"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/text"
)

// visit is a monitoring visit in Ofsted's file: no grade.
func monitoringVisit(ended string) ofsted.Inspection {
	i := full2(ended, "")
	i.Kind, i.EventType, i.Judgement.Label = ofsted.Monitoring, text.Clean("Monitoring visit"), text.Clean("Not judged")
	return i
}

func assurance(ended string, o ofsted.Outcome) ofsted.Inspection {
	i := full2(ended, "")
	i.Kind, i.EventType, i.Judgement = ofsted.Assurance, text.Clean("Assurance inspection"), ofsted.Judgement{Outcome: o}
	return i
}

// Ofsted's files, replayed as they came.
func TestWhatAFileBrings(t *testing.T) {
	inadequate2 := func(t *testing.T) *Case { return imported(t, fresh(t), false, full2("2026-01-20", ofsted.Inadequate)) }
	told := func(finding, ended string) func(*testing.T) *Case {
		return func(t *testing.T) *Case {
			return after(t, fresh(t), friday, act{pat, "OF1", []string{"finding=" + finding, "ended_on=" + ended, "source=call"}})
		}
	}
	for _, tc := range []struct {
		name   string
		given  func(*testing.T) *Case
		news   News
		today  civil.Date
		rows   string
		then   string
		misfit string
	}{
		{name: "a judgement below the threshold where a child of ours lives opens the concern", given: fresh,
			news: News{Inspections: []ofsted.Inspection{full2("2026-01-20", ofsted.RequiresImprovement)}}, rows: "OF1 OF3 QA1 FR1 SA0b", then: "ofsted=awaiting_revisit qa=notified freeze=frozen"},
		{name: "where no child of ours lives it is watched: frozen and no more", given: empty,
			news: News{Inspections: []ofsted.Inspection{full2("2026-01-20", ofsted.Inadequate)}}, rows: "FR1", then: "ofsted= freeze=frozen"},
		{name: "published good again: the watch freeze lifts of itself", given: func(t *testing.T) *Case {
			return imported(t, empty(t), false, full2("2026-01-20", ofsted.Inadequate))
		}, news: News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.Good)}}, rows: "FR4", then: "freeze=lifted"},
		{name: "a council's own freeze does not lift of itself", given: func(t *testing.T) *Case {
			return after(t, imported(t, empty(t), false, full2("2026-01-20", ofsted.Good)), friday, act{mo, "FR1", []string{"reason=worry"}})
		}, news: News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.Good)}}, then: "freeze=frozen"},
		{name: "the first load opens one intake duty", given: fresh,
			news: News{First: true, Inspections: []ofsted.Inspection{full2("2026-01-20", ofsted.Inadequate)}}, rows: "OF1 OF2 OF3 FR1", then: "ofsted=awaiting_revisit qa= freeze=frozen"},
		{name: "requires improvement, then inadequate: worse", given: publishedRI,
			news: News{Inspections: []ofsted.Inspection{full2("2026-03-03", ofsted.Inadequate)}}, rows: "OF14 OF2 QA14 SA0 SA0", then: "ofsted=case_review qa=notified"},
		{name: "worse while still at intake: everything opens", given: func(t *testing.T) *Case {
			return imported(t, fresh(t), true, full2("2026-01-20", ofsted.RequiresImprovement))
		}, news: News{Inspections: []ofsted.Inspection{full2("2026-03-03", ofsted.Inadequate)}}, rows: "OF14 OF2 QA1 SA0 SA0", then: "qa=notified"},
		{name: "a monitoring visit without a grade never clears", given: inadequate2,
			news: News{Inspections: []ofsted.Inspection{monitoringVisit("2026-03-02")}}, rows: "OF5", then: "ofsted=revisited freeze=frozen"},
		{name: "a visit, and then a full inspection that is good", given: func(t *testing.T) *Case { return imported(t, inadequate2(t), false, monitoringVisit("2026-02-16")) },
			news: News{Inspections: []ofsted.Inspection{full2("2026-03-04", ofsted.Good)}}, rows: "OF6", then: "ofsted=improved freeze=frozen"},
		{name: "a second visit before the first one's outcome is for a person", given: func(t *testing.T) *Case { return imported(t, inadequate2(t), false, monitoringVisit("2026-02-02")) },
			news: News{Inspections: []ofsted.Inspection{monitoringVisit("2026-03-03")}}, then: "ofsted=revisited", misfit: "before the outcome of its visit of 2 Feb 2026"},
		{name: "inadequate, then requires improvement: the usual result", given: inadequate2,
			news: News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.RequiresImprovement)}}, rows: "OF5 OF6b", then: "ofsted=awaiting_revisit freeze=frozen"},
		{name: "inadequate, then good: our own assurance is owed", given: inadequate2,
			news: News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.Good)}}, rows: "OF5 OF6", then: "ofsted=improved freeze=frozen"},
		{name: "the same grade again: the judgement remains", given: inadequate2,
			news: News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.Inadequate)}}, rows: "OF5 OF7", then: "ofsted=judgement_remains"},
		{name: "it remained, and then a full inspection is good", given: func(t *testing.T) *Case {
			return after(t, imported(t, inadequate2(t), false, monitoringVisit("2026-02-16")), friday, act{pat, "OF7", []string{"because=not_enough"}})
		}, news: News{Inspections: []ofsted.Inspection{full2("2026-03-04", ofsted.Good)}}, rows: "OF9 OF5 OF6", then: "ofsted=improved"},
		{name: "it remained, and Ofsted visited again: for a person, who knows whether it monitors", given: func(t *testing.T) *Case {
			return after(t, imported(t, inadequate2(t), false, monitoringVisit("2026-02-16")), friday, act{pat, "OF7", []string{"because=not_enough"}})
		}, news: News{Inspections: []ofsted.Inspection{monitoringVisit("2026-03-04")}}, then: "ofsted=judgement_remains", misfit: "OF5"},
		{name: "an assurance inspection without serious concerns leaves the grade", given: publishedRI,
			news: News{Inspections: []ofsted.Inspection{assurance("2026-03-02", ofsted.NoSeriousConcerns)}}, rows: "OF5 OF7b", then: "ofsted=awaiting_revisit"},
		{name: "an assurance inspection with serious concerns is worse than requires improvement", given: publishedRI,
			news: News{Inspections: []ofsted.Inspection{assurance("2026-03-02", ofsted.SeriousConcerns)}}, rows: "OF14 OF2 QA14 SA0 SA0", then: "ofsted=case_review"},
		{name: "good is recorded, and the file brings it: nothing", given: improved,
			news: News{Inspections: []ofsted.Inspection{full2("2026-03-05", ofsted.Good)}}, then: "ofsted=improved"},
		{name: "good was recorded, and the file says requires improvement: worse", given: improved,
			news: News{Inspections: []ofsted.Inspection{full2("2026-03-04", ofsted.RequiresImprovement)}}, rows: "OF14 OF3 QA14", then: "ofsted=awaiting_revisit qa=notified"},
		{name: "told on its last day, published by its first: confirmed", given: told("inadequate", "2026-03-04"),
			news: News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.Inadequate)}}, rows: "OF1b", then: "ofsted=case_review"},
		{name: "told inadequate, published requires improvement: changed", given: told("inadequate", "2026-03-04"),
			news: News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.RequiresImprovement)}}, rows: "OF1c OF3", then: "ofsted=awaiting_revisit"},
		{name: "told inadequate, published good: taken back", given: told("inadequate", "2026-03-04"),
			news: News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.Good)}}, rows: "OF1d", then: "ofsted=closed freeze=lifted"},
		{name: "told worse of a home that required improvement, published good: improved, not taken back", given: func(t *testing.T) *Case {
			return after(t, publishedRI(t), friday, act{pat, "OF14", []string{"finding=inadequate", "ended_on=2026-03-04", "source=call"}})
		}, news: News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.Good)}}, rows: "OF5 OF6", then: "ofsted=improved"},
		{name: "the registration ended", given: publishedRI, news: News{Ended: true, EndedOn: d("2026-03-01")}, rows: "OF11", then: "ofsted=ended freeze=frozen"},
		{name: "an older inspection that arrives late moves nothing", given: publishedRI,
			news: News{Inspections: []ofsted.Inspection{full2("2025-06-10", ofsted.Inadequate)}}, then: "ofsted=awaiting_revisit"},
		{name: "the same news twice moves nothing", given: publishedRI,
			news: News{Inspections: []ofsted.Inspection{full2("2026-01-20", ofsted.RequiresImprovement)}}, then: "ofsted=awaiting_revisit"},
		{name: "a grade does not end a restriction", given: func(t *testing.T) *Case { return judged(t, fresh(t), "restriction", "source=published") },
			news: News{Inspections: []ofsted.Inspection{full2("2026-03-04", ofsted.Good)}}, rows: "OF5", then: "ofsted=revisited freeze=hard_frozen", misfit: "OF6"},
		{name: "a child placed where we only watched opens the concern", given: func(t *testing.T) *Case {
			return arrive(imported(t, empty(t), false, full2("2026-01-20", ofsted.Inadequate)))
		}, rows: "OF1 OF2 OF3 QA1 SA0", then: "ofsted=awaiting_revisit qa=notified"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, steps, misfits := hears(tc.given(t), tc.news, turn(pat, friday, nil))
			if got := rows(steps); got != tc.rows {
				t.Errorf("rows %q, want %q", got, tc.rows)
			}
			for _, w := range strings.Fields(tc.then) {
				name, want, _ := strings.Cut(w, "=")
				if got := state(c, name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
			switch {
			case tc.misfit == "" && len(misfits) > 0, tc.misfit != "" && len(misfits) != 1:
				t.Errorf("misfits: %v", misfits)
			case tc.misfit != "" && !strings.Contains(misfits[0].What+misfits[0].Why, tc.misfit):
				t.Errorf("the misfit says %q, %q; want %q", misfits[0].What, misfits[0].Why, tc.misfit)
			}
			again, more, misfits := hears(c, tc.news, turn(pat, friday, nil))
			if len(more) > 0 || !same(again, c) || tc.misfit == "" && len(misfits) > 0 {
				t.Errorf("heard twice: %s %v", rows(more), misfits)
			}
		})
	}
}

// A concern of the first load owes one thing of ours, and Ofsted's windows run
// from the inspection; what follows runs from the day it is taken in.
func TestTheFirstLoadOwesOneThing(t *testing.T) {
	c := takenFirst(t)
	if got := open(c, duty.Ours); len(got) != 1 || got[0] != "concern.intake 2026-04-07" {
		t.Errorf("ours: %v", got)
	}
	if w := c.window(policy.Return); w == nil || w.From != d("2026-01-20") {
		t.Errorf("Ofsted's return is not counted from the inspection: %v", w)
	}
	c = after(t, c, d("2026-03-18"), act{pat, "IN1", []string{"on=2026-03-16"}})
	want := []string{"assessment.complete 2026-03-23 K4021", "assessment.complete 2026-03-23 K4022",
		"assessment.open 2026-03-17 K4021", "assessment.open 2026-03-17 K4022", "qa.tell_officer 2026-03-16"}
	if got := open(c, duty.Ours); !slices.Equal(got, want) {
		t.Errorf("taken in: %v", got)
	}
}

// What is told by telephone shows at once, and gives way to Ofsted's own record.
func TestWhatWasToldGivesWayToWhatIsPublished(t *testing.T) {
	c := judged(t, fresh(t), "inadequate", "source=call")
	if len(c.Told) != 1 || !c.Told[0].Provisional || c.Bucket() != ofsted.BelowThreshold {
		t.Fatalf("told: %+v", c.Told)
	}
	c.Told = nil
	c, _, _ = hears(c, News{Inspections: []ofsted.Inspection{full2("2026-02-27", ofsted.Good)}}, turn(pat, friday, nil))
	if c.Open() || c.Bucket() != ofsted.AtOrAbove || len(c.Told) != 1 || c.Told[0].Judgement.Overall != "" {
		t.Errorf("published good: open %v, %s, told %+v", c.Open(), c.Bucket(), c.Told)
	}
}

// Under a policy that never places in an inadequate home the bar eases by two
// people only, and a new finding below the threshold raises it again.
func TestABarEasesByTwoAndComesBack(t *testing.T) {
	c := imported(t, home(rulesOf("never-inadequate"), 2), false, full2("2026-01-20", ofsted.Inadequate))
	if c.Freeze.State != HardFrozen || c.Freeze.Since != friday || c.Freeze.Basis != Watch {
		t.Fatalf("freeze: %+v", c.Freeze)
	}
	c = after(t, c, friday, act{cory, "FR3", []string{"reason=one placement agreed"}}, act{prim, "confirm", nil})
	if c.Freeze.State != Frozen || !c.Freeze.SteppedDown {
		t.Fatalf("stepped down: %+v", c.Freeze)
	}
	if again, steps := c.Settle(d("2026-03-09"), turn(pat, friday, nil)); again.Freeze.State != Frozen {
		t.Errorf("the rule undid what two people agreed: %s", rows(steps))
	}
	c, _, _ = hears(c, News{Inspections: []ofsted.Inspection{full2("2026-03-16", ofsted.Inadequate)}}, turn(pat, d("2026-03-20"), nil))
	if c.Freeze.State != HardFrozen || c.Freeze.Since != friday {
		t.Errorf("inadequate again: %+v", c.Freeze)
	}
}

// A council's decision is not lost when the rule freezes too.
func TestACouncilDecisionOutlivesTheRule(t *testing.T) {
	c := after(t, home(rulesOf("never-inadequate"), 0), friday, act{mo, "FR1", []string{"reason=our own worry"}})
	c = imported(t, c, false, full2("2026-03-02", ofsted.Inadequate))
	if c.Freeze.State != HardFrozen || c.Freeze.Basis != Council || c.Freeze.Why != text.Clean("our own worry") {
		t.Errorf("freeze: %+v", c.Freeze)
	}
}
