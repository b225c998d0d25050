package sample

import (
	"cmp"
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// thread is what was done about one provision of the cast, in order.
type thread struct {
	m       *maker
	urn     string
	subject string
	steps   *[]Step
}

// child is the thread of one child there.
func (t thread) child(ref text.Text) thread {
	t.subject = "child:" + ref.String()
	return t
}

// each is ago, for each part that the row fits.
func (t thread) each(n int, who, event string, args ...string) thread {
	t.ago(n, who, event, args...)
	(*t.steps)[len(*t.steps)-1].Each = true
	return t
}

// did records a step on a day. args are name, value, name, value.
func (t thread) did(day civil.Date, who, event string, args ...string) thread {
	a := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		a[args[i]] = args[i+1]
	}
	*t.steps = append(*t.steps, Step{Day: day, Who: who, Subject: t.subject, URN: t.urn, Event: event, Args: a})
	return t
}

// ago is did, n working days ago.
func (t thread) ago(n int, who, event string, args ...string) thread {
	return t.did(t.m.workday(-n), who, event, args...)
}

// takenIn is how each matter of the first load begins: taken in, told to the QA
// officer, our children listed, their professionals alerted (S1); where the home is in
// our own area the safeguarding lead is told too.
func (t thread) takenIn(n int) thread {
	t.ago(n, "ben", "IN1").ago(n, "ann", "QA2").ago(n-1, "ann", "QA2a").ago(n, "ben", "QA2b", "channel", "email")
	if t.inOurArea() {
		t.ago(n, "ben", "QA2e")
	}
	return t.each(n-2, "ben", "AL3")
}

func (t thread) inOurArea() bool {
	return slices.ContainsFunc(t.m.c.Provisions, func(p ofsted.Provision) bool {
		return p.URN.String() == t.urn && p.LocalAuthority == t.m.c.Name
	})
}

// sighted is what an inadequate judgement asks for besides.
func (t thread) sighted(n int) thread {
	return t.ago(n, "cas", "QA2c", "how", "social_worker", "by", "the children's social workers")
}

// visited is a progress visit from the provider's answer to the report.
func (t thread) visited(told, made, reported int, concerns, progress string) thread {
	m := t.m
	return t.ago(told, "ann", "QA6", "told_on", m.workday(-told).String()).
		ago(told, "ann", "VI2", "booked_for", m.workday(-made).String(), "by", "ann").
		ago(made, "ann", "VI3", "mode", "on_site", "concerns", concerns, "by", "ann",
			"not_seen", "At school; their social workers saw them the same week").
		ago(reported, "ann", "VI4", "progress", progress, "reason", "Requirements checked one by one with the manager")
}

// at is the thread of one provision of the cast.
func (m *maker) at(p part, steps *[]Step) thread {
	urn := m.cast.urn[p].String()
	return thread{m, urn, "urn:" + urn, steps}
}

// story is what the placements team has done up to today. The events and their
// arguments are rows of domain.md 3.1 and 3.2.
func (m *maker) story() []Step {
	var steps []Step
	at := func(p part) thread { return m.at(p, &steps) }

	at(windowOpen).takenIn(18).sighted(16).ago(16, "ann", "QA4").
		visited(14, 10, 7, "low", "some").
		ago(12, "cas", "AP2").ago(6, "ann", "QA9")

	at(windowPassed).takenIn(25).sighted(23).ago(22, "ann", "QA4").
		visited(14, 10, 6, "serious", "most").
		ago(12, "cas", "AP2").
		ago(9, "cas", "AP4"). // the full visit is owed within 5 working days
		ago(0, "ann", "VI2", "booked_for", m.workday(3).String(), "by", "ann")

	at(monitored).takenIn(38).sighted(36).ago(35, "ann", "QA4").
		visited(28, 24, 20, "low", "some").
		ago(26, "cas", "AP2").
		did(m.worked(m.today.AddDays(-30)), "cas", "OF5", "kind", "monitoring", "ended_on", m.worked(m.today.AddDays(-33)).String()).
		ago(17, "ann", "QA9")

	at(visitOverdue).takenIn(16).ago(13, "ann", "QA4").
		ago(8, "ann", "QA6", "told_on", m.workday(-8).String())

	booked := m.workday(-1)
	at(visitBooked).takenIn(12).ago(10, "ann", "QA4").
		did(booked, "ann", "QA6", "told_on", booked.String()).
		did(booked, "ann", "VI2", "booked_for", m.worked(booked.AddDays(7)).String(), "by", "ann")

	at(inMonitoring).takenIn(45).ago(42, "ann", "QA4").
		visited(40, 37, 33, "none", "most").
		ago(35, "cas", "AP2").ago(31, "ann", "QA9").
		ago(10, "cas", "AP3", "progress", "most")

	at(answerOverdue).takenIn(9).ago(6, "ann", "QA4")

	at(awaiting).takenIn(15).ago(13, "ann", "QA4").ago(11, "ann", "QA5").ago(5, "ben", "QA5b")

	at(justTaken).ago(2, "ben", "IN1").ago(1, "ann", "QA2").ago(1, "ben", "QA2b", "channel", "call")

	at(visitMissed).takenIn(14).ago(12, "ann", "QA4").
		ago(6, "ann", "QA6", "told_on", m.workday(-6).String()).
		ago(6, "ann", "VI2", "booked_for", m.workday(-3).String(), "by", "ann").
		ago(2, "ann", "VI5", "reason", "The manager was called away; another day to be agreed")

	at(toldToday).did(m.today, "ben", "OF1", "finding", "inadequate", "ended_on", m.today.String(),
		"known_on", m.today.String(), "source", "call", "kind", "full")

	at(toldThisWeek).told(4, 3).ago(3, "ann", "QA2").ago(2, "ann", "QA2a").
		ago(1, "ben", "QA2b", "channel", "email").ago(2, "ann", "QA4")

	at(nobodyThere).told(13, 12).ago(12, "ann", "QA2").ago(11, "ann", "QA3", "reason", "The placements list shows none of ours")

	m.oversight(&steps)
	slices.SortStableFunc(steps, func(a, b Step) int { return cmp.Compare(a.Day.Sub(m.today), b.Day.Sub(m.today)) })
	return steps
}

// told records an e-mail of Ofsted's about an inspection not yet published.
func (t thread) told(ended, known int) thread {
	m := t.m
	return t.ago(known, "ben", "OF1", "finding", "requires_improvement", "ended_on", m.workday(-ended).String(),
		"known_on", m.workday(-known).String(), "source", "email", "kind", "full")
}
