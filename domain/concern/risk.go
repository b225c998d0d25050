package concern

import (
	"slices"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// anybody may raise what is urgent: everyone but an administrator, who has no case
// rights (safety.md 7, row 1).
var anybody = append([]team.Role{team.Viewer, team.Auditor}, officers...)

// riskRows are the rows of an immediate risk to the children, and of the visit that
// the law asks for after a section 30A notification. They move no track.
func riskRows() []Row {
	return []Row{
		{ID: "IR1", Event: "immediate_risk", Title: "Immediate risk to a child there",
			From: []flow.State{flow.Start, flow.Any, Closed}, To: flow.Same, By: anybody, Args: []flow.Arg{why("What is known, in few words")}, Fill: childrenAtRisk,
			Then: raiseRisk, Brings: []string{"risk.safe_tonight", "alert.send"}, Source: "S2, safety 7 row 1"},
		{ID: "CF1", Event: "fact_raised", Title: "A fact was raised about the provision",
			From: []flow.State{flow.Start, flow.Any, Closed}, To: flow.Same, By: officers,
			Args: []flow.Arg{choice("who", "Who raised it", true, options("social_worker", "Social worker", "iro", "IRO", "reg44", "Independent visitor (reg 44)",
				"lado", "LADO", "parent", "Parent", "provider", "The provider", "council", "Another council", "other", "Other")),
				words("reason", "What was raised, in few words", true)},
			Then: raiseFact, Opens: []Opening{{Key: "qa.responsive_visit"}}, Source: "S1, R§5.8"},
		{ID: "IR2", Event: "safe_tonight_decided", Title: "Decided whether the child is safe tonight",
			From: []flow.State{flow.Any}, To: flow.Same, By: []team.Role{team.CSWManager}, If: []Guard{tonightOwed}, Fill: childrenOwed("risk.safe_tonight"),
			Args: []flow.Arg{choice("decision", "Decision", true, options("safety_plan", "Stays, with a safety plan", "moves", "Moves tonight",
				"seen_safe", "Seen, and safe", "left", "Has left the placement")), why("Why, and the safety plan in few words")},
			Valid: whereTheyAre, Then: decideTonight, Answers: []string{"risk.safe_tonight"}, Brings: slices.Concat(asks, moves), Class: flow.Signed, Source: "S2"},
		{ID: "EN3b", Event: "child_visited_after_notice", Title: "Child visited after Ofsted's section 30A notification",
			From: []flow.State{flow.Any}, To: flow.Same, By: officers, If: []Guard{noticeVisitOwed}, Fill: childrenOwed("statutory.s30a_visit"),
			Args: []flow.Arg{choice("outcome", "What was done", true, options("visited", "Visited by the child's representative", "left", "Had left the home before")),
				words("by", "Who visited", false)},
			Valid: visitedByWhom, Then: visitAfterNotice, Answers: []string{"statutory.s30a_visit"}, Source: "R9#52 (verify), R§5.3"},
	}
}

var (
	tonightOwed     = guard("a decision for tonight is owed", func(c *Case, t *flow.Turn) bool { return c.owes("risk.safe_tonight") })
	noticeVisitOwed = guard("a visit after a section 30A notification is owed", func(c *Case, t *flow.Turn) bool { return c.owes("statutory.s30a_visit") })
)

func childrenAtRisk(c *Case, t *flow.Turn) []flow.Arg {
	if len(c.Placed) == 0 {
		return nil
	}
	return []flow.Arg{{Name: "children", Label: "Which children", Kind: flow.ChildrenArg, Options: childOptions(c.Placed), Default: joined(c.Placed)}}
}

// childrenOwed asks for which of the children it was done who are owed something of a kind.
func childrenOwed(kind string) func(*Case, *flow.Turn) []flow.Arg {
	return func(c *Case, t *flow.Turn) []flow.Arg {
		var owed []text.Text
		for _, d := range c.Duties {
			if d.Kind == kind && d.Status == duty.Open {
				owed = append(owed, d.Child)
			}
		}
		return []flow.Arg{{Name: "children", Label: "For which children", Kind: flow.ChildrenArg, Required: true, Options: childOptions(owed), Default: joined(owed)}}
	}
}

// raiseRisk owes a decision for tonight for each child, and word to the LADO and to the
// council of the area, whoever raised it.
func raiseRisk(c *Case, t *flow.Turn) {
	c.openOwn(t)
	for _, child := range c.Placed {
		if slices.Contains(t.Values("children"), child.String()) {
			c.Owe("risk.safe_tonight", t.On, child, t)
		}
	}
	c.called("lado", immediate, t)
	c.called("host_area", immediate, t)
}

// raiseFact needs no finding of Ofsted's either (domain 3.1: from any state).
func raiseFact(c *Case, t *flow.Turn) { c.openOwn(t) }

// openOwn opens a concern of our own where none is open: an immediate risk, or a fact
// raised, never waits for Ofsted to find something.
func (c *Case) openOwn(t *flow.Turn) {
	if c.Open() {
		return
	}
	c.begin(t)
	c.Concern.Finding, c.Concern.Kind, c.Concern.Original, c.Concern.Ended = OwnConcern, ofsted.OtherKind, t.On, t.On
	c.Concern.Source = "other"
	t.Note("change", "a concern of our own is opened")
}

// decideTonight keeps the decision for each child named. One who moves tonight moves
// whatever the assessment says; the views come afterwards (domain 3.1).
func decideTonight(c *Case, t *flow.Turn) {
	for _, child := range c.settleFor("risk.safe_tonight", t) {
		if t.Value("decision") == "moves" {
			moveNow(c, child, t)
		}
	}
}

func visitAfterNotice(c *Case, t *flow.Turn) { c.settleFor("statutory.s30a_visit", t) }

// settleFor settles what is owed of a kind for the children that the turn names, and
// returns them.
func (c *Case) settleFor(kind string, t *flow.Turn) []text.Text {
	var done []text.Text
	named := t.Values("children")
	for i := range c.Duties {
		d := &c.Duties[i]
		if d.Kind == kind && d.Status == duty.Open && slices.Contains(named, d.Child.String()) {
			end(d, duty.Settled, t)
			t.Note("settles", "%s", d.What)
			done = append(done, d.Child)
		}
	}
	return done
}

// whereTheyAre holds the decision against the placements: nobody who lives there has
// left, and nobody who has left moves.
func whereTheyAre(c *Case, t *flow.Turn) flow.Problems {
	return append(c.leftOrThere(t, "decision", "left", false), c.leftOrThere(t, "decision", "moves", true)...)
}

func visitedByWhom(c *Case, t *flow.Turn) flow.Problems {
	ps := c.leftOrThere(t, "outcome", "left", false)
	if t.Value("outcome") == "visited" && t.Value("by") == "" {
		ps = append(ps, flow.Problem{Arg: "by", Why: "is missing: enter who visited"})
	}
	return ps
}

func (c *Case) leftOrThere(t *flow.Turn, arg, value string, there bool) flow.Problems {
	if t.Value(arg) != value {
		return nil
	}
	for _, named := range t.Values("children") {
		if is := slices.ContainsFunc(c.Placed, func(p text.Text) bool { return p.String() == named }); is != there {
			why := "names a child whom the placements show there still; end or move the placement first"
			if there {
				why = "names a child whom the placements no longer show there"
			}
			return flow.Problems{{Arg: "children", Why: why}}
		}
	}
	return nil
}
