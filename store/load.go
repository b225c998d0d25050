package store

import (
	"context"
	"fmt"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// openConcerns are the provisions with an open concern, by URN.
func openConcerns(ctx context.Context, q querier) ([]string, error) {
	return words(ctx, q, `SELECT urn FROM concern WHERE closed_on IS NULL ORDER BY urn`)
}

func words(ctx context.Context, q querier, query string, args ...any) ([]string, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// cases reads the cases of these provisions: all that a decision needs, open
// duties and waiting proposals only. A URN that is no provision is left out.
func (s *Store) cases(ctx context.Context, q querier, urns []string, today civil.Date) ([]*concern.Case, error) {
	in := list(urns)
	ps, err := provisions.all(ctx, q, "WHERE urn"+inList+" ORDER BY urn", in)
	if err != nil {
		return nil, err
	}
	fresh, err := s.listFresh(ctx, q, today)
	if err != nil {
		return nil, err
	}
	byURN, byID := map[string]*concern.Case{}, map[string]*concern.Case{}
	out := make([]*concern.Case, 0, len(ps))
	for _, p := range ps {
		c := &concern.Case{Rules: s.rules, Place: p.Provision, Known: true, ListFresh: fresh}
		byURN[p.URN.String()] = c
		out = append(out, c)
	}
	l := loader{ctx, q, in, byURN, byID}
	for _, part := range []func() error{l.inspections, l.concerns, l.freezes, l.children, l.visits, l.duties, l.items, l.proposals} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	for _, c := range out {
		c.Standing = ofsted.InForce(c.History)
	}
	return out, nil
}

type loader struct {
	ctx   context.Context
	q     querier
	in    string
	byURN map[string]*concern.Case
	byID  map[string]*concern.Case // by id of the open concern
}

func (l loader) inspections() error {
	is, err := inspections.all(l.ctx, l.q, "WHERE urn"+inList+" ORDER BY urn, id", l.in)
	for _, i := range is {
		c := l.byURN[i.URN.String()]
		c.History = append(c.History, i.Inspection)
	}
	return err
}

func (l loader) concerns() error {
	cs, err := concerns.all(l.ctx, l.q, "WHERE urn"+inList+" AND closed_on IS NULL", l.in)
	if err != nil {
		return err
	}
	for _, k := range cs {
		l.byURN[k.URN].Concern = k
		l.byID[k.ID] = l.byURN[k.URN]
	}
	rows, err := l.q.QueryContext(l.ctx, `SELECT urn, count(*) FROM concern WHERE urn`+inList+` GROUP BY urn`, l.in)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var urn string
		var n int
		if err := rows.Scan(&urn, &n); err != nil {
			return err
		}
		l.byURN[urn].Count = n
	}
	return rows.Err()
}

func (l loader) freezes() error {
	fs, err := freezes.all(l.ctx, l.q, "WHERE urn"+inList, l.in)
	for _, f := range fs {
		l.byURN[f.URN].Freeze = f
	}
	return err
}

func (l loader) children() error {
	rows, err := l.q.QueryContext(l.ctx, `SELECT DISTINCT urn, child FROM placement WHERE urn`+inList+` AND ended_on IS NULL ORDER BY urn, child`, l.in)
	if err != nil {
		return fmt.Errorf("reading who is placed: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var urn string
		var child text.Text
		if err := rows.Scan(&urn, textDest{&child}); err != nil {
			return err
		}
		if c := l.byURN[urn]; c != nil { // a file may name a URN that is no provision we know
			c.Placed = append(c.Placed, child)
		}
	}
	return rows.Err()
}

// ofOpen selects the parts of open concerns.
const ofOpen = "WHERE concern IN (SELECT id FROM concern WHERE closed_on IS NULL AND urn" + inList + ")"

func (l loader) visits() error {
	vs, err := visits.all(l.ctx, l.q, ofOpen+" ORDER BY concern, due, id", l.in)
	for _, v := range vs {
		l.byID[v.Concern].Visits = append(l.byID[v.Concern].Visits, v)
	}
	return err
}

func (l loader) duties() error {
	ds, err := duties.all(l.ctx, l.q, ofOpen+" AND status = 'open' ORDER BY concern, due, id", l.in)
	for _, d := range ds {
		l.byID[d.Concern].Duties = append(l.byID[d.Concern].Duties, d)
	}
	return err
}

func (l loader) items() error {
	is, err := items.all(l.ctx, l.q, ofOpen+" ORDER BY concern, id", l.in)
	for _, i := range is {
		l.byID[i.Concern].Items = append(l.byID[i.Concern].Items, i)
	}
	return err
}

func (l loader) proposals() error {
	ps, err := proposals.all(l.ctx, l.q, "WHERE urn"+inList+" AND (state = 'waiting' OR concern = '') ORDER BY id", l.in)
	for _, p := range ps {
		l.byURN[p.URN].Proposals = append(l.byURN[p.URN].Proposals, p)
	}
	return err
}

// listFresh reports whether the placements held can show by themselves that
// nobody is placed somewhere: imported, and not out of date by the profile.
func (s *Store) listFresh(ctx context.Context, q querier, today civil.Date) (bool, error) {
	at, err := metaDay(ctx, q, metaPlacementsAt)
	if err != nil || at.IsZero() {
		return false, err
	}
	return today.Sub(at) <= s.policy.Stale.PlacementsDays, nil
}

// The store's own facts.
const (
	metaPractice     = "practice"      // "yes": first written under PLACEWATCH_TODAY
	metaSettled      = "settled_on"    // the last day to which time has been applied
	metaCouncil      = "council"       // as Ofsted writes it
	metaOfstedOn     = "ofsted_on"     // day of the last Ofsted import
	metaOfstedAt     = "ofsted_as_at"  // day of the newest Ofsted file
	metaPlacementsOn = "placements_on" // day of the last placements import
	metaPlacementsAt = "placements_at" // day of the newest placements file
	metaShares       = "return_shares" // JSON: how often Ofsted came back, in words
	metaFirstLoad    = "first_loaded"  // the day on which both kinds were first held
)
