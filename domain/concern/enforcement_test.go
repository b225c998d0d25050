package concern

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/team"
)

// secure is a concern at a secure home, secured one whose approval was withdrawn.
func secure(t *testing.T) *Case {
	c := fresh(t)
	c.Place.Type = ofsted.SecureChildrensHome
	return judged(t, c, "requires_improvement")
}

func disapproved(t *testing.T) *Case {
	return after(t, secure(t), friday, act{pat, "AL5", []string{"dfe_approval=withdrawn"}})
}

func enforcedBy(row string, words ...string) func(*testing.T) *Case {
	return func(t *testing.T) *Case { return after(t, ri(t), friday, act{pat, row, words}) }
}

var (
	proposedCancel = enforcedBy("EN1", "kind=cancel", "served_on=2026-03-05")
	restricted     = enforcedBy("EN3", "kind=restriction", "served_on=2026-03-05")
	served         = enforcedBy("EN5", "action=staffing", "due=2026-03-20")
	raised         = enforcedBy("CF1", "who=lado", "reason=a complaint")
	atRisk         = enforcedBy("IR1", "reason=an allegation")
	alertOwing     = enforcedBy("AL1", "to=service_managers", "about=the judgement")
)

func notMet(t *testing.T) *Case {
	return after(t, served(t), friday, act{pat, "EN6", []string{"outcome=unmet"}})
}

func alertSent(t *testing.T) *Case {
	return after(t, alertOwing(t), friday, act{pat, "AL2", []string{"channel=call", "name=both managers"}})
}

// viewsBy are our own duties to get the views that a move asks for afterwards, due on
// a day. The provider's is awaited, not owed.
func viewsBy(day string) []string {
	var out []string
	for _, key := range append(viewKeys(), "assessment.voice") {
		if l, _ := standard.Policy.Limit(key); l.Whose == duty.Ours {
			out = append(out, key+" "+day)
		}
	}
	slices.Sort(out)
	return out
}

// enforcementCases are the rows of enforcement, immediate risk, alerts and the manager taken.
var enforcementCases = []rowCase{
	{name: "a proposal to cancel: every child's suitability is decided at once", row: "EN1", given: ri, by: pat, args: []string{"kind=cancel", "served_on=2026-03-05"},
		then: "enforcement=proposed freeze=frozen", opens: []string{"assessment.complete 2026-03-13", "assessment.open 2026-03-09", "enforcement.watch 2026-04-03"},
		ends: []string{"assessment.review_point_ri"}},
	{name: "a proposal of conditions: a responsive visit", row: "EN1", given: ri, by: pat, args: []string{"kind=conditions"},
		then: "enforcement=proposed", opens: []string{"enforcement.watch 2026-04-03", "qa.responsive_visit 2026-03-10"}},
	{name: "looked: it stands as before", row: "EN1b", given: restricted, by: pat, args: []string{"reason=Ofsted's letter"},
		then: "enforcement=in_force", opens: []string{"enforcement.watch 2026-04-03"}, ends: []string{"enforcement.watch"}},
	{name: "the notice is published", row: "EN1c", given: restricted, by: pat, args: []string{"published_on=2026-03-06", "reason=Ofsted's site"}, then: "enforcement=in_force"},
	{name: "decided to cancel: each child is visited within a week of the first word", row: "EN2", given: proposedCancel, by: pat,
		args: []string{"received_on=2026-03-04", "enforcement=@enforcement"}, then: "enforcement=decided",
		opens: []string{"enforcement.watch 2026-04-03", "statutory.s30a_visit 2026-03-11"}, ends: []string{"enforcement.watch"}},
	{name: "a restriction bars placements, and each child is visited", row: "EN3", given: ri, by: pat, args: []string{"kind=restriction"},
		then: "enforcement=in_force freeze=hard_frozen", opens: []string{"enforcement.watch 2026-04-03", "statutory.s30a_visit 2026-03-13"}},
	{name: "against the manager: a responsive visit", row: "EN3", given: ri, by: pat, args: []string{"kind=conditions", "subject=manager"},
		then: "enforcement=in_force freeze=frozen", opens: []string{"enforcement.watch 2026-04-03", "qa.responsive_visit 2026-03-10"}},
	{name: "a suspension of the manager bars nothing: a responsive visit", row: "EN3", given: ri, by: pat, args: []string{"kind=suspend", "subject=manager"},
		then: "enforcement=in_force freeze=frozen", opens: []string{"enforcement.watch 2026-04-03", "qa.responsive_visit 2026-03-10", "statutory.s30a_visit 2026-03-13"}},
	{name: "each child was visited after the notification", row: "EN3b", given: restricted, by: pat, args: []string{"outcome=visited", "by=both workers"},
		ends: []string{"statutory.s30a_visit"}},
	{name: "two people record that it ended; the bar stays until two ease it", row: "EN4", given: restricted, by: pat, second: mo,
		args: []string{"ended_on=2026-03-06", "reason=Ofsted's letter"}, then: "enforcement=ended freeze=hard_frozen", ends: []string{"enforcement.watch"}},
	{name: "a compliance notice: its check is recorded after its date", row: "EN5", given: ri, by: pat, args: []string{"action=staffing", "due=2026-03-20"},
		then: "enforcement=served freeze=frozen", opens: []string{"enforcement.record_check 2026-04-07"}},
	{name: "met: two people are to end it", row: "EN6", given: served, by: pat, args: []string{"outcome=met"},
		then: "enforcement=checked", opens: []string{"enforcement.end 2026-03-13"}, ends: []string{"enforcement.record_check"}},
	{name: "not met: it is watched further", row: "EN6", given: served, by: pat, args: []string{"outcome=unmet"},
		then: "enforcement=checked", opens: []string{"enforcement.watch 2026-04-03"}, ends: []string{"enforcement.record_check"}},
	{name: "a new notice is to be met by a new day", row: "EN6", given: served, by: pat, args: []string{"outcome=new_notice", "due=2026-04-10"},
		then: "enforcement=checked", opens: []string{"enforcement.record_check 2026-04-24"}, ends: []string{"enforcement.record_check"}},
	{name: "checked again, and met", row: "EN6", given: notMet, by: pat, args: []string{"outcome=accepted_on_paper"},
		then: "enforcement=checked", opens: []string{"enforcement.end 2026-03-13"}, ends: []string{"enforcement.watch"}},

	{name: "anybody raises an immediate risk: each child tonight, the LADO and the area", row: "IR1", given: ri, by: vee, args: []string{"reason=an allegation"},
		opens: []string{"alert.send 2026-03-06", "risk.safe_tonight 2026-03-06"}},
	{name: "seen, and safe tonight", row: "IR2", given: atRisk, by: casey, args: []string{"decision=seen_safe", "reason=seen at six"}, ends: []string{"risk.safe_tonight"}},
	{name: "one child moves tonight, whatever the assessment says", row: "IR2", given: atRisk, by: casey,
		args:  []string{"decision=moves", "children=K4021", "reason=not safe"},
		opens: append([]string{"assessment.move_notices 2026-03-13", "assessment.move_now 2026-03-06"}, viewsBy("2026-03-11")...),
		ends:  []string{"assessment.review_point_ri", "risk.safe_tonight"}},
	{name: "the QA officer's reasoned no to a fact raised", row: "CF1b", given: raised, by: quinn, args: []string{"reason=looked into on Thursday"},
		ends: []string{"qa.responsive_visit"}},
	{name: "a vacancy is the provider's to fill: nothing of ours turns red", row: "MG1", given: ri, by: pat, args: []string{"manager=vacant", "since=2026-03-01"}},

	{name: "somebody is to be alerted the same day", row: "AL1", given: ri, by: pat, args: []string{"to=service_managers", "about=the judgement"},
		then: "alert=owed", opens: []string{"alert.send 2026-03-06"}},
	{name: "sent: that settles it", row: "AL2", given: alertOwing, by: pat, args: []string{"channel=call", "name=both managers"},
		then: "alert=sent", ends: []string{"alert.send"}},
	{name: "called for in error: a manager's reasoned no", row: "AL2b", given: alertOwing, by: mo, args: []string{"reason=told in person before"},
		then: "alert=ended", ends: []string{"alert.send"}},
	{name: "acknowledged", row: "AL3", given: alertSent, by: pat, then: "alert=acknowledged"},
	{name: "Ofsted telephoned our director", row: "AL4", given: ri, by: pat, args: []string{"kind=inadequate", "called_on=2026-03-05", "summary=staffing"}, then: "alert=noted"},
	{name: "the Department withdraws its approval: nobody is placed there", row: "AL5", given: secure, by: pat, args: []string{"dfe_approval=withdrawn"},
		then: "alert=noted freeze=hard_frozen"},
	{name: "approval given again takes two", row: "AL5", given: disapproved, by: pat, second: mo, args: []string{"dfe_approval=continued"}, then: "alert=noted freeze=hard_frozen"},
	{name: "the placer of a child who is not looked after is told", row: "AL6", given: ri, by: pat, args: []string{"name=the school", "child=K4021"}, then: "alert=noted"},
	{name: "the provision goes on under another number", row: "OF11b", given: endedWithChildren, by: pat, args: []string{"urn=2700001", "owner=yes", "address=yes"},
		then: "ofsted=ended", opens: []string{"concern.record_at_new_registration 2026-03-09"}},
	{name: "what stands is recorded at the new registration", row: "OF11e", given: linked, by: pat, args: []string{"outcome=recorded", "concern=2700001-1"},
		then: "ofsted=ended", ends: []string{"concern.record_at_new_registration"}},
	{name: "nothing follows at the new registration: two", row: "OF11e", given: linked, by: pat, second: mo, args: []string{"outcome=nothing", "reason=nobody goes there"},
		then: "ofsted=ended", ends: []string{"concern.record_at_new_registration"}},
}

// windowsOf are what others may do, as "kind earliest..due owner".
func windowsOf(c *Case, kinds ...string) []string {
	var out []string
	for _, x := range c.Duties {
		if x.Status == duty.Open && slices.Contains(kinds, x.Kind) {
			out = append(out, strings.Join([]string{x.Kind, x.Earliest.String() + ".." + x.Due.String(), string(x.Owner)}, " "))
		}
	}
	return out
}

// What Ofsted and the provider may do about a notice, and until when, is the book's,
// by the edition of the day: in 2016 Ofsted aims at the day after (S3, R9#9–10).
func TestANoticeOpensTheWindowsOfItsEdition(t *testing.T) {
	for _, tc := range []struct {
		name, row string
		args      []string
		want      []string
	}{
		{"representations on a proposal, 28 days", "EN1", []string{"kind=cancel", "served_on=2026-03-05"}, []string{"notice.representations 2026-03-05..2026-04-02 provider"}},
		{"an appeal, 28 days", "EN2", []string{"kind=suspend", "served_on=2026-03-05"}, []string{"notice.appeal 2026-03-05..2026-04-02 provider"}},
		{"a restriction, about 12 weeks", "EN3", []string{"kind=restriction", "served_on=2026-03-05"}, []string{"notice.restriction ..2026-05-28 ofsted"}},
		{"a compliance notice, 5 working days from its date", "EN5", []string{"action=x", "due=2026-08-27"}, []string{"notice.check ..2026-09-04 ofsted"}},
		{"in 2016 the day after, at the latest five working days", "EN5", []string{"action=x", "due=2016-08-19"}, []string{"notice.check 2016-08-20..2016-08-26 ofsted"}},
		{"before any edition that is known: none, and our own duty stands", "EN5", []string{"action=x", "due=2014-08-19"}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.row == "EN5" {
				tc.args = append(tc.args, "served_on=2014-01-06")
			}
			heard := friday
			if due, err := civil.Parse(args(tc.args...)["due"]); err == nil && due.Before(friday) {
				heard = due.AddDays(-7)
			}
			c := after(t, ri(t), heard, act{pat, tc.row, tc.args})
			got := windowsOf(c, "notice.representations", "notice.appeal", "notice.restriction", "notice.check")
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			c = after(t, c, friday, act{pat, "EN4", []string{"ended_on=2026-03-06", "reason=withdrawn"}}, act{mo, "confirm", nil})
			if got := windowsOf(c, "notice.representations", "notice.appeal", "notice.restriction", "notice.check"); len(got) > 0 {
				t.Errorf("ended, and %v is awaited", got)
			}
		})
	}
}

// A notice that opens a concern is enforcement by itself, and stands until two people
// record its end: no grade clears it, and no visit of Ofsted's checks it before its day.
func TestAGradeAloneNeverClearsANotice(t *testing.T) {
	for finding, want := range map[string]string{"restriction": "restriction in_force true", "suspension": "suspend in_force true",
		"compliance_notice": "compliance_notice served false", "s30a_notification": "s30a decided false"} {
		t.Run(finding, func(t *testing.T) {
			c := judged(t, fresh(t), finding)
			e := c.Enforcements[0]
			if got := strings.Join([]string{e.Kind, string(e.State), map[bool]string{true: "true", false: "false"}[c.barred()]}, " "); got != want || len(c.Enforcements) != 1 {
				t.Fatalf("%d steps, %s, want %s", len(c.Enforcements), got, want)
			}
			c = after(t, c, friday, monitored, act{pat, "OF6", []string{"finding=good", "ended_on=2026-03-05", "published_on=2026-03-06"}}, act{mo, "confirm", nil})
			if !c.enforced((*Enforcement).Stands) || c.barred() != strings.HasSuffix(want, "true") {
				t.Fatalf("good, and the notice is %s, barred %v", c.Enforcements[0].State, c.barred())
			}
			if _, _, err := c.Apply("", "OF13", turn(prim, friday, args("reason=x"))); err == nil {
				t.Error("the concern closes over it")
			}
			c = after(t, c, friday, act{pat, "EN4", []string{"ended_on=2026-03-06", "reason=letter"}}, act{prim, "confirm", nil})
			if c.barred() || c.held() != "open" {
				t.Errorf("ended, and barred %v, held %s", c.barred(), c.held())
			}
		})
	}
	c := after(t, served(t), friday, monitored)
	if got := windowsOf(c, "notice.check"); len(got) != 1 {
		t.Errorf("a visit before its day checked the notice: %v", got)
	}
	c = after(t, judged(t, fresh(t), "restriction"), friday, act{pat, "OF1c", found("inadequate")}, act{mo, "confirm", nil})
	if c.enforced((*Enforcement).Stands) {
		t.Error("two people changed the finding, and its enforcement stands")
	}
	c, _, misfits := hears(judged(t, fresh(t), "restriction"), News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.Good)}}, turn(pat, friday, nil))
	if !c.Open() || !c.barred() || len(misfits) != 1 {
		t.Errorf("a file withdrew a restriction: %s, %v", c.Concern.Ofsted, misfits)
	}
	c, _, _ = hears(judged(t, fresh(t), "restriction"), News{Inspections: []ofsted.Inspection{full2("2026-03-02", ofsted.Inadequate)}}, turn(pat, friday, nil))
	if !c.barred() || !c.enforced((*Enforcement).Stands) {
		t.Error("a file's grade took the place of a restriction")
	}
}

// The week of section 30A is for children's homes, runs from the first word, is owed
// once, and says that its text is to be verified.
func TestTheWeekOfSection30A(t *testing.T) {
	c := after(t, proposedCancel(t), friday, act{pat, "EN2", []string{"enforcement=@enforcement", "received_on=2026-03-03"}},
		act{pat, "EN3", []string{"enforcement=@enforcement"}})
	var visits []duty.Duty
	for _, x := range c.Duties {
		if x.Kind == "statutory.s30a_visit" {
			visits = append(visits, x)
		}
	}
	if len(visits) != 2 || visits[0].Due != d("2026-03-10") || !strings.HasSuffix(visits[0].Source, "(verify)") || visits[0].Role != team.CSWManager {
		t.Errorf("owed: %+v", visits)
	}
	agency := fresh(t)
	agency.Place.Type = ofsted.FosteringAgency
	if c := after(t, judged(t, agency, "inadequate"), friday, act{pat, "EN3", []string{"kind=suspend"}}); c.owes("statutory.s30a_visit") {
		t.Error("the homes' week is owed for an agency")
	}
	if _, _, err := leave(c).Apply("", "EN3b", turn(pat, friday, args("outcome=visited"))); err == nil || !strings.Contains(err.Error(), "enter who visited") {
		t.Errorf("visited by nobody: %v", err)
	}
	if _, _, err := c.Apply("", "EN3b", turn(pat, friday, args("outcome=left"))); err == nil || !strings.Contains(err.Error(), "show there still") || strings.Contains(err.Error(), "K40") {
		t.Errorf("left, while placed there: %v", err)
	}
	if c = after(t, leave(c), friday, act{pat, "EN3b", []string{"outcome=left"}}); c.owes("statutory.s30a_visit") {
		t.Error("owed for children who have left")
	}
}

// What is told twice is not kept twice, and a date that makes no sense is refused.
func TestWhatEnforcementRefuses(t *testing.T) {
	for _, tc := range []struct {
		name  string
		given func(*testing.T) *Case
		row   string
		args  []string
		says  string
	}{
		{"the same restriction again", restricted, "EN3", []string{"kind=restriction"}, "is known already: restriction of accommodation, in force; name it: enforcement=1027077-1."},
		{"a decision on a proposal that is not named", proposedCancel, "EN2", []string{"kind=cancel"}, "is known already: cancellation, proposed"},
		{"a notice without its date, told as another", func(t *testing.T) *Case { return judged(t, fresh(t), "compliance_notice") }, "EN5", []string{"action=x", "due=2026-04-01"}, "is known already: compliance notice, served"},
		{"a notice due before it was served", ri, "EN5", []string{"action=x", "due=2026-03-01", "served_on=2026-03-02"}, "is before the notice was served"},
		{"a notice dated twice", served, "EN5", []string{"action=x", "due=2026-04-01", "enforcement=@enforcement"}, "only when the notice has no date yet"},
		{"a compliance notice in force", served, "EN3", []string{"enforcement=@enforcement"}, "EN3"},
		{"a new notice without a day", served, "EN6", []string{"outcome=new_notice"}, "enter the day by which the new notice"},
		{"a day for a notice that was met", served, "EN6", []string{"outcome=met", "due=2026-04-01"}, "asked for only of a new notice"},
		{"a restriction still to come", ri, "EN3", []string{"kind=restriction", "served_on=2026-03-09"}, "is in the future"},
		{"an alert of Ofsted's on no day", ri, "AL4", []string{"kind=host_area", "summary=x"}, "enter the day of the e-mail, of the call, or both"},
		{"the Department's approval of an ordinary home", ri, "AL5", nil, "only when it is a secure children's home"},
		{"a fact raised that a proposal made a manager's", func(t *testing.T) *Case { return after(t, raised(t), friday, act{pat, "EN1", []string{"kind=vary"}}) }, "CF1b", []string{"reason=x"}, "ask a manager (QA2d)"},
		{"closing while an approval is withdrawn", disapproved, "OF13", []string{"reason=x"}, "OF13"},
		{"a link to itself", endedWithChildren, "OF11b", []string{"urn=1027077", "owner=yes", "address=yes"}, "is the ended registration itself"},
		{"a link to another address", endedWithChildren, "OF11b", []string{"urn=2700001", "owner=yes", "address=no"}, "then it is another provision"},
		{"a link to no URN", endedWithChildren, "OF11b", []string{"urn=house", "owner=yes", "address=yes"}, "is not an Ofsted URN"},
		{"a manager absent since tomorrow", ri, "MG1", []string{"manager=absent", "since=2026-03-07"}, "is in the future"},
		{"moving tonight one who left", func(t *testing.T) *Case { return leave(atRisk(t)) }, "IR2", []string{"decision=moves", "reason=x"}, "no longer show there"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := tc.given(t)
			by := pat
			switch tc.row {
			case "CF1b":
				by = quinn
			case "OF13":
				by = prim
			case "IR2":
				by = casey
			}
			_, _, err := c.Apply("", tc.row, turn(by, friday, named(c, tc.args)))
			if err == nil || !strings.Contains(err.Error(), tc.says) || strings.Contains(err.Error(), "K40") {
				t.Errorf("says %v\nwant %s", err, tc.says)
			}
		})
	}
}

// A provisional finding and enforcement that is not public stay confidential.
func TestWhatOfstedHasNotPublishedIsConfidential(t *testing.T) {
	quiet := publishedRI(t)
	if !ri(t).Confidential() || quiet.Confidential() {
		t.Error("a finding is confidential while it is provisional, and only then")
	}
	c := after(t, quiet, friday, act{pat, "EN1", []string{"kind=cancel"}})
	if !c.Confidential() || c.Enforcements[0].Public() {
		t.Error("a proposal that is not public passes for public")
	}
	if c = after(t, c, friday, act{pat, "EN1c", []string{"published_on=2026-03-06", "reason=the report"}}); c.Confidential() || !c.Enforcements[0].Public() {
		t.Error("published, and still confidential")
	}
	if c = after(t, publishedRI(t), friday, act{pat, "EN3", []string{"kind=conditions", "published=yes"}}); c.Confidential() {
		t.Error("recorded as published, and still confidential")
	}
	if c = judged(t, fresh(t), "restriction", "source=published"); c.Confidential() {
		t.Error("a restriction in a published report is confidential")
	}
}

// A provisional finding is confirmed, changed or withdrawn wherever Ofsted's track
// stands by then, and an improvement that falls through is a worse finding.
func TestAProvisionalFindingFromEveryState(t *testing.T) {
	full := func(t *testing.T) *Case { return after(t, remains(t), friday, act{pat, "OF9", nil}) }
	better := func(t *testing.T) *Case {
		return after(t, revisited(t), friday, act{pat, "OF6", []string{"finding=good", "ended_on=2026-03-05"}}, act{mo, "confirm", nil})
	}
	for state, given := range map[flow.State]func(*testing.T) *Case{CaseReview: inadequate, AwaitingRevisit: reviewOverNow, Revisited: revisited,
		Remains: remains, FullAwaited: full, Improved: better} {
		t.Run(string(state), func(t *testing.T) {
			c := given(t)
			if c.Concern.Ofsted != state || !c.Concern.Provisional {
				t.Fatalf("%s, provisional %v", c.Concern.Ofsted, c.Concern.Provisional)
			}
			if c := after(t, c, friday, act{pat, "OF1b", []string{"published_on=2026-03-06"}}); c.Concern.Ofsted != state || c.Concern.Provisional {
				t.Errorf("confirmed: %s, provisional %v", c.Concern.Ofsted, c.Concern.Provisional)
			}
			if state == Improved { // what falls through is a worse finding, and begins QA again
				if c := after(t, c, friday, act{pat, "OF14", found("inadequate", "ended_on=2026-03-05")}); c.Concern.Ofsted != CaseReview {
					t.Errorf("fell through: %s", c.Concern.Ofsted)
				}
				return
			}
			if c := after(t, c, friday, act{pat, "OF1c", found("requires_improvement")}, act{mo, "confirm", nil}); c.Concern.Ofsted != AwaitingRevisit {
				t.Errorf("changed: %s", c.Concern.Ofsted)
			}
			if c := after(t, c, friday, act{pat, "OF1d", []string{"reason=withdrawn"}}, act{mo, "confirm", nil}); c.Open() {
				t.Errorf("withdrawn: %s", c.Concern.Ofsted)
			}
		})
	}
}
