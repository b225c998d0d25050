package tui

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"placewatch/domain/board"
	"placewatch/domain/flow"
)

// signing opens the sign-off of an assessment from the row of its child, up to the check.
func signing(x *hand) {
	x.desk.offers = []flow.Offer{{ID: "SA4b", Event: "signed_move", Title: "Sign: the child moves", Allowed: true, Class: flow.Signed,
		Arguments: []flow.Arg{
			{Name: "assessment", Label: "Assessment", Kind: flow.ChoiceArg, Default: "A1", Options: []flow.Option{{Value: "A1", Words: "C-0412, suitability assessment"}}},
			{Name: "reason", Label: "Note", Kind: flow.TextArg},
		}}}
	x.press("t", "enter", "=the plan is late", "ctrl+s")
}

func TestNobodySignsAnAssessmentWithoutItsEvidence(t *testing.T) {
	x := sit(t, desk(invented()), 80, 50, Options{})
	signing(x)
	f := x.frame()
	evidence, will := strings.Index(f, "What you sign"), strings.Index(f, "This will")
	if evidence < 0 || will < evidence {
		t.Fatalf("the evidence does not stand before what signing does:\n%s", f)
	}
	for _, want := range []string{"C-0412 Suitability assessment: awaiting sign-off", "Views: 5 of 6; IRO asked 25 Feb", "Child's voice: 21 Feb, S. Hart: feels safe", "Proposed: continue"} {
		if !strings.Contains(f[evidence:will], want) {
			t.Errorf("%q is missing:\n%s", want, f)
		}
	}
	if !slices.Equal(x.desk.opened, []string{"9000412"}) {
		t.Errorf("that the child's records were seen is kept as %v", x.desk.opened)
	}
}

func TestTheEvidenceIsThatOfTheRowOfThePage(t *testing.T) {
	x := sit(t, desk(invented()), 80, 50, Options{})
	x.desk.offers = []flow.Offer{{ID: "SA4b", Event: "signed_move", Title: "Sign: the child moves", Allowed: true, Class: flow.Signed}}
	x.press("enter", "tab", "tab", "tab", "tab", "t", "enter")
	if f := x.frame(); !strings.Contains(f, "What you sign") || !strings.Contains(f, "Views: 5 of 6") {
		t.Errorf("the evidence is missing:\n%s", f)
	}
	if !slices.Equal(x.desk.opened, []string{"9000412"}) {
		t.Errorf("the open page was opened again: %v", x.desk.opened)
	}
}

// The second person sees what the first saw, and not only what the first wrote.
func TestWhoConfirmsSeesWhatIsSigned(t *testing.T) {
	x := sit(t, desk(invented()), 80, 50, Options{})
	x.desk.offers = []flow.Offer{{ID: "confirm", Event: "confirm", Title: "Confirm: sign", Allowed: true, Class: flow.Signed, Rests: "assessment:A1",
		Arguments: []flow.Arg{{Name: "reason", Label: "Note", Kind: flow.TextArg}}}}
	x.press("t", "enter", "=seen", "ctrl+s")
	if f := x.frame(); !strings.Contains(f, "What you sign") || !strings.Contains(f, "Views: 5 of 6") {
		t.Errorf("the evidence is missing:\n%s", f)
	}
}

func TestEvidenceThatCannotBeShownIsSaid(t *testing.T) {
	for want, spoil := range map[string]func(*fakeDesk){
		"It could not be shown: The store is locked.":        func(d *fakeDesk) { d.err = errors.New("the store is locked") },
		"It could not be shown: The opening cannot be kept.": func(d *fakeDesk) { d.unread = errors.New("the opening cannot be kept") },
		"It could not be shown: it is not on the page":       func(d *fakeDesk) { d.page = &board.Page{URN: "9000412"} },
	} {
		x := sit(t, desk(invented()), 80, 50, Options{})
		spoil(x.desk)
		signing(x)
		if f := strings.Join(strings.Fields(x.frame()), " "); !strings.Contains(f, want) || !strings.Contains(f, "Read it before you sign.") {
			t.Errorf("%q is missing:\n%s", want, f)
		}
	}
}

func TestWhatIsNotSignedNeedsNoEvidence(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	visitDone(x)
	if f := x.frame(); strings.Contains(f, "What you sign") || len(x.desk.opened) != 0 {
		t.Errorf("evidence is shown, opened %v:\n%s", x.desk.opened, f)
	}
}

// A form is headed with the child of its row only where what is done is about that child.
func TestAFormIsNotHeadedWithAnotherChild(t *testing.T) {
	for name, tc := range map[string]struct {
		offer flow.Offer
		head  bool
	}{
		"about the child":         {flow.Offer{About: "C-0412, suitability assessment"}, true},
		"about the home's plan":   {flow.Offer{About: "service improvement plan"}, false},
		"about another child":     {flow.Offer{About: "C-0388, suitability assessment"}, false},
		"about whichever is said": {flow.Offer{Arguments: []flow.Arg{{Name: "child", Label: "Child", Kind: flow.ChildArg}}}, false},
	} {
		x := sit(t, desk(invented()), 120, 40, Options{})
		o := tc.offer
		o.ID, o.Event, o.Title, o.Allowed = "XX1", "tried", "Try it", true
		o.Arguments = append(o.Arguments, flow.Arg{Name: "reason", Label: "Note", Kind: flow.TextArg})
		x.desk.offers = []flow.Offer{o}
		x.press("t", "enter")
		if got := x.m.form.on().child == "C-0412"; got != tc.head {
			t.Errorf("%s: it is headed %q", name, x.m.form.on().words())
		}
	}
}
