package sample

import (
	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
)

// part is what a provision of the cast is there to show.
type part string

const (
	windowOpen    part = "inadequate; Ofsted's window is open; ours is in monitoring"
	windowPassed  part = "inadequate; Ofsted's window has passed; accommodation is restricted; the full visit is overdue and its late booking waits for a second person"
	monitored     part = "inadequate; Ofsted has made a monitoring visit; our next visit is near"
	visitOverdue  part = "progress visit overdue and not booked"
	visitBooked   part = "progress visit booked for the coming days"
	inMonitoring  part = "visited, reported and in monitoring"
	answerOverdue part = "the provider's answer is overdue"
	awaiting      part = "the provider has no requirements yet and is chased"
	justTaken     part = "taken by QA yesterday"
	visitMissed   part = "a booked visit did not take place"
	intake        part = "found by the first load and not yet taken in"
	laterIntake   part = "found by the first load too"
	toldToday     part = "published as good; a call today said inadequate"
	toldThisWeek  part = "published as good; an e-mail this week said requires improvement, and a child was placed since"
	nobodyThere   part = "published as good; an e-mail said requires improvement; none of our children live there"
)

// Places in kinds and in grades.
const (
	home, agency, familyCentre, schoolHome = 0, 2, 3, 6

	good, ri, inadequate = 1, 2, 3
)

// member is one provision of the cast.
type member struct {
	part     part
	kind     int // of kinds
	grade    int // of grades, as published
	ago      int // days since its inspection ended; 0 for any
	children int
}

// members are the cast. A home judged inadequate may be revisited 6 to 8 weeks
// after the inspection's end (R9#3) and inspected in full within 16 (R9#5).
var members = []member{
	{windowOpen, home, inadequate, 48, 2},
	{windowPassed, home, inadequate, 66, 2},
	{monitored, home, inadequate, 86, 1},
	{visitOverdue, home, ri, 50, 2},
	{visitBooked, home, ri, 58, 1},
	{inMonitoring, home, ri, 110, 2},
	{answerOverdue, home, ri, 62, 1},
	{awaiting, agency, ri, 74, 1},
	{justTaken, home, ri, 44, 1},
	{visitMissed, familyCentre, ri, 81, 1},
	{intake, home, ri, 150, 1},
	{laterIntake, schoolHome, ri, 190, 1},
	{toldToday, home, good, 0, 2},
	{toldThisWeek, home, good, 0, 1},
	{nobodyThere, home, good, 0, 0},
}

// cast remembers who plays which part.
type cast struct {
	urn   map[part]ofsted.URN
	grade map[ofsted.URN]int
	found map[part]civil.Date // the end of the inspection
	ended ofsted.URN
}

// casting makes the provisions of the story, at the head of the list.
func (m *maker) casting() {
	m.cast = cast{urn: map[part]ofsted.URN{}, grade: map[ofsted.URN]int{}, found: map[part]civil.Date{}}
	for _, mb := range members {
		p := m.provision(kinds[mb.kind])
		p.Places = max(p.Places, mb.children+1)
		if kinds[mb.kind].places == nil {
			p.Places = -1
		}
		ago := mb.ago
		if ago == 0 {
			ago = 200 + m.rng.IntN(150)
		}
		ended := m.worked(m.today.AddDays(-ago))
		m.cast.urn[mb.part], m.cast.grade[p.URN], m.cast.found[mb.part] = p.URN, mb.grade, ended
		m.judged(&p, grades[mb.grade], ended)
		m.c.Provisions = append(m.c.Provisions, p)
	}
}
