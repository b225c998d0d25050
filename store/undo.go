package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/team"
)

// Rows of the journal that no chart holds: an act taken back, and done again.
const (
	rowUndone = "UN1"
	rowRedone = "UN2"
)

const undoSource = "screens 8.9"

// act is what one command wrote: the asked row, and those that followed of themselves.
type act struct {
	entries []journal.Entry
	asked   journal.Entry // the first of a person's
	did     journal.Entry // asked; or, of an undo or redo, the act that it is about
	row     *concern.Row  // that was taken; nil for what is no row of a chart
	urn     string
}

// last is the entry after which nobody may have acted.
func (a *act) last() int64 { return a.entries[len(a.entries)-1].Seq }

// title is the act as a person says it.
func (a *act) title() string {
	if proposed(a.did.Row) {
		return "Proposed: " + a.row.Title
	}
	return a.row.Title
}

// Undoable is this person's last act while it can still be undone, or nil.
func (s *Store) Undoable(ctx context.Context, by By) (*flow.Undoable, error) {
	var out *flow.Undoable
	err := s.read(ctx, func(q querier) error {
		w := &writing{s: s, q: q, by: by}
		if err := w.reader(ctx); err != nil {
			return err
		}
		a, err := w.undoable(ctx, false)
		if err == nil {
			out = &flow.Undoable{Seq: a.asked.Seq, Subject: a.asked.Subject, Title: a.title(), Until: a.did.At.Add(w.rules.Policy.Undo)}
		}
		return err
	})
	if _, refused := errors.AsType[*fault.Error](err); refused {
		return nil, nil
	}
	return out, err
}

// Undo takes this person's last act back, by an entry that compensates it.
func (s *Store) Undo(ctx context.Context, by By) (*flow.Receipt, error) {
	return s.compensate(ctx, by, false)
}

// Redo takes this person's undo back, under the same conditions.
func (s *Store) Redo(ctx context.Context, by By) (*flow.Receipt, error) {
	return s.compensate(ctx, by, true)
}

func (s *Store) compensate(ctx context.Context, by By, redo bool) (*flow.Receipt, error) {
	var r *flow.Receipt
	err := s.write(ctx, func(q querier) error {
		w, err := s.begin(ctx, q, by)
		if err != nil {
			return err
		}
		a, err := w.undoable(ctx, redo)
		if err != nil {
			return err
		}
		r, err = w.compensate(ctx, a, redo)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// undoable is the person's last act, or why it is not undone (screens.md 8.9).
func (w *writing) undoable(ctx context.Context, redo bool) (*act, error) {
	a, err := w.lastAct(ctx)
	if err != nil {
		return nil, err
	}
	no := func(next, format string, args ...any) error {
		return fault.Newf(fault.GuardUnmet, format, args...).Do("%s", next).From(undoSource)
	}
	const correct = "record what is right as a new entry"
	switch {
	case a == nil || redo && a.asked.Row != rowUndone:
		return nil, no("nothing was written", "there is nothing of yours to %s", verb(redo))
	case !redo && a.asked.Row == rowUndone:
		return nil, no("redo does it again", "your last act was undone already")
	case a.row == nil:
		return nil, no(correct, "your last act (%s, %s) is not one that can be undone", a.asked.Row, inWords(a.asked.Event))
	case a.row.Class == flow.Signed || a.byTwo():
		return nil, no(correct, "%s (%s) was signed, and what is signed is not undone", a.title(), a.did.Row)
	case slices.Contains(neverUndone(), a.did.Row):
		return nil, no(correct, "%s (%s) tells of a child who may not be safe, and is not undone", a.title(), a.did.Row)
	case w.by.Now.Sub(a.did.At) > w.rules.Policy.Undo: // whatever was undone or redone since
		return nil, no(correct, "%s (%s) was done on %s, and an act can be undone for %s", a.title(), a.did.Row, w.s.clock(a.did.At), minutes(w.rules.Policy.Undo))
	}
	if roles := slices.Concat(a.row.By, a.row.With); !w.person.Holds(w.by.Today, roles...) {
		return nil, w.mayOnly("undoing "+a.title(), a.row.Source, roles...)
	}
	since, err := w.since(ctx, a)
	if err != nil {
		return nil, err
	}
	if since != nil {
		return nil, no(correct, "%s acted on it since: %s (%s) on %s", who(*since), since.Row, inWords(since.Event), w.s.clock(since.At))
	}
	return a, nil
}

// neverUndone are the rows by which one person says that a child may not be safe, or
// what she said herself: taking that back would lower it by one person's word (safety
// 7, F7).
func neverUndone() []string { return []string{"IR1", "SA2b"} }

func verb(redo bool) string {
	if redo {
		return "do again"
	}
	return "undo"
}

func inWords(event string) string { return strings.ReplaceAll(event, "_", " ") }

func minutes(d time.Duration) string { return fmt.Sprintf("%d minutes", int(d.Minutes())) }

// clock is a moment as people say it where the council is.
func (s *Store) clock(at time.Time) string { return at.In(s.loc).Format("2 Jan 2006 at 15:04") }

// lastAct reads what the person wrote last, or nil.
func (w *writing) lastAct(ctx context.Context) (*act, error) {
	behalf := ""
	if w.person.ID != w.real.ID {
		behalf = w.person.Login.String()
	}
	last, err := words(ctx, w.q, `SELECT CAST(iif(cause = 0, seq, cause) AS TEXT) FROM journal WHERE actor = ? AND on_behalf_of = ? ORDER BY seq DESC LIMIT 1`,
		w.real.Login.String(), behalf)
	if err != nil || len(last) == 0 {
		return nil, err
	}
	a := &act{}
	if a.entries, err = entries(ctx, w.q, "WHERE seq = ?1 OR cause = ?1 AND cause > 0 ORDER BY seq", number(last[0])); err != nil {
		return nil, err
	}
	return a, w.explainAct(ctx, a)
}

// explainAct finds the row that was taken, and where.
func (w *writing) explainAct(ctx context.Context, a *act) error {
	rowOf := func(id string) *concern.Row {
		return concern.FindRow(w.rules.Policy, strings.TrimSuffix(id, "?"))
	}
	a.asked = a.entries[0]
	for _, e := range a.entries {
		if person(e) && rowOf(e.Row) != nil {
			a.asked = e
			break
		}
	}
	a.did, a.urn = a.asked, urnOf(a.asked.Subject)
	if a.asked.Row == rowUndone || a.asked.Row == rowRedone {
		es, err := entries(ctx, w.q, "WHERE seq = ?", number(a.asked.Args["entry"]))
		if err != nil || len(es) == 0 {
			return err
		}
		a.did = es[0]
	}
	a.row = rowOf(a.did.Row)
	return nil
}

// person reports whether a person wrote the entry, rather than a rule or a file.
func person(e journal.Entry) bool {
	return e.Actor != string(team.System) && e.Actor != string(team.Import)
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64) // the store wrote it; 0 is no entry
	return n
}

// byTwo reports whether two people decided, or one alone for two.
func (a *act) byTwo() bool {
	return slices.ContainsFunc(a.entries, func(e journal.Entry) bool {
		return slices.ContainsFunc(e.Changes, func(c journal.Change) bool {
			if c.Kind != proposals.table || c.Removed() {
				return false
			}
			p, err := proposals.unfold(c.After)
			return err != nil || p.State == concern.Confirmed || p.State == concern.Reviewed || p.State == concern.Alone
		})
	})
}

// since is the first entry after the act that is about its case: of a person, a
// rule or a file.
func (w *writing) since(ctx context.Context, a *act) (*journal.Entry, error) {
	es, err := entries(ctx, w.q, "WHERE seq > ? AND (instr(changes, ?) > 0 OR "+ofCase+") ORDER BY seq LIMIT 1",
		a.last(), `"urn":"`+a.urn+`"`, caseKinds(), a.urn, a.urn)
	if err != nil || len(es) == 0 {
		return nil, err
	}
	return &es[0], nil
}
