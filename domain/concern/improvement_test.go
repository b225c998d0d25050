package concern

import (
	"slices"
	"strings"
	"testing"

	"placewatch/domain/duty"
	"placewatch/domain/team"
)

// A service improvement plan on its way, in a home that requires improvement and
// has one requirement.

func listed(t *testing.T) *Case {
	return after(t, ri(t), friday, act{pat, "QA6c", []string{"kind=requirement", "text=Two staff at night"}})
}
func drafted(t *testing.T) *Case { return after(t, listed(t), friday, act{cory, "SP1", nil}) }
func actioned(t *testing.T) *Case {
	return after(t, drafted(t), friday, act{cory, "SP1a", append(slices.Clone(action), "answers=@item")})
}
func ready(t *testing.T) *Case    { return after(t, actioned(t), friday, arrangements) }
func livePlan(t *testing.T) *Case { return after(t, ready(t), friday, act{prim, "SP2", nil}) }
func donePlan(t *testing.T) *Case {
	return after(t, livePlan(t), friday, act{cory, "SP3a", []string{"state=done", "evidence=rota of 2 March"}})
}

var (
	action       = []string{"from=ofsted", "what=Two staff on every night", "owner=The manager", "due=2026-04-03"}
	arrangements = act{cory, "SP1b", []string{"monitoring=A call each week", "support=Training by our team"}}
)

var improvementCases = []rowCase{
	{name: "a plan is begun: ten working days to issue it", row: "SP1", given: listed, by: cory, then: "improvement=draft",
		opens: []string{"improvement.issue 2026-03-20"}},
	{name: "an action that answers a requirement", row: "SP1a", given: drafted, by: cory, args: append(slices.Clone(action), "answers=@item"), then: "improvement=draft"},
	{name: "an action is added while the plan is live", row: "SP1a", given: livePlan, by: cory, args: action, then: "improvement=live"},
	{name: "how it is watched, and what we give", row: "SP1b", given: actioned, by: cory, args: arrangements.args, then: "improvement=draft"},
	{name: "a draft's action is changed", row: "SP1c", given: actioned, by: cory, args: []string{"due=2026-03-27"}, then: "improvement=draft"},
	{name: "signed: reviewed every four weeks", row: "SP2", given: ready, by: prim, then: "improvement=live",
		opens: []string{"improvement.review 2026-04-03"}, ends: []string{"improvement.issue"}},
	{name: "a new plan ends the one it supersedes when it is signed", row: "SP2", given: func(t *testing.T) *Case {
		c := after(t, livePlan(t), friday, act{cory, "SP1", nil})
		return after(t, c, friday, act{cory, "SP1a", append(slices.Clone(action), "answers=@item", "improvement="+c.Improvements[1].ID)}, arrangements)
	}, by: prim, then: "improvement=live", opens: []string{"improvement.review 2026-04-03"}, ends: []string{"improvement.issue", "improvement.review"}},
	{name: "reviewed: again in four weeks", row: "SP3", given: livePlan, by: cory, args: []string{"reason=on its way"}, then: "improvement=live",
		opens: []string{"improvement.review 2026-04-03"}, ends: []string{"improvement.review"}},
	{name: "an action is done, with its proof", row: "SP3a", given: livePlan, by: cory, args: []string{"state=done", "evidence=rota of 2 March"}, then: "improvement=live"},
	{name: "the plan is completed by two", row: "SP4", given: donePlan, by: cory, second: prim, then: "improvement=completed", ends: []string{"improvement.review"}},
	{name: "the provider does not keep to it: a responsive visit", row: "SP5", given: livePlan, by: pat, args: []string{"reason=one staff at night again"},
		then: "improvement=live visit=owed", opens: []string{"qa.responsive_visit 2026-03-10"}},
	{name: "a draft is given up by two", row: "SP6", given: drafted, by: cory, second: prim, args: []string{"reason=the home closes"}, then: "improvement=ended",
		ends: []string{"improvement.issue"}},
	{name: "a live plan is ended by two", row: "SP6", given: livePlan, by: cory, second: prim, args: []string{"reason=the home closes"}, then: "improvement=ended",
		ends: []string{"improvement.review"}},
}

// What is missing from a plan is said all at once, by id: what people typed stays
// out of errors.
func TestAPlanIsNotSignedWhileAnythingIsMissing(t *testing.T) {
	carol := person("carol", team.CommissioningOfficer, team.PrincipalManager)
	for _, tc := range []struct {
		name  string
		given func(*testing.T) *Case
		by    team.Person
		row   string
		args  []string
		says  []string
	}{
		{"no action", drafted, prim, "SP2", nil, []string{"Sign the plan (SP2) is possible only when the plan holds at least one action; add one (SP1a) (S0, safety 7 row 18)"}},
		{"no arrangements", actioned, prim, "SP2", nil, []string{"only when the monitoring arrangements and the council's support are named; name them (SP1b)"}},
		{"a requirement without an answer, an action without owner or day", func(t *testing.T) *Case {
			return after(t, drafted(t), friday, act{cory, "SP1a", []string{"from=council", "what=K4021 has a key worker"}}, arrangements)
		}, prim, "SP2", nil, []string{"answers: no action answers requirement 1027077-1.", "owner: nobody is named for action 1027077-1.", "due: there is no day for action 1027077-1."}},
		{"whoever prepared it", func(t *testing.T) *Case {
			c := after(t, actioned(t), friday, arrangements)
			return after(t, c, friday, act{carol, "SP1c", []string{"owner=The deputy"}})
		}, carol, "SP2", nil, []string{"only when whoever signs did not help to prepare the plan; ask another principal manager (safety 7, F2)"}},
		{"another role", ready, cory, "SP2", nil, []string{"is for principal manager, and cory is commissioning officer"}},
		{"a second draft", drafted, cory, "SP1", nil, []string{"only when no plan is being drafted already; go on with that draft, or end it (SP6)"}},
		{"an action to be done by yesterday", drafted, cory, "SP1a", []string{"from=council", "what=x", "due=2026-03-05"}, []string{"due: 5 Mar 2026 is past"}},
		{"a change that changes nothing", actioned, cory, "SP1c", nil, []string{"what: nothing is changed"}},
		{"what was signed stands", livePlan, cory, "SP1c", []string{"what=less", "due=2026-05-01"},
			[]string{"what: was signed with the plan and stands", "due: was signed with the plan and stands; record the action late (SP3a), or draft a new plan (SP1)"}},
		{"done without proof", livePlan, cory, "SP3a", []string{"state=done"}, []string{"evidence: is missing: an action is done when something proves it"}},
		{"completed with an action open", livePlan, cory, "SP4", nil, []string{"only when every action of the plan is done; record how each stands (SP3a)"}},
		{"completed with a requirement listed since", func(t *testing.T) *Case {
			return after(t, donePlan(t), friday, act{pat, "QA6c", []string{"kind=recommendation", "text=Repaint"}})
		}, cory, "SP4", nil, []string{"answers: no action answers recommendation 1027077-1."}},
		{"progress of a plan that is not signed", actioned, cory, "SP3a", []string{"state=on_track"}, []string{"needs a service improvement plan that is live"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := tc.given(t)
			_, _, err := c.Apply("", tc.row, turn(tc.by, friday, named(c, tc.args)))
			if err == nil {
				t.Fatal("not refused")
			}
			for _, says := range tc.says {
				if !strings.Contains(err.Error(), says) {
					t.Errorf("says %v\nwant %s", err, says)
				}
			}
			if strings.Contains(err.Error(), "K4021") {
				t.Errorf("repeats what was typed: %v", err)
			}
		})
	}
}

// A requirement that Ofsted adds while the plan runs is answered before anybody
// says that the plan is complete.
func TestALateRequirementIsAnsweredBeforeThePlanIsComplete(t *testing.T) {
	c := after(t, donePlan(t), friday, act{cory, "SP4", nil}, act{pat, "QA6c", []string{"kind=requirement", "text=Fire doors"}})
	if _, _, err := c.Confirm("", "", turn(prim, friday, nil)); err == nil {
		t.Fatal("completed with a requirement that nothing answers")
	}
	late := c.Items[1].ID
	c = after(t, c, friday, act{cory, "SP1a", []string{"from=ofsted", "what=Mend the doors", "answers=" + late}})
	id := c.Improvements[0].Actions[1].ID
	c = after(t, c, friday, act{cory, "SP1c", []string{"action=" + id, "owner=The provider", "due=2026-03-20"}},
		act{quinn, "SP3a", []string{"action=" + id, "state=done", "evidence=our visit"}}, act{cory, "SP4", nil}, act{prim, "confirm", nil})
	if p := c.Improvements[0]; p.State != Completed || p.EndedOn != friday || p.Actions[1].DoneOn != friday {
		t.Errorf("the plan is %s, %+v", p.State, p.Actions)
	}
}

// Worse news of an action is free, and what was done may turn out not to be.
func TestAnActionThatWasDoneMayBeLateAfterAll(t *testing.T) {
	c := after(t, donePlan(t), d("2026-04-07"), act{cory, "SP3a", []string{"state=late"}})
	a := c.Improvements[0].Actions[0]
	if a.State != ActionLate || !a.DoneOn.IsZero() || !a.Evidence.IsZero() {
		t.Errorf("%+v", a)
	}
	if _, _, err := c.Apply("", "SP3a", turn(cory, d("2026-04-07"), args("state=on_track"))); err == nil || !strings.Contains(err.Error(), "3 Apr 2026, has passed; record it late, or done with evidence") {
		t.Errorf("on track after its day: %v", err)
	}
	if on := livePlan(t).Improvements[0].Actions[0]; on.Stands(d("2026-04-03")) != ActionOpen || on.Stands(d("2026-04-04")) != ActionLate {
		t.Error("an action past its day is late, whatever was last recorded")
	}
}

// A breach asks for one visit, and not for one each time somebody records it.
func TestABreachIsLookedIntoOnce(t *testing.T) {
	breach := act{pat, "SP5", []string{"reason=one staff at night again"}}
	c := after(t, livePlan(t), friday, breach, breach)
	if len(c.Visits) != 1 || c.Visits[0].Kind != Responsive || c.Improvements[0].BreachedOn != friday {
		t.Errorf("%d visits, breached on %s", len(c.Visits), c.Improvements[0].BreachedOn)
	}
}

// Closing the concern ends the plan and its reviews; a plan still owed keeps it open.
func TestClosingEndsAPlanButNotOneThatIsOwed(t *testing.T) {
	c := after(t, judged(t, empty(t), "requires_improvement"), friday, act{quinn, "QA3", nil}, monitored,
		act{pat, "OF6", []string{"finding=good", "ended_on=2026-03-05", "published_on=2026-03-06"}}, act{mo, "confirm", nil})
	begun := after(t, c, friday, act{cory, "SP1", nil})
	if _, _, err := begun.Apply("", "OF13", turn(prim, friday, args("reason=assured"))); err == nil || !strings.Contains(err.Error(), "nothing but the closing itself is owed") {
		t.Errorf("closed over a plan that is owed: %v", err)
	}
	c = after(t, begun, friday, act{cory, "SP1a", action}, arrangements, act{prim, "SP2", nil}, act{prim, "OF13", []string{"reason=assured"}}, act{quinn, "confirm", nil})
	if c.Improvements[0].State != PartEnded || slices.ContainsFunc(c.Duties, func(x duty.Duty) bool { return x.Status == duty.Open }) {
		t.Errorf("the plan is %s, and %v is open", c.Improvements[0].State, open(c, duty.Ours))
	}
}

// The next plan is written while the one in force goes on: no home is left without one.
func TestTheOldPlanGoesOnUntilTheNewOneIsSigned(t *testing.T) {
	c := after(t, livePlan(t), friday, act{cory, "SP1", nil})
	if got := plans(c); got != "live draft" || !c.owes("improvement.review") || !c.owes("improvement.issue") {
		t.Fatalf("%s, owing %v", got, open(c, duty.Ours))
	}
	c = after(t, c, friday, act{cory, "SP1a", append(slices.Clone(action), "improvement="+c.Improvements[1].ID, "answers=@item")},
		arrangements, act{prim, "SP2", nil})
	if got := plans(c); got != "ended live" {
		t.Errorf("%s", got)
	}
}

// plans are how the plans of a case stand, in the order in which they were begun.
func plans(c *Case) string {
	var out []string
	for _, p := range c.Improvements {
		out = append(out, string(p.State))
	}
	return strings.Join(out, " ")
}
