package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/journal"
	"placewatch/domain/placement"
	"placewatch/domain/sheet"
	"placewatch/domain/text"
)

// ImportPlacements applies the tables of one of the council's own files.
func (s *Store) ImportPlacements(ctx context.Context, by By, f File, tables []*placement.Table, dry bool) ([]Import, error) {
	var out []Import
	err := s.write(ctx, func(q querier) error {
		w, err := s.begin(ctx, q, by)
		if err != nil {
			return err
		}
		for _, t := range tables {
			i, err := w.placementTable(ctx, f, t)
			if err != nil {
				return fmt.Errorf("%s: %w", f.Name, err)
			}
			out = append(out, *i)
		}
		if dry {
			return errDry
		}
		return nil
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return out, err
}

func (w *writing) placementTable(ctx context.Context, f File, t *placement.Table) (*Import, error) {
	out := &Import{File: f.Name.String(), Sheet: t.Sheet, RecognisedAs: t.RecognisedAs, Rows: t.Rows, Accepted: t.Accepted,
		Rejected: t.Rejected, Warnings: t.Warnings, AsAt: t.AsAt, JudgementChanges: []JudgementChange{}}
	if out.Rejected == nil {
		out.Rejected = []sheet.Rejection{}
	}
	if t.AsAt.After(w.by.Today) {
		return nil, fault.Newf(fault.Invalid, "the file speaks of %s, which is still to come", t.AsAt.Long()).
			Do("check its dates, or say which day it is of with --as-at")
	}
	if t.RecognisedAs == placement.EpisodesHead {
		return out, nil // nothing of it is ever stored
	}
	held, err := placements.all(ctx, w.q, "ORDER BY id")
	if err != nil {
		return nil, err
	}
	plain := make([]placement.Placement, len(held))
	for i, h := range held {
		plain[i] = h.Placement
	}
	newest, err := metaDay(ctx, w.q, metaPlacementsAt)
	if err != nil {
		return nil, err
	}
	ch := placement.Merge(plain, t, placement.Source{File: f.Name, Newest: newest})
	out.New = len(ch.New) + len(ch.Past) + len(ch.Moved)
	out.Changed, out.Unchanged = len(ch.Ended)+len(ch.Moved)+len(ch.Changed), ch.Unchanged
	out.Warnings = append(out.Warnings, ch.Warnings...)
	if err := w.savePlacements(ctx, f, held, ch, out); err != nil {
		return nil, err
	}
	for _, d := range ch.Discrepancies {
		if err := w.discrepancy(ctx, childDiscrepancy(d, f.Name), out); err != nil {
			return nil, err
		}
	}
	if err := w.settleAbsences(ctx, ch); err != nil {
		return nil, err
	}
	return out, w.remember(ctx, f, out, metaPlacementsOn, metaPlacementsAt)
}

func childDiscrepancy(d placement.Discrepancy, file text.Text) Discrepancy {
	subject := "child:" + d.Child.String()
	if d.Child.IsZero() {
		subject = "placements"
	}
	return Discrepancy{ID: d.Key(), Kind: string(d.Kind), Subject: subject, Ours: text.Clean(d.Ours), Theirs: text.Clean(d.Theirs), File: file, Line: d.Line}
}

// savePlacements writes what changed, counts every open placement in its bucket,
// and tells the cases of the provisions where a child came or went.
func (w *writing) savePlacements(ctx context.Context, f File, held []placed, ch placement.Changes, out *Import) error {
	was := map[string]*placed{}
	for i := range held {
		was[held[i].ID] = &held[i]
	}
	put := newPutter(w.q, placements)
	defer put.close()
	var changes []journal.Change
	news := map[string]concern.News{}
	for _, p := range ch.Writes() {
		rec := placed{Placement: p}
		if p.Open() {
			rec.Bucket = placement.UnknownURN // until counted, below
		}
		if err := put.put(ctx, &rec); err != nil {
			return err
		}
		b := was[p.ID]
		changes = append(changes, placements.change(b, &rec))
		news[p.URN.String()] = concern.News{}
		if b != nil {
			news[b.URN.String()] = concern.News{}
		}
	}
	if len(changes) > 0 {
		if err := w.recount(ctx, ""); err != nil {
			return err
		}
	}
	if err := w.journalImport(ctx, "PL1", "placements_file_applied", f, out, changes); err != nil {
		return err
	}
	first, err := w.firstLoad(ctx, metaPlacementsOn)
	if err != nil {
		return err
	}
	return w.hear(ctx, news, first, out, f)
}

// settleAbsences settles the absence of a child that the file brought back, or
// whose placement it ended.
func (w *writing) settleAbsences(ctx context.Context, ch placement.Changes) error {
	var back []string
	for _, p := range ch.Writes() {
		if !p.Unmatched {
			back = append(back, "child:"+p.Child.String())
		}
	}
	slices.Sort(back)
	open, err := discrepancies.all(ctx, w.q, "WHERE status = 'open' AND kind = ? AND subject"+inList, string(placement.AbsentFromFile), list(slices.Compact(back)))
	if err != nil {
		return err
	}
	for _, d := range open {
		if err := w.settleDiscrepancy(ctx, d, "a later file accounts for the child"); err != nil {
			return err
		}
	}
	return nil
}

func (w *writing) settleDiscrepancy(ctx context.Context, d Discrepancy, why string) error {
	now := d
	now.Status, now.ClosedOn, now.Why = "settled", w.by.Today, text.Clean(why)
	if err := discrepancies.put(ctx, w.q, &now); err != nil {
		return err
	}
	return w.append(ctx, &journal.Entry{Subject: d.Subject, Row: "DS2", Event: "discrepancy_settled", On: w.by.Today.String(),
		Args: map[string]string{"kind": d.Kind, "reason": why}, Changes: []journal.Change{discrepancies.change(&d, &now)}})
}
