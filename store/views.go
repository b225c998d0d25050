package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// Input reads everything that the board and the lists are made of, in one view,
// settled to today in memory. It writes nothing.
func (s *Store) Input(ctx context.Context, today civil.Date) (board.Input, error) {
	in := board.Input{Rules: s.rules, Today: today, Places: map[string]ofsted.Provision{}, Standings: map[string]ofsted.Standing{},
		Buckets: map[placement.Bucket]int{}, BucketOf: map[string]placement.Bucket{}, Reasons: map[string]string{}}
	err := s.read(ctx, func(q querier) error {
		for _, part := range []func(context.Context, querier, *board.Input) error{
			s.readCases, readPlaced, s.readPlaces, readCounts, readStanding} {
			if err := part(ctx, q, &in); err != nil {
				return err
			}
		}
		return nil
	})
	return in, err
}

// Seq is the number of the journal's last entry: two boards of one day with the
// same number show the same.
func (s *Store) Seq(ctx context.Context) (int64, error) {
	var n int64
	err := s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM journal`).Scan(&n)
	})
	return n, err
}

func (s *Store) readCases(ctx context.Context, q querier, in *board.Input) error {
	urns, err := words(ctx, q, `SELECT urn FROM concern WHERE closed_on IS NULL UNION SELECT urn FROM proposal WHERE state = 'waiting' ORDER BY urn`)
	if err != nil {
		return err
	}
	cs, err := s.cases(ctx, q, urns, in.Today)
	if err != nil {
		return err
	}
	for _, c := range cs {
		settled, _ := c.Settle(in.Today, &flow.Turn{Today: in.Today, Cal: s.rules.Cal})
		in.Cases = append(in.Cases, settled)
	}
	return nil
}

func readPlaced(ctx context.Context, q querier, in *board.Input) error {
	ps, err := placements.all(ctx, q, `WHERE ended_on IS NULL AND (bucket IN ('below_threshold', 'missing_urn', 'unknown_urn', 'outside_ofsted')
		OR urn IN (SELECT urn FROM concern WHERE closed_on IS NULL)) ORDER BY id`)
	if err != nil {
		return err
	}
	find, err := finder(ctx, q, ps)
	if err != nil {
		return err
	}
	for _, p := range ps {
		in.Placed = append(in.Placed, p.Placement)
		in.BucketOf[p.ID] = p.Bucket
		_, in.Reasons[p.ID] = placement.BucketOf(p.Placement, find)
	}
	n, err := counts(ctx, q, `SELECT bucket, count(*) FROM placement WHERE ended_on IS NULL GROUP BY bucket`)
	for b, k := range n {
		in.Buckets[placement.Bucket(b)] = k
	}
	return err
}

// readPlaces reads the provisions of those placements that have no case.
func (s *Store) readPlaces(ctx context.Context, q querier, in *board.Input) error {
	have := map[string]bool{}
	for _, c := range in.Cases {
		have[c.Place.URN.String()] = true
	}
	var urns []string
	for _, p := range in.Placed {
		if u, err := ofsted.ParseURN(p.URN.String()); err == nil && !have[u.String()] {
			urns = append(urns, u.String())
		}
	}
	slices.Sort(urns)
	cs, err := s.cases(ctx, q, slices.Compact(urns), in.Today)
	for _, c := range cs {
		in.Places[c.Place.URN.String()] = c.Place
		in.Standings[c.Place.URN.String()] = c.Standing
	}
	return err
}

func readCounts(ctx context.Context, q querier, in *board.Input) error {
	return q.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM placement WHERE ended_on IS NULL),
		(SELECT count(*) FROM provision WHERE bucket = 'below_threshold' AND urn NOT IN (SELECT urn FROM concern WHERE closed_on IS NULL)),
		(SELECT count(*) FROM provision),
		(SELECT count(*) FROM discrepancy WHERE status = 'open'),
		(SELECT coalesce(max(seq), 0) FROM journal)`).
		Scan(&in.Open, &in.Watched, &in.Known, &in.Discrepant, &in.Seq)
}

func readStanding(ctx context.Context, q querier, in *board.Input) error {
	rows, err := q.QueryContext(ctx, `SELECT key, value FROM meta`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var k, v string
		if err := rows.Scan(&k, &v); err != nil {
			return err
		}
		switch k {
		case metaPractice:
			in.Practice = v == "yes"
		case metaCouncil:
			in.Council = text.Clean(v)
		case metaOfstedOn:
			err = in.OfstedOn.UnmarshalText([]byte(v))
		case metaOfstedAt:
			err = in.OfstedAsAt.UnmarshalText([]byte(v))
		case metaPlacementsOn:
			err = in.PlacementsOn.UnmarshalText([]byte(v))
		case metaPlacementsAt:
			err = in.PlacementsAt.UnmarshalText([]byte(v))
		case metaShares:
			err = json.Unmarshal([]byte(v), &in.Shares)
		}
		if err != nil {
			return fmt.Errorf("the store's own fact %s: %w", k, err)
		}
	}
	return rows.Err()
}

// Page reads one provision with everything about it.
func (s *Store) Page(ctx context.Context, today civil.Date, urn string) (board.PageInput, error) {
	in := board.PageInput{Rules: s.rules, Today: today, Zone: s.loc}
	err := s.read(ctx, func(q querier) error {
		c, _, err := s.caseOf(ctx, q, By{Today: today}, "urn:"+urn)
		if err != nil {
			return err
		}
		in.Case, _ = c.Settle(today, &flow.Turn{Today: today, Cal: s.rules.Cal})
		done, err := duties.all(ctx, q, "WHERE urn = ? AND status <> 'open' ORDER BY id", urn)
		if err != nil {
			return err
		}
		in.Case.Duties = append(in.Case.Duties, settledOnly(in.Case, done)...)
		ps, err := placements.all(ctx, q, "WHERE urn = ? AND ended_on IS NULL ORDER BY id", urn)
		if err != nil {
			return err
		}
		for _, p := range ps {
			in.Placed = append(in.Placed, p.Placement)
		}
		if in.Entries, err = entries(ctx, q, `WHERE subject = ? OR subject IN (SELECT 'concern:' || id FROM concern WHERE urn = ?)
			OR subject IN (SELECT 'visit:' || id FROM visit WHERE urn = ?) ORDER BY seq`, "urn:"+urn, urn, urn); err != nil {
			return err
		}
		var own board.Input
		if err := readStanding(ctx, q, &own); err != nil {
			return err
		}
		in.Council, in.Shares = own.Council, own.Shares
		return nil
	})
	return in, err
}

// Child reads everything about one child's placements.
func (s *Store) Child(ctx context.Context, today civil.Date, child string) (board.ChildInput, error) {
	in := board.ChildInput{Today: today, Zone: s.loc, Child: text.Clean(child), Places: map[string]ofsted.Provision{},
		BucketOf: map[string]placement.Bucket{}, Reasons: map[string]string{}}
	err := s.read(ctx, func(q querier) error {
		ps, err := placements.all(ctx, q, "WHERE child = ? ORDER BY placed_on, id", child)
		if err != nil {
			return err
		}
		find, err := finder(ctx, q, ps)
		if err != nil {
			return err
		}
		var urns []string
		for _, p := range ps {
			in.Placements = append(in.Placements, p.Placement)
			urns = append(urns, p.URN.String())
			if p.Open() {
				in.BucketOf[p.ID] = p.Bucket
				_, in.Reasons[p.ID] = placement.BucketOf(p.Placement, find)
			}
		}
		cs, err := s.cases(ctx, q, urns, today)
		if err != nil {
			return err
		}
		for _, c := range cs {
			settled, _ := c.Settle(today, &flow.Turn{Today: today, Cal: s.rules.Cal})
			in.Cases = append(in.Cases, settled)
			in.Places[c.Place.URN.String()] = c.Place
		}
		in.Entries, err = entries(ctx, q, "WHERE subject = ? ORDER BY seq", "child:"+child)
		return err
	})
	return in, err
}

// Provisions lists provisions with the judgement in force; bucket narrows it.
func (s *Store) Provisions(ctx context.Context, today civil.Date, bucket ...ofsted.Bucket) (board.ProvisionList, error) {
	out := board.ProvisionList{}
	err := s.read(ctx, func(q querier) error {
		where, args := "", []any{}
		if len(bucket) > 0 {
			var names []string
			for _, b := range bucket {
				names = append(names, string(b))
			}
			where, args = "WHERE bucket"+inList, []any{list(names)}
		}
		ps, err := provisions.all(ctx, q, where+" ORDER BY urn", args...)
		if err != nil {
			return err
		}
		is, err := inspections.all(ctx, q, "ORDER BY urn, id")
		if err != nil {
			return err
		}
		by := map[ofsted.URN][]ofsted.Inspection{}
		for _, i := range is {
			by[i.URN] = append(by[i.URN], i.Inspection)
		}
		n, err := counts(ctx, q, `SELECT urn, count(*) FROM placement WHERE ended_on IS NULL GROUP BY urn`)
		if err != nil {
			return err
		}
		for _, p := range ps {
			out = append(out, board.NewProvision(p.Provision, ofsted.InForce(by[p.URN]), p.Bucket, n[p.URN.String()]))
		}
		return nil
	})
	return out, err
}

// Discrepancies lists the contradictions that wait for a person.
func (s *Store) Discrepancies(ctx context.Context) (board.DiscrepancyList, error) {
	out := board.DiscrepancyList{}
	err := s.read(ctx, func(q querier) error {
		ds, err := discrepancies.all(ctx, q, "WHERE status = 'open' ORDER BY opened_on, id")
		for _, d := range ds {
			out = append(out, board.DiscrepancyDoc{ID: d.ID, Kind: d.Kind, Subject: d.Subject, Ours: board.Maybe(d.Ours.String()),
				Theirs: board.Maybe(d.Theirs.String()), File: board.Maybe(d.File.String()), Line: d.Line, Status: d.Status})
		}
		return err
	})
	return out, err
}

// SetCouncil names the council that this store serves, as Ofsted writes it, so
// that out of area can be shown.
func (s *Store) SetCouncil(ctx context.Context, by By, name text.Text) error {
	return s.write(ctx, func(q querier) error {
		w, err := s.begin(ctx, q, by)
		if err != nil {
			return err
		}
		if err := setMeta(ctx, q, metaCouncil, name.String()); err != nil {
			return err
		}
		body := journal.Canonical(name)
		return w.append(ctx, &journal.Entry{Subject: "store", Row: "ST1", Event: "council_named", On: by.Today.String(),
			Changes: []journal.Change{{Kind: "meta", ID: metaCouncil, Digest: journal.Sum(body), After: body}}})
	})
}

// settledOnly drops what is both settled in the file and still held open in
// memory, which cannot be, and what settling in memory has already ended.
func settledOnly(c *concern.Case, done []duty.Duty) []duty.Duty {
	return slices.DeleteFunc(done, func(d duty.Duty) bool {
		return slices.ContainsFunc(c.Duties, func(e duty.Duty) bool { return e.ID == d.ID })
	})
}
