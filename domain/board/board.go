// Package board decides what is more pressing, and why, and lays out the facts
// that the screens and the lists print. It computes nothing that a view could
// disagree with.
package board

import (
	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// Mark is the two-cell urgency sign at the head of a row (screens.md 11.1).
type Mark string

const (
	Overdue  Mark = "!!"
	Today    Mark = "! "
	Open     Mark = "~ " // Ofsted's window is open
	New      Mark = "* "
	NotDue   Mark = ". "
	Problem  Mark = "? " // not known, or cannot be said
	NoMarkup Mark = "  "
)

// Words says a mark for a screen reader and the plain lists.
func (m Mark) Words() string {
	switch m {
	case Overdue:
		return "Overdue"
	case Today:
		return "Due today, or window passed"
	case Open:
		return "Window open"
	case New:
		return "New"
	case NotDue:
		return "Not due"
	case Problem:
		return "Data problem"
	}
	return ""
}

// ChildRow is one child of ours on the first pane: in a provision below the
// threshold, or in one of which nothing can be said.
type ChildRow struct {
	ID             string // stable for the life of the placement: "child:102334/1"
	Subject        string // what `show` and the transition menu take: concern:…, urn:… or child:…
	Version        int64
	Mark           Mark
	Child          text.Text
	URN            string
	Provision      text.Text
	Type           string // provision type in words
	Bucket         placement.Bucket
	Judgement      string // INAD, RI, SA3, "?" …, with (p) while provisional
	JudgementWords string
	InspectedOn    civil.Date
	Weeks          int // since the inspection; -1 when not known
	NextStep       string
	More           int        // owed beside the next step: late, or within a week
	Snoozed        civil.Date // the next step is put off until this day; none otherwise
	Due            civil.Date
	Left           string // "7d late", "today", "1d", "window open", "—"
	DaysLate       int    // > 0 when overdue
	Owner          text.Text
	OwnerRole      string
	New            bool   // the concern is new, or the child is there
	Held           string // how new placements are held back: "FROZEN to new placements", "BARRED …" by a hard freeze; or ""
	Provisional    bool
	OutOfArea      string // "", or the council it lies in
	Points         int
	Reasons        []string // why it ranks here, in words, most telling first
	Concern        string
	PlacedOn       civil.Date
	PlacementType  string
	Team           text.Text
	Worker         text.Text
	Duties         []DutyLine
	Alarm          string   // said of the child before anything else: "NOT SAFE", "BREACH"; or ""
	WaitsFor       []string // logins for whom something on this row waits: a duty of ours, a proposal to confirm
	About          []string // how the child's assessment, monitoring and request stand, in words
	NextDuty       string   // id of the duty that is the next step; "" where none is
}

// DutyLine is one thing owed, as the detail pane and the provision page show it.
type DutyLine struct {
	ID          string
	Subject     string // of what owes it: assessment:…, visit:…, concern:…
	Mark        Mark
	What        string
	Due         civil.Date
	OriginalDue civil.Date
	Left        string
	Owner       text.Text
	OwnerRole   string
	WaitsFor    []string   // logins of who answers for it, where it is ours
	Snoozed     civil.Date // put off until this day; none when it is not
	WhoseDuty   string     // ours, ofsted, provider, others
	Explanation string
	Source      string
}

// RevisitRow is one window in which Ofsted may act.
type RevisitRow struct {
	ID          string
	Subject     string
	Version     int64
	Mark        Mark
	URN         string
	Provision   text.Text
	Kind        string // "case review", "alert", "report", "return", "full re-inspection", "none set"
	Earliest    civil.Date
	Latest      civil.Date
	State       string // not_open open passed
	Left        string // "22d past", "in window", "in 69d", "no date"
	Children    int
	Rule        string
	Explanation string
	Source      string
}

// VisitRow is one QA visit of ours.
type VisitRow struct {
	ID          string
	Subject     string
	Version     int64
	Mark        Mark
	URN         string
	Provision   text.Text
	Kind        string // progress, full, responsive, routine
	Due         civil.Date
	BookedFor   civil.Date
	Left        string
	DaysLate    int
	State       string // "not booked", "booked 5 Mar", "done, report owed" …
	Visitor     text.Text
	WaitsFor    []string // logins for whom it waits, where nobody has been named
	Rule        string
	Explanation string
	Source      string
}

// Counts are the numbers of the second line, and what is not known.
type Counts struct {
	Overdue, Today, New, Waiting int
	OpenPlacements               int
	Buckets                      map[placement.Bucket]int
	HomesWithoutURN              int // an alarm: a home placement that no URN identifies
	Discrepancies                int
	Watched                      int // below threshold with no child of ours: frozen, no duties
	Proposals                    int // waiting for a second person
	Requests                     int // placement requests that are open
	Breaches                     int // children placed against a freeze without approval: undecided, or not ratified and still there
	Doubtful                     int // children whose rows in the newest file could not be used
}

// Board is everything the main screen shows at one moment.
type Board struct {
	Today         civil.Date
	Council       text.Text
	Practice      bool   // a practice store says so, always
	Policy        string // "default v1"
	PolicyLife    string // "approved by A Person, review by 1 Jul 2026"
	PolicyWarning string // "not approved", "review was due 1 Jul 2026"
	Children      []ChildRow
	Revisits      []RevisitRow
	Visits        []VisitRow
	Counts        Counts
	OfstedAsAt    civil.Date // the newest Ofsted fact's file day; none when nothing was imported
	OfstedOn      civil.Date // day of the last Ofsted import; none when never
	PlacementsOn  civil.Date // day of the last placements import; none when never
	PlacementsAt  civil.Date // the day that file speaks of
	Stale         string     // "", or why the facts may be out of date, in words
	Seq           int64      // last journal entry, so that two boards can be compared
	NextVisit     string     // for the empty visits pane: "Elm Grove, 12 Mar 2026", or ""
	Checked       int        // provisions checked, for the empty states
}

// TimelineRow is one line of a provision's history, newest first.
type TimelineRow struct {
	ID      string
	Mark    Mark
	When    string // "3 Mar 09:13", or "2 Mar" for what time alone brought
	Day     civil.Date
	Who     text.Text
	What    text.Text
	Details []flow.Line // shown under the cursor; may be empty
}

// Page is one provision with its children, duties and timeline.
type Page struct {
	Subject        string // concern:… where there is one, else urn:…
	Version        int64
	URN            string
	Name           text.Text
	Type           string
	Judgement      string
	JudgementWords string
	Since          civil.Date
	Weeks          int
	Status         string // registration in words
	LocalAuthority text.Text
	Owner          text.Text
	Places         string
	Freeze         string // "FROZEN to new placements since 20 Jan, 42 days", "open", …
	OfstedState    string // in words
	QAState        string
	PlanState      string
	Children       []ChildRow
	Duties         []DutyLine
	Revisits       []RevisitRow
	Visits         []VisitRow
	Parts          []PartRow // all but the visits
	Items          []Item
	Proposals      []Proposal
	Ended          []Proposal // void or expired, of the last days
	Timeline       []TimelineRow
}

// Item is one requirement or recommendation of Ofsted's.
type Item struct {
	ID       string
	Kind     string // requirement, recommendation
	Text     text.Text
	Progress string
}

// Proposal is a row that waits for a second person.
type Proposal struct {
	ID      string
	Event   string
	Title   string
	By      text.Text
	On      civil.Date
	Expires civil.Date
	Ended   string // how it ended, where nobody can confirm it any more
	Lines   []flow.Line
}
