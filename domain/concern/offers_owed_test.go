package concern

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"placewatch/domain/duty"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/team"
)

// allRoles may do whatever any one role may.
var allRoles = person("all", append(team.Managers(), team.PlacementsOfficer, team.QAOfficer, team.CommissioningOfficer)...)

// comesFirst are the duties that may have to wait for something else, which what they
// offer then names: as the next row, or as the reason that the row which settles them
// is refused.
var comesFirst = map[string]string{
	"assessment.complete":  "the contributors are invited and the child is asked (SA1, SA2b)",
	"qa.own_assurance":     "QA begins again and visits",
	"qa.follow_up":         "the other visits are made",
	"concern.close":        "all else is settled",
	"request.valid":        "the alerts are given, or two people ease what bars the placement",
	"request.settle_claim": "two people ease what bars the placement",
}

// dutiesCanBeSettled holds every open duty to what it offers: a row that settles it, for
// some role; or word that it is settled of itself, or of what comes first.
func (w *walk) dutiesCanBeSettled() {
	if w.asked == nil {
		w.asked = map[string]bool{}
	}
	k := &w.c.Concern
	for i := range w.c.Duties {
		d := &w.c.Duties[i]
		stands := fmt.Sprint(d.Kind, k.Ofsted, k.QA, k.Plan, w.c.Freeze.State, len(w.c.Placed), stateOf(w.c, d.Part))
		if d.Status != duty.Open || w.asked[stands] {
			continue
		}
		w.asked[stands] = true
		if why := w.cannotSettle(d); why != "" {
			w.t.Fatalf("%s is owed (%s, QA %s) and %s", d.Kind, w.c.Concern.Ofsted, w.c.Concern.QA, why)
		}
	}
}

// stateOf is the state of whatever part has that id.
func stateOf(c *Case, id string) flow.State {
	for _, kind := range Kinds() {
		if p := c.partNamed(kind, id); p != nil {
			return p.Ref().State
		}
	}
	return flow.Start
}

func (w *walk) cannotSettle(d *duty.Duty) (why string) {
	settles := func(o flow.Offer) bool { r := w.rows[o.ID]; return r != nil && w.c.maySettle(r, d) }
	var further []flow.Offer
	for _, o := range w.c.Offers(d.ID, turn(allRoles, w.today, nil)) {
		switch {
		case settles(o) && (o.Allowed || strings.Contains(o.WhyNot, " happens of itself when ")):
			return ""
		case !strings.HasPrefix(o.ID, "DU"):
			further = append(further, o)
		}
	}
	switch waits := comesFirst[d.Kind] != "" || d.Owner == duty.Ofsted; {
	case !waits:
		return "nobody may settle it"
	case !slices.ContainsFunc(further, func(o flow.Offer) bool { return o.Allowed || settles(o) && o.WhyNot != "" }):
		return "nothing says what comes first"
	}
	return ""
}

// From the row that says what is owed, the owed thing can be done: what settles it comes
// before what may be done about the duty, and is done to what owes it.
func TestWhatIsOwedCanBeDoneFromTheDutyItself(t *testing.T) {
	for _, tc := range []struct {
		kind  string
		given func(*testing.T) *Case
		by    team.Person
		want  string // what is offered and allowed, in order
		does  []string
	}{
		{"plan.chase", asked, quinn, "AP1b AP2 AP5 DU1 DU2", []string{"AP2"}},
		{"qa.progress_visit", visiting, quinn, "VI3 VI6 DU1 DU2", []string{"VI3", "mode=on_site", "concerns=none", "by=Quinn", "not_seen=words"}},
		{"assessment.view.social_worker", invited, cory, "SA2a DU1 DU2", []string{"SA2a", "stance=continue", "view=settled there"}},
		{"qa.alert_professionals", taken, pat, "QA2b DU1 DU2", []string{"QA2b", "channel=call"}},
	} {
		t.Run(tc.kind, func(t *testing.T) {
			c := tc.given(t)
			owing := owedFor(t, c, tc.kind)
			if got := allowed(c.Offers(owing.ID, turn(tc.by, friday, nil))); got != tc.want {
				t.Errorf("%s is offered %s, want %s", tc.by.Login, got, tc.want)
			}
			next, _, err := c.Apply(owing.ID, tc.does[0], turn(tc.by, friday, args(tc.does[1:]...)))
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range next.Duties {
				if x.ID == owing.ID && x.Status != duty.Settled {
					t.Errorf("it is %s", x.Status)
				}
				if x.ID != owing.ID && x.Kind == owing.Kind && x.Child != owing.Child && x.Status != duty.Open {
					t.Errorf("what is owed for another child is %s", x.Status)
				}
			}
		})
	}
}

func allowed(os []flow.Offer) string {
	var ids []string
	for _, o := range os {
		if o.Allowed {
			ids = append(ids, o.ID)
		}
	}
	return strings.Join(ids, " ")
}

// The form for a view asks for the view that is owed, and not which it is.
func TestADutySaysWhoseViewItIs(t *testing.T) {
	c := invited(t)
	for _, o := range c.Offers(owedFor(t, c, "assessment.view.iro").ID, turn(cory, friday, nil)) {
		for _, a := range o.Arguments {
			if o.ID == "SA2a" && a.Name == "role" && a.Default != "iro" {
				t.Errorf("it asks whose view, and begins with %q", a.Default)
			}
		}
	}
}

// To decline is the only row that settles a decision before the risk is agreed: what
// leads to the approval comes before it.
func TestADecisionOffersMoreThanToDecline(t *testing.T) {
	c := escalated(t)
	got := allowed(c.Offers(owedFor(t, c, "request.decide").ID, turn(allRoles, friday, nil)))
	if want := "PR6 PR9a DU1 DU2 DU3"; got != want {
		t.Errorf("offers %s, want %s", got, want)
	}
}

// What only time or a file settles says so, and when.
func TestWhatSettlesItselfSaysSo(t *testing.T) {
	c := after(t, ri(t), friday, act{pat, "OF11", []string{"how=closed", "ended_on=2026-03-05"}})
	os := c.Offers(owedFor(t, c, "concern.ended_placements").ID, turn(mo, friday, nil))
	i := slices.IndexFunc(os, func(o flow.Offer) bool { return o.ID == "OF11c" })
	if i < 0 || os[i].Allowed || !strings.Contains(os[i].WhyNot, "(OF11c) happens of itself when the last child of ours left an ended registration") {
		t.Errorf("offers %+v", os)
	}
}

// A second person who comes by the duty finds what waits to be confirmed there.
func TestAProposalIsConfirmedFromTheDutyThatItSettles(t *testing.T) {
	c := after(t, visiting(t), friday, act{mo, "VI6", []string{"reason=the home is empty"}})
	if got := allowed(c.Offers(owedFor(t, c, "qa.progress_visit").ID, turn(prim, friday, nil))); !strings.HasPrefix(got, "confirm ") {
		t.Errorf("offers %s", got)
	}
}

// What is about something else is not confirmed from a duty, whoever names it.
func TestOnlyWhatASubjectIsAboutIsConfirmedFromIt(t *testing.T) {
	c := after(t, escalated(t), friday, agreeOne)
	proposal := c.Proposals[len(c.Proposals)-1]
	for i := range c.Duties {
		x := &c.Duties[i]
		if x.Status != duty.Open || x.Part == partID(proposal.Subject) {
			continue
		}
		for _, id := range []string{"", proposal.ID} {
			_, _, err := c.Confirm(x.ID, id, turn(casey, friday, nil))
			if no, ok := errors.AsType[*fault.Error](err); !ok || no.Kind != fault.NotFound || !strings.Contains(no.Error(), "there waits: proposal="+proposal.ID+" (PR6)") {
				t.Errorf("from %s: %v", x.What, err)
			}
		}
	}
	if _, _, err := c.Confirm(partID(proposal.Subject), "", turn(casey, friday, nil)); err != nil {
		t.Errorf("from what it is about: %v", err)
	}
}

// On a child, a visit or the case, what is owed first is offered first, after what
// waits to be confirmed.
func TestWhatIsOwedFirstIsOfferedFirst(t *testing.T) {
	seen := visitReportedNow(t)
	for name, x := range map[string]struct {
		c           *Case
		part, first string
	}{
		"a finding":                    {ri(t), "", "QA2"},
		"a child there":                {ri(t), "child:C-1", "QA2"},
		"a visit that is owed":         {visiting(t), visiting(t).Visits[0].ID, "VI3"},
		"a visit reported":             {seen, seen.Visits[0].ID, "QA9"},
		"a request":                    {escalated(t), escalated(t).Requests[0].ID, "PR6"},
		"a breach beside what is late": {breached(t), "", "PR12"},
		"a proposal":                   {after(t, escalated(t), friday, agreeOne), "", "confirm"},
	} {
		if got := allowed(x.c.Offers(x.part, turn(allRoles, friday, nil))); !strings.HasPrefix(got, x.first+" ") {
			t.Errorf("%s: offers %s; want %s first", name, got, x.first)
		}
	}
}
