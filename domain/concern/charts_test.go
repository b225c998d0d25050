package concern

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/policy"
	"placewatch/domain/team"
)

// golden compares with a file made by UPDATE=1.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	was, now := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i, line := range now {
		if i >= len(was) || was[i] != line {
			t.Fatalf("%s is out of date from line %d on; UPDATE=1 writes it anew\nnow  %s\nfile %s", file, i+1, line, strings.Join(was[min(i, len(was)):min(i+1, len(was))], ""))
		}
	}
	t.Fatalf("%s is out of date: it goes on after line %d; UPDATE=1 writes it anew", file, len(now))
}

// The documentation page is the charts, and nothing else.
func TestThePageOfThePolicyIsMadeFromTheCharts(t *testing.T) {
	golden(t, filepath.Join("..", "..", ".docs", "policy.md"), Page(policy.Default()))
}

func TestThePageHoldsEveryRowOnce(t *testing.T) {
	page := Page(policy.Default())
	for id, r := range allRows() {
		if n := strings.Count(page, "### "+id+" `"+r.Event+"`: "); n != 1 {
			t.Errorf("%s stands %d times on the page", id, n)
		}
	}
	for _, l := range policy.Default().Limits() {
		if !strings.Contains(page, "| `"+l.Key+"` | "+l.What+" | "+l.Length.Words()+" |") {
			t.Errorf("the page does not say how long %s is", l.Key)
		}
	}
}

func TestEveryDrawingIsWhole(t *testing.T) {
	var all strings.Builder
	for _, ch := range Charts() {
		drawn := ch.Mermaid()
		all.WriteString(drawn + "\n")
		checkDrawing(t, ch, drawn)
	}
	golden(t, filepath.Join("testdata", "charts.golden"), all.String())
}

// What a line of a drawing may be, in the drawing's own language.
var drawnLine = regexp.MustCompile(`^(---|title: "[^"]+"|stateDiagram-v2|` +
	`    state "[^"]+" as [a-z_0-9]+|` +
	`    (\[\*\]|[a-z_0-9]+) --> (\[\*\]|[a-z_0-9]+)(: ([^:;#"]|#\w+;)+)?)$`)

// ofTheLanguage are words that no state may be called in a drawing.
var ofTheLanguage = []string{"state", "end", "note", "class", "classdef", "direction", "default", "fork", "join", "choice", "as", "style", "click", "title"}

func checkDrawing(t *testing.T, ch *Chart, drawn string) {
	for line := range strings.Lines(drawn) {
		if !drawnLine.MatchString(strings.TrimSuffix(line, "\n")) {
			t.Errorf("%s: no line of a drawing: %q", ch.Name, line)
		}
	}
	for _, r := range ch.Rows {
		arrow := ": " + r.ID + " " + strings.ReplaceAll(r.Event, "_", " ")
		full, short := strings.Count(drawn, arrow+"<br/>"), strings.Count(drawn, arrow+"\n")
		if full != 1 || full+short != len(r.From) {
			t.Errorf("%s is drawn %d times, %d of them in full, and leaves %d states", r.ID, full+short, full, len(r.From))
		}
	}
	for _, s := range ch.States() {
		if !strings.Contains(drawn, " as "+string(s)+"\n") || slices.Contains(ofTheLanguage, string(s)) {
			t.Errorf("%s: the state %s is not drawn, or is a word of the drawing's language", ch.Name, s)
		}
	}
	for _, s := range ch.Final {
		if !strings.Contains(drawn, "    "+string(s)+" --> [*]\n") {
			t.Errorf("%s: %s is not drawn as an end", ch.Name, s)
		}
	}
}

// The states in which a chart ends and those in which a part is over are the same.
func TestAPartIsOverWhereItsChartEnds(t *testing.T) {
	for _, ch := range Charts() {
		for _, s := range ch.Final {
			if isPart(ch.Name) && !Over(ch.Name, s) {
				t.Errorf("the chart of a %s ends in %s, and the part goes on", ch.Name, s)
			}
		}
		for _, s := range ch.States() {
			if isPart(ch.Name) && Over(ch.Name, s) && !slices.Contains(ch.Final, s) {
				t.Errorf("a %s is over in %s, and its chart goes on", ch.Name, s)
			}
		}
	}
}

// Whoever a row names is a role that can be granted and that may work a case.
func TestEveryRowIsForRolesThatExist(t *testing.T) {
	for id, r := range allRows() {
		for _, role := range slices.Concat(r.By, r.With) {
			if role != team.System && role != team.Import && !slices.Contains(team.Officers(), role) && !everyone(r.By) {
				t.Errorf("%s is for %q, who works no case", id, role)
			}
		}
		if slices.ContainsFunc(r.With, func(role team.Role) bool { return !flow.Human(role) }) {
			t.Errorf("%s takes %v for a second person", id, r.With)
		}
		if len(r.With) > 0 && len(roleSet(r.By, r.With)) < 2 {
			t.Errorf("%s is for two people in one role", id)
		}
	}
}

// everyone reports whether a row is for any person at all: immediate risk, a fact raised.
func everyone(rs []team.Role) bool {
	return slices.Contains(rs, team.Viewer) && slices.Contains(rs, team.PlacementsOfficer)
}

// A source is a document and, where it has them, a place in it.
var source = regexp.MustCompile(`^(S[0-4]|R§\d+(\.\d+)*|R9#\d+([a-z]|[–-]\d+)?|P§[A-Z0-9]+(\.[0-9A-Za-z]+)*|domain \d+(\.\d+)*|safety \d+( F\d+)?|cli|local|local practice|screens \d+(\.\d+)*)( row \d+| (rows? )?[\d, –-]+)?( \[[A-Z0-9-]+\])*( \(.*\))?$|^(F\d+(–F\d+)?|\d+(\.\d+)*|row \d+|domain principle \d+)$`)

func TestEverySourceIsADocument(t *testing.T) {
	check := func(what, s string) {
		for _, part := range regexp.MustCompile(`[,;] `).Split(regexp.MustCompile(` \([^)]*\)`).ReplaceAllString(s, ""), -1) {
			if !source.MatchString(part) {
				t.Errorf("%s is from %q, of which %q is no document", what, s, part)
			}
		}
	}
	for id, r := range allRows() {
		check(id, r.Source)
		if strings.Contains(r.Source, "domain") {
			t.Errorf("%s is from %q: our own specification is no source; name the document, or say that it is local practice", id, r.Source)
		}
	}
	for _, l := range policy.Default().Limits() {
		check(l.Key, l.Source)
	}
	for _, r := range policy.Rules() {
		check(r.ID, r.Source)
	}
}

// byCode are the limits that no row names, and where they are counted from.
var byCode = map[string]string{
	"two.expires": "a proposal, when it is made (two.go)",
	"duty.snooze": "the longest snooze, when a duty is put off (DU2)",
	"duty.move":   "how far a day is moved, when two people move it (DU3)",
}

// Every length that a row names is in every profile, and every length in a profile
// is one that a row names, the law's own timescale, or counted by code that is named here.
func TestEveryLengthIsUsedAndEveryUseHasALength(t *testing.T) {
	named := map[string]string{}
	for id, r := range allRows() {
		for _, o := range r.Opens {
			named[o.Key] = id
		}
		for _, key := range slices.Concat(r.Brings, r.Settles) {
			named[key] = id
		}
	}
	var lawful []string
	for _, r := range policy.Rules() {
		if r.Whose == duty.Ours {
			lawful = append(lawful, r.ID)
		}
	}
	for _, name := range policy.ShippedNames() {
		p := rulesOf(name).Policy
		for key, id := range named {
			if _, ok := p.Limit(key); !ok && key != theVisit && key != "qa.visit" { // its day is given, not counted
				t.Errorf("%s names %s, which profile %s has no length for", id, key, name)
			}
		}
		for _, l := range p.Limits() {
			if named[l.Key] == "" && byCode[l.Key] == "" && !slices.Contains(lawful, l.Key) {
				t.Errorf("profile %s sets %s, which nothing uses", name, l.Key)
			}
		}
	}
	for key := range byCode {
		if id := named[key]; id != "" {
			t.Errorf("%s is named by %s: it is no exception", key, id)
		}
	}
}

// settledByAnother are the duties that somebody else settles than the role that owes them.
var settledByAnother = map[string]string{
	"qa.tell_officer":     "the QA officer who was told takes it (QA2)",
	"assessment.move":     "the officer records that the child has moved (SA6)",
	"assessment.move_now": "the officer records that the child has moved (SA6)",
}

// Whatever a row opens for us has an owner who may take some row that settles it.
func TestWhoOwesMaySettle(t *testing.T) {
	for _, l := range policy.Default().Limits() {
		settlers := map[team.Role]bool{}
		some := false
		for _, r := range allRows() {
			if slices.Contains(slices.Concat(r.Settles, r.Answers), l.Key) && slices.ContainsFunc(r.By, flow.Human) {
				some = true
				for _, role := range slices.Concat(r.By, r.With) {
					settlers[role] = true
				}
			}
		}
		if l.Whose == duty.Ours && some && !settlers[l.Role] && settledByAnother[l.Key] == "" {
			t.Errorf("%s is owed by the %s, who may take no row that settles it", l.Key, l.Role.Words())
		}
	}
}

// What is over is taken up again only by beginning anew, or with a reason; something
// may still be recorded of it.
func TestNothingLeavesAnEndWithoutAReason(t *testing.T) {
	for _, ch := range Charts() {
		for _, r := range ch.Rows {
			reasoned := slices.ContainsFunc(r.Args, func(a flow.Arg) bool { return a.Name == "reason" && a.Required })
			for _, s := range r.From {
				if slices.Contains(ch.Final, s) && !slices.Contains(r.From, flow.Start) && r.To != flow.Same && !reasoned {
					t.Errorf("%s leaves %s, where the %s ends, and asks for no reason", r.ID, s, ch.Title)
				}
			}
		}
	}
}

// specified are the rows that domain.md 3.1 to 3.6 names.
const specified = `OF1 OF1b OF1c OF1d OF2 OF3 OF4 OF5 OF5b OF6 OF6b OF7 OF7b OF8 OF9 OF11 OF13 OF14
EN1 EN2 EN3 EN4 EN5 EN6 CF1
QA1 QA2 QA3 QA4 QA5 QA6 QA6b QA9 QA10 QA11 QA12 QA14 VI1 VI2 VI3 VI4 VI5 VI6 AP1 AP2 AP3 AP4 AP5
PR1 PR2 PR2u PR3 PR4 PR5 PR6 PR7 PR8 PR9a PR9b PR10 PR11 PR12 PR13 PR14
SA0 SA1 SA2a SA2b SA2c SA3 SA4a SA4b SA4c SA5a SA5b SA6 SA7 SA8 SP1 SP2 SP3 SP4 SP5 SP6`

func TestEveryRowOfTheSpecificationIsInAChart(t *testing.T) {
	rows := allRows()
	for _, id := range strings.Fields(specified) {
		if rows[id] == nil {
			t.Errorf("no chart has %s", id)
		}
	}
}

// What a row may answer is a duty that some profile has a length for, a rule of Ofsted's
// timescales, or a kind of its windows.
func TestWhatARowAnswersIsThere(t *testing.T) {
	known := map[string]bool{}
	for _, l := range policy.Default().Limits() {
		known[l.Key] = true
	}
	for _, r := range policy.Rules() {
		known[r.ID], known[r.Kind] = true, true
	}
	for id, r := range allRows() {
		for _, key := range r.Answers {
			if key == "" || !known[key] {
				t.Errorf("%s answers %q, which nothing opens", id, key)
			}
		}
	}
}
