package board

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
)

// Shares say how soon Ofsted really was back after a judgement, in the inspection
// events that were imported. They stand beside the rule, which says how soon it
// should be. Days are -1 where the files do not reach far enough to tell.
type Shares struct {
	N                int // inspections looked at
	Returns          int // of which Ofsted's next event is on file
	P10, Median, P90 int // days by which a tenth, half and nine tenths were revisited
	In8Weeks         int // percent revisited within 8 weeks
	In16Weeks        int
}

// fewestReturns is how many returns there must be before shares are shown: a
// handful says nothing.
const fewestReturns = 10

// ShareKey names the shares of one type of provision and one grade.
func ShareKey(t ofsted.Type, g ofsted.Grade) string { return string(t) + "/" + string(g) }

// Words says the shares for the board: "half were revisited by day 44 …".
func (s Shares) Words() string {
	by := fmt.Sprintf("half were revisited by day %d", s.Median)
	if s.P90 >= 0 {
		by += fmt.Sprintf(", nine in ten by day %d", s.P90)
	}
	return fmt.Sprintf("%s; %d%% within 8 weeks, %d%% within 16 (%d inspections in Ofsted's event files)", by, s.In8Weeks, s.In16Weeks, s.N)
}

// ShareWords are the words of each share, for the windows of the board.
func ShareWords(all map[string]Shares) map[string]string {
	out := make(map[string]string, len(all))
	for k, s := range all {
		out[k] = s.Words()
	}
	return out
}

// ReturnShares works out, from every inspection on file, how soon Ofsted's next
// event followed one that found a provision inadequate or requiring improvement,
// by ShareKey. types gives each provision's type. Grades with too few returns are
// left out.
//
// Only inspections in years whose event files we hold count: a file of latest
// full inspections holds no monitoring visit, and would make Ofsted look slow. A
// provision not revisited by the end of those files counts as waiting until then,
// no longer (Kaplan and Meier), so that a file's end makes Ofsted look neither
// quick nor slow.
func ReturnShares(inspections []ofsted.Inspection, types map[ofsted.URN]ofsted.Type) map[string]Shares {
	until := coverage(inspections)
	of := map[ofsted.URN][]ofsted.Inspection{}
	for _, in := range inspections {
		if !in.Provisional && !in.Ended.IsZero() {
			of[in.URN] = append(of[in.URN], in)
		}
	}
	waits := map[string][]wait{}
	for urn, list := range of {
		slices.SortFunc(list, func(a, b ofsted.Inspection) int { return a.Ended.Compare(b.Ended) })
		for i, in := range list {
			g, end := in.Judgement.Overall, until[inspectionYear(in.Ended)]
			if g != ofsted.Inadequate && g != ofsted.RequiresImprovement || !end.After(in.Ended) {
				continue
			}
			key := ShareKey(types[urn], g)
			waits[key] = append(waits[key], waitFor(in.Ended, list[i+1:], end))
		}
	}
	out := map[string]Shares{}
	for key, ws := range waits {
		if s := sharesOf(ws); s.Returns >= fewestReturns && s.Median >= 0 {
			out[key] = s
		}
	}
	return out
}

// inspectionYear is the year from April to March that Ofsted reports by.
func inspectionYear(d civil.Date) int { return d.AddMonths(-3).Year() }

// fewestVisits is how many of a year's inspections must be monitoring visits, one
// in so many, before the year's events count as held. In a file of every event it
// is one in eight; files of latest full inspections hold a stray handful.
const fewestVisits = 20

// coverage is, for each inspection year whose events we hold, the last day up to
// which they are held without a gap.
func coverage(inspections []ofsted.Inspection) map[int]civil.Date {
	last, inYear, monitoring := map[int]civil.Date{}, map[int]int{}, map[int]int{}
	for _, in := range inspections {
		if in.Ended.IsZero() || in.Provisional {
			continue
		}
		y := inspectionYear(in.Ended)
		inYear[y]++
		if in.Kind == ofsted.Monitoring {
			monitoring[y]++
		}
		if in.Ended.After(last[y]) {
			last[y] = in.Ended
		}
	}
	events := map[int]bool{}
	for y, n := range inYear {
		events[y] = monitoring[y]*fewestVisits >= n
	}
	until := map[int]civil.Date{}
	for y, ok := range events {
		if !ok {
			continue
		}
		end := y
		for events[end+1] {
			end++
		}
		until[y] = last[end]
	}
	return until
}

// wait is how many days passed until Ofsted's next event, or until the files end.
type wait struct {
	days int
	back bool
}

func waitFor(from civil.Date, later []ofsted.Inspection, end civil.Date) wait {
	for _, next := range later {
		if next.Ended.After(end) {
			break
		}
		if next.Ended.After(from) {
			return wait{next.Ended.Sub(from), true}
		}
	}
	return wait{end.Sub(from), false}
}

// sharesOf reads the shares off the curve of those still waiting.
func sharesOf(ws []wait) Shares {
	slices.SortFunc(ws, func(a, b wait) int {
		return cmp.Or(cmp.Compare(a.days, b.days), -cmp.Compare(truth(a.back), truth(b.back)))
	})
	s := Shares{N: len(ws), P10: -1, Median: -1, P90: -1}
	waiting := 1.0
	for i, w := range ws {
		if w.back {
			s.Returns++
			waiting *= 1 - 1/float64(len(ws)-i)
		}
		for _, q := range []struct {
			left float64
			day  *int
		}{{0.9, &s.P10}, {0.5, &s.Median}, {0.1, &s.P90}} {
			if *q.day < 0 && waiting <= q.left+1e-9 {
				*q.day = w.days
			}
		}
		percent := int(math.Round(100 * (1 - waiting)))
		if w.days <= 8*7 {
			s.In8Weeks = percent
		}
		if w.days <= 16*7 {
			s.In16Weeks = percent
		}
	}
	return s
}
