package tui

import (
	"fmt"
	"slices"
	"strings"
)

// What is said of the board's own news: once in a message, and as long as it is so
// where nothing else is to be said.

// sayOfHand says what became of the row that the hand was on.
func (r *root) sayOfHand(before item) {
	p := r.board.focused()
	after, has := p.selected()
	switch {
	case p.ghost.id == before.id:
		r.mention(before.place + ": " + p.ghost.why + ". Its line stays until you leave it.")
	case has && after.id != before.id:
		r.mention(before.place + " has left this list. The cursor is on the row nearest to it.")
	case !has:
		r.mention(before.place + " has left this list.")
	case after.version != before.version:
		r.mention(after.place + " was changed. Your row did not move.")
	}
}

// newOnBoard names the provisions of new rows, never a child.
func newOnBoard(fresh []item) string {
	var places []string
	for _, it := range fresh {
		if !slices.Contains(places, it.place) {
			places = append(places, it.place)
		}
	}
	words := plural(len(fresh), "new row", "new rows") + " on the board: "
	if n := len(places); n > 3 {
		return words + strings.Join(places[:2], ", ") + fmt.Sprintf(" and %d more.", n-2)
	}
	return words + sentence(strings.Join(places, ", "))
}

// standing is said as long as it is so and nothing else is to be said: what waits,
// and which new rows are out of sight.
func (r *root) standing() *message {
	if r.data() == nil {
		return nil
	}
	var facts []string
	if n := r.waiting(); n > 0 {
		facts = append(facts, plural(n, "change waiting", "changes waiting")+label(",", r.newWaiting())+r.whenApplied(n))
	}
	if !r.busyWithMenu() && r.page == nil && r.list == nil {
		facts = append(facts, r.outOfSight()...)
	}
	if len(facts) == 0 {
		return nil
	}
	return &message{severity: note, words: sentence(strings.Join(facts, "; "))}
}

func (r *root) newWaiting() string {
	if r.live.held == nil || r.live.newRows == 0 {
		return ""
	}
	return plural(r.live.newRows, "new row", "new rows")
}

// whenApplied says how n changes that wait come on the board.
func (r *root) whenApplied(n int) string {
	them := "them"
	if n == 1 {
		them = "it"
	}
	switch {
	case r.look.Spoken && !r.busyWithMenu() && !r.opts.Named:
		return ": the full stop key applies " + them
	case r.busyWithMenu():
		return ": shown when this is closed"
	case !r.opts.Named:
		return ": . applies " + them
	case r.live.paused:
		return ": F4 and pause applies " + them
	}
	return ": F5 applies " + them
}

// outOfSight counts the new rows that are on the board and cannot be seen.
func (r *root) outOfSight() (facts []string) {
	say := func(n int, where string) {
		if n > 0 {
			facts = append(facts, plural(n, "new row", "new rows")+where)
		}
	}
	for i, p := range r.board.panes {
		above, below, hidden := p.unseen()
		in := fmt.Sprintf(" in [%d]", p.number)
		if r.look.Spoken {
			in = " in " + p.short
		}
		if i != r.board.focus {
			say(above+below, in+" out of sight")
			say(hidden, in+" hidden by the filter")
			continue
		}
		say(above, " above")
		say(below, " below")
		say(hidden, " hidden by the filter")
	}
	return facts
}

// applyOrder lets the rows go where they waited to go, and returns how many did.
func (r *root) applyOrder() (n int) {
	for _, p := range r.board.panes {
		if n += p.waits; p.waits > 0 || p.ghost.id != "" {
			p.arrange(r.filter.shown(), p.ids())
		}
	}
	r.heads = heads{} // the header counts what waits
	return n
}
