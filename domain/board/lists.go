package board

import (
	"cmp"
	"slices"
	"strconv"

	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
)

// DueItem is one duty of ours, with the reasons why it stands where it does.
type DueItem struct {
	ID            string   `json:"id"`
	What          string   `json:"what"`
	Subject       string   `json:"subject"`
	URN           string   `json:"urn"`
	Child         Maybe    `json:"child"`
	OwnerRole     string   `json:"owner_role"`
	Owner         Maybe    `json:"owner"`
	DueOn         Day      `json:"due_on"`
	OriginalDueOn Day      `json:"original_due_on"`
	OverdueDays   int      `json:"overdue_days"`
	Status        string   `json:"status"` // overdue today due undated
	Rank          int      `json:"rank"`   // 1 is the most pressing
	Reasons       []string `json:"reasons"`
	Rule          string   `json:"rule"`
	Source        string   `json:"source"`
	Explanation   string   `json:"explanation"`
}

// DueList is what we owe, the most pressing first.
type DueList []DueItem

// Overdue counts what is late.
func (l DueList) Overdue() int {
	n := 0
	for _, d := range l {
		if d.OverdueDays > 0 {
			n++
		}
	}
	return n
}

// Due lists every open duty of ours once, ranked; what is put off comes last.
func Due(in Input) DueList {
	v := newView(in.Rules, in.Today, in.Council, in.Shares)
	type placed struct {
		item   DueItem
		asleep bool
		rank   rank
	}
	var all []placed
	for _, c := range in.Cases {
		h := v.homeOf(c)
		for i := range c.Duties {
			if d := &c.Duties[i]; d.Owner == duty.Ours && d.Status == duty.Open {
				points, reasons := weigh(h.factors, v.unsafeFactors(h, h.childOf(d)), v.lateOf([]*duty.Duty{d}))
				item := v.dueItem(h, d)
				if v.asleep(d) {
					reasons = append([]string{capital(v.snoozedTo(d))}, reasons...)
				}
				item.Reasons = append(item.Reasons, reasons...)
				all = append(all, placed{item, v.asleep(d), rank{points: points, due: d.Due, urn: item.URN, id: d.ID}})
			}
		}
	}
	slices.SortFunc(all, func(a, b placed) int {
		return cmp.Or(cmp.Compare(truth(a.asleep), truth(b.asleep)), a.rank.compare(b.rank))
	})
	out := make(DueList, len(all))
	for i, p := range all {
		out[i] = p.item
		out[i].Rank = i + 1
	}
	return out
}

func (v *view) dueItem(h *home, d *duty.Duty) DueItem {
	return DueItem{ID: d.ID, What: d.What, Subject: h.subject(d), URN: h.urn, Child: Maybe(d.Child.String()),
		OwnerRole: string(d.Role), Owner: Maybe(d.Person), DueOn: Day{d.Due}, OriginalDueOn: Day{d.OriginalDue},
		OverdueDays: d.Overdue(v.today), Status: v.dutyStatus(d), Reasons: []string{}, Rule: d.Rule, Source: d.Source,
		Explanation: v.dutyLine(h, d).Explanation}
}

// dutyStatus says how a duty, a wait or a window stands.
func (v *view) dutyStatus(d *duty.Duty) string {
	switch {
	case d.Status != duty.Open:
		return string(d.Status)
	case d.Owner == duty.Ofsted:
		return d.Window(v.today)
	case d.Due.IsZero():
		return undated
	case d.Overdue(v.today) > 0:
		return "overdue"
	case v.today.After(d.Due): // the provider's: chase, never overdue
		return passed
	case d.Due == v.today:
		return "today"
	}
	return "due"
}

// Table lists the duties.
func (l DueList) Table() ([]string, [][]string) {
	rows := make([][]string, len(l))
	for i, d := range l {
		rows[i] = []string{strconv.Itoa(d.Rank), d.What, string(d.Child), d.URN, d.DueOn.String(), d.Status, strconv.Itoa(d.OverdueDays),
			d.OwnerRole, string(d.Owner), joined(d.Reasons), d.Explanation, d.Rule, d.Source, d.OriginalDueOn.String(), d.Subject, d.ID}
	}
	return []string{"rank", "what", "child", "urn", "due_on", "status", "overdue_days", "owner_role", "owner", "reasons", "explanation",
		"rule", "source", "original_due_on", "subject", "id"}, rows
}

// RevisitItem is one window in which Ofsted may act.
type RevisitItem struct {
	URN         string `json:"urn"`
	Name        Maybe  `json:"name"`
	Concern     string `json:"concern"`
	Kind        string `json:"kind"`
	Earliest    Day    `json:"earliest"`
	Latest      Day    `json:"latest"`
	State       string `json:"state"` // not_open open passed
	Rule        Maybe  `json:"rule"`
	Explanation string `json:"explanation"`
	Children    int    `json:"children"`
}

// RevisitList is when Ofsted may act, by the end of the window.
type RevisitList []RevisitItem

// Revisits lists Ofsted's windows as the board does.
func Revisits(in Input) RevisitList {
	v := newView(in.Rules, in.Today, in.Council, in.Shares)
	homes := v.homes(in)
	rows, _ := v.windowsAndVisits(in, homes)
	return revisitItems(rows, homes)
}

func revisitItems(rows []RevisitRow, homes map[string]*home) []RevisitItem {
	out := make([]RevisitItem, len(rows))
	for i, r := range rows {
		h := homes[r.URN]
		out[i] = RevisitItem{URN: r.URN, Name: Maybe(h.facts.Name.String()), Concern: h.c.Concern.ID, Kind: r.Kind, Earliest: Day{r.Earliest},
			Latest: Day{r.Latest}, State: r.State, Rule: Maybe(r.Rule), Explanation: r.Explanation, Children: r.Children}
	}
	return out
}

// Table lists the windows.
func (l RevisitList) Table() ([]string, [][]string) {
	rows := make([][]string, len(l))
	for i, r := range l {
		rows[i] = []string{r.URN, string(r.Name), r.Concern, r.Kind, r.Earliest.String(), r.Latest.String(), r.State, string(r.Rule), r.Explanation, strconv.Itoa(r.Children)}
	}
	return []string{"urn", "name", "concern", "kind", "earliest", "latest", "state", "rule", "explanation", "children"}, rows
}

// VisitItem is one QA visit of ours.
type VisitItem struct {
	ID          string `json:"id"` // of the visit; duty:… where a sighting will do, and there is no visit yet
	URN         string `json:"urn"`
	Kind        string `json:"kind"`
	DueOn       Day    `json:"due_on"`
	BookedFor   Day    `json:"booked_for"`
	Visitor     Maybe  `json:"visitor"`
	Status      string `json:"status"` // owed booked done, or later where something is still owed
	OverdueDays int    `json:"overdue_days"`
	Rule        Maybe  `json:"rule"`
	Explanation string `json:"explanation"`
}

// VisitList is the visits that are to be made or reported, days late first.
type VisitList []VisitItem

// Visits lists our visits as the board does.
func Visits(in Input) VisitList {
	v := newView(in.Rules, in.Today, in.Council, in.Shares)
	homes := v.homes(in)
	_, rows := v.windowsAndVisits(in, homes)
	visits := map[string]*concern.Visit{}
	for _, c := range in.Cases {
		for i := range c.Visits {
			visits["visit:"+c.Visits[i].ID] = &c.Visits[i]
		}
	}
	out := make(VisitList, len(rows))
	for i, r := range rows {
		out[i] = visitItem(r, concern.Owed)
		if x := visits[r.ID]; x != nil {
			out[i] = v.visitItem(homes[r.URN], x)
		}
	}
	return out
}

func (v *view) visitItem(h *home, x *concern.Visit) VisitItem {
	item := visitItem(v.visitRow(h, x), x.State)
	item.ID, item.Kind = x.ID, x.Kind
	return item
}

func visitItem(r VisitRow, state flow.State) VisitItem {
	return VisitItem{ID: r.ID, URN: r.URN, Kind: r.Kind, DueOn: Day{r.Due}, BookedFor: Day{r.BookedFor}, Visitor: Maybe(r.Visitor.String()),
		Status: string(state), OverdueDays: r.DaysLate, Rule: Maybe(r.Rule), Explanation: r.Explanation}
}

// Table lists the visits.
func (l VisitList) Table() ([]string, [][]string) {
	rows := make([][]string, len(l))
	for i, r := range l {
		rows[i] = []string{r.ID, r.URN, r.Kind, r.DueOn.String(), r.BookedFor.String(), string(r.Visitor), r.Status, strconv.Itoa(r.OverdueDays), string(r.Rule), r.Explanation}
	}
	return []string{"id", "urn", "kind", "due_on", "booked_for", "visitor", "status", "overdue_days", "rule", "explanation"}, rows
}

// ConcernItem is one open concern.
type ConcernItem struct {
	ID       string `json:"id"`
	URN      string `json:"urn"`
	Ofsted   string `json:"ofsted_state"`
	QA       Maybe  `json:"qa_state"`
	Freeze   string `json:"freeze"`
	OpenedOn Day    `json:"opened_on"`
	KnownOn  Day    `json:"known_on"`
}

// ConcernList is the open concerns by URN.
type ConcernList []ConcernItem

// Concerns lists the open concerns.
func Concerns(in Input) ConcernList {
	out := ConcernList{}
	for _, c := range in.Cases {
		if c.Open() {
			out = append(out, concernItem(c))
		}
	}
	slices.SortFunc(out, func(a, b ConcernItem) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

func concernItem(c *concern.Case) ConcernItem {
	k := c.Concern
	return ConcernItem{ID: k.ID, URN: k.URN, Ofsted: string(k.Ofsted), QA: Maybe(k.QA), Freeze: freezeState(c),
		OpenedOn: Day{k.OpenedOn}, KnownOn: Day{k.KnownOn}}
}

// freezeState is open where placements were never held back.
func freezeState(c *concern.Case) string {
	if c.Freeze.State == flow.Start {
		return "open"
	}
	return string(c.Freeze.State)
}

// Table lists the concerns.
func (l ConcernList) Table() ([]string, [][]string) {
	rows := make([][]string, len(l))
	for i, r := range l {
		rows[i] = []string{r.ID, r.URN, r.Ofsted, string(r.QA), r.Freeze, r.OpenedOn.String(), r.KnownOn.String()}
	}
	return []string{"id", "urn", "ofsted_state", "qa_state", "freeze", "opened_on", "known_on"}, rows
}
