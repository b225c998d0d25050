package tui

import (
	"maps"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/flow"
	"placewatch/tui/action"
)

// step is how far a transition is: chosen, filled in, checked.
type step int

const (
	asking    step = iota // the desk is asked what may follow
	choosing              // which transition
	detailing             // its fields
	checking              // what it will do
	conflict              // someone else changed the record first
	stuck                 // it can follow no more; what was typed is there to be read
)

// form takes one transition through its steps. Nothing that happens outside
// changes what was typed in it.
type form struct {
	target
	step      step
	busy      bool // a request is under way; its answer carries ask
	saving    bool // the request writes: it is waited for, whatever is pressed
	ask       int  // the newest request, so that older answers are dropped
	key       string
	offers    []flow.Offer
	version   int64
	pick      int   // of offers
	narrow    input // words that the offers must hold to be shown
	narrowing bool
	offer     flow.Offer
	fields    []field
	focus     int
	problems  flow.Problems
	trouble   string // what is wrong with no one field
	preview   *flow.Preview
	signer    string            // who writes it, by which policy
	word      input             // typed to sign
	above     int               // lines of the check above the window
	fresh     map[string]string // the answers of the form itself
	last      map[string]string // those that were there after the last key
	aside     map[string]string // those put aside to start anew
	clash     clash
	evidence  *evidence         // what is signed
	whyStuck  string            // why it cannot follow
	discarded *flow.Draft       // the draft that was thrown away, to bring it back
	want      string            // the offer to take at once, as offerName names it
	prefill   map[string]string // and what to answer in it
	resume    string            // offer to go on with after reading the record again
}

// signWord is typed to sign.
const signWord = "sign"

type (
	offersMsg struct {
		ask     int
		offers  []flow.Offer
		version int64
		kept    draftsMsg
		key     string
		err     error
	}
	previewMsg struct {
		ask     int
		preview *flow.Preview
		about   *evidence
		err     error
	}
	doneMsg struct {
		ask     int
		receipt *flow.Receipt
		until   time.Time // it can be undone; none where it cannot
		err     error
	}
)

func (f *form) scopes(l *look, w int) []action.Scope {
	switch f.step {
	case detailing:
		last := inChecked
		if f.free() {
			last = inSaved
		}
		switch {
		case len(f.fields) == 0 || !f.fields[f.focus].choosing() || given(f.fields[f.focus].Arg):
			return []action.Scope{inDetails, last}
		case f.fields[f.focus].listed(l, fieldWidth(w)):
			return []action.Scope{inList, inOptions, inDetails, last}
		}
		return []action.Scope{inOptions, inDetails, last}
	case checking:
		if f.signed() {
			return []action.Scope{inCheck, inRead, inSign}
		}
		return []action.Scope{inCheck, inRead, inSave}
	case conflict:
		switch {
		case f.clash.giving:
			return []action.Scope{inWhy, inConflict}
		case len(f.clash.both) > 0:
			return []action.Scope{inClash, inConflict}
		}
		return []action.Scope{inConflict}
	case stuck:
		return []action.Scope{inStuck, inRead}
	}
	if f.narrowing {
		return []action.Scope{inNarrow}
	}
	return []action.Scope{inOffers}
}

// field is the text field with the cursor.
func (f *form) field() *input {
	switch {
	case f.step == detailing && len(f.fields) > 0 && !f.fields[f.focus].choosing():
		return &f.fields[f.focus].text
	case f.step == checking && f.signed():
		return &f.word
	case f.step == conflict && f.clash.giving:
		return &f.clash.why
	case f.step == choosing && f.narrowing:
		return &f.narrow
	}
	return nil
}

func (f *form) signed() bool { return f.offer.Class == flow.Signed }

// free reports whether it is saved without a check.
func (f *form) free() bool { return f.offer.Class == flow.Free }

// saves is what ctrl+s does here, as a message says it.
func (f *form) saves() string {
	if f.free() {
		return "saves"
	}
	return "checks"
}

// takeOffer goes on with the transition under the cursor, or says why not.
func (r *root) takeOffer() tea.Cmd {
	f := r.form
	switch {
	case f.step == asking:
		r.refuse("still reading what may follow")
		return nil
	case len(f.offers) == 0:
		r.refuse("nothing may follow here")
		return nil
	case len(f.shown()) == 0:
		r.refuse("nothing that may follow here is called that; esc clears the search")
		return nil
	}
	o := f.offers[f.pick]
	draft, had := r.draftOf(f.subject, o)
	if !o.Allowed && had {
		return r.readDraft(o, draft)
	}
	if !o.Allowed {
		r.refuse(o.Title + " is not available: " + o.WhyNot)
		return nil
	}
	var prefill map[string]string
	if f.want == offerName(o) {
		prefill = f.prefill
	}
	f.want, f.prefill = "", nil
	if len(prefill) > 0 { // what was typed now is never mixed with what was typed before
		f.fill(o, nil)
		f.aside = draft.Args
	} else {
		f.fill(o, draft.Args)
	}
	switch {
	case len(o.Arguments) > 0:
		f.step = detailing
		if had {
			r.restored(draft)
		}
		return r.answerWith(prefill)
	case o.Class == flow.Free:
		return r.askDo()
	}
	return r.askPreview()
}

// fill makes the fields of an offer, with the answers of a draft where there is one.
func (f *form) fill(o flow.Offer, draft map[string]string) {
	f.offer, f.focus, f.problems, f.trouble = o, 0, nil, ""
	f.preview, f.word, f.aside, f.evidence = nil, input{}, nil, nil
	f.fields = nil
	for _, a := range o.Arguments {
		if f.signed() && a.Name == "reason" { // whatever the row says (screens.md 8.9, class C)
			a.Required = true
		}
		f.fields = append(f.fields, newField(a, "", false))
	}
	f.fresh = f.args(false)
	for i := range f.fields {
		if before, had := draft[f.fields[i].Name]; had && !given(f.fields[i].Arg) {
			f.fields[i] = newField(f.fields[i].Arg, before, true)
		}
	}
	f.focus = max(0, f.next(-1))
	f.last = f.args(false)
}

// next is the field after i that is to be answered; -1 where none is.
func (f *form) next(i int) int {
	for i++; i < len(f.fields); i++ {
		if !given(f.fields[i].Arg) {
			return i
		}
	}
	return -1
}

// asked counts the fields that are to be answered, and those up to the cursor's.
func (f *form) asked() (at, of int) {
	for i := range f.fields {
		if !given(f.fields[i].Arg) {
			of++
			if i <= f.focus {
				at++
			}
		}
	}
	return at, of
}

// args are the answers; without empty ones as the desk takes them.
func (f *form) args(given bool) map[string]string {
	out := map[string]string{}
	for i := range f.fields {
		if v := f.fields[i].value(); v != "" || !given {
			out[f.fields[i].Name] = v
		}
	}
	return out
}

func (f *form) command() flow.Command {
	event := f.offer.Event
	if event == "" {
		event = f.offer.ID
	}
	return flow.Command{Subject: f.subject, Event: event, Args: f.args(true), Version: f.version, Key: f.key}
}

func (r *root) leaveForm() tea.Cmd {
	if r.form.saving {
		r.refuse(beingSaved)
		return nil
	}
	r.closeForm()
	return nil
}

const beingSaved = "it is being saved; wait for the answer"

func (r *root) closeForm() { r.form = nil }

func (r *root) leaveDetails() tea.Cmd {
	keep := r.keepDraft()
	r.form.step = choosing
	if maps.Equal(r.form.args(false), r.form.fresh) {
		r.say(note, "Nothing was written.")
	} else {
		r.say(note, "Nothing was written. What you typed is kept for when you come back to it.")
	}
	return keep
}

// leaveCheck goes back to change something.
func (r *root) leaveCheck() tea.Cmd {
	f := r.form
	if f.saving {
		r.refuse(beingSaved)
		return nil
	}
	f.ask++ // an answer that is still to come is not waited for
	f.busy = false
	r.messages.clearWait()
	f.step = detailing
	if len(f.fields) == 0 {
		f.step = choosing
	}
	return nil
}

// moveField goes round the fields.
func (r *root) moveField(by int) tea.Cmd {
	f := r.form
	n := len(f.fields)
	if _, asked := f.asked(); asked == 1 {
		r.refuse("this is the only field; ctrl+s " + f.saves())
	}
	for range n {
		f.focus = ((f.focus+by)%n + n) % n
		if !given(f.fields[f.focus].Arg) {
			break
		}
	}
	return nil
}

// moveOption goes round the options of the field.
func (r *root) moveOption(by int) tea.Cmd {
	fd := &r.form.fields[r.form.focus]
	n := len(fd.Options)
	if n == 1 {
		r.refuse("this is the only option; space chooses it")
	}
	fd.step(by)
	return nil
}

// moveInList goes down a list of options, and from its end to the next field; up
// when by is -1.
func (r *root) moveInList(by int) tea.Cmd {
	fd := &r.form.fields[r.form.focus]
	if next := fd.options + by; next < 0 || next >= len(fd.Options) {
		return r.moveField(by)
	}
	fd.step(by)
	return nil
}

// pickOption chooses by number or letter on a field of options.
func (f *form) pickOption(typed string) bool {
	if f.step != detailing || len(f.fields) == 0 {
		return false
	}
	fd := &f.fields[f.focus]
	return fd.choosing() && !given(fd.Arg) && fd.pick(typed)
}

func (f *form) chooseOption() tea.Cmd {
	f.fields[f.focus].toggle()
	return nil
}

// mend lists what is wrong and says how much it is.
func (r *root) mend(ps flow.Problems, trouble string) {
	r.form.mend(ps, trouble)
	if n := len(ps); n > 0 {
		r.say(fix, "Not saved: "+plural(n, "answer", "answers")+" to mend. The cursor is on the first.")
		return
	}
	r.say(stop, "Not saved. "+trouble)
}

// mend lists the problems and puts the cursor on the first bad field. Where its
// options were passed over before, enter does not choose one of them now.
func (f *form) mend(ps flow.Problems, trouble string) {
	f.step, f.problems, f.trouble = detailing, ps, trouble
	for i := range f.fields {
		if slices.ContainsFunc(ps, func(p flow.Problem) bool { return p.Arg == f.fields[i].Name }) {
			f.focus, f.fields[i].moved = i, false
			return
		}
	}
	if len(f.fields) == 0 {
		f.step = choosing
	}
}
