package store

import (
	"context"

	"placewatch/domain/board"
	"placewatch/domain/concern"
)

// Freezes lists where new placements are held back; all adds those that were lifted.
func (s *Store) Freezes(ctx context.Context, all bool) (board.FreezeList, error) {
	out := board.FreezeList{}
	err := s.read(ctx, func(q querier) error {
		held, err := freezes.all(ctx, q, "WHERE state <> ? OR ? ORDER BY urn", string(concern.Lifted), flag(all))
		if err != nil {
			return err
		}
		children, err := counts(ctx, q, `SELECT urn, count(*) FROM placement WHERE ended_on IS NULL GROUP BY urn`)
		if err != nil {
			return err
		}
		names := map[string]string{}
		err = provisions.each(ctx, q, "WHERE urn IN (SELECT urn FROM freeze)", nil, func(p *provision) { names[p.URN.String()] = p.Name.String() })
		out = board.NewFreezes(held, names, children)
		return err
	})
	return out, err
}

// undoneActs are the acts that were taken back and not done again: what UN1 and UN2 name.
const undoneActs = `SELECT CAST(args ->> '$.entry' AS INTEGER) FROM journal WHERE row IN ('UN1', 'UN2')
	GROUP BY 1 HAVING max(iif(row = 'UN1', seq, 0)) > max(iif(row = 'UN2', seq, 0))`

// begun is each hold on new placements that began, once, with the day: what the
// journal tells, for a hold that was lifted since stands nowhere else. A decision of
// the council's on a provision that was only watched is a hold of its own, and begins
// on its own day; none began before the first of its days.
const begun = `SELECT urn, since, basis, max(min(on_day), since)
	FROM (SELECT on_day, c.value ->> '$.id' AS urn, c.value ->> '$.after.since' AS since,
			c.value ->> '$.after.basis' AS basis, c.value ->> '$.after.state' AS state
		FROM journal, json_each(journal.changes) AS c
		WHERE journal.row IN ('FR1', 'FR2') AND iif(cause = 0, seq, cause) NOT IN (` + undoneActs + `) AND c.value ->> '$.kind' = 'freeze')
	WHERE state IN ('frozen', 'hard_frozen') GROUP BY urn, since, basis ORDER BY 4`

// FreezeMonths counts the holds on new placements that began in a year, month by
// month, the council's own decisions apart from the watch over Ofsted's findings. Under
// a veil a notice counts as the watch that it may be told as, and not beside it.
func (s *Store) FreezeMonths(ctx context.Context, year int, v board.Veil) (board.FreezeMonths, error) {
	type hold struct{ urn, since, basis string }
	counted, n := map[hold]bool{}, map[string]int{}
	err := s.read(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, begun)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var h hold
			var day string
			if err := rows.Scan(&h.urn, &h.since, &h.basis, &day); err != nil {
				return err
			}
			if h.basis = v.Basis(h.urn, h.basis); !counted[h] {
				counted[h] = true
				n[day[:len("2006-01")]+" "+h.basis]++
			}
		}
		return rows.Err()
	})
	return board.NewFreezeMonths(year, func(month, basis string) int { return n[month+" "+basis] }), err
}
