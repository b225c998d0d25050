package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestNothingThatActsOnATerminalIsKept(t *testing.T) {
	for _, c := range []struct{ name, raw, want string }{
		{"plain words stay as they are", "Alder House", "Alder House"},
		{"names of every kind stay as they are", "Ó Briain, Żółć, 李家", "Ó Briain, Żółć, 李家"},
		{"a combining mark joins its letter", "e\u0301", "é"},
		{"an escape sequence", "\x1b[31mred\x1b[0m", "\uFFFD[31mred\uFFFD[0m"},
		{"a clipboard write", "\x1b]52;c;AAAA\a", "\uFFFD]52;c;AAAA\uFFFD"},
		{"a C1 control in UTF-8", "a\u009Db", "a\uFFFDb"},
		{"a raw C1 byte", "a\x9bb", "a\uFFFDb"},
		{"right-to-left override", "a\u202Eb", "a\uFFFDb"},
		{"zero width joiner and space", "a\u200Db\u200Bc", "a\uFFFDb\uFFFDc"},
		{"tag characters", "a\U000E0041b", "a\uFFFDb"},
		{"a private-use character", "a\uE000b", "a\uFFFDb"},
		{"NUL, backspace and bell", "a\x00b\bc\a", "a\uFFFDb\uFFFDc\uFFFD"},
		{"line ends and tabs become one space", "a\r\n\tb", "a b"},
		{"line and paragraph separators", "a\u2028b\u2029", "a\uFFFDb\uFFFD"},
		{"space around is trimmed, no-break space too", "\u00A0 a  b \u00A0", "a b"},
		{"a formula is text; the writer of a CSV disarms it", "=1+1", "=1+1"},
		{"not UTF-8", "a\xffb", "a\uFFFDb"},
		{"nothing", "", ""},
		{"only space", " \n ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Clean(c.raw).String(); got != c.want {
				t.Errorf("Clean(%q) = %q, want %q", c.raw, got, c.want)
			}
		})
	}
}

func TestTextThatIsTooLongIsCutAtACharacter(t *testing.T) {
	for _, raw := range []string{strings.Repeat("a", 3*Limit), strings.Repeat("李", 3*Limit)} {
		got := Clean(raw).String()
		if len(got) > Limit || !strings.HasSuffix(got, "…") || !utf8.ValidString(got) {
			t.Errorf("a text of %d bytes became %d bytes ending in %q", len(raw), len(got), got[len(got)-4:])
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "Alder House", "\x1b[31m", "a\u202Eb\u2028", "\xff\xfe", " a\t b ", "e\u0301\u0301", "\U000E0001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got := Clean(raw)
		for _, r := range got.String() {
			if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) {
				t.Fatalf("Clean(%q) keeps %U", raw, r)
			}
		}
		if len(got.String()) > Limit {
			t.Fatalf("Clean keeps %d bytes", len(got.String()))
		}
		if again := Clean(got.String()); again != got {
			t.Fatalf("cleaning %q again gives %q", got, again)
		}
		var back Text
		b, _ := got.MarshalText()
		if err := back.UnmarshalText(b); err != nil || back != got {
			t.Fatalf("%q is read back as %q: %v", got, back, err)
		}
	})
}
