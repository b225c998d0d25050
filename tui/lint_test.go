package tui

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"placewatch/domain/flow"
	"placewatch/tui/action"
)

func TestNoTwoActionsShareAKey(t *testing.T) {
	if _, err := action.NewSet(allActions()); err != nil {
		t.Error(err)
	}
}

func TestEveryActionHasANameHelpAClassAndSafeKeys(t *testing.T) {
	ids := map[string]bool{}
	for _, a := range allActions() {
		if a.ID == "" || ids[a.ID] || a.Help == "" || a.Group == "" || a.Do == nil || len(a.Keys) == 0 {
			t.Errorf("%q lacks something or is there twice", a.ID)
		}
		ids[a.ID] = true
		if a.Class != flow.Free && a.Class != flow.Checked && a.Class != flow.Signed {
			t.Errorf("%s has no class", a.ID)
		}
		if a.Rank > 0 && a.Hint == "" {
			t.Errorf("%s is in the hint line without a word", a.ID)
		}
		for _, k := range a.Keys {
			if !action.Safe(k) {
				t.Errorf("%s has the key %q, which some terminals keep", a.ID, k)
			}
		}
	}
}

// Brackets need AltGr on many keyboards, so what they do has another key.
func TestBracketsAreNeverTheOnlyKey(t *testing.T) {
	for _, a := range allActions() {
		others := 0
		for _, k := range a.Keys {
			if k != "[" && k != "]" {
				others++
			}
		}
		if others == 0 {
			t.Errorf("%s has brackets only", a.ID)
		}
	}
}

func TestEveryTwoLetterKeyBeginsWithALetterThatDoesNothingElse(t *testing.T) {
	for _, a := range allActions() {
		for _, k := range a.Keys {
			first, _, two := strings.Cut(k, " ")
			for _, b := range allActions() {
				for _, other := range b.Keys {
					if two && other == first && (a.Scope == b.Scope || b.Scope == everywhere) {
						t.Errorf("%s begins with %s, which is %s", k, first, b.ID)
					}
				}
			}
		}
	}
}

// wgl4 are the signs beyond Latin letters that every Windows font has and that
// our screens use; CP437 and CP1252 hold them all.
const wgl4 = "─│┌┐└┘═║╔╗╚╝├┤■…—–→≤≥“”’"

func TestEverySignOnTheScreenIsInEveryFont(t *testing.T) {
	quoted := regexp.MustCompile("\"(?:[^\"\\\\\n]|\\\\.)*\"|`[^`]*`")
	for _, dir := range []string{".", "frame", "theme", "action"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, lit := range quoted.FindAllString(string(src), -1) {
				for _, c := range lit {
					if c > unicode.MaxASCII && !strings.ContainsRune(wgl4, c) {
						t.Errorf("%s: %q in %s", file, c, lit)
					}
				}
			}
		}
	}
}

func TestNoColourIsNamedOutsideTheTheme(t *testing.T) {
	colour := regexp.MustCompile(`#[0-9A-Fa-f]{6}\b|lipgloss\.Color|\\x1b\[`)
	for _, dir := range []string{".", "frame", "action"} {
		files, _ := filepath.Glob(filepath.Join(dir, "*.go"))
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if m := colour.Find(src); m != nil && !strings.HasSuffix(file, "_test.go") {
				t.Errorf("%s names a colour or a style: %s", file, m)
			}
		}
	}
}

func TestTheWindowTitleHoldsNoReference(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	for name, open := range screens() {
		y := sit(t, desk(invented()), 80, 24, Options{})
		open(y)
		if title := y.m.View().WindowTitle; strings.Contains(title, "C-0") || strings.Contains(title, "Alder") {
			t.Errorf("%s: the window title is %q", name, title)
		}
	}
	if got, want := x.m.View().WindowTitle, "Placewatch: 5 overdue, 2 today"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The messages are kept for the session and may be read long after the screen.
func TestNoMessageThatIsKeptNamesAChild(t *testing.T) {
	flows := screens()
	flows["saved"] = func(x *hand) { visitDone(x); x.press("enter") }
	flows["row changed"] = func(x *hand) { x.desk.board = changedBy(invented(), 1); x.ring() }
	flows["row gone"] = func(x *hand) {
		b := invented()
		b.Children = b.Children[1:]
		x.desk.board = b
		x.ring()
	}
	flows["nothing to open"] = func(x *hand) { x.press("G", "enter", "o") }
	flows["draft of a child"] = func(x *hand) {
		x.desk.drafts = map[string]flow.Draft{"": {Subject: "child:C-0412", Event: "fact_noted", Saved: at0914()}}
		x.run(x.m.readDrafts())
		x.press(":", "=draft", "enter")
	}
	for name, open := range flows {
		x := sit(t, desk(invented()), 80, 24, Options{})
		open(x)
		for _, m := range x.m.messages.all {
			if strings.Contains(m.words, "C-0") {
				t.Errorf("%s: %q", name, m.words)
			}
		}
	}
}
