package store

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/journal"
	"placewatch/domain/team"
)

func read(t testing.TB, s *Store, by By, what, subject string) {
	t.Helper()
	if err := s.Reading(t.Context(), by, what, subject); err != nil {
		t.Fatal(err)
	}
}

func TestWhoReadsIsKeptWhoeverTheyAre(t *testing.T) {
	empty := openNew(t)
	fixed := at("stranger", friday())
	fixed.Practice = true
	read(t, empty, fixed, journal.ReadChild, "child:c1")
	if n := asked[int](t, empty, `SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM meta) + (SELECT count(*) FROM journal)`); n != 0 {
		t.Error("reading made the store somebody's")
	}
	s := exposed(t)
	fixed.Login, fixed.As = "LEAD", "ann"
	admit(t, s, "ann", team.QAOfficer)
	read(t, s, fixed, journal.ReadSearch, "child:c\x1b9")
	if got := asked[string](t, s, `SELECT seq || ' ' || at || ' ' || actor || ' for ' || on_behalf_of || ' ' || what || ' ' || subject FROM reading`); got != "1 2026-03-06T10:00:00Z lead for ann search child:c\ufffd9" {
		t.Errorf("kept as %q", got)
	}
	nobody := at("", friday())
	refused(t, s.Reading(t.Context(), nobody, journal.ReadChild, "child:c1"), fault.Invalid, "nothing is shown")
	if err := s.Reading(t.Context(), fixed, "glance", "child:c1"); err == nil {
		t.Error("an unknown way of reading was kept")
	}
	healthy(t, s)
}

func TestAProvisionThatIsOpenedOpensEachChildsRecord(t *testing.T) {
	s := exposed(t)
	admit(t, s, "ann", team.QAOfficer)
	placed := asked[string](t, s, `SELECT group_concat('child:' || child, ' ') FROM (SELECT DISTINCT child FROM placement WHERE urn = '1234568' AND ended_on IS NULL ORDER BY child)`)
	for range 2 {
		if err := s.Opened(t.Context(), at("ann", friday()), "1234568"); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Opened(t.Context(), at("ann", friday()), "9999999"); err != nil {
		t.Fatal(err)
	}
	if got := asked[string](t, s, `SELECT group_concat(subject, ' ') FROM (SELECT subject FROM reading WHERE what = 'child' AND actor = 'ann' ORDER BY seq)`); placed == "" || got != placed+" "+placed {
		t.Errorf("kept %q, want %q twice", got, placed)
	}
	healthy(t, s)
}

func TestWhatCannotBeRecordedMustNotBeRead(t *testing.T) {
	s := exposed(t)
	raw(t, s.Path(), `CREATE TRIGGER full BEFORE INSERT ON reading BEGIN SELECT raise(ABORT, 'no'); END`)
	if err := s.Reading(t.Context(), lead(friday()), journal.ReadChild, "child:c1"); err == nil {
		t.Error("the reading may go on")
	}
}

func TestEveryChangeToTheReadingsIsFoundAndTheFirstIsNamed(t *testing.T) {
	s := exposed(t)
	for _, child := range []string{"c1", "c2", "c1", "c2"} {
		read(t, s, lead(friday()), journal.ReadChild, "child:"+child)
	}
	for _, st := range []string{`UPDATE reading SET actor = 'x'`, `DELETE FROM reading WHERE seq = 2`, `INSERT OR REPLACE INTO reading SELECT * FROM reading WHERE seq = 2`} {
		if _, err := s.w.Exec(st); err == nil {
			t.Errorf("passed: %s", st)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	const free = `DROP TRIGGER reading_in_order; DROP TRIGGER reading_not_changed; DROP TRIGGER reading_not_removed`
	for tamper, want := range map[string]string{
		`UPDATE reading SET actor = 'x' WHERE seq IN (2, 3)`:                                "reading 2 was altered",
		`UPDATE reading SET at = '2026-03-06T10:00:00.0Z' WHERE seq = 3`:                    "reading 3 was altered",
		`UPDATE reading SET at = 'never' WHERE seq = 1`:                                     "reading 1 was altered",
		`UPDATE reading SET subject = 'child:c3' WHERE seq = 4`:                             "reading 4 was altered",
		`DELETE FROM reading WHERE seq = 2`:                                                 "reading 3 stands where reading 2 should",
		`DELETE FROM reading WHERE seq = 2; UPDATE reading SET seq = seq - 1 WHERE seq > 2`: "reading 2 does not follow",
	} {
		other := tampered(t, s.Path(), free, tamper)
		c, err := other.VerifyJournal(t.Context())
		if err != nil || c.Wrong == nil || !strings.Contains(c.Wrong.Error(), want) {
			t.Errorf("%s: %v (%v), want %q", tamper, c.Wrong, err, want)
		}
		if found := strings.Join(checked(t, other), "; "); !strings.Contains(found, "reading audit: "+want) {
			t.Errorf("%s: the doctor finds %s", tamper, found)
		}
	}
}

// A tail cut off with care leaves chains that are whole, and end where the store says that
// they do: the hash that an auditor wrote down shows it.
func TestATailCutOffIsFoundByAHeadWrittenDown(t *testing.T) {
	s := exposed(t)
	read(t, s, lead(friday()), journal.ReadChild, "child:c1")
	c, err := s.VerifyJournal(t.Context())
	if err != nil || c.Wrong != nil || c.Entries == 0 || c.Readings != 1 {
		t.Fatalf("%+v (%v)", c, err)
	}
	read(t, s, lead(friday()), journal.ReadChild, "child:c1")
	if now, err := s.VerifyJournal(t.Context(), c.Head, c.ReadingsHead); err != nil || now.Wrong != nil {
		t.Errorf("%+v (%v)", now, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for cut, head := range map[string]string{
		`DROP TRIGGER journal_not_removed; DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal);
			UPDATE chain SET seq = seq - 1, hash = (SELECT hash FROM journal ORDER BY seq DESC LIMIT 1) WHERE name = 'journal'`: c.Head,
		`DROP TRIGGER reading_not_removed; DELETE FROM reading; UPDATE chain SET seq = 0, hash = '' WHERE name = 'reading audit'`: c.ReadingsHead,
	} {
		other := tampered(t, s.Path(), cut)
		if now, err := other.VerifyJournal(t.Context()); err != nil || now.Wrong != nil {
			t.Errorf("without a head: %v (%v)", now.Wrong, err)
		}
		now, err := other.VerifyJournal(t.Context(), head)
		if err != nil || now.Wrong == nil || !strings.Contains(now.Wrong.Error(), "no entry bears the hash "+head) {
			t.Errorf("%v (%v)", now.Wrong, err)
		}
	}
}

func TestTheReviewSaysWhoReadWhatAndHowOften(t *testing.T) {
	s := exposed(t)
	ann, aud := admit(t, s, "ann", team.QAOfficer), admit(t, s, "aud", team.Auditor)
	read(t, s, ann, journal.ReadChild, "child:c2")
	read(t, s, ann, journal.ReadChild, "child:c1")
	read(t, s, later(ann, 5), journal.ReadChild, "child:c1")
	_, err := s.Review(t.Context(), ann, civil.Date{})
	refused(t, err, fault.NotAllowed, "the review of who read what is for auditor, placements manager or principal manager")
	got, err := s.Review(t.Context(), aud, friday())
	want := []Looked{
		{Person: "ann", What: "child", Subject: "child:c1", Times: 2, First: ann.Now, Last: later(ann, 5).Now},
		{Person: "ann", What: "child", Subject: "child:c2", Times: 1, First: ann.Now, Last: ann.Now},
		{Person: "aud", What: "export", Subject: "readings", Times: 1, First: aud.Now, Last: aud.Now},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if got, err := s.Review(t.Context(), aud, friday().AddDays(1)); len(got) != 0 || err != nil {
		t.Errorf("of a day to come: %+v (%v)", got, err)
	}
}

// A search names a child by her reference, or by a part of it that no other has; what is
// typed for a reference is kept whether we hold the child or not (domain 6).
func TestASearchThatNamesAChildIsKept(t *testing.T) {
	s := exposed(t)
	takeOurs(t, s, lead(friday()), ourFile(t, "2026-03-02", lives("C-0412", "1234568"), lives("C-04", "1234568")))
	ann := admit(t, s, "ann", team.QAOfficer)
	for words, want := range map[string]string{
		`alder`: "", `c-0412 alder`: "child:C-0412", `0412`: "child:C-0412", `04`: "", `c-04`: "child:C-04", `-ref:c1`: "child:c1", `(ref:zz9,C-0412 or "C-0412")`: "child:zz9 child:C-0412", `is:overdue owner:me`: "",
	} {
		f, err := board.ParseFilter(words, board.FilterEnv{Today: friday()})
		if err != nil {
			t.Fatal(err)
		}
		before := asked[int](t, s, `SELECT coalesce(max(seq), 0) FROM reading`)
		if err := s.Searched(t.Context(), ann, f.Sought()); err != nil {
			t.Fatal(err)
		}
		if got := asked[string](t, s, `SELECT coalesce(group_concat(subject, ' '), '') FROM (SELECT subject FROM reading WHERE seq > ? AND what = 'search' AND actor = 'ann' ORDER BY seq)`, before); got != want {
			t.Errorf("%s: kept %q, want %q", words, got, want)
		}
	}
	healthy(t, s)
}
