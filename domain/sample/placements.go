package sample

import (
	"fmt"
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
)

const (
	ownFostering = "SC990458" // the council's own service: in no file of Ofsted's
	unknownURN   = "9999999"  // well formed, and in no file
)

// stay is one kind of placement with its share of the national mix, counted over
// the 458 children of a median council.
type stay struct {
	share    int
	code     string // SSDA903 placement type
	provider string // SSDA903 provider code
	at       []ofsted.Type
	urn      string // where it is not drawn from the provisions of that type
}

var stays = []stay{
	{34, "U1", "PR1", nil, ownFostering}, {21, "U3", "PR1", nil, ownFostering}, {56, "U4", "PR1", nil, ownFostering},
	{63, "U6", "PR1", nil, ownFostering}, {13, "A6", "PR1", nil, ownFostering}, {1, "A5", "PR1", nil, ownFostering},
	{17, "P1", "PR0", nil, ""},
	{38, "U3", "PR4", agencies, ""}, {41, "U4", "PR4", agencies, ""}, {57, "U6", "PR5", agencies, ""},
	{37, "K2", "PR4", homes, ""}, {5, "K2", "PR1", homes, ""}, {3, "K2", "PR5", homes, ""},
	{2, "K2", "PR4", nil, ""},         // a home without a URN: an alarm
	{2, "K2", "PR4", nil, unknownURN}, // a home with a URN that nobody knows
	{1, "K2", "PR4", nil, endedURN},   // a home whose registration has ended
	{1, "K1", "PR2", []ofsted.Type{ofsted.SecureChildrensHome}, ""},
	{33, "K3", "PR4", []ofsted.Type{ofsted.SupportedAccommodation}, ""}, {1, "K3", "PR4", nil, ""},
	{10, "R3", "PR4", []ofsted.Type{ofsted.FamilyCentre}, ""},
	{1, "S1", "PR2", []ofsted.Type{ofsted.ResidentialSpecialSchool}, ""},
	{3, "R1", "PR4", nil, ""}, {3, "R2", "PR3", nil, ""}, {6, "R2", "PR4", nil, placement.NoURN},
	{3, "R5", "PR3", nil, ""}, {3, "Z1", "PR3", nil, placement.NoURN}, {3, "Z1", "PR4", nil, ""},
}

const endedURN = "ended" // stands for the URN of cast.ended

var (
	homes    = []ofsted.Type{ofsted.ChildrensHome, ofsted.RSSChildrensHome}
	agencies = []ofsted.Type{ofsted.FosteringAgency}
)

// sharesOf are the shares of the national mix.
func sharesOf() []int {
	out := make([]int, len(stays))
	for i, s := range stays {
		out[i] = s.share
	}
	return out
}

// placements places the children: those of the story first, then as many more in
// provisions below the threshold as a larger council would have, then the rest.
func (m *maker) placements(children int) {
	refs := m.refs(children)
	m.c.Placements = make([]placement.Placement, 0, children)
	add := func(s stay, urn string, on civil.Date) {
		m.c.Placements = append(m.c.Placements, m.placement(refs[len(m.c.Placements)], s, urn, on))
	}
	left := shares(children, sharesOf())
	use := func(typ ofsted.Type) stay { // a stay of that type, taken from its share
		best := -1
		for i, s := range stays {
			if slices.Contains(s.at, typ) && (best < 0 || left[i] > left[best]) {
				best = i
			}
		}
		left[best]--
		return stays[best]
	}
	for _, mb := range members {
		for range mb.children {
			urn, on := m.cast.urn[mb.part], m.cast.found[mb.part].AddDays(-20-m.rng.IntN(500))
			if mb.part == toldThisWeek {
				on = m.workday(-2) // placed after the word came, without agreement
			}
			add(use(kinds[mb.kind].typ), urn.String(), on)
		}
	}
	sound, below := m.byType()
	for range belowFor(children) - storyBelow() {
		b := pick(m, below)
		add(use(b.typ), b.urn, b.found.AddDays(-20-m.rng.IntN(900)))
	}
	for i, n := range left {
		for range max(0, min(n, children-len(m.c.Placements))) {
			add(stays[i], m.whereFor(stays[i], sound), m.today.AddDays(-10-m.stayed()))
		}
	}
	for len(m.c.Placements) < children { // a small council whose shares the story used up
		add(stays[0], ownFostering, m.today.AddDays(-10-m.stayed()))
	}
	m.rng.Shuffle(len(m.c.Placements), func(i, j int) {
		p := m.c.Placements
		p[i], p[j] = p[j], p[i]
	})
}

// belowFor is how many children live in provisions published below the threshold:
// 16 of the median council's 458.
func belowFor(children int) int { return max(16*children/Median, storyBelow()) }

// storyBelow is how many of those the story needs.
func storyBelow() int {
	n := 0
	for _, mb := range members {
		if mb.grade >= ri {
			n += mb.children
		}
	}
	return n
}

// wanting is a provision outside the story that Ofsted has found below the threshold.
type wanting struct {
	urn   string
	typ   ofsted.Type
	found civil.Date // the end of the inspection
}

// byType lists the provisions outside the story: those not below the threshold by
// type, and those below it in which children are placed.
func (m *maker) byType() (sound map[ofsted.Type][]string, below []wanting) {
	latest := make(map[ofsted.URN]ofsted.Inspection, len(m.c.Provisions))
	for _, in := range m.c.Inspections { // in order: the later stands
		latest[in.URN] = in
	}
	sound = map[ofsted.Type][]string{}
	for _, p := range m.c.Provisions[len(members):] {
		switch in := latest[p.URN]; {
		case p.URN == m.cast.ended:
		case in.Judgement.Overall != ofsted.RequiresImprovement && in.Judgement.Overall != ofsted.Inadequate:
			sound[p.Type] = append(sound[p.Type], p.URN.String())
		case slices.Contains(homes, p.Type) || slices.Contains(agencies, p.Type):
			below = append(below, wanting{p.URN.String(), p.Type, in.Ended})
		}
	}
	return sound, below
}

// whereFor is the URN as the council's file gives it for one stay.
func (m *maker) whereFor(s stay, sound map[ofsted.Type][]string) string {
	switch {
	case s.urn == endedURN:
		return m.cast.ended.String()
	case len(s.at) == 0:
		return s.urn
	}
	typ := s.at[0]
	if len(s.at) > 1 && m.rng.IntN(20) == 0 {
		typ = s.at[1]
	}
	return pick(m, sound[typ])
}

func (m *maker) placement(ref string, s stay, urn string, on civil.Date) placement.Placement {
	return placement.Placement{ID: ref + "/1", Child: clean(ref), PlacedOn: on, Type: s.code, Provider: s.provider,
		URN: clean(urn), Team: clean(pick(m, teams)), Worker: clean(pick(m, workers)),
		LastSeen: m.c.PlacementsAt, FromFile: clean("larkmere-placements.csv")}
}

// stayed is how many days a child has lived in one place: most not long, some for years.
func (m *maker) stayed() int { return min(int(m.rng.ExpFloat64()*420), 4000) }

// refs are made-up references, in no order: C-0412.
func (m *maker) refs(children int) []string {
	width := max(4, len(fmt.Sprint(2*children)))
	out := make([]string, children)
	for i, n := range m.rng.Perm(2 * children)[:children] {
		out[i] = fmt.Sprintf("C-%0*d", width, n+1)
	}
	return out
}
