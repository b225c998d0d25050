package concern

import (
	"slices"
	"strings"
	"testing"

	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// What people do with a request for a child who does not live there yet.
var (
	askFor     = act{pat, "PR1", []string{"child=C-0500", "basis=looked_after", "asked=yes"}}
	justify    = act{pat, "PR4", []string{"match=good_match", "alternatives=two asked, both full", "reason=near the school"}}
	escalateIt = act{pat, "PR5", []string{"documents=both", "summary=staffing and records"}}
	agreeOne   = act{mo, "PR6", []string{"approach=daily calls, a visit first"}}
	agreeTwo   = act{casey, "confirm", nil}
	signOff    = act{prim, "PR7", []string{"conditions=none"}}
	told1      = act{pat, "PR7c", []string{"channel=email", "name=Sam"}}
	told2      = act{pat, "PR7d", []string{"channel=email", "name=Ira"}}
	startNow   = act{pat, "PR8", []string{"placement_type=K2", "who=the social worker", "how=visits"}}
	atNight    = act{pat, "PR14", []string{"consent_by=Dana", "consent_at=23:40", "channel=call", "reason=nowhere else tonight"}}
	startSoon  = act{pat, "PR8b", startNow.args}
)

func goodHome(t *testing.T) *Case {
	return imported(t, empty(t), false, full2("2026-01-20", ofsted.Good))
}

// watchedRI is a home below the threshold where nobody of ours lives: frozen, and no more.
func watchedRI(t *testing.T) *Case {
	return imported(t, empty(t), false, full2("2026-01-20", ofsted.RequiresImprovement))
}

func requested(t *testing.T) *Case { return after(t, watchedRI(t), friday, askFor) }
func unasked(t *testing.T) *Case {
	return after(t, watchedRI(t), friday, act{pat, "PR1", []string{"child=C-0500", "basis=education", "emergency=yes"}})
}
func requestedAtGood(t *testing.T) *Case { return after(t, goodHome(t), friday, askFor) }
func requestedAnywhere(t *testing.T) *Case {
	return after(t, empty(t), friday, askFor)
}
func clear1(t *testing.T) *Case {
	return after(t, requestedAtGood(t), friday, act{pat, "PR2", []string{"judgement=good", "inspected_on=2026-01-21"}})
}
func toJustify(t *testing.T) *Case     { return after(t, requested(t), friday, act{pat, "PR3", nil}) }
func documentsOwed(t *testing.T) *Case { return after(t, toJustify(t), friday, justify) }
func escalated(t *testing.T) *Case     { return after(t, documentsOwed(t), friday, escalateIt) }
func riskAgreed(t *testing.T) *Case    { return after(t, escalated(t), friday, agreeOne, agreeTwo) }
func approved(t *testing.T) *Case      { return after(t, riskAgreed(t), friday, signOff) }
func alerted(t *testing.T) *Case       { return after(t, approved(t), friday, told1, told2) }
func placed1(t *testing.T) *Case       { return after(t, alerted(t), friday, startNow) }
func onCall(t *testing.T) *Case        { return after(t, toJustify(t), friday, atNight) }
func begunOnCall(t *testing.T) *Case   { return after(t, onCall(t), friday, startSoon) }

// lapsed is an approval of three weeks ago that nobody used.
func lapsed(t *testing.T) *Case {
	c := after(t, riskAgreed(t), friday, act{prim, "PR7", []string{"conditions=none"}})
	r := &c.Requests[0]
	r.ApprovedOn, r.ValidUntil = friday.AddDays(-21), friday.AddDays(-7)
	c, _ = c.Settle(friday, turn(team.Person{}, friday, nil))
	return c
}

// councilHeld is a good home where the council itself holds placements back: no
// concern is open, so the request owes the quality visit.
func councilHeld(t *testing.T) *Case {
	c := after(t, goodHome(t), friday, act{mo, "FR1", []string{"reason=our own worry"}}, askFor, act{pat, "PR3", nil}, justify, escalateIt)
	return after(t, c, friday, agreeOne, agreeTwo)
}

func breached(t *testing.T) *Case {
	return after(t, frozenInJanuary(t), friday, act{pat, "PR11", []string{"child=C-0500", "placed_on=2026-03-02"}})
}

// frozenInJanuary is watched since the day of the report.
func frozenInJanuary(t *testing.T) *Case {
	c := watchedRI(t)
	c.Freeze.Since = d("2026-01-23")
	return c
}

// jointly is a case under a policy in which the two managers sign off together.
func jointly(t *testing.T) *Case {
	c := riskAgreed(t)
	p := *standard.Policy
	p.SeniorSignoff = policy.JointManagers
	c.Policy = &p
	return c
}

var requestCases = []rowCase{
	{name: "a request where the provisions were asked: the answer is owed", row: "PR1", given: watchedRI, by: pat, args: askFor.args,
		then: "request=requested ofsted=", opens: []string{"request.answer 2026-03-10"}},
	{name: "a request where they were not: asking is owed", row: "PR1", given: goodHome, by: pat, args: []string{"child=C-0500", "basis=short_break"},
		then: "request=requested", opens: []string{"request.ask 2026-03-09"}},
	{name: "asked, in one tick", row: "PR1b", given: unasked, by: pat, then: "request=requested", opens: []string{"request.answer 2026-03-10"}, ends: []string{"request.ask"}},
	{name: "the claim agrees with Ofsted's record", row: "PR2", given: requestedAtGood, by: pat, args: []string{"judgement=good", "inspected_on=2026-01-21"},
		then: "request=clear", opens: []string{"request.valid 2026-03-20"}, ends: []string{"request.answer"}},
	{name: "the claim does not agree: nothing is clear, and somebody settles it", row: "PR2x", given: requestedAtGood, by: pat,
		args: []string{"judgement=outstanding", "inspected_on=2026-01-21"}, then: "request=requested",
		opens: []string{"request.settle_claim 2026-03-09"}, ends: []string{"request.answer"}},
	{name: "no judgement to compare: a manager accepts the evidence", row: "PR2u", given: requestedAnywhere, by: casey,
		args: []string{"registration=yes", "statement_of_purpose=yes", "reg44=yes"}, then: "request=clear",
		opens: []string{"request.valid 2026-03-20"}, ends: []string{"request.answer"}},
	{name: "below the threshold: pursued, so the concern opens", row: "PR3", given: requested, by: pat,
		then: "request=justify ofsted=awaiting_revisit qa=notified freeze=frozen", opens: []string{"qa.tell_officer 2026-03-06", "request.justify 2026-03-09"},
		ends: []string{"request.answer"}},
	{name: "what was clear fell below before the child came", row: "PR3b", given: func(t *testing.T) *Case { return fallen(clear1(t)) },
		then: "request=justify", opens: []string{"qa.tell_officer 2026-03-06", "request.justify 2026-03-09"}, ends: []string{"request.valid"}},
	{name: "a good match: ask for the documents", row: "PR4", given: toJustify, by: pat, args: justify.args, then: "request=documents_asked",
		opens: []string{"request.documents 2026-03-09"}, ends: []string{"request.justify"}},
	{name: "chased for the documents", row: "PR4b", given: documentsOwed, by: pat, then: "request=documents_asked",
		opens: []string{"request.documents 2026-03-09"}, ends: []string{"request.documents"}},
	{name: "escalated: decide within two working days", row: "PR5", given: documentsOwed, by: pat, args: escalateIt.args, then: "request=escalated",
		opens: []string{"request.decide 2026-03-10"}, ends: []string{"request.documents"}},
	{name: "escalated in an emergency: decide the same day", row: "PR5", given: documentsOwed, by: pat, args: append([]string{"emergency=yes"}, escalateIt.args...),
		then: "request=escalated", opens: []string{"request.decide_emergency 2026-03-06"}, ends: []string{"request.documents"}},
	{name: "the two managers agree the approach, with a visit before the placement", row: "PR6", given: escalated, by: mo, second: casey, args: agreeOne.args,
		then: "request=risk_agreed visit=owed", opens: []string{"qa.pre_placement_visit 2026-03-13", "request.sign_off 2026-03-09"}},
	{name: "a principal manager stands in for one of the two", row: "PR6", given: escalated, by: prim, second: casey,
		args: []string{"approach=daily calls", "visit_by=2026-03-10"}, then: "request=risk_agreed",
		opens: []string{"qa.pre_placement_visit 2026-03-10", "request.sign_off 2026-03-09"}},
	{name: "the visit that the request itself owes", row: "PR6b", given: councilHeld, by: quinn, args: []string{"reason=well run"}, then: "request=risk_agreed",
		ends: []string{"request.quality_visit"}},
	{name: "signed off: alert the social worker and the IRO before the move", row: "PR7", given: riskAgreed, by: prim, args: signOff.args, then: "request=approved",
		opens: []string{"request.alert_iro 2026-03-09", "request.alert_social_worker 2026-03-09", "request.valid 2026-03-20"},
		ends:  []string{"request.decide", "request.sign_off"}},
	{name: "the two managers sign off together where the policy says so", row: "PR7b", given: jointly, by: mo, second: casey, args: signOff.args, then: "request=approved",
		opens: []string{"request.alert_iro 2026-03-09", "request.alert_social_worker 2026-03-09", "request.valid 2026-03-20"},
		ends:  []string{"request.decide", "request.sign_off"}},
	{name: "the social worker is alerted", row: "PR7c", given: approved, by: pat, args: told1.args, then: "request=approved alert=sent", ends: []string{"request.alert_social_worker"}},
	{name: "the IRO is alerted", row: "PR7d", given: approved, by: quinn, args: told2.args, then: "request=approved alert=sent", ends: []string{"request.alert_iro"}},
	{name: "the child is placed: monitored, assessed, and the start is told", row: "PR8", given: alerted, by: pat, args: startNow.args,
		then:  "request=placed monitoring=under_way assessment=required",
		opens: []string{"assessment.complete 2026-03-13", "assessment.open 2026-03-09", "monitoring.contact.weekly 2026-03-13", "request.start_told 2026-03-09"},
		ends:  []string{"request.valid"}},
	{name: "nothing is monitored where nothing held the placement back", row: "PR8", given: clear1, by: pat, args: []string{"on=2026-03-06"}, then: "request=placed ofsted=",
		ends: []string{"request.valid"}},
	{name: "recorded late: it began while the approval was valid", row: "PR8", given: lapsedButTold, by: pat, args: append([]string{"on=2026-03-06"}, startNow.args...),
		then:  "request=placed",
		opens: []string{"assessment.complete 2026-03-13", "assessment.open 2026-03-09", "monitoring.contact.weekly 2026-03-13", "request.start_told 2026-03-09"},
		ends:  []string{"request.decide_again"}},
	{name: "placed in the night: the start is told in place of the alerts", row: "PR8b", given: onCall, by: casey, args: startSoon.args,
		then:  "request=emergency_agreed assessment=required",
		opens: []string{"assessment.complete 2026-03-13", "assessment.open 2026-03-09", "monitoring.contact.weekly 2026-03-13", "request.start_told 2026-03-09"},
		ends:  []string{"request.alert_iro", "request.alert_social_worker"}},
	{name: "the start was told", row: "PR8c", given: placed1, by: pat, args: told1.args, then: "request=placed", ends: []string{"request.start_told"}},
	{name: "declined", row: "PR9a", given: riskAgreed, by: casey, args: []string{"reason=too far"}, then: "request=declined visit=stood_down",
		ends: []string{"qa.pre_placement_visit", "request.decide", "request.sign_off"}},
	{name: "withdrawn by whoever asked", row: "PR9b", given: approved, by: pat, args: []string{"reason=placed elsewhere"}, then: "request=withdrawn",
		ends: []string{"qa.pre_placement_visit", "request.alert_iro", "request.alert_social_worker", "request.valid"}},
	{name: "not used in time: decide again", row: "PR10", given: func(t *testing.T) *Case {
		c := approved(t)
		c.Requests[0].ValidUntil = friday.AddDays(-1)
		return c
	}, then: "request=lapsed", opens: []string{"request.decide_again 2026-03-10"},
		ends: []string{"request.alert_iro", "request.alert_social_worker", "request.valid"}},
	{name: "barred since it was approved: decide again", row: "PR10c", given: func(t *testing.T) *Case { return barredSince(approved(t)) },
		then: "request=lapsed", opens: []string{"request.decide_again 2026-03-10"},
		ends: []string{"request.alert_iro", "request.alert_social_worker", "request.valid"}},
	{name: "agreement is sought again", row: "PR10b", given: lapsed, by: pat, args: []string{"reason=still the best match"}, then: "request=escalated",
		opens: []string{"request.decide 2026-03-10"}, ends: []string{"request.decide_again"}},
	{name: "a child placed without agreement: a clock, and never a refusal", row: "PR11", given: frozenInJanuary, by: quinn,
		args: []string{"child=C-0500", "placed_on=2026-03-02", "placement_type=K2"}, then: "request=breach ofsted=awaiting_revisit",
		opens: []string{"assessment.review_point_ri 2026-04-03", "qa.tell_officer 2026-03-06", "request.decide_breach 2026-03-10"}},
	{name: "the two managers ratify", row: "PR12", given: breached, by: mo, second: casey,
		args: []string{"reason=the child is settled", "who=the social worker", "how=a call each week"}, then: "request=ratified assessment=required",
		opens: []string{"assessment.complete 2026-03-13", "assessment.open 2026-03-09", "monitoring.contact.weekly 2026-03-13", "request.start_told 2026-03-09"},
		ends:  []string{"assessment.review_point_ri", "request.decide_breach"}},
	{name: "the two managers do not ratify: may the child stay?", row: "PR13", given: breached, by: casey, second: prim, args: []string{"reason=unsafe"},
		then: "request=not_ratified assessment=required", opens: []string{"assessment.complete 2026-03-13", "assessment.open 2026-03-09"},
		ends: []string{"assessment.review_point_ri", "request.decide_breach"}},
	{name: "agreed on call in the night: two managers answer by the end of the next working day", row: "PR14", given: toJustify, by: quinn, args: atNight.args,
		then:  "request=emergency_agreed",
		opens: []string{"request.alert_iro 2026-03-09", "request.alert_social_worker 2026-03-09", "request.ratify 2026-03-09"}, ends: []string{"request.justify"}},
	{name: "ratified after it began", row: "PR14b", given: begunOnCall, by: mo, second: casey, args: []string{"reason=right for the child"},
		then: "request=ratified", ends: []string{"request.ratify"}},
	{name: "not ratified: may the child stay?", row: "PR14c", given: begunOnCall, by: mo, second: prim, args: []string{"reason=another home has a place"},
		then: "request=not_ratified assessment=required", ends: []string{"request.ratify"}},
	{name: "not ratified, and it never began", row: "PR14c", given: onCall, by: mo, second: casey, args: []string{"reason=not needed"},
		then: "request=not_ratified", ends: []string{"request.alert_iro", "request.alert_social_worker", "request.ratify"}},
	{name: "upheld before it begins: valid as any approval", row: "PR14d", given: onCall, by: mo, second: casey, args: signOff.args,
		then: "request=approved", opens: []string{"request.valid 2026-03-20"}, ends: []string{"request.ratify"}},
}

// lapsedButTold is an approval that lapsed yesterday, the alerts given.
func lapsedButTold(t *testing.T) *Case {
	c := alerted(t)
	c.Requests[0].ValidUntil = friday
	c, _ = c.Settle(friday.AddDays(1), turn(team.Person{}, friday.AddDays(1), nil))
	return c
}

// What a request is refused, in the words that the person at the desk reads.
func TestWhatARequestIsRefused(t *testing.T) {
	barred := func(basis string) func(*testing.T) *Case {
		return func(t *testing.T) *Case {
			c := requested(t)
			c.Freeze.State, c.Freeze.Basis = HardFrozen, basis
			return c
		}
	}
	both := person("both", team.PlacementsOfficer, team.PlacementsManager)
	second := person("prim2", team.PrincipalManager)
	for _, tc := range []struct {
		name  string
		given func(*testing.T) *Case
		by    team.Person
		row   string
		args  []string
		says  string
	}{
		{"another role", watchedRI, mo, "PR1", askFor.args, "Request a placement (PR1) is for placements officer, and mo is placements manager; ask one of them (S1)"},
		{"a child who lives there", ri, pat, "PR1", []string{"child=K4021", "basis=looked_after"}, "child: lives there already; a request is for a child who is to move there"},
		{"a second request for one child", requested, pat, "PR1", askFor.args, "child: has an open request there: go on with request:1027077-R1"},
		{"an id that a spreadsheet cut", watchedRI, pat, "PR1", []string{"child=1.02E+06", "basis=education"}, "child: cannot be used: a spreadsheet has cut the child's id short"},
		{"a registration that ended", endedWithChildren, pat, "PR1", askFor.args, "only when the registration has not ended; choose another provision (S1)"},
		{"clear below the threshold", requested, pat, "PR2", []string{"judgement=good", "inspected_on=2026-01-20"},
			"only when the provision is not below the threshold, and nothing holds new placements back there; record that agreement is needed (PR3) (S1)"},
		{"a claim that Ofsted's record does not bear out", requestedAtGood, pat, "PR2", []string{"judgement=outstanding", "inspected_on=2026-01-20"},
			"judgement: does not agree with Ofsted's record (good, inspected 20 Jan 2026): nothing is clear until it does; record the difference (PR2x)"},
		{"a claim of another day", requestedAtGood, pat, "PR2", []string{"judgement=good", "inspected_on=2025-01-20"}, "does not agree with Ofsted's record"},
		{"a claim with no judgement to compare", requestedAnywhere, pat, "PR2", []string{"judgement=good", "inspected_on=2026-01-20"},
			"only when Ofsted's published judgement is at or above the threshold; a manager looks at the evidence (PR2u) (S1)"},
		{"a dispute where there is none", requestedAtGood, pat, "PR2x", []string{"judgement=good", "inspected_on=2026-01-20"}, "agrees with Ofsted's record; go on with PR2"},
		{"agreement sought on a claim that Ofsted's record does not bear out", requested, pat, "PR3", []string{"judgement=good", "inspected_on=2026-01-20"},
			"judgement: does not agree with Ofsted's record (requires improvement, inspected 20 Jan 2026)"},
		{"evidence in place of a judgement that is known", requestedAtGood, mo, "PR2u", []string{"registration=yes", "statement_of_purpose=yes", "reg44=yes"},
			"only when no published judgement can be compared with the provider's claim; record the claim (PR2) (P§C.2)"},
		{"evidence left out", requestedAnywhere, mo, "PR2u", []string{"registration=yes", "statement_of_purpose=yes"}, "reg44: is missing: choose yes"},
		{"agreement where none is needed", requestedAtGood, pat, "PR3", nil, "only when the provision is below the threshold, or new placements there are held back; record the provider's claim (PR2)"},
		{"a notice bars", barred(Notice), pat, "PR3", nil,
			"Below the threshold: agreement is needed (PR3) is possible only when no notice bars new placements there; choose another provision until the notice has ended (S1)"},
		{"policy bars", barred(Watch), pat, "PR3", nil,
			"only when policy does not bar new placements there for Ofsted's finding; two people may step the bar down (FR3); until then choose another provision (S1)"},
		{"the council bars, even out of hours", barred(Council), pat, "PR14", atNight.args, "only when no decision of the council's bars new placements there; two people may step the bar down (FR3)"},
		{"the requester agrees", func(t *testing.T) *Case {
			c := escalated(t)
			c.Requests[0].RequestedBy = mo.ID
			return c
		}, mo, "PR6", agreeOne.args,
			"The two service managers agree the risk approach, with a quality visit (PR6) is possible only when whoever decides did not ask for the placement (safety 7, F1); ask another manager (S1, safety 7 row 21)"},
		{"the requester, in another role", func(t *testing.T) *Case {
			c := after(t, watchedRI(t), friday, act{both, "PR1", askFor.args})
			return c
		}, both, "PR9a", []string{"reason=x"}, "only when whoever decides did not ask for the placement (safety 7, F1); ask another manager (P§A.5)"},
		{"somebody else withdraws", requested, person("pat2", team.PlacementsOfficer), "PR9b", []string{"reason=x"},
			"only when whoever withdraws it asked for it, or is a manager; ask the requester, or a manager"},
		{"whoever agreed signs off", func(t *testing.T) *Case {
			return after(t, escalated(t), friday, act{prim, "PR6", agreeOne.args}, agreeTwo)
		}, prim, "PR7", signOff.args, "only when whoever signs off did not agree the risk approach (safety 7, F2); ask another principal manager (S1)"},
		{"signed off by two where policy wants one", riskAgreed, mo, "PR7b", signOff.args, "only when the policy has the two service managers sign off together; ask a principal manager (PR7)"},
		{"signed off by one where policy wants two", jointly, prim, "PR7", signOff.args, "only when the policy has a principal manager sign off; the two service managers sign off together (PR7b)"},
		{"placed before the alerts", approved, pat, "PR8", startNow.args,
			"The placement began (PR8) is possible only when the social worker and the IRO, SEN officer or placer were alerted before the move; alert them (PR7c, PR7d) (S1)"},
		{"placed before it was agreed", alerted, pat, "PR8", append([]string{"on=2026-03-05"}, startNow.args...), "on: 5 Mar 2026 is before the request was made; enter 6 Mar 2026 or later"},
		{"placed after it ran out", lapsedButTold, pat, "PR8", startNow.args, "the approval ran out (6 Mar 2026); seek agreement again (PR10b), or record the breach (PR11)"},
		{"a type that is none", alerted, pat, "PR8", []string{"placement_type=castle", "who=x", "how=x"}, "placement_type: is no code of the SSDA903 return"},
		{"nobody to monitor", alerted, pat, "PR8", nil, "who: is missing: enter who monitors the child"},
		{"an emergency in office hours", toJustify, pat, "PR14", []string{"consent_by=Dana", "consent_at=14:10", "channel=call", "reason=x"},
			"consent_at: 14:10 on 6 Mar 2026 is in office hours: the two managers decide (PR6), on the same day in an emergency"},
		{"a time that is none", toJustify, pat, "PR14", []string{"consent_by=Dana", "consent_at=late", "channel=call", "reason=x"}, "consent_at: is no time of day like 23:40"},
		{"declined once it began", begunOnCall, mo, "PR9a", []string{"reason=x"}, "only when the placement has not begun; two managers ratify it or not (PR14b, PR14c)"},
		{"no breach where nothing was held back", goodHome, pat, "PR11", []string{"child=C-0500", "placed_on=2026-03-02"}, "placed_on: is no breach: new placements were never held back there"},
		{"no breach before the freeze", watchedRI, pat, "PR11", []string{"child=C-0500", "placed_on=2026-03-02"}, "placed_on: 2 Mar 2026 is no breach: new placements were held back from 6 Mar 2026 on"},
		{"a breach recorded twice", breached, pat, "PR11", []string{"child=C-0500", "placed_on=2026-03-02"}, "child: is recorded as placed without agreement already: request:1027077-R1"},
		{"a visit in the past", escalated, mo, "PR6", []string{"approach=x", "visit_by=2026-03-01"}, "visit_by: 1 Mar 2026 is past; enter 6 Mar 2026 or later"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, part, today := tc.given(t), "", friday
			if tc.row != "PR1" && tc.row != "PR11" {
				part = c.Requests[0].ID
			}
			if c.Requests != nil && c.Requests[0].State == Lapsed {
				today = friday.AddDays(1)
			}
			_, _, err := c.Apply(part, tc.row, turn(tc.by, today, args(tc.args...)))
			if err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("says %v\nwant %s", err, tc.says)
			}
			if err != nil && (strings.Contains(err.Error(), "C-0500") || strings.Contains(err.Error(), "K40") || strings.Contains(err.Error(), "E+06;")) {
				t.Errorf("names a child: %v", err)
			}
		})
	}
	// Two principal managers are one role: neither stands in where the other does.
	c := after(t, escalated(t), friday, act{prim, "PR6", agreeOne.args})
	if _, _, err := c.Confirm("", "", turn(second, friday, nil)); err == nil || !strings.Contains(err.Error(), "now needs placements manager or CSW manager, and prim2 is principal manager") {
		t.Errorf("two principal managers agreed: %v", err)
	}
}

// A provider that claims better than Ofsted's record waits for a person, and clears
// nothing until the record itself says so.
func TestAClaimThatOfstedDoesNotBearOut(t *testing.T) {
	c := after(t, requestedAtGood(t), friday, act{pat, "PR2x", []string{"judgement=outstanding", "inspected_on=2026-03-02"}})
	r := c.Requests[0]
	if !r.Disputed || r.Claim != "outstanding" || r.ClaimOn != d("2026-03-02") || r.State != Requested {
		t.Fatalf("disputed: %+v", r)
	}
	c = imported(t, c, false, full2("2026-03-02", ofsted.Outstanding))
	c = after(t, c, friday, act{pat, "PR2", []string{"judgement=outstanding", "inspected_on=2026-03-02"}})
	if r := c.Requests[0]; r.Disputed || r.State != Clear || len(open(c, duty.Ours)) != 1 {
		t.Errorf("the record bears it out: %+v, owing %v", r, open(c, duty.Ours))
	}
}

// An approval that nobody used lapses on its day; nothing of it carries over to the next.
func TestAnApprovalLapses(t *testing.T) {
	c, steps := alerted(t).Settle(d("2026-03-31"), turn(team.Person{}, d("2026-03-31"), nil))
	i := slices.IndexFunc(steps, func(s Step) bool { return s.Row == "PR10" })
	if i < 0 || steps[i].On != d("2026-03-21") || c.Requests[0].State != Lapsed {
		t.Fatalf("settled: %s, %s", rows(steps), c.Requests[0].State)
	}
	c = after(t, c, d("2026-03-31"), act{pat, "PR10b", []string{"reason=still the best match"}})
	if r := c.Requests[0]; r.State != Escalated || r.AgreedBy != nil || r.Told != nil || !r.ValidUntil.IsZero() {
		t.Fatalf("sought again: %+v", r)
	}
	visits := len(c.Visits)
	c = after(t, c, d("2026-03-31"), agreeOne, agreeTwo, signOff)
	if got := open(c, duty.Ours); len(c.Visits) != visits || !slices.Contains(got, "request.valid 2026-04-14 C-0500") || !slices.Contains(got, "request.alert_iro 2026-04-01 C-0500") {
		t.Errorf("approved again: %d visits, owing %v", len(c.Visits), got)
	}
}

// What two managers agree is what they read: an edit between the two voids it (F3),
// and an act that changes nothing of it does not.
func TestAnEditVoidsWhatWaitsForTheSecondManager(t *testing.T) {
	proposed := after(t, escalated(t), friday, agreeOne)
	edited := proposed.Clone()
	edited.Requests[0].Summary = text.Clean("another summary")
	if _, _, err := edited.Confirm("", "", turn(casey, friday, nil)); err == nil || !strings.Contains(err.Error(), "has changed since mo proposed PR6") {
		t.Errorf("an edited request was agreed: %v", err)
	}
	c := after(t, proposed, friday, agreeTwo)
	if r := c.Requests[0]; r.State != RiskAgreed || !slices.Equal(r.AgreedBy, []string{"mo", "casey"}) || r.Visit != c.Visits[len(c.Visits)-1].ID {
		t.Errorf("agreed: %+v", r)
	}
}

// The file that brings the placement is no breach where it was agreed, and is one
// where placements were held back and nobody had agreed; not so at the first load.
func TestWhatAFileSaysOfAPlacement(t *testing.T) {
	came := func(on string) Start { return Start{Child: text.Clean("C-0500"), On: d(on), Type: "K2"} }
	frozenSince := func(c *Case) *Case { c.Freeze.Since = d("2026-02-02"); return c }
	for _, tc := range []struct {
		name   string
		given  *Case
		came   Start
		first  bool
		rows   string
		state  []string
		misfit string
	}{
		{name: "nobody agreed", given: frozenSince(watchedRI(t)), came: came("2026-03-02"), rows: "OF1 PR11 OF3 QA1 SA0b", state: []string{"breach"}},
		{name: "before the freeze", given: frozenSince(watchedRI(t)), came: came("2026-02-02"), rows: "OF1 OF3 QA1 SA0b"},
		{name: "at the first load", given: frozenSince(watchedRI(t)), came: came("2026-03-02"), first: true, rows: "OF1 OF3"},
		{name: "where nothing was held back", given: goodHome(t), came: came("2026-03-02")},
		{name: "asked for and not agreed", given: frozenSince(escalated(t)), came: came("2026-03-06"), rows: "PR11 SA0b", state: []string{"escalated", "breach"}},
		{name: "agreed, and the alerts given", given: frozenSince(alerted(t)), came: came("2026-03-06"), rows: "PR8", state: []string{"placed"}},
		{name: "agreed, and the alerts not given", given: frozenSince(approved(t)), came: came("2026-03-06"), rows: "PR8", state: []string{"placed"}},
		{name: "agreed, and barred since", given: barredSince(approved(t)), came: came("2026-03-06"), rows: "PR11 SA0b", state: []string{"approved", "breach"}},
		{name: "agreed, and the registration has ended since", given: registrationEnded(approved(t)), came: came("2026-03-06"), rows: "PR11 SA0b", state: []string{"approved", "breach"}},
		{name: "before it was agreed", given: frozenSince(alerted(t)), came: came("2026-03-05"), rows: "PR11 SA0b", state: []string{"approved", "breach"}},
		{name: "in an emergency", given: frozenSince(onCall(t)), came: came("2026-03-06"), rows: "PR8b", state: []string{"emergency_agreed"}},
		{name: "recorded already", given: frozenSince(begunOnCall(t)), came: came("2026-03-06"), state: []string{"emergency_agreed"}},
		{name: "clear", given: clear1(t), came: came("2026-03-06"), rows: "PR8", state: []string{"placed"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := tc.given.Clone()
			if !c.isPlaced(tc.came.Child) {
				c.Placed = append(slices.Clone(c.Placed), tc.came.Child)
			}
			starts := len(c.Starts)
			c, steps, misfits := c.Hear(News{Arrivals: []Start{tc.came}, First: tc.first}, turn(pat, friday, nil))
			if got := rows(steps); got != tc.rows {
				t.Errorf("rows %q, want %q", got, tc.rows)
			}
			var states []string
			for _, r := range c.Requests {
				states = append(states, string(r.State))
			}
			if !slices.Equal(states, tc.state) || len(c.Starts) != starts {
				t.Errorf("the requests are %v, want %v; %d begun", states, tc.state, len(c.Starts)-starts)
			}
			if (len(misfits) > 0) != (tc.misfit != "") || len(misfits) > 0 && (!strings.Contains(misfits[0].Why, tc.misfit) || strings.Contains(misfits[0].What+misfits[0].Why, "C-0500")) {
				t.Errorf("misfits %v, want %q", misfits, tc.misfit)
			}
		})
	}
}

// A request goes on when the concern closes, and a concern opens where one is pursued.
func TestARequestNeedsNoConcernAndOutlivesOne(t *testing.T) {
	c := toJustify(t)
	if k := c.Concern; k.OpenedOn != friday || k.Provisional || k.Source != "published" || k.Original != d("2026-01-20") || len(c.Told) > 0 {
		t.Fatalf("the concern rests on %+v", k)
	}
	c = imported(t, after(t, c, friday, act{pat, "OF5", []string{"kind=full", "ended_on=2026-03-04"}}), false, full2("2026-03-04", ofsted.Good))
	c = after(t, c, friday, act{quinn, "QA3", nil}, act{prim, "OF13", []string{"reason=improved"}}, act{mo, "confirm", nil})
	if c.Open() || c.Requests[0].State != Justify || !slices.Contains(open(c, duty.Ours), "request.justify 2026-03-09 C-0500") {
		t.Errorf("closed: %v, %s, owing %v", !c.Open(), c.Requests[0].State, open(c, duty.Ours))
	}
}

// A visit that two managers agreed is made, though nobody of ours lives there yet.
func TestTheVisitAgreedIsNotStoodDownBecauseNobodyIsThere(t *testing.T) {
	c := after(t, approved(t), friday, act{quinn, "QA3", nil})
	if v := c.Visits[len(c.Visits)-1]; v.Kind != PrePlacement || v.State != Owed || !c.owes("qa.pre_placement_visit") {
		t.Errorf("%s visit %s, owing %v", v.Kind, v.State, open(c, duty.Ours))
	}
}

// Who is alerted beside the social worker follows from the basis.
func TestTheBasisPicksWhoIsAlerted(t *testing.T) {
	for basis, want := range map[string]string{"looked_after": "request.alert_iro", "short_break": "request.alert_iro",
		"education": "request.alert_sen_officer", "parent_placed": "request.alert_placer"} {
		c := after(t, watchedRI(t), friday, act{pat, "PR1", []string{"child=C-0500", "asked=yes", "basis=" + basis}}, act{pat, "PR3", nil}, atNight)
		got := slices.DeleteFunc(kinds(c, duty.Ours), func(k string) bool { return !strings.HasPrefix(k, "request.alert_") })
		if !slices.Equal(got, []string{want, "request.alert_social_worker"}) {
			t.Errorf("%s: %v are owed", basis, got)
		}
	}
}
