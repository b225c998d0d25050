package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/journal"
	"placewatch/domain/sheet"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// File is one file that is being imported: whole or not at all.
type File struct {
	Name   text.Text // base name
	SHA256 string
	AsAt   civil.Date // the day it speaks of, where a person says so
}

// Import says what one table of a file did (cli.md). New, changed and unchanged
// add up to the accepted rows.
type Import struct {
	File             string            `json:"file"`
	Sheet            string            `json:"sheet"`
	RecognisedAs     string            `json:"recognised_as"`
	Rows             int               `json:"rows"`
	Accepted         int               `json:"accepted"`
	Rejected         []sheet.Rejection `json:"rejected"`
	Warnings         []string          `json:"warnings"`
	New              int               `json:"new"`
	Changed          int               `json:"changed"`
	Unchanged        int               `json:"unchanged"`
	JudgementChanges []JudgementChange `json:"judgement_changes"`
	Discrepancies    int               `json:"discrepancies"`

	AsAt     civil.Date `json:"-"`
	Concerns int        `json:"-"` // concerns opened
	Intake   int        `json:"-"` // of which taken in by one intake duty each (first load)
}

// JudgementChange is a judgement in force that a file changed, with the number of
// our children placed there.
type JudgementChange struct {
	URN         string      `json:"urn"`
	From        board.Maybe `json:"from"`
	To          board.Maybe `json:"to"`
	InspectedOn board.Day   `json:"inspected_on"`
	Children    int         `json:"children"`
}

// count sets the counts so that they add up to the accepted rows. What a file
// only implies, such as an end by a move, has no row of its own.
func (i *Import) count(added, changed int) {
	i.New = min(added, i.Accepted)
	i.Changed = min(changed, i.Accepted-i.New)
	i.Unchanged = i.Accepted - i.New - i.Changed
}

// errDry ends a dry run: everything was computed, nothing is kept.
var errDry = errors.New("dry run")

// importing runs f as the one who imports, and keeps nothing of a dry run.
func (s *Store) importing(ctx context.Context, by By, dry bool, f func(w *writing) error) error {
	err := s.write(ctx, func(q querier) error {
		w := &writing{s: s, q: q, by: by, dry: dry}
		if err := w.begin(ctx); err != nil {
			return err
		}
		if err := w.mayOnly("importing a file", "safety 7, row 23", team.Officers()...); err != nil {
			return err
		}
		if err := f(w); err != nil {
			return err
		}
		if dry {
			return errDry
		}
		return nil
	})
	if errors.Is(err, errDry) {
		return nil
	}
	return err
}

// asAt is the day for which a table's facts count. Nothing is known of a day to
// come: a table of such a day counts from today, and says so.
func (w *writing) asAt(f File, said civil.Date, out *Import) (civil.Date, error) {
	switch {
	case f.AsAt.After(w.by.Today):
		return said, fault.Newf(fault.Invalid, "%s is still to come", f.AsAt.Long()).Do("say with --as-at which day the file speaks of, today at the latest")
	case said.After(w.by.Today):
		out.Warnings = append(out.Warnings, fmt.Sprintf("the table speaks of %s, which is still to come: taken as of today", said.Long()))
		return w.by.Today, nil
	}
	return said, nil
}

// remember keeps that a table was imported. The same table told again on the same
// day is nothing new.
func (w *writing) remember(ctx context.Context, kind string, f File, out *Import) ([]journal.Change, error) {
	rec := importFile{Kind: kind, Name: f.Name, Sheet: text.Clean(out.Sheet), RecognisedAs: out.RecognisedAs, AsAt: out.AsAt, ImportedOn: w.by.Today,
		Rows: out.Rows, Accepted: out.Accepted, Rejected: len(out.Rejected)}
	rec.ID = fmt.Sprintf("%s/%s/%s/%s", f.SHA256, out.Sheet, out.AsAt, w.by.Today)
	held, err := importFiles.all(ctx, w.q, "WHERE id = ?", rec.ID)
	if err != nil || len(held) > 0 {
		return nil, err
	}
	return save(ctx, w.q, importFiles, nil, []importFile{rec})
}

// chunk is how many records one journal entry of an import holds at most.
const chunk = 500

// imported writes into the journal what a table changed, if it changed anything.
func (w *writing) imported(ctx context.Context, row, event string, f File, out *Import, changes []journal.Change) error {
	for part := range slices.Chunk(changes, chunk) {
		args := map[string]string{"file": out.File, "sheet": out.Sheet, "recognised_as": out.RecognisedAs, "sha256": f.SHA256, "as_at": out.AsAt.String(),
			"new": fmt.Sprint(out.New), "changed": fmt.Sprint(out.Changed), "rejected": fmt.Sprint(len(out.Rejected))}
		if err := w.append(ctx, &journal.Entry{Subject: "import:" + f.SHA256[:min(len(f.SHA256), 12)], Row: row, Event: event, Args: args, Changes: part}); err != nil {
			return err
		}
	}
	return nil
}

// firstLoad reports whether concerns found now belong to the first load: until
// the end of the day on which both Ofsted's list and placements were first held.
func (w *writing) firstLoad(ctx context.Context) (bool, error) {
	ofsted, placements, err := fresh(ctx, w.q)
	if err != nil || ofsted.first.IsZero() || placements.first.IsZero() {
		return true, err
	}
	return !w.by.Today.After(ofsted.first) || !w.by.Today.After(placements.first), nil
}

// hear lets each case take what a file brought, and keeps what it does not fit.
func (w *writing) hear(ctx context.Context, news map[string]concern.News, f File, out *Import) error {
	first, err := w.firstLoad(ctx)
	if err != nil {
		return err
	}
	relevant, err := words(ctx, w.q, `SELECT urn FROM provision WHERE urn`+inList+` AND (bucket = 'below_threshold'
		OR status = 'suspended' OR urn IN (SELECT urn FROM concern WHERE closed_on IS NULL) OR urn IN (SELECT urn FROM freeze WHERE state <> 'lifted')
		OR urn IN (SELECT urn FROM part WHERE kind = 'request' AND over = 0))
		ORDER BY urn`, list(slices.Sorted(maps.Keys(news))))
	if err != nil {
		return err
	}
	cs, err := w.s.cases(ctx, w.q, w.rules, relevant, w.by.Today)
	if err != nil {
		return err
	}
	for _, c := range cs {
		n := news[c.Place.URN.String()]
		n.First = first
		after, steps, misfits := c.Hear(n, w.turn(nil))
		if err := w.steps(ctx, c, steps, ""); err != nil {
			return err
		}
		if after.Open() && !c.Open() {
			out.Concerns++
			if after.Concern.Intake {
				out.Intake++
			}
		}
		for _, m := range misfits {
			if err := w.discrepancy(ctx, Discrepancy{Kind: "event_does_not_fit", Subject: "urn:" + m.URN, Ours: text.Clean(m.Why), Theirs: text.Clean(m.What), File: f.Name}, out); err != nil {
				return err
			}
		}
	}
	return nil
}
