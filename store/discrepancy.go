package store

import (
	"context"
	"fmt"
	"slices"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// Discrepancy is a contradiction that no rule settles: it waits for a person.
type Discrepancy struct {
	ID       string     `json:"id"` // kind:subject, unless it has a key of its own: one matter is told once
	Kind     string     `json:"kind"`
	Subject  string     `json:"subject"`
	Ours     text.Text  `json:"ours"`
	Theirs   text.Text  `json:"theirs"`
	File     text.Text  `json:"file"`
	Line     int        `json:"line"`
	Status   string     `json:"status"` // open settled
	OpenedOn civil.Date `json:"opened_on"`
	ClosedOn civil.Date `json:"closed_on"`
	Why      text.Text  `json:"why"`
}

var discrepancies = define(record[Discrepancy]{
	table:   "discrepancy",
	columns: `id, kind, subject, ours, theirs, file, line, status, opened_on, closed_on, why`,
	id:      func(d *Discrepancy) string { return d.ID },
	bind: func(d *Discrepancy) []any {
		return []any{d.ID, d.Kind, d.Subject, d.Ours.String(), d.Theirs.String(), d.File.String(), d.Line, d.Status, day(d.OpenedOn), day(d.ClosedOn), d.Why.String()}
	},
	scan: func(d *Discrepancy) []any {
		return []any{&d.ID, &d.Kind, &d.Subject, textDest{&d.Ours}, textDest{&d.Theirs}, textDest{&d.File}, &d.Line, &d.Status,
			dayDest{&d.OpenedOn}, dayDest{&d.ClosedOn}, textDest{&d.Why}}
	},
})

// How a discrepancy stands.
const (
	waiting = "open"
	settled = "settled"
)

// discrepancy opens a discrepancy, once for the same contradiction.
func (w *writing) discrepancy(ctx context.Context, d Discrepancy, out *Import) error {
	if d.ID == "" {
		d.ID = d.Kind + ":" + d.Subject
	}
	d.Status, d.OpenedOn = waiting, w.by.Today
	held, err := discrepancies.all(ctx, w.q, "WHERE id = ?", d.ID)
	if err != nil {
		return err
	}
	if len(held) == 1 && held[0].Status == waiting {
		if held[0].Ours == d.Ours && held[0].Theirs == d.Theirs {
			return nil
		}
		d.OpenedOn = held[0].OpenedOn
	} else {
		out.Discrepancies++
	}
	return w.saveDiscrepancy(ctx, "DS1", "discrepancy_found", held, d)
}

// settleDiscrepancy ends what the facts no longer show.
func (w *writing) settleDiscrepancy(ctx context.Context, d Discrepancy, why string) error {
	now := d
	now.Status, now.ClosedOn, now.Why = settled, w.by.Today, text.Clean(why)
	return w.saveDiscrepancy(ctx, "DS2", "discrepancy_settled", []Discrepancy{d}, now)
}

func (w *writing) saveDiscrepancy(ctx context.Context, row, event string, was []Discrepancy, now Discrepancy) error {
	changes, err := save(ctx, w.q, discrepancies, was, []Discrepancy{now})
	if err != nil {
		return err
	}
	args := map[string]string{"kind": now.Kind}
	if !now.Why.IsZero() {
		args["reason"] = now.Why.String()
	}
	return w.append(ctx, &journal.Entry{Subject: now.Subject, Row: row, Event: event, Args: args, Changes: changes})
}

// registrationEnded is the kind of the discrepancy of a child of ours placed where
// nothing is registered any more (cli.md).
const registrationEnded = "registration_ended"

// endedRegistrations opens a discrepancy for each child of ours who is placed
// where the registration has ended, and settles those that are over.
func (w *writing) endedRegistrations(ctx context.Context, f File, out *Import) error {
	urns, err := words(ctx, w.q, `SELECT urn FROM provision WHERE status IN ('resigned', 'cancelled', 'closed')
		AND EXISTS (SELECT 1 FROM placement WHERE placement.urn = provision.urn AND ended_on IS NULL) ORDER BY urn`)
	if err != nil {
		return err
	}
	ended := map[string]provision{}
	if err := provisions.each(ctx, w.q, "WHERE urn"+inList, []any{list(urns)}, func(p *provision) { ended[p.URN.String()] = *p }); err != nil {
		return err
	}
	there, err := placements.all(ctx, w.q, "WHERE ended_on IS NULL AND urn"+inList+" ORDER BY id", list(urns))
	if err != nil {
		return err
	}
	found := map[string]bool{}
	for _, p := range there {
		at := ended[p.URN.String()]
		d := Discrepancy{ID: registrationEnded + ":" + p.ID, Kind: registrationEnded, Subject: "child:" + p.Child.String(),
			Ours: text.Clean("placed at " + p.URN.String()), Theirs: text.Clean("registration " + endWords(at)), File: f.Name}
		found[d.ID] = true
		if err := w.discrepancy(ctx, d, out); err != nil {
			return err
		}
	}
	return w.settleKind(ctx, "the child has left, or the registration stands", registrationEnded, func(d Discrepancy) bool { return !found[d.ID] })
}

func endWords(p provision) string {
	if p.Closed.IsZero() {
		return string(p.Status)
	}
	return fmt.Sprintf("%s on %s", p.Status, p.Closed.Long())
}

// settleKind settles the open discrepancies of a kind that are over.
func (w *writing) settleKind(ctx context.Context, why, kind string, over func(Discrepancy) bool) error {
	held, err := discrepancies.all(ctx, w.q, "WHERE status = 'open' AND kind = ? ORDER BY id", kind)
	if err != nil {
		return err
	}
	for _, d := range slices.DeleteFunc(held, func(d Discrepancy) bool { return !over(d) }) {
		if err := w.settleDiscrepancy(ctx, d, why); err != nil {
			return err
		}
	}
	return nil
}

// ofstedUnread is the kind of the discrepancy of a provision of which Ofsted said
// what could not be read: older facts never pass for the whole.
const ofstedUnread = "ofsted_row_unread"

func unreadRow(urn ofsted.URN, file text.Text) Discrepancy {
	return Discrepancy{Kind: ofstedUnread, Subject: "urn:" + urn.String(), File: file, Ours: text.Clean("what other files say"),
		Theirs: text.Clean("a row that could not be used: see the import's list of rejected rows")}
}

// Discrepancies lists the contradictions that wait for a person.
func (s *Store) Discrepancies(ctx context.Context) (board.DiscrepancyList, error) {
	out := board.DiscrepancyList{}
	err := s.read(ctx, func(q querier) error {
		return discrepancies.each(ctx, q, "WHERE status = 'open' ORDER BY opened_on, id", nil, func(d *Discrepancy) {
			out = append(out, board.DiscrepancyDoc{ID: d.ID, Kind: d.Kind, Subject: d.Subject, Ours: board.Maybe(d.Ours.String()),
				Theirs: board.Maybe(d.Theirs.String()), File: board.Maybe(d.File.String()), Line: d.Line, Status: d.Status})
		})
	})
	return out, err
}
