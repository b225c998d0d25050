package concern

import (
	"slices"
	"strings"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// What is done about a duty, here to tell the QA officer or to ask for the plan.

func snoozed(t *testing.T) *Case {
	return after(t, asked(t), friday, act{pat, "DU2", []string{"duty=@plan.chase", "until=2026-03-12", "reason=the manager is away"}})
}

var dutyCases = []rowCase{
	{name: "handed to a manager", row: "DU1", given: asked, by: pat, args: []string{"duty=@plan.chase", "to=mo", "reason=Quinn is on leave"}},
	{name: "put off to a day before it is due", row: "DU2", given: asked, by: pat, args: []string{"duty=@plan.chase", "until=2026-03-12", "reason=the manager is away"}},
	{name: "moved further away by two managers", row: "DU3", given: asked, by: mo, second: prim, args: []string{"duty=@plan.chase", "due=2026-03-20", "reason=the provider asked"}},
	{name: "taken up again", row: "DU4", given: snoozed, by: pat, args: []string{"duty=@plan.chase"}},
}

// owedFor is the first duty of a kind, whatever became of it.
func owedFor(t *testing.T, c *Case, kind string) duty.Duty {
	t.Helper()
	for _, x := range c.Duties {
		if x.Kind == kind {
			return x
		}
	}
	t.Fatalf("%s is not owed", kind)
	return duty.Duty{}
}

func TestADutyHandedOverIsSomebodysAndStillDue(t *testing.T) {
	was := owedFor(t, asked(t), "plan.chase")
	c, steps := does(t, asked(t), friday, pat, "DU1", "duty="+was.ID, "to=MO", "reason=Quinn is on leave")
	x := owedFor(t, c, "plan.chase")
	if x.Person != "mo" || x.Note.String() != "Quinn is on leave" || x.Due != was.Due || x.Status != duty.Open {
		t.Errorf("%+v", x)
	}
	if steps[0].Subject != "duty:"+was.ID || steps[0].Lines[0].What != "Ask the provider again for its Ofsted action plan: QA officer -> mo" {
		t.Errorf("%s: %v", steps[0].Subject, steps[0].Lines)
	}
}

// A duty whose day moves keeps the day that it had, who moved it, and why.
func TestAMovedDayKeepsTheOriginal(t *testing.T) {
	c := after(t, snoozed(t), friday, act{mo, "DU3", []string{"duty=@plan.chase", "due=2026-03-11", "reason=sooner after all"}})
	c = after(t, c, d("2026-03-09"), act{prim, "DU3", []string{"duty=@plan.chase", "due=2026-03-20", "reason=the provider asked"}},
		act{mo, "confirm", nil})
	x := owedFor(t, c, "plan.chase")
	if x.Due != d("2026-03-20") || x.OriginalDue != d("2026-03-13") || !x.Snoozed.IsZero() {
		t.Errorf("due %s, originally %s, snoozed to %s", x.Due, x.OriginalDue, x.Snoozed)
	}
	const want = "moved from 11 Mar 2026 to 20 Mar 2026 by prim and mo on 9 Mar 2026: the provider asked; originally due 13 Mar 2026: " +
		"moved from 13 Mar 2026 to 11 Mar 2026 by mo on 6 Mar 2026: sooner after all; originally due 13 Mar 2026: 5 working days from "
	if !strings.HasPrefix(x.Explanation, want) {
		t.Errorf("explained as %s", x.Explanation)
	}
}

func TestASnoozeHidesNothingAndEnds(t *testing.T) {
	c := snoozed(t)
	x := owedFor(t, c, "plan.chase")
	if x.Snoozed != d("2026-03-12") || x.Due != d("2026-03-13") || x.Status != duty.Open || x.Overdue(d("2026-03-14")) != 1 {
		t.Errorf("%+v", x)
	}
	if x := owedFor(t, after(t, c, friday, act{pat, "DU4", []string{"duty=@plan.chase"}}), "plan.chase"); !x.Snoozed.IsZero() {
		t.Errorf("woken, and snoozed to %s", x.Snoozed)
	}
	if _, _, err := c.Apply("", "DU4", turn(pat, d("2026-03-12"), named(c, []string{"duty=@plan.chase"}))); err == nil || !strings.Contains(err.Error(), "only when it is put off until a day to come") {
		t.Errorf("woken on the day itself: %v", err)
	}
}

func TestWhatMayNotBeDoneWithADuty(t *testing.T) {
	owing := func(kind string, binding string) func(*testing.T) *Case {
		return func(t *testing.T) *Case {
			c := asked(t)
			i := slices.IndexFunc(c.Duties, func(x duty.Duty) bool { return x.Kind == "plan.chase" })
			c.Duties[i].Kind, c.Duties[i].Rule = kind, binding
			return c
		}
	}
	for _, tc := range []struct {
		name  string
		given func(*testing.T) *Case
		by    team.Person
		on    civil.Date
		row   string
		args  []string
		says  string
	}{
		{"Ofsted's window", asked, mo, friday, "DU2", []string{"duty=@home.return", "until=2026-03-09", "reason=x"}, "only when it is ours to do: Ofsted's windows and what others owe us are only waited for"},
		{"handed to one who could not do it", asked, pat, friday, "DU1", []string{"duty=@plan.chase", "to=cory", "reason=x"}, "to: \"cory\" is not one of quinn, mo, casey, prim"},
		{"handed to whoever has it", func(t *testing.T) *Case {
			return after(t, asked(t), friday, act{pat, "DU1", []string{"duty=@plan.chase", "to=mo", "reason=x"}})
		}, pat, friday, "DU1", []string{"duty=@plan.chase", "to=mo", "reason=x"}, "to: mo has it already"},
		{"handed over in an empty office", func(t *testing.T) *Case { c := asked(t); c.Team = nil; return c }, pat, friday, "DU1", []string{"duty=@plan.chase", "to=mo", "reason=x"}, "is not one of"},
		{"put off without a reason", asked, pat, friday, "DU2", []string{"duty=@plan.chase", "until=2026-03-12"}, "reason: is missing"},
		{"put off to today", asked, pat, friday, "DU2", []string{"duty=@plan.chase", "until=2026-03-06", "reason=x"}, "until: 6 Mar 2026 is not to come; enter 7 Mar 2026 or later"},
		{"put off past its day by an officer", asked, pat, friday, "DU2", []string{"duty=@plan.chase", "until=2026-03-14", "reason=x"}, "until: is past 13 Mar 2026, when it is due; ask a manager"},
		{"a late duty put off by an officer", asked, pat, d("2026-03-17"), "DU2", []string{"duty=@plan.chase", "until=2026-03-18", "reason=x"}, "until: is past 13 Mar 2026, when it is due"},
		{"put off too long by a manager", asked, mo, friday, "DU2", []string{"duty=@plan.chase", "until=2026-04-04", "reason=x"}, "until: is longer than policy allows at once; enter 3 Apr 2026 or earlier"},
		{"moved by an officer", asked, pat, friday, "DU3", []string{"duty=@plan.chase", "due=2026-03-20", "reason=x"}, "is for a manager, and pat is placements officer"},
		{"moved without a reason", asked, mo, friday, "DU3", []string{"duty=@plan.chase", "due=2026-03-20"}, "reason: is missing"},
		{"moved into the past", asked, mo, friday, "DU3", []string{"duty=@plan.chase", "due=2026-03-05", "reason=x"}, "due: 5 Mar 2026 is past"},
		{"moved to where it is", asked, mo, friday, "DU3", []string{"duty=@plan.chase", "due=2026-03-13", "reason=x"}, "due: is the day it is due already"},
		{"a day that the law sets", owing("placement.late_notice", "placement.late_notice"), mo, friday, "DU3", []string{"duty=@placement.late_notice", "due=2026-03-20", "reason=x"},
			"only when no law sets its day; do it by its day, or record why it was late"},
		{"the day of a visit", visiting, mo, friday, "DU3", []string{"duty=@qa.progress_visit", "due=2026-03-20", "reason=x"}, "a visit keeps the day it is due; book the visit for another day (VI2)"},
		{"the review of what one did alone", stretchedAlone, prim, friday, "DU3", []string{"duty=@two.review_alone", "due=2026-03-20", "reason=x"}, "only when it is not about a child's safety, and not the review of what somebody did alone"},
		{"put off by whoever acted alone", stretchedAlone, prim, friday, "DU2", []string{"duty=@two.review_alone", "until=2026-03-20", "reason=x"}, "only when it is not the review of what you did alone yourself"},
		{"a duty that is not owed", asked, pat, friday, "DU2", []string{"duty=1027077-1.99", "until=2026-03-12", "reason=x"}, "is not one of the duties of concern:1027077-1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := tc.given(t)
			_, _, err := c.Apply("", tc.row, turn(tc.by, tc.on, named(c, tc.args)))
			if err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("says %v\nwant %s", err, tc.says)
			}
		})
	}
}

// A manager may put a duty off past its day; it is late all the same.
func TestAManagerMayPutOffWhatIsLate(t *testing.T) {
	c := after(t, asked(t), d("2026-03-17"), act{mo, "DU2", []string{"duty=@plan.chase", "until=2026-03-24", "reason=agreed with the provider"}})
	if x := owedFor(t, c, "plan.chase"); x.Snoozed != d("2026-03-24") || x.Overdue(d("2026-03-17")) != 4 {
		t.Errorf("%+v", x)
	}
}

// A duty is offered what settles it and then what may be done about it, and the case
// does not list it for each.
func TestADutyOffersWhatMayBeDoneAboutIt(t *testing.T) {
	c := asked(t)
	id := owedFor(t, c, "plan.chase").ID
	var got []string
	for _, o := range c.Offers(id, turn(mo, friday, nil)) {
		got = append(got, o.ID)
	}
	if want := []string{"AP1b", "AP2", "AP5", "DU1", "DU2", "DU3", "DU4"}; !slices.Equal(got, want) {
		t.Errorf("offers %v, want %v", got, want)
	}
	for _, o := range c.Offers("", turn(mo, friday, nil)) {
		if strings.HasPrefix(o.ID, "DU") {
			t.Errorf("the case offers %s", o.ID)
		}
	}
}

// Whether a home is in our own area is read off Ofsted's list, never guessed: whoever is
// told there is owed it the same day, and at the first load when the concern is taken in.
func TestTheSafeguardingLeadIsOwedTheNewsOfAHomeInOurArea(t *testing.T) {
	ours := home(standard, 2)
	ours.Council, ours.Place.LocalAuthority = text.Clean("Exampleshire"), text.Clean("EXAMPLESHIRE")
	elsewhere := ours.Clone()
	elsewhere.Place.LocalAuthority = text.Clean("Otherton")
	agency := ours.Clone()
	agency.Place.Type = ofsted.FosteringAgency
	nameless := ours.Clone()
	nameless.Council = text.Text{}
	for name, tc := range map[string]struct {
		c     *Case
		says  []string
		asks  string
		alert bool
	}{
		"in our area":                     {ours, nil, "yes", true},
		"in our area, and said not to be": {ours, []string{"host_area=no"}, "yes", false},
		"elsewhere":                       {elsewhere, nil, "no", false},
		"elsewhere, and said to be ours":  {elsewhere, []string{"host_area=yes"}, "no", true},
		"an agency":                       {agency, nil, "unknown", false},
		"nobody named the council":        {nameless, nil, "unknown", false},
	} {
		_, r, err := tc.c.find("OF1")
		if err != nil {
			t.Fatal(err)
		}
		asked := r.Fill(tc.c, turn(pat, friday, nil))[0]
		c := judged(t, tc.c, "inadequate", tc.says...)
		owed := slices.ContainsFunc(c.Duties, func(x duty.Duty) bool { return x.Kind == "concern.host_area_alert" && x.Due == friday })
		if asked.Default != tc.asks || owed != tc.alert {
			t.Errorf("%s: the form says %q, the alert is owed: %v", name, asked.Default, owed)
		}
	}
	first := imported(t, ours, true, full2("2026-01-20", ofsted.Inadequate))
	if slices.ContainsFunc(first.Duties, func(x duty.Duty) bool { return x.Kind == "concern.host_area_alert" }) {
		t.Error("the first load owes it before the concern is taken in")
	}
	taken := after(t, first, friday, act{pat, "IN1", nil})
	if !slices.ContainsFunc(taken.Duties, func(x duty.Duty) bool { return x.Kind == "concern.host_area_alert" }) {
		t.Error("taken in, and nobody is owed it")
	}
}
