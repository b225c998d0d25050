package tui

import (
	tea "charm.land/bubbletea/v2"

	"placewatch/domain/board"
	"placewatch/domain/flow"
)

// viewActions show the board by one question, or open a list beside it. All begin
// with g.
func viewActions() []act {
	filtered := func(id, key, hint, help, words string) act {
		return act{ID: "view." + id, Keys: []string{"g " + key}, Hint: hint, Help: help, Group: "Views", Scope: onScreens, Class: flow.Free,
			Why: noBoard, Do: func(r *root) tea.Cmd { return r.showOnly(words) }}
	}
	listed := func(name, key, hint, help string) act {
		return act{ID: "list." + name, Keys: []string{"g " + key}, Hint: hint, Help: help, Group: "Lists", Scope: onScreens, Class: flow.Free,
			Why: noBoard, Do: func(r *root) tea.Cmd { return r.openList(name) }}
	}
	pane := func(id, key, hint, help string, i int) act {
		return act{ID: "view." + id, Keys: []string{"g " + key}, Hint: hint, Help: help, Group: "Views", Scope: onScreens, Class: flow.Free,
			Why: noBoard, Do: func(r *root) tea.Cmd { return r.showPane(i) }}
	}
	return []act{
		filtered("all", "a", "all", "the board, all of it", ""),
		filtered("mine", "m", "mine", "the board: mine alone", "is:mine"),
		filtered("overdue", "o", "overdue", "the board: overdue alone", "is:overdue"),
		filtered("new", "n", "new", "the board: new alone", "is:new"),
		filtered("unassigned", "u", "nobody's", "the board: what nobody has", "is:unassigned"),
		pane("revisits", "r", "revisits", "the board: Ofsted revisits", 1),
		pane("visits", "v", "visits", "the board: QA visits", 2),
		listed("waiting", "w", "waiting", "list: what is waited for, and on whom (waiting)"),
		listed("requests", "q", "requests", "list: placement requests"),
		listed("freezes", "f", "frozen", "list: provisions frozen to new placements (freezes)"),
		listed("discrepancies", "d", "data", "list: data problems (discrepancies)"),
		listed("concerns", "c", "concerns", "list: concerns"),
	}
}

func listActions() []act {
	return []act{
		{ID: "list.open", Keys: []string{"enter", "l", "right"}, Hint: "open", Rank: 1, Help: "open the provision of this row", Group: "This row",
			Scope: onList, Class: flow.Free, Why: noProvision, Do: (*root).openPage},
		{ID: "list.search", Keys: []string{"/", "f3"}, Hint: "search", Rank: 3, Help: "show only rows that hold these words; esc clears", Group: "Find",
			Scope: onList, Class: flow.Free, Do: (*root).searchList},
		{ID: "list.back", Keys: []string{"esc", "h", "left", "q"}, Hint: "back", Rank: 5, Help: "clear the search, then back to the board", Group: "Move",
			Scope: onList, Class: flow.Free, Do: (*root).leaveList},

		{ID: "search.keep", Keys: []string{"enter"}, Hint: "keep", Rank: 1, Help: "keep these rows and go to them", Group: "Find", Scope: inSearch, Class: flow.Free, Do: (*root).keepSearch},
		{ID: "search.down", Keys: []string{"down", "tab"}, Hint: "rows", Rank: 2, Help: "go to the rows", Group: "Find", Scope: inSearch, Class: flow.Free, Do: (*root).keepSearch},
		{ID: "search.leave", Keys: []string{"esc"}, Hint: "clear", Rank: 3, Help: "clear the search, then close it", Group: "Find", Scope: inSearch, Class: flow.Free, Do: (*root).leaveSearch},
	}
}

func paletteActions() []act {
	by := func(n int) func(*root) tea.Cmd {
		return func(r *root) tea.Cmd { return r.movePalette(n) }
	}
	return []act{
		{ID: "command.run", Keys: []string{"enter"}, Hint: "run", Rank: 1, Help: "run this line", Group: "Command", Scope: inPalette, Class: flow.Free, Do: (*root).runCommand},
		{ID: "command.complete", Keys: []string{"tab"}, Hint: "complete", Rank: 2, Help: "complete what is typed", Group: "Command", Scope: inPalette, Class: flow.Free, Do: (*root).completeCommand},
		{ID: "command.close", Keys: []string{"esc"}, Hint: "close", Rank: 3, Help: "close", Group: "Command", Scope: inPalette, Class: flow.Free, Do: (*root).closePalette},
		{ID: "command.clear", Keys: []string{"ctrl+u"}, Hint: "clear", Rank: 4, Help: "clear the line", Group: "Command", Scope: inPalette, Class: flow.Free, Do: (*root).clearCommand},
		{ID: "command.down", Keys: []string{"down", "ctrl+n"}, Help: "line down", Group: "Command", Scope: inPalette, Class: flow.Free, Do: by(1)},
		{ID: "command.up", Keys: []string{"up", "ctrl+p", "shift+tab"}, Help: "line up", Group: "Command", Scope: inPalette, Class: flow.Free, Do: by(-1)},
		{ID: "command.pagedown", Keys: []string{"pgdown"}, Help: "page down", Group: "Command", Scope: inPalette, Class: flow.Free, Do: by(10)},
		{ID: "command.pageup", Keys: []string{"pgup"}, Help: "page up", Group: "Command", Scope: inPalette, Class: flow.Free, Do: by(-10)},
	}
}

// offerActions choose what happened, from a list that may be long.
func offerActions() []act {
	const far = 1 << 30
	by := func(n int) func(*root) tea.Cmd {
		return func(r *root) tea.Cmd { return r.movePick(n) }
	}
	one := func(id string, keys []string, hint string, rank int, help string, do func(*root) tea.Cmd) act {
		return act{ID: "offer." + id, Keys: keys, Hint: hint, Rank: rank, Help: help, Group: "Transition", Scope: inOffers, Class: flow.Free, Do: do}
	}
	narrow := func(id string, keys []string, hint string, rank int, help string, do func(*root) tea.Cmd) act {
		return act{ID: "narrow." + id, Keys: keys, Hint: hint, Rank: rank, Help: help, Group: "Transition", Scope: inNarrow, Class: flow.Free, Do: do}
	}
	return []act{
		one("take", []string{"enter", "l", "right"}, "choose", 1, "choose this transition", (*root).takeOffer),
		one("narrow", []string{"/", "f3"}, "search", 2, "list only those that hold these words; esc clears", (*root).narrowOffers),
		one("down", []string{"j", "down", "tab"}, "down", 3, "down", by(1)),
		one("up", []string{"k", "up", "shift+tab"}, "up", 4, "up", by(-1)),
		one("pagedown", []string{"pgdown", "ctrl+f"}, "page", 6, "page down", func(r *root) tea.Cmd { return r.pagePick(1) }),
		one("pageup", []string{"pgup"}, "", 0, "page up", func(r *root) tea.Cmd { return r.pagePick(-1) }),
		one("first", []string{"g g", "home"}, "first", 0, "the first", by(-far)),
		one("last", []string{"G", "end"}, "", 0, "the last", by(far)),
		one("leave", []string{"esc", "h", "left", "q"}, "leave", 5, "back, nothing is written", (*root).leaveOffers),

		narrow("keep", []string{"enter", "down", "tab"}, "list", 1, "keep these and go to the list", (*root).keepNarrow),
		narrow("leave", []string{"esc"}, "clear", 2, "clear the search, then close it", (*root).leaveNarrow),
	}
}

// showOnly goes to the board and shows the rows of one filter; none shows all.
func (r *root) showOnly(words string) tea.Cmd {
	r.list, r.page = nil, nil
	f, err := board.ParseFilter(words, r.env(r.data()))
	if err != nil {
		r.refuse(err.Error())
		return nil
	}
	r.filter.kept, r.filter.typed = f, f
	r.board.filter(f)
	if words == "" {
		r.say(note, "The board, all of it.")
	} else {
		n, of := r.board.listed()
		r.say(note, sentence(plural(n, "row", "rows")+" of "+plural(of, "row", "rows")+": "+words+". esc clears the filter"))
	}
	r.relayout()
	return nil
}

// showPane goes to one pane of the board.
func (r *root) showPane(i int) tea.Cmd {
	if r.list == nil && r.page == nil {
		return r.focusPane(i)
	}
	r.list, r.page = nil, nil
	r.board.switchTo(i)
	r.applyOrder()
	r.relayout()
	return nil
}
