package tui

import (
	"slices"

	"placewatch/domain/board"
)

// What colleagues change arrives while a hand is on the rows (screens.md 8.14): what
// a row says is brought up to date at once and marked until it was seen; where it
// stands waits while the hand is near. A new row is never kept waiting.

// near is how many rows round the cursor do not move by themselves.
const near = 3

// changed says which cells of a row others changed, by the number of their column.
type changed uint64

const (
	wholeRow changed = 1 << 63 // its urgency, or what no column in sight says
	newRow   changed = 1 << 62 // all of it
)

// ghost is the line of a row that is not listed any more. It stays while the cursor
// is on it, with the reason.
type ghost struct{ id, why string }

// news is how a board comes to a pane.
type news struct {
	marks marks
	hand  bool   // the cursor of this pane is the one that a person moves
	at    string // when it was read, on the person's own clock
}

// marks is what is marked as changed by others.
type marks int

const (
	noMarks  marks = iota // nobody but this person changed anything, or it is the first board
	versions              // another day has come: only what somebody wrote is news
	allMarks
)

// take brings the rows up to date. It returns the rows that are new, whether the
// filter shows them or not.
func (p *pane) take(l *look, b *board.Board, f board.Filter, n news) (fresh []item) {
	old := p.ids()
	p.rows.load(b)
	p.fresh, fresh = p.rows.changes(l, p.fresh, n.marks)
	p.rows.arrange(f, p.sortKey().Name, p.reverse)
	now, was := p.ids(), p.ghost
	p.waits, p.ghost = 0, ghost{}
	if n.hand && n.marks != noMarks && len(old) > 0 {
		var listed []string
		listed, p.waits = stay(old, now, p.cur)
		if !slices.Contains(now, p.cursor) {
			listed = p.leaveGhost(listed, old, was, n.at)
		}
		if !slices.Equal(listed, now) {
			p.rows.list(listed)
		}
	}
	p.place(old)
	return fresh
}

// leaveGhost puts the row under the cursor back where it stood, as a ghost.
func (p *pane) leaveGhost(listed, old []string, was ghost, at string) []string {
	p.ghost = ghost{p.cursor, "left this list " + at}
	switch {
	case was.id == p.cursor:
		p.ghost = was
	case p.rows.has(p.cursor):
		p.ghost.why = "no longer matches the filter, " + at
	}
	to := 0
	for i := min(p.cur, len(old)) - 1; i >= 0; i-- {
		if j := slices.Index(listed, old[i]); j >= 0 {
			to = j + 1
			break
		}
	}
	return slices.Insert(slices.Clone(listed), to, p.cursor)
}

// stay gives the rows of now as they are to be listed when they stood as in old, and
// how many wait to go elsewhere: none, in their new order, where nothing moves within
// reach of the cursor; else those that stay in their old order, the new ones between.
func stay(old, now []string, cur int) (listed []string, waits int) {
	at := indexOf(now)
	kept, hand := indexOf(old), pivot(old, at, cur)
	before, since := common(old, at), common(now, kept)
	if len(before) == 0 || slices.Equal(reach(before, hand), reach(since, hand)) {
		return now, 0
	}
	follows, last := map[string][]string{}, ""
	for _, id := range now {
		if _, stays := kept[id]; !stays {
			follows[last] = append(follows[last], id)
			continue
		}
		last = id
	}
	listed = append(listed, follows[""]...)
	for _, id := range before {
		listed = append(append(listed, id), follows[id]...)
	}
	return listed, len(before) - inOrder(before, at)
}

func indexOf(ids []string) map[string]int {
	at := make(map[string]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	return at
}

// common are the ids that have a place in at too.
func common(ids []string, at map[string]int) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		if _, both := at[id]; both {
			out = append(out, id)
		}
	}
	return out
}

// pivot is the row under the cursor, or the one nearest to it that stays.
func pivot(old []string, at map[string]int, cur int) string {
	for d := 0; d < len(old); d++ {
		for _, i := range []int{cur + d, cur - d} {
			if i >= 0 && i < len(old) {
				if _, stays := at[old[i]]; stays {
					return old[i]
				}
			}
		}
	}
	return ""
}

// reach are the ids within reach of that one.
func reach(ids []string, of string) []string {
	i := slices.Index(ids, of)
	return ids[max(0, i-near):min(len(ids), i+near+1)]
}

// inOrder is how many of the ids can stay when the others move: the longest run that
// rises in at.
func inOrder(ids []string, at map[string]int) int {
	var ends []int // ends[n] is the lowest place at which a run of n+1 ends
	for _, id := range ids {
		i, _ := slices.BinarySearch(ends, at[id])
		if i == len(ends) {
			ends = append(ends, at[id])
		} else {
			ends[i] = at[id]
		}
	}
	return len(ends)
}

// seen takes the marks off a row that was looked at.
func (p *pane) seen(id string) {
	if _, marked := p.fresh[id]; marked {
		delete(p.fresh, id)
		p.forget()
	}
}

// left is called when the cursor goes from a row: it was seen, and its ghost goes.
func (p *pane) left(id string) {
	p.seen(id)
	if p.ghost.id != id || id == "" {
		return
	}
	p.ghost = ghost{}
	ids := p.ids()
	i := slices.Index(ids, id)
	if i < 0 {
		return
	}
	p.rows.list(slices.Delete(ids, i, i+1))
	p.cur -= b2i(p.cur > i)
	p.first -= b2i(p.first > i)
	p.forget()
	p.settle()
}

// unseen counts the new rows that nobody at this screen can have seen yet: above and
// below what is in sight, and hidden by the filter.
func (p *pane) unseen() (above, below, hidden int) {
	n := 0
	for _, c := range p.fresh {
		n += b2i(c&newRow != 0)
	}
	if n == 0 {
		return 0, 0, 0
	}
	for i := range p.rows.len() {
		if p.fresh[p.rows.id(i)]&newRow == 0 {
			continue
		}
		n--
		above += b2i(i < p.first)
		below += b2i(i >= p.first+p.visible)
	}
	return above, below, n
}
