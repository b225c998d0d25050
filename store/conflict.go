package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/text"
)

// mostFields is how many changed fields a conflict lists.
const mostFields = 12

// conflict says who changed the case since it was read at the command's version, when,
// how, and which fields (screens.md 8.13).
func (w *writing) conflict(ctx context.Context, c *concern.Case, sub Subject, cmd flow.Command) error {
	no := &flow.Conflict{Version: c.Version(sub.Part), Record: w.recordOf(c, sub, cmd),
		Refusal: fault.Newf(fault.Conflict, "%s has changed since you opened it", c.Subject()).Do("nothing of yours was written; look again and decide")}
	urn := c.Place.URN.String()
	e, err := w.lastOf(ctx, urn, countedOf(c, sub))
	if err != nil || e == nil {
		return errors.Join(err, no)
	}
	no.Who, no.At, no.What = text.Clean(who(*e)), e.At, fmt.Sprintf("%s (%s)", e.Row, inWords(e.Event))
	no.Refusal.What += fmt.Sprintf(": %s did %s on %s", no.Who, no.What, w.s.clock(no.At))
	changes, err := w.changedSince(ctx, c, sub, cmd.Version)
	if err != nil {
		return err
	}
	no.Fields = changedFields(changes, no.Record)
	hideChildren(no.Fields, c)
	return no
}

// recordOf is the one record that a command is about: the part that its row drives, as
// the subject, its duty or an argument names it, else the freeze or the concern. It is
// none for a part that does not exist yet.
func (w *writing) recordOf(c *concern.Case, sub Subject, cmd flow.Command) string {
	charts := concern.Under(w.rules.Policy)
	at := slices.IndexFunc(charts, func(ch *concern.Chart) bool { return ch.Find(cmd.Event) != nil })
	if at < 0 {
		return ""
	}
	kind, id := charts[at].Name, ""
	switch {
	case kind == freezes.table:
		id = c.Place.URN.String()
	case !slices.Contains(concern.Kinds(), kind):
		kind, id = concerns.table, c.Concern.ID
	case sub.Kind == kind:
		id = sub.Part
	default:
		if id = strings.TrimPrefix(cmd.Args[kind], kind+":"); id == "" && sub.Kind == duties.table {
			id = partOwing(c, kind, sub.Part)
		}
	}
	if id == "" {
		return ""
	}
	return kind + ":" + id
}

// partOwing is the part of that kind which a duty is owed for; none where it is owed
// for another thing.
func partOwing(c *concern.Case, kind, id string) string {
	at := slices.IndexFunc(c.Duties, func(d duty.Duty) bool { return d.ID == id })
	if at < 0 || !slices.ContainsFunc(c.Parts(kind), func(p concern.Part) bool { return p.Ref().ID == c.Duties[at].Part }) {
		return ""
	}
	return c.Duties[at].Part
}

// changedFields are those that differ, as many as a conflict lists: those of the record
// that the command is about first, so that none of them is left out for another's.
func changedFields(changes []change, record string) []flow.FieldChange {
	var own, others []flow.FieldChange
	for _, ch := range changes {
		if ch.name() == record {
			own = append(own, ch.fields(true)...)
		} else {
			others = append(others, ch.fields(false)...)
		}
	}
	all := slices.Concat(own, others)
	return all[:min(len(all), mostFields)]
}

// change is a record as it was and as it is.
type change struct {
	thing
	was, now json.RawMessage
}

// fields are those that differ, each with the record it belongs to. A duty that is not
// asked about itself is told in one line.
func (ch change) fields(asked bool) []flow.FieldChange {
	var out []flow.FieldChange
	if ch.kind == duties.table && !asked {
		out = owedSince(fieldsOf(ch.was), fieldsOf(ch.now))
	} else {
		out = differences(ch.thing, ch.was, ch.now)
	}
	for i := range out {
		out[i].Record = ch.name()
	}
	return out
}

// countedOf is the record that counts what is written: the request that the subject is or
// belongs to, the concern, or without one the freeze.
func countedOf(c *concern.Case, sub Subject) thing {
	switch r := c.RequestOf(sub.Part); {
	case r != nil:
		return thing{storedParts.table, "request/" + r.ID}
	case c.Open():
		return thing{concerns.table, c.Concern.ID}
	}
	return thing{freezes.table, c.Place.URN.String()}
}

// lastOf is the newest entry that changed a record.
func (w *writing) lastOf(ctx context.Context, urn string, counted thing) (*journal.Entry, error) {
	var last *journal.Entry
	err := eachEntry(ctx, w.q, "WHERE "+ofCase+" ORDER BY seq DESC", []any{caseKinds(), urn, urn}, func(e *journal.Entry) error {
		if slices.ContainsFunc(e.Changes, func(ch journal.Change) bool { return thingOf(ch) == counted }) {
			last = e
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return last, err
}

// changedSince lists the case's records that were changed since its version was that
// one: what the journal told then, and what it tells now.
func (w *writing) changedSince(ctx context.Context, c *concern.Case, sub Subject, version int64) ([]change, error) {
	counted := countedOf(c, sub)
	urn := c.Place.URN.String()
	now, then := map[thing]json.RawMessage{}, map[thing]string{}
	var order []thing
	first := int64(0)
	err := eachEntry(ctx, w.q, "WHERE "+ofCase+" ORDER BY seq DESC", []any{caseKinds(), urn, urn}, func(e *journal.Entry) error {
		if slices.ContainsFunc(e.Changes, func(ch journal.Change) bool { return thingOf(ch) == counted && versionIn(ch.After) <= version }) {
			return errEnough
		}
		first = e.Seq
		for _, ch := range e.Changes {
			t := thingOf(ch)
			if r := c.RequestOf(sub.Part); r != nil && !ofRequest(t, ch, r.ID) {
				continue
			}
			if _, seen := now[t]; !seen {
				now[t], order = ch.After, append(order, t)
			}
			then[t] = ch.Before
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	for t, digest := range then {
		if digest == "" {
			delete(then, t) // new since
		}
	}
	was, err := told(ctx, w.q, urn, first, then)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(order, func(a, b thing) int { return rankOf(a.kind) - rankOf(b.kind) })
	var out []change
	for _, t := range order {
		out = append(out, change{t, was[t].body, now[t]})
	}
	return out, nil
}

// name is the record as commands name it: a part kept whole by its own kind.
func (t thing) name() string {
	if t.kind == storedParts.table {
		return strings.Replace(t.id, "/", ":", 1)
	}
	return t.kind + ":" + t.id
}

// ofRequest reports whether a changed record is the request, or a duty, an alert or a
// proposal of its own.
func ofRequest(t thing, ch journal.Change, request string) bool {
	id := t.id[strings.LastIndex(t.id, "/")+1:]
	var d struct{ Part, Subject string }
	_ = json.Unmarshal(ch.After, &d) // what was removed has no body, and goes by its id
	own := func(s string) bool { return s == request || strings.HasPrefix(s, request+".") }
	return own(id) || own(d.Part) || own(strings.TrimPrefix(d.Subject, "request:"))
}

// versionIn is the version that a record says it has.
func versionIn(body json.RawMessage) int64 {
	var v struct {
		Version int64 `json:"version"`
		Body    struct {
			Version int64 `json:"version"`
		} `json:"body"`
	}
	if json.Unmarshal(body, &v) != nil {
		return 0
	}
	return max(v.Version, v.Body.Version)
}

// rankOf puts first what people ask for first, and what is owed last.
func rankOf(kind string) int {
	order := []string{concerns.table, visits.table, storedParts.table, items.table, freezes.table, proposals.table, duties.table}
	if i := slices.Index(order, kind); i >= 0 {
		return i
	}
	return len(order)
}

// differences are the fields of one record that differ, as a person says them.
func differences(t thing, was, now json.RawMessage) []flow.FieldChange {
	before, after := fieldsOf(was), fieldsOf(now)
	name := recordWords(t, before, after)
	if len(before) == 0 || len(after) == 0 {
		return []flow.FieldChange{{Field: strings.TrimSpace(name), Was: standing(before), Now: standing(after)}}
	}
	var out []flow.FieldChange
	for _, field := range fieldNames(before, after) {
		if b, a := before[field], after[field]; b != a {
			out = append(out, flow.FieldChange{Field: name + fieldWords(field), Was: b, Now: a})
		}
	}
	return out
}

// owedSince says of a duty what a person asks of it: whether it is owed, and by when.
func owedSince(before, after map[string]string) []flow.FieldChange {
	said := func(d map[string]string) string {
		switch {
		case len(d) == 0:
			return ""
		case d["status"] != "open":
			return d["status"]
		case d["due"] == "":
			return "open"
		}
		return "due " + d["due"]
	}
	what := after["what"]
	if what == "" {
		what = before["what"]
	}
	if said(before) == said(after) {
		return nil
	}
	return []flow.FieldChange{{Field: "owed: " + what, Was: said(before), Now: said(after)}}
}

func standing(fields map[string]string) string {
	switch {
	case len(fields) == 0:
		return ""
	case fields["state"] != "":
		return fields["state"]
	}
	return "recorded"
}

// recordWords name the record before the field: nothing for the concern itself.
func recordWords(t thing, before, after map[string]string) string {
	switch kind, _, _ := strings.Cut(t.id, "/"); t.kind {
	case concerns.table:
		if len(before) == 0 || len(after) == 0 {
			return "concern"
		}
		return ""
	case storedParts.table:
		return kind + " "
	case visits.table:
		if after["kind"] != "" {
			return after["kind"] + " visit "
		}
		return before["kind"] + " visit "
	case proposals.table:
		return "proposal "
	default:
		return t.kind + " "
	}
}

// unsaid are the fields that are no news to a person: keys, counters, what explains
// another field, and what names a child.
func unsaid() []string {
	return []string{"id", "urn", "concern", "next", "version", "digest", "args", "explanation", "rule", "source", "child", "children_seen", "by",
		"roles", "original_due", "requested_by", "agreed_by", "prepared_by"}
}

func fieldNames(before, after map[string]string) []string {
	var out []string
	for name := range before {
		out = append(out, name)
	}
	for name := range after {
		if _, both := before[name]; !both {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.DeleteFunc(out, func(name string) bool { return slices.Contains(unsaid(), name) })
}

func fieldWords(field string) string {
	switch field {
	case "ofsted_state":
		return "Ofsted state"
	case "qa_state":
		return "QA state"
	}
	return inWords(field)
}

// fieldsOf are the plain values of a record, as a person reads them. Of a part, they
// are those of its body; of a judgement, each of its grades.
func fieldsOf(body json.RawMessage) map[string]string {
	var all map[string]any
	if len(body) == 0 || json.Unmarshal(body, &all) != nil {
		return nil
	}
	if inner, ok := all["body"].(map[string]any); ok {
		all = inner
	}
	out := map[string]string{}
	for name, v := range all {
		if sub, ok := v.(map[string]any); ok {
			for part, x := range sub {
				out[name+" "+part] = valueWords(x)
			}
			continue
		}
		if _, list := v.([]any); !list {
			out[name] = valueWords(v)
		}
	}
	return out
}

// longestValue is how much of a text a conflict shows.
const longestValue = 80

func valueWords(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case string:
		if d, err := civil.Parse(v); err == nil && v != "" {
			return d.Long()
		}
		if !strings.Contains(v, " ") {
			v = inWords(v)
		}
		if r := []rune(v); len(r) > longestValue {
			v = string(r[:longestValue-1]) + "…"
		}
		return text.Clean(v).String()
	}
	return text.Clean(fmt.Sprint(v)).String()
}

// hideChildren takes the references of the children of the case out of what changed:
// a conflict is an error, and may end up in a log.
func hideChildren(changes []flow.FieldChange, c *concern.Case) {
	refs := slices.Clone(c.Placed)
	for _, p := range c.Stored() {
		refs = append(refs, p.Ref().Child)
	}
	for i := range changes {
		for _, s := range []*string{&changes[i].Field, &changes[i].Was, &changes[i].Now} {
			for _, ref := range refs {
				*s = without(without(*s, ref.String()), inWords(ref.String()))
			}
		}
	}
}

// without replaces a reference where it stands as a word of its own.
func without(s, ref string) string {
	if ref == "" {
		return s
	}
	var b strings.Builder
	for {
		at := strings.Index(s, ref)
		if at < 0 {
			return b.String() + s
		}
		end := at + len(ref)
		if wordEnd(s[:at], true) && wordEnd(s[end:], false) {
			b.WriteString(s[:at] + "a child")
		} else {
			b.WriteString(s[:end])
		}
		s = s[end:]
	}
}

// wordEnd reports whether s ends (or begins) with what is no part of a word.
func wordEnd(s string, ends bool) bool {
	rs := []rune(s)
	if len(rs) == 0 {
		return true
	}
	r := rs[0]
	if ends {
		r = rs[len(rs)-1]
	}
	return !unicode.IsLetter(r) && !unicode.IsDigit(r)
}
