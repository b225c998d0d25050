package theme

import (
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

// luminance is WCAG's relative luminance.
func luminance(hex string) float64 {
	linear := func(c int) float64 {
		v := float64(c) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	r, g, b := rgb(hex)
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestEveryColourCanBeReadOnEveryBackgroundOfItsTheme(t *testing.T) {
	for _, tc := range []struct {
		theme   Name
		grounds []string
		least   float64
	}{
		{Dark, []string{"#000000", "#0C0C0C", "#1E1E1E", "#012456", "#002B36", "#282C34"}, 4.5},
		{Light, []string{"#FFFFFF", "#FAFAFA", "#FDF6E3", "#EEEEEE"}, 4.5},
		{Contrast, []string{contrastGround}, 7},
	} {
		colours := palette(tc.theme)
		if len(colours) == 0 {
			t.Errorf("%s: no colours to measure", tc.theme)
		}
		for role, fg := range colours {
			for _, bg := range tc.grounds {
				if got := contrast(fg, bg); got < tc.least {
					t.Errorf("%s: role %d, %s on %s is %.1f:1, want %.1f:1", tc.theme, role, fg, bg, got, tc.least)
				}
			}
		}
	}
	if got := contrast(contrastText, contrastGround); got < 7 {
		t.Errorf("contrast: text is %.1f:1, want 7:1", got)
	}
}

// The nearest of the 256 colours (screens.md 11.3), which is what most officers see.
func TestColoursStayReadableWhenRoundedTo256(t *testing.T) {
	for _, tc := range []struct{ name, fg, bg string }{
		{"dark danger 210", "#FF8787", "#282C34"}, {"dark warn 221", "#FFD75F", "#282C34"},
		{"dark ok 114", "#87D787", "#282C34"}, {"dark info 117", "#87D7FF", "#282C34"},
		{"dark muted 145", "#AFAFAF", "#282C34"}, {"light danger 124", "#AF0000", "#EEEEEE"},
		{"light warn 94", "#875F00", "#EEEEEE"}, {"light ok 22", "#005F00", "#EEEEEE"},
		{"light info 24", "#005F87", "#EEEEEE"}, {"light muted 240", "#585858", "#EEEEEE"},
	} {
		if got := contrast(tc.fg, tc.bg); got < 4.5 {
			t.Errorf("%s: %.1f:1, want 4.5:1", tc.name, got)
		}
	}
}

func TestThePlainThemeSetsNoColour(t *testing.T) {
	plain := Get(Plain)
	for r := range roles {
		got := plain.Paint(r, "x")
		if strings.Contains(got, "38;") || strings.Contains(got, "48;") {
			t.Errorf("role %d sets a colour: %q", r, got)
		}
	}
}

func TestOnlyBoldReverseAndUnderlineCarryStyle(t *testing.T) {
	for r, attr := range attributes() {
		if !strings.Contains("1 4 7", attr) {
			t.Errorf("role %d uses SGR %q", r, attr)
		}
	}
}

func TestColourIsUsedOnlyWhereItIsKnownToBeReadable(t *testing.T) {
	dark, light := true, false
	for _, tc := range []struct {
		name    string
		asked   Name
		env     []string
		profile colorprofile.Profile
		ground  *bool
		want    Name
	}{
		{"background not told yet", Auto, nil, colorprofile.ANSI256, nil, Plain},
		{"dark background", Auto, nil, colorprofile.ANSI256, &dark, Dark},
		{"light background", "", nil, colorprofile.TrueColor, &light, Light},
		{"sixteen colours", Auto, nil, colorprofile.ANSI, &dark, Plain},
		{"asked for, sixteen colours", Contrast, nil, colorprofile.ANSI, nil, Plain},
		{"asked for", Light, nil, colorprofile.ANSI256, &dark, Light},
		{"asked for something unknown", "solarized", nil, colorprofile.ANSI256, &dark, Plain},
		{"NO_COLOR=1", Dark, []string{"NO_COLOR=1"}, colorprofile.TrueColor, &dark, Plain},
		{"NO_COLOR=yes is any non-empty value", Auto, []string{"TERM=xterm", "NO_COLOR=yes"}, colorprofile.TrueColor, &dark, Plain},
		{"NO_COLOR empty asks for nothing", Dark, []string{"NO_COLOR="}, colorprofile.TrueColor, nil, Dark},
	} {
		if got := Choose(tc.asked, tc.env, tc.profile, tc.ground).Name; got != tc.want {
			t.Errorf("%s: got %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestTheContrastThemeKeepsItsGroundAfterEveryReset(t *testing.T) {
	th := Get(Contrast)
	got := th.Line("a" + th.Paint(Danger, "b") + "c")
	if want := "\x1b[m" + th.base + "c\x1b[m"; !strings.HasSuffix(got, want) {
		t.Errorf("got %q, want it to end in %q", got, want)
	}
}
