package tui

import (
	"strings"
	"testing"

	"placewatch/domain/flow"
)

// filling opens row OF1 with its eleven findings.
func filling(t *testing.T, w, h int) *hand {
	x := sit(t, desk(invented()), w, h, Options{})
	x.desk.offers = []flow.Offer{findingOffer()}
	x.press("t", "enter")
	return x
}

func TestAListOfOptionsIsReadToItsEndAndThenTheNextField(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {60, 15}, {80, 24}} {
		x := filling(t, size[0], size[1])
		for i := range 10 {
			x.press("down")
			words, at := findingOffer().Arguments[0].Options[i+1].Words, x.m.View().Cursor
			line := strings.Split(x.frame(), "\n")[at.Y]
			if first, _, _ := strings.Cut(words, " "); x.m.form.fields[0].options != i+1 || !strings.Contains(line, first) {
				t.Fatalf("%v: option %q is not in sight under the cursor:\n%s", size, words, x.frame())
			}
		}
		x.press("down")
		if x.m.form.focus != 1 {
			t.Errorf("%v: down did not leave the list at its end", size)
		}
		x.press("up", "up")
		if f := x.m.form; f.focus != 0 || f.fields[0].options != 9 {
			t.Errorf("%v: up did not come back into the list: field %d", size, f.focus)
		}
	}
}

func TestEnterTakesAnOptionOnlyWhereTheCursorWasPutOnIt(t *testing.T) {
	for _, tc := range []struct {
		keys []string
		want string
	}{
		{[]string{"enter"}, ""},
		{[]string{"ctrl+s", "enter"}, ""},
		{[]string{"down", "tab", "ctrl+s", "enter"}, ""},
		{[]string{"2"}, findingOffer().Arguments[0].Options[1].Value},
		{[]string{"=R"}, "requires_improvement"},
		{[]string{"down", "down", "down", "enter"}, "inadequate"},
		{[]string{"space", "down", "down", "down", "enter"}, "inadequate"},
		{[]string{"down", "space", "tab", "shift+tab", "enter"}, "inconsistent_quality"},
		{[]string{"down", "tab"}, ""},
	} {
		x := filling(t, 80, 24)
		x.press(tc.keys...)
		if got := x.m.form.fields[0].value(); got != tc.want {
			t.Errorf("%v chose %q, want %q", tc.keys, got, tc.want)
		}
	}
}

func TestAnOptionalChoiceIsNotMadeByPassingOverIt(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	offer := findingOffer()
	offer.Arguments[4].Default = ""
	x.desk.offers = []flow.Offer{offer}
	x.press("t", "enter", "tab", "tab", "tab", "tab", "enter")
	if got := x.m.form.fields[4].value(); got != "" {
		t.Errorf("enter chose %q, which nobody put the cursor on", got)
	}
}

func TestOnlyTheFieldWithTheCursorShowsALongList(t *testing.T) {
	x := filling(t, 80, 24)
	if f := x.frame(); !strings.Contains(f, "( ) 5 to choose from") || !strings.Contains(f, "more lines below") {
		t.Errorf("the other lists are not folded, or nothing says that there is more:\n%s", f)
	}
	x.press("down", "space", "tab")
	f := x.frame()
	for _, want := range []string{"(x) Supported accommodation: inconsistent quality", "> Inspection ended", `"fri"`, "reference of the letter"} {
		if !strings.Contains(f, want) {
			t.Errorf("%q is missing:\n%s", want, f)
		}
	}
}

func TestARefusalIsSaidOnce(t *testing.T) {
	for why, want := range map[string]string{
		"Sign (SA4) is for a manager (S1)": "Sign (SA4) is for a manager (S1)",
		"only a manager signs":             "Sign: only a manager signs  SA4  S1",
	} {
		if got := refusal(flow.Offer{ID: "SA4", Title: "Sign", WhyNot: why, Source: "S1"}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
