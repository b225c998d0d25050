package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"placewatch/tui/action"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// point is a cell of the screen or of a part of it.
type point struct{ x, y int }

// View draws the whole screen. The terminal's own cursor sits on the selected row
// or in the field, steady: it is what a screen reader and a braille line follow.
func (r *root) View() tea.View {
	lines, at := r.screen()
	v := tea.NewView(r.ground(lines))
	v.AltScreen = true
	v.WindowTitle = r.title()
	v.Cursor = tea.NewCursor(max(0, min(at.x, r.w-1)), max(0, min(at.y, r.h-1)))
	v.Cursor.Blink = false
	v.Cursor.Shape = tea.CursorBar
	if r.form != nil || r.palette != nil || r.find != nil && !r.find.onRow || r.filter.open || r.list != nil && r.list.searching {
		return v
	}
	v.Cursor.Shape = tea.CursorBlock
	return v
}

// ground joins the lines; a theme with its own ground colours each of them.
func (r *root) ground(lines []string) string {
	if r.look.theme.Ground() {
		for i := range lines {
			lines[i] = r.look.theme.Line(lines[i])
		}
	}
	return strings.Join(lines, "\n")
}

// screen returns every line, and where the cursor stands.
func (r *root) screen() ([]string, point) {
	if r.w < 1 || r.h < 1 {
		return nil, point{}
	}
	if r.locked != "" {
		return r.lockedView(), point{}
	}
	p := r.board.plan
	lines := make([]string, 0, r.h)
	if p.header {
		lines = append(lines, r.headerLine())
	}
	if p.counts {
		lines = append(lines, r.countsLine())
	}
	top := len(lines)
	body, at := r.body(p.body)
	lines = append(lines, body...)
	at.y += top
	hint := ""
	if p.hint {
		hint = r.hintLine()
	}
	if p.message {
		if r.filter.open {
			at = point{r.filter.cursor(r.w), len(lines)}
		}
		said := r.messageLines()
		switch {
		case len(said) == 1:
		case p.spoken: // they have two lines of their own, so that they are always found there
			hint, said = said[1], said[:1]
		case at.y < len(lines)-1 && r.spare(lines[len(lines)-1]): // the second line is the one above it
			lines = lines[:len(lines)-1]
		case p.hint: // never the line of the cursor, nor what a form says
			hint, said = said[1], said[:1]
		default:
			said = said[:1]
		}
		lines = append(lines, said...)
	}
	if p.hint {
		lines = append(lines, hint)
	}
	return lines, at
}

// spare reports whether a message may cover the last line of what is open.
func (r *root) spare(line string) bool {
	return r.form == nil || strings.TrimSpace(line) == ""
}

// body is what stands between the header and the message line, in h lines.
func (r *root) body(h int) ([]string, point) {
	if h <= 0 {
		return nil, point{}
	}
	lines, at := r.content(h)
	return frame.Fill(lines, r.w, h), point{at.x, min(at.y, h-1)}
}

func (r *root) content(h int) ([]string, point) {
	switch {
	case r.help != nil:
		return r.help.view(r, r.w, h)
	case r.log != nil:
		return r.log.view(r, r.w, h)
	case r.form != nil:
		return r.form.view(&r.look, r.w, h)
	case r.palette != nil:
		return r.withPalette(h)
	}
	return r.below(h)
}

// below is what a palette is opened on.
func (r *root) below(h int) ([]string, point) {
	switch {
	case r.find != nil:
		return r.find.view(r, r.w, h)
	case r.page != nil:
		return r.page.view(&r.look, r.w, h)
	case r.list != nil:
		return r.list.view(r, r.w, h)
	}
	return r.boardBody(h)
}

func (r *root) boardBody(h int) ([]string, point) {
	b, p := &r.board, &r.board.plan
	if b.data == nil {
		return r.notRead(h), point{}
	}
	var at point
	var drawn [3][]string
	for i := range b.panes {
		if p.panes[i].h > 0 {
			var c point
			drawn[i], c = r.drawPane(i, p.panes[i])
			if i == b.focus {
				at = point{p.panes[i].x + c.x, p.panes[i].y + c.y}
			}
		}
	}
	return p.compose(r.w, h, drawn, r.drawAbout(p.about)), at
}

// compose puts the drawn areas beside and below each other.
func (p *plan) compose(w, h int, drawn [3][]string, about []string) []string {
	out := make([]string, h)
	put := func(a area, lines []string) {
		for i, l := range lines {
			if y := a.y + i; y < h {
				out[y] += l
			}
		}
	}
	for i, lines := range drawn { // from left to right within a line
		put(p.panes[i], lines)
	}
	put(p.about, about)
	for i := range out {
		if out[i] == "" {
			out[i] = frame.Spaces(w)
		}
	}
	return out
}

// notRead is shown until the first board: nothing at first, then words.
func (r *root) notRead(h int) []string {
	words := r.board.waiting
	if r.live.failures > 0 {
		words = "CANNOT SAY. The board could not be read, so nothing is shown here: " + r.live.why
	}
	lines := []string{frame.Spaces(r.w)}
	for _, l := range r.look.Indent(frame.Spaces(min(3, r.w-1)), words, r.w) {
		lines = append(lines, r.look.Cell(l, r.w))
	}
	if h < 2 {
		lines = lines[1:]
	}
	return frame.Fill(lines, r.w, h)
}

// hintLine lists the keys that work now, the most useful first. Help is always
// among them.
func (r *root) hintLine() string {
	if r.prefix != "" {
		_, rest := r.strip()
		return r.look.Cell(rest, r.w)
	}
	if r.filter.open { // its line takes the place of messages
		if why := r.filter.trouble(); why != "" {
			return r.look.paint(theme.Danger, r.look.Cell(r.look.Say(message{severity: fix, words: sentence(capital(why))}.line()), r.w))
		}
		m := r.messages.now
		if m == nil {
			m = r.standing()
		}
		if m != nil {
			return r.look.paint(severityRole(m.severity), r.look.Cell(r.look.Say(m.line()), r.w))
		}
	}
	hints := r.hints()
	if r.look.Spoken { // F1 has them: nobody wants to hear them at each step
		hints = nil
	}
	if len(hints) == 0 {
		return frame.Spaces(r.w)
	}
	last := hints[len(hints)-1]
	s := ""
	for _, h := range hints[:len(hints)-1] {
		if frame.Width(s)+frame.Width(h)+frame.Width(last)+5 > r.w {
			break
		}
		s += " " + h + " "
	}
	return r.look.Cell(s+" "+last, r.w)
}

// lastRank is the rank of help, which a narrow line drops last.
const lastRank = 99

// hints are the keys that work now in their order, help last.
func (r *root) hints() []string {
	var ranked []*act
	scopes := r.scopes()
	for _, a := range r.actions.In(scopes) {
		if a.Rank > 0 && a.Refusal(r) == "" && r.actions.Find(scopes, a.Keys[0]) == a {
			ranked = append(ranked, a)
		}
	}
	slices.SortStableFunc(ranked, func(a, b *act) int { return a.Rank - b.Rank })
	var out []string
	for i, a := range ranked {
		if i == 0 || a.Rank < lastRank || ranked[i-1].Rank < lastRank { // ? and F1 are one thing
			out = append(out, action.Say(a.Keys[0])+" "+a.Hint)
		}
	}
	return out
}
