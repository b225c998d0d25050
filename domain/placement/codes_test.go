package placement

import (
	"slices"
	"testing"
)

func TestATypeInACellIsItsCode(t *testing.T) {
	for _, c := range []struct{ cell, want string }{
		{"K2", "K2"}, {" k2 ", "K2"}, {"", ""},
		{"f) U6: Foster placement - not FFA", "U6"},
		{"a) K2…", "K2"},
		{"o) K1: Secure Children’s Homes", "K1"},
		{"K2 - Children's Homes subject to Children's Homes Regulations", "K2"},
		{"Homes and Hostels (inside LA boundary) [K2a]", "K2"},
		{"A6OUT - Placed for Adoption (outside LA)", "A6"},
		{"P1 : P1 Placed with own parents", "P1"},
		{"T4 - Temporary accommodation, not covered by codes T1 to T3", "T4"},
		{"Temporary accommodation, not covered by codes T1 to T3 [T4]", "T4"},
		{"Z11", "Z11"},
		{"h) Children’s Homes", "K2"},
		{"g) Secure Children's Homes", "K1"},
		{"children's home", "K2"},
		{"foster carer, not relative", "U6"},
		{"c) Placed with parents", "P1"},
		{"n) Other placements", "Z1"},
	} {
		if got, ok := NormaliseType(c.cell); got != c.want || !ok {
			t.Errorf("%q is %q (%v), want %q", c.cell, got, ok, c.want)
		}
	}
}

// The Annex A files of councils use two letterings: a bare letter, a family of
// types and two codes at once are not guessed at.
func TestATypeThatMeansNoSingleCodeIsNotGuessed(t *testing.T) {
	for _, cell := range []string{"o)", "a) Foster placement", "b) Placed for adoption", "K9", "H1", "Z101",
		"not covered by codes T1 to T3", "Not placed with parents", "-", "\x00"} {
		if got, ok := NormaliseType(cell); got != "" || ok {
			t.Errorf("%q is taken as %q", cell, got)
		}
	}
}

func TestAProviderInACellIsItsCode(t *testing.T) {
	for _, c := range []struct{ cell, want string }{
		{"PR4", "PR4"}, {"e) PR4 - Private provision", "PR4"}, {"[PR1] Own provision (by local authority)", "PR1"},
		{"Private provision", "PR4"}, {"a) Own LA", "PR1"}, {"Voluntary/third sector", "PR5"}, {"", ""},
	} {
		if got, ok := NormaliseProvider(c.cell); got != c.want || !ok {
			t.Errorf("%q is %q (%v), want %q", c.cell, got, ok, c.want)
		}
	}
	for _, cell := range []string{"c) Other", "Local Authority", "PR9"} {
		if got, ok := NormaliseProvider(cell); got != "" || ok {
			t.Errorf("%q is taken as %q", cell, got)
		}
	}
}

func TestEveryCodeHasItsOwnWordsAndNoWordHasTwoCodes(t *testing.T) {
	for _, list := range [][]code{codes(), providers()} {
		owner := map[string]string{}
		for _, c := range list {
			for _, w := range slices.Concat([]string{c.code, c.words}, c.also) {
				if other, taken := owner[key(w)]; taken || key(w) == "" {
					t.Errorf("%q means %s and %s", w, other, c.code)
				}
				owner[key(w)] = c.code
			}
		}
	}
	for _, c := range codes() {
		if got, _ := NormaliseType(Words(c.code)); got != c.code {
			t.Errorf("the words for %s read back as %q", c.code, got)
		}
	}
	if got := Words("K9"); got != "type not known" {
		t.Errorf("words of no code: %q", got)
	}
}
