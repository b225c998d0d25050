package frame

import (
	"strings"

	"placewatch/tui/theme"
)

// Segment is one fact in a line of facts. It has a long form and shorter ones;
// "" as the last form lets it go altogether.
type Segment struct {
	Keep  int // the lower, the sooner it is shortened
	Role  theme.Role
	Forms []string
}

// Say returns a segment with these forms, the longest first.
func Say(keep int, role theme.Role, forms ...string) Segment {
	return Segment{Keep: keep, Role: role, Forms: forms}
}

// Segments lays left and right facts out in exactly w cells. What does not fit is
// shortened in the order of Keep, so that the least needed goes first.
func (g *Signs) Segments(t *theme.Theme, w, gap int, left, right []Segment) string {
	all := make([]Segment, 0, len(left)+len(right))
	all = append(append(all, left...), right...)
	between := Spaces(gap)
	if g.Spoken {
		left, gap, between = all, 2, ", "
	}
	for i := range all {
		all[i].Forms = g.shown(all[i].Forms)
	}
	at := make([]int, len(all))
	for total(all, at, gap) > w && shorten(all, at) {
	}
	var l, r line
	for i, s := range all {
		if i < len(left) {
			l.add(t, s.Role, s.Forms[at[i]], between)
		} else {
			r.add(t, s.Role, s.Forms[at[i]], between)
		}
	}
	if l.width+r.width > w { // the last form of the last fact is still too wide
		return g.Cell(l.plain.String(), w)
	}
	return l.painted.String() + Spaces(w-l.width-r.width) + r.painted.String()
}

func total(all []Segment, at []int, gap int) int {
	n := 0
	for i, s := range all {
		if f := Width(s.Forms[at[i]]); f > 0 {
			n += f + gap
		}
	}
	return n - gap
}

// shown cleans the forms, as everything that reaches the terminal is.
func (g *Signs) shown(forms []string) []string {
	out := make([]string, len(forms))
	for i, f := range forms {
		out[i] = g.Show(g.Say(f))
	}
	return out
}

// shorten takes the next form of the least needed segment that has one.
func shorten(all []Segment, at []int) bool {
	least := -1
	for i, s := range all {
		if at[i]+1 < len(s.Forms) && (least < 0 || s.Keep < all[least].Keep) {
			least = i
		}
	}
	if least < 0 {
		return false
	}
	at[least]++
	return true
}

type line struct {
	plain, painted strings.Builder
	width          int
}

func (l *line) add(t *theme.Theme, r theme.Role, s, between string) {
	if s == "" {
		return
	}
	if l.width > 0 {
		l.plain.WriteString(between)
		l.painted.WriteString(between)
		l.width += Width(between)
	}
	l.plain.WriteString(s)
	l.painted.WriteString(t.Paint(r, s))
	l.width += Width(s)
}
