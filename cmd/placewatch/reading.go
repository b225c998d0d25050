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
// where it names children or was asked for with what is confidential.
func (a *app) exporting(ctx context.Context, s *store.Store, name string, doc board.Table) error {
	switch {
	case !a.json && !a.csv:
		return nil
	case a.confidential:
		return a.confiding(ctx, s, name)
	case !namesChildren(doc):
		return nil
	}
	return a.recordReading(ctx, s, journal.ReadExport, name)
}

// confiding records that an export holds what is confidential, for whom that may be.
func (a *app) confiding(ctx context.Context, s *store.Store, name string) error {
	by, err := a.by()
	if err != nil {
		return err
	}
	return s.Confidential(ctx, by, name)
}

func namesChildren(doc board.Table) bool {
	header, rows := doc.Table()
	at := slices.Index(header, "child")
	return slices.ContainsFunc(rows, func(row []string) bool {
		return at >= 0 && row[at] != "" || slices.ContainsFunc(row, func(cell string) bool { return strings.HasPrefix(cell, "child:") })
	})
}

// opening records whose records are opened with a page, or with one part of it. A
// visit is shown at the head of the whole page.
func (a *app) opening(ctx context.Context, s *store.Store, sub store.Subject, part bool) error {
	by, err := a.by()
	if err != nil {
		return err
	}
	if part {
		return s.OpenedPart(ctx, by, sub)
	}
	return s.Opened(ctx, by, sub.URN)
}

// naming records that somebody asks what may be done for one child, or for one who is
// not held.
func (a *app) naming(ctx context.Context, s *store.Store, name string) error {
	sub, err := s.Resolve(ctx, name)
	switch {
	case err != nil:
		return a.searching(ctx, s, name, err)
	case sub.Child != "":
		return a.recordReading(ctx, s, journal.ReadChild, sub.Name)
	}
	return nil
}

// searching records that somebody looked for a child who is not held: by child:…, or by
// a bare word, which may be a child's reference.
func (a *app) searching(ctx context.Context, s *store.Store, name string, found error) error {
	no, refused := errors.AsType[*fault.Error](found)
	kind, ref, prefixed := strings.Cut(strings.TrimSpace(name), ":")
	if !prefixed {
		ref = kind
	}
	if !refused || no.Kind != fault.NotFound || prefixed && !strings.EqualFold(kind, "child") {
		return found
	}
	return errors.Join(a.recordReading(ctx, s, journal.ReadSearch, "child:"+ref), found)
}

func (a *app) recordReading(ctx context.Context, s *store.Store, what, subject string) error {
	by, err := a.by()
	if err != nil {
		return err
	}
	return s.Reading(ctx, by, what, subject)
}
