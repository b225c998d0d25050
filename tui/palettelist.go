package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"placewatch/domain/flow"
	"placewatch/tui/action"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// commands lists all that can be run from where the palette was opened: drafts,
// the transitions of what is selected, the actions, the provisions of the board.
func (r *root) commands(p *palette, offers []flow.Offer) []command {
	var out []command
	for _, d := range r.drafts.list() {
		out = append(out, command{words: r.draftTitle(d), also: "continue", side: "draft", run: func(r *root) tea.Cmd { return r.openDraft(d) }})
	}
	for _, o := range offers {
		c := command{words: titleOf(o), also: join(" ", o.ID, o.Event), side: join("  ", o.ID, p.on.words()), offer: &o}
		if !o.Allowed {
			c.why = orWords(o.WhyNot, "the chart of the policy does not allow it now")
		}
		out = append(out, c)
	}
	for _, a := range r.actions.In(p.scopes) {
		if a.ID == "command" || slices.ContainsFunc(out, func(c command) bool { return c.words == capital(a.Help) && c.offer == nil }) {
			continue
		}
		out = append(out, command{words: capital(a.Help), also: join(" ", a.Hint, a.Group, a.ID), side: r.keys(a), why: a.Refusal(r),
			run: func(r *root) tea.Cmd { return r.run(a, a.Keys[0]) }})
	}
	return append(out, r.provisions()...)
}

// keys are those of an action, as they are read or heard.
func (r *root) keys(a *act) string {
	if r.look.Spoken {
		return action.Aloud(a.Keys)
	}
	return action.SayAll(a.Keys)
}

// provisions are those of the board, each once, found also by the references of
// the children there.
func (r *root) provisions() []command {
	if r.data() == nil {
		return nil
	}
	var out []command
	at := map[string]int{}
	add := func(urn, name, child string) {
		if urn == "" {
			return
		}
		i, had := at[urn]
		if !had {
			i = len(out)
			at[urn] = i
			out = append(out, command{words: name, also: urn, side: "provision", run: func(r *root) tea.Cmd { return r.openProvision(urn, name) }})
		}
		out[i].also = join(" ", out[i].also, child)
	}
	for i := range r.data().Children {
		row := &r.data().Children[i]
		add(row.URN, row.Provision.String(), row.Child.String())
	}
	for i := range r.data().Revisits {
		add(r.data().Revisits[i].URN, r.data().Revisits[i].Provision.String(), "")
	}
	for i := range r.data().Visits {
		add(r.data().Visits[i].URN, r.data().Visits[i].Provision.String(), "")
	}
	return out
}

// matching are the commands that hold every word that was typed, in their order;
// then those whose name holds its letters, as in a slip of the hand, the nearest
// first.
func matching(all []command, words string) []command {
	if words == "" {
		return slices.Clone(all)
	}
	var out, rest []command
	for _, c := range all {
		if holdsAll(c.words+" "+c.also, words) {
			out = append(out, c)
		} else {
			rest = append(rest, c)
		}
	}
	slices.SortStableFunc(out, func(a, b command) int { return begins(b, words) - begins(a, words) })
	for _, m := range fuzzy.FindFrom(words, titles(rest)) {
		if m.Score >= nearEnough {
			out = append(out, rest[m.Index])
		}
	}
	return out
}

// nearEnough is the least that a name must score to count as meant: letters that
// lie all over a long name score less.
const nearEnough = -10

// titles are what commands are called, to be matched letter by letter.
type titles []command

func (t titles) Len() int            { return len(t) }
func (t titles) String(i int) string { return t[i].words }

// begins ranks a name that begins like what was typed before one that holds it.
func begins(c command, words string) int {
	switch {
	case strings.EqualFold(c.words, words):
		return 3
	case holdsAll(c.words, words) && len(c.words) >= len(words) && strings.EqualFold(c.words[:len(words)], words):
		return 2
	case holdsAll(c.words, words):
		return 1
	}
	return 0
}

func holdsAll(s, words string) bool {
	s = strings.ToLower(s)
	for w := range strings.FieldsSeq(strings.ToLower(words)) {
		if !strings.Contains(s, w) {
			return false
		}
	}
	return true
}

// withPalette draws the palette over the lower part of what it was opened on, or
// over the upper where the selected row is in the lower: it stays in sight. A low
// window has no room for both.
func (r *root) withPalette(h int) ([]string, point) {
	n := h / 2
	if h < 15 || r.look.Spoken {
		return r.palette.view(r, r.w, h)
	}
	lines, row := r.below(h)
	lines = frame.Fill(lines, r.w, h)
	drawn, at := r.palette.view(r, r.w, n)
	drawn = append(frame.Fill(drawn, r.w, n-1), r.look.RuleLine(r.w, true, "", ""))
	if row.y >= h-n && row.y >= n {
		return append(drawn, lines[n:]...), at
	}
	return append(lines[:h-n:h-n], drawn...), point{at.x, at.y + h - n}
}

// view draws the line that is typed and what it is the name of.
func (p *palette) view(r *root, w, h int) ([]string, point) {
	l := &r.look
	title := "Command"
	if words := p.on.words(); words != "" {
		title += " on "
		room := w - 2 - frame.Width(title)
		if with := room - 4 - frame.Width(p.remark()); with >= frame.Width(words) {
			room = with
		}
		title += p.on.about(l, room)
	}
	prompt, remark := " : ", p.remark()
	if l.Spoken {
		prompt, remark = "Type: ", position(p.cur, len(p.found))
	}
	typed, x := p.text.show(l, max(1, w-len(prompt)))
	lines := []string{l.paint(theme.Accent, l.RuleLine(w, true, title, remark)), l.Cell(prompt+typed, w)}
	at := point{min(w-1, len(prompt)+x), min(1, h-1)}
	list, y, size := p.lines(l, w)
	body, from := scrolled(l, list, y, w, h-2)
	for i := from; i < from+size && i < len(body) && i >= 0; i++ {
		body[i] = l.paint(theme.Cursor, body[i])
	}
	if l.Spoken && p.onLine {
		at = point{0, min(h-1, from+2)}
	}
	return append(lines, body...), at
}

func (p *palette) remark() string {
	n := 0
	for _, c := range p.found {
		if c.why == "" {
			n++
		}
	}
	return plural(n, "match", "matches")
}

// lines are the commands, those that cannot be run below with the reason; y is
// the line of the cursor, which takes size lines.
func (p *palette) lines(l *look, w int) (lines []string, y, size int) {
	refused := false
	for i, c := range p.found {
		if c.why != "" && !refused && !l.Spoken {
			refused = true
			lines = append(lines, "  Not available now:")
		}
		own := p.line(l, c, i == p.cur, w)
		if i == p.cur {
			y, size = len(lines), len(own)
		}
		lines = append(lines, own...)
	}
	switch {
	case p.failed != "":
		lines = append(l.Indent("   ", p.failed, w), lines...)
	case p.reading:
		lines = append(lines, l.Say("   Reading what may follow for the selected row…"))
	case p.nothing():
		lines = append(l.Indent("   ", "Nothing here is called "+p.typed.name+". ctrl+u clears the line.", w), lines...)
		y++
	}
	return lines, y, size
}

// nothing reports whether only the finder is left.
func (p *palette) nothing() bool {
	return p.typed.name != "" && len(p.found) == 1 && p.found[0].side == "f"
}

func (p *palette) line(l *look, c command, here bool, w int) []string {
	if l.Spoken {
		return c.spokenLines(l, w)
	}
	lead := "    "
	if here {
		lead = "  > "
	}
	switch {
	case c.why != "":
		lead = lead[:2] + "- "
		if here {
			lead = "> - "
		}
		if c.offer != nil {
			return l.Hang(lead, refusal(*c.offer), w)
		}
		return l.Hang(lead, c.words+": "+c.why, w)
	case w < 60:
		return []string{l.Cell(lead+c.words, w)}
	}
	words := c.words
	if c.offer != nil && c.offer.Two {
		words += "  (needs a second person)"
	}
	side := min(frame.Width(c.side), max(0, min(w/3, w-20)))
	return []string{l.Cell(lead+words, w-side-2) + " " + l.Cell(c.side, side) + " "}
}
