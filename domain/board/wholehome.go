package board

import (
	"slices"

	"placewatch/domain/duty"
	"placewatch/domain/text"
)

// wholeHome stands where a child's reference would, on the row of what is owed for
// the provision as a whole.
const wholeHome = "home"

// wholeHomes are rows for what is late or due today at a provision as a whole and is
// the next step of no row there: it would be counted, and read only under a child.
func (v *view) wholeHomes(in Input, homes map[string]*home, shown []ranked) []ranked {
	next, childless := map[string]bool{}, map[string]bool{}
	for _, r := range shown {
		next[r.row.NextDuty] = true
		if r.row.Child.String() == noChild {
			childless[r.row.Concern] = true // its row tells all that is owed there
		}
	}
	var rows []ranked
	for _, c := range in.Cases {
		h := homes[c.Place.URN.String()]
		if !h.open() || childless[c.Concern.ID] {
			continue
		}
		visits := v.visits(h)
		unseen := func(d *duty.Duty) bool { return v.pressesThere(h, d) && !next[d.ID] && !onPane(visits, d) }
		if slices.ContainsFunc(c.Duties, func(d duty.Duty) bool { return unseen(&d) }) {
			rows = append(rows, v.wholeHomeRow(h, unseen))
		}
	}
	return rows
}

func (v *view) wholeHomeRow(h *home, unseen func(*duty.Duty) bool) ranked {
	r := v.rowAt(h, text.Clean(wholeHome))
	r.ID, r.Concern = "home:"+h.urn, h.c.Concern.ID
	ours := v.owedBy(&r, h, text.Text{}, unseen)
	r.Subject, r.Version = "duty:"+ours[0].ID, h.c.Version(ours[0].Part)
	r.Points, r.Reasons = weigh(h.factors, v.lateOf(ours))
	return ranked{r, rank{points: r.Points, due: r.Due, urn: r.URN, id: r.ID}}
}

// pressesThere reports whether a duty of ours is owed for the provision as a whole,
// and by today.
func (v *view) pressesThere(h *home, d *duty.Duty) bool {
	return d.Owner == duty.Ours && d.Status == duty.Open && !d.Due.IsZero() && !d.Due.After(v.today) && h.childOf(d).IsZero()
}

// onPane reports whether a row of the visits pane says when that duty is owed.
func onPane(visits []VisitRow, d *duty.Duty) bool {
	return slices.ContainsFunc(visits, func(r VisitRow) bool {
		return r.Due == d.Due && (r.ID == "duty:"+d.ID || d.Part != "" && r.ID == "visit:"+d.Part)
	})
}
