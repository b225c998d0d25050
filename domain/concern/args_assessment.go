package concern

import (
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// What the rows of an assessment ask for, and what is wrong with arguments taken
// together.

func contributors() []flow.Option {
	return options("service_improvement_officer", "Service improvement officer", "social_worker", "Social worker",
		"team_manager", "Social work team manager", "iro", "IRO, or SEN officer where the placement is for education",
		"commissioning_manager", "Commissioning manager", "provider", "Provider")
}

func reviewOn() flow.Arg {
	return flow.Arg{Name: "review_on", Label: "Next review point", Kind: flow.DateArg, Hint: "the last day that policy allows unless said"}
}

// endReasons are SSDA903's reasons why a placement ended (REASON_PLACE_CHANGE).
func endReasons() []flow.Option {
	return options("CARPL", "Care plan carried out", "CLOSE", "The provision closed", "ALLEG", "Allegation", "STAND", "Concern about standards of care",
		"APPRR", "Approval removed", "CREQB", "Carer asked: child's behaviour", "CREQO", "Carer asked: other", "CHILD", "The child asked",
		"LAREQ", "The council asked", "PLACE", "Change of the placement's status only", "CUSTOD", "Custody", "OTHER", "Other")
}

func notAssessed(c *Case, t *flow.Turn) flow.Problems {
	if c.isAssessed(t.Text("child")) {
		return flow.Problems{{Arg: "child", Why: "has an assessment already; reopen it with SA5b once the child's staying was signed"}}
	}
	return nil
}

func childrenOwedReview(c *Case, t *flow.Turn) []flow.Arg {
	var owed []text.Text
	for _, d := range c.Duties {
		if d.Kind == "assessment.review_point_ri" && d.Status == duty.Open {
			owed = append(owed, d.Child)
		}
	}
	return []flow.Arg{{Name: "children", Label: "For which children", Kind: flow.ChildrenArg, Required: true,
		Options: childOptions(owed), Default: joined(owed)}}
}

func noView(role string) string { return "no_" + role }

// reasonsMissing asks why each view that is missing is missing.
func reasonsMissing(c *Case, t *flow.Turn) []flow.Arg {
	a := c.assessment()
	if a == nil {
		return nil
	}
	var args []flow.Arg
	for _, o := range contributors() {
		if a.view(o.Value) == nil {
			args = append(args, words(noView(o.Value), "Why there is no view: "+o.Words, true))
		}
	}
	return args
}

// whyEnded asks a person for the reason that SSDA903 will ask for.
func whyEnded(c *Case, t *flow.Turn) []flow.Arg {
	if t.Actor == team.System {
		return nil
	}
	return []flow.Arg{choice("end_reason", "Why the placement ended", true, endReasons())}
}

// viewAwaited keeps what a decision rests on as it was: after it only a contributor who
// was not asked before, because the risk was immediate, is still heard.
func viewAwaited(c *Case, t *flow.Turn) flow.Problems {
	if a := c.assessment(); a.State != InProgress && a.view(t.Value("role")) != nil {
		return flow.Problems{{Arg: "role", Why: "was heard, or excused, before the decision, which rests on that"}}
	}
	return nil
}

func askedNotAhead(c *Case, t *flow.Turn) flow.Problems { return notAhead(t, "voice_on") }

func retryInTime(c *Case, t *flow.Turn) flow.Problems {
	return c.inTime("retry_on", "assessment.voice_retry", t)
}

func reviewInTime(c *Case, t *flow.Turn) flow.Problems {
	return c.inTime("review_on", "assessment.review_point", t)
}

// inTime refuses a day that is past, or later than policy allows.
func (c *Case) inTime(arg, key string, t *flow.Turn) flow.Problems {
	by := t.Date(arg)
	_, span := c.limit(key, t.On)
	switch {
	case by.IsZero():
		return nil
	case by.Before(t.On):
		return flow.Problems{{Arg: arg, Why: by.Long() + " is past; enter " + t.On.Long() + " or later"}}
	case by.After(span.Date):
		return flow.Problems{{Arg: arg, Why: by.Long() + " is later than policy allows; enter " + span.Date.Long() + " or earlier"}}
	}
	return nil
}
