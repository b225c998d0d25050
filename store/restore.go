package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
)

// undoing is one record to put back: as the journal told it before the act, or not
// at all where the act made it.
type undoing struct {
	thing
	now string // digest as the act left it; none where the act removed it
	was string // digest as the journal told it before; none where there was none
}

// undoings are the records that the act changed, once each.
func (a *act) undoings() []undoing {
	var out []undoing
	at := map[thing]int{}
	for _, e := range a.entries {
		for _, c := range e.Changes {
			t := thingOf(c)
			i, seen := at[t]
			if !seen {
				i = len(out)
				at[t] = i
				out = append(out, undoing{thing: t, was: c.Before})
			}
			out[i].now = c.Digest
		}
	}
	return slices.DeleteFunc(out, func(u undoing) bool { return u.kind == daysKind || u.now == u.was })
}

// restorer puts records of one kind back.
type restorer struct {
	kind string
	put  func(ctx context.Context, q querier, u undoing, was telling) (journal.Change, error)
}

// restorers are the kinds of record that are put back, each after those that it names.
// A provision is none: what a person records of a registration is signed.
func restorers() []restorer {
	return []restorer{restoring(inspections), restoring(concerns), restoring(visits), restoring(items),
		restoring(duties), restoring(freezes), restoring(proposals), restoring(storedParts), restoring(placements), restoring(discrepancies)}
}

func restoring[T any](r record[T]) restorer {
	return restorer{r.table, r.putBack}
}

// putBack makes one record what it was.
func (r record[T]) putBack(ctx context.Context, q querier, u undoing, was telling) (journal.Change, error) {
	held, err := r.all(ctx, q, "WHERE "+r.key+" = ?", u.id)
	if err != nil {
		return journal.Change{}, err
	}
	var now *T
	if len(held) == 1 {
		now = &held[0]
	}
	if (now != nil) != (u.now != "") || now != nil && r.digest(now) != u.now {
		return journal.Change{}, failed(nil, "a record (%s) is not as the journal tells; nothing was written; see `placewatch doctor`", u.kind)
	}
	if u.was == "" {
		_, err := q.ExecContext(ctx, "DELETE FROM "+r.table+" WHERE "+r.key+" = ?", u.id)
		return journal.Removal(r.table, u.id, u.now), err
	}
	t, err := r.unfold(was.body)
	if err != nil {
		return journal.Change{}, fmt.Errorf("reading what the journal told of a record (%s): %w", u.kind, err)
	}
	r.keep(&t, now, was.day)
	return r.change(now, &t), r.put(ctx, q, &t)
}

// compensate writes the one entry that takes an act back.
func (w *writing) compensate(ctx context.Context, a *act, redo bool) (*flow.Receipt, error) {
	changes, err := w.restore(ctx, a)
	if err != nil {
		return nil, err
	}
	e := &journal.Entry{Subject: a.did.Subject, Row: rowUndone, Event: "undone", Args: map[string]string{"entry": strconv.FormatInt(a.did.Seq, 10)}, Changes: changes}
	line := flow.Line{Verb: "undoes", What: a.title()}
	if redo {
		e.Row, e.Event, line.Verb = rowRedone, "redone", "redoes"
	}
	if _, err := resolve(ctx, w.q, e.Subject); err != nil {
		e.Subject = "urn:" + a.urn // what the act opened is no more, and its page is the provision's
	}
	if err := w.append(ctx, e); err != nil {
		return nil, err
	}
	return &flow.Receipt{Subject: e.Subject, ID: e.Row, Seq: e.Seq, Lines: []flow.Line{line}}, nil
}

// restore puts back every record that the act changed, and counts anew what
// follows from them.
func (w *writing) restore(ctx context.Context, a *act) ([]journal.Change, error) {
	all := a.undoings()
	wanted := map[thing]string{}
	for _, u := range all {
		if u.was != "" {
			wanted[u.thing] = u.was
		}
	}
	before, err := told(ctx, w.q, a.urn, a.entries[0].Seq, wanted)
	if err != nil {
		return nil, err
	}
	var changes []journal.Change
	put := func(r restorer, u undoing) error {
		if _, ok := before[u.thing]; u.was != "" && !ok {
			return failed(nil, "the journal does not hold what a record (%s) was before; nothing was written; see `placewatch doctor`", u.kind)
		}
		ch, err := r.put(ctx, w.q, u, before[u.thing])
		changes = append(changes, ch)
		return err
	}
	if err := eachInOrder(all, put); err != nil {
		return nil, err
	}
	more, err := w.rederive(ctx, a.urn, all)
	return append(changes, more...), err
}

// eachInOrder hands each record to its restorer: those that stay, what others name
// first; then those that go, what names others first.
func eachInOrder(all []undoing, put func(restorer, undoing) error) error {
	rs := restorers()
	for _, u := range all {
		if !slices.ContainsFunc(rs, func(r restorer) bool { return r.kind == u.kind }) {
			return fault.Newf(fault.GuardUnmet, "what was done changed a record (%s) that is not put back", u.kind).
				Do("record what is right as a new entry").From(undoSource)
		}
	}
	for _, goes := range []bool{false, true} {
		for _, r := range rs {
			for _, u := range all {
				if u.kind == r.kind && (u.was == "") == goes {
					if err := put(r, u); err != nil {
						return err
					}
				}
			}
		}
		slices.Reverse(rs)
	}
	return nil
}

// rederive counts anew where the provision and our children there stand, and what
// the days of the facts then are.
func (w *writing) rederive(ctx context.Context, urn string, all []undoing) ([]journal.Change, error) {
	var changes []journal.Change
	for _, table := range []string{inspections.table, placements.table} {
		if !slices.ContainsFunc(all, func(u undoing) bool { return u.kind == table }) {
			continue
		}
		days, err := daysOf(ctx, w.q, table)
		if err != nil {
			return nil, err
		}
		changes = append(changes, days)
	}
	if len(changes) == 0 {
		return nil, nil
	}
	return changes, w.rebucket(ctx, urn)
}

// keepConcern has the concern go on counting where it is: its numbers are not used
// again, and whoever saw it before the act was undone is told that it changed.
func keepConcern(c, now *concern.Concern, _ civil.Date) {
	if now != nil {
		c.Next, c.Version = max(c.Next, now.Next), max(c.Version, now.Version)
	}
	c.Version++
}

// keepFreeze has a freeze go on counting, as the concern does.
func keepFreeze(f, now *concern.Freeze, _ civil.Date) {
	if now != nil {
		f.Version = max(f.Version, now.Version)
	}
	f.Version++
}

// unfoldPart makes a part of what the journal holds of it.
func unfoldPart(body []byte) (part, error) {
	var p part
	if err := json.Unmarshal(body, &p); err != nil {
		return p, err
	}
	c, err := caseWith(p)
	if err != nil {
		return p, err
	}
	return partsOf(c)[0], nil
}

// caseWith is a case of nothing but that part.
func caseWith(p part) (*concern.Case, error) {
	kind, _, _ := strings.Cut(p.ID, "/")
	var c concern.Case
	return &c, c.AddPart(kind, []byte(p.Body))
}

// keepPart has a placement request go on counting, as the concern does.
func keepPart(p, now *part, _ civil.Date) {
	c, err := caseWith(*p)
	if err != nil || len(c.Requests) == 0 {
		return // other parts count nothing
	}
	r := &c.Requests[0]
	if now != nil {
		if held, err := caseWith(*now); err == nil {
			r.Next, r.Version = max(r.Next, held.Requests[0].Next), max(r.Version, held.Requests[0].Version)
		}
	}
	r.Version++
	*p = partsOf(c)[0]
}
