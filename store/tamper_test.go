package store

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"placewatch/domain/civil"
	"placewatch/domain/journal"
	"placewatch/domain/text"
)

// lived is a closed store in which a whole council has been at work.
func lived(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "team.db")
	s, err := Open(t.Context(), path, options(t))
	if err != nil {
		t.Fatal(err)
	}
	play(t, s, council(t, s, 60).Story)
	if err := s.SetCouncil(t.Context(), lead(friday()), clean("Anyshire")); err != nil {
		t.Fatal(err)
	}
	fair := civil.Holiday{On: civil.On(2029, 5, 1), Title: clean("Fair")}
	if _, err := s.ImportHolidays(t.Context(), lead(friday()), clean("feed.json"), []civil.Holiday{fair}, false); err != nil {
		t.Fatal(err)
	}
	takeOurs(t, s, lead(friday()), ourFile(t, friday().String(), lives("new", "XXXXXXX"))) // and everybody else is absent
	use(t, s, at("fay", friday()), ourPolicy)
	read(t, s, lead(friday()), journal.ReadChild, "child:new")
	healthy(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// tampered is a copy of a store, changed behind its back.
func tampered(t *testing.T, path string, statements ...string) *Store {
	t.Helper()
	other := filepath.Join(t.TempDir(), "copy.db")
	write(t, other, content(t, path))
	raw(t, other, statements...)
	return openAt(t, other)
}

func TestTheGuardsOfTheJournalHold(t *testing.T) {
	s := openAt(t, lived(t))
	for _, st := range []string{
		`UPDATE journal SET actor = 'x' WHERE seq = 2`,
		`DELETE FROM journal WHERE seq = 2`,
		`INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 2`,
		`INSERT INTO journal SELECT 1000000, at, actor, on_behalf_of, session, machine, subject, row, event, on_day, args, policy, NULL, changes, prev, 'x', cause FROM journal WHERE seq = 2`,
	} {
		if _, err := s.w.Exec(st); err == nil {
			t.Errorf("passed: %s", st)
		}
	}
	healthy(t, s)
}

const noGuards = `DROP TRIGGER journal_in_order; DROP TRIGGER journal_not_changed; DROP TRIGGER journal_not_removed`

func TestEveryChangeToTheJournalIsFoundAndTheFirstIsNamed(t *testing.T) {
	path := lived(t)
	for name, c := range map[string]struct{ tamper, want string }{
		"altered: who":          {`UPDATE journal SET actor = 'mallory' WHERE seq = 7`, "entry 7 was altered after it was written"},
		"altered: when":         {`UPDATE journal SET at = '2026-01-01T00:00:00Z' WHERE seq = 7`, "entry 7 was altered"},
		"altered: no date":      {`UPDATE journal SET at = 'never' WHERE seq = 7`, "entry 7 was altered"},
		"altered: a record":     {`UPDATE journal SET changes = replace(changes, '"kind"', '"kinds"') WHERE seq = 7`, "entry 7 was altered"},
		"altered: a space":      {`UPDATE journal SET changes = changes || ' ' WHERE seq = 7`, "entry 7 was altered"},
		"altered: cause":        {`UPDATE journal SET cause = 1 WHERE seq = 7`, "entry 7 was altered"},
		"altered: key":          {`UPDATE journal SET key = 'k' WHERE seq = 7`, "entry 7 was altered"},
		"altered: arguments":    {`UPDATE journal SET args = '{"x":"y"}' WHERE seq = 7`, "entry 7 was altered"},
		"altered: hash":         {`UPDATE journal SET hash = 'x' WHERE seq = 7`, "entry 7 was altered"},
		"altered twice":         {`UPDATE journal SET machine = 'x' WHERE seq IN (9, 7)`, "entry 7 was altered"},
		"removed":               {`DELETE FROM journal WHERE seq = 7`, "entry 8 stands where entry 7 should: one is missing or added"},
		"removed and closed up": {`DELETE FROM journal WHERE seq = 7; UPDATE journal SET seq = -seq WHERE seq > 7; UPDATE journal SET seq = -seq - 1 WHERE seq < 0`, "entry 7 does not follow the entry before it"},
		"the first removed":     {`DELETE FROM journal WHERE seq = 1`, "entry 2 stands where entry 1 should"},
		"added": {`UPDATE journal SET seq = -seq WHERE seq > 6; UPDATE journal SET seq = -seq + 1 WHERE seq < 0;
			INSERT INTO journal SELECT 7, at, actor, on_behalf_of, session, machine, subject, row, event, on_day, args, policy, NULL, changes, prev, 'x', cause FROM journal WHERE seq = 6`, "entry 7 does not follow"},
		"reordered": {`UPDATE journal SET seq = -7 WHERE seq = 7; UPDATE journal SET seq = 7 WHERE seq = 8; UPDATE journal SET seq = 8 WHERE seq = -7`, "entry 7 does not follow"},
	} {
		t.Run(name, func(t *testing.T) {
			s := tampered(t, path, noGuards, c.tamper)
			chains, err := s.VerifyJournal(t.Context())
			wrong := chains.Wrong
			if err != nil || wrong == nil || !strings.Contains(wrong.Error(), c.want) {
				t.Errorf("got %v (%v), want %q", wrong, err, c.want)
			}
			found := checked(t, s)
			for _, want := range []string{"journal: " + fmt.Sprint(wrong), "schema: trigger journal_not_changed is missing"} {
				if !slices.ContainsFunc(found, func(line string) bool { return strings.HasPrefix(line, want) }) {
					t.Errorf("the doctor finds %q, and not %q", found, want)
				}
			}
		})
	}
}

// A tail cut off leaves a chain that is whole: how far it had come is kept beside it,
// and the records say what it does not tell.
func TestAChainCutShortIsFound(t *testing.T) {
	path := lived(t)
	for cut, want := range map[string]string{
		`DELETE FROM journal WHERE seq > 20`:                                                               "entry 21 of the journal was removed, and any after it",
		`DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)`:                                   " of the journal was removed",
		`DROP TRIGGER reading_not_removed; DELETE FROM reading WHERE seq = (SELECT max(seq) FROM reading)`: " of the reading audit was removed",
		`UPDATE chain SET hash = 'another' WHERE name = 'journal'`:                                         "is not the last that was written",
		`DROP TRIGGER chain_not_removed; DELETE FROM chain WHERE name = 'reading audit'`:                   "how far the reading audit has come is no longer kept",
	} {
		s := tampered(t, path, noGuards, cut)
		if c, err := s.VerifyJournal(t.Context()); err != nil || c.Wrong == nil || !strings.Contains(c.Wrong.Error(), want) {
			t.Errorf("%s: found %v, %v; want %q", cut, c.Wrong, err, want)
		}
	}
	s := tampered(t, path, noGuards, `DELETE FROM journal WHERE seq > 20; UPDATE chain SET seq = 20, hash = (SELECT hash FROM journal WHERE seq = 20)
		WHERE name = 'journal'`)
	if c, err := s.VerifyJournal(t.Context()); c.Wrong != nil || err != nil {
		t.Fatalf("%v %v", c.Wrong, err)
	}
	if len(checked(t, s)) < 10 {
		t.Error("the doctor finds too little")
	}
}

// Every column of every table of records is changed, one after the other, in one
// row: nothing that can be changed passes unseen. How far time has been applied
// is no record; applied once more it changes nothing.
func TestEveryChangeToARecordIsFound(t *testing.T) {
	s := openAt(t, lived(t))
	whole := &checkup{s: s, ctx: t.Context(), today: friday(), told: map[string]string{}}
	tried := 0
	if err := s.read(t.Context(), func(q querier) error { whole.q = q; return whole.journal() }); err != nil {
		t.Fatal(err)
	}
	done := map[string]bool{}
	for _, ch := range everyChange(t, s) {
		column, changed := ch[0], ch[1]
		if done[column] {
			continue
		}
		errTried := errors.New("tried")
		err := s.w.run(t.Context(), nil, func(q querier) error {
			r, err := q.ExecContext(t.Context(), changed)
			if err != nil {
				return errTried // the table's own checks
			}
			if n, err := r.RowsAffected(); n == 0 || err != nil {
				return errTried
			}
			tried++
			done[column] = true
			c := *whole
			c.q, c.told, c.found = q, maps.Clone(whole.told), nil
			if err := errors.Join(c.records(), c.ownFacts(), c.buckets()); err == nil && len(c.found) == 0 {
				t.Errorf("not found: %s", changed)
			}
			return errTried
		})
		if !errors.Is(err, errTried) {
			t.Fatal(err)
		}
	}
	if tried < 130 {
		t.Errorf("only %d columns were tried: %v", tried, slices.Sorted(maps.Keys(done)))
	}
}

// everyChange are the columns, each with a statement that changes one row of it.
func everyChange(t *testing.T, s *Store) [][2]string {
	t.Helper()
	var out [][2]string
	err := s.read(t.Context(), func(q querier) error {
		columns, err := words(t.Context(), q, `SELECT t.name || ' ' || c.name || ' ' || c.type FROM sqlite_schema t, pragma_table_info(t.name) c
			WHERE t.type = 'table' AND t.name NOT IN ('journal', 'chain') ORDER BY 1`)
		for _, column := range columns {
			f := strings.Fields(column)
			for _, value := range values(f[2]) {
				where := f[1] + " IS NOT " + value
				if f[0] == "meta" {
					where += " AND key <> 'settled_on'"
				}
				out = append(out, [2]string{f[0] + "." + f[1], fmt.Sprintf(`UPDATE %s SET %s = %s WHERE rowid = (SELECT rowid FROM %[1]s WHERE %[4]s LIMIT 1)`, f[0], f[1], value, where)})
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// values are what a column is changed to: what it may hold, so that no check of the
// table stands in the way.
func values(kind string) []string {
	if kind == "INTEGER" {
		return []string{"0", "1", "77"}
	}
	return []string{"NULL", "'2020-02-02'", "'x'", "'good'", "'at_or_above'", "'closed'", "'settled'", "'void'", "'{}'", "'[]'", "'7777777'", "'none'", "'met'", "'lifted'", "'expired'", "'routine'", "'waived'", "'ofsted'"}
}

func TestARecordAddedOrRemovedIsFound(t *testing.T) {
	path := lived(t)
	for want, statement := range map[string]string{
		"a record that the journal tells of is missing: placement": `DELETE FROM placement WHERE id = (SELECT max(id) FROM placement)`,
		"a record that the journal tells of is missing: duty":      `DELETE FROM duty WHERE id = (SELECT max(id) FROM duty)`,
		"a record that the journal tells of is missing: meta":      `DELETE FROM meta WHERE key = 'council'`,
		"a record that the journal tells of is missing: holiday":   `DELETE FROM holiday`,
		"the journal does not tell of a record: person p99":        `INSERT INTO person SELECT 'p99', 'mallory', name, grants, disabled FROM person WHERE id = 'p1'`,
		"the journal does not tell of a record: placement":         `INSERT INTO placement SELECT 'x/1', 'x', placed_on, ended_on, placement_type, provider_code, urn, team, worker, last_seen, source_file, unmatched, bucket FROM placement LIMIT 1`,
		"whether it is for practice":                               `INSERT INTO meta VALUES ('practice', 'yes')`,
		"time has been applied up to 9 Sep 9999":                   `UPDATE meta SET value = '9999-09-09' WHERE key = 'settled_on'`,
		"how often Ofsted came back does not follow":               `UPDATE meta SET value = '{"childrens_home/inadequate":"soon"}' WHERE key = 'return_shares'`,
		"but belongs to": `UPDATE placement SET bucket = 'at_or_above' WHERE bucket = 'below_threshold'`,
		"is counted as at_or_above but stands as below_threshold": `UPDATE provision SET bucket = 'at_or_above' WHERE bucket = 'below_threshold'`,
	} {
		found := checked(t, tampered(t, path, statement))
		if !slices.ContainsFunc(found, func(line string) bool { return strings.Contains(line, want) }) {
			t.Errorf("%s: found %q", statement, found)
		}
		for _, line := range found {
			if strings.Contains(line, "new/") || strings.Contains(line, "child:") {
				t.Errorf("a child's reference is said: %s", line)
			}
		}
	}
}

// The bytes that are hashed are those of the stored entry, whatever it holds.
func TestAStoredEntryIsHashedAsItWasSealed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := func(name string) string { return text.Clean(rapid.String().Draw(t, name)).String() }
		body := journal.Canonical(map[string]string{"a": word("body")})
		e := journal.Entry{Actor: word("actor"), OnBehalfOf: word("behalf"), Session: word("session"), Machine: word("machine"), Subject: word("subject"),
			Row: word("row"), Event: word("event"), On: word("on"), Args: map[string]string{word("key"): word("value")}, Policy: word("policy"), Key: word("idempotency"), Cause: rapid.Int64Range(0, 3).Draw(t, "cause"),
			Changes: []journal.Change{{Kind: word("kind"), ID: word("id"), Digest: journal.Sum(body), After: body}}}
		e.Seal(rapid.Int64Range(1, 1<<40).Draw(t, "seq"), word("prev"))
		raw := sealed{seq: e.Seq, at: []byte(e.At.Format("2006-01-02T15:04:05.999999999Z07:00")), actor: []byte(e.Actor), onBehalfOf: []byte(e.OnBehalfOf),
			session: []byte(e.Session), machine: []byte(e.Machine), subject: []byte(e.Subject), row: []byte(e.Row), event: []byte(e.Event), onDay: []byte(e.On),
			args: journal.Canonical(e.Args), policy: []byte(e.Policy), key: []byte(e.Key), cause: e.Cause, changes: journal.Canonical(e.Changes), prev: []byte(e.Prev), hash: []byte(e.Hash)}
		if !raw.follows(e.Seq, e.Prev) {
			t.Fatalf("%+v: the bytes are %s", e, raw.buf)
		}
	})
}
