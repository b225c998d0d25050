package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
)

// SQLiteVersion is the version of SQLite inside the program.
func SQLiteVersion(ctx context.Context) (string, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return "", err
	}
	defer db.Close()
	var v string
	return v, db.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&v)
}

// checkup is one look at the whole file.
type checkup struct {
	s     *Store
	ctx   context.Context
	q     querier
	today civil.Date
	told  map[string]string // digest of each record as the journal last told of it, by kind and id
	first string            // policy of the first entry
	last  civil.Date        // day of the last
	found []string
}

func (c *checkup) say(format string, args ...any) {
	c.found = append(c.found, fmt.Sprintf(format, args...))
}

// Doctor lists what is wrong with the file: SQLite's own checks, the schema, the
// journal's chain, records that differ from what the journal last told of them,
// and whatever is derived and does not follow. Nothing wrong is an empty list.
func (s *Store) Doctor(ctx context.Context, today civil.Date) ([]string, error) {
	c := &checkup{s: s, ctx: ctx, today: today, told: map[string]string{}}
	err := s.read(ctx, func(q querier) error {
		c.q = q
		for _, part := range []func() error{c.sqlite, c.schema, c.journal, c.records, c.ownFacts, c.buckets, c.freezes} {
			if err := part(); err != nil {
				return err
			}
		}
		return nil
	})
	return c.found, err
}

func (c *checkup) sqlite() error {
	for _, pragma := range []string{`PRAGMA integrity_check`, `SELECT 'a row of ' || "table" || ' names a record that is not there' FROM pragma_foreign_key_check`} {
		lines, err := words(c.ctx, c.q, pragma)
		if err != nil {
			return err
		}
		for _, line := range lines {
			if line != "ok" {
				c.say("SQLite: %s", line)
			}
		}
	}
	return nil
}

// schemaOf lists what a database is made of, in the words that made it.
const schemaOf = `SELECT type || ' ' || name || ': ' || sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY 1`

// schema compares what the file is made of with what the migrations make: a guard
// that was taken off is found.
func (c *checkup) schema() error {
	want, err := freshSchema(c.ctx)
	if err != nil {
		return err
	}
	got, err := words(c.ctx, c.q, schemaOf)
	if err != nil {
		return err
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			name, _, _ := strings.Cut(line, ":")
			c.say("schema: %s is missing or is not as the program makes it", name)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			name, _, _ := strings.Cut(line, ":")
			c.say("schema: %s is not the program's", name)
		}
	}
	return nil
}

func freshSchema(ctx context.Context) ([]string, error) {
	all, err := steps()
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, script := range all {
		if _, err := db.ExecContext(ctx, script); err != nil {
			return nil, err
		}
	}
	return words(ctx, db, schemaOf)
}

// journal checks the chain, and folds it into what each record should be.
func (c *checkup) journal() error {
	_, _, wrong, err := verify(c.ctx, c.q, func(e *sealed) error {
		if e.seq == 1 {
			c.first = string(e.policy)
		}
		changes, err := e.told()
		if err != nil {
			c.say("journal: %v", err)
		}
		for _, ch := range changes {
			c.told[ch.Kind+" "+ch.ID] = ch.Digest
			if ch.Removed() {
				delete(c.told, ch.Kind+" "+ch.ID)
			}
		}
		at, err := time.Parse(time.RFC3339Nano, string(e.at))
		c.last = civil.Latest(c.last, civil.In(at, c.s.loc))
		if on, no := civil.Parse(string(e.onDay)); no == nil && strings.HasSuffix(string(e.policy), practiceMark) {
			c.last = civil.Latest(c.last, on) // its today is set by hand
		}
		return err
	})
	if wrong != nil {
		c.say("journal: %v", wrong)
	}
	if err != nil {
		return err
	}
	_, _, wrong, err = verifyReadings(c.ctx, c.q, func(string) {})
	if wrong != nil {
		c.say("reading audit: %v", wrong)
	}
	return err
}

// records holds every record against the last that the journal told of it.
func (c *checkup) records() error {
	for _, compare := range []func() error{
		func() error { return compare(c, people) },
		func() error { return compare(c, keyRecord) },
		func() error { return compare(c, provisions) },
		func() error { return compare(c, inspections) },
		func() error { return compare(c, placements) },
		func() error { return compare(c, concerns) },
		func() error { return compare(c, visits) },
		func() error { return compare(c, items) },
		func() error { return compare(c, duties) },
		func() error { return compare(c, freezes) },
		func() error { return compare(c, proposals) },
		func() error { return compare(c, storedParts) },
		func() error { return compare(c, discrepancies) },
		func() error { return compare(c, holidays) },
		func() error { return compare(c, importFiles) },
		func() error { return compare(c, policyFiles) },
		c.days, c.council, c.policies, c.parts,
	} {
		if err := compare(); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.told)) {
		c.say("a record that the journal tells of is missing: %s", named(key))
	}
	return nil
}

func compare[T any](c *checkup, r record[T]) error {
	return r.each(c.ctx, c.q, "", nil, func(t *T) { c.compare(r.table+" "+r.id(t), r.digest(t)) })
}

// compare takes a record off the list of those that the journal tells of.
func (c *checkup) compare(key, digest string) {
	want, ok := c.told[key]
	delete(c.told, key)
	switch {
	case !ok:
		c.say("the journal does not tell of a record: %s", named(key))
	case want != digest:
		c.say("a record differs from what the journal tells: %s", named(key))
	}
}

// named is a record as the doctor names it: without the child's reference that is
// part of some keys.
func named(key string) string {
	kind, id, _ := strings.Cut(key, " ")
	switch kind {
	case placements.table, discrepancies.table:
		return kind
	case daysKind:
		return "the days of the facts of each " + id
	}
	return key
}

func (c *checkup) days() error {
	for table := range dayColumns() {
		now, err := daysOf(c.ctx, c.q, table)
		if err != nil {
			return err
		}
		var n int
		if err := c.q.QueryRowContext(c.ctx, "SELECT count(*) FROM "+table).Scan(&n); err != nil {
			return err
		}
		if _, told := c.told[daysKind+" "+table]; told || n > 0 {
			c.compare(daysKind+" "+table, now.Digest)
		}
	}
	return nil
}

// parts holds what a part is found by against the part itself.
func (c *checkup) parts() error {
	return storedParts.each(c.ctx, c.q, "", nil, func(p *part) {
		if again, err := unfoldPart(journal.Canonical(p)); err != nil || again != *p {
			c.say("a part is not kept under what it is: %s", p.ID)
		}
	})
}

func (c *checkup) council() error {
	name, err := meta(c.ctx, c.q, metaCouncil)
	if err != nil {
		return err
	}
	if ch := councilChange(name); name != "" {
		c.compare(ch.Kind+" "+ch.ID, ch.Digest)
	}
	return nil
}

// buckets recomputes where everything is counted.
func (c *checkup) buckets() error {
	rules, err := c.s.rulesNow(c.ctx, c.q)
	if unread, ok := errors.AsType[*unreadPolicy](err); ok {
		c.say("policy: %v", unread)
		return nil
	}
	if err != nil {
		return err
	}
	urns, err := words(c.ctx, c.q, `SELECT urn FROM provision`)
	if err != nil {
		return err
	}
	if err := standings(c.ctx, c.q, urns, func(p provision, st ofsted.Standing) {
		if b := bucketOf(rules.Policy, p, st); b != p.Bucket {
			c.say("provision %s is counted as %s but stands as %s", p.URN, p.Bucket, b)
		}
	}); err != nil {
		return err
	}
	all, err := placements.all(c.ctx, c.q, "WHERE ended_on IS NULL")
	if err != nil {
		return err
	}
	find, err := finder(c.ctx, c.q, all)
	if err != nil {
		return err
	}
	for _, p := range all {
		if b, _ := placement.BucketOf(p.Placement, find); b != p.Bucket {
			c.say("an open placement is counted as %s but belongs to %s", p.Bucket, b)
		}
	}
	return nil
}
