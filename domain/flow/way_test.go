package flow

import (
	"testing"

	"placewatch/domain/team"
)

// What leads to a row is the first step of the shortest way, and one that people take.
func TestWhatLeadsToARow(t *testing.T) {
	fades := row("L5", "faded", "on", "off")
	fades.By = []team.Role{team.System}
	ch := chart(row("L1", "lit", Start, "on"), row("L2", "put_out", "on", "off"), fades, row("L3", "bought", Start, "boxed"), row("L4", "unpacked", "boxed", "on"),
		row("L6", "sold", "off", "gone"), row("L7", "looked_at", Any, Same))
	for _, tc := range []struct {
		to   string
		from State
		want string
	}{
		{"sold", "on", "put_out"},
		{"sold", Start, "lit"},
		{"sold", "boxed", "unpacked"},
		{"sold", "off", ""},
		{"lit", "on", ""},
		{"looked_at", "boxed", ""},
	} {
		got := ""
		for _, r := range ch.Toward(ch.Find(tc.to), tc.from) {
			got += r.Event
		}
		if got != tc.want {
			t.Errorf("from %q to %s leads %q, want %q", tc.from, tc.to, got, tc.want)
		}
	}
}
