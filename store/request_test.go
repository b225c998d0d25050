package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/placement"
	"placewatch/domain/team"
)

// asking is a store with an inadequate home, 1234567, and a good one, 1234568, each
// with a child of ours, and the five people who decide on requests.
func asking(t *testing.T) *Store {
	t.Helper()
	s := exposed(t)
	admit(t, s, "pat", team.PlacementsOfficer)
	admit(t, s, "quinn", team.QAOfficer)
	admit(t, s, "mo", team.PlacementsManager)
	admit(t, s, "casey", team.CSWManager)
	admit(t, s, "prim", team.PrincipalManager)
	return s
}

// agreed plays a request at the inadequate home up to the alerts before the move.
func agreed(t *testing.T, s *Store) string {
	t.Helper()
	day := friday()
	r := do(t, s, at("pat", day), "urn:1234567", "PR1", "child=C-0500", "basis=looked_after", "asked=yes").Subject
	do(t, s, at("pat", day), r, "PR3")
	do(t, s, at("pat", day), r, "PR4", "match=only_option", "alternatives=none", "reason=near the school")
	do(t, s, at("pat", day), r, "PR5", "documents=both", "summary=staffing")
	do(t, s, at("mo", day), r, "PR6", "approach=daily calls")
	do(t, s, at("casey", day), r, "confirm")
	do(t, s, at("prim", day), r, "PR7", "conditions=none")
	do(t, s, at("pat", day), r, "PR7c", "channel=email", "name=Sam")
	do(t, s, at("pat", day), r, "PR7d", "channel=email", "name=Ira")
	return r
}

// there are the children who live at a provision, as the list of exposures shows them.
func there(t *testing.T, s *Store, urn string, today civil.Date) []string {
	t.Helper()
	in, err := s.Input(t.Context(), today)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range board.Exposure(in).Provisions {
		if string(p.URN) == urn {
			for _, c := range p.Children {
				out = append(out, c.Child)
			}
		}
	}
	slices.Sort(out)
	return out
}

func march(day int) civil.Date { return civil.On(2026, time.March, day) }

func livesSince(child, urn string, since civil.Date) string {
	return fmt.Sprintf("%s,%s,,K2,PR4,%s,,", child, since, urn)
}

// A placement that was agreed is on the board as soon as it is recorded; the file that
// brings it is the same placement, and one that does not leaves it open, for a person.
func TestAPlacementAgreedIsOnTheBoardAtOnceAndOnce(t *testing.T) {
	s := asking(t)
	r := agreed(t, s)
	do(t, s, at("pat", march(9)), r, "PR8", "placement_type=K2", "who=the social worker", "how=visits")
	if got := there(t, s, "1234567", march(9)); !slices.Equal(got, []string{"C-0500", "c1"}) {
		t.Fatalf("there live %v", got)
	}
	healthy(t, s)

	takeOurs(t, s, at("pat", march(10)), ourFile(t, "2026-03-08", lives("c1", "1234567"), lives("c2", "1234568"), lives("c3", "1234568")))
	if n := asked[int](t, s, `SELECT count(*) FROM discrepancy WHERE kind = ?`, string(placement.AbsentFromFile)); n != 0 {
		t.Errorf("an older file disputes %d placements", n)
	}
	takeOurs(t, s, at("pat", march(10)), ourFile(t, "2026-03-09", lives("c1", "1234567"), lives("c2", "1234568"), lives("c3", "1234568")))
	if got := there(t, s, "1234567", march(10)); !slices.Equal(got, []string{"C-0500", "c1"}) {
		t.Errorf("after a file without the child there live %v", got)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM discrepancy WHERE kind = ? AND subject = 'child:C-0500' AND status = 'open'`, string(placement.AbsentFromFile)); n != 1 {
		t.Errorf("%d discrepancies of a child whom the file does not hold", n)
	}

	takeOurs(t, s, at("pat", march(11)), ourFile(t, "2026-03-10", lives("c1", "1234567"), lives("c2", "1234568"), lives("c3", "1234568"), livesSince("C-0500", "1234567", march(9))))
	if n := asked[int](t, s, `SELECT count(*) FROM placement WHERE child = 'C-0500'`); n != 1 {
		t.Errorf("the file made %d placements of one", n)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM discrepancy WHERE status = 'open'`); n != 0 {
		t.Errorf("%d discrepancies stay open", n)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM journal WHERE row = 'PR11'`); n != 0 {
		t.Error("what was agreed is recorded as a breach")
	}
	healthy(t, s)
}

// The file may be the first to tell that the placement began.
func TestAFileTellsThatAPlacementBegan(t *testing.T) {
	s := asking(t)
	r := agreed(t, s)
	takeOurs(t, s, at("pat", march(10)), ourFile(t, "2026-03-09", lives("c1", "1234567"), lives("c2", "1234568"), livesSince("C-0500", "1234567", march(9))))
	if state := asked[string](t, s, `SELECT state FROM part WHERE id = 'request/1234567-R1'`); state != "placed" {
		t.Errorf("%s is %s", r, state)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM duty WHERE kind = 'request.start_told' AND status = 'open' AND concern IS NULL`); n != 1 {
		t.Errorf("the start is owed to be told %d times", n)
	}
	do(t, s, at("pat", march(10)), r, "PR8c", "channel=email", "name=Sam and Ira")
	healthy(t, s)
}

// A child who came while placements were held back, and nobody had agreed, is a breach
// with a clock. Whom the first load finds was there before anybody could ask.
func TestAFileBringsABreachAfterTheFreezeAndNotAtTheFirstLoad(t *testing.T) {
	s := asking(t)
	breaches := `SELECT count(*) FROM part WHERE kind = 'request' AND state = 'breach'`
	if n := asked[int](t, s, breaches); n != 0 {
		t.Fatalf("the first load found %d breaches", n)
	}
	came := ourFile(t, "2026-03-11", lives("c1", "1234567"), livesSince("c2", "1234567", march(10)), livesSince("c3", "1234567", march(9)),
		livesSince("c4", "1234567", march(5)), livesSince("c5", "1234568", march(9)))
	takeOurs(t, s, at("pat", march(12)), came)
	takeOurs(t, s, at("pat", march(12)), came)
	if n := asked[int](t, s, breaches); n != 2 {
		t.Errorf("%d breaches, want those of the child who moved there and of the one who is new", n)
	}
	if due := asked[string](t, s, `SELECT min(due) FROM duty WHERE kind = 'request.decide_breach' AND status = 'open'`); due != "2026-03-16" {
		t.Errorf("the breach is to be decided by %s", due)
	}
	do(t, s, at("mo", march(12)), "request:1234567-R1", "PR12", "reason=settled", "who=the social worker", "how=a call each week")
	_, err := s.Do(t.Context(), at("mo", march(12)), command("request:1234567-R1", "confirm"))
	refused(t, err, fault.NotAllowed, "a second person must confirm it")
	do(t, s, at("casey", march(12)), "request:1234567-R1", "confirm")
	healthy(t, s)
}

// A breach that a person records puts the child on the board.
func TestABreachThatAPersonRecordsIsOnTheBoard(t *testing.T) {
	s := asking(t)
	do(t, s, at("quinn", march(12)), "urn:1234567", "PR11", "child=C-0501", "placed_on=2026-03-09")
	if got := there(t, s, "1234567", march(12)); !slices.Equal(got, []string{"C-0501", "c1"}) {
		t.Errorf("there live %v", got)
	}
	healthy(t, s)
}

// What the provider claims and Ofsted's record does not bear out waits for a person.
func TestAClaimThatDoesNotAgreeIsADiscrepancy(t *testing.T) {
	s := asking(t)
	r := do(t, s, at("pat", friday()), "urn:1234568", "PR1", "child=C-0500", "basis=education", "asked=yes").Subject
	_, err := s.Do(t.Context(), at("pat", friday()), command(r, "PR2", "judgement=outstanding", "inspected_on=2025-03-12"))
	if err == nil {
		t.Fatal("a claim that does not agree was taken")
	}
	do(t, s, at("pat", friday()), r, "PR2x", "judgement=outstanding", "inspected_on=2025-03-12")
	const held = `SELECT ours || ' / ' || theirs FROM discrepancy WHERE kind = 'claim_mismatch' AND status = ?`
	if got, want := asked[string](t, s, held, waiting), "good, inspected 12 Mar 2025 / outstanding, inspected 12 Mar 2025, as the provider claims"; got != want {
		t.Errorf("the discrepancy says %q, want %q", got, want)
	}
	do(t, s, at("pat", friday()), r, "PR2", "judgement=good", "inspected_on=2025-03-12")
	if n := asked[int](t, s, `SELECT count(*) FROM discrepancy WHERE kind = 'claim_mismatch' AND status = 'settled'`); n != 1 {
		t.Error("the claim was corrected, and the discrepancy stays open")
	}
	healthy(t, s)
}

// At the store as in the rules: whoever asked does not agree, and two managers are two people.
func TestTheStoreKeepsWhoAskedFromAgreeing(t *testing.T) {
	s := asking(t)
	both := admit(t, s, "both", team.PlacementsOfficer)
	admit(t, s, "both", team.PlacementsManager)
	r := do(t, s, both, "urn:1234567", "PR1", "child=C-0500", "basis=looked_after", "asked=yes").Subject
	do(t, s, both, r, "PR3")
	do(t, s, both, r, "PR4", "match=only_option", "alternatives=none", "reason=near the school")
	do(t, s, both, r, "PR5", "documents=both", "summary=staffing")
	_, err := s.Do(t.Context(), both, command(r, "PR6", "approach=daily calls"))
	refused(t, err, fault.GuardUnmet, "whoever decides did not ask for the placement (safety 7, F1)")
	do(t, s, at("prim", friday()), r, "PR6", "approach=daily calls")
	_, err = s.Do(t.Context(), both, command(r, "confirm"))
	refused(t, err, fault.GuardUnmet, "whoever decides did not ask for the placement (safety 7, F1)")
	do(t, s, at("casey", friday()), r, "confirm")
	_, err = s.Do(t.Context(), at("prim", friday()), command(r, "PR7", "conditions=none"))
	refused(t, err, fault.GuardUnmet, "whoever signs off did not agree the risk approach (safety 7, F2)")
	healthy(t, s)
}

// A child who lives nowhere yet is named as any other is, where one request is open for
// her; what is done for her is done to the request.
func TestAChildWithARequestAloneIsNamedByHerReference(t *testing.T) {
	s := asking(t)
	pat := at("pat", friday())
	r := do(t, s, pat, "urn:1234567", "PR1", "child=C-0500", "basis=looked_after", "asked=yes").Subject
	id := strings.TrimPrefix(r, "request:")
	for _, name := range []string{"child:C-0500", "C-0500"} {
		got, err := s.Resolve(t.Context(), name)
		if want := (Subject{URN: "1234567", Part: id, Kind: "request", Child: "C-0500", Name: "child:C-0500"}); err != nil || got != want {
			t.Errorf("%s is %+v, %v", name, got, err)
		}
	}
	offers, version, err := s.Offers(t.Context(), pat, "child:C-0500")
	if err != nil || len(offers) == 0 || version != 1 {
		t.Fatalf("version %d offers %v: %v", version, offers, err)
	}
	for _, o := range offers {
		if !strings.HasPrefix(o.ID, "PR") {
			t.Errorf("for a child who lives nowhere yet %s is offered", o.ID)
		}
	}
	if got := do(t, s, pat, "child:C-0500", "PR3").Subject; got != r {
		t.Errorf("it was done to %s", got)
	}
	_, err = s.Do(t.Context(), pat, command("child:C-0500", "PR7", "conditions=none"))
	refused(t, err, fault.GuardUnmet, "Senior sign-off of the placement (PR7) is not possible: the placement request is justify")
	if strings.Contains(err.Error(), "C-0500") {
		t.Errorf("a child's reference is repeated: %v", err)
	}
	other := do(t, s, pat, "urn:1234568", "PR1", "child=C-0500", "basis=looked_after", "asked=yes").Subject
	unnamed := func(when string) {
		t.Helper()
		_, err := s.Do(t.Context(), pat, command("child:C-0500", "PR9b", "reason=another was found"))
		if refused(t, err, fault.NotFound, "no one placement request is open for the child"); err != nil && strings.Contains(err.Error(), "C-0500") {
			t.Errorf("%s: a child's reference is repeated: %v", when, err)
		}
	}
	unnamed("asked for at two provisions")
	do(t, s, pat, r, "PR9b", "reason=another was found")
	do(t, s, pat, other, "PR9b", "reason=another was found")
	unnamed("asked for no more")
	healthy(t, s)
}

// One who lives where Ofsted's files know no provision has no case but her request's.
func TestAChildWhoLivesInNoKnownProvisionIsNamedForHerRequest(t *testing.T) {
	s := asking(t)
	takeOurs(t, s, lead(friday()), ourFile(t, "2026-03-02", lives("c1", "1234567"), lives("c2", "1234568"), lives("c3", "SC990458")))
	_, err := s.Do(t.Context(), at("pat", friday()), command("child:c3", "PR9b", "reason=x"))
	refused(t, err, fault.NotFound, "no provision with URN SC990458 is known")
	r := do(t, s, at("pat", friday()), "urn:1234567", "PR1", "child=c3", "basis=looked_after", "asked=yes").Subject
	if got := do(t, s, at("pat", friday()), "child:c3", "PR3").Subject; got != r {
		t.Errorf("it was done to %s", got)
	}
	do(t, s, at("pat", friday()), "urn:1234567", "PR1", "child=c2", "basis=looked_after", "asked=yes")
	if got, err := s.Resolve(t.Context(), "child:c2"); err != nil || got.URN != "1234568" || got.Part != "" {
		t.Errorf("a child who lives in a provision is %+v, %v", got, err)
	}
}
