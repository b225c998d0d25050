package concern

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/text"
)

// Part is one thing of the case that has a chart of its own: a visit, a child's
// assessment, a placement request. Its kind is the chart's name, and how commands
// name it: assessment:1027077-1.7.
type Part interface {
	// Ref says what the part is, for finding it.
	Ref() Ref
	// Words name the part among others of its kind: "progress visit, due 5 Mar".
	Words() string
	move(flow.State)
}

// Ref is what every part is found by.
type Ref struct {
	Kind, ID string
	URN      string
	Concern  string    // none for a request
	Child    text.Text // only where it is about one child
	State    flow.State
}

// Kinds are the kinds of part, in the order of their charts.
func Kinds() []string {
	return []string{"visit", "enforcement", "request", "assessment", "improvement", "monitoring", "alert", "duty"}
}

func isPart(chart string) bool { return slices.Contains(Kinds(), chart) }

// Parts are the case's parts of one kind.
func (c *Case) Parts(kind string) []Part {
	switch kind {
	case "visit":
		return parts(c.Visits)
	case "enforcement":
		return parts(c.Enforcements)
	case "request":
		return parts(c.Requests)
	case "assessment":
		return parts(c.Assessments)
	case "improvement":
		return parts(c.Improvements)
	case "monitoring":
		return parts(c.Monitorings)
	case "alert":
		return parts(c.Alerts)
	case "duty":
		var out []Part
		for i := range c.Duties {
			if c.Duties[i].Status == duty.Open {
				out = append(out, owed{&c.Duties[i]})
			}
		}
		return out
	}
	return nil
}

// pointer is a pointer to a part.
type pointer[T any] interface {
	*T
	Part
}

func parts[T any, P pointer[T]](list []T) []Part {
	out := make([]Part, len(list))
	for i := range list {
		out[i] = P(&list[i])
	}
	return out
}

func byID[T any, P pointer[T]](list []T, id string) P {
	for i := range list {
		if p := P(&list[i]); id != "" && p.Ref().ID == id {
			return p
		}
	}
	return nil
}

func cloned[T any](list []T, clone func(*T) T) []T {
	out := slices.Clone(list)
	for i := range out {
		out[i] = clone(&out[i])
	}
	return out
}

// AddPart adds a part as it was stored: the kinds that are kept whole.
func (c *Case) AddPart(kind string, body []byte) error {
	switch kind {
	case "enforcement":
		return add(&c.Enforcements, body)
	case "request":
		return add(&c.Requests, body)
	case "assessment":
		return add(&c.Assessments, body)
	case "improvement":
		return add(&c.Improvements, body)
	case "monitoring":
		return add(&c.Monitorings, body)
	case "alert":
		return add(&c.Alerts, body)
	}
	return fmt.Errorf("%q is no kind of part that is kept whole", kind)
}

func add[T any](list *[]T, body []byte) error {
	var t T
	err := json.Unmarshal(body, &t)
	*list = append(*list, t)
	return err
}

// Stored are the parts that AddPart adds: all but visits and duties, which have
// tables of their own.
func (c *Case) Stored() []Part {
	var out []Part
	for _, kind := range Kinds() {
		if kind != "visit" && kind != "duty" {
			out = append(out, c.Parts(kind)...)
		}
	}
	return out
}

// finals are the states in which nothing more can happen to a part of that kind.
func finals(kind string) []flow.State {
	switch kind {
	case "visit":
		return []flow.State{Reported, Waived, StoodDown}
	case "enforcement", "monitoring":
		return []flow.State{PartEnded}
	case "request":
		return []flow.State{Placed, Declined, Withdrawn, Ratified, NotRatified}
	case "assessment":
		return []flow.State{Moved, PartEnded}
	case "improvement":
		return []flow.State{Completed, PartEnded}
	case "alert":
		return []flow.State{Acknowledged, Noted, PartEnded}
	}
	return nil
}

// Over reports whether nothing more can happen to a part of that kind in that state.
func Over(kind string, s flow.State) bool { return slices.Contains(finals(kind), s) }

// partNamed is the part of that kind and id, or nil.
func (c *Case) partNamed(kind, id string) Part {
	for _, p := range c.Parts(kind) {
		if p.Ref().ID == id {
			return p
		}
	}
	return nil
}

// aboutPart is the part that the present turn is about, with its kind.
func (c *Case) aboutPart() (kind string, p Part) {
	if c.part == "" {
		return "", nil
	}
	for _, kind := range Kinds() {
		if p := c.partNamed(kind, c.part); p != nil {
			return kind, p
		}
	}
	return "", nil
}

// partState and setPart let a chart drive the part of its kind that the turn is about.
func partState(kind string) func(*Case) flow.State {
	return func(c *Case) flow.State {
		if p := c.partNamed(kind, c.part); p != nil {
			return p.Ref().State
		}
		return flow.Start
	}
}

func setPart(kind string) func(*Case, flow.State) {
	return func(c *Case, s flow.State) {
		if p := c.partNamed(kind, c.part); p != nil {
			p.move(s)
		}
	}
}

// subjects are what a chart drives: the case itself, or no part yet and each part
// of its kind.
func (c *Case) subjects(ch *Chart) []string {
	ids := []string{""}
	if isPart(ch.Name) {
		for _, p := range c.Parts(ch.Name) {
			ids = append(ids, p.Ref().ID)
		}
	}
	return ids
}

// partOf reads a subject that names a part.
func partOf(subject string) (kind, id string) {
	kind, id, ok := strings.Cut(subject, ":")
	if !ok || !isPart(kind) {
		return "", ""
	}
	return kind, id
}

func partID(subject string) string {
	_, id := partOf(subject)
	return id
}

// choose sets the part that a row of a part's chart is about: the one named, the
// one about the child named, or the only one that the row can leave.
func (c *Case) choose(ch *Chart, r *Row, part string, t *flow.Turn) error {
	c.part = ""
	if !isPart(ch.Name) {
		return nil
	}
	child, isChild := strings.CutPrefix(part, "child:")
	switch {
	case slices.Contains(r.From, flow.Start) && (part == "" || isChild) && t.Raw[ch.Name] == "":
		return nil
	case part == "" || isChild:
		part = t.Raw[ch.Name]
		delete(t.Raw, ch.Name)
	}
	if part = strings.TrimPrefix(part, ch.Name+":"); part != "" {
		if c.part = part; c.partNamed(ch.Name, part) == nil {
			name := ch.Name + ":" + text.Clean(part).String()
			if !strings.HasPrefix(part, c.Place.URN.String()) {
				name = "what was named" // it may be a child's reference, which no error repeats
			}
			return fault.Newf(fault.NotFound, "%s is not one of the %s of %s", name, many(ch.Title), c.Subject()).
				Do("`show %s` lists them", c.Subject())
		}
		return nil
	}
	return c.only(ch, r, child, t)
}

// only sets the one part that the row can leave, of those that its conditions allow.
// Where they allow none, the first is set, so that what is refused says why.
func (c *Case) only(ch *Chart, r *Row, child string, t *flow.Turn) error {
	var leaves, fits []Part
	for _, p := range c.Parts(ch.Name) {
		ref := p.Ref()
		if c.part = ref.ID; !ch.Leaves(r, ref.State) || child != "" && !ref.concerns(child) {
			continue
		}
		leaves = append(leaves, p)
		if !slices.ContainsFunc(r.If, func(g Guard) bool { return !g.Holds(c, t) }) {
			fits = append(fits, p)
		}
	}
	c.part = ""
	switch {
	case len(leaves) == 0:
		return fault.Newf(fault.GuardUnmet, "%s (%s) needs a %s that is %s, and %s has none", r.Title, r.ID, ch.Title, states(r.From), c.Subject()).
			Do("`do %s --list` shows what is possible", c.Subject()).From(r.Source)
	case len(fits) == 0:
		fits = leaves[:1]
		fallthrough
	case len(fits) == 1:
		c.part = fits[0].Ref().ID
		return nil
	}
	var names []string
	for _, p := range fits {
		names = append(names, ch.Name+"="+p.Ref().ID+" ("+p.Words()+")")
	}
	return fault.Newf(fault.Invalid, "%s (%s) fits %d %s of %s", r.Title, r.ID, len(fits), many(ch.Title), c.Subject()).
		Do("name one: %s", strings.Join(names, ", "))
}

// many says more than one of what a chart is about: QA visits, duties.
func many(title string) string {
	if one, ok := strings.CutSuffix(title, "y"); ok {
		return one + "ies"
	}
	return title + "s"
}

// startParts clears what an earlier concern held, as a new one opens. Placement
// requests belong to no concern.
func (c *Case) startParts() {
	c.Visits, c.Items, c.Assessments, c.Improvements, c.Monitorings, c.Enforcements = nil, nil, nil, nil, nil, nil
	c.Alerts = slices.DeleteFunc(c.Alerts, func(a Alert) bool { return a.Concern != "" }) // a request's own stay
	c.Duties = slices.DeleteFunc(c.Duties, func(d duty.Duty) bool { return d.Concern != "" })
}

// PartEnded is where a part stands once what it was for is over.
const PartEnded flow.State = "ended"

// ends is a part that keeps the day on which it ended.
type ends interface{ endOn(civil.Date) }

func (a *Assessment) endOn(on civil.Date)      { a.EndedOn = on }
func (p *Improvement) endOn(on civil.Date)     { p.EndedOn = on }
func (m *ChildMonitoring) endOn(on civil.Date) { m.EndedOn = on }
func (e *Enforcement) endOn(on civil.Date)     { e.EndedOn = on }
func (a *Alert) endOn(on civil.Date)           { a.EndedOn = on }

// endParts ends the parts of a concern that closes (SA8, SP6, EM3 …). A placement
// request goes on.
func (c *Case) endParts(t *flow.Turn) {
	for _, p := range c.Stored() {
		if r := p.Ref(); r.Concern != "" && !Over(r.Kind, r.State) {
			as := partTitle(p) // with its child and the state that it was left in: an alert that was sent, and not acknowledged
			p.move(PartEnded)
			if e, ok := p.(ends); ok {
				e.endOn(t.On)
			}
			t.Note("ends", "%s", as)
		}
	}
}

// Version is that of the case, or of one request of it with its duties and alerts: what
// a command is held against, so that nobody writes over what another person did. Where
// no concern is open it is that of the freeze.
func (c *Case) Version(part string) int64 {
	if r := c.RequestOf(part); r != nil {
		return r.Version
	}
	if !c.Open() {
		return c.Freeze.Version
	}
	return c.Concern.Version
}

// RequestOf is the request that a part is or belongs to: 1027077-R1, 1027077-R1.3.
func (c *Case) RequestOf(part string) *Request {
	id, _, _ := strings.Cut(part, ".")
	return byID(c.Requests, id)
}
