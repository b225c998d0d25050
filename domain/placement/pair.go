package placement

import "cmp"

// comparePlacements orders a child's placements by start, the open last.
func comparePlacements(a, b Placement) int {
	if c := a.PlacedOn.Compare(b.PlacedOn); c != 0 {
		return c
	}
	if a.Open() != b.Open() {
		if a.Open() {
			return 1
		}
		return -1
	}
	return cmp.Compare(a.ID, b.ID)
}

// pairUp finds for each placement we hold of a child the stay of a file that is
// the same one, or -1. The surest pairs are made first.
func pairUp(held []Placement, stays []Stay) []int {
	pair := make([]int, len(held))
	for i := range pair {
		pair[i] = -1
	}
	taken := make([]bool, len(stays))
	for _, same := range []func(Placement, Stay) bool{sameDays, sameStartOpen, sameStart, overThatDay, samePlaceThen} {
		for i, p := range held {
			for j, s := range stays {
				if pair[i] < 0 && !taken[j] && same(p, s) {
					pair[i], taken[j] = j, true
				}
			}
		}
	}
	return pair
}

func sameDays(p Placement, s Stay) bool {
	return p.PlacedOn == s.PlacedOn && p.EndedOn == s.EndedOn
}

func sameStartOpen(p Placement, s Stay) bool {
	return p.PlacedOn == s.PlacedOn && p.Open() && s.Open()
}

// sameStart leaves out a stay that ended on the day it began: another may begin
// on that day.
func sameStart(p Placement, s Stay) bool {
	return p.PlacedOn == s.PlacedOn && p.PlacedOn != p.EndedOn && s.PlacedOn != s.EndedOn
}

// overThatDay is a placement of ours that a file ends on the day it began.
func overThatDay(p Placement, s Stay) bool { return p.PlacedOn == s.PlacedOn && p.Open() }

// samePlaceThen is a stay in the same provision at the same time: its start was
// corrected. Only a URN that can be read shows that the provision is the same.
func samePlaceThen(p Placement, s Stay) bool {
	return p.URN == s.URN && readable(p.URN) &&
		(p.Open() || p.EndedOn.After(s.PlacedOn)) && (s.Open() || s.EndedOn.After(p.PlacedOn))
}
