package concern

import (
	"slices"
	"testing"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
)

// The whole life of one concern, with everybody's part in it.
func TestAConcernFromTheCallToItsClosing(t *testing.T) {
	c := home(standard, 2)
	c, steps := does(t, c, friday, pat, "OF1", found("inadequate", "source=call")...)
	if got, want := rows(steps), "OF1 OF2 QA1 FR1 SA0 SA0"; got != want {
		t.Fatalf("the call brings %s, want %s", got, want)
	}
	play := []struct {
		on   string
		acts []act
		ofs  flow.State
		qa   flow.State
		stay bool // every child's assessment is then brought to "the child stays"
	}{
		{"2026-03-06", []act{{quinn, "qa_taken", nil}}, CaseReview, ExposureCheck, false},
		{"2026-03-06", []act{{pat, "QA2b", []string{"channel=call"}}, {casey, "QA2c", []string{"how=social_worker", "by=both workers"}}}, CaseReview, ExposureCheck, false},
		{"2026-03-09", []act{{quinn, "QA2a", nil}, {quinn, "QA4", nil},
			{pat, "OF3", []string{"case_review_outcome=monitoring visit"}}}, AwaitingRevisit, ProviderAsked, false},
		{"2026-03-10", []act{{quinn, "QA5", nil}, {casey, "EM1", []string{"child=K4021", "who=the social worker", "how=a call"}}},
			AwaitingRevisit, AwaitingRequirements, true},
		{"2026-03-16", []act{{pat, "QA5b", nil}}, AwaitingRevisit, AwaitingRequirements, false},
		{"2026-03-18", []act{{quinn, "QA6b", []string{"received_on=2026-03-17"}}, {quinn, "VI2", []string{"booked_for=2026-03-24"}}}, AwaitingRevisit, Visiting, false},
		{"2026-03-24", []act{{quinn, "VI3", []string{"mode=on_site", "concerns=low", "by=Quinn", "children_seen=K4021,K4022"}}}, AwaitingRevisit, Visiting, false},
		{"2026-03-26", []act{{quinn, "VI4", []string{"progress=some", "reason=two of four met"}}, {quinn, "QA9", nil}}, AwaitingRevisit, Monitoring, false},
		{"2026-04-02", []act{{pat, "AP2", nil}, {pat, "AP3", []string{"progress=most"}}}, AwaitingRevisit, Monitoring, false},
		{"2026-04-15", []act{{pat, "OF5", []string{"kind=monitoring", "ended_on=2026-04-14"}}}, Revisited, Monitoring, false},
		{"2026-04-20", []act{{pat, "OF7", []string{"because=not_enough"}}, {pat, "OF8", nil}, {pat, "EM2", []string{"reason=well"}}}, AwaitingRevisit, Monitoring, true},
		{"2026-04-24", []act{{pat, "AP4", nil}}, AwaitingRevisit, Visiting, false},
	}
	for _, p := range play {
		if c = after(t, c, d(p.on), p.acts...); p.stay {
			c = stayOn(t, c, d(p.on))
		}
		if c.Concern.Ofsted != p.ofs || c.Concern.QA != p.qa {
			t.Fatalf("on %s: %s and %s, want %s and %s", p.on, c.Concern.Ofsted, c.Concern.QA, p.ofs, p.qa)
		}
	}
	c = after(t, c, d("2026-04-28"),
		act{quinn, "VI3", []string{"visit=" + full(c), "mode=on_site", "concerns=none", "by=Quinn", "children_seen=K4021,K4022"}})
	c = after(t, c, d("2026-04-30"), act{quinn, "VI4", []string{"progress=all", "reason=all met"}},
		act{quinn, "QA11", nil}, act{mo, "confirm", nil})
	c = after(t, c, d("2026-06-19"), act{pat, "OF5", []string{"kind=full", "ended_on=2026-06-18"}},
		act{cory, "OF6", []string{"finding=good", "ended_on=2026-06-18", "published_on=2026-06-19"}}, act{mo, "confirm", nil})
	owed := []string{"assessment.review_point 2026-05-18 K4021", "assessment.review_point 2026-05-18 K4022", "concern.close 2026-06-26",
		"concern.watch_ofsted 2026-05-28", "monitoring.contact.weekly 2026-04-27 K4021"}
	if got := open(c, duty.Ours); c.Concern.Ofsted != Improved || !slices.Equal(got, owed) {
		t.Fatalf("improved: %s, owing %v", c.Concern.Ofsted, got)
	}
	c = after(t, c, d("2026-06-22"), act{prim, "OF13", []string{"reason=improved and assured"}}, act{quinn, "confirm", nil})
	switch {
	case c.Open() || c.Concern.ClosedOn != d("2026-06-22"):
		t.Errorf("closed: %s on %s", c.Concern.Ofsted, c.Concern.ClosedOn)
	case len(open(c, duty.Ours))+len(open(c, duty.Ofsted))+len(open(c, duty.Provider)) > 0:
		t.Errorf("closing left open: %v %v", open(c, duty.Ours), open(c, duty.Ofsted))
	case c.Freeze.State != Lifted || c.Freeze.Until != d("2026-06-22"):
		t.Errorf("the freeze is %s until %s", c.Freeze.State, c.Freeze.Until)
	}
}

// full is the full visit that is owed.
func full(c *Case) string {
	for _, v := range c.Visits {
		if v.Kind == Full && v.State == Owed {
			return v.ID
		}
	}
	return ""
}
