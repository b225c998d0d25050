package tui

import (
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
	if below := len(lines) - from - h; h > 2 {
		out[0] = l.counted(out[0], lines[from], from, "above")
		out[len(out)-1] = l.counted(out[len(out)-1], lines[from+len(out)-1], below, "below")
	}
	return frame.Fill(out, w, h), y - from
}

// counted says at the end of a drawn line how many more there are, where its
// words leave room.
func (l *look) counted(line, words string, n int, where string) string {
	w := frame.Width(line)
	for _, more := range []string{"  " + plural(n, "more line ", "more lines ") + where, "  " + plural(n, "more line", "more lines")} {
		if n > 0 && frame.Width(words)+len(more) <= w {
			return l.Cell(words, w-len(more)) + more
		}
	}
	return line
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
