package tui

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"placewatch/domain/flow"
)

func TestWhatIsTypedIsKeptOnTheServerAndFoundInAnotherSession(t *testing.T) {
	d := desk(invented())
	x := sit(t, d, 80, 24, Options{})
	x.press("t", "enter", "tab", "=ie")
	if got := d.drafts[draftKey("child:C-0412", "visit_done")]; got.Args["by"] != "annie" || got.Version != 17 || !got.Saved.Equal(at0914()) {
		t.Fatalf("kept %+v", got)
	}
	again := sit(t, d, 80, 24, Options{})
	if f := again.frame(); !strings.Contains(f, "DRAFTS 1") || again.message() != "NOTE  You have 1 draft. Press : and type draft to go on." {
		t.Errorf("nothing says that a draft waits: %q\n%s", again.message(), f)
	}
	again.press("t", "enter")
	if want := "NOTE  Draft of 09:14 restored; ctrl+n starts anew."; again.message() != want {
		t.Errorf("got %q, want %q", again.message(), want)
	}
	if got := again.m.form.fields[1].value(); got != "annie" {
		t.Errorf("the visitor is %q", got)
	}
}

func TestADraftIsDroppedWhenItIsSent(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.drafts = keptDrafts()
	x.press("t", "enter", "ctrl+s", "enter")
	if len(x.desk.done) != 1 || x.desk.done[0].Args["note"] != "rota seen" {
		t.Fatalf("sent %+v", x.desk.done)
	}
	if _, left := x.desk.drafts[draftKey("child:C-0412", "visit_done")]; left || len(x.desk.drafts) != 1 {
		t.Errorf("left: %v", x.desk.drafts)
	}
}

func TestAFormInWhichNothingWasTypedLeavesNoDraft(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("t", "enter", "tab", "=x", "backspace", "tab", "esc", "esc")
	if len(x.desk.drafts) != 0 {
		t.Errorf("kept %v", x.desk.drafts)
	}
}

func TestStartingAnewIsTakenBackByTheSameKey(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("t", "enter", "ctrl+n")
	if !strings.HasPrefix(x.message(), "NO ") {
		t.Errorf("an untouched form: %q", x.message())
	}
	x.press("tab", "=ie", "ctrl+n")
	if got := x.m.form.fields[1].value(); got != "ann" || len(x.desk.drafts) != 0 {
		t.Errorf("the visitor is %q, drafts %v", got, x.desk.drafts)
	}
	x.press("ctrl+n")
	if got := x.m.form.fields[1].value(); got != "annie" || len(x.desk.drafts) != 1 {
		t.Errorf("the visitor is %q, drafts %v", got, x.desk.drafts)
	}
}

// Two visits of one concern are offered as the same row: what was typed for one
// must never be found in the form of the other.
func TestADraftBelongsToOnePartOnly(t *testing.T) {
	offer := func(id string) flow.Offer {
		o := visitOffer()
		o.Arguments = append([]flow.Arg{{Name: "visit", Kind: flow.ChoiceArg, Default: id, Options: []flow.Option{{Value: id}}}}, o.Arguments...)
		return o
	}
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.offers = []flow.Offer{offer("V1"), offer("V2")}
	x.press("t", "enter", "tab", "=ie", "esc", "j", "enter")
	f := x.m.form
	if f.fields[0].value() != "V2" || f.fields[2].value() != "ann" {
		t.Errorf("the second visit has %v", f.args(true))
	}
	x.press("esc", "k", "enter")
	if f.fields[0].value() != "V1" || f.fields[2].value() != "annie" {
		t.Errorf("the first visit has %v", f.args(true))
	}
}

func TestADraftIsNeverOvertakenByAnOlderOne(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("t", "enter", "tab")
	typeInto := func(s string) tea.Cmd {
		x.m.form.fields[1].text.set(s)
		return x.m.keepDraft()
	}
	first := typeInto("an")
	if second := typeInto("anni"); second != nil {
		t.Error("two saves are under way at once")
	}
	if third := x.m.dropDraft(); third != nil {
		t.Error("a drop overtakes a save")
	}
	x.run(first)
	if diff := cmp.Diff([]string{"keep visit_done", "drop visit_done"}, x.desk.kept); diff != "" || len(x.desk.drafts) != 0 {
		t.Error(diff, x.desk.drafts)
	}
}

func TestADraftThatCannotBeKeptIsSaidAndStaysInTheSession(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.keep = errors.New("the disk is full")
	x.press("t", "enter", "tab", "=i")
	if want := "STOP  What you typed could not be kept on the server: The disk is full. It is kept here until you leave."; x.message() != want {
		t.Errorf("got %q", x.message())
	}
	x.press("=e", "esc", "esc", "t", "enter")
	if got := x.m.form.fields[1].value(); got != "annie" {
		t.Errorf("the visitor is %q", got)
	}
	x.desk.keep = nil
	x.press("tab", "=s")
	if got := x.desk.drafts[draftKey("child:C-0412", "visit_done")].Args["by"]; got != "annies" {
		t.Errorf("kept %q once the disk had room", got)
	}
}

// A session that dies takes the last words with it: the pause is as short as a word.
func TestWhatIsTypedIsKeptAfterAFifthOfASecond(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	var paused []time.Duration
	x.m.after = func(d time.Duration, _ func(time.Time) tea.Msg) tea.Cmd {
		paused = append(paused, d)
		return nil
	}
	x.press("t", "enter", "tab", "=i")
	if diff := cmp.Diff([]time.Duration{200 * time.Millisecond}, paused); diff != "" {
		t.Error(diff)
	}
}

func TestLeavingKeepsWhatIsInTheForm(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.m.after = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil }
	x.press("t", "enter", "tab", "=ie", "ctrl+c")
	if want := "NOTE  Leave Placewatch? Press ctrl+c again. What you typed in this form is kept for when you return."; x.message() != want {
		t.Errorf("got %q", x.message())
	}
	if len(x.desk.drafts) != 0 || x.quit {
		t.Fatal("it was kept before the pause was over")
	}
	x.press("ctrl+c")
	if !x.quit || len(x.desk.drafts) != 1 {
		t.Errorf("left %v, drafts %v", x.quit, x.desk.drafts)
	}
}

func TestLeavingIsNeverPreventedByADraftThatCannotBeKept(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.m.after = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil }
	x.desk.keep = errors.New("the disk is full")
	x.press("t", "enter", "tab", "=ie", "ctrl+c", "ctrl+c")
	if x.quit || !strings.HasPrefix(x.message(), "STOP ") {
		t.Errorf("left %v, %q", x.quit, x.message())
	}
	x.press("ctrl+c")
	if !x.quit {
		t.Error("the third press did not leave")
	}
}

func TestAFormOpensEvenWhereDraftsCannotBeRead(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.lost = errors.New("the store is locked")
	x.press("t")
	if want := "NOTE  Your drafts could not be read: The store is locked."; x.message() != want || x.m.form.step != choosing {
		t.Errorf("got %q:\n%s", x.message(), x.frame())
	}
}

func TestAnOldDraftSaysItsDayAndThatTheRecordChanged(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.drafts = map[string]flow.Draft{"": {Subject: "child:C-0412", Event: "visit_done", Version: 3,
		Saved: at0914().AddDate(0, 0, -4), Args: map[string]string{"by": "ben"}}}
	x.press("t", "enter")
	if want := "NOTE  Draft of 27 Feb 2026, 09:14 restored; ctrl+n starts anew. The record was changed since."; x.message() != want {
		t.Errorf("got %q", x.message())
	}
}

func TestTheDayThatIsReadStandsUnderWhatIsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"5 3 2026": "= Thu 5 Mar 2026", "fri": "= Fri 6 Mar 2026", "+2wd": "= Thu 5 Mar 2026", "today": "= Tue 3 Mar 2026", "31 2": "not a day yet",
	} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.press("t", "enter", "ctrl+u", "="+typed)
		if f := x.frame(); !strings.Contains(f, want) {
			t.Errorf("%s: %q is missing:\n%s", typed, want, f)
		}
	}
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("t", "enter", "ctrl+u", "=soon", "tab")
	if f := x.frame(); !strings.Contains(f, "not read as a day") {
		t.Errorf("a day that cannot be read is not told:\n%s", f)
	}
}

// What was typed with a command is one thing, what was left in its form another.
func TestACommandIsNeverMixedWithADraft(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.drafts = keptDrafts()
	x.run(x.m.readDrafts())
	x.press(":", "=VI3 announced=yes", "enter")
	if got := x.m.form.args(true); got["announced"] != "yes" || got["seen"] != "" || got["note"] != "" {
		t.Fatalf("the form has %v", got)
	}
	if want := "NOTE  Your draft of 09:09 is put aside; ctrl+n brings it back."; !strings.HasPrefix(x.message(), want) {
		t.Errorf("got %q", x.message())
	}
	x.press("ctrl+n")
	if got := x.m.form.args(true); got["note"] != "rota seen" {
		t.Errorf("the draft is %v", got)
	}
}
