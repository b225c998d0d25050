package store

import (
	"context"
	"fmt"
	"slices"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/journal"
	"placewatch/domain/team"
)

// Veil is what may not leave in an export yet: enforcement that Ofsted has not published
// (domain 3.0). What was read before it was asked for is covered by it.
func (s *Store) Veil(ctx context.Context, today civil.Date) (board.Veil, error) {
	var v board.Veil
	err := s.read(ctx, func(q querier) error {
		var err error
		if v, err = veil(ctx, q); err != nil || len(v.Secret()) == 0 {
			return err
		}
		rules, err := s.rulesNow(ctx, q)
		if err != nil {
			return err
		}
		cases, err := s.settled(ctx, q, rules, v.Secret(), today)
		v = v.Over(cases)
		return err
	})
	return v, err
}

// veil is over all the enforcement that the journal ever told of. What is not kept any
// more was undone: whatever was said of it, it was never published.
func veil(ctx context.Context, q querier) (board.Veil, error) {
	parts, err := keptParts(ctx, q, "kind = 'enforcement'")
	if err != nil {
		return board.Veil{}, err
	}
	undone, err := words(ctx, q, `SELECT json_remove(c.value ->> '$.after.body', '$.public_on') FROM journal AS j, json_each(j.changes) AS c
		WHERE instr(j.changes, '"enforcement/') > 0 AND c.value ->> '$.kind' = 'part' AND c.value ->> '$.id' LIKE 'enforcement/%'
			AND c.value -> '$.after.body' IS NOT NULL AND c.value ->> '$.id' NOT IN (SELECT id FROM part)`)
	var held concern.Case
	for _, body := range undone {
		if err := held.AddPart("enforcement", []byte(body)); err != nil {
			return board.Veil{}, fmt.Errorf("reading enforcement that was undone: %w", err)
		}
	}
	return board.NewVeil(slices.Concat(parts, held.Parts("enforcement"))), err
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
