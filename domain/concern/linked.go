package concern

import (
	"fmt"
	"strings"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// A provision that goes on under another registration (OF11b). One case is one
// registration: this concern cannot itself move, so it owes that one is opened there, and
// does not close before.

// recordAtNew is the duty to record at the new registration what stands at the old.
const recordAtNew = "concern.record_at_new_registration"

var (
	recordAtNewOwed = guard("what stands is still to be recorded at the new registration", func(c *Case, t *flow.Turn) bool { return c.owes(recordAtNew) })
	nothingToRecord = guard("nothing is to follow there", func(c *Case, t *flow.Turn) bool { return t.Value("outcome") == "nothing" })
)

// linkURN keeps under which registration the provision goes on, and owes that the
// concern follows: what was found opens a concern there, with the days of this one (OF1).
func linkURN(c *Case, t *flow.Turn) {
	urn, err := ofsted.ParseURN(t.Value("urn"))
	if err != nil {
		return // linkFits refused it
	}
	c.Concern.LinkedURN = urn.String()
	c.voidKinds(t, recordAtNew) // of another number, entered before
	l, span := c.limit(recordAtNew, t.On)
	c.add(duty.Duty{Kind: l.Key, What: fmt.Sprintf("%s: urn:%s", l.What, urn), Owner: l.Whose, Role: l.Role, From: t.On, Due: span.Date,
		Flagged: !span.Certain, Explanation: span.Explanation, Rule: l.Key, Source: l.Source}, t)
	t.Note("set", "goes on as urn:%s; record there what stands (OF1), with the days of this concern", urn)
}

// recordedThere asks for the concern that is open at the new registration, or for the
// reason why nothing follows there. That it is one we hold, the store checks.
func recordedThere(c *Case, t *flow.Turn) flow.Problems {
	id, why := text.Clean(strings.TrimPrefix(t.Value("concern"), "concern:")).String(), t.Value("reason")
	urn, number, _ := strings.Cut(id, "-")
	switch {
	case nothingToRecord.Holds(c, t) && why == "":
		return flow.Problems{{Arg: "reason", Why: "is missing: say why nothing follows there"}}
	case nothingToRecord.Holds(c, t) && id != "":
		return flow.Problems{{Arg: "concern", Why: "is asked for only where one is open there; leave it out"}}
	case !nothingToRecord.Holds(c, t) && (urn != c.Concern.LinkedURN || number == ""):
		return flow.Problems{{Arg: "concern", Why: fmt.Sprintf("is not one of urn:%s; record what stands there (OF1), then enter its id, like %s-1", c.Concern.LinkedURN, c.Concern.LinkedURN)}}
	}
	return nil
}
