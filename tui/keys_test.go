package tui

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/board"
	"placewatch/domain/civil"
)

func selectedName(x *hand) string {
	it, _ := x.m.board.focused().selected()
	return it.name
}

func TestKeysMoveTheCursor(t *testing.T) {
	for _, tc := range []struct {
		keys []string
		want string
	}{
		{[]string{"j"}, "C-0388 Alder House"},
		{[]string{"down", "down", "k"}, "C-0388 Alder House"},
		{[]string{"G"}, "C-0299 Fairfield Independent Fostering"},
		{[]string{"end", "up"}, "C-0377 Elm Grove"},
		{[]string{"G", "g", "g"}, "C-0412 Alder House"},
		{[]string{"G", "home"}, "C-0412 Alder House"},
		{[]string{"pgdown"}, "C-0377 Elm Grove"},
		{[]string{"pgdown", "pgup"}, "C-0412 Alder House"},
		{[]string{"tab"}, "Birch Lodge"},
		{[]string{"3", "j"}, "Alder House"},
		{[]string{"shift+tab"}, "Copper Lane"},
		{[]string{"3", "j", "1", "3"}, "Alder House"},
		{[]string{"/", "=copper", "enter"}, "C-0391 Copper Lane"},
	} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.press(tc.keys...)
		if got := selectedName(x); got != tc.want {
			t.Errorf("%v: the cursor is on %q, want %q", tc.keys, got, tc.want)
		}
	}
}

func TestEveryKeyDoesSomethingOrSaysWhyNot(t *testing.T) {
	for _, tc := range []struct {
		keys []string
		want string
	}{
		{[]string{"x"}, "NO    x does nothing here. ? lists the keys."},
		{[]string{"k"}, "NO    this is the first row."},
		{[]string{"G", "j"}, "NO    this is the last row."},
		{[]string{"esc"}, "NO    esc does nothing here: you are on the board. q leaves."},
		{[]string{"G", "enter"}, "NO    enter does nothing here: Fairfield Independent Fostering has no URN that Ofsted's list knows, so there is no provision to open; + shows all that is known of it."},
		{[]string{"g", "x"}, "NO    g x does nothing here. Press g to see what may follow it."},
		{[]string{"/", "=zoe", "enter", "t"}, "NO    t does nothing here: no row is selected."},
		{[]string{"q"}, "NOTE  Leave Placewatch? Press q again."},
		{[]string{"ctrl+c"}, "NOTE  Leave Placewatch? Press ctrl+c again."},
		{[]string{"s"}, "OK    Children in RI or Inadequate provisions: due first."},
		{[]string{"/", "=alder", "enter", "esc"}, "OK    The filter is cleared."},
		{[]string{"t", "x"}, "NO    x does nothing here. F1 lists the keys."},
		{[]string{"."}, "NOTE  Live updates are paused. . lets them go on."},
	} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.press(tc.keys...)
		if got := x.message(); got != tc.want {
			t.Errorf("%v: got %q, want %q", tc.keys, got, tc.want)
		}
	}
}

// Whatever is pressed on whatever screen: something changes, or a message says
// why nothing did.
func TestNoKeyIsSilent(t *testing.T) {
	keys := strings.Split("a b c d e f g h i j k l m n o p q r s t u v w x y z A G L S T Z 0 1 2 3 4 / ? : . + - _ [ ] tab shift+tab enter esc space backspace up down left right home end pgup pgdown f1 f2 f3 f4 f5 ctrl+c ctrl+f ctrl+l ctrl+n ctrl+p ctrl+r ctrl+s ctrl+u", " ")
	for name, open := range screens() {
		for _, k := range keys {
			x := sit(t, desk(invented()), 100, 30, Options{})
			open(x)
			x.m.messages.fade()
			x.m.messages.offline = nil
			said, before := len(x.m.messages.all), x.frame()
			at := *x.m.View().Cursor
			x.press(k)
			if k == "ctrl+l" || x.m.field() != nil || x.quit {
				continue // it acts on the terminal, edits a field, or has left
			}
			if len(x.m.messages.all) == said && x.frame() == before && *x.m.View().Cursor == at {
				t.Errorf("%s: %s does nothing and says nothing", name, k)
			}
		}
	}
}

func TestLeavingTakesTheSameKeyTwice(t *testing.T) {
	for _, k := range []string{"q", "ctrl+c"} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.press(k, "j", k)
		if x.quit {
			t.Errorf("%s left although another key came between", k)
		}
		x.press(k)
		if !x.quit {
			t.Errorf("%s twice did not leave", k)
		}
	}
}

func TestTheFirstOfTwoLettersShowsWhatMayFollow(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("g")
	if f := x.frame(); !strings.Contains(f, "g …  a all  m mine") {
		t.Errorf("no strip is shown:\n%s", f)
	}
	x.press("esc")
	if f := x.frame(); strings.Contains(f, "g …") || x.message() != "" {
		t.Errorf("esc did not leave the strip:\n%s", f)
	}
}

func TestTheFilterCountsWhileItIsTyped(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("/", "=alder")
	if f := x.frame(); !strings.Contains(f, "Filter: alder") || !strings.Contains(f, "5 of 16") {
		t.Errorf("no live count:\n%s", f)
	}
	x.press("esc", "esc")
	if x.m.filter.open || x.m.board.focused().rows.len() != 9 {
		t.Error("esc twice did not clear and close the filter")
	}
	x.press("/", "=birch", "enter", "/")
	x.press("esc", "up", "enter")
	if got := x.m.filter.kept.String(); got != "birch" {
		t.Errorf("up recalled %q, want birch", got)
	}
}

func TestAFilterThatCannotBeReadSaysWhatToTypeAndIsNotKept(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("/", "=owner:")
	if !strings.Contains(x.frame(), "FIX ") {
		t.Errorf("nothing says what is wrong:\n%s", x.frame())
	}
	x.press("enter")
	if !x.m.filter.open || !x.m.filter.kept.IsZero() {
		t.Error("a filter that cannot be read was kept")
	}
}

func TestARefusalIsSeenWhileAFilterIsTyped(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("/", "pgdown")
	if f := x.frame(); !strings.Contains(f, "NO    PgDn does nothing here.") {
		t.Errorf("the refusal is hidden:\n%s", f)
	}
}

func TestPastedTextIsNeverKeys(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.send(tea.PasteMsg{Content: "qq"})
	if x.quit || !strings.HasPrefix(x.message(), "NO ") {
		t.Errorf("pasted keys were pressed: %q", x.message())
	}
	x.press("/")
	x.send(tea.PasteMsg{Content: "al\x1b[2Jder\n"})
	if got := x.m.filter.text.value(); strings.ContainsAny(got, "\x1b\n") {
		t.Errorf("the field holds %q", got)
	}
}

func TestUpdatesWaitWhileAHandIsOnSomething(t *testing.T) {
	for _, open := range [][]string{{"t"}, {"?"}, {"L"}, {"/"}, {"."}, {"g"}} {
		x := sit(t, desk(invented()), 120, 30, Options{})
		x.press(open...)
		x.desk.board = changedBy(invented(), 2)
		x.ring()
		if x.m.data().Seq != 18204 || !strings.Contains(x.frame(), "2 changes waiting") {
			t.Errorf("%v: the rows moved, or nothing says that changes wait:\n%s", open, x.frame())
		}
		if open[0] == "." {
			x.press(".")
		} else {
			x.press("esc", "esc")
		}
		if x.m.data().Seq != 18206 {
			t.Errorf("%v: the changes were not applied afterwards", open)
		}
	}
}

func TestALostStoreIsSaidAndTheRowsStay(t *testing.T) {
	x := sit(t, desk(invented()), 100, 30, Options{})
	x.desk.err = errors.New("the store is locked")
	x.ring()
	x.press("j")
	f := x.frame()
	for _, want := range []string{"OFFLINE since 09:14", "C-0412", "OFF   No live updates since 09:14: The store is locked."} {
		if !strings.Contains(f, want) {
			t.Errorf("%q is missing:\n%s", want, f)
		}
	}
	x.desk.err = nil
	x.press("ctrl+r")
	if f := x.frame(); strings.Contains(f, "OFFLINE") || x.message() != "OK    The board is live again." {
		t.Errorf("still offline:\n%s", f)
	}
}

func TestOnlyTheNewestRetryCounts(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.err = errors.New("the store is locked")
	x.ring()
	x.ring()
	if cmd := x.m.retry(retryMsg{failures: 1}); cmd != nil {
		t.Error("a retry that was overtaken reads again")
	}
	if cmd := x.m.retry(retryMsg{failures: 2}); cmd == nil {
		t.Error("the newest retry does not read")
	}
}

func TestAnotherDayIsReadAtItsFirstMinute(t *testing.T) {
	now := at0914()
	d := desk(invented())
	x := sit(t, d, 80, 24, Options{})
	x.m.clock = func() time.Time { return now }
	tomorrow := invented()
	tomorrow.Today = civil.On(2026, time.March, 4)
	d.board = tomorrow
	x.send(minuteMsg{})
	if x.m.data().Today != day("2026-03-03") {
		t.Error("the board was read again on the same day")
	}
	now = now.AddDate(0, 0, 1)
	x.send(minuteMsg{})
	if x.m.data().Today != day("2026-03-04") {
		t.Error("the new day was not read")
	}
}

func TestADoorbellThatIsGoneIsSaid(t *testing.T) {
	x := sit(t, desk(invented()), 100, 30, Options{})
	x.send(changedMsg{open: false})
	if !strings.Contains(x.frame(), "not live") {
		t.Errorf("the board still looks live:\n%s", x.frame())
	}
}

func TestAProvisionOpensAndItsTabsTurn(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("enter")
	if f := x.frame(); !strings.Contains(f, "[Timeline]") || !strings.Contains(f, "Board > Alder House") {
		t.Fatalf("no provision is open:\n%s", f)
	}
	for _, want := range []string{"[Children (2)]", "[Duties (2)]", "[Visits (3)]", "[Children & plans (3)]", "[Requirements (2)]", "[Timeline]"} {
		x.press("tab")
		if f := x.frame(); !strings.Contains(f, want) {
			t.Errorf("%s is not open:\n%s", want, f)
		}
	}
	x.press("left")
	if f := x.frame(); !strings.Contains(f, "[Requirements (2)]") {
		t.Errorf("left did not turn back:\n%s", f)
	}
	x.press("q")
	if x.m.page != nil || x.quit {
		t.Error("q did not go back to the board")
	}
}

func TestAProvisionThatCannotBeReadIsNotEmpty(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.err = errors.New("the store is locked")
	x.press("enter")
	if f := x.frame(); !strings.Contains(f, "CANNOT SAY. The store is locked.") {
		t.Errorf("an unread provision looks empty:\n%s", f)
	}
}

func TestHelpFindsByWordOrKeyAndRunsTheLine(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("?", "=reverse", "esc", "=turn the order", "enter")
	if x.m.help != nil || !x.m.board.focused().reverse {
		t.Error("help did not run the line that was found")
	}
	x.press("f1", "=nothing like it")
	if f := x.frame(); !strings.Contains(f, "Nothing here is called that") {
		t.Errorf("an empty search says nothing:\n%s", f)
	}
}

func TestAnEmptyPaneTellsNoneFromCannotSay(t *testing.T) {
	none := invented()
	none.Visits = nil
	never := &board.Board{Today: day("2026-03-03"), PlacementsOn: day("2026-03-01")}
	for _, tc := range []struct {
		b    *board.Board
		pane string
		want string
	}{
		{none, "3", "No QA visit of ours is owed. Next due: Elm Grove, 12 Mar 2026."},
		{never, "2", "CANNOT SAY. No Ofsted list has been imported yet"},
		{never, "1", "CANNOT SAY. No Ofsted list has been imported yet"},
	} {
		x := sit(t, desk(tc.b), 200, 60, Options{})
		x.press(tc.pane)
		if f := strings.Join(strings.Fields(x.frame()), " "); !strings.Contains(f, tc.want) {
			t.Errorf("%q is missing:\n%s", tc.want, x.frame())
		}
	}
}

func TestThePolicysOwnTroubleIsSaidOnce(t *testing.T) {
	b := invented()
	b.PolicyWarning = "review was due 1 Jan 2026"
	x := sit(t, desk(b), 80, 24, Options{})
	if got, want := x.message(), "NOTE  Policy default v3: review was due 1 Jan 2026."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAPausedProvisionIsShownWhenUpdatesGoOn(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("enter", ".")
	later := inventedPage()
	later.Freeze = "open"
	x.desk.page = later
	x.ring()
	if !strings.Contains(x.frame(), "FROZEN") {
		t.Error("the page changed while updates were paused")
	}
	x.press(".")
	if strings.Contains(x.frame(), "FROZEN") {
		t.Error("the page was not brought up to date")
	}
}

func TestReadingTheSameBoardAgainIsNoChange(t *testing.T) {
	x := sit(t, desk(invented()), 120, 30, Options{})
	x.press(".")
	x.ring()
	if f := x.frame(); strings.Contains(f, "waiting ") || strings.Contains(f, "change waiting") {
		t.Errorf("a change is announced that nobody made:\n%s", f)
	}
}

func TestHelpRunsWhatWasMeantAndCanBeDone(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.last = lastAct()
	x.press("?", "=undo", "enter")
	if want := "NOTE  z again undoes"; !strings.HasPrefix(x.message(), want) {
		t.Errorf("got %q", x.message())
	}
}

// However small the screen, the help explains the marks and says whose policy this is.
func TestTheHelpEndsWithTheMarksAndThePolicy(t *testing.T) {
	b := invented()
	b.PolicyLife = "approved by D Reeve, review by 1 Jul 2026"
	x := sit(t, desk(b), 80, 24, Options{})
	if got := x.message(); !strings.Contains(got, "Policy default v3, approved by D Reeve, review by 1 Jul 2026.") {
		t.Errorf("the first board says %q", got)
	}
	x.press("?", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown")
	for _, want := range []string{"!! overdue", "NOT SAFE", "none: open", "Policy default v3, approved by D Reeve, review by 1 Jul 2026"} {
		if !strings.Contains(x.frame(), want) {
			t.Errorf("the help does not say %q:\n%s", want, x.frame())
		}
	}
}
