package tui

import (
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/flow"
)

// aim is the selected row, the selected part of the open provision, or else the
// provision itself.
func (r *root) aim() target {
	if p := r.page; p != nil {
		if p.data == nil {
			return target{}
		}
		if row, has := p.selected(); has && row.subject != "" {
			return target{row.subject, row.child, p.name(), row.part, p.urn}
		}
		return target{subject: p.data.Subject, home: p.name(), urn: p.urn}
	}
	it, _ := r.selectedRow()
	return target{subject: it.subject, child: it.child, home: it.place, urn: it.urn}
}

// openForm asks what may follow for what is selected.
func (r *root) openForm() tea.Cmd { return r.formOn(r.aim(), "", nil) }

// formOn opens a form; with the name of an offer it goes on to its fields at once,
// and answers what is given.
func (r *root) formOn(t target, event string, args map[string]string) tea.Cmd {
	r.form = &form{target: t, want: event, prefill: args}
	return r.askOffers()
}

// openOwner opens the form that hands the most urgent duty of the row to somebody.
func (r *root) openOwner() tea.Cmd {
	t, duty := r.aim(), r.mostUrgent()
	return r.formOn(target{duty.subject, t.child, t.home, duty.what, t.urn}, reassign, nil)
}

// reassign is the row that hands a duty to somebody (domain 3.0).
const reassign = "DU1"

// subjectName is what messages call a subject: the provision that it is about,
// never a child.
func (r *root) subjectName(subject string) string {
	if p := r.page; p != nil && p.data != nil && p.data.Subject == subject {
		return p.name()
	}
	if b := r.data(); b != nil {
		for _, p := range r.board.panes {
			if name := p.rows.placeOf(subject); name != "" {
				return name
			}
		}
	}
	if strings.HasPrefix(subject, "child:") {
		return "a child's placement"
	}
	return subject
}

// answerWith fills in what was typed with the name of the transition.
func (r *root) answerWith(args map[string]string) tea.Cmd {
	f := r.form
	var strange []string
	for _, name := range slices.Sorted(maps.Keys(args)) {
		i := slices.IndexFunc(f.fields, func(fd field) bool { return fd.Name == name })
		if i < 0 {
			strange = append(strange, name)
			continue
		}
		f.fields[i] = newField(f.fields[i].Arg, args[name], true)
		if f.fields[i].value() == "" && args[name] != "" {
			f.problems = append(f.problems, flow.Problem{Arg: name, Why: "what was typed is not one of the choices"})
		}
	}
	if len(strange) > 0 {
		r.say(fix, "Not asked for here: "+strings.Join(strange, ", ")+".")
	}
	return r.noteChange()
}
