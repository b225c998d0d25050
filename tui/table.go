package tui

import (
	"slices"
	"strings"

	"placewatch/domain/board"
	"placewatch/tui/frame"
)

// item is what the screens need to know of any row: which it is, and what to ask
// the desk about it.
type item struct {
	id, subject, urn string
	version          int64
	mark             board.Mark
	name             string // how the screen calls it
	place            string // how a message calls it: its provision, never a child
	duty             owed   // what presses most of what we owe there
	child            string // the child that its subject is about; "" for all of the provision
}

// owed is a duty of ours: as commands call it, and as a person does. None where
// the subject is "".
type owed struct{ subject, what string }

// kind says how rows of one sort are listed. There is one for each pane.
type kind[T any] struct {
	pane    board.Pane
	number  int
	title   string
	short   string // for a narrow title
	pick    func(*board.Board) []T
	id      func(*T) string
	item    func(*T) item
	match   func(board.Filter, T) bool
	order   func(rows []T, key string, reverse bool) []T
	columns []column[T]
	second  func(*look, *T, int) string   // the second line where there is one pane of two-line rows
	card    func(*look, *T, int) []string // the whole screen where it is smaller than a list
	detail  func(*look, *T, int) []string // everything about it
	brief   func(*T) string               // why it is here, in one line
	empty   func(b *board.Board) []string // why there is none, or why nobody can say
	phrase  func(*look, *T) []string      // its facts as they are said, its urgency and its name first
}

// column is one fact of a row: at least min cells wide, want if there is room,
// max if there is plenty. What does not fit is left out, the lowest keep first;
// an extra column comes only when all others have what they want.
type column[T any] struct {
	head           string
	min, want, max int
	keep           int
	cell           func(*look, *T) string
	how            manner
}

// manner is how a column differs from the plain ones.
type manner int

const (
	plain manner = 0
	right manner = 1 << iota // set at the right
	whole                    // never cut: as wide as its longest cell, up to max
	below                    // stands in the second line where rows have two
	extra                    // only where there is plenty of room
)

// table is the rows of one pane as they are listed: filtered and sorted.
type table interface {
	len() int
	of() int // before the filter
	id(i int) string
	item(i int) item
	load(b *board.Board)
	has(id string) bool // before the filter
	changes(l *look, was map[string]changed, how marks) (map[string]changed, []item)
	list(ids []string)
	inTwo(bool)
	named(l *look, w int) int
	arrange(f board.Filter, key string, reverse bool)
	head(l *look, w int) string
	cells(l *look, i, w int) string
	phrase(l *look, i int) []string
	marked(l *look, i, w int, c changed) (s string, starred bool)
	second(l *look, i, w int) string
	card(l *look, i, w int) []string
	detail(l *look, i, w int) []string
	brief(i int) string
	placeOf(subject string) string
	empty(b *board.Board) []string
}

type rowsOf[T any] struct {
	*kind[T]
	all, shown []T
	past       []T // all, before the board that was loaded last
	listed     []T // shown, before it
	fitted     []fitted[T]
	fittedTo   int
	two        bool // rows take two lines, so columns of the second are left out
}

// fitted is a column with the width it has now.
type fitted[T any] struct {
	*column[T]
	w, want, max int
	at           int // among all columns
}

func (r *rowsOf[T]) len() int        { return len(r.shown) }
func (r *rowsOf[T]) of() int         { return len(r.all) }
func (r *rowsOf[T]) id(i int) string { return r.kind.id(&r.shown[i]) }
func (r *rowsOf[T]) item(i int) item { return r.kind.item(&r.shown[i]) }

func (r *rowsOf[T]) load(b *board.Board) {
	r.past, r.listed = r.all, r.shown
	r.all = r.pick(b)
	r.fitted = nil
}

func (r *rowsOf[T]) has(id string) bool {
	return slices.ContainsFunc(r.all, func(row T) bool { return r.kind.id(&row) == id })
}

// changes adds what others changed to what was changed before and is not seen yet;
// what is not there any more needs no mark. fresh are the rows that are new.
func (r *rowsOf[T]) changes(l *look, was map[string]changed, how marks) (now map[string]changed, fresh []item) {
	past := make(map[string]*T, len(r.past))
	for i := range r.past {
		past[r.kind.id(&r.past[i])] = &r.past[i]
	}
	now = map[string]changed{}
	for i := range r.all {
		row := &r.all[i]
		id := r.kind.id(row)
		c := was[id]
		if before := past[id]; how != noMarks && before == nil {
			c |= newRow
			fresh = append(fresh, r.kind.item(row))
		} else if how != noMarks {
			c |= r.differs(l, before, row, how)
		}
		if c != 0 {
			now[id] = c
		}
	}
	return now, fresh
}

// differs says which cells of a row are not what they were.
func (r *rowsOf[T]) differs(l *look, before, now *T, how marks) (c changed) {
	was, is := r.kind.item(before), r.kind.item(now)
	if how == versions && was.version == is.version {
		return 0
	}
	if was.mark != is.mark {
		c |= wholeRow
	}
	for i := range r.columns {
		if r.columns[i].cell(l, before) != r.columns[i].cell(l, now) {
			c |= 1 << i
		}
	}
	return c
}

// list shows the rows of these ids in this order. One that is gone is shown as it was.
func (r *rowsOf[T]) list(ids []string) {
	rows := make(map[string]*T, len(r.shown)+1)
	for _, of := range [][]T{r.listed, r.shown} {
		for i := range of {
			rows[r.kind.id(&of[i])] = &of[i]
		}
	}
	shown := make([]T, 0, len(ids))
	for _, id := range ids {
		if row := rows[id]; row != nil {
			shown = append(shown, *row)
		}
	}
	r.shown = shown
}

// named is how many of w cells say which row it is: the first two columns.
func (r *rowsOf[T]) named(l *look, w int) int {
	n := 0
	for i, c := range r.fit(l, w) {
		if i < 2 {
			n += c.w + min(i, 1)
		}
	}
	return min(n, w)
}

// inTwo sets whether rows take two lines.
func (r *rowsOf[T]) inTwo(two bool) {
	r.two = two
	r.fitted = nil
}

// arrange filters and sorts. The shared rows are never touched.
func (r *rowsOf[T]) arrange(f board.Filter, key string, reverse bool) {
	r.shown = r.all
	if !f.IsZero() {
		r.shown = make([]T, 0, len(r.all)/4)
		for i := range r.all {
			if r.match(f, r.all[i]) {
				r.shown = append(r.shown, r.all[i])
			}
		}
	}
	if key != rankKey || reverse {
		r.shown = r.order(r.shown, key, reverse)
	}
}

// rankKey is the board's own order, which no one has to sort again.
const rankKey = "rank"

func (r *rowsOf[T]) second(l *look, i, w int) string   { return r.kind.second(l, &r.shown[i], w) }
func (r *rowsOf[T]) card(l *look, i, w int) []string   { return r.kind.card(l, &r.shown[i], w) }
func (r *rowsOf[T]) detail(l *look, i, w int) []string { return r.kind.detail(l, &r.shown[i], w) }
func (r *rowsOf[T]) phrase(l *look, i int) []string    { return r.kind.phrase(l, &r.shown[i]) }
func (r *rowsOf[T]) brief(i int) string                { return r.kind.brief(&r.shown[i]) }
func (r *rowsOf[T]) empty(b *board.Board) []string     { return r.kind.empty(b) }

// placeOf is the provision that a subject is about, by the rows that are about it
// or about anything there; "" where none is.
func (r *rowsOf[T]) placeOf(subject string) string {
	_, id, _ := strings.Cut(subject, ":")
	urn, _, _ := strings.Cut(id, "-") // concern:1027077-1, visit:1027077-1.4
	for i := range r.all {
		if it := r.kind.item(&r.all[i]); it.subject == subject || urn != "" && it.urn == urn {
			return it.place
		}
	}
	return ""
}

// head returns the headings of the columns in w cells.
func (r *rowsOf[T]) head(l *look, w int) string {
	return r.set(l, w, 0, func(c fitted[T]) string { return c.head })
}

// cells returns row i in exactly w cells.
func (r *rowsOf[T]) cells(l *look, i, w int) string {
	s, _ := r.marked(l, i, w, 0)
	return s
}

// marked returns row i with a star before each of its cells that were changed. Where
// it belongs before the first of them, starred says so.
func (r *rowsOf[T]) marked(l *look, i, w int, c changed) (s string, starred bool) {
	s = r.set(l, w, c, func(f fitted[T]) string { return f.cell(l, &r.shown[i]) })
	if c == 0 {
		return s, false
	}
	inSight := changed(0)
	for i, f := range r.fit(l, w) {
		inSight |= c & (1 << f.at)
		starred = starred || i == 0 && inSight != 0
	}
	return s, starred || inSight == 0 || c&(wholeRow|newRow) != 0
}

// set lays what say gives for each column out in exactly w cells, a star before what
// was changed.
func (r *rowsOf[T]) set(l *look, w int, starred changed, say func(fitted[T]) string) string {
	buf := make([]byte, 0, w+16)
	room := w
	for i, c := range r.fit(l, w) {
		if i > 0 {
			gap := byte(' ')
			if starred&(1<<c.at) != 0 {
				gap = star[0]
			}
			buf = append(buf, gap)
			room--
		}
		s, cw := say(c), min(c.w, room)
		if c.how&right != 0 {
			s = l.Right(s, cw)
		} else {
			s = l.Cell(s, cw)
		}
		buf = append(buf, s...)
		room -= cw
	}
	return string(append(buf, frame.Spaces(room)...))
}

// fit chooses the columns for w cells and shares out what is left. Widths come
// from the window and not from the rows, so that nothing moves when rows change;
// only a reference is too telling to be cut.
func (r *rowsOf[T]) fit(l *look, w int) []fitted[T] {
	if r.fittedTo == w && r.fitted != nil {
		return r.fitted
	}
	var keep []fitted[T]
	for i := range r.columns {
		c := &r.columns[i]
		if r.two && c.how&below != 0 {
			continue
		}
		f := fitted[T]{c, c.min, c.want, c.max, i}
		if c.how&whole != 0 {
			n := r.longest(l, c)
			f = fitted[T]{c, n, n, n, i}
		}
		keep = append(keep, f)
	}
	keep = dropped(keep, func(f fitted[T]) bool { return f.how&extra != 0 }, func(f fitted[T]) int { return f.want }, w)
	keep = dropped(keep, func(fitted[T]) bool { return true }, func(f fitted[T]) int { return f.w }, w)
	spare := w - width(keep, func(f fitted[T]) int { return f.w })
	spare = share(keep, spare, func(f fitted[T]) int { return f.want })
	share(keep, spare, func(f fitted[T]) int { return f.max })
	r.fitted, r.fittedTo = keep, w
	return keep
}

func (r *rowsOf[T]) longest(l *look, c *column[T]) int {
	n := c.min
	for i := range r.all {
		n = max(n, frame.Width(c.cell(l, &r.all[i])))
	}
	return min(n, c.max)
}

func width[T any](cols []fitted[T], size func(fitted[T]) int) int {
	n := len(cols) - 1
	for _, c := range cols {
		n += size(c)
	}
	return n
}

// dropped leaves out columns that may go until the others fit; the last stays.
func dropped[T any](cols []fitted[T], may func(fitted[T]) bool, size func(fitted[T]) int, w int) []fitted[T] {
	for len(cols) > 1 && width(cols, size) > w {
		least := -1
		for i, c := range cols {
			if may(c) && (least < 0 || c.keep < cols[least].keep) {
				least = i
			}
		}
		if least < 0 {
			break
		}
		cols = append(cols[:least], cols[least+1:]...)
	}
	return cols
}

// share hands spare cells round, one at a time, to the columns below their limit.
func share[T any](cols []fitted[T], spare int, limit func(fitted[T]) int) int {
	for given := true; spare > 0 && given; {
		given = false
		for i := range cols {
			if spare > 0 && cols[i].w < limit(cols[i]) {
				cols[i].w++
				spare--
				given = true
			}
		}
	}
	return spare
}
