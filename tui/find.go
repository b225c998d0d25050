package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/board"
)

// finder lists provisions while their name is typed, whether they are on the
// board or not: a call from Ofsted may be about any of them.
type finder struct {
	text    input
	wanted  string // the words last asked for
	query   int    // the newest question; the answers to older ones are dropped
	waits   bool   // its answer has not come
	opens   bool   // enter was pressed before it came
	read    bool
	failed  string
	rows    rowsOf[board.Found]
	words   string // what the rows answer
	more    int    // that match and are not listed
	cur     int
	first   int
	visible int
	w, h    int
	spoken  bool // each provision a phrase, and no detail at the foot
	onRow   bool // the hand is on the list, not in the line
}

type (
	restedMsg struct{ query int }
	foundMsg  struct {
		query int
		words string
		found []board.Found
		more  int
		err   error
	}
)

// typingPause is how long a hand must rest before the store is asked.
const typingPause = 120 * time.Millisecond

func (r *root) openFind() tea.Cmd {
	r.find = &finder{rows: rowsOf[board.Found]{kind: foundKind()}}
	r.relayout()
	return r.askFind()
}

// leaveFind clears the line, and closes when there is nothing to clear.
func (r *root) leaveFind() tea.Cmd {
	r.messages.clearWait()
	if r.find.text.value() != "" {
		r.find.text.set("")
		return r.refind()
	}
	r.find = nil
	return nil
}

// refind asks for what is typed now, once the hand rests.
func (r *root) refind() tea.Cmd {
	f := r.find
	f.onRow, f.opens = false, false
	r.messages.clearWait()
	if f.text.clean() == f.wanted {
		return nil
	}
	f.wanted = f.text.clean()
	query := r.nextQuery()
	return r.after(typingPause, func(time.Time) tea.Msg { return restedMsg{query} })
}

// nextQuery numbers the questions of the whole session, so that a finder never
// takes an answer that an earlier one waited for.
func (r *root) nextQuery() int {
	r.queries++
	r.find.query, r.find.waits = r.queries, true
	return r.queries
}

func (r *root) rested(msg restedMsg) tea.Cmd {
	if r.find == nil || r.find.query != msg.query {
		return nil
	}
	return r.askFind()
}

// askFind asks the desk now.
func (r *root) askFind() tea.Cmd {
	f := r.find
	f.wanted = f.text.clean()
	query, words := r.nextQuery(), f.wanted
	desk, parent := r.desk, r.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		found, more, err := desk.Find(ctx, words)
		return foundMsg{query, words, found, more, err}
	}
}

// findAgain reads the list again after something was written.
func (r *root) findAgain() tea.Cmd {
	if r.find == nil || r.find.waits {
		return nil
	}
	return r.askFind()
}

func (r *root) foundRead(msg foundMsg) tea.Cmd {
	f := r.find
	if f == nil || f.query != msg.query {
		return nil
	}
	f.waits = false
	r.messages.clearWait()
	if msg.err != nil {
		f.opens, f.failed = false, inWords(msg.err)
		f.take(foundMsg{words: msg.words})
		r.say(stop, "Provisions could not be searched. "+f.failed)
		return nil
	}
	f.failed = ""
	f.take(msg)
	if f.opens {
		f.opens = false
		return r.openOnly()
	}
	return nil
}

// take shows a list. The hand stays on its provision while the words are the same.
func (f *finder) take(msg foundMsg) {
	was := f.selected()
	same := f.read && f.words == msg.words
	f.rows.all, f.rows.shown, f.rows.fitted = msg.found, msg.found, nil
	f.words, f.more, f.read = msg.words, msg.more, true
	at := 0
	for i := range msg.found {
		if same && was != nil && msg.found[i].URN == was.URN {
			at = i
		}
	}
	f.first += at - f.cur
	f.cur = at
	f.resize(f.w, f.h)
}

// selected is the provision under the cursor; nil when none is listed.
func (f *finder) selected() *board.Found {
	if f.cur < 0 || f.cur >= len(f.rows.shown) {
		return nil
	}
	return &f.rows.shown[f.cur]
}

func (f *finder) settle() {
	seen := max(1, f.visible)
	f.first = max(0, min(f.first, f.rows.len()-seen))
	f.first = max(min(f.first, f.cur), f.cur-seen+1)
}

func (r *root) moveFind(by int) tea.Cmd {
	f := r.find
	moved := moveIn(&f.cur, by, max(1, f.rows.len()))
	f.settle()
	f.onRow = f.rows.len() > 0
	return r.answered(moved, by)
}

// openFound opens the provision under the cursor. While the answer to what was
// typed has not come, the list is of other words: then the answer is opened, if
// it is one provision and no more.
func (r *root) openFound() tea.Cmd {
	f := r.find
	switch p := f.selected(); {
	case !f.read || f.words != f.text.clean():
		r.say(wait, "Looking…")
		if f.opens {
			return nil
		}
		f.opens = true
		return r.askFind()
	case f.failed != "":
		r.say(wait, "Looking…")
		return r.askFind()
	case p == nil:
		r.refuse("no provision is listed to open")
		return nil
	default:
		r.find = nil
		return r.openProvision(p.URN, p.Name.String())
	}
}

func (r *root) openOnly() tea.Cmd {
	switch n := r.find.rows.len(); n {
	case 0:
		r.refuse("no provision is listed to open")
	case 1:
		return r.openFound()
	default:
		r.say(note, plural(n+r.find.more, "provision matches", "provisions match")+". Choose one with the arrows, then press enter.")
	}
	return nil
}
