package store

import (
	"testing"

	"placewatch/domain/fault"
	"placewatch/domain/ofsted"
)

// A registration whose end a person records is ended for the board at once: its
// children live nowhere registered, and each is a discrepancy, as by a file.
func TestARegistrationEndedByHandIsEndedForTheBoard(t *testing.T) {
	s := exposed(t)
	status := func() string { return asked[string](t, s, `SELECT status FROM provision WHERE urn = '1234567'`) }
	do(t, s, lead(friday()), "urn:1234567", "OF11", "how=cancelled", "ended_on=2026-03-04")
	if got := status() + asked[string](t, s, `SELECT ' ' || closed FROM provision WHERE urn = '1234567'`); got != "cancelled 2026-03-04" {
		t.Errorf("the registration is %s", got)
	}
	if got := asked[string](t, s, `SELECT bucket FROM placement WHERE urn = '1234567'`); got != "unknown_urn" {
		t.Errorf("the child is counted as %s", got)
	}
	if got := asked[string](t, s, `SELECT theirs || ', ' || file FROM discrepancy WHERE kind = 'registration_ended' AND status = 'open'`); got != "registration cancelled on 4 Mar 2026, recorded by lead" {
		t.Errorf("the discrepancy says %q", got)
	}
	healthy(t, s)

	row := home("1234567", "12/03/2025", "Inadequate")
	takeOfsted(t, s, lead(friday()), ofstedList(t, "2026-03-05", row))
	if got := status(); got != "cancelled" {
		t.Errorf("an older file says %s, and was believed", got)
	}
	takeOfsted(t, s, lead(friday().AddDays(3)), ofstedList(t, "2026-03-09", row))
	if got := status(); got != "active" {
		t.Errorf("a newer file says active, and the registration is %s", got)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM discrepancy WHERE kind = 'registration_ended' AND status = 'open'`); n != 0 {
		t.Errorf("%d discrepancies wait", n)
	}
	healthy(t, s)
}

// A registration that goes on under another number is linked to one that is held.
func TestALinkLeadsToAProvisionThatIsHeld(t *testing.T) {
	s := exposed(t)
	do(t, s, lead(friday()), "urn:1234567", "OF11", "how=resigned", "ended_on=2026-03-04")
	link := func(urn string) error {
		_, err := s.Do(t.Context(), lead(friday()), command("urn:1234567", "OF11b", "urn="+urn, "owner=yes", "address=yes"))
		return err
	}
	refused(t, link("7654321"), fault.NotFound, "no provision that is held bears the URN 7654321")
	if _, err := s.Preview(t.Context(), lead(friday()), command("urn:1234567", "OF11b", "urn=7654321", "owner=yes", "address=yes")); err == nil {
		t.Error("the check says yes to what is refused")
	}
	if err := link("1234568"); err != nil {
		t.Fatal(err)
	}
	if got := asked[string](t, s, `SELECT linked_urn FROM concern`); got != "1234568" {
		t.Errorf("linked to %s", got)
	}
	healthy(t, s)

	// The concern has followed where one is open there, and not before.
	follow := func() error {
		_, err := s.Do(t.Context(), lead(friday()), command("urn:1234567", "OF11e", "outcome=recorded", "concern=1234568-1"))
		return err
	}
	refused(t, follow(), fault.NotFound, "no concern that is open is called concern:1234568-1")
	do(t, s, lead(friday()), "urn:1234568", "OF1", "finding=inadequate", "ended_on=2026-03-04", "source=call")
	if err := follow(); err != nil {
		t.Fatal(err)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM duty WHERE kind = 'concern.record_at_new_registration' AND status = 'open'`); n != 0 {
		t.Errorf("recorded there, and %d are owed", n)
	}
	healthy(t, s)
}

// What stands beside the grade is kept and found again: enforcement, an alert, the
// manager, an approval.
func TestEnforcementAndAlertsAreKept(t *testing.T) {
	s := exposed(t)
	ann, dee := admit(t, s, "ann", "qa_officer"), admit(t, s, "dee", "placements_manager")
	do(t, s, ann, "urn:1234567", "EN3", "kind=restriction", "served_on=2026-03-05")
	do(t, s, ann, "urn:1234567", "AL1", "to=service_managers", "about=the restriction")
	do(t, s, ann, "urn:1234567", "AL2", "channel=call", "name=both managers")
	do(t, s, ann, "urn:1234567", "MG1", "manager=vacant", "since=2026-02-01")
	if got := asked[string](t, s, `SELECT group_concat(kind || ' ' || state, ', ') FROM (SELECT * FROM part WHERE kind IN ('enforcement', 'alert') ORDER BY kind)`); got != "alert sent, enforcement in_force" {
		t.Errorf("kept: %s", got)
	}
	if got := asked[string](t, s, `SELECT manager || ' ' || manager_since FROM concern`); got != "vacant 2026-02-01" {
		t.Errorf("the manager is %s", got)
	}
	if got := asked[string](t, s, `SELECT state || ' ' || basis FROM freeze WHERE urn = '1234567'`); got != "hard_frozen notice" {
		t.Errorf("the freeze is %s", got)
	}
	do(t, openAt(t, s.Path()), ann, "urn:1234567", "EN4", "ended_on=2026-03-06", "reason=Ofsted wrote")
	do(t, s, dee, "urn:1234567", "confirm")
	if n := asked[int](t, s, `SELECT count(*) FROM part WHERE kind = 'enforcement' AND over = 1`); n != 1 {
		t.Errorf("%d are over", n)
	}
	if status := asked[string](t, s, `SELECT status FROM provision WHERE urn = '1234567'`); status != string(ofsted.Active) {
		t.Errorf("the registration is %s", status)
	}
	healthy(t, s)
}
