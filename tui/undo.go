package tui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/tui/frame"
)

// undo is what z and Z are about to do: each says it first, and does it when it
// is pressed again.
type undo struct {
	next *flow.Undoable // shown, and undone by the next z
	redo bool           // shown, and done again by the next Z
	last string         // what was undone last in this session
	busy bool
}

type (
	undoableMsg struct {
		act *flow.Undoable
		err error
	}
	undoneMsg struct {
		title   string
		redo    bool
		receipt *flow.Receipt
		err     error
	}
)

// errOther says that what would be undone is not what was shown.
var errOther = errors.New("your last act is another by now; press z to see it")

// askUndo shows what z would undo, and undoes it when it was just shown.
func (r *root) askUndo() tea.Cmd {
	desk, parent, shown := r.desk, r.ctx, r.undo.next
	if r.undo.busy {
		r.refuse("it is being undone; wait for the answer")
		return nil
	}
	r.undo = undo{last: r.undo.last, busy: true}
	if shown != nil {
		r.say(wait, "Undoing…")
	}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		act, err := desk.Undoable(ctx)
		var receipt *flow.Receipt
		switch {
		case shown == nil:
			return undoableMsg{act, err}
		case err == nil && (act == nil || act.Seq != shown.Seq):
			err = errOther
		case err == nil:
			receipt, err = desk.Undo(ctx)
		}
		return undoneMsg{shown.Title, false, receipt, err}
	}
}

func (r *root) undoableRead(msg undoableMsg) tea.Cmd {
	r.undo.busy = false
	switch {
	case msg.err != nil:
		r.say(stop, "What could be undone could not be read. "+inWords(msg.err))
	case msg.act == nil:
		r.refuse("there is nothing of yours to undo. An act can be undone for ten minutes, until someone acts on it; what was signed is put right by a new entry")
	default:
		r.undo.next = msg.act
		r.say(note, "z again undoes (until "+r.timeOf(msg.act.Until)+"): "+msg.act.Title+", at "+r.subjectName(msg.act.Subject)+". Any other key leaves it.")
	}
	return r.catchUp()
}

// askRedo says what Z does again, and does it when that was just said.
func (r *root) askRedo() tea.Cmd {
	if r.undo.busy {
		r.refuse("it is being undone; wait for the answer")
		return nil
	}
	if !r.undo.redo {
		r.undo.redo = true
		r.say(note, "Z again does once more: "+orWords(r.undo.last, "what you undid last")+". Any other key leaves it.")
		return nil
	}
	desk, parent, title := r.desk, r.ctx, orWords(r.undo.last, "what you undid last")
	r.undo = undo{last: r.undo.last, busy: true}
	r.say(wait, "Doing it again…")
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		receipt, err := desk.Redo(ctx)
		return undoneMsg{title, true, receipt, err}
	}
}

func (r *root) undone(msg undoneMsg) tea.Cmd {
	r.undo.busy = false
	r.messages.clearWait()
	if msg.err != nil {
		r.notUndone(msg.err)
		return r.catchUp()
	}
	r.wrote(msg.receipt)
	if r.undo.last = msg.title; msg.redo {
		r.undo.last = ""
		r.say(ok, "Done again: "+sentence(msg.title)+" z undoes it.")
	} else {
		r.say(ok, "Undone: "+sentence(msg.title)+" Z does it again.")
	}
	return r.reread()
}

// notUndone tells a refusal, which is an answer, from an accident.
func (r *root) notUndone(err error) {
	var f *fault.Error
	if errors.As(err, &f) || errors.Is(err, errOther) {
		r.refuse(inWords(err))
		return
	}
	r.say(stop, "No answer came, so it may be undone or not: look at the timeline. "+inWords(err))
}

// forgetUndo drops what z or Z was about to do when another key is pressed.
func (r *root) forgetUndo(key string) {
	if key != "z" {
		r.undo.next = nil
	}
	if key != "Z" {
		r.undo.redo = false
	}
}

// recorded says what was just done, and until when it can be undone, where it can.
// A narrow line cuts the names rather than that.
func (r *root) recorded(title, place string, until time.Time) string {
	if until.IsZero() {
		return title + " recorded for " + place + "."
	}
	rest := ". Undo until " + r.timeOf(until) + ": z"
	const severityWidth, words, least = 6, " recorded for ", 8
	room := r.w - severityWidth - frame.Width(words) - frame.Width(rest)
	if room < 4*least {
		return r.look.Cut(title, r.w-severityWidth-frame.Width(rest)) + rest
	}
	title = r.look.Cut(title, room-least)
	return title + words + r.look.Cut(place, room-frame.Width(title)) + rest
}

// timeOf is a time of the day on the person's own clock.
func (r *root) timeOf(at time.Time) string { return at.In(r.clock().Location()).Format("15:04") }
