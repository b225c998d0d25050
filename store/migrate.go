package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"placewatch/domain/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks the file as placewatch's, so that another program's
// database is never migrated by mistake: "plwt".
const applicationID = 0x706c7774

// steps are the migrations in order; the version of a schema is how many it has had.
func steps() ([]string, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var out []string
	for i, name := range names {
		var n int
		if _, err := fmt.Sscanf(name, "migrations/%03d_", &n); err != nil || n != i+1 {
			return nil, fmt.Errorf("migration %s is not number %d", name, i+1)
		}
		b, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		out = append(out, string(b))
	}
	return out, nil
}

// migrate brings the schema forward, one step a transaction. Another process may
// be first; then there is nothing left to do.
func (s *Store) migrate(ctx context.Context) error {
	all, err := steps()
	if err != nil {
		return err
	}
	conn, err := s.w.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	for {
		version, err := s.version(ctx, conn, len(all))
		if err != nil {
			return err
		}
		if version == len(all) {
			return s.logAhead(ctx, conn)
		}
		if err := step(ctx, conn, version, all[version]); err != nil {
			return fmt.Errorf("bringing the store to schema %d: %w", version+1, err)
		}
	}
}

// logAhead has every write go to a log first, so that readers never wait for it. It
// comes last: another program's file must not be changed by being looked at.
func (s *Store) logAhead(ctx context.Context, q querier) error {
	var mode string
	if err := q.QueryRowContext(ctx, `PRAGMA journal_mode = WAL`).Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		return failed(nil, "the store %s is on a disk that cannot keep a log beside it; a store needs a local disk", s.path)
	}
	return nil
}

// version reads how far the schema is and refuses a file that is not ours or newer.
func (s *Store) version(ctx context.Context, q querier, known int) (int, error) {
	var version, app, tables int
	for pragma, into := range map[string]*int{`PRAGMA user_version`: &version, `PRAGMA application_id`: &app, `SELECT count(*) FROM sqlite_schema`: &tables} {
		if err := q.QueryRowContext(ctx, pragma).Scan(into); err != nil {
			return 0, err
		}
	}
	switch {
	case app != applicationID && (app != 0 || tables > 0):
		return 0, fault.Newf(fault.Invalid, "%s is a database of another program", s.path).Do("name a placewatch store with --db")
	case version > known:
		return 0, fault.Newf(fault.Invalid, "the store %s was written by a newer placewatch (schema %d; this program knows %d)", s.path, version, known).
			Do("use the newer program; nothing was changed")
	}
	return version, nil
}

func step(ctx context.Context, conn *sql.Conn, version int, script string) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var now int
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&now); err != nil || now != version {
		return err // another process was first; the caller looks again
	}
	script += fmt.Sprintf("\nPRAGMA user_version = %d;\nPRAGMA application_id = %d;", version+1, applicationID)
	if _, err := tx.ExecContext(ctx, script); err != nil {
		return err
	}
	return tx.Commit()
}
