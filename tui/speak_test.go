package tui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/board"
	"placewatch/domain/flow"
)

var listening = Options{Theme: "plain", Reading: board.AsPhrases}

// heardSizes are a braille line, PuTTY's window, a usual and a large one.
var heardSizes = [][2]int{{40, 12}, {80, 24}, {120, 40}, {200, 60}}

// What stands for something by its shape or its place: lines, blocks and braille
// patterns, columns, boxes to tick, signs before a row.
var signs = regexp.MustCompile(`[\x{2500}-\x{25FF}\x{2800}-\x{28FF}]|[-=_|]{3}|\S {2,}\S|[\[\]<>]|\( \)|\(x\)|^ *(?:!!|~|\*|\+|-) `)

func TestWhatIsListenedToHoldsNoLinesNoColumnsAndNoSigns(t *testing.T) {
	for name, open := range screens() {
		for _, size := range heardSizes {
			x := sit(t, desk(invented()), size[0], size[1], listening)
			open(x)
			for i, l := range strings.Split(x.frame(), "\n") {
				if bad := signs.FindString(l); bad != "" {
					t.Errorf("%s at %v, line %d shows %q: %q", name, size, i, bad, l)
				}
			}
		}
	}
}

func TestWhatIsListenedToFitsEveryWindow(t *testing.T) {
	for name, open := range screens() {
		x := sit(t, desk(invented()), 80, 24, listening)
		open(x)
		for _, w := range []int{1, 2, 5, 12, 20, 39, 40, 41, 60, 79, 80, 81, 100, 120, 160, 200} {
			for _, h := range []int{1, 2, 3, 4, 5, 6, 8, 9, 12, 15, 24, 40, 60} {
				x.m.Update(tea.WindowSizeMsg{Width: w, Height: h})
				if bad := overflow(x, w, h); bad != "" {
					t.Fatalf("%s, %d columns, %d lines: %s", name, w, h, bad)
				}
			}
		}
	}
}

// heard are the pictures that are kept of screens as they are listened to.
func heard() []string {
	return []string{"heard board", "heard revisits", "heard visits", "heard page", "heard duties", "heard whole entry", "heard offers", "heard details", "heard finding", "heard check", "heard sign evidence", "heard overruled", "heard problems",
		"heard help", "heard log", "heard command", "heard command typed", "heard waiting", "heard list twins", "heard find", "heard strip", "heard filter", "heard none", "heard cannot say", "heard new row", "heard ghost"}
}

func TestEveryScreenIsHeardAsItsPicture(t *testing.T) {
	for _, name := range heard() {
		open := screens()[strings.TrimPrefix(name, "heard ")]
		if open == nil {
			t.Fatalf("no screen is called %s", name)
		}
		var got strings.Builder
		for _, s := range heardSizes[:3] {
			x := sit(t, desk(invented()), s[0], s[1], listening)
			open(x)
			at := x.m.View().Cursor
			fmt.Fprintf(&got, "== %dx%d, cursor at column %d, line %d\n%s", s[0], s[1], at.X, at.Y, x.frame())
		}
		checkGolden(t, goldenName(name), got.String())
	}
}

func TestTheWayOfReadingGoesRoundTheThreeAndIsKept(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	for _, tc := range []struct {
		kept   board.ReadAs
		spoken bool
		said   string
	}{
		{board.AsPhrases, true, "OK    In phrases for a screen reader"},
		{board.InLines, true, "OK    Over SSH you get the line mode from your next log-in on"},
		{board.OnScreen, false, "OK    Drawn as a screen again"},
	} {
		x.press("R")
		if !strings.HasPrefix(x.message(), tc.said) || !strings.HasSuffix(x.message(), "It is kept for you.") {
			t.Errorf("%q: said %q", tc.kept, x.message())
		}
		if x.desk.prefers.Reading != tc.kept || x.m.look.Spoken != tc.spoken || x.m.live.paused != tc.spoken {
			t.Errorf("%q: kept %q, spoken %v, paused %v", tc.kept, x.desk.prefers.Reading, x.m.look.Spoken, x.m.live.paused)
		}
		if drawn := strings.Contains(x.frame(), "═"); drawn == tc.spoken {
			t.Errorf("%q:\n%s", tc.kept, x.frame())
		}
	}
	x.press("f4", "=screen reader", "enter")
	if x.desk.prefers.Reading != board.AsPhrases {
		t.Errorf("from the palette: %q, %s", x.desk.prefers.Reading, x.message())
	}
}

// rowAtCursor is the line that a screen reader or a braille display follows.
func rowAtCursor(x *hand) string {
	at := x.m.View().Cursor
	if at.X != 0 {
		return fmt.Sprintf("the cursor is at column %d", at.X)
	}
	return strings.Split(x.frame(), "\n")[at.Y]
}

func TestTheCursorIsAtTheStartOfTheSelectedRowAndOnlyItsPlaceChanges(t *testing.T) {
	for _, tc := range []struct {
		open  []string
		moves string
		want  []string
	}{
		{nil, "down", []string{"OVERDUE C-0412 Alder House", "OVERDUE C-0388 Alder House", "OVERDUE C-0391 Copper Lane"}},
		{[]string{"2"}, "j", []string{"WINDOW PASSED Birch Lodge, 22 days past", "WINDOW OPEN Alder House", "NOT DUE Alder House, in 69 days"}},
		{[]string{"3"}, "j", []string{"OVERDUE Copper Lane, 4 days late", "OVERDUE Alder House, 3 days late", "NOT DUE Dunlin Court"}},
		{[]string{"enter"}, "j", []string{"QA visit (full) booked for 5 Mar", "Ofsted window opened"}},
		{[]string{"enter", "tab", "tab"}, "j", []string{"OVERDUE Suitability: sign, 7 days late", "OVERDUE Child voice missing, 5 days late"}},
		{[]string{"g", "w"}, "j", []string{"OVERDUE IRO P. Okafor", "DUE TODAY The provider", "NOT DUE The provider"}},
		{[]string{"t"}, "j", []string{"Record QA visit done", "Record QA visit missed", "Waive this visit (needs a second person)"}},
		{[]string{"?"}, "down", []string{"enter or l or right: open the provision", "t or F2: record what happened"}},
		{[]string{":", "down"}, "down", []string{"Record QA visit missed", "Waive this visit, needs a second person"}},
		{[]string{"f", "=alder", "down", "up"}, "down", []string{"Alder House, inadequate, FROZEN", "Aldergrove, good"}},
	} {
		x := sit(t, desk(invented()), 80, 24, listening)
		x.press(tc.open...)
		for i, want := range tc.want {
			if got := rowAtCursor(x); !strings.HasPrefix(got, want) {
				t.Errorf("%v, row %d: at the cursor is %q, want %q\n%s", tc.open, i, got, want, x.frame())
			}
			before := strings.Split(x.frame(), "\n")
			x.press(tc.moves)
			var other []string
			for j, l := range strings.Split(x.frame(), "\n") {
				if l != before[j] {
					other = append(other, l)
				}
			}
			if i+1 < len(tc.want) && (len(other) != 1 || !strings.Contains(other[0], " of ")) {
				t.Errorf("%v, row %d: a step changes %q", tc.open, i, other)
			}
		}
	}
}

func TestOptionsAreSaidOneAtATimeWithTheirField(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, listening)
	x.press("t", "enter", "tab", "tab")
	for _, tc := range []struct{ key, want string }{
		{"right", "Announced? unannounced, not chosen, 2 of 2"},
		{"space", "Announced? unannounced, chosen, 2 of 2"},
		{"left", "Announced? announced, 1 of 2, chosen: unannounced"},
		{"1", "Announced? announced, chosen, 1 of 2"},
		{"tab", "Children seen, optional: C-0412, not chosen, 1 of 2"},
	} {
		x.press(tc.key)
		if got := rowAtCursor(x); got != tc.want {
			t.Errorf("after %s: %q, want %q", tc.key, got, tc.want)
		}
	}
}

func TestWhatOthersChangeWaitsUntilTheListenerLetsItIn(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, listening)
	if !strings.Contains(x.frame(), "PAUSED") || !strings.Contains(x.frame(), "C-0412") {
		t.Fatalf("it does not start paused, with the board read:\n%s", x.frame())
	}
	b := changedBy(invented(), 1)
	arrived(b)
	x.desk.board = b
	x.ring()
	if want := "1 new row waits to come on the board."; !strings.Contains(x.message(), want) {
		t.Errorf("said: %s", x.message())
	}
	if strings.Contains(x.frame(), "new on the board") {
		t.Error("it did not wait")
	}
	x.press(".")
	said := x.message()
	x.press("home")
	if f := x.frame(); !strings.Contains(f, "new on the board") || !strings.Contains(f, "PAUSED") {
		t.Errorf("the full stop did not let it in, or the next will not wait:\n%s", f)
	}
	if want := "1 new row on the board: "; !strings.Contains(said, want) {
		t.Errorf("said: %s", said)
	}
	x.press(".")
	if x.m.live.paused || !strings.Contains(x.message(), "The board changes by itself now.") {
		t.Errorf("with nothing waiting the full stop does not let updates go on: %s", x.message())
	}
}

func TestWhatTheListenerWroteIsShownAtOnce(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, listening)
	x.press("enter")
	x.desk.do = func(flow.Command) (*flow.Receipt, error) {
		x.desk.board, x.desk.page = changedBy(invented(), 1), inventedPage()
		x.desk.board.Children[0].NextStep, x.desk.page.Freeze = "Suitability: signed", "open to new placements"
		return &flow.Receipt{ID: "VI3", Seq: x.desk.board.Seq}, nil
	}
	x.press("t", "enter", "tab", "tab", "space", "ctrl+s", "enter")
	if f := x.frame(); !strings.Contains(f, "open to new placements") {
		t.Errorf("the provision is not brought up to date:\n%s", f)
	}
	x.press("esc")
	if f := x.frame(); !strings.Contains(f, "Suitability: signed") || !strings.Contains(f, "PAUSED") {
		t.Errorf("the board is not brought up to date:\n%s", f)
	}
}

func TestNoKeysAreReadOutAtEachStep(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, listening)
	for _, keys := range [][]string{nil, {"j"}, {"enter"}, {"esc", "t"}, {"enter"}} {
		x.press(keys...)
		lines := strings.Split(strings.TrimRight(x.m.View().Content, " "), "\n")
		if last := strings.TrimSpace(lines[len(lines)-1]); last != "" {
			t.Errorf("after %v the last line says %q", keys, last)
		}
	}
}

// No word may be lost that the screen would have shown: a mark that is of something
// else than the day leaves the day to be said.
func TestADayIsSaidUnlessTheFirstWordSaysIt(t *testing.T) {
	l := &sit(t, desk(invented()), 80, 24, listening).m.look
	for _, tc := range []struct {
		mark        board.Mark
		alarm, left string
		want        string
	}{
		{board.Overdue, "", "1d late", "OVERDUE C-0412 Alder House, 1 day late, "},
		{board.Overdue, "NOT SAFE", "7d late", "NOT SAFE OVERDUE C-0412 Alder House, 7 days late, "},
		{board.Today, "", "today", "DUE TODAY C-0412 Alder House, Tell"},
		{board.Today, "BREACH", "today", "BREACH C-0412 Alder House, due today, "},
		{board.Today, "BREACH", "2d", "BREACH C-0412 Alder House, in 2 days, "},
		{board.Today, "", "22d past", "WINDOW PASSED C-0412 Alder House, 22 days past, "},
		{board.New, "", "today", "NEW C-0412 Alder House, due today, "},
		{board.New, "", windowOpen, "NEW C-0412 Alder House, window open, "},
		{board.Open, "", windowOpen, "WINDOW OPEN C-0412 Alder House, Tell"},
		{board.NotDue, "", "9d", "NOT DUE C-0412 Alder House, in 9 days, "},
		{board.Problem, "", "—", "DATA PROBLEM C-0412 Alder House, Tell"},
	} {
		row := invented().Children[0]
		row.Mark, row.Alarm, row.Left, row.NextStep = tc.mark, tc.alarm, tc.left, join(": ", tc.alarm, "Tell the IRO")
		if got := l.Say(join(", ", childPhrase(l, &row)...)); !strings.HasPrefix(got, tc.want) {
			t.Errorf("%q %q %q: %q, want %q", tc.mark, tc.alarm, tc.left, got, tc.want)
		}
	}
}
