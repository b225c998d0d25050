package concern

import (
	"slices"
	"strings"
	"testing"

	"placewatch/domain/duty"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/team"
)

// Whoever prepared what is decided neither agrees nor signs, in whatever other role
// (safety 7, F2).
func TestWhoPreparedARequestDoesNotDecideIt(t *testing.T) {
	rules := standard
	officer := func(who team.Person) team.Person {
		return person(who.ID, who.Grants[0].Role, team.PlacementsOfficer)
	}
	prep, agree := officer(prim), officer(mo)
	rules.Team = append(people(), prep, agree)
	under := func(c *Case) *Case {
		c.Rules = rules
		return c
	}
	for name, tc := range map[string]struct {
		given *Case
		by    team.Person
		row   string
		args  []string
	}{
		"justified": {after(t, under(toJustify(t)), friday, act{prep, "PR4", justify.args}, escalateIt, agreeOne, agreeTwo), prep, "PR7", signOff.args},
		"escalated": {after(t, under(documentsOwed(t)), friday, act{agree, "PR5", escalateIt.args}), agree, "PR6", agreeOne.args},
		"claimed": {after(t, under(requested(t)), friday, act{agree, "PR3", []string{"judgement=requires_improvement", "inspected_on=2026-01-20"}}, justify, escalateIt),
			agree, "PR6", agreeOne.args},
		"recorded the consent on call": {after(t, under(toJustify(t)), friday, act{agree, "PR14", atNight.args}, startSoon), agree, "PR14b", []string{"reason=x"}},
		"sought agreement again":       {after(t, under(lapsed(t)), friday, act{agree, "PR10b", []string{"reason=x"}}), agree, "PR6", agreeOne.args},
		"recorded the breach": {after(t, under(frozenInJanuary(t)), friday, act{agree, "PR11", []string{"child=C-0500", "placed_on=2026-03-02"}}),
			agree, "PR12", []string{"reason=x", "who=x", "how=x"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := tc.given.Apply(tc.given.Requests[0].ID, tc.row, turn(tc.by, friday, args(tc.args...)))
			if err == nil || !strings.Contains(err.Error(), "whoever decides had no part in preparing it (safety 7, F2); ask another manager") {
				t.Errorf("%s by whoever %s: %v", tc.row, name, err)
			}
		})
	}
}

// One person's word does not make an inadequate home one that is only monitored.
func TestNoSeriousConcernsAtAnInadequateHomeIsOfstedsToSay(t *testing.T) {
	c := after(t, judged(t, fresh(t), "inadequate"), friday, act{pat, "OF5", []string{"kind=monitoring", "ended_on=2026-03-05"}})
	_, _, err := c.Apply("", "OF7b", turn(pat, friday, nil))
	if err == nil || !strings.Contains(err.Error(), "only when the finding is less than inadequate, or Ofsted's file says so; record that the judgement remains (OF7)") {
		t.Errorf("OF7b by a person: %v", err)
	}
	filed := turn(team.Person{}, friday, nil)
	filed.Actor = team.Import
	if _, _, err := c.Apply("", "OF7b", filed); err != nil {
		t.Errorf("OF7b by Ofsted's file: %v", err)
	}
}

// A proposal that ended says how, to whoever would confirm it.
func TestAProposalThatEndedSaysHow(t *testing.T) {
	proposed := after(t, escalated(t), friday, agreeOne)
	anew, steps := does(t, proposed, friday, mo, "PR6", "approach=other")
	if i := slices.IndexFunc(steps[0].Lines, func(l flow.Line) bool { return l.Verb == "replaces" }); i < 0 ||
		steps[0].Lines[i].What != "what mo proposed on 6 Mar 2026: nobody can confirm that any more" {
		t.Errorf("proposed anew: %v", steps[0].Lines)
	}
	ranOut, _ := proposed.Settle(d("2026-03-16"), turn(team.Person{}, d("2026-03-16"), nil))
	edited, _ := does(t, proposed, friday, mo, "PR9a", "reason=x")
	for name, tc := range map[string]struct {
		c    *Case
		says string
	}{
		"replaced": {anew, "PR6, which mo proposed on 6 Mar 2026, is not waiting: void since 6 Mar 2026, when mo proposed PR6 anew"},
		"expired":  {ranOut, "PR6, which mo proposed on 6 Mar 2026, is not waiting: ran out on "},
		"changed":  {edited, "void since 6 Mar 2026, when mo did PR9a and changed what it was about"},
	} {
		id := proposed.Proposals[len(proposed.Proposals)-1].ID
		_, _, err := tc.c.Confirm("", id, turn(casey, friday, nil))
		no, ok := err.(*fault.Error)
		if !ok || no.Kind != fault.Conflict || !strings.Contains(no.Error(), tc.says) {
			t.Errorf("%s: %v; want a conflict that says %q", name, err, tc.says)
		}
	}
	if _, _, err := anew.Confirm("", "", turn(casey, friday, nil)); err != nil {
		t.Errorf("the proposal that stands: %v", err)
	}
}

// Two people decide: whoever may no longer act, or lost the role, is none of them.
func TestAProposerWhoMayNoLongerActDoesNotCount(t *testing.T) {
	gone, other := mo, person("mo", team.QAOfficer)
	gone.Disabled = true
	for _, now := range []team.Person{gone, other} {
		c := after(t, escalated(t), friday, agreeOne)
		c.Team = append([]team.Person{now}, slices.DeleteFunc(people(), func(p team.Person) bool { return p.ID == mo.ID })...)
		_, _, err := c.Confirm("", "", turn(casey, friday, nil))
		if err == nil || !strings.Contains(err.Error(), "mo, who proposed The two service managers agree the risk approach, with a quality visit (PR6) on 6 Mar 2026, is disabled or no longer holds the role") {
			t.Errorf("%+v: %v", now.Grants, err)
		}
	}
}

// What happens to a duty or an alert of a request happens to the request: a form of it
// that was opened before is out of date.
func TestARequestsVersionMovesWithItsDutiesAndAlerts(t *testing.T) {
	c := requested(t)
	r := c.Requests[0].ID
	i := slices.IndexFunc(c.Duties, func(x duty.Duty) bool { return x.Part == r })
	id, was := c.Duties[i].ID, c.Version(r)
	if c.Version(id) != was || was == 0 {
		t.Fatalf("the duty is at version %d, its request at %d", c.Version(id), was)
	}
	c, _, err := c.Apply(id, "DU1", turn(mo, friday, args("to=casey", "reason=x")))
	if err != nil {
		t.Fatal(err)
	}
	if c.Version(r) != was+1 {
		t.Errorf("the request is at version %d after its duty changed, and was at %d", c.Version(r), was)
	}
}

// Where no concern is open, what is written is held against the freeze.
func TestAFreezeWithoutAConcernHasAVersion(t *testing.T) {
	c := goodHome(t)
	c, _ = does(t, c, friday, mo, "FR1", "reason=our own worry")
	was := c.Version("")
	if was == 0 || c.Open() {
		t.Fatalf("version %d, open %v", was, c.Open())
	}
	if c, _ = does(t, c, friday, mo, "FR2", "reason=worse"); c.Version("") != was+1 {
		t.Errorf("version %d after %d", c.Version(""), was)
	}
}
