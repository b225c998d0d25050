package tui

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"

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
		return offersMsg{ask, offers, version, key, err}
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
	if f.resume != "" {
		return r.resumeForm()
	}
	f.step = choosing
	f.pick = max(0, min(f.pick, len(f.offers)-1))
	return nil
}

// resumeForm goes on after the record was read again: to the check, with the
// answers as they were, if the transition is still allowed.
func (r *root) resumeForm() tea.Cmd {
	f := r.form
	i := slices.IndexFunc(f.offers, func(o flow.Offer) bool { return o.Event == f.resume && o.ID == f.offer.ID })
	f.resume = ""
	if i < 0 || !f.offers[i].Allowed {
		why := "it is not offered any more"
		if i >= 0 {
			why = f.offers[i].WhyNot
		}
		r.keepDraft()
		f.step, f.pick = choosing, max(0, i)
		r.say(stop, f.offer.Title+" cannot follow now: "+sentence(why)+" Your answers are kept.")
		return nil
	}
	r.keepDraft()
	f.fill(f.offers[i], r.drafts[f.draftKey()])
	return r.askPreview()
}

func (r *root) askPreview() tea.Cmd {
	f := r.form
	if f.busy {
		return nil
	}
	ask, c := f.request(), f.command()
	desk, parent := r.desk, r.ctx
	r.say(wait, "Checking…")
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		p, err := desk.Preview(ctx, c)
		return previewMsg{ask, p, err}
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
	f.preview, f.problems, f.trouble = msg.preview, nil, ""
	f.step, f.word, f.above = checking, input{}, 0
	return nil
}

// refused sorts out why the desk said no: fields to mend, someone else who was
// first, or a plain refusal.
func (r *root) refused(err error) tea.Cmd {
	f := r.form
	var ps flow.Problems
	switch {
	case errors.As(err, &ps):
		r.mend(ps, "")
	case isConflict(err):
		f.step, f.theirs = conflict, inWords(err)
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
	desk, parent := r.desk, r.ctx
	r.say(wait, "Saving…")
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		receipt, err := desk.Do(ctx, c)
		return doneMsg{ask, receipt, err}
	}
}

// done closes the form when it was written, and reads the board again.
func (r *root) done(msg doneMsg) tea.Cmd {
	if !r.expects(msg.ask) {
		return nil
	}
	f := r.form
	f.saving = false
	if msg.err != nil {
		return r.notSaved(msg.err)
	}
	delete(r.drafts, f.draftKey())
	r.closeForm()
	words := f.offer.Title + " recorded for " + f.name + "."
	if msg.receipt != nil && msg.receipt.Proposed {
		words = f.offer.Title + " is proposed for " + f.name + ". It counts only when a second person confirms it" +
			label(" by", msg.receipt.Until.Long()) + "."
	}
	r.say(ok, words)
	r.release()
	return r.reread()
}

// reload reads the record again after a conflict and goes back to the check.
func (r *root) reload() tea.Cmd {
	f := r.form
	if f.busy {
		return nil
	}
	f.resume = f.offer.Event
	return r.askOffers()
}
