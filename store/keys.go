package store

import (
	"context"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/journal"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Key is one SSH key of a person. Times are days, Europe/London.
type Key struct {
	Fingerprint string     `json:"fingerprint"` // SHA256:…
	Person      string     `json:"person"`      // id
	Line        string     `json:"line"`        // type and key, as authorized_keys has them
	Comment     text.Text  `json:"comment"`
	Added       civil.Date `json:"added"`
	Expires     civil.Date `json:"expires"` // its last day; none: until it is revoked
	Revoked     civil.Date `json:"revoked"`
	Why         text.Text  `json:"why"`
}

// keyRecord is how keys are kept.
var keyRecord = define(record[Key]{
	table:   "key",
	columns: `id, person, line, comment, added, expires, revoked, why`,
	id:      func(k *Key) string { return k.Fingerprint },
	bind: func(k *Key) []any {
		return []any{k.Fingerprint, k.Person, k.Line, k.Comment.String(), day(k.Added), day(k.Expires), day(k.Revoked), k.Why.String()}
	},
	scan: func(k *Key) []any {
		return []any{&k.Fingerprint, &k.Person, &k.Line, textDest{&k.Comment}, dayDest{&k.Added}, dayDest{&k.Expires}, dayDest{&k.Revoked}, textDest{&k.Why}}
	},
})

// Refusal says why a key admits nobody on a day, or nothing.
func (k Key) Refusal(today civil.Date) string {
	switch {
	case !k.Revoked.IsZero():
		return "the key was revoked on " + k.Revoked.Long()
	case !k.Expires.IsZero() && today.After(k.Expires):
		return "the key ran out on " + k.Expires.Long()
	}
	return ""
}

// Keys lists the keys of one person, or of all where login is empty.
func (s *Store) Keys(ctx context.Context, login string) ([]Key, error) {
	var out []Key
	err := s.read(ctx, func(q querier) error {
		all, err := people.all(ctx, q, "ORDER BY id")
		if err != nil {
			return err
		}
		tail, args := "ORDER BY person, added, id", []any(nil)
		if login != "" {
			p, known := byLogin(all, login)
			if !known {
				return fault.Newf(fault.NotFound, "%q is not a person of this store", p.Login).Do("`placewatch user list` shows who is")
			}
			tail, args = "WHERE person = ? "+tail, []any{p.ID}
		}
		out, err = keyRecord.all(ctx, q, tail, args...)
		return err
	})
	return out, err
}

// AddKey gives a person a key. Only an administrator may. A key that another
// person holds, or that was revoked, is refused: a key is one person's for ever.
func (s *Store) AddKey(ctx context.Context, by By, login string, k Key) error {
	return s.write(ctx, func(q querier) error {
		w, err := s.begin(ctx, q, by)
		if err != nil {
			return err
		}
		if err := w.mayOnly("adding keys", "safety 7, row 27", team.Admin); err != nil {
			return err
		}
		return w.addKey(ctx, login, k)
	})
}

func (w *writing) addKey(ctx context.Context, login string, k Key) error {
	all, err := people.all(ctx, w.q, "ORDER BY id")
	if err != nil {
		return err
	}
	p, err := find(all, login)
	if err != nil {
		return err
	}
	held, err := keyRecord.all(ctx, w.q, "WHERE id = ?", k.Fingerprint)
	if err != nil {
		return err
	}
	if why := k.Refusal(w.by.Today); why != "" {
		return fault.Newf(fault.Invalid, "%s, so it would admit nobody", why).Do("give it a later day")
	}
	k.Person, k.Added = p.ID, w.by.Today
	change := keyRecord.change(nil, &k)
	if len(held) > 0 {
		was := held[0]
		switch {
		case was.Person != p.ID:
			return fault.Newf(fault.Invalid, "the key %s belongs to another person", k.Fingerprint).Do("make a new key for %s", p.Login)
		case !was.Revoked.IsZero():
			return fault.Newf(fault.Invalid, "the key %s was revoked on %s", k.Fingerprint, was.Revoked.Long()).Do("make a new key for %s", p.Login)
		}
		k.Added = was.Added
		if k == was {
			return nil
		}
		change = keyRecord.change(&was, &k)
	}
	if err := keyRecord.put(ctx, w.q, &k); err != nil {
		return err
	}
	return w.append(ctx, &journal.Entry{Subject: "person:" + p.ID, Row: "KE1", Event: "key_added", Args: map[string]string{"key": k.Fingerprint},
		Changes: []journal.Change{change}})
}

// RevokeKey takes a key away, at once and for good. An administrator may, and
// everybody may revoke a key of their own.
func (s *Store) RevokeKey(ctx context.Context, by By, fingerprint string, why text.Text) error {
	return s.write(ctx, func(q querier) error {
		w, err := s.begin(ctx, q, by)
		if err != nil {
			return err
		}
		held, err := keyRecord.all(ctx, q, "WHERE id = ?", fingerprint)
		if err != nil {
			return err
		}
		if len(held) == 0 {
			return fault.Newf(fault.NotFound, "no key has the fingerprint %s", text.Clean(fingerprint)).Do("`placewatch key list` shows them")
		}
		was := held[0]
		if was.Person != w.person.ID {
			if err := w.mayOnly("revoking another person's key", "safety 7, row 27", team.Admin); err != nil {
				return err
			}
		}
		if !was.Revoked.IsZero() {
			return nil
		}
		k := was
		k.Revoked, k.Why = by.Today, why
		if err := keyRecord.put(ctx, q, &k); err != nil {
			return err
		}
		return w.append(ctx, &journal.Entry{Subject: "person:" + k.Person, Row: "KE2", Event: "key_revoked",
			Args: map[string]string{"key": k.Fingerprint, "reason": why.String()}, Changes: []journal.Change{keyRecord.change(&was, &k)}})
	})
}

// Holder is the person to whom a key belongs, or why it admits nobody today.
func (s *Store) Holder(ctx context.Context, fingerprint string, today civil.Date) (team.Person, error) {
	var p team.Person
	err := s.read(ctx, func(q querier) error {
		var err error
		p, err = holder(ctx, q, fingerprint, today)
		return err
	})
	return p, err
}

func holder(ctx context.Context, q querier, fingerprint string, today civil.Date) (team.Person, error) {
	held, err := keyRecord.all(ctx, q, "WHERE id = ?", fingerprint)
	if err != nil {
		return team.Person{}, err
	}
	if len(held) == 0 {
		return team.Person{}, fault.Newf(fault.NotAllowed, "no person holds this key").Do("an administrator adds it with `placewatch key add`")
	}
	if why := held[0].Refusal(today); why != "" {
		return team.Person{}, fault.Newf(fault.NotAllowed, "%s", why).Do("ask an administrator for a new key")
	}
	ps, err := people.all(ctx, q, "WHERE id = ?", held[0].Person)
	if err != nil || len(ps) == 0 {
		return team.Person{}, err
	}
	return ps[0], admits(ps[0], today)
}

// admits says why a person may not come in: disabled, or without any role today.
func admits(p team.Person, today civil.Date) error {
	switch {
	case p.Disabled:
		return fault.Newf(fault.NotAllowed, "%s is disabled", p.Login).Do("ask an administrator")
	case len(p.Roles(today)) == 0:
		return fault.Newf(fault.NotAllowed, "%s holds no role today", p.Login).Do("ask an administrator")
	}
	return nil
}

// Certified is the person whom a certificate names that certifies a key of that
// fingerprint, or why it admits nobody: the person is not known, or the key was
// revoked or is another person's.
func (s *Store) Certified(ctx context.Context, login, fingerprint string, today civil.Date) (team.Person, error) {
	var p team.Person
	err := s.read(ctx, func(q querier) error {
		all, err := people.all(ctx, q, "ORDER BY id")
		if err != nil {
			return err
		}
		if p, err = find(all, login); err != nil {
			return err
		}
		return certified(ctx, q, p, fingerprint, today)
	})
	return p, err
}

// certified says why a person who came with that key admits nobody: the key was
// withdrawn, or the person.
func certified(ctx context.Context, q querier, p team.Person, fingerprint string, today civil.Date) error {
	held, err := keyRecord.all(ctx, q, "WHERE id = ?", fingerprint)
	if err != nil {
		return err
	}
	if len(held) > 0 {
		if held[0].Person != p.ID { // a key is one person's for ever
			return fault.Newf(fault.NotAllowed, "the key belongs to another person than %s", p.Login).Do("nothing was written; ask an administrator for a new key")
		}
		if why := held[0].Refusal(today); why != "" {
			return fault.Newf(fault.NotAllowed, "%s", why).Do("nothing was written; ask an administrator for a new key")
		}
	}
	return admits(p, today)
}
