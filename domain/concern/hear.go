package concern

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/team"
)

// News is what a file said about one provision beyond what was known.
type News struct {
	Inspections []ofsted.Inspection // new or newly published
	Ended       bool                // the registration is over
	EndedOn     civil.Date
	First       bool    // first load: one intake duty instead of the whole set (domain 3.0)
	Arrivals    []Start // placements that a file brought
}

// Misfit is a fact that the charts hold no row for: it becomes a discrepancy for
// a person, never an invented row (domain 3.0).
type Misfit struct {
	URN  string
	Why  string
	What string // what the file says, without any child
}

// Hear takes what a file brought: it opens a concern where one is due, moves an
// open one along the rows that files may take, and settles. c must already hold
// the new facts (Place, Standing, Placed).
func (c *Case) Hear(news News, t *flow.Turn) (*Case, []Step, []Misfit) {
	d := c.Clone()
	h := hearing{c: d, t: t}
	inspections := slices.SortedStableFunc(slices.Values(news.Inspections), func(a, b ofsted.Inspection) int { return a.Ended.Compare(b.Ended) })
	for _, i := range inspections {
		if d.Open() {
			h.inspection(i)
		}
		h.refreeze(i)
	}
	if news.Ended && d.Open() && d.Concern.Ofsted != Ended {
		h.take("OF11", map[string]string{"how": how(d.Place.Status), "ended_on": cmp.Or(h.day(news.EndedOn), t.Today).String()})
	}
	if d.below() && !d.Open() && len(d.Placed) > 0 && !d.Place.Status.Ended() {
		h.open(news.First)
	}
	h.suspended(news.First)
	for _, a := range news.Arrivals {
		h.arrival(a, news.First)
	}
	d.settle(t.As(team.System, t.Today, nil), &h.steps)
	return d, h.steps, h.misfits
}

type hearing struct {
	c       *Case
	t       *flow.Turn
	steps   []Step
	misfits []Misfit
}

func how(s ofsted.Status) string {
	if s.Ended() {
		return string(s)
	}
	return string(ofsted.Closed)
}

// day is a day that a file gives; one in the future is no date that we know.
func (h *hearing) day(d civil.Date) civil.Date {
	if d.After(h.t.Today) {
		return civil.Date{}
	}
	return d
}

// take takes a row as the import, or says why it does not fit.
func (h *hearing) take(id string, args map[string]string) bool {
	return h.takeAs(team.Import, id, args)
}

func (h *hearing) takeAs(actor team.Role, id string, args map[string]string) bool {
	u := h.t.As(actor, h.t.Today, args)
	u.Published = true
	ch, r, err := h.c.find(id)
	if err == nil {
		h.c.part = ""
		if err = h.c.take(ch, r, u, &h.steps); err == nil {
			return true
		}
	}
	h.misfit(id, args["ended_on"], err.Error())
	return false
}

func (h *hearing) misfit(id, ended, why string) {
	what := "Ofsted's file"
	if _, r, err := h.c.find(id); err == nil {
		what += ": " + r.Title + " (" + id + ")"
	}
	if d, err := civil.Parse(ended); err == nil {
		what += ", " + d.Long()
	}
	h.misfits = append(h.misfits, Misfit{URN: h.c.Place.URN.String(), Why: why, What: what})
}

// suspended takes a registration that the file shows as suspended for the step of
// enforcement that it is, whatever the grade (domain 3.1, OF1 and EN3).
func (h *hearing) suspended(first bool) {
	c, today := h.c, h.t.Today.String()
	switch {
	case c.Place.Status != ofsted.Suspended || c.Concern.Ofsted == Ended:
	case c.Open() && !c.enforced(func(e *Enforcement) bool { return e.Kind == suspend }):
		h.take("EN3", map[string]string{"kind": suspend, "subject": provider, "served_on": today, "received_on": today, "published": "yes"})
	case !c.Open() && len(c.Placed) > 0:
		args := map[string]string{"finding": string(Suspension), "ended_on": today, "source": "published", "kind": string(ofsted.OtherKind)}
		if first {
			args["intake"] = "yes"
		}
		h.take("OF1", args)
	}
}

// refreeze ends a step-down that was agreed on an earlier finding: it does not
// hold for a new one below the threshold. The rule then bars placements again.
func (h *hearing) refreeze(i ofsted.Inspection) {
	f := &h.c.Freeze
	if below, _ := h.c.Policy.Below(i.Judgement); below && i.Ended.After(f.Since) && h.c.held() == policy.HardFrozen {
		f.SteppedDown = false
	}
}

// open opens the concern on what stands against the provision now.
func (h *hearing) open(first bool) {
	i, f := h.c.standing()
	args := h.finding(i, f)
	if first {
		args["intake"] = "yes"
	}
	h.take("OF1", args)
}

// finding are the arguments with which a file records a finding.
func (h *hearing) finding(i ofsted.Inspection, f Finding) map[string]string {
	return map[string]string{"finding": string(f), "ended_on": h.day(i.Ended).String(), "source": "published", "kind": kindWord(i.Kind)}
}

func kindWord(k ofsted.Kind) string {
	switch k {
	case ofsted.Full, ofsted.Assurance, ofsted.Monitoring:
		return string(k)
	}
	return string(ofsted.OtherKind)
}

// standing is the inspection that puts the provision below the threshold, and
// its finding: the newest such among the judgement in force and later findings.
func (c *Case) standing() (ofsted.Inspection, Finding) {
	for _, i := range slices.Backward(c.Standing.Newer) {
		b, _ := c.Policy.Below(i.Judgement)
		if f := findingOf(i.Judgement); b || i.Judgement.Overall == "" && f == Finding(ofsted.Inadequate) {
			return i, f
		}
	}
	if j := c.Standing.Judgement; j != nil {
		return *j, findingOf(j.Judgement)
	}
	return ofsted.Inspection{}, ""
}

// findingOf reads a judgement as a finding. With no overall grade, an inadequate
// part stands for it (domain 3.1, local).
func findingOf(j ofsted.Judgement) Finding {
	switch {
	case j.Overall != "":
		return Finding(j.Overall)
	case j.Outcome != "":
		return Finding(j.Outcome)
	case j.Protection == ofsted.Inadequate || j.Leadership == ofsted.Inadequate:
		return Finding(ofsted.Inadequate)
	}
	return ""
}

// sameVisit is how far apart the day a person recorded and the day in Ofsted's
// file may lie for one inspection: the file gives its first day, we give its last.
const sameVisit = 14 // calendar days

func near(a, b civil.Date) bool {
	n := a.Sub(b)
	return !a.IsZero() && !b.IsZero() && -sameVisit <= n && n <= sameVisit
}

// inspection moves the open concern along by one published inspection.
func (h *hearing) inspection(i ofsted.Inspection) {
	c := h.c
	f := findingOf(i.Judgement)
	below, _ := c.Policy.Below(i.Judgement)
	worse := below && c.tier(f) > c.tier(c.Concern.Finding)
	switch newer := i.Ended.After(c.Concern.Ended) && !i.Ended.After(h.t.Today); {
	case c.isTold() && f != "" && near(i.Ended, c.Concern.Ended):
		h.published(i, f, below)
	case c.Concern.Ofsted == Ended, !newer && !(worse && i.Ended == c.Concern.Ended):
		// Older than what stands, known already, or of a registration that is over.
	case worse:
		h.take("OF14", h.finding(i, f))
	case c.Concern.Ofsted == Improved:
		// As good as what stands: nothing is owed for it.
	case c.knew(i, f, below):
	case c.Concern.Ofsted != Revisited:
		h.revisited(i, f, below)
	case f != "":
		h.outcome(i, f, below)
	default:
		h.misfit("OF5", i.Ended.String(), fmt.Sprintf("Ofsted came again before the outcome of its visit of %s was recorded; record that first (OF7 or OF7b), then this visit (OF5)",
			c.Concern.VisitedOn.Long()))
	}
}

// knew reports whether the inspection is the visit that is on record, or an older
// one, and says nothing that the record does not.
func (c *Case) knew(i ofsted.Inspection, f Finding, below bool) bool {
	visited := c.Concern.VisitedOn
	switch {
	case f == "":
		return !i.Ended.After(visited) || c.Concern.Ofsted == Revisited && near(i.Ended, visited)
	case c.Concern.Ofsted == Revisited || i.Ended.After(visited) || !near(i.Ended, visited):
		return false
	}
	return f == c.Concern.Finding || !below && c.stillBelow(i, true)
}

// revisited records that Ofsted came, and what it found if it says so. After "the
// judgement remains" a full inspection is what was awaited next: the step between
// (OF9) happens of itself.
func (h *hearing) revisited(i ofsted.Inspection, f Finding, below bool) {
	if h.c.Concern.Ofsted == Remains && i.Kind == ofsted.Full && !h.takeAs(team.System, "OF9", nil) {
		return
	}
	if h.take("OF5", map[string]string{"kind": kindWord(i.Kind), "ended_on": i.Ended.String()}) && f != "" {
		h.outcome(i, f, below)
	}
}

// outcome records what a revisit found: OF6, OF6b, OF7 or OF7b.
func (h *hearing) outcome(i ofsted.Inspection, f Finding, below bool) {
	c := h.c
	switch {
	case !below && c.stillBelow(i, true):
		h.take("OF7b", nil)
	case !below:
		h.improved(i, f)
	case c.tier(f) < c.tier(c.Concern.Finding):
		h.take("OF6b", map[string]string{"finding": string(f), "ended_on": i.Ended.String()})
	default:
		args := map[string]string{"because": "not_enough"}
		if i.Kind == ofsted.Full { // judged anew, not only visited
			args["ended_on"] = i.Ended.String()
		}
		h.take("OF7", args)
	}
}

// published sets a finding that a person recorded against the published one: the
// same, another one, or none.
func (h *hearing) published(i ofsted.Inspection, f Finding, below bool) {
	c := h.c
	switch same := f == c.Concern.Finding || c.Concern.Ofsted == Ended || c.Concern.Ofsted == Improved && !below; {
	case same && !c.Concern.Provisional:
		// A person recorded it as published, and so it is.
	case same:
		h.take("OF1b", map[string]string{"published_on": h.day(i.Published).String()})
	case c.Concern.Ofsted == Improved:
		h.take("OF14", h.finding(i, f))
	case below:
		h.take("OF1c", h.finding(i, f))
	case c.belowBefore(i), !isNotice(c.Concern.Finding) && !noChildAtRisk.Holds(c, h.t):
		h.improved(i, f)
	default:
		h.take("OF1d", map[string]string{"reason": "Ofsted's published judgement is at or above the threshold"})
	}
}

// improved takes a provision that was below the threshold before a provisional
// finding, and is not by the published one, along the road of every improvement:
// it is not enough to withdraw what was told, the concern needs its closing. So does
// one at which something is owed that protects a child.
func (h *hearing) improved(i ofsted.Inspection, f Finding) {
	if h.c.Concern.Ofsted != Revisited && !h.take("OF5", map[string]string{"kind": kindWord(i.Kind), "ended_on": i.Ended.String()}) {
		return
	}
	h.take("OF6", map[string]string{"finding": string(f), "ended_on": i.Ended.String(), "published_on": h.day(i.Published).String()})
}

// stillBelow reports whether the provision stays below the threshold once an
// inspection is published: an assurance visit without serious concerns leaves the
// grade where it was. filed says that Ofsted's own file has it, which takes the
// place of what a person recorded of it.
func (c *Case) stillBelow(i ofsted.Inspection, filed bool) bool {
	d := *c
	if filed && near(i.Ended, c.Concern.Ended) {
		d.History, _ = c.untold("published since")
	}
	d.Standing = ofsted.InForce(ofsted.Merge(d.History, []ofsted.Inspection{i}))
	return d.below()
}

// belowBefore reports whether Ofsted had published a judgement below the threshold
// that was in force until this inspection.
func (c *Case) belowBefore(i ofsted.Inspection) bool {
	var before []ofsted.Inspection
	for _, h := range c.History {
		if !h.Provisional && !strings.HasPrefix(h.EventType.String(), told) && h.Ended.Before(i.Ended) {
			before = append(before, h)
		}
	}
	j := ofsted.InForce(before).Judgement
	if j == nil {
		return false
	}
	below, _ := c.Policy.Below(j.Judgement)
	return below
}
