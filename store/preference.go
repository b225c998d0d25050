package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"placewatch/domain/board"
)

// Preference reads how a person wants the screen; who never said gets the zero value.
func (s *Store) Preference(ctx context.Context, login string) (board.Preference, error) {
	var p board.Preference
	err := s.read(ctx, func(q querier) error {
		all, err := people.all(ctx, q, "ORDER BY id")
		if err != nil {
			return err
		}
		who, _ := byLogin(all, login)
		err = q.QueryRowContext(ctx, `SELECT theme, ascii, named, reading FROM preference WHERE person = ?`, who.ID).Scan(&p.Theme, &p.ASCII, &p.Named, &p.Reading)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return p, fmt.Errorf("reading how %s wants the screen: %w", login, err)
	}
	return p, nil
}

// SetPreference keeps how this person wants the screen. It is no fact and is not
// journalled; whoever the store does not know keeps it for the session only.
func (s *Store) SetPreference(ctx context.Context, by By, p board.Preference) error {
	return s.quietly(ctx, func(q querier) error {
		all, err := people.all(ctx, q, "ORDER BY id")
		if err != nil {
			return err
		}
		who, known := byLogin(all, by.Login)
		if !known {
			return nil
		}
		_, err = q.ExecContext(ctx, `INSERT INTO preference (person, theme, ascii, named, reading) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (person) DO UPDATE SET theme = excluded.theme, ascii = excluded.ascii, named = excluded.named, reading = excluded.reading`,
			who.ID, p.Theme, flag(p.ASCII), flag(p.Named), p.Reading)
		return err
	})
}
