package concern

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/deadline"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

func d(s string) civil.Date { return civil.MustParse(s) }

// friday is the day on which most cases happen: working days, no holiday near.
var friday = d("2026-03-06")

func rulesOf(profile string) Rules {
	p, err := policy.Shipped(profile)
	if err != nil {
		panic(err)
	}
	return Rules{Policy: p, Book: deadline.NewBook(p), Cal: civil.EnglandAndWales(), Team: people()}
}

var standard = rulesOf("default")

func person(id string, roles ...team.Role) team.Person {
	p := team.Person{ID: id, Login: text.Clean(id)}
	for _, r := range roles {
		p.Grants = append(p.Grants, team.Grant{Role: r})
	}
	return p
}

// The six who work the board, and two who may not act on a case.
var (
	pat   = person("pat", team.PlacementsOfficer)
	quinn = person("quinn", team.QAOfficer)
	cory  = person("cory", team.CommissioningOfficer)
	mo    = person("mo", team.PlacementsManager)
	casey = person("casey", team.CSWManager)
	prim  = person("prim", team.PrincipalManager)
	vee   = person("vee", team.Viewer)
	addy  = person("addy", team.Admin)
)

func people() []team.Person { return []team.Person{pat, quinn, cory, mo, casey, prim, vee, addy} }

// home is a children's home with so many children of ours.
func home(rules Rules, children int) *Case {
	urn, err := ofsted.ParseURN("1027077")
	if err != nil {
		panic(err)
	}
	c := &Case{Rules: rules, Known: true, ListFresh: true, Place: ofsted.Provision{URN: urn, Name: text.Clean("Elm House"),
		Type: ofsted.ChildrensHome, Status: ofsted.Active, JudgedAsAt: friday}}
	for _, ref := range []string{"K4021", "K4022", "K4023"}[:children] {
		c.Placed = append(c.Placed, text.Clean(ref))
	}
	return c
}

func turn(who team.Person, today civil.Date, raw map[string]string) *flow.Turn {
	return &flow.Turn{Who: who, Today: today, Raw: raw, Cal: standard.Cal}
}

// args reads "key=value" words as the command line gives them.
func args(words ...string) map[string]string {
	m := map[string]string{}
	for _, w := range words {
		k, v, _ := strings.Cut(w, "=")
		m[k] = v
	}
	return m
}

// named reads words in which "@kind" stands for the id of the first open duty of
// that kind, and "@item" for that of the first requirement listed.
func named(c *Case, words []string) map[string]string {
	m := args(words...)
	for k, v := range m {
		kind, ok := strings.CutPrefix(v, "@")
		if i := slices.IndexFunc(c.Duties, func(x duty.Duty) bool { return x.Kind == kind && x.Status == duty.Open }); ok && i >= 0 {
			m[k] = c.Duties[i].ID
		}
		if ok && kind == "enforcement" {
			m[k] = c.Enforcements[len(c.Enforcements)-1].ID
		}
		if ok && kind == "item" {
			m[k] = c.Items[0].ID
		}
	}
	return m
}

// act is one thing that a person does on a day: "pat OF1 finding=inadequate".
type act struct {
	who  team.Person
	row  string
	args []string
}

// does takes the row and fails the test where it is refused.
func does(t *testing.T, c *Case, today civil.Date, who team.Person, row string, words ...string) (*Case, []Step) {
	t.Helper()
	next, steps, err := c.Apply("", row, turn(who, today, args(words...)))
	if err != nil {
		t.Fatalf("%s, %s: %v", who.Login, row, err)
	}
	return next, steps
}

// after plays acts on one day, one after the other. "confirm" confirms.
func after(t *testing.T, c *Case, today civil.Date, acts ...act) *Case {
	t.Helper()
	for _, a := range acts {
		var err error
		if a.row == "confirm" {
			c, _, err = c.Confirm("", "", turn(a.who, today, nil))
		} else {
			c, _, err = c.Apply("", a.row, turn(a.who, today, named(c, a.args)))
		}
		if err != nil {
			t.Fatalf("%s, %s: %v", a.who.Login, a.row, err)
		}
	}
	return c
}

// found are the words with which an inspection that ended on the Monday is recorded.
func found(finding string, more ...string) []string {
	return append([]string{"finding=" + finding, "ended_on=2026-03-02", "source=email"}, more...)
}

func judged(t *testing.T, c *Case, finding string, more ...string) *Case {
	t.Helper()
	return after(t, c, friday, act{pat, "OF1", found(finding, more...)})
}

// open are what is open, as "kind due-date", in order; with the child where it is for one.
func open(c *Case, owner duty.Owner) []string {
	out := []string{}
	for _, x := range c.Duties {
		if x.Owner == owner && x.Status == duty.Open {
			w := x.Kind + " " + x.Due.String()
			if !x.Child.IsZero() {
				w += " " + x.Child.String()
			}
			out = append(out, strings.TrimSpace(w))
		}
	}
	slices.Sort(out)
	return out
}

func rows(steps []Step) string {
	var out []string
	for _, s := range steps {
		out = append(out, s.Row)
	}
	return strings.Join(out, " ")
}

func kinds(c *Case, owner duty.Owner) []string {
	var out []string
	for _, x := range c.Duties {
		if x.Owner == owner && x.Status == duty.Open {
			out = append(out, x.Kind)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func allRows() map[string]*Row {
	m := map[string]*Row{}
	for _, ch := range Charts() {
		for i := range ch.Rows {
			m[ch.Rows[i].ID] = &ch.Rows[i]
		}
	}
	return m
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func mayOpen(r *Row, kind string) bool {
	return kind == "two.review_alone" || slices.Contains(r.Brings, kind) ||
		slices.ContainsFunc(r.Opens, func(o Opening) bool { return o.Key == kind })
}

func last(ps []Proposal) Proposal {
	if len(ps) == 0 {
		return Proposal{}
	}
	return ps[len(ps)-1]
}
