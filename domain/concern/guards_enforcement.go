package concern

import (
	"cmp"
	"slices"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
)

// The guards of enforcement.
var (
	watched = guard("we owe a look at how it stands", func(c *Case, t *flow.Turn) bool {
		return slices.ContainsFunc(c.Duties, func(d duty.Duty) bool {
			return d.Part == c.part && d.Status == duty.Open && (d.Kind == "enforcement.watch" || d.Kind == "enforcement.end")
		})
	})
	notPublic   = guard("it is not recorded as public", func(c *Case, t *flow.Turn) bool { e := c.enforcement(); return e != nil && !e.Public() })
	notDatedYet = Guard{Name: "the notice has no date yet", Next: "leave the enforcement out to record another notice",
		Holds: func(c *Case, t *flow.Turn) bool { e := c.enforcement(); return e == nil || e.Due.IsZero() }}
	comesIntoForce = Guard{Name: "it is a step that comes into force", Next: "leave the enforcement out to record which one does",
		Holds: func(c *Case, t *flow.Turn) bool {
			e := c.enforcement()
			return e == nil || slices.ContainsFunc(forcible(), func(o flow.Option) bool { return o.Value == e.Kind })
		}}
	answered = guard("the notice is met or accepted", func(c *Case, t *flow.Turn) bool {
		return t.Value("outcome") == "met" || t.Value("outcome") == "accepted_on_paper"
	})
	unanswered = guard("the notice is not met in full", func(c *Case, t *flow.Turn) bool {
		return t.Value("outcome") == "partly" || t.Value("outcome") == "unmet"
	})
	// nothingEnforced keeps a concern from closing over enforcement: a grade alone never
	// ends it (domain 3.1, EN4), and neither does it give back an approval.
	nothingEnforced = Guard{Name: "no enforcement stands and no approval is withdrawn, or the registration has ended", Next: "record with a second person that it ended (EN4; AL5 for an approval)",
		Holds: func(c *Case, t *flow.Turn) bool {
			return c.Concern.Ofsted == Ended || !c.enforced(func(*Enforcement) bool { return true }) && c.Concern.DfEApproval != approvalWithdrawn
		}}
	// onlyItsOwn lets a finding entered in error take along the enforcement that it made
	// itself, by two people, and no other.
	onlyItsOwn = Guard{Name: "no enforcement stands beside the finding itself", Next: "record with a second person that it ended (EN4)",
		Holds: func(c *Case, t *flow.Turn) bool {
			return !c.enforced(func(e *Enforcement) bool { return t.ByFile() || e.Finding != c.Concern.Finding })
		}}
)

// Problems of arguments taken together.

func newNotice(c *Case, t *flow.Turn) flow.Problems {
	ps := notAhead(t, "served_on", "received_on")
	if due := t.Date("due"); !due.IsZero() && due.Before(cmp.Or(t.Date("served_on"), due)) {
		ps = append(ps, flow.Problem{Arg: "due", Why: due.Long() + " is before the notice was served; check both days"})
	}
	ps = append(ps, inReach(t, "due")...)
	if c.enforcement() != nil {
		return ps
	}
	kind := cmp.Or(t.Value("kind"), complianceNotice)
	for _, e := range c.Enforcements {
		same := e.Kind == kind && e.Subject == cmp.Or(t.Value("subject"), provider)
		if e.Stands() && same && (kind != complianceNotice || e.Due.IsZero()) {
			ps = append(ps, flow.Problem{Arg: "enforcement", Why: "is known already: " + e.Words() + "; name it: enforcement=" + e.ID})
		}
	}
	return ps
}

func newNoticeDated(c *Case, t *flow.Turn) flow.Problems {
	switch due, anew := t.Date("due"), t.Value("outcome") == newNoticeServed; {
	case anew && due.IsZero():
		return flow.Problems{{Arg: "due", Why: "is missing: enter the day by which the new notice is to be complied with"}}
	case !anew && !due.IsZero():
		return flow.Problems{{Arg: "due", Why: "is asked for only of a new notice; leave it out"}}
	}
	return inReach(t, "due")
}
