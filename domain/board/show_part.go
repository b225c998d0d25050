package board

import (
	"encoding/json"
	"slices"
	"strings"

	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/journal"
)

// PartFacts are what `show` says of one part of a case: an assessment, a placement
// request, a plan, monitoring, enforcement, an alert.
type PartFacts struct {
	Kind      string         `json:"kind"`
	ID        string         `json:"id"`
	URN       string         `json:"urn"`
	Provision Maybe          `json:"provision"`
	Concern   Maybe          `json:"concern"`
	Child     Maybe          `json:"child"`
	Title     string         `json:"title"`
	State     string         `json:"state"`
	Over      bool           `json:"over"`   // nothing more can happen to it
	Detail    []string       `json:"detail"` // in words
	Record    map[string]any `json:"record"` // as it is kept, people by their logins
}

// ShowPart tells everything about one part of a provision's case, a visit or a duty
// among them, with its own history. It reports false where there is no such part.
func ShowPart(in PageInput, subject string) (ShowDoc, bool) {
	kind, id, _ := strings.Cut(subject, ":")
	v := newView(in.Rules, in.Today, in.Council, in.Shares)
	h := v.homeOf(in.Case)
	doc := ShowDoc{Subject: subject, Duties: v.dutyDocs(h, func(d *duty.Duty) bool { return d.Part == id || kind == "duty" && d.ID == id })}
	switch kind {
	case "visit":
		return ShowVisit(in, id)
	case "duty":
		if len(doc.Duties) == 0 {
			return ShowDoc{}, false
		}
		doc.Facts = doc.Duties[0]
	default:
		p := in.part(kind, id)
		if p == nil {
			return ShowDoc{}, false
		}
		doc.Facts = v.partFacts(h, p)
	}
	entries := slices.DeleteFunc(slices.Clone(in.Entries), func(e journal.Entry) bool { return e.Subject != subject })
	doc.Timeline = timelineDocs(newestFirst(v.recorded(entries, labels(in.Case, in.Past), in.Zone, in.known())))
	return doc, true
}

// part finds a part of the case, or of an earlier concern's time; nil where there is none.
func (in PageInput) part(kind, id string) concern.Part {
	for _, p := range slices.Concat(in.Case.Parts(kind), in.Past) {
		if ref := p.Ref(); ref.Kind == kind && ref.ID == id {
			return p
		}
	}
	return nil
}

func (v *view) partFacts(h *home, p concern.Part) PartFacts {
	ref := p.Ref()
	f := PartFacts{Kind: ref.Kind, ID: ref.ID, URN: ref.URN, Concern: Maybe(ref.Concern), Child: Maybe(ref.Child.String()), Title: partTitle(p),
		State: string(ref.State), Over: concern.Over(ref.Kind, ref.State), Detail: v.partDetail(p), Record: v.record(p)}
	if h != nil {
		f.Provision = Maybe(h.facts.Name.String())
	}
	return f
}

// record is a part as it is kept, for other programs: what is absent is null, a
// list is never null, and people are called by their logins.
func (v *view) record(p concern.Part) map[string]any {
	var rec map[string]any
	if json.Unmarshal(journal.Canonical(p), &rec) != nil {
		return map[string]any{}
	}
	logins := map[string]any{}
	for _, who := range v.rules.Team {
		logins[who.ID] = who.Login.String()
	}
	delete(rec, "next")
	for k, x := range rec {
		rec[k] = plain(x, logins)
	}
	return rec
}

// plain says absent values as null and people by their logins.
func plain(x any, logins map[string]any) any {
	switch x := x.(type) {
	case nil:
		return []any{} // the records hold no other null
	case string:
		if login, ok := logins[x]; ok {
			return login
		}
		if x == "" {
			return nil
		}
	case []any:
		for i := range x {
			x[i] = plain(x[i], logins)
		}
	case map[string]any:
		for k := range x {
			x[k] = plain(x[k], logins)
		}
	}
	return x
}
