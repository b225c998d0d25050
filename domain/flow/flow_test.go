package flow

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"placewatch/domain/civil"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// lamp is the smallest thing that a chart can drive.
type lamp struct {
	state State
	owed  []string
}

func (l *lamp) Owe(key string, from civil.Date, child text.Text, t *Turn) {
	l.owed = append(l.owed, key+" "+from.String())
}
func (l *lamp) Discharge(key string, t *Turn) { l.owed = nil }
func (l *lamp) Children() []text.Text         { return nil }
func (l *lamp) Subject() string               { return "lamp:1" }
func (l *lamp) NotBefore() (civil.Date, string) {
	return civil.MustParse("2026-03-02"), "the lamp was bought"
}

var (
	officers = []team.Role{team.PlacementsOfficer}
	broken   = Guard[*lamp]{Name: "the lamp is broken", Holds: func(*lamp, *Turn) bool { return true }}
)

func chart(rows ...Row[*lamp]) *Chart[*lamp] {
	return &Chart[*lamp]{Name: "lamp", Title: "lamp", Final: []State{"gone"},
		Get: func(l *lamp) State { return l.state }, Set: func(l *lamp, s State) { l.state = s }, Rows: rows}
}

func row(id, event string, from, to State) Row[*lamp] {
	return Row[*lamp]{ID: id, Event: event, Title: event, From: []State{from}, To: to, By: officers, Source: "S1"}
}

var sound = chart(row("L1", "lit", Start, "on"), row("L2", "put_out", "on", "off"), row("L3", "cleaned", Any, Same), row("L4", "thrown_away", Any, "gone"))

var friday = civil.MustParse("2026-03-06")

func by(raw map[string]string) *Turn {
	return &Turn{Who: team.Person{ID: "pat", Login: text.Clean("pat"), Grants: []team.Grant{{Role: team.PlacementsOfficer}}},
		Today: friday, Raw: raw, Cal: civil.EnglandAndWales()}
}

func TestValidateNamesWhatIsWrongWithAChart(t *testing.T) {
	if errs := sound.Validate(); len(errs) > 0 {
		t.Errorf("the sound chart: %v", errs)
	}
	without := func(change func(*Row[*lamp])) *Chart[*lamp] {
		r := row("L5", "moved", "on", "gone")
		change(&r)
		return chart(row("L1", "lit", Start, "on"), r)
	}
	for _, tc := range []struct {
		name string
		ch   *Chart[*lamp]
		says string
	}{
		{"no source", without(func(r *Row[*lamp]) { r.Source = "" }), "L5 lacks a source"},
		{"nobody may", without(func(r *Row[*lamp]) { r.By = nil }), "L5 lacks a source, a title, an event, a role"},
		{"an id twice", without(func(r *Row[*lamp]) { r.ID = "l1" }), `"l1" is said twice`},
		{"a word twice", without(func(r *Row[*lamp]) { r.Event = "lit" }), `L5: "lit" is said twice`},
		{"the system's row without its moment", without(func(r *Row[*lamp]) { r.By = []team.Role{team.System} }), "L5: the system's rows, and no others"},
		{"a moment without the system", without(func(r *Row[*lamp]) { r.Auto = &broken }), "L5: the system's rows, and no others"},
		{"two people, and nobody second", without(func(r *Row[*lamp]) { r.TwoIf = &broken }), "L5 names no second person"},
		{"a state that no row reaches", without(func(r *Row[*lamp]) { r.From = []State{"lost"} }), `L5 names "lost", which cannot be reached`},
		{"two states that only reach each other", chart(row("L1", "lit", Start, "gone"), row("L2", "a", "x", "y"), row("L3", "b", "y", "x")), `L2 names "x"`},
		{"an end that is never reached", chart(row("L1", "lit", Start, "on")), `the final state "gone" cannot be reached`},
	} {
		var all []string
		for _, err := range tc.ch.Validate() {
			all = append(all, err.Error())
		}
		if got := strings.Join(all, "; "); !strings.Contains(got, tc.says) {
			t.Errorf("%s: says %q, want %q", tc.name, got, tc.says)
		}
	}
}

func TestAnArrowIsDrawnAsItStands(t *testing.T) {
	r := row("L5", "mended", "on", "on")
	r.From = []State{"on", "off"}
	r.By, r.With, r.TwoIf = []team.Role{team.QAOfficer, team.System, team.Import}, []team.Role{team.CSWManager}, &broken
	r.If, r.Auto = []Guard[*lamp]{{Name: `it is 5:00; "dark"`}}, &broken
	chart := *sound
	chart.Rows = append(slices.Clone(sound.Rows), r)
	const want = `---
title: "lamp"
---
stateDiagram-v2
    state "on" as on
    state "off" as off
    state "gone" as gone
    state "any open state" as any_open_state
    [*] --> on: L1 lit<br/>placements officer
    on --> off: L2 put out<br/>placements officer
    any_open_state --> any_open_state: L3 cleaned<br/>placements officer
    any_open_state --> gone: L4 thrown away<br/>placements officer
    on --> on: L5 mended<br/>QA officer, or a file<br/>of itself when the lamp is broken<br/>+ a second person, CSW manager, where the lamp is broken<br/>[it is 5#58;00#59; #quot;dark#quot;]
    off --> on: L5 mended
    gone --> [*]
`
	if diff := cmp.Diff(want, chart.Mermaid()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatHappensBeforeTheBeginningIsNotDrawnAsAnEnd(t *testing.T) {
	stays := row("L2", "cleaned", Start, Same)
	stays.From = []State{Start, "on"}
	ch := chart(row("L1", "lit", Start, "on"), stays)
	ch.Final = nil
	const want = `    state "on" as on
    state "not begun" as not_begun
    [*] --> not_begun
    not_begun --> on: L1 lit<br/>placements officer
    not_begun --> not_begun: L2 cleaned<br/>placements officer
    on --> on: L2 cleaned
`
	if _, got, _ := strings.Cut(ch.Mermaid(), "stateDiagram-v2\n"); got != want {
		t.Errorf("drawn\n%s\nwant\n%s", got, want)
	}
}

// The page says of a row all that the program holds it to, and nothing of what it lacks.
func TestTheRowsOfAPageAreWhole(t *testing.T) {
	r := row("L2", "put_out", "on", "off")
	r.Title, r.With, r.Together, r.If = "Put it out", []team.Role{team.CSWManager}, true, []Guard[*lamp]{broken, {Name: "it is day"}}
	r.Args = []Arg{{Name: "how", Label: "How", Kind: ChoiceArg, Required: true, Options: []Option{{"breath", "Breath"}}}}
	r.Opens, r.Settles = []Opening[*lamp]{{Key: "oil", PerChild: true, If: &broken}}, []string{"dark"}
	sensed := row("L3", "faded", "off", Same)
	sensed.By, sensed.Auto, sensed.Brings = []team.Role{team.System}, &broken, []string{"oil"}
	ch := chart(row("L1", "lit", Start, "on"), r, sensed)
	ch.Final, ch.While = []State{"off"}, &broken
	page := ch.Page(func(key string) (string, string) { return "Buy " + key, "within a day, S1" })
	for _, want := range []string{"## Lamp\n\nOnly while the lamp is broken.\n\nStates: on, off (final).\n", "```mermaid\n" + ch.Mermaid() + "```\n",
		"### L2 `put_out`: Put it out\n\n- From → to: on → off\n- Who: placements officer\n- And a second person: CSW manager\n- Never alone: not even out of hours\n" +
			"- Only when:\n  - the lamp is broken\n  - it is day\n- Asks for: `how=` How (breath), required\n" +
			"- Opens: Buy oil, within a day, S1 (`oil`), for each child of ours there, where the lamp is broken\n- Settles: Buy dark (`dark`)\n- Class: checked\n- Source: S1\n",
		"### L3 `faded`: faded\n\n- From → to: off → the same\n- Of itself when: the lamp is broken\n- May open: Buy oil, within a day, S1 (`oil`)\n- Source: S1\n"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say\n%s\nbut\n%s", want, page)
		}
	}
}

func TestARowIsNamedByItsIDOrItsWord(t *testing.T) {
	for _, word := range []string{"L2", "l2", "put_out", "PUT_OUT"} {
		if r := sound.Find(word); r == nil || r.ID != "L2" {
			t.Errorf("%q names %v", word, r)
		}
	}
	if r := sound.Find("put"); r != nil {
		t.Errorf("half a word names %s", r.ID)
	}
}

// What Check refuses leaves no trace; what Take takes opens, settles and says so.
func TestTakingARow(t *testing.T) {
	r := row("L1", "lit", Start, "on")
	r.Settles, r.Opens = []string{"dark"}, []Opening[*lamp]{{Key: "oil"}, {Key: "never", If: &Guard[*lamp]{Name: "never", Holds: func(*lamp, *Turn) bool { return false }}}}
	ch := chart(r)
	l := &lamp{owed: []string{"dark 2026-03-02"}}
	if err := ch.Take(l, &ch.Rows[0], by(map[string]string{"on": "2026-03-07"})); err == nil || l.state != Start || len(l.owed) != 1 {
		t.Errorf("refused: %v, but %+v", err, l)
	}
	u := by(map[string]string{"on": "2026-03-04"})
	if err := ch.Take(l, &ch.Rows[0], u); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"oil 2026-03-04"}, l.owed); diff != "" || l.state != "on" {
		t.Errorf("%s, owed (-want +got):\n%s", l.state, diff)
	}
	if diff := cmp.Diff([]Line{{"change", "lamp not begun -> on"}}, u.Lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestArgumentsAreRead(t *testing.T) {
	two := []Option{{"Smith, K", "one"}, {"K4021", "two"}, {"K", "three"}}
	as := []Arg{{Name: "who", Label: "Who", Kind: ChildrenArg, Required: true, Options: two}, {Name: "n", Kind: NumberArg},
		{Name: "how", Kind: ChoiceArg, Options: two[1:2]}, {Name: "why", Kind: TextArg}, {Name: "day", Kind: DateArg}}
	for _, tc := range []struct {
		name string
		raw  map[string]string
		want map[string]string
		says string
	}{
		{"a value may hold a comma", map[string]string{"who": "k4021, Smith, K"}, map[string]string{"who": "K4021,Smith, K"}, ""},
		{"each once", map[string]string{"who": "K,K,K"}, map[string]string{"who": "K"}, ""},
		{"commas alone are nothing", map[string]string{"who": " , ,"}, nil, "who: is missing: enter who"},
		{"a child who is not there is not repeated", map[string]string{"who": "K4021,Jo"}, nil, "who: names a child who is not placed there, or for whom it is done already"},
		{"a number", map[string]string{"who": "K", "n": "12"}, map[string]string{"who": "K", "n": "12"}, ""},
		{"no number", map[string]string{"who": "K", "n": "-1"}, nil, `n: "-1" is not a whole number`},
		{"a choice in any case", map[string]string{"who": "K", "how": "k4021"}, map[string]string{"who": "K", "how": "K4021"}, ""},
		{"no such choice", map[string]string{"who": "K", "how": "x"}, nil, `how: "x" is not one of K4021`},
		{"text is cleaned", map[string]string{"who": "K", "why": "a\x1b[31mb"}, map[string]string{"who": "K", "why": "a\ufffd[31mb"}, ""},
		{"text too long", map[string]string{"who": "K", "why": strings.Repeat("x", 401)}, nil, "why: is longer than 400 characters"},
		{"a day as typed", map[string]string{"who": "K", "day": "5 mar"}, map[string]string{"who": "K", "day": "2026-03-05"}, ""},
		{"no day", map[string]string{"who": "K", "day": "soon"}, nil, `day: "soon" is not a day`},
		{"a misspelt name", map[string]string{"who": "K", "dya": "today"}, nil, "dya: is not asked for here; these are: who, n, how, why, day"},
	} {
		u := by(tc.raw)
		err := u.read(as, &lamp{})
		switch {
		case tc.says == "" && err != nil, tc.says != "" && (err == nil || !strings.Contains(err.Error(), tc.says)):
			t.Errorf("%s: %v, want %q", tc.name, err, tc.says)
		case tc.says == "":
			if diff := cmp.Diff(tc.want, u.Args()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.name, diff)
			}
		}
	}
}

// What was read and is stored reads back the same, for any set of values.
func TestStoredArgumentsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Z][A-Z, ]{0,6}[A-Z]`), 1, 5, rapid.ID[string]).Draw(t, "values")
		var os []Option
		for _, v := range values {
			os = append(os, Option{Value: v})
		}
		as := []Arg{{Name: "who", Kind: ManyArg, Options: os}}
		some := values[:rapid.IntRange(1, len(values)).Draw(t, "some")]
		u := by(map[string]string{"who": strings.Join(some, ",")})
		if u.read(as, &lamp{}) != nil {
			return // values that run into one another when joined are refused, not guessed
		}
		again := by(u.Args())
		if err := again.read(as, &lamp{}); err != nil || !cmp.Equal(u.Values("who"), again.Values("who")) {
			t.Errorf("%q read back as %q: %v", u.Values("who"), again.Values("who"), err)
		}
	})
}

func TestRolesAreSaidAsAtTheDesk(t *testing.T) {
	for want, rs := range map[string][]team.Role{
		"any officer or manager":           append(team.Officers(), team.Import),
		"a manager":                        team.Managers(),
		"QA officer":                       {team.QAOfficer, team.System},
		"a manager, QA officer or viewer":  append([]team.Role{team.QAOfficer, team.Viewer}, team.Managers()...),
		"CSW manager or principal manager": {team.CSWManager, team.PrincipalManager},
		"without a role":                   nil,
	} {
		if got := Roles(rs); got != want {
			t.Errorf("%v is said %q, want %q", rs, got, want)
		}
	}
}
