package concern

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// What the rows of Ofsted's track record beside the state.

func recordFinding(c *Case, t *flow.Turn) {
	c.begin(t)
	k := &c.Concern
	k.Original, k.Intake, k.HostArea = t.Date("ended_on"), t.Value("intake") == "yes", t.Value("host_area") == "yes"
	if t.Value("host_area") == unknownArea {
		t.Note("unknown", "whether the home is in our area, whose safeguarding lead and LADO would be told today")
	}
	c.readFinding(t)
	c.openWindows(t)
	if c.Concern.Intake {
		c.Owe("concern.intake", c.Concern.KnownOn, text.Text{}, t)
	}
}

// begin opens a concern.
func (c *Case) begin(t *flow.Turn) {
	c.Count++
	c.Concern = Concern{ID: fmt.Sprintf("%s-%d", c.Place.URN, c.Count), URN: c.Place.URN.String(), Ofsted: Judged,
		OpenedOn: t.On, KnownOn: cmp.Or(t.Date("known_on"), t.On), Version: c.Concern.Version}
	c.startParts()
}

// readFinding reads the finding of the turn into the concern.
func (c *Case) readFinding(t *flow.Turn) {
	k := &c.Concern
	k.Finding = Finding(t.Value("finding"))
	k.Judgement = c.judgementOf(k.Finding, t)
	k.Ended = t.Date("ended_on")
	k.Kind = kindOf(k.Finding, ofsted.Kind(t.Value("kind")))
	k.Source = t.Value("source")
	k.Provisional = !t.Published && k.Source != "published"
	k.Monitored = false
	c.tell(t)
	c.keepNotice(t)
}

// judgementOf is the whole judgement behind a finding: Ofsted's own record tells how it
// judged protection and leadership too, a person only the headline.
func (c *Case) judgementOf(f Finding, t *flow.Turn) ofsted.Judgement {
	if i, below := c.standing(); t.Actor != "" && below == f {
		return i.Judgement
	}
	return asJudgement(f)
}

// kindOf is the kind of inspection that gives such a finding: two findings are an
// assurance inspection's alone, and three an interim one's.
func kindOf(f Finding, said ofsted.Kind) ofsted.Kind {
	switch ofsted.Outcome(f) {
	case ofsted.SeriousConcerns, ofsted.NoSeriousConcerns:
		return ofsted.Assurance
	case ofsted.Declined:
		return ofsted.Interim
	}
	if said == "" {
		return ofsted.Full
	}
	return said
}

// told begins the words for an inspection that a person recorded.
const told = "recorded by "

// tell keeps what a person recorded of Ofsted's finding with the provision, so
// that the board shows it at once. A file brings its own inspections, and what the
// system records is Ofsted's own record already.
func (c *Case) tell(t *flow.Turn) {
	k := c.Concern
	if t.Actor != "" || k.Judgement.IsZero() || k.Ended.IsZero() {
		return
	}
	i := ofsted.Inspection{URN: c.Place.URN, Kind: kindOf(k.Finding, k.Kind), EventType: text.Clean(told + t.Name()),
		Started: k.Ended, Ended: k.Ended, Published: t.Date("published_on"), Judgement: k.Judgement, Provisional: k.Provisional}
	i.Judgement.Label = text.Clean(flow.State(k.Finding).Words())
	c.Told = append(c.Told, i)
	c.History = ofsted.Merge(c.History, []ofsted.Inspection{i})
	c.Standing = ofsted.InForce(c.History)
}

// untold is the provision's history without the finding that a person recorded,
// because it was withdrawn or because Ofsted's own record of that inspection has
// come: the inspection stays on file, without a judgement, and with the words for
// what it was said to be (domain 6: nothing is edited).
func (c *Case) untold(why string) (history, changed []ofsted.Inspection) {
	history = slices.Clone(c.History)
	for i, h := range history {
		if strings.HasPrefix(h.EventType.String(), told) && near(h.Ended, c.Concern.Ended) {
			h.EventType = text.Clean(fmt.Sprintf("%s: %s (%s)", why, wasTold(h), h.EventType))
			h.Kind, h.Judgement, h.Provisional = ofsted.OtherKind, ofsted.Judgement{Label: text.Clean("Not judged")}, false
			history[i] = h
			changed = append(changed, h)
		}
	}
	return history, changed
}

// wasTold says what a person recorded: "full inspection, inadequate, provisional".
func wasTold(i ofsted.Inspection) string {
	words := flow.State(i.Kind).Words() + " inspection, " + i.Judgement.Label.String()
	if i.Provisional {
		words += ", provisional"
	}
	return words
}

// untell takes the finding back that a person recorded.
func (c *Case) untell(why string) {
	history, changed := c.untold(why)
	c.History, c.Told = history, append(c.Told, changed...)
	c.Standing = ofsted.InForce(history)
}

// isTold reports whether the finding that stands is a person's record, provisional
// or not, which Ofsted's own file has yet to bear out.
func (c *Case) isTold() bool {
	_, changed := c.untold("")
	return c.Concern.Provisional || len(changed) > 0
}

// publishedSince takes a person's record of an inspection back once Ofsted's own
// file says what that inspection found.
func (c *Case) publishedSince(t *flow.Turn) {
	if ended := t.Date("ended_on"); t.ByFile() && (ended.IsZero() || near(ended, c.Concern.Ended)) {
		c.untell("published since")
	}
}

func confirmFinding(c *Case, t *flow.Turn) {
	c.publishedSince(t)
	c.Concern.Provisional = false
	t.Note("ends", "the finding is no longer provisional, and no longer confidential")
	c.tell(t)
	c.settleWindows(t, policy.Report)
}

// changeFinding sets another finding in the place of a provisional one. Where it
// is now inadequate and QA is under way, somebody must see the children.
func changeFinding(c *Case, t *flow.Turn) {
	was, finding, lesser := c.tier(c.Concern.Finding), c.Concern.Finding, !t.ByFile() && lowers.Holds(c, t)
	c.untell("changed")
	c.voidWindows(t)
	c.startOver(t)
	original := c.Concern.Original == c.Concern.Ended
	c.readFinding(t)
	if lesser {
		c.dropNotice(finding, t)
	}
	if original {
		c.Concern.Original = c.Concern.Ended
	}
	c.openWindows(t)
	if now := c.tier(c.Concern.Finding); now > was {
		c.Freeze.SteppedDown = false
		if now >= tierInadequate && c.Concern.QA != flow.Start && c.Concern.QA != Notified {
			c.Owe("qa.responsive_visit", t.On, text.Text{}, t)
		}
	}
}

// startOver ends what was owed on Ofsted's track when a finding sets it back to
// judged, or the registration ends: no row could settle it any more.
func (c *Case) startOver(t *flow.Turn) {
	c.voidKinds(t, "concern.record_outcome", "concern.ask_ofsted", "concern.close")
}

// voidWindows ends what Ofsted might do on the finding that stood. What it does about
// a notice is the notice's own.
func (c *Case) voidWindows(t *flow.Turn) {
	c.void(t, func(d duty.Duty) bool { return d.Owner == duty.Ofsted && d.Part == "" })
}

// closeReviewWindow ends the wait for the case review: told of, or its window
// passed and nothing was told.
func closeReviewWindow(c *Case, t *flow.Turn) {
	if t.Actor == team.System {
		c.void(t, func(d duty.Duty) bool { return d.Owner == duty.Ofsted && c.windowKind(d.Kind) == policy.CaseReview })
		return
	}
	c.settleWindows(t, policy.CaseReview)
}

func addStatedWindow(c *Case, t *flow.Turn) {
	first := t.Date("earliest")
	last := cmp.Or(t.Date("latest"), first)
	c.stateReturn(first, last, "Ofsted said it will return",
		fmt.Sprintf("between %s and %s, as told on %s", first.Long(), last.Long(), t.On.Long()), t)
}

// awaitMonitoring keeps a window without a date: further monitoring comes case by
// case (S0, S2).
func awaitMonitoring(c *Case, t *flow.Turn) {
	c.stateReturn(civil.Date{}, civil.Date{}, "Ofsted monitors further", "no date: Ofsted decides case by case; ask Ofsted", t)
}

func (c *Case) stateReturn(first, last civil.Date, what, explanation string, t *flow.Turn) {
	c.voidKinds(t, statedReturn)
	c.add(duty.Duty{Kind: statedReturn, What: what, Owner: duty.Ofsted, Role: team.PlacementsOfficer, From: t.On,
		Earliest: first, Due: last, Rule: statedReturn, Source: "S0, S2", Explanation: explanation}, t)
}

func recordRevisit(c *Case, t *flow.Turn) {
	kind := ofsted.Kind(t.Value("kind"))
	c.Concern.VisitedOn = t.Date("ended_on")
	c.met(kind, t)
	c.settleWindows(t, policy.CaseReview)
	if kind == ofsted.Monitoring {
		c.Concern.Monitored = true
		if c.tier(c.Concern.Finding) >= tierInadequate {
			openSixteenWeeks(c, t)
		}
	}
}

// openSixteenWeeks opens the window for the full inspection, counted from the
// original inspection (S0, R9#5). The rule is for homes; where there is none for
// the type of provision, no window opens.
func openSixteenWeeks(c *Case, t *flow.Turn) {
	if a, err := c.Book.FullReinspection(c.Concern.Original, c.Place.Type, c.Cal); err == nil {
		c.openWindow(a, t)
	}
}

func recordImprovement(c *Case, t *flow.Turn) {
	c.renew(t)
	c.Concern.Provisional = !t.Published && t.Date("published_on").IsZero()
	c.tell(t)
}

func recordBetter(c *Case, t *flow.Turn) {
	c.renew(t)
	c.Concern.Provisional = !t.Published
	c.tell(t)
	c.openWindows(t)
}

// renew puts the new finding of a revisit in the place of what stood.
func (c *Case) renew(t *flow.Turn) {
	c.publishedSince(t)
	c.voidWindows(t)
	k := &c.Concern
	k.Finding = Finding(t.Value("finding"))
	k.Judgement = c.judgementOf(k.Finding, t)
	k.Ended, k.Kind = t.Date("ended_on"), kindOf(k.Finding, "")
	k.VisitedOn = civil.Latest(k.VisitedOn, k.Ended)
}

// recordStanding has every child assessed again, as the judgement remains (S0).
func recordStanding(c *Case, t *flow.Turn) {
	reopenAssessments(c, "the judgement remains", t)
	if !t.Date("ended_on").IsZero() {
		restOnNew(c, t)
	}
}

// restOnNew counts Ofsted's windows anew where the judgement stands by a new
// inspection and not only by a visit: what it rests on is now that inspection.
func restOnNew(c *Case, t *flow.Turn) {
	ended := t.Date("ended_on")
	c.voidWindows(t)
	k := &c.Concern
	k.Ended, k.Original, k.Kind, k.Monitored = ended, ended, kindOf(k.Finding, ""), false
	k.VisitedOn = civil.Latest(k.VisitedOn, ended)
	k.Provisional = !t.Published
	c.tell(t)
	c.openWindows(t)
}

// recordEnd ends the registration. What a person says of it is kept with the
// provision, as a file's word is: its children are then placed nowhere registered.
func recordEnd(c *Case, t *flow.Turn) {
	c.voidWindows(t)
	c.startOver(t)
	if !t.ByFile() {
		c.Place.Status, c.Place.Closed = ofsted.Status(t.Value("how")), t.Date("ended_on")
		t.Note("change", "registration %s on %s", c.Place.Status, c.Place.Closed.Long())
	}
}

// linkFits holds a link to another registration to the rule: both the owner and the
// address are the same. That the URN is one we hold, the store checks.
func linkFits(c *Case, t *flow.Turn) flow.Problems {
	var ps flow.Problems
	urn, err := ofsted.ParseURN(t.Value("urn"))
	switch {
	case err != nil:
		ps = append(ps, flow.Problem{Arg: "urn", Why: err.Error()})
	case urn == c.Place.URN:
		ps = append(ps, flow.Problem{Arg: "urn", Why: "is the ended registration itself; enter the new one"})
	}
	for _, name := range []string{"owner", "address"} {
		if t.Value(name) == "no" {
			ps = append(ps, flow.Problem{Arg: name, Why: "is another: then it is another provision, and is not linked"})
		}
	}
	return ps
}

// recordWorse begins again with a worse finding: windows anew, history kept. It
// is news, so a concern still at intake begins in full.
func recordWorse(c *Case, t *flow.Turn) {
	c.publishedSince(t)
	c.voidWindows(t)
	c.startOver(t)
	c.voidKinds(t, "concern.intake")
	k := &c.Concern
	c.restart = !k.Intake
	k.Intake = false
	k.KnownOn = cmp.Or(t.Date("known_on"), t.On)
	c.readFinding(t)
	k.Original = k.Ended
	c.Freeze.SteppedDown = false
	c.openWindows(t)
}

// withdraw closes the concern and takes the finding back.
func withdraw(c *Case, t *flow.Turn) {
	c.untell("withdrawn")
	closeConcern(c, t)
}

// closeConcern ends everything that the concern held (OF13; OF1d). The freeze is
// lifted with it, unless Ofsted's finding still stands: an ended registration.
func closeConcern(c *Case, t *flow.Turn) {
	c.Concern.ClosedOn = t.On
	c.standDownVisits(t)
	c.endParts(t)
	c.void(t, func(d duty.Duty) bool { return d.Concern != "" })
	for i := range c.Proposals {
		if p := &c.Proposals[i]; p.State == Waiting {
			p.State = Void
		}
	}
	if !c.below() && (c.Freeze.State == Frozen || c.Freeze.State == HardFrozen) {
		t.Note("change", "freeze %s -> lifted", c.Freeze.State.Words())
		c.Freeze.State = Lifted
		lift(c, t)
	}
}
