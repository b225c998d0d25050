package board

import (
	"slices"
	"strings"
	"testing"

	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/text"
)

// However late something of the home's is, a child's own danger is on her row, is its
// next step, and is found by what it is called.
func TestWhatAChildsSafetyWaitsForIsOnHerRow(t *testing.T) {
	for name, c := range map[string]struct {
		given func(*concern.Case, text.Text)
		alarm string
	}{
		"does not feel safe": {func(c *concern.Case, child text.Text) {
			c.Assessments = append(c.Assessments, concern.Assessment{ID: "9000412-1.90", Child: child, State: concern.InProgress, Voice: "no"})
			c.Duties = append(c.Duties, duty.Duty{ID: "9000412-1.91", Kind: "assessment.not_safe", What: "Answer a child who does not feel safe", Child: child,
				Concern: c.Concern.ID, Owner: duty.Ours, Role: "csw_manager", Status: duty.Open, Due: world().Today})
		}, "NOT SAFE"},
		"placed against the freeze": {func(c *concern.Case, child text.Text) {
			c.Requests = append(c.Requests, concern.Request{ID: "9000412-R1", Child: child, State: concern.Breach})
		}, "BREACH"},
		"not ratified, and still there": {func(c *concern.Case, child text.Text) {
			c.Requests = append(c.Requests, concern.Request{ID: "9000412-R1", Child: child, State: concern.NotRatified})
			if !slices.Contains(c.Placed, child) {
				c.Placed = append(c.Placed, child)
			}
		}, "NOT RATIFIED"},
	} {
		in := world()
		for _, k := range in.Cases {
			if k.Place.URN.String() == "9000412" {
				c.given(k, text.Clean("C-0412"))
			}
		}
		b := Build(in)
		r := row(t, b, "C-0412")
		if r.Alarm != c.alarm || !strings.HasPrefix(r.NextStep, c.alarm+": ") || r.Mark == NotDue {
			t.Errorf("%s: the row says %q, %q, %q", name, r.Alarm, r.NextStep, r.Mark)
		}
		if c.alarm == "NOT SAFE" && !strings.Contains(r.NextStep, "answer a child who does not feel safe") {
			t.Errorf("%s: the next step is %q", name, r.NextStep)
		}
		if c.alarm != "NOT SAFE" && b.Counts.Breaches != 1 {
			t.Errorf("%s: %d breaches are counted", name, b.Counts.Breaches)
		}
		f, err := ParseFilter(strings.ToLower(strings.Fields(c.alarm)[len(strings.Fields(c.alarm))-1]), FilterEnv{Board: b, Today: in.Today})
		if err != nil || !f.Child(r) {
			t.Errorf("%s: a filter does not find it: %v", name, err)
		}
		if other := row(t, b, "C-0388"); other.Alarm != "" {
			t.Errorf("%s: another child's row says %q", name, other.Alarm)
		}
	}
}

// Mine is whatever waits for me: by name, by my role, or for my confirmation.
func TestMineIsWhateverWaitsForMe(t *testing.T) {
	in := staffed(t)
	b := Build(in)
	for _, who := range []string{"ann", "ben", "cas", "pam"} {
		f, err := ParseFilter("is:mine", FilterEnv{Board: b, Today: in.Today, Me: who})
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]bool{}
		for i := range b.Children {
			if f.Child(b.Children[i]) {
				found[b.Children[i].URN] = true
			}
		}
		for i := range b.Visits {
			if f.Visit(b.Visits[i]) {
				found[b.Visits[i].URN] = true
			}
		}
		for _, item := range Waiting(in).For(who) {
			if item.Kind != waitsForOthers && !found[item.URN] {
				t.Errorf("%s: %s waits at %s and is not found as hers", who, item.What, item.URN)
			}
		}
	}
}
