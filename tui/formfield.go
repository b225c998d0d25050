package tui

import (
	"slices"
	"strings"

	"placewatch/domain/flow"
	"placewatch/tui/frame"
)

// field is one thing that a transition asks for, as it is filled in.
type field struct {
	flow.Arg
	text    input
	chosen  []string // values of the options that are ticked
	options int      // the option that the cursor is on
}

// newField starts with what was typed before, else with the default.
func newField(a flow.Arg, before string, had bool) field {
	f := field{Arg: a}
	value := a.Default
	if had {
		value = before
	}
	if !f.choosing() {
		f.text.set(value)
		f.text.at = len(f.text.signs)
		return f
	}
	for v := range strings.SplitSeq(value, ",") {
		if v = strings.TrimSpace(v); v != "" && f.index(v) >= 0 {
			f.chosen = append(f.chosen, v)
		}
	}
	if len(f.chosen) > 0 {
		f.options = f.index(f.chosen[0])
	}
	return f
}

// choosing reports whether the field is ticked rather than typed.
func (f *field) choosing() bool {
	switch f.Kind {
	case flow.ChoiceArg, flow.ManyArg, flow.ChildArg, flow.ChildrenArg:
		return len(f.Options) > 0
	}
	return false
}

// many reports whether several options may be ticked.
func (f *field) many() bool { return f.Kind == flow.ManyArg || f.Kind == flow.ChildrenArg }

func (f *field) index(value string) int {
	return slices.IndexFunc(f.Options, func(o flow.Option) bool { return o.Value == value })
}

// toggle ticks the option under the cursor, or takes its tick away.
func (f *field) toggle() {
	v := f.Options[f.options].Value
	at := slices.Index(f.chosen, v)
	switch {
	case at >= 0 && (f.many() || !f.Required):
		f.chosen = slices.Delete(f.chosen, at, at+1)
	case f.many():
		f.chosen = append(f.chosen, v)
	default:
		f.chosen = []string{v}
	}
}

// value is the field as the desk reads it.
func (f *field) value() string {
	if !f.choosing() {
		return f.text.clean()
	}
	var out []string
	for _, o := range f.Options {
		if slices.Contains(f.chosen, o.Value) {
			out = append(out, o.Value)
		}
	}
	return strings.Join(out, ",")
}

// words is the field as a person reads it.
func (f *field) words() string {
	if !f.choosing() {
		return f.text.clean()
	}
	var out []string
	for _, o := range f.Options {
		if slices.Contains(f.chosen, o.Value) {
			out = append(out, orWords(o.Words, o.Value))
		}
	}
	return strings.Join(out, ", ")
}

// label is the field's name as far as what is said of it.
func (f *field) label() string {
	name := orWords(f.Label, f.Name)
	if strings.HasSuffix(name, "?") {
		return name + " "
	}
	return name + ": "
}

// labelWidth is the column of the labels; under 60 columns a label has a line of
// its own.
func labelWidth(w int) int {
	if w < 60 {
		return 0
	}
	return min(34, w*3/10)
}

// draw returns the lines of the field and where its cursor is.
func (f *field) draw(l *look, w int) ([]string, point) {
	lw := labelWidth(w)
	name := orWords(f.Label, f.Name)
	if !f.Required {
		name += " (optional)"
	}
	var body []string
	var at point
	if f.choosing() {
		body, at = f.drawOptions(l, max(1, w-lw-4))
	} else {
		body, at = f.drawText(l, max(1, w-lw-4))
	}
	if f.Hint != "" {
		body = append(body, l.Wrap(f.Hint, max(1, w-lw-4))...)
	}
	if lw == 0 {
		lines := append(l.Wrap(name, w), indentAll(body, min(2, w-1))...)
		return lines, point{at.x + min(2, w-1), at.y + len(lines) - len(body)}
	}
	return besideLabel(l, name, body, lw), point{at.x + lw + 2, at.y}
}

func indentAll(lines []string, by int) []string {
	out := make([]string, len(lines))
	for i, s := range lines {
		out[i] = frame.Spaces(by) + s
	}
	return out
}

// besideLabel sets the label at the left of its field, over as many lines as it needs.
func besideLabel(l *look, name string, body []string, lw int) []string {
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
		out = append(out, "  "+l.Cell(n, lw)+b)
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

// drawOptions sets the options beside each other, in as many lines as they need.
func (f *field) drawOptions(l *look, w int) ([]string, point) {
	lines, at := []string{""}, point{}
	for i, o := range f.Options {
		s := l.Cut(f.box(o.Value)+" "+orWords(o.Words, o.Value), w)
		last := lines[len(lines)-1]
		switch {
		case last == "":
			lines[len(lines)-1] = s
		case frame.Width(last)+3+frame.Width(s) <= w:
			lines[len(lines)-1] = last + "   " + s
		default:
			lines = append(lines, s)
		}
		if i == f.options {
			at = point{frame.Width(lines[len(lines)-1]) - frame.Width(s) + 1, len(lines) - 1}
		}
	}
	at.x = min(at.x, w-1)
	return lines, at
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
