package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// By is who acts, from where and when.
type By struct {
	Login    string     // the person at the desk: the operating system's or the SSH key's
	As       string     // the person an administrator acts for; empty for oneself
	Session  string     // what the log calls this run or connection
	Machine  string     // host name
	Now      time.Time  // the real time, always
	Today    civil.Date // what today counts as; differs from Now only in a practice store
	Practice bool       // Today was fixed by PLACEWATCH_TODAY
	Alone    bool       // out of hours, one principal manager acts alone
}

// writing is one write under way: the transaction, the person, the journal's end.
type writing struct {
	s        *Store
	q        querier
	by       By
	person   team.Person // in whose roles the act is done
	real     team.Person // who is at the desk
	practice bool
	tipped   bool
	seq      int64
	prev     string
}

// begin does what comes before every write: whose store it is, who acts, and what
// time alone has brought about since the last write.
func (s *Store) begin(ctx context.Context, q querier, by By) (*writing, error) {
	w := &writing{s: s, q: q, by: by}
	if err := w.practiceStore(ctx); err != nil {
		return nil, err
	}
	if err := w.who(ctx); err != nil {
		return nil, err
	}
	return w, w.settleTo(ctx, by.Today)
}

// practiceStore holds practice and real stores apart: a fixed today may only
// write to a store that was begun under one.
func (w *writing) practiceStore(ctx context.Context) error {
	var used int
	if err := w.q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM journal)`).Scan(&used); err != nil {
		return err
	}
	v, err := meta(ctx, w.q, metaPractice)
	if err != nil {
		return err
	}
	w.practice = v == "yes"
	switch {
	case used == 0 && w.by.Practice:
		w.practice = true
		return setMeta(ctx, w.q, metaPractice, "yes")
	case w.by.Practice && !w.practice:
		return fault.Newf(fault.NotAllowed, "PLACEWATCH_TODAY is set, and %s is a real store", w.s.path).
			Do("unset PLACEWATCH_TODAY to write, or use a practice store")
	}
	return nil
}

// who finds the person at the desk, and the person acted for. The first write to
// an empty store makes the person at the desk its first officer.
func (w *writing) who(ctx context.Context) error {
	all, err := people.all(ctx, w.q, "ORDER BY id")
	if err != nil {
		return err
	}
	if len(all) == 0 {
		p, err := w.first(ctx)
		if err != nil {
			return err
		}
		all = append(all, p)
	}
	find := func(login string) (team.Person, error) {
		i := slices.IndexFunc(all, func(p team.Person) bool { return strings.EqualFold(p.Login.String(), text.Clean(login).String()) })
		if i < 0 {
			return team.Person{}, fault.Newf(fault.NotAllowed, "%q is not a person of this store", text.Clean(login)).
				Do("an administrator adds people with `placewatch user add`")
		}
		if all[i].Disabled {
			return team.Person{}, fault.Newf(fault.NotAllowed, "%s is disabled", all[i].Login).Do("ask an administrator")
		}
		return all[i], nil
	}
	if w.real, err = find(w.by.Login); err != nil {
		return err
	}
	w.person = w.real
	if w.by.As == "" || strings.EqualFold(w.by.As, w.by.Login) {
		return nil
	}
	if !w.real.Holds(w.by.Today, team.Admin) {
		return fault.Newf(fault.NotAllowed, "only an administrator may act for another person; %s is %s", w.real.Login, flow.Roles(w.real.Roles(w.by.Today))).
			From("cli.md")
	}
	w.person, err = find(w.by.As)
	return err
}

func (w *writing) first(ctx context.Context) (team.Person, error) {
	p := team.Person{ID: "p1", Login: text.Clean(w.by.Login), Name: text.Clean(w.by.Login),
		Grants: []team.Grant{{Role: team.PlacementsOfficer}, {Role: team.QAOfficer}, {Role: team.Admin}}}
	if p.Login.IsZero() {
		return p, fault.Newf(fault.Invalid, "the operating system gives no user name").Do("set USER and try again")
	}
	w.person, w.real = p, p
	if err := people.put(ctx, w.q, &p); err != nil {
		return p, err
	}
	return p, w.append(ctx, &journal.Entry{Subject: "person:" + p.ID, Row: "US1", Event: "first_person_made",
		On: w.by.Today.String(), Changes: []journal.Change{people.change(nil, &p)}})
}

func (w *writing) actor(e *journal.Entry) string {
	if e.Actor != "" {
		return e.Actor
	}
	return w.real.Login.String()
}

func (w *writing) onBehalfOf(e *journal.Entry) string {
	if e.Actor != "" || w.person.ID == w.real.ID {
		return ""
	}
	return w.person.Login.String()
}

// turn is one attempt by the person to take a row.
func (w *writing) turn(raw map[string]string) *flow.Turn {
	loc := w.by.Now.In(w.s.loc)
	return &flow.Turn{Who: w.person, Today: w.by.Today, Raw: raw, Cal: w.s.rules.Cal,
		OutOfHours: w.s.policy.Office.Out(loc, w.s.rules.Cal), Alone: w.by.Alone}
}

// settleTo applies what time brought about up to today, once a day (domain 3.0).
func (w *writing) settleTo(ctx context.Context, today civil.Date) error {
	last, err := metaDay(ctx, w.q, metaSettled)
	if err != nil || !today.After(last) {
		return err
	}
	urns, err := words(ctx, w.q, `SELECT urn FROM concern WHERE closed_on IS NULL UNION SELECT urn FROM proposal WHERE state = 'waiting'`)
	if err != nil {
		return err
	}
	cs, err := w.s.cases(ctx, w.q, urns, today)
	if err != nil {
		return err
	}
	for _, c := range cs {
		_, steps := c.Settle(today, w.turn(nil))
		if err := w.steps(ctx, c, steps, ""); err != nil {
			return err
		}
	}
	return setMeta(ctx, w.q, metaSettled, today.String())
}

// steps writes what each step changed, and its journal entry. The idempotency key
// goes with the first: the step that was asked for.
func (w *writing) steps(ctx context.Context, before *concern.Case, steps []concern.Step, key string) error {
	for _, st := range steps {
		changes, err := w.saveCase(ctx, before, st.After)
		if err != nil {
			return err
		}
		e := &journal.Entry{Subject: st.Subject, Row: st.Row, Event: st.Event, On: st.On.String(), Args: st.Args, Key: key, Changes: changes}
		if st.Actor != "" {
			e.Actor = string(st.Actor)
		}
		if err := w.append(ctx, e); err != nil {
			return err
		}
		before, key = st.After, ""
	}
	return nil
}

// saveCase writes every part of the case that differs.
func (w *writing) saveCase(ctx context.Context, before, after *concern.Case) ([]journal.Change, error) {
	var changes []journal.Change
	add := func(cs []journal.Change, err error) error {
		changes = append(changes, cs...)
		return err
	}
	one := func(c concern.Concern) []concern.Concern {
		if c.ID == "" {
			return nil
		}
		return []concern.Concern{c}
	}
	hold := func(f concern.Freeze) []concern.Freeze {
		if f.State == flow.Start {
			return nil
		}
		return []concern.Freeze{f}
	}
	if err := w.told(ctx, before, after, &changes); err != nil {
		return nil, err
	}
	if err := add(save(ctx, w.q, concerns, one(before.Concern), one(after.Concern))); err != nil {
		return nil, err
	}
	if err := add(save(ctx, w.q, visits, before.Visits, after.Visits)); err != nil {
		return nil, err
	}
	if err := add(save(ctx, w.q, duties, before.Duties, after.Duties)); err != nil {
		return nil, err
	}
	if err := add(save(ctx, w.q, items, before.Items, after.Items)); err != nil {
		return nil, err
	}
	if err := add(save(ctx, w.q, freezes, hold(before.Freeze), hold(after.Freeze))); err != nil {
		return nil, err
	}
	if err := add(save(ctx, w.q, proposals, before.Proposals, after.Proposals)); err != nil {
		return nil, err
	}
	return changes, nil
}

// told keeps what a person recorded of an inspection, and sets the buckets anew.
func (w *writing) told(ctx context.Context, before, after *concern.Case, changes *[]journal.Change) error {
	news := after.Told[len(before.Told):]
	if len(news) == 0 {
		return nil
	}
	urn := after.Place.URN.String()
	held, err := inspections.all(ctx, w.q, "WHERE urn = ? ORDER BY id", urn)
	if err != nil {
		return err
	}
	cs, err := w.saveInspections(ctx, urn, held, bare(held), news, w.by.Today)
	if err != nil {
		return err
	}
	*changes = append(*changes, cs...)
	return w.rebucket(ctx, []string{urn})
}

func bare(held []inspection) []ofsted.Inspection {
	out := make([]ofsted.Inspection, len(held))
	for i, h := range held {
		out[i] = h.Inspection
	}
	return out
}

// saveInspections merges inspections into those held and writes what changed.
func (w *writing) saveInspections(ctx context.Context, urn string, held []inspection, before, news []ofsted.Inspection, asAt civil.Date) ([]journal.Change, error) {
	merged := ofsted.Merge(before, news)
	var changes []journal.Change
	for i, m := range merged {
		rec := inspection{ID: fmt.Sprintf("%s#%03d", urn, i+1), Inspection: m, AsAt: asAt}
		var was *inspection
		if i < len(held) {
			if held[i].Inspection == m {
				continue
			}
			was, rec.ID = &held[i], held[i].ID
		}
		if err := inspections.put(ctx, w.q, &rec); err != nil {
			return nil, err
		}
		changes = append(changes, inspections.change(was, &rec))
	}
	return changes, nil
}

// rebucket recomputes what follows from the inspections of these provisions: in
// which bucket each is, and each placement there.
func (w *writing) rebucket(ctx context.Context, urns []string) error {
	cs, err := w.s.cases(ctx, w.q, urns, w.by.Today)
	if err != nil {
		return err
	}
	for _, c := range cs {
		if _, err := w.q.ExecContext(ctx, `UPDATE provision SET bucket = ? WHERE urn = ?`, string(c.Bucket()), c.Place.URN.String()); err != nil {
			return err
		}
	}
	return w.recount(ctx, "AND urn"+inList, list(urns))
}

// recount sets the bucket of open placements anew; tail narrows which.
func (w *writing) recount(ctx context.Context, tail string, args ...any) error {
	open, err := placements.all(ctx, w.q, "WHERE ended_on IS NULL "+tail, args...)
	if err != nil {
		return err
	}
	find, err := finder(ctx, w.q, open)
	if err != nil {
		return err
	}
	for _, p := range open {
		b, _ := placement.BucketOf(p.Placement, find)
		if b == p.Bucket {
			continue
		}
		if _, err := w.q.ExecContext(ctx, `UPDATE placement SET bucket = ? WHERE id = ?`, string(b), p.ID); err != nil {
			return err
		}
	}
	return nil
}

// finder looks up the provisions that open placements name.
func finder(ctx context.Context, q querier, open []placed) (placement.Find, error) {
	var urns []string
	for _, p := range open {
		urns = append(urns, p.URN.String())
	}
	slices.Sort(urns)
	type known struct {
		bucket ofsted.Bucket
		ended  bool
	}
	at := map[string]known{}
	rows, err := q.QueryContext(ctx, `SELECT urn, bucket, status FROM provision WHERE urn`+inList, list(slices.Compact(urns)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var urn, bucket, status string
		if err := rows.Scan(&urn, &bucket, &status); err != nil {
			return nil, err
		}
		at[urn] = known{ofsted.Bucket(bucket), ofsted.Status(status).Ended()}
	}
	return func(urn ofsted.URN) (ofsted.Bucket, bool, bool) {
		k, ok := at[urn.String()]
		return k.bucket, k.ended, ok
	}, rows.Err()
}

// Settle applies what time has brought about by today, as a board opens or the
// day turns. It writes nothing when that was done today.
func (s *Store) Settle(ctx context.Context, by By) error {
	due := false
	if err := s.read(ctx, func(q querier) error {
		last, err := metaDay(ctx, q, metaSettled)
		due = by.Today.After(last)
		return err
	}); err != nil || !due {
		return err
	}
	return s.write(ctx, func(q querier) error {
		_, err := s.begin(ctx, q, by)
		return err
	})
}
