package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/board"
	"placewatch/tui/action"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// help lists what can be done where it was opened, from the same actions that
// the keys are read from. Typing searches by word or key; enter runs the line.
type help struct {
	search input
	onLine bool           // the hand is on the lines
	typing bool           // the cursor is in the search, so that / is a sign
	scopes []action.Scope // where help was opened
	found  []*act
	cur    int
}

func (r *root) openHelp() tea.Cmd {
	if r.help != nil {
		return nil
	}
	h := &help{scopes: r.scopes()}
	r.help = h
	h.find(r)
	return nil
}

// closeHelp clears the search first, then closes.
func (r *root) closeHelp() tea.Cmd {
	r.help.typing = false
	if r.help.search.value() != "" {
		r.help.search.set("")
		r.help.find(r)
		return nil
	}
	r.help = nil
	return nil
}

// find lists the actions whose words or keys hold what was typed. Those of one
// group stay together, in the order in which the groups first appear.
func (h *help) find(r *root) {
	want := strings.ToLower(h.search.clean())
	h.onLine = false
	var order []string
	groups := map[string][]*act{}
	for _, a := range r.actions.In(h.scopes) {
		if !strings.Contains(strings.ToLower(a.Help+" "+a.Hint+" "+a.Group+" "+action.SayAll(a.Keys)), want) {
			continue
		}
		if groups[a.Group] == nil {
			order = append(order, a.Group)
		}
		groups[a.Group] = append(groups[a.Group], a)
	}
	h.found = nil
	for _, g := range order {
		h.found = append(h.found, groups[g]...)
	}
	h.cur = max(0, min(h.cur, len(h.found)-1))
	if want != "" {
		h.cur = h.best(r, want)
	}
}

// best is the line that was most likely meant: what can be done now and begins with
// what was typed, else what can be done now.
func (h *help) best(r *root, want string) int {
	begins := func(a *act) bool { return a.Refusal(r) == "" && strings.HasPrefix(strings.ToLower(a.Help), want) }
	if i := slices.IndexFunc(h.found, begins); i >= 0 {
		return i
	}
	return max(0, slices.IndexFunc(h.found, func(a *act) bool { return a.Refusal(r) == "" }))
}

// searchHelp puts the cursor into the search; once there, / is a sign like others.
func (r *root) searchHelp() tea.Cmd {
	if h := r.help; h.typing || h.search.value() != "" {
		h.search.insert("/")
		h.find(r)
	}
	r.help.typing = true
	return nil
}

func (r *root) moveHelp(by int) tea.Cmd {
	r.help.onLine = true
	return r.answered(moveIn(&r.help.cur, by, len(r.help.found)), by)
}

// runHelp closes the help and runs the line, as if its key had been pressed. What
// cannot be done now says why, and the help stays.
func (r *root) runHelp() tea.Cmd {
	if len(r.help.found) == 0 {
		r.refuse("nothing here is called that")
		return nil
	}
	a := r.help.found[r.help.cur]
	if why := a.Refusal(r); why != "" {
		r.refuse(capital(a.Help) + " is not possible now: " + why)
		return nil
	}
	r.help = nil
	return r.run(a, a.Keys[0])
}

// view draws the help as a whole screen, which a screen reader reads in order.
func (h *help) view(r *root, w, height int) ([]string, point) {
	l := &r.look
	if l.Spoken {
		return h.spoken(r, w, height)
	}
	s, x := h.search.show(l, max(1, min(40, w-26)))
	if s = strings.TrimRight(s, " "); s == "" {
		s = "type a word or a key"
	}
	list, y := h.lines(r, w)
	legend := helpLegend(l, r.data(), w)
	remark := plural(len(h.found), "key here", "keys here")
	look, last := y, h.cur >= len(h.found)-1
	if height < len(legend)+10 { // no room beside the keys: it stands after the last
		list, legend = append(list, legend...), nil
		remark += ", then marks"
		if last {
			look = min(len(list)-1, y+height/2)
		}
	}
	rows, at := scrolled(l, list, look, w, height-1-len(legend))
	if at -= look - y; at >= 0 && at < len(rows) && len(h.found) > 0 {
		rows[at] = l.paint(theme.Cursor, rows[at])
	}
	lines := append([]string{l.paint(theme.Accent, l.RuleLine(w, true, "find: "+s, remark))}, append(rows, legend...)...)
	cursor := point{0, at + 1}
	if h.typing || h.search.value() != "" {
		cursor = point{min(w-1, 7+x), 0}
	}
	return lines, cursor
}

// lines are the found actions under their groups; y is the line of the cursor.
func (h *help) lines(r *root, w int) (lines []string, y int) {
	group, spoken := "", r.look.Spoken
	for i, a := range h.found {
		if a.Group != group && !spoken {
			group = a.Group
			lines = append(lines, "  "+group)
		}
		if i == h.cur {
			y = len(lines)
		}
		lead := "    "
		if i == h.cur {
			lead = " >  "
		}
		words := a.Help
		if why := a.Refusal(r); why != "" {
			words += "   (not now: " + why + ")"
		}
		if spoken {
			lines = append(lines, r.look.Wrap(action.Aloud(a.Keys)+": "+words, w)...)
			continue
		}
		keys := action.SayAll(a.Keys)
		lines = append(lines, r.look.Cut(lead+r.look.Cell(keys, min(20, max(8, w/3)))+" "+words, w))
	}
	if len(h.found) == 0 {
		lines = append(lines, "", r.look.Say("   Nothing here is called that. esc clears the search."))
	}
	return lines, y
}

// helpLegend explains the marks, which stand in the first column always, and the
// words that stand where a reader looks for something else; last the policy.
func helpLegend(l *look, b *board.Board, w int) []string {
	words := []string{
		"!! overdue   !  due today, or window passed   ~  window open   *  new   .  not due   ?  data problem",
		"INAD inadequate   RI requires improvement   GOOD good   OUT outstanding   SA1 SA2 SA3 supported accommodation: strong, inconsistent, serious weaknesses",
		"(p) provisional   >  selected   -  not available, reason beside it   * before a cell: changed by somebody else, not yet seen   home: owed for the whole provision   none: open, with no child of ours",
		"NOT SAFE a child said so, or nobody has yet decided whether tonight is safe   BREACH placed against the freeze, undecided   NOT RATIFIED two managers have yet to agree",
	}
	title := "Marks"
	if l.Spoken { // marks and judgements are words there
		title = "Words"
		words = []string{"home: owed for the whole provision   none: open, with no child of ours", words[3]}
	}
	if b != nil {
		words = append(words, capital(policyWords(b)))
	}
	lines := []string{l.RuleLine(w, false, title, "")}
	for _, s := range words {
		for _, part := range l.Indent("  ", s, w) {
			lines = append(lines, l.Cell(part, w))
		}
	}
	return lines
}

// logScreen shows all messages of the session, the newest first.
type logScreen struct {
	first int
	n     int
}

func (r *root) openLog() tea.Cmd {
	r.log = &logScreen{n: len(r.messages.all)}
	return nil
}

func (r *root) closeLog() tea.Cmd {
	r.log = nil
	return nil
}

func (r *root) moveLog(by int) tea.Cmd {
	return r.answered(moveIn(&r.log.first, by, r.log.n), by)
}

func (g *logScreen) view(r *root, w, h int) ([]string, point) {
	l := &r.look
	remark := plural(g.n, "message, newest first", "messages, newest first")
	if l.Spoken {
		remark = position(g.first, g.n) + ", newest first"
	}
	lines := []string{l.paint(theme.Accent, l.RuleLine(w, true, "Messages of this session", remark))}
	var text []string
	for i := g.n - 1 - g.first; i >= 0 && len(text) < h; i-- {
		m := r.messages.all[i]
		text = append(text, l.Hang(m.at.Format("15:04")+"  ", m.line(), w)...)
	}
	if g.n == 0 {
		text = l.Indent(frame.Spaces(min(3, w/8)), "No message yet. What was done, refused or failed is kept here.", w)
	}
	body, _ := scrolled(l, text, 0, w, h-1)
	return append(lines, body...), point{0, min(1, h-1)}
}
