package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// scrolled shows the part of lines in which line y is, and where that is then.
// What is out of sight is counted at its edge.
func scrolled(l *look, lines []string, y, w, h int) ([]string, int) {
	h = max(0, h)
	from := 0
	if len(lines) > h {
		from = max(0, min(y-h/2, len(lines)-h))
	}
	out := make([]string, 0, h)
	for _, s := range lines[from:min(len(lines), from+h)] {
		out = append(out, l.Cell(s, w))
	}
	if below := len(lines) - from - h; h > 2 && !l.Spoken { // there the title says where the cursor is
		out[0] = l.counted(out[0], from, "above")
		out[len(out)-1] = l.counted(out[len(out)-1], below, "below")
	}
	return frame.Fill(out, w, h), y - from
}

// counted says at the end of a drawn line how many more there are. A line that has
// no room for that gives way and is one of them: that there is more is never hidden,
// and no half of an answer is shown.
func (l *look) counted(line string, n int, where string) string {
	if n <= 0 {
		return line
	}
	w, words := frame.Width(line), strings.TrimRight(line, " ")
	lines := "  " + plural(n, "more line", "more lines")
	for _, more := range []string{lines + " " + where, lines} {
		if frame.Width(words)+len(more) <= w {
			return l.Cell(words, w-len(more)) + more
		}
	}
	return l.Right(fmt.Sprintf("%d more lines %s", n+1, where), w)
}

// wrapAll leaves lines that fit alone and cuts none.
func wrapAll(l *look, lines []string, w int) []string {
	var out []string
	for _, s := range lines {
		if frame.Width(s) <= w {
			out = append(out, s)
			continue
		}
		out = append(out, l.Wrap(s, w)...)
	}
	return out
}

// marked paints n cells of a line from x as the cursor's.
func (l *look) marked(line string, x, n int) string {
	end := min(x+n, frame.Width(line))
	return ansi.Cut(line, 0, x) + l.paint(theme.Cursor, ansi.Cut(line, x, end)) + ansi.Cut(line, end, frame.Width(line))
}
