package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// Subject is what a command is about, once found: a provision, and one of its
// visits where one was named.
type Subject struct {
	URN   string
	Visit string
	Child string
	Name  string // as commands write it: concern:1027077-1
}

// Resolve finds what a person named: urn:…, concern:…, visit:…, child:… or a bare
// word that only one thing bears. Otherwise it says what it could be.
func (s *Store) Resolve(ctx context.Context, name string) (Subject, error) {
	var out Subject
	err := s.read(ctx, func(q querier) error {
		var err error
		out, err = resolve(ctx, q, name)
		return err
	})
	return out, err
}

func resolve(ctx context.Context, q querier, name string) (Subject, error) {
	kind, id, prefixed := strings.Cut(strings.TrimSpace(name), ":")
	if prefixed {
		found, err := candidates(ctx, q, strings.ToLower(kind), id)
		if err != nil {
			return Subject{}, err
		}
		if len(found) == 0 {
			return Subject{}, fault.Newf(fault.NotFound, "nothing is called %s", describe(kind, id)).Do("subjects are urn:…, concern:…, visit:… and child:…")
		}
		return found[0], nil
	}
	var found []Subject
	for _, kind := range []string{"urn", "concern", "visit", "child"} {
		more, err := candidates(ctx, q, kind, kind0(name))
		if err != nil {
			return Subject{}, err
		}
		found = append(found, more...)
	}
	switch len(found) {
	case 0:
		return Subject{}, fault.Newf(fault.NotFound, "nothing is called %q", text.Clean(name)).Do("subjects are urn:…, concern:…, visit:… and child:…")
	case 1:
		return found[0], nil
	}
	var names []string
	for _, f := range found {
		names = append(names, f.Name)
	}
	return Subject{}, fault.Newf(fault.Invalid, "%q is the name of several things", text.Clean(name)).Do("say which: %s", strings.Join(names, ", "))
}

func kind0(name string) string { return strings.TrimSpace(name) }

// describe names a subject in an error; a child's reference is not repeated.
func describe(kind, id string) string {
	if strings.EqualFold(kind, "child") {
		return "child:…"
	}
	return text.Clean(kind + ":" + id).String()
}

func candidates(ctx context.Context, q querier, kind, id string) ([]Subject, error) {
	one := func(query string, s Subject, dest ...any) ([]Subject, error) {
		err := q.QueryRowContext(ctx, query, id).Scan(dest...)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		return []Subject{s}, err
	}
	switch kind {
	case "urn":
		u, err := ofsted.ParseURN(id)
		if err != nil {
			return nil, nil
		}
		id = u.String()
		var x string
		return one(`SELECT urn FROM provision WHERE urn = ?`, Subject{URN: id, Name: "urn:" + id}, &x)
	case "concern":
		s := Subject{Name: "concern:" + id}
		found, err := one(`SELECT urn FROM concern WHERE id = ?`, s, &s.URN)
		if len(found) == 1 {
			found[0].URN = s.URN
		}
		return found, err
	case "visit":
		s := Subject{Name: "visit:" + id, Visit: id}
		found, err := one(`SELECT urn FROM visit WHERE id = ?`, s, &s.URN)
		if len(found) == 1 {
			found[0].URN = s.URN
		}
		return found, err
	case "child":
		s := Subject{Name: "child:" + id, Child: id}
		found, err := one(`SELECT coalesce(max(CASE WHEN ended_on IS NULL THEN urn END), '') FROM placement WHERE child = ? GROUP BY child`, s, &s.URN)
		if len(found) == 1 {
			found[0].URN = s.URN
		}
		return found, err
	}
	return nil, nil
}

// caseOf reads the one case that a subject belongs to.
func (s *Store) caseOf(ctx context.Context, q querier, by By, name string) (*concern.Case, Subject, error) {
	sub, err := resolve(ctx, q, name)
	if err != nil {
		return nil, sub, err
	}
	if sub.URN == "" {
		return nil, sub, fault.Newf(fault.NotFound, "%s lives in no provision of Ofsted's files, so there is no case to act on", describe("child", sub.Child)).
			Do("correct the placement in the case system and import it again")
	}
	cs, err := s.cases(ctx, q, []string{sub.URN}, by.Today)
	if err != nil {
		return nil, sub, err
	}
	if len(cs) == 0 {
		return nil, sub, fault.Newf(fault.NotFound, "no provision with URN %s is known", sub.URN).Do("import Ofsted's list")
	}
	return cs[0], sub, nil
}

// prepared reads a subject's case as it stands today for this person, without
// writing: for offers and previews.
func (s *Store) prepared(ctx context.Context, by By, name string, f func(w *writing, c *concern.Case, sub Subject) error) error {
	return s.read(ctx, func(q querier) error {
		w := &writing{s: s, q: q, by: by}
		if err := w.reader(ctx); err != nil {
			return err
		}
		c, sub, err := s.caseOf(ctx, q, by, name)
		if err != nil {
			return err
		}
		settled, _ := c.Settle(by.Today, w.turn(nil))
		return f(w, settled, sub)
	})
}

// reader finds the person for a read; a store without people has no one yet.
func (w *writing) reader(ctx context.Context) error {
	var n int
	if err := w.q.QueryRowContext(ctx, `SELECT count(*) FROM person`).Scan(&n); err != nil || n == 0 {
		return err
	}
	return w.who(ctx)
}

// Offers lists what this person may do with a subject today, and its version.
func (s *Store) Offers(ctx context.Context, by By, name string) ([]flow.Offer, int64, error) {
	var out []flow.Offer
	var version int64
	err := s.prepared(ctx, by, name, func(w *writing, c *concern.Case, sub Subject) error {
		out, version = c.Offers(sub.Visit, w.turn(nil)), c.Concern.Version
		return nil
	})
	return out, version, err
}

// Preview says what a command would do, and writes nothing.
func (s *Store) Preview(ctx context.Context, by By, cmd flow.Command) (*flow.Preview, error) {
	p := &flow.Preview{Subject: cmd.Subject}
	err := s.prepared(ctx, by, cmd.Subject, func(w *writing, c *concern.Case, sub Subject) error {
		steps, err := w.apply(c, sub, cmd)
		if err != nil {
			return err
		}
		p.Version, p.Lines = c.Concern.Version, lines(steps)
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

// apply decides: the domain's answer to a command, as steps.
func (w *writing) apply(c *concern.Case, sub Subject, cmd flow.Command) ([]concern.Step, error) {
	raw := map[string]string{}
	for k, v := range cmd.Args {
		raw[k] = v
	}
	if strings.EqualFold(cmd.Event, "confirm") {
		id := raw["proposal"]
		delete(raw, "proposal")
		_, steps, err := c.Confirm(id, w.turn(raw))
		return steps, err
	}
	_, steps, err := c.Apply(sub.Visit, cmd.Event, w.turn(raw))
	return steps, err
}

// Do carries a command out: read, decide, write and record in one transaction. A
// command sent again with the same key is answered with what it did.
func (s *Store) Do(ctx context.Context, by By, cmd flow.Command) (*flow.Receipt, error) {
	var r *flow.Receipt
	err := s.write(ctx, func(q querier) error {
		if again, err := receipt(ctx, q, cmd); again != nil || err != nil {
			r = again
			return err
		}
		w, err := s.begin(ctx, q, by)
		if err != nil {
			return err
		}
		c, sub, err := s.caseOf(ctx, q, by, cmd.Subject)
		if err != nil {
			return err
		}
		if cmd.Version != 0 && cmd.Version != c.Concern.Version {
			return conflict(ctx, q, c)
		}
		steps, err := w.apply(c, sub, cmd)
		if err != nil {
			return err
		}
		if err := w.steps(ctx, c, steps, cmd.Key); err != nil {
			return err
		}
		r = &flow.Receipt{Subject: steps[0].Subject, ID: steps[0].Row, Seq: w.seq, Lines: lines(steps), Proposed: strings.HasSuffix(steps[0].Row, "?")}
		if r.Proposed {
			ps := steps[0].After.Proposals
			r.Until = ps[len(ps)-1].Expires
		}
		return nil
	})
	return r, err
}

// receipt answers a command whose key the journal already holds.
func receipt(ctx context.Context, q querier, cmd flow.Command) (*flow.Receipt, error) {
	if cmd.Key == "" {
		return nil, nil
	}
	es, err := entries(ctx, q, "WHERE key = ?", cmd.Key)
	if err != nil || len(es) == 0 {
		return nil, err
	}
	return &flow.Receipt{Subject: es[0].Subject, ID: es[0].Row, Seq: es[0].Seq, Proposed: strings.HasSuffix(es[0].Row, "?"),
		Lines: []flow.Line{{Verb: "not", What: "done again: this command was carried out already"}}}, nil
}

// conflict says who changed the case since it was read, and how.
func conflict(ctx context.Context, q querier, c *concern.Case) error {
	e := fault.Newf(fault.Conflict, "%s has changed since you opened it", c.Subject()).Do("nothing of yours was written; look again and decide")
	last, err := entries(ctx, q, "WHERE subject IN (?, ?) OR subject LIKE ? ORDER BY seq DESC LIMIT 1",
		c.Subject(), "urn:"+c.Place.URN.String(), "visit:"+c.Concern.ID+".%")
	if err == nil && len(last) == 1 {
		e.What = fmt.Sprintf("%s has changed since you opened it: %s did %s (%s) at %s UTC", c.Subject(), last[0].Actor, last[0].Row,
			strings.ReplaceAll(last[0].Event, "_", " "), last[0].At.Format("15:04"))
	}
	return e
}
