package board

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
)

// RequestItem is one open placement request with the most pressing of what we owe for it.
type RequestItem struct {
	ID          string `json:"id"`
	URN         string `json:"urn"`
	Provision   Maybe  `json:"provision"`
	Child       string `json:"child"`
	Basis       Maybe  `json:"basis"`
	State       string `json:"state"`
	RequestedOn Day    `json:"requested_on"`
	Requester   Maybe  `json:"requester"`
	ApprovedBy  Maybe  `json:"approved_by"`
	ValidUntil  Day    `json:"valid_until"`
	DueOn       Day    `json:"due_on"`
	OwnerRole   Maybe  `json:"owner_role"`
	OverdueDays int    `json:"overdue_days"`
}

// RequestList is the open placement requests: breaches first, then by due date.
type RequestList []RequestItem

// Requests lists the placement requests that are open, a child placed without
// approval (a breach) among them.
func Requests(in Input) RequestList {
	v := newView(in.Rules, in.Today, in.Council, nil)
	out := RequestList{}
	for _, c := range in.Cases {
		h := v.homeOf(c)
		for i := range c.Requests {
			if r := &c.Requests[i]; !concern.Over("request", r.State) {
				out = append(out, v.requestItem(h, r))
			}
		}
	}
	slices.SortFunc(out, func(a, b RequestItem) int {
		return cmp.Or(cmp.Compare(truth(b.State == string(concern.Breach)), truth(a.State == string(concern.Breach))),
			byDay(a.DueOn.Date).compare(byDay(b.DueOn.Date), false), cmp.Compare(a.URN, b.URN), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func (v *view) requestItem(h *home, r *concern.Request) RequestItem {
	item := RequestItem{ID: r.ID, URN: h.urn, Provision: Maybe(h.facts.Name.String()), Child: r.Child.String(), Basis: Maybe(r.Basis),
		State: string(r.State), RequestedOn: Day{r.RequestedOn}, Requester: Maybe(r.Requester.String()), ApprovedBy: Maybe(r.ApprovedBy.String()),
		ValidUntil: Day{r.ValidUntil}}
	if d := v.urgent(h, r.ID); d != nil {
		item.DueOn, item.OverdueDays, item.OwnerRole = Day{d.Due}, d.Overdue(v.today), Maybe(d.Owner)
		if d.Owner == duty.Ours {
			item.OwnerRole = Maybe(d.Role)
		}
	}
	return item
}

// Table lists the requests.
func (l RequestList) Table() ([]string, [][]string) {
	rows := make([][]string, len(l))
	for i, r := range l {
		rows[i] = []string{r.ID, r.URN, string(r.Provision), r.Child, string(r.Basis), r.State, r.RequestedOn.String(), string(r.Requester),
			string(r.ApprovedBy), r.ValidUntil.String(), r.DueOn.String(), string(r.OwnerRole), strconv.Itoa(r.OverdueDays)}
	}
	return []string{"id", "urn", "provision", "child", "basis", "state", "requested_on", "requester", "approved_by", "valid_until", "due_on",
		"owner_role", "overdue_days"}, rows
}

// FreezeItem is how one provision stands towards new placements.
type FreezeItem struct {
	URN       string `json:"urn"`
	Provision Maybe  `json:"provision"`
	State     string `json:"state"` // frozen hard_frozen lifted
	Basis     string `json:"basis"` // watch council notice
	Since     Day    `json:"since"`
	Until     Day    `json:"until"` // the day it was lifted
	Why       Maybe  `json:"why"`
	By        Maybe  `json:"by"`
	Children  int    `json:"children"` // of ours there
}

// FreezeList is the freezes, those where our children live first.
type FreezeList []FreezeItem

// NewFreezes describes freezes and puts them in order: where most of our children
// live, then the newest.
func NewFreezes(freezes []concern.Freeze, names map[string]string, children map[string]int) FreezeList {
	out := make(FreezeList, len(freezes))
	for i, f := range freezes {
		out[i] = FreezeItem{URN: f.URN, Provision: Maybe(names[f.URN]), State: string(f.State), Basis: f.Basis, Since: Day{f.Since}, Until: Day{f.Until},
			Why: Maybe(f.Why.String()), By: Maybe(f.By), Children: children[f.URN]}
	}
	slices.SortFunc(out, func(a, b FreezeItem) int {
		return cmp.Or(cmp.Compare(b.Children, a.Children), b.Since.Compare(a.Since.Date), cmp.Compare(a.URN, b.URN))
	})
	return out
}

// MarshalJSON writes an empty list as [].
func (l FreezeList) MarshalJSON() ([]byte, error) { return json.Marshal(append([]FreezeItem{}, l...)) }

// Table lists the freezes.
func (l FreezeList) Table() ([]string, [][]string) {
	rows := make([][]string, len(l))
	for i, f := range l {
		rows[i] = []string{f.URN, string(f.Provision), f.State, f.Basis, f.Since.String(), f.Until.String(), string(f.Why), string(f.By), strconv.Itoa(f.Children)}
	}
	return []string{"urn", "provision", "state", "basis", "since", "until", "why", "by", "children"}, rows
}

// FreezeMonth is how many provisions were closed to new placements in one month:
// by the council's own decision, by a notice that bars placements, and by the
// automatic watch over Ofsted's findings.
type FreezeMonth struct {
	Month   string `json:"month"` // 2026-03
	Council int    `json:"council"`
	Notice  int    `json:"notice"`
	Watch   int    `json:"watch"`
}

// FreezeMonths is one year, month by month.
type FreezeMonths []FreezeMonth

// NewFreezeMonths lays out a year; counted is how many freezes began, by month and basis.
func NewFreezeMonths(year int, counted func(month, basis string) int) FreezeMonths {
	out := make(FreezeMonths, 12)
	for i := range out {
		month := civil.On(year, time.Month(i+1), 1).String()[:len("2006-01")]
		out[i] = FreezeMonth{Month: month, Council: counted(month, concern.Council), Notice: counted(month, concern.Notice), Watch: counted(month, concern.Watch)}
	}
	return out
}

// Table lists the months.
func (l FreezeMonths) Table() ([]string, [][]string) {
	rows := make([][]string, len(l))
	for i, m := range l {
		rows[i] = []string{m.Month, strconv.Itoa(m.Council), strconv.Itoa(m.Notice), strconv.Itoa(m.Watch)}
	}
	return []string{"month", "council", "notice", "watch"}, rows
}
