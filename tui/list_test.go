package tui

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/board"
)

func TestAListOpensSearchesAndActsOnItsRows(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("g", "w", "j", "t")
	if f := x.m.form; f == nil || f.subject != "concern:copper" || f.home != "Copper Lane" {
		t.Fatalf("the form is about something else:\n%s", x.frame())
	}
	x.press("esc", "/", "=alder ofsted", "esc", "=alder accuracy", "enter", "enter")
	if x.m.page == nil || x.m.page.urn != "9000412" {
		t.Fatalf("no provision is open:\n%s", x.frame())
	}
	x.press("esc")
	if x.m.page != nil || x.m.list == nil || !strings.Contains(x.frame(), "1 of 3, search: alder accuracy") {
		t.Fatalf("not back at the list:\n%s", x.frame())
	}
	x.press("esc", "esc")
	if x.m.list != nil {
		t.Error("esc twice did not go back to the board")
	}
}

func TestAListTellsNoneFromCannotSay(t *testing.T) {
	for _, tc := range []struct {
		lists map[string]*board.List
		err   error
		want  string
	}{
		{inventedLists(), nil, "No provision that Ofsted's list knows is frozen."},
		{inventedLists(), errors.New("the store is locked"), "CANNOT SAY. The store is locked."},
		{map[string]*board.List{"freezes": {}}, nil, "CANNOT SAY: the list gave no rows and no reason."},
		{nil, nil, "CANNOT SAY. No list is called freezes."},
	} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.desk.lists, x.desk.err = tc.lists, tc.err
		x.press("g", "f")
		if f := x.frame(); !strings.Contains(f, tc.want) {
			t.Errorf("%q is missing:\n%s", tc.want, f)
		}
	}
}

func TestTheHandStaysOnItsRowOfAListWhenOthersChangeIt(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("g", "w", "j")
	rows := inventedLists()["waiting"].Rows
	x.desk.lists["waiting"] = &board.List{Columns: x.desk.lists["waiting"].Columns, Rows: append([]board.ListRow{{Subject: "concern:new", Cells: []string{"Another"}}}, rows...)}
	x.ring()
	if it, _ := x.m.selectedRow(); it.subject != "concern:copper" {
		t.Errorf("the cursor is on %s", it.subject)
	}
	x.press("/", "=nothing like it")
	if f := x.frame(); !strings.Contains(f, "4 rows are hidden by the search") {
		t.Errorf("hidden rows are not told:\n%s", f)
	}
}

func TestAPausedListIsShownWhenUpdatesGoOn(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("g", "w", ".")
	x.desk.lists["waiting"] = &board.List{Title: "Waiting on", Empty: "Nothing is waited for."}
	x.ring()
	if !strings.Contains(x.frame(), "IRO P. Okafor") {
		t.Error("the list changed while updates were paused")
	}
	x.press(".")
	if !strings.Contains(x.frame(), "Nothing is waited for.") {
		t.Error("the list was not brought up to date")
	}
}

func TestAViewIsAFilterOfTheBoard(t *testing.T) {
	for key, want := range map[string]string{"m": "is:mine", "o": "is:overdue", "n": "is:new", "u": "is:unassigned", "a": ""} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.press("enter", "g", key)
		if got := x.m.filter.kept.String(); got != want || x.m.page != nil {
			t.Errorf("g %s shows %q, want %q", key, got, want)
		}
	}
}

func TestWhatIsOnATabIsActedOn(t *testing.T) {
	for _, tc := range []struct {
		tabs int
		want string
	}{{0, "concern:alder"}, {2, "duty:C-0412"}, {3, "visit:2"}, {4, "assessment:A1"}} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.press("enter")
		for range tc.tabs {
			x.press("tab")
		}
		x.press("t")
		if f := x.m.form; f == nil || f.subject != tc.want || f.home != "Alder House" {
			t.Errorf("tab %d: the form is about something else:\n%s", tc.tabs, x.frame())
		}
	}
}

func TestEnterShowsTheWholeEntry(t *testing.T) {
	x := sit(t, desk(invented()), 60, 15, Options{})
	x.press("enter", "tab", "tab", "tab", "tab")
	if strings.Contains(x.frame(), "Proposed: continue") {
		t.Fatal("the entry is whole already")
	}
	x.press("enter")
	if f := x.frame(); !strings.Contains(f, "Proposed: continue") {
		t.Errorf("the entry is not whole:\n%s", f)
	}
	x.press("j")
	if want := "NO    this is the last row."; x.message() != want {
		t.Errorf("got %q, want %q", x.message(), want)
	}
	x.send(tea.WindowSizeMsg{Width: 40, Height: 12})
	x.press("j", "j", "pgdown")
	if f := x.frame(); !strings.Contains(f, "Proposed: continue") {
		t.Errorf("the end of the entry cannot be read:\n%s", f)
	}
	x.press("esc")
	if x.m.page == nil || x.m.page.whole {
		t.Error("esc did not go back to the list of the tab")
	}
}
