package store

import (
	"context"

	"placewatch/domain/civil"
	"placewatch/domain/journal"
	"placewatch/domain/text"
)

// calendar is the embedded bank holidays with those that the store adds.
func (s *Store) calendar(ctx context.Context, q querier) (*civil.Calendar, error) {
	rows, err := q.QueryContext(ctx, `SELECT day, title FROM holiday ORDER BY day`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var extra []civil.Holiday
	for rows.Next() {
		var h civil.Holiday
		if err := rows.Scan(dayDest{&h.On}, textDest{&h.Title}); err != nil {
			return nil, err
		}
		extra = append(extra, h)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	cal, _ := civil.EnglandAndWales().Merge(extra)
	return cal, nil
}

// ImportHolidays adds the days of a newer feed; none is ever removed, and no
// date already set moves. It returns the days that were not known.
func (s *Store) ImportHolidays(ctx context.Context, by By, file text.Text, feed []civil.Holiday, dry bool) ([]civil.Holiday, error) {
	merged, added := s.rules.Cal.Merge(feed)
	if dry || len(added) == 0 {
		return added, nil
	}
	err := s.write(ctx, func(q querier) error {
		w, err := s.begin(ctx, q, by)
		if err != nil {
			return err
		}
		e := &journal.Entry{Subject: "holidays", Row: "HO1", Event: "holidays_merged", On: by.Today.String(), Args: map[string]string{"file": file.String()}}
		for _, h := range added {
			if _, err := q.ExecContext(ctx, `INSERT INTO holiday (day, title) VALUES (?, ?) ON CONFLICT DO NOTHING`, h.On.String(), h.Title.String()); err != nil {
				return err
			}
			body := journal.Canonical(h)
			e.Changes = append(e.Changes, journal.Change{Kind: "holiday", ID: h.On.String(), Digest: journal.Sum(body), After: body})
		}
		return w.append(ctx, e)
	})
	if err == nil {
		s.rules.Cal = merged
	}
	return added, err
}
