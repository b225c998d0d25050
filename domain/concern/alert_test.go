package concern

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Whoever was told is waited for, amber, until they say so.
func TestEveryAlertAwaitsItsAnswer(t *testing.T) {
	c := after(t, judged(t, fresh(t), "requires_improvement", "host_area=yes"), friday, act{quinn, "QA2", nil},
		act{pat, "QA2b", []string{"channel=call", "children=K4021", "reviewer=sen_officer"}}, act{pat, "QA2e", nil})
	var got []string
	for _, a := range c.Alerts {
		got = append(got, strings.TrimSpace(a.To+" "+string(a.State)+" "+a.Child.String()))
	}
	want := []string{"social_worker sent K4021", "sen_officer sent K4021", "safeguarding_lead sent", "lado sent"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("alerts (-want +got)\n%s", diff)
	}
	if n := len(open(c, duty.Others)); n != 4 || c.Alerts[3].Words() != "alert to LADO, sent" {
		t.Errorf("%d answers awaited: %v; %s", n, open(c, duty.Others), c.Alerts[3].Words())
	}
	c = after(t, c, friday, act{pat, "AL3", []string{"alert=" + c.Alerts[0].ID}})
	if n := len(open(c, duty.Others)); n != 3 || c.Alerts[0].Heard != friday {
		t.Errorf("%d answers awaited after one came", n)
	}
	for _, x := range c.Duties {
		if x.Owner == duty.Others && x.Overdue(friday.AddDays(99)) > 0 {
			t.Errorf("%s turns red", x.What)
		}
	}
}

// Ofsted's word to our director ends the window in which it should have come; word of
// a visit's outcome does not (R9#6–8).
func TestOfstedsAlertEndsItsWindow(t *testing.T) {
	for kind, want := range map[string]int{"inadequate": 0, "host_area": 0, "after_visit": 1} {
		c := judged(t, fresh(t), "inadequate", "source=provider")
		c = after(t, c, friday, act{pat, "AL4", []string{"kind=" + kind, "emailed_on=2026-03-05", "called_on=2026-03-06", "summary=staffing"}})
		if got := windowsOf(c, "home.dcs_email"); len(got) != want {
			t.Errorf("%s: awaited %v", kind, got)
		}
		if a := c.Alerts[0]; a.Ours || !a.Provisional || a.CalledOn != friday || a.Words() != "Ofsted's alert, noted" {
			t.Errorf("kept as %+v", a)
		}
	}
}

// The provider's manager is amber: at an agency 28 and 90 days (S3), elsewhere 26
// weeks, and at a home 12 weeks for a new one to apply (R9#23–24).
func TestTheManagerIsTheProvidersToFind(t *testing.T) {
	for _, tc := range []struct {
		typ  ofsted.Type
		args []string
		want []string
	}{
		{ofsted.ChildrensHome, []string{"manager=vacant", "since=2026-03-02"}, []string{"concern.manager_vacancy 2026-08-31"}},
		{ofsted.ChildrensHome, []string{"manager=in_post", "since=2026-03-02"}, []string{"concern.manager_application 2026-05-25"}},
		{ofsted.ChildrensHome, []string{"manager=in_post", "since=2026-03-02", "registered=yes"}, nil},
		{ofsted.ChildrensHome, []string{"manager=leaving", "since=2026-04-01"}, []string{"concern.manager_vacancy 2026-09-30"}},
		{ofsted.VoluntaryAdoption, []string{"manager=absent", "since=2026-03-02"}, []string{"concern.manager_cover 2026-05-31", "concern.manager_notice 2026-03-30"}},
		{ofsted.VoluntaryAdoption, []string{"manager=in_post", "since=2026-03-02"}, nil},
		{ofsted.FamilyCentre, []string{"manager=absent", "since=2026-03-02"}, []string{"concern.manager_vacancy 2026-08-31"}},
	} {
		c := fresh(t)
		c.Place.Type = tc.typ
		c = judged(t, c, "requires_improvement")
		waits := func(c *Case) []string {
			return slices.DeleteFunc(open(c, duty.Provider), func(w string) bool { return !strings.HasPrefix(w, "concern.manager") })
		}
		c = after(t, c, friday, act{pat, "MG1", tc.args})
		if diff := cmp.Diff(tc.want, waits(c), cmp.Transformer("none", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
			t.Errorf("%s %v (-want +got)\n%s", tc.typ, tc.args, diff)
		}
		if c = after(t, c, friday, act{pat, "MG1", []string{"manager=in_post", "since=2026-03-06", "registered=yes"}}); len(waits(c)) > 0 || c.Concern.Manager != "in_post" {
			t.Errorf("in post and registered, and %v is awaited", waits(c))
		}
	}
}

// Raised twice, an immediate risk is decided once; a child who left is not forgotten.
func TestAnImmediateRiskIsDecidedChildByChild(t *testing.T) {
	c := after(t, atRisk(t), friday, act{quinn, "IR1", []string{"reason=the same"}})
	var tonight []string
	for _, w := range open(c, duty.Ours) {
		if strings.HasPrefix(w, "risk.") || strings.HasPrefix(w, "alert.") {
			tonight = append(tonight, w)
		}
	}
	want := []string{"alert.send 2026-03-06", "alert.send 2026-03-06", "risk.safe_tonight 2026-03-06 K4021", "risk.safe_tonight 2026-03-06 K4022"}
	if diff := cmp.Diff(want, tonight); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	c = after(t, c, friday, act{casey, "IR2", []string{"decision=safety_plan", "children=K4022", "reason=a second carer"}})
	if got := childrenOwed("risk.safe_tonight")(c, nil)[0].Default; got != "K4021" {
		t.Errorf("still to decide: %s", got)
	}
	c.Placed = []text.Text{text.Clean("K4022")}
	if c = after(t, c, friday, act{casey, "IR2", []string{"decision=left", "reason=moved this morning"}}); c.owes("risk.safe_tonight") {
		t.Error("still owed for a child who left")
	}
}

// A person's word that the registration ended is the provision's, as a file's is.
func TestARegistrationThatEndedByHandHasEnded(t *testing.T) {
	c := endedWithChildren(t)
	if !c.Place.Status.Ended() || c.Place.Closed != d("2026-03-05") {
		t.Errorf("the registration is %s, closed %s", c.Place.Status, c.Place.Closed)
	}
	c = after(t, c, friday, act{pat, "OF11b", []string{"urn=sc400001", "owner=yes", "address=yes"}})
	if c.Concern.LinkedURN != "SC400001" {
		t.Errorf("linked to %q", c.Concern.LinkedURN)
	}
}

// beside is what a diligent team does about what runs beside the tracks.
func (w *walk) beside() (team.Person, string, map[string]string, bool) {
	c := w.c
	for _, x := range c.Duties {
		there := slices.Contains(c.Placed, x.Child)
		switch {
		case x.Status != duty.Open:
		case x.Kind == "alert.send":
			return pat, "AL2", args("alert="+x.Part, "channel=call", "name=whoever it is"), true
		case x.Kind == "statutory.s30a_visit":
			return pat, "EN3b", args("children="+x.Child.String(), "outcome="+map[bool]string{true: "visited", false: "left"}[there], "by=the worker"), true
		case x.Kind == "risk.safe_tonight":
			return casey, "IR2", args("children="+x.Child.String(), "decision="+map[bool]string{true: "seen_safe", false: "left"}[there], "reason=seen"), true
		}
	}
	for _, e := range c.Enforcements {
		if e.Stands() {
			return pat, "EN4", args("enforcement="+e.ID, "ended_on="+w.today.String(), "reason=a letter"), true
		}
	}
	return team.Person{}, "", nil, false
}

// enforcementWatched: enforcement that stands owes something of ours, and bars
// placements while it is in force; an alert that waits has its duty.
func (w *walk) enforcementWatched() {
	c := w.c
	if !c.Open() {
		return
	}
	owes := func(part string, owner duty.Owner) bool {
		return slices.ContainsFunc(c.Duties, func(x duty.Duty) bool { return x.Part == part && x.Owner == owner && x.Status == duty.Open })
	}
	for i := range c.Enforcements {
		switch e := &c.Enforcements[i]; {
		case e.Stands() != owes(e.ID, duty.Ours):
			w.t.Fatalf("%s, and something is owed for it: %v", e.Words(), !e.Stands())
		case e.Stands() && e.Bars() && (!c.barred() || c.Freeze.State != HardFrozen):
			w.t.Fatalf("%s, and the freeze is %s", e.Words(), c.Freeze.State)
		case !e.Stands() && owes(e.ID, duty.Ofsted):
			w.t.Fatalf("%s, and Ofsted is awaited", e.Words())
		}
	}
	for _, a := range c.Alerts {
		if (a.State == Owed) != owes(a.ID, duty.Ours) || (a.State == Sent) != owes(a.ID, duty.Others) {
			w.t.Fatalf("%s, and what is owed does not fit", a.Words())
		}
	}
	if on := (civil.Date{}); c.Concern.Manager != "" && c.Concern.ManagerSince == on {
		w.t.Fatalf("the manager is %s since no day", c.Concern.Manager)
	}
}
