// Package theme holds every colour and every weight on the screen. Nothing else
// names a colour, and no colour says what a word does not say too.
package theme

import (
	"slices"
	"strings"

	"github.com/charmbracelet/colorprofile"
)

// Role is what a stretch of text is, never how it looks.
type Role int

const (
	Text     Role = iota // as the terminal has it
	Strong               // headings and marks without a colour
	Cursor               // the selected row
	Danger               // ours and late
	Warn                 // due today, a passed window, a data problem
	OK                   // done
	Info                 // an open window
	Muted                // hints and explanations; never faint
	Accent               // the focused pane's title
	Doubtful             // the mark of a data problem: underlined
	roles
)

// Name is a theme that a person may ask for.
type Name string

const (
	Auto     Name = "auto"  // dark or light where the terminal tells, else plain
	Plain    Name = "plain" // no colours: reverse, bold and underline only
	Dark     Name = "dark"
	Light    Name = "light"
	Contrast Name = "contrast" // white on black, every pair at least 7:1
)

// Names lists the themes in the order that help prints them.
func Names() []Name { return []Name{Auto, Plain, Dark, Light, Contrast} }

// Theme paints. The zero value is of no use; ask Get.
type Theme struct {
	Name Name
	base string // opens every line; only the contrast theme has one
	on   [roles]string
	off  string
}

// pair is the look of one role: a foreground as #RRGGBB or "", and attributes.
type pair struct {
	fg   string
	attr string // SGR numbers: 1 bold, 4 underline, 7 reverse
}

// attributes are the same in every theme, so that a mark has its weight on a
// terminal without colours too. Bold never meets a dark ANSI colour: the
// palettes below are 24-bit, and plain sets none.
func attributes() [roles]string {
	return [roles]string{Strong: "1", Cursor: "7", Danger: "1", Warn: "1", Accent: "1", Doubtful: "4"}
}

// palette returns the foregrounds of screens.md 11.3. Contrast is measured in
// the tests against the backgrounds listed there.
func palette(n Name) map[Role]string {
	switch n {
	case Dark:
		return map[Role]string{Danger: "#FF8A80", Warn: "#FFD54F", Doubtful: "#FFD54F",
			OK: "#81C784", Info: "#81D4FA", Muted: "#B0B0B0"}
	case Light:
		return map[Role]string{Danger: "#B00020", Warn: "#7A4F00", Doubtful: "#7A4F00",
			OK: "#00602B", Info: "#00518A", Muted: "#595959"}
	case Contrast:
		return map[Role]string{Danger: "#FFB3AB", Warn: "#FFE082", Doubtful: "#FFE082",
			OK: "#A5E8A9", Info: "#A6E1FF"}
	}
	return nil
}

// The ground of the contrast theme, set cell by cell: a terminal that ignores a
// request for another background must not undo it.
const (
	contrastText   = "#FFFFFF"
	contrastGround = "#000000"
)

// Get returns the theme of that name; an unknown name gets plain, which is
// always readable.
func Get(n Name) *Theme {
	t := &Theme{Name: n, off: "\x1b[m"}
	if n != Dark && n != Light && n != Contrast {
		t.Name = Plain
	}
	if t.Name == Contrast {
		t.base = "\x1b[" + colour(38, contrastText) + ";" + colour(48, contrastGround) + "m"
		t.off += t.base
	}
	colours := palette(t.Name)
	for r, attr := range attributes() {
		t.on[r] = sgr(pair{fg: colours[Role(r)], attr: attr})
	}
	return t
}

func sgr(p pair) string {
	parts := make([]string, 0, 2)
	if p.attr != "" {
		parts = append(parts, p.attr)
	}
	if p.fg != "" {
		parts = append(parts, colour(38, p.fg))
	}
	if len(parts) == 0 {
		return ""
	}
	return "\x1b[" + strings.Join(parts, ";") + "m"
}

// colour returns the SGR numbers for #RRGGBB; the renderer lowers them to what
// the terminal has.
func colour(ground int, hex string) string {
	r, g, b := rgb(hex)
	return itoa(ground) + ";2;" + itoa(r) + ";" + itoa(g) + ";" + itoa(b)
}

func rgb(hex string) (r, g, b int) {
	digit := func(i int) int { return strings.IndexByte("0123456789ABCDEF", hex[i]) }
	at := func(i int) int { return digit(i)<<4 | digit(i+1) }
	return at(1), at(3), at(5)
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

// Paint returns s in the look of role r.
func (t *Theme) Paint(r Role, s string) string {
	if s == "" || t.on[r] == "" {
		return s
	}
	return t.on[r] + s + t.off
}

// Ground reports whether the theme colours every cell, so that lines must be
// padded to the full width and opened with Line.
func (t *Theme) Ground() bool { return t.base != "" }

// Line opens and closes one full line of a theme with its own ground.
func (t *Theme) Line(s string) string { return t.base + s + "\x1b[m" }

// Choose returns the theme to use. Colours need a terminal that has at least 256
// of them: with 16, "warn" turns into the same red as "danger" (screens.md 11.3).
// For auto the background must have been told; until then the answer is plain.
func Choose(asked Name, env []string, profile colorprofile.Profile, background *bool) *Theme {
	if NoColour(env) || profile < colorprofile.ANSI256 {
		return Get(Plain)
	}
	if asked != Auto && asked != "" {
		return Get(asked)
	}
	switch {
	case background == nil:
		return Get(Plain)
	case *background:
		return Get(Dark)
	}
	return Get(Light)
}

// NoColour reports whether the environment asks for no colour. The convention is
// any non-empty value; the terminal library reads it as a boolean and would
// ignore NO_COLOR=yes.
func NoColour(env []string) bool {
	return slices.ContainsFunc(env, func(kv string) bool {
		v, found := strings.CutPrefix(kv, "NO_COLOR=")
		return found && v != ""
	})
}
