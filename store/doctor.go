package store

import (
	"context"
	"database/sql"
	"fmt"

	"placewatch/domain/civil"
	"placewatch/domain/journal"
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

// VerifyJournal reads the whole journal and checks each entry against the one
// before it. wrong names the first that does not follow; nil means all do.
func (s *Store) VerifyJournal(ctx context.Context) (n int64, head string, wrong, err error) {
	err = s.read(ctx, func(q querier) error {
		n, head, wrong, err = verify(ctx, q, nil)
		return err
	})
	return n, head, wrong, err
}

func verify(ctx context.Context, q querier, each func(journal.Change)) (n int64, head string, wrong, err error) {
	err = eachEntry(ctx, q, "ORDER BY seq", nil, func(e journal.Entry) error {
		if wrong != nil {
			return nil
		}
		if wrong = e.Verify(n+1, head); wrong != nil {
			return nil
		}
		n, head = e.Seq, e.Hash
		if each != nil {
			for _, c := range e.Changes {
				each(c)
			}
		}
		return nil
	})
	return n, head, wrong, err
}

// Doctor lists what is wrong with the file: SQLite's own checks, the journal's
// chain, records that differ from what the journal last told of them, and derived
// buckets that do not follow. Nothing wrong is an empty list.
func (s *Store) Doctor(ctx context.Context, today civil.Date) ([]string, error) {
	var found []string
	err := s.read(ctx, func(q querier) error {
		sound, err := words(ctx, q, `PRAGMA integrity_check`)
		if err != nil {
			return err
		}
		for _, line := range sound {
			if line != "ok" {
				found = append(found, "SQLite: "+line)
			}
		}
		told := map[string]string{}
		_, _, wrong, err := verify(ctx, q, func(c journal.Change) { told[c.Kind+" "+c.ID] = c.Digest })
		if err != nil {
			return err
		}
		if wrong != nil {
			found = append(found, "journal: "+wrong.Error())
		}
		if err := compareAll(ctx, q, told, &found); err != nil {
			return err
		}
		return s.checkBuckets(ctx, q, today, &found)
	})
	return found, err
}

// compareAll holds every record against the last the journal told of it.
func compareAll(ctx context.Context, q querier, told map[string]string, found *[]string) error {
	for _, compare := range []func() error{
		func() error { return compareOne(ctx, q, people, told, found) },
		func() error { return compareOne(ctx, q, provisions, told, found) },
		func() error { return compareOne(ctx, q, inspections, told, found) },
		func() error { return compareOne(ctx, q, placements, told, found) },
		func() error { return compareOne(ctx, q, concerns, told, found) },
		func() error { return compareOne(ctx, q, visits, told, found) },
		func() error { return compareOne(ctx, q, items, told, found) },
		func() error { return compareOne(ctx, q, duties, told, found) },
		func() error { return compareOne(ctx, q, freezes, told, found) },
		func() error { return compareOne(ctx, q, proposals, told, found) },
		func() error { return compareOne(ctx, q, discrepancies, told, found) },
	} {
		if err := compare(); err != nil {
			return err
		}
	}
	for key := range told {
		*found = append(*found, fmt.Sprintf("a record that the journal tells of is missing: %s", kindOf(key)))
	}
	return nil
}

// kindOf keeps a child's reference out of what the doctor prints.
func kindOf(key string) string {
	for i := range len(key) {
		if key[i] == ' ' {
			if kind := key[:i]; kind == "placement" || kind == "discrepancy" {
				return kind
			}
		}
	}
	return key
}

func compareOne[T any](ctx context.Context, q querier, r record[T], told map[string]string, found *[]string) error {
	all, err := r.all(ctx, q, "")
	if err != nil {
		return err
	}
	for i := range all {
		key := r.table + " " + r.id(&all[i])
		want, ok := told[key]
		delete(told, key)
		switch {
		case !ok:
			*found = append(*found, fmt.Sprintf("the journal does not tell of a record: %s", kindOf(key)))
		case want != journal.Digest(&all[i]):
			*found = append(*found, fmt.Sprintf("a record differs from what the journal tells: %s", kindOf(key)))
		}
	}
	delete(told, "meta "+metaCouncil)
	for key := range told {
		if len(key) > 8 && key[:8] == "holiday " {
			delete(told, key)
		}
	}
	return nil
}

// checkBuckets recomputes what is derived.
func (s *Store) checkBuckets(ctx context.Context, q querier, today civil.Date, found *[]string) error {
	urns, err := words(ctx, q, `SELECT urn FROM provision ORDER BY urn`)
	if err != nil {
		return err
	}
	cs, err := s.cases(ctx, q, urns, today)
	if err != nil {
		return err
	}
	stored, err := provisions.all(ctx, q, "ORDER BY urn")
	if err != nil {
		return err
	}
	for i, c := range cs {
		if c.Bucket() != stored[i].Bucket {
			*found = append(*found, fmt.Sprintf("provision %s is counted as %s but stands as %s", c.Place.URN, stored[i].Bucket, c.Bucket()))
		}
	}
	open, err := placements.all(ctx, q, "WHERE ended_on IS NULL")
	if err != nil {
		return err
	}
	find, err := finder(ctx, q, open)
	if err != nil {
		return err
	}
	for _, p := range open {
		if b, _ := placement.BucketOf(p.Placement, find); b != p.Bucket {
			*found = append(*found, fmt.Sprintf("an open placement is counted as %s but belongs to %s", p.Bucket, b))
		}
	}
	return nil
}
