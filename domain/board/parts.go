package board

import (
	"cmp"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/text"
)

// parts are the parts of a case but for its visits, which have rows of their own:
// the open ones first, of those the one with the most urgent duty; last those of
// concerns that are closed, which stay to be read.
func (v *view) parts(h *home, past []concern.Part) []PartRow {
	var rows []PartRow
	open := map[string]bool{}
	for _, p := range slices.Concat(h.c.Stored(), past) {
		r := v.partRow(h, p)
		open[r.Subject] = !concern.Over(r.Kind, p.Ref().State)
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, func(a, b PartRow) int {
		return cmp.Or(cmp.Compare(truth(open[b.Subject]), truth(open[a.Subject])), byDay(a.Due).compare(byDay(b.Due), false))
	})
	return rows
}

// partRow draws one part with the most urgent of its duties.
func (v *view) partRow(h *home, p concern.Part) PartRow {
	ref := p.Ref()
	r := PartRow{Kind: ref.Kind, Subject: ref.Kind + ":" + ref.ID, Title: partTitle(p), State: ref.State.Words(), Mark: NoMarkup, Child: ref.Child,
		Left: nobody, Owner: owner(""), Detail: v.partDetail(p)}
	if h.c != nil {
		r.Version = h.c.Version(ref.ID)
	}
	if concern.Over(ref.Kind, ref.State) {
		return r
	}
	r.Mark = NotDue
	if d := v.urgent(h, ref.ID); d != nil {
		l := v.dutyLine(h, d)
		r.Mark, r.Due, r.Left, r.Owner = l.Mark, l.Due, l.Left, text.Clean(cmp.Or(d.Person, whose(d)))
	}
	return r
}

// whose is the role that answers for a duty of ours, or whose a wait it is.
func whose(d *duty.Duty) string {
	if d.Owner == duty.Ours {
		return d.Role.Words()
	}
	return string(d.Owner)
}

// urgent is the most urgent open duty of a part: ours before what others owe.
func (v *view) urgent(h *home, part string) *duty.Duty {
	var first *duty.Duty
	if h.c == nil {
		return nil
	}
	for i := range h.c.Duties {
		d := &h.c.Duties[i]
		if d.Part == part && d.Status == duty.Open && (first == nil || byOwnerAndDue(d, first) < 0) {
			first = d
		}
	}
	return first
}

// partTitle says which part it is: its own words without its state.
func partTitle(p concern.Part) string {
	title, _, _ := strings.Cut(p.Words(), ", ")
	return capital(title)
}

// coded says a stored word as a person does: "sen_officer" is "SEN officer".
func coded(word string) string {
	said := strings.Split(word, "_")
	for i, w := range said {
		switch w {
		case "iro", "lado", "sen", "qa", "dcs", "csw":
			said[i] = strings.ToUpper(w)
		case "dfe":
			said[i] = "DfE"
		case "s30a":
			said[i] = "section 30A notification"
		}
	}
	return strings.ReplaceAll(strings.Join(said, " "), "pre placement", "pre-placement")
}

// about are the open parts of a case that are about one child, a line each.
func (v *view) about(h *home, child text.Text) []string {
	var out []string
	for _, p := range h.c.Stored() {
		if ref := p.Ref(); !child.IsZero() && ref.Child == child && ref.Kind != "alert" && !concern.Over(ref.Kind, ref.State) {
			r := v.partRow(h, p)
			out = append(out, strings.Join(append([]string{r.Title + ": " + r.State}, r.Detail...), "; "))
		}
	}
	return out
}

// concerns reports whether a duty of the case is on the row of that child: one owed
// for it, or for the whole concern. What a placement request owes is on the row of
// the child it asks for alone.
func (h *home) concerns(d *duty.Duty, child text.Text) bool {
	if strings.HasPrefix(h.named[d.Part], "request:") {
		return h.childOf(d) == child
	}
	return d.Child.IsZero() || d.Child == child
}

// childOf is the child whom a duty is owed for, or whose placement is asked for.
func (h *home) childOf(d *duty.Duty) text.Text {
	for i := range h.c.Requests {
		if d.Part == h.c.Requests[i].ID {
			return h.c.Requests[i].Child
		}
	}
	return d.Child
}

// subject is what commands call what owes the duty: its visit, assessment or
// request, else the concern.
func (h *home) subject(d *duty.Duty) string {
	switch {
	case h.named[d.Part] != "":
		return h.named[d.Part]
	case d.Concern != "" && d.Concern != h.c.Concern.ID:
		return "concern:" + d.Concern
	}
	return h.c.Subject()
}

// namesOf are the parts of a case by id, as commands name them.
func namesOf(c *concern.Case) map[string]string {
	names := map[string]string{}
	for _, kind := range concern.Kinds() {
		if kind == "duty" {
			continue
		}
		for _, p := range c.Parts(kind) {
			id := p.Ref().ID
			names[id] = kind + ":" + id
		}
	}
	return names
}

// unsafeFactors are what presses for one child alone: that she does not feel safe,
// or lives there without anybody's approval.
func (v *view) unsafeFactors(h *home, child text.Text) []factor {
	if h.c == nil || child.IsZero() {
		return nil
	}
	var fs []factor
	if why := v.notSafe(h.c, child); why != "" {
		fs = append(fs, factor{v.rules.Policy.Points.ChildNotSafe, why})
	}
	for i := range h.c.Requests {
		if r := &h.c.Requests[i]; r.Child == child && r == v.unagreed(h.c, child) {
			fs = append(fs, v.breach(r))
		}
	}
	return fs
}

// breach is the factor of a child placed against the freeze.
//
// Local: it weighs as enforcement does; the policy profile has no points of its own for it.
func (v *view) breach(r *concern.Request) factor {
	words := "placed against the freeze without approval"
	if r.State == concern.NotRatified {
		words = "placed without approval, and not ratified"
	}
	if on := cmp.Or(r.PlacedOn, r.RequestedOn); !on.IsZero() {
		words += " on " + on.Long()
	}
	return factor{v.rules.Policy.Points.Enforcement, words}
}

// notSafe says why the child is to be taken for unsafe, or "".
func (v *view) notSafe(c *concern.Case, child text.Text) string {
	for i := range c.Assessments {
		a := &c.Assessments[i]
		if left := a.State == concern.PartEnded || a.State == concern.Moved && a.Left; a.Child == child && a.Voice == "no" && !left {
			return "child does not feel safe" + on(a.VoiceOn)
		}
	}
	for i := range c.Duties {
		if d := &c.Duties[i]; d.Child == child && d.Kind == safeTonight && d.Status == duty.Open {
			return "immediate risk: nobody has decided whether the child is safe tonight"
		}
	}
	return ""
}

// safeTonight is the duty to decide, on the day of an immediate risk, whether a
// child is safe tonight.
const safeTonight = "risk.safe_tonight"

func on(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return ", asked on " + d.Long()
}
