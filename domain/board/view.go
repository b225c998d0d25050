package board

import (
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/deadline"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/text"
)

// view is what every row is drawn with.
type view struct {
	rules   concern.Rules
	today   civil.Date
	newFrom civil.Date // a concern opened from this day on is new
	council string
	shares  map[string]string
	kinds   map[string]string // of window, by rule
}

func newView(rules concern.Rules, today civil.Date, council text.Text, shares map[string]string) *view {
	v := &view{rules: rules, today: today, newFrom: today.AddDays(-1), council: fold(council.String()), shares: shares,
		kinds: map[string]string{}}
	for !rules.Cal.IsWorkingDay(v.newFrom) && !v.newFrom.IsZero() {
		v.newFrom = v.newFrom.AddDays(-1)
	}
	return v
}

// home is one provision with what is known of it, whatever its type.
type home struct {
	urn      string
	facts    ofsted.Provision
	standing ofsted.Standing
	c        *concern.Case     // none where nothing is open there
	named    map[string]string // the case's parts by id, as commands name them
	children int               // of ours
	judged   judged
	factors  []factor
}

// open reports whether a concern is open there.
func (h *home) open() bool { return h.c != nil && h.c.Open() }

func (v *view) homeOf(c *concern.Case) *home {
	return v.weighed(&home{urn: c.Place.URN.String(), facts: c.Place, standing: c.Standing, c: c, named: namesOf(c), children: len(c.Placed)})
}

func (v *view) weighed(h *home) *home {
	h.judged = v.judge(h)
	h.factors = v.factors(h)
	return h
}

// name is the provision's name. Ofsted strikes out the names of children's
// homes in its public files; the URN then stands for it.
func (h *home) name() text.Text {
	if h.facts.Name.IsZero() && h.urn != "" {
		return text.Clean("URN " + h.urn)
	}
	return h.facts.Name
}

// held says how new placements are held back there; "" where nothing holds them.
func (v *view) held(h *home) string {
	if h.c != nil {
		return heldWords(h.c.Freeze.State)
	}
	words := ""
	for _, f := range v.findings(h) {
		switch v.rules.Policy.Freeze(f.j) {
		case policy.HardFrozen:
			return heldWords(concern.HardFrozen)
		case policy.Frozen:
			words = heldWords(concern.Frozen)
		}
	}
	return words
}

// heldWords tell a freeze, under which two managers may agree to a placement, from a
// hard one, under which nobody may.
func heldWords(s flow.State) string {
	switch s {
	case concern.Frozen:
		return "FROZEN to new placements"
	case concern.HardFrozen:
		return "BARRED to new placements (hard freeze)"
	}
	return ""
}

// outOfArea is the council that the provision lies in, where it is not ours. An
// agency's registration says nothing of where its carers live.
func (v *view) outOfArea(p ofsted.Provision) string {
	la := p.LocalAuthority.String()
	if v.council == "" || la == "" || agency(p.Type) || same(la, v.council) {
		return ""
	}
	return la
}

// agency reports whether a URN of this type is an agency's: its children live
// with carers or families elsewhere.
func agency(t ofsted.Type) bool {
	switch t {
	case ofsted.FosteringAgency, ofsted.VoluntaryAdoption, ofsted.AdoptionSupport, ofsted.LAFostering, ofsted.LAAdoption:
		return true
	}
	return false
}

// statedReturn is the window that a day named by Ofsted opens (OF4).
const statedReturn = "ofsted.stated_return"

// windowKind is what Ofsted may do in a window: return, report …
func (v *view) windowKind(d *duty.Duty) string {
	switch d.Kind {
	case statedReturn, deadline.UnknownReturn:
		return policy.Return
	case deadline.UnknownReport:
		return policy.Report
	}
	kind, ok := v.kinds[d.Kind]
	if !ok {
		kind = strings.ToLower(d.What)
		if editions, err := v.rules.Book.Lookup(d.Kind); err == nil && editions[0].Kind != "" {
			kind = editions[0].Kind
		}
		v.kinds[d.Kind] = kind
	}
	return kind
}

// windowWords is what a narrow column calls a window: of two ways to return, which.
func (v *view) windowWords(d *duty.Duty) string {
	switch d.Kind {
	case "home.second_inspection_ri":
		return "second inspection"
	case "home.carried_over_inspection":
		return "full inspection"
	}
	return v.windowKind(d)
}

// returns reports whether Ofsted comes back in a window, rather than writes or calls.
func (v *view) returns(d *duty.Duty) bool {
	kind := v.windowKind(d)
	return kind == policy.Return || kind == policy.FullReInspection
}

// How a window of Ofsted's stands on a day.
const (
	undated = "undated"
	coming  = "coming" // not open yet, or only its last day is known
	inside  = "inside"
	passed  = "passed" // check for news; never overdue
)

func (v *view) stands(d *duty.Duty) string {
	switch {
	case d.Due.IsZero():
		return undated
	case v.today.After(d.Due):
		return passed
	case d.Earliest.IsZero() || v.today.Before(d.Earliest):
		return coming
	}
	return inside
}

// back is the window in which Ofsted may be back now, or the one that passed
// without news; the earlier comes first.
func (v *view) back(c *concern.Case) *duty.Duty {
	var out *duty.Duty
	for i := range c.Duties {
		d := &c.Duties[i]
		if d.Owner != duty.Ofsted || d.Status != duty.Open || !v.returns(d) {
			continue
		}
		if s := v.stands(d); s != inside && s != passed {
			continue
		}
		if out == nil || d.Due.Before(out.Due) || d.Due == out.Due && d.ID < out.ID {
			out = d
		}
	}
	return out
}
