package tui

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/flow"
	"placewatch/tui/action"
)

func TestTheCommandLineRunsWhatIsTyped(t *testing.T) {
	for _, tc := range []struct {
		name  string
		typed string
		ok    func(*root) bool
	}{
		{"an action by its words", "turn the order", func(r *root) bool { return r.board.focused().reverse }},
		{"an action by its letters", "tn th ordr", func(r *root) bool { return r.board.focused().reverse }},
		{"a list by its name", "requests", func(r *root) bool { return r.list != nil && r.list.name == "requests" }},
		{"waiting", "waiting", func(r *root) bool { return r.list != nil && r.list.name == "waiting" }},
		{"freezes", "freezes", func(r *root) bool { return r.list != nil && r.list.name == "freezes" }},
		{"discrepancies", "discrepancies", func(r *root) bool { return r.list != nil && r.list.name == "discrepancies" }},
		{"concerns", "concerns", func(r *root) bool { return r.list != nil && r.list.name == "concerns" }},
		{"a provision by its name", "birch lodge", func(r *root) bool { return r.page != nil && r.page.urn == "9000407" }},
		{"a provision by its URN", "9000391", func(r *root) bool { return r.page != nil && r.page.urn == "9000391" }},
		{"a provision by a child's reference", "C-0433", func(r *root) bool { return r.page != nil && r.page.urn == "9000420" }},
		{"help", "this help", func(r *root) bool { return r.help != nil }},
		{"a transition by its title", "visit missed", func(r *root) bool { return r.form != nil && r.form.offer.ID == "VI5" }},
		{"a transition by its id", "vi5", func(r *root) bool { return r.form != nil && r.form.offer.ID == "VI5" }},
		{"what nothing is called", "Aldergrove", func(r *root) bool { return r.find != nil && r.find.text.value() == "Aldergrove" }},
	} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.press(":", "="+tc.typed, "enter")
		if !tc.ok(x.m) || x.m.palette != nil {
			t.Errorf("%s: %q did something else:\n%s", tc.name, tc.typed, x.frame())
		}
	}
}

func TestACommandFillsInTheFormOfItsTransition(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("j", "ctrl+p", "=VI3 on=2 3 2026 announced=no seen=C-0412,C-0388 note=rota seen", "enter")
	if x.m.form == nil || x.m.form.step != detailing {
		t.Fatalf("no form is open:\n%s", x.frame())
	}
	want := map[string]string{"on": "2 3 2026", "by": "ann", "announced": "no", "seen": "C-0412,C-0388", "note": "rota seen"}
	if diff := cmp.Diff(want, x.m.form.args(true)); diff != "" {
		t.Error(diff)
	}
	x.press("ctrl+s", "enter")
	if len(x.desk.done) != 1 || x.desk.done[0].Event != "visit_done" || x.desk.done[0].Subject != "child:C-0388" {
		t.Errorf("sent %+v", x.desk.done)
	}
}

func TestACommandThatCannotBeRunSaysWhy(t *testing.T) {
	for typed, want := range map[string]string{
		"sa4a":        "NO    Sign suitability is not available: only the principal manager signs; you are QA officer.",
		"vi5 told=x":  "FIX   told is not asked for by Record QA visit missed. It takes reason=.",
		"vi5 no show": "FIX   Write each answer as name=value; no show is not one. It takes reason=.",
		"pane on=fri": "NO    only a transition takes answers such as on=today; press tab on one to see its own.",
	} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.press(":", "="+typed, "enter")
		if x.message() != want || x.m.palette == nil {
			t.Errorf("%s: got %q, want %q", typed, x.message(), want)
		}
	}
}

func TestWhatIsNotAvailableStandsBelowWithItsReason(t *testing.T) {
	x := sit(t, desk(invented()), 120, 40, Options{})
	x.press(":", "=suitab")
	f := x.frame()
	if i, j := strings.Index(f, "Not available now:"), strings.Index(f, "Sign suitability: only the principal manager signs"); i < 0 || j < i {
		t.Errorf("the refused transition is not below:\n%s", f)
	}
}

func TestNothingMatchedIsSaid(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press(":", "=qqqqq")
	if f := x.frame(); !strings.Contains(f, "Nothing here is called qqqqq.") {
		t.Errorf("an empty list says nothing:\n%s", f)
	}
	x.press("ctrl+u")
	if x.m.palette.text.value() != "" || len(x.m.palette.found) < 20 {
		t.Error("ctrl+u did not clear the line")
	}
	x.press("esc")
	if x.m.palette != nil {
		t.Error("esc did not close it")
	}
}

func TestTabCompletesANameThenItsAnswersThenAChoice(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press(":", "=visit done")
	for _, want := range []string{"VI3 ", "VI3 on="} {
		x.press("tab")
		if got := x.m.palette.text.value(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	x.press("=fri ann", "tab", "=y", "tab")
	if got, want := x.m.palette.text.value(), "VI3 on=fri announced=yes"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	x.press("ctrl+u", "=turn the", "tab")
	if got, want := x.m.palette.text.value(), "Turn the order round"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	x.press("tab")
	if want := "NO    tab completes nothing here."; x.message() != want {
		t.Errorf("got %q, want %q", x.message(), want)
	}
}

func TestDraftsAreListedAndGoOn(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.drafts = keptDrafts()
	x.run(x.m.readDrafts())
	x.press(":", "=draft")
	if f := x.frame(); !strings.Contains(f, "Draft: visit done at Alder House, of 09:09") || !strings.Contains(f, "Draft: visit missed at Copper Lane, of 27 Feb 2026") {
		t.Fatalf("the drafts are not listed:\n%s", f)
	}
	x.press("down", "enter")
	if f := x.m.form; f == nil || f.subject != "child:C-0391" || f.fields[0].value() != "nobody was in" {
		t.Errorf("the draft was not opened:\n%s", x.frame())
	}
}

// A row may be offered for several parts: the palette opens the one that was
// chosen, and asks where it was not.
func TestACommandForOneOfSeveralPartsIsNeverForAnother(t *testing.T) {
	offer := func(id string) flow.Offer {
		return flow.Offer{ID: "VI5", Event: "visit_missed", Title: "Visit missed (" + id + ")", Allowed: true, Class: flow.Checked,
			Arguments: []flow.Arg{{Name: "visit", Kind: flow.ChoiceArg, Default: id, Options: []flow.Option{{Value: id}}}}}
	}
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.offers = []flow.Offer{offer("V1"), offer("V2")}
	x.press(":", "=vi5", "down", "enter")
	if f := x.m.form; f == nil || f.step != detailing || f.args(true)["visit"] != "V2" {
		t.Errorf("the wrong visit:\n%s", x.frame())
	}
	x = sit(t, x.desk, 80, 24, Options{})
	x.run(x.m.formOn(x.m.aim(), "VI5", nil))
	if x.m.form.step != choosing {
		t.Errorf("one of two visits was taken without a word:\n%s", x.frame())
	}
}

// The palette keeps the selected row in sight and is never wider than the window.
func TestTheSelectedRowStaysInSightUnderThePalette(t *testing.T) {
	for _, keys := range [][]string{{}, {"G", "k"}, {"3"}, {"2", "G"}} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.press(keys...)
		y := x.m.View().Cursor.Y
		line := strings.Split(x.frame(), "\n")[y]
		x.press(":")
		if !strings.Contains(x.frame(), line) {
			t.Errorf("%v: %q is covered:\n%s", keys, line, x.frame())
		}
	}
}

// reachable are the scopes on which help and palette open, with a way to each.
func reachable() map[action.Scope]func(*hand) {
	return map[action.Scope]func(*hand){
		onBoard: func(*hand) {}, onPage: func(x *hand) { x.press("enter") }, onList: func(x *hand) { x.press("g", "w") },
	}
}

func TestEveryActionIsInThePaletteOfItsScreen(t *testing.T) {
	for scope, open := range reachable() {
		x := sit(t, desk(invented()), 80, 24, Options{})
		open(x)
		x.press(":")
		listed := map[string]bool{}
		for _, c := range x.m.palette.all {
			listed[c.words] = true
		}
		for _, a := range allActions() {
			if a.Scope != scope && a.Scope != onScreens && a.Scope != onRows && a.Scope != everywhere || a.ID == "command" {
				continue
			}
			if !listed[capital(a.Help)] {
				t.Errorf("%s is not in the palette of %s", a.ID, scope)
			}
		}
	}
}

func TestEveryActionIsInTheHelpOfItsScreen(t *testing.T) {
	inHelpOf := map[string]bool{}
	for _, open := range screens() {
		x := sit(t, desk(invented()), 80, 24, Options{})
		open(x)
		x.press("f1")
		if x.m.help == nil || x.m.help.search.value() != "" {
			continue // the help itself
		}
		for _, a := range x.m.help.found {
			inHelpOf[a.ID] = true
		}
	}
	for _, a := range allActions() {
		if !inHelpOf[a.ID] && a.Scope != inHelp && a.Scope != inLog {
			t.Errorf("%s is in the help of no screen", a.ID)
		}
	}
}

func TestTheOwnerKeyIsAboutTheMostUrgentDuty(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.offers = []flow.Offer{{ID: "DU1", Event: "duty_reassigned", Title: "Hand it to somebody", Allowed: true, Class: flow.Free,
		Arguments: []flow.Arg{{Name: "to", Label: "To", Kind: flow.TextArg, Required: true}}}}
	x.press("o")
	if f := x.m.form; f == nil || f.subject != "duty:C-0412" || f.step != detailing {
		t.Fatalf("no form about the duty:\n%s", x.frame())
	}
	x.press("esc", "esc", "2", "o")
	if want := "NO    o does nothing here: no duty of ours is open on this row."; x.message() != want {
		t.Errorf("got %q, want %q", x.message(), want)
	}
	x = sit(t, desk(invented()), 80, 24, Options{})
	x.desk.page.Duties[0].WhoseDuty = "ofsted"
	x.press("enter", "tab", "tab", "o")
	if want := "NO    o does nothing here: no duty of ours is open on this row."; x.message() != want {
		t.Errorf("what Ofsted owes: got %q, want %q", x.message(), want)
	}
	x = sit(t, desk(invented()), 80, 24, Options{})
	x.press("o")
	if want := "NO    DU1 is not offered here now. These are."; x.message() != want {
		t.Errorf("got %q, want %q", x.message(), want)
	}
}

func TestHelpSearchesAfterASlashAndStaysWhenALineCannotBeRun(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("?", "/", "=undo the zoom", "enter")
	if want := "NO    Clear the filter, or undo the zoom is not possible now: you are on the board. q leaves."; x.message() != want || x.m.help == nil {
		t.Errorf("got %q, help %v", x.message(), x.m.help)
	}
	x.press("esc", "/", "/")
	if got := x.m.help.search.value(); got != "/" {
		t.Errorf("the search is %q", got)
	}
}

func TestAnAnswerMayHoldSpacesWithOrWithoutQuotes(t *testing.T) {
	for typed, want := range map[string]map[string]string{
		`pr8b who='the social worker' how='a visit each week'`: {"who": "the social worker", "how": "a visit each week"},
		`pr8b who="the social worker" how=a visit each week`:   {"who": "the social worker", "how": "a visit each week"},
		`pr8b who=the social worker how=by car`:                {"who": "the social worker", "how": "by car"},
		`pr8b who="O'Brien" how='how=fast, on=foot'`:           {"who": "O'Brien", "how": "how=fast, on=foot"},
		`pr8b who=O'Brien how='t is said`:                      {"who": "O'Brien", "how": "'t is said"},
		`pr8b who='ann' and ben how=`:                          {"who": "'ann' and ben", "how": ""},
		`pr8b who=a=b`:                                         {"who": "a=b"},
	} {
		got := readTyped(typed)
		if diff := cmp.Diff(want, got.args); diff != "" || got.name != "pr8b" {
			t.Errorf("%s: name %q, %s", typed, got.name, diff)
		}
	}
}
