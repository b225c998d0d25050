package tui

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/board"
	"placewatch/tui/frame"
)

// filterLine is the line that a filter is typed in. What is typed shows at once;
// enter keeps it, esc clears and then closes.
type filterLine struct {
	open    bool
	text    input
	typed   board.Filter // the last that could be read while typing
	kept    board.Filter
	err     *board.FilterError
	env     board.FilterEnv
	history []string
	recall  int
}

// shown is the filter that the rows obey now.
func (f *filterLine) shown() board.Filter {
	if f.open {
		return f.typed
	}
	return f.kept
}

// read reads the kept filter again, against a new board or another day.
func (f *filterLine) read(env board.FilterEnv) {
	f.env = env
	if again, err := board.ParseFilter(f.kept.String(), env); err == nil {
		f.kept = again
	}
}

// parse reads what was typed so far. While it cannot be read the rows keep to
// the last that could.
func (f *filterLine) parse() {
	got, err := board.ParseFilter(f.text.clean(), f.env)
	f.err = nil
	if err != nil {
		if !errors.As(err, &f.err) {
			f.err = &board.FilterError{Why: err.Error()}
		}
		return
	}
	f.typed = got
}

// trouble says what is wrong with the line and what to type instead.
func (f *filterLine) trouble() string {
	if f.err == nil {
		return ""
	}
	return f.err.Error()
}

const filterPrompt = "Filter: "

// line draws the filter being typed with its live count.
func (f *filterLine) line(l *look, w int, count string) string {
	room := f.room(w)
	if room == w { // too narrow for anything but the text
		s, _ := f.text.show(l, w)
		return s
	}
	if l.Spoken { // the pane's title counts
		count = ""
	}
	s, _ := f.text.show(l, room)
	return l.Cell(filterPrompt+s+"  "+count, w)
}

func (f *filterLine) room(w int) int {
	if w < 30 {
		return w
	}
	return w - frame.Width(filterPrompt) - 14
}

func (f *filterLine) cursor(w int) int {
	room := f.room(w)
	_, x := f.text.show(&look{Signs: frame.Draw(true)}, room)
	if room == w {
		return x
	}
	return frame.Width(filterPrompt) + x
}

func (r *root) matches() string {
	n, of := r.board.listed()
	return fmt.Sprintf("%d of %d", n, of)
}

func (r *root) openFilter() tea.Cmd {
	f := &r.filter
	f.open, f.err, f.typed = true, nil, f.kept
	f.env = r.env(r.data())
	f.recall = len(f.history)
	f.text.set(f.kept.String())
	return nil
}

// refilter shows what the typed line matches so far.
func (r *root) refilter() {
	r.filter.parse()
	r.board.filter(r.filter.shown())
}

func (r *root) keepFilter() tea.Cmd {
	f := &r.filter
	if f.err != nil {
		r.say(fix, f.trouble())
		return nil
	}
	f.kept, f.open = f.typed, false
	if s := f.kept.String(); s != "" && (len(f.history) == 0 || f.history[len(f.history)-1] != s) {
		f.history = append(f.history, s)
	}
	r.board.filter(f.kept)
	return r.searched(f.kept.Sought())
}

// searchedMsg tells whether it was kept for whom somebody searched.
type searchedMsg struct{ err error }

// searched keeps for whom the filter searches.
func (r *root) searched(sought []string) tea.Cmd {
	if len(sought) == 0 {
		return nil
	}
	desk, parent := r.desk, r.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		return searchedMsg{desk.Searched(ctx, sought)}
	}
}

// unsearched takes a filter away whose search could not be kept.
func (r *root) unsearched(msg searchedMsg) {
	if msg.err == nil {
		return
	}
	r.clearFilter()
	if s := r.list; s != nil {
		s.words.set("")
		s.arrange()
	}
	r.say(stop, "The search is taken away, because it cannot be recorded for whom it is: "+inWords(msg.err))
}

// leaveFilter clears the line, and closes it when there is nothing to clear.
func (r *root) leaveFilter() tea.Cmd {
	f := &r.filter
	if f.text.value() != "" {
		sought := f.typed.Sought() // it was shown, though it is not kept
		f.text.set("")
		r.refilter()
		return r.searched(sought)
	}
	return r.keepFilter()
}

// clearFilter takes the kept filter away.
func (r *root) clearFilter() {
	r.filter.kept, r.filter.typed = board.Filter{}, board.Filter{}
	r.board.filter(board.Filter{})
}

// recall brings back a filter typed before; by is -1 for the one before.
func (r *root) recallFilter(by int) tea.Cmd {
	f := &r.filter
	f.recall = max(0, min(f.recall+by, len(f.history)))
	s := ""
	if f.recall < len(f.history) {
		s = f.history[f.recall]
	}
	f.text.set(s)
	r.refilter()
	return nil
}

// completeFilter takes the first completion of the last word.
func (r *root) completeFilter() tea.Cmd {
	f := &r.filter
	for _, s := range board.Suggest(f.text.clean(), f.env) {
		if s != f.text.clean() {
			f.text.set(s)
			r.refilter()
			return nil
		}
	}
	r.refuse("tab completes nothing here")
	return nil
}
