// Package frame does the sums of the screen: how wide text is, where it is cut,
// and how lines are filled. It measures cells, never bytes.
package frame

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"placewatch/domain/text"
)

// Signs are the few drawing signs that the screens use. All of them are in
// WGL4, the set that every Windows font has; the ASCII set is for the rest.
type Signs struct {
	ascii                bool
	Spoken               bool   // for a screen reader: no lines and no columns, words alone
	Rule, Double         string // a pane's rule: not focused, focused
	Side, DoubleSide     string
	Corners, DoubleBends [4]string // top left, top right, bottom left, bottom right
	Ellipsis, Dash       string
	From, To, Day        string // a window bar: its ends, and today
}

// Draw returns the signs to draw with.
func Draw(ascii bool) *Signs {
	if ascii {
		return &Signs{ascii: true, Rule: "-", Double: "=", Side: "|", DoubleSide: "|",
			Corners: [4]string{"+", "+", "+", "+"}, DoubleBends: [4]string{"+", "+", "+", "+"},
			Ellipsis: "~", Dash: "-", From: "[", To: "]", Day: "#"}
	}
	return &Signs{Rule: "─", Double: "═", Side: "│", DoubleSide: "║",
		Corners: [4]string{"┌", "┐", "└", "┘"}, DoubleBends: [4]string{"╔", "╗", "╚", "╝"},
		Ellipsis: "…", Dash: "—", From: "├", To: "┤", Day: "■"}
}

// Speak returns the signs for a screen that is listened to, or read on a braille
// line: what Draw sets apart by lines and gaps is set apart by words and commas.
func Speak(ascii bool) *Signs {
	g := Draw(ascii)
	g.Spoken = true
	return g
}

// Width returns the cells that s takes. s holds no escape sequences.
func Width(s string) int {
	if printable(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// Show makes s safe to print, a second time after it was cleaned on its way in:
// this is the one point through which every word reaches the terminal.
func (g *Signs) Show(s string) string {
	if printable(s) {
		return s
	}
	if g.ascii {
		s = asciiSigns.Replace(s)
	}
	words := strings.Split(s, " ") // cleaning folds spaces, and ours are columns
	for i, w := range words {
		words[i] = text.Clean(w).String()
	}
	return strings.Join(words, " ")
}

var asciiSigns = strings.NewReplacer("—", "-", "–", "-", "…", "~", "→", "->", "≤", "<=", "≥", ">=", "“", `"`, "”", `"`, "’", "'")

// Cut returns s in at most w cells, with an ellipsis where something is missing.
func (g *Signs) Cut(s string, w int) string {
	s = g.Show(s)
	if w <= 0 {
		return ""
	}
	if Width(s) <= w {
		return s
	}
	return ansi.Truncate(s, w, g.Ellipsis)
}

// Middle returns s in at most w cells; what is missing is missing in its middle.
func (g *Signs) Middle(s string, w int) string {
	s = g.Show(s)
	if Width(s) <= w || w < 3 {
		return g.Cut(s, w)
	}
	head := w / 2
	return g.Cut(ansi.Truncate(s, head, "")+g.Ellipsis+ansi.TruncateLeft(s, Width(s)-(w-head-1), ""), w)
}

// Cell returns s in exactly w cells.
func (g *Signs) Cell(s string, w int) string {
	s = g.Cut(s, w)
	return s + Spaces(w-Width(s))
}

// Right returns s in exactly w cells, at their right end.
func (g *Signs) Right(s string, w int) string {
	s = g.Cut(s, w)
	return Spaces(w-Width(s)) + s
}

const blank = "                                                                                "

// Spaces returns n spaces; none when n is negative.
func Spaces(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(blank):
		return blank[:n]
	}
	return strings.Repeat(" ", n)
}

// Wrap breaks s at spaces into lines of at most w cells; a word that is longer
// is broken where it must.
func (g *Signs) Wrap(s string, w int) []string {
	if w <= 0 {
		return nil
	}
	s = g.Show(g.Say(s))
	if Width(s) <= w {
		return []string{s}
	}
	if g.Spoken { // a reference is never heard in two halves: C-0412
		s = strings.ReplaceAll(s, "-", unbroken)
	}
	lines := strings.Split(ansi.Wrap(s, w, ""), "\n")
	for i, l := range lines {
		if Width(l) > w { // one sign wider than the line
			l = ansi.Truncate(l, w, "")
		}
		lines[i] = strings.ReplaceAll(strings.TrimRight(l, " "), unbroken, "-")
	}
	return lines
}

// unbroken is the hyphen at which no line ends.
const unbroken = "\u2011"

// Hang wraps s after a label: the first line starts with the label, the others
// under the text.
func (g *Signs) Hang(label, s string, w int) []string {
	if g.Spoken {
		return g.Wrap(strings.Join(strings.Fields(label), " ")+" "+s, w)
	}
	label = g.Show(label)
	in := Width(label)
	if in > w/2 {
		return append([]string{g.Cut(label, w)}, g.Indent("  ", s, w)...)
	}
	lines := g.Wrap(s, w-in)
	for i := range lines {
		if i == 0 {
			lines[i] = label + lines[i]
		} else {
			lines[i] = Spaces(in) + lines[i]
		}
	}
	return lines
}

// Indent wraps s with the same lead on every line.
func (g *Signs) Indent(lead, s string, w int) []string {
	if g.Spoken {
		return g.Wrap(s, w)
	}
	lines := g.Wrap(s, w-Width(lead))
	for i := range lines {
		lines[i] = lead + lines[i]
	}
	return lines
}

// RuleLine draws a pane's rule of w cells with a title at the left and a remark
// at the right. The remark goes first when there is not room for both.
func (g *Signs) RuleLine(w int, focused bool, title, remark string) string {
	sign := g.Rule
	if focused {
		sign = g.Double
	}
	if w <= 0 {
		return ""
	}
	if g.Spoken {
		return g.Cell(g.Say(title+"   "+remark), w)
	}
	title, remark = g.Show(title), g.Show(remark)
	if title != "" {
		title += " "
	}
	tail := ""
	if remark != "" && Width(title)+Width(remark)+5 <= w {
		tail = " " + remark + " " + sign
	}
	title = g.Cut(title, w-1-Width(tail))
	return sign + title + strings.Repeat(sign, max(0, w-1-Width(title)-Width(tail))) + tail
}

// Edge is the side of a frame.
func (g *Signs) Edge(focused bool) string {
	if focused {
		return g.DoubleSide
	}
	return g.Side
}

// Top is the upper line of a frame of w cells, with title and remark.
func (g *Signs) Top(w int, focused bool, title, remark string) string {
	bend := g.bends(focused)
	if title != "" {
		title = " " + title
	}
	return bend[0] + g.RuleLine(w-2, focused, title, remark) + bend[1]
}

// Bottom is the lower line of a frame of w cells.
func (g *Signs) Bottom(w int, focused bool) string {
	bend := g.bends(focused)
	return bend[2] + g.RuleLine(w-2, focused, "", "") + bend[3]
}

func (g *Signs) bends(focused bool) [4]string {
	if focused {
		return g.DoubleBends
	}
	return g.Corners
}

// Box puts a frame of h lines round lines, which must be w-2 cells each.
func (g *Signs) Box(w, h int, focused bool, title, remark string, lines []string) []string {
	if w < 2 || h < 2 {
		return Blank(w, h)
	}
	side := g.Edge(focused)
	out := append(make([]string, 0, h), g.Top(w, focused, title, remark))
	for i := range h - 2 {
		l := Spaces(w - 2)
		if i < len(lines) {
			l = lines[i]
		}
		out = append(out, side+l+side)
	}
	return append(out, g.Bottom(w, focused))
}

// Blank returns h empty lines of w cells.
func Blank(w, h int) []string {
	out := make([]string, max(0, h))
	for i := range out {
		out[i] = Spaces(w)
	}
	return out
}

// Fill returns lines cut or padded to h, each already w cells wide.
func Fill(lines []string, w, h int) []string {
	if len(lines) >= h {
		return lines[:max(0, h)]
	}
	return append(lines, Blank(w, h-len(lines))...)
}
