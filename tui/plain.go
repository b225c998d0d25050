package tui

import (
	"strings"

	"placewatch/domain/board"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// PlainBoard returns the whole board as text for a pipe or a printer: all rows of
// all panes, no escape sequence. A width of 0 is 120.
func PlainBoard(b *board.Board, width int) string {
	if width <= 0 {
		width = 120
	}
	l := look{Signs: frame.Draw(false), theme: theme.Get(theme.Plain), today: b.Today}
	r := &root{look: l, w: width, board: newBoardScreen()}
	r.board.load(b, board.Filter{})
	var out strings.Builder
	put := func(s string) { out.WriteString(strings.TrimRight(s, " ") + "\n") }
	for _, s := range plainHeader(&l, b, width) {
		put(s)
	}
	for _, p := range r.board.panes {
		put("")
		r.plainPane(put, p, width)
	}
	return out.String()
}

func plainHeader(l *look, b *board.Board, w int) []string {
	head := join("   ", "PLACEWATCH", b.Council.String(), b.Today.Full(), importAges(b)[0])
	if b.Practice {
		head = join("   ", head, "PRACTICE STORE")
	}
	var counts []string
	for _, s := range countSegments(b) {
		counts = append(counts, s.Forms[0])
	}
	lines := append(l.Wrap(head, w), l.Wrap(strings.Join(counts, "   "), w)...)
	if b.Stale != "" {
		lines = append(lines, l.Hang("STALE: ", b.Stale, w)...)
	}
	return append(lines, l.Wrap(policyWords(b), w)...)
}

// plainPane writes one pane; marks are words here too, in the legend of the
// README, so that a printed board needs no screen.
func (r *root) plainPane(put func(string), p *pane, w int) {
	l, n := &r.look, p.rows.len()
	remark := plural(n, "row", "rows") + ", " + p.sortKey().Words
	if n == 0 && cannotSay(r.board.data) != nil {
		remark = "not known"
	}
	put(l.RuleLine(w, false, p.title, remark))
	if n == 0 {
		for _, s := range p.rows.empty(r.board.data) {
			for _, line := range l.Indent("   ", s, w) {
				put(line)
			}
		}
		return
	}
	if w >= 80 {
		put("   " + p.rows.head(l, w-3))
	}
	for i := range n {
		put(string(p.rows.item(i).mark) + " " + p.rows.cells(l, i, max(8, w-3)))
		if w < 80 {
			put("     " + p.rows.second(l, i, max(8, w-5)))
		}
	}
}
