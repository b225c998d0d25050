package tui

import (
	"fmt"
	"strings"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// The board as it is listened to, or read on a braille line (screens.md 13.2): the
// same screens, each row a phrase with what tells most first, and nothing said by a
// sign or by where it stands.

// inLines sets the phrase of a row in n lines; what does not fit is cut. The terminal's
// own cursor says which row is selected, so that no text changes when it moves.
func (l *look) inLines(phrase string, n, w int, selected bool) []string {
	parts := l.Wrap(phrase, w)
	if len(parts) > n {
		parts = append(parts[:n-1:n-1], strings.Join(parts[n-1:], " "))
	}
	lines := make([]string, n)
	for i := range lines {
		if i < len(parts) {
			lines[i] = parts[i]
		}
		lines[i] = l.Cell(lines[i], w)
	}
	if selected {
		lines[0] = l.paint(theme.Cursor, lines[0])
	}
	return lines
}

// said is row i as a phrase.
func (p *pane) said(l *look, i int) string {
	it := p.rows.item(i)
	if it.id == p.ghost.id {
		return it.name + ": " + p.ghost.why
	}
	facts := p.rows.phrase(l, i)
	switch c := p.fresh[it.id]; {
	case c&newRow != 0:
		facts[0] += ", new on the board"
	case c != 0:
		facts[0] += ", changed"
	}
	return join(", ", facts...)
}

// endsWith gives words in w cells, cut so that more follows them.
func (l *look) endsWith(words, more string, w int) string {
	return l.Cell(l.Cut(words, max(0, w-frame.Width(more)))+more, w)
}

// position says where the cursor is in a list of n.
func position(cur, n int) string {
	if n == 0 {
		return "no rows"
	}
	return fmt.Sprintf("%d of %d", cur+1, n)
}

// placeSaid is where the cursor is in a pane, and how its rows are listed. Where nobody
// can say what the rows are, it says that.
func (r *root) placeSaid(p *pane) string {
	n, of := p.rows.len(), p.rows.of()
	if of == 0 && cannotSay(r.board.data) != nil {
		return "not known"
	}
	facts := []string{position(p.cur, n)}
	if n < of {
		facts = append(facts, fmt.Sprintf("%d hidden", of-n))
	}
	if f := r.filter.shown().String(); f != "" {
		facts = append(facts, "filter: "+f)
	} else if n > 0 {
		facts = append(facts, p.order())
	}
	return join(", ", facts...)
}

// urgency is a mark as the first word of a phrase: its place in the days where that
// says it shorter.
func urgency(m board.Mark, left string) string {
	switch {
	case m == board.Today && left == "today":
		return "DUE TODAY"
	case m == board.Today && strings.HasSuffix(left, "past"):
		return "WINDOW PASSED"
	}
	return strings.ToUpper(m.Words())
}

// leftSaid is how far off a day is, where the urgency of that mark has not said so.
func leftSaid(m board.Mark, left string) string {
	inside := left == windowOpen || left == "in window"
	switch {
	case left == "—", left == "today" && m == board.Today, inside && m == board.Open:
		return ""
	case left == "today":
		return "due today"
	case inside:
		return windowOpen
	case strings.HasSuffix(left, "d") && !strings.Contains(left, " "):
		return "in " + left
	}
	return left
}

// dueSaid is the day something is due, unless it is today and that is said.
func dueSaid(l *look, due civil.Date, left string) string {
	if left == "today" {
		return ""
	}
	return label("due", dueWords(l.today, due))
}

// ownerSaid names who has it, or says that nobody does.
func ownerSaid(word, login string) string {
	if login == "" || login == "—" {
		return "no " + word
	}
	return word + " " + login
}

// heldBy is the same with the role that owes it.
func heldBy(login, role string) string {
	return join(" ", ownerSaid("owner", login), inBrackets(role))
}

func childPhrase(l *look, r *board.ChildRow) []string {
	first, mark := urgency(r.Mark, r.Left), r.Mark
	if r.Alarm != "" && r.Mark == board.Overdue {
		first = join(" ", r.Alarm, first)
	} else if r.Alarm != "" { // its mark is of the alarm, not of a day
		first, mark = r.Alarm, board.NoMarkup
	}
	return []string{join(" ", first, r.Child.String(), orWords(r.Provision.String(), "no known provision")), leftSaid(mark, r.Left), strings.TrimPrefix(r.NextStep, r.Alarm+": "),
		ownerSaid("owner", r.Owner.String()), dueSaid(l, r.Due, r.Left), orWords(r.JudgementWords, r.Judgement) + provisionally(r)}
}

func provisionally(r *board.ChildRow) string {
	if r.Provisional {
		return ", provisional"
	}
	return ""
}

func revisitPhrase(l *look, r *board.RevisitRow) []string {
	return []string{join(" ", urgency(r.Mark, r.Left), r.Provision.String()), leftSaid(r.Mark, r.Left), r.Kind,
		windowWords(l.today, r.Earliest, r.Latest), plural(r.Children, "child of ours", "children of ours")}
}

func visitPhrase(l *look, r *board.VisitRow) []string {
	return []string{join(" ", urgency(r.Mark, r.Left), r.Provision.String()), leftSaid(r.Mark, r.Left), r.Kind + " visit", r.State,
		ownerSaid("visitor", r.Visitor.String()), dueSaid(l, r.Due, r.Left)}
}

func foundPhrase(_ *look, r *board.Found) []string {
	return []string{r.Name.String(), orWords(r.JudgementWords, r.Judgement), foundState(r), oursInWords(r.Children), "URN " + r.URN,
		r.LocalAuthority.String(), r.Type, r.Owner.String()}
}

// phrase is a row of a list: how late it is, then each fact with the name of its
// column, which no place on the line gives it here. Nothing is said twice.
func (s *listScreen) phrase(_ *look, r *board.ListRow) []string {
	first, late := strings.ToUpper(r.Mark.Words()), leftSaid(r.Mark, s.cell(r, "left"))
	if n := s.cell(r, "days late"); n != "" {
		late = n + "d late"
	}
	if r.Mark == board.Today {
		first = urgency(r.Mark, s.cell(r, "left"))
	}
	facts := []string{join(" ", first, firstCell(r)), late}
	for i, head := range s.data.Columns {
		switch c, head := s.cellAt(r, i), strings.ToLower(head); {
		case i == 0, c == "—", head == "left", head == "days late", c == r.Subject, strings.EqualFold(c, first):
		case head == "what":
			facts = append(facts, c)
		default:
			facts = append(facts, label(head, c))
		}
	}
	return facts
}

func (s *listScreen) cellAt(r *board.ListRow, i int) string {
	if i < len(r.Cells) {
		return r.Cells[i]
	}
	return ""
}

// say is a row of the page as it is said: its urgency, then its facts.
func say(m board.Mark, left, what string, facts ...string) string {
	return join(", ", append([]string{join(" ", urgency(m, left), what), leftSaid(m, left)}, facts...)...)
}

// spoken is the help as it is listened to: the line that is searched by, and each
// action in a line or more. The words of the board come after the last.
func (h *help) spoken(r *root, w, height int) ([]string, point) {
	l := &r.look
	const prompt = "Search: "
	typed, x := h.search.show(l, max(1, w-len(prompt)))
	list, y := h.lines(r, w)
	last := len(list)
	list = append(list, helpLegend(l, r.data(), w)...)
	look := y
	if h.cur >= len(h.found)-1 { // what follows the last line is in sight with it
		look = min(len(list)-1, last-1+height/2)
	}
	rows, at := scrolled(l, list, look, w, height-2)
	if at -= look - y; at >= 0 && at < len(rows) && len(h.found) > 0 {
		rows[at] = l.paint(theme.Cursor, rows[at])
	}
	title := l.RuleLine(w, true, "Help", position(h.cur, len(h.found)))
	lines := append([]string{l.paint(theme.Accent, title), l.Cell(prompt+typed, w)}, rows...)
	if (h.typing || h.search.value() != "") && !h.onLine {
		return lines, point{min(w-1, len(prompt)+x), 1}
	}
	return lines, point{0, max(0, at+2)}
}

// spokenLines are a command as it is said, first whether it can be done.
func (c *command) spokenLines(l *look, w int) []string {
	switch {
	case c.why != "" && c.offer != nil:
		return l.Wrap("Not available: "+refusal(*c.offer), w)
	case c.why != "":
		return l.Wrap("Not available: "+c.words+": "+c.why, w)
	case c.offer != nil && c.offer.Two:
		return l.Wrap(c.words+", needs a second person   "+c.offer.ID, w)
	case c.offer != nil: // what it is about is in the title
		return l.Wrap(c.words+"   "+c.offer.ID, w)
	}
	return l.Wrap(c.words+"   "+c.side, w)
}
