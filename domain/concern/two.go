package concern

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// How a proposal stands. Alone is a row for two that one principal manager took
// out of hours (F9); it waits for another person's review.
const (
	Waiting   = "waiting"
	Confirmed = "confirmed"
	Expired   = "expired"
	Void      = "void"
	Alone     = "alone"
	Reviewed  = "reviewed"
)

// propose keeps a row for two until a second person confirms it. Proposed again,
// the earlier proposal gives way, and says so.
func (c *Case) propose(r *Row, t *flow.Turn, foreseen []flow.Line, steps *[]Step) {
	p := c.proposal(r, t)
	for i := range c.Proposals {
		if q := &c.Proposals[i]; q.State == Waiting && q.Row == p.Row && q.Subject == p.Subject {
			q.end(Void, t.Name(), r.ID+"?", t.Today)
			t.Note("replaces", "what %s proposed on %s: nobody can confirm that any more", q.Login, q.On.Long())
		}
	}
	c.Proposals = append(c.Proposals, p)
	t.Note("proposes", "%s; it stays owed until %s confirms it, by %s", r.Title, flow.Roles(r.Second(p.roles())), p.Expires.Long())
	t.Lines = append(t.Lines, foreseen...)
	c.record(Step{Subject: p.Subject, Row: r.ID + "?", Event: r.Event + "_proposed", Title: "Proposed: " + r.Title,
		On: t.On, Args: t.Args(), Lines: t.Lines}, steps)
}

// foreseen is what a row for two will do once it is confirmed, as things stand: whoever
// proposes it is told, as the second person will be.
func (c *Case) foreseen(ch *Chart, r *Row, t *flow.Turn) []flow.Line {
	d, u := c.Clone(), t.With(t.Raw)
	u.Confirming = true
	var steps []Step
	if err := d.take(ch, r, u, &steps); err != nil {
		return nil // what is then in the way is said to whoever confirms it
	}
	d.settle(u, &steps)
	var out []flow.Line
	for i, st := range steps {
		if i > 0 {
			out = append(out, flow.Line{Verb: "later", What: "follows: " + st.Title})
		}
		for _, l := range st.Lines {
			out = append(out, flow.Line{Verb: "later", What: l.Verb + " " + l.What})
		}
	}
	return out
}

func (c *Case) proposal(r *Row, t *flow.Turn) Proposal {
	_, span := c.limit("two.expires", t.Today)
	p := Proposal{ID: c.number(), URN: c.Place.URN.String(), Concern: c.Concern.ID, Subject: c.Subject(), Row: r.ID,
		Args: string(journal.Canonical(t.Args())), By: t.Who.ID, Login: t.Who.Login, On: t.Today, Expires: span.Date, State: Waiting}
	var roles []string
	for _, role := range t.Who.Roles(t.Today) {
		roles = append(roles, string(role))
	}
	p.Roles = strings.Join(roles, ",")
	if kind, x := c.aboutPart(); x != nil {
		p.Subject = kind + ":" + c.part
	}
	p.Digest = c.digest(p)
	return p
}

// owesReview keeps what one person did alone until another has reviewed it (F9).
func (c *Case) owesReview(r *Row, t *flow.Turn, s *Step) {
	p := c.proposal(r, t)
	p.State = Alone
	c.Proposals = append(c.Proposals, p)
	u := *t
	u.Lines = nil
	c.part = ""
	c.Owe("two.review_alone", t.On, text.Text{}, &u)
	s.Lines = append(s.Lines, u.Lines...)
	s.After = c.Clone()
}

// recordReview ends the wait of every decision that somebody else took alone, and
// goes on owing the review of the reviewer's own.
func recordReview(c *Case, t *flow.Turn) {
	own := false
	for i := range c.Proposals {
		switch p := &c.Proposals[i]; {
		case p.State == Alone && p.By != t.Who.ID:
			p.State = Reviewed
			t.Note("confirms", "%s, which %s did alone on %s, is reviewed", p.Row, p.Login, p.On.Long())
		case p.State == Alone:
			own = true
		}
	}
	if own {
		c.Owe("two.review_alone", t.On, text.Text{}, t)
	}
}

// digest names exactly what is approved: the row, its arguments and the states
// it was judged on (F3). News elsewhere on the case does not void it.
func (c *Case) digest(p Proposal) string {
	k := c.Concern
	if kind, id := partOf(p.Subject); id != "" && kind != "visit" {
		var about any = c.partNamed(kind, id)
		if r, ok := about.(*Request); ok {
			about = r.matter()
		}
		return journal.Digest([]any{p.Row, p.Args, p.Subject, k.ID, k.Finding, k.Provisional, c.Freeze.State, about})
	}
	facts := []any{p.Row, p.Args, p.Subject, k.ID, k.Ofsted, k.QA, k.Plan, k.Finding, k.Provisional, k.Ended, c.Freeze.State, c.Freeze.SteppedDown}
	for _, v := range c.Visits {
		if "visit:"+v.ID == p.Subject {
			facts = append(facts, v.State, v.Due, v.BookedFor)
		}
	}
	return journal.Digest(facts)
}

// voidStale ends the proposals whose matter has moved on: nobody can confirm them
// any more (F3), and they must not be waited for.
func (c *Case) voidStale(t *flow.Turn) {
	for i := range c.Proposals {
		if p := &c.Proposals[i]; p.State == Waiting && p.Digest != c.digest(*p) {
			p.end(Void, t.Name(), t.Row, t.Today)
			t.Note("ends", "%s, proposed by %s on %s: what it was about has changed since", p.Row, p.Login, p.On.Long())
		}
	}
}

// end ends a proposal that nobody confirmed, and keeps by whose act.
func (p *Proposal) end(state, by, row string, on civil.Date) {
	p.State, p.EndedBy, p.EndedRow, p.EndedOn = state, text.Clean(by), row, on
}

// HowEnded says how a proposal that is void or expired ended: "void since 6 Mar 2026,
// when ann did QA2". It is empty for any other.
func (p *Proposal) HowEnded() string {
	switch {
	case p.State == Expired:
		return fmt.Sprintf("ran out on %s, and what it was about is still owed", p.Expires.Long())
	case p.State != Void:
		return ""
	case p.EndedOn.IsZero():
		return "void: what it was about has changed since"
	case strings.HasSuffix(p.EndedRow, "?"):
		return fmt.Sprintf("void since %s, when %s proposed %s anew", p.EndedOn.Long(), p.EndedBy, strings.TrimSuffix(p.EndedRow, "?"))
	}
	return fmt.Sprintf("void since %s, when %s did %s and changed what it was about", p.EndedOn.Long(), p.EndedBy, p.EndedRow)
}

// Confirm is the second person of a row for two: of the proposal with that id, or of
// the only one that waits about part, which is as in Apply. Where no day was given, the
// row is taken on the day it is confirmed: until then it was still owed.
func (c *Case) Confirm(part, id string, turn *flow.Turn) (*Case, []Step, error) {
	d := c.Clone()
	p, err := d.waiting(part, id)
	if err != nil {
		return nil, nil, err
	}
	var args map[string]string
	if err := json.Unmarshal([]byte(p.Args), &args); err != nil {
		return nil, nil, fmt.Errorf("reading the arguments of proposal %s: %w", p.ID, err)
	}
	t := turn.With(args)
	ch, r, err := d.find(p.Row)
	if err != nil {
		return nil, nil, err
	}
	if err := d.mayConfirm(r, p, t); err != nil {
		return nil, nil, err
	}
	p.State, t.Confirming, t.First = Confirmed, true, team.Person{ID: p.By, Login: p.Login}
	t.Note("confirms", "%s, proposed by %s on %s", r.Title, p.Login, p.On.Long())
	for _, name := range slices.Sorted(maps.Keys(args)) {
		t.Note("confirms", "%s: %s", strings.ReplaceAll(name, "_", " "), args[name])
	}
	if err := d.choose(ch, r, partID(p.Subject), t); err != nil {
		return nil, nil, err
	}
	var steps []Step
	if err := d.take(ch, r, t, &steps); err != nil {
		return nil, nil, err
	}
	d.settle(t, &steps)
	return d, steps, nil
}

// mayConfirm says whether this person may be the second, now (F1, F3, F4, F8).
func (c *Case) mayConfirm(r *Row, p *Proposal, t *flow.Turn) error {
	again := func(e *fault.Error, rule string) error {
		return e.Do("propose it again: `do %s %s`", p.Subject, p.Row).From("safety 7, " + rule)
	}
	second, first := t.Who.Roles(t.Today), c.still(p, t.Today)
	switch {
	case t.Actor != "" || p.By == t.Who.ID:
		return fault.Newf(fault.NotAllowed, "%s proposed %s (%s) on %s, and a second person must confirm it", p.Login, r.Title, r.ID, p.On.Long()).
			Do("ask %s", flow.Roles(r.Second(p.roles()))).From("safety 7, F1")
	case t.Today.After(p.Expires):
		return again(fault.Newf(fault.GuardUnmet, "what %s proposed (%s) ran out on %s and is still owed", p.Login, p.Row, p.Expires.Long()), "F8")
	case c.digest(*p) != p.Digest:
		return again(fault.Newf(fault.GuardUnmet, "%s has changed since %s proposed %s on %s", p.Subject, p.Login, p.Row, p.On.Long()), "F3")
	case !r.Pairs(p.roles(), second):
		return fault.Newf(fault.NotAllowed, "%s (%s) now needs %s, and %s is %s", r.Title, r.ID, flow.Roles(r.Second(p.roles())), t.Who.Login, flow.Roles(second)).
			Do("ask one of them").From("safety 7, F4; " + r.Source)
	case !r.Pairs(first, second):
		return again(fault.Newf(fault.NotAllowed, "%s, who proposed %s (%s) on %s, is disabled or no longer holds the role by which it was proposed, and does not count as one of the two",
			p.Login, r.Title, r.ID, p.On.Long()), "F4")
	}
	return nil
}

// still are the roles of the proposer's by which a proposal stands today: those held
// then and held now, and none of whoever may not act any more.
func (c *Case) still(p *Proposal, today civil.Date) []team.Role {
	i := slices.IndexFunc(c.Team, func(who team.Person) bool { return who.ID == p.By })
	if i < 0 || c.Team[i].Disabled {
		return nil
	}
	return slices.DeleteFunc(p.roles(), func(r team.Role) bool { return !c.Team[i].Holds(today, r) })
}

// Seconds are the people of the team who may confirm a proposal today, and the roles
// that the second person may hold.
func (c *Case) Seconds(p *Proposal, today civil.Date) ([]team.Person, []team.Role) {
	_, r, err := c.find(p.Row)
	if err != nil {
		return nil, nil
	}
	return slices.DeleteFunc(slices.Clone(c.Team), func(who team.Person) bool {
		return c.mayConfirm(r, p, &flow.Turn{Who: who, Today: today}) != nil
	}), r.Second(p.roles())
}

// roles are the roles that the proposer held when proposing.
func (p *Proposal) roles() []team.Role {
	var rs []team.Role
	for part := range strings.SplitSeq(p.Roles, ",") {
		rs = append(rs, team.Role(part))
	}
	return rs
}

// waiting finds the proposal to confirm: the one named, or the only one.
func (c *Case) waiting(part, id string) (*Proposal, error) {
	var found, elsewhere []*Proposal
	for i := range c.Proposals {
		p := &c.Proposals[i]
		switch {
		case p.State != Waiting || id != "" && p.ID != id:
		case c.isAsked(p, part):
			found = append(found, p)
		default:
			elsewhere = append(elsewhere, p)
		}
	}
	switch len(found) {
	case 0:
		if len(elsewhere) > 0 {
			return nil, fault.Newf(fault.NotFound, "nothing about that waits for a second person; at %s there waits: %s", c.Subject(), proposalsNamed(elsewhere)).
				Do("`do %s confirm`, if that is meant", c.Subject())
		}
		if p := c.endedLast(id); p != nil {
			return nil, fault.Newf(fault.Conflict, "%s, which %s proposed on %s, is not waiting: %s", p.Row, p.Login, p.On.Long(), p.HowEnded()).
				Do("look again, and propose it again if it still holds: `do %s %s`", p.Subject, p.Row).From("safety 7, F3, F8")
		}
		return nil, fault.Newf(fault.NotFound, "nothing waits for a second person at %s", c.Subject()).
			Do("`do %s --list` shows what is possible", c.Subject())
	case 1:
		return found[0], nil
	}
	return nil, fault.Newf(fault.Invalid, "%d proposals wait at %s", len(found), c.Subject()).Do("name one: %s", proposalsNamed(found))
}

func proposalsNamed(ps []*Proposal) string {
	var ids []string
	for _, p := range ps {
		ids = append(ids, "proposal="+p.ID+" ("+p.Row+")")
	}
	return strings.Join(ids, ", ")
}

// endedLast is the proposal that was named, or the last of all, where it is void or
// expired.
func (c *Case) endedLast(id string) *Proposal {
	var last *Proposal
	for i := range c.Proposals {
		p := &c.Proposals[i]
		if p.HowEnded() != "" && (id == "" || p.ID == id) && (last == nil || !p.EndedOn.Before(last.EndedOn)) {
			last = p
		}
	}
	return last
}

// expire ends proposals that nobody confirmed: they fall back to still owed (F8).
func (c *Case) expire(t *flow.Turn, steps *[]Step) {
	for i := range c.Proposals {
		p := &c.Proposals[i]
		if p.State != Waiting || !t.Today.After(p.Expires) {
			continue
		}
		p.end(Expired, string(team.System), "F8", p.Expires.AddDays(1))
		c.record(Step{Subject: p.Subject, Row: "F8", Event: "proposal_expired", Title: "Proposal ran out: still owed",
			Actor: team.System, On: p.Expires.AddDays(1), Args: map[string]string{"row": p.Row},
			Lines: []flow.Line{{Verb: "ends", What: fmt.Sprintf("%s, which %s proposed on %s, was not confirmed: still owed", p.Row, p.Login, p.On.Long())}}}, steps)
	}
}

// aloneBy reports whether a decision that somebody other than this person took
// alone awaits review; for no person in particular, whether any does.
func (c *Case) aloneBy(who team.Person) bool {
	return slices.ContainsFunc(c.Proposals, func(p Proposal) bool { return p.State == Alone && p.By != who.ID })
}
