package store

import (
	"context"
	"fmt"
	"time"

	"placewatch/domain/board"
	"placewatch/domain/text"
)

// gone is after how long a screen counts as left that has not said it is there: it
// says so every ten seconds (screens.md 8.12).
const gone = 25 * time.Second

// Here says where this session is and what it does there, and returns who else is at
// a screen. Who is where is no fact: nothing of it is journalled.
func (s *Store) Here(ctx context.Context, by By, urn string, doing board.Doing, idleSince time.Time) ([]board.Present, error) {
	var out []board.Present
	err := s.quietly(ctx, func(q querier) error {
		now := by.Now.UTC()
		if _, err := q.ExecContext(ctx, `DELETE FROM presence WHERE at < ?`, stamp(now.Add(-gone))); err != nil {
			return fmt.Errorf("forgetting who is gone: %w", err)
		}
		if _, err := q.ExecContext(ctx, `INSERT INTO presence (session, person, urn, doing, since, at) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (session) DO UPDATE SET person = excluded.person, urn = excluded.urn, doing = excluded.doing, since = excluded.since, at = excluded.at`,
			by.Session+" on "+by.Machine, text.Clean(by.Login).String(), text.Clean(urn).String(), string(doing), stamp(idleSince.UTC()), stamp(now)); err != nil {
			return fmt.Errorf("saying who is here: %w", err)
		}
		var err error
		out, err = present(ctx, q, by)
		return err
	})
	return out, err
}

// Left takes a session away at once, so that nobody waits for its heartbeat to stop.
func (s *Store) Left(ctx context.Context, by By) error {
	return s.quietly(ctx, func(q querier) error {
		_, err := q.ExecContext(ctx, `DELETE FROM presence WHERE session = ?`, by.Session+" on "+by.Machine)
		return err
	})
}

// stamp is an instant that sorts as text.
func stamp(t time.Time) string { return t.Format("2006-01-02T15:04:05.000Z") }

func present(ctx context.Context, q querier, by By) ([]board.Present, error) {
	rows, err := q.QueryContext(ctx, `SELECT person, urn, doing, since FROM presence WHERE session <> ? AND person <> ? ORDER BY person, session`,
		by.Session+" on "+by.Machine, text.Clean(by.Login).String())
	if err != nil {
		return nil, fmt.Errorf("reading who is here: %w", err)
	}
	defer rows.Close()
	var out []board.Present
	for rows.Next() {
		var p board.Present
		var since string
		if err := rows.Scan(textDest{&p.Login}, &p.URN, word[board.Doing]{&p.Doing}, &since); err != nil {
			return nil, fmt.Errorf("reading who is here: %w", err)
		}
		if p.Since, err = time.Parse(time.RFC3339, since); err != nil {
			return nil, fmt.Errorf("reading who is here: %w", err)
		}
		out = append(out, p)
	}
	return out, rows.Err()
}
