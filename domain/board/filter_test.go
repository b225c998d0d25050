package board

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// everything is every row of the drawn board.
const everything = "C-0412 C-0388 C-0391 C-0420 C-0433 C-0407 C-0299 w1 w2 w3 w4 v1 v2 v3"

func TestFilterShows(t *testing.T) {
	tests := []struct{ name, filter, want string }{
		// The examples of the grammar.
		{"a word is anything that mentions it", `alder`, "C-0412 C-0388 w2 w3 v2"},
		{"late, not mine", `is:overdue -owner:me`, "C-0388 C-0391 v1"},
		{"a list of judgements, one only while provisional", `rating:inad,ri(p) view:children`, "C-0412 C-0388 C-0420 C-0433 C-0407"},
		{"visits due by Friday", `due<=fri type:visit`, "v1 v2"},
		{"more than three working days late", `late>3wd`, "C-0412"},
		{"Ofsted may be back, two or more of ours there", `window:open children>=2`, "C-0412 C-0388 w2 v2"},
		{"new, Ann's or nobody's", `(owner:ann or is:unassigned) is:new`, "C-0433"},

		{"nothing asked hides nothing", ``, everything},
		{"words are joined by and", `alder suitability`, "C-0412"},
		{"case and accents do not matter", `ZOLC's`, "C-0299"},
		{"a phrase holds its spaces", `"child voice"`, "C-0388"},
		{"a step is a phrase", `step:"child voice"`, "C-0388"},
		{"! is not", `!alder view:visits`, "v1 v3"},
		{"not a group", `-(alder or copper) view:visits`, "v3"},
		{"groups within groups", `((alder or copper) is:overdue or is:new) view:children`, "C-0412 C-0388 C-0391 C-0433"},
		{"a reference holds, = is the whole of it", `ref:0412`, "C-0412"},
		{"= is the whole of it", `ref=0412`, ""},
		{"an owner is the whole login, so that Joann is not hidden with Ann", `owner:an`, ""},
		{"nobody's", `owner:none`, "C-0388 C-0433 v3"},
		{"who is another word for owner", `who:ben`, "C-0391 v1"},
		{"RI is RI, provisional or not", `judgement:ri view:children`, "C-0391 C-0420 C-0433"},
		{"a visit has the judgement of where it goes", `judgement:ri type:visit`, "v1 v3"},
		{"what no one can say is asked for by its sign", `judgement:?`, "C-0299"},
		{"a type by its short name", `type:home view:visits`, "v1 v2 v3"},
		{"a kind of visit", `type:progress`, "v1 v3"},
		{"booked is not not booked", `state:booked`, "v2"},
		{"states read with or without the underline", `state:not-open`, "w3"},
		{"is:booked", `is:booked`, "v2"},
		{"due today", `is:today`, "C-0420"},
		{"mine", `is:mine`, "C-0412 C-0420 v2"},
		{"frozen tells of the provision", `is:frozen`, "C-0412 w2 w3 v2"},
		{"provisional", `is:provisional`, "C-0420 C-0433 v3"},
		{"waiting for the provider", `is:waiting`, "C-0391"},
		{"a signature is owed", `is:unsigned`, "C-0412"},
		{"a problem is a problem", `is:problem`, "C-0299 w4"},
		{"nothing here is snoozed", `is:snoozed`, ""},
		{"so nothing is hidden that would be", `-is:snoozed`, everything},
		{"a range of weekdays is this week's", `due:mon..fri`, "C-0420 C-0433"},
		{"a list of days", `due:today,tomorrow`, "C-0420 C-0433"},
		{"no date is neither before nor after", `due>1jan2000 type:child`, "C-0412 C-0388 C-0391 C-0420 C-0433"},
		{"no date can be asked for", `due:none`, "C-0407 C-0299 w4"},
		{"a day with spaces", `due<=26 feb 2026 view:children`, "C-0412 C-0388"},
		{"a day without a year is the nearest one", `due<26 feb view:children`, "C-0412"},
		{"a number after a day is another word", `due<26 feb 0412`, "C-0412"},
		{"since is on or after", `since:1jan view:children`, "C-0412 C-0388 C-0391 C-0420 C-0433"},
		{"relative days", `due>-5d due<+1w type:child`, "C-0391 C-0420 C-0433"},
		{"months", `window>+2m`, "C-0412 C-0388 w3 v2"},
		{"age in weeks", `age>=10w view:children`, "C-0407"},
		{"age not known matches no age", `-age<99w -age>=99w view:children`, "C-0299"},
		{"late by up to five days shows only what is late", `late<=5d`, "C-0388 C-0391 v1 v2"},
		{"not late at all", `late:0 view:visits`, "v3"},
		{"a range of days", `late:4..5d`, "C-0388 C-0391 v1"},
		{"the unit of a range may stand once", `late:2..3wd`, "C-0388 C-0391 v1 v2"},
		{"weeks late", `late:1w`, "C-0412"},
		{"a window by its last day", `window<=16mar view:revisits`, "w1 w2"},
		{"a list of a window's states and days", `window:passed,11may view:revisits`, "w1 w3"},
		{"passed", `window:passed`, "C-0407 w1"},
		{"points", `risk>=50 type:child`, "C-0412 C-0388"},
		{"children whose provision is unknown do not live together", `children=1`, "C-0391 C-0407 C-0299 w4 v1"},
		{"a view is a flag by another name", `view:overdue`, "C-0412 C-0388 C-0391 v1 v2"},
		{"every row", `view:all`, everything},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			env := testEnv()
			f, err := ParseFilter(tt.filter, env)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, shown(f, env.Board)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.filter, diff)
			}
			again, err := ParseFilter(f.String(), env)
			if err != nil {
				t.Fatalf("%q printed as %q: %v", tt.filter, f, err)
			}
			if again.String() != f.String() || shown(again, env.Board) != shown(f, env.Board) {
				t.Errorf("%q printed as %q, and that as %q", tt.filter, f, again)
			}
		})
	}
}

func TestFilterErrorsTeachTheForm(t *testing.T) {
	tests := []struct {
		filter string
		at     int
		use    string
	}{
		{`step~"child voice"`, 4, `step:"child voice"`},
		{`is:overdue ownr:ann`, 11, `owner:ann`},
		{`(ownr:ann)`, 1, `owner:ann`},
		{`child:C-0412`, 0, `ref:C-0412`},
		{`grade:ri`, 0, `judgement:ri`},
		{`is:ovredue`, 0, `is:overdue`},
		{`is:asleep`, 0, ``},
		{`is=new`, 0, `is:new`},
		{`owner!=ann`, 5, `-owner:ann`},
		{`late=>3d`, 4, `late>=3d`},
		{`owner>ann`, 5, `owner:ann`},
		{`owner:`, 6, `owner:me`},
		{`:ann`, 0, `owner:me`},
		{`judgement:poor`, 10, ``},
		{`ri(p)`, 0, `judgement:ri(p)`},
		{`alder or copper`, 6, `(owner:ann or is:unassigned)`},
		{`alder and copper`, 6, `is:overdue owner:me`},
		{`not alder`, 0, `-owner:me`},
		{`"child voice`, 0, `"child voice"`},
		{`(alder or copper`, 0, `(alder or copper)`},
		{`(alder or )`, 9, `(owner:ann or is:unassigned)`},
		{`()`, 1, `(owner:ann or is:unassigned)`},
		{`alder)`, 5, ``},
		{`""`, 0, `"child voice"`},
		{`- alder`, 0, `-owner:me`},
		{`--alder`, 0, `-owner:me`},
		{`due:someday`, 4, `due:today, due:fri, due:+2w or due:5mar2026`},
		{`due:5/3/2026`, 4, `due:today, due:fri, due:+2w or due:5mar2026`},
		{`due:31feb`, 4, `due:today, due:fri, due:+2w or due:5mar2026`},
		{`due<=2w`, 5, `due:today, due:fri, due:+2w or due:5mar2026`},
		{`due<=mon,tue`, 12, `due:mon,tue`},
		{`due:+2d..today`, 4, `due:today..+2d`},
		{`due<none`, 4, `due:none`},
		{`window>open`, 7, `window:open`},
		{`children>=two`, 10, `children>=2`},
		{`children>2d`, 10, `children>=2`},
		{`late>3x`, 5, `late>3wd`},
		{`late:1d..3wd`, 5, `late>3wd`},
		{`late:3d..1d`, 5, `late>3wd`},
		{`owner:ann,`, 10, `owner:me`},
		{`owner:ann"ben"`, 9, `owner:me`},
		{`view:secret`, 5, ``},
	}
	for _, tt := range tests {
		t.Run(tt.filter, func(t *testing.T) {
			_, err := ParseFilter(tt.filter, testEnv())
			fe, ok := err.(*FilterError)
			if !ok {
				t.Fatalf("got %v, want a *FilterError", err)
			}
			if fe.At != tt.at || tt.use != "" && fe.Use != tt.use || fe.Why == "" {
				t.Errorf("got %+v, want at %d use %s", fe, tt.at, tt.use)
			}
			if tt.use == "" && strings.Contains(tt.filter, ":") && fe.Use == "" {
				t.Errorf("%v suggests nothing", fe)
			}
			if !strings.Contains(fe.Error(), fe.Use) {
				t.Errorf("%q hides the form to use", fe.Error())
			}
		})
	}
}

func TestFilterSuggestionsOfErrorsParse(t *testing.T) {
	for _, f := range fieldTable {
		if _, err := ParseFilter(f.example, testEnv()); err != nil {
			t.Errorf("%s teaches %q, which is refused: %v", f.name, f.example, err)
		}
	}
}

func TestFilterPrintsTheShortestForm(t *testing.T) {
	for in, want := range map[string]string{
		`  RATING:Inadequate,RI(P)   !who:ben `: `judgement:inad,ri(p) -owner:ben`,
		`due<=5 march 2026 "alder"`:             `due<=5mar2026 alder`,
		`due:2026-03-05`:                        `due:5mar2026`,
		`due:Monday..friday`:                    `due:mon..fri`,
		`late:1..5d age>8`:                      `late:1d..5d age>8d`,
		`"or" "-x" "a b"`:                       `"or" "-x" "a b"`,
		`step:"child voice",sign`:               `step:"child voice",sign`,
		`(alder OR copper)`:                     `(alder or copper)`,
		`window:not-open`:                       `window:not_open`,
	} {
		f, err := ParseFilter(in, testEnv())
		if err != nil {
			t.Errorf("%q: %v", in, err)
		} else if got := f.String(); got != want {
			t.Errorf("%q prints as %q, want %q", in, got, want)
		}
	}
}

func TestFilterDayWithoutYearIsTheNearest(t *testing.T) {
	at := func(env string, filter string) civil.Date {
		p := &parser{s: filter, env: FilterEnv{Today: dated(env)}}
		d, err := p.day(field{})
		if err != nil {
			t.Fatal(err)
		}
		return d.on(p.env.Today, false, civil.Date{})
	}
	for _, tt := range []struct{ today, typed, want string }{
		{"2026-12-30", "5jan", "2027-01-05"},
		{"2026-01-05", "30dec", "2025-12-30"},
		{"2026-03-03", "3mar", "2026-03-03"},
		{"2026-03-03", "29feb", "2028-02-29"},
		{"2026-03-03", "fri", "2026-03-06"},
		{"2026-03-06", "fri", "2026-03-06"},
		{"2026-01-31", "+1m", "2026-02-28"},
	} {
		if got := at(tt.today, tt.typed); got != dated(tt.want) {
			t.Errorf("%s on %s is %s, want %s", tt.typed, tt.today, got, tt.want)
		}
	}
}

// To hide a home that is inadequate in part from somebody who asks for what is
// inadequate would be a false all-clear.
func TestFilterForInadequateShowsWhatIsInadequateInPart(t *testing.T) {
	for code, want := range map[string]bool{"INAD": true, "INAD/P": true, "INAD/L(p)": true, "RI": false, "?": false} {
		f, err := ParseFilter("judgement:inad", testEnv())
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Child(ChildRow{Judgement: code}); got != want {
			t.Errorf("%s shown: %t, want %t", code, got, want)
		}
	}
}

func TestFilterKnowsEveryCodeOfTheBoard(t *testing.T) {
	judgements := []ofsted.Judgement{{Protection: ofsted.Inadequate}, {Leadership: ofsted.Inadequate}, {}, {Label: text.Clean("Marvellous")}}
	for _, g := range []ofsted.Grade{ofsted.Outstanding, ofsted.Good, ofsted.RequiresImprovement, ofsted.Inadequate} {
		judgements = append(judgements, ofsted.Judgement{Overall: g})
	}
	for _, o := range []ofsted.Outcome{ofsted.StrongDelivery, ofsted.InconsistentDelivery, ofsted.SeriousWeaknesses,
		ofsted.NoSeriousConcerns, ofsted.SeriousConcerns, ofsted.Sustained, ofsted.Improved, ofsted.Declined} {
		judgements = append(judgements, ofsted.Judgement{Outcome: o})
	}
	for _, j := range judgements {
		code := codeOf(j)
		f, err := ParseFilter("judgement:"+code, testEnv())
		if err != nil || !f.Child(ChildRow{Judgement: code}) || f.Child(ChildRow{Judgement: "XX"}) {
			t.Errorf("%s: %v, %v", code, f, err)
		}
	}
}

func TestFilterRefusesWorkingDaysThatNobodyCanCount(t *testing.T) {
	env := testEnv()
	env.WorkingDays = nil
	if _, err := ParseFilter("late>3wd", env); err == nil {
		t.Error("working days were counted without a calendar")
	}
}

func TestFilterBoundsDepthAndLength(t *testing.T) {
	deep := strings.Repeat("(", 200) + "alder" + strings.Repeat(")", 200)
	if _, err := ParseFilter(deep, testEnv()); err == nil || !strings.Contains(err.Error(), "brackets") {
		t.Errorf("200 brackets: %v", err)
	}
	if _, err := ParseFilter(strings.Repeat("a", 5000), testEnv()); err == nil {
		t.Error("5,000 characters were accepted")
	}
}

func TestFilterOffersTheOwnerWhoWasMeant(t *testing.T) {
	for filter, want := range map[string]string{
		"owner:bem": "owner:ben", "owner:zoe": "owner:dee", "owner:ann": "", "owner:me": "", "alder": "",
	} {
		f, err := ParseFilter(filter, testEnv())
		if err != nil || f.DidYouMean() != want {
			t.Errorf("%s: offered %q, %v; want %q", filter, f.DidYouMean(), err, want)
		}
	}
}

func TestSuggestCompletesFieldsAndValues(t *testing.T) {
	tests := []struct {
		line string
		want []string
	}{
		{"ow", []string{"owner:", "window:"}},
		{"alder -is:un", []string{"alder -is:unassigned", "alder -is:unsigned"}},
		{"owner:", []string{"owner:me", "owner:none", "owner:ann", "owner:ben", "owner:cas", "owner:dee"}},
		{"(owner:ann,B", []string{"(owner:ann,ben"}},
		{"prov:al", []string{`prov:"Alder House"`}},
		{`step:"child v`, []string{`step:"Child voice missing"`}},
		{"rating:ri", []string{"rating:ri", "rating:ri(p)"}},
		{"window:o", []string{"window:open", "window:not_open", "window:today", "window:tomorrow", "window:none", "window:mon"}},
		{"nothing:x", nil},
	}
	for _, tt := range tests {
		got := Suggest(tt.line, testEnv())
		if tt.line == "window:o" { // the order within "holds it" is the list's
			slices.Sort(got)
			slices.Sort(tt.want)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.line, diff)
		}
	}
}

func TestSuggestionsOfValuesParse(t *testing.T) {
	for _, f := range fieldTable {
		for _, line := range Suggest(f.name+":", testEnv()) {
			if _, err := ParseFilter(line, testEnv()); err != nil {
				t.Errorf("%s is offered and refused: %v", line, err)
			}
		}
	}
}

func FuzzParseFilter(f *testing.F) {
	for _, s := range []string{`alder`, `is:overdue -owner:me`, `rating:inad,ri(p)`, `due<=fri type:visit`, `late>3wd`,
		`window:open children>=2`, `(owner:ann or is:unassigned) is:new`, `step~"child voice"`, `due:5 mar..9 mar 2026`,
		`due:5 mar "2026"`, `-(a or (b "c d")) !e`, `owner="̸x"`, `late:1..5d`, `due:+2w,-3d,none`} {
		f.Add(s)
	}
	env := testEnv()
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseFilter(s, env)
		Suggest(s, env)
		if err != nil {
			if fe, ok := err.(*FilterError); !ok || fe.At < 0 || fe.At > max(maxFilter, len(text.Clean(s).String())) || fe.Why == "" {
				t.Fatalf("%q: %#v", s, err)
			}
			return
		}
		printed := got.String()
		again, err := ParseFilter(printed, env)
		if len(printed) > maxFilter {
			return // longer as printed than as typed
		}
		if err != nil {
			t.Fatalf("%q printed as %q: %v", s, printed, err)
		}
		if again.String() != printed {
			t.Fatalf("%q printed as %q, and that as %q", s, printed, again)
		}
		if shown(got, env.Board) != shown(again, env.Board) {
			t.Fatalf("%q and %q show different rows", s, printed)
		}
	})
}

func BenchmarkFilter(b *testing.B) {
	env := testEnv()
	var rows []ChildRow
	for i := range 5000 {
		r := env.Board.Children[i%len(env.Board.Children)]
		r.ID = fmt.Sprint(i)
		rows = append(rows, r)
	}
	for _, s := range []string{"alder", "is:overdue -owner:me", "window:open children>=2", `late>3wd`} {
		b.Run(s, func(b *testing.B) {
			for b.Loop() {
				f, err := ParseFilter(s, env)
				if err != nil {
					b.Fatal(err)
				}
				for i := range rows {
					f.Child(rows[i])
				}
			}
		})
	}
}
