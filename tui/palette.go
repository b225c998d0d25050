package tui

import (
	"context"
	"regexp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/flow"
	"placewatch/tui/action"
)

// palette runs what is typed: any action, any transition of what is selected, with
// its answers, a list, a provision, a draft.
type palette struct {
	text    input
	on      target
	scopes  []action.Scope // where it was opened
	reading bool           // the transitions have not come yet
	query   int
	failed  string
	all     []command
	found   []command // what can be done first
	typed   typed
	cur     int
	onLine  bool // the hand is on the lines, not in what is typed
}

// command is one line of the palette.
type command struct {
	words string // what it is called
	also  string // what else it is found by
	side  string // where, or by which key
	why   string // it cannot be done now; "" when it can
	offer *flow.Offer
	run   func(*root) tea.Cmd // not for transitions
}

// typed is what was typed: the name, and answers as name=value.
type typed struct {
	name string
	rest string // after the name of a transition, as it stands
	args map[string]string
}

type commandsMsg struct {
	query  int
	offers []flow.Offer
	err    error
}

func (r *root) openPalette() tea.Cmd {
	p := &palette{scopes: r.scopes()}
	if noSubject(r) == "" {
		p.on = r.aim()
	}
	p.all = r.commands(p, nil)
	r.palette = p
	p.find(r)
	return r.readCommands()
}

// readCommands asks for the transitions of what is selected.
func (r *root) readCommands() tea.Cmd {
	p := r.palette
	if p.on.subject == "" {
		return nil
	}
	r.queries++
	p.query, p.reading = r.queries, true
	query, subject := p.query, p.on.subject
	desk, parent := r.desk, r.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		offers, _, err := desk.Offers(ctx, subject)
		return commandsMsg{query, offers, err}
	}
}

func (r *root) commandsRead(msg commandsMsg) {
	p := r.palette
	if p == nil || p.query != msg.query {
		return
	}
	p.reading = false
	if msg.err != nil {
		p.failed = "Transitions could not be read: " + inWords(msg.err)
		r.say(stop, p.failed)
		return
	}
	was := p.selected()
	p.all = r.commands(p, msg.offers)
	p.find(r)
	for i := range p.found { // the hand stays on its line
		if was != nil && p.typed.name != "" && p.found[i].words == was.words && p.found[i].side == was.side && p.cur != 0 {
			p.cur = i
		}
	}
}

func (r *root) closePalette() tea.Cmd {
	r.palette = nil
	return nil
}

func (r *root) clearCommand() tea.Cmd {
	r.palette.text.set("")
	r.palette.find(r)
	return nil
}

func (r *root) movePalette(by int) tea.Cmd {
	p := r.palette
	p.onLine = len(p.found) > 0
	return r.answered(moveIn(&p.cur, by, max(1, len(p.found))), by)
}

// selected is the line under the cursor; nil when none is listed.
func (p *palette) selected() *command {
	if p.cur < 0 || p.cur >= len(p.found) {
		return nil
	}
	return &p.found[p.cur]
}

var answer = regexp.MustCompile(`(?:^|\s)([a-z][a-z0-9_]*)=`)

// nextAnswer is one behind another: the value may hold a = of its own.
var nextAnswer = regexp.MustCompile(`\s[a-z][a-z0-9_]*=`)

// readTyped parts a name from the answers after it. An answer goes on to the next
// one, so that told_on=5 3 2026 needs no quotes; between quotes it holds anything.
func readTyped(s string) typed {
	t := typed{name: strings.TrimSpace(s), args: map[string]string{}}
	for at := answer.FindStringSubmatchIndex(s); at != nil; at = answer.FindStringSubmatchIndex(s) {
		if len(t.args) == 0 {
			t.name = strings.TrimSpace(s[:at[0]])
		}
		name := s[at[2]:at[3]]
		t.args[name], s = readAnswer(s[at[1]:])
	}
	return t
}

// readAnswer reads one answer, and returns what comes after it.
func readAnswer(s string) (value, rest string) {
	for _, quote := range []string{`"`, `'`} {
		inner, opened := strings.CutPrefix(strings.TrimLeft(s, " "), quote)
		// The quote that closes it ends a word, so that an apostrophe does not, and
		// nothing is lost behind it.
		value, after, closed := strings.Cut(inner+" ", quote+" ")
		if after = strings.TrimSpace(after); opened && closed && (after == "" || answer.FindStringIndex(after) != nil && answer.FindStringIndex(after)[0] == 0) {
			return strings.TrimSpace(value), after
		}
	}
	if next := nextAnswer.FindStringIndex(s); next != nil {
		return strings.TrimSpace(s[:next[0]]), s[next[0]:]
	}
	return strings.TrimSpace(s), ""
}

// find lists what is called like what was typed. A transition named by its id or
// its word stands alone, with the words after it as its answers.
func (p *palette) find(r *root) {
	p.cur, p.onLine, p.typed = 0, false, readTyped(p.text.value())
	first, rest, _ := strings.Cut(strings.TrimLeft(p.text.value(), " "), " ")
	if exact := p.exactly(first); len(exact) > 0 {
		p.typed.name, p.typed.rest, p.found = first, rest, exact
		return
	}
	p.found = matching(p.all, p.typed.name)
	if p.typed.name != "" {
		words := p.typed.name
		p.found = append(p.found, command{words: "Find " + words + " among all provisions", side: "f", run: func(r *root) tea.Cmd { return r.findNamed(words) }})
	}
	slices.SortStableFunc(p.found, func(a, b command) int { return rankOf(a) - rankOf(b) })
}

func rankOf(c command) int {
	if c.why != "" {
		return 1
	}
	return 0
}

// exactly are the transitions that word is the id or the event of.
func (p *palette) exactly(word string) []command {
	var out []command
	for _, c := range p.all {
		if c.offer != nil && word != "" && (strings.EqualFold(c.offer.ID, word) || strings.EqualFold(c.offer.Event, word)) {
			out = append(out, c)
		}
	}
	return out
}

// runCommand runs the line under the cursor, or says why it cannot be run.
func (r *root) runCommand() tea.Cmd {
	p := r.palette
	c := p.selected()
	switch {
	case c == nil && p.reading:
		r.refuse("still reading what may follow")
		return nil
	case c == nil:
		r.refuse("nothing here is called that")
		return nil
	case c.why != "":
		r.refuse(c.words + " is not available: " + c.why)
		return nil
	case c.offer == nil && len(p.typed.args) > 0:
		r.refuse("only a transition takes answers such as on=today; press tab on one to see its own")
		return nil
	case c.offer == nil:
		r.palette = nil
		return c.run(r)
	}
	if why := strange(*c.offer, p.typed); why != "" {
		r.say(fix, why)
		return nil
	}
	r.palette = nil
	return r.formOn(p.on, offerName(*c.offer), p.typed.args)
}

// strange says what was typed after a transition that it does not ask for.
func strange(o flow.Offer, t typed) string {
	var asked []string
	for _, a := range o.Arguments {
		asked = append(asked, a.Name+"=")
	}
	takes := " It takes " + strings.Join(asked, " ")
	if len(asked) == 0 {
		takes = " It takes none"
	}
	if words, _, _ := strings.Cut(t.rest, "="); t.rest != "" && len(t.args) == 0 {
		return "Write each answer as name=value; " + strings.TrimSpace(words) + " is not one." + takes + "."
	}
	for name := range t.args {
		if !slices.Contains(asked, name+"=") {
			return name + " is not asked for by " + o.Title + "." + takes + "."
		}
	}
	return ""
}

// completeCommand completes the name, then the names of its answers, then a choice.
func (r *root) completeCommand() tea.Cmd {
	p := r.palette
	c := p.selected()
	full := ""
	switch {
	case c == nil:
	case c.offer == nil:
		full = c.words
	case !strings.EqualFold(p.typed.name, orWords(c.offer.ID, c.offer.Event)) && !strings.EqualFold(p.typed.name, c.offer.Event):
		full = orWords(c.offer.ID, c.offer.Event) + " "
	default:
		full = completeAnswer(p.text.value(), *c.offer, p.typed)
	}
	if full == "" || full == p.text.value() {
		r.refuse("tab completes nothing here")
		return nil
	}
	p.text.insertAll(full)
	p.find(r)
	return nil
}

// completeAnswer adds the next answer that is not given, or completes the last.
func completeAnswer(s string, o flow.Offer, t typed) string {
	last := s[strings.LastIndex(s, " ")+1:]
	if name, value, has := strings.Cut(last, "="); has {
		for _, a := range o.Arguments {
			for _, opt := range a.Options {
				if a.Name == name && opt.Value != value && strings.HasPrefix(opt.Value, value) {
					return strings.TrimSuffix(s, value) + opt.Value
				}
			}
		}
		last = ""
		if value != "" {
			s += " "
		}
	}
	for _, required := range []bool{true, false} {
		for _, a := range o.Arguments {
			if _, has := t.args[a.Name]; !has && !given(a) && a.Required == required && strings.HasPrefix(a.Name, last) {
				return strings.TrimRight(strings.TrimSuffix(s, last), " ") + " " + a.Name + "="
			}
		}
	}
	return ""
}

// findNamed opens the finder with the words that were typed.
func (r *root) findNamed(words string) tea.Cmd {
	open := r.openFind()
	r.find.text.set(words)
	r.find.text.at = len(r.find.text.signs)
	return tea.Batch(open, r.refind())
}
