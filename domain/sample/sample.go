// Package sample makes up a whole council: its children, the provisions they
// live in, the people of its placements team and what they have done of late. The
// demo shows it and the tests use it. No child, provision, owner or council in it
// exists; only the shape is that of Ofsted's published file of 31 March 2025.
package sample

import (
	"maps"
	"math/rand/v2"

	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

const (
	// Median is how many children the median English council looks after.
	Median = 458

	// Fewest children that a council can be made up with: the story needs its cast.
	Fewest = 40

	most = 82_000 // children looked after in all England
)

// Council is a made-up council on one day. The same day, size and seed give the
// same council; every date in it is told from that day, so it never grows stale.
type Council struct {
	Name         text.Text
	OfstedAsAt   civil.Date // the day that Ofsted's file speaks of
	PlacementsAt civil.Date // the day that the council's own file speaks of
	Provisions   []ofsted.Provision
	Inspections  []ofsted.Inspection
	Placements   []placement.Placement // all open
	People       []team.Person
	Story        []Step // in the order in which it was done
}

// Step is one transition that somebody carried out. Day is when it was done (the
// argument "on" where it is carried out later).
type Step struct {
	Day     civil.Date
	Who     string // login
	Subject string // urn:…, or child:… for what is about one of several there
	URN     string // of the provision that it is about
	Event   string // the row of domain.md: QA6; or confirm, by the second person
	Each    bool   // taken for each part that the row fits: every alert sent, every assessment required
	Args    map[string]string
}

// Commands are the arguments of each command that the step comes to. offers are what
// may be done with its subject that day.
func (s Step) Commands(offers []flow.Offer) []map[string]string {
	var out []map[string]string
	for _, o := range offers {
		if s.Each && o.ID == s.Event && o.Allowed && len(o.Arguments) > 0 {
			args := s.onDay()
			args[o.Arguments[0].Name] = o.Arguments[0].Default // the part comes first
			out = append(out, args)
		}
	}
	if s.Each {
		return out
	}
	return []map[string]string{s.onDay()}
}

// onDay are the arguments with the day on which it was done.
func (s Step) onDay() map[string]string {
	args := maps.Clone(s.Args)
	args["on"] = s.Day.String()
	return args
}

// maker makes one council up.
type maker struct {
	today civil.Date
	cal   *civil.Calendar
	rng   *rand.Rand
	names names
	c     Council
	cast  cast
}

// New makes up a council with that many children looked after: 40 at the fewest,
// and no more than all England has. cal says which days somebody works on.
func New(today civil.Date, cal *civil.Calendar, children int, seed uint64) Council {
	children = min(max(children, Fewest), most)
	m := &maker{today: today, cal: cal, rng: rand.New(rand.NewPCG(seed, Median))}
	m.names = newNames(m.rng)
	m.c = Council{Name: clean(council), OfstedAsAt: m.workday(-3), PlacementsAt: today, People: people()}
	m.provisions(children)
	m.placements(children)
	m.c.Story = m.story()
	return m.c
}

// workday returns the nth working day after today, or before it where n is
// negative; 0 is today, whatever day it is.
func (m *maker) workday(n int) civil.Date {
	d, step := m.today, 1
	if n < 0 {
		n, step = -n, -1
	}
	for n > 0 && !d.IsZero() {
		if d = d.AddDays(step); m.cal.IsWorkingDay(d) {
			n--
		}
	}
	return d
}

// worked returns d, or the last working day before it.
func (m *maker) worked(d civil.Date) civil.Date {
	for !d.IsZero() && !m.cal.IsWorkingDay(d) {
		d = d.AddDays(-1)
	}
	return d
}

// pick returns one of the list at random.
func pick[T any](m *maker, list []T) T { return list[m.rng.IntN(len(list))] }

func people() []team.Person {
	var out []team.Person
	for i, p := range []struct {
		login, name string
		role        team.Role
	}{
		{"ann", "Ann Sedge", team.QAOfficer},
		{"ben", "Ben Heron", team.PlacementsOfficer},
		{"cas", "Cas Mallow", team.CommissioningOfficer},
		{"dee", "Dee Plover", team.PlacementsManager},
		{"eli", "Eli Rowan", team.CSWManager},
		{"fay", "Fay Teasel", team.PrincipalManager},
	} {
		out = append(out, team.Person{ID: "demo-" + string(rune('1'+i)), Login: clean(p.login), Name: clean(p.name),
			Grants: []team.Grant{{Role: p.role}}})
	}
	return out
}

// shares splits total by weight into whole numbers that add up to it (largest
// remainder; of equal remainders the first).
func shares(total int, weights []int) []int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	out, rest := make([]int, len(weights)), make([]int, len(weights))
	left := total
	for i, w := range weights {
		out[i], rest[i] = total*w/sum, total*w%sum
		left -= out[i]
	}
	for ; left > 0; left-- {
		best := 0
		for i := range rest {
			if rest[i] > rest[best] {
				best = i
			}
		}
		out[best]++
		rest[best] = -1
	}
	return out
}
