package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"placewatch/domain/flow"
)

// manyOffers are n rows for each of two children, each about one of them.
func manyOffers(n int) []flow.Offer {
	var out []flow.Offer
	for i := range n {
		child := []string{"C-0412", "C-0388"}[i%2]
		id := "A" + fmt.Sprint(i)
		out = append(out, flow.Offer{ID: fmt.Sprintf("SA%d", i), Event: "voice_recorded", Title: "The child's voice recorded", Allowed: true, Class: flow.Checked,
			About: child + ", suitability assessment, required", Source: "S0, domain 3.5, R§2.8, R9#49, R9#52",
			Arguments: []flow.Arg{{Name: "assessment", Label: "Suitability assessment", Kind: flow.ChoiceArg, Default: id,
				Options: []flow.Option{{Value: id, Words: child + ", suitability assessment, required"}}},
				{Name: "note", Label: "Note", Kind: flow.TextArg}}})
		if i%4 > 1 {
			out[i].Title, out[i].Event = "Contributors invited to the assessment", "contributors_invited"
		}
	}
	return out
}

// longLines are what a row does that brings many others with it.
func longLines() []flow.Line {
	out := []flow.Line{{Verb: "for", What: "child C-0412"}, {Verb: "change", What: "visit state  BOOKED -> DONE"}}
	for i := range 20 {
		out = append(out, flow.Line{Verb: "then", What: fmt.Sprintf("SA%d Open the suitability assessment", i)}, flow.Line{Verb: "for", What: fmt.Sprintf("child C-%04d", i)})
	}
	return out
}

func TestALongListOfTransitionsIsMovedThroughAndNarrowed(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.offers = manyOffers(80)
	x.press("t")
	for _, tc := range []struct {
		keys []string
		want int
	}{
		{[]string{"G"}, 79}, {[]string{"g", "g"}, 0}, {[]string{"end"}, 79}, {[]string{"home"}, 0},
		{[]string{"pgdown", "pgup"}, 0}, {[]string{"/", "=VOICE c-0388", "enter"}, 1}, {[]string{"j"}, 5}, {[]string{"G"}, 77},
		{[]string{"esc", "j"}, 78},
	} {
		if x.press(tc.keys...); x.m.form == nil || x.m.form.pick != tc.want {
			t.Fatalf("%v: the cursor is elsewhere than on %d:\n%s", tc.keys, tc.want, x.frame())
		}
	}
	x.press("home", "pgdown")
	if n := x.m.form.pick; n < 5 || n > 20 {
		t.Errorf("a page is %d offers", n)
	}
	x.press("/", "=zzz", "enter", "enter")
	if want := "NO    nothing that may follow here is called that; esc clears the search."; !strings.EqualFold(x.message(), want) {
		t.Errorf("got %q, want %q", x.message(), want)
	}
	x.press("esc", "esc")
	if x.m.form != nil {
		t.Error("the menu stays")
	}
}

func TestWhatIsOutOfSightIsAlwaysCounted(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}, {120, 40}} {
		x := sit(t, desk(invented()), size[0], size[1], Options{})
		x.desk.offers = manyOffers(80)
		x.press("t")
		for range 79 {
			f := x.frame()
			if x.m.form.pick < 60 && !strings.Contains(f, "more line") {
				t.Fatalf("%v, offer %d: nothing says that there is more:\n%s", size, x.m.form.pick, f)
			}
			x.press("j")
		}
	}
}

func TestEveryStepNamesTheProvisionAndTheChild(t *testing.T) {
	long := func(x *hand) {
		x.desk.page.Parts[0].Title = "Alert to the social worker of the child, as asked on the second of May"
	}
	for _, size := range [][2]int{{60, 15}, {80, 24}, {120, 40}} {
		for name, keys := range map[string][]string{
			"child's row":       {"t", "enter", "tab", "tab", "space", "ctrl+s"},
			"part of the page":  {"enter", "tab", "tab", "tab", "tab", "t", "enter", "tab", "tab", "space", "ctrl+s"},
			"child of the page": {"enter", "tab", "t", "enter", "tab", "tab", "space", "ctrl+s"},
		} {
			x := sit(t, desk(invented()), size[0], size[1], Options{})
			b := invented()
			b.Practice = true
			x.m.apply(b)
			long(x)
			steps := 0
			for _, k := range keys {
				if x.press(k); x.m.form == nil {
					continue
				}
				steps++
				lines := strings.Split(x.frame(), "\n")
				if !strings.Contains(lines[0], "C-0412 Al") || !strings.Contains(lines[0], " > Transition") || !strings.Contains(lines[2], "C-0412 Al") {
					t.Fatalf("%s at %v: it does not say what it is about:\n%s", name, size, x.frame())
				}
			}
			if steps < 5 || x.m.form.step != checking {
				t.Fatalf("%s at %v: not at the check:\n%s", name, size, x.frame())
			}
		}
	}
}

func TestTheCheckListsEveryAnswerAndWhoSigns(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("t", "enter", "tab", "tab", "space", "tab", "space", "tab", "tab", "=rota seen", "ctrl+s")
	for _, want := range []string{"Visit date: 3 Mar 2026", "Visitor: ann", "Announced? announced", "Children seen: C-0412", "Note: rota seen", "write    1 journal entry, signed ann, policy default v3"} {
		if f := x.frame(); !strings.Contains(f, want) {
			t.Errorf("%q is missing:\n%s", want, f)
		}
	}
}

func TestALongCheckSaysWhatToPressAndHowMuchIsOutOfSight(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}} {
		x := sit(t, desk(invented()), size[0], size[1], Options{})
		x.desk.preview = func(c flow.Command) (*flow.Preview, error) { return &flow.Preview{Lines: longLines()}, nil }
		visitDone(x)
		for _, key := range []string{"", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown"} {
			if key != "" {
				x.press(key)
			}
			f := x.frame()
			if !strings.Contains(f, "Press enter to save") {
				t.Fatalf("nothing says what to press:\n%s", f)
			}
			if more := x.m.form.below(&x.m.look, size[0], x.m.board.plan.body) > 0; more != strings.Contains(f, "below, PgDn") {
				t.Fatalf("there is more: %v:\n%s", more, f)
			}
		}
		if f := x.frame(); !strings.Contains(f, "21 journal entries") || !strings.Contains(f, "above, PgUp") {
			t.Errorf("this is not the end of it:\n%s", f)
		}
	}
}

func TestWhatTheOfferAnswersItselfIsNoField(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.offers = manyOffers(1)
	x.press("t", "enter", "=afraid at night", "ctrl+s")
	if got := x.m.form.args(true); got["assessment"] != "A0" || got["note"] != "afraid at night" {
		t.Errorf("got %v", got)
	}
}

func TestWhatIsSavedWithoutACheckSaysSo(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	free := visitOffer()
	free.Class = flow.Free
	x.desk.offers = []flow.Offer{free}
	x.press("t", "enter")
	if f := x.frame(); !strings.Contains(f, "ctrl+s save") || strings.Contains(f, "ctrl+s check") {
		t.Errorf("the hint says something else:\n%s", f)
	}
	x.press("tab", "tab", "space", "ctrl+s")
	if len(x.desk.done) != 1 {
		t.Errorf("%d commands were carried out", len(x.desk.done))
	}
}

// What is typed to narrow the menu begins a word: "sign" is not "resigned". Only where
// nothing begins so may it stand anywhere.
func TestTheMenuIsNarrowedByHowWordsBegin(t *testing.T) {
	f := &form{offers: []flow.Offer{{ID: "OF11", Event: "registration_ended", Title: "Registration cancelled, resigned or closed"},
		{ID: "SA4a", Event: "signed_continue", Title: "Sign: the child stays"}, {ID: "VI3", Event: "visit_done", Title: "Record the visit made"}}}
	for typed, want := range map[string][]int{"sign": {1}, "reg": {0}, "igned": {0, 1}, "the vis": {2}, "sa4": {1}, "nothing": nil, "": {0, 1, 2}} {
		f.narrow.set(typed)
		if got := f.shown(); !slices.Equal(got, want) {
			t.Errorf("%q shows %v, want %v", typed, got, want)
		}
	}
}
