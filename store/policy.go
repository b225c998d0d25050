package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// policyFile is a policy that was put in force, as its file was. The journal holds
// what it is known by; the file itself is checked by its hash, which is the id.
type policyFile struct {
	ID       string     `json:"sha256"`
	Name     text.Text  `json:"name"`
	Version  text.Text  `json:"version"`
	Approver text.Text  `json:"approver"`
	ReviewBy civil.Date `json:"review_by"`
	UsedOn   civil.Date `json:"used_on"`
	InForce  bool       `json:"in_force"`
	Source   string     `json:"-"`
}

var policyFiles = define(record[policyFile]{
	table:   "policy",
	columns: `id, name, version, approver, review_by, used_on, in_force, source`,
	id:      func(p *policyFile) string { return p.ID },
	bind: func(p *policyFile) []any {
		return []any{p.ID, p.Name.String(), p.Version.String(), p.Approver.String(), day(p.ReviewBy), day(p.UsedOn), flag(p.InForce), p.Source}
	},
	scan: func(p *policyFile) []any {
		return []any{&p.ID, textDest{&p.Name}, textDest{&p.Version}, textDest{&p.Approver}, dayDest{&p.ReviewBy}, dayDest{&p.UsedOn}, &p.InForce, &p.Source}
	},
	body: func(p policyFile) policyFile {
		p.Source = ""
		return p
	},
})

// unreadPolicy means that this program cannot read the policy in force: an older
// program than the one that put it in force, or a file that was altered. Nothing
// is decided by another policy in its place.
type unreadPolicy struct{ why *failure }

func (u *unreadPolicy) Error() string { return u.why.Error() }

// Unwrap gives the failure. What is wrong with the file is only told: it is no
// refusal of what the person wanted.
func (u *unreadPolicy) Unwrap() error { return u.why }

// profileIn is the policy that bears that id; without one, the one that the store
// was opened with.
func (s *Store) profileIn(ctx context.Context, q querier, id string) (*policy.Profile, error) {
	if id == "" {
		return s.opening, nil
	}
	held, err := policyFiles.all(ctx, q, "WHERE id = ?", id)
	if err != nil {
		return nil, err
	}
	p, err := held[0].read()
	if err != nil {
		return nil, &unreadPolicy{&failure{fmt.Sprintf("the policy in force in %s, %s v%s, cannot be read by this program (%v), and nothing is decided by another; "+
			"use the program that put it in force, or have a principal manager use a policy that this one can read", s.path, held[0].Name, held[0].Version, err), nil}}
	}
	return p, nil
}

func (p *policyFile) read() (*policy.Profile, error) {
	return concern.ReadPolicy(p.Name.String()+" in the store", []byte(p.Source))
}

// Policy is the policy in force.
func (s *Store) Policy(ctx context.Context) (*policy.Profile, error) {
	var p *policy.Profile
	err := s.read(ctx, func(q querier) error {
		rules, err := s.rulesNow(ctx, q)
		p = rules.Policy
		return err
	})
	return p, err
}

// UsePolicy puts a policy in force: its file as it is, with the reason. From then on
// everyone's rules are the new ones. No date that was set moves; what is counted as
// below the threshold is counted anew, and a concern opens where one is now due.
func (s *Store) UsePolicy(ctx context.Context, by By, p *policy.Profile, source []byte, reason text.Text) error {
	now, err := newPolicyFile(p, source)
	if err != nil {
		return err
	}
	if reason.IsZero() {
		return fault.Newf(fault.Invalid, "%s was not put in force: it needs a reason", p.Title()).Do("say why, and who decided it").From("screens 8.9, class C")
	}
	return s.write(ctx, func(q querier) error {
		w := &writing{s: s, q: q, by: by}
		if err := w.beginPolicy(ctx); err != nil {
			return err
		}
		return w.usePolicy(ctx, p, now, reason)
	})
}

// newPolicyFile is the file as it will be kept. What is put in force is what the
// file says, and nothing else.
func newPolicyFile(p *policy.Profile, source []byte) (policyFile, error) {
	f := policyFile{ID: journal.Sum(source), Name: text.Clean(p.Name), Version: text.Clean(p.Version), Approver: p.Approver, ReviewBy: p.ReviewBy,
		InForce: true, Source: string(source)}
	said, err := f.read()
	if err != nil {
		return f, err
	}
	if said.Standing() != p.Standing() {
		return f, fault.Newf(fault.Invalid, "the file is %s, and not %s", said.Standing(), p.Standing()).Do("name the file of the policy")
	}
	return f, nil
}

// beginPolicy begins the write as every other begins. Where the policy in force
// cannot be read, putting another in force is the one thing that is done all the
// same, and time is applied by the new one.
func (w *writing) beginPolicy(ctx context.Context) error {
	err := w.begin(ctx)
	if _, unread := errors.AsType[*unreadPolicy](err); !unread {
		return err
	}
	w.rules = w.s.Rules()
	return w.actor(ctx)
}

func (w *writing) usePolicy(ctx context.Context, p *policy.Profile, now policyFile, reason text.Text) error {
	if err := w.mayUsePolicy(ctx); err != nil {
		return err
	}
	held, err := policyFiles.all(ctx, w.q, "WHERE in_force = 1 OR id = ?", now.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(held, func(f policyFile) bool { return f.InForce && f.ID == now.ID }) {
		return fault.Newf(fault.Invalid, "%s is in force already", p.Title()).Do("nothing was written")
	}
	now.UsedOn = w.by.Today
	var after []policyFile // what was in force first: only one may be
	for _, f := range held {
		if f.InForce {
			f.InForce = false
			after = append(after, f)
		}
	}
	e := &journal.Entry{Subject: "store", Row: "PO1", Event: "policy_used", Args: map[string]string{"reason": reason.String(), "policy": p.Standing(), "was": w.rules.Policy.Standing()}}
	if e.Changes, err = save(ctx, w.q, policyFiles, held, append(after, now)); err != nil {
		return err
	}
	if err := w.append(ctx, e); err != nil {
		return err
	}
	if w.rules, err = w.s.rulesNow(ctx, w.q); err != nil {
		return err
	}
	return w.judgeAnew(ctx)
}

// mayUsePolicy: the principal manager's decision (domain 1.4). Before a store has
// one, its administrator may begin with a policy of the council's own.
func (w *writing) mayUsePolicy(ctx context.Context) error {
	all, err := people.all(ctx, w.q, "")
	if err != nil {
		return err
	}
	may := []team.Role{team.PrincipalManager}
	if !slices.ContainsFunc(all, func(p team.Person) bool { return p.Holds(w.by.Today, team.PrincipalManager) }) {
		may = append(may, team.Admin)
	}
	return w.mayOnly("putting a policy in force", "domain 1.4", may...)
}

// heldTo selects the provisions that a policy may bar or hold back: below the threshold,
// or with a freeze that is not lifted, concern or none.
const heldTo = `SELECT urn FROM provision WHERE bucket = 'below_threshold' UNION SELECT urn FROM freeze WHERE state <> 'lifted'`

// judgeAnew counts everything by the policy now in force, and lets each case that it
// counts or holds otherwise take what follows of itself.
func (w *writing) judgeAnew(ctx context.Context) error {
	urns, err := words(ctx, w.q, `SELECT urn FROM provision`)
	if err != nil {
		return err
	}
	changed := map[string]ofsted.Bucket{}
	if err := standings(ctx, w.q, urns, func(p provision, st ofsted.Standing) {
		if b := bucketOf(w.rules.Policy, p, st); b != p.Bucket {
			changed[p.URN.String()] = b
		}
	}); err != nil {
		return err
	}
	news := map[string]concern.News{}
	for urn, b := range changed {
		news[urn] = concern.News{}
		if _, err := w.q.ExecContext(ctx, `UPDATE provision SET bucket = ? WHERE urn = ?`, string(b), urn); err != nil {
			return err
		}
	}
	if err := w.recount(ctx, slices.Collect(maps.Keys(news))); err != nil {
		return err
	}
	held, err := words(ctx, w.q, heldTo)
	if err != nil {
		return err
	}
	for _, urn := range held {
		news[urn] = concern.News{}
	}
	if err := w.hear(ctx, news, File{Name: text.Clean("policy")}, &Import{}); err != nil {
		return err
	}
	return w.settleAll(ctx)
}

// policies holds the files of the policies against what is said of them.
func (c *checkup) policies() error {
	return policyFiles.each(c.ctx, c.q, "", nil, func(f *policyFile) {
		if journal.Sum([]byte(f.Source)) != f.ID {
			c.say("policy: the file of %s v%s is not the one that was put in force", f.Name, f.Version)
		}
	})
}
