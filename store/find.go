package store

import (
	"context"
	"fmt"
	"strings"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/text"
)

// Find lists the provisions that match the words, at most board.FoundMost, and
// says how many more there are. Those that are not on the board are found too.
func (s *Store) Find(ctx context.Context, today civil.Date, typed string) (found []board.Found, more int, err error) {
	err = s.read(ctx, func(q querier) error {
		f := board.NewFinder(text.Clean(typed).String())
		if err := offerAll(ctx, q, f); err != nil {
			return err
		}
		found, more = f.Best()
		rules, err := s.rulesNow(ctx, q)
		if err != nil {
			return err
		}
		urns := make([]string, len(found))
		for i := range found {
			urns[i] = found[i].URN
		}
		cases, err := s.settled(ctx, q, rules, urns, today)
		found = board.Stand(rules, today, found, cases)
		return err
	})
	return found, more, err
}

// offerAll hands every provision to the finder. Accents are folded there, which
// SQLite cannot do. All of them are read as one text: of 6,700 rows, handing each
// over takes longer than looking at it. No kept text holds the separators.
func offerAll(ctx context.Context, q querier, f *board.Finder) error {
	children, err := ours(ctx, q)
	if err != nil {
		return fmt.Errorf("counting who is placed: %w", err)
	}
	query := `SELECT coalesce(group_concat(urn || char(31) || name || char(31) || local_authority || char(31) || owner, char(30)), '') FROM provision`
	if f.OnlyOurs() {
		query += ` WHERE urn IN (SELECT urn FROM placement WHERE ended_on IS NULL)`
	}
	var all string
	if err := q.QueryRowContext(ctx, query).Scan(&all); err != nil {
		return fmt.Errorf("finding provisions: %w", err)
	}
	for line := range strings.SplitSeq(all, "\x1e") {
		urn, rest, found := strings.Cut(line, "\x1f")
		name, rest, _ := strings.Cut(rest, "\x1f")
		area, owner, _ := strings.Cut(rest, "\x1f")
		if found {
			f.Offer(board.Found{URN: urn, Name: text.Clean(name), LocalAuthority: text.Clean(area), Owner: text.Clean(owner), Children: children(urn)})
		}
	}
	return nil
}

// ours counts our children at a provision. Without placements nobody can say.
func ours(ctx context.Context, q querier) (func(urn string) int, error) {
	_, placements, err := fresh(ctx, q)
	if err != nil {
		return nil, err
	}
	n, err := counts(ctx, q, `SELECT urn, count(*) FROM placement WHERE ended_on IS NULL GROUP BY urn`)
	return func(urn string) int {
		if placements.on.IsZero() {
			return board.NotCounted
		}
		return n[urn]
	}, err
}
