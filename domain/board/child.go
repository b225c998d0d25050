package board

import (
	"cmp"
	"slices"
	"strings"

	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// childRow draws one open placement.
func (v *view) childRow(s stay) ranked {
	r := ChildRow{ID: "child:" + s.ID, Subject: "child:" + s.Child.String(), Child: s.Child, URN: urnOf(*s.Placement),
		Bucket: s.bucket, Weeks: -1, Left: nobody, Owner: owner(""), PlacedOn: s.PlacedOn, PlacementType: s.Type, Team: s.Team, Worker: s.Worker,
		Type: placement.Words(s.Type), Provision: text.Clean("no URN")}
	if r.URN != "" {
		r.Subject, r.Provision = "urn:"+r.URN, text.Clean("URN "+r.URN)
	}
	if s.home != nil {
		r.Provision, r.Type = s.home.name(), s.home.facts.Type.Words()
		r.OutOfArea, r.Held = v.outOfArea(s.home.facts), v.held(s.home)
	}
	if s.unknown() {
		if s.home == nil {
			r.Subject = "" // there is no case to act on: the placement's own file must say where it is
		}
		return v.unknownRow(r, s)
	}
	return v.judgedRow(r, s)
}

// unknownRow draws a placement of which nothing safe can be said: whatever is
// known of the place, it is not said to be fine.
func (v *view) unknownRow(r ChildRow, s stay) ranked {
	why := s.why
	if why == "" {
		why = "nothing can be said of where the child lives"
	}
	j := nothingKnown(why)
	if s.home != nil {
		j.barred, _ = s.home.notices()
	}
	r.Mark, r.Judgement, r.JudgementWords = Problem, j.short(), j.words
	r.NextStep = s.find()
	r.Points, r.Reasons = weigh(v.foundFactors(j), []factor{{v.rules.Policy.Points.ForChildren(1), "1 child placed"}})
	return ranked{r, rank{r.Points, s.alarm, r.Due, r.URN, r.ID}}
}

// find says what to do about a placement that cannot be matched.
func (s stay) find() string {
	switch {
	case s.home != nil && s.home.facts.Status.Ended():
		return "registration ended: where is the child?"
	case s.home != nil:
		return "provision cannot be judged: ask Ofsted"
	case urnOf(*s.Placement) != "":
		return "URN not in Ofsted's files"
	case s.URN.IsZero() || strings.EqualFold(s.URN.String(), placement.NoURN):
		return "URN missing: find it"
	}
	return "URN not readable: find it"
}

// judgedRow draws a placement where a concern is open or the judgement is below
// the threshold.
func (v *view) judgedRow(r ChildRow, s stay) ranked {
	h := s.home
	r.Judgement, r.JudgementWords, r.Provisional = h.judged.short(), h.judged.words, h.judged.provisional
	r.InspectedOn, r.Weeks = h.judged.on, weeksSince(h.judged.on, v.today)
	var late []factor
	if h.open() {
		r.Subject, r.Concern, r.Version = h.c.Subject(), h.c.Concern.ID, h.c.Concern.Version
		ours := v.oursFor(h, s.Child)
		r.New = v.isNew(h.c) || v.isNewThere(h.c, s.Placement)
		v.nextStep(&r, h, ours)
		r.More = v.soon(ours)
		r.Duties, r.About = v.dutiesFor(h, s.Child), v.about(h, s.Child)
		r.WaitsFor = v.waitsFor(h, r.Duties)
		v.alarm(&r, h, s.Child)
		late = v.lateOf(ours)
	} else {
		r.Mark, r.NextStep = Problem, "no concern is open: record the judgement"
	}
	r.Points, r.Reasons = weigh(h.factors, v.unsafeFactors(h, s.Child), late)
	return ranked{r, rank{r.Points, s.alarm, r.Due, r.URN, r.ID}}
}

// soon counts what is owed beside the next step, late or within a week.
func (v *view) soon(ours []*duty.Duty) int {
	n := 0
	for i, d := range ours {
		if i > 0 && !d.Due.IsZero() && !d.Due.After(v.today.AddDays(7)) {
			n++
		}
	}
	return n
}

// oursFor are our open duties that concern the child or the whole concern, the
// most pressing first: the latest, then the next due, then what has no date.
func (v *view) oursFor(h *home, child text.Text) []*duty.Duty {
	var ours []*duty.Duty
	for i := range h.c.Duties {
		d := &h.c.Duties[i]
		if d.Owner == duty.Ours && d.Status == duty.Open && h.concerns(d, child) {
			ours = append(ours, d)
		}
	}
	slices.SortFunc(ours, v.duePressing)
	return ours
}

// alarm says of the child, before the next step, what must not be overlooked: it is
// on the row itself, and what is typed to find it finds it.
func (v *view) alarm(r *ChildRow, h *home, child text.Text) {
	if child.IsZero() {
		return
	}
	switch notSafe, req := v.notSafe(h.c, child), v.unagreed(h.c, child); {
	case notSafe != "":
		r.Alarm = "NOT SAFE"
	case req == nil:
		return
	case req.State == concern.Breach:
		r.Alarm = "BREACH"
	default:
		r.Alarm = "NOT RATIFIED"
	}
	r.NextStep = r.Alarm + ": " + uncapital(r.NextStep)
	if r.Mark == NotDue || r.Mark == New || r.Mark == Open {
		r.Mark = Today
	}
}

// unagreed is the request of a child who was placed there and whose placement nobody
// has agreed, or nil: undecided, or decided against while the child still lives there.
func (v *view) unagreed(c *concern.Case, child text.Text) *concern.Request {
	for i := range c.Requests {
		r := &c.Requests[i]
		there := slices.Contains(c.Placed, child)
		if r.Child == child && (r.State == concern.Breach || there && (r.State == concern.NotRatified || r.State == concern.EmergencyAgreed)) {
			return r
		}
	}
	return nil
}

// waitsFor are the logins for whom something of a row waits: its duties of ours, and
// the proposals that a second person is to confirm.
func (v *view) waitsFor(h *home, duties []DutyLine) []string {
	var out []string
	for _, d := range duties {
		out = append(out, d.WaitsFor...)
	}
	for i := range h.c.Proposals {
		if p := &h.c.Proposals[i]; p.State == concern.Waiting {
			people, _ := h.c.Seconds(p, v.today)
			out = append(out, logins(people)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// asleep reports whether a duty was put off until a day to come: it is not the next
// step while anything else is, but it is owed, counted and listed all the same. What
// is late is awake, however it was put off.
func (v *view) asleep(d *duty.Duty) bool { return d.Snoozed.After(v.today) && d.Overdue(v.today) == 0 }

// snoozedTo says until when a duty is put off. It is said first: the end of a long
// next step may be cut off.
func (v *view) snoozedTo(d *duty.Duty) string { return "snoozed to " + v.short(d.Snoozed) }

// duePressing puts what a child's safety waits for before everything else, however
// late a duty of the home's is; then what is owed for one child by today: what is late
// for the whole home has a row of its own where no child's row tells it.
func (v *view) duePressing(a, b *duty.Duty) int {
	own := func(d *duty.Duty) bool { return !d.Child.IsZero() && !d.Due.IsZero() && !d.Due.After(v.today) }
	return cmp.Or(cmp.Compare(truth(concern.Grave(b)), truth(concern.Grave(a))), cmp.Compare(truth(v.asleep(a)), truth(v.asleep(b))),
		cmp.Compare(truth(own(b)), truth(own(a))), byDay(a.Due).compare(byDay(b.Due), false), cmp.Compare(v.late(b).points, v.late(a).points),
		cmp.Compare(truth(a.Child.IsZero()), truth(b.Child.IsZero())), cmp.Compare(a.ID, b.ID))
}

// nextStep sets what must happen next: our most pressing duty, or Ofsted's window
// where all that we owe is to keep looking for news.
func (v *view) nextStep(r *ChildRow, h *home, ours []*duty.Duty) {
	window := v.back(h.c)
	watching := len(ours) == 1 && ours[0].Kind == "concern.watch_ofsted" && ours[0].Due.After(v.today)
	if len(ours) == 0 || watching && window != nil {
		v.windowStep(r, window)
	}
	if len(ours) == 0 {
		return
	}
	d := ours[0]
	r.Owner, r.OwnerRole = owner(d.Person), d.Role.Words()
	if watching && window != nil {
		return
	}
	v.ourStep(r, d)
	if r.Mark == NotDue && (r.New || v.isNew(h.c)) {
		r.Mark = New
	}
}

// ourStep sets one duty of ours as what must happen next.
func (v *view) ourStep(r *ChildRow, d *duty.Duty) {
	r.Owner, r.OwnerRole = owner(d.Person), d.Role.Words()
	r.NextDuty = d.ID
	r.NextStep, r.Due, r.Left, r.Mark = d.What, d.Due, left(d.Due, v.today), markOf(d.Due, v.today)
	r.DaysLate = d.Overdue(v.today)
	if v.asleep(d) {
		r.Snoozed = d.Snoozed
		r.NextStep = v.snoozedTo(d) + ": " + uncapital(d.What)
	}
}

func (v *view) windowStep(r *ChildRow, window *duty.Duty) {
	switch {
	case window == nil:
		r.NextStep, r.Mark = "nothing of ours is owed: record what comes next", Problem
	case v.stands(window) == passed:
		r.NextStep, r.Left, r.Mark = "Ofsted's window passed: check for news", v.windowLeft(window), Today
	default:
		r.NextStep, r.Left, r.Mark = "Ofsted may return", "window open", Open
	}
}

// dutiesFor are all open duties, waits and windows that concern the child, ours
// first, by due date.
func (v *view) dutiesFor(h *home, child text.Text) []DutyLine {
	var ds []*duty.Duty
	for i := range h.c.Duties {
		if d := &h.c.Duties[i]; d.Status == duty.Open && h.concerns(d, child) {
			ds = append(ds, d)
		}
	}
	slices.SortFunc(ds, byOwnerAndDue)
	lines := make([]DutyLine, len(ds))
	for i, d := range ds {
		lines[i] = v.dutyLine(h, d)
	}
	return lines
}

func byOwnerAndDue(a, b *duty.Duty) int {
	order := []duty.Owner{duty.Ours, duty.Provider, duty.Others, duty.Ofsted}
	return cmp.Or(cmp.Compare(slices.Index(order, a.Owner), slices.Index(order, b.Owner)),
		byDay(a.Due).compare(byDay(b.Due), false), cmp.Compare(a.ID, b.ID))
}
