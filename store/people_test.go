package store

import (
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/team"
)

func TestRolesAreGrantedToPeopleWhoAreThereAndEnd(t *testing.T) {
	s := openNew(t)
	ann := admit(t, s, "ann", team.QAOfficer)
	by := lead(friday())
	grant := func(login string, until civil.Date, names ...string) error {
		_, err := s.Grant(t.Context(), by, clean(login), roles(names...), until)
		return err
	}
	refused(t, grant("nobody", civil.Date{}, "viewer"), fault.NotFound, `"nobody" is not a person of this store`)
	if err := grant("ANN", friday().AddDays(7), "placements_officer"); err != nil {
		t.Fatal(err)
	}
	if p, err := s.Person(t.Context(), "ann"); err != nil || !p.Holds(friday().AddDays(7), team.PlacementsOfficer) || p.Holds(friday().AddDays(8), team.PlacementsOfficer) {
		t.Errorf("%+v (%v)", p, err)
	}
	if err := grant("ann", friday().AddDays(-1), "qa_officer"); err != nil {
		t.Fatal(err)
	}
	if p, _ := s.Person(t.Context(), "ann"); p.Holds(friday(), team.QAOfficer) {
		t.Error("a role whose last day is past is held")
	}
	_, err := s.Grant(t.Context(), ann, clean("lead"), roles("viewer"), civil.Date{})
	refused(t, err, fault.NotAllowed, "granting roles is for admin, and ann is placements officer")
	healthy(t, s)
}

func TestADisabledPersonDoesNotActAndTheLastAdministratorStays(t *testing.T) {
	s := exposed(t)
	ann := admit(t, s, "ann", team.QAOfficer)
	disable := func(by By, login string, again bool) error {
		_, err := s.Disable(t.Context(), by, clean(login), again)
		return err
	}
	refused(t, disable(lead(friday()), "lead", false), fault.NotAllowed, "lead is the last administrator")
	if err := disable(lead(friday()), "ann", false); err != nil {
		t.Fatal(err)
	}
	_, err := s.Do(t.Context(), ann, command("urn:1234567", "CF1", "who=iro", "reason=asked"))
	refused(t, err, fault.NotAllowed, "ann is disabled")
	if err := disable(lead(friday()), "ann", false); err != nil {
		t.Errorf("once more: %v", err)
	}
	if err := disable(lead(friday()), "ann", true); err != nil {
		t.Fatal(err)
	}
	do(t, s, ann, "urn:1234567", "CF1", "who=iro", "reason=asked")

	tec := admit(t, s, "tec", team.Admin)
	_, err = s.Grant(t.Context(), tec, clean("lead"), roles("admin"), friday())
	if err != nil {
		t.Errorf("one of two administrators: %v", err)
	}
	_, err = s.Grant(t.Context(), lead(friday()), clean("tec"), roles("admin"), friday())
	refused(t, err, fault.NotAllowed, "tec is the last administrator")
	healthy(t, s)
}

// An administrator at one desk may act for six people in a practice store, and for
// one half of a row for two in a real one.
func TestOneAtTheDeskIsNotBothPeopleOfARowForTwo(t *testing.T) {
	for _, practice := range []bool{false, true} {
		s := openNew(t)
		desk := lead(friday())
		desk.Practice = practice
		takeOfsted(t, s, desk, ofstedList(t, "2025-03-31", home("1234568", "12/03/2025", "Good")))
		takeOurs(t, s, desk, ourFile(t, "2026-03-01", lives("c2", "1234568")))
		for login, r := range map[string]team.Role{"ann": team.QAOfficer, "dee": team.PlacementsManager} {
			if _, err := s.AddPerson(t.Context(), desk, clean(login), clean(""), []team.Role{r}, civil.Date{}); err != nil {
				t.Fatal(err)
			}
		}
		as := func(login string) By {
			by := desk
			by.As, by.Because = login, clean("on leave")
			return by
		}
		judged(t, s, as("ann"))
		do(t, s, as("ann"), "urn:1234568", "OF1d", "reason=another home was meant")
		confirm := command("urn:1234568", "confirm")
		_, checked := s.Preview(t.Context(), as("dee"), confirm)
		_, err := s.Do(t.Context(), as("dee"), confirm)
		if practice {
			if err != nil || checked != nil {
				t.Errorf("in a practice store: %v, %v", err, checked)
			}
			continue
		}
		for _, err := range []error{err, checked} {
			refused(t, err, fault.NotAllowed, "lead was at the desk when OF1d was decided for ann on 6 Mar 2026, and cannot be the second person too; ask another person, at their own desk (safety 7, F1)")
		}
		do(t, s, at("dee", friday()), "urn:1234568", "confirm")
		healthy(t, s)
	}
}
