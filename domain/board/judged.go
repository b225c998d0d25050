package board

import (
	"cmp"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/ofsted"
)

// judged is what stands against a provision, as the board says it.
type judged struct {
	code        string     // INAD, RI, SA3 …, without the sign for provisional
	finding     string     // the finding alone, in words
	words       string     // with all that is to be said beside it
	on          civil.Date // the end of the inspection
	provisional bool
	severity    int    // the policy's local sort tier: 3 inadequate and its like … 0
	barred      string // a restriction, suspension or cancellation, in words; or ""
	notice      string // any other notice, in words; or ""
}

// short is the judgement for a narrow column.
func (j judged) short() string {
	if j.provisional {
		return j.code + "(p)"
	}
	return j.code
}

// said is the judgement in full, and whether it is provisional, for a document without
// a place of its own for that.
func (j judged) said() string {
	if j.provisional {
		return "provisional: " + j.words
	}
	return j.words
}

// nothingKnown stands where nothing safe can be said.
func nothingKnown(why string) judged { return judged{code: "?", finding: why, words: why, severity: 1} }

// found is one finding that may stand against a provision.
type found struct {
	j           ofsted.Judgement
	on          civil.Date
	provisional bool
}

// judge finds the worst of what stands against a provision: the judgement in
// force, whatever newer finding is below the threshold or cannot be read, and
// what we were told. A better finding that is not yet published never hides the
// judgement in force (domain.md 1.6).
func (v *view) judge(h *home) judged {
	all := v.findings(h)
	out := judged{code: "n/a", finding: "not inspected yet"}
	switch {
	case len(h.standing.Newer) > 0:
		out.finding = "no judgement that stands"
	case h.facts.JudgedAsAt.IsZero(): // no file that would have shown one was read
		out.code, out.finding = nothingKnown("").short(), "not known whether it was inspected"
	}
	if len(all) > 0 {
		worst := slices.MaxFunc(all, func(a, b found) int {
			return cmp.Or(cmp.Compare(v.rules.Policy.Severity(a.j), v.rules.Policy.Severity(b.j)), a.on.Compare(b.on))
		})
		out = judged{code: codeOf(worst.j), finding: v.wordsOf(worst.j), on: worst.on, provisional: worst.provisional,
			severity: v.rules.Policy.Severity(worst.j)}
	}
	out.words = out.finding
	if told, ok := h.told(); ok && told.provisional && codeOf(told.j) != out.code {
		out.words += "; told, and not yet published: " + v.wordsOf(told.j)
	}
	out.barred, out.notice = h.notices()
	if out.barred != "" || out.notice != "" {
		h.sayNotices(&out)
	}
	if st := h.facts.Status; st.Ended() && st != ofsted.Cancelled {
		out.words += "; registration " + string(st)
	}
	return out
}

func (v *view) findings(h *home) []found {
	var all []found
	if in := h.standing.Judgement; in != nil {
		all = append(all, found{in.Judgement, in.Ended, in.Provisional})
	}
	for _, in := range h.standing.Newer {
		if below, _ := v.rules.Policy.Below(in.Judgement); below || in.Judgement.Unread() {
			all = append(all, found{in.Judgement, in.Ended, in.Provisional})
		}
	}
	if told, ok := h.told(); ok {
		all = append(all, told)
	}
	if len(all) > 1 { // of two alike the later stands, and MaxFunc keeps the first
		slices.Reverse(all)
	}
	return all
}

// told is what the open concern holds, where it is a judgement.
func (h *home) told() (found, bool) {
	if !h.open() || h.c.Concern.Judgement.IsZero() {
		return found{}, false
	}
	k := h.c.Concern
	return found{k.Judgement, k.Ended, k.Provisional}, true
}

// notices are what stops the provision, and what warns it, beside its judgement.
func (h *home) notices() (barred, notice string) {
	switch h.facts.Status {
	case ofsted.Suspended:
		barred = "registration suspended"
	case ofsted.Cancelled:
		barred = "registration cancelled"
	}
	if !h.open() {
		return barred, ""
	}
	add := func(bars bool, words string) {
		said := &notice
		if bars {
			said = &barred
		}
		if words != "" && !strings.Contains(*said, words) {
			*said = strings.TrimPrefix(*said+", "+words, ", ")
		}
	}
	add(h.foundNotice())
	for i := range h.c.Enforcements {
		if e := &h.c.Enforcements[i]; e.Stands() && (e.Finding == "" || e.Finding != h.c.Concern.Finding) {
			words, _, _ := strings.Cut(e.Words(), ", to be met")
			add(e.Bars(), words)
		}
	}
	if h.c.Concern.DfEApproval == "withdrawn" {
		add(true, "approval of the Department for Education withdrawn")
	}
	return barred, notice
}

// foundNotice is the notice that opened the concern, in words, and whether it stops
// the provision; nothing once its end is recorded.
func (h *home) foundNotice() (bars bool, words string) {
	if !h.open() {
		return false, ""
	}
	found := h.c.Concern.Finding
	ended := false
	for i := range h.c.Enforcements {
		if e := &h.c.Enforcements[i]; e.Finding == found {
			if ended = !e.Stands(); !ended {
				break
			}
		}
	}
	if ended {
		return false, ""
	}
	switch found {
	case concern.Restriction:
		return true, "accommodation restricted"
	case concern.Suspension:
		return true, "registration suspended"
	case concern.Unregistered:
		return true, "not registered"
	case concern.ComplianceNotice:
		return false, "compliance notice"
	case concern.S30A:
		return false, "section 30A notification"
	}
	return false, ""
}

// sayNotices puts the notices into the words, before the judgement: the day that follows
// the words is the judgement's.
func (h *home) sayNotices(j *judged) {
	said := j.barred
	if said == "" {
		said = j.notice
	} else if j.notice != "" {
		said += ", " + j.notice
	}
	if j.severity >= 2 {
		j.words = said + "; " + j.words
		return
	}
	if _, found := h.foundNotice(); found != "" && !h.c.Concern.Ended.IsZero() {
		said += " (dated " + h.c.Concern.Ended.Long() + ")" // the day of the inspection stays that of the judgement
	}
	j.code, j.words = "NOTICE", said+"; judgement in force: "+j.words
	if h.open() {
		j.provisional = h.c.Concern.Provisional
	}
}

// codeOf is a judgement in a few letters. No finding is shown as a grade that it
// is not: an inadequate part of an inspection without an overall grade names the
// part (R§1.3).
func codeOf(j ofsted.Judgement) string {
	switch j.Overall {
	case ofsted.Outstanding:
		return "OUT"
	case ofsted.Good:
		return "GOOD"
	case ofsted.RequiresImprovement:
		return "RI"
	case ofsted.Inadequate:
		return "INAD"
	}
	switch j.Outcome {
	case ofsted.StrongDelivery:
		return "SA1"
	case ofsted.InconsistentDelivery:
		return "SA2"
	case ofsted.SeriousWeaknesses:
		return "SA3"
	case ofsted.SeriousConcerns:
		return "ASSUR"
	case ofsted.Declined:
		return "DECL"
	}
	switch {
	case j.Protection == ofsted.Inadequate:
		return "INAD/P"
	case j.Leadership == ofsted.Inadequate:
		return "INAD/L"
	case j.Unread():
		return "?"
	}
	return "n/a"
}

// wordsOf says a judgement in full.
func (v *view) wordsOf(j ofsted.Judgement) string {
	switch j.Outcome {
	case ofsted.StrongDelivery:
		return "consistently strong service delivery (supported accommodation)"
	case ofsted.InconsistentDelivery:
		return "inconsistent quality of service delivery (supported accommodation)"
	case ofsted.SeriousWeaknesses:
		return "serious or widespread weaknesses (supported accommodation)"
	case ofsted.SeriousConcerns:
		return "serious or widespread concerns (assurance inspection)"
	case ofsted.NoSeriousConcerns:
		return "no serious or widespread concerns (assurance inspection)"
	case ofsted.Declined, ofsted.Sustained, ofsted.Improved:
		return strings.ReplaceAll(string(j.Outcome), "_", " ") + " (interim inspection)"
	}
	switch {
	case j.Overall == ofsted.RequiresImprovement:
		return "requires improvement to be good"
	case j.Overall != "":
		return string(j.Overall)
	case j.Unread():
		return "words that are not known: " + j.Label.String()
	}
	_, why := v.rules.Policy.Below(j)
	return why
}

// weeksSince is how many whole weeks ago a day was; -1 when it is not known.
func weeksSince(day, today civil.Date) int {
	if day.IsZero() {
		return -1
	}
	return max(0, today.Sub(day)) / 7
}
