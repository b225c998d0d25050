package store

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/team"
)

func TestTheFirstWriteMakesThePersonAtTheDeskAnOfficer(t *testing.T) {
	s := openNew(t)
	takeOurs(t, s, lead(friday()), ourFile(t, "2026-03-01", lives("c1", "1234567")))
	p, err := s.Person(t.Context(), "LEAD")
	if err != nil {
		t.Fatal(err)
	}
	want := []team.Role{team.PlacementsOfficer, team.QAOfficer, team.Admin}
	if diff := cmp.Diff(want, p.Roles(friday())); diff != "" {
		t.Error(diff)
	}
	_, err = s.ImportPlacements(t.Context(), at("ann", friday()), file("x"), nil, false)
	refused(t, err, fault.NotAllowed, `"ann" is not a person of this store; an administrator adds people`)
}

func TestNobodyGrantsARoleToThemselfOnceOthersAreThere(t *testing.T) {
	s := openNew(t)
	ann := admit(t, s, "ann", team.QAOfficer)
	_, err := s.AddPerson(t.Context(), lead(friday()), clean("lead"), clean(""), roles("principal_manager"), friday())
	refused(t, err, fault.NotAllowed, "nobody grants a role to themself")
	_, err = s.AddPerson(t.Context(), ann, clean("ben"), clean(""), roles("qa_officer"), friday())
	refused(t, err, fault.NotAllowed, "adding people is for admin, and ann is QA officer")
	for login, r := range map[string]string{"two words": "qa_officer", "": "qa_officer", "ben": "chief", strings.Repeat("x", 33): "admin"} {
		if _, err := s.AddPerson(t.Context(), lead(friday()), clean(login), clean(""), roles(r), friday()); err == nil {
			t.Errorf("%q was added as %s", login, r)
		}
	}
	admit(t, s, "ann", team.QAOfficer) // granted already: nothing is written
	if n := asked[int](t, s, `SELECT count(*) FROM journal WHERE row = 'US2'`); n != 1 {
		t.Errorf("%d grants are told of, want 1", n)
	}
	healthy(t, s)
}

// A duty is handed to whoever works the board now, and not to whoever did when the
// store was opened; what was done stands after it is read again.
func TestADutyIsHandedToSomebodyWhoCameSince(t *testing.T) {
	s := exposed(t)
	id := asked[string](t, s, `SELECT id FROM duty WHERE kind = 'concern.intake' AND status = 'open'`)
	mo := admit(t, s, "mo", team.PlacementsManager)
	do(t, s, lead(friday()), "duty:"+id, "DU1", "to=mo", "reason=on leave")
	due := asked[string](t, s, `SELECT due FROM duty WHERE id = ?`, id)
	do(t, s, mo, "duty:"+id, "DU3", "due=2026-03-20", "reason=agreed with the team")
	if got, want := asked[string](t, s, `SELECT person || ' ' || due || ' ' || original_due FROM duty WHERE id = ?`, id), "mo 2026-03-20 "+due; got != want {
		t.Errorf("the duty is kept as %q, want %q", got, want)
	}
	// Further away it takes two.
	do(t, s, mo, "duty:"+id, "DU3", "due=2026-04-10", "reason=the provider asked")
	if got := asked[string](t, s, `SELECT due FROM duty WHERE id = ?`, id); got != "2026-03-20" {
		t.Errorf("one manager moved it to %s", got)
	}
	do(t, s, admit(t, s, "prim", team.PrincipalManager), "duty:"+id, "confirm")
	if got := asked[string](t, s, `SELECT due FROM duty WHERE id = ?`, id); got != "2026-04-10" {
		t.Errorf("two managers moved it to %s", got)
	}
	in, err := s.Input(t.Context(), friday())
	if err != nil || len(in.Rules.Team) != 3 {
		t.Errorf("%d work the board, want 3: %v", len(in.Rules.Team), err)
	}
	healthy(t, s)
}

func TestOnlyOfficersAndManagersImport(t *testing.T) {
	s := openNew(t)
	for _, r := range []team.Role{team.Viewer, team.Auditor, team.Admin} {
		by := admit(t, s, string(r), r)
		_, err := s.ImportPlacements(t.Context(), by, file("x"), nil, false)
		refused(t, err, fault.NotAllowed, "importing a file is for any officer or manager")
	}
}

func TestAPracticeStoreIsForPracticeForEverAndNoOtherIsEver(t *testing.T) {
	fixed := lead(friday())
	fixed.Practice = true
	practice := openNew(t)
	takeOfsted(t, practice, fixed, ofstedList(t, "2025-03-31", home("1234567", "12/03/2025", "Good")))
	takeOfsted(t, practice, lead(friday().AddDays(200)), ofstedList(t, "2025-04-30", home("1234567", "12/03/2025", "Good"))) // later, without it
	in, err := practice.Input(t.Context(), friday())
	if err != nil || !in.Practice {
		t.Errorf("the board does not say that the store is for practice (%v)", err)
	}
	if n := asked[int](t, practice, `SELECT count(*) FROM journal WHERE policy NOT LIKE '%, practice'`); n != 0 {
		t.Errorf("%d entries do not say that they are practice", n)
	}
	healthy(t, practice)

	real := exposed(t)
	before := asked[int](t, real, `SELECT count(*) FROM journal`)
	_, err = real.Do(t.Context(), fixed, command("urn:1234567", "CF1", "who=iro", "reason=asked"))
	refused(t, err, fault.NotAllowed, "is a real store; nothing was written; unset PLACEWATCH_TODAY to write")
	if _, err := real.ImportOfsted(t.Context(), fixed, file("x"), nil, true); err != nil {
		t.Errorf("a dry run writes nothing, and was refused: %v", err)
	}
	if n := asked[int](t, real, `SELECT count(*) FROM journal`); n != before {
		t.Error("something was written")
	}
	in, err = real.Input(t.Context(), friday())
	if err != nil || in.Practice {
		t.Errorf("the real store passes for practice (%v)", err)
	}
}

func TestADryRunWritesNothingAtAll(t *testing.T) {
	s := openNew(t)
	table := ofstedList(t, "2025-03-31", home("1234567", "12/03/2025", "Inadequate"))
	bell := s.Changed(t.Context())
	for range 2 {
		out, err := s.ImportOfsted(t.Context(), lead(friday()), file("x"), []*ofsted.Table{table}, true)
		if err != nil || out[0].New != 1 {
			t.Fatalf("%+v %v", out, err)
		}
		ours, err := s.ImportPlacements(t.Context(), lead(friday()), file("y"), []*placement.Table{ourFile(t, "2026-03-01", lives("c1", "1234567"))}, true)
		if err != nil || ours[0].New != 1 {
			t.Fatalf("%+v %v", ours, err)
		}
	}
	for _, table := range []string{"person", "journal", "meta", "provision", "placement", "import_file"} {
		if n := asked[int](t, s, "SELECT count(*) FROM "+table); n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
	select {
	case <-bell:
		t.Error("a change was told")
	default:
	}
}

func TestWhatIsRefusedIsNotWritten(t *testing.T) {
	s := exposed(t)
	ann := admit(t, s, "vic", team.Viewer)
	before := dump(t, s)
	for _, c := range []flow.Command{
		command("urn:1234567", "CF1", "who=iro"),                                    // without a reason
		command("urn:1234567", "OF13", "reason=over"),                               // not possible
		command("urn:1234567", "nonsense"),                                          // no such row
		command("urn:7654321", "CF1"),                                               // no such provision
		command("visit:1234567-1.99", "VI3"),                                        // no such visit
		command("urn:1234567", "CF1", "who=iro", "reason=asked", "on=2027-01-01"),   // still to come
		command("urn:1234567", "CF1", "who=iro", "reason=asked", "misspelt=reason"), // not asked for
	} {
		if _, err := s.Do(t.Context(), lead(friday()), c); err == nil {
			t.Errorf("%s %v was taken", c.Event, c.Args)
		}
	}
	_, err := s.Do(t.Context(), ann, command("urn:1234567", "CF1", "who=iro", "reason=asked"))
	if err == nil {
		t.Error("a viewer raised a fact")
	}
	if diff := cmp.Diff(before, dump(t, s)); diff != "" {
		t.Error(diff)
	}
}

// dump is everything in the store, in words.
func dump(t testing.TB, s *Store) []string {
	t.Helper()
	var out []string
	err := s.read(t.Context(), func(q querier) error {
		tables, err := words(t.Context(), q, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
		if err != nil {
			return err
		}
		for _, table := range tables {
			columns, err := words(t.Context(), q, `SELECT 'quote("' || name || '")' FROM pragma_table_info(?)`, table)
			if err != nil {
				return err
			}
			rows, err := words(t.Context(), q, "SELECT '"+table+": ' || "+strings.Join(columns, " || ', ' || ")+" FROM "+table+" ORDER BY 1")
			if err != nil {
				return err
			}
			out = append(out, rows...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhoeverActsOnAnOldPictureIsToldWhoChangedIt(t *testing.T) {
	s := exposed(t)
	ann := admit(t, s, "ann", team.QAOfficer)
	_, version, err := s.Offers(t.Context(), lead(friday()), "urn:1234567")
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, ann, "urn:1234567", "CF1", "who=iro", "reason=asked")
	cmd := command("urn:1234567", "CF1", "who=iro", "reason=asked")
	cmd.Version = version
	_, err = s.Do(t.Context(), lead(friday()), cmd)
	refused(t, err, fault.Conflict, "concern:1234567-1 has changed since you opened it: ann did CF1 (fact raised) on 6 Mar 2026 at 10:00; nothing of yours was written; look again and decide")
	if _, cmd.Version, err = s.Offers(t.Context(), lead(friday()), "urn:1234567"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Do(t.Context(), lead(friday()), cmd); err != nil {
		t.Error(err)
	}
}

// Two people with two handles on one file, as two processes have: of two who act
// on one version one is told, and nothing is lost.
func TestNoUpdateIsLostBetweenTwoHandles(t *testing.T) {
	s := exposed(t)
	other := openAt(t, s.Path())
	before := asked[int64](t, s, `SELECT version FROM concern`)
	const each = 100
	var mu sync.Mutex
	var done, conflicts int
	var wg sync.WaitGroup
	for _, h := range []*Store{s, other} {
		wg.Go(func() {
			for i := 0; i < each; {
				_, version, err := h.Offers(t.Context(), lead(friday()), "urn:1234567")
				if err != nil {
					t.Error(err)
					return
				}
				cmd := command("urn:1234567", "CF1", "who=iro", "reason=asked")
				cmd.Version = version
				_, err = h.Do(t.Context(), lead(friday()), cmd)
				mu.Lock()
				f, refusal := errors.AsType[*fault.Error](err)
				switch {
				case err == nil:
					done++
					i++
				case refusal && f.Kind == fault.Conflict:
					conflicts++
				default:
					t.Error(err)
					i = each
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if got := asked[int64](t, s, `SELECT version FROM concern`); got != before+2*each || done != 2*each {
		t.Errorf("%d were done (%d told of a conflict) and the version went from %d to %d", done, conflicts, before, got)
	}
	healthy(t, other)
}

func TestACommandSentAgainIsDoneOnce(t *testing.T) {
	s := exposed(t)
	cmd := command("urn:1234567", "CF1", "who=iro", "reason=asked")
	cmd.Key = "k1"
	first, err := s.Do(t.Context(), lead(friday()), cmd)
	if err != nil {
		t.Fatal(err)
	}
	before := dump(t, s)
	again, err := s.Do(t.Context(), lead(friday()), cmd)
	if err != nil {
		t.Fatal(err)
	}
	if again.Seq != first.Seq || again.Subject != first.Subject || again.ID != first.ID {
		t.Errorf("first %+v, again %+v", first, again)
	}
	if diff := cmp.Diff(before, dump(t, s)); diff != "" {
		t.Error(diff)
	}
	for _, other := range []flow.Command{command("urn:1234567", "QA2"), command("urn:1234568", "CF1", "who=iro", "reason=asked")} {
		other.Key = "k1"
		_, err := s.Do(t.Context(), lead(friday()), other)
		refused(t, err, fault.Invalid, `the key "k1" was used for another command: CF1 at concern:1234567-1`)
	}
}

func TestASubjectIsFoundByAnyOfItsNames(t *testing.T) {
	s := exposed(t)
	for name, want := range map[string]Subject{
		"urn:1234567":       {URN: "1234567", Name: "urn:1234567"},
		" 1234567 ":         {URN: "1234567", Name: "urn:1234567"},
		"concern:1234567-1": {URN: "1234567", Concern: "1234567-1", Name: "concern:1234567-1"},
		"1234567-1":         {URN: "1234567", Concern: "1234567-1", Name: "concern:1234567-1"},
		"child:c1":          {URN: "1234567", Child: "c1", Name: "child:c1"},
		"c1":                {URN: "1234567", Child: "c1", Name: "child:c1"},
	} {
		got, err := s.Resolve(t.Context(), name)
		if err != nil || got != want {
			t.Errorf("%q: %+v %v", name, got, err)
		}
	}
	for name, words := range map[string]string{"urn:7654321": "nothing that is held is called urn:7654321", "request:1234567-R1": "nothing that is held is called request:1234567-R1",
		"request:1": "nothing that is held bears that name", "urn:C-1": "nothing that is held bears that name", "visit:C-1": "nothing that is held bears that name",
		"child:c9": "nothing that is held bears that name", "c9": "nothing that is held bears that name"} {
		_, err := s.Resolve(t.Context(), name)
		refused(t, err, fault.NotFound, words)
		if err != nil && strings.Contains(err.Error(), "c9") {
			t.Errorf("a child's reference is repeated: %v", err)
		}
	}
	takeOurs(t, s, lead(friday()), ourFile(t, "2026-03-02", lives("1234567", "1234567"), lives("c1", "1234567"), lives("c2", "1234568")))
	_, err := s.Resolve(t.Context(), "1234567")
	refused(t, err, fault.Invalid, "several things bear that name; say which: urn:1234567, child:…")
}

func TestOneWhomTheStoreDoesNotKnowMayLook(t *testing.T) {
	s := exposed(t)
	offers, _, err := s.Offers(t.Context(), at("stranger", friday()), "urn:1234567")
	if err != nil || len(offers) == 0 {
		t.Fatalf("%v %v", offers, err)
	}
	for _, o := range offers {
		if o.Allowed {
			t.Errorf("%s is offered", o.ID)
		}
	}
	if _, err := s.Input(t.Context(), friday()); err != nil {
		t.Error(err)
	}
}

func TestTimeIsAppliedBeforeAnyWriteAndOnceADay(t *testing.T) {
	s := openNew(t)
	takeOurs(t, s, lead(friday()), ourFile(t, "2026-03-05", lives("c1", "1234567")))
	takeOfsted(t, s, lead(friday()), ofstedList(t, "2026-03-05", home("1234567", "04/03/2026", "Inadequate")))
	later := friday().AddDays(21) // the five working days of the case review are over
	in, err := s.Input(t.Context(), later)
	if err != nil || in.Cases[0].Concern.Ofsted != "awaiting_revisit" {
		t.Errorf("reading does not apply time (%v)", err)
	}
	if got := asked[string](t, s, `SELECT ofsted_state FROM concern`); got != "case_review" {
		t.Errorf("reading wrote %s", got)
	}
	if err := s.Settle(t.Context(), lead(later)); err != nil {
		t.Fatal(err)
	}
	if got := asked[string](t, s, `SELECT actor || ' ' || on_behalf_of || row || ' ' || on_day FROM journal ORDER BY seq DESC LIMIT 1`); got != "system OF3 2026-03-12" {
		t.Errorf("the journal says %q", got)
	}
	first := dump(t, s)
	if err := s.Settle(t.Context(), lead(later)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, dump(t, s)); diff != "" {
		t.Errorf("applied twice: %s", diff)
	}
	if found, err := s.Doctor(t.Context(), later); err != nil || len(found) > 0 {
		t.Errorf("the doctor finds %v (%v)", found, err)
	}
}

func TestAClosedConcernIsNotActedOn(t *testing.T) {
	s := exposed(t)
	raw(t, s.Path(), `UPDATE concern SET closed_on = '2026-03-06', ofsted_state = 'closed'`)
	_, err := s.Do(t.Context(), lead(friday()), command("concern:1234567-1", "CF1", "who=iro", "reason=asked"))
	refused(t, err, fault.GuardUnmet, "concern:1234567-1 is closed, and nothing more can be done with it; name the provision: urn:1234567")
}

func TestEveryoneIsToldOfACommitOfAnyProcess(t *testing.T) {
	s := exposed(t)
	other := openAt(t, s.Path())
	first, second := s.Changed(t.Context()), s.Changed(t.Context())
	wait := func(who string) {
		t.Helper()
		for _, bell := range []<-chan struct{}{first, second} {
			select {
			case <-bell:
			case <-time.After(10 * time.Second):
				t.Fatalf("no bell rang for %s", who)
			}
		}
	}
	do(t, s, lead(friday()), "urn:1234567", "CF1", "who=iro", "reason=asked")
	wait("a commit of our own")
	time.Sleep(2 * poll) // the first look has been taken
	do(t, other, lead(friday()), "urn:1234567", "CF1", "who=iro", "reason=asked")
	wait("another's commit")
	for i := range 5 {
		do(t, s, lead(friday()), "urn:1234567", "CF1", "who=iro", fmt.Sprintf("reason=%d", i))
	}
	wait("five commits")
	select {
	case <-first:
		t.Error("a bell that was not heard rang more than once")
	default:
	}
}

// A finding told on the telephone counts at once; taken back by two people, it no
// longer does. The inspection itself stays on file.
func TestWhatAPersonRecordsOfOfstedCountsUntilItIsTakenBack(t *testing.T) {
	s := exposed(t)
	ann, dee := admit(t, s, "ann", team.QAOfficer), admit(t, s, "dee", team.PlacementsManager)
	bucket := func() string { return asked[string](t, s, `SELECT bucket FROM placement WHERE urn = '1234568'`) }
	do(t, s, ann, "urn:1234568", "OF1", "finding=inadequate", "ended_on=2026-03-05", "known_on=2026-03-06", "source=call")
	if got := bucket(); got != "below_threshold" {
		t.Errorf("the child is counted as %s", got)
	}
	healthy(t, s)
	r := do(t, s, ann, "urn:1234568", "OF1d", "reason=another home was meant")
	if !r.Proposed || r.Until.IsZero() || bucket() != "below_threshold" {
		t.Errorf("one person took it back: %+v, counted as %s", r, bucket())
	}
	other := openAt(t, s.Path()) // the second person sits elsewhere
	do(t, other, dee, "urn:1234568", "confirm")
	if got := bucket(); got != "at_or_above" {
		t.Errorf("the child is counted as %s", got)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM inspection WHERE urn = '1234568'`); n != 2 {
		t.Errorf("%d inspections are on file, want 2", n)
	}
	healthy(t, s)
}

// Bank holidays that one process adds count in another at once, and are never
// taken away.
func TestBankHolidaysOfAnotherProcessCount(t *testing.T) {
	s := exposed(t)
	other := openAt(t, s.Path())
	fair := []civil.Holiday{{On: civil.On(2027, time.May, 5), Title: clean("Fair"), Notes: clean("once only")}}
	for want := range 2 {
		added, err := other.ImportHolidays(t.Context(), lead(friday()), clean("feed.json"), fair, false)
		if err != nil || len(added) != 1-want {
			t.Errorf("%v were added (%v)", added, err)
		}
	}
	in, err := s.Input(t.Context(), friday())
	if err != nil || in.Rules.Cal.IsWorkingDay(fair[0].On) {
		t.Errorf("the day of the fair is a working day (%v)", err)
	}
	healthy(t, s)
}
