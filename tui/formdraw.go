package tui

import (
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/flow"
	"placewatch/tui/frame"
)

// drawn is a field as it is drawn: its lines, where its cursor stands, and how
// many cells of that line are the option that the cursor is on.
type drawn struct {
	lines  []string
	at     point
	option int
}

// labelWidth is the column of the labels; under 60 columns a label has a line of
// its own.
func labelWidth(w int) int {
	if w < 60 {
		return 0
	}
	return min(34, w*3/10)
}

// fieldWidth is what is left for the field itself.
func fieldWidth(w int) int { return max(1, w-labelWidth(w)-4) }

// draw returns the field in w cells. Only the field that has the cursor shows a
// long list of options.
func (f *field) draw(l *look, w int, focused bool) drawn {
	if l.Spoken {
		return f.spoken(l, w, focused)
	}
	lw, room := labelWidth(w), fieldWidth(w)
	name := orWords(f.Label, f.Name)
	if !f.Required && !given(f.Arg) {
		name += " (optional)"
	}
	d := f.body(l, room, focused)
	if read := f.dayRead(l, focused); read != "" {
		d.lines = append(d.lines, l.Wrap(read, room)...)
	}
	if hint := f.hint(focused); hint != "" {
		d.lines = append(d.lines, l.Wrap(hint, room)...)
	}
	sign := "  "
	if focused {
		sign = "> "
	}
	if lw == 0 {
		names := l.Wrap(name, max(1, w-2))
		for i := range names {
			names[i] = l.Cut(sign+names[i], w)
			sign = "  "
		}
		in := min(4, w-1)
		return drawn{append(names, indentAll(d.lines, in)...), point{d.at.x + in, d.at.y + len(names)}, d.option}
	}
	return drawn{besideLabel(l, sign, name, d.lines, lw), point{d.at.x + lw + 2, d.at.y}, d.option}
}

func (f *field) body(l *look, w int, focused bool) drawn {
	switch {
	case given(f.Arg):
		return drawn{l.Wrap(f.words(), w), point{}, 0}
	case !f.choosing():
		lines, at := f.drawText(l, w)
		return drawn{lines, at, 0}
	case !f.listed(l, w):
		return f.drawOptions(l, w)
	case focused:
		return f.drawList(l, w)
	}
	return drawn{l.Wrap(f.summary(), w), point{1, 0}, 0}
}

// hint says what to type; how a day is typed is said where one is asked for.
func (f *field) hint(focused bool) string {
	if f.Kind != flow.DateArg || !focused || strings.Contains(f.Hint, `"today"`) {
		return f.Hint
	}
	return join("; ", f.Hint, `type "today", "fri" or 5 3 2026`)
}

// dayRead says which day was read from what was typed, so that a slip is seen
// before it is saved. While a hand is on it, what is no day yet is not scolded.
func (f *field) dayRead(l *look, focused bool) string {
	if f.Kind != flow.DateArg || f.value() == "" {
		return ""
	}
	d, err := l.read(f.value(), l.today)
	switch {
	case err == nil:
		return "= " + d.Full()
	case focused:
		return "not a day yet"
	}
	return "not read as a day"
}

func indentAll(lines []string, by int) []string {
	out := make([]string, len(lines))
	for i, s := range lines {
		out[i] = frame.Spaces(by) + s
	}
	return out
}

// besideLabel sets the label at the left of its field, over as many lines as it needs.
func besideLabel(l *look, sign, name string, body []string, lw int) []string {
	names := l.Wrap(name, lw-1)
	out := make([]string, 0, max(len(names), len(body)))
	for i := range max(len(names), len(body)) {
		n, b := "", ""
		if i < len(names) {
			n = names[i]
		}
		if i < len(body) {
			b = body[i]
		}
		out = append(out, sign+l.Cell(n, lw)+b)
		sign = "  "
	}
	return out
}

// drawText draws the typed text between brackets.
func (f *field) drawText(l *look, w int) ([]string, point) {
	room := min(w-4, 60)
	if f.Kind == flow.DateArg || f.Kind == flow.NumberArg {
		room = min(w-4, 22)
	}
	if room < 1 {
		s, x := f.text.show(l, w)
		return []string{s}, point{x, 0}
	}
	s, x := f.text.show(l, room)
	return []string{"[ " + s + " ]"}, point{x + 2, 0}
}

// listed reports whether the options have a line each, because they do not fit
// beside each other.
func (f *field) listed(l *look, w int) bool {
	if l.Spoken { // one at a time
		return false
	}
	n := -3
	for _, o := range f.Options {
		n += 3 + frame.Width(l.Show(f.option(o)))
	}
	return n > w
}

func (f *field) option(o flow.Option) string { return f.box(o.Value) + " " + orWords(o.Words, o.Value) }

// drawOptions sets the options beside each other.
func (f *field) drawOptions(l *look, w int) drawn {
	d, line := drawn{}, ""
	for i, o := range f.Options {
		if i > 0 {
			line += "   "
		}
		s := l.Show(f.option(o))
		if i == f.options {
			d.at, d.option = point{min(frame.Width(line)+1, w-1), 0}, frame.Width(s)
		}
		line += s
	}
	d.lines = []string{line}
	return d
}

// drawList gives each option a line of its own, or as many as its words need.
func (f *field) drawList(l *look, w int) drawn {
	var d drawn
	for i, o := range f.Options {
		lines := l.Hang(f.box(o.Value)+" ", orWords(o.Words, o.Value), w)
		if i == f.options {
			d.at, d.option = point{min(1, w-1), len(d.lines)}, frame.Width(lines[0])
		}
		d.lines = append(d.lines, lines...)
	}
	return d
}

// summary is a list of options while the cursor is elsewhere.
func (f *field) summary() string {
	if words := f.words(); words != "" {
		return f.box(f.chosen[0]) + " " + words
	}
	return f.box("") + fmt.Sprintf(" %d to choose from", len(f.Options))
}

func (f *field) box(value string) string {
	mark := " "
	if slices.Contains(f.chosen, value) {
		mark = "x"
	}
	if f.many() {
		return "[" + mark + "]"
	}
	return "(" + mark + ")"
}
