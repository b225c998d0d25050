package board

import (
	"slices"

	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// asked are rows for the open placement requests whose child does not stand on a
// row of that provision with a concern: what is owed for them must not fall silent,
// whatever Ofsted thinks of the place.
func (v *view) asked(in Input, homes map[string]*home, shown []ranked) []ranked {
	has := map[string]bool{}
	for _, r := range shown {
		if r.row.Concern != "" {
			has[r.row.URN+" "+r.row.Child.String()] = true
		}
	}
	var rows []ranked
	for _, c := range in.Cases {
		h := homes[c.Place.URN.String()]
		for i := range c.Requests {
			if r := &c.Requests[i]; !concern.Over("request", r.State) && !has[h.urn+" "+r.Child.String()] {
				rows = append(rows, v.askedRow(h, r))
			}
		}
	}
	return rows
}

func (v *view) askedRow(h *home, q *concern.Request) ranked {
	r := v.rowAt(h, q.Child)
	r.ID, r.Subject, r.Version = "request:"+q.ID, "request:"+q.ID, q.Version
	r.NextStep, r.Mark, r.About = "placement request: record what comes next", Problem, v.about(h, q.Child)
	ours := v.owedBy(&r, h, q.Child, func(d *duty.Duty) bool { return d.Part == q.ID || d.Concern == "" && d.Child == q.Child })
	if len(ours) > 0 {
		r.NextStep = "placement request: " + uncapital(r.NextStep)
	}
	r.Points, r.Reasons = weigh(h.factors, v.askedFactors(h, q.Child), v.lateOf(ours))
	return ranked{r, rank{points: r.Points, due: r.Due, urn: r.URN, id: r.ID}}
}

// rowAt is a row of a provision that no placement of the child there stands behind.
func (v *view) rowAt(h *home, child text.Text) ChildRow {
	bucket, why := bucketOf(h.c)
	r := ChildRow{Child: child, URN: h.urn, Provision: h.name(), Type: h.facts.Type.Words(), Bucket: bucket, Weeks: weeksSince(h.judged.on, v.today),
		InspectedOn: h.judged.on, OutOfArea: v.outOfArea(h.facts), Held: v.held(h), Judgement: h.judged.short(), JudgementWords: h.judged.words,
		Provisional: h.judged.provisional, Left: nobody, Owner: owner("")}
	if bucket == placement.UnknownURN && !h.open() {
		r.Judgement, r.JudgementWords = "?", why
	}
	return r
}

// owedBy puts on the row what is owed for the child and fits: its next step and its
// duties. It returns those of ours, the most pressing first.
func (v *view) owedBy(r *ChildRow, h *home, child text.Text, fits func(*duty.Duty) bool) []*duty.Duty {
	ours := slices.DeleteFunc(v.oursFor(h, child), func(d *duty.Duty) bool { return !fits(d) })
	if len(ours) > 0 {
		v.ourStep(r, ours[0])
	}
	r.Duties = nil
	for i := range h.c.Duties {
		if d := &h.c.Duties[i]; d.Status == duty.Open && fits(d) {
			r.Duties = append(r.Duties, v.dutyLine(h, d))
		}
	}
	return ours
}

// unplaced are rows for whatever we owe that stands on no row yet: for a child who
// has left, for one who is not placed, for a part that outlived its request. Every
// open duty of ours can be found on the board.
func (v *view) unplaced(in Input, homes map[string]*home, shown []ranked) []ranked {
	has := map[string]bool{}
	for _, r := range shown {
		for _, l := range r.row.Duties {
			has[l.ID] = true
		}
	}
	var rows []ranked
	for _, c := range in.Cases {
		h := homes[c.Place.URN.String()]
		for i := range c.Duties {
			d := &c.Duties[i]
			if d.Owner != duty.Ours || d.Status != duty.Open || has[d.ID] {
				continue
			}
			r := v.unplacedRow(h, d)
			for _, l := range r.row.Duties {
				has[l.ID] = true
			}
			rows = append(rows, r)
		}
	}
	return rows
}

// unplacedRow is the row of a duty that stands on no other, and of all that is owed
// for the same child there.
func (v *view) unplacedRow(h *home, d *duty.Duty) ranked {
	child, id := h.childOf(d), "owed:"+d.ID
	if !child.IsZero() {
		id = "owed:" + h.urn + "/" + child.String()
	}
	r := v.rowAt(h, child)
	r.ID = id
	if h.open() {
		r.Concern = h.c.Concern.ID
	}
	ours := v.owedBy(&r, h, child, func(o *duty.Duty) bool { return o == d || !d.Child.IsZero() && o.Child == d.Child })
	r.Subject, r.Version = "duty:"+ours[0].ID, h.c.Version(ours[0].Part)
	switch {
	case child.IsZero():
		r.Child = text.Clean(noChild)
	case !slices.Contains(h.c.Placed, child):
		r.NextStep += " (lives there no longer)"
	}
	r.Points, r.Reasons = weigh(h.factors, v.unsafeFactors(h, child), v.lateOf(ours))
	return ranked{r, rank{points: r.Points, due: r.Due, urn: r.URN, id: r.ID}}
}

// askedFactors are what presses for a child who is to be placed, or was placed
// without approval.
func (v *view) askedFactors(h *home, child text.Text) []factor {
	return append(v.unsafeFactors(h, child), factor{v.rules.Policy.Points.ForChildren(1), "1 child to be placed"})
}
