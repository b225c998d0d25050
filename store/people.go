package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// People lists everyone of the store.
func (s *Store) People(ctx context.Context) ([]team.Person, error) {
	var out []team.Person
	err := s.read(ctx, func(q querier) error {
		var err error
		out, err = people.all(ctx, q, "ORDER BY login")
		return err
	})
	return out, err
}

// Person finds who a login is, with the roles of today. Someone the store does
// not know is a person without roles, who may look.
func (s *Store) Person(ctx context.Context, login string) (team.Person, error) {
	all, err := s.People(ctx)
	p, _ := byLogin(all, login)
	return p, err
}

// AddPerson adds a person with roles, or grants further roles to one that is
// there. An administrator may, and never to oneself once others are there; a
// manager's role is for a principal manager to grant once there is one (safety 7, F6).
func (s *Store) AddPerson(ctx context.Context, by By, login, name text.Text, roles []team.Role, until civil.Date) (team.Person, error) {
	var out team.Person
	err := s.write(ctx, func(q querier) error {
		w, err := s.begin(ctx, q, by)
		if err != nil {
			return err
		}
		if err := w.mayGrant(ctx, "adding people", roles, until); err != nil {
			return err
		}
		out, err = w.addPerson(ctx, login, name, roles, until)
		return err
	})
	return out, err
}

// Grant grants further roles to a person who is there, or sets the last day of those
// held: a day that is past ends them.
func (s *Store) Grant(ctx context.Context, by By, login text.Text, roles []team.Role, until civil.Date) (team.Person, error) {
	return s.person(ctx, by, login, func(w *writing, p team.Person) (team.Person, error) {
		if err := w.mayGrant(ctx, "granting roles", roles, until); err != nil {
			return p, err
		}
		return w.addPerson(ctx, p.Login, text.Text{}, roles, until)
	})
}

// Disable keeps a person from acting, and on again lets them: what they did stays, and
// so do their roles.
func (s *Store) Disable(ctx context.Context, by By, login text.Text, again bool) (team.Person, error) {
	return s.person(ctx, by, login, func(w *writing, p team.Person) (team.Person, error) {
		if err := w.mayOnly("disabling people", "safety 7, row 27", team.Admin); err != nil {
			return p, err
		}
		now := p
		if now.Disabled = !again; now.Disabled == p.Disabled {
			return p, nil
		}
		if again {
			return now, w.savePerson(ctx, &p, now, "US4", "person_enabled")
		}
		return now, w.savePerson(ctx, &p, now, "US3", "person_disabled")
	})
}

// person runs f on a person who is there.
func (s *Store) person(ctx context.Context, by By, login text.Text, f func(*writing, team.Person) (team.Person, error)) (team.Person, error) {
	var out team.Person
	err := s.write(ctx, func(q querier) error {
		w, err := s.begin(ctx, q, by)
		if err != nil {
			return err
		}
		all, err := people.all(ctx, q, "ORDER BY id")
		if err != nil {
			return err
		}
		p, known := byLogin(all, login.String())
		if !known {
			return fault.Newf(fault.NotFound, "%q is not a person of this store", p.Login).Do("`placewatch user add` adds one; `placewatch user list` shows who is there")
		}
		out, err = f(w, p)
		return err
	})
	return out, err
}

// mayGrant: an administrator gives roles. Once the council has a principal manager, who
// is a manager is decided by one, at their own desk: whoever keeps the accounts does not
// appoint those who sign (safety 7, F6 and row 27). To end a role is always the
// administrator's.
func (w *writing) mayGrant(ctx context.Context, what string, roles []team.Role, until civil.Date) error {
	ends := !until.IsZero() && until.Before(w.by.Today)
	isManagers := func(r team.Role) bool { return slices.Contains(team.Managers(), r) }
	if ends || !slices.ContainsFunc(roles, isManagers) {
		return w.mayOnly(what, "safety 7, row 27", team.Admin)
	}
	all, err := people.all(ctx, w.q, "")
	if err != nil {
		return err
	}
	principal := func(p team.Person) bool { return !p.Disabled && p.Holds(w.by.Today, team.PrincipalManager) }
	switch {
	case !slices.ContainsFunc(all, principal):
		return w.mayOnly(what, "safety 7, row 27", team.Admin)
	case !principal(w.real):
		return fault.Newf(fault.NotAllowed, "once the council has a principal manager, a manager's role is granted by one, at their own desk; %s is %s", w.real.Login, flow.Roles(w.real.Roles(w.by.Today))).
			Do("ask a principal manager to do it").From("safety 7, F6 and row 27")
	case slices.ContainsFunc(roles, func(r team.Role) bool { return !isManagers(r) }):
		return w.mayOnly(what, "safety 7, row 27", team.Admin)
	}
	return nil
}

func (w *writing) addPerson(ctx context.Context, login, name text.Text, roles []team.Role, until civil.Date) (team.Person, error) {
	if err := checkLogin(login, roles); err != nil {
		return team.Person{}, err
	}
	all, err := people.all(ctx, w.q, "ORDER BY id")
	if err != nil {
		return team.Person{}, err
	}
	was, known := byLogin(all, login.String())
	p := was
	p.Grants = slices.Clone(p.Grants)
	if !known {
		p.ID = fmt.Sprintf("p%d", len(all)+1)
	}
	if !name.IsZero() {
		p.Name = name
	}
	if len(all) > 1 && (p.ID == w.person.ID || p.ID == w.real.ID) {
		return p, fault.Newf(fault.NotAllowed, "nobody grants a role to themself").Do("ask another administrator").From("safety 7, F6")
	}
	for _, r := range roles {
		if i := slices.IndexFunc(p.Grants, func(g team.Grant) bool { return g.Role == r }); i >= 0 {
			p.Grants[i].Until = until
		} else {
			p.Grants = append(p.Grants, team.Grant{Role: r, Until: until})
		}
	}
	if known && p.Name == was.Name && slices.Equal(p.Grants, was.Grants) {
		return p, nil
	}
	if !known {
		return p, w.savePerson(ctx, nil, p, "US2", "roles_granted")
	}
	return p, w.savePerson(ctx, &was, p, "US2", "roles_granted")
}

// savePerson writes a person, and tells of it. Somebody must always be left who can
// add people, without an end (safety 7, F6).
func (w *writing) savePerson(ctx context.Context, was *team.Person, now team.Person, row, event string) error {
	if err := people.put(ctx, w.q, &now); err != nil {
		return err
	}
	all, err := people.all(ctx, w.q, "")
	if err != nil {
		return err
	}
	if was != nil && lasting(*was) && !slices.ContainsFunc(all, lasting) {
		return fault.Newf(fault.NotAllowed, "%s is the last administrator, and nobody could add people any more", now.Login).
			Do("make another person an administrator first").From("safety 7, F6")
	}
	return w.append(ctx, &journal.Entry{Subject: "person:" + now.ID, Row: row, Event: event, Changes: []journal.Change{people.change(was, &now)}})
}

// lasting reports whether a person is an administrator without an end.
func lasting(p team.Person) bool {
	return !p.Disabled && slices.ContainsFunc(p.Grants, func(g team.Grant) bool { return g.Role == team.Admin && g.Until.IsZero() })
}

func checkLogin(login text.Text, roles []team.Role) error {
	if s := login.String(); s == "" || len(s) > 32 || strings.ContainsAny(s, " �") {
		return fault.Newf(fault.Invalid, "%q cannot be a login", login).Do("use up to 32 characters without spaces")
	}
	if len(roles) == 0 {
		return fault.Newf(fault.Invalid, "%s is given no role", login).Do("name one or more with --role: %s", roleNames())
	}
	for _, r := range roles {
		if !slices.Contains(team.Roles(), r) {
			return fault.Newf(fault.Invalid, "%q is not a role", text.Clean(string(r))).Do("the roles are %s", roleNames())
		}
	}
	return nil
}

func roleNames() string {
	var names []string
	for _, r := range team.Roles() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}
