package board

import (
	"cmp"
	"slices"
	"strings"

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
		Policy: strings.TrimPrefix(in.Rules.Policy.Title(), "policy "), PolicyLife: policyLife(in), PolicyWarning: policyWarning(in),
		Children: v.children(in, homes), Counts: v.counts(in, homes), Stale: stale(in), Seq: in.Seq, Checked: in.Known,
		OfstedAsAt: in.OfstedAsAt, OfstedOn: in.OfstedOn, PlacementsAt: in.PlacementsAt, PlacementsOn: in.PlacementsOn}
	b.Revisits, b.Visits = v.windowsAndVisits(in, homes)
	b.NextVisit = nextVisit(b.Visits)
	return b
}

// policyLife is who approved the policy and until when, as far as it says.
func policyLife(in Input) string {
	var out []string
	p := in.Rules.Policy
	if !p.Approver.IsZero() {
		out = append(out, "approved by "+p.Approver.String())
	}
	if !p.ReviewBy.IsZero() {
		out = append(out, "review by "+p.ReviewBy.Long())
	}
	return strings.Join(out, ", ")
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
	rows := make([]ranked, 0, len(in.Placed)+len(in.Cases))
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
	ofOneChild(rows)
	rows = append(rows, slices.Concat(v.childless(in, homes, rows), v.doubtful(in, rows), v.asked(in, homes, rows))...)
	rows = append(rows, v.unplaced(in, homes, rows)...)
	return sortChildren(append(rows, v.wholeHomes(in, homes, rows)...))
}

// ofOneChild has what is done from a child's row be about that child, where she has
// one row: with two it would not be clear where she lives.
func ofOneChild(rows []ranked) {
	n := map[text.Text]int{}
	for _, r := range rows {
		n[r.row.Child]++
	}
	for i := range rows {
		if r := &rows[i].row; r.Concern != "" && n[r.Child] == 1 {
			r.Subject = "child:" + r.Child.String()
		}
	}
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
			Weeks: -1, Left: nobody, Owner: owner(""), OutOfArea: v.outOfArea(h.facts), Held: v.held(h)}
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
		r := ChildRow{ID: "doubt:" + d.ID, Child: d.Child, Provision: text.Clean("not known"), Weeks: -1,
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

// sortChildren sorts pointers: a row is long, and to move one takes longer than to
// compare two.
func sortChildren(rows []ranked) []ChildRow {
	order := make([]*ranked, len(rows))
	for i := range rows {
		order[i] = &rows[i]
	}
	slices.SortFunc(order, func(a, b *ranked) int { return a.rank.compare(b.rank) })
	out := make([]ChildRow, len(rows))
	for i, r := range order {
		out[i] = r.row
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
