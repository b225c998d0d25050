package board

import (
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/placement"
)

// subject is a row of any pane as the filter sees it.
type subject struct {
	pane        Pane
	ref         string
	provision   string
	urn         string
	owner       string // empty when nobody's
	step        string
	typ         string
	state       string
	judgement   string // without (p)
	due         civil.Date
	since       civil.Date // the inspection that the judgement came from
	late        int
	children    int // -1 when not known
	points      int
	mark        Mark
	frozen      bool
	fresh       bool
	provisional bool
	problem     bool
	booked      bool
	snoozed     bool // the next step is put off, and not late
	waitsFor    []string
	windows     []window
	duties      []DutyLine
}

// window is what a filter may ask of one of Ofsted's windows.
type window struct {
	state  string
	latest civil.Date
}

// site is what the whole board says of one provision.
type site struct {
	children    int
	points      int
	typ         string
	judgement   string
	since       civil.Date
	frozen      bool
	provisional bool
	windows     []window
}

func sites(b *Board) map[string]site {
	at := make(map[string]site)
	for i := range b.Children {
		r := &b.Children[i]
		if r.URN == "" {
			continue // children whose provision is not known do not live together
		}
		s := at[r.URN]
		if c := r.Child.String(); c != noChild && c != wholeHome {
			s.children++
		}
		s.points = max(s.points, r.Points)
		s.typ, s.since = r.Type, r.InspectedOn
		s.judgement = code(r.Judgement)
		s.frozen = s.frozen || r.Held != ""
		s.provisional = s.provisional || r.Provisional
		at[r.URN] = s
	}
	for i := range b.Revisits {
		r := &b.Revisits[i]
		s := at[r.URN]
		s.windows = append(s.windows, window{r.State, r.Latest})
		at[r.URN] = s
	}
	return at
}

// code is a judgement as printed, without the sign for provisional.
func code(judgement string) string { return strings.TrimSuffix(judgement, "(p)") }

func childSubject(r *ChildRow, about map[string]site) *subject {
	s := &subject{pane: ChildrenPane, ref: r.Child.String(), provision: r.Provision.String(), urn: r.URN,
		owner: person(r.Owner.String()), step: r.NextStep, typ: r.Type, state: string(r.Bucket),
		judgement: code(r.Judgement), due: r.Due, since: r.InspectedOn, late: r.DaysLate, points: r.Points,
		mark: r.Mark, fresh: r.New, frozen: r.Held != "", provisional: r.Provisional, children: 1,
		problem: r.Mark == Problem || r.Bucket == placement.UnknownURN || r.Bucket == placement.MissingURN,
		duties:  r.Duties, snoozed: !r.Snoozed.IsZero(), waitsFor: r.WaitsFor}
	if at, ok := about[r.URN]; ok && r.URN != "" {
		s.children, s.windows = max(1, at.children), at.windows
	}
	if len(s.windows) == 0 && r.Mark == Open {
		s.windows = []window{{state: "open"}}
	}
	return s
}

func revisitSubject(r *RevisitRow, about map[string]site) *subject {
	s := &subject{pane: RevisitsPane, provision: r.Provision.String(), urn: r.URN, step: r.Kind, typ: r.Kind,
		state: r.State, due: r.Latest, children: r.Children, mark: r.Mark,
		problem: r.Mark == Problem, windows: []window{{r.State, r.Latest}}}
	s.join(about)
	return s
}

func visitSubject(r *VisitRow, about map[string]site) *subject {
	s := &subject{pane: VisitsPane, provision: r.Provision.String(), urn: r.URN, owner: person(r.Visitor.String()),
		step: r.Kind, typ: r.Kind, state: r.State, due: r.Due, late: r.DaysLate, children: -1, mark: r.Mark,
		problem: r.Mark == Problem, booked: begins(r.State, "booked"), waitsFor: r.WaitsFor}
	if at, ok := about[r.URN]; ok {
		s.children, s.windows = at.children, at.windows
	}
	s.join(about)
	return s
}

// join adds what the board says of the provision to a row that is not a child's.
func (s *subject) join(about map[string]site) {
	at, ok := about[s.urn]
	if !ok {
		return
	}
	s.typ += ", " + at.typ
	s.judgement, s.since, s.points = at.judgement, at.since, at.points
	s.frozen, s.provisional = at.frozen, at.provisional
}

// person is an owner as a filter compares one; a dash stands for nobody.
func person(s string) string {
	if s == "—" || s == "-" {
		return ""
	}
	return s
}

// waiting reports whether the provider owes us an answer.
func (s *subject) waiting() bool {
	return s.owes(func(d DutyLine) bool { return d.WhoseDuty == "provider" })
}

// unsigned reports whether somebody's signature is owed, now or later.
func (s *subject) unsigned() bool {
	return signs(s.step) || s.owes(func(d DutyLine) bool { return signs(d.What) })
}

// owes reports whether any line that is still open is such; a settled one bears no mark.
func (s *subject) owes(such func(DutyLine) bool) bool {
	return slices.ContainsFunc(s.duties, func(d DutyLine) bool { return d.Mark != NoMarkup && such(d) })
}

// signs reports whether a step asks for a signature: "Suitability: sign".
func signs(step string) bool {
	for w := range strings.FieldsFuncSeq(step, func(r rune) bool { return r == ' ' || r == ':' || r == ',' || r == '-' }) {
		if same(w, "sign") || same(w, "signature") {
			return true
		}
	}
	return false
}
