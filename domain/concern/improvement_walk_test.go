package concern

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/team"
)

// The same for service improvement plans and for duties alone, so that every turn of
// a plan is met, and whatever may be done about a duty is done.
func TestWhateverHappensToPlansAndDutiesThePromisesHold(t *testing.T) {
	rows := allRows()
	tried := []string{"QA6c", "CF1", "VI3", "OF14"}
	for _, id := range sorted(rows) {
		if strings.HasPrefix(id, "SP") || strings.HasPrefix(id, "DU") {
			tried = append(tried, id)
		}
	}
	rules := rulesOf("default")
	rapid.Check(t, func(t *rapid.T) {
		w := &walk{t: t, today: friday, rows: rows, tried: tried, c: home(rules, rapid.IntRange(0, 1).Draw(t, "children"))}
		c, steps, err := w.c.Apply("", "OF1", turn(pat, friday, args(found("requires_improvement")...)))
		if err != nil {
			t.Fatal(err)
		}
		w.step(c, steps, pat.ID)
		for range rapid.IntRange(5, 50).Draw(t, "events") {
			switch n := rapid.IntRange(0, 19).Draw(t, "what"); {
			case n < 9:
				w.goOnWithThePlan()
			case n < 17:
				w.act()
			case n < 19:
				w.confirm()
			default:
				w.wait()
			}
		}
		w.finish()
	})
}

// goOnWithThePlan has the team take the plan further, from its beginning to its end.
func (w *walk) goOnWithThePlan() {
	who, row, raw := w.nextForPlan()
	if i := slices.IndexFunc(w.c.Improvements, func(p Improvement) bool { return p.State == Live }); row == "" && i >= 0 {
		who, row, raw = w.nextForLive(&w.c.Improvements[i])
	} else if row == "" {
		who, row, raw = cory, "SP1", nil
	}
	c, steps, err := w.c.Apply("", row, turn(who, w.today, raw))
	if err != nil {
		w.t.Fatalf("%s by %s: %v", row, who.Login, err)
	}
	w.step(c, steps, who.ID)
}

// nextForPlan is what a diligent team would do now about a plan that is owed or in
// draft, if anything.
func (w *walk) nextForPlan() (team.Person, string, map[string]string) {
	i := slices.IndexFunc(w.c.Improvements, func(p Improvement) bool { return p.State == Draft })
	if i < 0 {
		if w.c.owes("improvement.draft") {
			return cory, "SP1", nil
		}
		return team.Person{}, "", nil
	}
	p := &w.c.Improvements[i]
	if rapid.IntRange(0, 9).Draw(w.t, "give the plan up") == 0 {
		return cory, "SP6", args("improvement="+p.ID, "reason=it improves without one")
	}
	if row, raw := w.complete(p); row != "" {
		return cory, row, raw
	}
	return prim, "SP2", args("improvement=" + p.ID)
}

// complete is what a plan lacks yet, if anything.
func (w *walk) complete(p *Improvement) (string, map[string]string) {
	id, due := "improvement="+p.ID, "due="+w.today.AddDays(20).String()
	for _, it := range w.c.Items {
		if !slices.ContainsFunc(p.Actions, func(a Action) bool { return a.Answers == it.ID }) {
			return "SP1a", args(id, "from=ofsted", "what=words", "owner=words", due, "answers="+it.ID)
		}
	}
	for _, a := range p.Actions {
		switch {
		case a.Owner.IsZero():
			return "SP1c", args(id, "action="+a.ID, "owner=words")
		case a.Due.IsZero():
			return "SP1c", args(id, "action="+a.ID, due)
		}
	}
	switch {
	case len(p.Actions) == 0:
		return "SP1a", args(id, "from=council", "what=words", "owner=words", due)
	case p.Monitoring.IsZero():
		return "SP1b", args(id, "monitoring=words", "support=words")
	}
	return "", nil
}

// nextForLive is one of the things done about a plan in force.
func (w *walk) nextForLive(p *Improvement) (team.Person, string, map[string]string) {
	id := "improvement=" + p.ID
	switch rapid.IntRange(0, 3).Draw(w.t, "about the plan") {
	case 0:
		return cory, "SP3", args(id, "reason=words")
	case 1:
		return pat, "SP5", args(id, "reason=words")
	}
	if row, raw := w.complete(p); row != "" {
		return cory, row, raw
	}
	for _, a := range p.Actions {
		if a.State != ActionDone {
			return quinn, "SP3a", args(id, "action="+a.ID, "state=done", "evidence=words")
		}
	}
	return cory, "SP4", args(id)
}

// plansKept: a plan in draft or in force owes something of ours, one that is over
// nothing; and of each there is one at most.
func (w *walk) plansKept() {
	n := map[flow.State]int{}
	for _, p := range w.c.Improvements {
		n[p.State]++
		owed := slices.ContainsFunc(w.c.Duties, func(x duty.Duty) bool { return x.Part == p.ID && x.Owner == duty.Ours && x.Status == duty.Open })
		if owed != !Over("improvement", p.State) {
			w.t.Fatalf("the plan is %s, and something is owed for it: %v", p.State, owed)
		}
	}
	if n[Draft] > 1 || n[Live] > 1 {
		w.t.Fatalf("%d plans in draft, %d in force", n[Draft], n[Live])
	}
}

// plansSigned holds each signature of a plan to whoever had no part in it, and to a
// plan that lacks nothing; and nobody calls complete what is not done.
func (w *walk) plansSigned(s Step, was *Case, who string) {
	if s.Row != "SP2" && s.Row != "SP4" {
		return
	}
	p := byID(was.Improvements, strings.TrimPrefix(s.Subject, "improvement:"))
	if row, _ := w.complete(p); row != "" {
		w.t.Fatalf("%s of a plan that lacks %s", s.Row, row)
	}
	if s.Row == "SP2" && slices.Contains(p.PreparedBy, who) {
		w.t.Fatalf("signed by %s, who prepared it", who)
	}
	if s.Row == "SP4" && slices.ContainsFunc(p.Actions, func(a Action) bool { return a.State != ActionDone }) {
		w.t.Fatal("completed with an action that is not done")
	}
}

// moved holds the moving of a day to the one row that may: a manager's, which keeps
// what the day was and why (DU3).
func (w *walk) moved(s Step, was, is duty.Duty) {
	if s.Row != "DU3" || s.Subject != "duty:"+is.ID {
		w.t.Fatalf("%s moved %s from %s to %s", s.Row, is.Kind, was.Due, is.Due)
	}
	if !strings.HasSuffix(is.Explanation, was.Explanation) || !strings.Contains(is.Explanation, is.OriginalDue.Long()) || is.Note.IsZero() {
		w.t.Fatalf("%s was moved and does not say what it was, or why: %q", is.Kind, is.Explanation)
	}
}

// settling is a row that settles the duty now, by somebody who may: what a diligent
// team does where nothing above says more.
func (w *walk) settling(d duty.Duty) (team.Person, string, map[string]string) {
	for _, id := range sorted(w.rows) {
		ch, r, _ := w.c.find(id)
		i := slices.IndexFunc(people(), func(p team.Person) bool { return p.Holds(w.today, r.By...) })
		if i < 0 || !slices.Contains(r.Settles, d.Kind) {
			continue
		}
		raw := map[string]string{"reason": "words"}
		if isPart(ch.Name) {
			raw[ch.Name] = d.Part
		}
		for _, a := range r.Args {
			switch {
			case !a.Required:
			case a.Kind == flow.DateArg:
				raw[a.Name] = w.today.String()
			case len(a.Options) > 0:
				raw[a.Name] = a.Options[0].Value
			default:
				raw[a.Name] = "words"
			}
		}
		if _, _, err := w.c.Apply("", id, turn(people()[i], w.today, raw)); err == nil {
			return people()[i], id, raw
		}
	}
	return team.Person{}, "", nil
}
