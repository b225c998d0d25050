// Package store keeps what placewatch knows in one SQLite file: read, decide,
// write and record in one transaction. The decisions are the domain's.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/deadline"
	"placewatch/domain/fault"
	"placewatch/domain/policy"
)

// Store is one open database file. It is safe for use by many at once: one
// writer in a queue, several readers.
type Store struct {
	path   string
	w, r   *sql.DB
	policy *policy.Profile
	loc    *time.Location
	rules  concern.Rules

	mu    sync.Mutex
	bells map[chan struct{}]bool
}

// Options are what a store is opened with.
type Options struct {
	Policy   *policy.Profile
	Location *time.Location // Europe/London: where the day turns
	Create   bool           // make the file and its folder when missing
}

// common are the settings of every connection. The keys are checked by the
// driver, so that a misspelt one fails instead of being ignored.
const common = "_busy_timeout=5000&_foreign_keys=1&_dqs=0&_defensive=1&_pragma=trusted_schema(0)&_pragma=recursive_triggers(1)&_pragma=cell_size_check(1)"

// oldestSQLite is the first release without the bug that could lose committed
// pages when two connections wrote and checkpointed at once (safety.md 1.2).
const oldestSQLite = "3.51.3"

// Open opens the store at path, moves an older schema forward, and refuses a
// newer one, a damaged file or one that cannot be written, each in a sentence.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if err := reachable(path, o.Create); err != nil {
		return nil, err
	}
	s := &Store{path: path, policy: o.Policy, loc: o.Location, bells: map[chan struct{}]bool{}}
	u := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String()
	var err error
	if s.w, err = sql.Open("sqlite", u+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&"+common); err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	s.w.SetMaxOpenConns(1)
	if err := s.prepare(ctx); err != nil {
		s.w.Close()
		return nil, explain(path, err)
	}
	if s.r, err = sql.Open("sqlite", u+"?mode=ro&_query_only=1&"+common); err != nil {
		s.w.Close()
		return nil, fmt.Errorf("opening %s to read: %w", path, err)
	}
	s.r.SetMaxOpenConns(4)
	s.r.SetMaxIdleConns(4)
	if err := s.loadRules(ctx); err != nil {
		return nil, errors.Join(explain(path, err), s.Close())
	}
	return s, nil
}

// reachable says in words why a path cannot hold a store, before SQLite does in code.
func reachable(path string, create bool) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fault.Newf(fault.Invalid, "%s is a folder, not a placewatch store", path).Do("name a file with --db")
	case err == nil && info.Size() == 0 && !create, errors.Is(err, os.ErrNotExist) && !create:
		return fault.Newf(fault.NotFound, "there is no store at %s, so placewatch cannot say anything", path).
			Do("import Ofsted's list and your placements first, or name the store with --db")
	case errors.Is(err, os.ErrNotExist):
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return fmt.Errorf("making the folder of %s: %w; choose one you can write to with --db", path, err)
		}
	case err != nil:
		return fmt.Errorf("looking at %s: %w", path, err)
	}
	return nil
}

// prepare checks the connection and brings the schema up to date.
func (s *Store) prepare(ctx context.Context) error {
	var version string
	if err := s.w.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return err
	}
	if older(version, oldestSQLite) {
		return fmt.Errorf("SQLite %s is older than %s, which fixed a loss of data", version, oldestSQLite)
	}
	return s.migrate(ctx)
}

func older(a, b string) bool {
	var x, y [3]int
	fmt.Sscanf(a, "%d.%d.%d", &x[0], &x[1], &x[2])
	fmt.Sscanf(b, "%d.%d.%d", &y[0], &y[1], &y[2])
	for i := range x {
		if x[i] != y[i] {
			return x[i] < y[i]
		}
	}
	return false
}

// loadRules makes the calendar and the deadline book from the policy and the
// bank holidays that the store adds to the embedded ones.
func (s *Store) loadRules(ctx context.Context) error {
	cal, err := s.calendar(ctx, s.r)
	if err != nil {
		return err
	}
	s.rules = concern.Rules{Policy: s.policy, Book: deadline.NewBook(s.policy), Cal: cal}
	return nil
}

// Rules are the policy, the deadlines and the calendar in force.
func (s *Store) Rules() concern.Rules { return s.rules }

// Close closes the file.
func (s *Store) Close() error { return errors.Join(s.r.Close(), s.w.Close()) }

// Path is where the file is.
func (s *Store) Path() string { return s.path }

// today is the day it is at t.
func (s *Store) today(t time.Time) civil.Date { return civil.In(t, s.loc) }

// querier is a transaction, a pool or a connection.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// read runs f on one consistent view of the file.
func (s *Store) read(ctx context.Context, f func(q querier) error) error {
	tx, err := s.r.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return explain(s.path, err)
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return explain(s.path, err)
	}
	return nil
}

// write runs f in the one writing transaction; what f refuses is not written.
// Everyone who waits for changes is told after the commit, never before.
func (s *Store) write(ctx context.Context, f func(q querier) error) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return explain(s.path, err)
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return explain(s.path, err)
	}
	if err := tx.Commit(); err != nil {
		return explain(s.path, err)
	}
	s.ring()
	return nil
}

// explain turns a driver's code into a sentence that says what to do. What is
// no driver error is returned as it is.
func explain(path string, err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED:
		return fmt.Errorf("the store %s is in use by another program and did not come free; nothing was written; try again: %w", path, err)
	case sqlitelib.SQLITE_READONLY, sqlitelib.SQLITE_PERM:
		return fmt.Errorf("the store %s is read-only; nothing was written; ask whoever looks after it for write access, or name another with --db: %w", path, err)
	case sqlitelib.SQLITE_CANTOPEN:
		return fmt.Errorf("the store %s cannot be opened: its folder must exist and be writable; name another with --db: %w", path, err)
	case sqlitelib.SQLITE_NOTADB, sqlitelib.SQLITE_CORRUPT:
		return fmt.Errorf("the store %s is damaged or is not a placewatch store; keep the file, and restore a backup: %w", path, err)
	case sqlitelib.SQLITE_FULL:
		return fmt.Errorf("the disk of %s is full; nothing was written; make space and try again: %w", path, err)
	case sqlitelib.SQLITE_IOERR:
		return fmt.Errorf("the disk of %s could not be read or written; nothing was written: %w", path, err)
	}
	return err
}

// IsFailure reports whether err is the store's own failure rather than a refusal.
func IsFailure(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) || strings.Contains(fmt.Sprint(err), "making the folder of")
}
