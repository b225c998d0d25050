package tui

import (
	tea "charm.land/bubbletea/v2"

	"placewatch/tui/action"
)

// scopes are the scopes of the keys now, the nearest first.
func (r *root) scopes() []action.Scope {
	switch {
	case r.help != nil:
		return []action.Scope{inHelp, everywhere}
	case r.log != nil:
		return []action.Scope{inLog, everywhere}
	case r.form != nil:
		return append(r.form.scopes(&r.look, r.w), everywhere)
	case r.palette != nil:
		return []action.Scope{inPalette, everywhere}
	case r.find != nil:
		return []action.Scope{inFind, everywhere}
	case r.filter.open:
		return []action.Scope{inFilter, everywhere}
	case r.page != nil:
		return []action.Scope{onPage, onScreens, onRows, everywhere}
	case r.list != nil && r.list.searching:
		return []action.Scope{inSearch, everywhere}
	case r.list != nil:
		return []action.Scope{onList, onScreens, onRows, everywhere}
	}
	return []action.Scope{onBoard, onScreens, onRows, everywhere}
}

// press takes one key. Each press does something or says why it does not.
func (r *root) press(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	if r.leaving != key {
		r.leaving, r.drafts.leaving = "", false
	}
	r.forgetUndo(key)
	r.messages.fade()
	if r.prefix != "" {
		return r.second(key)
	}
	cmd := r.route(key, msg.Text)
	r.release()
	return tea.Batch(cmd, r.noteChange())
}

func (r *root) route(key, typed string) tea.Cmd {
	if r.letterOff(key) {
		r.refuse("Single letters are switched off for you: F1 help, F2 transition, F3 filter, F4 any action")
		return nil
	}
	scopes := r.scopes()
	if a := r.actions.Find(scopes, key); a != nil {
		return r.run(a, key)
	}
	if field := r.field(); field != nil && field.press(key, typed) {
		return r.edited()
	}
	if r.help == nil && r.log == nil && r.form != nil && r.form.pickOption(typed) {
		return nil
	}
	if len(r.actions.Strip(scopes, key)) > 0 {
		r.prefix = key
		return nil
	}
	r.refuse(action.Say(key) + " does nothing here. " + r.whereHelpIs())
	return nil
}

func (r *root) whereHelpIs() string {
	if r.field() != nil || r.form != nil || r.look.Spoken {
		return "F1 lists the keys"
	}
	return "? lists the keys"
}

// second takes the second press of a two-letter key.
func (r *root) second(key string) tea.Cmd {
	first := r.prefix
	r.prefix = ""
	defer r.release()
	if key == "esc" {
		return nil
	}
	if a := r.actions.Find(r.scopes(), first+" "+key); a != nil {
		return r.run(a, first+" "+key)
	}
	r.refuse(first + " " + action.Say(key) + " does nothing here. Press " + first + " to see what may follow it")
	return nil
}

func (r *root) run(a *act, key string) tea.Cmd {
	if why := a.Refusal(r); why != "" {
		r.refuse(action.Say(key) + " does nothing here: " + why)
		return nil
	}
	return a.Do(r)
}

// field is the text field that has the cursor, if one has.
func (r *root) field() *input {
	switch {
	case r.help != nil:
		return &r.help.search
	case r.log != nil:
		return nil
	case r.form != nil:
		return r.form.field()
	case r.palette != nil:
		return &r.palette.text
	case r.find != nil:
		return &r.find.text
	case r.filter.open:
		return &r.filter.text
	case r.page == nil && r.list != nil && r.list.searching:
		return &r.list.words
	}
	return nil
}

// edited follows up a change in the field.
func (r *root) edited() tea.Cmd {
	switch {
	case r.help != nil:
		r.help.find(r)
	case r.form != nil:
		r.form.narrowed()
		return r.noteChange()
	case r.find != nil:
		return r.refind()
	case r.palette != nil:
		r.palette.find(r)
	case r.filter.open:
		r.refilter()
	case r.list != nil:
		r.list.arrange()
	}
	return nil
}

// paste puts pasted text into the field that has the cursor, and nowhere else:
// on a board it would be keys.
func (r *root) paste(s string) tea.Cmd {
	field := r.field()
	if field == nil {
		r.refuse("pasted text was ignored: no field has the cursor")
		return nil
	}
	field.paste(s)
	return r.edited()
}

// leave ends the session on the second press of the same key.
func (r *root) leave(key string) tea.Cmd {
	if r.leaving == key {
		return r.quit()
	}
	r.leaving = key
	words := "Leave Placewatch? Press " + key + " again."
	if r.form != nil && r.form.step != choosing {
		words += " What you typed in this form is kept for when you return."
	}
	r.say(note, words)
	return nil
}

func (r *root) selectedRow() (item, bool) {
	if r.list != nil {
		return r.list.pane.selected()
	}
	if r.data() == nil {
		return item{}, false
	}
	return r.board.focused().selected()
}

func (r *root) focusPane(i int) tea.Cmd {
	if was := r.board.focus; was == r.board.switchTo(i) {
		r.refuse("you are in this pane")
		return nil
	}
	r.applyOrder() // the hand is off the rows that it held
	r.relayout()
	return nil
}

func (r *root) moveRows(n int) tea.Cmd {
	moved := false
	switch {
	case r.page != nil && r.page.whole:
		moved = r.page.read(&r.look, n)
	case r.page != nil:
		moved = r.page.move(n)
	case r.list != nil:
		moved = r.list.pane.move(n)
	default:
		moved = r.board.focused().move(n)
	}
	return r.answered(moved, n)
}

// answered says why a move by n did not move.
func (r *root) answered(moved bool, n int) tea.Cmd {
	if !moved {
		r.refuse(endOfList(n))
	}
	return nil
}

// moveIn moves at within a list of n, and reports whether it moved.
func moveIn(at *int, by, n int) bool {
	was := *at
	*at = max(0, min(was+by, n-1))
	return *at != was
}

func endOfList(n int) string {
	if n > 0 {
		return "this is the last row"
	}
	return "this is the first row"
}

func (r *root) pageful() int {
	if r.page != nil {
		return max(1, r.page.visible-1)
	}
	if r.list != nil {
		return max(1, r.list.pane.visible-1)
	}
	return max(1, r.board.focused().visible-1)
}

func (r *root) nextSort() tea.Cmd {
	p := r.board.focused()
	p.sort = (p.sort + 1) % max(1, len(p.keys))
	return r.resort(p)
}

func (r *root) reverseSort() tea.Cmd {
	p := r.board.focused()
	p.reverse = !p.reverse
	return r.resort(p)
}

func (r *root) resort(p *pane) tea.Cmd {
	p.arrange(r.filter.shown(), p.ids())
	r.say(ok, p.title+": "+sentence(p.order()))
	return nil
}

func (r *root) toggleDetail() tea.Cmd {
	r.board.noAbout = !r.board.noAbout
	r.relayout()
	return nil
}

func (r *root) toggleZoom() tea.Cmd {
	r.board.zoomed = !r.board.zoomed
	r.relayout()
	return nil
}

// backOnBoard undoes one thing a press.
func (r *root) backOnBoard() tea.Cmd {
	if !r.filter.kept.IsZero() {
		r.clearFilter()
		r.say(ok, "The filter is cleared.")
		return nil
	}
	return r.toggleZoom()
}

// togglePause lets everything go that waits; where nothing does, it holds live updates.
func (r *root) togglePause() tea.Cmd {
	if r.live.paused && r.look.Spoken && r.waits() {
		r.letIn()
		r.live.paused = true
		return nil
	}
	if r.live.paused {
		r.letIn()
		return nil
	}
	if n := r.applyOrder(); n > 0 {
		r.say(ok, plural(n, "change is", "changes are")+" applied.")
		return nil
	}
	r.live.paused = true
	r.say(note, "Live updates are paused. "+r.fullStop()+" lets them go on.")
	return nil
}

// letIn lets live updates go on, and shows what waited.
func (r *root) letIn() {
	waited := r.waits()
	r.live.paused = false
	r.release()
	r.applyOrder()
	switch {
	case !r.look.Spoken || r.messages.now != nil:
	case waited:
		r.say(note, "What waited is shown now.")
	default:
		r.say(note, "The board changes by itself now. The full stop key pauses it.")
	}
}

// waits reports whether anything is held back that another screen shows.
func (r *root) waits() bool {
	return r.waiting() > 0 || r.live.held != nil || r.page != nil && r.page.held != nil || r.list != nil && r.list.held != nil
}

// fullStop is the key . as a message says it: alone it is not heard.
func (r *root) fullStop() string {
	if r.look.Spoken {
		return "The full stop key"
	}
	return "."
}

func (r *root) refresh() tea.Cmd {
	r.applyOrder()
	r.say(note, "Reading everything again.")
	return r.reread()
}

func (r *root) reread() tea.Cmd {
	return tea.Batch(r.fetch(), r.rereadPage(), r.rereadList(), r.findAgain())
}
