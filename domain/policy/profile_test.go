package policy

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/fault"
	"placewatch/domain/team"
)

const head = "name = \"ours\"\nversion = \"1\"\n"

func ours(t *testing.T, body string) *Profile {
	t.Helper()
	p, err := Parse("ours.toml", []byte(head+body))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestNoPolicyLetsTheWorstThroughOrWaitsForEver(t *testing.T) {
	for _, c := range []struct {
		name, body string
		line       int
		want       string
	}{
		{"no length at all", "[[limit]]\nkey = \"qa.ask_provider\"\nlength = \"0 wd\"", 5, "is not a length"},
		{"a length that nobody lives to see", "[[limit]]\nkey = \"qa.ask_provider\"\nlength = \"400 wd\"\n[[limit]]\nkey = \"two.expires\"\nlength = \"9999 wd\"", 8, "two years are the most"},
		{"a role that does not exist", "[[limit]]\nkey = \"qa.ask_provider\"\nrole = \"director\"", 5, `"director" is no role`},
		{"a duty of ours in a year and a half", "[[limit]]\nkey = \"qa.ask_provider\"\nlength = \"500 d\"", 5, "our own duty and may not wait 500 days; 400 days are the most"},
		{"tonight in two years", "[[limit]]\nkey = \"risk.safe_tonight\"\nlength = \"700 d\"", 5, "risk.safe_tonight is owed at once (same day as shipped); one working day is the most"},
		{"tonight in two days", "[[limit]]\nkey = \"risk.safe_tonight\"\nlength = \"2 wd\"", 5, "one working day is the most"},
		{"tonight on a day of the year", "[[limit]]\nkey = \"risk.safe_tonight\"\nlength = \"31 mar\"", 5, "one working day is the most"},
		{"a child who does not feel safe, in three days", "[[limit]]\nkey = \"assessment.not_safe\"\nlength = \"72 h\"", 5, "one working day is the most"},
		{"tonight left to the provider", "[[limit]]\nkey = \"risk.safe_tonight\"\nwhose = \"provider\"", 5, "whose it is stays as shipped"},
		{"a duty of a viewer's", "[[limit]]\nkey = \"risk.safe_tonight\"\nrole = \"viewer\"", 5, `"viewer" answers for nothing on a case`},
		{"a duty of the auditor's", "[[limit]]\nkey = \"qa.ask_provider\"\nrole = \"auditor\"", 5, `"auditor" answers for nothing on a case`},
		{"a duty of the administrator's", "[[limit]]\nkey = \"qa.ask_provider\"\nrole = \"admin\"", 5, `"admin" answers for nothing on a case`},
		{"a duty of the program's", "[[limit]]\nkey = \"qa.ask_provider\"\nrole = \"system\"", 5, `"system" is no role`},
		{"a dot for a reason", "[[limit]]\nkey = \"statutory.s30a_visit\"\nlength = \"60 d\"\nreason = \".\"", 5, "at least 20 characters in words"},
		{"signs and numbers for a reason", "[[limit]]\nkey = \"statutory.s30a_visit\"\nlength = \"60 d\"\nreason = \"12345 67890 12345 67890 ok ..........\"", 5, "at least 20 characters in words"},
		{"SA3 let through", "[threshold]\nbelow_outcomes = [\"serious_concerns\"]", 4, "serious_weaknesses is always below"},
		{"serious concerns let through", "[threshold]\nbelow_outcomes = [\"serious_weaknesses\"]", 4, "serious_concerns is always below"},
		{"an inadequate part let through", "[threshold]\nno_overall_inadequate_sub = false", 4, "protection or leadership is always below"},
		{"inadequate sorted among the better", "[tier]\nworst = [\"serious_weaknesses\", \"serious_concerns\"]", 4, "inadequate is always of the worst tier"},
		{"inadequate left open", "[freeze]\ninadequate = \"open\"", 4, "always holds new placements back"},
		{"never out of date", "[stale]\nplacements_days = 3650", 4, "at most a year"},
		{"never in the office", "[office]\ndays = []", 4, "one manager could always act alone"},
		{"a role that decides no case", "[roles]\nPR7 = {by = [\"admin\"]}", 4, `"admin" decides no case`},
		{"a role that is not one", "[roles]\nPR7 = {with = [\"director\"]}", 4, `"director" decides no case`},
		{"nobody named", "[roles.PR7]\nby = []", 3, "PR7 names nobody"},
		{"a row and something else", "[roles.PR7]\nwho = [\"csw_manager\"]", 4, `no setting is called "roles.PR7.who"`},
	} {
		_, err := Parse("ours.toml", []byte(head+c.body))
		refused, ok := errors.AsType[*fault.Error](err)
		if !ok || refused.Kind != fault.Invalid || refused.File != "ours.toml" || refused.Line != c.line || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want line %d, %q", c.name, err, c.line, c.want)
		}
	}
}

// What is owed at once may be given until the next working day, and a wait of a year
// is long enough for anything of ours.
func TestALengthMayBeWhatMakesSense(t *testing.T) {
	p := ours(t, "[[limit]]\nkey = \"risk.safe_tonight\"\nlength = \"1 wd\"\n[[limit]]\nkey = \"assessment.not_safe\"\nlength = \"24 h\"\n"+
		"[[limit]]\nkey = \"qa.tell_officer\"\nlength = \"end of next working day\"\n[[limit]]\nkey = \"qa.routine_visit.low\"\nlength = \"12 m\"\n"+
		"[[limit]]\nkey = \"statutory.s30a_visit\"\nlength = \"10 d\"\nreason = \"agreed with legal services on 2 March\"")
	for key, want := range map[string]string{"risk.safe_tonight": "1 wd", "assessment.not_safe": "24 h", "qa.tell_officer": "end of next working day",
		"qa.routine_visit.low": "12 m", "statutory.s30a_visit": "10 d"} {
		if l, _ := p.Limit(key); l.Length.String() != want {
			t.Errorf("%s within %s, want %s", key, l.Length, want)
		}
	}
}

func TestAPolicyMayNameWhoTakesARow(t *testing.T) {
	p := ours(t, "[roles]\nPR7 = {by = [\"csw_manager\"]}\n[roles.OF13]\nwith = [\"placements_manager\", \"csw_manager\"]")
	want := []RowRoles{
		{Row: "OF13", With: []team.Role{team.PlacementsManager, team.CSWManager}, Line: 5},
		{Row: "PR7", By: []team.Role{team.CSWManager}, Line: 4},
	}
	if diff := cmp.Diff(want, p.Roles()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, named := p.RolesOf("PR6"); named || len(Default().Roles()) != 0 {
		t.Error("a row is named that nobody wrote")
	}
}

// What a council changed is listed, whichever setting it is; what it only repeats is not.
func TestWhatDiffersFromTheShippedPolicyIsListed(t *testing.T) {
	p := ours(t, `
[freeze]
inadequate = "hard_frozen"
requires_improvement = "frozen"
[office]
days = ["mon", "tue"]
[points.days_late.kinds]
"concern.close" = 5
[roles]
PR7 = {by = ["csw_manager"]}
[[limit]]
key = "qa.progress_visit"
length = "5 wd"
count = "include"
role = "placements_officer"
[[limit]]
key = "placement.late_notice"
length = "12 wd"
reason = "agreed with legal services"
[[limit]]
key = "qa.ask_provider"
length = "1 wd"
`)
	const visit, notice = "QA progress visit", "Late written notices of an ended placement"
	want := []Difference{
		{Setting: "freeze.inadequate", Was: "frozen", Now: "hard_frozen"},
		{Setting: "office.days", Was: "mon, tue, wed, thu, fri", Now: "mon, tue"},
		{Setting: "points.days_late.kinds.concern.close", Was: "1", Now: "5"},
		{Setting: "roles.PR7.by", Now: "csw_manager"},
		{Setting: "placement.late_notice.length", What: notice, Was: "10 working days", Now: "12 working days", Loosened: true, Reason: "agreed with legal services"},
		{Setting: "qa.progress_visit.length", What: visit, Was: "7 days", Now: "5 working days"},
		{Setting: "qa.progress_visit.count", What: visit, Was: "exclude", Now: "include"},
		{Setting: "qa.progress_visit.role", What: visit, Was: "QA officer", Now: "placements officer"},
	}
	if diff := cmp.Diff(want, p.Differences(Default())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if loosened := p.Loosened(Default()); len(loosened) != 1 || loosened[0].Reason == "" {
		t.Errorf("loosened: %+v", loosened)
	}
	back := Default().Differences(p)
	if len(back) != len(want) || back[3].Setting != "roles.PR7.by" || back[3].Was != "csw_manager" || back[3].Now != "" {
		t.Errorf("seen from the other side: %+v", back)
	}
}

func TestAShippedPolicyDiffersOnlyAsItSays(t *testing.T) {
	for name, want := range map[string]string{
		"default":          "",
		"never-inadequate": "freeze.inadequate: frozen -> hard_frozen",
		"inadequate-only":  "freeze.requires_improvement: frozen -> open",
	} {
		p, err := Shipped(name)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range p.Differences(Default()) {
			got = append(got, d.Setting+": "+d.Was+" -> "+d.Now)
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	p, err := Shipped("same-day")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range p.Differences(Default()) {
		if l, ok := p.Limit(strings.TrimSuffix(d.Setting, ".length")); !ok || looser(l.Length, limitOf(t, l.Key).Length) && l.Length.String() != "24 h" && l.Length.String() != "same working day" {
			t.Errorf("same-day makes %s %s from %s: no shorter length", d.Setting, d.Now, d.Was)
		}
	}
}

func limitOf(t *testing.T, key string) Limit {
	t.Helper()
	l, ok := Default().Limit(key)
	if !ok {
		t.Fatalf("no limit %s", key)
	}
	return l
}
