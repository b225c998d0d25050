package concern

import (
	"slices"
	"strings"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// Children who come while placements are held back, or while a concern is open.

// thirdChild is a case to which a third child has just come.
func thirdChild(given func(*testing.T) *Case) func(*testing.T) *Case {
	return func(t *testing.T) *Case {
		c := given(t).Clone()
		c.Placed = home(standard, 3).Placed
		c.newcomers = c.Placed[2:]
		return c
	}
}

// barredSince is a case that the council bars after it agreed to a placement.
func barredSince(c *Case) *Case {
	c = c.Clone()
	c.Freeze.State, c.Freeze.Basis, c.Freeze.Since = HardFrozen, Council, d("2026-02-02")
	return c
}

// registrationEnded is a case whose registration ended after it agreed to a placement.
func registrationEnded(c *Case) *Case {
	c = c.Clone()
	c.Place.Status, c.Freeze.Since = ofsted.Closed, d("2026-02-02")
	return c
}

// broughtBy lets the council's file bring a child on a day.
func broughtBy(t *testing.T, c *Case, child string, on, today civil.Date) *Case {
	t.Helper()
	c = c.Clone()
	c.Placed = slices.Concat(c.Placed, []text.Text{text.Clean(child)})
	c, _, misfits := c.Hear(News{Arrivals: []Start{{Child: text.Clean(child), On: on, Type: "K2"}}}, turn(pat, today, nil))
	if len(misfits) > 0 {
		t.Fatalf("misfits %v", misfits)
	}
	return c
}

// owing are the kinds of what we owe for one child.
func owingFor(c *Case, child string) []string {
	var out []string
	for _, x := range c.Duties {
		if x.Child.String() == child && x.Owner == duty.Ours && x.Status == duty.Open {
			out = append(out, x.Kind)
		}
	}
	slices.Sort(out)
	return out
}

// A file that shows the move before anybody was alerted overtakes nothing: the start is
// told, the child monitored and assessed, and the alerts stay owed until they are given.
func TestAlertsThatAFileOvertookAreStillGiven(t *testing.T) {
	inMarch := d("2026-03-31")
	lapsed, _ := approved(t).Settle(inMarch, turn(pat, inMarch, nil))
	for name, given := range map[string]*Case{"approved": approved(t), "lapsed, and placed before": lapsed, "agreed on call": onCall(t)} {
		c := broughtBy(t, given, "C-0500", d("2026-03-10"), inMarch)
		owed := owingFor(c, "C-0500")
		for _, kind := range []string{"request.alert_iro", "request.alert_social_worker", "request.start_told", "monitoring.contact.weekly"} {
			if !slices.Contains(owed, kind) {
				t.Errorf("%s: %s is not owed: %v", name, kind, owed)
			}
		}
		c, _ = c.Settle(d("2026-05-01"), turn(pat, d("2026-05-01"), nil))
		if !slices.Contains(owingFor(c, "C-0500"), "request.alert_social_worker") || c.Requests[0].State == Lapsed {
			t.Errorf("%s: in May the request is %s, owing %v", name, c.Requests[0].State, owingFor(c, "C-0500"))
		}
		c = after(t, c, d("2026-05-01"), told1, told2)
		if slices.ContainsFunc(owingFor(c, "C-0500"), func(k string) bool { return strings.HasPrefix(k, "request.alert_") }) {
			t.Errorf("%s: told, and owing %v", name, owingFor(c, "C-0500"))
		}
	}
}

// An approval of a child who lives there does not lapse into "decide again".
func TestAnApprovalDoesNotLapseWhileTheChildLivesThere(t *testing.T) {
	c := broughtBy(t, barredSince(approved(t)), "C-0500", friday, friday)
	c, _ = c.Settle(d("2026-05-01"), turn(pat, d("2026-05-01"), nil))
	owed := owingFor(c, "C-0500")
	if c.Requests[0].State != Approved || c.Requests[1].State != Breach || !slices.Contains(owed, "request.decide_breach") || !slices.Contains(owed, "request.alert_iro") {
		t.Errorf("%s and %s, owing %v", c.Requests[0].State, c.Requests[1].State, owed)
	}
}

// Every child of ours there has somebody alerted, whenever the child came (S1), and while
// an immediate risk stands somebody decides whether the newcomer is safe tonight.
func TestAChildWhoComesIsReceivedAsTheOthersWere(t *testing.T) {
	qa := func(t *testing.T) *Case { return after(t, ri(t), friday, act{quinn, "QA2", nil}) }
	alerted := func(t *testing.T) *Case { return after(t, qa(t), friday, act{pat, "QA2b", []string{"channel=call"}}) }
	atRisk := func(t *testing.T) *Case { return after(t, alerted(t), friday, act{vee, "IR1", []string{"reason=x"}}) }
	decided := func(t *testing.T) *Case {
		return after(t, atRisk(t), friday, act{casey, "IR2", []string{"decision=safety_plan", "reason=x"}})
	}
	over := func(t *testing.T) *Case { c := decided(t).Clone(); c.Concern.QA = Assured; return c }
	const alert, tonight = "qa.alert_professionals", "risk.safe_tonight"
	for name, tc := range map[string]struct {
		given *Case
		on    string
		want  []string
	}{
		"before the QA officer takes it: with everybody else": {given: ri(t), on: "2026-03-06"},
		"after the others were alerted":                       {given: alerted(t), on: "2026-03-09", want: []string{alert}},
		"on the day of the finding, no breach":                {given: qa(t), on: "2026-03-06", want: []string{alert}},
		"while nobody has decided":                            {given: atRisk(t), on: "2026-03-09", want: []string{alert, tonight}},
		"after it was decided for the others":                 {given: decided(t), on: "2026-03-09", want: []string{alert, tonight}},
		"before QA, while nobody has decided":                 {given: after(t, ri(t), friday, act{vee, "IR1", []string{"reason=x"}}), on: "2026-03-06", want: []string{tonight}},
		"after our own assurance":                             {given: over(t), on: "2026-03-09", want: []string{alert}},
		"where nobody was":                                    {given: leave(nil0(t)), on: "2026-03-09", want: []string{alert}},
	} {
		t.Run(name, func(t *testing.T) {
			c := broughtBy(t, tc.given, "K4099", d(tc.on), d("2026-03-09"))
			got := slices.DeleteFunc(owingFor(c, "K4099"), func(k string) bool { return k != alert && k != tonight })
			if !slices.Equal(got, tc.want) {
				t.Errorf("owed for the newcomer: %v, want %v", got, tc.want)
			}
			if again, more := c.Settle(d("2026-03-09"), turn(pat, d("2026-03-09"), nil)); len(more) > 0 || !same(again, c) {
				t.Errorf("left to settle: %s", rows(more))
			}
		})
	}
	c := after(t, alerted(t), friday, act{pat, "PR11", []string{"child=C-0500", "placed_on=2026-03-06"}})
	if !slices.Contains(owingFor(c, "C-0500"), alert) {
		t.Errorf("recorded by hand: %v", owingFor(c, "C-0500"))
	}
}

// A breach ratified is a placement agreed: told, monitored and assessed (PR8). One whose
// child has left again asks for none of it.
func TestABreachRatifiedIsAPlacementAgreed(t *testing.T) {
	gone := leave(breached(t))
	c := after(t, gone, friday, act{mo, "PR12", []string{"reason=it was right"}}, act{casey, "confirm", nil})
	if c.Requests[0].State != Ratified || len(c.Monitorings) > 0 {
		t.Errorf("%s, %d monitored", c.Requests[0].State, len(c.Monitorings))
	}
	if m := after(t, breached(t), friday, act{mo, "PR12", []string{"reason=x", "who=the social worker", "how=a call"}}, act{casey, "confirm", nil}).Monitorings; len(m) != 1 || m[0].Who.String() != "the social worker" {
		t.Errorf("monitored: %+v", m)
	}
}

// A child whom the placements show there since before the hold came with no breach of it.
func TestWhoLivedThereBeforeTheHoldIsNoBreach(t *testing.T) {
	c := frozenInJanuary(t).Clone()
	c.Placed = []text.Text{text.Clean("C-0500"), text.Clean("C-0501")}
	c.Arrived = []Start{{Child: text.Clean("C-0500"), On: d("2025-06-09")}, {Child: text.Clean("C-0501"), On: d("2026-02-10")}}
	_, _, err := c.Apply("", "PR11", turn(pat, friday, args("child=C-0500", "placed_on=2026-03-02")))
	if err == nil || !strings.Contains(err.Error(), "child: lives there since 9 Jun 2025, as the placements show: that is no breach of a hold from 23 Jan 2026 on") {
		t.Errorf("a child of last June: %v", err)
	}
	after(t, c, friday, act{pat, "PR11", []string{"child=C-0501", "placed_on=2026-02-10"}})
}
