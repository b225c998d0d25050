package store

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

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
