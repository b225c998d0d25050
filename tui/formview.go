package tui

import (
	"fmt"
	"strings"

	"placewatch/domain/flow"
	"placewatch/tui/theme"
)

func sameWord(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), b) }

// view draws the step that the form is at.
func (f *form) view(l *look, w, h int) ([]string, point) {
	switch f.step {
	case asking:
		lines := []string{f.rule(l, w, "What happened at ", "?"), l.Cell("", w), l.Cell(l.Say("   Reading what may follow…"), w)}
		return lines, point{0, min(1, h-1)}
	case choosing:
		return f.viewOffers(l, w, h)
	case detailing:
		return f.viewDetails(l, w, h)
	case checking, stuck:
		return f.viewCheck(l, w, h)
	}
	return f.viewConflict(l, w, h)
}

// text is a rule with a title over lines of text.
func (f *form) text(l *look, w, h int, title, remark string, lines []string) []string {
	out := []string{l.paint(theme.Accent, l.RuleLine(w, true, title, remark))}
	return append(out, fillText(l, lines, w, h-1)...)
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
	switch {
	case y < 0 || y >= len(body):
	case l.Spoken:
		body[y] = l.paint(theme.Cursor, body[y])
	case option > 0:
		body[y] = l.marked(body[y], at.x-1, option)
	}
	out := append([]string{f.rule(l, w, "", ": "+f.offer.Title, f.progress(l)...)}, body...)
	return append(out, bottom...), point{at.x, y + 1}
}

// progress says how far the form is, more and less fully.
func (f *form) progress(l *look) []string {
	n, of := f.asked()
	at, step := fmt.Sprintf("field %d of %d", n, of), "step 2"+f.steps()
	if l.Spoken {
		return []string{at + ", " + step + ", not saved yet", at + ", not saved yet", at}
	}
	return []string{step + ": details, " + at + ", not saved yet", step + ", " + at + ", not saved yet", step + ", not saved yet", step}
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
		lines = append(lines[:most-1], l.Cell(l.Say(fmt.Sprintf("  … %d in all; mend this one first", n)), w))
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
