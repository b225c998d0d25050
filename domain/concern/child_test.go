package concern

import (
	"slices"
	"strings"
	"testing"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
)

// What is done from one child's record is done for that child alone: not for the
// others of the home, and never for another in her place.
func TestWhatIsAskedOfAChildIsDoneForThatChildAlone(t *testing.T) {
	at := func(c *Case, who act, child string) *Case {
		next, _, err := c.Apply("child:"+child, who.row, turn(who.who, friday, args(who.args...)))
		if err != nil {
			t.Fatalf("%s: %v", who.row, err)
		}
		return next
	}
	risky := after(t, inadequate(t), friday, act{vee, "IR1", []string{"reason=a fire"}})
	tonight := act{casey, "IR2", []string{"decision=seen_safe", "reason=with her aunt"}}
	for name, c := range map[string]struct {
		given *Case
		do    act
		left  string // what is then still owed for the other child, and for her alone
	}{
		"safe tonight":      {risky, tonight, "risk.safe_tonight"},
		"alerted":           {taken(t), act{pat, "QA2b", []string{"channel=call"}}, "qa.alert_professionals"},
		"assessment opened": {inadequate(t), act{cory, "SA1", []string{"voice_by=her social worker"}}, "assessment.open"},
	} {
		got := at(c.given, c.do, "K4022")
		var left []string
		for _, d := range got.Duties {
			if d.Kind == c.left && d.Status == duty.Open {
				left = append(left, d.Child.String())
			}
		}
		if !slices.Equal(left, []string{"K4021"}) {
			t.Errorf("%s: still owed for %v", name, left)
		}
	}
	once := at(risky, tonight, "K4022")
	if _, _, err := once.Apply("child:K4022", "IR2", turn(casey, friday, args(tonight.args...))); err == nil || strings.Contains(err.Error(), "K40") {
		t.Errorf("decided twice for one child, or for the other in her place: %v", err)
	}
	// The list of all children there stays the list of all.
	if got := at(taken(t), act{quinn, "QA2a", nil}, "K4022"); got.owes("qa.list_children") {
		t.Error("the list is still owed")
	}
}

// A child's menu offers her own parts and the case's; each says what it is for, and
// no title names her: a message may repeat it.
func TestAChildsMenuIsHerOwn(t *testing.T) {
	c := taken(t)
	for child, other := range map[string]string{"K4021": "K4022", "K4022": "K4021"} {
		var sa, of int
		for _, o := range c.Offers("child:"+child, turn(cory, friday, nil)) {
			if strings.Contains(o.Title+o.WhyNot, "K40") || strings.Contains(o.About, other) {
				t.Errorf("%s: %+v", child, o)
			}
			switch {
			case o.ID == "SA1" && o.Allowed:
				sa++
				if !strings.HasPrefix(o.About, child+", ") {
					t.Errorf("%s: about %q", child, o.About)
				}
			case o.ID == "OF14" && o.Allowed:
				of++
			case o.ID == "QA2b" && o.Allowed && defaultOf(o, "children") != child:
				t.Errorf("%s: the alert is for %q", child, defaultOf(o, "children"))
			}
		}
		if sa != 1 || of != 1 {
			t.Errorf("%s: SA1 is offered %d times, OF14 %d times", child, sa, of)
		}
	}
}

func defaultOf(o flow.Offer, arg string) string {
	for _, a := range o.Arguments {
		if a.Name == arg {
			return a.Default
		}
	}
	return ""
}

// A registration that the file shows as suspended is no all-clear at any grade.
func TestASuspensionInTheFileOpensAConcernAtAnyGrade(t *testing.T) {
	good := imported(t, fresh(t), false, full2("2026-01-20", ofsted.Good))
	if good.Open() {
		t.Fatal("a good home has a concern")
	}
	good.Place.Status = ofsted.Suspended
	for name, news := range map[string]News{"by an update": {}, "by the first load": {First: true}} {
		c, _, misfits := hears(good, news, turn(pat, friday, nil))
		if !c.Open() || c.Concern.Finding != Suspension || len(misfits) > 0 || c.Freeze.State != HardFrozen || c.Concern.Intake != news.First {
			t.Errorf("%s: %s, %v, freeze %s, %v", name, c.Concern.Finding, c.Open(), c.Freeze.State, misfits)
		}
		if again, steps, _ := hears(c, news, turn(pat, friday, nil)); len(steps) > 0 || !again.Open() {
			t.Errorf("%s: the same file again brings %s", name, rows(steps))
		}
	}
	bad := inadequate(t)
	bad.Place.Status = ofsted.Suspended
	c, _, misfits := hears(bad, News{}, turn(pat, friday, nil))
	if len(misfits) > 0 || len(c.Enforcements) != 1 || c.Enforcements[0].State != InForce || c.Concern.Finding != Finding(ofsted.Inadequate) || c.Freeze.State != HardFrozen {
		t.Errorf("at an inadequate home: %+v, %s, %v", c.Enforcements, c.Concern.Finding, misfits)
	}
}

// Anybody may say that a child is at risk, and nobody has to wait for Ofsted.
func TestAnImmediateRiskOpensAConcernOfOurOwn(t *testing.T) {
	good := imported(t, fresh(t), false, full2("2026-01-20", ofsted.Good))
	c, steps := does(t, good, friday, vee, "IR1", "reason=a fire")
	if !c.Open() || c.Concern.Finding != OwnConcern || c.Freeze.State != Frozen || !strings.HasPrefix(rows(steps), "IR1 ") {
		t.Errorf("%s, %v, freeze %s after %s", c.Concern.Finding, c.Open(), c.Freeze.State, rows(steps))
	}
	tonight := 0
	for _, d := range open(c, duty.Ours) {
		if strings.HasPrefix(d, "risk.safe_tonight 2026-03-06 K40") {
			tonight++
		}
	}
	if tonight != 2 {
		t.Errorf("owed: %v", open(c, duty.Ours))
	}
	// Two people end it, as they end what was entered in error, once each child and whoever
	// was to be told has an answer.
	c = after(t, c, friday, act{casey, "IR2", []string{"decision=seen_safe", "reason=put out"}})
	for _, a := range c.Alerts {
		c = after(t, c, friday, act{mo, "AL2b", []string{"alert=" + a.ID, "reason=a false alarm"}})
	}
	c = after(t, c, friday, act{pat, "OF1d", []string{"reason=a false alarm"}}, act{mo, "confirm", nil})
	if c.Open() || c.Freeze.State != Lifted {
		t.Errorf("still open, or the freeze is %s", c.Freeze.State)
	}
}
