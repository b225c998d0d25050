package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/journal"
	"placewatch/domain/team"
)

// Audit is what an export of the journal asks for.
type Audit struct {
	Since   civil.Date // none: from the beginning
	Subject string     // as a person names it; none: all
	Mine    bool       // only what the person did
	Secrets bool       // also what tells of enforcement that Ofsted has not published
}

// AuditEntry is a journal entry as it is exported: each record that it changed, as
// the journal told it before, and as it left it. Of a withheld one only its place, its
// writer and its hashes are given: the next entry's prev binds what it says, so that it
// cannot be another by the day it is told.
type AuditEntry struct {
	Seq        int64             `json:"seq"`
	At         time.Time         `json:"at"`
	Actor      string            `json:"actor"`
	OnBehalfOf string            `json:"on_behalf_of"`
	Session    string            `json:"session"`
	Machine    string            `json:"machine"`
	Subject    string            `json:"subject"`
	Row        string            `json:"row"`
	Event      string            `json:"event"`
	On         string            `json:"on"`
	Args       map[string]string `json:"args"`
	Evidence   string            `json:"evidence"`
	Policy     string            `json:"policy"`
	Cause      int64             `json:"cause"` // the first entry of the command that it is part of; 0: none
	Changes    []AuditChange     `json:"changes"`
	Withheld   bool              `json:"withheld"` // what it says is confidential
	Prev       string            `json:"prev"`     // the hash of the entry before
	Hash       string            `json:"hash"`
}

// AuditChange is one record that an entry changed; null where it was not there.
type AuditChange struct {
	Kind     string          `json:"kind"`
	ID       string          `json:"id"`
	Before   json.RawMessage `json:"before"`
	After    json.RawMessage `json:"after"`
	Withheld bool            `json:"withheld"` // the record tells of what is confidential
}

// auditors may read the whole journal, and who read what (safety 7, "audit log").
func auditors() []team.Role {
	return []team.Role{team.Auditor, team.PlacementsManager, team.PrincipalManager}
}

// auditing refuses whoever may not read the whole audit log.
func (s *Store) auditing(ctx context.Context, by By, what string) error {
	return s.read(ctx, func(q querier) error {
		w := &writing{s: s, q: q, by: by}
		if err := w.reader(ctx); err != nil {
			return err
		}
		return w.mayOnly(what, "safety 7, audit log", auditors()...)
	})
}

// Audit hands the journal to each, entry by entry, and records first that it was
// exported. The whole of it is for an auditor, the placements manager and the
// principal manager; what they did themselves is for everybody. Who has no part in
// the cases, such as an administrator, is not told of children. What tells of enforcement
// that Ofsted has not published is withheld, unless it is asked for.
func (s *Store) Audit(ctx context.Context, by By, ask Audit, each func(*AuditEntry) error) error {
	x := &export{ask: ask, each: each, loc: s.loc, held: map[thing]json.RawMessage{}}
	if err := s.read(ctx, func(q querier) error { return x.begin(ctx, &writing{s: s, q: q, by: by}) }); err != nil {
		return err
	}
	subject := "journal"
	if x.sub.Name != "" {
		subject += " " + x.sub.Name
	}
	if ask.Secrets {
		subject += confidentially
	}
	if err := s.Reading(ctx, by, journal.ReadExport, subject); err != nil {
		return err
	}
	return s.read(ctx, func(q querier) error {
		var err error
		if x.veil, err = veil(ctx, q); err != nil { // of this very journal: what comes later is not told
			return err
		}
		return eachEntry(ctx, q, "ORDER BY seq", nil, x.entry)
	})
}

// export is one export under way. It folds the journal as it goes, so that each
// entry can say what a record was before.
type export struct {
	ask    Audit
	each   func(*AuditEntry) error
	loc    *time.Location
	login  string // whose own acts; none: everybody's
	sub    Subject
	hidden bool // children are not told of
	veil   board.Veil
	held   map[thing]json.RawMessage
}

func (x *export) begin(ctx context.Context, w *writing) error {
	if err := w.reader(ctx); err != nil {
		return err
	}
	today := w.by.Today
	switch {
	case x.ask.Mine && len(w.person.Roles(today)) == 0:
		return fault.Newf(fault.NotAllowed, "%s has no role here, and did nothing that could be exported", w.person.Login).Do("ask an administrator")
	case x.ask.Mine:
		x.login = w.person.Login.String()
	default:
		if err := w.mayOnly("exporting the audit log", "safety 7, audit log", auditors()...); err != nil {
			no, _ := err.(*fault.Error)
			return no.Do("ask one of them; `audit export --mine` gives what you did yourself")
		}
	}
	x.hidden = !w.person.Holds(today, confidants()...)
	if x.ask.Secrets {
		if err := w.mayConfide(); err != nil {
			return err
		}
	}
	if x.ask.Subject == "" {
		return nil
	}
	var err error
	x.sub, err = resolve(ctx, w.q, x.ask.Subject)
	return err
}

func (x *export) entry(e *journal.Entry) error {
	a := &AuditEntry{Seq: e.Seq, At: e.At, Actor: e.Actor, OnBehalfOf: e.OnBehalfOf, Session: e.Session, Machine: e.Machine, Subject: e.Subject, Row: e.Row,
		Event: e.Event, On: e.On, Args: e.Args, Evidence: e.Args["evidence"], Policy: e.Policy, Cause: e.Cause, Changes: []AuditChange{}, Prev: e.Prev, Hash: e.Hash}
	for _, c := range e.Changes {
		was := x.held[thingOf(c)]
		if c.Kind != daysKind {
			a.Changes = append(a.Changes, AuditChange{Kind: c.Kind, ID: c.ID, Before: was, After: c.After})
			x.held[thingOf(c)] = c.After
		}
	}
	if !x.wants(a) {
		return nil
	}
	if x.hidden {
		a.hide()
	}
	if !x.ask.Secrets {
		a.withhold(x.veil, e)
	}
	return x.each(a)
}

// withhold leaves out what is confidential, and marks where it was: all that the entry
// says, or single records.
func (a *AuditEntry) withhold(v board.Veil, e *journal.Entry) {
	if v.Entry(e) {
		*a = AuditEntry{Seq: a.Seq, At: a.At, Actor: a.Actor, OnBehalfOf: a.OnBehalfOf, Session: a.Session, Machine: a.Machine, Args: map[string]string{},
			Policy: a.Policy, Cause: a.Cause, Changes: []AuditChange{}, Withheld: true, Prev: a.Prev, Hash: a.Hash}
		return
	}
	for i, c := range a.Changes {
		if v.Record(c.Kind, c.Before) || v.Record(c.Kind, c.After) {
			a.Changes[i] = AuditChange{Kind: c.Kind, Withheld: true}
		}
	}
}

// wants reports whether the entry was asked for. Of an entry that tells of much,
// such as an import, only what is about the subject is left.
func (x *export) wants(a *AuditEntry) bool {
	switch {
	case civil.In(a.At, x.loc).Before(x.ask.Since), x.login != "" && a.Actor != x.login && a.OnBehalfOf != x.login:
		return false
	case x.sub.Name == "":
		return true
	case x.sub.Child != "":
		return a.ofChild(x.sub.Child) || argsName(a.Args, x.sub.Child) || a.Subject == x.sub.Name
	case x.sub.Concern == "" && x.sub.Part == "":
		return ofCaseOf(a.Subject, x.sub.URN) || a.about("urn", x.sub.URN) // its own entries whole
	}
	_, id, _ := strings.Cut(a.Subject, ":")
	_, asked, _ := strings.Cut(x.sub.Name, ":")
	return ofCaseOf(a.Subject, x.sub.URN) && (id == asked || strings.HasPrefix(id, asked+"."))
}

// ofCaseOf reports whether a subject belongs to the case of that provision.
func ofCaseOf(subject, urn string) bool {
	kind, _, _ := strings.Cut(subject, ":")
	return kind != "child" && slices.Contains(kinds(), kind) && urnOf(subject) == urn
}

// about leaves only the records that say that of themselves, and reports whether
// there are any.
func (a *AuditEntry) about(field, value string) bool {
	says := `"` + field + `":` + string(journal.Canonical(value))
	a.Changes = slices.DeleteFunc(a.Changes, func(c AuditChange) bool {
		return !strings.Contains(string(c.Before), says) && !strings.Contains(string(c.After), says)
	})
	return len(a.Changes) > 0
}

// ofChild leaves only the records that name the child, and reports whether there are any.
func (a *AuditEntry) ofChild(child string) bool {
	a.Changes = slices.DeleteFunc(a.Changes, func(c AuditChange) bool { return !bodyNames(c.Before, child) && !bodyNames(c.After, child) })
	return len(a.Changes) > 0
}

// hide leaves out whatever may name a child.
func (a *AuditEntry) hide() {
	a.Args, a.Evidence, a.Changes = map[string]string{}, "", []AuditChange{}
	if strings.HasPrefix(a.Subject, "child:") {
		a.Subject = "child:…"
	}
}

func (l Looked) compare(m Looked) int {
	return cmp.Or(strings.Compare(l.Person, m.Person), strings.Compare(l.Subject, m.Subject), strings.Compare(l.What, m.What))
}
