package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"placewatch/domain/journal"
	"placewatch/domain/text"
)

// Chains are the journal and the readings, as verified.
type Chains struct {
	Entries      int64
	Head         string // hash of the journal's last entry; none of an empty one
	Readings     int64
	ReadingsHead string
	Wrong        error // names the first entry that does not follow; nil: all do
}

// VerifyJournal reads the whole journal, and then the readings, and checks each
// entry against the one before it. heads are hashes that an auditor wrote down as
// the last of either: what was cut off since shows by them alone.
func (s *Store) VerifyJournal(ctx context.Context, heads ...string) (Chains, error) {
	var c Chains
	missing := map[string]bool{}
	for _, h := range heads {
		missing[h] = true
	}
	err := s.read(ctx, func(q querier) error {
		var err error
		if c.Entries, c.Head, c.Wrong, err = verify(ctx, q, func(e *sealed) error {
			delete(missing, string(e.hash))
			return nil
		}); err != nil || c.Wrong != nil {
			return err
		}
		if c.Entries == 0 {
			if c.Wrong, err = untold(ctx, q); err != nil || c.Wrong != nil {
				return err
			}
		}
		c.Readings, c.ReadingsHead, c.Wrong, err = verifyReadings(ctx, q, func(hash string) { delete(missing, hash) })
		return err
	})
	for _, h := range heads {
		if c.Wrong == nil && missing[h] {
			c.Wrong = fmt.Errorf("no entry bears the hash %s: what stood there was cut off or replaced, or it is another store's", text.Clean(h))
		}
	}
	return c, err
}

// untold says what is wrong where a journal without an entry stands beside records:
// everything that is held was told of once.
func untold(ctx context.Context, q querier) (wrong, err error) {
	var held bool
	err = q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM person) OR EXISTS (SELECT 1 FROM provision) OR EXISTS (SELECT 1 FROM placement)
		OR EXISTS (SELECT 1 FROM import_file)`).Scan(&held)
	if held {
		wrong = errors.New("the journal holds no entry, and the store holds what only an entry can have written: the journal was removed")
	}
	return wrong, err
}

// cutOff says what is wrong where a chain that is whole ends elsewhere than it was
// written to.
func cutOff(ctx context.Context, q querier, name string, n int64, head string) (wrong, err error) {
	var seq int64
	var hash string
	switch err := q.QueryRowContext(ctx, `SELECT seq, hash FROM chain WHERE name = ?`, name).Scan(&seq, &hash); {
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("how far the %s has come is no longer kept: what was cut off at its end cannot be told", name), nil
	case err != nil:
		return nil, fmt.Errorf("reading how far the %s has come: %w", name, err)
	case seq > n:
		return fmt.Errorf("entry %d of the %s was removed, and any after it: %d were written, and it ends at %d", n+1, name, seq, n), nil
	case seq != n || hash != head:
		return fmt.Errorf("entry %d of the %s is not the last that was written", n, name), nil
	}
	return nil, nil
}

// verify checks the chain and hands each entry that follows to each, as stored.
func verify(ctx context.Context, q querier, each func(*sealed) error) (n int64, head string, wrong, err error) {
	rows, err := q.QueryContext(ctx, sealedEntries)
	if err != nil {
		return 0, "", nil, fmt.Errorf("reading the journal: %w", err)
	}
	defer rows.Close()
	var e sealed
	for rows.Next() {
		if err := rows.Scan(&e.seq, &e.cause, &e.line, &e.changes); err != nil {
			return n, head, nil, fmt.Errorf("reading the journal: %w", err)
		}
		if !e.split() || !e.follows(n+1, head) {
			return n, head, e.wrong(n+1, head), nil
		}
		n, head = n+1, string(e.hash)
		if each != nil {
			if err := each(&e); err != nil {
				return n, head, nil, err
			}
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return n, head, nil, fmt.Errorf("reading the journal: %w", err)
	}
	wrong, err = cutOff(ctx, q, "journal", n, head)
	return n, head, wrong, err
}

// sealed is a journal entry as stored. Its hash is computed from the stored bytes
// themselves, so that any change to them shows, and nothing is decoded for it.
type sealed struct {
	seq, cause                                                   int64
	line, changes                                                sql.RawBytes
	at, actor, onBehalfOf, session, machine, subject, row, event []byte
	onDay, args, policy, key, prev, hash                         []byte
	buf                                                          []byte
}

// sealedEntries reads the journal with the short columns of each entry as one text:
// to hand each over takes longer than to hash it.
const sealedEntries = `SELECT seq, cause, concat_ws(char(31), coalesce(at, ''), coalesce(actor, ''), coalesce(on_behalf_of, ''), coalesce(session, ''), coalesce(machine, ''),
	coalesce(subject, ''), coalesce(row, ''), coalesce(event, ''), coalesce(on_day, ''), coalesce(args, ''),
	coalesce(policy, ''), coalesce(key, ''), coalesce(prev, ''), coalesce(hash, '')), changes FROM journal ORDER BY seq`

// split takes the short columns apart. No kept text holds the separator: an entry of
// which there are more parts, or fewer, is not as it was written.
func (e *sealed) split() bool {
	rest, whole := []byte(e.line), true
	for _, column := range []*[]byte{&e.at, &e.actor, &e.onBehalfOf, &e.session, &e.machine, &e.subject, &e.row, &e.event, &e.onDay, &e.args, &e.policy, &e.key, &e.prev} {
		var found bool
		*column, rest, found = bytes.Cut(rest, []byte{31})
		whole = whole && found
	}
	e.hash = rest
	return whole && bytes.IndexByte(rest, 31) < 0
}

// follows reports whether the entry is what was written after the one whose hash
// is head.
func (e *sealed) follows(seq int64, head string) bool {
	if e.seq != seq || string(e.prev) != head {
		return false
	}
	e.canonical()
	sum := sha256.Sum256(e.buf)
	var text [2 * sha256.Size]byte
	hex.Encode(text[:], sum[:])
	return string(text[:]) == string(e.hash)
}

// canonical writes the entry as journal.Canonical does, without its hash.
func (e *sealed) canonical() {
	b := strconv.AppendInt(append(e.buf[:0], `{"seq":`...), e.seq, 10)
	b = quoted(append(b, `,"at":`...), e.at)
	b = quoted(append(b, `,"actor":`...), e.actor)
	b = quoted(append(b, `,"on_behalf_of":`...), e.onBehalfOf)
	b = quoted(append(b, `,"session":`...), e.session)
	b = quoted(append(b, `,"machine":`...), e.machine)
	b = quoted(append(b, `,"subject":`...), e.subject)
	b = quoted(append(b, `,"row":`...), e.row)
	b = quoted(append(b, `,"event":`...), e.event)
	b = quoted(append(b, `,"on":`...), e.onDay)
	b = append(append(b, `,"args":`...), e.args...)
	b = quoted(append(b, `,"policy":`...), e.policy)
	b = quoted(append(b, `,"key":`...), e.key)
	if e.cause != 0 {
		b = strconv.AppendInt(append(b, `,"cause":`...), e.cause, 10)
	}
	b = append(append(b, `,"changes":`...), e.changes...)
	b = quoted(append(b, `,"prev":`...), e.prev)
	e.buf = append(b, `,"hash":""}`...)
}

// quoted adds s as a JSON string.
func quoted(b []byte, s []byte) []byte {
	for _, c := range s {
		if c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return append(b, journal.Canonical(string(s))...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// wrong says what is wrong with an entry that does not follow.
func (e *sealed) wrong(seq int64, head string) error {
	if e.seq != seq || string(e.prev) != head {
		return journal.Entry{Seq: e.seq, Prev: string(e.prev)}.Verify(seq, head)
	}
	return fmt.Errorf("entry %d was altered after it was written", e.seq)
}

// told decodes what the entry tells of records.
func (e *sealed) told() ([]journal.Change, error) {
	var changes []journal.Change
	err := json.Unmarshal(e.changes, &changes)
	for _, c := range changes {
		if !c.Sound() {
			err = errors.Join(err, fmt.Errorf("the record it holds of %s does not match its digest", c.Kind))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("entry %d: %w", e.seq, err)
	}
	return changes, nil
}
