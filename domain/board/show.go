package board

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
)

// ShowDoc is everything about one thing.
type ShowDoc struct {
	Subject  string        `json:"subject"`
	Facts    any           `json:"facts"`
	Duties   []DutyDoc     `json:"duties"`
	Timeline []TimelineDoc `json:"timeline"`
	Withheld int           `json:"withheld,omitzero"` // things of it that are confidential, and were left out
}

// DutyDoc is one duty, wait or window, open or settled.
type DutyDoc struct {
	ID            string `json:"id"`
	What          string `json:"what"`
	Subject       string `json:"subject"`
	URN           string `json:"urn"`
	Child         Maybe  `json:"child"`
	Whose         string `json:"whose"` // ours ofsted provider
	OwnerRole     string `json:"owner_role"`
	Owner         Maybe  `json:"owner"`
	Earliest      Day    `json:"earliest"`
	DueOn         Day    `json:"due_on"`
	OriginalDueOn Day    `json:"original_due_on"`
	OverdueDays   int    `json:"overdue_days"`
	Status        string `json:"status"` // overdue today due undated passed · not_open open passed · settled void
	OpenedOn      Day    `json:"opened_on"`
	SettledOn     Day    `json:"settled_on"`
	Rule          string `json:"rule"`
	Source        string `json:"source"`
	Explanation   string `json:"explanation"`
}

// TimelineDoc is one line of a history, the newest first.
type TimelineDoc struct {
	On      Day      `json:"on"`
	At      Maybe    `json:"at"` // RFC 3339, UTC; null for what only has a day
	Who     string   `json:"who"`
	What    string   `json:"what"`
	Details []string `json:"details"`
}

// ProvisionFacts are what `show` says of a provision and its concern.
type ProvisionFacts struct {
	ProvisionDoc
	Registration string          `json:"registration"`
	JudgedAs     string          `json:"judged_as"` // what stands against it, in words
	Freeze       string          `json:"freeze"`
	FreezeWords  string          `json:"freeze_words"`
	Concern      *ConcernItem    `json:"concern"`
	PlanState    Maybe           `json:"plan_state"`
	Manager      Maybe           `json:"manager"` // in_post leaving absent vacant
	ManagerSince Day             `json:"manager_since"`
	DfEApproval  Maybe           `json:"dfe_approval"` // of a secure home: continued withdrawn
	LinkedURN    Maybe           `json:"linked_urn"`   // the registration that followed this one
	Placed       []ExposedChild  `json:"placed"`
	Windows      []RevisitItem   `json:"windows"`
	Visits       []VisitItem     `json:"visits"`
	Items        []ItemDoc       `json:"items"`
	Proposals    []ProposalFacts `json:"proposals"`
}

// ItemDoc is one requirement or recommendation of Ofsted's.
type ItemDoc struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Text     string `json:"text"`
	Due      Day    `json:"due"`
	Progress string `json:"progress"`
}

// ProposalFacts are a row that waits for a second person.
type ProposalFacts struct {
	ID      string `json:"id"`
	Event   string `json:"event"`
	Title   string `json:"title"`
	By      string `json:"by"`
	On      Day    `json:"on"`
	Expires Day    `json:"expires"`
}

// Show tells everything about a provision and its concern.
func Show(in PageInput) ShowDoc {
	v := newView(in.Rules, in.Today, in.Council, in.Shares)
	h := v.homeOf(in.Case)
	return ShowDoc{Subject: in.Case.Subject(), Facts: v.provisionFacts(in, h),
		Duties: v.dutyDocs(h, func(*duty.Duty) bool { return true }), Timeline: timelineDocs(v.timeline(in, h))}
}

// ShowVisit tells everything about one of the provision's visits. It reports
// false where there is no such visit.
func ShowVisit(in PageInput, id string) (ShowDoc, bool) {
	v := newView(in.Rules, in.Today, in.Council, in.Shares)
	h := v.homeOf(in.Case)
	i := slices.IndexFunc(in.Case.Visits, func(x concern.Visit) bool { return x.ID == id })
	if i < 0 {
		return ShowDoc{}, false
	}
	entries := slices.DeleteFunc(slices.Clone(in.Entries), func(e journal.Entry) bool { return e.Subject != "visit:"+id })
	return ShowDoc{Subject: "visit:" + id, Facts: v.visitFacts(h, &in.Case.Visits[i]),
		Duties:   v.dutyDocs(h, func(d *duty.Duty) bool { return d.Part == id }),
		Timeline: timelineDocs(newestFirst(v.recorded(entries, labels(in.Case, nil), in.Zone, in.known())))}, true
}

// VisitFacts are what `show` says of a visit.
type VisitFacts struct {
	VisitItem
	Concern       string `json:"concern"`
	OriginalDueOn Day    `json:"original_due_on"`
	ToldOn        Day    `json:"told_on"` // the provider told us that it has Ofsted's requirements
	ReceivedOn    Day    `json:"received_on"`
	DoneOn        Day    `json:"done_on"`
	Mode          Maybe  `json:"mode"`
	ChildrenSeen  Maybe  `json:"children_seen"`
	Concerns      Maybe  `json:"concerns"`
	ReportedOn    Day    `json:"reported_on"`
	Progress      Maybe  `json:"progress"`
}

func (v *view) visitFacts(h *home, x *concern.Visit) VisitFacts {
	return VisitFacts{VisitItem: v.visitItem(h, x), Concern: x.Concern, OriginalDueOn: Day{x.OriginalDue}, ToldOn: Day{x.ToldOn},
		ReceivedOn: Day{x.ReceivedOn}, DoneOn: Day{x.DoneOn}, Mode: Maybe(x.Mode), ChildrenSeen: Maybe(x.Seen), Concerns: Maybe(x.Concerns),
		ReportedOn: Day{x.ReportedOn}, Progress: Maybe(x.Progress)}
}

func (v *view) provisionFacts(in PageInput, h *home) ProvisionFacts {
	c := in.Case
	b := c.Bucket()
	if !c.Known {
		b = ofsted.Unknown
	}
	f := ProvisionFacts{ProvisionDoc: NewProvision(c.Place, c.Standing, b, h.children), Registration: v.statusWords(h), JudgedAs: h.judged.said(),
		Freeze: freezeState(c), FreezeWords: v.freezeWords(h), Placed: []ExposedChild{}, Windows: []RevisitItem{}, Visits: []VisitItem{},
		Items: []ItemDoc{}, Proposals: []ProposalFacts{}}
	k := c.Concern
	f.Manager, f.ManagerSince, f.DfEApproval, f.LinkedURN = Maybe(k.Manager), Day{k.ManagerSince}, Maybe(k.DfEApproval), Maybe(k.LinkedURN)
	if c.Open() {
		item := concernItem(c)
		f.Concern, f.PlanState = &item, Maybe(c.Concern.Plan)
		rows := v.revisits(h)
		sortRevisits(rows)
		f.Windows = revisitItems(rows, map[string]*home{h.urn: h})
	}
	for i := range in.Placed {
		f.Placed = append(f.Placed, stay{Placement: &in.Placed[i], home: h}.exposedChild())
	}
	for i := range c.Visits {
		f.Visits = append(f.Visits, v.visitItem(h, &c.Visits[i]))
	}
	for _, it := range c.Items {
		f.Items = append(f.Items, ItemDoc{it.ID, it.Kind, it.Text.String(), Day{it.Due}, it.Progress})
	}
	for _, p := range v.proposals(c) {
		f.Proposals = append(f.Proposals, ProposalFacts{p.ID, p.Event, p.Title, p.By.String(), Day{p.On}, Day{p.Expires}})
	}
	return f
}

// dutyDocs are the duties of a case that are wanted, in the order of the page.
func (v *view) dutyDocs(h *home, wanted func(*duty.Duty) bool) []DutyDoc {
	out := []DutyDoc{}
	for _, d := range sortedDuties(h.c) {
		if wanted(d) {
			out = append(out, v.dutyDoc(h, d))
		}
	}
	return out
}

func (v *view) dutyDoc(h *home, d *duty.Duty) DutyDoc {
	return DutyDoc{ID: d.ID, What: d.What, Subject: h.subject(d), URN: h.urn, Child: Maybe(d.Child.String()), Whose: string(d.Owner),
		OwnerRole: string(d.Role), Owner: Maybe(d.Person), Earliest: Day{d.Earliest}, DueOn: Day{d.Due}, OriginalDueOn: Day{d.OriginalDue},
		OverdueDays: d.Overdue(v.today), Status: v.dutyStatus(d), OpenedOn: Day{d.OpenedOn}, SettledOn: Day{d.SettledOn}, Rule: d.Rule,
		Source: d.Source, Explanation: v.dutyLine(h, d).Explanation}
}

func timelineDocs(all []moment) []TimelineDoc {
	out := make([]TimelineDoc, len(all))
	for i, m := range all {
		t := TimelineDoc{On: Day{m.row.Day}, Who: m.row.Who.String(), What: m.row.What.String(), Details: []string{}}
		if !m.at.IsZero() {
			t.At = Maybe(m.at.UTC().Format(time.RFC3339))
		}
		for _, l := range m.row.Details {
			t.Details = append(t.Details, l.Verb+" "+l.What)
		}
		out[i] = t
	}
	return out
}

// Table prints the facts, the duties and the history, one line each.
func (d ShowDoc) Table() ([]string, [][]string) {
	rows := [][]string{{"subject", "", d.Subject, ""}}
	for _, f := range flat(d.Facts) {
		rows = append(rows, []string{"fact", f[0], f[1], ""})
	}
	for _, u := range d.Duties {
		rows = append(rows, []string{"duty", u.DueOn.String(), strings.TrimSpace(u.What + " " + string(u.Child)), u.Status})
	}
	for _, t := range d.Timeline {
		rows = append(rows, []string{"timeline", t.when(), t.What, t.Who})
	}
	if d.Withheld > 0 {
		rows = append(rows, []string{"withheld", "", strconv.Itoa(d.Withheld), "confidential"})
	}
	return []string{"part", "name", "value", "note"}, rows
}

// When is the day as a person says it, with the time at which it was recorded where it
// was recorded on that day.
func (t TimelineDoc) When(zone *time.Location) string {
	day := cmp.Or(t.On.Long(), "no date")
	if at, err := time.Parse(time.RFC3339, string(t.At)); err == nil && civil.In(at, zone) == t.On.Date {
		return day + at.In(zone).Format(" 15:04")
	}
	return day
}

// when is the time at which it was recorded, or the day where it was done on another.
func (t TimelineDoc) when() string {
	if at := string(t.At); strings.HasPrefix(at, t.On.String()) {
		return at
	}
	return t.On.String()
}

// flat are facts as name and value, by name.
func flat(facts any) [][2]string {
	var tree map[string]any
	b, err := json.Marshal(facts)
	if err != nil || json.Unmarshal(b, &tree) != nil {
		return nil
	}
	var out [][2]string
	var walk func(name string, v any)
	walk = func(name string, v any) {
		switch v := v.(type) {
		case nil:
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				walk(strings.TrimPrefix(name+"."+k, "."), v[k])
			}
		case []any:
			for i, x := range v {
				walk(fmt.Sprintf("%s.%d", name, i+1), x)
			}
		default:
			out = append(out, [2]string{name, fmt.Sprint(v)})
		}
	}
	walk("", tree)
	return out
}
