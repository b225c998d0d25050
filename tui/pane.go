package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"placewatch/domain/board"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// pane is one list of the board. Its cursor and the top of what is seen are
// identities: colleagues' changes move rows, the hand stays on its row, and if
// the row goes, it stays near.
type pane struct {
	number  int
	title   string
	short   string
	rows    table
	keys    []board.SortKey
	sort    int
	reverse bool

	cursor, top string // ids
	cur, first  int    // where these are now
	visible     int    // rows that fit
	two         bool   // a row takes two lines

	fresh map[string]changed // what others changed and nobody at this screen has seen
	waits int                // rows that wait to move until . lets them
	ghost ghost

	drawn   block // as it was drawn last, while nothing of it changed
	lines   map[lineKey]string
	details map[detailKey][]string
}

// lineKey identifies a drawn line. Versions need no place in it, as a new board
// drops all of them; so does another width.
type lineKey struct {
	id       string
	w        int
	selected bool
	second   bool
	framed   bool
}

// block is a drawn pane with what it was drawn from.
type block struct {
	area       area
	focused    bool
	cur, first int
	lines      []string
	at         point
}

// again returns the block if it would be drawn the same.
func (p *pane) again(a area, focused bool) (block, bool) {
	d := p.drawn
	return d, d.lines != nil && d.area == a && d.focused == focused && d.cur == p.cur && d.first == p.first
}

type detailKey struct {
	id   string
	w, h int
}

func newPane[T any](k *kind[T]) *pane {
	p := &pane{number: k.number, title: k.title, short: k.short, rows: &rowsOf[T]{kind: k}, keys: board.SortKeys(k.pane)}
	p.forget()
	return p
}

// forget drops the drawn lines, after a change of rows, width or theme.
func (p *pane) forget() {
	p.lines = map[lineKey]string{}
	p.details = map[detailKey][]string{}
	p.drawn = block{}
}

// sortKey returns the order in force.
func (p *pane) sortKey() board.SortKey {
	if len(p.keys) == 0 {
		return board.SortKey{Name: rankKey, Words: "most pressing first"}
	}
	return p.keys[p.sort%len(p.keys)]
}

// selected returns the row under the cursor.
func (p *pane) selected() (item, bool) {
	if p.cur < 0 || p.cur >= p.rows.len() {
		return item{}, false
	}
	return p.rows.item(p.cur), true
}

// load takes the rows of a list and keeps the hand where it was.
func (p *pane) load(b *board.Board, f board.Filter) {
	old := p.ids()
	p.rows.load(b)
	p.arrange(f, old)
}

// ids returns the rows as they are listed, to find a neighbour when one goes.
func (p *pane) ids() []string {
	out := make([]string, p.rows.len())
	for i := range out {
		out[i] = p.rows.id(i)
	}
	return out
}

// arrange filters and sorts the rows, those that waited to move too; old is how they
// stood before.
func (p *pane) arrange(f board.Filter, old []string) {
	p.waits, p.ghost = 0, ghost{}
	p.rows.arrange(f, p.sortKey().Name, p.reverse)
	p.place(old)
}

// place finds the hand's row, and what is seen, among the rows as they are listed now.
func (p *pane) place(old []string) {
	p.forget()
	n := p.rows.len()
	at := make(map[string]int, n)
	for i := range n {
		at[p.rows.id(i)] = i
	}
	above := p.cur - p.first
	p.cur = nearest(p.cursor, p.cur, old, at)
	if i, ok := at[p.top]; ok {
		p.first = i
	} else {
		p.first = p.cur - above
	}
	p.settle()
}

// nearest finds the cursor's row; where it has gone, the row that followed it,
// and where none is left, the one before.
func nearest(cursor string, was int, old []string, at map[string]int) int {
	if i, ok := at[cursor]; ok {
		return i
	}
	for i := was + 1; i >= 0 && i < len(old); i++ {
		if j, ok := at[old[i]]; ok {
			return j
		}
	}
	for i := min(was, len(old)) - 1; i >= 0; i-- {
		if j, ok := at[old[i]]; ok {
			return j
		}
	}
	return 0
}

// settle brings cursor and top within the rows and within sight of each other.
func (p *pane) settle() {
	n, seen := p.rows.len(), max(1, p.visible)
	p.cur = max(0, min(p.cur, n-1))
	p.first = max(0, min(p.first, n-seen))
	if p.cur < p.first {
		p.first = p.cur
	}
	if p.cur >= p.first+seen {
		p.first = p.cur - seen + 1
	}
	p.cursor, p.top = "", ""
	if n > 0 {
		p.cursor, p.top = p.rows.id(p.cur), p.rows.id(p.first)
	}
}

// move takes the cursor n rows down, or up when n is negative. It reports
// whether there was a row to go to, or a ghost to leave.
func (p *pane) move(n int) bool {
	was, from := p.cur, p.cursor
	p.cur = max(0, min(p.cur+n, p.rows.len()-1))
	p.settle()
	if p.cur == was && (p.ghost.id == "" || p.ghost.id != from) {
		return false
	}
	p.left(from)
	return true
}

func (p *pane) inTwo(two bool) {
	p.two = two
	p.rows.inTwo(two)
}

func (p *pane) resize(visible int) {
	p.visible = visible
	p.settle()
}

// remark says which rows are seen, and in which order or by which filter, for
// the pane's title.
func (p *pane) remark(filter string) (count, order string) {
	n, of := p.rows.len()-b2i(p.ghost.id != ""), p.rows.of()
	count = fmt.Sprintf("%d of %d", n, of)
	if n > p.visible && p.visible > 0 {
		count = fmt.Sprintf("%d-%d of %d", p.first+1, min(n, p.first+p.visible), n)
		if n < of {
			count += fmt.Sprintf(" (%d hidden)", of-n)
		}
	}
	if filter != "" {
		return count, "filter: " + filter
	}
	return count, p.order()
}

// order says how the rows are sorted.
func (p *pane) order() string {
	if p.reverse {
		return p.sortKey().Words + ", reversed"
	}
	return p.sortKey().Words
}

// asked reports whether the rows are listed as somebody asked, not as they come.
func (p *pane) asked(f board.Filter) bool { return p.sort != 0 || p.reverse || !f.IsZero() }

// lead is what stands before the first column: cursor, mark, urgency.
const lead = 5

// line draws row i in w cells, between the sides of a frame where it has one.
func (p *pane) line(l *look, i, w int, selected bool, side string) string {
	k := lineKey{p.rows.id(i), w, selected, false, side != ""}
	if s, ok := p.lines[k]; ok {
		return s
	}
	if len(p.lines) > 4096 {
		clear(p.lines)
	}
	s := side + p.draw(l, i, p.rows.item(i), w, selected) + side
	p.lines[k] = s
	return s
}

func (p *pane) draw(l *look, i int, it item, w int, selected bool) string {
	if l.Spoken {
		return l.inLines(p.said(l, i), 1+b2i(p.two), w, selected)[0]
	}
	if w < lead+4 {
		return l.Cell(it.name, w)
	}
	gap := " "
	cells, starred := p.rows.marked(l, i, w-lead, p.fresh[it.id])
	if starred {
		gap = star
	}
	if it.id == p.ghost.id {
		it.mark, cells = board.NoMarkup, l.Cell(it.name+": "+p.ghost.why, w-lead)
	}
	if selected {
		n := p.rows.named(l, w-lead)
		head := ansi.Truncate(cells, n, "")
		return l.paint(theme.Cursor, "> "+string(it.mark)+gap+head) + cells[len(head):]
	}
	return "  " + l.paint(markRole(it.mark), string(it.mark)) + gap + cells
}

// star stands before what others changed.
const star = "*"

// drawTwo draws row i in two lines, for a terminal too narrow for columns.
func (p *pane) drawTwo(l *look, i, w int, selected bool) [2]string {
	below := lineKey{p.rows.id(i), w, selected, true, false}
	first := p.line(l, i, w, selected, "")
	if s, ok := p.lines[below]; ok {
		return [2]string{first, s}
	}
	s := frame.Spaces(min(w, lead+2)) + p.rows.second(l, i, max(0, w-lead-2))
	switch {
	case l.Spoken:
		s = l.inLines(p.said(l, i), 2, w, selected)[1]
	case p.rows.id(i) == p.ghost.id:
		s = frame.Spaces(w)
	}
	p.lines[below] = s
	return [2]string{first, s}
}

// toldOf puts before what a row says that it is not listed any more.
func (p *pane) toldOf(l *look, i, w int, said []string) []string {
	if p.rows.id(i) != p.ghost.id {
		return said
	}
	return append(l.Wrap(capital(p.ghost.why)+". It said last:", w), said...)
}

// fillText pads plain lines to w cells and cuts them off at h, saying so.
func fillText(l *look, lines []string, w, h int) []string {
	h = max(0, h)
	out := make([]string, 0, h)
	for i, s := range lines {
		if i >= h {
			break
		}
		if more := "  " + plural(len(lines)-h, "more line", "more lines"); i == h-1 && len(lines) > h && w > 3*len(more) {
			if l.Spoken {
				s = l.endsWith(s, ", "+strings.TrimSpace(more), w)
			} else {
				s = l.Cell(s, w-len(more)) + more
			}
		}
		out = append(out, l.Cell(s, w))
	}
	return frame.Fill(out, w, h)
}

func markRole(m board.Mark) theme.Role {
	switch m {
	case board.Overdue:
		return theme.Danger
	case board.Today:
		return theme.Warn
	case board.Open:
		return theme.Info
	case board.New:
		return theme.Strong
	case board.Problem:
		return theme.Doubtful
	}
	return theme.Text
}
