package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Input reads everything that the board and the lists are made of, in one view,
// settled to today in memory. It writes nothing.
func (s *Store) Input(ctx context.Context, today civil.Date) (board.Input, error) {
	in := board.Input{Today: today, Places: map[string]ofsted.Provision{}, Standings: map[string]ofsted.Standing{},
		Buckets: map[placement.Bucket]int{}, BucketOf: map[string]placement.Bucket{}, Reasons: map[string]string{}}
	err := s.read(ctx, func(q querier) error {
		for _, part := range []func(context.Context, querier, *board.Input) error{
			s.readCases, readPlaced, readPlaces, readDoubts, readCounts, readStanding} {
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
	err := s.r.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM journal`).Scan(&n)
	return n, explain(s.path, err)
}

func (s *Store) readCases(ctx context.Context, q querier, in *board.Input) error {
	var err error
	if in.Rules, err = s.rulesNow(ctx, q); err != nil {
		return err
	}
	urns, err := words(ctx, q, concernedURNs)
	if err != nil {
		return err
	}
	in.Cases, err = s.settled(ctx, q, in.Rules, urns, in.Today)
	return err
}

// settled reads cases as they stand today: what time alone brought about since the
// last write is applied in memory.
func (s *Store) settled(ctx context.Context, q querier, rules concern.Rules, urns []string, today civil.Date) ([]*concern.Case, error) {
	cs, err := s.cases(ctx, q, rules, urns, today)
	for i, c := range cs {
		cs[i], _ = c.Settle(today, &flow.Turn{Today: today, Cal: rules.Cal})
	}
	return cs, err
}

// readPlaced reads the open placements that get a row: in the buckets that are not
// fine, and wherever else a concern is open.
func readPlaced(ctx context.Context, q querier, in *board.Input) error {
	const notFine = `('below_threshold', 'missing_urn', 'unknown_urn', 'outside_ofsted')`
	ps, err := placements.all(ctx, q, `WHERE ended_on IS NULL AND bucket IN `+notFine+`
		UNION ALL SELECT `+placements.columns+` FROM placement WHERE ended_on IS NULL AND bucket NOT IN `+notFine+`
			AND urn IN (SELECT urn FROM concern WHERE closed_on IS NULL)`)
	if err != nil {
		return err
	}
	slices.SortFunc(ps, func(a, b placed) int { return strings.Compare(a.ID, b.ID) })
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
func readPlaces(ctx context.Context, q querier, in *board.Input) error {
	have := map[string]bool{}
	for _, c := range in.Cases {
		have[c.Place.URN.String()] = true
	}
	var urns []string
	for _, p := range in.Placed {
		if u := p.URN.String(); !have[u] {
			have[u] = true
			urns = append(urns, u)
		}
	}
	return standings(ctx, q, urns, func(p provision, s ofsted.Standing) {
		in.Places[p.URN.String()], in.Standings[p.URN.String()] = p.known(), s
	})
}

// readDoubts reads of which children the newest file says what could not be used.
func readDoubts(ctx context.Context, q querier, in *board.Input) error {
	ds, err := discrepancies.all(ctx, q, "WHERE status = 'open' AND kind IN (?, ?) ORDER BY id", string(placement.Unplaced), string(placement.Disputed))
	for _, d := range ds {
		child, ok := strings.CutPrefix(d.Subject, "child:")
		if ok {
			in.Doubts = append(in.Doubts, board.Doubt{ID: d.ID, Child: text.Clean(child), Why: d.Theirs.String()})
		}
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

// readStanding reads what the store says of itself: whose it is, and how old.
func readStanding(ctx context.Context, q querier, in *board.Input) error {
	theirs, ours, err := fresh(ctx, q)
	if err != nil {
		return err
	}
	in.OfstedOn, in.OfstedAsAt, in.PlacementsOn, in.PlacementsAt = theirs.on, theirs.asAt, ours.on, ours.asAt
	practice, err := meta(ctx, q, metaPractice)
	if err != nil {
		return err
	}
	in.Practice = practice == practiceYes
	in.Council, in.Shares, err = ownFacts(ctx, q)
	return err
}

func ownFacts(ctx context.Context, q querier) (council text.Text, shares map[string]string, err error) {
	name, err := meta(ctx, q, metaCouncil)
	if err != nil {
		return council, nil, err
	}
	v, err := meta(ctx, q, metaShares)
	if err != nil || v == "" {
		return text.Clean(name), nil, err
	}
	if err := json.Unmarshal([]byte(v), &shares); err != nil {
		return council, nil, fault.Newf(fault.Invalid, "what the store keeps of how often Ofsted came back cannot be read (%v)", err).Do("run `placewatch doctor`")
	}
	return text.Clean(name), shares, nil
}

// Page reads one provision with everything about it.
func (s *Store) Page(ctx context.Context, today civil.Date, urn string) (board.PageInput, error) {
	in := board.PageInput{Today: today, Zone: s.loc}
	err := s.read(ctx, func(q querier) error {
		var err error
		if in.Rules, err = s.rulesNow(ctx, q); err != nil {
			return err
		}
		cs, err := s.settled(ctx, q, in.Rules, []string{urn}, today)
		if err != nil {
			return err
		}
		if len(cs) == 0 {
			return fault.Newf(fault.NotFound, "no provision with URN %s is known", text.Clean(urn)).Do("import Ofsted's list")
		}
		in.Case = cs[0]
		if err := addOver(ctx, q, in.Case); err != nil {
			return err
		}
		if err := placements.each(ctx, q, "WHERE urn = ? AND ended_on IS NULL ORDER BY id", []any{urn}, func(p *placed) {
			in.Placed = append(in.Placed, p.Placement)
		}); err != nil {
			return err
		}
		if in.Past, err = keptParts(ctx, q, "urn = ? AND concern IN (SELECT id FROM concern WHERE closed_on IS NOT NULL)", urn); err != nil {
			return err
		}
		if in.Entries, err = entries(ctx, q, `WHERE subject = ? OR subject IN (SELECT 'concern:' || id FROM concern WHERE urn = ?)
			OR subject IN (SELECT 'visit:' || id FROM visit WHERE urn = ?) OR subject IN (SELECT 'duty:' || id FROM duty WHERE urn = ?)
			OR subject IN (SELECT `+partName+` FROM part WHERE urn = ?) ORDER BY seq`, "urn:"+urn, urn, urn, urn, urn); err != nil {
			return err
		}
		in.Council, in.Shares, err = ownFacts(ctx, q)
		return err
	})
	return in, err
}

// addOver adds the duties that are over, but for those that settling in memory
// has just ended.
func addOver(ctx context.Context, q querier, c *concern.Case) error {
	over, err := duties.all(ctx, q, "WHERE urn = ? AND status <> 'open' ORDER BY id", c.Place.URN.String())
	c.Duties = append(c.Duties, slices.DeleteFunc(over, func(d duty.Duty) bool {
		return slices.ContainsFunc(c.Duties, func(held duty.Duty) bool { return held.ID == d.ID })
	})...)
	return err
}

// Provisions lists provisions with the judgement in force; bucket narrows it.
func (s *Store) Provisions(ctx context.Context, today civil.Date, bucket ...ofsted.Bucket) (board.ProvisionList, error) {
	out := board.ProvisionList{}
	err := s.read(ctx, func(q querier) error {
		urns, err := words(ctx, q, `SELECT urn FROM provision WHERE bucket`+inList, list(names(bucket)))
		if err != nil {
			return err
		}
		n, err := counts(ctx, q, `SELECT urn, count(*) FROM placement WHERE ended_on IS NULL GROUP BY urn`)
		if err != nil {
			return err
		}
		return standings(ctx, q, urns, func(p provision, st ofsted.Standing) {
			out = append(out, board.NewProvision(p.known(), st, p.Bucket, n[p.URN.String()]))
		})
	})
	return out, err
}

// names are the words of those buckets, or of all.
func names(buckets []ofsted.Bucket) []string {
	if len(buckets) == 0 {
		buckets = []ofsted.Bucket{ofsted.BelowThreshold, ofsted.AtOrAbove, ofsted.NotYetInspected, ofsted.NoOverall, ofsted.OutsideOfsted, ofsted.Unknown}
	}
	var out []string
	for _, b := range buckets {
		out = append(out, string(b))
	}
	return out
}

// SetCouncil names the council that this store serves, as Ofsted writes it, so
// that out of area can be shown.
func (s *Store) SetCouncil(ctx context.Context, by By, name text.Text) error {
	return s.write(ctx, func(q querier) error {
		w, err := s.begin(ctx, q, by)
		if err != nil {
			return err
		}
		if err := w.mayOnly("naming the council", "cli.md", append(team.Officers(), team.Admin)...); err != nil {
			return err
		}
		if held, err := meta(ctx, q, metaCouncil); err != nil || held == name.String() {
			return err
		}
		if err := setMeta(ctx, q, metaCouncil, name.String()); err != nil {
			return err
		}
		return w.append(ctx, &journal.Entry{Subject: "store", Row: "ST1", Event: "council_named", Changes: []journal.Change{councilChange(name.String())}})
	})
}

// councilChange is what the journal holds of the council's name.
func councilChange(name string) journal.Change {
	body := journal.Canonical(name)
	return journal.Change{Kind: "meta", ID: metaCouncil, Digest: journal.Sum(body), After: body}
}
