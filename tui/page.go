package tui

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/board"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// page is one provision with its timeline, children, duties, visits and what
// Ofsted asked of it.
type page struct {
	urn     string
	opening string // its name until it has been read
	data    *board.Page
	held    *board.Page // read while updates were paused
	failed  string
	whole   bool // the entry under the cursor takes the room of the list
	above   int  // lines of the whole entry above the window
	tab     int
	tabs    []tab
	w, h    int
	visible int  // rows in sight
	own     bool // the next read shows what this person wrote, and is not held back
	spoken  bool // the entry comes when it is asked for: it would be another with each row
}

type pageMsg struct {
	urn  string
	page *board.Page
	err  error
}

func (r *root) openPage() tea.Cmd {
	it, _ := r.selectedRow()
	if r.list == nil {
		r.board.focused().seen(it.id)
	}
	return r.openProvision(it.urn, it.name)
}

func (r *root) openProvision(urn, name string) tea.Cmd {
	r.page = &page{urn: urn, opening: name, spoken: r.look.Spoken}
	r.relayout()
	return r.readPage(r.desk.Opened)
}

// rereadPage fetches the open provision again, if there is one.
func (r *root) rereadPage() tea.Cmd {
	if r.page == nil {
		return nil
	}
	if r.page.data == nil {
		return r.readPage(r.desk.Opened)
	}
	return r.readPage(func(context.Context, string) error { return nil })
}

// readPage fetches the open provision, once first has not refused.
func (r *root) readPage(first func(context.Context, string) error) tea.Cmd {
	desk, parent, urn := r.desk, r.ctx, r.page.urn
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		if err := first(ctx, urn); err != nil {
			return pageMsg{urn, nil, err}
		}
		p, err := desk.Page(ctx, urn)
		return pageMsg{urn, p, err}
	}
}

// pageRead takes the answer, unless another provision is open by now.
func (r *root) pageRead(msg pageMsg) {
	p := r.page
	switch {
	case p == nil || p.urn != msg.urn:
	case msg.err != nil:
		p.failed = inWords(msg.err)
		r.say(stop, "This provision could not be read. "+p.failed+" ctrl+r tries again.")
	case r.live.paused && p.data != nil && !p.own:
		p.held = msg.page
	default:
		p.load(msg.page)
	}
}

func (p *page) name() string {
	if p.data != nil {
		return p.data.Name.String()
	}
	return p.opening
}

func (p *page) load(data *board.Page) {
	old := p.tabs
	p.data, p.held, p.own, p.failed = data, nil, false, ""
	p.tabs = tabsOf(data)
	for i := range old {
		t := &p.tabs[i]
		t.cursor, t.cur, t.first = old[i].cursor, old[i].cur, old[i].first
		t.stay(old[i].rows)
	}
	p.resize(p.w, p.h)
}

func (p *page) now() *tab {
	if len(p.tabs) == 0 {
		return &tab{}
	}
	return &p.tabs[p.tab]
}

// selected is the row under the cursor.
func (p *page) selected() (pageRow, bool) {
	t := p.now()
	if t.cur < 0 || t.cur >= len(t.rows) {
		return pageRow{}, false
	}
	return t.rows[t.cur], true
}

// toggleEntry gives the entry the room of the list, and takes it back.
func (r *root) toggleEntry() tea.Cmd {
	r.page.whole, r.page.above = !r.page.whole, 0
	r.page.resize(r.page.w, r.page.h)
	return nil
}

// backFromPage closes the whole entry first, then the provision.
func (r *root) backFromPage() tea.Cmd {
	if r.page.whole {
		return r.toggleEntry()
	}
	r.page = nil
	r.relayout()
	return nil
}

func (p *page) turn(by int) tea.Cmd {
	if n := len(p.tabs); n > 0 {
		p.tab, p.above = (p.tab+by+n)%n, 0
		p.resize(p.w, p.h)
	}
	return nil
}

// read moves through a whole entry that is longer than the window.
func (p *page) read(l *look, by int) bool {
	row, has := p.selected()
	if !has || row.detail == nil {
		return false
	}
	_, below := p.shares(p.h)
	return moveIn(&p.above, by, 1+max(0, len(row.detail(l, p.w))-(below-1)))
}

func (p *page) move(n int) bool {
	t := p.now()
	was := t.cur
	t.cur = max(0, min(t.cur+n, len(t.rows)-1))
	p.settle()
	return t.cur != was
}

func (p *page) settle() {
	t, seen := p.now(), max(1, p.visible)
	t.cur = max(0, min(t.cur, len(t.rows)-1))
	t.first = max(0, min(t.first, len(t.rows)-seen))
	t.first = max(min(t.first, t.cur), t.cur-seen+1)
	t.cursor = ""
	if len(t.rows) > 0 {
		t.cursor = t.rows[t.cur].id
	}
}

func (p *page) resize(w, h int) {
	p.w, p.h = w, h
	facts, below := p.shares(h)
	p.visible = max(0, h-facts-1-below)
	p.settle()
}

// shares says how many lines the facts above and the entry below the list get.
func (p *page) shares(h int) (facts, below int) {
	switch {
	case p.whole && h >= 4:
		return 1, h - 3
	case p.whole:
		return 0, max(0, h-1)
	case p.spoken && h >= 18:
		return 5, 0
	case p.spoken && h >= 10:
		return 3, 0
	case h >= 30:
		return 7, 9
	case h >= 18:
		return 4, 6
	case h >= 10:
		return 3, 3
	case h >= 4:
		return 1, 0
	}
	return 0, 0
}

func (p *page) view(l *look, w, h int) ([]string, point) {
	facts, below := p.shares(h)
	lines := p.facts(l, w, facts)
	if h >= 2 {
		lines = append(lines, l.paint(theme.Accent, p.tabBar(l, w)))
	}
	at := point{0, len(lines)}
	rows := h - len(lines) - below
	if t := p.now(); len(t.rows) == 0 {
		lines = append(lines, p.nothing(l, w, rows)...)
	} else {
		at.y += t.cur - t.first
		for i := t.first; i < min(len(t.rows), t.first+rows); i++ {
			lines = append(lines, t.line(l, i, w))
		}
	}
	lines = frame.Fill(lines, w, h-below)
	return append(lines, p.entry(l, w, below)...), at
}

// nothing says why the list is empty: not read, could not be read, or none.
func (p *page) nothing(l *look, w, h int) []string {
	words := p.now().none
	switch {
	case p.failed != "":
		words = "CANNOT SAY. " + p.failed
	case p.data == nil:
		words = "Reading…"
	}
	return fillText(l, append([]string{""}, l.Indent(frame.Spaces(min(3, w/8)), words, w)...), w, h)
}

func (t *tab) line(l *look, i, w int) string {
	row, here := t.rows[i], i == t.cur
	switch {
	case l.Spoken:
		return l.inLines(row.said, 1, w, here)[0]
	case w < lead+4:
		return l.Cell(row.title, w)
	}
	cells := l.Cell(cellsIn(l, row.cells, t.widths, w-lead), w-lead)
	if here {
		return l.paint(theme.Cursor, "> "+string(row.mark)+" "+cells)
	}
	return "  " + l.paint(markRole(row.mark), string(row.mark)) + " " + cells
}

// cellsIn sets cells in columns; where the window is narrow the columns shrink
// to what they hold.
func cellsIn(l *look, cells []string, widths []int, w int) string {
	var b strings.Builder
	for i, c := range cells {
		switch {
		case i == len(cells)-1:
			b.WriteString(c)
		case w < 60:
			b.WriteString(c + "  ")
		default:
			b.WriteString(l.Cell(c, widths[i]) + " ")
		}
	}
	return b.String()
}

// tabBar names the tabs; where not all of them fit, the one that is open.
func (p *page) tabBar(l *look, w int) string {
	if t := p.now(); l.Spoken {
		return l.RuleLine(w, true, t.title, position(t.cur, len(t.rows))+fmt.Sprintf(", tab %d of %d", p.tab+1, max(1, len(p.tabs))))
	}
	var b strings.Builder
	for i, t := range p.tabs {
		name := " " + t.title + " "
		if i == p.tab {
			name = "[" + t.title + "]"
		}
		b.WriteString(name + l.Double)
	}
	if bar := b.String(); frame.Width(bar)+1 <= w && bar != "" {
		return l.Double + bar + strings.Repeat(l.Double, w-1-frame.Width(bar))
	}
	return l.RuleLine(w, true, "["+p.now().title+"]", fmt.Sprintf("%d of %d, tab turns", p.tab+1, len(p.tabs)))
}

// entry is the row under the cursor in full.
func (p *page) entry(l *look, w, h int) []string {
	if h <= 0 {
		return nil
	}
	t := p.now()
	if len(t.rows) == 0 {
		return append([]string{l.RuleLine(w, false, "", "")}, frame.Blank(w, h-1)...)
	}
	row := t.rows[t.cur]
	remark := position(t.cur, len(t.rows))
	if l.Spoken { // its title says so
		remark = ""
	}
	lines := []string{l.RuleLine(w, false, row.title, remark)}
	if row.detail == nil {
		return frame.Fill(lines, w, h)
	}
	detail := row.detail(l, w)
	if p.whole {
		detail = detail[min(p.above, len(detail)):]
	}
	return append(lines, fillText(l, detail, w, h-1)...)
}

// facts are the lines that hold for the whole provision.
func (p *page) facts(l *look, w, h int) []string {
	d := p.data
	if d == nil {
		return fillText(l, []string{p.opening}, w, h)
	}
	since := join(" ", label("since", d.Since.Long()), inBrackets(weeksAgo(d.Weeks)))
	all := []string{
		join("   ", d.Name.String(), label("URN", d.URN), d.Type, join(" ", capital(orWords(d.JudgementWords, d.Judgement)), since)),
		join("   ", d.Freeze, label("our children:", childRefs(d.Children))),
		join("   ", label("Ofsted:", d.OfstedState), label("QA:", d.QAState), label("Plan:", d.PlanState)),
	}
	if s := proposalsWords(d.Proposals); s != "" {
		all = append([]string{all[0], s}, all[1:]...)
	}
	all = append(all, join("   ", d.Status, d.LocalAuthority.String(), label("Owner:", d.Owner.String()), label("Places:", d.Places)))
	var lines []string
	for _, s := range all {
		if s != "" {
			lines = append(lines, l.Wrap(s, w)...)
		}
	}
	return fillFacts(l, lines, w, h)
}

func fillFacts(l *look, lines []string, w, h int) []string {
	out := make([]string, 0, max(0, h))
	for _, s := range lines[:min(h, len(lines))] {
		out = append(out, l.Cell(s, w))
	}
	if n := len(out); n > 0 {
		out[n-1] = l.cutOff(out[n-1], len(lines)-n)
	}
	return frame.Fill(out, w, h)
}

// cutOff says at the end of a line that n more would follow, where a window this low
// has no room for them.
func (l *look) cutOff(line string, n int) string {
	w, words := frame.Width(line), strings.TrimRight(line, " ")
	more := " (+" + plural(n, "line)", "lines)")
	if l.Spoken {
		more = ", " + plural(n, "more line", "more lines")
	}
	switch {
	case n <= 0:
		return line
	case l.Spoken:
		return l.endsWith(words, more, w)
	case frame.Width(words)+len(more) > w:
		more = " " + l.Ellipsis
	}
	return l.Cell(l.Cell(words, w-frame.Width(more))+more, w)
}

func orWords(s, otherwise string) string {
	if s != "" {
		return s
	}
	return orDash(otherwise)
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}

func childRefs(rows []board.ChildRow) string {
	refs := make([]string, len(rows))
	for i := range rows {
		refs[i] = rows[i].Child.String()
	}
	if len(refs) == 0 {
		return "none known"
	}
	return strings.Join(refs, " ")
}

func proposalsWords(ps []board.Proposal) string {
	var out []string
	for _, p := range ps {
		out = append(out, join(" ", p.Title, label("by", p.By.String()), label("until", p.Expires.Long())))
	}
	return label("WAITS FOR A SECOND PERSON:", strings.Join(out, "; "))
}
