package tui

import (
	tea "charm.land/bubbletea/v2"

	"placewatch/domain/flow"
	"placewatch/tui/frame"
)

// nextOrCheck goes to the next field, and after the last to the check. On a
// field of one choice it takes the option that the cursor was put on.
func (r *root) nextOrCheck() tea.Cmd {
	f := r.form
	f.fields[f.focus].settle()
	if next := f.next(f.focus); next >= 0 {
		f.focus = next
		return nil
	}
	return r.check()
}

// check looks at what is plainly missing, then asks the desk what would happen.
func (r *root) check() tea.Cmd {
	keep := r.keepDraft()
	if missing := r.form.missing(); len(missing) > 0 {
		r.mend(missing, "")
		return keep
	}
	if r.form.free() {
		return tea.Batch(keep, r.askDo())
	}
	return tea.Batch(keep, r.askPreview())
}

// missing lists required fields that are empty.
func (f *form) missing() flow.Problems {
	var out flow.Problems
	for i := range f.fields {
		if fd := &f.fields[i]; fd.Required && fd.value() == "" {
			out = append(out, flow.Problem{Arg: fd.Name, Why: askFor(fd)})
		}
	}
	return out
}

func askFor(fd *field) string {
	switch {
	case fd.many():
		return "choose at least one"
	case fd.choosing():
		return "choose one of them"
	case fd.Kind == flow.DateArg:
		return `enter a day, such as "today" or 5 3 2026`
	}
	return "enter something; it cannot be left empty"
}

// save does what was checked, after the word where it is signed.
func (r *root) save() tea.Cmd {
	f := r.form
	if f.busy {
		r.refuse(beingSaved)
		return nil
	}
	if f.signed() && !sameWord(f.word.clean(), signWord) {
		r.say(fix, "To sign, type the word "+signWord+" and press enter. esc goes back, nothing is written.")
		return nil
	}
	return r.askDo()
}

// viewCheck says what saving will do, by the same rules that will do it. What to
// press stays in sight however long that is.
func (f *form) viewCheck(l *look, w, h int) ([]string, point) {
	lines, foot := f.checkLines(l, w), f.checkFoot(l, w)
	room := checkRoom(foot, h)
	f.above = max(0, min(f.above, len(lines)-room))
	title := f.rule(l, w, "Check: ", ": "+f.offer.Title, "step 3 of 3")
	if f.step == stuck {
		title = f.rule(l, w, "", ": "+f.offer.Title, "cannot follow now")
	}
	out := []string{title}
	for _, s := range lines[f.above:min(len(lines), f.above+room)] {
		out = append(out, l.Cell(s, w))
	}
	out = append(out, l.Cell(l.Say(moreOf(f.above, len(lines)-f.above-room)), w))
	at := point{0, len(out)}
	if l.Spoken && h > 1 { // what is about to be saved is read first
		at.y = 1
	}
	for _, s := range foot {
		out = append(out, l.Cell(s, w))
	}
	if f.step == checking && f.signed() {
		_, x := f.word.show(l, signRoom(w))
		in := 4
		if l.Spoken {
			in = len(wordPrompt)
		}
		at = point{min(x+in, w-1), len(out) - 1}
	}
	if over := len(out) - h; over > 0 { // a window this low has no room for more than the foot
		out, at.y = out[over:], max(0, at.y-over)
	}
	return out, at
}

// moreOf says how much of the check is out of sight, and how it is reached.
func moreOf(above, below int) string {
	switch {
	case below > 0:
		return "  " + plural(below, "more line", "more lines") + " below, PgDn"
	case above > 0:
		return "  " + plural(above, "line", "lines") + " above, PgUp"
	}
	return ""
}

// checkRoom is how many lines of the check are in sight between its title and the
// line that counts the rest.
func checkRoom(foot []string, h int) int { return max(0, h-2-len(foot)) }

// checkLines are all answers, what is signed, and then what they will do. Where
// nothing can follow they are why, and the answers.
func (f *form) checkLines(l *look, w int) []string {
	lines := f.answerLines(l, w)
	if f.step == stuck {
		return append(l.Indent("  ", capital(sentence(f.whyStuck)), w), lines...)
	}
	lines = append(lines, f.evidence.lines(l, w)...)
	will := "This will"
	if f.offer.Two {
		will = "This will be proposed; a second person must confirm it. Then it will"
	}
	lines = append(lines, l.Indent("  ", will, w)...)
	return append(lines, verbLines(l, append(f.preview.Lines[:len(f.preview.Lines):len(f.preview.Lines)], f.entry()), w)...)
}

// answerLines are all answers, typed or given, in full.
func (f *form) answerLines(l *look, w int) []string {
	var lines []string
	for i := range f.fields {
		if said := f.fields[i].said(l); said != "" {
			lines = append(lines, l.Hang("    "+f.fields[i].label(), said, w)...)
		}
	}
	if len(lines) > 0 {
		lines = append([]string{l.Cell(l.Say("  Your answers"), w)}, lines...)
	}
	return lines
}

// entry is what is written of it: one entry of the journal, and one for each row
// that follows of itself.
func (f *form) entry() flow.Line {
	n := 1
	for _, line := range f.preview.Lines {
		if line.Verb == "then" {
			n++
		}
	}
	return flow.Line{Verb: "write", What: plural(n, "journal entry", "journal entries") + ", " + f.signer}
}

// checkFoot says what to press, in as many words as a line has room for.
func (f *form) checkFoot(l *look, w int) []string {
	if f.step == stuck {
		return f.stuckFoot(l, w)
	}
	if !f.signed() {
		return l.Indent("  ", fitting(w-2, "Press enter to save, or esc to go back and change something.", "Press enter to save, or esc to go back.", "enter saves, esc goes back"), w)
	}
	s, _ := f.word.show(l, signRoom(w))
	lines := l.Indent("  ", fitting(w-2, "Signing cannot be undone. Type the word "+signWord+", then press enter.",
		"It cannot be undone. Type "+signWord+", then press enter.", "Type "+signWord+", then press enter."), w)
	if l.Spoken {
		return append(lines, wordPrompt+s)
	}
	return append(lines, "  [ "+s+" ]")
}

// wordPrompt stands before the word that is typed to sign, where it is listened to.
const wordPrompt = "Word: "

// fitting is the first of the forms that fits in w cells, or the last.
func fitting(w int, forms ...string) string {
	for _, s := range forms {
		if frame.Width(s) <= w {
			return s
		}
	}
	return forms[len(forms)-1]
}

func signRoom(w int) int { return max(1, min(12, w-8)) }

// below counts the lines of the check that are still out of sight.
func (f *form) below(l *look, w, h int) int {
	return len(f.checkLines(l, w)) - f.above - checkRoom(f.checkFoot(l, w), h)
}

// read moves through a check that is longer than the window.
func (f *form) read(r *root, by int) tea.Cmd {
	h := r.board.plan.body
	page := max(1, checkRoom(f.checkFoot(&r.look, r.w), h)-1)
	f.above = max(0, min(f.above+by*page, f.above+f.below(&r.look, r.w, h)))
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
