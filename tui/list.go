package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/board"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// listScreen is one of the lists beside the board, as a whole screen.
type listScreen struct {
	name      string
	data      *board.List // nil until it was read
	held      *board.List // read while updates were paused
	failed    string
	query     int // the newest question; answers to older ones are dropped
	pane      *pane
	named     map[string]int // how many rows each subject has
	words     input          // what the rows must hold
	searching bool
	w, h      int
	own       bool // the next read shows what this person wrote, and is not held back
	spoken    bool // each row a phrase of two lines, and no detail at the foot
}

type listMsg struct {
	query int
	list  *board.List
	err   error
}

// listTitles are what the lists are called until they are read.
func listTitle(name string) string {
	switch name {
	case "waiting":
		return "Waiting on"
	case "freezes":
		return "Frozen to new placements"
	case "discrepancies":
		return "Data problems"
	case "requests":
		return "Placement requests"
	}
	return capital(name)
}

func (s *listScreen) title() string {
	if s.data != nil && s.data.Title != "" {
		return s.data.Title
	}
	return listTitle(s.name)
}

func (r *root) openList(name string) tea.Cmd {
	r.page = nil
	r.list = &listScreen{name: name, spoken: r.look.Spoken}
	r.list.pane = newPane(r.list.kind())
	r.relayout()
	return r.rereadList()
}

// rereadList fetches the open list, if there is one.
func (r *root) rereadList() tea.Cmd {
	s := r.list
	if s == nil {
		return nil
	}
	r.queries++
	s.query = r.queries
	query, name := s.query, s.name
	desk, parent := r.desk, r.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		list, err := desk.List(ctx, name)
		return listMsg{query, list, err}
	}
}

func (r *root) listRead(msg listMsg) {
	s := r.list
	switch {
	case s == nil || s.query != msg.query:
	case msg.err != nil:
		s.failed = inWords(msg.err)
		r.say(stop, "This list could not be read. "+s.failed+" ctrl+r tries again.")
	case r.live.paused && s.data != nil && !s.own:
		s.held = msg.list
	default:
		s.load(msg.list)
	}
}

// load takes the rows; the hand stays on its row.
func (s *listScreen) load(data *board.List) {
	s.data, s.held, s.own, s.failed, s.named = data, nil, false, "", map[string]int{}
	for _, row := range data.Rows {
		s.named[row.Subject]++
	}
	if rows, same := s.pane.rows.(*rowsOf[board.ListRow]); same {
		rows.kind = s.kind()
	}
	s.arrange()
	s.resize(s.w, s.h)
}

// arrange shows the rows that hold every word that is typed.
func (s *listScreen) arrange() {
	s.pane.load(nil, board.Filter{})
}

func (s *listScreen) matching() []board.ListRow {
	if s.data == nil {
		return nil
	}
	words := strings.Fields(strings.ToLower(s.words.clean()))
	if len(words) == 0 {
		return s.data.Rows
	}
	var out []board.ListRow
rows:
	for _, row := range s.data.Rows {
		all := strings.ToLower(strings.Join(row.Cells, " ") + " " + row.URN)
		for _, w := range words {
			if !strings.Contains(all, w) {
				continue rows
			}
		}
		out = append(out, row)
	}
	return out
}

// kind says how the rows of this list are drawn: its columns as wide as what they
// hold, the first of them the most telling.
func (s *listScreen) kind() *kind[board.ListRow] {
	type row = board.ListRow
	k := &kind[row]{
		title: s.title(), short: s.title(),
		pick: func(*board.Board) []row { return s.matching() },
		id:   s.id,
		item: func(r *row) item {
			return item{s.id(r), r.Subject, r.URN, 0, board.Mark(orWords(string(r.Mark), string(board.NoMarkup))), firstCell(r), s.placeIn(r), owed{}, ofChild(r.Subject, s.cell(r, "child"))}
		},
		match: func(board.Filter, row) bool { return true },
		order: func(rows []row, _ string, _ bool) []row { return rows },
		second: func(l *look, r *row, w int) string {
			return l.Cell(strings.Join(restOf(r.Cells), "   "), w)
		},
		brief: func(r *row) string { return strings.Join(r.Cells, "; ") },
	}
	if s.data != nil {
		for i, head := range s.data.Columns {
			k.columns = append(k.columns, s.column(i, head))
		}
	}
	k.card = func(l *look, r *row, w int) []string { return s.inFull(l, r, w) }
	k.detail, k.phrase = k.card, s.phrase
	return k
}

// id tells rows apart: by their subject where no other row has it.
func (s *listScreen) id(r *board.ListRow) string {
	if r.Subject != "" && s.named[r.Subject] == 1 {
		return r.Subject
	}
	return r.Subject + "\x00" + strings.Join(r.Cells, "\x00")
}

func firstCell(r *board.ListRow) string {
	if len(r.Cells) == 0 {
		return r.URN
	}
	return r.Cells[0]
}

func restOf(cells []string) []string {
	var out []string
	for _, c := range cells[min(1, len(cells)):] {
		if c != "" {
			out = append(out, c)
		}
	}
	return out
}

// placeIn is what messages call the row: its provision by the column that names
// it, never a child.
func (s *listScreen) placeIn(r *board.ListRow) string {
	return orWords(s.cell(r, "provision", "where", "name"), orWords(label("URN", r.URN), "this row"))
}

// cell is what the row has in the first column of one of these names that says
// anything.
func (s *listScreen) cell(r *board.ListRow, names ...string) string {
	if s.data == nil {
		return ""
	}
	for i, head := range s.data.Columns {
		if slices.Contains(names, strings.ToLower(head)) && i < len(r.Cells) && r.Cells[i] != "" {
			return r.Cells[i]
		}
	}
	return ""
}

func (s *listScreen) column(i int, head string) column[board.ListRow] {
	longest, least, how := frame.Width(head), 18, plain
	holds := false
	for _, r := range s.data.Rows {
		if i < len(r.Cells) {
			longest, holds = max(longest, frame.Width(r.Cells[i])), holds || r.Cells[i] != ""
		}
	}
	if i > 0 {
		least, how = 12, below
	}
	if !holds && len(s.data.Rows) > 0 { // nobody misses a column that says nothing
		how |= extra
	}
	return column[board.ListRow]{head, min(longest, least), min(longest, 24), min(longest, 60), 99 - i, func(_ *look, r *board.ListRow) string {
		if i < len(r.Cells) {
			return r.Cells[i]
		}
		return ""
	}, how}
}

// inFull tells everything about a row, a line for each column.
func (s *listScreen) inFull(l *look, r *board.ListRow, w int) []string {
	var out []string
	for i, head := range s.data.Columns {
		if i < len(r.Cells) && r.Cells[i] != "" {
			out = append(out, l.Hang("  "+l.Cell(head, 18)+" ", r.Cells[i], w)...)
		}
	}
	return out
}

func (r *root) searchList() tea.Cmd {
	r.list.searching = true
	r.relayout()
	return nil
}

func (r *root) keepSearch() tea.Cmd {
	r.list.searching = false
	r.relayout()
	return r.searched(strings.Fields(r.list.words.clean()))
}

// leaveSearch clears the line, and closes it when there is nothing to clear.
func (r *root) leaveSearch() tea.Cmd {
	if s := r.list; s.words.value() != "" {
		sought := strings.Fields(s.words.clean())
		s.words.set("")
		s.arrange()
		return r.searched(sought)
	}
	return r.keepSearch()
}

// leaveList clears the search first, then goes back to the board.
func (r *root) leaveList() tea.Cmd {
	if s := r.list; s.words.value() != "" {
		s.words.set("")
		s.arrange()
		r.say(ok, "The search is cleared.")
		r.relayout()
		return nil
	}
	r.list = nil
	r.relayout()
	return nil
}

// shares are the lines of the search, the heads of the columns, and the row in
// full at the foot.
func (s *listScreen) shares(w, h int) (search, head, foot int) {
	if (s.searching || s.words.value() != "") && h >= 3 {
		search = 1
	}
	if s.spoken {
		return search, 0, 0
	}
	if h >= 6 && w >= 80 {
		head = 1
	}
	if s.data != nil && h >= 14 {
		foot = min(1+len(s.data.Columns), h*2/5)
	}
	return search, head, foot
}

// rowLines is how many lines a row takes: as a phrase mostly two.
func (s *listScreen) rowLines(w, h int) int {
	if s.spoken && w < 160 && h >= 5 {
		return 2
	}
	return rowLines(w, h)
}

func (s *listScreen) resize(w, h int) {
	s.w, s.h = w, h
	search, head, foot := s.shares(w, h)
	s.pane.inTwo(s.rowLines(w, h) == 2)
	s.pane.forget()
	s.pane.resize(max(0, h-1-search-head-foot) / s.rowLines(w, h))
}

func (s *listScreen) view(r *root, w, h int) ([]string, point) {
	l, p := &r.look, s.pane
	search, head, foot := s.shares(w, h)
	lines := []string{l.paint(theme.Accent, l.RuleLine(w, true, s.title(), s.remark()))}
	at := point{0, 1}
	if search > 0 {
		typed, x := s.words.show(l, max(1, w-8))
		lines = append(lines, l.Cell("Search: "+typed, w))
		at = point{min(w-1, 8+x), 1}
	}
	if p.rows.len() == 0 {
		if !s.searching {
			at = point{0, min(len(lines), h-1)}
		}
		return append(lines, s.nothing(l, w, h-len(lines))...), at
	}
	if head > 0 {
		lines = append(lines, l.Cell(frame.Spaces(lead)+p.rows.head(l, max(0, w-lead)), w))
	}
	if !s.searching {
		at = point{0, len(lines) + (p.cur-p.first)*s.rowLines(w, h)}
	}
	lines = append(lines, s.rows(l, w, h)...)
	lines = frame.Fill(lines, w, h-foot)
	if foot > 0 {
		lines = append(lines, l.RuleLine(w, false, p.rows.item(p.cur).name, fmt.Sprintf("%d of %d", p.cur+1, p.rows.len())))
		lines = append(lines, fillText(l, p.rows.detail(l, p.cur, w), w, foot-1)...)
	}
	return lines, at
}

func (s *listScreen) rows(l *look, w, h int) []string {
	p := s.pane
	var lines []string
	for i := p.first; i < min(p.rows.len(), p.first+p.visible); i++ {
		if s.rowLines(w, h) == 2 {
			two := p.drawTwo(l, i, w, i == p.cur)
			lines = append(lines, two[0], two[1])
			continue
		}
		lines = append(lines, p.line(l, i, w, i == p.cur, ""))
	}
	return lines
}

func (s *listScreen) remark() string {
	if s.data == nil || s.failed != "" {
		return ""
	}
	n, of := s.pane.rows.len(), len(s.data.Rows)
	if s.spoken && n == of {
		return position(s.pane.cur, n)
	} else if s.spoken {
		return fmt.Sprintf("%s, %d hidden, search: %s", position(s.pane.cur, n), of-n, s.words.clean())
	}
	if n < of {
		return fmt.Sprintf("%d of %d, search: %s", n, of, s.words.clean())
	}
	return plural(n, "row", "rows")
}

// nothing says why the list is empty: not read, could not be read, hidden, or
// what the list itself says.
func (s *listScreen) nothing(l *look, w, h int) []string {
	words := "Reading…"
	switch {
	case s.failed != "":
		words = "CANNOT SAY. " + s.failed
	case s.data != nil && len(s.data.Rows) > 0:
		words = fmt.Sprintf("Nothing holds  %s .  %s hidden by the search. esc clears it.", s.words.clean(), areHidden(len(s.data.Rows)))
	case s.data != nil:
		words = orWords(s.data.Empty, "CANNOT SAY: the list gave no rows and no reason.")
	}
	return fillText(l, append([]string{""}, l.Indent(frame.Spaces(min(3, w/8)), words, w)...), w, h)
}
