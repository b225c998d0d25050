package store

import (
	"testing"

	"placewatch/domain/board"
)

// "How many suspensions in 2026, by month" tells the council's own decisions from the
// watch over Ofsted's findings, and forgets none that was lifted.
func TestFreezesAreCountedByMonthAndByWhoDecided(t *testing.T) {
	s := exposed(t)
	dee, fay := admit(t, s, "dee", roles("placements_manager")...), admit(t, s, "fay", roles("principal_manager")...)
	do(t, s, dee, "urn:1234568", "FR1", "reason=staff left without notice")
	held, err := s.Freezes(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	if len(held) != 2 || held[0].URN != "1234567" && held[1].URN != "1234567" {
		t.Fatalf("got %+v", held)
	}
	for _, f := range held {
		if want := map[string]string{"1234567": "watch", "1234568": "council"}[f.URN]; f.Basis != want || f.Children != 1 || f.State != "frozen" {
			t.Errorf("got %+v, want basis %s", f, want)
		}
	}
	do(t, s, dee, "urn:1234568", "FR4", "reason=a new team is in place")
	do(t, s, fay, "urn:1234568", "confirm")
	if held, err = s.Freezes(t.Context(), false); err != nil || len(held) != 1 {
		t.Errorf("held still: %+v, %v", held, err)
	}
	if held, err = s.Freezes(t.Context(), true); err != nil || len(held) != 2 {
		t.Errorf("with those lifted: %+v, %v", held, err)
	}
	months, err := s.FreezeMonths(t.Context(), 2026, board.Veil{})
	if err != nil || len(months) != 12 || months[2] != (board.FreezeMonth{Month: "2026-03", Council: 1, Watch: 1}) {
		t.Errorf("got %+v, %v", months, err)
	}
}
