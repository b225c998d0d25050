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

// begun is each hold on new placements that began, once, with the month: what the
// journal tells, for a hold that was lifted since stands nowhere else. A decision of
// the council's on a provision that was only watched is a hold of its own, and begins
// on its own day; none began before the first of its days.
const begun = `SELECT substr(max(min(on_day), since), 1, 7) || ' ' || basis AS begun
	FROM (SELECT on_day, c.value ->> '$.id' AS urn, c.value ->> '$.after.since' AS since,
			c.value ->> '$.after.basis' AS basis, c.value ->> '$.after.state' AS state
		FROM journal, json_each(journal.changes) AS c
		WHERE journal.row IN ('FR1', 'FR2') AND iif(cause = 0, seq, cause) NOT IN (` + undoneActs + `) AND c.value ->> '$.kind' = 'freeze')
	WHERE state IN ('frozen', 'hard_frozen') GROUP BY urn, since, basis`

// FreezeMonths counts the holds on new placements that began in a year, month by
// month, the council's own decisions apart from the watch over Ofsted's findings.
func (s *Store) FreezeMonths(ctx context.Context, year int) (board.FreezeMonths, error) {
	var out board.FreezeMonths
	err := s.read(ctx, func(q querier) error {
		n, err := counts(ctx, q, `SELECT begun, count(*) FROM (`+begun+`) GROUP BY begun`)
		out = board.NewFreezeMonths(year, func(month, basis string) int { return n[month+" "+basis] })
		return err
	})
	return out, err
}
