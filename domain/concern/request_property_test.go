package concern

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/text"
)

// In any order of what may happen to placement requests, by anyone, with news of the
// provision and arrivals between: nothing open is without a duty, nobody agrees to
// what they asked for, and what is below the threshold is never clear.
func TestWhateverHappensToARequest(t *testing.T) {
	joint := *standard.Policy
	joint.SeniorSignoff = policy.JointManagers
	under := []Rules{standard, rulesOf("never-inadequate"), {Policy: &joint, Book: standard.Book, Cal: standard.Cal, Team: standard.Team}}
	starts := []func(*testing.T) *Case{watchedRI, goodHome, empty, escalated, riskAgreed, approved, alerted, onCall, breached, councilHeld}
	rows := allRows()
	rapid.Check(t, func(rt *rapid.T) {
		w := &walk{t: rt, today: friday, rows: rows}
		w.c = starts[rapid.IntRange(0, len(starts)-1).Draw(rt, "start")](t)
		w.c.Rules = under[rapid.IntRange(0, len(under)-1).Draw(rt, "policy")]
		for range rapid.IntRange(5, 25).Draw(rt, "events") {
			switch n := rapid.IntRange(0, 19).Draw(rt, "what"); {
			case n < 11:
				w.ofRequests()
			case n < 15:
				w.confirm()
			case n < 16:
				w.today = w.today.AddDays(rapid.IntRange(1, 9).Draw(rt, "days"))
				w.settle()
			case n < 17:
				w.news()
			case n < 18:
				w.arrives()
			default:
				w.try(rows[rapid.SampledFrom([]string{"FR1", "FR2", "FR3", "FR4"}).Draw(rt, "freeze")])
			}
			if slices.ContainsFunc(w.c.Requests, func(r Request) bool { return r.begun() && !w.c.isPlaced(r.Child) }) {
				rt.Fatal("a placement began, and the child is not on the board")
			}
		}
	})
}

// ofRequests lets somebody try a row of the requests that some request may take.
func (w *walk) ofRequests() {
	fits := slices.DeleteFunc(sorted(w.rows), func(id string) bool { return !strings.HasPrefix(id, "PR") || !w.leaves(id) })
	w.try(w.rows[rapid.SampledFrom(fits).Draw(w.t, "row")])
}

// arrives lets the council's file bring a child there, on a day of late.
func (w *walk) arrives() {
	a := Start{Child: text.Clean(w.typed("child")), On: w.today.AddDays(-rapid.IntRange(0, 9).Draw(w.t, "placed")), Type: "K2"}
	if !w.c.isPlaced(a.Child) {
		w.c.Placed = slices.Concat(w.c.Placed, []text.Text{a.Child})
	}
	known := w.c.agreed(a.Child, a.On)
	recorded := known != nil && known.begun()
	next, steps, _ := w.c.Hear(News{Arrivals: []Start{a}}, turn(pat, w.today, nil))
	if qa := next.Concern.QA; next.Open() && qa != "" && qa != Notified && !recorded && !next.owesFor(a.Child, append([]string{"qa.alert_professionals", "request.start_told"}, alerting...)...) {
		w.t.Fatal("a child came while the concern is open, and nobody is told")
	}
	if len(next.Starts) > len(w.c.Starts) {
		w.t.Fatal("a placement that a file brought is begun a second time")
	}
	agreed := slices.ContainsFunc(next.Requests, func(r Request) bool { return r.Child == a.Child })
	if w.c.isFrozen() && a.On.After(w.c.Freeze.Since) && !agreed {
		w.t.Fatal("a child came while placements were held back, and nothing is recorded")
	}
	w.step(next, steps, "import")
}

// requestsOwe holds the requests to their promises. One that is not over owes
// something of ours, and one that is over nothing but what follows the move: that its
// start is told, the alerts that a file overtook, and the visit that was agreed. What a request owes is no concern's.
func (w *walk) requestsOwe() {
	owes := map[string][]string{}
	for _, x := range w.c.Duties {
		if strings.HasPrefix(x.Kind, "request.") && x.Status == duty.Open {
			owes[x.Part] = append(owes[x.Part], x.Kind)
			if x.Concern != "" || x.Child.IsZero() {
				w.t.Fatalf("%s is owed by the concern %q, or for nobody", x.Kind, x.Concern)
			}
		}
	}
	for _, r := range w.c.Requests {
		before := slices.DeleteFunc(slices.Clone(owes[r.ID]), func(k string) bool {
			return k == "request.start_told" || k == "request.quality_visit" || r.begun() && slices.Contains(alerting, k)
		})
		switch over := Over("request", r.State); {
		case (len(before) > 0) == over:
			w.t.Fatalf("a request is %s and owes %v", r.State, owes[r.ID])
		case r.RequestedBy != "" && (slices.Contains(r.AgreedBy, r.RequestedBy) || r.ApprovedBy == r.Requester):
			w.t.Fatalf("whoever asked agreed: %+v", r)
		case len(r.AgreedBy) > 0 && r.AgreedBy[0] == r.AgreedBy[1]:
			w.t.Fatalf("one person agreed twice: %+v", r)
		case slices.Contains(pursued, r.State) && w.c.below() && !w.c.Place.Status.Ended() && !w.c.Open():
			w.t.Fatalf("a request is %s below the threshold, and no concern is open", r.State)
		case r.State == Clear && w.c.heldBack():
			w.t.Fatal("a request is clear where placements are held back")
		}
	}
}

// typed is what a person types into a field for words.
func (w *walk) typed(name string) string {
	switch name {
	case "child":
		return rapid.SampledFrom([]string{"C-0500", "C-0501"}).Draw(w.t, name)
	case "consent_at":
		return "23:40"
	case "placement_type":
		return "K2"
	}
	return "words"
}

// fallen is a case whose home Ofsted has judged anew, of which the case has yet to hear.
func fallen(c *Case) *Case {
	c = c.Clone()
	i := full2("2026-03-02", ofsted.RequiresImprovement)
	i.URN = c.Place.URN
	c.History = ofsted.Merge(c.History, []ofsted.Inspection{i})
	c.Standing = ofsted.InForce(c.History)
	return c
}
