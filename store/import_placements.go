package store

import (
	"context"
	"fmt"

	"placewatch/domain/concern"
	"placewatch/domain/journal"
	"placewatch/domain/placement"
	"placewatch/domain/sheet"
	"placewatch/domain/text"
)

// ImportPlacements applies the tables of one of the council's own files.
func (s *Store) ImportPlacements(ctx context.Context, by By, f File, tables []*placement.Table, dry bool) ([]Import, error) {
	var out []Import
	err := s.importing(ctx, by, dry, func(w *writing) error {
		for _, t := range tables {
			i, err := w.placementTable(ctx, f, t)
			if err != nil {
				return fmt.Errorf("%s: %w", f.Name, err)
			}
			out = append(out, *i)
		}
		return nil
	})
	return out, err
}

func (w *writing) placementTable(ctx context.Context, f File, t *placement.Table) (*Import, error) {
	out := &Import{File: f.Name.String(), Sheet: text.Clean(t.Sheet).String(), RecognisedAs: t.RecognisedAs, Rows: t.Rows, Accepted: t.Accepted,
		Rejected: append([]sheet.Rejection{}, t.Rejected...), Warnings: append([]string{}, t.Warnings...), JudgementChanges: []JudgementChange{}}
	if t.RecognisedAs == placement.EpisodesHead {
		out.count(0, 0)
		return out, nil // nothing of it is ever stored
	}
	var err error
	if out.AsAt, err = w.asAt(f, t.AsAt, out); err != nil {
		return nil, err
	}
	dated := *t
	dated.AsAt = out.AsAt
	held, err := placements.all(ctx, w.q, "ORDER BY id")
	if err != nil {
		return nil, err
	}
	_, age, err := fresh(ctx, w.q)
	if err != nil {
		return nil, err
	}
	plain := make([]placement.Placement, len(held))
	for i, h := range held {
		plain[i] = h.Placement
	}
	ch := placement.Merge(plain, &dated, placement.Source{File: f.Name, Newest: age.asAt})
	out.count(len(ch.New)+len(ch.Past)+len(ch.Moved), len(ch.Ended)+len(ch.Changed))
	out.Warnings = append(out.Warnings, ch.Warnings...)
	if err := w.savePlacements(ctx, f, held, ch, out); err != nil {
		return nil, err
	}
	if err := w.disputes(ctx, f, &dated, ch, !dated.AsAt.Before(age.asAt), out); err != nil {
		return nil, err
	}
	return out, w.endedRegistrations(ctx, f, out)
}

// savePlacements writes what changed, each open placement counted in its bucket,
// and tells the cases of the provisions where a child came or went.
func (w *writing) savePlacements(ctx context.Context, f File, held []placed, ch placement.Changes, out *Import) error {
	was := map[string]placed{}
	for _, h := range held {
		was[h.ID] = h
	}
	var before, after []placed
	for _, p := range ch.Writes() {
		after = append(after, placed{Placement: p})
		if b, ok := was[p.ID]; ok {
			before = append(before, b)
		}
	}
	find, err := finder(ctx, w.q, after)
	if err != nil {
		return err
	}
	news := map[string]concern.News{}
	for i := range after {
		if after[i].Open() {
			after[i].Bucket, _ = placement.BucketOf(after[i].Placement, find)
		}
		news[after[i].URN.String()] = concern.News{}
		if b, ok := was[after[i].ID]; ok {
			news[b.URN.String()] = concern.News{}
		}
	}
	for _, p := range arrivals(ch) {
		n := news[p.URN.String()]
		n.Arrivals = append(n.Arrivals, concern.Start{Child: p.Child, On: p.PlacedOn, Type: p.Type})
		news[p.URN.String()] = n
	}
	changes, err := save(ctx, w.q, placements, before, after)
	if err != nil {
		return err
	}
	if err := w.recordPlacements(ctx, f, out, changes); err != nil {
		return err
	}
	return w.hear(ctx, news, f, out)
}

func (w *writing) recordPlacements(ctx context.Context, f File, out *Import, changes []journal.Change) error {
	told, err := w.remember(ctx, placementsFiles, f, out)
	if err != nil {
		return err
	}
	if len(told) > 0 || len(changes) > 0 {
		days, err := daysOf(ctx, w.q, placements.table)
		if err != nil {
			return err
		}
		told = append(told, days)
	}
	return w.imported(ctx, "PL1", "placements_file_applied", f, out, append(told, changes...))
}

// disputes opens what the file contradicts, and settles what it no longer does:
// where a file no older than what is held speaks of a child, and what stood open
// of her is not found in it again, it is over. What once happened, such as a URN
// that changed, waits for a person.
func (w *writing) disputes(ctx context.Context, f File, t *placement.Table, ch placement.Changes, current bool, out *Import) error {
	found := map[string]bool{}
	for _, d := range ch.Discrepancies {
		found[d.Key()] = true
		if err := w.discrepancy(ctx, childDiscrepancy(d, f.Name), out); err != nil {
			return err
		}
	}
	if !current {
		return nil
	}
	spoken := map[string]bool{nameless: true}
	for _, c := range t.Children {
		spoken["child:"+c.String()] = true
	}
	for _, kind := range []placement.Kind{placement.AbsentFromFile, placement.NotInFile, placement.Elsewhere, placement.URNLost,
		placement.Unplaced, placement.Disputed, placement.Nameless} {
		over := func(d Discrepancy) bool { return spoken[d.Subject] && !found[d.ID] }
		if err := w.settleKind(ctx, "a later file no longer shows it", string(kind), over); err != nil {
			return err
		}
	}
	return nil
}

// nameless is the subject of what a file says of nobody in particular.
const nameless = "placements"

func childDiscrepancy(d placement.Discrepancy, file text.Text) Discrepancy {
	subject := "child:" + d.Child.String()
	if d.Child.IsZero() {
		subject = nameless
	}
	return Discrepancy{ID: d.Key(), Kind: string(d.Kind), Subject: subject, Ours: text.Clean(d.Ours), Theirs: text.Clean(d.Theirs), File: file, Line: d.Line}
}
