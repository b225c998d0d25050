package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"placewatch/domain/board"
	"placewatch/domain/fault"
	"placewatch/domain/journal"
	"placewatch/store"
)

// Who reads what is told of children is recorded before anything is shown (domain.md
// 6); what cannot be recorded is not shown.

// exporting records that a list leaves the program in a form for other programs,
// where it names children.
func (a *app) exporting(ctx context.Context, s *store.Store, name string, doc board.Table) error {
	if !a.json && !a.csv || !namesChildren(doc) {
		return nil
	}
	return a.recordReading(ctx, s, journal.ReadExport, name)
}

func namesChildren(doc board.Table) bool {
	header, rows := doc.Table()
	at := slices.Index(header, "child")
	return slices.ContainsFunc(rows, func(row []string) bool {
		return at >= 0 && row[at] != "" || slices.ContainsFunc(row, func(cell string) bool { return strings.HasPrefix(cell, "child:") })
	})
}

// opening records that a record about one child is opened: the child's own, or an
// assessment, a placement request, enhanced monitoring.
func (a *app) opening(ctx context.Context, s *store.Store, sub store.Subject) error {
	if sub.Child == "" && !slices.Contains([]string{"assessment", "request", "monitoring"}, sub.Kind) {
		return nil
	}
	return a.recordReading(ctx, s, journal.ReadChild, sub.Name)
}

// searching records that somebody looked for a child who is not held.
func (a *app) searching(ctx context.Context, s *store.Store, name string, found error) error {
	no, refused := errors.AsType[*fault.Error](found)
	if !refused || no.Kind != fault.NotFound || !strings.HasPrefix(strings.ToLower(strings.TrimSpace(name)), "child:") {
		return found
	}
	return errors.Join(a.recordReading(ctx, s, journal.ReadSearch, strings.TrimSpace(name)), found)
}

func (a *app) recordReading(ctx context.Context, s *store.Store, what, subject string) error {
	by, err := a.by()
	if err != nil {
		return err
	}
	return s.Reading(ctx, by, what, subject)
}
