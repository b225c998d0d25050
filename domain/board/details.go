package board

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/text"
)

// charts gives the words of the rows that entries and proposals name.
type charts struct{ rows map[string]concern.Row }

func newCharts() charts {
	c := charts{map[string]concern.Row{}}
	for _, ch := range concern.Charts() {
		for _, r := range ch.Rows {
			c.rows[r.ID] = r
		}
	}
	return c
}

// title says what an entry records: the row's own title with its first choice
// and its days, or the event's word where no chart holds the row.
func (c charts) title(e *journal.Entry) string {
	id, proposed := strings.CutSuffix(e.Row, "?")
	r, ok := c.rows[id]
	if !ok {
		return capital(strings.ReplaceAll(e.Event, "_", " "))
	}
	title := r.Title
	if proposed {
		title = "Proposed: " + title
	}
	if facts := titleFacts(r, e.Args); facts != "" {
		title += ": " + facts
	}
	return title
}

func titleFacts(r concern.Row, args map[string]string) string {
	var facts []string
	chosen := false
	for _, a := range r.Args {
		value := args[a.Name]
		switch {
		case value == "":
		case a.Kind == flow.DateArg:
			facts = append(facts, uncapital(a.Label)+" "+valueWords(value))
		case a.Kind != flow.ChoiceArg || chosen:
		case !yesOrNo(a):
			chosen = true
			facts = append(facts, optionWords(a, value))
		case value != a.Default: // what is usual stands below, with the other arguments
			chosen = true
			facts = append(facts, uncapital(a.Label)+": "+uncapital(optionWords(a, value)))
		}
	}
	return strings.Join(facts, ", ")
}

// yesOrNo reports whether the answers to an argument say nothing without its question.
func yesOrNo(a flow.Arg) bool {
	return slices.ContainsFunc(a.Options, func(o flow.Option) bool { return o.Value == "yes" })
}

func optionWords(a flow.Arg, value string) string {
	for _, o := range a.Options {
		if o.Value == value {
			return o.Words
		}
	}
	return valueWords(value)
}

// argLines are the arguments of a row, one line each, by name.
func (c charts) argLines(row string, args map[string]string, known map[text.Text]bool) []flow.Line {
	var out []flow.Line
	r := c.rows[strings.TrimSuffix(row, "?")]
	asked := slices.Concat(r.Args, flow.Common())
	for _, name := range slices.Sorted(maps.Keys(args)) {
		if name == journal.ActingBecause {
			continue // it stands beside whom it was done for
		}
		label, value := strings.ReplaceAll(name, "_", " "), args[name]
		words := valueWords(value)
		if i := slices.IndexFunc(asked, func(a flow.Arg) bool { return a.Name == name }); i >= 0 {
			label, words = uncapital(asked[i].Label), optionWords(asked[i], value)
		}
		if strings.HasPrefix(name, "child") {
			words = refs(value, known)
		}
		out = append(out, flow.Line{Verb: "set", What: text.Clean(label + ": " + words).String()})
	}
	return out
}

// refs keeps the references of children of this provision; others are counted,
// not named: an entry may speak of more children than live here.
func refs(value string, known map[text.Text]bool) string {
	var named []string
	others := 0
	for part := range strings.SplitSeq(value, ",") {
		if ref := text.Clean(part); known[ref] {
			named = append(named, ref.String())
		} else {
			others++
		}
	}
	if others > 0 {
		named = append(named, plural(others, "other child", "other children"))
	}
	return strings.Join(named, ", ")
}

// valueWords says a stored value: a date as a day, a flag as yes or no.
func valueWords(s string) string {
	if d, err := civil.Parse(s); err == nil {
		return d.Long()
	}
	switch s {
	case "":
		return "none"
	case "true":
		return "yes"
	case "false":
		return "no"
	}
	return s
}

// history is each record as the entries so far left it: an entry keeps the whole
// record after it, so that what came before stands in an earlier one.
type history map[string]map[string]any

// notShown are the fields that say nothing to a reader.
var notShown = []string{"id", "urn", "concern", "version", "next", "digest", "settled_by", "opened_by", "args", "by", "roles", "child", "requested_by"}

// shownKinds are the records whose changes belong on a provision's page, as a
// reader calls them. A file's changes to placements name other children.
var shownKinds = map[string]string{"concern": "concern", "visit": "visit", "duty": "duty", "freeze": "freeze", "item": "requirement", "proposal": "proposal"}

// lines are what an entry changed: before and after.
func (h history) lines(changes []journal.Change, known map[text.Text]bool) []flow.Line {
	var out []flow.Line
	for _, ch := range changes {
		name, after, ok := recordOf(ch)
		if !ok {
			continue
		}
		before, had := h[ch.Kind+" "+ch.ID]
		h[ch.Kind+" "+ch.ID] = after
		if child, _ := after["child"].(string); child != "" && !known[text.Clean(child)] {
			continue
		}
		switch {
		case ch.Kind == "duty" && (!had || before["status"] != after["status"]):
			out = append(out, dutyChange(after, ch.Before == ""))
		case had:
			out = append(out, fieldLines(name, before, after)...)
		}
	}
	return out
}

// recordOf reads a changed record, where its changes belong on a provision's page.
func recordOf(ch journal.Change) (name string, record map[string]any, ok bool) {
	if ch.Kind != "part" {
		name, ok = shownKinds[ch.Kind]
		return name, record, ok && json.Unmarshal(ch.After, &record) == nil
	}
	var part struct {
		Body map[string]any `json:"body"`
	}
	kind, _, _ := strings.Cut(ch.ID, "/")
	return kind, part.Body, json.Unmarshal(ch.After, &part) == nil && part.Body != nil
}

// dutyChange says that a duty was opened, settled, or went away.
func dutyChange(d map[string]any, isNew bool) flow.Line {
	what, _ := d["what"].(string)
	due, _ := d["due"].(string)
	verb := "opens"
	switch d["status"] {
	case "settled":
		verb = "settles"
	case "void":
		verb, what = "settles", what+" (no longer owed)"
	default:
		if d["owner"] == "ofsted" {
			verb = "window"
		}
		if due != "" {
			what += ", due " + valueWords(due)
		}
		if !isNew {
			verb = "change"
		}
	}
	return flow.Line{Verb: verb, What: text.Clean(what).String()}
}

func fieldLines(kind string, before, after map[string]any) []flow.Line {
	var out []flow.Line
	for _, field := range slices.Sorted(maps.Keys(after)) {
		was, is := said(before[field]), said(after[field])
		if nested(after[field]) || was == is || slices.Contains(notShown, field) {
			continue
		}
		out = append(out, flow.Line{Verb: "change", What: text.Clean(fmt.Sprintf("%s %s: %s -> %s", kind, strings.ReplaceAll(field, "_", " "),
			valueWords(was), valueWords(is))).String()})
	}
	return out
}

// nested reports whether a value is more than one fact: what changed in it stands
// among the entry's arguments.
func nested(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}

// said is a stored value as text; what an older record did not hold is nothing.
func said(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}
