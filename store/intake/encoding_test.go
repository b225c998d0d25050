package intake

import (
	"testing"

	"golang.org/x/text/encoding/charmap"
)

func TestEncodingIsChosenFromTheWholeFile(t *testing.T) {
	windows := func(s string) string { b, _ := charmap.Windows1252.NewEncoder().String(s); return b }
	mac := func(s string) string { b, _ := charmap.Macintosh.NewEncoder().String(s); return b }
	for _, tc := range []struct{ name, data, want string }{
		{"ASCII", "Elm House", "Elm House"},
		{"UTF-8", "Café – Lodge", "Café – Lodge"},
		{"UTF-8 with one wrong byte", "Café – Lodge\x96", "Café – Lodge\uFFFD"},
		{"a dash of Windows-1252", windows("SC – Emergency"), "SC – Emergency"},
		{"quotes of Windows-1252", windows("‘Children’s’ £5"), "‘Children’s’ £5"},
		{"letters of Windows-1252", windows("Café Müller"), "Café Müller"},
		{"a dash of Mac OS Roman", mac("England 2024 – Provider"), "England 2024 – Provider"},
		{"quotes of Mac OS Roman", mac("‘Children’s’ £5"), "‘Children’s’ £5"},
		{"letters of Mac OS Roman", mac("Café Müller"), "Café Müller"},
		{"the pound sign alone, the same in both", "\xA35", "£5"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := open(t, "list.csv", []byte(tc.data))
			got, err := collect(f.Sheets[0].Rows)
			if err != nil || len(got) != 1 || got[0].Cells[0] != tc.want {
				t.Errorf("got %v, %v, want %q", got, err, tc.want)
			}
		})
	}
}

func TestCharacterCutByABlockIsCountedOnce(t *testing.T) {
	var s survey
	for _, b := range []byte("é–\U0001F600") {
		s.Write([]byte{b})
	}
	if s.runes != 3 || s.bad != 0 {
		t.Errorf("got %d characters and %d wrong bytes, want 3 and none", s.runes, s.bad)
	}
}
