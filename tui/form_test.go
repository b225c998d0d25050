package tui

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/fault"
	"placewatch/domain/flow"
)

func conflictBy() error {
	return fault.Newf(fault.Conflict, "cas saved Alder House at 09:13, after you opened it").Do("read it again and check")
}

// visitDone fills in the visit up to the check step.
func visitDone(x *hand) { x.press("t", "enter", "tab", "tab", "space", "ctrl+s") }

func TestATransitionIsChosenFilledInCheckedAndSaved(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("t", "enter", "ctrl+u", "=2 3 2026", "tab", "tab", "right", "space", "tab", "space", "tab", "=3", "enter", "=rota seen", "enter")
	if x.m.form == nil || x.m.form.step != checking {
		t.Fatalf("not at the check:\n%s", x.frame())
	}
	if f := x.frame(); !strings.Contains(f, "change   visit state  BOOKED -> DONE") {
		t.Errorf("the effects are not shown:\n%s", f)
	}
	x.press("enter")
	want := map[string]string{"on": "2 3 2026", "by": "ann", "announced": "no", "seen": "C-0412", "met": "3", "note": "rota seen"}
	if len(x.desk.done) != 1 {
		t.Fatalf("%d commands were carried out", len(x.desk.done))
	}
	got := x.desk.done[0]
	if diff := cmp.Diff(want, got.Args); diff != "" {
		t.Error(diff)
	}
	if got.Subject != "child:C-0412" || got.Event != "visit_done" || got.Version != 17 || len(got.Key) < 20 {
		t.Errorf("got %+v", got)
	}
	if x.m.form != nil || x.message() != "OK    Record QA visit done recorded for Alder House." {
		t.Errorf("the form stays, or nothing says that it was saved: %q", x.message())
	}
}

func TestWhatIsWrongIsListedAndTheCursorGoesToTheFirst(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.preview = func(flow.Command) (*flow.Preview, error) {
		return nil, flow.Problems{{Arg: "on", Why: "5 Mar 2026 is in the future. Enter 3 Mar 2026 or earlier"}, {Arg: "met", Why: "enter a number from 0 to 7"}}
	}
	visitDone(x)
	f := x.frame()
	for _, want := range []string{"There is a problem", "2 to fix", "Visit date: 5 Mar 2026 is in the future. Enter 3 Mar 2026 or earlier.", "Requirements met (7): enter a number from 0 to 7."} {
		if !strings.Contains(f, want) {
			t.Errorf("%q is missing:\n%s", want, f)
		}
	}
	if x.m.form.focus != 0 {
		t.Errorf("the cursor is on field %d", x.m.form.focus)
	}
}

func TestARequiredFieldLeftEmptyIsSaidBeforeTheDeskIsAsked(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.preview = func(flow.Command) (*flow.Preview, error) {
		t.Error("the desk was asked")
		return nil, context.Canceled
	}
	x.press("t", "enter", "ctrl+s")
	if f := x.frame(); !strings.Contains(f, "Announced? choose one of them.") || x.m.form.focus != 2 {
		t.Errorf("field %d has the cursor:\n%s", x.m.form.focus, f)
	}
}

func TestARefusedTransitionSaysWhy(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("t", "j", "j", "j", "j", "enter")
	if got, want := x.message(), "NO    Sign suitability is not available: only the principal manager signs; you are QA officer."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatIsSignedNeedsAReasonAndAWord(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("t", "j", "j", "enter", "ctrl+s")
	if f := x.frame(); !strings.Contains(f, "Reason: enter something; it cannot be left empty.") {
		t.Errorf("no reason was asked for:\n%s", f)
	}
	x.press("=no child there since 1 Mar", "ctrl+s", "enter")
	if len(x.desk.done) != 0 || !strings.HasPrefix(x.message(), "FIX ") {
		t.Errorf("it was signed without the word: %q", x.message())
	}
	x.desk.do = func(c flow.Command) (*flow.Receipt, error) {
		return &flow.Receipt{Proposed: true, Until: day("2026-03-10")}, nil
	}
	x.press("=SIGN", "enter")
	if want := "OK    Waive this visit is proposed for Alder House. It counts only when a second person confirms it by 10 Mar 2026."; x.message() != want {
		t.Errorf("got %q, want %q", x.message(), want)
	}
}

func TestWhatIsFreeAsksNothing(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("t", "j", "j", "j", "enter")
	if len(x.desk.done) != 1 || x.m.form != nil {
		t.Errorf("%d commands, form %v", len(x.desk.done), x.m.form)
	}
}

func TestAfterAConflictTheAnswersAreKeptAndTheRecordIsReadAgain(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.do = func(c flow.Command) (*flow.Receipt, error) {
		if c.Version == 17 {
			return nil, conflictBy()
		}
		return &flow.Receipt{}, nil
	}
	visitDone(x)
	x.press("enter")
	if f := x.frame(); !strings.Contains(f, "Cas saved Alder House at 09:13") || !strings.Contains(f, "Visitor: ann") {
		t.Fatalf("the clash is not told:\n%s", f)
	}
	x.desk.version = 18
	x.press("enter")
	if x.m.form.step != checking {
		t.Fatalf("not back at the check:\n%s", x.frame())
	}
	x.press("enter")
	first, second := x.desk.done[0], x.desk.done[1]
	if second.Version != 18 || second.Key != first.Key {
		t.Errorf("the second try is %+v", second)
	}
	if diff := cmp.Diff(first.Args, second.Args); diff != "" {
		t.Errorf("answers were lost: %s", diff)
	}
}

func TestAfterAConflictThatMadeItImpossibleTheAnswersAreKept(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.do = func(flow.Command) (*flow.Receipt, error) { return nil, conflictBy() }
	visitDone(x)
	x.press("enter")
	offers := inventedOffers()
	offers[0].Allowed, offers[0].WhyNot = false, "the visit was recorded by cas"
	x.desk.offers = offers
	x.press("enter")
	if want := "STOP  Record QA visit done cannot follow now. Your answers are kept."; x.message() != want {
		t.Errorf("got %q, want %q", x.message(), want)
	}
}

func TestWhatWasTypedOutlivesTheForm(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("t", "enter", "tab", "=ie", "esc", "esc", "j", "k", "t", "enter", "tab")
	if got := x.m.form.fields[1].value(); got != "annie" {
		t.Errorf("the visitor is %q, want what was typed before", got)
	}
}

func TestARefusalOfTheDeskIsShownInWords(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.preview = func(flow.Command) (*flow.Preview, error) {
		return nil, fault.Newf(fault.GuardUnmet, "the provider has not been told").Do("record QA4 first").From("S1")
	}
	visitDone(x)
	if f := x.frame(); !strings.Contains(f, "The provider has not been told. Record QA4 first. Source: S1") {
		t.Errorf("the refusal is not told:\n%s", f)
	}
}

func TestASaveWithoutAnAnswerMayBeTriedAgain(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.do = func(flow.Command) (*flow.Receipt, error) { return nil, context.DeadlineExceeded }
	visitDone(x)
	x.press("enter")
	if want := "STOP  No answer came, so this may be saved or not. Try again: it cannot be recorded twice."; x.message() != want {
		t.Errorf("got %q", x.message())
	}
	x.press("enter")
	if len(x.desk.done) != 2 || x.desk.done[0].Key != x.desk.done[1].Key {
		t.Errorf("the retry has another key: %+v", x.desk.done)
	}
}

func TestNobodyLeavesASaveThatIsUnderWay(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	visitDone(x)
	x.m.askDo() // its command has not answered yet
	x.press("esc")
	if x.m.form == nil || x.m.form.step != checking {
		t.Error("the form was left while it saved")
	}
}

// An answer to a question that nobody waits for any more must not move the form.
func TestALateAnswerIsDropped(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("t", "enter", "tab", "tab", "space")
	late := x.m.askPreview()
	x.m.leaveCheck()
	x.run(late)
	if x.m.form.step != detailing {
		t.Error("a late answer moved the form")
	}
}

func TestAnUpdateFromOutsideLosesNothingTyped(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("t", "enter", "tab", "tab", "tab", "tab", "tab", "=half a sen")
	b := changedBy(invented(), 5)
	b.Children = b.Children[1:]
	x.desk.board = b
	x.ring()
	x.press("=tence")
	if got := x.m.form.fields[5].value(); got != "half a sentence" {
		t.Errorf("the note is %q", got)
	}
	if got := x.m.form.subject; got != "child:C-0412" {
		t.Errorf("the form is about %s now", got)
	}
}

func TestTypedTextIsEditedSignBySign(t *testing.T) {
	var in input
	in.set("Żółć 李家")
	in.at = len(in.signs)
	for _, k := range []string{"backspace", "left", "left", "left"} {
		in.press(k, "")
	}
	in.press("e", "e")
	in.press("\u0301", "\u0301")
	if got, want := in.value(), "Żółe\u0301ć 李"; got != want && got != "Żółéć 李" {
		t.Errorf("got %q, want %q", got, want)
	}
	in.press("ctrl+e", "")
	in.press("ctrl+w", "")
	if got := in.value(); got != "Żółe\u0301ć " && got != "Żółéć " {
		t.Errorf("ctrl+w left %q", got)
	}
	in.press("ctrl+u", "")
	if in.value() != "" {
		t.Errorf("ctrl+u left %q", in.value())
	}
}
