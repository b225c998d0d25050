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

// load takes a new board. It reports whether the selected row has gone.
func (b *boardScreen) load(data *board.Board, f board.Filter) (gone bool) {
	b.data = data
	for i, p := range b.panes {
		if g := p.load(data, f); i == b.focus {
			gone = g
		}
	}
	return gone
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
	b.focus = (i%n + n) % n
	return b.focus
}
