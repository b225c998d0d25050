package store

import (
	"context"
	"slices"

	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/policy"
)

// bucketOf sorts a provision by what can be said of it. Where the newest row of
// it could not be used, what older files say does not pass for the whole.
func bucketOf(by *policy.Profile, p provision, st ofsted.Standing) ofsted.Bucket {
	b := ofsted.BucketOf(p.known(), st, func(j ofsted.Judgement) bool {
		below, _ := by.Below(j)
		return below
	})
	if !p.Unread.IsZero() && b != ofsted.BelowThreshold {
		return ofsted.Unknown
	}
	return b
}

// rebucket recomputes what follows from the inspections of a provision: in which
// bucket it is, and each placement there.
func (w *writing) rebucket(ctx context.Context, urn string) error {
	ps, err := provisions.all(ctx, w.q, "WHERE urn = ?", urn)
	if err != nil {
		return err
	}
	is, err := inspections.all(ctx, w.q, "WHERE urn = ? ORDER BY id", urn)
	if err != nil {
		return err
	}
	for _, p := range ps {
		b := bucketOf(w.rules.Policy, p, ofsted.InForce(bare(is)))
		if _, err := w.q.ExecContext(ctx, `UPDATE provision SET bucket = ? WHERE urn = ?`, string(b), urn); err != nil {
			return err
		}
	}
	return w.recount(ctx, []string{urn})
}

// recount counts the open placements in these provisions anew.
func (w *writing) recount(ctx context.Context, urns []string) error {
	open, err := placements.all(ctx, w.q, "WHERE ended_on IS NULL AND urn"+inList, list(urns))
	if err != nil {
		return err
	}
	find, err := finder(ctx, w.q, open)
	if err != nil {
		return err
	}
	for _, p := range open {
		b, _ := placement.BucketOf(p.Placement, find)
		if b == p.Bucket {
			continue
		}
		if _, err := w.q.ExecContext(ctx, `UPDATE placement SET bucket = ? WHERE id = ?`, string(b), p.ID); err != nil {
			return err
		}
	}
	return nil
}

// finder looks up the provisions that placements name.
func finder(ctx context.Context, q querier, ps []placed) (placement.Find, error) {
	urns := make([]string, 0, len(ps))
	for _, p := range ps {
		urns = append(urns, p.URN.String())
	}
	slices.Sort(urns)
	type known struct {
		bucket ofsted.Bucket
		ended  bool
	}
	at := map[string]known{}
	rows, err := q.QueryContext(ctx, `SELECT urn, bucket, status FROM provision WHERE urn`+inList, list(slices.Compact(urns)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var urn, bucket, status string
		if err := rows.Scan(&urn, &bucket, &status); err != nil {
			return nil, err
		}
		at[urn] = known{ofsted.Bucket(bucket), ofsted.Status(status).Ended()}
	}
	return func(urn ofsted.URN) (ofsted.Bucket, bool, bool) {
		k, ok := at[urn.String()]
		return k.bucket, k.ended, ok
	}, rows.Err()
}
