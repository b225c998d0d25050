package frame

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"placewatch/tui/theme"
)

func TestACellIsExactlyAsWideAsItsColumn(t *testing.T) {
	g := Draw(false)
	for _, name := range []string{"", "Alder House", "Ó Briain", "Żółć", "李家", "e\u0301clair", "Fairfield Independent Fostering"} {
		for w := range 14 {
			for _, got := range []string{g.Cell(name, w), g.Right(name, w)} {
				if Width(got) != w {
					t.Errorf("%q in %d cells: got %q, %d cells", name, w, got, Width(got))
				}
			}
		}
	}
}

func TestWhatIsCutShowsThatItIsCut(t *testing.T) {
	if got, want := Draw(false).Cut("Fairfield IFA", 9), "Fairfiel…"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Draw(true).Cut("Fairfield IFA", 9), "Fairfiel~"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNothingThatActsOnATerminalIsShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		w := rapid.IntRange(0, 40).Draw(t, "w")
		got := Draw(false).Cell(s+"\x1b[2J\u202e", w)
		if strings.ContainsAny(got, "\x1b\u202e\u009b\n\r\t\x07") {
			t.Fatalf("%q was shown as %q", s, got)
		}
		if ansi.StringWidth(got) != w {
			t.Fatalf("%q takes %d cells, want %d", got, ansi.StringWidth(got), w)
		}
	})
}

func TestWrappedLinesNeverOverflow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		w := rapid.IntRange(1, 30).Draw(t, "w")
		for _, l := range append(Draw(false).Wrap(s, w), Draw(true).Hang("Label  ", s, w)...) {
			if Width(l) > w {
				t.Fatalf("%q is %d cells, want at most %d", l, Width(l), w)
			}
		}
	})
}

func TestALineOfFactsLosesTheLeastNeededFirst(t *testing.T) {
	g, plain := Draw(false), theme.Get(theme.Plain)
	left := []Segment{Say(9, theme.Text, "OVERDUE 5"), Say(1, theme.Text, "policy default v3", "")}
	right := []Segment{Say(5, theme.Text, "ann (QA officer)", "ann")}
	for _, tc := range []struct {
		w    int
		want string
	}{
		{50, "OVERDUE 5  policy default v3      ann (QA officer)"},
		{30, "OVERDUE 5     ann (QA officer)"},
		{15, "OVERDUE 5   ann"},
		{6, "OVERD…"},
	} {
		if got := g.Segments(plain, tc.w, 2, left, right); got != tc.want {
			t.Errorf("%d cells: got %q, want %q", tc.w, got, tc.want)
		}
	}
}

func TestRulesAndBoxesFillTheirWidth(t *testing.T) {
	g := Draw(false)
	for w := range 60 {
		if got := g.RuleLine(w, true, "[1] Children", "1-7 of 9"); Width(got) != w {
			t.Errorf("rule of %d cells is %d: %q", w, Width(got), got)
		}
		for _, l := range g.Box(w, 4, false, "Detail", "p hide", Blank(w-2, 1)) {
			if Width(l) != w {
				t.Errorf("box of %d cells has a line of %d: %q", w, Width(l), l)
			}
		}
	}
}

func TestTheMiddleOfANameGivesWay(t *testing.T) {
	g := Draw(false)
	for _, tc := range []struct {
		name string
		w    int
		want string
	}{
		{"Alder House", 11, "Alder House"}, {"Alder House", 8, "Alde…use"}, {"Alder House", 3, "A…e"}, {"Alder House", 2, "A…"}, {"Alder House", 0, ""},
	} {
		if got := g.Middle(tc.name, tc.w); got != tc.want {
			t.Errorf("%q in %d: got %q, want %q", tc.name, tc.w, got, tc.want)
		}
	}
	for w := range 12 { // signs of two cells
		if got := Width(g.Middle("李家李家李家李家", w)); got > w {
			t.Errorf("%d cells take %d", w, got)
		}
	}
}

func TestWhatIsListenedToIsSaidInWords(t *testing.T) {
	g := Speak(false)
	for said, want := range map[string]string{
		"  Alder House   URN 9000412":       "Alder House, URN 9000412",
		"Waive it  (needs a second person)": "Waive it (needs a second person)",
		"Owner: —   7d late":                "Owner: none, 7 days late",
		"due.   1d":                         "due. 1 day",
		"state BOOKED -> DONE":              "state BOOKED to DONE",
		"Ó Briain – House":                  "Ó Briain – House",
		"ends 5 Mar 2026; 3d":               "ends 5 Mar 2026; 3 days",
	} {
		if got := g.Say(said); got != want {
			t.Errorf("%q is said as %q, want %q", said, got, want)
		}
		if got := Draw(false).Say(said); got != said {
			t.Errorf("%q is drawn as %q", said, got)
		}
	}
	for _, l := range g.Wrap("our children: C-0412 C-0388", 17) {
		if strings.HasSuffix(l, "-") || Width(l) > 17 {
			t.Errorf("a reference is heard in two halves: %q", l)
		}
	}
	if got := g.RuleLine(30, true, "Children", "1 of 9"); got != "Children, 1 of 9"+Spaces(14) {
		t.Errorf("a title is %q", got)
	}
}
