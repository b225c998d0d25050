package concern

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"placewatch/domain/deadline"
	"placewatch/domain/duty"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/policy"
	"placewatch/domain/team"
)

func council(t *testing.T, body string) Rules {
	t.Helper()
	p, err := ReadPolicy("ours.toml", []byte("name = \"ours\"\nversion = \"2\"\n"+body))
	if err != nil {
		t.Fatal(err)
	}
	return Rules{Policy: p, Book: deadline.NewBook(p), Cal: standard.Cal, Team: people()}
}

func TestAPolicyThatFewerOrLesserPeopleWouldDecideByIsRefused(t *testing.T) {
	for _, c := range []struct{ name, roles, says string }{
		{"no such row", "QA99 = {by = [\"qa_officer\"]}", "roles.QA99: no row of the charts has that id"},
		{"an event's word is no row", "requirements_held = {by = [\"qa_officer\"]}", "no row of the charts has that id"},
		{"a row that happens of itself", "OF2 = {by = [\"qa_officer\"]}", "it happens of itself"},
		{"a second where one is enough: worse news is free", "OF14 = {with = [\"csw_manager\"]}", "one person is enough"},
		{"an officer in a manager's place", "OF13 = {by = [\"qa_officer\"]}", "a manager's decision"},
		{"an officer for a manager's confirmation", "OF6 = {with = [\"qa_officer\"]}", "a manager's decision"},
		{"two people in one role", "QA11 = {by = [\"placements_manager\"], with = [\"placements_manager\"]}", "two people in two roles"},
		{"two of one role among others", "PR6 = {by = [\"principal_manager\"], with = [\"principal_manager\", \"csw_manager\"]}", "may not share one"},
		{"the second person's role given to the first", "PR6 = {by = [\"csw_manager\", \"placements_manager\"]}", "may not share one"},
	} {
		_, err := ReadPolicy("ours.toml", []byte("name = \"ours\"\nversion = \"2\"\n\n[roles]\n"+c.roles))
		refused, ok := errors.AsType[*fault.Error](err)
		if !ok || refused.Kind != fault.Invalid || refused.File != "ours.toml" || refused.Line != 5 || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want line 5 and %q", c.name, err, c.says)
		}
	}
	if _, err := ReadPolicy("ours.toml", []byte("name = ")); err == nil {
		t.Error("what is no policy was read")
	}
}

// Whom the council names may take the row; whom the chart names no longer may. Time
// and files go on taking theirs, and no other case is touched.
func TestARowIsForWhomTheCouncilNames(t *testing.T) {
	rules := council(t, "[roles]\nQA6 = {by = [\"placements_officer\"]}\nOF6 = {with = [\"csw_manager\"]}\nOF3 = {by = [\"csw_manager\"]}\n")
	c := asked(t)
	c.Rules = rules
	if _, _, err := c.Apply("", "QA6", turn(quinn, friday, nil)); err == nil || !strings.Contains(err.Error(), "is for placements officer, and quinn is QA officer") {
		t.Errorf("the QA officer: %v", err)
	}
	if _, _, err := c.Apply("", "QA6", turn(pat, friday, nil)); err != nil {
		t.Errorf("the placements officer: %v", err)
	}
	offers := c.Offers("", turn(pat, friday, nil))
	if i := slices.IndexFunc(offers, func(o flow.Offer) bool { return o.ID == "QA6" }); i < 0 || !offers[i].Allowed || !slices.Equal(offers[i].By, []team.Role{team.PlacementsOfficer}) {
		t.Errorf("the menu: %+v", offers[max(i, 0)])
	}
	better := after(t, revisited(t), friday)
	better.Rules = rules
	better = after(t, better, friday, act{pat, "OF6", []string{"finding=good", "ended_on=2026-03-05"}})
	if _, _, err := better.Confirm("", "", turn(mo, friday, nil)); err == nil || !strings.Contains(err.Error(), "CSW manager") {
		t.Errorf("confirmed by the placements manager: %v", err)
	}
	if better = after(t, better, friday, act{who: casey, row: "confirm"}); better.Concern.Ofsted != Improved {
		t.Errorf("confirmed by the CSW manager: %s", better.Concern.Ofsted)
	}
	waits := inadequate(t)
	waits.Rules = rules
	later, steps := waits.Settle(d("2026-03-20"), turn(team.Person{}, d("2026-03-20"), nil))
	if later.Concern.Ofsted != AwaitingRevisit || len(steps) == 0 {
		t.Errorf("time no longer takes OF3: %s", later.Concern.Ofsted)
	}
	if r := rowOf(Charts(), "QA6"); !slices.Equal(r.By, []team.Role{team.QAOfficer}) {
		t.Errorf("the chart itself was changed: %v", r.By)
	}
	if diff := len(Under(standard.Policy)) - len(Charts()); diff != 0 {
		t.Errorf("%d charts more", diff)
	}
}

// A change of policy moves no date that is set; what is opened after it goes by the new one.
func TestAChangeOfPolicyMovesNoDate(t *testing.T) {
	c := taken(t)
	before := map[string]string{}
	for _, x := range c.Duties {
		before[x.ID] = x.Due.String() + " " + x.OriginalDue.String() + " " + x.Earliest.String()
	}
	c.Rules = council(t, "[[limit]]\nkey = \"qa.list_children\"\nlength = \"4 wd\"\n[[limit]]\nkey = \"qa.ask_provider\"\nlength = \"3 wd\"\n[[limit]]\nkey = \"qa.responsive_visit\"\nlength = \"same day\"\n")
	c, _ = c.Settle(friday, turn(team.Person{}, friday, nil))
	for _, x := range c.Duties {
		if now := x.Due.String() + " " + x.OriginalDue.String() + " " + x.Earliest.String(); before[x.ID] != "" && before[x.ID] != now {
			t.Errorf("%s moved from %s to %s", x.Kind, before[x.ID], now)
		}
	}
	c = after(t, c, friday, act{quinn, "QA2a", nil})
	if got := open(c, duty.Ours); !slices.Contains(got, "qa.ask_provider 2026-03-11") {
		t.Errorf("what opens after the change: %v", got)
	}
}

// The shipped policies can be used as they are.
func TestTheShippedPoliciesFitTheCharts(t *testing.T) {
	for _, name := range policy.ShippedNames() {
		if _, err := ReadPolicy(name+".toml", policy.Source(name)); err != nil {
			t.Error(err)
		}
	}
}
