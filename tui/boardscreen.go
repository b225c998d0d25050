package tui

import (
	"placewatch/domain/board"
)

// boardScreen is the three panes and the detail of the selected row.
type boardScreen struct {
	data    *board.Board // shared, read-only; nil until one was read
	panes   [3]*pane
	focus   int
	zoomed  bool
	noAbout bool // the detail is hidden
	plan    plan
	waiting string // said while the first board is being read
}

func newBoardScreen() boardScreen {
	return boardScreen{panes: [3]*pane{newPane(childKind()), newPane(revisitKind()), newPane(visitKind())}}
}

func (b *boardScreen) focused() *pane { return b.panes[b.focus] }

func (b *boardScreen) forget() {
	for _, p := range b.panes {
		p.forget()
	}
}

// load takes the first board.
func (b *boardScreen) load(data *board.Board, f board.Filter) {
	b.data = data
	for _, p := range b.panes {
		p.load(data, f)
	}
}

// take takes a newer board, and returns the rows that are new on it. Only the pane
// with the focus has a hand on its rows.
func (b *boardScreen) take(l *look, data *board.Board, f board.Filter, n news) (fresh []item) {
	b.data = data
	for i, p := range b.panes {
		n.hand = i == b.focus
		fresh = append(fresh, p.take(l, data, f, n)...)
	}
	return fresh
}

// idsOn are all rows of a board, whatever the filter shows.
func idsOn(b *board.Board) map[string]bool {
	out := map[string]bool{}
	for i := range b.Children {
		out[b.Children[i].ID] = true
	}
	for i := range b.Revisits {
		out[b.Revisits[i].ID] = true
	}
	for i := range b.Visits {
		out[b.Visits[i].ID] = true
	}
	return out
}

// filter shows only the rows that f matches.
func (b *boardScreen) filter(f board.Filter) {
	for _, p := range b.panes {
		p.arrange(f, p.ids())
	}
}

// listed counts the rows that are listed and those that there are.
func (b *boardScreen) listed() (n, of int) {
	for _, p := range b.panes {
		n += p.rows.len()
		of += p.rows.of()
	}
	return n, of
}

// switchTo focuses pane i, counting round, and returns which that is.
func (b *boardScreen) switchTo(i int) int {
	n := len(b.panes)
	if p := b.focused(); (i%n+n)%n != b.focus {
		p.left(p.cursor)
	}
	b.focus = (i%n + n) % n
	return b.focus
}
