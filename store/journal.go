package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"placewatch/domain/journal"
)

// practiceMark ends the policy of every entry of a practice store.
const practiceMark = ", practice"

// append writes entries to the end of the journal, each sealed to the one before.
// It runs in the transaction of the change that the entries tell of. An entry
// without an actor is the person's, one without a day is of today.
func (w *writing) append(ctx context.Context, entries ...*journal.Entry) error {
	if err := w.tip(ctx); err != nil {
		return err
	}
	for _, e := range entries {
		e.At, e.Session, e.Machine, e.Policy = w.by.Now.UTC().Truncate(time.Millisecond), w.by.Session, w.by.Machine, w.rules.Policy.Standing()
		if w.practice {
			e.Policy += practiceMark
		}
		if e.Actor == "" {
			e.Actor = w.real.Login.String()
			if w.person.ID != w.real.ID {
				e.OnBehalfOf = w.person.Login.String()
				e.Args = w.because(e.Args)
			}
		}
		if e.On == "" {
			e.On = w.by.Today.String()
		}
		if e.Args == nil {
			e.Args = map[string]string{}
		}
		if e.Changes == nil {
			e.Changes = []journal.Change{}
		}
		if w.seq >= w.cause {
			e.Cause = w.cause
		}
		e.Seal(w.seq+1, w.prev)
		if err := insertEntry(ctx, w.q, e); err != nil {
			return err
		}
		w.seq, w.prev = e.Seq, e.Hash
	}
	return nil
}

// because adds to an entry's arguments why one person acted for another.
func (w *writing) because(args map[string]string) map[string]string {
	if w.by.Because.IsZero() {
		return args
	}
	args = maps.Clone(args)
	if args == nil {
		args = map[string]string{}
	}
	args[journal.ActingBecause] = w.by.Because.String()
	return args
}

// tip reads the last entry's place once a transaction.
func (w *writing) tip(ctx context.Context) error {
	if w.tipped {
		return nil
	}
	err := w.q.QueryRowContext(ctx, `SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1`).Scan(&w.seq, &w.prev)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("reading the end of the journal: %w", err)
	}
	w.tipped = true
	return nil
}

const entryColumns = `seq, at, actor, on_behalf_of, session, machine, subject, row, event, on_day, args, policy, key, cause, changes, prev, hash`

func insertEntry(ctx context.Context, q querier, e *journal.Entry) error {
	var key any
	if e.Key != "" {
		key = e.Key
	}
	_, err := q.ExecContext(ctx, `INSERT INTO journal (`+entryColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.Seq, e.At.Format(time.RFC3339Nano), e.Actor, e.OnBehalfOf, e.Session, e.Machine, e.Subject, e.Row, e.Event, e.On,
		string(journal.Canonical(e.Args)), e.Policy, key, e.Cause, string(journal.Canonical(e.Changes)), e.Prev, e.Hash)
	if err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}

// entries reads journal entries in order; tail selects them.
func entries(ctx context.Context, q querier, tail string, args ...any) ([]journal.Entry, error) {
	var out []journal.Entry
	err := eachEntry(ctx, q, tail, args, func(e *journal.Entry) error {
		out = append(out, *e)
		return nil
	})
	return out, err
}

// eachEntry hands journal entries to f, one at a time.
func eachEntry(ctx context.Context, q querier, tail string, args []any, f func(*journal.Entry) error) error {
	rows, err := q.QueryContext(ctx, `SELECT `+entryColumns+` FROM journal `+tail, args...)
	if err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var e journal.Entry
		var at string
		var argsJSON, changes sql.RawBytes
		var key sql.NullString
		if err := rows.Scan(&e.Seq, &at, &e.Actor, &e.OnBehalfOf, &e.Session, &e.Machine, &e.Subject, &e.Row, &e.Event, &e.On,
			&argsJSON, &e.Policy, &key, &e.Cause, &changes, &e.Prev, &e.Hash); err != nil {
			return fmt.Errorf("reading the journal: %w", err)
		}
		e.Key = key.String
		when, err := time.Parse(time.RFC3339Nano, at)
		e.At = when
		if err = errors.Join(err, json.Unmarshal(argsJSON, &e.Args), json.Unmarshal(changes, &e.Changes)); err != nil {
			return fmt.Errorf("journal entry %d cannot be read; see `placewatch doctor`: %w", e.Seq, err)
		}
		if err := f(&e); err != nil {
			return err
		}
	}
	return rows.Err()
}
