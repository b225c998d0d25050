package concern

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"placewatch/domain/duty"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// The same for the children alone, so that every turn of an assessment and of the
// monitoring is met: whatever is done with them, and whoever comes and goes.
func TestWhateverHappensToTheChildrenThePromisesHold(t *testing.T) {
	rows := allRows()
	tried := []string{"OF5", "OF6b", "OF7", "OF7b", "OF8", "OF14"}
	for _, id := range sorted(rows) {
		if strings.HasPrefix(id, "SA") || strings.HasPrefix(id, "EM") {
			tried = append(tried, id)
		}
	}
	rules := rulesOf("default")
	rapid.Check(t, func(t *rapid.T) {
		w := &walk{t: t, today: friday, rows: rows, tried: tried, c: home(rules, rapid.IntRange(1, 3).Draw(t, "children"))}
		finding := rapid.SampledFrom([]string{"inadequate", "requires_improvement"}).Draw(t, "finding")
		c, steps, err := w.c.Apply("", "OF1", turn(pat, friday, args(found(finding)...)))
		if err != nil {
			t.Fatal(err)
		}
		w.step(c, steps, pat.ID)
		for range rapid.IntRange(5, 60).Draw(t, "events") {
			switch n := rapid.IntRange(0, 19).Draw(t, "what"); {
			case n < 5:
				w.diligent()
			case n < 15:
				w.act()
			case n < 17:
				w.confirm()
			case n < 18:
				w.wait()
			default:
				w.move()
			}
		}
		w.finish()
	})
}

// diligent has the team do what is owed for some child, if anything.
func (w *walk) diligent() {
	who, row, raw := w.nextForChildren()
	if row == "" {
		return
	}
	c, steps, err := w.c.Apply("", row, turn(who, w.today, raw))
	if err != nil {
		w.t.Fatalf("%s by %s: %v", row, who.Login, err)
	}
	w.step(c, steps, who.ID)
}

// deputy is a principal manager who has no part in anything but signing.
var deputy = person("deputy", team.PrincipalManager)

// nextForChildren is what a diligent team would do now about the children, if anything.
func (w *walk) nextForChildren() (team.Person, string, map[string]string) {
	owes := func(a Assessment, kind string) bool {
		return slices.ContainsFunc(w.c.Duties, func(x duty.Duty) bool { return x.Kind == kind && x.Part == a.ID && x.Status == duty.Open })
	}
	for _, a := range w.c.Assessments {
		id := "assessment=" + a.ID
		switch {
		case owes(a, "assessment.not_safe"):
			return casey, "SA2d", args(id, "reason=seen today")
		case owes(a, "placement.late_notice"):
			return pat, "SA6a", args(id)
		case owes(a, "assessment.voice"), owes(a, "assessment.voice_again"), a.State == InProgress && a.Voice == "":
			return casey, "SA2b", args(feels("yes", id)...)
		case a.State == Required:
			return cory, "SA1", args(id, "voice_by=Sam")
		case a.State == InProgress:
			words := []string{id, "rationale=as said", "outcome=" + rapid.SampledFrom([]string{"continue", "move"}).Draw(w.t, "outcome")}
			for _, role := range Contributors() {
				if a.view(role) == nil {
					words = append(words, "no_"+role+"=on leave")
				}
			}
			return cory, "SA3", args(words...)
		case a.State == AwaitSign && a.Outcome == "move":
			return deputy, "SA4b", args(id)
		case a.State == AwaitSign:
			return deputy, "SA4a", args(id)
		}
	}
	return team.Person{}, "", nil
}

// moveThoseWhoMove lets every child leave who is to move, or is said to have moved.
func (w *walk) moveThoseWhoMove() {
	n := len(w.c.Placed)
	w.c = w.c.Clone()
	w.c.Placed = slices.DeleteFunc(slices.Clone(w.c.Placed), func(child text.Text) bool {
		a := w.c.assessmentOf(child)
		return a != nil && (a.State == Move || a.State == Moved)
	})
	if len(w.c.Placed) < n {
		w.settle()
	}
}

// childrenKept holds every child there, every assessment and every monitoring to
// account: none is silent while it lasts, and none owes anything once it is over but
// what the law asks after a move, and the list's own word for it.
func (w *walk) childrenKept() {
	c, t := w.c, w.t
	for _, p := range append(c.Parts("assessment"), c.Parts("monitoring")...) {
		r, owed := p.Ref(), 0
		for _, x := range c.Duties {
			if x.Part != r.ID || x.Status != duty.Open || x.Owner != duty.Ours {
				continue
			}
			owed++
			if x.Child != r.Child {
				t.Fatalf("%s is owed for another child", x.Kind)
			}
			if Over(r.Kind, r.State) && x.Kind != "placement.late_notice" && x.Kind != "assessment.list_end" {
				t.Fatalf("the %s is %s, and %s is open", r.Kind, r.State, x.Kind)
			}
		}
		if owed == 0 && c.Open() && !Over(r.Kind, r.State) {
			t.Fatalf("the %s is %s and owes nothing", r.Kind, r.State)
		}
	}
	for i, child := range c.Placed {
		n := len(slices.DeleteFunc(slices.Clone(c.Assessments), func(a Assessment) bool { return a.Child != child || !a.stands() }))
		tier := c.tier(c.Concern.Finding)
		switch {
		case !c.Open():
		case n > 1:
			t.Fatalf("child %d has %d assessments", i, n)
		case !c.Concern.Intake && tier >= tierInadequate && n == 0:
			t.Fatalf("child %d is at an inadequate provision and has no assessment", i)
		case !c.Concern.Intake && tier >= tierRI && !c.isReviewed(child):
			t.Fatalf("child %d is below the threshold, with neither assessment nor review point", i)
		}
	}
}

// signedApart holds each signature of an assessment apart from whoever had a part in it.
func (w *walk) signedApart(s Step, was *Case, who string) {
	if s.Row != "SA4a" && s.Row != "SA4b" {
		return
	}
	a := byID(was.Assessments, strings.TrimPrefix(s.Subject, "assessment:"))
	if a == nil || slices.Contains(a.PreparedBy, who) || a.Voice == "" || a.Rationale.IsZero() || len(a.Views) < 7 {
		w.t.Fatalf("%s signed by %s: %+v", s.Row, who, a)
	}
}
