package board

import (
	"encoding/json"
	"slices"
	"strings"

	"placewatch/domain/concern"
	"placewatch/domain/journal"
)

// Veil knows what of the journal may not leave the program yet: what tells of
// enforcement that Ofsted has not published (domain 3.0). What is not known to be
// published is confidential.
type Veil struct {
	published map[string]bool // ids of enforcement, and "URN finding" where it is the finding
	secret    map[string]bool // ids of enforcement that is not, and the URNs where it is
}

// NewVeil is the veil over all the parts there are, of closed concerns too.
func NewVeil(parts []concern.Part) Veil {
	v := Veil{published: map[string]bool{}, secret: map[string]bool{}}
	for _, p := range parts {
		e, ok := p.(*concern.Enforcement)
		switch {
		case !ok:
		case e.Public():
			v.published[e.ID], v.published[e.URN+" "+string(e.Finding)] = true, true
		default:
			v.secret[e.ID], v.secret[e.URN] = true, true
		}
	}
	return v
}

// Entry reports whether all that an entry says is confidential.
func (v Veil) Entry(e *journal.Entry) bool {
	kind, id, _ := strings.Cut(e.Subject, ":")
	urn, _, _ := strings.Cut(id, "-")
	switch {
	case kind == "enforcement":
		return !v.published[id]
	case strings.HasPrefix(e.Row, "EN") && v.secret[urn], v.notice(urn, concern.Finding(e.Args["finding"])):
		return true
	}
	return slices.ContainsFunc(e.Changes, func(c journal.Change) bool {
		id, is := strings.CutPrefix(c.ID, "enforcement/")
		return is && c.Kind == "part" && !v.published[id] || c.Kind == "freeze" && v.Record(c.Kind, c.After)
	})
}

// notice reports whether a finding is a notice that was not published.
func (v Veil) notice(urn string, f concern.Finding) bool {
	switch f {
	case concern.ComplianceNotice, concern.Restriction, concern.Suspension, concern.S30A:
		return !v.published[urn+" "+string(f)]
	}
	return false
}

// Record reports whether a record, of an entry that does not itself, tells of it.
func (v Veil) Record(kind string, body json.RawMessage) bool {
	var r struct {
		URN     string          `json:"urn"`
		Finding concern.Finding `json:"finding"` // of a concern
		Basis   string          `json:"basis"`   // of a freeze
		Kind    string          `json:"kind"`    // of a duty
		Part    string          `json:"visit"`   // of a duty
		Row     string          `json:"row"`     // of a proposal
		Subject string          `json:"subject"` // of a proposal
		Args    string          `json:"args"`    // of a proposal
		Body    struct {
			URN     string `json:"urn"`
			Because string `json:"because"`
		} `json:"body"` // of a part
	}
	if json.Unmarshal(body, &r) != nil {
		return false // it is of a kind that tells of no enforcement
	}
	switch kind {
	case "concern":
		return v.notice(r.URN, r.Finding)
	case "freeze":
		return r.Basis == concern.Notice && v.secret[r.URN]
	case "duty":
		return v.duty(r.URN, r.Kind, r.Part)
	case "part":
		return v.secret[r.Body.URN] && strings.HasPrefix(r.Body.Because, concern.ForNotice)
	case "proposal":
		return v.proposal(concern.Proposal{URN: r.URN, Row: r.Row, Subject: r.Subject, Args: r.Args})
	}
	return false
}

// part reports whether a part is enforcement that was not published.
func (v Veil) part(r concern.Ref) bool { return r.Kind == "enforcement" && !v.published[r.ID] }

func (v Veil) duty(urn, kind, part string) bool {
	return !v.published[part] && (v.secret[part] || tellsOfNotice(kind) && v.secret[urn])
}

func (v Veil) proposal(p concern.Proposal) bool {
	var args struct {
		Finding concern.Finding `json:"finding"`
	}
	_ = json.Unmarshal([]byte(p.Args), &args) // what cannot be read proposes no finding
	id, about := strings.CutPrefix(p.Subject, "enforcement:")
	return about && !v.published[id] || strings.HasPrefix(p.Row, "EN") && v.secret[p.URN] || v.notice(p.URN, args.Finding)
}

// entries are those that may leave, each without the records that may not, and how many
// entries are held back.
func (v Veil) entries(all []journal.Entry) (some []journal.Entry, held int) {
	for _, e := range all {
		if v.Entry(&e) {
			held++
			continue
		}
		e.Changes = slices.DeleteFunc(slices.Clone(e.Changes), func(c journal.Change) bool { return v.Record(c.Kind, c.After) })
		some = append(some, e)
	}
	return some, held
}
