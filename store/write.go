package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// By is who acts, from where and when.
type By struct {
	Login    string     // the person at the desk: the operating system's or the SSH key's
	As       string     // the person an administrator acts for; empty for oneself
	Because  text.Text  // why, where they act for another
	Key      string     // fingerprint of the SSH key that the person came with; empty on the machine itself
	Session  string     // what the log calls this run or connection
	Machine  string     // host name
	Now      time.Time  // the real time, always
	Today    civil.Date // what today counts as; differs from Now only in a practice store
	Practice bool       // Today was fixed by PLACEWATCH_TODAY
}

// writing is one write under way: the transaction, the person, the journal's end.
type writing struct {
	s        *Store
	q        querier
	by       By
	rules    concern.Rules
	person   team.Person // in whose roles the act is done
	real     team.Person // who is at the desk
	practice bool
	dry      bool // nothing of it will be kept
	tipped   bool
	cause    int64 // the first entry of the command under way
	seq      int64
	prev     string
}

// begin does what comes before every write: whose store it is, who acts, and what
// time alone has brought about since the last write.
func (s *Store) begin(ctx context.Context, q querier, by By) (*writing, error) {
	w := &writing{s: s, q: q, by: by}
	return w, w.begin(ctx)
}

func (w *writing) begin(ctx context.Context) error {
	var err error
	if w.rules, err = w.s.rulesNow(ctx, w.q); err != nil {
		return err
	}
	if err := w.actor(ctx); err != nil {
		return err
	}
	return w.settleTo(ctx, w.by.Today)
}

// actor finds out whose store it is, who acts, for whom and why.
func (w *writing) actor(ctx context.Context) error {
	if err := w.practiceStore(ctx); err != nil {
		return err
	}
	if err := w.who(ctx); err != nil {
		return err
	}
	return w.reasoned()
}

// practiceStore holds practice and real stores apart: a fixed today may only
// write to a store that was begun under one.
func (w *writing) practiceStore(ctx context.Context) error {
	var used bool
	if err := w.q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM journal)`).Scan(&used); err != nil {
		return err
	}
	v, err := meta(ctx, w.q, metaPractice)
	if err != nil {
		return err
	}
	w.practice = v == practiceYes
	switch {
	case !used && w.by.Practice:
		w.practice = true
		return setMeta(ctx, w.q, metaPractice, practiceYes)
	case w.by.Practice && !w.practice && !w.dry:
		return fault.Newf(fault.NotAllowed, "PLACEWATCH_TODAY is set, and %s is a real store; nothing was written", w.s.path).
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
	if w.real, err = find(all, w.by.Login); err != nil {
		return err
	}
	if err := w.stillIn(ctx); err != nil {
		return err
	}
	w.person = w.real
	if w.by.As == "" {
		return nil
	}
	if w.person, err = find(all, w.by.As); err != nil || w.person.ID == w.real.ID {
		return err
	}
	if !w.real.Holds(w.by.Today, team.Admin) {
		return fault.Newf(fault.NotAllowed, "only an administrator may act for another person; %s is %s", w.real.Login, flow.Roles(w.real.Roles(w.by.Today))).
			Do("leave --as out, or ask an administrator")
	}
	return nil
}

// longestReason is how long a text that somebody types into a row may be too.
const longestReason = 400

// reasoned refuses a write for another person that gives no reason: the journal keeps it
// beside both names (domain 6). A practice store is for trying all six people alone.
func (w *writing) reasoned() error {
	switch {
	case w.person.ID == w.real.ID || w.dry:
		return nil
	case len(w.by.Because.String()) > longestReason:
		return fault.Newf(fault.Invalid, "the reason for acting for another is longer than %d characters", longestReason).Do("shorten it")
	case w.practice || !w.by.Because.IsZero():
		return nil
	}
	return fault.Newf(fault.Invalid, "%s acts for %s, and it is not said why; nothing was written", w.real.Login, w.person.Login).
		Do("add --because 'TEXT', such as --because 'on leave, agreed by telephone'; it is kept beside both names").From("domain 6")
}

// MayAct refuses a person acted for who is not there, or for whom the person at the desk
// may not act: what is only read is asked for in a real person's name too.
func (s *Store) MayAct(ctx context.Context, by By) error {
	if by.As == "" {
		return nil
	}
	return s.read(ctx, func(q querier) error {
		w := &writing{s: s, q: q, by: by}
		all, err := people.all(ctx, q, "")
		if err != nil {
			return err
		}
		if _, err := find(all, by.As); err != nil {
			return err
		}
		return w.who(ctx)
	})
}

// MayWrite refuses whoever could write nothing here for want of a reason to act for
// another, before a screen opens on which each write would be refused.
func (s *Store) MayWrite(ctx context.Context, by By) error {
	return s.read(ctx, func(q querier) error {
		w := &writing{s: s, q: q, by: by}
		if err := w.reader(ctx); err != nil {
			return err
		}
		return w.reasoned()
	})
}

// stillIn refuses a write by a key that was withdrawn since the person came in, in
// the transaction of the write itself.
func (w *writing) stillIn(ctx context.Context) error {
	if w.by.Key == "" {
		return nil
	}
	return certified(ctx, w.q, w.real, w.by.Key, w.by.Today)
}

// find finds a person who may act by the login.
func find(all []team.Person, login string) (team.Person, error) {
	p, known := byLogin(all, login)
	switch {
	case !known:
		return p, fault.Newf(fault.NotAllowed, "%q is not a person of this store", p.Login).Do("an administrator adds people with `placewatch user add`")
	case p.Disabled:
		return p, fault.Newf(fault.NotAllowed, "%s is disabled", p.Login).Do("ask an administrator")
	}
	return p, nil
}

// byLogin finds whose login that is. Of someone the store does not know it
// returns a person without roles, who may look.
func byLogin(all []team.Person, login string) (team.Person, bool) {
	l := text.Clean(login)
	if i := slices.IndexFunc(all, func(p team.Person) bool { return strings.EqualFold(p.Login.String(), l.String()) }); i >= 0 {
		return all[i], true
	}
	return team.Person{Login: l, Name: l}, false
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
		Changes: []journal.Change{people.change(nil, &p)}})
}

// mayOnly refuses whoever holds none of the roles. What the charts hold they
// guard themselves; this is for what is no row of a chart.
func (w *writing) mayOnly(what, source string, roles ...team.Role) error {
	if w.person.Holds(w.by.Today, roles...) {
		return nil
	}
	return fault.Newf(fault.NotAllowed, "%s is for %s, and %s is %s", what, flow.Roles(roles), w.person.Login, flow.Roles(w.person.Roles(w.by.Today))).
		Do("ask one of them").From(source)
}

// turn is one attempt by the person to take a row. In a practice store the time
// of day is the real one, on the day that today counts as.
func (w *writing) turn(raw map[string]string) *flow.Turn {
	now := w.by.Now.In(w.s.loc)
	at := w.by.Today.Start(w.s.loc)
	at = time.Date(at.Year(), at.Month(), at.Day(), now.Hour(), now.Minute(), now.Second(), 0, w.s.loc)
	return &flow.Turn{Who: w.person, Today: w.by.Today, Raw: raw, Cal: w.rules.Cal, OutOfHours: w.rules.Policy.Office.Out(at, w.rules.Cal)}
}

// settleTo applies what time brought about up to today, once a day (domain 3.0), and
// does what else is done daily.
func (w *writing) settleTo(ctx context.Context, today civil.Date) error {
	last, err := metaDay(ctx, w.q, metaSettled)
	if err != nil || !today.After(last) {
		return err
	}
	for _, daily := range []func(context.Context) error{w.settleAll, w.sealReadings, w.dropOldDrafts} {
		if err := daily(ctx); err != nil {
			return err
		}
	}
	return setMeta(ctx, w.q, metaSettled, today.String())
}

// settleAll applies to every case what time brought about up to today.
func (w *writing) settleAll(ctx context.Context) error {
	urns, err := words(ctx, w.q, concernedURNs)
	if err != nil {
		return err
	}
	cs, err := w.s.cases(ctx, w.q, w.rules, urns, w.by.Today)
	if err != nil {
		return err
	}
	for _, c := range cs {
		if _, err := w.settle(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// settle applies to one case what time brought about up to today.
func (w *writing) settle(ctx context.Context, c *concern.Case) (*concern.Case, error) {
	settled, steps := c.Settle(w.by.Today, w.turn(nil))
	return settled, w.steps(ctx, c, steps, "")
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

// steps writes what each step changed, and its journal entry. The idempotency key
// goes with the first: the step that was asked for.
func (w *writing) steps(ctx context.Context, before *concern.Case, steps []concern.Step, key string) error {
	for _, st := range steps {
		changes, err := w.saveCase(ctx, before, st.After)
		if err != nil {
			return err
		}
		if err := w.append(ctx, &journal.Entry{Subject: st.Subject, Row: st.Row, Event: st.Event, On: st.On.String(), Args: st.Args,
			Actor: string(st.Actor), Key: key, Changes: changes}); err != nil {
			return err
		}
		if err := w.registrationTold(ctx, before, st.After); err != nil {
			return err
		}
		if err := w.claimsTold(ctx, before, st.After); err != nil {
			return err
		}
		before, key = st.After, ""
	}
	return nil
}

// saveCase writes every part of the case that differs.
func (w *writing) saveCase(ctx context.Context, before, after *concern.Case) ([]journal.Change, error) {
	var all []journal.Change
	for _, part := range []func() ([]journal.Change, error){
		func() ([]journal.Change, error) { return w.saveHistory(ctx, before, after) },
		func() ([]journal.Change, error) { return w.saveRegistration(ctx, before, after) },
		func() ([]journal.Change, error) {
			return save(ctx, w.q, concerns, oneConcern(before.Concern), oneConcern(after.Concern))
		},
		func() ([]journal.Change, error) { return save(ctx, w.q, visits, before.Visits, after.Visits) },
		func() ([]journal.Change, error) { return save(ctx, w.q, duties, before.Duties, after.Duties) },
		func() ([]journal.Change, error) { return save(ctx, w.q, items, before.Items, after.Items) },
		func() ([]journal.Change, error) {
			return save(ctx, w.q, freezes, oneFreeze(before.Freeze), oneFreeze(after.Freeze))
		},
		func() ([]journal.Change, error) {
			return save(ctx, w.q, proposals, before.Proposals, after.Proposals)
		},
		func() ([]journal.Change, error) {
			return save(ctx, w.q, storedParts, partsOf(before), partsOf(after))
		},
		func() ([]journal.Change, error) { return w.saveStarts(ctx, before, after) },
	} {
		changes, err := part()
		if err != nil {
			return nil, err
		}
		all = append(all, changes...)
	}
	return all, nil
}

func oneConcern(c concern.Concern) []concern.Concern {
	if c.ID == "" {
		return nil
	}
	return []concern.Concern{c}
}

func oneFreeze(f concern.Freeze) []concern.Freeze {
	if f.State == flow.Start {
		return nil
	}
	return []concern.Freeze{f}
}

// saveHistory keeps what a person recorded, or took back, of an inspection, and
// sets the buckets anew. The history of a case keeps its order: what is new comes last.
func (w *writing) saveHistory(ctx context.Context, before, after *concern.Case) ([]journal.Change, error) {
	if slices.Equal(before.History, after.History) {
		return nil, nil
	}
	urn := after.Place.URN.String()
	held, err := inspections.all(ctx, w.q, "WHERE urn = ? ORDER BY id", urn)
	if err != nil {
		return nil, err
	}
	now := slices.Clone(held)
	for i, in := range after.History {
		switch {
		case i >= len(now):
			now = append(now, inspection{ID: numbered(urn, i+1), Inspection: in, AsAt: w.by.Today})
		case now[i].Inspection != in:
			now[i].Inspection, now[i].AsAt = in, w.by.Today
		}
	}
	changes, err := save(ctx, w.q, inspections, held, now)
	if err != nil {
		return nil, err
	}
	days, err := daysOf(ctx, w.q, inspections.table)
	if err != nil {
		return nil, err
	}
	return append(changes, days), w.rebucket(ctx, urn)
}
