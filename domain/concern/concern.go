// Package concern is our response to one judgement below the threshold: the case
// that holds Ofsted's track, our quality assurance, the provider's action plan,
// our visits, the freeze, and everything owed until a named person closes it.
package concern

import (
	"fmt"
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/deadline"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Concern is the case itself. Its id is the URN and a number: 1027077-1.
type Concern struct {
	ID          string           `json:"id"`
	URN         string           `json:"urn"`
	Ofsted      flow.State       `json:"ofsted_state"`
	QA          flow.State       `json:"qa_state"`
	Plan        flow.State       `json:"plan_state"`
	OpenedOn    civil.Date       `json:"opened_on"`
	KnownOn     civil.Date       `json:"known_on"` // the day the council knew; our clocks start here
	ClosedOn    civil.Date       `json:"closed_on"`
	Intake      bool             `json:"intake"` // found by the first load, not yet taken in
	Finding     Finding          `json:"finding"`
	Original    civil.Date       `json:"original"` // end of the inspection that opened it; the 16 weeks run from here
	Kind        ofsted.Kind      `json:"kind"`     // of that inspection
	Ended       civil.Date       `json:"ended"`    // end of the inspection whose finding stands
	Provisional bool             `json:"provisional"`
	Source      string           `json:"source"` // how we learnt of it
	HostArea    bool             `json:"host_area"`
	Monitored   bool             `json:"monitored"`     // Ofsted has made a monitoring visit since the finding
	VisitedOn   civil.Date       `json:"visited_on"`    // Ofsted's last visit that we know of
	PlanDone    civil.Date       `json:"plan_done"`     // the day the provider's action plan was completed
	Progress    string           `json:"plan_progress"` // none some most all
	AssuredOn   civil.Date       `json:"assured_on"`
	Raised      bool             `json:"raised"` // concerns raised at one of our visits
	Next        int              `json:"next"`   // number of the next visit, duty, item or proposal
	Version     int64            `json:"version"`
	Judgement   ofsted.Judgement `json:"judgement"`

	Manager      string     `json:"manager,omitzero"`       // of the provision: in_post leaving absent vacant
	ManagerSince civil.Date `json:"manager_since,omitzero"` // and since when
	DfEApproval  string     `json:"dfe_approval,omitzero"`  // of a secure home: continued, withdrawn
	LinkedURN    string     `json:"linked_urn,omitzero"`    // the registration that followed this one (OF11b)
}

// Finding is what stands against the provision: a grade, an outcome, or a notice.
type Finding string

// Notices open a concern at any grade (domain.md, OF1).
const (
	ComplianceNotice Finding = "compliance_notice"
	Restriction      Finding = "restriction"
	Suspension       Finding = "suspension"
	S30A             Finding = "s30a_notification"
	Unregistered     Finding = "unregistered"
	// OwnConcern is ours: opened by hand, where Ofsted has found nothing (domain 3.1).
	OwnConcern Finding = "own_concern"
)

// Visit is one QA visit of ours.
type Visit struct {
	ID          string     `json:"id"` // 1027077-1.4
	Concern     string     `json:"concern"`
	URN         string     `json:"urn"`
	Kind        string     `json:"kind"` // progress full responsive routine pre_placement
	State       flow.State `json:"state"`
	Due         civil.Date `json:"due"`
	OriginalDue civil.Date `json:"original_due"`
	BookedFor   civil.Date `json:"booked_for"`
	Visitor     text.Text  `json:"visitor"`
	DoneOn      civil.Date `json:"done_on"`
	Mode        string     `json:"mode"` // on_site shared virtual
	Seen        string     `json:"children_seen"`
	Concerns    string     `json:"concerns"` // none low serious
	ReportedOn  civil.Date `json:"reported_on"`
	Progress    string     `json:"progress"` // none some most all
	ToldOn      civil.Date `json:"told_on"`  // the provider told us it has the requirements
	ReceivedOn  civil.Date `json:"received_on"`
	Rule        string     `json:"rule"`
	Explanation string     `json:"explanation"`
}

// Counts reports whether the visit, once reported, can stand as the full visit
// that assurance needs: on site, by us alone (domain.md 3.2).
func (v Visit) Counts() bool { return v.Kind == Full && v.Mode == "on_site" && v.State == Reported }

// Item is one requirement or recommendation of Ofsted's.
type Item struct {
	ID       string     `json:"id"`
	Concern  string     `json:"concern"`
	Kind     string     `json:"kind"` // requirement recommendation
	Text     text.Text  `json:"text"`
	Due      civil.Date `json:"due"`
	Progress string     `json:"progress"` // not_checked not_met partly met
}

// Freeze says whether new placements are held back there. It belongs to the
// provision, concern or not.
type Freeze struct {
	URN   string     `json:"urn"`
	State flow.State `json:"state"`
	Since civil.Date `json:"since"`
	Basis string     `json:"basis"` // watch council notice
	Why   text.Text  `json:"why"`
	By    string     `json:"by"`
	Until civil.Date `json:"until"` // the day it was lifted
	// SteppedDown means that two people eased a hard freeze (FR3); it holds until a worse finding.
	SteppedDown bool  `json:"stepped_down"`
	Version     int64 `json:"version,omitzero"` // counts while no concern is open, as a concern's own does
}

// Proposal is a row for two that waits for the second person.
type Proposal struct {
	ID      string     `json:"id"`
	URN     string     `json:"urn"`
	Concern string     `json:"concern"`
	Subject string     `json:"subject"` // concern:… or visit:…
	Row     string     `json:"row"`
	Args    string     `json:"args"`  // canonical JSON
	By      string     `json:"by"`    // person id
	Roles   string     `json:"roles"` // the proposer's roles that day, joined by commas
	Login   text.Text  `json:"login"`
	On      civil.Date `json:"on"`
	Expires civil.Date `json:"expires"`
	Digest  string     `json:"digest"` // of the row, the arguments and the states they were judged on
	// State is waiting, confirmed, expired or void; or alone (one principal manager
	// took the row out of hours, F9) and then reviewed.
	State string `json:"state"`

	EndedOn  civil.Date `json:"ended_on,omitzero"`  // void or expired: since when
	EndedBy  text.Text  `json:"ended_by,omitzero"`  // and by whose act
	EndedRow string     `json:"ended_row,omitzero"` // and which row that was
}

// Rules are what the case is judged by, handed in.
type Rules struct {
	Policy  *policy.Profile
	Book    *deadline.Book
	Cal     *civil.Calendar
	Team    []team.Person // who works the board, to reassign a duty to
	Council text.Text     // as Ofsted writes it; none where nobody named it
}

// Case is one provision with all that we know and owe. It is the unit of
// decision: read whole, changed by one row, written whole or not at all.
type Case struct {
	Rules
	Place     ofsted.Provision
	History   []ofsted.Inspection
	Standing  ofsted.Standing // of History
	Known     bool            // the provision is in an Ofsted file or was recorded by a person
	Placed    []text.Text
	Concern   Concern // zero: none open
	Count     int     // concerns this provision has had
	Visits    []Visit
	Duties    []duty.Duty
	Items     []Item
	Freeze    Freeze
	Proposals []Proposal

	Assessments  []Assessment
	Improvements []Improvement
	Monitorings  []ChildMonitoring
	Enforcements []Enforcement
	Alerts       []Alert
	Requests     []Request // open ones, and those of the open concern's time; they need no concern
	Requested    int       // placement requests this provision has had

	// Told are the inspections as a person recorded them in this turn, for the
	// provision's own record: provisional until Ofsted publishes.
	Told []ofsted.Inspection

	// Starts are the placements that began in this turn because a person said so, for
	// the placements themselves: the child is on the board at once.
	Starts []Start

	ListFresh bool // placements were imported and are not out of date: an empty list means nobody

	// Arrived are the days since which the placements show each child there.
	Arrived []Start

	newcomers []text.Text // who came to live there in this turn, and has yet to be received (QA12b)

	part    string // id of the part that the present turn is about: a visit, an assessment …
	restart bool   // a worse finding came in this turn: QA begins again
}

// Open reports whether a concern is open.
func (c *Case) Open() bool { return c.Concern.ID != "" && c.Concern.Ofsted != Closed }

// NotBefore is the first day on which anything about the concern can have been
// done: the end of the inspection it rests on, or the day we knew, whichever came
// first; none where no concern is open. About a placement request it is the day on
// which that was made.
//
// Reading: work done before placewatch counts (domain.md 3.0), and the council may
// have acted on a call that nobody recorded. So a row may be dated before known_on,
// but not before there was a finding to act on.
func (c *Case) NotBefore() (first civil.Date, what string) {
	if r := c.request(); r != nil {
		return r.RequestedOn, "the request was made"
	}
	first, what = c.Concern.KnownOn, "we knew of the finding"
	if o := c.Concern.Original; !o.IsZero() && o.Before(first) {
		first, what = o, "the inspection that this is about ended"
	}
	if !c.Open() {
		return civil.Date{}, ""
	}
	return first, what
}

// Children are our children placed there now.
func (c *Case) Children() []text.Text { return c.Placed }

// Clone returns a deep copy, so that a refused turn leaves no trace.
func (c *Case) Clone() *Case {
	d := *c
	d.Visits = slices.Clone(c.Visits)
	d.Duties = slices.Clone(c.Duties)
	d.Items = slices.Clone(c.Items)
	d.Proposals = slices.Clone(c.Proposals)
	d.History = slices.Clone(c.History)
	d.Told = slices.Clone(c.Told)
	d.Starts = slices.Clone(c.Starts)
	d.Assessments = cloned(c.Assessments, (*Assessment).clone)
	d.Improvements = cloned(c.Improvements, (*Improvement).clone)
	d.Monitorings = slices.Clone(c.Monitorings)
	d.Enforcements = slices.Clone(c.Enforcements)
	d.Alerts = slices.Clone(c.Alerts)
	d.Requests = slices.Clone(c.Requests)
	return &d
}

// about is the visit that the present turn is about, or nil.
func (c *Case) about() *Visit {
	return byID(c.Visits, c.part)
}

// number mints the id of a part of the case.
func (c *Case) number() string {
	if r := c.request(); r != nil { // a request lives without a concern
		r.Next++
		return fmt.Sprintf("%s.%d", r.ID, r.Next)
	}
	if c.Concern.ID == "" { // a proposal about the freeze alone
		mine := slices.DeleteFunc(slices.Clone(c.Proposals), func(p Proposal) bool { return p.Concern != "" })
		return fmt.Sprintf("%s-0.%d", c.Place.URN, len(mine)+1)
	}
	c.Concern.Next++
	return fmt.Sprintf("%s.%d", c.Concern.ID, c.Concern.Next)
}

// Subject is what commands call the case: concern:… where one is open, else urn:….
func (c *Case) Subject() string {
	if c.Open() {
		return "concern:" + c.Concern.ID
	}
	return "urn:" + c.Place.URN.String()
}
