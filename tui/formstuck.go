package tui

import (
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/concern"
	"placewatch/domain/flow"
)

// stick shows what was typed, and why it cannot follow: nobody is sent back to the
// menu with the words out of sight.
func (r *root) stick(why string) {
	f := r.form
	f.step, f.whyStuck, f.above = stuck, why, 0
	f.clash, f.want, f.prefill, f.discarded = clash{}, "", nil, nil
	r.say(stop, f.offer.Title+" cannot follow now. Your answers are kept.")
}

// readDraft opens a draft whose row is refused, to be read.
func (r *root) readDraft(o flow.Offer, d flow.Draft) tea.Cmd {
	why := o.WhyNot
	o.Arguments = readable(o.Arguments, d.Args)
	r.form.fill(o, d.Args)
	r.stick(why)
	return nil
}

// readable are the arguments with one for each answer of a draft, so that every one
// can be read: a refused row may name none of them, or no longer offer what was chosen.
func readable(args []flow.Arg, typed map[string]string) []flow.Arg {
	args = slices.Clone(args)
	for _, name := range slices.Sorted(maps.Keys(typed)) {
		if typed[name] == "" || slices.Contains(concern.Kinds(), name) {
			continue
		}
		i := slices.IndexFunc(args, func(a flow.Arg) bool { return a.Name == name })
		if i < 0 {
			args = append(args, flow.Arg{Name: name, Label: capital(spaced(name)), Kind: flow.TextArg})
			continue
		}
		if fd := newField(args[i], typed[name], true); fd.value() != typed[name] {
			args[i].Kind, args[i].Options = flow.TextArg, nil
		}
	}
	return args
}

// factRow records what somebody says of a provision in any state (domain 3.1): the
// one row that may keep words for which there is no other place left.
const factRow = "CF1"

// fact is where the offer of a fact stands, and the words that it would keep; none
// where no such row is offered or nothing was typed.
func (f *form) fact() (at int, words string) {
	var typed []string
	for j := range f.fields {
		if fd := &f.fields[j]; fd.Kind == flow.TextArg && fd.value() != "" && fd.value() != f.fresh[fd.Name] {
			typed = append(typed, fd.value())
		}
	}
	at = slices.IndexFunc(f.offers, func(o flow.Offer) bool { return o.ID == factRow && o.Allowed })
	return at, strings.Join(typed, "; ")
}

func noFact(r *root) string {
	switch at, words := r.form.fact(); {
	case words == "":
		return "there are no words of yours in it to keep"
	case at < 0:
		return "no fact can be raised here now; esc leaves it as a draft"
	}
	return ""
}

// keepAsFact goes on with the fact, the words in it.
func (r *root) keepAsFact() tea.Cmd {
	f := r.form
	at, words := f.fact()
	f.step, f.pick, f.narrow = choosing, at, input{}
	f.want, f.prefill = offerName(f.offers[at]), map[string]string{"reason": words}
	return r.takeOffer()
}

// discardDraft throws the draft away, and pressed again brings it back.
func (r *root) discardDraft() tea.Cmd {
	f := r.form
	if d := f.discarded; d != nil {
		f.discarded = nil
		r.say(note, "The draft is kept again.")
		return r.write(keeping{Draft: *d})
	}
	d, had := r.draftOf(f.subject, f.offer)
	if !had {
		r.refuse("no draft of it is kept")
		return nil
	}
	f.discarded = &d
	r.say(note, "The draft is discarded. ctrl+n brings it back, until you leave.")
	return r.dropDraft()
}

// stuckFoot says what can be done with the words.
func (f *form) stuckFoot(l *look, w int) []string {
	var lines []string
	if at, words := f.fact(); at >= 0 && words != "" {
		lines = l.Hang("  ctrl+k  ", fitting(w-10, "keeps your words as a fact raised ("+factRow+")", "keeps your words as a fact"), w)
	}
	discard := "discards this draft"
	if f.discarded != nil {
		discard = "brings the draft back"
	}
	lines = append(lines, l.Hang("  ctrl+n  ", discard, w)...)
	return append(lines, l.Hang("  esc     ", "leaves", w)...)
}
