package action

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTwoActionsCannotShareAKeyInOneScope(t *testing.T) {
	_, err := NewSet([]Action[int]{{ID: "sort", Scope: "board", Keys: []string{"s"}}, {ID: "save", Scope: "board", Keys: []string{"s"}}})
	if err == nil || err.Error() != `key "s" in board is both sort and save` {
		t.Errorf("got %v", err)
	}
}

func TestTheNearestScopeWins(t *testing.T) {
	set, err := NewSet([]Action[int]{{ID: "back", Scope: "page", Keys: []string{"q"}}, {ID: "leave", Scope: "everywhere", Keys: []string{"q", "g q"}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := set.Find([]Scope{"page", "everywhere"}, "q").ID; got != "back" {
		t.Errorf("on a page q is %s", got)
	}
	if got := set.Find([]Scope{"board", "everywhere"}, "q").ID; got != "leave" {
		t.Errorf("on the board q is %s", got)
	}
	if got := set.Find([]Scope{"board"}, "q"); got != nil {
		t.Errorf("q works out of its scope: %s", got.ID)
	}
	var second []string
	for _, s := range set.Strip([]Scope{"page", "everywhere"}, "g") {
		second = append(second, s.Key+" "+s.Action.ID)
	}
	if diff := cmp.Diff([]string{"q leave"}, second); diff != "" {
		t.Error(diff)
	}
}

func TestARefusalIsWordsOrNothing(t *testing.T) {
	a := Action[bool]{Why: func(ok bool) string {
		if ok {
			return ""
		}
		return "nothing is selected"
	}}
	if a.Refusal(true) != "" || a.Refusal(false) != "nothing is selected" {
		t.Error("a guard's answer was changed")
	}
	if (&Action[bool]{}).Refusal(true) != "" {
		t.Error("an action without a guard was refused")
	}
}

func TestKeysThatTerminalsKeepForThemselvesAreNotSafe(t *testing.T) {
	for _, k := range []string{"ctrl+v", "alt+enter", "f11", "shift+up", "ctrl+left", "ctrl+enter", "ctrl+space", "ctrl+a", "ctrl+b", "ctrl+z", `ctrl+\`, "{", "", "é"} {
		if Safe(k) {
			t.Errorf("%q counts as safe", k)
		}
	}
	for _, k := range []string{"j", "G", "g g", "1", "/", "?", "pgdown", "shift+tab", "f2", "ctrl+s"} {
		if !Safe(k) {
			t.Errorf("%q counts as unsafe", k)
		}
	}
}

func TestKeysAreSaidAsTheyArePrintedOnTheKeyboard(t *testing.T) {
	if got, want := SayAll([]string{"j", "pgdown", "f5", "ctrl+r", "f"}), "j  PgDn  F5  ctrl+r  f"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
