package tui

import (
	"strings"
	"testing"

	"placewatch/domain/flow"
)

// clashing fills the visit in and is refused because cas was first.
func clashing(t *testing.T, fields ...flow.FieldChange) *hand {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.do = func(c flow.Command) (*flow.Receipt, error) {
		if c.Version == 17 {
			return nil, clashBy(fields...)
		}
		return &flow.Receipt{}, nil
	}
	x.desk.offers[0].Arguments = append(x.desk.offers[0].Arguments, flow.Arg{Name: "reason", Label: "Note or reason", Kind: flow.TextArg})
	visitDone(x)
	x.press("enter")
	x.desk.version = 18
	return x
}

func TestAClashShowsWhoWhenWhatAndEachField(t *testing.T) {
	x := clashing(t, flow.FieldChange{Field: "booked for", Was: "not booked", Now: "5 Mar 2026"}, flow.FieldChange{Field: "visitor", Now: "cas"})
	f := strings.Join(strings.Fields(x.frame()), " ")
	for _, want := range []string{"version 17 -> 18", "cas: QA visit booked, at 09:13, after you opened it.", "Nothing of yours has been saved or lost.",
		"booked for not booked 5 Mar 2026 (nothing)", "* visitor — cas ann", "Visit date — — 3 Mar 2026"} {
		if !strings.Contains(f, want) {
			t.Errorf("%q is missing:\n%s", want, x.frame())
		}
	}
}

func TestOursTakesThePlaceOfTheirsOnlyWithAReason(t *testing.T) {
	x := clashing(t, flow.FieldChange{Field: "visitor", Now: "cas"})
	x.press("enter")
	if want := "FIX   Say why yours is used, or press esc to go back and change it."; x.message() != want || x.m.form.step != conflict {
		t.Fatalf("got %q", x.message())
	}
	x.press("=cas is on leave", "enter")
	if x.m.form.step != checking {
		t.Fatalf("not back at the check:\n%s", x.frame())
	}
	x.press("enter")
	if got := x.desk.done[len(x.desk.done)-1]; got.Version != 18 || got.Args["reason"] != "cas is on leave" || got.Args["by"] != "ann" {
		t.Errorf("sent %+v", got)
	}
}

func TestFieldsThatOnlyOneSideTouchedAreNotAskedAbout(t *testing.T) {
	for _, fields := range [][]flow.FieldChange{nil, {{Field: "booked for", Now: "5 Mar 2026"}}, {{Field: "visitor", Was: "ben", Now: "Ann"}}, {{Field: "Visit date", Now: "3 Mar 2026"}}} {
		x := clashing(t, fields...)
		x.press("enter")
		if x.m.form.step != checking {
			t.Errorf("%v: a reason was asked for:\n%s", fields, x.frame())
		}
	}
}

func TestAfterAClashTheDraftIsAsItWasTyped(t *testing.T) {
	x := clashing(t, flow.FieldChange{Field: "visitor", Now: "cas"})
	x.press("=half a reason", "esc")
	if f := x.m.form; f.step != detailing || f.args(true)["by"] != "ann" || f.args(true)["reason"] != "" {
		t.Errorf("the answers are %v:\n%s", f.args(true), x.frame())
	}
}

func TestWhenItIsNoLongerPossibleTheWordsMayBeKeptAsAFact(t *testing.T) {
	for _, tc := range []struct {
		fact bool
		want string
	}{
		{true, "STOP  Record QA visit done cannot follow now: the visit was recorded by cas. Your answers are kept. To keep your words as a fact press enter: the cursor is on it."},
		{false, "STOP  Record QA visit done cannot follow now: the visit was recorded by cas. Your answers are kept."},
	} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.desk.do = func(flow.Command) (*flow.Receipt, error) { return nil, clashBy() }
		x.press("t", "enter", "tab", "tab", "space", "tab", "tab", "tab", "=rota seen", "ctrl+s", "enter")
		offers := inventedOffers()
		offers[0].Allowed, offers[0].WhyNot = false, "the visit was recorded by cas"
		offers[3].Arguments = []flow.Arg{{Name: "reason", Label: "What was raised", Kind: flow.TextArg, Required: true}}
		if offers[3].Allowed = tc.fact; !tc.fact {
			offers[3].WhyNot = "not for you"
		}
		x.desk.offers = offers
		x.press("enter")
		if x.message() != tc.want {
			t.Errorf("got %q, want %q", x.message(), tc.want)
		}
		if !tc.fact {
			continue
		}
		x.press("enter")
		if f := x.m.form; f.step != detailing || f.offer.ID != "CF1" || f.fields[0].value() != "rota seen" {
			t.Errorf("the words are not in the fact:\n%s", x.frame())
		}
	}
}
