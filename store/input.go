package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// Input reads everything that the board and the lists are made of, in one view,
// settled to today in memory. It writes nothing. What no entry of the journal has
// touched since it was last read is not read again: it is shared, and nobody may
// change it.
func (s *Store) Input(ctx context.Context, today civil.Date) (board.Input, error) {
	var now lastInput
	err := s.read(ctx, func(q querier) error {
		var err error
		now, err = s.reread(ctx, q, s.last.Load(), today)
		return err
	})
	if err == nil {
		s.last.Store(&now)
	}
	return now.Input, err
}

// lastInput is an input as it was read, with the hash of the journal's last entry then:
// its number alone may be that of another entry, where a backup was restored since.
type lastInput struct {
	board.Input
	head string
}

// reread is the input as it is now; was is how it was last read, nil for never.
func (s *Store) reread(ctx context.Context, q querier, was *lastInput, today civil.Date) (lastInput, error) {
	n, err := since(ctx, q, was, today)
	if err != nil {
		return lastInput{}, err
	}
	now := lastInput{Input: board.Input{Today: today}, head: n.head}
	if !n.all {
		now.Input = was.Input
	}
	in := &now.Input
	in.Seq = n.seq
	if in.Rules, err = s.rulesNow(ctx, q); err != nil {
		return now, err
	}
	for _, part := range []func(context.Context, querier, news, *board.Input) error{s.readCases, readPlaced, readPlaces, readDoubts, readCounts, readStanding} {
		if err := part(ctx, q, n, in); err != nil {
			return now, err
		}
	}
	return now, nil
}

// readCases reads the cases that are new or were touched.
func (s *Store) readCases(ctx context.Context, q querier, n news, in *board.Input) error {
	urns, err := words(ctx, q, concernedURNs)
	if err != nil {
		return err
	}
	held := map[string]*concern.Case{}
	for _, c := range in.Cases {
		if urn := c.Place.URN.String(); !n.urns[urn] {
			held[urn] = c
		}
	}
	missing := slices.DeleteFunc(slices.Clone(urns), func(urn string) bool { return held[urn] != nil })
	cs, err := s.settled(ctx, q, in.Rules, missing, in.Today)
	for _, c := range cs {
		held[c.Place.URN.String()] = c
	}
	in.Cases = make([]*concern.Case, 0, len(urns))
	for _, urn := range urns {
		if c := held[urn]; c != nil {
			in.Cases = append(in.Cases, c)
		}
	}
	return err
}

// readPlaced reads the open placements that get a row: in the buckets that are not
// fine, and wherever else a concern is open.
func readPlaced(ctx context.Context, q querier, n news, in *board.Input) error {
	const notFine = `('below_threshold', 'missing_urn', 'unknown_urn', 'outside_ofsted')`
	open, there := `ended_on IS NULL`, []any(nil)
	if !n.all {
		open += ` AND urn` + inList
		there = []any{list(slices.Sorted(maps.Keys(n.urns)))}
	}
	ps, err := placements.all(ctx, q, `WHERE `+open+` AND bucket IN `+notFine+`
		UNION ALL SELECT `+placements.columns+` FROM placement WHERE `+open+` AND bucket NOT IN `+notFine+`
			AND urn IN (SELECT urn FROM concern WHERE closed_on IS NULL)`, slices.Concat(there, there)...)
	if err != nil {
		return err
	}
	find, err := finder(ctx, q, ps)
	if err != nil {
		return err
	}
	placed, bucketOf, reasons := make([]placement.Placement, 0, len(in.Placed)+len(ps)), map[string]placement.Bucket{}, map[string]string{}
	if !n.all {
		bucketOf, reasons = maps.Clone(in.BucketOf), maps.Clone(in.Reasons)
	}
	for _, p := range in.Placed {
		if n.urns[p.URN.String()] {
			delete(bucketOf, p.ID)
			delete(reasons, p.ID)
		} else {
			placed = append(placed, p)
		}
	}
	for _, p := range ps {
		placed = append(placed, p.Placement)
		bucketOf[p.ID] = p.Bucket
		_, reasons[p.ID] = placement.BucketOf(p.Placement, find)
	}
	if len(ps) > 0 {
		slices.SortFunc(placed, func(a, b placement.Placement) int { return strings.Compare(a.ID, b.ID) })
	}
	in.Placed, in.BucketOf, in.Reasons = placed, bucketOf, reasons
	return nil
}

// readPlaces reads the provisions of those placements that have no case.
func readPlaces(ctx context.Context, q querier, n news, in *board.Input) error {
	places, standing := map[string]ofsted.Provision{}, map[string]ofsted.Standing{}
	have := map[string]bool{}
	for _, c := range in.Cases {
		have[c.Place.URN.String()] = true
	}
	var missing []string
	for _, p := range in.Placed {
		u := p.URN.String()
		if have[u] {
			continue
		}
		have[u] = true
		if held, ok := in.Places[u]; ok && !n.urns[u] {
			places[u], standing[u] = held, in.Standings[u]
		} else {
			missing = append(missing, u)
		}
	}
	in.Places, in.Standings = places, standing
	return standings(ctx, q, missing, func(p provision, s ofsted.Standing) {
		places[p.URN.String()], standing[p.URN.String()] = p.known(), s
	})
}

// readDoubts reads of which children the newest file says what could not be used.
func readDoubts(ctx context.Context, q querier, _ news, in *board.Input) error {
	in.Doubts = nil
	ds, err := discrepancies.all(ctx, q, "WHERE status = 'open' AND kind IN (?, ?) ORDER BY id", string(placement.Unplaced), string(placement.Disputed))
	for _, d := range ds {
		child, ok := strings.CutPrefix(d.Subject, "child:")
		if ok {
			in.Doubts = append(in.Doubts, board.Doubt{ID: d.ID, Child: text.Clean(child), Why: d.Theirs.String()})
		}
	}
	return err
}

// readCounts counts. Where nothing of Ofsted's was touched, each placement is in the
// bucket that it was in.
func readCounts(ctx context.Context, q querier, n news, in *board.Input) error {
	err := q.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM provision WHERE bucket = 'below_threshold' AND urn NOT IN (SELECT urn FROM concern WHERE closed_on IS NULL)),
		(SELECT count(*) FROM discrepancy WHERE status = 'open')`).Scan(&in.Watched, &in.Discrepant)
	if err != nil || !n.all && !n.judged {
		return err
	}
	if err := q.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM placement WHERE ended_on IS NULL), (SELECT count(*) FROM provision)`).
		Scan(&in.Open, &in.Known); err != nil {
		return err
	}
	in.Buckets = map[placement.Bucket]int{}
	many, err := counts(ctx, q, `SELECT bucket, count(*) FROM placement WHERE ended_on IS NULL GROUP BY bucket`)
	for b, k := range many {
		in.Buckets[placement.Bucket(b)] = k
	}
	return err
}

// readStanding reads what the store says of itself: whose it is, and how old.
func readStanding(ctx context.Context, q querier, n news, in *board.Input) error {
	if !n.all {
		return nil
	}
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

// news is what the journal tells of since an input was read.
type news struct {
	seq    int64
	head   string
	all    bool            // that anything may be otherwise
	urns   map[string]bool // the provisions of whose case it tells
	judged bool            // that something of Ofsted's is otherwise there
}

// since reads what the journal tells of since was was read. Another day, another
// journal, or a record that belongs to no one case makes everything otherwise.
func since(ctx context.Context, q querier, was *lastInput, today civil.Date) (news, error) {
	n := news{urns: map[string]bool{}, all: was == nil || was.Seq == 0 || was.Today != today}
	was = cmp.Or(was, &lastInput{})
	var then string
	if err := q.QueryRowContext(ctx, `SELECT coalesce((SELECT max(seq) FROM journal), 0), coalesce((SELECT hash FROM journal ORDER BY seq DESC LIMIT 1), ''),
		coalesce((SELECT hash FROM journal WHERE seq = ?), '')`, was.Seq).Scan(&n.seq, &n.head, &then); err != nil {
		return n, err
	}
	if n.all = n.all || then != was.head; n.all {
		return n, nil
	}
	rows, err := q.QueryContext(ctx, `SELECT c.value ->> 'kind', c.value ->> 'id' FROM journal AS j, json_each(j.changes) AS c WHERE j.seq > ? ORDER BY j.seq`, was.Seq)
	if err != nil {
		return n, err
	}
	defer rows.Close()
	for rows.Next() && !n.all {
		var t thing
		if err := rows.Scan(&t.kind, &t.id); err != nil {
			return n, err
		}
		n.hear(t)
	}
	return n, rows.Err()
}

// hear takes one record that an entry tells of.
func (n *news) hear(t thing) {
	switch t.kind {
	case discrepancies.table: // always read
	case inspections.table, provisions.table:
		n.judged = true
		n.all = !n.touch(t.id)
	case concerns.table, visits.table, duties.table, items.table, freezes.table, proposals.table, storedParts.table:
		n.all = !n.touch(t.id)
	case daysKind: // of inspections no day is shown
		n.all = t.id != inspections.table
	default:
		n.all = true
	}
}

// touch marks the provision with whose URN an id begins, and reports whether it does:
// 1027077, 1027077#001, 1027077-1.4, request/1027077-R2.
func (n *news) touch(id string) bool {
	id = id[strings.IndexByte(id, '/')+1:]
	if end := strings.IndexAny(id, "-#"); end >= 0 {
		id = id[:end]
	}
	_, err := ofsted.ParseURN(id)
	if err == nil {
		n.urns[id] = true
	}
	return err == nil
}
