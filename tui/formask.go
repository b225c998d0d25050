package tui

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/fault"
	"placewatch/domain/flow"
)

// askOffers reads the offers. The key that makes a retry harmless is made once,
// when the form opens.
func (r *root) askOffers() tea.Cmd {
	f := r.form
	ask := f.request()
	desk, parent, subject, key := r.desk, r.ctx, f.subject, f.key
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		if key == "" {
			key = rand.Text()
		}
		offers, version, err := desk.Offers(ctx, subject)
		kept, lost := desk.Drafts(ctx)
		return offersMsg{ask, offers, version, draftsMsg{kept, lost}, key, err}
	}
}

func (f *form) request() int {
	f.busy = true
	f.ask++
	return f.ask
}

// expects reports whether an answer is to the form's newest request.
func (r *root) expects(ask int) bool {
	if r.form == nil || r.form.ask != ask || !r.form.busy {
		return false
	}
	r.form.busy = false
	r.messages.clearWait()
	return true
}

func (r *root) offersRead(msg offersMsg) tea.Cmd {
	if !r.expects(msg.ask) {
		return nil
	}
	f := r.form
	if msg.err != nil {
		r.say(stop, "What may follow could not be read. "+inWords(msg.err)+" Nothing was written.")
		if f.step == asking {
			r.closeForm()
		}
		return nil
	}
	f.offers, f.version, f.key = msg.offers, msg.version, msg.key
	if msg.kept.err == nil {
		r.drafts.take(msg.kept.drafts)
	} else { // what happened can be recorded without them
		r.mention("Your drafts could not be read: " + inWords(msg.kept.err))
	}
	if f.resume != "" {
		return r.resumeForm()
	}
	f.step = choosing
	f.pick = max(0, min(f.pick, len(f.offers)-1))
	if f.want != "" {
		return r.takeWanted()
	}
	return nil
}

// takeWanted goes on with the offer that was asked for by name, or says why it
// cannot. Where several bear that name, a person chooses.
func (r *root) takeWanted() tea.Cmd {
	f := r.form
	named := func(o flow.Offer) bool {
		return offerName(o) == f.want || strings.EqualFold(o.ID, f.want) || strings.EqualFold(o.Event, f.want)
	}
	at := slices.IndexFunc(f.offers, func(o flow.Offer) bool { return offerName(o) == f.want })
	if at < 0 {
		at = slices.IndexFunc(f.offers, named)
	}
	draft, had := r.drafts.kept[draftKey(f.subject, f.want)]
	switch {
	case at < 0 && had:
		return r.readDraft(flow.Offer{Event: draft.Event, Title: capital(spaced(draft.Event)), WhyNot: "it is not offered here now"}, draft)
	case at < 0:
		words, _, _ := strings.Cut(f.want, " ")
		r.refuse(strings.ReplaceAll(words, "_", " ") + " is not offered here now. These are")
		return nil
	case offerName(f.offers[at]) != f.want && len(slices.DeleteFunc(slices.Clone(f.offers), func(o flow.Offer) bool { return !named(o) })) > 1:
		f.pick = at
		r.say(note, "There is more than one of it here. Choose which, then press enter.")
		return nil
	}
	f.pick, f.want = at, offerName(f.offers[at])
	return r.takeOffer()
}

// resumeForm goes on after the record was read again: to the check, with the
// answers as they were, if the transition is still allowed.
func (r *root) resumeForm() tea.Cmd {
	f := r.form
	i := slices.IndexFunc(f.offers, func(o flow.Offer) bool { return offerName(o) == f.resume })
	f.resume = ""
	keep := r.keepDraft()
	if i < 0 { // what every part refuses is offered for none of them
		i = slices.IndexFunc(f.offers, func(o flow.Offer) bool { return o.ID == f.offer.ID && !o.Allowed })
	}
	if i < 0 || !f.offers[i].Allowed {
		why := "it is not offered any more"
		if i >= 0 {
			why = f.offers[i].WhyNot
		}
		r.stick(why)
		return keep
	}
	f.fill(f.offers[i], f.args(false))
	return tea.Batch(keep, r.askPreview())
}

func (r *root) askPreview() tea.Cmd {
	f := r.form
	if f.busy {
		return nil
	}
	ask, c := f.request(), f.command()
	desk, parent, read := r.desk, r.ctx, r.evidenceOf(c)
	r.say(wait, "Checking…")
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		p, err := desk.Preview(ctx, c)
		if err != nil {
			return previewMsg{ask: ask, err: err}
		}
		return previewMsg{ask, p, read(ctx), nil}
	}
}

func (r *root) previewRead(msg previewMsg) tea.Cmd {
	if !r.expects(msg.ask) {
		return nil
	}
	f := r.form
	if msg.err != nil {
		return r.refused(msg.err)
	}
	f.preview, f.evidence, f.problems, f.trouble = msg.preview, msg.about, nil, ""
	f.step, f.word, f.above = checking, input{}, 0
	f.signer = "signed " + r.who.Login
	if b := r.data(); b != nil {
		f.signer = join(", ", f.signer, label("policy", b.Policy))
	}
	return nil
}

// refused sorts out why the desk said no: fields to mend, someone else who was
// first, or a plain refusal.
func (r *root) refused(err error) tea.Cmd {
	var ps flow.Problems
	switch {
	case errors.As(err, &ps):
		r.mend(ps, "")
	case isConflict(err):
		r.clashed(err)
	default:
		r.mend(nil, inWords(err))
	}
	return nil
}

// notSaved sorts out why nothing was written. Without an answer nobody knows:
// the key that was made with the form lets the same save be tried again.
func (r *root) notSaved(err error) tea.Cmd {
	var f *fault.Error
	var ps flow.Problems
	switch {
	case errors.As(err, &f) || errors.As(err, &ps):
		return r.refused(err)
	case errors.Is(err, context.DeadlineExceeded):
		r.say(stop, "No answer came, so this may be saved or not. Try again: it cannot be recorded twice.")
	default:
		r.say(stop, "Not saved. "+inWords(err)+" What you typed is kept; try again.")
	}
	return nil
}

func (r *root) askDo() tea.Cmd {
	f := r.form
	if f.busy {
		return nil
	}
	ask, c := f.request(), f.command()
	f.saving = true
	desk, parent, undoable := r.desk, r.ctx, !f.signed()
	r.say(wait, "Saving…")
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		receipt, err := desk.Do(ctx, c)
		done := doneMsg{ask: ask, receipt: receipt, err: err}
		if err == nil && undoable {
			done.until = untilWhen(ctx, desk, receipt)
		}
		return done
	}
}

// untilWhen is until when what was just done can be undone. What was done is done:
// that it cannot be told is no failure.
func untilWhen(ctx context.Context, desk Desk, done *flow.Receipt) time.Time {
	act, err := desk.Undoable(ctx)
	if err != nil || act == nil || done == nil || done.Proposed || act.Seq < done.Seq {
		return time.Time{}
	}
	return act.Until
}

// done closes the form when it was written, and reads the board again.
func (r *root) done(msg doneMsg) tea.Cmd {
	if !r.expects(msg.ask) {
		return nil
	}
	f := r.form
	f.saving = false
	if msg.err != nil {
		return tea.Batch(r.notSaved(msg.err), r.catchUp())
	}
	drop := r.dropDraft()
	r.closeForm()
	r.wrote(msg.receipt)
	words := r.recorded(f.offer.Title, f.home, msg.until)
	if msg.receipt != nil && msg.receipt.Proposed {
		words = f.offer.Title + " is proposed for " + f.home + ". It counts only when a second person confirms it" +
			label(" by", msg.receipt.Until.Long()) + "."
	}
	r.say(ok, words)
	r.release()
	return tea.Batch(drop, r.reread())
}
