package placement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// settleChildren turns the rows of each child into stays that do not overlap,
// and sets aside the rows that contradict them.
func (r *reader) settleChildren() {
	slices.SortFunc(r.records, compareRecords)
	r.dropRepeats()
	for rest := r.records; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].Child == rest[0].Child {
			n++
		}
		r.settleChild(rest[:n])
		rest = rest[n:]
	}
}

// compareRecords orders by child, start and end, the open last, and then by
// everything else, so that the order of the rows in the file does not matter.
func compareRecords(a, b record) int {
	if a.Child != b.Child {
		return compareText(a.Child, b.Child)
	}
	if c := a.PlacedOn.Compare(b.PlacedOn); c != 0 {
		return c
	}
	if a.Open() != b.Open() {
		if a.Open() {
			return 1
		}
		return -1
	}
	return cmp.Or(a.EndedOn.Compare(b.EndedOn), strings.Compare(a.Type, b.Type), strings.Compare(a.Provider, b.Provider),
		compareText(a.URN, b.URN), strings.Compare(a.reason, b.reason),
		compareText(a.Team, b.Team), compareText(a.Worker, b.Worker), a.Line-b.Line)
}

// dropRepeats leaves one of rows that say the same.
func (r *reader) dropRepeats() {
	before := len(r.records)
	r.records = slices.CompactFunc(r.records, func(a, b record) bool {
		a.Line, b.Line = 0, 0
		return a == b
	})
	r.repeats = before - len(r.records)
}

// mostRows is far beyond the episodes of any one child; more would also make a
// hostile file slow to compare.
const mostRows = 300

// settleChild works back from the child's newest row: whatever does not end by
// the start of the row after it contradicts that row and is set aside.
func (r *reader) settleChild(rows []record) {
	if len(rows) > mostRows {
		r.refuseAll(rows, fmt.Sprintf("more than %d rows bear this child's id: it is not one child's", mostRows))
		return
	}
	if n := openTogether(rows); n > 1 {
		r.refuseAll(rows[len(rows)-n:], fmt.Sprintf("%d rows without an end begin on the same day for this child", n))
		rows = rows[:len(rows)-n]
	}
	kept := make([]record, 0, len(rows))
	for _, rec := range slices.Backward(rows) {
		if len(kept) == 0 {
			kept = append(kept, rec)
			continue
		}
		switch next := kept[len(kept)-1]; {
		case rec.Open():
			r.reject(rec.Line, colEndedOn, "", fmt.Sprintf("has no end, but line %d shows the child elsewhere from %s", next.Line, next.PlacedOn.Long()))
			r.doubt(rec.Child, rec.Line)
			r.disputes[rec.Child] = true
		case rec.EndedOn.After(next.PlacedOn):
			r.reject(rec.Line, colEndedOn, rec.EndedOn.String(), fmt.Sprintf("ends after the child's next row begins, line %d", next.Line))
		case rec.PlacedOn == next.EndedOn: // both began and ended on that day
			r.reject(rec.Line, colEndedOn, rec.EndedOn.String(), fmt.Sprintf("line %d also begins and ends on this day", next.Line))
		default:
			kept = append(kept, rec)
		}
	}
	slices.Reverse(kept)
	r.table.Stays = append(r.table.Stays, r.stays(kept)...)
}

// openTogether counts the rows without an end that begin on the child's newest
// start: more than one, and nobody can say where the child is.
func openTogether(rows []record) int {
	last := rows[len(rows)-1]
	n := 0
	for _, rec := range slices.Backward(rows) {
		if !rec.Open() || rec.PlacedOn != last.PlacedOn {
			break
		}
		n++
	}
	return n
}

func (r *reader) refuseAll(rows []record, why string) {
	for _, rec := range rows {
		r.reject(rec.Line, colEndedOn, "", why)
		r.doubt(rec.Child, rec.Line)
		r.disputes[rec.Child] = true
	}
}

// stays joins a run of episodes in one placement into one stay: it began with
// the first of them (a change of legal status alone starts a new episode).
func (r *reader) stays(rows []record) []Stay {
	var out []Stay
	for i, rec := range rows {
		if i > 0 && r.runs && r.follows(rows[i-1], rec) {
			first := out[len(out)-1].PlacedOn
			out[len(out)-1] = rec.Stay
			out[len(out)-1].PlacedOn = first
			continue
		}
		out = append(out, rec.Stay)
	}
	return out
}

// follows reports whether b goes on where a ended: same placement, same day,
// and the child did not leave care in between (REC is X1).
func (r *reader) follows(a, b record) bool {
	return a.EndedOn == b.PlacedOn && a.Type == b.Type && a.Provider == b.Provider && a.URN == b.URN &&
		(a.reason == "X1" || r.at[colReason] < 0)
}
