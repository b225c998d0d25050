package store

import (
	"context"
	"errors"
	"fmt"

	"placewatch/domain/board"
	"placewatch/domain/concern"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// Child reads everything about one child: where she lives and lived, what was
// assessed, asked for and watched, under concerns long closed too. That it is read is
// recorded first.
func (s *Store) Child(ctx context.Context, by By, child string) (board.ChildInput, error) {
	today := by.Today
	if err := s.Reading(ctx, by, journal.ReadChild, "child:"+child); err != nil {
		return board.ChildInput{}, err
	}
	in := board.ChildInput{Today: today, Zone: s.loc, Child: text.Clean(child), Places: map[string]ofsted.Provision{},
		Standings: map[string]ofsted.Standing{}, BucketOf: map[string]placement.Bucket{}, Reasons: map[string]string{}}
	err := s.read(ctx, func(q querier) error {
		urns, err := readStays(ctx, q, &in)
		if err != nil {
			return err
		}
		if in.Parts, err = keptParts(ctx, q, "child = ? AND child <> ''", in.Child.String()); err != nil {
			return err
		}
		for _, p := range in.Parts {
			urns = append(urns, p.Ref().URN)
		}
		if in.Rules, err = s.rulesNow(ctx, q); err != nil {
			return err
		}
		cs, err := s.settled(ctx, q, in.Rules, urns, today)
		if err != nil {
			return err
		}
		for _, c := range cs {
			urn := c.Place.URN.String()
			in.Places[urn], in.Standings[urn] = c.Place, c.Standing
			if err := addOver(ctx, q, c); err != nil {
				return err
			}
			in.Cases = append(in.Cases, c)
		}
		if in.Council, _, err = ownFacts(ctx, q); err != nil {
			return err
		}
		in.Entries, err = ofChild(ctx, q, in.Child.String(), urns)
		return err
	})
	return in, err
}

// readStays reads the child's placements, and the URNs of where they are.
func readStays(ctx context.Context, q querier, in *board.ChildInput) (urns []string, err error) {
	ps, err := placements.all(ctx, q, "WHERE child = ? ORDER BY placed_on, id", in.Child.String())
	if err != nil {
		return nil, err
	}
	find, err := finder(ctx, q, ps)
	if err != nil {
		return nil, err
	}
	for _, p := range ps {
		in.Placements = append(in.Placements, p.Placement)
		urns = append(urns, p.URN.String())
		if p.Open() {
			in.BucketOf[p.ID] = p.Bucket
			_, in.Reasons[p.ID] = placement.BucketOf(p.Placement, find)
		}
	}
	return urns, nil
}

// partName is what commands call a row of the table part: assessment:1027077-1.7.
const partName = "kind || ':' || substr(id, length(kind) + 2)"

// keptParts reads parts of cases as they are kept, of whatever concern.
func keptParts(ctx context.Context, q querier, which string, args ...any) ([]concern.Part, error) {
	var held concern.Case
	var bad error
	err := storedParts.each(ctx, q, "WHERE "+which+" ORDER BY urn, length(id), id", args, func(p *part) {
		if err := held.AddPart(p.Ref.Kind, []byte(p.Body)); err != nil {
			bad = errors.Join(bad, fmt.Errorf("reading %s: %w", p.ID, err))
		}
	})
	return held.Stored(), errors.Join(err, bad)
}
