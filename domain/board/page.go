package board

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// BuildPage draws one provision with everything owed, awaited and done there.
func BuildPage(in PageInput) *Page {
	v := newView(in.Rules, in.Today, in.Council, in.Shares)
	c := in.Case
	h := v.homeOf(c)
	p := &Page{Subject: c.Subject(), Version: c.Concern.Version, URN: h.urn, Name: h.name(), Type: h.facts.Type.Words(),
		Judgement: h.judged.short(), JudgementWords: h.judged.words, Since: h.judged.on, Weeks: weeksSince(h.judged.on, in.Today),
		Status: v.statusWords(h) + v.standingWords(h.c.Concern), LocalAuthority: h.facts.LocalAuthority, Owner: h.facts.Owner, Places: places(h.facts.Places),
		Freeze: v.freezeWords(h), OfstedState: "no concern open", QAState: "no concern open", PlanState: "no concern open"}
	if !c.Known {
		p.Judgement, p.JudgementWords = "?", "nothing is known of this provision: it is not in Ofsted's files"
		p.Since, p.Weeks = civil.Date{}, -1
	}
	if c.Open() {
		p.OfstedState, p.QAState, p.PlanState = c.Concern.Ofsted.Words(), c.Concern.QA.Words(), c.Concern.Plan.Words()
		p.Revisits = v.revisits(h)
		sortRevisits(p.Revisits)
	}
	p.Children = v.residents(in, h)
	p.Duties, p.Visits, p.Parts = v.allDuties(h), v.allVisits(h), v.parts(h, in.Past)
	p.Items, p.Proposals = v.items(c), v.proposals(c)
	p.Ended = endedProposals(c, in.Today)
	p.Timeline = timelineRows(v.timeline(in, h))
	return p
}

// statusWords is the registration in words.
func (v *view) statusWords(h *home) string {
	switch s := h.facts.Status; {
	case !h.c.Known || s == "":
		return "registration not known"
	case s.Ended() && !h.facts.Closed.IsZero():
		return "registration " + string(s) + " " + h.facts.Closed.Long()
	default:
		return "registration " + string(s)
	}
}

// standingWords says what else people recorded of the provision: whether it has a
// manager (MG1), the approval of a secure home, the registration that followed (OF11b).
func (v *view) standingWords(k concern.Concern) string {
	out := ""
	if k.Manager != "" {
		out += ", manager " + coded(k.Manager)
		if !k.ManagerSince.IsZero() {
			out += " since " + v.short(k.ManagerSince)
		}
	}
	if k.DfEApproval != "" {
		out += ", DfE approval " + coded(k.DfEApproval)
	}
	if k.LinkedURN != "" {
		out += ", goes on as URN " + k.LinkedURN
	}
	return out
}

func places(n int) string {
	if n < 0 {
		return "not given"
	}
	return strconv.Itoa(n)
}

// freezeWords says whether new placements are held back, since when and by whom.
func (v *view) freezeWords(h *home) string {
	f := h.c.Freeze
	if held := heldWords(f.State); held != "" {
		return held + v.heldSince(f)
	}
	if f.State == concern.Lifted {
		return "freeze lifted " + v.short(f.Until)
	}
	return "not frozen"
}

func (v *view) heldSince(f concern.Freeze) string {
	s := ""
	if !f.Since.IsZero() {
		s = fmt.Sprintf(" since %s, %s", v.short(f.Since), plural(v.today.Sub(f.Since), "day", "days"))
	}
	if f.Basis == "council" {
		s += ", by the council"
	}
	return s
}

// residents are our children there, ranked as on the board. One about whom
// nothing is wrong is listed too: the page is of the provision.
func (v *view) residents(in PageInput, h *home) []ChildRow {
	bucket, why := bucketOf(h.c)
	var rows []ranked
	for i := range in.Placed {
		p := &in.Placed[i]
		if !p.Open() {
			continue
		}
		s := stay{Placement: p, home: h, bucket: bucket, why: why}
		if !h.c.Known {
			s.home = nil
		}
		r := v.childRow(s)
		if !s.listed() {
			r.row.Mark, r.row.NextStep = NoMarkup, ""
		}
		rows = append(rows, r)
	}
	ofOneChild(rows)
	return sortChildren(rows)
}

// bucketOf is where the children of a provision are counted, and why.
func bucketOf(c *concern.Case) (placement.Bucket, string) {
	switch b := c.Bucket(); {
	case !c.Known:
		return placement.UnknownURN, "no provision with this URN in Ofsted's files"
	case c.Place.Status.Ended():
		return placement.UnknownURN, "the registration with this URN has ended"
	case b == ofsted.Unknown:
		return placement.UnknownURN, "nothing can be said of the provision with this URN"
	default:
		return placement.Bucket(b), ""
	}
}

// allDuties are the duties of a page, each with the child that it is owed for.
func (v *view) allDuties(h *home) []DutyLine {
	ds := sortedDuties(h.c)
	lines := make([]DutyLine, len(ds))
	for i, d := range ds {
		lines[i] = v.dutyLine(h, d)
		if !d.Child.IsZero() {
			lines[i].What += " (" + d.Child.String() + ")"
		}
	}
	return lines
}

// sortedDuties are the open duties by due date, then those done, the newest first.
func sortedDuties(c *concern.Case) []*duty.Duty {
	var ds []*duty.Duty
	for i := range c.Duties {
		ds = append(ds, &c.Duties[i])
	}
	slices.SortFunc(ds, func(a, b *duty.Duty) int {
		openA, openB := a.Status == duty.Open, b.Status == duty.Open
		switch {
		case openA != openB:
			return cmp.Compare(truth(openB), truth(openA))
		case openA:
			return cmp.Or(byDay(a.Due).compare(byDay(b.Due), false), byOwnerAndDue(a, b))
		}
		return cmp.Or(b.SettledOn.Compare(a.SettledOn), cmp.Compare(a.ID, b.ID))
	})
	return ds
}

// allVisits are the visits to be made or reported, then those over, newest first.
func (v *view) allVisits(h *home) []VisitRow {
	rows := v.visits(h)
	sortVisits(rows)
	for i := range slices.Backward(h.c.Visits) {
		if x := &h.c.Visits[i]; !v.toDo(h, x) {
			rows = append(rows, v.visitRow(h, x))
		}
	}
	return rows
}

func (v *view) items(c *concern.Case) []Item {
	var out []Item
	for _, it := range c.Items {
		progress := strings.ReplaceAll(it.Progress, "_", " ")
		if !it.Due.IsZero() {
			progress += ", by " + v.short(it.Due)
		}
		out = append(out, Item{ID: it.ID, Kind: it.Kind, Text: it.Text, Progress: progress})
	}
	return out
}

// proposals are the rows that wait for a second person.
func (v *view) proposals(c *concern.Case) []Proposal {
	charts := newCharts()
	known := PageInput{Case: c}.known()
	var out []Proposal
	for _, p := range c.Proposals {
		if p.State != "waiting" {
			continue
		}
		args := map[string]string{}
		lines := []flow.Line{{Verb: "not", What: "what this row would do cannot be read: ask for it to be proposed again"}}
		if json.Unmarshal([]byte(p.Args), &args) == nil {
			lines = charts.argLines(p.Row, args, known)
		}
		row := charts.rows[p.Row]
		out = append(out, Proposal{ID: p.ID, Event: row.Event, Title: cmp.Or(row.Title, p.Row), By: p.Login, On: p.On, Expires: p.Expires, Lines: lines})
	}
	return out
}

// shownEnded is for how many days a proposal that ended is shown.
const shownEnded = 30

// endedProposals are those that were void or expired lately: whoever waited for one is
// told (safety 7, F3 and F8).
func endedProposals(c *concern.Case, today civil.Date) []Proposal {
	charts := newCharts()
	var out []Proposal
	for i := range c.Proposals {
		if p := &c.Proposals[i]; p.HowEnded() != "" && today.Sub(p.EndedOn) <= shownEnded {
			row := charts.rows[p.Row]
			out = append(out, Proposal{ID: p.ID, Event: row.Event, Title: cmp.Or(row.Title, p.Row), By: p.Login, On: p.On, Expires: p.Expires, Ended: p.HowEnded()})
		}
	}
	return out
}

// known are the children whose references may be shown on the page of a provision:
// those who live there, those something is or was owed for, those a part is about.
func (in PageInput) known() map[text.Text]bool {
	known := map[text.Text]bool{}
	for _, ref := range in.Case.Placed {
		known[ref] = true
	}
	for _, p := range in.Placed {
		known[p.Child] = true
	}
	for _, d := range in.Case.Duties {
		known[d.Child] = true
	}
	for _, p := range slices.Concat(in.Past, in.Case.Stored()) {
		known[p.Ref().Child] = true
	}
	return known
}

// Children are the children whose records the page shows, in order: whoever shows it
// records that they were read.
func (in PageInput) Children() []text.Text {
	refs := slices.SortedFunc(maps.Keys(in.known()), func(a, b text.Text) int { return cmp.Compare(a.String(), b.String()) })
	return slices.DeleteFunc(refs, text.Text.IsZero)
}
