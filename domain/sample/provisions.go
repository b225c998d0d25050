package sample

import (
	"fmt"
	"math/rand/v2"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
)

// kind is one type of provision with its counts in the published file: how many
// were graded how, and how many places they have.
type kind struct {
	typ     ofsted.Type
	words   string
	grades  [5]int // outstanding, good, requires improvement, inadequate, never inspected
	places  []int  // quartiles or so; none for agencies
	endings []string
}

var kinds = []kind{
	{ofsted.ChildrensHome, "Children's home", [5]int{447, 2598, 478, 43, 380}, []int{1, 2, 3, 3, 4, 5, 7}, homeEndings},
	{ofsted.SupportedAccommodation, "Supported Accommodation", [5]int{0, 0, 0, 0, 893}, []int{2, 6, 12, 27, 79}, livingEndings},
	{ofsted.FosteringAgency, "Independent Fostering Agency", [5]int{78, 230, 14, 3, 14}, nil, agencyEndings},
	{ofsted.FamilyCentre, "Residential Family Centre", [5]int{7, 73, 13, 3, 14}, []int{2, 4, 5, 6, 10}, []string{"Family Centre"}},
	{ofsted.ResidentialSpecialSchool, "Residential Special School", [5]int{48, 42, 1, 1, 3}, []int{5, 10, 18, 33, 75}, []string{"School"}},
	{ofsted.BoardingSchool, "Boarding School", [5]int{13, 33, 3, 2, 0}, []int{12, 47, 110, 216}, []string{"College"}},
	{ofsted.RSSChildrensHome, "Residential special school (registered as a children's home)", [5]int{10, 31, 7, 1, 0},
		[]int{6, 8, 20, 39, 61}, []string{"Residential School"}},
	{ofsted.FECollege, "Further Education College with Residential Accommodation", [5]int{20, 13, 1, 0, 0}, []int{9, 49, 95, 181}, []string{"Further Education College"}},
	{ofsted.VoluntaryAdoption, "Voluntary Adoption Agency", [5]int{9, 17, 1, 0, 2}, nil, []string{"Adoption"}},
	{ofsted.AdoptionSupport, "Adoption Support Agency", [5]int{17, 12, 0, 0, 0}, nil, []string{"Adoption Support"}},
	{ofsted.SecureChildrensHome, "Secure children's home", [5]int{2, 8, 4, 0, 0}, []int{4, 10, 16, 24, 38}, []string{"Secure Home"}},
	{ofsted.HolidayScheme, "Residential Holiday Scheme for Disabled Children", [5]int{7, 2, 0, 0, 1}, []int{12, 20, 40}, []string{"Holidays"}},
}

var grades = [4]ofsted.Grade{ofsted.Outstanding, ofsted.Good, ofsted.RequiresImprovement, ofsted.Inadequate}

// gradeWords are Ofsted's own words for a headline.
func gradeWords(g ofsted.Grade) string {
	switch g {
	case ofsted.Outstanding:
		return "Outstanding"
	case ofsted.Good:
		return "Good"
	case ofsted.Inadequate:
		return "Inadequate"
	}
	return "Requires improvement to be good"
}

// how many provisions: a region for one council, all England for all England.
func provisionsFor(children int) int {
	const few, all = 600, 5600
	return few + (all-few)*max(0, children-Median)/(most-Median)
}

// provisions makes up the cast of the story, and then the rest in the published
// proportions of type and grade.
func (m *maker) provisions(children int) {
	n := provisionsFor(children)
	m.c.Provisions = make([]ofsted.Provision, 0, n+2)
	m.c.Inspections = make([]ofsted.Inspection, 0, 2*n)
	m.casting()
	var weights []int
	for _, k := range kinds {
		for _, w := range k.grades {
			weights = append(weights, w)
		}
	}
	counts := shares(n, weights)
	for _, p := range m.c.Provisions { // the cast counts
		for i, k := range kinds {
			if k.typ == p.Type {
				counts[5*i+m.cast.grade[p.URN]]--
			}
		}
	}
	for i, k := range kinds {
		for g := range k.grades {
			for range counts[5*i+g] {
				p := m.provision(k)
				if g == len(grades) {
					m.neverInspected(&p)
				} else {
					m.judged(&p, grades[g], m.worked(m.c.OfstedAsAt.AddDays(-m.age())))
				}
				m.c.Provisions = append(m.c.Provisions, p)
			}
		}
	}
	m.ended()
}

// provision makes up one registration without its history.
func (m *maker) provision(k kind) ofsted.Provision {
	urn, _ := ofsted.ParseURN(fmt.Sprint(9_000_001 + len(m.c.Provisions)*7)) // Ofsted's begin with 1, 2 or SC
	p := ofsted.Provision{URN: urn, Name: clean(m.names.next(k.endings)), Type: k.typ, TypeWords: clean(k.words),
		Status: ofsted.Active, JudgedAsAt: m.c.OfstedAsAt, Places: -1, Region: clean(region)}
	if m.rng.IntN(6) == 0 {
		p.Region = clean(pick(m, otherRegions))
	}
	if k.places != nil {
		p.Places = pick(m, k.places)
	}
	p.LocalAuthority = clean(pick(m, councils))
	switch r := m.rng.IntN(100); {
	case r < 10 && k.typ != ofsted.FosteringAgency && k.typ != ofsted.VoluntaryAdoption:
		p.Sector, p.Owner = clean("Local Authority"), clean(p.LocalAuthority.String()+" Council")
	case r < 18 || k.typ == ofsted.VoluntaryAdoption:
		p.Sector, p.Owner = clean("Voluntary"), clean(m.names.owner(m.rng, trustEndings))
	default:
		p.Sector, p.Owner = clean("Private"), clean(m.names.owner(m.rng, ownerEndings))
	}
	if p.Region.String() == region && m.rng.IntN(9) == 0 {
		p.LocalAuthority = clean(council)
	}
	return p
}

func (m *maker) neverInspected(p *ofsted.Provision) {
	p.Registered = m.c.OfstedAsAt.AddDays(-20 - m.rng.IntN(500))
}

// judged gives the provision a full inspection that ended on a day, and mostly
// one before that.
func (m *maker) judged(p *ofsted.Provision, g ofsted.Grade, ended civil.Date) {
	p.Registered = ended.AddDays(-300 - m.rng.IntN(4000))
	if m.rng.IntN(10) < 7 {
		m.inspected(p.URN, grades[1+m.rng.IntN(5)/4], m.worked(ended.AddDays(-330-m.rng.IntN(120))))
		p.Registered = p.Registered.AddDays(-500)
	}
	m.inspected(p.URN, g, ended)
}

// inspected adds one full inspection. Its report came some weeks later, but
// before the file was made.
func (m *maker) inspected(urn ofsted.URN, g ofsted.Grade, ended civil.Date) {
	published := m.worked(ended.AddDays(15 + m.rng.IntN(4)))
	if m.cast.grade[urn] == 0 { // the story needs its reports early
		published = m.worked(published.AddDays(m.rng.IntN(35)))
	}
	if published.After(m.c.OfstedAsAt) {
		published = m.c.OfstedAsAt
	}
	m.c.Inspections = append(m.c.Inspections, ofsted.Inspection{URN: urn, Kind: ofsted.Full, EventType: clean("Full inspection"),
		Number: clean(fmt.Sprint(90_000_000 + len(m.c.Inspections))), Started: ended, Ended: ended, Published: published,
		Judgement: ofsted.Judgement{Overall: g, Protection: g, Leadership: g, Label: clean(gradeWords(g))}})
}

// age is how many days before the file the latest full inspection was, in the
// spread of the published file.
func (m *maker) age() int {
	spread := []struct{ percent, days int }{{0, 6}, {5, 26}, {10, 35}, {25, 76}, {50, 188}, {75, 293}, {90, 399}, {95, 705}, {99, 1022}, {100, 2155}}
	r := m.rng.IntN(100)
	for i := 1; ; i++ {
		if lo, hi := spread[i-1], spread[i]; r < hi.percent {
			return lo.days + m.rng.IntN(hi.days-lo.days)
		}
	}
}

// ended makes up a home that has closed although a child of ours is still said
// to live there: the placements list and Ofsted's disagree.
func (m *maker) ended() {
	p := m.provision(kinds[0])
	p.JudgedAsAt = civil.Date{}
	m.judged(&p, ofsted.Good, m.worked(m.today.AddDays(-400)))
	p.Status, p.Closed = ofsted.Resigned, m.worked(m.today.AddDays(-40))
	m.cast.ended = p.URN
	m.c.Provisions = append(m.c.Provisions, p)
}

// names hands out made-up names, each once.
type names struct {
	stems []string
	n     int
}

func newNames(rng *rand.Rand) names {
	n := names{stems: stems()}
	rng.Shuffle(len(n.stems), func(i, j int) { n.stems[i], n.stems[j] = n.stems[j], n.stems[i] })
	return n
}

// next is a new name. Where all places have been used they begin again with
// another ending, so that no two provisions bear the same name.
func (n *names) next(endings []string) string {
	stem, round := n.stems[n.n%len(n.stems)], n.n/len(n.stems)
	n.n++
	name := stem + " " + endings[(len(stem)+n.n+round)%len(endings)]
	if round > 0 && len(endings) == 1 {
		name += fmt.Sprintf(" %d", round+1)
	}
	return name
}

// owner is a made-up owner; most own several provisions.
func (n *names) owner(rng *rand.Rand, endings []string) string {
	i := rng.IntN(len(n.stems) / 4)
	return n.stems[len(n.stems)-1-i] + " " + endings[i%len(endings)]
}
