package tui

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"placewatch/domain/board"
)

// Colleagues change the board in any way: rows come, go, move and change. The
// cursor stays on its row while that row is there, and else on a neighbour.
func TestTheHandStaysOnItsRowWhateverOthersDo(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x := sit(t, desk(crowded(rapid.IntRange(1, 30).Draw(rt, "rows"))), 80, 24, Options{})
		for range rapid.IntRange(0, 12).Draw(rt, "moves") {
			x.press(rapid.SampledFrom([]string{"j", "k", "G", "pgdown", "j"}).Draw(rt, "key"))
		}
		p := x.m.board.focused()
		before, was := p.cursor, idsOf(p)
		next := shuffled(rt, x.m.data())
		x.m.apply(next)
		now := idsOf(p)
		if slices.Contains(now, before) && p.cursor != before {
			rt.Fatalf("the cursor went from %s to %s, which was still there", before, p.cursor)
		}
		if len(now) == 0 && p.cursor != "" || len(now) > 0 && !slices.Contains(now, p.cursor) {
			rt.Fatalf("the cursor is on %q, which is not listed", p.cursor)
		}
		if want := neighbour(was, now, before); want != "" && p.cursor != want {
			rt.Fatalf("the cursor is on %s, the nearest row is %s", p.cursor, want)
		}
		if len(now) > 0 && (p.cur < p.first || p.cur >= p.first+p.visible || p.rows.id(p.first) != p.top) {
			rt.Fatalf("row %d is out of sight, which starts at %d", p.cur, p.first)
		}
	})
}

func idsOf(p *pane) []string { return slices.Clone(p.ids()) }

// neighbour is the row that followed before and is still there, else the one
// before it.
func neighbour(was, now []string, before string) string {
	at := slices.Index(was, before)
	if at < 0 || slices.Contains(now, before) {
		return ""
	}
	for _, id := range was[at+1:] {
		if slices.Contains(now, id) {
			return id
		}
	}
	for i := at - 1; i >= 0; i-- {
		if slices.Contains(now, was[i]) {
			return was[i]
		}
	}
	return ""
}

func shuffled(rt *rapid.T, b *board.Board) *board.Board {
	next := *b
	next.Seq++
	keep := rapid.SliceOfN(rapid.Bool(), len(b.Children), len(b.Children)).Draw(rt, "keep")
	next.Children = nil
	for i, row := range b.Children {
		if keep[i] {
			next.Children = append(next.Children, row)
		}
	}
	for i := range rapid.IntRange(0, 3).Draw(rt, "new") {
		row := b.Children[0]
		row.ID += string(rune('a' + i))
		next.Children = append(next.Children, row)
	}
	next.Children = rapid.Permutation(next.Children).Draw(rt, "order")
	return &next
}

func TestTheViewportIsHeldByItsTopRow(t *testing.T) {
	x := sit(t, desk(crowded(60)), 80, 24, Options{})
	for range 20 {
		x.press("j")
	}
	p := x.m.board.focused()
	top, line := p.top, p.cur-p.first
	next := *x.m.data()
	extra := next.Children[0]
	extra.ID = "child:new/1"
	next.Children = append([]board.ChildRow{extra}, next.Children...)
	x.m.apply(&next)
	if p.top != top || p.cur-p.first != line {
		t.Errorf("a row that came in above moved what is seen: top %s, line %d; was %s, %d", p.top, p.cur-p.first, top, line)
	}
}

func TestARowThatLeftIsSaid(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	b := changedBy(invented(), 1)
	x.desk.board = b
	x.ring()
	if want := "NOTE  Alder House was changed. Your row did not move."; x.message() != want {
		t.Errorf("got %q, want %q", x.message(), want)
	}
	b = invented()
	b.Children = b.Children[1:]
	x.desk.board = b
	x.ring()
	if want := "NOTE  Alder House: left this list 09:14. Its line stays until you leave it."; x.message() != want {
		t.Errorf("got %q, want %q", x.message(), want)
	}
}

func TestSortingKeepsTheHandOnItsRow(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("j", "j", "s", "S", "s")
	if got := selectedName(x); got != "C-0391 Copper Lane" {
		t.Errorf("the cursor is on %s", got)
	}
}
