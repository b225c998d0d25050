package store

import (
	"context"

	"placewatch/domain/board"
	"placewatch/domain/journal"
	"placewatch/domain/team"
)

// Veil is what may not leave in an export yet: enforcement that Ofsted has not published
// (domain 3.0).
func (s *Store) Veil(ctx context.Context) (board.Veil, error) {
	var v board.Veil
	err := s.read(ctx, func(q querier) error {
		var err error
		v, err = veil(ctx, q)
		return err
	})
	return v, err
}

func veil(ctx context.Context, q querier) (board.Veil, error) {
	parts, err := keptParts(ctx, q, "kind = 'enforcement'")
	return board.NewVeil(parts), err
}

// Confidential records that an export holds what is confidential, and refuses whoever
// may not have it so.
func (s *Store) Confidential(ctx context.Context, by By, name string) error {
	if err := s.read(ctx, func(q querier) error {
		w := &writing{s: s, q: q, by: by}
		if err := w.reader(ctx); err != nil {
			return err
		}
		return w.mayConfide()
	}); err != nil {
		return err
	}
	return s.Reading(ctx, by, journal.ReadExport, name+confidentially)
}

// confidentially ends what the reading audit calls an export that holds what is
// confidential.
const confidentially = " --confidential"

// confidants may be told of children, and of what Ofsted has not published.
func confidants() []team.Role { return append(team.Officers(), team.Auditor) }

func (w *writing) mayConfide() error {
	return w.mayOnly("exporting what is confidential", "domain 3.0", confidants()...)
}
