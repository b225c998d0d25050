package team

import (
	"testing"

	"placewatch/domain/civil"
)

func TestAGrantEndsAfterItsLastDay(t *testing.T) {
	last := civil.MustParse("2026-03-31")
	p := Person{Grants: []Grant{{Role: QAOfficer, Until: last}, {Role: Viewer}}}
	for _, c := range []struct {
		day  string
		want bool
	}{{"2026-03-30", true}, {"2026-03-31", true}, {"2026-04-01", false}} {
		if got := p.Holds(civil.MustParse(c.day), QAOfficer); got != c.want {
			t.Errorf("on %s the grant holds: %v, want %v", c.day, got, c.want)
		}
	}
	p.Disabled = true
	if len(p.Roles(last)) != 0 {
		t.Error("a disabled person has a role")
	}
}

func TestEveryRoleHasWordsAndManagersAreOfficers(t *testing.T) {
	officers := map[Role]bool{}
	for _, r := range Officers() {
		officers[r] = true
	}
	for _, m := range Managers() {
		if !officers[m] {
			t.Errorf("%s is no officer", m)
		}
	}
	for _, r := range Roles() {
		if r.Words() == "" {
			t.Errorf("%s has no words", r)
		}
	}
	if officers[Admin] || officers[Auditor] || officers[Viewer] {
		t.Error("a role without case rights counts as an officer")
	}
}
