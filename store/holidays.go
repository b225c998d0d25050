package store

import (
	"context"

	"placewatch/domain/civil"
	"placewatch/domain/journal"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// calendar is the embedded bank holidays with those that the store adds.
func calendar(ctx context.Context, q querier) (*civil.Calendar, error) {
	extra, err := holidays.all(ctx, q, "ORDER BY day")
	if err != nil {
		return nil, err
	}
	cal, _ := civil.EnglandAndWales().Merge(extra)
	return cal, nil
}

// ImportHolidays adds the days of a newer feed; none is ever removed, and no
// date already set moves. It returns the days that were not known.
func (s *Store) ImportHolidays(ctx context.Context, by By, file text.Text, feed []civil.Holiday, dry bool) ([]civil.Holiday, error) {
	if dry {
		_, added := s.Rules().Cal.Merge(feed)
		return added, nil
	}
	var added []civil.Holiday
	err := s.write(ctx, func(q querier) error {
		w, err := s.begin(ctx, q, by)
		if err != nil {
			return err
		}
		if err := w.mayOnly("importing bank holidays", "safety 7, row 23", append(team.Officers(), team.Admin)...); err != nil {
			return err
		}
		if _, added = w.rules.Cal.Merge(feed); len(added) == 0 {
			return nil
		}
		e := &journal.Entry{Subject: "holidays", Row: "HO1", Event: "holidays_merged", Args: map[string]string{"file": file.String()}}
		if e.Changes, err = save(ctx, q, holidays, nil, added); err != nil {
			return err
		}
		return w.append(ctx, e)
	})
	return added, err
}
