package concern

import (
	"slices"
	"strings"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Where the cases of one child's assessment begin.

func soloChild(t *testing.T) *Case { return judged(t, home(standard, 1), "inadequate") }
func oneAtRI(t *testing.T) *Case   { return judged(t, home(standard, 1), "requires_improvement") }
func invited(t *testing.T) *Case {
	return after(t, soloChild(t), friday, act{cory, "SA1", []string{"voice_by=Sam"}})
}
func childHeard(t *testing.T) *Case {
	return after(t, invited(t), friday, act{casey, "SA2b", feels("yes")})
}
func proposed(t *testing.T, outcome string) *Case {
	return after(t, childHeard(t), friday, act{cory, "SA3", noViews("outcome="+outcome, "rationale=as said")})
}
func proposedStay(t *testing.T) *Case { return proposed(t, "continue") }
func proposedMove(t *testing.T) *Case { return proposed(t, "move") }
func stays(t *testing.T) *Case        { return after(t, proposedStay(t), friday, act{prim, "SA4a", nil}) }
func moving(t *testing.T) *Case       { return after(t, proposedMove(t), friday, act{prim, "SA4b", nil}) }
func saidMoved(t *testing.T) *Case {
	return after(t, moving(t), friday, act{pat, "SA6", []string{"end_reason=STAND"}})
}

func feels(voice string, more ...string) []string {
	return append([]string{"voice_by=Sam", "voice=" + voice}, more...)
}

// noViews are the reasons for which nobody gave a view.
func noViews(more ...string) []string {
	for _, role := range Contributors() {
		more = append(more, "no_"+role+"=on leave")
	}
	return more
}

// stay brings the assessment of every child there to the signature that lets the
// child stay, and leaves no plan to be drafted.
func stay(t *testing.T, c *Case) *Case { return stayOn(t, c, friday) }

func stayOn(t *testing.T, c *Case, on civil.Date) *Case {
	t.Helper()
	for _, a := range c.Assessments {
		id := "assessment=" + a.ID
		if a.State == Required {
			c = after(t, c, on, act{cory, "SA1", []string{id, "voice_by=Sam"}})
		}
		c = after(t, c, on, act{casey, "SA2b", feels("yes", id)},
			act{cory, "SA3", noViews(id, "outcome=continue", "rationale=as said")}, act{prim, "SA4a", []string{id}})
	}
	if c.owes("improvement.draft") {
		c = after(t, c, on, act{cory, "SP1", nil}, act{cory, "SP6", []string{"reason=it improves"}}, act{prim, "confirm", nil})
	}
	return c
}

var viewsOwed = []string{"assessment.view.commissioning_manager 2026-03-11", "assessment.view.iro 2026-03-11",
	"assessment.view.service_improvement_officer 2026-03-11", "assessment.view.social_worker 2026-03-11", "assessment.view.team_manager 2026-03-11"}

// ourViews are the duties that SA3 ends: the provider's view is not ours.
var ourViews = []string{"assessment.view.commissioning_manager", "assessment.view.iro",
	"assessment.view.service_improvement_officer", "assessment.view.social_worker", "assessment.view.team_manager"}

var moveOwed = []string{"assessment.move 2026-04-07", "assessment.move_notices 2026-03-13", "assessment.move_review 2026-03-13"}

var assessmentCases = []rowCase{
	{name: "a child who comes to an inadequate home is assessed", row: "SA0", given: func(t *testing.T) *Case { return arrive(nobody(t)) },
		then: "assessment=required", opens: []string{"assessment.complete 2026-03-13", "assessment.open 2026-03-09"}},
	{name: "anybody may call for an assessment, which takes the place of the review point", row: "SA0a", given: oneAtRI, by: casey, args: []string{"child=K4021", "reason=a worry"},
		then: "assessment=required", opens: []string{"assessment.complete 2026-03-13", "assessment.open 2026-03-09"}, ends: []string{"assessment.review_point_ri"}},
	{name: "requires improvement: a review point for each child instead", row: "SA0b", given: func(t *testing.T) *Case { return arrive(judged(t, empty(t), "requires_improvement")) },
		opens: []string{"assessment.review_point_ri 2026-04-03"}},
	{name: "the review point is held, and the next is set", row: "SA0c", given: oneAtRI, by: prim,
		opens: []string{"assessment.review_point_ri 2026-04-03"}, ends: []string{"assessment.review_point_ri"}},
	{name: "a child who left needs no review point", row: "SA0d", given: func(t *testing.T) *Case { return leave(oneAtRI(t)) }, ends: []string{"assessment.review_point_ri"}},
	{name: "the six are asked, and the child", row: "SA1", given: soloChild, by: cory, args: []string{"voice_by=Sam"}, then: "assessment=in_progress",
		opens: slices.Concat(viewsOwed, []string{"assessment.voice 2026-03-11"}), ends: []string{"assessment.open"}},
	{name: "a view settles what that contributor owed, and no other", row: "SA2a", given: invited, by: pat,
		args: []string{"role=iro", "stance=unsure", "view=wants to see the rota"}, then: "assessment=in_progress", ends: []string{"assessment.view.iro"}},
	{name: "the child feels safe", row: "SA2b", given: invited, by: quinn, args: feels("yes", "words=likes the staff"), then: "assessment=in_progress", ends: []string{"assessment.voice"}},
	{name: "the child does not feel safe: within four hours", row: "SA2b", given: invited, by: pat, args: feels("no"),
		opens: []string{"assessment.not_safe 2026-03-06"}, ends: []string{"assessment.voice"}},
	{name: "the child's answer is unclear: asked again", row: "SA2b", given: invited, by: pat, args: feels("unclear"),
		opens: []string{"assessment.voice_again 2026-03-10"}, ends: []string{"assessment.voice"}},
	{name: "a child who stays may yet say that it is not safe", row: "SA2b", given: stays, by: pat, args: feels("no"), then: "assessment=continue",
		opens: []string{"assessment.not_safe 2026-03-06"}},
	{name: "the child could not be asked: tried again by a day", row: "SA2c", given: invited, by: pat, args: []string{"because=not_reachable", "retry_on=2026-03-16"},
		opens: []string{"assessment.voice_retry 2026-03-16"}, ends: []string{"assessment.voice"}},
	{name: "a child who does not feel safe is answered", row: "SA2d", given: func(t *testing.T) *Case { return after(t, invited(t), friday, act{pat, "SA2b", feels("no")}) },
		by: casey, args: []string{"reason=seen today"}, ends: []string{"assessment.not_safe"}},
	{name: "complete: signed within a working day where it is inadequate", row: "SA3", given: childHeard, by: cory,
		args: noViews("outcome=continue", "rationale=as said"), then: "assessment=awaiting_sign_off",
		opens: []string{"assessment.sign 2026-03-09"}, ends: slices.Concat([]string{"assessment.complete"}, ourViews)},
	{name: "complete: within five where it requires improvement", row: "SA3", given: func(t *testing.T) *Case {
		return after(t, oneAtRI(t), friday, act{pat, "SA0a", []string{"child=K4021", "reason=a worry"}}, act{cory, "SA1", []string{"voice_by=Sam"}},
			act{pat, "SA2b", feels("yes")})
	}, by: cory, args: noViews("outcome=move", "rationale=as said"),
		opens: []string{"assessment.sign_ri 2026-03-13"}, ends: slices.Concat([]string{"assessment.complete"}, ourViews)},
	{name: "the child stays: a review point, and the plan", row: "SA4a", given: proposedStay, by: prim, then: "assessment=continue",
		opens: []string{"assessment.review_point 2026-04-03", "improvement.draft 2026-03-20"}, ends: []string{"assessment.sign"}},
	{name: "a sooner review point", row: "SA4a", given: proposedStay, by: prim, args: []string{"review_on=2026-03-13"},
		opens: []string{"assessment.review_point 2026-03-13", "improvement.draft 2026-03-20"}, ends: []string{"assessment.sign"}},
	{name: "the child moves: the review and the notices first", row: "SA4b", given: proposedMove, by: prim, then: "assessment=move",
		opens: moveOwed, ends: []string{"assessment.sign"}},
	{name: "returned with a comment", row: "SA4c", given: proposedMove, by: prim, args: []string{"reason=what of school?"}, then: "assessment=in_progress",
		opens: []string{"assessment.complete 2026-03-13"}, ends: []string{"assessment.sign"}},
	{name: "the case is reviewed before the move", row: "SA4d", given: moving, by: casey, then: "assessment=move", ends: []string{"assessment.move_review"}},
	{name: "the notices are given before the move", row: "SA4e", given: moving, by: pat, then: "assessment=move", ends: []string{"assessment.move_notices"}},
	{name: "the review point is held, the next set", row: "SA5a", given: stays, by: prim, then: "assessment=continue",
		opens: []string{"assessment.review_point 2026-04-03"}, ends: []string{"assessment.review_point"}},
	{name: "the assessment is reopened: all are asked again", row: "SA5b", given: stays, by: prim, args: []string{"reason=a worry"}, then: "assessment=in_progress",
		opens: slices.Concat([]string{"assessment.complete 2026-03-13"}, viewsOwed, []string{"assessment.voice 2026-03-11"}), ends: []string{"assessment.review_point"}},
	{name: "a move is reconsidered by two", row: "SA5c", given: moving, by: prim, second: casey, args: []string{"reason=the child asks to stay"}, then: "assessment=in_progress",
		opens: slices.Concat([]string{"assessment.complete 2026-03-13"}, viewsOwed, []string{"assessment.voice 2026-03-11"}),
		ends:  []string{"assessment.move", "assessment.move_notices", "assessment.move_review"}},
	{name: "moved, and the list has yet to show it", row: "SA6", given: moving, by: pat, args: []string{"end_reason=STAND"}, then: "assessment=moved",
		opens: []string{"assessment.list_end 2026-03-13", "placement.late_notice 2026-03-20"},
		ends:  []string{"assessment.move", "assessment.move_notices", "assessment.move_review"}},
	{name: "moved, as the list shows", row: "SA6", given: func(t *testing.T) *Case { return leave(moving(t)) }, then: "assessment=moved",
		opens: []string{"placement.late_notice 2026-03-20"}, ends: []string{"assessment.move", "assessment.move_notices", "assessment.move_review"}},
	{name: "the notices after the move are given", row: "SA6a", given: saidMoved, by: pat, then: "assessment=moved", ends: []string{"placement.late_notice"}},
	{name: "the list shows the move at last", row: "SA6b", given: func(t *testing.T) *Case { return leave(saidMoved(t)) }, then: "assessment=moved", ends: []string{"assessment.list_end"}},
	{name: "the child has not moved after all", row: "SA6c", given: saidMoved, by: pat, args: []string{"reason=the worker rang"}, then: "assessment=move",
		opens: moveOwed, ends: []string{"assessment.list_end", "placement.late_notice"}},
	{name: "the child left otherwise: nothing more is owed", row: "SA7", given: func(t *testing.T) *Case { return leave(invited(t)) }, then: "assessment=ended",
		ends: slices.Concat([]string{"assessment.complete"}, ourViews, []string{"assessment.voice"})},
	{name: "the concern closes, and with it the assessments", row: "SA8", given: func(t *testing.T) *Case {
		return after(t, improved(t), friday, act{prim, "OF13", []string{"reason=assured"}}, act{mo, "confirm", nil})
	}, then: "assessment=ended"},
}

// What is refused, and what the person at the desk then reads.
func TestWhatAnAssessmentRefuses(t *testing.T) {
	contributed := func(t *testing.T) *Case {
		return after(t, invited(t), friday, act{prim, "SA2a", []string{"role=provider", "stance=continue", "view=as told on the phone"}},
			act{casey, "SA2b", feels("yes")}, act{cory, "SA3", noViews("outcome=continue", "rationale=as said")[:7]})
	}
	for _, tc := range []struct {
		name  string
		given func(*testing.T) *Case
		by    team.Person
		row   string
		args  []string
		says  string
	}{
		{"a view that is missing without a reason", childHeard, cory, "SA3", []string{"outcome=continue", "rationale=x", "no_iro=on leave"},
			"no_social_worker: is missing: enter why there is no view: social worker"},
		{"complete before the child was heard", invited, cory, "SA3", noViews("outcome=continue", "rationale=x"),
			"only when the child was asked, or it is said why not; record the child's voice (SA2b), or why it was not obtained (SA2c)"},
		{"signed by whoever contributed", contributed, prim, "SA4a", nil,
			"only when whoever signs neither prepared the assessment nor contributed to it (safety 7, F1 and F2); ask another principal manager"},
		{"signed by another role", proposedStay, mo, "SA4a", nil, "is for principal manager, and mo is placements manager"},
		{"the child's staying, while a child who is not safe awaits an answer", func(t *testing.T) *Case { return after(t, proposedStay(t), friday, act{pat, "SA2b", feels("no")}) },
			prim, "SA4a", nil, "only when no child who does not feel safe awaits an answer; the CSW manager answers first (SA2d)"},
		{"signed as what is not proposed", proposedStay, prim, "SA4b", nil, "only when moving is what the assessment proposes; return it with a comment (SA4c)"},
		{"a view changed after the decision", moving, pat, "SA2a", []string{"role=iro", "stance=continue", "view=x"}, "role: was heard, or excused, before the decision, which rests on that"},
		{"a review point later than policy allows", proposedStay, prim, "SA4a", []string{"review_on=2026-04-04"}, "review_on: 4 Apr 2026 is later than policy allows; enter 3 Apr 2026 or earlier"},
		{"a review point gone by", stays, prim, "SA5a", []string{"review_on=2026-03-05"}, "review_on: 5 Mar 2026 is past"},
		{"asked on a day to come", invited, pat, "SA2b", feels("yes", "voice_on=2026-03-07"), "voice_on: 7 Mar 2026 is in the future"},
		{"no retry", invited, pat, "SA2c", []string{"because=baby"}, "retry_on: is missing"},
		{"why a child was not asked who was", childHeard, pat, "SA2c", []string{"because=baby", "retry_on=2026-03-16"}, "only when the child's voice is owed"},
		{"moved without SSDA903's reason", moving, pat, "SA6", nil, "end_reason: is missing"},
		{"another child's assessment", oneAtRI, pat, "SA0a", []string{"child=SECRET", "reason=x"}, "child: names a child who is not placed there"},
		{"a second assessment of one child", soloChild, pat, "SA0a", []string{"child=K4021", "reason=x"}, "child: has an assessment already"},
		{"notices that are not owed", func(t *testing.T) *Case { return after(t, saidMoved(t), friday, act{pat, "SA6a", nil}) }, pat, "SA6a", nil, "only when the notices after the move are owed"},
		{"closing while a child is to move", func(t *testing.T) *Case {
			return after(t, improved(t), friday, act{pat, "OF14", found("inadequate", "ended_on=2026-03-06")})
		}, prim, "OF13", []string{"reason=x"}, "OF13"},
		{"a finding withdrawn while notices are owed", func(t *testing.T) *Case { return saidMoved(t) }, pat, "OF1d", []string{"reason=x"},
			"only when no written notice of a child's move is owed; give the notices first (SA6a)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, _, err := tc.given(t).Apply("", tc.row, turn(tc.by, friday, args(tc.args...)))
			if err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("says %v\nwant %s", err, tc.says)
			}
			if err != nil && (strings.Contains(err.Error(), "SECRET") || strings.Contains(err.Error(), "K40")) {
				t.Errorf("names a child: %v", err)
			}
		})
	}
}

// Whoever prepared an assessment or contributed to it never signs it, by any account
// (F1, F2); whoever returned it may.
func TestWhoeverContributedNeverSigns(t *testing.T) {
	all := person("dual", team.PrincipalManager, team.CommissioningOfficer)
	all.Name = text.Clean("Dual Hart")
	view := []string{"role=provider", "stance=continue", "view=as told"}
	for _, tc := range []struct {
		name     string
		invites  team.Person
		views    act
		hears    team.Person
		proposes team.Person
		signs    bool
	}{
		{"had no part in it", cory, act{pat, "SA2a", view}, casey, cory, true},
		{"invited the contributors", all, act{pat, "SA2a", view}, casey, cory, false},
		{"recorded a view", cory, act{all, "SA2a", view}, casey, cory, false},
		{"recorded the child's voice", cory, act{pat, "SA2a", view}, all, cory, false},
		{"wrote it", cory, act{pat, "SA2a", view}, casey, all, false},
		{"is named as whose view it is", cory, act{pat, "SA2a", append([]string{"name=dual hart"}, view...)}, casey, cory, false},
	} {
		c := after(t, soloChild(t), friday, act{tc.invites, "SA1", []string{"voice_by=Sam"}}, tc.views, act{tc.hears, "SA2b", feels("yes")},
			act{tc.proposes, "SA3", noViews("outcome=continue", "rationale=as said")[:7]})
		if _, _, err := c.Apply("", "SA4a", turn(all, friday, nil)); (err == nil) != tc.signs {
			t.Errorf("one who %s signs: %v", tc.name, err)
		}
		if _, _, err := c.Apply("", "SA4a", turn(prim, friday, nil)); err != nil {
			t.Errorf("another where somebody %s: %v", tc.name, err)
		}
	}
	c := after(t, proposedStay(t), friday, act{prim, "SA4c", []string{"reason=say more"}}, act{cory, "SA3", []string{"outcome=continue", "rationale=more"}})
	c = after(t, c, friday, act{prim, "SA4a", nil})
	if a := c.Assessments[0]; a.State != Continue || a.SignedBy.String() != "prim" || a.SignedOn != friday || a.ReviewOn != d("2026-04-03") {
		t.Errorf("returned, and then signed: %+v", a)
	}
}

// A judgement that remains and a worse one have every child assessed again; what was
// said the first time is kept.
func TestTheJudgementRemainsAndEveryChildIsAssessedAgain(t *testing.T) {
	again := func(c *Case) {
		t.Helper()
		for _, a := range c.Assessments {
			if a.State != InProgress || a.Round != 2 || a.Voice != "" || len(a.PreparedBy) > 0 || !a.SignedOn.IsZero() || len(a.Views) != 7 {
				t.Errorf("assessed again: %+v", a)
			}
			if !slices.ContainsFunc(c.Duties, func(x duty.Duty) bool {
				return x.Part == a.ID && x.Child == a.Child && x.Kind == "assessment.view.provider" && x.Owner == duty.Provider && x.Status == duty.Open
			}) {
				t.Error("the provider is not asked again")
			}
		}
		if n := len(slices.DeleteFunc(open(c, duty.Ours), func(w string) bool { return !strings.HasPrefix(w, "assessment.complete") })); n != len(c.Placed) {
			t.Errorf("%d assessments to complete for %d children", n, len(c.Placed))
		}
	}
	c := after(t, stay(t, revisited(t)), friday, act{pat, "OF7", []string{"because=new_concerns"}})
	again(c)
	c = stay(t, after(t, ri(t), friday, act{pat, "SA0a", []string{"child=K4021", "reason=x"}}, act{pat, "SA0a", []string{"child=K4022", "reason=x"}}))
	again(after(t, c, friday, act{pat, "OF14", found("inadequate", "ended_on=2026-03-05")}))

	// At a provision that only requires improvement, nobody was assessed yet.
	c = after(t, ri(t), friday, monitored, act{pat, "OF7", []string{"because=not_enough"}})
	if len(c.Assessments) != 2 || c.owes("assessment.review_point_ri") || c.Assessments[0].Because != "the judgement remains" {
		t.Errorf("the judgement remains at RI: %+v, owing %v", c.Assessments, open(c, duty.Ours))
	}
	// A decision that a child moves stands, and one that waits to be signed goes back.
	c = after(t, moving(t), friday, monitored, act{pat, "OF7", []string{"because=not_enough"}})
	if c.Assessments[0].State != Move || !c.owes("assessment.move") {
		t.Errorf("a move is %s, owing %v", c.Assessments[0].State, open(c, duty.Ours))
	}
	c = after(t, proposedStay(t), friday, monitored, act{pat, "OF7", []string{"because=not_enough"}})
	if a := c.Assessments[0]; a.State != InProgress || a.Round != 1 || a.Voice != "yes" || c.owes("assessment.sign") {
		t.Errorf("a proposal is %s in round %d, owing %v", a.State, a.Round, open(c, duty.Ours))
	}
}

// Better but still below reopens nothing, and leaves no child without a review point.
func TestBetterButBelowBringsAReviewPointForEachChild(t *testing.T) {
	c := after(t, stay(t, revisited(t)), friday, act{pat, "OF6b", []string{"finding=requires_improvement", "ended_on=2026-03-05"}}, act{mo, "confirm", nil})
	for _, a := range c.Assessments {
		if a.State != Continue || a.Round != 1 {
			t.Errorf("an assessment is %s in round %d", a.State, a.Round)
		}
	}
	c.Placed = home(standard, 3).Placed
	c, _ = c.Settle(friday, turn(team.Person{}, friday, nil))
	if got := reviewed(c); len(got) != 3 {
		t.Errorf("a review point for %v", got)
	}
}

// reviewed are the children who have a review point.
func reviewed(c *Case) []string {
	var out []string
	for _, x := range c.Duties {
		if strings.HasPrefix(x.Kind, "assessment.review_point") && x.Status == duty.Open {
			out = append(out, x.Child.String())
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Where the profile says so, requires improvement calls for assessments too.
func TestTheProfileSaysWhetherRequiresImprovementIsAssessed(t *testing.T) {
	p := *standard.Policy
	p.AssessRI = true
	rules := standard
	rules.Policy = &p
	c := judged(t, home(rules, 2), "requires_improvement")
	if len(c.Assessments) != 2 || c.owes("assessment.review_point_ri") {
		t.Errorf("assessments: %+v, owing %v", c.Assessments, open(c, duty.Ours))
	}
	c = judged(t, home(rulesOf("same-day"), 1), "inadequate")
	if got := open(c, duty.Ours); !slices.Contains(got, "assessment.complete 2026-03-07 K4021") {
		t.Errorf("decided within 24 hours: %v", got)
	}
}

// A concern of the first load brings its assessments when it is taken in, not before.
func TestTheFirstLoadIsTakenInBeforeItsChildrenAreAssessed(t *testing.T) {
	c := takenFirst(t)
	if len(c.Assessments) > 0 {
		t.Fatalf("assessments at intake: %+v", c.Assessments)
	}
	c = after(t, c, d("2026-03-09"), act{pat, "IN1", nil})
	if got := open(c, duty.Ours); len(c.Assessments) != 2 || !slices.Contains(got, "assessment.complete 2026-03-16 K4022") {
		t.Errorf("taken in: %v", got)
	}
}

// Our clocks start on the day we knew; for a child who comes later, on that day.
func TestAnAssessmentRunsFromTheDayWeKnew(t *testing.T) {
	c := judged(t, home(standard, 1), "inadequate", "known_on=2026-03-04")
	if got := open(c, duty.Ours); !slices.Contains(got, "assessment.complete 2026-03-11 K4021") {
		t.Errorf("known on the Wednesday: %v", got)
	}
	c.Placed = home(standard, 2).Placed
	c, steps := c.Settle(d("2026-04-01"), turn(team.Person{}, d("2026-04-01"), nil))
	if got := open(c, duty.Ours); !slices.Contains(got, "assessment.complete 2026-04-10 K4022") {
		t.Errorf("%s: %v", rows(steps), got)
	}
}

// A child who left and comes back is assessed anew: the old answer was for another stay.
func TestAChildWhoComesBackIsAssessedAnew(t *testing.T) {
	for name, c := range map[string]*Case{"who left": leave2(t, stays(t)), "who moved": leave2(t, saidMoved(t))} {
		back, _ := arrive(c).Settle(friday, turn(team.Person{}, friday, nil))
		if n := len(back.Assessments); n != 2 || back.Assessments[1].State != Required {
			t.Errorf("a child %s: %d assessments", name, n)
		}
	}
	if _, steps := leave(moving(t)).Settle(friday, turn(team.Person{}, friday, nil)); rows(steps) != "SA6" {
		t.Errorf("the list shows the move: %s", rows(steps))
	}
	// While the list has yet to show that the child moved, it is not assessed again.
	if c, steps := saidMoved(t).Settle(friday, turn(team.Person{}, friday, nil)); len(c.Assessments) != 1 || len(steps) > 0 {
		t.Errorf("still on the list: %s", rows(steps))
	}
}

// Immediate risk moves the child whatever the assessment says; the views come after.
func TestImmediateRiskMovesAChildAtOnce(t *testing.T) {
	for name, given := range map[string]func(*testing.T) *Case{"no assessment": oneAtRI, "required": soloChild, "in progress": invited,
		"awaiting the signature": proposedStay, "continue": stays, "move": moving} {
		c := given(t).Clone()
		u := turn(casey, friday, nil)
		u.On, u.Row = friday, "IR1"
		moveNow(c, c.Placed[0], u)
		a := c.Assessments[0]
		if len(c.Assessments) != 1 || a.State != Move || !c.owes("assessment.move_now") || !c.owes("assessment.move_notices") || c.part != "" {
			t.Errorf("%s: %s, owing %v", name, a.State, open(c, duty.Ours))
		}
		for _, over := range []string{"assessment.open", "assessment.complete", "assessment.sign", "assessment.review_point", "assessment.review_point_ri"} {
			if c.owes(over) {
				t.Errorf("%s: %s is still owed", name, over)
			}
		}
		if asked := a.Round == 1 && name != "continue" && name != "move" && name != "awaiting the signature"; c.owes("assessment.view.iro") != asked {
			t.Errorf("%s: the views are owed: %v", name, !asked)
		}
	}
	c := invited(t).Clone()
	moveNow(c, c.Placed[0], turn(casey, friday, nil))
	c = after(t, c, friday, act{pat, "SA2a", []string{"role=iro", "stance=move", "view=agrees"}}, act{pat, "SA6", []string{"end_reason=STAND"}},
		act{pat, "SA2a", []string{"role=provider", "stance=continue", "view=did not agree"}})
	if a := c.Assessments[0]; a.State != Moved || len(a.Views) != 2 {
		t.Errorf("views after the move: %+v", a)
	}
}

// The name of an assessment in a menu does not name the child.
func TestAnAssessmentIsNamedWithoutItsChild(t *testing.T) {
	for _, o := range stay(t, inadequate(t)).Offers("", turn(prim, friday, nil)) {
		if strings.Contains(o.Title, "K40") {
			t.Errorf("offered as %q", o.Title)
		}
	}
	if got := (&Assessment{State: AwaitSign}).Words(); got != "suitability assessment, awaiting sign off" {
		t.Errorf("named %q", got)
	}
	if flow.State(Contributors()[3]).Words() != "iro" || len(Contributors()) != 6 {
		t.Errorf("contributors: %v", Contributors())
	}
}
