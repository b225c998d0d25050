package concern

import (
	"fmt"
	"slices"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// What is wrong with the arguments of a placement request. A child's reference is
// never repeated.

func childReadable(t *flow.Turn) (text.Text, flow.Problems) {
	child, why := placement.ReadChild(t.Value("child"))
	if why != "" {
		return child, flow.Problems{{Arg: "child", Why: "cannot be used: " + why}}
	}
	return child, nil
}

// childIsNew refuses a request for a child who lives there, or for whom one is open there.
func childIsNew(c *Case, t *flow.Turn) flow.Problems {
	child, ps := childReadable(t)
	if len(ps) > 0 {
		return ps
	}
	if c.isPlaced(child) {
		ps = append(ps, flow.Problem{Arg: "child", Why: "lives there already; a request is for a child who is to move there"})
	}
	if r := c.openRequest(child); r != nil {
		ps = append(ps, flow.Problem{Arg: "child", Why: fmt.Sprintf("has an open request there: go on with request:%s", r.ID)})
	}
	return ps
}

// openRequest is the request of a child there that is not over, or nil.
func (c *Case) openRequest(child text.Text) *Request {
	for i := range c.Requests {
		if r := &c.Requests[i]; r.Child == child && !Over("request", r.State) {
			return r
		}
	}
	return nil
}

// Record is what Ofsted's record says of the provision, in a few words.
func (c *Case) Record() string {
	j := c.Standing.Judgement
	if j == nil {
		return "no judgement"
	}
	return fmt.Sprintf("%s, inspected %s", flow.State(findingOf(j.Judgement)).Words(), j.Ended.Long())
}

// Claimed is what the provider claims of itself, in a few words.
func (r *Request) Claimed() string {
	return fmt.Sprintf("%s, inspected %s, as the provider claims", flow.State(r.Claim).Words(), r.ClaimOn.Long())
}

// agrees reports whether a claim is what Ofsted's record says: the judgement in force,
// and the day of its inspection or of one since.
func (c *Case) agrees(judgement string, on civil.Date) bool {
	j := c.Standing.Judgement
	return j != nil && string(findingOf(j.Judgement)) == judgement &&
		slices.ContainsFunc(append([]ofsted.Inspection{*j}, c.Standing.Newer...), func(i ofsted.Inspection) bool { return near(on, i.Ended) })
}

func claimAgrees(c *Case, t *flow.Turn) flow.Problems {
	ps := notAhead(t, "inspected_on")
	if len(ps) == 0 && !c.agrees(t.Value("judgement"), t.Date("inspected_on")) {
		ps = append(ps, flow.Problem{Arg: "judgement", Why: "does not agree with Ofsted's record (" + c.Record() +
			"): nothing is clear until it does; record the difference (PR2x)"})
	}
	return ps
}

// claimAgreesIfGiven lets a claim be left out where agreement is needed anyway.
func claimAgreesIfGiven(c *Case, t *flow.Turn) flow.Problems {
	if t.Value("judgement") == "" {
		return nil
	}
	return claimAgrees(c, t)
}

func claimDiffers(c *Case, t *flow.Turn) flow.Problems {
	ps := notAhead(t, "inspected_on")
	if len(ps) == 0 && c.agrees(t.Value("judgement"), t.Date("inspected_on")) {
		ps = append(ps, flow.Problem{Arg: "judgement", Why: "agrees with Ofsted's record; go on with PR2, or PR3 where it is below the threshold"})
	}
	return ps
}

func visitAhead(c *Case, t *flow.Turn) flow.Problems {
	if d := t.Date("visit_by"); !d.IsZero() && d.Before(t.On) {
		return flow.Problems{{Arg: "visit_by", Why: d.Long() + " is past; enter " + t.On.Long() + " or later"}}
	}
	return nil
}

func typeFits(t *flow.Turn) flow.Problems {
	if _, ok := placement.NormaliseType(t.Value("placement_type")); !ok {
		return flow.Problems{{Arg: "placement_type", Why: "is no code of the SSDA903 return; enter one like K2, or leave it out"}}
	}
	return nil
}

// startFits holds the day that a placement began to the approval. What began outside
// it began without agreement.
func startFits(c *Case, t *flow.Turn) flow.Problems {
	ps, r := typeFits(t), c.request()
	switch {
	case r.State == Clear:
	case t.On.Before(r.ApprovedOn):
		ps = append(ps, flow.Problem{Arg: "on", Why: fmt.Sprintf("%s is before it was agreed (%s); what began before is a breach (PR11)", t.On.Long(), r.ApprovedOn.Long())})
	case r.State != EmergencyAgreed && t.On.After(r.ValidUntil):
		ps = append(ps, flow.Problem{Arg: "on", Why: fmt.Sprintf("%s is after the approval ran out (%s); seek agreement again (PR10b), or record the breach (PR11)",
			t.On.Long(), r.ValidUntil.Long())})
	}
	return ps
}

// breachFits refuses only what is no breach: nothing was held back there on the day.
func breachFits(c *Case, t *flow.Turn) flow.Problems {
	child, ps := childReadable(t)
	ps = append(append(ps, notAhead(t, "placed_on")...), typeFits(t)...)
	if len(ps) > 0 {
		return ps
	}
	on, f, since := t.Date("placed_on"), c.Freeze, c.livesSince(child)
	switch r := c.openRequest(child); {
	case f.Since.IsZero():
		ps = append(ps, flow.Problem{Arg: "placed_on", Why: "is no breach: new placements were never held back there"})
	case on.Before(f.Since), !f.Until.IsZero() && on.After(f.Until):
		ps = append(ps, flow.Problem{Arg: "placed_on", Why: fmt.Sprintf("%s is no breach: new placements were held back from %s%s", on.Long(), f.Since.Long(), until(f))})
	case !since.IsZero() && since.Before(f.Since):
		ps = append(ps, flow.Problem{Arg: "child", Why: fmt.Sprintf("lives there since %s, as the placements show: that is no breach of a hold from %s on", since.Long(), f.Since.Long())})
	case r != nil && r.State == Breach:
		ps = append(ps, flow.Problem{Arg: "child", Why: fmt.Sprintf("is recorded as placed without agreement already: request:%s", r.ID)})
	}
	return ps
}

// livesSince is the day since which the placements show a child there, or none.
func (c *Case) livesSince(child text.Text) civil.Date {
	for _, a := range c.Arrived {
		if a.Child == child {
			return a.On
		}
	}
	return civil.Date{}
}

func until(f Freeze) string {
	if f.Until.IsZero() {
		return " on"
	}
	return " to " + f.Until.Long()
}

// wasOutOfHours holds an emergency to its meaning: consent given on call. In office
// hours the two managers decide, on the same day where it presses.
func wasOutOfHours(c *Case, t *flow.Turn) flow.Problems {
	clock, err := time.Parse("15:04", t.Value("consent_at"))
	if err != nil {
		return flow.Problems{{Arg: "consent_at", Why: "is no time of day like 23:40"}}
	}
	at := t.On.Start(time.UTC).Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
	if !c.Policy.Office.Out(at, t.Cal) {
		return flow.Problems{{Arg: "consent_at", Why: fmt.Sprintf("%s on %s is in office hours: the two managers decide (PR6), on the same day in an emergency",
			t.Value("consent_at"), t.On.Long())}}
	}
	return nil
}
