// Package store keeps what placewatch knows in one SQLite file: read, decide,
// write and record in one transaction. The decisions are the domain's.
package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/deadline"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Store is one open database file. It is safe for use by many at once: one
// writer in a queue, several readers.
type Store struct {
	path    string
	w, r    *pool
	opening *policy.Profile // in force until the store has one of its own
	loc     *time.Location

	mu       sync.Mutex
	rules    concern.Rules
	holidays int    // how many bank holidays the store had added when the rules were made
	profile  string // id of the store's own policy then in force
	bells    map[chan struct{}]bool
	polling  bool

	borrowers int

	last atomic.Pointer[lastInput] // the input as it was last read
}

// Options are what a store is opened with.
type Options struct {
	Policy   *policy.Profile // in force until a policy is put in force in the store itself
	Location *time.Location  // Europe/London: where the day turns
	Create   bool            // make the file and its folder when missing
}

// common are the settings of every connection. The keys are checked by the
// driver, so that a misspelt one fails instead of being ignored.
const (
	common = "_busy_timeout=5000&_foreign_keys=1&_dqs=0&_defensive=1&_error_rc=1" +
		"&_pragma=trusted_schema(0)&_pragma=recursive_triggers(1)&_pragma=cell_size_check(1)"
	writer = common + "&_synchronous=FULL&_txlock=immediate&_pragma=secure_delete(on)"
	reader = common + "&mode=ro&_query_only=1&_pragma=cache_size(-16384)" // KiB
)

// readers is how many reads may go on at once; the others wait their turn.
const readers = 4

// Open opens the store at path, moves an older schema forward, and refuses a
// newer one, a damaged file or one that cannot be opened, each in a sentence.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	// Closing any descriptor of the file would drop classic locks (safety.md 2).
	// Where the system has no other kind, no code here opens the file but SQLite.
	if _, err := sqlite.OFDLocking(true); err != nil && !errors.Is(err, sqlite.ErrOFDLockingUnavailable) {
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	isNew, err := reachable(path, o.Create)
	if err != nil {
		return nil, err
	}
	u, err := address(path)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, opening: o.Policy, loc: o.Location, bells: map[chan struct{}]bool{}}
	if s.w, err = openPool(u+"?"+writer, 1); err != nil {
		return nil, failed(err, "the store %s cannot be opened", path)
	}
	if s.r, err = openPool(u+"?"+reader, readers); err != nil {
		return nil, errors.Join(failed(err, "the store %s cannot be opened", path), s.w.Close())
	}
	if err := s.prepare(ctx, isNew); err != nil {
		return nil, errors.Join(explain(path, err), s.Close())
	}
	return s, nil
}

// address is the file as a URI: what ?, # and % mean in one they do not mean in a
// file's name. A path of Windows gets the slash that a URI has before the drive.
func address(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", failed(err, "the folder of %s cannot be found", path)
	}
	slashed := filepath.ToSlash(abs)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed
	}
	return "file://" + (&url.URL{Path: slashed}).EscapedPath(), nil
}

// prepare looks whose file it is before anything in it is changed, and brings the
// schema up to date.
func (s *Store) prepare(ctx context.Context, isNew bool) error {
	var version string
	if err := s.w.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return err
	}
	if older(version, oldestSQLite) {
		return failed(nil, "SQLite %s is older than %s, which fixed a loss of data", version, oldestSQLite)
	}
	if isNew { // nobody else reads it; the log and the index that SQLite adds take the same mode
		if err := os.Chmod(s.path, 0o600); err != nil {
			return failed(err, "the store %s cannot be kept from others", s.path)
		}
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	return s.read(ctx, func(q querier) error {
		_, err := s.rulesNow(ctx, q)
		if _, unread := errors.AsType[*unreadPolicy](err); unread {
			return nil // doctor, and whoever puts another policy in force, must be able to open the store
		}
		return err
	})
}

// oldestSQLite is the first release without the bug that could lose committed
// pages when two connections wrote and checkpointed at once (safety.md 1.2).
const oldestSQLite = "3.51.3"

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

// Rules are the policy, the deadlines and the calendar as last read.
func (s *Store) Rules() concern.Rules {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rules
}

// rulesNow makes the rules with the policy in force and the bank holidays that the
// store holds now: another process may have changed them. No holiday is ever taken
// away, so that their number tells. Who works the board is read each time: a person
// may come or go.
func (s *Store) rulesNow(ctx context.Context, q querier) (concern.Rules, error) {
	var n int
	var id, council string
	if err := q.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM holiday), coalesce((SELECT id FROM policy WHERE in_force = 1), ''),
		coalesce((SELECT value FROM meta WHERE key = ?), '')`, metaCouncil).Scan(&n, &id, &council); err != nil {
		return concern.Rules{}, err
	}
	working, err := people.all(ctx, q, "ORDER BY login")
	if err != nil {
		return concern.Rules{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules.Team, s.rules.Council = working, text.Clean(council)
	if s.rules.Cal != nil && n == s.holidays && id == s.profile {
		return s.rules, nil
	}
	cal, err := calendar(ctx, q)
	if err != nil {
		return concern.Rules{}, err
	}
	if s.rules.Cal == nil { // what holds until the policy in force is read, and where it cannot be
		s.holidays, s.rules = n, rulesUnder(s.opening, cal, working)
	}
	p, err := s.profileIn(ctx, q, id)
	if err != nil {
		return concern.Rules{}, err
	}
	s.holidays, s.profile, s.rules = n, id, rulesUnder(p, cal, working)
	s.rules.Council = text.Clean(council)
	return s.rules, nil
}

func rulesUnder(p *policy.Profile, cal *civil.Calendar, working []team.Person) concern.Rules {
	return concern.Rules{Policy: p, Book: deadline.NewBook(p), Cal: cal, Team: working}
}

// Lend lets somebody else use the open store too. Each borrower closes it as if
// it were their own; the file closes with the last.
func (s *Store) Lend() *Store {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.borrowers++
	return s
}

// Close closes the file, once nobody who borrowed it uses it any more.
func (s *Store) Close() error {
	s.mu.Lock()
	lent := s.borrowers > 0
	if lent {
		s.borrowers--
	}
	s.mu.Unlock()
	if lent {
		return nil
	}
	return errors.Join(s.r.Close(), s.w.Close())
}

// Path is where the file is.
func (s *Store) Path() string { return s.path }
