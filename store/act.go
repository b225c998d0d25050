package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/text"
)

// caseOf reads the one case that a subject belongs to.
func (w *writing) caseOf(ctx context.Context, name string) (*concern.Case, Subject, error) {
	sub, err := resolve(ctx, w.q, name)
	if err != nil {
		return nil, sub, err
	}
	if sub.URN == "" {
		return nil, sub, fault.Newf(fault.NotFound, "that child lives in no one provision of Ofsted's files, and no one placement request is open for the child, so there is no one case to act on").
			Do("name the provision or the request, or correct the placement in the case system and import it again")
	}
	cs, err := w.s.cases(ctx, w.q, w.rules, []string{sub.URN}, w.by.Today)
	if err != nil {
		return nil, sub, err
	}
	if len(cs) == 0 {
		return nil, sub, fault.Newf(fault.NotFound, "no provision with URN %s is known", text.Clean(sub.URN)).Do("import Ofsted's list")
	}
	c := cs[0]
	if over := sub.Concern != "" && sub.Concern != c.Concern.ID; over || sub.Part != "" && !slices.ContainsFunc(c.Parts(sub.Kind), func(p concern.Part) bool { return p.Ref().ID == sub.Part }) {
		return nil, sub, fault.Newf(fault.GuardUnmet, "%s is closed, and nothing more can be done with it", sub.Name).Do("name the provision: urn:%s", sub.URN)
	}
	return c, sub, nil
}

// about is the part that the subject names, as concern.Case.Apply takes it: by its
// id, or by the child.
func (s Subject) about() string {
	if s.Part == "" && s.Child != "" {
		return "child:" + s.Child
	}
	return s.Part
}

// prepared reads a subject's case as it stands today for this person, without
// writing: for offers and previews.
func (s *Store) prepared(ctx context.Context, by By, name string, f func(w *writing, c *concern.Case, sub Subject) error) error {
	return s.read(ctx, func(q querier) error {
		w := &writing{s: s, q: q, by: by}
		if err := w.reader(ctx); err != nil {
			return err
		}
		c, sub, err := w.caseOf(ctx, name)
		if err != nil {
			return err
		}
		settled, _ := c.Settle(by.Today, w.turn(nil))
		return f(w, settled, sub)
	})
}

// reader finds the person for a read. Someone the store does not know may look:
// what they are offered is refused for want of a role.
func (w *writing) reader(ctx context.Context) error {
	all, err := people.all(ctx, w.q, "ORDER BY id")
	if err != nil {
		return err
	}
	if w.rules, err = w.s.rulesNow(ctx, w.q); err != nil {
		return err
	}
	practice, err := meta(ctx, w.q, metaPractice)
	if err != nil {
		return err
	}
	w.practice = practice == practiceYes
	if _, known := byLogin(all, w.by.Login); known {
		return w.who(ctx)
	}
	w.person, _ = byLogin(all, w.by.Login)
	return nil
}

// Offers lists what this person may do with a subject today, and its version.
func (s *Store) Offers(ctx context.Context, by By, name string) ([]flow.Offer, int64, error) {
	var out []flow.Offer
	var version int64
	err := s.prepared(ctx, by, name, func(w *writing, c *concern.Case, sub Subject) error {
		out, version = c.Offers(sub.about(), w.turn(nil)), c.Version(sub.Part)
		return nil
	})
	return out, version, err
}

// Preview says what a command would do, and writes nothing.
func (s *Store) Preview(ctx context.Context, by By, cmd flow.Command) (*flow.Preview, error) {
	p := &flow.Preview{Subject: cmd.Subject}
	err := s.prepared(ctx, by, cmd.Subject, func(w *writing, c *concern.Case, sub Subject) error {
		if cmd.Version != 0 && cmd.Version != c.Version(sub.Part) {
			return w.conflict(ctx, c, sub, cmd)
		}
		if err := w.reasoned(); err != nil {
			return err
		}
		steps, err := w.apply(ctx, c, sub, cmd)
		if err != nil {
			return err
		}
		p.Version, p.Lines = c.Version(sub.Part), lines(steps)
		p.Offer = flow.Offer{ID: steps[0].Row, Event: steps[0].Event, Title: steps[0].Title, Allowed: true}
		return nil
	})
	return p, err
}

// lines are what the steps do, each row that follows of itself named.
func lines(steps []concern.Step) []flow.Line {
	var out []flow.Line
	for i, st := range steps {
		if i > 0 {
			out = append(out, flow.Line{Verb: "then", What: st.Row + " " + st.Title})
		}
		out = append(out, st.Lines...)
	}
	return out
}

const confirming = "confirm"

// apply decides: the domain's answer to a command, as steps.
func (w *writing) apply(ctx context.Context, c *concern.Case, sub Subject, cmd flow.Command) ([]concern.Step, error) {
	raw := maps.Clone(cmd.Args)
	if strings.EqualFold(cmd.Event, confirming) {
		id := raw["proposal"]
		delete(raw, "proposal")
		_, steps, err := c.Confirm(sub.about(), id, w.turn(raw))
		if err == nil {
			err = w.secondPerson(ctx, c, steps)
		}
		return steps, err
	}
	_, steps, err := c.Apply(sub.about(), cmd.Event, w.turn(raw))
	if err == nil {
		err = w.linked(ctx, c, steps)
	}
	if err == nil {
		err = w.secondPerson(ctx, c, steps)
	}
	return steps, err
}

// secondPerson refuses an administrator who would be both people of a row for two by
// acting for each: the journal knows who was at the desk. A practice store is for
// trying all six people alone.
func (w *writing) secondPerson(ctx context.Context, before *concern.Case, steps []concern.Step) error {
	if w.practice {
		return nil
	}
	if err := w.apart(ctx, steps[0]); err != nil {
		return err
	}
	for _, p := range steps[len(steps)-1].After.Proposals {
		was := slices.IndexFunc(before.Proposals, func(q concern.Proposal) bool { return q.ID == p.ID })
		if was < 0 || before.Proposals[was].State == p.State || p.State != concern.Confirmed && p.State != concern.Reviewed {
			continue
		}
		first, err := w.proposer(ctx, p)
		if err != nil {
			return err
		}
		if first == w.real.Login.String() {
			return fault.Newf(fault.NotAllowed, "%s was at the desk when %s was decided for %s on %s, and cannot be the second person too", w.real.Login, p.Row, p.Login, p.On.Long()).
				Do("ask another person, at their own desk").From("safety 7, F1")
		}
	}
	return nil
}

// apart refuses whoever was at the desk for another person when what is now signed, or
// decided, was prepared: the guards of the charts know only who was acted for (safety 7,
// F1 and F2).
func (w *writing) apart(ctx context.Context, st concern.Step) error {
	row := concern.FindRow(w.rules.Policy, strings.TrimSuffix(st.Row, "?"))
	kind, _, _ := strings.Cut(st.Subject, ":")
	if row == nil || !concern.KeepsApart(row) || !slices.Contains(concern.Kinds(), kind) {
		return nil
	}
	es, err := entries(ctx, w.q, "WHERE subject = ? AND actor = ? ORDER BY seq", st.Subject, w.real.Login.String())
	for _, e := range es {
		if err == nil && !strings.EqualFold(who(e), w.person.Login.String()) {
			return fault.Newf(fault.NotAllowed, "%s was at the desk when %s (%s) was done for %s on %s, and does not decide on it for %s too",
				w.real.Login, e.Row, inWords(e.Event), who(e), w.s.clock(e.At), w.person.Login).Do("ask another person, at their own desk").From("safety 7, F1 and F2")
		}
	}
	return err
}

// proposer is who was at the desk when a proposal was made.
func (w *writing) proposer(ctx context.Context, p concern.Proposal) (string, error) {
	var actor string
	err := eachEntry(ctx, w.q, "WHERE "+ofCase+" ORDER BY seq DESC", []any{caseKinds(), p.URN, p.URN}, func(e *journal.Entry) error {
		if slices.ContainsFunc(e.Changes, func(c journal.Change) bool { return thingOf(c) == (thing{proposals.table, p.ID}) && c.Before == "" }) {
			actor = e.Actor
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return actor, err
}

// Do carries a command out: read, decide, write and record in one transaction. A
// command sent again with the same key is answered with what it did.
func (s *Store) Do(ctx context.Context, by By, cmd flow.Command) (*flow.Receipt, error) {
	var r *flow.Receipt
	err := s.write(ctx, func(q querier) error {
		again, err := receipt(ctx, q, cmd)
		if again != nil || err != nil {
			r = again
			return err
		}
		w, err := s.begin(ctx, q, by)
		if err != nil {
			return err
		}
		r, err = w.do(ctx, cmd)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (w *writing) do(ctx context.Context, cmd flow.Command) (*flow.Receipt, error) {
	c, sub, err := w.caseOf(ctx, cmd.Subject)
	if err != nil {
		return nil, err
	}
	if c, err = w.settle(ctx, c); err != nil { // as the person saw it
		return nil, err
	}
	if cmd.Version != 0 && cmd.Version != c.Version(sub.Part) {
		return nil, w.conflict(ctx, c, sub, cmd)
	}
	steps, err := w.apply(ctx, c, sub, cmd)
	if err != nil {
		return nil, err
	}
	if err := w.tip(ctx); err != nil {
		return nil, err
	}
	w.cause = w.seq + 1
	r := &flow.Receipt{Subject: steps[0].Subject, ID: steps[0].Row, Seq: w.seq + 1, Lines: lines(steps), Proposed: proposed(steps[0].Row)}
	if r.Proposed {
		ps := steps[0].After.Proposals
		r.Until = ps[len(ps)-1].Expires
	}
	if err := w.steps(ctx, c, steps, sealedKey(cmd)); err != nil {
		return nil, err
	}
	return r, w.sent(ctx, cmd)
}

// proposed reports whether a row of the journal is a proposal: "QA3?".
func proposed(row string) bool { return strings.HasSuffix(row, "?") }

// sealedKey is a command's idempotency key as the journal keeps it: with the digest of
// what was commanded, so that it answers for that command alone.
func sealedKey(cmd flow.Command) string {
	if cmd.Key == "" {
		return ""
	}
	plain := func(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
	args := map[string]string{}
	maps.Copy(args, cmd.Args)
	return cmd.Key + keyDigest + journal.Digest([]any{plain(cmd.Subject), plain(cmd.Event), args})
}

// keyDigest stands between a key and the digest of its command.
const keyDigest = " of "

// receipt answers a command whose key the journal already holds. The key of one
// command never answers for another.
func receipt(ctx context.Context, q querier, cmd flow.Command) (*flow.Receipt, error) {
	if cmd.Key == "" {
		return nil, nil
	}
	sealed := sealedKey(cmd)
	es, err := entries(ctx, q, "WHERE key = ? OR key >= ? AND key < ?", cmd.Key, cmd.Key+keyDigest, cmd.Key+keyDigest+"g")
	if err != nil || len(es) == 0 {
		return nil, err
	}
	e := es[0]
	if e.Key != sealed {
		return nil, fault.Newf(fault.Invalid, "the key %q was used for another command: %s at %s", text.Clean(cmd.Key), e.Row, e.Subject).
			Do("nothing was written; give each command a key of its own")
	}
	what := "done again: this command was carried out already"
	undone, err := words(ctx, q, `SELECT row FROM journal WHERE seq > ? AND row IN (?, ?) AND args ->> '$.entry' = ? ORDER BY seq DESC LIMIT 1`,
		e.Seq, rowUndone, rowRedone, strconv.FormatInt(e.Seq, 10))
	if slices.Contains(undone, rowUndone) {
		what += ", and was undone since"
	}
	return &flow.Receipt{Subject: e.Subject, ID: e.Row, Seq: e.Seq, Proposed: proposed(e.Row), Lines: []flow.Line{{Verb: "not", What: what}}}, err
}

// who did it: the person acted for, where an administrator acted for one.
func who(e journal.Entry) string {
	if e.OnBehalfOf != "" {
		return e.OnBehalfOf
	}
	return e.Actor
}
