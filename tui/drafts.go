package tui

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/concern"
	"placewatch/domain/flow"
)

// keeper keeps on the server what is typed into forms, so that a lost connection
// loses nothing. It writes one thing at a time, in the order in which they came:
// an older save can never overtake a newer one, nor bring back what was dropped.
type keeper struct {
	kept    map[string]flow.Draft // as the server holds them, or soon will
	queue   []keeping             // not written yet; the first of them is under way while busy
	busy    bool
	unsaid  bool // nobody has been told yet that there are some
	changes int  // counts them, so that only the newest pause saves
	leaving bool // the session ends once everything is written
	failed  bool // the last write failed, and that was said
	lost    bool // it failed while leaving: the next time leaves all the same
}

// keeping is one thing to write: a draft to save, or to drop.
type keeping struct {
	flow.Draft
	drop bool
}

type (
	draftsMsg struct {
		drafts []flow.Draft
		err    error
	}
	typedMsg struct{ change int }
	keptMsg  struct{ err error }
)

// draftPause is how long a hand must rest before what it typed is kept: short, since
// a session may be lost with the last word.
const draftPause = 200 * time.Millisecond

func draftKey(subject, event string) string { return subject + "\x00" + event }

// offerName names an offer among those of its subject. One row may be offered
// for several parts, told apart by an answer that is given already.
func offerName(o flow.Offer) string {
	words := []string{orWords(o.Event, o.ID)}
	for _, a := range o.Arguments {
		if given(a) {
			words = append(words, a.Name+"="+a.Default)
		}
	}
	return strings.Join(words, " ")
}

// given reports whether an argument is answered by the offer itself.
func given(a flow.Arg) bool { return len(a.Options) == 1 && a.Options[0].Value == a.Default }

// draftName is what the draft of an offer is kept under: the part that it is for,
// where the offer is for one, so that a draft is found from the part as well.
func draftName(subject string, o flow.Offer) (about, event string) {
	for _, a := range o.Arguments {
		if given(a) && slices.Contains(concern.Kinds(), a.Name) {
			subject = a.Name + ":" + a.Default
		}
	}
	return subject, orWords(o.Event, o.ID)
}

// draftOf is the draft of an offer. One with another answer to what the offer
// itself answers is of another.
func (r *root) draftOf(subject string, o flow.Offer) (flow.Draft, bool) {
	d, had := r.drafts.kept[draftKey(draftName(subject, o))]
	for _, a := range o.Arguments {
		if v, answered := d.Args[a.Name]; given(a) && answered && v != a.Default {
			return flow.Draft{}, false
		}
	}
	return d, had
}

func (r *root) readDrafts() tea.Cmd {
	desk, parent := r.desk, r.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		ds, err := desk.Drafts(ctx)
		return draftsMsg{ds, err}
	}
}

// draftsRead takes the drafts as the session begins, and says that there are some.
func (r *root) draftsRead(msg draftsMsg) {
	if msg.err != nil {
		r.mention("Your drafts could not be read: " + inWords(msg.err))
		return
	}
	r.drafts.take(msg.drafts)
	r.drafts.unsaid = true
	r.sayDrafts()
}

// sayDrafts says once that there are drafts, when the board is there to go on from.
func (r *root) sayDrafts() {
	n := len(r.drafts.kept)
	if !r.drafts.unsaid || n == 0 || r.data() == nil {
		return
	}
	r.drafts.unsaid = false
	r.mention("You have " + plural(n, "draft", "drafts") + ". Press : and type draft to go on.")
}

// take replaces what is known of the server's drafts; what is still to be written
// holds all the same.
func (k *keeper) take(ds []flow.Draft) {
	k.kept = map[string]flow.Draft{}
	for _, d := range ds {
		k.kept[draftKey(d.Subject, d.Event)] = d
	}
	for _, q := range k.queue {
		k.note(q)
	}
}

func (k *keeper) note(q keeping) {
	if q.drop {
		delete(k.kept, draftKey(q.Subject, q.Event))
		return
	}
	k.kept[draftKey(q.Subject, q.Event)] = q.Draft
}

// list returns the drafts, the newest first.
func (k *keeper) list() []flow.Draft {
	return slices.SortedFunc(maps.Values(k.kept), func(a, b flow.Draft) int {
		if n := b.Saved.Compare(a.Saved); n != 0 {
			return n
		}
		return strings.Compare(draftKey(a.Subject, a.Event), draftKey(b.Subject, b.Event))
	})
}

// noteChange starts the pause after which a changed form is kept.
func (r *root) noteChange() tea.Cmd {
	f := r.form
	if f == nil || len(f.fields) == 0 {
		return nil
	}
	args := f.args(false)
	if maps.Equal(args, f.last) {
		return nil
	}
	f.last = args
	r.drafts.changes++
	change := r.drafts.changes
	return r.after(draftPause, func(time.Time) tea.Msg { return typedMsg{change} })
}

func (r *root) typed(msg typedMsg) tea.Cmd {
	if msg.change != r.drafts.changes {
		return nil
	}
	return r.keepDraft()
}

// keepDraft keeps what is in the form, unless it is what the form says itself.
func (r *root) keepDraft() tea.Cmd {
	f := r.form
	if f == nil || len(f.fields) == 0 || f.saving || f.step == stuck {
		return nil
	}
	args := f.args(false)
	was, had := r.draftOf(f.subject, f.offer)
	switch {
	case maps.Equal(args, f.fresh):
		return r.dropDraft()
	case had && maps.Equal(args, was.Args):
		return nil
	}
	about, event := draftName(f.subject, f.offer)
	return r.write(keeping{Draft: flow.Draft{Subject: about, Event: event, Args: args, Version: f.version, Saved: r.clock().UTC()}})
}

// dropDraft forgets the draft of the form, kept or about to be.
func (r *root) dropDraft() tea.Cmd {
	f := r.form
	r.drafts.changes++ // what still waits for its pause is not kept either
	d, had := r.draftOf(f.subject, f.offer)
	if !had {
		return nil
	}
	return r.write(keeping{flow.Draft{Subject: d.Subject, Event: d.Event}, true})
}

// write queues it in place of what was waiting for the same form.
func (r *root) write(q keeping) tea.Cmd {
	k := &r.drafts
	from := 0
	if k.busy {
		from = 1
	}
	same := func(o keeping) bool { return o.Subject == q.Subject && o.Event == q.Event }
	k.queue = append(k.queue[:from:from], slices.DeleteFunc(slices.Clone(k.queue[from:]), same)...)
	k.queue = append(k.queue, q)
	k.note(q)
	return r.writeNext()
}

func (r *root) writeNext() tea.Cmd {
	k := &r.drafts
	if k.busy || len(k.queue) == 0 {
		return nil
	}
	k.busy = true
	desk, parent, q := r.desk, r.ctx, k.queue[0]
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		if q.drop {
			return keptMsg{desk.DropDraft(ctx, q.Subject, q.Event)}
		}
		return keptMsg{desk.SaveDraft(ctx, q.Draft)}
	}
}

// draftKept goes on with the next. What could not be written stays first in the
// queue and is tried again with the next change.
func (r *root) draftKept(msg keptMsg) tea.Cmd {
	k := &r.drafts
	k.busy = false
	if msg.err != nil {
		if !k.failed || k.leaving {
			r.say(stop, "What you typed could not be kept on the server: "+inWords(msg.err)+" It is kept here until you leave.")
		}
		k.failed, k.lost, k.leaving = true, k.leaving, false
		return nil
	}
	k.failed, k.queue = false, k.queue[1:]
	if k.leaving && len(k.queue) == 0 {
		return tea.Quit
	}
	return r.writeNext()
}

// quit ends the session once what was typed is kept. Where it cannot be kept, or
// the wait is too long, the same keys again leave all the same.
func (r *root) quit() tea.Cmd {
	k := &r.drafts
	keep := r.keepDraft()
	if len(k.queue) == 0 || k.leaving || k.lost {
		return tea.Quit
	}
	k.leaving = true
	r.say(wait, "Keeping what you typed…")
	if keep == nil {
		keep = r.writeNext()
	}
	return keep
}

// restored says which draft is in the form.
func (r *root) restored(d flow.Draft) {
	words := "Draft of " + r.moment(d.Saved) + " restored; ctrl+n starts anew."
	if r.form.aside != nil {
		words = "Your draft of " + r.moment(d.Saved) + " is put aside; ctrl+n brings it back."
	}
	if d.Version != 0 && d.Version != r.form.version {
		words += " The record was changed since."
	}
	r.say(note, words)
}

// moment says when something was, with its day unless it was today.
func (r *root) moment(at time.Time) string {
	now := r.clock()
	at = at.In(now.Location())
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format("15:04")
	}
	return at.Format("2 Jan 2006, 15:04")
}

// startAnew empties the form to what it says itself, and pressed again brings
// back what was typed.
func (r *root) startAnew() tea.Cmd {
	f := r.form
	typed, before := f.args(false), f.aside
	if before == nil && maps.Equal(typed, f.fresh) {
		r.refuse("nothing has been typed into this form yet")
		return nil
	}
	at := f.focus
	f.fill(f.offer, before)
	f.focus, f.last = at, typed // so that the change is kept like any other
	if before != nil {
		r.say(note, "What was typed is back.")
		return nil
	}
	f.aside = typed
	r.say(note, "The form starts anew. ctrl+n brings back what was typed.")
	return nil
}

// draftTitle says what a draft is of, without a child's reference.
func (r *root) draftTitle(d flow.Draft) string {
	return fmt.Sprintf("Draft: %s at %s, of %s", strings.ReplaceAll(d.Event, "_", " "), r.subjectName(d.Subject), r.moment(d.Saved))
}

// openDraft opens the form that a draft is of.
func (r *root) openDraft(d flow.Draft) tea.Cmd {
	kind, id, _ := strings.Cut(d.Subject, ":")
	if kind != "child" {
		id = ""
	}
	return r.formOn(target{subject: d.Subject, child: id, home: r.subjectName(d.Subject)}, d.Event, nil)
}
