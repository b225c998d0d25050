package tui

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"placewatch/domain/board"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// foundKind says how a provision that was found is listed.
func foundKind() *kind[board.Found] {
	type row = board.Found
	return &kind[row]{
		columns: []column[row]{
			{"Provision", 16, 20, 40, 99, func(_ *look, r *row) string { return r.Name.String() }, plain},
			{"URN", 8, 8, 8, 70, func(_ *look, r *row) string { return r.URN }, below},
			{"Type", 16, 24, 34, 10, func(_ *look, r *row) string { return r.Type }, below | extra},
			{"Judged", 13, 13, 14, 90, func(_ *look, r *row) string { return r.Judgement }, plain},
			{"Council area", 12, 12, 28, 40, func(_ *look, r *row) string { return orDash(r.LocalAuthority.String()) }, below},
			{"Owner", 16, 24, 40, 5, func(_ *look, r *row) string { return r.Owner.String() }, below | extra},
			{"Ours", 4, 4, 4, 80, func(_ *look, r *row) string { return oursThere(r.Children) }, right | below},
			{"State", 8, 15, 26, 85, func(_ *look, r *row) string { return foundState(r) }, plain},
		},
		second: func(l *look, r *row, w int) string {
			facts := join("  ", r.URN, oursInWords(r.Children))
			if w < 50 { // there is no room for it in the first line
				facts = join("  ", foundState(r), facts)
			}
			if area := r.LocalAuthority.String(); frame.Width(facts)+frame.Width(area)+2 <= w {
				facts = join("  ", facts, area)
			}
			return l.Cell(facts, w)
		},
		detail: foundDetail, phrase: foundPhrase,
	}
}

// oursThere counts our children; where nobody can say, it says so.
func oursThere(n int) string {
	if n == board.NotCounted {
		return "?"
	}
	return strconv.Itoa(n)
}

func oursInWords(n int) string {
	switch n {
	case board.NotCounted:
		return "our children not known"
	case 0:
		return "none of ours"
	}
	return fmt.Sprintf("%d of ours", n)
}

// foundState is what must not be missed, in words.
func foundState(r *board.Found) string {
	var facts []string
	if r.Registration != "" {
		facts = append(facts, r.Registration)
	}
	if how, _, held := strings.Cut(r.Held, " "); held {
		facts = append(facts, how)
	}
	if r.Concern {
		facts = append(facts, "concern")
	}
	return join(", ", facts...)
}

func foundDetail(l *look, r *board.Found, w int) []string {
	concerned := "no concern open"
	if r.Concern {
		concerned = "a concern is open"
	}
	out := l.Wrap(join("   ", r.Name.String(), "URN "+r.URN, r.Type, label("registration", r.Registration)), w)
	out = append(out, l.Wrap(join("   ", capital(r.JudgementWords), r.Held, concerned, "our children there: "+childrenThere(r.Children)), w)...)
	return append(out, l.Wrap(join("   ", label("Council area:", r.LocalAuthority.String()), label("Owner:", r.Owner.String())), w)...)
}

func childrenThere(n int) string {
	switch n {
	case board.NotCounted:
		return "not known, no placements were read in"
	case 0:
		return "none known"
	}
	return strconv.Itoa(n)
}

const findPrompt = "Find: "

// parts say how h lines are shared: the heads of the columns, the line that tells
// of more, the provision in full at the foot.
func (f *finder) parts(w, h int) (head, more, foot int) {
	if h >= 8 && w >= 80 && !f.spoken {
		head = 1
	}
	if f.more > 0 && h >= 4 {
		more = 1
	}
	if h >= 16 && !f.spoken {
		foot = 5
	}
	return head, more, foot
}

// rowLines is how many lines a row takes.
func rowLines(w, h int) int {
	if w < 80 && h >= 5 {
		return 2
	}
	return 1
}

func (f *finder) resize(w, h int) {
	f.w, f.h = w, h
	head, more, foot := f.parts(w, h)
	f.rows.inTwo(rowLines(w, h) == 2)
	f.visible = max(0, h-2-head-more-foot) / rowLines(w, h)
	f.settle()
}

// view draws the line and the list under it.
func (f *finder) view(r *root, w, h int) ([]string, point) {
	l := &r.look
	head, more, foot := f.parts(w, h)
	prompt := findPrompt
	if w < 20 {
		prompt = ""
	}
	typed, x := f.text.show(l, w-len(prompt))
	lines := []string{l.paint(theme.Accent, l.RuleLine(w, true, f.title(), f.remark())), l.Cell(prompt+typed, w)}
	at := point{len(prompt) + x, 1}
	if h == 1 {
		lines, at.y = lines[1:], 0
	}
	if head > 0 && f.rows.len() > 0 {
		lines = append(lines, l.Cell("  "+f.rows.head(l, w-2), w))
	}
	room := h - len(lines) - more - foot
	if f.rows.len() == 0 {
		lines = append(lines, f.nothing(r, w, h-len(lines))...)
		return lines, at
	}
	if f.onRow {
		at = point{0, len(lines) + (f.cur-f.first)*rowLines(w, h)}
	}
	lines = append(lines, frame.Fill(f.list(l, w, h), w, room)...)
	if more > 0 {
		lines = append(lines, l.Cell(l.Say(fmt.Sprintf("  %d more: type more", f.more)), w))
	}
	return append(lines, f.foot(l, w, foot)...), at
}

// title says which provisions are listed while nothing is typed.
func (f *finder) title() string {
	switch {
	case f.words != "" || f.rows.len() == 0:
		return "Find a provision"
	case f.w < 50:
		return "With our children"
	}
	return "Find a provision: those with our children"
}

// remark says which of the rows are seen.
func (f *finder) remark() string {
	switch n := f.rows.len(); {
	case n == 0:
		return ""
	case f.spoken && f.onRow:
		return position(f.cur, n+f.more)
	case n > f.visible && f.visible > 0:
		return fmt.Sprintf("%d-%d of %d", f.first+1, min(n, f.first+f.visible), n+f.more)
	default:
		return plural(n+f.more, "provision", "provisions")
	}
}

func (f *finder) list(l *look, w, h int) []string {
	var lines []string
	for i := f.first; i < min(f.rows.len(), f.first+f.visible); i++ {
		if l.Spoken {
			lines = append(lines, l.inLines(join(", ", f.rows.phrase(l, i)...), rowLines(w, h), w, i == f.cur)...)
			continue
		}
		lines = append(lines, f.line(l, i, w))
		if rowLines(w, h) == 2 {
			lines = append(lines, l.Cell("    "+f.rows.second(l, i, max(0, w-4)), w))
		}
	}
	return lines
}

func (f *finder) line(l *look, i, w int) string {
	if w < 6 {
		return l.Cell(f.rows.shown[i].Name.String(), w)
	}
	cells := f.rows.cells(l, i, w-2)
	if i != f.cur {
		return "  " + cells
	}
	head := ansi.Truncate(cells, f.rows.named(l, w-2), "")
	return l.paint(theme.Cursor, "> "+head) + cells[len(head):]
}

// foot is the provision under the cursor in full.
func (f *finder) foot(l *look, w, h int) []string {
	if h == 0 {
		return nil
	}
	return append([]string{l.RuleLine(w, false, "", "")}, fillText(l, foundDetail(l, f.selected(), w), w, h-1)...)
}

// nothing says why the list is empty. "None" is said only where there is a list
// that was looked through.
func (f *finder) nothing(r *root, w, h int) []string {
	var lines []string
	if h > 4 {
		lines = append(lines, "")
	}
	for _, s := range f.why(r) {
		lines = append(lines, r.look.Indent(frame.Spaces(min(3, w/8)), s, w)...)
	}
	return fillText(&r.look, lines, w, h)
}

func (f *finder) why(r *root) []string {
	b := r.data()
	const forChild = "Only provisions are found here; for a child use / on the board."
	switch {
	case f.failed != "":
		return []string{"CANNOT SAY. " + f.failed, "enter tries again."}
	case !f.read:
		return []string{"Looking…"}
	case b.OfstedOn.IsZero():
		return []string{"CANNOT SAY. Provisions come from Ofsted's list, and none has been imported yet.",
			"Press esc, leave with q and run: placewatch import ofsted FILE."}
	case f.words != "":
		return []string{fmt.Sprintf("No provision matches  %s .", f.words), sentence("Provisions come from Ofsted's list: last read in on " + b.OfstedOn.Long()), forChild}
	case b.PlacementsOn.IsZero():
		return []string{"Type a name, a URN, a council area or an owner.",
			"CANNOT SAY where our children live: no placements have been imported yet."}
	}
	return []string{"Type a name, a URN, a council area or an owner.",
		"No open placement of ours is at a provision that Ofsted's list knows.", forChild}
}
