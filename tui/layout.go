package tui

// shape is how the board is laid out; the width decides (screens.md 8.1).
type shape int

const (
	card    shape = iota // under 50 columns: the selected row alone
	twoLine              // under 80: one pane, rows of two lines
	stacked              // under 100: three panes one under the other, ruled
	sides                // under 160: left and right, detail below, boxed
	wide                 // panes and a column of detail, boxed
)

// plan is where everything goes. It depends on the size alone, never on the
// rows, so that nothing moves when they change.
type plan struct {
	shape                         shape
	spoken                        bool // one pane, and the last line is the message's second
	header, counts, message, hint bool
	body                          int // lines between header and message line
	panes                         [3]area
	about                         area
}

// area is a rectangle within the body; none when h is 0. In boxed shapes it
// includes the frame.
type area struct{ x, y, w, h int }

func shapeFor(w int) shape {
	switch {
	case w < 50:
		return card
	case w < 80:
		return twoLine
	case w < 100:
		return stacked
	case w < 160:
		return sides
	}
	return wide
}

// chrome gives out the lines round the body. A low window loses the counts
// first, then the hints, then the message line.
func chrome(w, h int) plan {
	p := plan{shape: shapeFor(w), header: h >= 3, counts: h >= 9, message: h >= 4, hint: h >= 6}
	p.body = h
	for _, has := range []bool{p.header, p.counts, p.message, p.hint} {
		if has {
			p.body--
		}
	}
	return p
}

func planFor(w, h, focus int, zoomed, noAbout, spoken bool) plan {
	p := chrome(w, h)
	if spoken {
		p.alone(w, focus, noAbout)
		return p
	}
	about := 0
	if !noAbout {
		about = aboutHeight(p.shape, p.body)
	}
	if zoomed && about > 0 {
		about = max(about, p.body/2)
	}
	switch {
	case p.shape == card:
		p.panes[focus] = area{0, 0, w, p.body}
	case p.shape == twoLine || zoomed:
		p.panes[focus] = area{0, 0, w, p.body - about}
		p.about = area{0, p.body - about, w, about}
	case p.shape == stacked:
		p.stack(0, w, p.body-about)
		p.about = area{0, p.body - about, w, about}
	case p.shape == sides:
		p.beside(w, p.body-about)
		p.about = area{0, p.body - about, w, about}
	default:
		p.column(w, noAbout)
	}
	return p
}

// alone gives one pane all the room, and the detail half of it where it is wanted.
// Where a phrase is too long for its line it goes on in a second.
func (p *plan) alone(w, focus int, noAbout bool) {
	p.spoken, p.shape = true, stacked
	if w < 100 {
		p.shape = twoLine
	}
	about := 0
	if !noAbout && p.body >= 6 {
		about = p.body / 2
	}
	p.panes[focus] = area{0, 0, w, p.body - about}
	p.about = area{0, p.body - about, w, about}
}

// aboutHeight is the detail's share, its rule or frame included. It is the first
// to go where the window is low.
func aboutHeight(s shape, body int) int {
	switch {
	case s == stacked && body >= 26:
		return body / 4
	case (s == twoLine || s == stacked) && body >= 10:
		return 2 // one line that says why it matters
	case (s == sides || s == wide) && body >= 22:
		return max(8, body*3/10)
	case (s == sides || s == wide) && body >= 16:
		return 6
	}
	return 0
}

// stack puts the three panes one under the other in w columns from x.
func (p *plan) stack(x, w, h int) {
	small := max(min(h, 2), h/4)
	if h < 8 { // not room for three: the others are a key away
		small = 0
	}
	p.panes[0] = area{x, 0, w, h - 2*small}
	p.panes[1] = area{x, h - 2*small, w, small}
	p.panes[2] = area{x, h - small, w, small}
}

// beside puts the children at the left and the two other panes at the right.
func (p *plan) beside(w, h int) {
	left := w * 63 / 100
	p.panes[0] = area{0, 0, left, h}
	p.panes[1] = area{left, 0, w - left, h / 2}
	p.panes[2] = area{left, h / 2, w - left, h - h/2}
}

// column stacks the panes and gives the detail a column of its own.
func (p *plan) column(w int, noAbout bool) {
	right := 0
	if !noAbout {
		right = min(90, w*37/100)
	}
	p.stack(0, w-right, p.body)
	if right > 0 {
		p.about = area{w - right, 0, right, p.body}
	}
}

// relayout makes a new plan and lets each pane know how many rows it shows.
func (r *root) relayout() {
	b := &r.board
	b.plan = planFor(r.w, r.h, b.focus, b.zoomed, b.noAbout, r.look.Spoken)
	if a := b.plan.panes[b.focus]; a.h == 0 { // too low for three: show the focused one
		b.plan.panes = [3]area{}
		b.plan.panes[b.focus] = area{0, 0, r.w - columnOf(b.plan), b.plan.body - rowsOfAbout(b.plan)}
	}
	for i, p := range b.panes {
		p.forget()
		p.inTwo(b.plan.shape == twoLine)
		p.resize(b.plan.rows(b.plan.panes[i]))
	}
	if r.page != nil {
		r.page.spoken = r.look.Spoken
		r.page.resize(r.w, b.plan.body)
	}
	if r.list != nil {
		r.list.spoken = r.look.Spoken
		r.list.resize(r.w, b.plan.body)
	}
	if r.find != nil {
		r.find.spoken = r.look.Spoken
		r.find.resize(r.w, b.plan.body)
	}
}

func columnOf(p plan) int {
	if p.shape == wide {
		return p.about.w
	}
	return 0
}

func rowsOfAbout(p plan) int {
	if p.shape == wide {
		return 0
	}
	return p.about.h
}

// framed reports whether the pane has a frame rather than a rule. Under 100
// columns rules save four columns and half the noise for a screen reader.
func (p plan) framed(a area) bool {
	return (p.shape == sides || p.shape == wide) && a.h >= 4 && a.w >= 20
}

// titled and headed report whether a pane of that height has its title and the
// headings of its columns.
func (p plan) titled(a area) bool { return a.h >= 2 }

func (p plan) headed(a area) bool {
	return p.framed(a) && a.h >= 6 || p.shape == stacked && a.h >= 7 && !p.spoken
}

// rows is how many rows fit in a pane.
func (p plan) rows(a area) int {
	if p.shape == card {
		return 1
	}
	n := a.h - p.above(a)
	if p.framed(a) {
		n--
	}
	if p.shape == twoLine {
		n = max(n/2, min(n, 1))
	}
	return max(0, n)
}

// above is how many lines of a pane come before its first row.
func (p plan) above(a area) int {
	n := 0
	if p.titled(a) {
		n++
	}
	if p.headed(a) {
		n++
	}
	return n
}
