package tui

import (
	"slices"
	"strings"

	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// spoken is the field as it is listened to: its name and what it holds in one line,
// where the cursor is. Of options the one that the arrows are on is said.
func (f *field) spoken(l *look, w int, focused bool) drawn {
	name := f.label()
	if !f.Required && !given(f.Arg) {
		name = strings.TrimRight(name, ": ") + ", optional: "
	}
	var d drawn
	switch {
	case given(f.Arg):
		d.lines = l.Wrap(name+f.words(), w)
	case f.choosing():
		d.lines = l.Wrap(name+f.optionSaid(focused), w)
	default:
		prompt := name
		if room := w - 14; frame.Width(prompt) > room {
			d.lines = l.Wrap(name, w)
			prompt = ""
		}
		s, x := f.text.show(l, w-frame.Width(prompt))
		d.at = point{frame.Width(prompt) + x, len(d.lines)}
		d.lines = append(d.lines, prompt+s)
		if read := f.dayRead(l, focused); strings.HasPrefix(read, "=") || read != "" && !focused {
			d.lines = append(d.lines, l.Wrap(strings.Replace(read, "=", "that is", 1), w)...)
		}
	}
	if f.Hint != "" {
		d.lines = append(d.lines, l.Wrap(f.Hint, w)...)
	}
	return d
}

// optionSaid is the option under the cursor, whether it is chosen and how many there
// are; and what else is chosen. Without the cursor it is what is chosen.
func (f *field) optionSaid(focused bool) string {
	chosen := f.words()
	if !focused {
		return orWords(chosen, "nothing chosen")
	}
	o := f.Options[f.options]
	s, words := position(f.options, len(f.Options)), orWords(o.Words, o.Value)
	switch {
	case slices.Contains(f.chosen, o.Value) && chosen == words:
		return words + ", chosen, " + s
	case chosen == "":
		return words + ", not chosen, " + s
	}
	return words + ", " + s + ", chosen: " + chosen
}

// spokenRule is the title of a step with where the cursor is. Short of room what it is
// about gives way, which the header says; what is done, and the place, never do.
func (f *form) spokenRule(l *look, w int, before, after string, remarks []string) string {
	t := f.on()
	short := strings.TrimPrefix(after, ": ")
	if short == "?" {
		short = "What happened?"
	}
	remark := ""
	for _, title := range []string{before + t.words() + after, join(", ", short, t.part), short} {
		for _, remark = range remarks {
			if line := l.Say(title + "   " + remark); frame.Width(line) <= w {
				return l.paint(theme.Accent, l.Cell(line, w))
			}
		}
	}
	return l.paint(theme.Accent, l.endsWith(short, ", "+remark, w))
}
