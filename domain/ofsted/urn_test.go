package ofsted_test

import (
	"testing"

	"placewatch/domain/ofsted"
)

func TestAURNIsSevenDigitsOrSCAndSix(t *testing.T) {
	for cell, want := range map[string]string{
		"1027164": "1027164", "SC001452": "SC001452", " sc001452\t": "SC001452", "\u00a02772990": "2772990", "123456": "123456",
	} {
		got, err := ofsted.ParseURN(cell)
		if err != nil || got.String() != want {
			t.Errorf("ParseURN(%q) = %q, %v; want %q", cell, got, err, want)
		}
	}
	for _, cell := range []string{"", "SC", "1", "12345678", "SC12345", "SC1234567", "1.02E+07", "10271 64", "XXXXXXX", "ARN00001", "１０２７１６４"} {
		if got, err := ofsted.ParseURN(cell); err == nil || !got.IsZero() {
			t.Errorf("ParseURN(%q) = %q, %v; want a refusal", cell, got, err)
		}
	}
}

func TestAURNIsStoredAsItIsWritten(t *testing.T) {
	for _, want := range []string{"SC001452", ""} {
		var u ofsted.URN
		if err := u.UnmarshalText([]byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, err := u.MarshalText(); string(got) != want || err != nil {
			t.Errorf("%q is stored as %q, %v", want, got, err)
		}
	}
	var u ofsted.URN
	if err := u.UnmarshalText([]byte("XXXXXXX")); err == nil {
		t.Errorf("XXXXXXX is read as %q, want a refusal", u)
	}
}

func FuzzParseURN(f *testing.F) {
	for _, s := range []string{"1027164", "SC001452", "sc001452", "1.02E+07", "SC12345", "", "１０２７１６４"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		u, err := ofsted.ParseURN(cell)
		if (err == nil) == u.IsZero() {
			t.Fatalf("ParseURN(%q) = %q, %v: a URN or an error, never both or neither", cell, u, err)
		}
		if err != nil {
			return
		}
		again, err := ofsted.ParseURN(u.String())
		if err != nil || again != u {
			t.Fatalf("%q prints as a URN that reads as %q, %v", u, again, err)
		}
		if n := len(u.String()); n < 6 || n > 8 {
			t.Fatalf("ParseURN(%q) = %q", cell, u)
		}
	})
}
