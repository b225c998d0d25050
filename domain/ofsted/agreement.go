package ofsted

import (
	"cmp"
	"fmt"
	"slices"

	"placewatch/domain/civil"
)

// Difference is why a judgement replayed from older files is not the one that
// Ofsted's next file shows.
type Difference string

const (
	Corrected       Difference = "corrected"         // the same inspection with another judgement
	DateDiffers     Difference = "date_differs"      // the same event on another day
	MonitoringGrade Difference = "monitoring_grade"  // a monitoring visit's grade counts on one side only
	InTheGap        Difference = "in_the_gap"        // inspected between the older file and the year of the events
	LatePublication Difference = "late_publication"  // published after the file that should have had it was made
	ReRegistered    Difference = "re_registered"     // inspected under another URN, or before this registration began
	MissingFromBase Difference = "missing_from_base" // published in time for the older file, which does not have it
	MissingFromYear Difference = "missing_from_year" // published in time for the year's events, which do not have it
	NotInNext       Difference = "not_in_next"       // we have a judgement; the next file says there is none
	Unexplained     Difference = "unexplained"
)

// Disagreement is one provision on which the replay and the next file differ.
type Disagreement struct {
	URN    URN
	Kind   Difference
	Ours   *Inspection // nil where the replay gives no judgement
	Theirs *Inspection // nil where the next file shows none
}

// String says the disagreement for a person.
func (d Disagreement) String() string {
	return fmt.Sprintf("%s %s: replayed %s, next file %s", d.URN, d.Kind, d.Ours.headline(), d.Theirs.headline())
}

func (in *Inspection) headline() string {
	if in == nil {
		return "no judgement"
	}
	return fmt.Sprintf("%s (%s inspection of %s)",
		cmp.Or(in.Judgement.Label.String(), "no judgement"), in.Kind, in.Ended.Long())
}

// Agreement compares a replay with Ofsted's next file.
type Agreement struct {
	Compared      int // provisions that the next file lists and either side judges
	Agreed        int // the same judgement of the same day
	Disagreements []Disagreement
}

// Count returns how many disagreements are of a kind.
func (a Agreement) Count(kind Difference) int {
	n := 0
	for _, d := range a.Disagreements {
		if d.Kind == kind {
			n++
		}
	}
	return n
}

// Grades returns on how many provisions both sides give a judgement, and on how
// many of those it is the same, whatever the day.
func (a Agreement) Grades() (same, both int) {
	same, both = a.Agreed, a.Agreed
	for _, d := range a.Disagreements {
		if d.Ours != nil && d.Theirs != nil {
			both++
			if sameHeadline(*d.Ours, *d.Theirs) {
				same++
			}
		}
	}
	return same, both
}

// Compare replays the events of a year over an older file and compares the
// judgements in force with the next file's. Absence from the next file is not
// compared: it is not closure, and says nothing of the judgement.
func Compare(base, events, next *Table) Agreement {
	ours := Replay(base.Inspections, events.Inspections)
	theirs := Replay(next.Inspections)
	c := comparison{base: base.AsAt, eventsFrom: firstDay(events.Inspections),
		baseMade: lastPublished(base.Inspections), eventsMade: lastPublished(events.Inspections),
		owners: map[string]URN{}, events: map[event]bool{}}
	for _, in := range slices.Concat(base.Inspections, events.Inspections) {
		if !in.Number.IsZero() {
			c.owners[in.Number.String()] = in.URN
		}
		c.events[in.event()] = true
	}
	var a Agreement
	for _, f := range next.Provisions {
		urn := f.Provision.URN
		our, their := ours[urn].Judgement, theirs[urn].Judgement
		switch {
		case our == nil && their == nil:
			continue
		case our != nil && their != nil && our.Ended == their.Ended && sameHeadline(*our, *their):
			a.Agreed++
		default:
			a.Disagreements = append(a.Disagreements, Disagreement{urn, c.why(f.Provision, our, their), our, their})
		}
		a.Compared++
	}
	slices.SortStableFunc(a.Disagreements, func(x, y Disagreement) int { return cmp.Compare(x.Kind, y.Kind) })
	return a
}

func sameHeadline(a, b Inspection) bool {
	return a.Judgement.Overall == b.Judgement.Overall && a.Judgement.Outcome == b.Judgement.Outcome
}

func firstDay(all []Inspection) civil.Date {
	var first civil.Date
	for _, in := range all {
		if first.IsZero() || in.Ended.Before(first) {
			first = in.Ended
		}
	}
	return first
}

// lastPublished is the last day whose reports a file can have.
func lastPublished(all []Inspection) civil.Date {
	var last civil.Date
	for _, in := range all {
		last = later(last, in.Published)
	}
	return last
}

// comparison is what is known of the files when a disagreement is explained.
type comparison struct {
	base, eventsFrom     civil.Date // the older file's day; the first event's
	baseMade, eventsMade civil.Date
	owners               map[string]URN // whose an event number was in the older files
	events               map[event]bool
}

// why explains a disagreement, the surest reason first.
func (c comparison) why(p Provision, our, their *Inspection) Difference {
	switch {
	case their == nil:
		return NotInNext
	case our != nil && our.Ended == their.Ended:
		return Corrected
	case our != nil && our.Number == their.Number && !our.Number.IsZero():
		return DateDiffers
	case c.moved(p, their):
		return ReRegistered
	case our != nil && (our.Kind == Monitoring) != (their.Kind == Monitoring) && (c.events[their.event()] || c.events[our.event()]):
		return MonitoringGrade
	case c.events[their.event()]:
		return Unexplained
	case !their.Ended.After(c.base) && !their.Published.After(c.baseMade):
		return MissingFromBase
	case their.Ended.Before(c.eventsFrom) && their.Ended.After(c.base) && c.eventsFrom.Sub(c.base) > 31:
		return InTheGap
	case their.Ended.Before(c.eventsFrom) || their.Published.After(c.eventsMade):
		return LatePublication
	}
	return MissingFromYear
}

// moved reports whether the next file's inspection took place under another
// registration.
func (c comparison) moved(p Provision, their *Inspection) bool {
	was, known := c.owners[their.Number.String()]
	return known && was != p.URN || !p.Registered.IsZero() && their.Ended.Before(p.Registered)
}

// Words says why replays differ in that way.
func (d Difference) Words() string {
	switch d {
	case Corrected:
		return "Ofsted corrected the judgement of the same inspection"
	case DateDiffers:
		return "the same event stands under another day"
	case MonitoringGrade:
		return "a monitoring visit's grade counts in one file only"
	case InTheGap:
		return "inspected between the older file and the year of the events"
	case LatePublication:
		return "inspected before the older file was made and published after, so in neither file"
	case ReRegistered:
		return "inspected under another registration"
	case MissingFromBase:
		return "published in time for the older file, which does not have it"
	case MissingFromYear:
		return "published in time for the year's events, which do not have it"
	case NotInNext:
		return "judged by the replay, not judged by the next file"
	}
	return "no reason was found"
}
