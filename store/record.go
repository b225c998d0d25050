package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/journal"
	"placewatch/domain/text"
)

// record is how one kind of thing is kept: its table, its columns, and the values
// to bind and to scan in that same order. The first column is the key.
type record[T any] struct {
	table   string
	columns string
	bind    func(*T) []any
	scan    func(*T) []any
	id      func(*T) string
}

// all returns the records that tail selects: "WHERE concern = ? ORDER BY id".
func (r record[T]) all(ctx context.Context, q querier, tail string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, "SELECT "+r.columns+" FROM "+r.table+" "+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", r.table, err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var t T
		if err := rows.Scan(r.scan(&t)...); err != nil {
			return nil, fmt.Errorf("reading %s: %w", r.table, err)
		}
		out = append(out, t)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", r.table, err)
	}
	return out, nil
}

// upsert is the statement that writes a record, new or changed.
func (r record[T]) upsert() string {
	var names, marks, sets []string
	for name := range strings.SplitSeq(r.columns, ",") {
		name = strings.TrimSpace(name)
		names, marks = append(names, name), append(marks, "?")
		sets = append(sets, name+" = excluded."+name)
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (%s) DO UPDATE SET %s",
		r.table, strings.Join(names, ", "), strings.Join(marks, ", "), names[0], strings.Join(sets[1:], ", "))
}

// put writes one record.
func (r record[T]) put(ctx context.Context, q querier, t *T) error {
	if _, err := q.ExecContext(ctx, r.upsert(), r.bind(t)...); err != nil {
		return fmt.Errorf("writing %s: %w", r.table, err)
	}
	return nil
}

// change is what the journal keeps of a record that was written.
func (r record[T]) change(before, after *T) journal.Change {
	b := journal.Canonical(after)
	c := journal.Change{Kind: r.table, ID: r.id(after), Digest: journal.Sum(b), After: b}
	if before != nil {
		c.Before = journal.Digest(before)
	}
	return c
}

// save writes the records of after that differ from before, and returns the
// changes. Both are lists of the same things; what is missing in before is new.
func save[T comparable](ctx context.Context, q querier, r record[T], before, after []T) ([]journal.Change, error) {
	was := map[string]*T{}
	for i := range before {
		was[r.id(&before[i])] = &before[i]
	}
	var changes []journal.Change
	for i := range after {
		b := was[r.id(&after[i])]
		if b != nil && *b == after[i] {
			continue
		}
		if err := r.put(ctx, q, &after[i]); err != nil {
			return nil, err
		}
		changes = append(changes, r.change(b, &after[i]))
	}
	return changes, nil
}

// Values on their way in and out of SQLite: no date is NULL, text is cleaned
// again on its way out, a flag is 0 or 1.

func day(d civil.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.String()
}

type dayDest struct{ d *civil.Date }

func (x dayDest) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*x.d = civil.Date{}
		return nil
	case string:
		var err error
		*x.d, err = civil.Parse(v)
		return err
	}
	return fmt.Errorf("%T is not a stored date", v)
}

type textDest struct{ t *text.Text }

func (x textDest) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("%T is not stored text", v)
	}
	*x.t = text.Clean(s)
	return nil
}

// word scans a closed set of words, such as a state or a grade.
type word[S ~string] struct{ s *S }

func (x word[S]) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("%T is not a stored word", v)
	}
	*x.s = S(s)
	return nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// putter writes many records of one kind with one prepared statement.
type putter[T any] struct {
	q    querier
	r    record[T]
	stmt *sql.Stmt
}

func newPutter[T any](q querier, r record[T]) *putter[T] { return &putter[T]{q: q, r: r} }

func (p *putter[T]) put(ctx context.Context, t *T) error {
	if p.stmt == nil {
		tx, ok := p.q.(interface {
			PrepareContext(context.Context, string) (*sql.Stmt, error)
		})
		if !ok {
			return p.r.put(ctx, p.q, t)
		}
		var err error
		if p.stmt, err = tx.PrepareContext(ctx, p.r.upsert()); err != nil {
			return fmt.Errorf("writing %s: %w", p.r.table, err)
		}
	}
	if _, err := p.stmt.ExecContext(ctx, p.r.bind(t)...); err != nil {
		return fmt.Errorf("writing %s: %w", p.r.table, err)
	}
	return nil
}

func (p *putter[T]) close() {
	if p.stmt != nil {
		p.stmt.Close()
	}
}
