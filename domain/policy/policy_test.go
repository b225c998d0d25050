package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/fault"
	"placewatch/domain/ofsted"
	"placewatch/domain/team"
)

func TestTheDefaultPolicyAllowsWhatTheProcessSays(t *testing.T) {
	p := Default()
	for _, c := range []struct {
		key, length string
		role        team.Role
		whose       duty.Owner
	}{
		{"qa.tell_officer", "same working day", team.PlacementsOfficer, duty.Ours},
		{"qa.list_children", "1 wd", team.QAOfficer, duty.Ours},
		{"qa.alert_professionals", "same day", team.QAOfficer, duty.Ours},
		{"qa.responsive_visit", "2 wd", team.QAOfficer, duty.Ours},
		{"qa.ask_provider", "1 wd", team.QAOfficer, duty.Ours},
		{"qa.provider_answer", "2 wd", team.QAOfficer, duty.Ours},
		{"qa.chase_requirements", "5 wd", team.QAOfficer, duty.Ours},
		{"qa.book_visit", "1 wd", team.QAOfficer, duty.Ours},
		{"qa.progress_visit", "7 d", team.QAOfficer, duty.Ours},
		{"qa.full_visit", "5 wd", team.QAOfficer, duty.Ours},
		{"qa.routine_visit.low", "12 w", team.QAOfficer, duty.Ours},
		{"qa.routine_visit.medium", "8 w", team.QAOfficer, duty.Ours},
		{"qa.routine_visit.high", "4 w", team.QAOfficer, duty.Ours},
		{"qa.visit_report", "5 wd", team.QAOfficer, duty.Ours},
		{"qa.follow_up", "2 wd", team.QAOfficer, duty.Ours},
		{"qa.factual_accuracy", "14 d", team.QAOfficer, duty.Provider},
		{"qa.look_again", "28 d", team.QAOfficer, duty.Ours},
		{"qa.own_assurance", "20 wd", team.QAOfficer, duty.Ours},
		{"plan.chase", "5 wd", team.QAOfficer, duty.Ours},
		{"concern.intake", "20 wd", team.PlacementsOfficer, duty.Ours},
		{"concern.host_area_alert", "same day", team.PlacementsOfficer, duty.Ours},
		{"concern.record_outcome", "30 wd", team.PlacementsOfficer, duty.Ours},
		{"concern.ask_ofsted", "5 wd", team.PlacementsOfficer, duty.Ours},
		{"concern.ended_placements", "1 wd", team.PlacementsManager, duty.Ours},
		{"concern.close", "5 wd", team.PrincipalManager, duty.Ours},
		{"concern.watch_ofsted", "28 d", team.PlacementsOfficer, duty.Ours},
		{"two.expires", "5 wd", team.PlacementsManager, duty.Ours},
		{"two.review_alone", "1 wd", team.PlacementsManager, duty.Ours},
		{"placement.late_notice", "10 wd", team.PlacementsOfficer, duty.Ours},
		{"statutory.s30a_visit", "7 d", team.CSWManager, duty.Ours},
	} {
		l, ok := p.Limit(c.key)
		if !ok || l.Length.String() != c.length || l.Role != c.role || l.Whose != c.whose {
			t.Errorf("%s: got %q, %s, %s", c.key, l.Length, l.Role, l.Whose)
		}
	}
	if _, ok := p.Limit("qa.nothing"); ok {
		t.Error("a limit that no one wrote was found")
	}
}

func TestEveryLimitSaysWhatWhoAndWhere(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range Default().Limits() {
		if l.What == "" || l.Source == "" || l.Length.IsZero() || l.Count == "" || !slices.Contains(Bindings(), l.Binding) {
			t.Errorf("%s is not whole: %+v", l.Key, l)
		}
		if seen[l.Key] {
			t.Errorf("%s is listed twice", l.Key)
		}
		seen[l.Key] = true
	}
}

func TestTheShippedPoliciesDifferAsTheirNamesSay(t *testing.T) {
	inadequate := ofsted.Judgement{Overall: ofsted.Inadequate}
	ri := ofsted.Judgement{Overall: ofsted.RequiresImprovement}
	for _, c := range []struct {
		name   string
		ri, in Freeze
		visit  string
	}{
		{"default", Frozen, Frozen, "7 d"},
		{"never-inadequate", Frozen, HardFrozen, "7 d"},
		{"inadequate-only", Open, Frozen, "7 d"},
		{"same-day", Frozen, Frozen, "same working day"},
	} {
		p, err := Shipped(c.name)
		if err != nil {
			t.Fatal(err)
		}
		visit, _ := p.Limit("qa.progress_visit")
		if p.Freeze(ri) != c.ri || p.Freeze(inadequate) != c.in || visit.Length.String() != c.visit {
			t.Errorf("%s: RI %s, inadequate %s, visit %s", c.name, p.Freeze(ri), p.Freeze(inadequate), visit.Length)
		}
		if len(p.Limits()) != len(Default().Limits()) {
			t.Errorf("%s lost a limit", c.name)
		}
		if w := p.Warning(civil.MustParse("2026-03-06")); !strings.Contains(w, "is not approved by any council") {
			t.Errorf("%s warns %q", c.name, w)
		}
	}
	if p := Default(); p.AssessRI || p.WeeklyContacts != 4 {
		t.Errorf("by default each child at RI is assessed: %v; weekly contacts: %d", p.AssessRI, p.WeeklyContacts)
	}
	sameDay, err := Shipped("same-day")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"assessment.complete", "assessment.voice", "assessment.view.iro"} {
		if l, _ := sameDay.Limit(key); l.Length.String() != "24 h" {
			t.Errorf("same-day: %s within %s", key, l.Length)
		}
	}
	if _, err := Shipped("strict"); err == nil {
		t.Error("a policy that does not come with the program was found")
	}
}

func TestThePolicyWarnsOfItsOwnStanding(t *testing.T) {
	today := civil.MustParse("2026-03-06")
	for _, c := range []struct{ name, lines, want string }{
		{"no approver", ``, "policy ours v3 is not approved"},
		{"an approver and no day", `approver = "AB"`, "policy ours v3 is not approved"},
		{"approved, no review", "approver = \"AB\"\napproved_on = 2026-01-31", "policy ours v3 has no review date"},
		{"approved later", "approver = \"AB\"\napproved_on = 2026-03-31\nreview_by = 2027-01-31", "policy ours v3 is not approved until 31 Mar 2026"},
		{"due for review", "approver = \"AB\"\napproved_on = 2025-01-31\nreview_by = 2026-03-05", "policy ours v3 was due for review on 5 Mar 2026"},
		{"in order", "approver = \"AB\"\napproved_on = 2025-01-31\nreview_by = 2026-03-06", ""},
	} {
		p, err := Parse("ours.toml", []byte("name = \"ours\"\nversion = \"3\"\n"+c.lines))
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Warning(today); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTheStandingSaysWhoApprovedThePolicyAndWhenItIsToBeReviewed(t *testing.T) {
	for lines, want := range map[string]string{
		"":                           "policy ours v3",
		"review_by = 2027-01-31":     "policy ours v3, review by 2027-01-31",
		"approver = \"Ann Example\"": "policy ours v3, approved by Ann Example",
		"approver = \"Ann Example\"\nreview_by = 2027-01-31": "policy ours v3, approved by Ann Example, review by 2027-01-31",
	} {
		p, err := Parse("ours.toml", []byte("name = \"ours\"\nversion = \"3\"\n"+lines))
		if err != nil || p.Standing() != want {
			t.Errorf("%q (%v), want %q", p.Standing(), err, want)
		}
	}
}

func TestAnActMayBeUndoneForAsLongAsThePolicySays(t *testing.T) {
	if got := Default().Undo; got != 10*time.Minute {
		t.Errorf("by default %s", got)
	}
	p, err := Parse("ours.toml", []byte("name = \"ours\"\nversion = \"3\"\n[undo]\nminutes = 0"))
	if err != nil || p.Undo != 0 {
		t.Errorf("a council that allows none has %s (%v)", p.Undo, err)
	}
}

func TestBelowTheThresholdIsByPolicyAndUnknownIsNeverFine(t *testing.T) {
	p := Default()
	for _, c := range []struct {
		name     string
		j        ofsted.Judgement
		below    bool
		why      string
		severity int
	}{
		{"good", ofsted.Judgement{Overall: ofsted.Good}, false, "overall good", 0},
		{"good, although a part is inadequate", ofsted.Judgement{Overall: ofsted.Good, Leadership: ofsted.Inadequate}, false, "overall good", 0},
		{"RI", ofsted.Judgement{Overall: ofsted.RequiresImprovement}, true, "overall requires improvement", 2},
		{"inadequate", ofsted.Judgement{Overall: ofsted.Inadequate}, true, "overall inadequate", 3},
		{"SA1", ofsted.Judgement{Outcome: ofsted.StrongDelivery}, false, "consistently strong", 0},
		{"SA2", ofsted.Judgement{Outcome: ofsted.InconsistentDelivery}, true, "inconsistent quality", 2},
		{"SA3", ofsted.Judgement{Outcome: ofsted.SeriousWeaknesses}, true, "serious weaknesses", 3},
		{"assurance, no concerns", ofsted.Judgement{Outcome: ofsted.NoSeriousConcerns}, false, "no serious concerns", 0},
		{"assurance, concerns", ofsted.Judgement{Outcome: ofsted.SeriousConcerns}, true, "serious concerns", 3},
		{"interim, declined", ofsted.Judgement{Outcome: ofsted.Declined}, true, "declined effectiveness", 2},
		{"no overall, a part inadequate", ofsted.Judgement{Protection: ofsted.Inadequate}, true, "no overall grade; protection inadequate (local)", 3},
		{"no overall, leadership inadequate", ofsted.Judgement{Protection: ofsted.Good, Leadership: ofsted.Inadequate}, true, "no overall grade; leadership inadequate (local)", 3},
		{"no overall", ofsted.Judgement{Protection: ofsted.Good}, false, "no overall grade", 1},
		{"nothing", ofsted.Judgement{}, false, "no judgement", 1},
		{"a word we do not know", ofsted.Judgement{Overall: "splendid"}, false, "overall splendid", 1},
	} {
		below, why := p.Below(c.j)
		if below != c.below || why != c.why || p.Severity(c.j) != c.severity {
			t.Errorf("%s: got %t %q %d, want %t %q %d", c.name, below, why, p.Severity(c.j), c.below, c.why, c.severity)
		}
	}
}

func TestACopyNeedOnlyHoldWhatDiffers(t *testing.T) {
	p, err := Parse("ours.toml", []byte(`
name = "ours"
version = "1"
[threshold]
below_grades = ["inadequate"]
[visits]
progress_visit_starts = "received"
[points.days_late.kinds]
"concern.close" = 5
[[limit]]
key = "qa.progress_visit"
length = "5 wd"
count = "include"
[[limit]]
key = "placement.late_notice"
length = "5 wd"
`))
	if err != nil {
		t.Fatal(err)
	}
	if below, _ := p.Below(ofsted.Judgement{Overall: ofsted.RequiresImprovement}); below {
		t.Error("RI is still below the threshold")
	}
	visit, _ := p.Limit("qa.progress_visit")
	notice, _ := p.Limit("placement.late_notice")
	if visit.Length.String() != "5 wd" || visit.Count != civil.IncludeTrigger || visit.What != "QA progress visit" || notice.Length.String() != "5 wd" {
		t.Errorf("got %+v and %+v", visit, notice)
	}
	if p.ProgressVisitStarts != Received || p.Points.DaysLate.For("concern.close", 2) != 10 || p.Points.DaysLate.For("qa.visit_report", 2) != 2 {
		t.Errorf("got %s, %+v", p.ProgressVisitStarts, p.Points.DaysLate)
	}
	if d, _ := Default().Limit("qa.progress_visit"); d.Length.String() != "7 d" {
		t.Error("one profile changed another")
	}
}

func TestAFileThatSaysSomethingElseIsRefusedWithItsLine(t *testing.T) {
	const head = "name = \"ours\"\nversion = \"1\"\n"
	for _, c := range []struct {
		name, body string
		line       int
		want       string
	}{
		{"not TOML", "name = ", 1, ""},
		{"no name", "version = \"1\"", 1, "needs a name"},
		{"no version", "name = \"x\"", 1, "needs a name and a version"},
		{"unknown setting", head + "[freeze]\ninadequat = \"frozen\"", 4, `no setting is called "freeze.inadequat"`},
		{"unknown freeze", head + "[freeze]\n\ninadequate = \"cold\"", 5, `"cold" is no freeze`},
		{"unknown grade", head + "[threshold]\nbelow_grades = [\"inadequate\", \"bad\"]", 4, `"bad" is no grade`},
		{"inadequate let through", head + "[threshold]\nbelow_grades = [\"requires_improvement\"]", 4, "inadequate is always below"},
		{"unknown outcome", head + "[threshold]\nbelow_outcomes = [\"bad\"]", 4, `"bad" is no outcome`},
		{"unknown tier", head + "[tier]\nworst = [\"bad\"]", 4, "neither a grade nor an outcome"},
		{"too many weekly contacts", head + "[monitoring]\nweekly = 60", 4, "0 to 52"},
		{"unknown start", head + "[visits]\nprogress_visit_starts = \"soon\"", 4, "told or received"},
		{"unknown limit", head + "[[limit]]\nkey = \"qa.nothing\"", 4, `no limit is called "qa.nothing"`},
		{"a limit twice", head + "[[limit]]\nkey = \"qa.ask_provider\"\nlength = \"2 wd\"\n[[limit]]\nkey = \"qa.ask_provider\"", 6, "qa.ask_provider is written twice"},
		{"unknown length", head + "[[limit]]\nkey = \"qa.ask_provider\"\nlength = \"soon\"", 5, "is not a length"},
		{"a length before", head + "[[limit]]\nkey = \"qa.ask_provider\"\nlength = \"-1 wd\"", 5, "needs a length"},
		{"unknown count", head + "[[limit]]\nkey = \"qa.ask_provider\"\ncount = \"both\"", 5, "exclude or include"},
		{"unknown role", head + "[[limit]]\nkey = \"qa.ask_provider\"\nrole = \"chef\"", 5, `"chef" is no role`},
		{"unknown owner", head + "[[limit]]\nkey = \"qa.ask_provider\"\nwhose = \"theirs\"", 5, "ours, ofsted, provider or others"},
		{"unknown binding", head + "[[limit]]\nkey = \"qa.ask_provider\"\nbinding = \"firm\"", 5, `"firm" is no binding`},
		{"statute loosened", head + "[[limit]]\nkey = \"placement.late_notice\"\nlength = \"12 wd\"", 5, "needs a written reason"},
		{"statute loosened by its unit", head + "[[limit]]\nkey = \"placement.late_notice\"\nlength = \"10 d\"\n[[limit]]\nkey = \"child.first_review\"\nlength = \"1 m\"", 8, "needs a written reason"},
		{"statute made local", head + "[[limit]]\nkey = \"placement.late_notice\"\nbinding = \"local\"", 5, "stays one"},
		{"statute made the provider's", head + "[[limit]]\nkey = \"placement.late_notice\"\nwhose = \"provider\"", 5, "own duty by statute"},
		{"negative points", head + "[points]\nunknown = -1", 3, "cannot be negative"},
		{"points for no limit", head + "[points.days_late.kinds]\n\"qa.nothing\" = 1", 4, `no limit is called "qa.nothing"`},
		{"stale at once", head + "[stale]\nofsted_days = 0", 4, "at least one day"},
		{"undone for too long", head + "[undo]\nminutes = 61", 4, "0 to 60"},
		{"no such day", head + "[office]\ndays = [\"monday\"]", 4, "write mon to sun"},
		{"no such time", head + "[office]\nopens = \"nine\"", 4, "no time of day"},
		{"closed all day", head + "[office]\ncloses = \"08:00\"", 4, "closes before it opens"},
	} {
		_, err := Parse("ours.toml", []byte(c.body))
		refused, ok := errors.AsType[*fault.Error](err)
		if !ok {
			t.Errorf("%s: got %v, want a refusal", c.name, err)
			continue
		}
		if refused.Kind != fault.Invalid || refused.File != "ours.toml" || refused.Line != c.line || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got line %d, %v; want line %d, %q", c.name, refused.Line, err, c.line, c.want)
		}
	}
}

func TestAStatutoryLimitMayBeLoosenedWithAWrittenReason(t *testing.T) {
	p, err := Parse("ours.toml", []byte(`name = "ours"
version = "1"
[[limit]]
key = "placement.late_notice"
length = "12 wd"
reason = "agreed with legal services, 3 March 2026"`))
	if err != nil {
		t.Fatal(err)
	}
	if l, _ := p.Limit("placement.late_notice"); l.Length.N != 12 || l.Reason == "" || l.Binding != Statute {
		t.Errorf("got %+v", l)
	}
}

func TestLoosenessIsJudgedAgainstTheShortestTheStatuteCanMean(t *testing.T) {
	for _, c := range []struct {
		l, than string
		want    bool
	}{
		{"5 wd", "5 wd", false}, {"4 wd", "5 wd", false}, {"6 wd", "5 wd", true},
		{"5 d", "5 wd", false}, {"7 d", "1 w", false}, {"8 d", "1 w", true}, {"5 wd", "7 d", true},
		{"4 w", "1 m", false}, {"1 m", "4 w", true}, {"same day", "1 d", false}, {"end of next working day", "1 d", true},
		{"24 h", "1 d", false}, {"same working day", "1 wd", true}, {"30 Jun", "12 m", true},
	} {
		l, err1 := civil.ParseLength(c.l)
		than, err2 := civil.ParseLength(c.than)
		if err1 != nil || err2 != nil || looser(l, than) != c.want {
			t.Errorf("%s looser than %s: got %t (%v, %v)", c.l, c.than, !c.want, err1, err2)
		}
	}
}

func TestOutOfHoursIsByTheClockAndTheCalendar(t *testing.T) {
	o, cal := Default().Office, civil.EnglandAndWales()
	for _, c := range []struct {
		at   string
		want bool
	}{
		{"2026-03-06 08:59", true}, {"2026-03-06 09:00", false}, {"2026-03-06 16:59", false}, {"2026-03-06 17:00", true},
		{"2026-03-07 12:00", true}, // Saturday
		{"2026-04-03 12:00", true}, // Good Friday
	} {
		at, err := time.Parse("2006-01-02 15:04", c.at)
		if err != nil || o.Out(at, cal) != c.want {
			t.Errorf("%s: out of hours %t (%v)", c.at, !c.want, err)
		}
	}
}

func TestPointsStopAtTheirMost(t *testing.T) {
	p := Default().Points
	for _, c := range []struct{ got, want int }{
		{p.ForChildren(0), 0}, {p.ForChildren(2), 6}, {p.ForChildren(40), 15}, {p.ForChildren(-1), 0},
		{p.DaysLate.For("qa.progress_visit", 4), 12}, {p.DaysLate.For("qa.book_visit", 4), 8},
		{p.DaysLate.For("qa.progress_visit", 400), 40}, {p.DaysLate.For("qa.progress_visit", -3), 0},
	} {
		if c.got != c.want {
			t.Errorf("got %d points, want %d", c.got, c.want)
		}
	}
}

func TestEveryRuleIsWhole(t *testing.T) {
	kinds := []string{"", CaseReview, Alert, Return, Report, FullReInspection}
	for _, r := range Rules() {
		name := fmt.Sprintf("%s (%s)", r.ID, r.Edition.Name)
		if r.Count != civil.ExcludeTrigger && r.Count != civil.IncludeTrigger {
			t.Errorf("%s counts %q", name, r.Count)
		}
		if r.Source == "" || !slices.Contains(Bindings(), r.Binding) || r.What == "" || r.Trigger == "" || r.Edition.Title == "" {
			t.Errorf("%s lacks its source, binding, words, trigger or edition", name)
		}
		if !slices.Contains([]Confidence{CurrentText, OlderText, SecondarySource, Recalled}, r.Confidence) {
			t.Errorf("%s has confidence %q", name, r.Confidence)
		}
		if !slices.Contains([]duty.Owner{duty.Ours, duty.Ofsted, duty.Provider, DfE}, r.Whose) ||
			(r.Whose == duty.Ours) != slices.Contains(team.Roles(), r.Role) {
			t.Errorf("%s is owed by %q, %q", name, r.Whose, r.Role)
		}
		if r.Max.IsZero() == (r.Undated == "") {
			t.Errorf("%s needs either a length or a reason for having none", name)
		}
		if !slices.Contains(kinds, r.Kind) || r.Kind != "" && (len(r.Types) == 0 || r.Whose != duty.Ofsted) {
			t.Errorf("%s is a window of kind %q", name, r.Kind)
		}
		if r.From.IsZero() || !r.To.IsZero() && r.To.Before(r.From) {
			t.Errorf("%s is used from %s to %s", name, r.From, r.To)
		}
		if !slices.Contains([]MetBy{"", AnyActivity, ReInspection, FullAgain}, r.MetBy) || (r.Kind == Return) && r.MetBy == "" {
			t.Errorf("%s is met by %q", name, r.MetBy)
		}
		if (r.Season[0].IsZero()) != (r.Season[1].IsZero()) {
			t.Errorf("%s has half a season", name)
		}
		checkWords(t, name, r)
	}
}

// checkWords holds the rows to words that the rest of the program knows.
func checkWords(t *testing.T, name string, r Rule) {
	for _, p := range r.Types {
		if p.Words() == ofsted.Other.Words() {
			t.Errorf("%s is for %q, which is no type", name, p)
		}
	}
	for _, g := range r.Grades {
		if !slices.Contains(grades(), g) {
			t.Errorf("%s is opened by grade %q", name, g)
		}
	}
	for _, o := range r.Outcomes {
		if !slices.Contains(outcomes(), o) {
			t.Errorf("%s is opened by outcome %q", name, o)
		}
	}
}

func TestNoTwoEditionsOfARuleHoldOnOneDay(t *testing.T) {
	rules := Rules()
	for i, a := range rules {
		for _, b := range rules[i+1:] {
			if a.ID != b.ID {
				continue
			}
			overlap := (a.To.IsZero() || !b.From.After(a.To)) && (b.To.IsZero() || !a.From.After(b.To))
			if overlap && a.Season == b.Season {
				t.Errorf("%s holds twice: %s and %s", a.ID, a.Edition.Name, b.Edition.Name)
			}
			if a.MetBy != b.MetBy && a.Kind != Report {
				t.Errorf("%s is met by %s in one edition and by %s in another", a.ID, a.MetBy, b.MetBy)
			}
		}
	}
}

func TestARuleWithoutItsEditionOrWithAnUnknownSettingIsAnError(t *testing.T) {
	for _, body := range []string{"[[rule]]\nid = \"x\"\nedition = \"2030\"", "[[rule]]\nlenght = \"5 wd\"", "[[rule]]\nmax = \"soon\""} {
		if _, err := parseRules([]byte(body)); err == nil {
			t.Errorf("%q was accepted", body)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range ShippedNames() {
		f.Add(Source(name))
	}
	f.Add([]byte("name = \"a\"\nversion = \"1\"\n[[limit]]\nkey = \"qa.ask_provider\"\nlength = \"2 wd\"\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Parse("x.toml", b)
		if err != nil {
			if refused, ok := errors.AsType[*fault.Error](err); !ok || refused.Line < 1 {
				t.Fatalf("refused without a line: %v", err)
			}
			return
		}
		if p.Name == "" || len(p.Limits()) != len(Default().Limits()) {
			t.Fatalf("accepted and not whole: %+v", p)
		}
		if below, _ := p.Below(ofsted.Judgement{Overall: ofsted.Inadequate}); !below {
			t.Fatal("inadequate is not below the threshold")
		}
		if p.Freeze(ofsted.Judgement{Overall: ofsted.Inadequate}) == Open {
			t.Fatal("inadequate holds no placement back")
		}
		for _, d := range p.Loosened(Default()) {
			if d.Reason == "" {
				t.Fatalf("%s is loosened without a reason", d.Setting)
			}
		}
	})
}
