package board

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/team"
)

// WaitingItem is one thing that waits for somebody: a proposal for its second
// person, a duty of ours for whoever owes it, or we for Ofsted, a provider or others.
type WaitingItem struct {
	ID          string   `json:"id"`
	Kind        string   `json:"kind"` // proposal duty wait
	What        string   `json:"what"`
	Subject     string   `json:"subject"`
	URN         string   `json:"urn"`
	Child       Maybe    `json:"child"`
	WaitsFor    []string `json:"waits_for"` // logins; ofsted, provider or others for a wait
	Roles       []string `json:"roles"`     // in which they may act
	Nobody      Maybe    `json:"nobody"`    // why it waits for nobody: an alarm
	Since       Day      `json:"since"`
	Until       Day      `json:"until"` // due, or when the proposal runs out
	OverdueDays int      `json:"overdue_days"`
	Status      string   `json:"status"` // overdue today due undated snoozed · proposed · open passed
	Snoozed     Day      `json:"snoozed_to"`
	Explanation string   `json:"explanation"`
}

// WaitingList is what waits for whom: first what waits for nobody, then the latest.
type WaitingList []WaitingItem

// What a wait waits for, and how a proposal stands.
const (
	waitsForProposal = "proposal"
	waitsForDuty     = "duty"
	waitsForOthers   = "wait"
	nobodyToAsk      = "nobody"
)

// Waiting lists everything that waits for a person, a role, or somebody else.
func Waiting(in Input) WaitingList {
	v := newView(in.Rules, in.Today, in.Council, in.Shares)
	out := WaitingList{}
	for _, c := range in.Cases {
		h := v.homeOf(c)
		for i := range c.Proposals {
			if p := &c.Proposals[i]; p.State == concern.Waiting {
				out = append(out, v.waitingProposal(h, p))
			}
		}
		for i := range c.Duties {
			if d := &c.Duties[i]; d.Status == duty.Open && v.waitsNow(d) {
				out = append(out, v.waitingDuty(h, d))
			}
		}
	}
	slices.SortFunc(out, func(a, b WaitingItem) int {
		return cmp.Or(cmp.Compare(truth(a.Nobody == ""), truth(b.Nobody == "")), cmp.Compare(b.OverdueDays, a.OverdueDays),
			cmp.Compare(truth(b.Kind == waitsForProposal), truth(a.Kind == waitsForProposal)), // something else waits for it
			byDay(a.Until.Date).compare(byDay(b.Until.Date), false), cmp.Compare(a.URN, b.URN), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// waitsNow reports whether anything is waited for yet: a window of Ofsted's that
// has not opened is not.
func (v *view) waitsNow(d *duty.Duty) bool { return d.Owner != duty.Ofsted || v.stands(d) != coming }

func (v *view) waitingProposal(h *home, p *concern.Proposal) WaitingItem {
	people, roles := h.c.Seconds(p, v.today)
	title := p.Row
	if row, ok := newCharts().rows[p.Row]; ok {
		title = row.Title + " (" + p.Row + ")"
	}
	item := WaitingItem{ID: p.ID, Kind: waitsForProposal, What: "Confirm: " + title, Subject: cmp.Or(p.Subject, h.c.Subject()), URN: h.urn,
		WaitsFor: logins(people), Roles: roleWords(roles), Since: Day{p.On}, Until: Day{p.Expires}, Status: "proposed",
		Explanation: "proposed by " + p.Login.String() + " on " + p.On.Long() + "; unconfirmed by " + p.Expires.Long() + " it is still owed"}
	switch {
	case len(people) > 0:
	case len(roles) == 0:
		item.Nobody = "nobody may confirm it: propose it again"
	default:
		item.Nobody = Maybe("nobody but " + p.Login.String() + " may confirm it: it needs a second person, " + orOf(roles))
	}
	return item
}

func (v *view) waitingDuty(h *home, d *duty.Duty) WaitingItem {
	item := WaitingItem{ID: d.ID, Kind: waitsForDuty, What: d.What, Subject: "duty:" + d.ID, URN: h.urn, Child: Maybe(d.Child.String()),
		WaitsFor: []string{string(d.Owner)}, Roles: []string{}, Since: Day{cmp.Or(d.Earliest, d.From, d.OpenedOn)}, Until: Day{d.Due},
		OverdueDays: d.Overdue(v.today), Status: v.dutyStatus(d), Explanation: v.dutyLine(h, d).Explanation}
	if d.Owner != duty.Ours {
		item.Kind = waitsForOthers
		return item
	}
	item.Roles = roleWords([]team.Role{d.Role})
	item.WaitsFor, item.Nobody = v.whoOwes(d)
	if v.asleep(d) {
		item.Status, item.Snoozed = "snoozed", Day{d.Snoozed}
	}
	return item
}

// whoOwes are the people for whom a duty of ours waits: whoever it is assigned to,
// else those who hold the role today. Where that is nobody, or whoever has it works
// here no longer, it says so: nobody else will.
func (v *view) whoOwes(d *duty.Duty) (who []string, nobody Maybe) {
	assigned := slices.IndexFunc(v.rules.Team, func(p team.Person) bool { return d.Person != "" && p.Login.String() == d.Person })
	if assigned >= 0 && v.rules.Team[assigned].Holds(v.today, team.Officers()...) {
		return []string{d.Person}, ""
	}
	holders := logins(slices.DeleteFunc(slices.Clone(v.rules.Team), func(p team.Person) bool { return !p.Holds(v.today, d.Role) }))
	switch {
	case d.Person != "":
		return holders, Maybe(d.Person + " has it and holds no role that acts on a case; hand it to somebody (DU1)")
	case len(holders) == 0:
		return holders, Maybe("nobody holds " + d.Role.Words())
	}
	return holders, ""
}

func logins(people []team.Person) []string {
	out := make([]string, len(people))
	for i, p := range people {
		out[i] = p.Login.String()
	}
	slices.Sort(out)
	return out
}

func roleWords(roles []team.Role) []string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = string(r)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func orOf(roles []team.Role) string {
	var words []string
	for _, r := range roles {
		words = append(words, r.Words())
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " or ")
}

// For is what waits for one person or role: by login, by a role's name with or
// without underlines, or ofsted, provider, others and nobody.
func (l WaitingList) For(who string) WaitingList {
	asked := fold(strings.ReplaceAll(who, " ", "_"))
	out := WaitingList{}
	for _, item := range l {
		is := func(name string) bool { return fold(name) == asked }
		if slices.ContainsFunc(item.WaitsFor, is) || slices.ContainsFunc(item.Roles, is) || asked == nobodyToAsk && item.Nobody != "" {
			out = append(out, item)
		}
	}
	return out
}

// Table lists what waits for whom.
func (l WaitingList) Table() ([]string, [][]string) {
	rows := make([][]string, len(l))
	for i, r := range l {
		who := cmp.Or(strings.Join(r.WaitsFor, ", "), strings.ToUpper(nobodyToAsk))
		rows[i] = []string{who, string(r.Nobody), r.What, string(r.Child), r.URN, r.Since.String(), r.Until.String(), r.Status, strconv.Itoa(r.OverdueDays),
			joined(r.Roles), r.Snoozed.String(), r.Kind, r.Subject, r.ID, r.Explanation}
	}
	return []string{"waits_for", "nobody", "what", "child", "urn", "since", "until", "status", "overdue_days", "roles", "snoozed_to", "kind", "subject", "id", "explanation"}, rows
}
