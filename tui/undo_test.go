package tui

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/fault"
	"placewatch/domain/flow"
)

func TestUndoShowsWhatItWillUndoAndThenDoesIt(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.last = lastAct()
	x.press("z")
	if want := "NOTE  z again undoes (until 09:24): The provider has the requirements, at Alder House. Any other key leaves it."; x.message() != want {
		t.Fatalf("got %q", x.message())
	}
	x.press("z")
	if want := "OK    Undone: The provider has the requirements. Z does it again."; x.message() != want {
		t.Errorf("got %q", x.message())
	}
	x.press("Z")
	if want := "NOTE  Z again does once more: The provider has the requirements. Any other key leaves it."; x.message() != want {
		t.Errorf("got %q", x.message())
	}
	x.press("Z")
	if diff := cmp.Diff([]string{"undo The provider has the requirements", "redo"}, x.desk.undone); diff != "" {
		t.Error(diff)
	}
}

func TestAnyOtherKeyLeavesTheUndo(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.last = lastAct()
	x.press("z", "j", "z", "j", "Z", "j", "Z")
	if len(x.desk.undone) != 0 {
		t.Errorf("did %v", x.desk.undone)
	}
}

func TestWhatWasNotShownIsNotUndone(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.last = lastAct()
	x.press("z")
	x.desk.last = &flow.Undoable{Seq: 19, Title: "Another act", Until: at0914()}
	x.press("z")
	if want := "NO    Your last act is another by now; press z to see it."; x.message() != want || len(x.desk.undone) != 0 {
		t.Errorf("got %q, did %v", x.message(), x.desk.undone)
	}
}

func TestARefusedUndoSaysWhy(t *testing.T) {
	for _, tc := range []struct {
		last *flow.Undoable
		undo error
		keys []string
		want string
	}{
		{nil, nil, []string{"z"}, "NO    there is nothing of yours to undo. An act can be undone for ten minutes, until someone acts on it; what was signed is put right by a new entry."},
		{lastAct(), fault.Newf(fault.GuardUnmet, "ben has acted on it since").Do("record a correcting entry"), []string{"z", "z"}, "NO    Ben has acted on it since. Record a correcting entry."},
		{nil, fault.Newf(fault.NotFound, "nothing was undone"), []string{"Z", "Z"}, "NO    Nothing was undone."},
		{lastAct(), errors.New("the store is locked"), []string{"z", "z"}, "STOP  No answer came, so it may be undone or not: look at the timeline. The store is locked."},
	} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.desk.last, x.desk.undo = tc.last, tc.undo
		x.press(tc.keys...)
		if x.message() != tc.want {
			t.Errorf("%v: got %q, want %q", tc.keys, x.message(), tc.want)
		}
	}
}

func TestWhatWasSavedSaysUntilWhenItCanBeUndone(t *testing.T) {
	for _, tc := range []struct {
		last *flow.Undoable
		want string
	}{
		{lastAct(), "OK    Record QA visit done recorded for Alder House. Undo until 09:24: z"},
		{&flow.Undoable{Seq: 3, Title: "An earlier act", Until: at0914()}, "OK    Record QA visit done recorded for Alder House."},
		{nil, "OK    Record QA visit done recorded for Alder House."},
	} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.desk.last = tc.last
		visitDone(x)
		x.press("enter")
		if x.message() != tc.want {
			t.Errorf("got %q, want %q", x.message(), tc.want)
		}
	}
}

func TestUntilWhenItCanBeUndoneIsNeverCutOff(t *testing.T) {
	for _, w := range []int{60, 80, 120} {
		x := sit(t, desk(invented()), w, 24, Options{})
		x.desk.last, x.desk.offers[0].Title = lastAct(), "Record that the QA visit was made, with everything seen there"
		visitDone(x)
		x.press("enter")
		if f := x.frame(); !strings.Contains(f, "OK    Record that the ") || !strings.Contains(f, ". Undo until 09:24: z") {
			t.Errorf("%d columns:\n%s", w, f)
		}
	}
}

func TestAMessageNamesTheProvisionThatAPartIsAbout(t *testing.T) {
	for subject, want := range map[string]string{
		"concern:9000420-1": "Dunlin Court", "duty:9000412-1.7": "Alder House", "urn:9000391": "Copper Lane",
		"child:C-0999": "a child's placement", "concern:9999999-1": "concern:9999999-1",
	} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		if got := x.m.subjectName(subject); got != want {
			t.Errorf("%s is called %q, want %q", subject, got, want)
		}
	}
}
