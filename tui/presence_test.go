package tui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"placewatch/domain/board"
	"placewatch/domain/text"
)

func other(login, urn string, doing board.Doing, idle time.Duration) board.Present {
	return board.Present{Login: text.Clean(login), URN: urn, Doing: doing, Since: at0914().Add(-idle)}
}

// Who is at the same provision is said at its head, and once in the message line.
func TestWhoElseIsAtAProvisionIsSaid(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("enter")
	urn := x.m.page.urn
	x.desk.others = []board.Present{other("ben", urn, board.Editing, 0), other("cas", urn, board.Reading, 5*time.Minute), other("dee", "9999999", board.Reading, 0)}
	x.send(beatMsg{})
	if !strings.Contains(x.frame(), "also here: ben") || strings.Contains(x.frame(), "dee") {
		t.Errorf("the head does not say who is here:\n%s", x.frame())
	}
	if got := x.message(); !strings.Contains(got, "Ben is editing, cas is reading (idle 5 minutes)") {
		t.Errorf("said: %s", got)
	}
	if !slices.Contains(x.desk.seen, "reading "+urn) {
		t.Errorf("this screen said it was %v", x.desk.seen)
	}
	x.press("esc", "j")
	x.send(beatMsg{})
	if strings.Contains(x.frame(), "also here") {
		t.Error("the board says who is at a provision")
	}
}

func TestOnAWideBoardEverybodyIsNamed(t *testing.T) {
	x := sit(t, desk(invented()), 200, 60, Options{})
	x.desk.others = []board.Present{other("ben", "", board.AtBoard, 0), other("cas", "1", board.Reading, 0), other("ben", "", board.AtBoard, 0)}
	x.send(beatMsg{})
	if !strings.Contains(x.frame(), "at a screen: ben, cas") {
		t.Errorf("nobody is named:\n%s", strings.SplitN(x.frame(), "\n", 2)[0])
	}
}

func TestAThemeIsKeptForItsPerson(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{Theme: "plain"})
	x.press("C")
	if x.desk.prefers.Theme != "dark" || !strings.Contains(x.message(), "Theme: dark") {
		t.Errorf("kept %q: %s", x.desk.prefers.Theme, x.message())
	}
	x.desk.unkept = errors.New("the disk is full")
	x.press("C")
	if !strings.Contains(x.message(), "this session only") {
		t.Errorf("said: %s", x.message())
	}
}

// A cleared screen shows nothing and does nothing until enter.
func TestAClearedScreenShowsNothing(t *testing.T) {
	for name, clear := range map[string]func(*hand){
		"by its person": func(x *hand) { x.press("X") },
		"by the server": func(x *hand) { x.send(Notice{Text: "Nothing was typed for 10m0s.", Lock: true}) },
	} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		before := x.frame()
		clear(x)
		x.press("j", "t", "q", "q")
		if f := x.frame(); strings.Contains(f, "C-0") || strings.Contains(f, "House") || x.quit || !strings.Contains(f, "Press enter") {
			t.Errorf("%s, it shows\n%s", name, f)
		}
		x.press("enter")
		if x.frame() != before {
			t.Errorf("%s: enter does not bring the board back", name)
		}
	}
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.send(Notice{Text: "The server stops soon."})
	if !strings.Contains(x.message(), "The server stops soon.") {
		t.Errorf("said: %s", x.message())
	}
	x.send(Notice{Text: "your key was withdrawn", End: true})
	x.press("enter")
	if !strings.Contains(x.frame(), "your key was withdrawn") || strings.Contains(x.frame(), "C-0") {
		t.Errorf("the end shows\n%s", x.frame())
	}
}

// What the server says stays until a key is pressed, whatever the board then has
// to tell: it may come before the first board or after it.
func TestNewsDoesNotTakeThePlaceOfTheServersWord(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.send(Notice{Text: "Your key runs out soon."})
	b := invented()
	b.PolicyWarning = "due for review"
	x.desk.board = b
	x.ring()
	if got := x.message(); !strings.Contains(got, "Your key runs out soon.") {
		t.Errorf("the line says: %s", got)
	}
	if x.press("j"); strings.Contains(x.message(), "runs out") {
		t.Error("a key does not take it away")
	}
	x.desk.board = invented()
	x.desk.board.PolicyWarning = "not approved"
	x.ring()
	if got := x.message(); !strings.Contains(got, "not approved") {
		t.Errorf("after it, news says: %s", got)
	}
}

// Speech input turns words into letters: who switches them off keeps every action.
func TestSingleLettersCanBeSwitchedOff(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("K")
	before := x.m.board.focus
	x.press("t", "2", "q", "q")
	if x.m.form != nil || x.m.board.focus != before || x.quit || !x.desk.prefers.Named {
		t.Error("a single letter still does something")
	}
	if !strings.Contains(x.message(), "F4 any action") {
		t.Errorf("refused with: %s", x.message())
	}
	x.press("f2")
	if x.m.form == nil {
		t.Error("F2 does not open the transitions")
	}
	x.press("esc", "f4", "=keys", "enter")
	if x.m.opts.Named || x.desk.prefers.Named {
		t.Errorf("the letters cannot be switched on again: %s", x.message())
	}
	x.press("W", "R")
	if p := x.desk.prefers; !p.ASCII || p.Reading != board.AsPhrases || strings.ContainsAny(x.frame(), "═─│") {
		t.Errorf("kept %+v", p)
	}
}
