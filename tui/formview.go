package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/flow"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

func sameWord(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), b) }

// view draws the step that the form is at.
func (f *form) view(l *look, w, h int) ([]string, point) {
	switch f.step {
	case asking:
		return f.text(l, w, h, "Transition", "", []string{"", "   Reading what may follow…"}), point{0, min(1, h-1)}
	case choosing:
		return f.viewOffers(l, w, h)
	case detailing:
		return f.viewDetails(l, w, h)
	case checking:
		return f.viewCheck(l, w, h)
	}
	return f.viewConflict(l, w, h)
}

// text is a rule with a title over lines of text.
func (f *form) text(l *look, w, h int, title, remark string, lines []string) []string {
	out := []string{l.paint(theme.Accent, l.RuleLine(w, true, title, remark))}
	return append(out, fillText(l, lines, w, h-1)...)
}

// viewOffers lists what may follow; what may not is below, each with its reason.
func (f *form) viewOffers(l *look, w, h int) ([]string, point) {
	var lines []string
	y := 0
	allowed := 0
	for i, o := range f.offers {
		if !o.Allowed && allowed == i {
			lines = append(lines, "", "  Not available now:")
		}
		if o.Allowed {
			allowed++
		}
		if i == f.pick {
			y = len(lines)
		}
		lines = append(lines, f.offerLines(l, i, w)...)
	}
	if len(f.offers) == 0 {
		lines = []string{"", "   Nothing may follow here: the chart of the policy has no way on from this state for you."}
	}
	title := "What happened at " + f.name + "?"
	body, at := scrolled(l, wrapAll(l, lines, w), y, w, h-1)
	rule := l.paint(theme.Accent, l.RuleLine(w, true, title, "step 1 of 3: choose"))
	if at >= 0 && at < len(body) && len(f.offers) > 0 {
		body[at] = l.paint(theme.Cursor, body[at])
	}
	return append([]string{rule}, body...), point{0, at + 1}
}

func (f *form) offerLines(l *look, i, w int) []string {
	o := f.offers[i]
	lead := "    "
	if i == f.pick {
		lead = "  > "
	}
	words := titleOf(o)
	switch {
	case !o.Allowed:
		lead = lead[:2] + "- "
		if i == f.pick {
			lead = "> - "
		}
		return l.Hang(lead, refusal(o), w)
	case o.Two:
		words += "  (needs a second person)"
	}
	if o.ID != "" && w >= 60 {
		words += "  " + o.ID
	}
	return l.Hang(lead, join("  ", words, o.Source), w)
}

// refusal says why an offer cannot be taken. The desk's words mostly begin with
// the title and end with the source: nothing is said twice.
func refusal(o flow.Offer) string {
	if strings.HasPrefix(o.WhyNot, o.Title) {
		return o.WhyNot
	}
	return join("  ", o.Title+": "+o.WhyNot, o.ID, o.Source)
}

// viewDetails shows the fields, and at the bottom what is wrong with them.
func (f *form) viewDetails(l *look, w, h int) ([]string, point) {
	bottom := f.problemLines(l, w, max(2, h/3))
	var lines []string
	var at point
	option := 0
	for i := range f.fields {
		d := f.fields[i].draw(l, w, i == f.focus)
		if i == f.focus {
			at, option = point{d.at.x, len(lines) + d.at.y}, d.option
		}
		lines = append(lines, d.lines...)
	}
	if len(bottom) > h-2 {
		bottom = bottom[:max(0, h-2)]
	}
	body, y := scrolled(l, lines, at.y, w, h-1-len(bottom))
	if y >= 0 && y < len(body) && option > 0 {
		body[y] = l.marked(body[y], at.x-1, option)
	}
	out := append([]string{l.paint(theme.Accent, l.RuleLine(w, true, titleOf(f.offer), f.progress(w)))}, body...)
	return append(out, bottom...), point{at.x, y + 1}
}

// progress says how far the form is, as fully as its rule has room for.
func (f *form) progress(w int) string {
	at := fmt.Sprintf("field %d of %d", f.focus+1, len(f.fields))
	for _, s := range []string{"step 2 of 3: details, " + at + ", not saved yet", at + ", not saved yet", "not saved yet"} {
		if frame.Width(titleOf(f.offer))+frame.Width(s)+7 <= w {
			return s
		}
	}
	return ""
}

// problemLines list all that is wrong at once: what it is and how to mend it.
func (f *form) problemLines(l *look, w, most int) []string {
	n := len(f.problems)
	if f.trouble != "" {
		n++
	}
	if n == 0 {
		return nil
	}
	lines := []string{l.paint(theme.Danger, l.RuleLine(w, false, "There is a problem", fmt.Sprintf("%d to fix", n)))}
	var words []string
	for _, p := range f.problems {
		words = append(words, f.labelOf(p)+sentence(p.Why))
	}
	if f.trouble != "" {
		words = append(words, f.trouble)
	}
	for _, s := range words {
		for _, line := range l.Hang("  ", s, w) {
			lines = append(lines, l.Cell(line, w))
		}
	}
	if len(lines) > most {
		lines = append(lines[:most-1], l.Cell(fmt.Sprintf("  … %d in all; mend this one first", n), w))
	}
	return lines
}

// labelOf is how the form calls the field of a problem.
func (f *form) labelOf(p flow.Problem) string {
	for i := range f.fields {
		if f.fields[i].Name == p.Arg {
			return f.fields[i].label()
		}
	}
	return p.Arg + ": "
}

// viewCheck says what saving will do, by the same rules that will do it.
func (f *form) viewCheck(l *look, w, h int) ([]string, point) {
	lines := f.checkLines(l, w)
	f.above = max(0, min(f.above, len(lines)-(h-1)))
	remark := "step 3 of 3"
	if f.below(l, w, h) > 0 {
		remark = "more below"
	}
	out := []string{l.paint(theme.Accent, l.RuleLine(w, true, "Check: "+titleOf(f.offer), remark))}
	for _, s := range lines[min(f.above, len(lines)):] {
		out = append(out, l.Cell(s, w))
	}
	at := point{0, 1}
	if y := len(lines) - f.above; y < h {
		at.y = y
		if f.signed() {
			_, x := f.word.show(l, signRoom(w))
			at.x = min(x+4, w-1)
		}
	}
	return out, at
}

// checkLines are the effects, and last the line where it is signed or saved.
func (f *form) checkLines(l *look, w int) []string {
	lines := l.Wrap("  This will", w)
	if f.offer.Two {
		lines = l.Indent("  ", "This will be proposed; a second person must confirm it. Then it will", w)
	}
	if f.preview != nil {
		lines = append(lines, verbLines(l, byVerb(f.preview.Lines), w)...)
	}
	for i := range f.fields {
		if v := f.fields[i].words(); v != "" && f.preview != nil && len(f.preview.Lines) == 0 {
			lines = append(lines, l.Hang("    "+f.fields[i].label(), v, w)...)
		}
	}
	lines = append(lines, "")
	if !f.signed() {
		return append(lines, l.Indent("  ", "Press enter to save, or esc to go back and change something.", w)...)
	}
	s, _ := f.word.show(l, signRoom(w))
	lines = append(lines, l.Indent("  ", "Signing cannot be undone. Type the word "+signWord+", then press enter.", w)...)
	return append(lines, "  [ "+s+" ]")
}

func signRoom(w int) int { return max(1, min(12, w-8)) }

// below counts the lines of the check that are still out of sight.
func (f *form) below(l *look, w, h int) int { return len(f.checkLines(l, w)) - f.above - (h - 1) }

// read moves through a check that is longer than the window.
func (f *form) read(r *root, by int) tea.Cmd {
	h := r.board.plan.body
	f.above = max(0, min(f.above+by*max(1, h-2), f.above+f.below(&r.look, r.w, h)))
	return nil
}

func nothingBelow(r *root) string {
	if r.form == nil || r.form.below(&r.look, r.w, r.board.plan.body) <= 0 {
		return "all of it is in sight"
	}
	return ""
}

func nothingAbove(r *root) string {
	if r.form == nil || r.form.above == 0 {
		return "this is the top"
	}
	return ""
}

// byVerb groups the lines by their verb, in the order in which the verbs came.
func byVerb(lines []flow.Line) []flow.Line {
	var order []string
	groups := map[string][]flow.Line{}
	for _, line := range lines {
		if groups[line.Verb] == nil {
			order = append(order, line.Verb)
		}
		groups[line.Verb] = append(groups[line.Verb], line)
	}
	out := make([]flow.Line, 0, len(lines))
	for _, v := range order {
		out = append(out, groups[v]...)
	}
	return out
}

// titleOf is an offer as a screen names it: with the part, and the child, it is for.
// Messages say its title alone, which names no child.
func titleOf(o flow.Offer) string { return join(" ", o.Title, inBrackets(o.About)) }
