package store

import (
	"strings"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/team"
)

// Both names and the reason are in the journal; without a reason nothing is written, and
// a check says so too. A practice store is for trying all six people alone.
func TestNobodyActsForAnotherWithoutSayingWhy(t *testing.T) {
	s := exposed(t)
	admit(t, s, "ann", team.QAOfficer)
	by := lead(friday())
	by.As = "ann"
	raise := command("urn:1234567", "CF1", "who=iro", "reason=asked")
	before := asked[int](t, s, `SELECT count(*) FROM journal`)
	_, done := s.Do(t.Context(), by, raise)
	_, checked := s.Preview(t.Context(), by, raise)
	for _, err := range []error{done, checked, s.MayWrite(t.Context(), by), s.SetCouncil(t.Context(), by, clean("Elsewhere"))} {
		refused(t, err, fault.Invalid, "lead acts for ann, and it is not said why; nothing was written; add --because 'TEXT'")
	}
	by.Because = clean(strings.Repeat("x", 401))
	_, err := s.Do(t.Context(), by, raise)
	refused(t, err, fault.Invalid, "longer than 400 characters")
	if n := asked[int](t, s, `SELECT count(*) FROM journal`); n != before {
		t.Errorf("%d entries were written", n-before)
	}
	by.Because = clean("on leave;\x1b agreed by telephone")
	r := do(t, s, by, "urn:1234567", "CF1", "who=iro", "reason=asked")
	const why = `SELECT actor || ' for ' || on_behalf_of || ': ' || coalesce(args ->> '$.acting_because', 'none') FROM journal WHERE seq = ?`
	if got := asked[string](t, s, why, r.Seq); got != "lead for ann: on leave;\ufffd agreed by telephone" {
		t.Errorf("the journal says %q", got)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM journal WHERE args ->> '$.acting_because' <> '' AND on_behalf_of = ''`); n != 0 {
		t.Errorf("%d entries that nobody wrote for another have the reason", n)
	}
	healthy(t, s)

	s = openNew(t)
	by = lead(friday())
	by.Practice = true
	takeOfsted(t, s, by, ofstedList(t, "2025-03-31", home("1234567", "12/03/2025", "Inadequate")))
	if _, err := s.AddPerson(t.Context(), by, clean("ann"), clean(""), []team.Role{team.QAOfficer}, civil.Date{}); err != nil {
		t.Fatal(err)
	}
	by.As = "ann"
	r = do(t, s, by, "urn:1234567", "CF1", "who=iro", "reason=asked")
	if got := asked[string](t, s, why, r.Seq); got != "lead for ann: none" {
		t.Errorf("the practice journal says %q", got)
	}
	healthy(t, s)
}

func TestOnlyAnAdministratorActsForAnotherAndBothAreNamed(t *testing.T) {
	s := exposed(t)
	admit(t, s, "ann", team.QAOfficer)
	admit(t, s, "fay", team.PrincipalManager)
	by := at("ann", friday())
	by.As, by.Because = "fay", clean("on leave")
	_, err := s.Do(t.Context(), by, command("urn:1234567", "QA2"))
	refused(t, err, fault.NotAllowed, "only an administrator may act for another person; ann is QA officer")
	by.Login = "lead"
	r := do(t, s, by, "urn:1234567", "CF1", "who=iro", "reason=asked")
	if got := asked[string](t, s, `SELECT actor || ' for ' || on_behalf_of FROM journal WHERE seq = ?`, r.Seq); got != "lead for fay" {
		t.Errorf("the journal says %q", got)
	}
	by.As = "LEAD" // for oneself is no acting for another
	r = do(t, s, by, "urn:1234567", "CF1", "who=iro", "reason=asked")
	if got := asked[string](t, s, `SELECT on_behalf_of FROM journal WHERE seq = ?`, r.Seq); got != "" {
		t.Errorf("on behalf of %q", got)
	}
}
