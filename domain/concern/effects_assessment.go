package concern

import (
	"cmp"
	"fmt"
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/text"
)

// What the rows of a child's assessment record, and what other rows do to it.

// within does something about another part than the one that the turn is about.
func (c *Case) within(part string, do func()) {
	was := c.part
	c.part = part
	do()
	c.part = was
}

// reopenAssessments has every child there assessed again, because of something that
// Ofsted did (S0): an assessment that let the child stay is reopened, and a child
// without one gets one.
func reopenAssessments(c *Case, because string, t *flow.Turn) {
	for _, child := range c.Placed {
		requireAssessment(c, child, because, t)
	}
}

// reopenStanding has those assessed again who were assessed on the earlier finding.
func reopenStanding(c *Case, because string, t *flow.Turn) {
	for _, child := range c.Placed {
		if c.isAssessed(child) {
			requireAssessment(c, child, because, t)
		}
	}
}

// requireAssessment sees that a child placed there is assessed: anew, or again where an
// assessment had ended with the child's staying or waits to be signed. A decision that
// the child moves stands. Without an open concern there is nothing to assess against.
func requireAssessment(c *Case, child text.Text, because string, t *flow.Turn) {
	if !c.Open() {
		return
	}
	a := c.assessmentOf(child)
	if a == nil {
		c.newAssessment(child, because, t)
		t.Note("change", "suitability assessment required: %s", because)
		return
	}
	was := a.State
	c.within(a.ID, func() {
		switch was {
		case Continue:
			c.reopen(a, because, t)
		case AwaitSign:
			a.State, a.Because = InProgress, because
			c.voidHere(t, "assessment.sign", "assessment.sign_ri")
			c.Owe("assessment.complete", t.On, child, t)
		}
	})
	if a.State != was {
		t.Note("change", "suitability assessment %s -> %s: %s", was.Words(), a.State.Words(), because)
	}
}

// newAssessment begins a child's assessment. It takes the place of a review point.
func (c *Case) newAssessment(child text.Text, because string, t *flow.Turn) *Assessment {
	c.within("", func() {
		c.Assessments = append(c.Assessments, Assessment{ID: c.number(), Concern: c.Concern.ID, URN: c.Place.URN.String(),
			Child: child, State: Required, Because: because, OpenedOn: t.On, Round: 1})
	})
	c.void(t, c.isMoot)
	a := &c.Assessments[len(c.Assessments)-1]
	c.within(a.ID, func() {
		c.Owe("assessment.open", c.assessFrom(t), child, t)
		c.Owe("assessment.complete", c.assessFrom(t), child, t)
	})
	return a
}

// assessFrom is the day that an assessment's time runs from: the day we knew of the
// finding where it comes with the finding, as the QA officer's being told does, else
// the day of what called for it.
func (c *Case) assessFrom(t *flow.Turn) civil.Date {
	for _, d := range c.Duties {
		if d.Kind == "qa.tell_officer" && d.OpenedOn == t.On {
			return d.From
		}
	}
	return t.On
}

// reopen begins another round of an assessment: whoever contributed is asked again.
func (c *Case) reopen(a *Assessment, because string, t *flow.Turn) {
	a.State, a.Because, a.Round = InProgress, because, a.Round+1
	a.PreparedBy, a.Outcome, a.Rationale = nil, "", text.Text{}
	a.SignedBy, a.SignedOn, a.ReviewOn = text.Text{}, civil.Date{}, civil.Date{}
	a.Voice, a.VoiceOn, a.VoiceWords = "", civil.Date{}, text.Text{}
	c.voidHere(t, append([]string{"assessment.review_point", "assessment.voice_retry"}, moves...)...)
	c.Owe("assessment.complete", c.assessFrom(t), a.Child, t)
	c.askAll(a, t)
}

// voidHere ends what the part that the turn is about owes of those kinds.
func (c *Case) voidHere(t *flow.Turn, kinds ...string) {
	c.void(t, func(d duty.Duty) bool { return c.part != "" && d.Part == c.part && slices.Contains(kinds, d.Kind) })
}

// askAll owes the view of each contributor and the child's own voice (S0).
func (c *Case) askAll(a *Assessment, t *flow.Turn) {
	for _, role := range Contributors() {
		if a.view(role) == nil {
			c.Owe(viewKey(role), t.On, a.Child, t)
		}
	}
	if a.Voice == "" {
		c.Owe("assessment.voice", t.On, a.Child, t)
	}
}

const immediate = "immediate risk"

// moveNow decides that a child moves at once, whatever the assessment says: immediate
// risk. The views come afterwards (domain 3.1).
func moveNow(c *Case, child text.Text, t *flow.Turn) {
	if !c.Open() {
		return
	}
	a := c.assessmentOf(child)
	if a == nil || a.State == Moved {
		a = c.newAssessment(child, immediate, t)
	}
	c.within(a.ID, func() {
		asked := a.State != Continue && a.State != Move
		t.Note("change", "suitability assessment %s -> %s: %s", a.State.Words(), Move.Words(), immediate)
		a.State, a.Outcome, a.Because = Move, "move", immediate
		c.voidHere(t, "assessment.open", "assessment.complete", "assessment.sign", "assessment.sign_ri", "assessment.review_point")
		if asked {
			c.askAll(a, t)
		}
		c.Owe("assessment.move_notices", t.On, child, t)
		c.Owe("assessment.move_now", t.On, child, t)
	})
}

func requireNext(c *Case, t *flow.Turn) {
	a := c.newAssessment(c.without((*Case).isAssessed)[0], "the finding", t)
	c.part = a.ID
}

func requireNamed(c *Case, t *flow.Turn) {
	a := c.newAssessment(t.Text("child"), t.Value("reason"), t)
	c.part = a.ID
}

func reopenThis(c *Case, t *flow.Turn) { c.reopen(c.assessment(), t.Value("reason"), t) }

// setReviews sets a review point for each child who has neither it nor an assessment.
func setReviews(c *Case, t *flow.Turn) {
	for _, child := range c.without((*Case).isReviewed) {
		c.Owe("assessment.review_point_ri", t.On, child, t)
	}
}

func holdReviews(c *Case, t *flow.Turn) {
	for _, child := range c.settleFor("assessment.review_point_ri", t) {
		c.Owe("assessment.review_point_ri", t.On, child, t)
	}
}

func dropReviews(c *Case, t *flow.Turn) { c.void(t, c.isMoot) }

func invite(c *Case, t *flow.Turn) {
	a := c.assessment()
	a.VoiceBy = t.Text("voice_by")
	a.prepared(t)
	c.askAll(a, t)
}

// prepared notes that whoever acts had a part in the assessment: they do not sign it (F2).
func (a *Assessment) prepared(t *flow.Turn) {
	if id := t.Who.ID; t.Actor == "" && !slices.Contains(a.PreparedBy, id) {
		a.PreparedBy = append(a.PreparedBy, id)
	}
}

// say keeps what a contributor or the child said. A contributor's later view takes the
// place of the earlier one of the same round; all that the child said is kept.
func (a *Assessment) say(v View, t *flow.Turn) {
	v.Round, v.On, v.By = a.Round, t.On, t.Who.Login
	if was := a.view(v.Role); was != nil && v.Role != "child" {
		*was = v
	} else {
		a.Views = append(a.Views, v)
	}
	a.prepared(t)
}

func recordView(c *Case, t *flow.Turn) {
	a, role := c.assessment(), t.Value("role")
	a.say(View{Role: role, Name: t.Text("name"), Stance: t.Value("stance"), Words: t.Text("view")}, t)
	c.Discharge(viewKey(role), t)
}

func recordVoice(c *Case, t *flow.Turn) {
	a := c.assessment()
	a.Voice, a.VoiceOn = t.Value("voice"), cmp.Or(t.Date("voice_on"), t.On)
	a.VoiceBy, a.VoiceWords = t.Text("voice_by"), t.Text("words")
	a.say(View{Role: "child", Name: a.VoiceBy, Stance: a.Voice, Words: a.VoiceWords}, t)
}

func recordNoVoice(c *Case, t *flow.Turn) {
	a := c.assessment()
	a.Voice, a.VoiceOn, a.VoiceWords = "not_obtained", t.On, text.Text{}
	a.say(View{Role: "child", Name: a.VoiceBy, Stance: a.Voice, Words: text.Clean(flow.State(t.Value("because")).Words())}, t)
	c.oweBy("assessment.voice_retry", t.Date("retry_on"), t)
}

// oweBy opens what key names for a day that a person set within the limit.
func (c *Case) oweBy(key string, by civil.Date, t *flow.Turn) {
	l, span := c.limit(key, t.On)
	due, explanation := span.Date, span.Explanation
	if !by.IsZero() {
		due, explanation = by, fmt.Sprintf("set by %s on %s; at most %s", t.Name(), t.On.Long(), l.Length.Words())
	}
	_, p := c.aboutPart()
	c.add(duty.Duty{Kind: key, What: l.What, Child: p.Ref().Child, Part: c.part, Owner: l.Whose, Role: l.Role, From: t.On, Due: due,
		Flagged: by.IsZero() && !span.Certain, Explanation: explanation, Rule: key, Source: l.Source}, t)
}

// complete keeps the proposal, and why each view that is missing is missing.
func complete(c *Case, t *flow.Turn) {
	a := c.assessment()
	for _, role := range Contributors() {
		if a.view(role) == nil {
			a.say(View{Role: role, Stance: missing, Words: t.Text(noView(role))}, t)
		}
	}
	a.Outcome, a.Rationale = t.Value("outcome"), t.Text("rationale")
	a.prepared(t)
}

func signStay(c *Case, t *flow.Turn) {
	c.sign(t)
	setReview(c, t)
	if !slices.ContainsFunc(c.Improvements, func(p Improvement) bool { return !Over("improvement", p.State) }) {
		c.within("", func() { c.Owe("improvement.draft", t.On, text.Text{}, t) })
	}
}

func signMove(c *Case, t *flow.Turn) { c.sign(t) }

func (c *Case) sign(t *flow.Turn) {
	a := c.assessment()
	a.SignedBy, a.SignedOn = t.Who.Login, t.On
}

func setReview(c *Case, t *flow.Turn) {
	c.oweBy("assessment.review_point", t.Date("review_on"), t)
	c.assessment().ReviewOn = c.Duties[len(c.Duties)-1].Due
}

// recordMoved ends an assessment with the child's move. What was to come before the
// move is no longer owed; what the law asks after it is.
func recordMoved(c *Case, t *flow.Turn) {
	a := c.assessment()
	a.EndReason = t.Value("end_reason")
	endAssessment(c, t)
}

// endAssessment ends what an assessment owed.
func endAssessment(c *Case, t *flow.Turn) {
	a := c.assessment()
	a.EndedOn, a.Left = t.On, !c.isPlaced(a.Child)
	c.void(t, func(d duty.Duty) bool { return d.Part == a.ID })
}

func recordLeft(c *Case, t *flow.Turn) { c.assessment().Left = true }

func undoMoved(c *Case, t *flow.Turn) {
	a := c.assessment()
	a.EndedOn, a.EndReason = civil.Date{}, ""
	c.voidHere(t, "placement.late_notice", "assessment.list_end")
}
