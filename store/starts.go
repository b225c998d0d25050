package store

import (
	"context"
	"slices"

	"placewatch/domain/concern"
	"placewatch/domain/journal"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// saveStarts keeps the placements that a person recorded as begun, in the same write:
// the child is on the board at once. The file that brings the same child, provision
// and day finds the placement there; one that does not hold the child leaves it open
// and makes a discrepancy, as for any child.
func (w *writing) saveStarts(ctx context.Context, before, after *concern.Case) ([]journal.Change, error) {
	var changes []journal.Change
	for _, start := range after.Starts[len(before.Starts):] {
		more, err := w.begun(ctx, after.Place.URN.String(), start)
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
	}
	if len(changes) == 0 {
		return nil, nil
	}
	days, err := daysOf(ctx, w.q, placements.table)
	return append(changes, days), err
}

func (w *writing) begun(ctx context.Context, urn string, start concern.Start) ([]journal.Change, error) {
	held, err := placements.all(ctx, w.q, "WHERE child = ?", start.Child.String())
	if err != nil || slices.ContainsFunc(held, func(p placed) bool { return p.Open() && p.URN.String() == urn }) {
		return nil, err
	}
	theirs := make([]placement.Placement, len(held))
	for i, h := range held {
		theirs[i] = h.Placement
	}
	p := placed{Placement: placement.Begin(theirs, placement.Placement{Child: start.Child, PlacedOn: start.On, Type: start.Type,
		URN: text.Clean(urn), LastSeen: w.by.Today})}
	find, err := finder(ctx, w.q, []placed{p})
	if err != nil {
		return nil, err
	}
	p.Bucket, _ = placement.BucketOf(p.Placement, find)
	return save(ctx, w.q, placements, nil, []placed{p})
}

// claimMismatch is the kind of the discrepancy of a provider that claims another
// judgement than Ofsted's record holds (S1, domain 3.4 PR2).
const claimMismatch = "claim_mismatch"

// claimsTold opens a discrepancy for each claim that a person has just recorded as
// disputed, and settles those that are over.
func (w *writing) claimsTold(ctx context.Context, before, after *concern.Case) error {
	for _, r := range after.Requests {
		i := slices.IndexFunc(before.Requests, func(b concern.Request) bool { return b.ID == r.ID })
		was := i >= 0 && before.Requests[i].Disputed
		d := Discrepancy{ID: claimMismatch + ":" + r.ID, Kind: claimMismatch, Subject: "request:" + r.ID,
			Ours: text.Clean(after.Record()), Theirs: text.Clean(r.Claimed())}
		switch {
		case r.Disputed:
			if err := w.discrepancy(ctx, d, &Import{}); err != nil {
				return err
			}
		case was:
			over := func(held Discrepancy) bool { return held.ID == d.ID }
			if err := w.settleKind(ctx, "the request is "+r.State.Words(), claimMismatch, over); err != nil {
				return err
			}
		}
	}
	return nil
}

// arrivals are the placements that a table brought to a provision: new, moved there,
// or known only now to be there.
func arrivals(ch placement.Changes) []placement.Placement {
	out := slices.Clone(ch.New)
	for _, m := range ch.Moved {
		out = append(out, m.To)
	}
	for _, c := range ch.Changed {
		if c.After.Open() && c.After.URN != c.Before.URN {
			out = append(out, c.After)
		}
	}
	return out
}
