package concern

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// same reports whether two cases are alike in everything that the store keeps.
func same(a, b *Case) bool {
	return a.Concern == b.Concern && a.Freeze == b.Freeze && a.Count == b.Count && slices.Equal(a.Visits, b.Visits) && cmp.Equal(stored(a), stored(b)) &&
		slices.Equal(a.Duties, b.Duties) && slices.Equal(a.Items, b.Items) && slices.Equal(a.Proposals, b.Proposals) && slices.Equal(a.Told, b.Told)
}

// stored are the parts as the store keeps them.
func stored(c *Case) []string {
	var out []string
	for _, p := range c.Stored() {
		out = append(out, string(journal.Canonical(p)))
	}
	return out
}

// walk is a case under random events, checked after each of them.
type walk struct {
	t     *rapid.T
	c     *Case
	today civil.Date
	rows  map[string]*Row
	tried []string        // the rows that people try; none: all
	asked map[string]bool // how what is owed stood when it was asked what settles it
}

// In any order of events, legal and illegal, by anyone, on any day, with news of
// every kind between: what the policy promises holds.
func TestWhateverHappensThePromisesHold(t *testing.T) {
	profiles := map[string]Rules{}
	for _, name := range policy.ShippedNames() {
		profiles[name] = rulesOf(name)
	}
	rows := allRows()
	rapid.Check(t, func(t *rapid.T) {
		w := &walk{t: t, today: friday, rows: rows}
		w.c = home(profiles[rapid.SampledFrom(policy.ShippedNames()).Draw(t, "profile")], rapid.IntRange(0, 3).Draw(t, "children"))
		w.c.ListFresh = rapid.Bool().Draw(t, "fresh")
		for range rapid.IntRange(5, 30).Draw(t, "events") {
			switch n := rapid.IntRange(0, 19).Draw(t, "what"); {
			case n < 12:
				w.act()
			case n < 14:
				w.confirm()
			case n < 16:
				w.wait()
			case n < 18:
				w.news()
			default:
				w.move()
			}
		}
		w.finish()
	})
}

// act lets somebody try a row, mostly one that the state allows and mostly somebody
// who may.
func (w *walk) act() {
	fits := slices.Clone(w.tried)
	if len(fits) == 0 {
		fits = sorted(w.rows)
	}
	if rapid.IntRange(0, 19).Draw(w.t, "any row") > 0 {
		fits = slices.DeleteFunc(fits, func(id string) bool { return !w.leaves(id) })
	}
	w.try(w.rows[rapid.SampledFrom(fits).Draw(w.t, "row")])
}

// try lets somebody try one row, for some part that it may be for.
func (w *walk) try(r *Row) {
	able := people()
	if rapid.IntRange(0, 9).Draw(w.t, "anybody") > 0 {
		able = slices.DeleteFunc(able, func(p team.Person) bool { return !p.Holds(w.today, slices.Concat(r.By, r.With)...) })
	}
	if len(able) == 0 {
		return // a row of the system or of a file alone
	}
	who := able[rapid.IntRange(0, len(able)-1).Draw(w.t, "who")]
	part := w.part(r.ID)
	u := turn(who, w.today, w.arguments(r, part))
	if u.OutOfHours = rapid.Bool().Draw(w.t, "out of hours"); u.OutOfHours && who.ID == prim.ID && rapid.Bool().Draw(w.t, "alone") {
		u.Raw["alone"], u.Raw["reason"] = "yes", "it cannot wait"
	}
	before := w.c.Clone()
	next, steps, err := w.c.Apply(part, r.ID, u)
	if !same(w.c, before) {
		w.t.Fatalf("%s changed the case it was asked of", r.ID)
	}
	if err == nil {
		w.step(next, steps, who.ID)
	}
}

// leaves reports whether the row leaves the state that its chart, or some part, is in.
func (w *walk) leaves(id string) bool {
	ch, r, _ := w.c.find(id)
	if ch.While != nil && !ch.While.Holds(w.c, nil) {
		return false
	}
	if !isPart(ch.Name) {
		return ch.Leaves(r, ch.Get(w.c))
	}
	return ch.Leaves(r, flow.Start) || slices.ContainsFunc(w.c.Parts(ch.Name), func(p Part) bool { return ch.Leaves(r, p.Ref().State) })
}

// part is some part that a row is taken for: mostly one that it can leave; none
// where the row begins one.
func (w *walk) part(id string) string {
	ch, r, _ := w.c.find(id)
	if !isPart(ch.Name) || slices.Contains(r.From, flow.Start) {
		return ""
	}
	all := w.c.Parts(ch.Name)
	fits := slices.DeleteFunc(slices.Clone(all), func(p Part) bool { return !ch.Leaves(r, p.Ref().State) })
	if len(fits) > 0 && rapid.IntRange(0, 9).Draw(w.t, "any part") > 0 {
		all = fits
	}
	if len(all) == 0 {
		return ""
	}
	return all[rapid.IntRange(0, len(all)-1).Draw(w.t, "part")].Ref().ID
}

// arguments are drawn from what the row asks for; some are left out.
func (w *walk) arguments(r *Row, part string) map[string]string {
	as := r.Args
	if r.Fill != nil {
		c := w.c.Clone()
		c.part = part
		as = slices.Concat(as, r.Fill(c, turn(quinn, w.today, nil)))
	}
	raw := map[string]string{}
	for _, a := range as {
		if !a.Required && rapid.Bool().Draw(w.t, "leave out "+a.Name) {
			continue
		}
		switch {
		case a.Kind == flow.DateArg && (a.Name == "ended_on" || a.Name == "known_on" || a.Name == "told_on" || a.Name == "received_on" || a.Name == "published_on"):
			raw[a.Name] = w.today.AddDays(-rapid.IntRange(0, 20).Draw(w.t, a.Name)).String()
		case a.Kind == flow.DateArg:
			raw[a.Name] = w.today.AddDays(rapid.IntRange(-2, 40).Draw(w.t, a.Name)).String()
		case len(a.Options) > 0:
			raw[a.Name] = a.Options[rapid.IntRange(0, len(a.Options)-1).Draw(w.t, a.Name)].Value
		case a.Kind == flow.TextArg:
			raw[a.Name] = w.typed(a.Name)
		}
	}
	if rapid.IntRange(0, 3).Draw(w.t, "on") == 0 {
		raw["on"] = w.today.AddDays(-rapid.IntRange(-1, 10).Draw(w.t, "on day")).String()
	}
	return raw
}

func (w *walk) confirm() {
	var waiting []Proposal
	for _, p := range w.c.Proposals {
		if p.State == Waiting {
			waiting = append(waiting, p)
		}
	}
	if len(waiting) == 0 {
		return
	}
	p := waiting[rapid.IntRange(0, len(waiting)-1).Draw(w.t, "proposal")]
	who := people()[rapid.IntRange(0, len(people())-1).Draw(w.t, "second")]
	next, steps, err := w.c.Confirm("", p.ID, turn(who, w.today, nil))
	if err != nil {
		return
	}
	if who.ID == p.By {
		w.t.Fatalf("%s confirmed what %s proposed", who.Login, p.Login)
	}
	w.step(next, steps, who.ID)
}

func (w *walk) wait() {
	w.today = w.today.AddDays(rapid.IntRange(1, 40).Draw(w.t, "days"))
	w.settle()
}

func (w *walk) settle() {
	next, steps := w.c.Settle(w.today, turn(team.Person{}, w.today, nil))
	w.step(next, steps, "")
}

// news are what a published file says: any judgement, on a day of late.
func (w *walk) news() {
	i := ofsted.Inspection{URN: w.c.Place.URN, Number: text.Clean(fmt.Sprint(rapid.IntRange(1, 1_000_000).Draw(w.t, "number"))),
		Kind:      rapid.SampledFrom([]ofsted.Kind{ofsted.Full, ofsted.Monitoring, ofsted.Assurance}).Draw(w.t, "kind"),
		Ended:     w.today.AddDays(-rapid.IntRange(0, 60).Draw(w.t, "ended")),
		Published: w.today, EventType: text.Clean("Inspection")}
	switch i.Kind {
	case ofsted.Full:
		i.Judgement.Overall = rapid.SampledFrom([]ofsted.Grade{ofsted.Outstanding, ofsted.Good, ofsted.RequiresImprovement, ofsted.Inadequate}).Draw(w.t, "grade")
		i.Judgement.Label = text.Clean(strings.ReplaceAll(string(i.Judgement.Overall), "_", " "))
	case ofsted.Assurance:
		i.Judgement.Outcome = rapid.SampledFrom([]ofsted.Outcome{ofsted.NoSeriousConcerns, ofsted.SeriousConcerns}).Draw(w.t, "outcome")
	case ofsted.Monitoring:
		i.Judgement.Label = text.Clean("Not judged")
	}
	w.hear(i)
}

func (w *walk) hear(is ...ofsted.Inspection) {
	news := News{Inspections: is, First: !w.c.Open() && w.c.Count == 0 && rapid.Bool().Draw(w.t, "first load")}
	w.c.History = ofsted.Merge(w.c.History, is)
	w.c.Standing = ofsted.InForce(w.c.History)
	if rapid.IntRange(0, 19).Draw(w.t, "registration") == 0 {
		w.c.Place.Status, news.Ended, news.EndedOn = ofsted.Closed, true, w.today
	}
	next, steps, _ := w.c.Hear(news, turn(pat, w.today, nil))
	if again, more := next.Settle(w.today, turn(pat, w.today, nil)); len(more) > 0 || !same(again, next) {
		w.t.Fatalf("after the news something is left to settle: %s", rows(more))
	}
	if next.below() && len(next.Placed) > 0 && !next.Place.Status.Ended() && !next.Open() {
		w.t.Fatalf("a child of ours is below the threshold and no concern is open")
	}
	w.step(next, steps, "import")
}

// move lets a child of ours come or go.
func (w *walk) move() {
	n := rapid.IntRange(0, 3).Draw(w.t, "children now")
	w.c.Placed = home(standard, n).Placed
	w.c.ListFresh = rapid.Bool().Draw(w.t, "fresh now")
	w.hear()
}

// step checks every promise and goes on from there.
func (w *walk) step(next *Case, steps []Step, who string) {
	t, was := w.t, w.c
	for _, s := range steps {
		if s.After.Concern.Version != was.Concern.Version+1 {
			t.Fatalf("%s: version %d after %d", s.Row, s.After.Concern.Version, was.Concern.Version)
		}
		w.dutiesKept(s, was, who)
		w.signedApart(s, was, who)
		w.plansSigned(s, was, who)
		was = s.After
	}
	if !same(was, next) {
		t.Fatalf("the last step is not the case as it stands:\n%s", cmp.Diff(was.Duties, next.Duties, cmp.AllowUnexported(civil.Date{}, text.Text{})))
	}
	w.c = next
	w.nothingSilent()
}

// dutiesKept holds one step to account for every duty.
func (w *walk) dutiesKept(s Step, was *Case, who string) {
	if s.After.Count > was.Count { // a new concern begins; what a placement request owes goes on
		was = was.Clone()
		was.Duties = slices.DeleteFunc(was.Duties, func(x duty.Duty) bool { return x.Concern != "" })
	}
	r := w.rows[strings.TrimSuffix(s.Row, "?")]
	for i, x := range s.After.Duties {
		if i >= len(was.Duties) {
			if r == nil || x.OpenedBy != s.Row || x.Owner == duty.Ours && !mayOpen(r, x.Kind) {
				w.t.Fatalf("%s opened %s (%s), which it does not name", s.Row, x.Kind, x.OpenedBy)
			}
			if x.OriginalDue != x.Due {
				w.t.Fatalf("%s opened %s with another original day", s.Row, x.Kind)
			}
			continue
		}
		o := was.Duties[i]
		if o.ID != x.ID || o.OriginalDue != x.OriginalDue || o.From != x.From {
			w.t.Fatalf("%s changed when %s began or was first due", s.Row, o.Kind)
		}
		if o.Due != x.Due || o.Explanation != x.Explanation {
			w.moved(s, o, x)
		}
		if o.Status != x.Status {
			if o.Status != duty.Open || x.SettledBy != s.Row || x.SettledOn.IsZero() {
				w.t.Fatalf("%s: %s went from %s to %s by %q", s.Row, x.Kind, o.Status, x.Status, x.SettledBy)
			}
			if x.Status == duty.Settled && !was.maySettle(r, &o) {
				w.t.Fatalf("%s settled %s, which it does not name", s.Row, x.Kind)
			}
			if x.Status == duty.Void && (s.Row == "OF1d" || s.Row == "OF13") && was.protects(o) {
				w.t.Fatalf("%s ended %s, which protects a child", s.Row, x.What)
			}
			if x.Owner == duty.Ours && (s.Actor == "" && who == "" || !slices.ContainsFunc(s.Lines, func(l flow.Line) bool { return strings.HasPrefix(l.What, x.What) })) {
				w.t.Fatalf("%s ended %s without saying so: %v", s.Row, x.What, s.Lines)
			}
		}
	}
	if len(s.After.Duties) < len(was.Duties) {
		w.t.Fatalf("%s lost a duty", s.Row)
	}
}

// nothingSilent: an open concern owes something with a day and a role; a closed one nothing.
func (w *walk) nothingSilent() {
	c, t := w.c, w.t
	ours := 0
	for _, x := range c.Duties {
		if x.Status != duty.Open {
			continue
		}
		if !c.Open() && x.Concern != "" { // what a placement request owes outlives the concern
			t.Fatalf("closed, and %s is open", x.Kind)
		}
		if x.Owner == duty.Ours {
			if x.Concern != "" {
				ours++
			}
			if x.Due.IsZero() || x.Role == "" || x.What == "" || x.Explanation == "" || x.Source == "" {
				t.Fatalf("%s has no day, role, words, explanation or source: %+v", x.Kind, x)
			}
		}
		if x.Part != "" && makes(x) && !slices.ContainsFunc(c.Visits, func(v Visit) bool { return v.ID == x.Part && (v.State == Owed || v.State == Booked) }) {
			t.Fatalf("%s is open for a visit that is not to be made", x.Kind)
		}
	}
	for _, v := range c.Visits {
		if c.Open() && (v.State == Owed || v.State == Booked) && !slices.ContainsFunc(c.Duties, func(x duty.Duty) bool { return x.Part == v.ID && x.Status == duty.Open && makes(x) }) {
			t.Fatalf("the %s visit %s is %s and nothing is owed for it", v.Kind, v.ID, v.State)
		}
	}
	w.plansKept()
	w.childrenKept()
	w.enforcementWatched()
	w.requestsOwe()
	w.dutiesCanBeSettled()
	if stuck := c.Stuck(turn(pat, w.today, nil)); len(stuck) > 0 {
		t.Fatalf("due and cannot be taken: %v", stuck)
	}
	if c.Open() && ours == 0 {
		t.Fatalf("an open concern (%s, %s) owes nothing", c.Concern.Ofsted, c.Concern.QA)
	}
	again, more := c.Settle(w.today, turn(pat, w.today, nil))
	twice, _ := again.Settle(w.today, turn(pat, w.today, nil))
	if !same(again, twice) {
		t.Fatalf("settling twice is not settling once: %s", rows(more))
	}
}

// finish brings whatever stands to its closing, by people alone: no state is a dead end.
func (w *walk) finish() {
	if !w.c.Open() {
		return
	}
	w.today = w.today.AddDays(30)
	w.c.ListFresh = true
	w.settle()
	var taken []string
	for range 120 {
		if !w.c.Open() {
			return
		}
		who, row, raw := w.next()
		taken = append(taken, row)
		visit := raw["visit"]
		delete(raw, "visit")
		next, steps, err := w.c.Apply(visit, row, turn(who, w.today, raw))
		if err != nil {
			w.t.Fatalf("stuck at %s, %s, plan %q: %s: %v\nowing %v", w.c.Concern.Ofsted, w.c.Concern.QA, w.c.Concern.Plan, row, err, open(w.c, duty.Ours))
		}
		w.step(next, steps, who.ID)
		if p := last(w.c.Proposals); p.State == Waiting && p.Row == row {
			second := slices.IndexFunc(people(), func(x team.Person) bool {
				return x.ID != who.ID && w.rows[row].Pairs(who.Roles(w.today), x.Roles(w.today))
			})
			next, steps, err := w.c.Confirm("", p.ID, turn(people()[second], w.today, nil))
			if err != nil {
				w.t.Fatalf("confirming %s: %v", row, err)
			}
			w.step(next, steps, people()[second].ID)
		}
	}
	w.t.Fatalf("not closed after %v: %s, %s, owing %v", taken, w.c.Concern.Ofsted, w.c.Concern.QA, open(w.c, duty.Ours))
}

// next is what a diligent team would do now.
func (w *walk) next() (team.Person, string, map[string]string) {
	w.moveThoseWhoMove()
	if who, row, raw := w.nextForChildren(); row != "" {
		return who, row, raw
	}
	c, today := w.c, w.today.String()
	for _, p := range c.Proposals {
		if p.State == Alone {
			return casey, "F9", args("reason=looked at")
		}
	}
	for _, v := range c.Visits {
		switch v.State {
		case Owed, Booked:
			raw := args("visit="+v.ID, "mode=on_site", "concerns=none", "by=Quinn")
			if len(c.Placed) > 0 {
				raw["not_seen"] = "words"
			}
			return quinn, "VI3", raw
		case Done:
			raw := args("visit="+v.ID, "progress=all", "reason=well")
			for _, it := range w.c.Items {
				raw["met"] = strings.TrimPrefix(raw["met"]+","+it.ID, ",")
			}
			return quinn, "VI4", raw
		}
	}
	if who, row, raw, ok := w.beside(); ok {
		return who, row, raw
	}
	if who, row, raw := w.nextForPlan(); row != "" {
		return who, row, raw
	}
	switch {
	case c.owes("concern.host_area_alert"):
		return pat, "QA2e", nil
	case len(c.owedAlert()) > 0:
		return pat, "QA2b", args("channel=call")
	case c.owesSighting():
		return mo, "QA2d", args("reason=seen last week")
	}
	switch c.Concern.Ofsted {
	case Judged, CaseReview, AwaitingRevisit, FullAwaited:
		return pat, "OF5", args("kind=full", "ended_on="+today)
	case Remains:
		return pat, "OF8", nil
	case Revisited:
		return pat, "OF6", args("finding=good", "ended_on="+today, "published_on="+today)
	case Ended:
		if len(c.Placed) > 0 {
			c.Placed = nil
			w.settle()
			c = w.c
		}
	}
	if c.Concern.Provisional && c.Concern.Ofsted == Improved {
		return pat, "OF1b", args("published_on=" + today)
	}
	if c.Concern.Intake {
		return pat, "IN1", nil
	}
	if len(c.Placed) == 0 && c.Concern.QA != NilExposure && c.Concern.QA != Assured {
		return quinn, "QA3", nil
	}
	switch c.Concern.QA {
	case Notified:
		return quinn, "QA2", nil
	case ExposureCheck:
		return quinn, "QA4", nil
	case ProviderAsked:
		return quinn, "QA6", nil
	case AwaitingRequirements:
		return quinn, "QA6b", nil
	}
	if c.owes("qa.list_children") {
		return quinn, "QA2a", nil
	}
	if c.owes("plan.chase") && c.Concern.QA == NilExposure {
		return quinn, "AP5", args("reason=nobody of ours is there")
	}
	if c.Concern.QA != NilExposure {
		switch c.Concern.Plan {
		case flow.Start:
			return pat, "AP1", nil
		case Asked:
			return pat, "AP2", nil
		case Received:
			return pat, "AP4", nil
		}
	}
	if c.Concern.QA == Monitoring || c.Concern.QA == Visiting {
		if !fullVisitSincePlan.Holds(c, nil) {
			return quinn, "VI1", args("kind=full", "due="+today, "reason=none was made on site")
		}
		return quinn, "QA11", nil
	}
	for _, d := range c.Duties {
		if d.Status == duty.Open && d.Owner == duty.Ours && d.Concern != "" && !slices.Contains(closedWith, d.Kind) {
			if who, row, raw := w.settling(d); row != "" {
				return who, row, raw
			}
		}
	}
	return prim, "OF13", args("reason=done")
}
