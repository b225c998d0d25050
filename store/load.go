package store

import (
	"context"
	"errors"
	"fmt"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
)

// concernedURNs selects the provisions with an open concern, an open placement
// request or something owed after one, or a proposal that waits for a second person.
const concernedURNs = `SELECT urn FROM concern WHERE closed_on IS NULL UNION SELECT urn FROM proposal WHERE state IN ('waiting', 'alone')
	UNION SELECT urn FROM part WHERE concern IS NULL AND over = 0
	UNION SELECT urn FROM duty WHERE concern IS NULL AND status = 'open' ORDER BY urn`

// cases reads the cases of these provisions: all that a decision needs, open
// duties and waiting proposals only. A URN that is no provision is left out.
func (s *Store) cases(ctx context.Context, q querier, rules concern.Rules, urns []string, today civil.Date) ([]*concern.Case, error) {
	l := loader{ctx: ctx, q: q, in: list(urns), byURN: map[string]*concern.Case{}, byID: map[string]*concern.Case{}}
	_, placements, err := fresh(ctx, q)
	if err != nil {
		return nil, err
	}
	l.today, l.rules, l.fresh = today, rules, listFresh(rules.Policy, placements, today)
	for _, part := range []func() error{l.provisions, l.inspections, l.concerns, l.freezes, l.children, l.visits, l.duties, l.items, l.proposals, l.parts} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	return l.out, nil
}

// listFresh reports whether the placements held can show by themselves that
// nobody is placed somewhere: imported, and not out of date by the profile.
func listFresh(p *policy.Profile, placements freshness, today civil.Date) bool {
	return !placements.asAt.IsZero() && today.Sub(placements.asAt) <= p.Stale.PlacementsDays
}

type loader struct {
	ctx   context.Context
	q     querier
	in    string
	today civil.Date
	rules concern.Rules
	fresh bool
	out   []*concern.Case
	byURN map[string]*concern.Case
	byID  map[string]*concern.Case // by id of the open concern
}

func (l *loader) provisions() error {
	return provisions.each(l.ctx, l.q, "WHERE urn"+inList+" ORDER BY urn", []any{l.in}, func(p *provision) {
		c := &concern.Case{Rules: l.rules, Place: p.known(), Known: true, ListFresh: l.fresh}
		l.byURN[p.URN.String()] = c
		l.out = append(l.out, c)
	})
}

func (l *loader) inspections() error {
	err := inspections.each(l.ctx, l.q, "WHERE urn"+inList+" ORDER BY urn, id", []any{l.in}, func(i *inspection) {
		c := l.byURN[i.URN.String()]
		c.History = append(c.History, i.Inspection)
	})
	for _, c := range l.out {
		c.Standing = ofsted.InForce(c.History)
	}
	return err
}

func (l *loader) concerns() error {
	if err := concerns.each(l.ctx, l.q, "WHERE urn"+inList+" AND closed_on IS NULL", []any{l.in}, func(k *concern.Concern) {
		l.byURN[k.URN].Concern = *k
		l.byID[k.ID] = l.byURN[k.URN]
	}); err != nil {
		return err
	}
	had, err := counts(l.ctx, l.q, `SELECT urn, count(*) FROM concern WHERE urn`+inList+` GROUP BY urn`, l.in)
	if err != nil {
		return err
	}
	used, err := l.used("concern:", "-", `AND u.value NOT IN (SELECT urn FROM concern WHERE closed_on IS NULL)`)
	for _, c := range l.out {
		urn := c.Place.URN.String()
		c.Count = max(had[urn], used[urn])
	}
	return err
}

// used is the highest number that the journal knows of a thing of each provision:
// concern:1027077-2. The number of what was undone is not used again.
func (l *loader) used(kind, before, where string) (map[string]int, error) {
	return counts(l.ctx, l.q, `SELECT u.value, max(CAST(substr(j.subject, length(?2 || u.value || ?3) + 1) AS INTEGER))
		FROM json_each(?1) AS u JOIN journal AS j ON j.subject >= ?2 || u.value || ?3 AND j.subject < ?2 || u.value || '.' `+where+` GROUP BY u.value`,
		l.in, kind, before)
}

func (l *loader) freezes() error {
	return freezes.each(l.ctx, l.q, "WHERE urn"+inList, []any{l.in}, func(f *concern.Freeze) { l.byURN[f.URN].Freeze = *f })
}

func (l *loader) children() error {
	rows, err := l.q.QueryContext(l.ctx, `SELECT urn, child, min(placed_on) FROM placement WHERE urn`+inList+` AND ended_on IS NULL GROUP BY urn, child ORDER BY urn, child`, l.in)
	if err != nil {
		return fmt.Errorf("reading who is placed: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var urn string
		var since concern.Start
		if err := rows.Scan(&urn, textDest{&since.Child}, dayDest{&since.On}); err != nil {
			return fmt.Errorf("reading who is placed: %w", err)
		}
		if c := l.byURN[urn]; c != nil {
			c.Placed, c.Arrived = append(c.Placed, since.Child), append(c.Arrived, since)
		}
	}
	return rows.Err()
}

// ofOpen selects the parts of open concerns.
const ofOpen = "WHERE concern IN (SELECT id FROM concern WHERE closed_on IS NULL AND urn" + inList + ")"

func (l *loader) visits() error {
	return visits.each(l.ctx, l.q, ofOpen+" ORDER BY concern, due, id", []any{l.in}, func(v *concern.Visit) {
		c := l.byID[v.Concern]
		c.Visits = append(c.Visits, *v)
	})
}

func (l *loader) duties() error {
	return duties.each(l.ctx, l.q, "WHERE urn"+inList+" AND status = 'open' ORDER BY urn, due, id", []any{l.in}, func(d *duty.Duty) {
		c := l.byURN[d.URN]
		c.Duties = append(c.Duties, *d)
	})
}

func (l *loader) items() error {
	return items.each(l.ctx, l.q, ofOpen+" ORDER BY concern, id", []any{l.in}, func(i *concern.Item) {
		c := l.byID[i.Concern]
		c.Items = append(c.Items, *i)
	})
}

// endedFor is for how many days a proposal that ended is told of to whoever would
// confirm it.
const endedFor = 30

func (l *loader) proposals() error {
	return proposals.each(l.ctx, l.q, "WHERE urn"+inList+" AND (state IN ('waiting', 'alone') OR concern = '' OR ended_on >= ?) ORDER BY id",
		[]any{l.in, day(l.today.AddDays(-endedFor))}, func(p *concern.Proposal) {
			c := l.byURN[p.URN]
			c.Proposals = append(c.Proposals, *p)
		})
}

// parts reads the parts of open concerns, and every placement request: a request
// needs no concern, and outlives one.
func (l *loader) parts() error {
	var bad error
	err := storedParts.each(l.ctx, l.q, "WHERE urn"+inList+" AND (concern IS NULL OR concern IN (SELECT id FROM concern WHERE closed_on IS NULL)) ORDER BY urn, length(id), id",
		[]any{l.in}, func(p *part) {
			c := l.byURN[p.Ref.URN]
			if err := c.AddPart(p.Ref.Kind, []byte(p.Body)); err != nil {
				bad = errors.Join(bad, fmt.Errorf("reading %s: %w", p.ID, err))
			}
		})
	used, no := l.used("request:", "-R", "")
	for _, c := range l.out {
		c.Requested = max(len(c.Requests), used[c.Place.URN.String()])
	}
	return errors.Join(err, bad, no)
}

// standings reads how these provisions stand with Ofsted, and no more.
func standings(ctx context.Context, q querier, urns []string, f func(provision, ofsted.Standing)) error {
	history := map[ofsted.URN][]ofsted.Inspection{}
	in := []any{list(urns)}
	if err := inspections.each(ctx, q, "WHERE urn"+inList+" ORDER BY urn, id", in, func(i *inspection) {
		history[i.URN] = append(history[i.URN], i.Inspection)
	}); err != nil {
		return err
	}
	return provisions.each(ctx, q, "WHERE urn"+inList+" ORDER BY urn", in, func(p *provision) { f(*p, ofsted.InForce(history[p.URN])) })
}
