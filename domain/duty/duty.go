// Package duty is what is owed: by whom, by when, and why. Ofsted's windows and
// the provider's promises are kept here too, but only the council's own duties
// are ever overdue.
package duty

import (
	"placewatch/domain/civil"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Owner is whose duty it is. Only ours turns red.
type Owner string

const (
	Ours     Owner = "ours"
	Ofsted   Owner = "ofsted"
	Provider Owner = "provider"
	Others   Owner = "others" // whoever we told: social workers, the LADO …
)

// Status is how a duty stands in the store.
type Status string

const (
	Open    Status = "open"
	Settled Status = "settled"
	Void    Status = "void" // no longer owed: the thing it was about went away
)

// Duty is one thing owed. For Ofsted's windows Earliest and Due are the first
// and last day; for ours Earliest is none.
type Duty struct {
	ID          string     `json:"id"`
	Kind        string     `json:"kind"` // the policy's limit or rule key: qa.progress_visit, home.return
	What        string     `json:"what"` // as a person says it: "Tell the QA officer"
	Concern     string     `json:"concern"`
	URN         string     `json:"urn"`
	Child       text.Text  `json:"child"` // only where owed for one child
	Part        string     `json:"visit"` // id of the visit, assessment, request … that it is owed by, if any; "visit" in the journal since only visits had such duties
	Owner       Owner      `json:"owner"`
	Role        team.Role  `json:"role"`   // who of ours answers for it
	Person      string     `json:"person"` // login of who it is assigned to; may be empty
	From        civil.Date `json:"from"`   // the day that started it
	Earliest    civil.Date `json:"earliest"`
	Due         civil.Date `json:"due"`
	OriginalDue civil.Date `json:"original_due"` // never moves
	Flagged     bool       `json:"flagged"`      // past the last known bank holiday: the date is not certain
	Explanation string     `json:"explanation"`
	Rule        string     `json:"rule"`   // id of the rule or policy key
	Source      string     `json:"source"` // S1, R9#3 …
	OpenedBy    string     `json:"opened_by"`
	OpenedOn    civil.Date `json:"opened_on"`
	Status      Status     `json:"status"`
	SettledBy   string     `json:"settled_by"` // transition id
	SettledOn   civil.Date `json:"settled_on"`
	Snoozed     civil.Date `json:"snoozed,omitzero"` // not shown as the next step until this day
	Note        text.Text  `json:"note,omitzero"`    // why it was snoozed, reassigned or moved
}

// Overdue reports how many days late one of ours is on today; 0 when it is not.
func (d Duty) Overdue(today civil.Date) int {
	if d.Owner != Ours || d.Status != Open || d.Due.IsZero() || !today.After(d.Due) {
		return 0
	}
	return today.Sub(d.Due)
}

// Window is how an Ofsted window stands: not_open, open, or passed (check for
// news; never overdue).
func (d Duty) Window(today civil.Date) string {
	switch {
	case !d.Earliest.IsZero() && today.Before(d.Earliest):
		return "not_open"
	case d.Due.IsZero() || !today.After(d.Due):
		return "open"
	}
	return "passed"
}
