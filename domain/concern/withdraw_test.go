package concern

import (
	"slices"
	"strings"
	"testing"

	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
)

// protected are cases at which something is owed that protects a child.
func protected(t *testing.T) map[string]*Case {
	withFact := after(t, ri(t), friday, act{pat, "CF1", []string{"who=lado", "reason=a complaint"}})
	moving := after(t, ri(t), friday, act{vee, "IR1", []string{"reason=x"}}, act{casey, "IR2", []string{"decision=moves", "reason=x"}})
	for _, a := range moving.Alerts {
		moving = after(t, moving, friday, act{mo, "AL2b", []string{"alert=" + a.ID, "reason=told"}})
	}
	unsafe := after(t, inadequate(t), friday, act{cory, "SA1", []string{"assessment=" + inadequate(t).Assessments[0].ID, "voice_by=the social worker"}})
	unsafe = after(t, unsafe, friday, act{pat, "SA2b", []string{"assessment=" + unsafe.Assessments[0].ID, "voice_by=the social worker", "voice=no"}})
	return map[string]*Case{
		"risk.safe_tonight":     after(t, ri(t), friday, act{vee, "IR1", []string{"reason=x"}}),
		"alert.send":            after(t, ri(t), friday, act{vee, "IR1", []string{"reason=x"}}, act{casey, "IR2", []string{"decision=seen_safe", "reason=x"}}),
		"assessment.move_now":   moving,
		"assessment.not_safe":   unsafe,
		"qa.responsive_visit":   withFact,
		"statutory.s30a_visit":  after(t, ri(t), friday, act{pat, "EN3", []string{"kind=restriction", "served_on=2026-03-05"}}),
		"assessment.move (two)": decidedToMove(t),
	}
}

func decidedToMove(t *testing.T) *Case {
	c := inadequate(t).Clone()
	a := &c.Assessments[0]
	c.part, a.State, a.Outcome = a.ID, Move, "move"
	c.Owe("assessment.move", friday, a.Child, turn(prim, friday, nil))
	c.part = ""
	return c
}

// What protects a child is never taken away by anybody's word that Ofsted found nothing:
// two people are refused, and a file takes the road of every improvement, to a closing.
func TestAFindingIsNotWithdrawnOverAChildAtRisk(t *testing.T) {
	for name, c := range protected(t) {
		t.Run(name, func(t *testing.T) {
			kind, _, _ := strings.Cut(name, " ")
			_, _, err := c.Apply("", "OF1d", turn(pat, friday, args("reason=wrong home")))
			if err == nil || !strings.Contains(err.Error(), "possible only when nothing is owed that protects a child whatever Ofsted found") {
				t.Errorf("by two people: %v", err)
			}
			was := owesOf(c, kind)
			heard, steps, _ := hears(c, News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.Good)}}, turn(pat, friday, nil))
			if got := owesOf(heard, kind); was == 0 || got != was || !heard.Open() {
				t.Errorf("after the file (%s) %d of %d are owed, open %v", rows(steps), got, was, heard.Open())
			}
		})
	}
	c, steps, misfits := hears(ri(t), News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.Good)}}, turn(pat, friday, nil))
	if c.Open() || rows(steps) != "OF1d" || len(misfits) > 0 {
		t.Errorf("with nobody at risk: open %v after %s, %v", c.Open(), rows(steps), misfits)
	}
}

// With a child at risk the concern waits for its closing, as improved.
func TestAFileThatFindsNothingWrongLeavesTheRiskToItsOwnRow(t *testing.T) {
	c, steps, misfits := hears(after(t, ri(t), friday, act{vee, "IR1", []string{"reason=x"}}), News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.Good)}}, turn(pat, friday, nil))
	if rows(steps) != "OF5 OF6" || c.Concern.Ofsted != Improved || len(misfits) > 0 || c.Concern.Provisional {
		t.Errorf("%s: %s, %v", rows(steps), c.Concern.Ofsted, misfits)
	}
	if _, _, err := c.Apply("", "OF13", turn(prim, friday, args("reason=x"))); err == nil {
		t.Error("closed over a child at risk")
	}
}

func owesOf(c *Case, kind string) int {
	return len(slices.DeleteFunc(slices.Clone(c.Duties), func(x duty.Duty) bool { return x.Kind != kind || x.Status != duty.Open }))
}

// A fact about any home is kept, wherever Ofsted stands with it (domain 3.1).
func TestAFactOpensAConcernOfOurOwn(t *testing.T) {
	good := imported(t, fresh(t), false, full2("2026-01-20", ofsted.Good))
	closed := after(t, ri(t), friday, act{pat, "OF1d", []string{"reason=wrong home"}}, act{mo, "confirm", nil})
	for name, c := range map[string]*Case{"a good home": good, "one never inspected": fresh(t), "one whose concern is closed": closed} {
		n := c.Count
		c = after(t, c, friday, act{pat, "CF1", []string{"who=reg44", "reason=staff left"}})
		if !c.Open() || c.Concern.Finding != OwnConcern || c.Count != n+1 || !c.owes("qa.responsive_visit") {
			t.Errorf("%s: %s, open %v, owing %v", name, c.Concern.Finding, c.Open(), open(c, duty.Ours))
		}
	}
	c := after(t, inadequate(t), friday, act{pat, "CF1", []string{"who=reg44", "reason=staff left"}})
	if c.Count != 1 || c.Concern.Finding != Finding(ofsted.Inadequate) {
		t.Errorf("at an open concern: %d, %s", c.Count, c.Concern.Finding)
	}
	if _, _, err := good.Apply("", "CF1", turn(vee, friday, args("who=parent", "reason=x"))); err == nil {
		t.Error("a viewer recorded a fact")
	}
}
