package tui

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"placewatch/domain/flow"
)

// field is one thing that a transition asks for, as it is filled in.
type field struct {
	flow.Arg
	text    input
	chosen  []string // values of the options that are ticked
	options int      // the option that the cursor is on
	moved   bool     // there since an option was chosen last
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
	f.moved = false
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

// pick takes the option of that number, or the next that begins with that letter, as
// space would with the cursor on it; it reports whether there is one.
func (f *field) pick(typed string) bool {
	at, n := -1, len(f.Options)
	if number, err := strconv.Atoi(typed); err == nil && number >= 1 && number <= n {
		at = number - 1
	}
	from := f.options
	if slices.Contains(f.chosen, f.Options[from].Value) {
		from++
	}
	for i := from; i < from+n && at < 0; i++ {
		o := f.Options[i%n]
		if first, _ := utf8.DecodeRuneInString(orWords(o.Words, o.Value)); strings.EqualFold(string(first), typed) {
			at = i % n
		}
	}
	if at < 0 {
		return false
	}
	f.options, f.moved = at, false
	if f.many() || !slices.Contains(f.chosen, f.Options[at].Value) {
		f.toggle()
	}
	return true
}

// settle takes the option under the cursor, as enter does on a choice of one, where
// a person put the cursor on it: a stray enter answers nothing.
func (f *field) settle() {
	if !f.choosing() || f.many() || !f.moved {
		return
	}
	f.moved = false
	f.chosen = []string{f.Options[f.options].Value}
}

// step moves the cursor round the options.
func (f *field) step(by int) {
	n := len(f.Options)
	f.options = ((f.options+by)%n + n) % n
	f.moved = true
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
