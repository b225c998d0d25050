package store

import (
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/team"
)

var concerns = define(record[concern.Concern]{
	table: "concern",
	columns: `id, urn, ofsted_state, qa_state, plan_state, opened_on, known_on, closed_on, intake, finding, original,
		kind, ended, provisional, source, host_area, monitored, visited_on, plan_done, plan_progress, assured_on, raised,
		next, version, judgement, manager, manager_since, dfe_approval, linked_urn`,
	id:   func(c *concern.Concern) string { return c.ID },
	keep: keepConcern,
	bind: func(c *concern.Concern) []any {
		return []any{c.ID, c.URN, string(c.Ofsted), string(c.QA), string(c.Plan), day(c.OpenedOn), day(c.KnownOn), day(c.ClosedOn),
			flag(c.Intake), string(c.Finding), day(c.Original),
			string(c.Kind), day(c.Ended), flag(c.Provisional), c.Source, flag(c.HostArea), flag(c.Monitored), day(c.VisitedOn),
			day(c.PlanDone), c.Progress, day(c.AssuredOn), flag(c.Raised),
			c.Next, c.Version, string(journal.Canonical(c.Judgement)), c.Manager, day(c.ManagerSince), c.DfEApproval, ref(c.LinkedURN)}
	},
	scan: func(c *concern.Concern) []any {
		return []any{&c.ID, &c.URN, word[flow.State]{&c.Ofsted}, word[flow.State]{&c.QA}, word[flow.State]{&c.Plan}, dayDest{&c.OpenedOn},
			dayDest{&c.KnownOn}, dayDest{&c.ClosedOn}, &c.Intake, word[concern.Finding]{&c.Finding}, dayDest{&c.Original},
			word[ofsted.Kind]{&c.Kind}, dayDest{&c.Ended}, &c.Provisional, &c.Source, &c.HostArea, &c.Monitored, dayDest{&c.VisitedOn},
			dayDest{&c.PlanDone}, &c.Progress, dayDest{&c.AssuredOn}, &c.Raised,
			&c.Next, &c.Version, jsonDest{&c.Judgement}, &c.Manager, dayDest{&c.ManagerSince}, &c.DfEApproval, refDest{&c.LinkedURN}}
	},
})

var visits = define(record[concern.Visit]{
	table: "visit",
	columns: `id, concern, urn, kind, state, due, original_due, booked_for, visitor, done_on, mode, children_seen,
		concerns, reported_on, progress, told_on, received_on, rule, explanation`,
	id: func(v *concern.Visit) string { return v.ID },
	bind: func(v *concern.Visit) []any {
		return []any{v.ID, v.Concern, v.URN, v.Kind, string(v.State), day(v.Due), day(v.OriginalDue), day(v.BookedFor), v.Visitor.String(),
			day(v.DoneOn), v.Mode, v.Seen,
			v.Concerns, day(v.ReportedOn), v.Progress, day(v.ToldOn), day(v.ReceivedOn), v.Rule, v.Explanation}
	},
	scan: func(v *concern.Visit) []any {
		return []any{&v.ID, &v.Concern, &v.URN, &v.Kind, word[flow.State]{&v.State}, dayDest{&v.Due}, dayDest{&v.OriginalDue},
			dayDest{&v.BookedFor}, textDest{&v.Visitor}, dayDest{&v.DoneOn}, &v.Mode, &v.Seen,
			&v.Concerns, dayDest{&v.ReportedOn}, &v.Progress, dayDest{&v.ToldOn}, dayDest{&v.ReceivedOn}, &v.Rule, &v.Explanation}
	},
})

var items = define(record[concern.Item]{
	table:   "item",
	columns: `id, concern, kind, text, due, progress`,
	id:      func(i *concern.Item) string { return i.ID },
	bind: func(i *concern.Item) []any {
		return []any{i.ID, i.Concern, i.Kind, i.Text.String(), day(i.Due), i.Progress}
	},
	scan: func(i *concern.Item) []any {
		return []any{&i.ID, &i.Concern, &i.Kind, textDest{&i.Text}, dayDest{&i.Due}, &i.Progress}
	},
})

var duties = define(record[duty.Duty]{
	table: "duty",
	columns: `id, kind, what, concern, urn, child, part, owner, role, person, from_day, earliest, due, original_due,
		flagged, explanation, rule, source, opened_by, opened_on, status, settled_by, settled_on, snoozed, note`,
	id: func(d *duty.Duty) string { return d.ID },
	bind: func(d *duty.Duty) []any {
		return []any{d.ID, d.Kind, d.What, ref(d.Concern), d.URN, d.Child.String(), d.Part, string(d.Owner), string(d.Role), d.Person,
			day(d.From), day(d.Earliest), day(d.Due), day(d.OriginalDue),
			flag(d.Flagged), d.Explanation, d.Rule, d.Source, d.OpenedBy, day(d.OpenedOn), string(d.Status), d.SettledBy, day(d.SettledOn), day(d.Snoozed), d.Note.String()}
	},
	scan: func(d *duty.Duty) []any {
		return []any{&d.ID, &d.Kind, &d.What, refDest{&d.Concern}, &d.URN, textDest{&d.Child}, &d.Part, word[duty.Owner]{&d.Owner}, word[team.Role]{&d.Role}, &d.Person,
			dayDest{&d.From}, dayDest{&d.Earliest}, dayDest{&d.Due}, dayDest{&d.OriginalDue},
			&d.Flagged, &d.Explanation, &d.Rule, &d.Source, &d.OpenedBy, dayDest{&d.OpenedOn}, word[duty.Status]{&d.Status}, &d.SettledBy, dayDest{&d.SettledOn}, dayDest{&d.Snoozed}, textDest{&d.Note}}
	},
})

var freezes = define(record[concern.Freeze]{
	table:   "freeze",
	columns: `urn, state, since, basis, why, by_whom, until, stepped_down, version`,
	id:      func(f *concern.Freeze) string { return f.URN },
	keep:    keepFreeze,
	bind: func(f *concern.Freeze) []any {
		return []any{f.URN, string(f.State), day(f.Since), f.Basis, f.Why.String(), f.By, day(f.Until), flag(f.SteppedDown), f.Version}
	},
	scan: func(f *concern.Freeze) []any {
		return []any{&f.URN, word[flow.State]{&f.State}, dayDest{&f.Since}, &f.Basis, textDest{&f.Why}, &f.By, dayDest{&f.Until}, &f.SteppedDown, &f.Version}
	},
})

var proposals = define(record[concern.Proposal]{
	table: "proposal",
	columns: `id, urn, concern, subject, row, args, by_whom, roles, login, on_day, expires, digest, state,
		ended_on, ended_by, ended_row`,
	id: func(p *concern.Proposal) string { return p.ID },
	bind: func(p *concern.Proposal) []any {
		return []any{p.ID, p.URN, p.Concern, p.Subject, p.Row, p.Args, p.By, p.Roles, p.Login.String(), day(p.On), day(p.Expires), p.Digest, p.State,
			day(p.EndedOn), p.EndedBy.String(), p.EndedRow}
	},
	scan: func(p *concern.Proposal) []any {
		return []any{&p.ID, &p.URN, &p.Concern, &p.Subject, &p.Row, &p.Args, &p.By, &p.Roles, textDest{&p.Login}, dayDest{&p.On}, dayDest{&p.Expires}, &p.Digest, &p.State,
			dayDest{&p.EndedOn}, textDest{&p.EndedBy}, &p.EndedRow}
	},
})

// part is a part of a case as it is kept: found by its columns, whole in its body.
type part struct {
	ID   string      `json:"id"` // kind/id
	Ref  concern.Ref `json:"-"`
	Over bool        `json:"-"`
	Body whole       `json:"body"`
}

// whole is canonical JSON that stands in other JSON as it is.
type whole string

// MarshalJSON returns the JSON itself.
func (w whole) MarshalJSON() ([]byte, error) { return []byte(w), nil }

// UnmarshalJSON takes the JSON itself.
func (w *whole) UnmarshalJSON(b []byte) error {
	*w = whole(b)
	return nil
}

var storedParts = define(record[part]{
	table:   "part",
	columns: `id, kind, urn, concern, child, state, over, body`,
	id:      func(p *part) string { return p.ID },
	unfold:  unfoldPart,
	keep:    keepPart,
	bind: func(p *part) []any {
		return []any{p.ID, p.Ref.Kind, p.Ref.URN, ref(p.Ref.Concern), p.Ref.Child.String(), string(p.Ref.State), flag(p.Over), string(p.Body)}
	},
	scan: func(p *part) []any {
		return []any{&p.ID, &p.Ref.Kind, &p.Ref.URN, refDest{&p.Ref.Concern}, textDest{&p.Ref.Child}, word[flow.State]{&p.Ref.State}, &p.Over, word[whole]{&p.Body}}
	},
})

// partsOf are the parts of a case as they are kept.
func partsOf(c *concern.Case) []part {
	var out []part
	for _, p := range c.Stored() {
		r := p.Ref()
		id := r.Kind + "/" + r.ID
		r.ID = ""
		out = append(out, part{ID: id, Ref: r, Over: concern.Over(r.Kind, r.State), Body: whole(journal.Canonical(p))})
	}
	return out
}
