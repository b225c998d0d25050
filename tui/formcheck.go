package tui

import (
	tea "charm.land/bubbletea/v2"

	"placewatch/domain/flow"
)

// nextOrCheck goes to the next field, and after the last to the check. On a
// field of one choice it takes the option under the cursor.
func (r *root) nextOrCheck() tea.Cmd {
	f := r.form
	f.fields[f.focus].settle()
	if f.focus < len(f.fields)-1 {
		f.focus++
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
	if r.form.offer.Class == flow.Free {
		return tea.Batch(keep, r.askDo())
	}
	return tea.Batch(keep, r.askPreview())
}

// missing lists required fields that are empty. What is signed needs its reason,
// whatever the row says (screens.md 8.9, class C).
func (f *form) missing() flow.Problems {
	var out flow.Problems
	for i := range f.fields {
		fd := &f.fields[i]
		needed := fd.Required || f.signed() && fd.Name == "reason"
		if needed && fd.value() == "" {
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
	if f.below(&r.look, r.w, r.board.plan.body) > 0 {
		r.say(note, "There is more to read before you save.")
		return f.read(r, 1)
	}
	if f.signed() && !sameWord(f.word.clean(), signWord) {
		r.say(fix, "To sign, type the word "+signWord+" and press enter. esc goes back, nothing is written.")
		return nil
	}
	return r.askDo()
}
