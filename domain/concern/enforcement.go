package concern

import (
	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/text"
)

// Where one step of enforcement stands (domain 3.1, EN1–EN6). Checked means that
// Ofsted has looked whether a compliance notice was met; that it is over, two
// people record.
const (
	Proposed flow.State = "proposed"
	Decided  flow.State = "decided"
	InForce  flow.State = "in_force"
	Served   flow.State = "served"
	Checked  flow.State = "checked"
)

// The kinds of enforcement (R§2.8).
const (
	cancel             = "cancel"
	suspend            = "suspend"
	vary               = "vary"
	conditional        = "conditions"
	restriction        = "restriction"
	urgentCancellation = "urgent_cancellation"
	complianceNotice   = "compliance_notice"
	s30a               = "s30a"
)

// newNoticeServed is what Ofsted's check of a notice may end in: a new day to meet it by.
const newNoticeServed = "new_notice"

// Against whom it is.
const (
	provider = "provider"
	manager  = "manager"
)

// Enforcement is one step of Ofsted's against the provider or its manager: a
// proposal to cancel, a restriction, a compliance notice (R§5).
type Enforcement struct {
	ID       string     `json:"id"`
	Concern  string     `json:"concern"`
	URN      string     `json:"urn"`
	Kind     string     `json:"kind"`    // cancel suspend vary conditions restriction urgent_cancellation compliance_notice s30a
	Subject  string     `json:"subject"` // provider, manager
	State    flow.State `json:"state"`
	ServedOn civil.Date `json:"served_on"`
	ReadOn   civil.Date `json:"read_on"` // the day we first received it
	Due      civil.Date `json:"due"`     // by when it is to be complied with
	Action   text.Text  `json:"action"`  // what it asks, in few words
	Outcome  string     `json:"outcome"` // met partly unmet accepted_on_paper new_notice
	EndedOn  civil.Date `json:"ended_on"`
	PublicOn civil.Date `json:"public_on,omitzero"` // none while it is confidential
	Finding  Finding    `json:"finding,omitzero"`   // the concern's finding that it is, where that is a notice
	S30AOn   civil.Date `json:"s30a_on,omitzero"`   // the day of the first notification under section 30A
}

// Ref says what the part is.
func (e *Enforcement) Ref() Ref {
	return Ref{Kind: "enforcement", ID: e.ID, URN: e.URN, Concern: e.Concern, State: e.State}
}

// Words name the enforcement among others.
func (e *Enforcement) Words() string {
	w := wordsOf(enforcements(), e.Kind) + ", " + e.State.Words()
	if e.State == Checked && e.Outcome == newNoticeServed {
		w += ", a new notice served"
	}
	if !e.Due.IsZero() {
		w += ", to be met by " + e.Due.Short()
	}
	return w
}

func (e *Enforcement) move(s flow.State) { e.State = s }

// Public reports whether Ofsted has published the enforcement. Until then it is
// left out of briefs, exports and shared views (domain 3.0).
func (e *Enforcement) Public() bool { return !e.PublicOn.IsZero() }

// ForNotice begins what called for an assessment, where it was enforcement: whoever
// keeps that confidential knows it by this.
const ForNotice = "Ofsted's enforcement"

// Stands reports whether nobody has recorded its end.
func (e *Enforcement) Stands() bool { return e.State != PartEnded }

// Bars reports whether it stops placements: a restriction, a suspension or a
// cancellation in force (domain 3.1). What is only proposed or decided does not yet,
// and what is against the manager alone leaves the registration as it is.
func (e *Enforcement) Bars() bool {
	if e.Subject == manager {
		return false
	}
	switch e.Kind {
	case restriction, suspend, cancel, urgentCancellation:
		return e.State == InForce
	}
	return false
}

// Confidential reports whether something stands that Ofsted has not published: a
// provisional finding, or enforcement (domain 3.0).
func (c *Case) Confidential() bool {
	return c.Open() && c.Concern.Provisional || c.enforced(func(e *Enforcement) bool { return !e.Public() })
}

// enforced reports whether enforcement stands of which that holds.
func (c *Case) enforced(is func(*Enforcement) bool) bool {
	for i := range c.Enforcements {
		if e := &c.Enforcements[i]; c.Open() && e.Stands() && is(e) {
			return true
		}
	}
	return false
}

func enforcements() []flow.Option {
	return options(cancel, "cancellation", suspend, "suspension", vary, "variation of conditions", conditional, "conditions",
		restriction, "restriction of accommodation", urgentCancellation, "urgent cancellation", complianceNotice, "compliance notice",
		s30a, "section 30A notification")
}

// proposable are the kinds that begin with a notice of proposal (R§2.8, s.17).
func proposable() []flow.Option { return enforcements()[:4] }

// forcible are the kinds that come into force.
func forcible() []flow.Option { return enforcements()[:6] }

// EnforcementChart is the chart of one step of enforcement (R§2.8, domain 3.1). It
// runs beside Ofsted's track: a grade never ends it.
func EnforcementChart() *Chart {
	return &Chart{
		Name: "enforcement", Title: "enforcement", Final: []flow.State{PartEnded}, While: &isOpen,
		Get: partState("enforcement"), Set: setPart("enforcement"),
		Rows: []Row{
			{ID: "EN1", Event: "enforcement_proposed", Title: "Ofsted proposes enforcement",
				From: []flow.State{flow.Start}, To: Proposed, By: officers, Args: noticeArgs(), Fill: kindOfNew(proposable), Valid: newNotice,
				Then: enforceAs(Proposed), Opens: []Opening{{Key: "enforcement.watch"}}, Brings: atOnce(),
				Source: "R§2.8, R9#48"},
			{ID: "EN1b", Event: "enforcement_checked", Title: "Found out how the enforcement stands: as before",
				From: []flow.State{Proposed, Decided, InForce, Served, Checked}, To: flow.Same, By: officers, If: []Guard{watched},
				Args:    []flow.Arg{why("Where you looked, or who said so")},
				Settles: []string{"enforcement.watch", "enforcement.end"}, Opens: []Opening{{Key: "enforcement.watch"}},
				Source: "local practice (nothing falls silent while we wait)"},
			{ID: "EN1c", Event: "enforcement_published", Title: "The enforcement is public",
				From: []flow.State{flow.Any}, To: flow.Same, By: officers, If: []Guard{notPublic},
				Args: []flow.Arg{date("published_on", "Published on", true), why("Where")}, Valid: endedNotAhead,
				Then: publishEnforcement, Source: "P§D.2"},
			{ID: "EN2", Event: "enforcement_decided", Title: "Ofsted decided on enforcement",
				From: []flow.State{flow.Start, Proposed}, To: Decided, By: officers, Args: noticeArgs(), Fill: kindOfNew(proposable), Valid: newNotice,
				Then: enforceAs(Decided), Answers: onNews(), Opens: []Opening{{Key: "enforcement.watch"}}, Brings: atOnce(),
				Source: "R§2.8, R9#49, R9#52"},
			{ID: "EN3", Event: "enforcement_in_force", Title: "Enforcement in force",
				From: []flow.State{flow.Start, Proposed, Decided}, To: InForce, By: officersFile, If: []Guard{comesIntoForce},
				Args: noticeArgs(), Fill: kindOfNew(forcible), Valid: newNotice,
				Then: enforceAs(InForce), Answers: onNews(), Opens: []Opening{{Key: "enforcement.watch"}}, Brings: atOnce(),
				Source: "R§2.8, R9#50, R9#52"},
			{ID: "EN4", Event: "enforcement_ended", Title: "Enforcement ended or withdrawn",
				From: []flow.State{flow.Any}, To: PartEnded, By: officers, With: lowerers, Together: true,
				Args: []flow.Arg{date("ended_on", "Ended on", true), why("How you know")}, Valid: endedNotAhead,
				Settles: []string{"enforcement.watch", "enforcement.record_check", "enforcement.end"}, Then: endEnforcement, Answers: noticeWaits(),
				Class: flow.Signed, Source: "R§2.8, safety 7, F7"},
			{ID: "EN5", Event: "notice_served", Title: "Compliance notice served: one action and its date",
				From: []flow.State{flow.Start, Served}, To: Served, By: officers, If: []Guard{notDatedYet},
				Args:  append([]flow.Arg{words("action", "What it asks, in few words", true), date("due", "To be complied with by", true)}, noticeArgs()...),
				Valid: newNotice, Then: serveNotice, Answers: onNews(),
				Opens: []Opening{{Key: "enforcement.record_check", From: noticeDue}}, Brings: []string{"qa.responsive_visit"},
				Source: "R§2.8, R9#9–10"},
			{ID: "EN6", Event: "notice_checked", Title: "Ofsted checked the compliance notice",
				From: []flow.State{Served, Checked}, To: Checked, By: officers,
				Args: []flow.Arg{choice("outcome", "What it found", true, options("met", "Met", "partly", "Partly met", "unmet", "Not met",
					"accepted_on_paper", "Accepted on paper, without a visit", newNoticeServed, "Not met, and a new notice served")),
					date("due", "The new notice is to be complied with by", false)},
				Valid: newNoticeDated, Settles: []string{"enforcement.record_check", "enforcement.watch", "enforcement.end"},
				Then: recordCheck, Answers: noticeWaits(), Brings: []string{"enforcement.record_check"},
				Opens:  []Opening{{Key: "enforcement.end", If: &answered}, {Key: "enforcement.watch", If: &unanswered}},
				Source: "R9#9–10, S3 (annex G)"},
		},
	}
}

// noticeWaits are what others may do about a step of enforcement, or what is expected of
// it: over with its next step (endNoticeWindows).
func noticeWaits() []string {
	return []string{"notice.representations", "notice.appeal", "notice.restriction", "notice.check"}
}

// onNews is what news of a step that is known ends beside: the watch over it (known).
func onNews() []string { return append(noticeWaits(), "enforcement.watch") }

// noticeArgs are what a person records of a notice of Ofsted's.
func noticeArgs() []flow.Arg {
	return []flow.Arg{
		{Name: "subject", Label: "Against whom", Kind: flow.ChoiceArg, Options: options(provider, "The provider", manager, "The registered manager")},
		{Name: "served_on", Label: "Notice dated", Kind: flow.DateArg, Hint: "the day it was served; today unless said"},
		{Name: "received_on", Label: "We first received word on", Kind: flow.DateArg, Hint: "the week to visit each child runs from here"},
		{Name: "published", Label: "Has Ofsted published it", Kind: flow.ChoiceArg, Default: "no", Options: yesNo()},
	}
}

// kindOfNew asks for the kind of a step that was not recorded before.
func kindOfNew(kinds func() []flow.Option) func(*Case, *flow.Turn) []flow.Arg {
	return func(c *Case, t *flow.Turn) []flow.Arg {
		if c.enforcement() != nil {
			return nil
		}
		return []flow.Arg{choice("kind", "What kind", true, kinds())}
	}
}

// enforcement is the step of enforcement that the present turn is about, or nil.
func (c *Case) enforcement() *Enforcement { return byID(c.Enforcements, c.part) }
