package tui

import (
	tea "charm.land/bubbletea/v2"

	"placewatch/domain/flow"
	"placewatch/tui/action"
)

// The scopes of keys. A screen has some of them, the nearest first.
const (
	onRows     action.Scope = "rows"       // a list has the focus
	onBoard    action.Scope = "board"      // the three panes
	onPage     action.Scope = "provision"  // one provision
	onScreens  action.Scope = "screens"    // board, list and provision
	onList     action.Scope = "lists"      // a list beside the board
	inSearch   action.Scope = "search"     // a list is being searched
	inPalette  action.Scope = "command"    // a command is being typed
	inFilter   action.Scope = "filter"     // a filter is being typed
	inFind     action.Scope = "find"       // a provision is being looked for
	inOffers   action.Scope = "transition" // choosing one
	inNarrow   action.Scope = "narrow"     // by words that are typed
	inDetails  action.Scope = "details"    // filling it in
	inChecked  action.Scope = "checked"    // what is checked before it is saved
	inSaved    action.Scope = "saved"      // what is saved without a check
	inOptions  action.Scope = "options"    // on a field with options
	inList     action.Scope = "list"       // where they have a line each
	inCheck    action.Scope = "check"      // looking it over
	inSave     action.Scope = "save"       // what is saved with enter
	inSign     action.Scope = "sign"       // what is signed with a word
	inConflict action.Scope = "conflict"   // someone else was first
	inClash    action.Scope = "clash"      // theirs or ours, for each field of both
	inWhy      action.Scope = "why"        // why ours is used
	inStuck    action.Scope = "stuck"      // it can follow no more
	inRead     action.Scope = "read"       // text that may be longer than the window
	inHelp     action.Scope = "help"
	inLog      action.Scope = "messages"
	everywhere action.Scope = "everywhere"
)

type act = action.Action[*root]

// allActions lists everything a person can do, each thing once.
func allActions() []act {
	var all []act
	for _, part := range [][]act{boardActions(), pageActions(), rowActions(), screenActions(),
		viewActions(), listActions(), paletteActions(), filterActions(), findActions(), offerActions(), formActions(), overlayActions(), everywhereActions()} {
		all = append(all, part...)
	}
	return all
}

func boardActions() []act {
	return []act{
		{ID: "open", Keys: []string{"enter", "l", "right"}, Hint: "open", Rank: 1, Help: "open the provision of this row", Group: "This row",
			Scope: onBoard, Class: flow.Free, Why: noProvision, Do: (*root).openPage},
		{ID: "filter", Keys: []string{"/", "f3"}, Hint: "filter", Rank: 3, Help: "show only rows that match; esc clears", Group: "Find",
			Scope: onBoard, Class: flow.Free, Why: noBoard, Do: (*root).openFilter},
		{ID: "pane.next", Keys: []string{"tab"}, Hint: "pane", Rank: 4, Help: "next pane", Group: "Move",
			Scope: onBoard, Class: flow.Free, Why: noBoard, Do: func(r *root) tea.Cmd { return r.focusPane(r.board.focus + 1) }},
		{ID: "pane.previous", Keys: []string{"shift+tab"}, Help: "pane before", Group: "Move",
			Scope: onBoard, Class: flow.Free, Why: noBoard, Do: func(r *root) tea.Cmd { return r.focusPane(r.board.focus - 1) }},
		{ID: "pane.children", Keys: []string{"1"}, Help: "children", Group: "Move",
			Scope: onBoard, Class: flow.Free, Why: noBoard, Do: func(r *root) tea.Cmd { return r.focusPane(0) }},
		{ID: "pane.revisits", Keys: []string{"2"}, Help: "Ofsted revisits", Group: "Move",
			Scope: onBoard, Class: flow.Free, Why: noBoard, Do: func(r *root) tea.Cmd { return r.focusPane(1) }},
		{ID: "pane.visits", Keys: []string{"3"}, Help: "QA visits", Group: "Move",
			Scope: onBoard, Class: flow.Free, Why: noBoard, Do: func(r *root) tea.Cmd { return r.focusPane(2) }},
		{ID: "sort", Keys: []string{"s"}, Hint: "sort", Rank: 5, Help: "sort by the next key", Group: "Find",
			Scope: onBoard, Class: flow.Free, Why: noBoard, Do: (*root).nextSort},
		{ID: "sort.reverse", Keys: []string{"S"}, Help: "turn the order round", Group: "Find",
			Scope: onBoard, Class: flow.Free, Why: noBoard, Do: (*root).reverseSort},
		{ID: "detail", Keys: []string{"p"}, Hint: "detail", Rank: 6, Help: "show or hide the detail of the row", Group: "Screen",
			Scope: onBoard, Class: flow.Free, Why: noRoomForDetail, Do: (*root).toggleDetail},
		{ID: "zoom", Keys: []string{"+"}, Help: "this pane alone with more detail, and back", Group: "Screen",
			Scope: onBoard, Class: flow.Free, Why: aloneAlready, Do: (*root).toggleZoom},
		{ID: "back", Keys: []string{"esc", "h", "left"}, Help: "clear the filter, or undo the zoom", Group: "Move",
			Scope: onBoard, Class: flow.Free, Why: nowhereBack, Do: (*root).backOnBoard},
		{ID: "leave", Keys: []string{"q"}, Hint: "leave", Rank: 9, Help: "leave Placewatch (twice)", Group: "Screen",
			Scope: onBoard, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.leave("q") }},
	}
}

func pageActions() []act {
	return []act{
		{ID: "page.entry", Keys: []string{"enter"}, Hint: "whole entry", Rank: 2, Help: "this entry in full, and back to the list", Group: "Provision",
			Scope: onPage, Class: flow.Free, Why: noEntry, Do: (*root).toggleEntry},
		{ID: "tab.next", Keys: []string{"tab", "]", "right", "l"}, Hint: "next tab", Rank: 1, Help: "next tab", Group: "Provision",
			Scope: onPage, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.page.turn(1) }},
		{ID: "tab.previous", Keys: []string{"shift+tab", "[", "left"}, Help: "tab before", Group: "Provision",
			Scope: onPage, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.page.turn(-1) }},
		{ID: "page.back", Keys: []string{"esc", "h", "q"}, Hint: "back", Rank: 3, Help: "back: from the whole entry to the list, from the provision to the board", Group: "Provision",
			Scope: onPage, Class: flow.Free, Do: (*root).backFromPage},
	}
}

// rowActions move in whatever list has the focus.
func rowActions() []act {
	by := func(n func(r *root) int) func(*root) tea.Cmd {
		return func(r *root) tea.Cmd { return r.moveRows(n(r)) }
	}
	const far = 1 << 30
	return []act{
		{ID: "row.down", Keys: []string{"j", "down"}, Help: "row down", Group: "Move", Scope: onRows, Class: flow.Free, Why: noRows, Do: by(func(*root) int { return 1 })},
		{ID: "row.up", Keys: []string{"k", "up"}, Help: "row up", Group: "Move", Scope: onRows, Class: flow.Free, Why: noRows, Do: by(func(*root) int { return -1 })},
		{ID: "page.down", Keys: []string{"pgdown", "ctrl+f"}, Help: "page down", Group: "Move", Scope: onRows, Class: flow.Free, Why: noRows, Do: by(func(r *root) int { return r.pageful() })},
		{ID: "page.up", Keys: []string{"pgup"}, Help: "page up", Group: "Move", Scope: onRows, Class: flow.Free, Why: noRows, Do: by(func(r *root) int { return -r.pageful() })},
		{ID: "row.first", Keys: []string{"g g", "home"}, Hint: "first", Help: "first row", Group: "Move", Scope: onRows, Class: flow.Free, Why: noRows, Do: by(func(*root) int { return -far })},
		{ID: "row.last", Keys: []string{"G", "end"}, Help: "last row", Group: "Move", Scope: onRows, Class: flow.Free, Why: noRows, Do: by(func(*root) int { return far })},
	}
}

func screenActions() []act {
	return []act{
		{ID: "transition", Keys: []string{"t", "f2"}, Hint: "transition", Rank: 2, Help: "record what happened: choose, fill in, check, save", Group: "This row",
			Scope: onScreens, Class: flow.Checked, Why: noSubject, Do: (*root).openForm},
		{ID: "command", Keys: []string{":", "ctrl+p", "f4"}, Hint: "command", Rank: 4, Help: "type a command: any action, transition, list or provision by its name", Group: "Find",
			Scope: onScreens, Class: flow.Free, Why: noBoard, Do: (*root).openPalette},
		{ID: "owner", Keys: []string{"o"}, Help: "hand the most urgent duty of this row to somebody", Group: "This row",
			Scope: onScreens, Class: flow.Checked, Why: noDuty, Do: (*root).openOwner},
		{ID: "undo", Keys: []string{"z"}, Help: "undo my last change: once shows it, twice does it", Group: "This row",
			Scope: onScreens, Class: flow.Checked, Do: (*root).askUndo},
		{ID: "redo", Keys: []string{"Z"}, Help: "do again what I undid: once shows it, twice does it", Group: "This row",
			Scope: onScreens, Class: flow.Checked, Do: (*root).askRedo},
		{ID: "find", Keys: []string{"f"}, Hint: "find", Rank: 3, Help: "find a provision, on the board or not", Group: "Find",
			Scope: onScreens, Class: flow.Free, Why: noBoard, Do: (*root).openFind},
		{ID: "pause", Keys: []string{"."}, Hint: "pause", Rank: 8, Help: "apply the changes that wait; where none does, hold live updates, and let them go", Group: "Screen",
			Scope: onScreens, Class: flow.Free, Why: noBoard, Do: (*root).togglePause},
		{ID: "refresh", Keys: []string{"ctrl+r", "f5"}, Help: "read everything again now", Group: "Screen",
			Scope: onScreens, Class: flow.Free, Do: (*root).refresh},
		{ID: "theme", Keys: []string{"C"}, Help: "the next theme of colours; it is kept for you", Group: "Screen",
			Scope: onScreens, Class: flow.Free, Do: (*root).nextTheme},
		{ID: "signs", Keys: []string{"W"}, Help: "draw with ASCII signs only, or not; it is kept for you", Group: "Screen",
			Scope: onScreens, Class: flow.Free, Do: (*root).otherSigns},
		{ID: "keys", Keys: []string{"K"}, Help: "no single letter does anything (for speech input), or all do; it is kept for you", Group: "Screen",
			Scope: onScreens, Class: flow.Free, Do: (*root).nameKeys},
		{ID: "reading", Keys: []string{"R"}, Help: "how the board is read: as a screen, in phrases for a screen reader, or over SSH in lines; it is kept for you", Group: "Screen",
			Scope: onScreens, Class: flow.Free, Do: (*root).nextReading},
		{ID: "lock", Keys: []string{"X"}, Help: "clear the screen until enter is pressed", Group: "Screen",
			Scope: onScreens, Class: flow.Free, Do: (*root).lock},
		{ID: "log", Keys: []string{"L"}, Help: "all messages of this session", Group: "Screen",
			Scope: onScreens, Class: flow.Free, Do: (*root).openLog},
		{ID: "help", Keys: []string{"?"}, Hint: "help", Rank: 99, Help: "this help", Group: "Screen",
			Scope: onScreens, Class: flow.Free, Do: (*root).openHelp},
	}
}

func filterActions() []act {
	return []act{
		{ID: "filter.keep", Keys: []string{"enter"}, Hint: "keep", Rank: 1, Help: "keep the filter", Group: "Filter", Scope: inFilter, Class: flow.Free, Do: (*root).keepFilter},
		{ID: "filter.leave", Keys: []string{"esc"}, Hint: "clear", Rank: 2, Help: "clear the filter, then close it", Group: "Filter", Scope: inFilter, Class: flow.Free, Do: (*root).leaveFilter},
		{ID: "filter.complete", Keys: []string{"tab"}, Hint: "complete", Rank: 3, Help: "complete the last word", Group: "Filter", Scope: inFilter, Class: flow.Free, Do: (*root).completeFilter},
		{ID: "filter.before", Keys: []string{"up"}, Hint: "earlier", Rank: 4, Help: "filters typed before", Group: "Filter", Scope: inFilter, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.recallFilter(-1) }},
		{ID: "filter.after", Keys: []string{"down"}, Help: "filters typed after", Group: "Filter", Scope: inFilter, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.recallFilter(1) }},
	}
}

func findActions() []act {
	by := func(n func(r *root) int) func(*root) tea.Cmd {
		return func(r *root) tea.Cmd { return r.moveFind(n(r)) }
	}
	return []act{
		{ID: "find.open", Keys: []string{"enter"}, Hint: "open", Rank: 1, Help: "open the provision", Group: "Find a provision", Scope: inFind, Class: flow.Free, Do: (*root).openFound},
		{ID: "find.down", Keys: []string{"down", "ctrl+n", "tab"}, Hint: "next", Rank: 2, Help: "provision below", Group: "Find a provision", Scope: inFind, Class: flow.Free, Do: by(func(*root) int { return 1 })},
		{ID: "find.up", Keys: []string{"up", "ctrl+p", "shift+tab"}, Hint: "before", Rank: 3, Help: "provision above", Group: "Find a provision", Scope: inFind, Class: flow.Free, Do: by(func(*root) int { return -1 })},
		{ID: "find.pagedown", Keys: []string{"pgdown"}, Help: "page down", Group: "Find a provision", Scope: inFind, Class: flow.Free, Do: by(func(r *root) int { return max(1, r.find.visible-1) })},
		{ID: "find.pageup", Keys: []string{"pgup"}, Help: "page up", Group: "Find a provision", Scope: inFind, Class: flow.Free, Do: by(func(r *root) int { return -max(1, r.find.visible-1) })},
		{ID: "find.leave", Keys: []string{"esc"}, Hint: "back", Rank: 4, Help: "clear the line, then close", Group: "Find a provision", Scope: inFind, Class: flow.Free, Do: (*root).leaveFind},
	}
}

func formActions() []act {
	return []act{
		{ID: "field.next", Keys: []string{"tab", "down"}, Hint: "next", Rank: 2, Help: "next field", Group: "Transition", Scope: inDetails, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.moveField(1) }},
		{ID: "field.previous", Keys: []string{"shift+tab", "up"}, Help: "field before", Group: "Transition", Scope: inDetails, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.moveField(-1) }},
		{ID: "field.choose", Keys: []string{"space"}, Hint: "choose", Rank: 1, Help: "choose this option; so does its number or first letter", Group: "Transition", Scope: inOptions, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.form.chooseOption() }},
		{ID: "option.next", Keys: []string{"right"}, Hint: "option", Rank: 1, Help: "next option", Group: "Transition", Scope: inOptions, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.moveOption(1) }},
		{ID: "option.previous", Keys: []string{"left"}, Help: "option before", Group: "Transition", Scope: inOptions, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.moveOption(-1) }},
		{ID: "list.down", Keys: []string{"down", "right"}, Hint: "option", Rank: 1, Help: "option below, and after the last the next field", Group: "Transition", Scope: inList, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.moveInList(1) }},
		{ID: "list.up", Keys: []string{"up", "left"}, Help: "option above, and before the first the field before", Group: "Transition", Scope: inList, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.moveInList(-1) }},
		{ID: "details.next", Keys: []string{"enter"}, Help: "next field, and after the last what ctrl+s does", Group: "Transition", Scope: inDetails, Class: flow.Free, Do: (*root).nextOrCheck},
		{ID: "details.check", Keys: []string{"ctrl+s"}, Hint: "check", Rank: 3, Help: "check what would be saved", Group: "Transition", Scope: inChecked, Class: flow.Free, Do: (*root).check},
		{ID: "details.save", Keys: []string{"ctrl+s"}, Hint: "save", Rank: 3, Help: "save it; it can be undone for ten minutes", Group: "Transition", Scope: inSaved, Class: flow.Free, Do: (*root).check},
		{ID: "details.anew", Keys: []string{"ctrl+n"}, Help: "start the form anew, and back to what was typed", Group: "Transition", Scope: inDetails, Class: flow.Free, Do: (*root).startAnew},
		{ID: "details.leave", Keys: []string{"esc"}, Hint: "back", Rank: 4, Help: "back to the list; what you typed is kept", Group: "Transition", Scope: inDetails, Class: flow.Free, Do: (*root).leaveDetails},

		{ID: "check.save", Keys: []string{"enter"}, Hint: "save", Rank: 1, Help: "save it", Group: "Transition", Scope: inSave, Class: flow.Checked, Do: (*root).save},
		{ID: "check.sign", Keys: []string{"enter"}, Hint: "sign", Rank: 1, Help: "sign it, once the word is typed", Group: "Transition", Scope: inSign, Class: flow.Signed, Do: (*root).save},
		{ID: "check.back", Keys: []string{"esc"}, Hint: "back", Rank: 2, Help: "change something", Group: "Transition", Scope: inCheck, Class: flow.Free, Do: (*root).leaveCheck},

		{ID: "check.down", Keys: []string{"down", "pgdown"}, Hint: "more", Rank: 3, Help: "read on", Group: "Transition", Scope: inRead, Class: flow.Free, Why: nothingBelow, Do: func(r *root) tea.Cmd { return r.form.read(r, 1) }},
		{ID: "check.up", Keys: []string{"up", "pgup"}, Help: "read back", Group: "Transition", Scope: inRead, Class: flow.Free, Why: nothingAbove, Do: func(r *root) tea.Cmd { return r.form.read(r, -1) }},

		{ID: "clash.theirs", Keys: []string{"k", "left"}, Hint: "keep theirs", Rank: 1, Help: "keep what the other put there", Group: "Transition", Scope: inClash, Class: flow.Free, Why: noTheirs, Do: func(r *root) tea.Cmd { return r.chooseSide(keepTheirs) }},
		{ID: "clash.mine", Keys: []string{"m", "right"}, Hint: "use mine", Rank: 1, Help: "use what you entered; a reason is asked for", Group: "Transition", Scope: inClash, Class: flow.Free, Why: noMine, Do: func(r *root) tea.Cmd { return r.chooseSide(useOurs) }},
		{ID: "clash.next", Keys: []string{"down", "tab"}, Help: "next field that you both changed, then the reason", Group: "Transition", Scope: inClash, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.moveClash(1) }},
		{ID: "clash.previous", Keys: []string{"up", "shift+tab"}, Help: "field before", Group: "Transition", Scope: inClash, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.moveClash(-1) }},
		{ID: "why.back", Keys: []string{"up", "shift+tab", "tab", "down"}, Hint: "the fields", Rank: 2, Help: "back to the fields that you both changed", Group: "Transition", Scope: inWhy, Class: flow.Free, Do: (*root).backToClash},
		{ID: "conflict.reload", Keys: []string{"enter"}, Hint: "check again", Rank: 1, Help: "read the record again with what you chose, check again", Group: "Transition", Scope: inConflict, Class: flow.Free, Do: (*root).reload},
		{ID: "conflict.back", Keys: []string{"esc"}, Hint: "back", Rank: 2, Help: "decide later", Group: "Transition", Scope: inConflict, Class: flow.Free, Do: (*root).backFromClash},

		{ID: "stuck.fact", Keys: []string{"ctrl+k"}, Hint: "keep as a fact", Rank: 1, Help: "keep your words as a fact raised", Group: "Transition", Scope: inStuck, Class: flow.Free, Why: noFact, Do: (*root).keepAsFact},
		{ID: "stuck.discard", Keys: []string{"ctrl+n"}, Hint: "discard", Rank: 2, Help: "discard the draft, and bring it back", Group: "Transition", Scope: inStuck, Class: flow.Free, Do: (*root).discardDraft},
		{ID: "stuck.leave", Keys: []string{"esc"}, Hint: "leave", Rank: 4, Help: "leave it as a draft", Group: "Transition", Scope: inStuck, Class: flow.Free, Do: (*root).leaveForm},
	}
}

func overlayActions() []act {
	return []act{
		{ID: "help.search", Keys: []string{"/"}, Hint: "search", Rank: 2, Help: "search the help by a word or a key", Group: "Help", Scope: inHelp, Class: flow.Free, Do: (*root).searchHelp},
		{ID: "help.run", Keys: []string{"enter"}, Hint: "run", Rank: 1, Help: "run the action of this line", Group: "Help", Scope: inHelp, Class: flow.Free, Do: (*root).runHelp},
		{ID: "help.down", Keys: []string{"down", "tab"}, Help: "line down", Group: "Help", Scope: inHelp, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.moveHelp(1) }},
		{ID: "help.up", Keys: []string{"up", "shift+tab"}, Help: "line up", Group: "Help", Scope: inHelp, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.moveHelp(-1) }},
		{ID: "help.pagedown", Keys: []string{"pgdown"}, Help: "page down", Group: "Help", Scope: inHelp, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.moveHelp(10) }},
		{ID: "help.pageup", Keys: []string{"pgup"}, Help: "page up", Group: "Help", Scope: inHelp, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.moveHelp(-10) }},
		{ID: "help.close", Keys: []string{"esc", "f1"}, Hint: "close", Rank: 99, Help: "clear the search, then close", Group: "Help", Scope: inHelp, Class: flow.Free, Do: (*root).closeHelp},

		{ID: "log.down", Keys: []string{"j", "down", "pgdown"}, Hint: "down", Rank: 1, Help: "down", Group: "Messages", Scope: inLog, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.moveLog(1) }},
		{ID: "log.up", Keys: []string{"k", "up", "pgup"}, Hint: "up", Rank: 2, Help: "up", Group: "Messages", Scope: inLog, Class: flow.Free, Do: func(r *root) tea.Cmd { return r.moveLog(-1) }},
		{ID: "log.close", Keys: []string{"esc", "q", "L", "h", "left"}, Hint: "close", Rank: 99, Help: "close", Group: "Messages", Scope: inLog, Class: flow.Free, Do: (*root).closeLog},
	}
}

func everywhereActions() []act {
	return []act{
		{ID: "help.anywhere", Keys: []string{"f1"}, Hint: "help", Rank: 100, Help: "this help, from anywhere", Group: "Screen", Scope: everywhere, Class: flow.Free, Do: (*root).openHelp},
		{ID: "redraw", Keys: []string{"ctrl+l"}, Help: "draw the screen afresh", Group: "Screen", Scope: everywhere, Class: flow.Free,
			Do: func(*root) tea.Cmd { return tea.ClearScreen }},
		{ID: "interrupt", Keys: []string{"ctrl+c"}, Help: "leave at once (twice)", Group: "Screen", Scope: everywhere, Class: flow.Free,
			Do: func(r *root) tea.Cmd { return r.leave("ctrl+c") }},
	}
}
