package tui

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/board"
)

// listed are the provisions that the finder shows.
func listed(x *hand) []string {
	var out []string
	for _, p := range x.m.find.rows.shown {
		out = append(out, p.Name.String())
	}
	return out
}

func TestAProvisionIsFoundByNameURNAreaOrOwner(t *testing.T) {
	for _, tc := range []struct {
		typed string
		want  []string
	}{
		{"", []string{"Alder House", "Aldergrove", "Brackenmere Residential and Therapeutic Community"}},
		{"alder", []string{"Alder House", "Aldergrove", "Old Alder Farm"}},
		{"ALDER hou", []string{"Alder House"}},
		{"zolc", []string{"Żółć House"}},
		{"90005", []string{"Aldergrove", "Brackenmere Residential and Therapeutic Community", "Old Alder Farm", "URN 9000504", "Żółć House"}},
		{"fennel", []string{"Brackenmere Residential and Therapeutic Community", "Old Alder Farm"}},
		{"otherton marram", []string{"Aldergrove", "Żółć House"}},
		{"C-0412", nil},
	} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.press("f", "="+tc.typed)
		if diff := cmp.Diff(tc.want, listed(x)); diff != "" {
			t.Errorf("%q lists:\n%s", tc.typed, diff)
		}
	}
}

func TestTheFinderSaysNoneOnlyWhereItLooked(t *testing.T) {
	for name, want := range map[string][]string{
		"find none":  {"No provision matches C-0412 .", "Provisions come from Ofsted's list: last read in on 2 Mar 2026.", "for a child use / on the board."},
		"find never": {"CANNOT SAY. Provisions come from Ofsted's list, and none has been imported yet."},
		"find fails": {"CANNOT SAY. The store is locked by another process.", "enter tries again."},
	} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		findings()[name](x)
		for _, w := range want {
			if f := strings.Join(strings.Fields(x.frame()), " "); !strings.Contains(f, w) {
				t.Errorf("%s: %q is missing:\n%s", name, w, x.frame())
			}
		}
	}
}

func TestChildrenOfOursAreNotCountedBeforePlacementsAreReadIn(t *testing.T) {
	x := sit(t, desk(invented()), 200, 60, Options{})
	for i := range x.desk.places {
		x.desk.places[i].Children = board.NotCounted
	}
	x.press("f", "=aldergrove")
	if f := x.frame(); !strings.Contains(f, "our children there: not known") || strings.Contains(f, "none known") {
		t.Errorf("nobody can say who lives there:\n%s", f)
	}
}

func TestWhatIsNotListedIsCounted(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("f", "=rowan")
	if f := x.frame(); len(listed(x)) != board.FoundMost || !strings.Contains(f, "10 more: type more") {
		t.Errorf("%d are listed:\n%s", len(listed(x)), f)
	}
	for range 9 {
		x.press("pgdown")
	}
	if f := x.frame(); !strings.Contains(f, "> Rowan 49") {
		t.Errorf("PgDn does not reach the last that is listed:\n%s", f)
	}
}

func TestTheFinderMovesOpensAndLeaves(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("f", "=alder", "down", "ctrl+n", "ctrl+p", "enter")
	if x.m.find != nil || x.m.page == nil || x.m.page.urn != "9000501" {
		t.Fatalf("the provision under the cursor is not open:\n%s", x.frame())
	}
	x.press("f", "=x", "esc")
	if x.m.find == nil || x.m.find.text.value() != "" {
		t.Error("the first esc did not clear the line")
	}
	x.press("esc")
	if x.m.find != nil || x.m.page == nil {
		t.Error("the second esc did not go back to the provision")
	}
}

// Each key of the finder moves something, or a message says why it does not.
func TestNoKeyOfTheFinderIsSilent(t *testing.T) {
	for name, open := range findings() {
		for _, k := range strings.Split("enter down up ctrl+n ctrl+p tab shift+tab pgdown pgup esc f1 f2 f3 f5 ctrl+f ctrl+r ctrl+s x", " ") {
			x := sit(t, desk(invented()), 80, 24, Options{})
			open(x)
			x.m.messages.fade()
			x.m.messages.offline = nil
			said, before, at := len(x.m.messages.all), x.frame(), *x.m.View().Cursor
			x.press(k)
			if len(x.m.messages.all) == said && x.frame() == before && *x.m.View().Cursor == at {
				t.Errorf("%s: %s does nothing and says nothing", name, k)
			}
		}
	}
}

func TestAnAnswerToOtherWordsIsNeverShown(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("f", "=alder")
	first := x.m.askFind()
	x.m.find.text.set("fennel")
	second := x.m.askFind()
	x.run(second)
	x.run(first)
	if got := listed(x); slices.Contains(got, "Alder House") || len(got) != 2 {
		t.Errorf("an answer that came late is shown: %v", got)
	}
	late := x.m.askFind()
	x.press("esc", "esc", "f")
	x.run(late)
	if got := listed(x); len(got) != 3 {
		t.Errorf("a new finder took an old answer: %v", got)
	}
}

func TestEnterBeforeTheAnswerNeverOpensARowOfOtherWords(t *testing.T) {
	for typed, want := range map[string]string{"brackenmere": "9000505", "alder": "", "zzz": ""} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.press("f")
		x.m.find.text.set(typed)
		x.m.refind() // the hand has not rested yet
		x.press("enter")
		got := ""
		if x.m.page != nil {
			got = x.m.page.urn
		}
		if got != want {
			t.Errorf("%q and enter opened %q, want %q", typed, got, want)
		}
		if want == "" && x.message() == "" {
			t.Errorf("%q: nothing says why nothing opened", typed)
		}
	}
}

func TestAWaitForTheAnswerIsSaidAndCanBeLeft(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("f")
	x.m.find.text.set("alder")
	x.m.refind()
	x.m.openFound() // the desk does not answer
	if x.message() != "WAIT  Looking…" || x.m.openFound() != nil {
		t.Errorf("got %q, or the desk is asked a second time", x.message())
	}
	x.press("esc", "esc")
	if x.m.find != nil || x.message() != "" {
		t.Errorf("the wait was not left: %q", x.message())
	}
}

func TestTheHandStaysOnItsProvisionWhenOthersWrite(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("f", "=alder", "down", "down")
	x.desk.places[1].Children, x.desk.places[3].Children = 0, 1
	x.ring()
	if got := x.m.find.selected().Name.String(); got != "Old Alder Farm" {
		t.Errorf("the cursor went to %s", got)
	}
	if x.m.find.rows.shown[1].Name.String() != "Old Alder Farm" {
		t.Error("the list was not read again")
	}
}

func TestTheCursorIsInTheLineAndOnTheRowOnceTheHandIsThere(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("f", "=alder")
	if at := x.m.View().Cursor; at.X != len("Find: alder") || at.Y != 3 {
		t.Errorf("the cursor is at %v, not behind what was typed", at)
	}
	x.press("down")
	if at := x.m.View().Cursor; at.X != 0 || at.Y != 6 {
		t.Errorf("the cursor is at %v, not on the second row:\n%s", at, x.frame())
	}
	x.press("=g")
	if at := x.m.View().Cursor; at.X != len("Find: alderg") || at.Y != 3 {
		t.Errorf("the cursor is at %v, not back in the line", at)
	}
}

// In a real terminal of 80 by 24: the telephone rings, and the provision is on no list.
func TestACallAboutAnyProvisionIsRecordedByKeys(t *testing.T) {
	d := desk(invented())
	want := theCall(d)
	s := plugIn(t, d, 80, 24, Options{})
	s.onRow(t, "C-0412")
	s.press("f")
	s.shows(t, "Find a provision: those with our children")
	s.press("aldergr")
	s.until(t, "the one provision", func(lines []string, x, y int) bool {
		return strings.HasPrefix(lines[y], "Find: aldergr") && x == len("Find: aldergr") && strings.Contains(lines[5], "> Aldergrove")
	})
	s.press("\r")
	s.shows(t, "[Timeline]")
	s.press("t")
	s.shows(t, "> Record what Ofsted found")
	s.press("\r\x1b[B\x1b[B\x1b[B\r") // the fourth finding
	s.shows(t, "(x) Inadequate")
	s.press("today\r\r") // when it ended; we knew the same day
	s.shows(t, "> How we know")
	s.press("\x1b[B\r\x13") // by the call; check
	s.shows(t, "Press enter to save")
	s.press("\r")
	s.shows(t, "OK    Record what Ofsted found recorded for Aldergrove.")
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.done) != 1 || d.done[0].Subject != "urn:9000501" || d.done[0].Event != "finding_recorded" || !maps.Equal(d.done[0].Args, want) {
		t.Errorf("got %+v", d.done)
	}
}

func (s *terminal) shows(t testing.TB, words string) {
	t.Helper()
	s.until(t, words, func(lines []string, _, _ int) bool { return strings.Contains(strings.Join(lines, "\n"), words) })
}
