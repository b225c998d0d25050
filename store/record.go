package store

import (
	"context"
	"encoding/json"
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

	// body is what the journal holds of it, where that is not the whole: what is
	// derived, and the days by which facts are ordered, are checked otherwise.
	body func(T) T

	// unfold makes a record of what the journal holds of it, where that is not plain
	// JSON; keep sets what the journal does not hold, and the counters, which never go
	// back, from the record as it stands (none where there is none now). day is the
	// day of the facts.
	unfold func(body []byte) (T, error)
	keep   func(t, now *T, day civil.Date)

	key    string // the first column
	upsert string // the statement that writes it, new or changed
}

// define returns r with its statement.
func define[T any](r record[T]) record[T] {
	var names, marks, sets []string
	for name := range strings.SplitSeq(r.columns, ",") {
		name = strings.TrimSpace(name)
		names, marks = append(names, name), append(marks, "?")
		sets = append(sets, name+" = excluded."+name)
	}
	r.upsert = fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (%s) DO UPDATE SET %s",
		r.table, strings.Join(names, ", "), strings.Join(marks, ", "), names[0], strings.Join(sets[1:], ", "))
	r.key = names[0]
	if r.body == nil {
		r.body = func(t T) T { return t }
	}
	if r.unfold == nil {
		r.unfold = func(body []byte) (t T, err error) { return t, json.Unmarshal(body, &t) }
	}
	if r.keep == nil {
		r.keep = func(*T, *T, civil.Date) {}
	}
	return r
}

// all returns the records that tail selects: "WHERE concern = ? ORDER BY id".
func (r record[T]) all(ctx context.Context, q querier, tail string, args ...any) ([]T, error) {
	var out []T
	err := r.each(ctx, q, tail, args, func(t *T) { out = append(out, *t) })
	return out, err
}

// each hands the records that tail selects to f, one at a time.
func (r record[T]) each(ctx context.Context, q querier, tail string, args []any, f func(*T)) error {
	rows, err := q.QueryContext(ctx, "SELECT "+r.columns+" FROM "+r.table+" "+tail, args...)
	if err != nil {
		return fmt.Errorf("reading %s: %w", r.table, err)
	}
	defer rows.Close()
	t := new(T)
	dests := r.scan(t)
	for rows.Next() {
		*t = *new(T)
		if err := rows.Scan(dests...); err != nil {
			return fmt.Errorf("reading %s: %w", r.table, err)
		}
		f(t)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("reading %s: %w", r.table, err)
	}
	return nil
}

// put writes one record.
func (r record[T]) put(ctx context.Context, q querier, t *T) error {
	if _, err := q.ExecContext(ctx, r.upsert, r.bind(t)...); err != nil {
		return fmt.Errorf("writing %s: %w", r.table, err)
	}
	return nil
}

// change is what the journal keeps of a record that was written; before is nil
// for a new one.
func (r record[T]) change(before, after *T) journal.Change {
	b := journal.Canonical(r.body(*after))
	c := journal.Change{Kind: r.table, ID: r.id(after), Digest: journal.Sum(b), After: b}
	if before != nil {
		c.Before = r.digest(before)
	}
	return c
}

// digest is that of what the journal holds of t.
func (r record[T]) digest(t *T) string { return journal.Digest(r.body(*t)) }

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
		if b == nil || r.body(*b) != r.body(after[i]) {
			changes = append(changes, r.change(b, &after[i]))
		}
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

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// ref is the key of another record, or none.
func ref(id string) any {
	if id == "" {
		return nil
	}
	return id
}

type refDest struct{ id *string }

// Scan reads the key of another record, or none.
func (x refDest) Scan(v any) error {
	*x.id = ""
	if v == nil {
		return nil
	}
	s, err := stored(v, "key")
	*x.id = s
	return err
}

type dayDest struct{ d *civil.Date }

// Scan reads a date, or none.
func (x dayDest) Scan(v any) error {
	if v == nil {
		*x.d = civil.Date{}
		return nil
	}
	s, err := stored(v, "date")
	if err == nil {
		*x.d, err = civil.Parse(s)
	}
	return err
}

type textDest struct{ t *text.Text }

// Scan reads text.
func (x textDest) Scan(v any) error {
	s, err := stored(v, "text")
	*x.t = text.Clean(s)
	return err
}

// word scans a closed set of words, such as a state or a grade.
type word[S ~string] struct{ s *S }

// Scan reads a word.
func (x word[S]) Scan(v any) error {
	s, err := stored(v, "word")
	*x.s = S(s)
	return err
}

// jsonDest scans a column that holds canonical JSON.
type jsonDest struct{ v any }

// Scan reads JSON.
func (x jsonDest) Scan(v any) error {
	s, err := stored(v, "JSON")
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(s), x.v)
}

func stored(v any, what string) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("%T is not stored %s", v, what)
	}
	return s, nil
}

// list passes many values to a statement as one: WHERE urn IN (SELECT value FROM json_each(?)).
func list(values []string) string {
	if len(values) == 0 {
		return "[]"
	}
	return string(journal.Canonical(values))
}

const inList = " IN (SELECT value FROM json_each(?))"

// words are the first column of what a query selects.
func words(ctx context.Context, q querier, query string, args ...any) ([]string, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// counts is what a query of a word and a number selects.
func counts(ctx context.Context, q querier, query string, args ...any) (map[string]int, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var k string
		var n int
		if err := rows.Scan(&k, &n); err != nil {
			return nil, err
		}
		out[k] = n
	}
	return out, rows.Err()
}
