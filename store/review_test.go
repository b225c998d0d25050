package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/policy"
	"placewatch/domain/team"
)

// six adds one person of each role that works the board, and a viewer.
func six(t testing.TB, s *Store) {
	t.Helper()
	for _, p := range []struct {
		login string
		role  team.Role
	}{{"pat", team.PlacementsOfficer}, {"quinn", team.QAOfficer}, {"cory", team.CommissioningOfficer}, {"mo", team.PlacementsManager},
		{"casey", team.CSWManager}, {"vee", team.Viewer}, {"prim", team.PrincipalManager}} {
		admit(t, s, p.login, p.role)
	}
}

// atDeskFor is the first person of the store at the desk, acting for another.
func atDeskFor(login string) By {
	by := lead(friday())
	by.As, by.Because = login, clean("on leave")
	return by
}

// column reads one column of words.
func column(t testing.TB, s *Store, query string, args ...any) string {
	t.Helper()
	var out []string
	if err := s.read(t.Context(), func(q querier) (err error) {
		out, err = words(t.Context(), q, query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, "; ")
}

func TestANewPolicyBarsWhatIsOnlyWatched(t *testing.T) {
	s := openNew(t)
	takeOfsted(t, s, lead(friday()), ofstedList(t, "2025-03-31", home("1234567", "12/03/2025", "Inadequate")))
	takeOurs(t, s, lead(friday()), ourFile(t, "2026-03-01", lives("c1", "1234568")))
	if got := column(t, s, `SELECT state FROM freeze`); got != "frozen" {
		t.Fatalf("watched, and %s", got)
	}
	use(t, s, lead(friday()), string(policy.Source("never-inadequate")))
	if got := column(t, s, `SELECT state FROM freeze`); got != "hard_frozen" {
		t.Errorf("under a policy that bars inadequate homes it is %s", got)
	}
	healthy(t, s)
	raw(t, s.Path(), `UPDATE freeze SET state = 'frozen'`)
	if found := strings.Join(checked(t, openAt(t, s.Path())), "; "); !strings.Contains(found, "provision 1234567 is not held back as the policy in force has it: FR") {
		t.Errorf("the doctor finds %s", found)
	}
}

func TestOneDeskDoesNotPrepareForOnePersonAndSignForAnother(t *testing.T) {
	s := exposed(t)
	six(t, s)
	do(t, s, atDeskFor("cory"), "urn:1234567", "SP1")
	do(t, s, atDeskFor("cory"), "urn:1234567", "SP1a", "from=council", "what=x", "owner=y", "due=2026-04-01")
	do(t, s, atDeskFor("cory"), "urn:1234567", "SP1b", "monitoring=m", "support=n")
	_, err := s.Do(t.Context(), atDeskFor("prim"), command("urn:1234567", "SP2"))
	refused(t, err, fault.NotAllowed, "lead was at the desk when SP1")
	refused(t, err, fault.NotAllowed, "does not decide on it for prim too; ask another person, at their own desk (safety 7, F1 and F2)")
	do(t, s, at("prim", friday()), "urn:1234567", "SP2")
}

func TestAKeyAnswersForItsOwnCommandOnly(t *testing.T) {
	s := exposed(t)
	six(t, s)
	judged(t, s, at("quinn", friday()))
	send := func(by By, subject, event string, args ...string) (*flow.Receipt, error) {
		c := command(subject, event, args...)
		c.Key = "k"
		return s.Do(t.Context(), by, c)
	}
	if _, err := send(at("quinn", friday()), "urn:1234568", "QA6c", "kind=requirement", "text=staffing"); err != nil {
		t.Fatal(err)
	}
	_, err := send(at("quinn", friday()), "urn:1234568", "QA6c", "kind=requirement", "text=medication")
	refused(t, err, fault.Invalid, `the key "k" was used for another command: QA6c at concern:1234568-1`)
	do(t, s, at("quinn", friday()), "urn:1234568", "OF1d", "reason=entered in error")
	_, err = send(at("mo", friday()), "urn:1234568", "confirm")
	refused(t, err, fault.Invalid, `the key "k" was used for another command`)
	raise := command("urn:1234567", "CF1", "who=iro", "reason=asked")
	raise.Key = "k2"
	if _, err := s.Do(t.Context(), at("quinn", friday()), raise); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(t.Context(), at("quinn", friday())); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Do(t.Context(), at("quinn", friday()), raise); err != nil || !strings.HasSuffix(r.Lines[0].What, "carried out already, and was undone since") {
		t.Errorf("%+v (%v)", r, err)
	}
}

func TestWhatWasDecidedForAChildOnTheCaseIsInHerHistoryAndHerExport(t *testing.T) {
	s := exposed(t)
	six(t, s)
	judged(t, s, at("quinn", friday()))
	do(t, s, at("vee", friday()), "urn:1234568", "IR1", "reason=assault alleged")
	do(t, s, at("casey", friday()), "urn:1234568", "IR2", "decision=safety_plan", "children=c2", "reason=awake night staff")
	do(t, s, at("quinn", friday()), "urn:1234568", "QA2")
	do(t, s, at("quinn", friday()), "urn:1234568", "QA2b", "channel=call", "children=c2")
	do(t, s, at("quinn", friday()), "urn:1234568", "VI1", "kind=responsive", "due=2026-03-09", "reason=x")
	do(t, s, at("quinn", friday()), "urn:1234568", "VI3", "mode=on_site", "concerns=low", "by=quinn", "children_seen=c2")
	in, err := s.Child(t.Context(), lead(friday()), "c2")
	if err != nil {
		t.Fatal(err)
	}
	shown, exported := map[string]bool{}, map[string]bool{}
	for _, e := range in.Entries {
		shown[e.Row] = true
	}
	if err := s.Audit(t.Context(), at("prim", friday()), Audit{Subject: "child:c2"}, func(e *AuditEntry) error {
		exported[e.Row] = true
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{"IR1", "IR2", "QA2b", "VI3", "SA0"} {
		if !shown[row] || !exported[row] {
			t.Errorf("%s: shown %v, exported %v", row, shown[row], exported[row])
		}
	}
	tells(t, board.ShowChild(in), "safety plan")
	if in, err := s.Child(t.Context(), lead(friday()), "c1"); err != nil || len(in.Entries) > 0 {
		t.Errorf("another child: %+v (%v)", in.Entries, err)
	}
}

func TestWhoeverThePageShowsIsRecordedAsRead(t *testing.T) {
	s := exposed(t)
	six(t, s)
	r := do(t, s, at("pat", friday()), "urn:1234567", "PR1", "child=C-0500", "basis=looked_after", "asked=yes").Subject
	if err := s.Opened(t.Context(), at("vee", friday()), "1234567"); err != nil {
		t.Fatal(err)
	}
	const read = `SELECT subject FROM reading WHERE actor = 'vee' ORDER BY seq`
	if got := column(t, s, read); got != "child:C-0500; child:c1" {
		t.Errorf("the page: %s", got)
	}
	sub, err := s.Resolve(t.Context(), r)
	if err == nil {
		err = s.OpenedPart(t.Context(), at("vee", friday()), sub)
	}
	if got := column(t, s, read); err != nil || got != "child:C-0500; child:c1; child:C-0500" {
		t.Errorf("the request: %s (%v)", got, err)
	}
}

func TestADraftIsOfWhoeverTypedIt(t *testing.T) {
	s := exposed(t)
	six(t, s)
	typed := flow.Draft{Subject: "urn:1234567", Event: "CF1", Args: map[string]string{"reason": "she says she is hit"}}
	if err := s.SaveDraft(t.Context(), at("cory", friday()), typed); err != nil {
		t.Fatal(err)
	}
	if ds, err := s.Drafts(t.Context(), atDeskFor("cory")); len(ds) != 0 || err != nil {
		t.Errorf("an administrator reads %+v (%v)", ds, err)
	}
	if err := errors.Join(s.SaveDraft(t.Context(), atDeskFor("cory"), typed), s.DropDraft(t.Context(), atDeskFor("cory"), "urn:1234567", "CF1")); err != nil {
		t.Fatal(err)
	}
	if ds, err := s.Drafts(t.Context(), at("cory", friday())); len(ds) != 1 || err != nil {
		t.Errorf("the person's own: %+v (%v)", ds, err)
	}
	if err := s.Settle(t.Context(), lead(friday().AddDays(31))); err != nil {
		t.Fatal(err)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM draft`); n != 0 {
		t.Errorf("%d drafts are kept after 31 days", n)
	}
}

func TestAConflictOnARequestNamesWhoChangedTheRequest(t *testing.T) {
	s := exposed(t)
	six(t, s)
	r := do(t, s, at("pat", friday()), "urn:1234567", "PR1", "child=C-0500", "basis=looked_after", "asked=yes").Subject
	_, version, err := s.Offers(t.Context(), at("mo", friday()), r)
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, at("pat", friday()), r, "PR3")
	do(t, s, at("quinn", friday()), "urn:1234567", "CF1", "who=iro", "reason=another matter")
	c := command(r, "PR9a", "reason=no")
	c.Version = version
	_, err = s.Do(t.Context(), at("mo", friday()), c)
	no, ok := errors.AsType[*flow.Conflict](err)
	if !ok || no.Who.String() != "pat" || no.What != "PR3 (agreement needed)" {
		t.Fatalf("%+v (%v)", no, err)
	}
	if said := fmt.Sprint(no.Fields); strings.Contains(said, "responsive") || !strings.Contains(said, "justify") {
		t.Errorf("the fields: %s", said)
	}
}

func TestAFreezeThatWasUndoneIsNotCounted(t *testing.T) {
	s := exposed(t)
	six(t, s)
	in := func() string {
		months, err := s.FreezeMonths(t.Context(), 2026, board.Veil{})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(months[2])
	}
	before := in()
	do(t, s, at("mo", friday()), "urn:1234568", "FR1", "reason=x")
	counted := in()
	if _, err := s.Undo(t.Context(), at("mo", friday())); err != nil {
		t.Fatal(err)
	}
	if in() != before || counted == before {
		t.Errorf("before %s, frozen %s, undone %s", before, counted, in())
	}
	if _, err := s.Redo(t.Context(), at("mo", friday())); err != nil || in() != counted {
		t.Errorf("done again %s (%v)", in(), err)
	}
}

// What is asked at every keystroke or opening is found by an index.
func TestTheIndicesAreUsed(t *testing.T) {
	s := exposed(t)
	for query, index := range map[string]string{
		`SELECT id FROM part WHERE child = 'x' AND child <> ''`:                                     "part_child",
		`SELECT id FROM visit WHERE urn = 'x'`:                                                      "visit_urn",
		`SELECT seq FROM journal WHERE actor = 'x' AND on_behalf_of = '' ORDER BY seq DESC LIMIT 1`: "journal_actor",
		`SELECT seq FROM journal WHERE seq = 5 OR cause = 5 AND cause > 0 ORDER BY seq`:             "journal_cause",
	} {
		plan := column(t, s, `SELECT 1`)
		if err := s.read(t.Context(), func(q querier) error {
			rows, err := q.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var a, b, c int
				var step string
				if err := rows.Scan(&a, &b, &c, &step); err != nil {
					return err
				}
				plan += "\n" + step
			}
			return rows.Err()
		}); err != nil || !strings.Contains(plan, index) || strings.Contains(plan, "SCAN") {
			t.Errorf("%s: %s (%v)", query, plan, err)
		}
	}
}

func TestReadingsCutOffAreFoundByTheJournal(t *testing.T) {
	s := exposed(t)
	for range 3 {
		read(t, s, lead(friday()), "child", "child:c1")
	}
	if err := s.Settle(t.Context(), lead(friday().AddDays(1))); err != nil {
		t.Fatal(err)
	}
	healthy(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	other := tampered(t, s.Path(), `DROP TRIGGER reading_not_removed`, `DELETE FROM reading WHERE seq > 1`)
	const want = "the reading audit ends at 1, and the journal tells of 3 readings: the rest was cut off"
	if c, err := other.VerifyJournal(t.Context()); err != nil || c.Wrong == nil || c.Wrong.Error() != want {
		t.Errorf("%v (%v)", c.Wrong, err)
	}
	if found := strings.Join(checked(t, other), "; "); !strings.Contains(found, want) {
		t.Errorf("the doctor finds %s", found)
	}
	bare := tampered(t, s.Path(), `DROP TRIGGER journal_not_removed`, `DELETE FROM journal`)
	if c, err := bare.VerifyJournal(t.Context()); err != nil || c.Wrong == nil || !strings.Contains(c.Wrong.Error(), "the journal was removed") {
		t.Errorf("%v (%v)", c.Wrong, err)
	}
}

func TestTheDoctorLooksAtWhatTheStoreSaysOfItself(t *testing.T) {
	s := exposed(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for tamper, want := range map[string]string{
		`UPDATE meta SET value = '2030-01-01' WHERE key = 'settled_on'`:                        "time has been applied up to 1 Jan 2030, which is still to come",
		`UPDATE meta SET value = 'soon' WHERE key = 'settled_on'`:                              "the day up to which time has been applied is no date",
		`INSERT INTO meta (key, value) VALUES ('quiet', 'yes')`:                                "the store keeps a fact of itself that is not the program's: quiet",
		`INSERT OR REPLACE INTO meta (key, value) VALUES ('return_shares', '{"12 weeks": 3}')`: "what the store keeps of how often Ofsted came back cannot be read",
	} {
		if found := strings.Join(checked(t, tampered(t, s.Path(), tamper)), "; "); !strings.Contains(found, want) {
			t.Errorf("%s: the doctor finds %s", tamper, found)
		}
	}
}

func TestAManagersRoleIsGrantedByAPrincipalManagerOnceThereIsOne(t *testing.T) {
	s := exposed(t)
	six(t, s)
	grant := func(by By, login string, until civil.Date, names ...string) error {
		_, err := s.AddPerson(t.Context(), by, clean(login), clean(""), roles(names...), until)
		return err
	}
	const why = "once the council has a principal manager, a manager's role is granted by one, at their own desk; lead is"
	refused(t, grant(lead(friday()), "kim", civil.Date{}, "principal_manager"), fault.NotAllowed, why)
	refused(t, grant(atDeskFor("prim"), "kim", civil.Date{}, "csw_manager"), fault.NotAllowed, why)
	if err := errors.Join(grant(at("prim", friday()), "kim", civil.Date{}, "csw_manager"), grant(lead(friday()), "kim", civil.Date{}, "viewer"),
		grant(lead(friday()), "kim", friday().AddDays(-1), "csw_manager")); err != nil {
		t.Error(err)
	}
	refused(t, grant(at("prim", friday()), "zoe", civil.Date{}, "viewer"), fault.NotAllowed, "adding people is for admin")
}

func TestAListIsNotReadInTheNameOfNobody(t *testing.T) {
	s := exposed(t)
	admit(t, s, "ann", team.QAOfficer)
	refused(t, s.MayAct(t.Context(), atDeskFor("nobody")), fault.NotAllowed, `"nobody" is not a person of this store`)
	if err := errors.Join(s.MayAct(t.Context(), atDeskFor("ann")), s.MayAct(t.Context(), at("a stranger", friday()))); err != nil {
		t.Error(err)
	}
}

func TestAVoidProposalIsToldToWhoeverWouldConfirmIt(t *testing.T) {
	s := exposed(t)
	six(t, s)
	judged(t, s, at("pat", friday()))
	do(t, s, at("pat", friday()), "urn:1234568", "OF1c", "finding=requires_improvement", "ended_on=2026-03-05", "source=call")
	do(t, s, at("quinn", friday()), "urn:1234568", "QA2")
	_, err := s.Do(t.Context(), at("mo", friday()), command("urn:1234568", "confirm"))
	refused(t, err, fault.Conflict, "OF1c, which pat proposed on 6 Mar 2026, is not waiting: void since 6 Mar 2026, when quinn did QA2 and changed what it was about")
	page, err := s.Page(t.Context(), friday(), "1234568")
	if err != nil {
		t.Fatal(err)
	}
	if ended := board.BuildPage(page).Ended; len(ended) != 1 || !strings.HasPrefix(ended[0].Ended, "void since 6 Mar 2026") {
		t.Errorf("the page shows %+v", ended)
	}
	month := at("mo", friday().AddDays(40))
	month.Now = month.Now.Add(time.Minute)
	_, err = s.Do(t.Context(), month, command("urn:1234568", "confirm"))
	refused(t, err, fault.NotFound, "nothing waits for a second person")
}
