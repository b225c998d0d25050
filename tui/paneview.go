package tui

import (
	"fmt"

	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// drawPane draws pane i in its area and says where its cursor is. A pane of
// which nothing changed is not drawn again.
func (r *root) drawPane(i int, a area) ([]string, point) {
	p, focused := r.board.panes[i], i == r.board.focus
	if d, same := p.again(a, focused); same {
		return d.lines, d.at
	}
	lines, at := r.redrawPane(p, a, focused)
	p.drawn = block{a, focused, p.cur, p.first, lines, at}
	return lines, at
}

func (r *root) redrawPane(p *pane, a area, focused bool) ([]string, point) {
	l, plan := &r.look, &r.board.plan
	w, side, bottom := a.w, "", 0
	title, remark := r.paneTitle(p, a.w)
	lines := make([]string, 0, a.h+1)
	if plan.framed(a) {
		w, side, bottom = a.w-2, l.Edge(focused), 1
		lines = append(lines, l.Top(a.w, focused, title, remark))
	} else if plan.titled(a) {
		lines = append(lines, l.paint(roleOfTitle(focused), l.RuleLine(a.w, focused, title, remark)))
	}
	if plan.headed(a) {
		lines = append(lines, side+l.Cell(frame.Spaces(lead)+p.rows.head(l, max(0, w-lead)), w)+side)
	}
	at := point{b2i(side != ""), len(lines)}
	rows, below := r.paneRows(p, w, a.h-len(lines)-bottom, focused, side)
	at.y += below
	lines = append(lines, rows...)
	if bottom > 0 {
		lines = append(lines, l.Bottom(a.w, focused))
	}
	return lines, at
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// paneTitle names the pane and says which of its rows are seen, as fully as w
// cells allow. A chosen order or a filter outlives the long title.
func (r *root) paneTitle(p *pane, w int) (title, remark string) {
	title, short := fmt.Sprintf("[%d] %s", p.number, p.title), fmt.Sprintf("[%d] %s", p.number, p.short)
	if r.look.Spoken {
		return p.short, r.placeSaid(p)
	}
	if p.rows.of() == 0 && cannotSay(r.board.data) != nil {
		return title, "not known"
	}
	if n := p.rows.len(); r.board.plan.shape == card && n > 0 {
		return p.short, fmt.Sprintf("%d of %d", p.cur+1, n)
	}
	count, order := p.remark(r.filter.shown().String())
	full := join(", ", count, order)
	fits := func(title, remark string) bool { return frame.Width(title)+frame.Width(remark)+8 <= w }
	switch {
	case fits(title, full):
		return title, full
	case p.asked(r.filter.shown()) && fits(short, full):
		return short, full
	case fits(title, count):
		return title, count
	}
	return short, count
}

func roleOfTitle(focused bool) theme.Role {
	if focused {
		return theme.Accent
	}
	return theme.Text
}

// paneRows draws the rows that fit, or why there are none; below is how many
// lines stand between the first and the selected row.
func (r *root) paneRows(p *pane, w, h int, focused bool, side string) (lines []string, below int) {
	switch {
	case h <= 0:
		return nil, 0
	case p.rows.len() == 0:
		return edged(r.emptyPane(p, w, h), side), 0
	case r.board.plan.shape == card:
		return fillText(&r.look, p.toldOf(&r.look, p.cur, w, p.rows.card(&r.look, p.cur, w)), w, h), 0
	}
	lines = make([]string, 0, h+1)
	two := r.board.plan.shape == twoLine && h > 1
	for i := p.first; i < min(p.rows.len(), p.first+p.visible); i++ {
		here := focused && i == p.cur
		if here {
			below = len(lines)
		}
		if two {
			l := p.drawTwo(&r.look, i, w, here)
			lines = append(lines, l[0], l[1])
		} else {
			lines = append(lines, p.line(&r.look, i, w, here, side))
		}
	}
	empty := side + frame.Spaces(w) + side
	for len(lines) < h {
		lines = append(lines, empty)
	}
	return lines[:h], below
}

// edged puts the sides of a frame to lines.
func edged(lines []string, side string) []string {
	for i := range lines {
		lines[i] = side + lines[i] + side
	}
	return lines
}

// emptyPane says why there is nothing and what to press.
func (r *root) emptyPane(p *pane, w, h int) []string {
	words := p.rows.empty(r.board.data)
	if n := p.rows.of(); n > 0 {
		words = hiddenByFilter(r.filter.shown(), n)
	} else if f := r.filter.shown(); !f.IsZero() {
		words = append([]string{"Nothing here matches " + f.String() + ", nor is anything here without it."}, words...)
	}
	var lines []string
	if h > len(words)+1 {
		lines = append(lines, "")
	}
	for _, s := range words {
		lines = append(lines, r.look.Indent(frame.Spaces(min(3, w/8)), s, w)...)
	}
	return fillText(&r.look, lines, w, h)
}

// drawAbout draws the detail of the selected row.
func (r *root) drawAbout(a area) []string {
	if a.h <= 0 {
		return nil
	}
	p := r.board.focused()
	k := detailKey{p.cursor, a.w, a.h}
	if d, drawn := p.details[k]; drawn {
		return d
	}
	d := r.redrawAbout(p, a)
	if len(p.details) > 512 {
		clear(p.details)
	}
	p.details[k] = d
	return d
}

func (r *root) redrawAbout(p *pane, a area) []string {
	l, framed := &r.look, r.board.plan.framed(a)
	title, remark, w, h := "Detail", "p hide", a.w, a.h-1
	if framed {
		w, h = a.w-3, a.h-2
	}
	lines := frame.Blank(w, h)
	it, has := p.selected()
	if has && h == 1 && !l.Spoken {
		why := ""
		if it.id == p.ghost.id {
			why = p.ghost.why + ". It said last: "
		}
		return []string{l.RuleLine(w, false, "", ""), l.Cell(it.name+": "+why+p.rows.brief(p.cur), w)}
	}
	if has {
		title, remark = "Detail: "+it.name, "p hide  enter open"
		lines = fillText(l, p.toldOf(l, p.cur, w, p.rows.detail(l, p.cur, w)), w, h)
	}
	if l.Spoken {
		remark = ""
	}
	if framed {
		return l.Box(a.w, a.h, false, title, remark, indentAll(lines, 1))
	}
	return append([]string{l.RuleLine(a.w, false, title, remark)}, lines...)
}
