package concern

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/team"
)

// What policy refuses, and what the person at the desk then reads.
func TestRefusals(t *testing.T) {
	for _, tc := range []struct {
		name  string
		given func(*testing.T) *Case
		by    team.Person
		row   string
		args  []string
		says  string
	}{
		{name: "no such event", given: ri, by: pat, row: "QA99", says: "no event is called \"QA99\"; `do concern:1027077-1 --list` shows what is possible"},
		{name: "a second concern at one provision", given: ri, by: pat, row: "OF1", args: found("inadequate"),
			says: "Record what Ofsted found (OF1) is not possible: the Ofsted track is awaiting revisit; see what is possible with `do concern:1027077-1 --list` (S0, S1, S2)"},
		{name: "not in this state", given: ri, by: quinn, row: "QA6",
			says: "Provider has Ofsted's requirements (QA6) is not possible: the QA track is notified; see what is possible with `do concern:1027077-1 --list` (S1, R9#77)"},
		{name: "nothing open", given: fresh, by: quinn, row: "QA6c", args: []string{"kind=requirement", "text=x"}, says: "possible only while a concern is open"},
		{name: "another role", given: asked, by: mo, row: "QA6",
			says: "Provider has Ofsted's requirements (QA6) is for QA officer, and mo is placements manager; ask one of them (S1, R9#77)"},
		{name: "a row of the system", given: inadequate, by: pat, row: "QA2", says: "is for QA officer"},
		{name: "a role of the second person does not act alone where one is enough", given: visiting, by: prim, row: "VI2", args: []string{"booked_for=2026-03-12"},
			says: "Book or rebook the visit (VI2) is for QA officer or placements manager, and prim is principal manager"},
		{name: "all that is missing, at once", given: fresh, by: pat, row: "OF1", args: []string{"finding=bad", "endedon=today"},
			says: "endedon: is not asked for here"},
		{name: "a day to come", given: asked, by: quinn, row: "QA5", args: []string{"on=2026-03-07"}, says: "on: 7 Mar 2026 is in the future; enter 6 Mar 2026 or earlier"},
		{name: "a day before there was anything to do", given: asked, by: quinn, row: "QA5", args: []string{"on=2026-02-27"},
			says: "on: 27 Feb 2026 is before the inspection that this is about ended; enter 2 Mar 2026 or later"},
		{name: "known before the inspection ended", given: fresh, by: pat, row: "OF1", args: found("inadequate", "known_on=2026-02-27"), says: "known_on: 27 Feb 2026 is before the inspection ended"},
		{name: "an interim finding after interim inspections ended", given: fresh, by: pat, row: "OF1", args: found("declined_effectiveness"), says: "interim inspections ended in 2021-22"},
		{name: "what is not worse", given: inadequate, by: pat, row: "OF14", args: found("requires_improvement"), says: "is not worse than what stands"},
		{name: "what is not better", given: revisited, by: pat, row: "OF6b", args: []string{"finding=serious_weaknesses", "ended_on=2026-03-05"}, says: "is not better than what stands"},
		{name: "an assurance visit does not improve a grade", given: revisited, by: pat, row: "OF6", args: []string{"finding=no_serious_concerns", "ended_on=2026-03-05"},
			says: "leaves an older grade below the threshold in force; record that the grade stays (OF7b)"},
		{name: "a revisit before the inspection", given: inadequate, by: pat, row: "OF5", args: []string{"kind=monitoring", "ended_on=2026-03-01"},
			says: "ended_on: 1 Mar 2026 is before the inspection whose finding stands ended (2 Mar 2026)"},
		{name: "what Ofsted published is not withdrawn", given: publishedRI, by: pat, row: "OF1d", args: []string{"reason=x"},
			says: "only when Ofsted has published nothing that is below the threshold"},
		{name: "nobody placed where children are", given: ri, by: quinn, row: "QA3", says: "only when the placements show none of our children there; end or move the placements first"},
		{name: "assured without the full visit", given: planReceived, by: quinn, row: "QA11", says: "only when a full visit on site was reported since the action plan was completed"},
		{name: "follow-up before the report", given: visited, by: quinn, row: "QA9", says: "only when a visit has been reported or waived"},
		{name: "booked for a day gone by", given: visiting, by: quinn, row: "VI2", args: []string{"booked_for=2026-03-05"}, says: "5 Mar 2026 is past"},
		{name: "a full visit by video", given: func(t *testing.T) *Case {
			return after(t, ri(t), friday, act{quinn, "VI1", []string{"kind=full", "due=2026-03-09", "reason=x"}})
		}, by: quinn, row: "VI3", args: []string{"mode=virtual", "concerns=none", "by=Quinn"}, says: "a full visit is made on site"},
		{name: "no such visit", given: visiting, by: quinn, row: "VI5", args: []string{"visit=9", "reason=x"}, says: "what was named is not one of the QA visits"},
		{name: "all met, but for one on the list", given: func(t *testing.T) *Case {
			return after(t, visited(t), friday, act{pat, "QA6c", []string{"kind=requirement", "text=Staffing", "due=2026-04-30"}})
		}, by: quinn, row: "VI4", args: []string{"progress=all", "reason=well"}, says: "leaves 1 of the 1 requirements listed unmet"},
		{name: "no visit to report", given: ri, by: quinn, row: "VI4", args: reported.args, says: "needs a QA visit that is done, and concern:1027077-1 has none"},
		{name: "which of two visits", given: func(t *testing.T) *Case {
			return after(t, visiting(t), friday, act{quinn, "VI1", []string{"kind=responsive", "due=2026-03-09", "reason=x"}})
		}, by: quinn, row: "VI5", args: []string{"reason=x"}, says: "fits 2 QA visits of concern:1027077-1; name one: visit=1027077-1."},
		{name: "closing with something owed", given: func(t *testing.T) *Case {
			return after(t, improved(t), friday, act{pat, "CF1", []string{"who=lado", "reason=x"}})
		},
			by: prim, row: "OF13", args: []string{"reason=x"}, says: "only when nothing but the closing itself is owed; settle what is open first"},
		{name: "closing an ended registration where a child lives", given: endedWithChildren, by: prim, row: "OF13", args: []string{"reason=x"}, says: "OF13"},
		{name: "lifting the freeze of an open concern", given: ri, by: quinn, row: "FR4", args: []string{"reason=x"}, says: "no concern is open there; closing the concern (OF13) lifts its freeze"},
		{name: "stepping down what a notice bars", given: func(t *testing.T) *Case { return judged(t, fresh(t), "suspension") }, by: mo, row: "FR3", args: []string{"reason=x"}, says: "only when no notice bars placements there"},
		{name: "alone in office hours", given: visiting, by: prim, row: "VI2", args: []string{"booked_for=2026-03-20", "alone=yes", "reason=x"},
			says: "alone: only a principal manager may act alone, out of hours, where the row allows it (safety 7, F9)"},
		{name: "a child who is not placed there is not named back", given: taken, by: quinn, row: "QA2a", args: []string{"children=K4021,SECRET"}, says: "children: names a child who is not placed there"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := tc.given(t)
			_, _, err := c.Apply("", tc.row, turn(tc.by, friday, args(tc.args...)))
			if err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("says %v\nwant %s", err, tc.says)
			}
			if err != nil && (strings.Contains(err.Error(), "SECRET") || strings.Contains(err.Error(), "K40")) {
				t.Errorf("names a child: %v", err)
			}
		})
	}
}

// Everything wrong with a form is said at once.
func TestEveryProblemIsSaidAtOnce(t *testing.T) {
	_, _, err := fresh(t).Apply("", "OF1", turn(pat, friday, args("finding=bad", "endedon=today", "known_on=soon")))
	ps, ok := errors.AsType[flow.Problems](err)
	if !ok {
		t.Fatalf("%v", err)
	}
	var names []string
	for _, p := range ps {
		names = append(names, p.Arg)
	}
	if got, want := strings.Join(names, " "), "endedon finding ended_on known_on source"; got != want {
		t.Errorf("problems with %s, want %s", got, want)
	}
}

// A proposal is confirmed by a second person, in time, while what it was judged on stands.
func TestWhoMayConfirmAndWhen(t *testing.T) {
	proposed := func(t *testing.T) *Case {
		return after(t, visiting(t), friday, act{quinn, "VI6", []string{"reason=nobody there"}})
	}
	late := d("2026-03-16") // the Monday after five working days
	for _, tc := range []struct {
		name string
		c    *Case
		by   team.Person
		on   civil.Date
		says string
	}{
		{"the same person", proposed(t), quinn, friday, "quinn proposed Waive the visit (VI6) on 6 Mar 2026, and a second person must confirm it; ask principal manager (safety 7, F1)"},
		{"another role", proposed(t), mo, friday, "Waive the visit (VI6) now needs principal manager, and mo is placements manager; ask one of them (safety 7, F4; safety 7 row 12)"},
		{"too late", proposed(t), prim, late, "what quinn proposed (VI6) ran out on 13 Mar 2026 and is still owed; propose it again: `do visit:1027077-1."},
		{"changed since", after(t, proposed(t), friday, act{quinn, "VI2", []string{"booked_for=2026-03-12"}}), prim, friday,
			"VI6, which quinn proposed on 6 Mar 2026, is not waiting: void since 6 Mar 2026, when quinn did VI2 and changed what it was about; look again"},
		{"nothing waits", visiting(t), prim, friday, "nothing waits for a second person at concern:1027077-1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, _, err := tc.c.Confirm("", "", turn(tc.by, tc.on, nil)); err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("says %v\nwant %s", err, tc.says)
			}
		})
	}
	c, steps := proposed(t).Settle(late, turn(team.Person{}, late, nil))
	if rows(steps) != "F8 OF3" || c.Proposals[0].State != Expired || !c.owes("qa.progress_visit") || steps[0].On != d("2026-03-14") {
		t.Errorf("expired: %s, %s, owing %v", rows(steps), c.Proposals[0].State, open(c, duty.Ours))
	}
}

// Out of hours one principal manager may act alone, loudly (F9).
func TestAloneOutOfHours(t *testing.T) {
	c := stretchedAlone(t)
	if got := open(c, duty.Ours); !slices.Contains(got, "two.review_alone 2026-03-09") || c.Visits[0].State != Booked {
		t.Fatalf("booked alone: %s, owing %v", c.Visits[0].State, got)
	}
	if _, _, err := c.Apply("", "F9", turn(prim, friday, args("reason=x"))); err == nil {
		t.Error("she reviewed herself")
	}
	for _, no := range []struct {
		who  team.Person
		row  string
		args []string
		c    *Case
	}{
		{prim, "VI2", []string{"booked_for=2026-03-20", "alone=yes"}, visiting(t)},                                         // no reason
		{mo, "VI2", []string{"booked_for=2026-03-20", "alone=yes", "reason=x"}, visiting(t)},                               // no principal manager
		{prim, "OF13", []string{"alone=yes", "reason=x"}, improved(t)},                                                     // closing can wait
		{prim, "OF1d", []string{"alone=yes", "reason=x"}, ri(t)},                                                           // so can this
		{prim, "FR4", []string{"alone=yes", "reason=x"}, after(t, fresh(t), friday, act{mo, "FR1", []string{"reason=x"}})}, // and this
	} {
		u := turn(no.who, friday, args(no.args...))
		u.OutOfHours = true
		if _, _, err := no.c.Apply("", no.row, u); err == nil || !strings.Contains(err.Error(), "alone") && !strings.Contains(err.Error(), "reason") {
			t.Errorf("%s alone by %s: %v", no.row, no.who.Login, err)
		}
	}
}

// The turn handed in is not changed, so that a preview and the act can share it.
func TestTheTurnIsLeftAlone(t *testing.T) {
	u := turn(quinn, friday, args("reason=x", "visit="+visiting(t).Visits[0].ID))
	if _, _, err := visiting(t).Apply("", "VI5", u); err != nil || len(u.Raw) != 2 || len(u.Lines) != 0 || !u.On.IsZero() {
		t.Errorf("%v: %+v", err, u)
	}
}

// Every date of a concern's full set explains itself.
func TestEveryDateExplainsItself(t *testing.T) {
	c := after(t, judged(t, fresh(t), "inadequate", "host_area=yes"), friday, act{quinn, "QA2", nil}, act{quinn, "QA2a", nil},
		act{casey, "EM1", []string{"child=K4021", "who=Sam", "how=a call"}}, act{pat, "EM2", []string{"reason=well"}})
	c = after(t, stay(t, c), d("2026-03-31"), act{quinn, "QA4", nil}, act{quinn, "QA6", []string{"received_on=2026-03-30"}},
		act{pat, "OF5", []string{"kind=monitoring", "ended_on=2026-03-30"}}, act{pat, "OF7", []string{"because=not_enough"}}, act{pat, "AP2", nil}, act{pat, "AP4", nil})
	c = after(t, c, d("2026-04-02"), act{quinn, "VI3", append(slices.Clone(made.args), "visit="+c.Visits[0].ID)}, reported)
	var b strings.Builder
	for _, x := range c.Duties {
		b.WriteString(strings.Join([]string{x.Kind, string(x.Owner), string(x.Role), x.Earliest.String(), x.Due.String(), x.Explanation, x.Source, string(x.Status)}, " | ") + "\n")
	}
	const golden = "testdata/duties.golden"
	if os.Getenv("UPDATE") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the duties are\n%s\nwant\n%s", b.String(), want)
	}
}

// The menu offers what may be done first, and the rest with the reason why not.
func TestOffersSayWhyNot(t *testing.T) {
	offers := visiting(t).Offers("", turn(pat, friday, nil))
	i := slices.IndexFunc(offers, func(o flow.Offer) bool { return o.ID == "VI3" })
	if i < 0 || offers[i].Allowed || !strings.Contains(offers[i].WhyNot, "is for QA officer, and pat is placements officer") {
		t.Fatalf("VI3 for a placements officer: %+v", offers[i])
	}
	if j := slices.IndexFunc(offers, func(o flow.Offer) bool { return !o.Allowed }); slices.ContainsFunc(offers[j:], func(o flow.Offer) bool { return o.Allowed }) {
		t.Error("an allowed row stands below a refused one")
	}
	if slices.ContainsFunc(offers, func(o flow.Offer) bool { return o.ID == "QA1" || o.ID == "VI7" }) {
		t.Error("a row of the system is offered to a person")
	}
	c := after(t, visiting(t), friday, act{quinn, "VI6", []string{"reason=x"}})
	confirm := c.Offers("", turn(prim, friday, nil))[0]
	if confirm.ID != "confirm" || !confirm.Allowed {
		t.Errorf("the proposal is not offered to its second: %+v", confirm)
	}
}
