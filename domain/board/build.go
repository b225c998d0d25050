package board

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// Build draws the board: what is on it and in which order depends on the input
// alone, not on the order of its lists.
func Build(in Input) *Board {
	v := newView(in.Rules, in.Today, in.Council, in.Shares)
	homes := v.homes(in)
	b := &Board{Today: in.Today, Council: in.Council, Practice: in.Practice,
		Policy: strings.TrimPrefix(in.Rules.Policy.Title(), "policy "), PolicyWarning: policyWarning(in),
		Children: v.children(in, homes), Counts: v.counts(in, homes), Stale: stale(in), Seq: in.Seq, Checked: in.Known,
		OfstedAsAt: in.OfstedAsAt, OfstedOn: in.OfstedOn, PlacementsAt: in.PlacementsAt, PlacementsOn: in.PlacementsOn}
	b.Revisits, b.Visits = v.windowsAndVisits(in, homes)
	b.NextVisit = nextVisit(b.Visits)
	return b
}

// policyWarning is what is wrong with the policy's standing; the board names the
// policy itself beside it.
func policyWarning(in Input) string {
	var out []string
	for part := range strings.SplitSeq(in.Rules.Policy.Warning(in.Today), "; ") {
		part = strings.TrimPrefix(strings.TrimPrefix(part, in.Rules.Policy.Title()+" "), "is ")
		if part != "" {
			out = append(out, part)
		}
	}
	return strings.Join(out, "; ")
}

// homes are the provisions by URN.
func (v *view) homes(in Input) map[string]*home {
	homes := make(map[string]*home, len(in.Cases)+len(in.Places))
	for _, c := range in.Cases {
		homes[c.Place.URN.String()] = v.homeOf(c)
	}
	living := map[string]int{}
	for i := range in.Placed {
		living[urnOf(in.Placed[i])]++
	}
	for urn, p := range in.Places {
		if homes[urn] == nil {
			homes[urn] = v.weighed(&home{urn: urn, facts: p, standing: in.Standings[urn], children: living[urn]})
		}
	}
	return homes
}

// urnOf is the URN of a placement in Ofsted's form; "" where the council's file
// gives none, or something that is not one.
func urnOf(p placement.Placement) string {
	urn, err := ofsted.ParseURN(p.URN.String())
	if err != nil {
		return ""
	}
	return urn.String()
}

// children are the rows of the first pane: in a provision with an open concern or
// below the threshold, and every child of whom nothing safe can be said.
func (v *view) children(in Input, homes map[string]*home) []ChildRow {
	find := finder(homes)
	var rows []ranked
	for i := range in.Placed {
		p := &in.Placed[i]
		if !p.Open() {
			continue
		}
		s := stay{Placement: p, home: homes[urnOf(*p)], bucket: cmp.Or(in.BucketOf[p.ID], placement.UnknownURN), why: in.Reasons[p.ID], alarm: placement.Alarm(*p, find)}
		if s.listed() {
			rows = append(rows, v.childRow(s))
		}
	}
	return sortChildren(slices.Concat(rows, v.childless(in, homes, rows), v.doubtful(in, rows)))
}

// childless are rows for the open concerns where none of our children are placed,
// or the list shows none: what is owed there must not fall silent.
func (v *view) childless(in Input, homes map[string]*home, shown []ranked) []ranked {
	has := map[string]bool{}
	for _, r := range shown {
		has[r.row.Concern] = true
	}
	var rows []ranked
	for _, c := range in.Cases {
		h := homes[c.Place.URN.String()]
		if !h.open() || has[c.Concern.ID] {
			continue
		}
		r := ChildRow{ID: "concern:" + c.Concern.ID, Child: text.Clean(noChild), URN: h.urn, Provision: h.name(), Type: h.facts.Type.Words(),
			Weeks: -1, Left: nobody, Owner: owner(""), OutOfArea: v.outOfArea(h.facts), Frozen: v.frozen(h)}
		rows = append(rows, v.judgedRow(r, stay{Placement: &placement.Placement{}, home: h}))
	}
	return rows
}

// doubtful are rows for children of whom the newest file says something that could
// not be used, and who stand on no other row: they must not be taken for fine.
func (v *view) doubtful(in Input, shown []ranked) []ranked {
	var rows []ranked
	for _, d := range in.Doubts {
		if slices.ContainsFunc(shown, func(r ranked) bool { return r.row.Child == d.Child }) {
			continue
		}
		r := ChildRow{ID: "doubt:" + d.ID, Subject: "child:" + d.Child.String(), Child: d.Child, Provision: text.Clean("not known"), Weeks: -1,
			Left: nobody, Owner: owner(""), Bucket: placement.UnknownURN}
		rows = append(rows, v.unknownRow(r, stay{Placement: &placement.Placement{}, why: d.Why, alarm: true}))
		rows[len(rows)-1].row.NextStep = "file not readable: where is the child?"
	}
	return rows
}

// noChild stands where a child's reference would, on the row of a concern without one.
const noChild = "none"

// finder looks a URN up among the provisions at hand; for an alarm it is enough
// to know whether one is known and not ended.
func finder(homes map[string]*home) placement.Find {
	return func(urn ofsted.URN) (ofsted.Bucket, bool, bool) {
		h := homes[urn.String()]
		if h == nil {
			return ofsted.Unknown, false, false
		}
		return ofsted.Unknown, h.facts.Status.Ended(), true
	}
}

// stay is one open placement with what is known of where it is.
type stay struct {
	*placement.Placement
	home   *home // none where the URN names no provision we know
	bucket placement.Bucket
	why    string // of the bucket
	alarm  bool   // a home that no URN identifies
}

// listed reports whether the placement belongs on the board. A bucket that is not
// known is never taken for a fine one.
func (s stay) listed() bool {
	if s.alarm || s.home != nil && s.home.open() {
		return true
	}
	switch s.bucket {
	case placement.AtOrAbove, placement.NotYetInspected, placement.NoOverall, placement.OutsideOfsted, placement.NotApplicable:
		return false
	}
	return true
}

// unknown reports whether nothing safe can be said of where the child is.
func (s stay) unknown() bool {
	switch {
	case s.home == nil:
		return true
	case s.home.open():
		return false
	}
	switch s.bucket {
	case placement.BelowThreshold, placement.AtOrAbove, placement.NotYetInspected, placement.NoOverall:
		return s.alarm
	}
	return true
}

// ranked is a row with the place it belongs in.
type ranked struct {
	row  ChildRow
	rank rank
}

func sortChildren(rows []ranked) []ChildRow {
	slices.SortFunc(rows, func(a, b ranked) int { return a.rank.compare(b.rank) })
	out := make([]ChildRow, len(rows))
	for i := range rows {
		out[i] = rows[i].row
	}
	return out
}

// windowsAndVisits are the rows of the second and third pane.
func (v *view) windowsAndVisits(in Input, homes map[string]*home) ([]RevisitRow, []VisitRow) {
	windows, visits := []RevisitRow{}, []VisitRow{}
	for _, c := range in.Cases {
		if h := homes[c.Place.URN.String()]; h.open() {
			windows = append(windows, v.revisits(h)...)
			visits = append(visits, v.visits(h)...)
		}
	}
	sortRevisits(windows)
	sortVisits(visits)
	return windows, visits
}

func nextVisit(rows []VisitRow) string {
	for _, r := range rows {
		if r.DaysLate == 0 && !r.Due.IsZero() {
			return r.Provision.String() + ", " + r.Due.Long()
		}
	}
	return ""
}

// counts are the numbers of the board's second line.
func (v *view) counts(in Input, homes map[string]*home) Counts {
	n := Counts{OpenPlacements: in.Open, Buckets: map[placement.Bucket]int{}, Discrepancies: in.Discrepant, Watched: in.Watched}
	for _, b := range placement.Buckets() {
		n.Buckets[b] = in.Buckets[b]
	}
	for _, c := range in.Cases {
		if v.isNew(c) {
			n.New++
		}
		for i := range c.Duties {
			d := &c.Duties[i]
			switch {
			case d.Status != duty.Open:
			case d.Owner == duty.Provider:
				n.Waiting++
			case d.Overdue(v.today) > 0:
				n.Overdue++
			case d.Owner == duty.Ours && d.Due == v.today:
				n.Today++
			}
		}
		for _, p := range c.Proposals {
			if p.State == "waiting" {
				n.Proposals++
			}
		}
	}
	n.Waiting += n.Proposals
	n.Doubtful = len(in.Doubts)
	n.HomesWithoutURN = alarms(in, homes)
	return n
}

// alarms counts the homes that no URN identifies.
func alarms(in Input, homes map[string]*home) int {
	find, n := finder(homes), 0
	for _, p := range in.Placed {
		if p.Open() && placement.Alarm(p, find) {
			n++
		}
	}
	return n
}

// isNew reports whether the concern was opened today or since the working day before.
func (v *view) isNew(c *concern.Case) bool {
	return c.Open() && !c.Concern.OpenedOn.Before(v.newFrom) && !v.newFrom.IsZero()
}

// stale says why what is shown may be out of date or incomplete; "" when it is not.
func stale(in Input) string {
	old := in.Rules.Policy.Stale
	var out []string
	out = append(out, age("Ofsted's list", in.OfstedOn, in.OfstedAsAt, in.Today, old.OfstedDays),
		age("the placements list", in.PlacementsOn, in.PlacementsAt, in.Today, old.PlacementsDays), unbalanced(in))
	return strings.Join(slices.DeleteFunc(out, func(s string) bool { return s == "" }), "; ")
}

// age says that a list was never imported, or speaks of a day too long ago. A list
// imported today may be years old: what counts is the day that it speaks of.
func age(what string, on, asAt, today civil.Date, most int) string {
	if on.IsZero() {
		return what + " was never imported"
	}
	if asAt.IsZero() {
		asAt = on
	}
	if n := today.Sub(asAt); n > most {
		return fmt.Sprintf("%s is of %s, %d days old", what, asAt.Long(), n)
	}
	return ""
}

// unbalanced says that the buckets do not account for every open placement, so
// that a child may be missing from the board.
func unbalanced(in Input) string {
	sum, unknown := 0, 0
	for _, n := range in.Buckets {
		sum += n
	}
	for _, p := range in.Placed {
		if b := in.BucketOf[p.ID]; p.Open() && (b == placement.MissingURN || b == placement.UnknownURN) {
			unknown++
		}
	}
	switch {
	case sum != in.Open:
		return fmt.Sprintf("the counts do not add up (%d of %d open placements are in a bucket): run placewatch doctor", sum, in.Open)
	case unknown != in.Buckets[placement.MissingURN]+in.Buckets[placement.UnknownURN]:
		return fmt.Sprintf("%d placements of which nothing can be said, but %d counted: run placewatch doctor",
			unknown, in.Buckets[placement.MissingURN]+in.Buckets[placement.UnknownURN])
	}
	return ""
}

// CannotSay is why an empty list would not mean "none"; "" where it would.
func (in Input) CannotSay() string {
	switch {
	case in.OfstedOn.IsZero() && in.PlacementsOn.IsZero():
		return "cannot say: neither Ofsted's list nor the placements have been imported yet"
	case in.OfstedOn.IsZero():
		return "cannot say: no Ofsted list has been imported yet"
	case in.PlacementsOn.IsZero():
		return "cannot say: no placements have been imported yet"
	}
	return ""
}
