package store

import (
	"context"
	"encoding/json"
	"slices"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Head is the hash of the journal's last entry, none of an empty one: two boards of one
// day with the same head show the same. Its number alone may be another entry's, where
// a backup was restored.
func (s *Store) Head(ctx context.Context) (string, error) {
	var hash string
	err := s.r.one(ctx, `SELECT coalesce((SELECT hash FROM journal ORDER BY seq DESC LIMIT 1), '')`).Scan(&hash)
	return hash, explain(s.path, err)
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
