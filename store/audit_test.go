package store

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/journal"
	"placewatch/domain/team"
)

func exported(t testing.TB, s *Store, by By, ask Audit) []AuditEntry {
	t.Helper()
	var out []AuditEntry
	if err := s.Audit(t.Context(), by, ask, func(e *AuditEntry) error {
		out = append(out, *e)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheExportTellsEachRecordBeforeAndAfter(t *testing.T) {
	s := exposed(t)
	ann, aud := admit(t, s, "ann", team.QAOfficer), admit(t, s, "aud", team.Auditor)
	judged(t, s, ann)
	r := do(t, s, ann, "urn:1234568", "QA2", "evidence=letter 7")
	if _, err := s.Undo(t.Context(), ann); err != nil {
		t.Fatal(err)
	}
	all := exported(t, s, aud, Audit{})
	if n := asked[int](t, s, `SELECT count(*) FROM journal`); len(all) != n {
		t.Errorf("%d of %d entries", len(all), n)
	}
	held := map[thing]string{}
	for i, e := range all {
		if e.Seq != int64(i+1) {
			t.Fatalf("entry %d comes in place %d", e.Seq, i+1)
		}
		for _, c := range e.Changes {
			if was := held[thing{c.Kind, c.ID}]; was != "" && was != "null" && was != string(c.Before) {
				t.Errorf("entry %d: %s was %s and is said to have been %s", e.Seq, c.Kind, was, c.Before)
			}
			held[thing{c.Kind, c.ID}] = string(c.After)
		}
	}
	e := all[r.Seq-1]
	if e.Row != "QA2" || e.Actor != "ann" || e.Evidence != "letter 7" || e.Policy != "policy default v1" || e.Hash == "" || len(e.Changes) == 0 {
		t.Errorf("%+v", e)
	}
	var was, now struct {
		QA string `json:"qa_state"`
	}
	for _, c := range e.Changes {
		if c.Kind == "concern" {
			if json.Unmarshal(c.Before, &was) != nil || json.Unmarshal(c.After, &now) != nil {
				t.Errorf("%s %s", c.Before, c.After)
			}
		}
	}
	if was.QA != "notified" || now.QA != "exposure_check" {
		t.Errorf("from %s to %s", was.QA, now.QA)
	}
	if got := asked[string](t, s, `SELECT actor || ' ' || what || ' ' || subject FROM reading`); got != "aud export journal" {
		t.Errorf("the export is recorded as %q", got)
	}
}

func TestAnExportIsNarrowedToADayAndToASubject(t *testing.T) {
	s := exposed(t)
	ann, aud := admit(t, s, "ann", team.QAOfficer), admit(t, s, "aud", team.Auditor)
	judged(t, s, ann)
	do(t, s, ann, "urn:1234567", "CF1", "who=iro", "reason=asked")
	if got := exported(t, s, aud, Audit{Since: friday().AddDays(1)}); len(got) != 0 {
		t.Errorf("%d entries of a day to come", len(got))
	}
	subjects := func(subject string) string {
		var out []string
		for _, e := range exported(t, s, aud, Audit{Subject: subject}) {
			out = append(out, e.Subject)
			for _, c := range e.Changes {
				if strings.Contains(string(c.After), "1234567") != strings.Contains(subject, "1234567") && c.Kind != "import_file" {
					t.Errorf("%s: %s is told of", subject, c.After)
				}
			}
		}
		return strings.Join(out, " ")
	}
	if got := subjects("concern:1234568-1"); !strings.HasPrefix(got, "concern:1234568-1 ") || strings.Contains(got, "import") {
		t.Errorf("of the concern: %s", got)
	}
	if got := subjects("urn:1234567"); !strings.HasPrefix(got, "import:") || !strings.Contains(got, "concern:1234567-1") || strings.Contains(got, "1234568") {
		t.Errorf("of the provision: %s", got)
	}
	child := exported(t, s, aud, Audit{Subject: "child:c1"})
	if len(child) == 0 {
		t.Error("nothing of the child")
	}
	for _, e := range child {
		for _, c := range e.Changes {
			if strings.Contains(string(c.After), `"c2"`) {
				t.Errorf("another child is told of: %s", c.After)
			}
		}
	}
	if err := s.Audit(t.Context(), aud, Audit{Subject: "urn:7654321"}, nil); err == nil {
		t.Error("nothing bears that name")
	}
}

func TestTheWholeAuditLogIsForAuditorsAndOnesOwnIsForEverybody(t *testing.T) {
	s := exposed(t)
	ann := admit(t, s, "ann", team.QAOfficer)
	tec := admit(t, s, "tec", team.Admin)
	do(t, s, ann, "urn:1234567", "CF1", "who=iro", "reason=asked for c1")
	if _, err := s.AddPerson(t.Context(), tec, clean("vic"), clean(""), roles("viewer"), civil.Date{}); err != nil {
		t.Fatal(err)
	}
	for _, by := range []By{ann, tec, at("stranger", friday())} {
		err := s.Audit(t.Context(), by, Audit{}, nil)
		refused(t, err, fault.NotAllowed, "exporting the audit log is for auditor, placements manager or principal manager")
	}
	refused(t, s.Audit(t.Context(), at("stranger", friday()), Audit{Mine: true}, nil), fault.NotAllowed, "stranger has no role here")
	if n := asked[int](t, s, `SELECT count(*) FROM reading`); n != 0 {
		t.Errorf("%d refused exports are recorded as readings", n)
	}
	for _, r := range []team.Role{team.PlacementsManager, team.PrincipalManager} {
		if got := exported(t, s, admit(t, s, string(r), r), Audit{}); len(got) < 5 {
			t.Errorf("%s: %d entries", r, len(got))
		}
	}
	mine := exported(t, s, ann, Audit{Mine: true})
	if len(mine) != 1 || mine[0].Args["reason"] != "asked for c1" || len(mine[0].Changes) == 0 {
		t.Errorf("%+v", mine)
	}
	technical := exported(t, s, tec, Audit{Mine: true})
	if len(technical) != 1 || technical[0].Row != "US2" || len(technical[0].Args)+len(technical[0].Changes) != 0 {
		t.Errorf("who has no part in the cases is told of them: %+v", technical)
	}
}

// Enforcement that Ofsted has not published leaves in no export (domain 3.0): what tells of
// it is withheld and marked, in a chain that is whole. Once it is public the same entries,
// by the same hashes, are told.
func TestWhatIsConfidentialIsWithheldFromTheExportAndStaysInTheChain(t *testing.T) {
	s := exposed(t)
	aud := admit(t, s, "aud", team.Auditor)
	ben := admit(t, s, "ben", team.PlacementsOfficer)
	pm := admit(t, s, "pm", team.PlacementsManager)
	noticed := do(t, s, ben, "urn:1234567", "EN2", "kind=suspend", "served_on=2026-03-05")
	watch := asked[string](t, s, `SELECT id FROM duty WHERE kind = 'enforcement.watch' AND status = 'open'`)
	do(t, s, ben, "duty:"+watch, "DU1", "to=ben", "reason=knows the home")
	words := []string{"enforcement", "suspen", "s30a", "notice.", "EN2"}
	all := exported(t, s, aud, Audit{})
	prev, held := "", 0
	for _, e := range all {
		if e.Prev != prev || e.Hash == "" {
			t.Errorf("entry %d does not follow", e.Seq)
		}
		prev = e.Hash
		said := string(journal.Canonical(e))
		for _, w := range words {
			if strings.Contains(said, w) {
				t.Errorf("%q leaves: %s", w, said)
			}
		}
		if e.Withheld || slices.ContainsFunc(e.Changes, func(c AuditChange) bool { return c.Withheld }) {
			held++
		}
	}
	e := all[noticed.Seq-1]
	if !e.Withheld || e.Actor != "ben" || e.Hash != asked[string](t, s, `SELECT hash FROM journal WHERE seq = ?`, e.Seq) || held < 2 {
		t.Errorf("%d held back: %+v", held, e)
	}
	if c, err := s.VerifyJournal(t.Context(), e.Hash); err != nil || c.Wrong != nil {
		t.Errorf("the store does not know it: %v (%v)", c.Wrong, err)
	}
	if got := exported(t, s, ben, Audit{Mine: true}); len(got) != 2 || !got[0].Withheld {
		t.Errorf("of one's own: %+v", got)
	}

	whole := exported(t, s, aud, Audit{Secrets: true})
	if w := whole[noticed.Seq-1]; w.Withheld || w.Row != "EN2" || w.Args["kind"] != "suspend" || w.Hash != e.Hash || len(w.Changes) == 0 {
		t.Errorf("asked for: %+v", w)
	}
	if got := asked[string](t, s, `SELECT subject FROM reading WHERE actor = 'aud' ORDER BY seq DESC LIMIT 1`); got != "journal --confidential" {
		t.Errorf("it is recorded as %q", got)
	}
	tec := admit(t, s, "tec", team.Admin)
	refused(t, s.Audit(t.Context(), tec, Audit{Mine: true, Secrets: true}, nil), fault.NotAllowed, "exporting what is confidential is for")
	refused(t, s.Confidential(t.Context(), tec, "due"), fault.NotAllowed, "exporting what is confidential is for")

	part := asked[string](t, s, `SELECT substr(id, instr(id, '/') + 1) FROM part WHERE kind = 'enforcement'`)
	do(t, s, pm, "enforcement:"+part, "EN1c", "published_on=2026-03-06", "reason=Ofsted's site")
	told := exported(t, s, aud, Audit{})
	if w := told[noticed.Seq-1]; w.Withheld || w.Row != "EN2" || w.Hash != e.Hash {
		t.Errorf("published: %+v", w)
	}
	if slices.ContainsFunc(told, func(e AuditEntry) bool { return e.Withheld }) {
		t.Error("it is public, and something is withheld")
	}
	healthy(t, s)
}

// What goes wrong while a reading is recorded stops the export before its first entry.
func TestAnExportThatCannotBeRecordedShowsNothing(t *testing.T) {
	s := exposed(t)
	aud := admit(t, s, "aud", team.Auditor)
	raw(t, s.Path(), `CREATE TRIGGER full BEFORE INSERT ON reading BEGIN SELECT raise(ABORT, 'no'); END`)
	err := s.Audit(t.Context(), aud, Audit{}, func(e *AuditEntry) error {
		t.Errorf("entry %d is shown", e.Seq)
		return nil
	})
	if err == nil {
		t.Error("not refused")
	}
}

// leaksIn are the entries of an export that hold one of those words.
func leaksIn(t *testing.T, s *Store, by By, words ...string) (said []string) {
	t.Helper()
	for _, e := range exported(t, s, by, Audit{}) {
		line := string(journal.Canonical(e))
		for _, w := range words {
			if strings.Contains(line, w) {
				said = append(said, w+": "+line)
			}
		}
	}
	return said
}

// What was undone was never published: neither it nor the freeze that it brought leaves.
func TestEnforcementThatWasUndoneLeavesInNoExport(t *testing.T) {
	s := exposed(t)
	ann, aud := admit(t, s, "ann", team.QAOfficer, team.PlacementsOfficer), admit(t, s, "aud", team.Auditor)
	do(t, s, ann, "urn:1234567", "EN3", "kind=restriction")
	for _, when := range []string{"done", "undone", "done again"} {
		if said := leaksIn(t, s, aud, "notice", "EN3", "hard_frozen", "FR2", "restrict"); len(said) > 0 {
			t.Errorf("%s: %s", when, strings.Join(said, "\n"))
		}
		v, err := s.Veil(t.Context(), friday())
		if err != nil || !slices.Equal(v.Secret(), []string{"1234567"}) {
			t.Errorf("%s: secret at %v (%v)", when, v.Secret(), err)
		}
		switch when {
		case "done":
			_, err = s.Undo(t.Context(), ann)
		case "undone":
			_, err = s.Redo(t.Context(), ann)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	healthy(t, s)
}

// A record that unpublished enforcement brought does not name its row when it is later
// changed by another.
func TestARecordDoesNotTellThatEnforcementBroughtIt(t *testing.T) {
	s := exposed(t)
	ann, aud := admit(t, s, "ann", team.CommissioningOfficer), admit(t, s, "aud", team.Auditor)
	pm := admit(t, s, "pm", team.PlacementsManager)
	do(t, s, ann, "urn:1234567", "EN2", "kind=cancel")
	id := asked[string](t, s, `SELECT replace(id, '/', ':') FROM part WHERE kind = 'assessment' AND urn = '1234567' LIMIT 1`)
	begun := do(t, s, ann, id, "SA1", "voice_by=ann")
	if said := leaksIn(t, s, aud, `"EN2"`, "Ofsted's enforcement"); len(said) > 0 {
		t.Errorf("it leaves: %s", strings.Join(said, "\n"))
	}
	told := exported(t, s, aud, Audit{})[begun.Seq-1]
	if told.Row != "SA1" || told.Withheld || !slices.ContainsFunc(told.Changes, func(c AuditChange) bool { return c.Withheld }) ||
		!slices.ContainsFunc(told.Changes, func(c AuditChange) bool { return !c.Withheld }) {
		t.Errorf("the entry itself is told, and of its records those that do not name it: %+v", told)
	}
	do(t, s, pm, asked[string](t, s, `SELECT replace(id, '/', ':') FROM part WHERE kind = 'enforcement'`), "EN1c", "published_on=2026-03-06", "reason=Ofsted's site")
	if said := leaksIn(t, s, aud, `"EN2"`); len(said) == 0 {
		t.Error("it is public, and does not leave")
	}
}

// A concern that is closed leaves its secrets behind, not open: the freeze stays in the
// list of all, and does not say what it rested on.
func TestAClosedConcernKeepsItsSecret(t *testing.T) {
	s := exposed(t)
	ben, aud := admit(t, s, "ben", team.PlacementsOfficer, team.QAOfficer), admit(t, s, "aud", team.Auditor)
	pri := admit(t, s, "pri", team.PrincipalManager)
	do(t, s, ben, "urn:1234568", "OF1", "finding=restriction", "ended_on=2026-03-05", "source=call")
	two := func(subject, row string, args ...string) {
		t.Helper()
		do(t, s, ben, subject, row, args...)
		do(t, s, pri, subject, "confirm")
	}
	two(asked[string](t, s, `SELECT replace(id, '/', ':') FROM part WHERE kind = 'enforcement'`), "EN4", "ended_on=2026-03-06", "reason=told")
	if n := asked[int](t, s, `SELECT count(*) FROM duty WHERE kind = 'statutory.s30a_visit' AND status = 'open'`); n > 0 {
		do(t, s, ben, "urn:1234568", "EN3b", "outcome=visited", "by=ben", "children="+asked[string](t, s, `SELECT group_concat(child) FROM duty WHERE kind = 'statutory.s30a_visit' AND status = 'open'`))
	}
	two("concern:1234568-1", "OF1d", "reason=in error")
	whole, err := s.Freezes(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.Veil(t.Context(), friday())
	if err != nil {
		t.Fatal(err)
	}
	at := func(l board.FreezeList) board.FreezeItem {
		i := slices.IndexFunc(l, func(f board.FreezeItem) bool { return f.URN == "1234568" })
		if i < 0 {
			t.Fatal("the freeze is on no line")
		}
		return l[i]
	}
	if was, now := at(whole), at(whole.Public(v)); was.State != "lifted" || was.Basis != "notice" || now.State != "lifted" || now.Basis != "watch" {
		t.Errorf("%+v leaves as %+v", was, now)
	}
	for _, tt := range []struct {
		v      board.Veil
		notice int
	}{{board.Veil{}, 1}, {v, 0}} {
		months, err := s.FreezeMonths(t.Context(), 2026, tt.v)
		if err != nil || months[2].Notice != tt.notice || months[2].Notice+months[2].Watch < 1 {
			t.Errorf("of March: %+v (%v)", months[2], err)
		}
	}
	if said := leaksIn(t, s, aud, "restrict", `"notice"`, "hard_frozen"); len(said) > 0 {
		t.Errorf("it leaves: %s", strings.Join(said, "\n"))
	}
}
