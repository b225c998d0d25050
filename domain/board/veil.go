package board

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
)

// Veil knows what of the journal may not leave the program yet: what tells of
// enforcement that Ofsted has not published (domain 3.0). What is not known to be
// published is confidential. The zero veil hides nothing of a list.
type Veil struct {
	published map[string]bool // ids of enforcement, and "CONCERN finding" where it is the finding
	secret    map[string]bool // the same of what is not, and the concerns and URNs where it is
	holds     map[string]hold // how new placements stand by what is public alone, by URN
}

// NewVeil is the veil over all the enforcement there is and ever was: of closed concerns
// too, and what was undone, which nobody has published.
func NewVeil(parts []concern.Part) Veil {
	v := Veil{published: map[string]bool{}, secret: map[string]bool{}, holds: map[string]hold{}}
	for _, p := range parts {
		e, ok := p.(*concern.Enforcement)
		switch {
		case !ok:
		case e.Public():
			v.published[e.ID], v.published[findingOf(e.Concern, e.Finding)] = true, true
		default:
			v.secret[e.ID], v.secret[e.Concern], v.secret[e.URN], v.secret[findingOf(e.Concern, e.Finding)] = true, true, true, true
		}
	}
	return v
}

func findingOf(of string, f concern.Finding) string { return of + " " + string(f) }

// Secret are the provisions where there is or was enforcement that is not published.
func (v Veil) Secret() []string {
	var urns []string
	for s := range v.secret {
		if _, err := ofsted.ParseURN(s); err == nil {
			urns = append(urns, s)
		}
	}
	slices.Sort(urns)
	return urns
}

// Over is the veil that also knows how new placements stand at those provisions by what
// is public alone.
func (v Veil) Over(cases []*concern.Case) Veil {
	v.holds = maps.Clone(v.holds)
	for _, c := range cases {
		v.holds[c.Place.URN.String()] = holdOf(v.public(c))
	}
	return v
}

// Entry reports whether all that an entry says is confidential.
func (v Veil) Entry(e *journal.Entry) bool {
	kind, id, _ := strings.Cut(e.Subject, ":")
	of, known := concernOf(id), false
	for _, c := range e.Changes {
		if part, is := strings.CutPrefix(c.ID, "enforcement/"); is && c.Kind == "part" {
			if known = true; !v.published[part] {
				return true
			}
		}
		if c.Kind == "freeze" && v.Record(c.Kind, c.After) {
			return true
		}
		if c.Kind == "concern" && kind == "urn" {
			of = c.ID // which the entry opened
		}
	}
	return kind == "enforcement" && !v.published[id] || !known && noticeRow(e.Row) && v.secret[of] || v.notice(of, concern.Finding(e.Args["finding"]))
}

// concernOf is the concern that a part's id begins with: 1027077-1 of 1027077-1.4.
func concernOf(id string) string {
	of, _, _ := strings.Cut(id, ".")
	return of
}

// noticeRow reports whether a row is one of enforcement: EN2, or proposed: EN4?.
func noticeRow(row string) bool {
	return strings.HasPrefix(row, "EN") && len(row) >= 3 && len(row) <= 5 && row[2] >= '0' && row[2] <= '9'
}

// notice reports whether a concern's finding is a notice that was not published.
func (v Veil) notice(of string, f concern.Finding) bool {
	switch f {
	case concern.ComplianceNotice, concern.Restriction, concern.Suspension, concern.S30A:
		return !v.published[findingOf(of, f)] || v.secret[findingOf(of, f)]
	}
	return false
}

// record is what a veil must know of a record of any kind.
type record struct {
	ID      string          `json:"id"`
	URN     string          `json:"urn"`
	Concern string          `json:"concern"`
	Finding concern.Finding `json:"finding"` // of a concern
	State   flow.State      `json:"state"`   // of a freeze
	Basis   string          `json:"basis"`   // of a freeze
	By      string          `json:"by"`      // of a freeze, or of a proposal
	Kind    string          `json:"kind"`    // of a duty
	Part    string          `json:"visit"`   // of a duty
	Row     string          `json:"row"`     // of a proposal
	Subject string          `json:"subject"` // of a proposal
	Args    string          `json:"args"`    // of a proposal
	Body    struct {
		Concern string `json:"concern"`
		Because string `json:"because"`
	} `json:"body"` // of a part
}

// readRecord reads as much of a record as it has: another kind may call something else
// by the same name.
func readRecord(body json.RawMessage) (r record) {
	_ = json.Unmarshal(body, &r)
	return r
}

// Record reports whether a record, of an entry that is itself told, tells of it: in what
// it says, or by the row that brought or ended it.
func (v Veil) Record(kind string, body json.RawMessage) bool {
	if v.tells(kind, body) {
		return true
	}
	var all any
	_ = json.Unmarshal(body, &all) // what was sealed can be read, and what is no more names no row
	r := readRecord(body)
	return v.secret[cmp.Or(r.Concern, r.Body.Concern, r.URN)] && !v.published[r.Part] && namesNotice(all)
}

// namesNotice reports whether a record names a row of enforcement anywhere in it.
func namesNotice(x any) bool {
	switch x := x.(type) {
	case string:
		return noticeRow(x)
	case []any:
		return slices.ContainsFunc(x, namesNotice)
	case map[string]any:
		for _, y := range x {
			if namesNotice(y) {
				return true
			}
		}
	}
	return false
}

// tells reports whether a record says something of it that a page would show.
func (v Veil) tells(kind string, body json.RawMessage) bool {
	r := readRecord(body)
	switch kind {
	case "concern":
		return v.notice(r.ID, r.Finding)
	case "freeze":
		return v.secret[r.URN] && tellsOfBar(concern.Freeze{State: r.State, Basis: r.Basis, By: r.By})
	case "duty":
		return v.duty(duty.Duty{URN: r.URN, Concern: r.Concern, Kind: r.Kind, Part: r.Part})
	case "part":
		return v.secret[r.Body.Concern] && strings.HasPrefix(r.Body.Because, concern.ForNotice)
	case "proposal":
		return v.proposal(concern.Proposal{URN: r.URN, Concern: r.Concern, Row: r.Row, Subject: r.Subject, Args: r.Args})
	}
	return false
}

// part reports whether a part is enforcement that was not published.
func (v Veil) part(r concern.Ref) bool { return r.Kind == "enforcement" && !v.published[r.ID] }

func (v Veil) duty(d duty.Duty) bool {
	return !v.published[d.Part] && (v.secret[d.Part] || tellsOfNotice(d.Kind) && v.secret[cmp.Or(d.Concern, d.URN)])
}

func (v Veil) proposal(p concern.Proposal) bool {
	var args struct {
		Finding concern.Finding `json:"finding"`
	}
	_ = json.Unmarshal([]byte(p.Args), &args) // what cannot be read proposes no finding
	id, about := strings.CutPrefix(p.Subject, "enforcement:")
	return about && !v.published[id] || !about && noticeRow(p.Row) && v.secret[cmp.Or(p.Concern, p.URN)] || v.notice(p.Concern, args.Finding)
}

// entries are those that may leave, each without the records that may not, and how many
// entries are held back.
func (v Veil) entries(all []journal.Entry) (some []journal.Entry, held int) {
	for _, e := range all {
		if v.Entry(&e) {
			held++
			continue
		}
		e.Changes = slices.DeleteFunc(slices.Clone(e.Changes), func(c journal.Change) bool { return v.tells(c.Kind, c.After) })
		some = append(some, e)
	}
	return some, held
}
