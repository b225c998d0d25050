package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"placewatch/domain/board"
	"placewatch/domain/flow"
	"placewatch/domain/text"
)

// later is the invented board, changed by somebody and one journal entry on.
func later(change func(b *board.Board)) *board.Board {
	b := invented()
	b.Seq++
	change(b)
	return b
}

// whenOthers is a board on which somebody else has changed something.
func whenOthers(t *testing.T, w, h int, opts Options, change func(b *board.Board)) *hand {
	x := sit(t, desk(invented()), w, h, opts)
	x.others(change)
	return x
}

// others is what somebody else does to the invented board.
func (x *hand) others(change func(b *board.Board)) {
	x.desk.board = later(change)
	x.ring()
}

func taken(b *board.Board) { b.Children[2].Owner = text.Clean("cas") }

// pressing makes the last row but one the most pressing.
func pressing(b *board.Board) {
	row := b.Children[7]
	row.Mark, row.Left = board.Overdue, "9d late"
	b.Children = slices.Insert(slices.Delete(b.Children, 7, 8), 0, row)
}

// swapped changes the places of the second and the third row.
func swapped(b *board.Board) { b.Children[1], b.Children[2] = b.Children[2], b.Children[1] }

func arrived(b *board.Board) {
	row := b.Children[0]
	row.ID, row.Child, row.Provision = "child:C-0555/1", text.Clean("C-0555"), text.Clean("Heron View")
	b.Children = append([]board.ChildRow{row}, b.Children...)
}

// lineOf is the line of the screen that holds these words.
func lineOf(x *hand, words string) string {
	for _, l := range strings.Split(x.frame(), "\n") {
		if strings.Contains(l, words) && !strings.Contains(l, "Detail") {
			return l
		}
	}
	return ""
}

func TestACellThatSomebodyElseChangedIsStarredUntilTheCursorHasBeenThere(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		x := whenOthers(t, size[0], size[1], Options{Env: []string{"NO_COLOR=1"}}, taken)
		if l := lineOf(x, "C-0391"); !strings.Contains(l, "*cas") || strings.Count(l, "*") != 1 {
			t.Fatalf("%v: the cell is not marked: %q", size, l)
		}
		if l := lineOf(x, "C-0388"); strings.Contains(l, "*") {
			t.Errorf("%v: a row that nobody changed is marked: %q", size, l)
		}
		x.press("j", "j")
		if l := lineOf(x, "C-0391"); !strings.Contains(l, "*cas") {
			t.Errorf("%v: the mark went before it was seen: %q", size, l)
		}
		x.press("j")
		if l := lineOf(x, "C-0391"); strings.Contains(l, "*") {
			t.Errorf("%v: the mark stays after it was seen: %q", size, l)
		}
	}
}

func TestOpeningARowIsSeeingIt(t *testing.T) {
	x := whenOthers(t, 80, 24, Options{}, func(b *board.Board) { b.Children[0].Owner = text.Clean("cas") })
	if l := lineOf(x, "7d late"); !strings.Contains(l, "*cas") {
		t.Fatalf("not marked: %q", l)
	}
	x.press("enter", "esc")
	if l := lineOf(x, "7d late"); strings.Contains(l, "*") {
		t.Errorf("still marked: %q", l)
	}
}

func TestOwnChangesAreNotMarked(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.do = func(flow.Command) (*flow.Receipt, error) {
		x.desk.board = later(taken)
		return &flow.Receipt{Seq: x.desk.board.Seq}, nil
	}
	visitDone(x)
	x.press("enter")
	if l := lineOf(x, "C-0391"); !strings.Contains(l, " cas") || strings.Contains(l, "*") {
		t.Errorf("own change: %q", l)
	}
	both := later(taken) // and then somebody else, on the row above
	both.Seq++
	both.Children[1].Owner = text.Clean("ben")
	x.desk.board = both
	x.ring()
	if l := lineOf(x, "C-0388"); !strings.Contains(l, "*ben") {
		t.Errorf("what ben did is not marked: %q", l)
	}
}

// Somebody else was at work while the form was open: theirs is marked, one's own not.
func TestOwnChangesAreToldFromThoseThatWaitedForTheForm(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.do = func(flow.Command) (*flow.Receipt, error) {
		b := later(taken)
		b.Seq++
		b.Children[1].Owner = text.Clean("ann")
		x.desk.board = b
		x.m.boardRead(boardMsg{b, nil, at0914()}) // the doorbell is quicker than the answer
		return &flow.Receipt{Seq: b.Seq}, nil
	}
	visitDone(x)
	x.others(taken)
	x.press("enter")
	if l := lineOf(x, "C-0391"); !strings.Contains(l, "*cas") {
		t.Errorf("theirs: %q", l)
	}
	if l := lineOf(x, "C-0388"); !strings.Contains(l, " ann") || strings.Contains(l, "*") {
		t.Errorf("own: %q", l)
	}
}

// What came while something could not be written after all is read again.
func TestWhatCameDuringASaveThatFailedIsNotLost(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.do = func(flow.Command) (*flow.Receipt, error) {
		x.desk.board = later(arrived)
		x.m.boardRead(boardMsg{x.desk.board, nil, at0914()})
		return nil, clashBy()
	}
	visitDone(x)
	x.press("enter")
	if f := x.frame(); !strings.Contains(f, "1 new row") {
		t.Errorf("nothing says that a row is new:\n%s", f)
	}
	x.press("esc", "esc", "esc")
	if !slices.Contains(idsOf(x.m.board.focused()), "child:C-0555/1") {
		t.Error("the new row is not on the board")
	}
}

func TestAnotherDayByItselfMarksNothing(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	b := invented()
	b.Today = b.Today.AddDays(1)
	for i := range b.Children {
		b.Children[i].Left += "!"
	}
	x.desk.board = b
	x.ring()
	for _, r := range b.Children {
		if l := lineOf(x, r.Child.String()); strings.Contains(strings.Replace(l, "  * ", "", 1), "*") {
			t.Errorf("marked: %q", l)
		}
	}
}

func TestARowNearTheCursorDoesNotMoveUntilItIsLet(t *testing.T) {
	for key, want := range map[string]string{".": "OK    1 change is applied.", "ctrl+r": "NOTE  Reading everything again."} {
		x := whenOthers(t, 80, 24, Options{}, swapped)
		before := idsOf(x.m.board.focused())
		if before[1] != "child:C-0388/1" {
			t.Fatalf("the row moved: %v", before)
		}
		if f := x.frame(); !strings.Contains(f, "NOTE  1 change waiting: . applies it.") {
			t.Errorf("nothing says that a change waits:\n%s", f)
		}
		x.press(key)
		if got := idsOf(x.m.board.focused()); got[1] != "child:C-0391/1" || x.message() != want || x.m.live.paused {
			t.Errorf("%s: %v, %q", key, got, x.message())
		}
		x.press("j", ".")
		if !x.m.live.paused {
			t.Error("where nothing waits . does not pause")
		}
	}
}

func TestARowFarFromTheCursorMovesAtOnce(t *testing.T) {
	x := sit(t, desk(crowded(60)), 80, 24, Options{})
	x.press("G")
	b := *x.m.data()
	b.Seq++
	b.Children = slices.Clone(b.Children)
	b.Children[3], b.Children[4] = b.Children[4], b.Children[3]
	x.desk.board = &b
	x.ring()
	if got := idsOf(x.m.board.focused()); got[3] != "child:4/1" || x.m.waiting() != 0 {
		t.Errorf("%v, %d wait", got[:6], x.m.waiting())
	}
}

func TestTheOtherPaneIsAppliedAtOnce(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("3")
	x.others(swapped)
	if got := idsOf(x.m.board.panes[0]); got[1] != "child:C-0391/1" || x.m.waiting() != 0 {
		t.Errorf("no hand is on these rows, and they wait: %v", got)
	}
}

func TestWhatWaitsIsAppliedWhenTheHandGoesToAnotherPane(t *testing.T) {
	x := whenOthers(t, 80, 24, Options{}, swapped)
	x.press("3")
	if got := idsOf(x.m.board.panes[0]); got[1] != "child:C-0391/1" || strings.Contains(x.frame(), "waiting") {
		t.Errorf("%v\n%s", got, x.frame())
	}
}

func TestARowThatLeftStaysAsALineUntilTheCursorLeavesIt(t *testing.T) {
	for _, size := range sizes {
		x := whenOthers(t, size[0], size[1], Options{}, func(b *board.Board) { b.Children = b.Children[1:] })
		f := strings.ToLower(strings.Join(strings.Fields(x.frame()), " "))
		if !strings.Contains(f, "left this list 09:14") || strings.Contains(f, "9 of 8") {
			t.Errorf("%v: the row is not there with its reason:\n%s", size, x.frame())
		}
		x.press("j")
		if f := x.frame(); strings.Contains(f, "C-0412") && size[0] < 200 || selectedName(x) != "C-0388 Alder House" {
			t.Errorf("%v: it stays, or the hand is on %s:\n%s", size, selectedName(x), f)
		}
	}
}

func TestARowThatTheFilterHidesNowSaysSo(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("/", "=owner:ann", "enter")
	x.others(func(b *board.Board) { b.Children[0].Owner = text.Clean("cas") })
	if l := lineOf(x, "C-0412"); !strings.Contains(l, "no longer matches the filter, 09:14") {
		t.Errorf("got %q:\n%s", l, x.frame())
	}
	said := len(x.m.messages.all)
	x.ring()
	if len(x.m.messages.all) != said {
		t.Errorf("it is said again: %q", x.message())
	}
}

func TestTheLastRowOfAListThatLeftCanBeLeftToo(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("/", "=copper", "enter")
	x.others(func(b *board.Board) { b.Children = slices.Delete(b.Children, 2, 3) })
	if l := lineOf(x, "C-0391"); !strings.Contains(l, "left this list") {
		t.Fatalf("got %q", l)
	}
	x.press("j")
	if f := x.frame(); strings.Contains(f, "C-0391") || !strings.Contains(f, "Nothing matches") {
		t.Errorf("it cannot be left:\n%s", f)
	}
}

func TestANewRowIsNeverKeptWaiting(t *testing.T) {
	both := func(b *board.Board) { swapped(b); arrived(b) }
	x := whenOthers(t, 80, 24, Options{}, both)
	if !slices.Contains(idsOf(x.m.board.focused()), "child:C-0555/1") {
		t.Fatal("the new row waits")
	}
	if want := "NOTE  1 new row on the board: Heron View."; x.message() != want {
		t.Errorf("got %q, want %q", x.message(), want)
	}
	x.press("j")
	if f := x.frame(); !strings.Contains(f, "1 new row above") {
		t.Errorf("it is out of sight, and nothing says so:\n%s", f)
	}
	x.press("home")
	if f := x.frame(); strings.Contains(f, "new row") || !strings.Contains(lineOf(x, "C-0555"), "*C-0555") {
		t.Errorf("it is not marked, or still counted:\n%s", f)
	}
}

func TestANewRowIsCountedWhileTheBoardIsHeld(t *testing.T) {
	for _, open := range [][]string{{"t"}, {"t", "enter"}, {"?"}, {"/"}, {"."}, {":"}} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.press(open...)
		x.m.messages.fade()
		x.others(arrived)
		if f := x.frame(); !strings.Contains(f, "1 new row") {
			t.Errorf("%v: nothing says that a row is new:\n%s", open, f)
		}
		x.m.messages.fade()
		if f := x.frame(); !strings.Contains(f, "1 change waiting, 1 new row") {
			t.Errorf("%v: it is said once only:\n%s", open, f)
		}
	}
}

func TestANewRowThatTheFilterHidesIsCounted(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("/", "=copper", "enter")
	x.others(arrived)
	x.press("p")
	if f := x.frame(); !strings.Contains(f, "1 new row hidden by the filter") {
		t.Errorf("nothing says so:\n%s", f)
	}
}

// Whatever others do: no row of the new board is missing from the list, none is twice,
// what is said of each is the newest, and within reach of the hand nothing changes places.
func TestNothingIsHiddenAndNothingMovesUnderTheHand(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x := sit(t, desk(crowded(rapid.IntRange(1, 30).Draw(rt, "rows"))), 80, 24, Options{})
		for range rapid.IntRange(0, 25).Draw(rt, "down") {
			x.press("j")
		}
		for round := range rapid.IntRange(1, 3).Draw(rt, "rounds") {
			p := x.m.board.focused()
			was, cur := idsOf(p), p.cur
			if len(x.m.data().Children) == 0 {
				return
			}
			next := shuffled(rt, x.m.data())
			used := map[string]bool{}
			for i := range next.Children {
				if id := &next.Children[i].ID; used[*id] {
					*id += fmt.Sprint("+", round, i)
				}
				used[next.Children[i].ID] = true
				next.Children[i].NextStep = fmt.Sprint("step ", round)
			}
			x.m.apply(next)
			now := idsOf(p)
			for _, row := range next.Children {
				if n := len(slices.DeleteFunc(slices.Clone(now), func(id string) bool { return id != row.ID })); n != 1 {
					rt.Fatalf("%s is listed %d times: %v", row.ID, n, now)
				}
			}
			if extra := len(now) - len(next.Children); extra != b2i(p.ghost.id != "") {
				rt.Fatalf("%d rows too many: %v", extra, now)
			}
			kept := indexOf(now)
			before := common(was[max(0, cur-near):min(len(was), cur+near+1)], kept)
			if !slices.IsSortedFunc(before, func(a, b string) int { return kept[a] - kept[b] }) {
				rt.Fatalf("rows within reach changed places: %v, now %v", before, now)
			}
			for i := range p.rows.len() {
				if row := p.rows.(*rowsOf[board.ChildRow]).shown[i]; row.ID != p.ghost.id && row.NextStep != fmt.Sprint("step ", round) {
					rt.Fatalf("%s says %q", row.ID, row.NextStep)
				}
			}
			if rapid.Bool().Draw(rt, "let") {
				x.press(rapid.SampledFrom([]string{"j", "k", "."}).Draw(rt, "key"))
				x.m.live.paused = false
			}
		}
	})
}

func TestALongRefusalTakesTwoLines(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("G", "enter")
	f := strings.Join(strings.Fields(x.frame()), " ")
	if !strings.Contains(f, "so there is no provision to open; + shows all that is known of it. enter open") && !strings.Contains(f, "L shows all") {
		t.Errorf("part of the refusal is lost:\n%s", x.frame())
	}
	x.press("j")
	if !strings.Contains(x.frame(), "C-0299 Fairfield Independent Fostering: ") {
		t.Errorf("the line of explanation did not come back:\n%s", x.frame())
	}
}

func TestARefusalLongerThanTwoLinesEndsWithItsKey(t *testing.T) {
	for _, tc := range []struct {
		opts Options
		keys []string
		want string
	}{
		{Options{}, nil, "… L shows all"},
		{Options{Named: true}, nil, "… F4 messages"},
		{Options{}, []string{"t"}, "… (L on the board)"},
	} {
		x := sit(t, desk(invented()), 80, 24, tc.opts)
		x.press(tc.keys...)
		x.m.say(stop, strings.Repeat("the store says no and why. ", 12))
		if f := x.frame(); !strings.Contains(f, tc.want) {
			t.Errorf("%q is missing:\n%s", tc.want, f)
		}
	}
}
