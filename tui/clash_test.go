package tui

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

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
		"booked for not booked 5 Mar 2026 (nothing)", "* visitor — cas ann", "Your answers Visit date: 3 Mar 2026 Visitor: ann"} {
		if !strings.Contains(f, want) {
			t.Errorf("%q is missing:\n%s", want, x.frame())
		}
	}
}

func TestOursTakesThePlaceOfTheirsOnlyWithAReason(t *testing.T) {
	x := clashing(t, flow.FieldChange{Field: "visitor", Now: "cas"})
	x.press("enter")
	if want := "FIX   You both changed visitor. Choose k to keep theirs or m to use yours."; x.message() != want || x.m.form.step != conflict {
		t.Fatalf("got %q", x.message())
	}
	x.press("m", "enter")
	if want := "FIX   Say why yours is used, or press esc to go back and change it."; x.message() != want || x.m.form.step != conflict {
		t.Fatalf("got %q", x.message())
	}
	x.press("=cas is on leave, mk", "enter")
	if x.m.form.step != checking {
		t.Fatalf("not back at the check:\n%s", x.frame())
	}
	x.press("enter")
	if got := x.desk.done[len(x.desk.done)-1]; got.Version != 18 || got.Args["reason"] != "cas is on leave, mk" || got.Args["by"] != "ann" {
		t.Errorf("sent %+v", got)
	}
}

func TestTheirsIsKeptWithoutAReasonAndIsWhatIsSent(t *testing.T) {
	x := clashing(t, flow.FieldChange{Field: "visitor", Now: "cas"}, flow.FieldChange{Field: "visit date", Now: "2 Mar 2026"})
	x.press("k", "left", "enter", "enter")
	if got := x.desk.done[len(x.desk.done)-1]; got.Version != 18 || got.Args["by"] != "cas" || got.Args["on"] == "today" || got.Args["reason"] != "" {
		t.Errorf("sent %+v:\n%s", got, x.frame())
	}
}

func TestEachFieldThatBothChangedIsChosenByItself(t *testing.T) {
	x := clashing(t, flow.FieldChange{Field: "booked for", Now: "5 Mar 2026"}, flow.FieldChange{Field: "announced", Now: "no"}, flow.FieldChange{Field: "visitor", Now: "cas"})
	if f := x.frame(); !strings.Contains(f, "Choose (1 of 2): announced") {
		t.Errorf("no field is asked for:\n%s", f)
	}
	x.press("k", "m", "up", "m", "=she swapped", "enter", "enter")
	if got := x.desk.done[len(x.desk.done)-1]; got.Args["by"] != "ann" || got.Args["announced"] != "no" || got.Args["reason"] != "she swapped" {
		t.Errorf("sent %+v:\n%s", got, x.frame())
	}
}

// What cas changed at one visit is no answer for another: it is listed, and no more.
func TestWhatWasChangedInAnotherRecordIsNoChoice(t *testing.T) {
	x := clashing(t, flow.FieldChange{Record: "visit:9000412-1.9", Field: "progress visit visitor", Now: "dee"})
	if f := strings.Join(strings.Fields(x.frame()), " "); strings.Contains(f, "you both changed") || !strings.Contains(f, "progress visit visitor — dee (nothing)") {
		t.Errorf("a choice is asked for, or the news is not told:\n%s", x.frame())
	}
	x.press("enter", "enter")
	if got := x.desk.done[len(x.desk.done)-1]; got.Version != 18 || got.Args["by"] != "ann" {
		t.Errorf("sent %+v", got)
	}
}

func TestUseMineStandsAgainstWhatWasChangedInAnotherRecord(t *testing.T) {
	x := clashing(t, flow.FieldChange{Field: "full visit visitor", Now: "cas"}, flow.FieldChange{Record: "visit:9000412-1.9", Field: "progress visit visitor", Now: "dee"})
	if f := x.frame(); !strings.Contains(f, "Choose: full visit visitor") {
		t.Errorf("there is more than one choice:\n%s", f)
	}
	x.press("m", "=she swapped", "enter", "enter")
	if got := x.desk.done[len(x.desk.done)-1]; got.Args["by"] != "ann" || got.Args["reason"] != "she swapped" {
		t.Errorf("sent %+v", got)
	}
}

// The state of a record is moved by its chart, and which part the form is for is given.
func TestNoAnswerClashesWithAStateOrWithThePartThatTheFormIsFor(t *testing.T) {
	f := &form{fields: []field{
		newField(flow.Arg{Name: "visit", Label: "QA visit", Kind: flow.ChoiceArg, Default: "1", Options: []flow.Option{{Value: "1", Words: "full visit, due 5 Mar"}}}, "", false),
		newField(flow.Arg{Name: "state", Label: "How it stands", Kind: flow.TextArg}, "late", true),
		newField(flow.Arg{Name: "who", Label: "Who keeps the contact", Kind: flow.TextArg}, "ann", true),
		newField(flow.Arg{Name: "on", Label: "Done on", Kind: flow.DateArg}, "today", true),
		newField(flow.Arg{Name: "progress", Label: "Actions done", Kind: flow.TextArg}, "most", true),
	}}
	c := &flow.Conflict{Record: theVisit, Fields: []flow.FieldChange{{Record: theVisit, Field: "full visit"}, {Record: theVisit, Field: "improvement state"},
		{Record: theVisit, Field: "monitoring who"}, {Record: theVisit, Field: "visit reported on"}, {Record: theVisit, Field: "plan progress"}, {Record: theVisit, Field: "progress"}, {Field: "progress"}}}
	if diff := cmp.Diff([]int{-1, -1, 2, -1, -1, 4, -1}, f.answering(c)); diff != "" {
		t.Error(diff)
	}
	c.Record = ""
	if diff := cmp.Diff(slices.Repeat([]int{-1}, len(c.Fields)), f.answering(c)); diff != "" {
		t.Errorf("for a record that does not exist yet: %s", diff)
	}
}

func TestADutysFieldsAreKnownByTheRecordsNames(t *testing.T) {
	for name, said := range map[string]string{"to": "duty person", "until": "duty snoozed", "due": "duty due"} {
		f := &form{offer: flow.Offer{Event: "duty_changed"}, fields: []field{newField(flow.Arg{Name: name, Kind: flow.TextArg}, "x", true)}}
		c := &flow.Conflict{Record: "duty:1", Fields: []flow.FieldChange{{Record: "duty:2", Field: said}, {Record: "duty:1", Field: said}}}
		if diff := cmp.Diff([]int{-1, 0}, f.answering(c)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWhateverIsChosenEachFieldIsSentAsItWasDecided(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var changes []flow.FieldChange
		for range rapid.IntRange(1, 8).Draw(rt, "changes") {
			changes = append(changes, flow.FieldChange{
				Record: rapid.SampledFrom([]string{theVisit, "visit:9000412-1.9", "concern:9000412-1"}).Draw(rt, "record"),
				Field:  rapid.SampledFrom([]string{"visitor", "full visit visitor", "note", "full visit note", "Visit date", "announced", "full visit state"}).Draw(rt, "field"),
				Was:    rapid.SampledFrom([]string{"", "ann", "eve"}).Draw(rt, "was"),
				Now:    rapid.SampledFrom([]string{"cas", "dee", "no", "yes", "2 Mar 2026", "only part…", ""}).Draw(rt, "now"),
			})
		}
		x := clashing(t, changes...)
		typed, want, f := x.desk.done[0].Args, map[string]string{}, x.m.form
		for range f.clash.both {
			row := *f.clash.deciding()
			name := f.fields[row.arg].Name
			if _, twice := want[name]; twice || row.Record != theVisit {
				rt.Fatalf("%s is asked for twice, or of another record: %+v", name, changes)
			}
			mine := rapid.Bool().Draw(rt, "mine") || noTheirs(x.m) != ""
			if want[name] = typed[name]; !mine {
				theirs, _ := f.fields[row.arg].with(&x.m.look, row.Now)
				want[name] = theirs.value()
			}
			x.press(map[bool]string{true: "m", false: "k"}[mine])
		}
		for _, row := range f.clash.fields {
			if row.arg < 0 || row.both || row.ours == "" {
				continue
			}
			if theirs, why := f.fields[row.arg].with(&x.m.look, row.Now); why == "" { // ours said what stood there before
				want[theirs.Name] = theirs.value()
			}
		}
		if f.clash.overrules() && !f.clash.giving {
			x.press("enter")
		}
		if f.clash.giving {
			x.press("=she swapped")
			want["reason"] = "she swapped"
		}
		for name, v := range typed {
			if _, decided := want[name]; !decided {
				want[name] = v
			}
		}
		maps.DeleteFunc(want, func(_, v string) bool { return v == "" })
		x.press("enter", "enter")
		if got := x.desk.done[len(x.desk.done)-1]; got.Version != 18 || cmp.Diff(want, got.Args) != "" {
			rt.Errorf("version %d, %s after %+v:\n%s", got.Version, cmp.Diff(want, got.Args), changes, x.frame())
		}
	})
}

// What was on the record when the form opened is nobody's change.
func TestWhatTheFormOnlyRepeatedGivesWayToTheirs(t *testing.T) {
	x := clashing(t, flow.FieldChange{Field: "visitor", Was: "ann", Now: "cas"})
	if f := x.frame(); strings.Contains(f, "you both changed") || !strings.Contains(f, "theirs") {
		t.Errorf("a choice is asked for:\n%s", f)
	}
	x.press("enter", "enter")
	if got := x.desk.done[len(x.desk.done)-1]; got.Args["by"] != "cas" {
		t.Errorf("sent %+v", got)
	}
}

func TestTheirsCanBeKeptOnlyWhereItIsKnownToTheLetter(t *testing.T) {
	for said, want := range map[string]string{
		"cas for a child": "only part of theirs is shown here",
		"cas and the…":    "only part of theirs is shown here",
		"":                "Visitor cannot be left empty, and theirs is",
	} {
		x := clashing(t, flow.FieldChange{Field: "visitor", Was: "ben", Now: said})
		x.press("k")
		if !strings.HasPrefix(x.message(), "NO ") || !strings.Contains(x.message(), want) {
			t.Errorf("%q: got %q", said, x.message())
		}
	}
}

func TestWhereNoReasonIsTakenOursIsNotUsed(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.do = func(flow.Command) (*flow.Receipt, error) {
		return nil, clashBy(flow.FieldChange{Field: "visitor", Now: "cas"})
	}
	visitDone(x)
	x.press("enter", "m")
	if !strings.Contains(x.message(), "this transition takes no reason") || x.m.form.step != conflict {
		t.Errorf("got %q", x.message())
	}
	x.press("esc", "esc")
	if got := x.desk.drafts[draftKey("child:C-0412", "visit_done")].Args["by"]; got != "ann" {
		t.Errorf("the draft holds %q", got)
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
	x.press("m", "=half a reason", "esc")
	if f := x.m.form; f.step != detailing || f.args(true)["by"] != "ann" || f.args(true)["reason"] != "" {
		t.Errorf("the answers are %v:\n%s", f.args(true), x.frame())
	}
}

// overtaken types a note, is refused because cas was first, and reads the record
// again, in which the row can no longer follow.
func overtaken(x *hand, fact bool) {
	x.desk.do = func(flow.Command) (*flow.Receipt, error) { return nil, clashBy() }
	x.press("t", "enter", "tab", "tab", "space", "tab", "tab", "tab", "=rota seen", "ctrl+s", "enter")
	offers := inventedOffers()
	offers[0].Allowed, offers[0].WhyNot = false, "the visit was recorded by cas"
	offers[3].Arguments = []flow.Arg{{Name: "reason", Label: "What was raised", Kind: flow.TextArg, Required: true}}
	if offers[3].Allowed = fact; !fact {
		offers[3].WhyNot = "not for you"
	}
	x.desk.offers = offers
	x.press("enter")
}

func TestWhenItIsNoLongerPossibleTheWordsStayInSightAndMayBeKeptAsAFact(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	overtaken(x, true)
	if want := "STOP  Record QA visit done cannot follow now. Your answers are kept."; x.message() != want {
		t.Errorf("got %q, want %q", x.message(), want)
	}
	x.press("enter")
	for _, want := range []string{"The visit was recorded by cas.", "Your answers", "Visitor: ann", "Note: rota seen", "ctrl+k  keeps your words as a fact raised (CF1)"} {
		if !strings.Contains(x.frame(), want) {
			t.Errorf("%q is missing:\n%s", want, x.frame())
		}
	}
	x.press("ctrl+k")
	if f := x.m.form; f.step != detailing || f.offer.ID != "CF1" || f.fields[0].value() != "rota seen" {
		t.Errorf("the words are not in the fact:\n%s", x.frame())
	}
}

func TestWhereNoFactIsOfferedTheWordsStayADraft(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	overtaken(x, false)
	if f := x.frame(); strings.Contains(f, "keeps your words") || !strings.Contains(f, "Note: rota seen") {
		t.Errorf("a fact is offered, or the words are out of sight:\n%s", f)
	}
	x.press("ctrl+k")
	if want := "NO    ctrl+k does nothing here: no fact can be raised here now; esc leaves it as a draft."; x.message() != want {
		t.Errorf("got %q, want %q", x.message(), want)
	}
	x.press("esc")
	if got := x.desk.drafts[draftKey("child:C-0412", "visit_done")].Args["note"]; x.m.form != nil || got != "rota seen" {
		t.Errorf("form %v, kept %q", x.m.form, got)
	}
}

func TestADraftWhoseRowIsRefusedCanBeReadAndDiscarded(t *testing.T) {
	for name, offers := range map[string][]flow.Offer{
		"refused, and it names no fields": {{ID: "VI3", Event: "visit_done", Title: "Record QA visit done", WhyNot: "the visit was recorded by cas"}},
		"not offered any more":            {{ID: "CF1", Event: "fact_noted", Title: "Note a fact", Allowed: true, Arguments: []flow.Arg{{Name: "reason", Kind: flow.TextArg}}}},
	} {
		x := sit(t, desk(invented()), 80, 24, Options{})
		x.desk.drafts = keptDrafts()
		x.run(x.m.readDrafts())
		x.desk.offers = offers
		key := draftKey("child:C-0412", "visit_done")
		x.run(x.m.openDraft(x.desk.drafts[key]))
		if f := x.frame(); !strings.Contains(f, "ecord") && !strings.Contains(f, "not offered") || !strings.Contains(f, "Note: rota seen") || !strings.Contains(f, "Seen: C-0388") {
			t.Errorf("%s: it cannot be read:\n%s", name, f)
		}
		before := x.desk.drafts[key]
		x.press("ctrl+n")
		if _, left := x.desk.drafts[key]; left {
			t.Errorf("%s: it is not discarded", name)
		}
		x.press("ctrl+n")
		if diff := cmp.Diff(before, x.desk.drafts[key]); diff != "" {
			t.Errorf("%s: it is not brought back: %s", name, diff)
		}
		x.press("ctrl+n", "esc")
		if _, left := x.desk.drafts[key]; left || x.m.form != nil {
			t.Errorf("%s: it is left", name)
		}
	}
}
