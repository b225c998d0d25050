package concern

import (
	"slices"

	"placewatch/domain/flow"
	"placewatch/domain/policy"
	"placewatch/domain/team"
)

// ofRequest is a guard on the request that the turn is about.
func ofRequest(name, next string, holds func(*Request, *Case, *flow.Turn) bool) Guard {
	return Guard{Name: name, Next: next, Holds: func(c *Case, t *flow.Turn) bool {
		r := c.request()
		return r != nil && holds(r, c, t)
	}}
}

// The guards of the placement requests.
var (
	registered = Guard{Name: "the registration has not ended", Next: "choose another provision",
		Holds: func(c *Case, t *flow.Turn) bool { return !c.Place.Status.Ended() && c.Concern.Ofsted != Ended }}
	nothingHolds = Guard{Name: "the provision is not below the threshold, and nothing holds new placements back there", Next: "record that agreement is needed (PR3)",
		Holds: func(c *Case, t *flow.Turn) bool { return !c.heldBack() }}
	isHeld = Guard{Name: "the provision is below the threshold, or new placements there are held back", Next: "record the provider's claim (PR2)",
		Holds: func(c *Case, t *flow.Turn) bool { return c.heldBack() }}
	knownAbove = Guard{Name: "Ofsted's published judgement is at or above the threshold", Next: "a manager looks at the evidence (PR2u)",
		Holds: func(c *Case, t *flow.Turn) bool { return c.atOrAbove() }}
	notKnown = Guard{Name: "no published judgement can be compared with the provider's claim", Next: "record the claim (PR2)",
		Holds: func(c *Case, t *flow.Turn) bool { return !c.atOrAbove() }}

	// The requester never decides (safety.md 7, F1), and whoever agreed the risk does
	// not sign it off (F2).
	notRequester = ofRequest("whoever decides did not ask for the placement (safety 7, F1)", "ask another manager",
		func(r *Request, c *Case, t *flow.Turn) bool { return r.RequestedBy == "" || r.RequestedBy != t.Who.ID })
	notAgreed = ofRequest("whoever signs off did not agree the risk approach (safety 7, F2)", "ask another principal manager",
		func(r *Request, c *Case, t *flow.Turn) bool { return !slices.Contains(r.AgreedBy, t.Who.ID) })
	notItsPreparer = ofRequest("whoever decides had no part in preparing it (safety 7, F2)", "ask another manager",
		func(r *Request, c *Case, t *flow.Turn) bool { return !slices.Contains(r.PreparedBy, t.Who.ID) })
	ownOrManager = ofRequest("whoever withdraws it asked for it, or is a manager", "ask the requester, or a manager",
		func(r *Request, c *Case, t *flow.Turn) bool {
			return r.RequestedBy == t.Who.ID || t.Who.Holds(t.Today, team.Managers()...)
		})
	oneSignsOff = Guard{Name: "the policy has a principal manager sign off", Next: "the two service managers sign off together (PR7b)",
		Holds: func(c *Case, t *flow.Turn) bool { return c.Policy.SeniorSignoff == policy.OnePrincipal }}
	jointSignOff = Guard{Name: "the policy has the two service managers sign off together", Next: "ask a principal manager (PR7)",
		Holds: func(c *Case, t *flow.Turn) bool { return c.Policy.SeniorSignoff == policy.JointManagers }}

	toAsk       = ofRequest("the provisions are not asked yet", "", func(r *Request, c *Case, t *flow.Turn) bool { return r.Asked.IsZero() })
	wasAsked    = ofRequest("the provisions were asked", "", func(r *Request, c *Case, t *flow.Turn) bool { return !r.Asked.IsZero() })
	anEmergency = ofRequest("it is an emergency", "", func(r *Request, c *Case, t *flow.Turn) bool { return r.Emergency })
	noEmergency = ofRequest("it is no emergency", "", func(r *Request, c *Case, t *flow.Turn) bool { return !r.Emergency })
	hasBegun    = ofRequest("the placement has begun", "ratify before it begins (PR14d)", func(r *Request, c *Case, t *flow.Turn) bool { return r.begun() })
	notBegun    = ofRequest("the placement has not begun", "two managers ratify it or not (PR14b, PR14c)",
		func(r *Request, c *Case, t *flow.Turn) bool { return !r.begun() })
	fellBelow = ofRequest("what was clear is below the threshold now, or held back", "",
		func(r *Request, c *Case, t *flow.Turn) bool { return r.State == Clear && c.heldBack() })
	stillClear = ofRequest("it is agreed, or nothing holds new placements back there", "record that agreement is needed (PR3b)",
		func(r *Request, c *Case, t *flow.Turn) bool { return r.State != Clear || !c.heldBack() })
	alertsGiven = ofRequest("the social worker and the IRO, SEN officer or placer were alerted before the move", "alert them (PR7c, PR7d)",
		func(r *Request, c *Case, t *flow.Turn) bool {
			return t.ByFile() || r.State == Clear || len(r.Told) == 2
		})
	// validityPassed is never of a child whom the placements show there: the approval was
	// used, and what it owes stays owed.
	validityPassed = ofRequest("the approval's validity has passed, and the child does not live there", "",
		func(r *Request, c *Case, t *flow.Turn) bool {
			return r.State == Approved && t.Today.After(r.ValidUntil) && !c.isPlaced(r.Child)
		})
	barredAfter = ofRequest("placements there are barred since it was approved, and the child does not live there", "",
		func(r *Request, c *Case, t *flow.Turn) bool {
			return r.State == Approved && c.Freeze.State == HardFrozen && !c.isPlaced(r.Child)
		})
	heldWithConcern = guard("a concern is open, and new placements there are held back", func(c *Case, t *flow.Turn) bool { return c.Open() && c.heldBack() })

	askOwed          = owedHere("the provisions are still to be asked", "request.ask")
	qualityVisitOwed = owedHere("the quality visit is owed by the request itself", "request.quality_visit")
	workerOwed       = owedHere("the social worker is to be alerted", alerting[:1]...)
	reviewerOwed     = owedHere("the IRO, SEN officer or placer is to be alerted", alerting[1:]...)
	startToldOwed    = owedHere("the start date is still to be told", "request.start_told")

	// pursuedBelow opens the concern where a request is pursued (domain 3.1), on what
	// Ofsted's record holds against the provision.
	pursuedBelow = guard("a placement is pursued there, and Ofsted's finding is below the threshold", func(c *Case, t *flow.Turn) bool {
		_, f := c.standing()
		return !c.Open() && c.below() && !c.Place.Status.Ended() && slices.ContainsFunc(below(), func(o flow.Option) bool { return o.Value == string(f) }) &&
			slices.ContainsFunc(c.Requests, func(r Request) bool { return slices.Contains(pursued, r.State) })
	})
)

// KeepsApart reports whether a row is signed or decided by somebody who had no part in
// what it is about (safety 7, F1 and F2).
func KeepsApart(r *Row) bool {
	apart := []Guard{notRequester, notItsPreparer, notPreparer, notAgreed, signerApart}
	return slices.ContainsFunc(r.If, func(g Guard) bool {
		return slices.ContainsFunc(apart, func(a Guard) bool { return a.Name == g.Name })
	})
}

func owedHere(name string, keys ...string) Guard {
	return guard(name, func(c *Case, t *flow.Turn) bool { return slices.ContainsFunc(keys, c.owesHere) })
}

// notBarredThere refuses where placements are barred, each bar with its own reason
// and its own way out (domain 3.3, PR3).
func notBarredThere() []Guard {
	bar := func(basis, name, next string) Guard {
		return Guard{Name: name, Next: next, Holds: func(c *Case, t *flow.Turn) bool {
			return c.Freeze.State != HardFrozen || c.Freeze.Basis != basis
		}}
	}
	const down = "two people may step the bar down (FR3); until then choose another provision"
	return []Guard{
		bar(Notice, "no notice bars new placements there", "choose another provision until the notice has ended"),
		bar(Watch, "policy does not bar new placements there for Ofsted's finding", down),
		bar(Council, "no decision of the council's bars new placements there", down),
	}
}

// reviewedBy holds where that person reviews the child's care, and only does too.
func reviewedBy(who string, only *Guard) *Guard {
	g := ofRequest("the child's basis is for the "+toWords(who), "", func(r *Request, c *Case, t *flow.Turn) bool {
		return r.reviewer() == who && (only == nil || only.Holds(c, t))
	})
	if only != nil {
		g.Name += ", and " + only.Name
	}
	return &g
}

// heldBack reports whether a placement there needs agreement: the provision is below
// the threshold, or a freeze is in force whatever Ofsted says.
func (c *Case) heldBack() bool { return c.below() || c.isFrozen() }

func (c *Case) isFrozen() bool { return c.Freeze.State == Frozen || c.Freeze.State == HardFrozen }

func (r *Request) begun() bool { return !r.PlacedOn.IsZero() }

// reviewer is who is told of a move beside the social worker.
func (r *Request) reviewer() string {
	switch r.Basis {
	case "education":
		return "sen_officer"
	case "parent_placed":
		return "placer"
	}
	return "iro"
}
