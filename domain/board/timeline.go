package board

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// moment is one line of a history with its place in time. Of one day, what the
// journal timed stands above what only has a day.
type moment struct {
	row TimelineRow
	seq int64
	at  time.Time // none for what only has a day
}

// timeline merges what Ofsted did, what we recorded and what time alone brought,
// the newest first.
func (v *view) timeline(in PageInput, h *home) []moment {
	return newestFirst(slices.Concat(v.inspected(h), v.registered(h), v.fellDue(h),
		v.recorded(in.Entries, labels(in.Case, in.Past), in.Zone, in.known())))
}

func newestFirst(all []moment) []moment {
	slices.SortFunc(all, func(a, b moment) int {
		return cmp.Or(b.row.Day.Compare(a.row.Day), cmp.Compare(b.seq, a.seq), cmp.Compare(b.row.ID, a.row.ID))
	})
	return all
}

func timelineRows(all []moment) []TimelineRow {
	rows := make([]TimelineRow, len(all))
	for i := range all {
		rows[i] = all[i].row
	}
	return rows
}

func (v *view) dayRow(id string, mark Mark, day civil.Date, who, what string) moment {
	return moment{row: TimelineRow{ID: id, Mark: mark, When: v.short(day), Day: day, Who: text.Clean(who), What: text.Clean(what)}}
}

// inspected is one line for each inspection of Ofsted's.
func (v *view) inspected(h *home) []moment {
	var out []moment
	seen := map[string]int{}
	for _, in := range h.c.History {
		id := fmt.Sprintf("inspection:%s.%s.%s", in.Ended, in.Kind, in.Number)
		if seen[id]++; seen[id] > 1 {
			id += fmt.Sprintf(".%d", seen[id])
		}
		m := v.dayRow(id, NoMarkup, in.Ended, "Ofsted", v.inspectedWords(in))
		if in.Ended.IsZero() {
			m.row.When, m.row.Mark = "no date", Problem
		}
		m.row.Details = inspectionLines(in)
		out = append(out, m)
	}
	return out
}

// inspectedWords say what an inspection found. One that a person recorded and that
// was taken back says what it was said to have found, and that it no longer stands.
func (v *view) inspectedWords(in ofsted.Inspection) string {
	what := inspectionWords(in.Kind)
	switch said := in.EventType.String(); {
	case strings.HasPrefix(said, "withdrawn: "), strings.HasPrefix(said, "changed: "), strings.HasPrefix(said, "published since: "):
		return capital(said)
	case in.Judgement.IsZero() && !in.Judgement.Unread():
		what += ", no judgement given"
	default:
		what += ": " + v.wordsOf(in.Judgement)
	}
	if in.Provisional {
		what += " (provisional)"
	}
	return what
}

func inspectionWords(k ofsted.Kind) string {
	switch k {
	case ofsted.Full:
		return "Full inspection"
	case ofsted.Monitoring:
		return "Monitoring visit"
	case ofsted.OtherKind, "":
		return "Inspection"
	}
	return capital(string(k)) + " inspection"
}

func inspectionLines(in ofsted.Inspection) []flow.Line {
	var out []flow.Line
	add := func(name, value string) {
		if value != "" {
			out = append(out, flow.Line{Verb: "is", What: name + ": " + value})
		}
	}
	add("published", in.Published.Long())
	add("Ofsted's words", in.Judgement.Label.String())
	add("help and protection", strings.ReplaceAll(string(in.Judgement.Protection), "_", " "))
	add("leaders and managers", strings.ReplaceAll(string(in.Judgement.Leadership), "_", " "))
	add("event", strings.TrimSpace(in.EventType.String()+" "+in.Number.String()))
	return out
}

// registered is the beginning and the end of the registration.
func (v *view) registered(h *home) []moment {
	var out []moment
	if d := h.facts.Registered; !d.IsZero() {
		out = append(out, v.dayRow("registered", NoMarkup, d, "Ofsted", "Registered with Ofsted"))
	}
	if d := h.facts.Closed; !d.IsZero() && h.facts.Status.Ended() {
		out = append(out, v.dayRow("registration ended", Today, d, "Ofsted", "Registration "+string(h.facts.Status)))
	}
	return out
}

// fellDue is what time alone brought: our duties that became overdue, Ofsted's
// windows that opened or passed without news.
func (v *view) fellDue(h *home) []moment {
	var out []moment
	for i := range h.c.Duties {
		d := &h.c.Duties[i]
		if d.Status != duty.Open {
			continue
		}
		what := d.What
		if !d.Child.IsZero() {
			what += " (" + d.Child.String() + ")"
		}
		switch {
		case d.Overdue(v.today) > 0:
			out = append(out, v.dayRow("late:"+d.ID, Overdue, d.Due, team.System.Words(), what+" fell due and is overdue"))
		case d.Owner != duty.Ofsted || d.Due.IsZero():
		case v.stands(d) == passed:
			out = append(out, v.dayRow("passed:"+d.ID, Today, d.Due, team.System.Words(), "Ofsted's window passed without news: "+v.windowKind(d)))
		case v.stands(d) == inside:
			out = append(out, v.dayRow("opened:"+d.ID, Open, d.Earliest, team.System.Words(),
				fmt.Sprintf("Ofsted's window opened: %s between %s and %s", v.windowKind(d), v.short(d.Earliest), v.short(d.Due))))
		}
	}
	return out
}

// labels tell the parts of a case, earlier ones among them, from one another in a
// history: "full visit", the child's reference. They are by subject.
func labels(c *concern.Case, past []concern.Part) map[string]string {
	out := map[string]string{}
	parts := slices.Concat(past, c.Stored(), c.Parts("visit"))
	for _, p := range parts {
		ref := p.Ref()
		words := ref.Child.String()
		switch p := p.(type) {
		case *concern.Visit:
			words = p.KindWords() + " visit"
		case *concern.Alert, *concern.Enforcement:
			words = strings.TrimSuffix(uncapital(partTitle(p))+", "+words, ", ")
		}
		out[ref.Kind+":"+ref.ID] = words
	}
	for i := range c.Duties {
		out["duty:"+c.Duties[i].ID] = uncapital(c.Duties[i].What)
	}
	return out
}

// recorded is one line for each journal entry. labels are of what it is about.
func (v *view) recorded(entries []journal.Entry, labels map[string]string, zone *time.Location, known map[text.Text]bool) []moment {
	charts, was := newCharts(), history{}
	var out []moment
	for i := range entries {
		e := &entries[i]
		day := civil.In(e.At, zone)
		what := charts.title(e)
		if label := labels[e.Subject]; label != "" {
			what += " (" + label + ")"
		}
		m := moment{seq: e.Seq, at: e.At, row: TimelineRow{ID: fmt.Sprintf("journal:%d", e.Seq), Mark: NoMarkup, Day: day,
			When: v.short(day) + " " + e.At.In(zone).Format("15:04"), Who: text.Clean(actor(e)), What: text.Clean(what)}}
		m.row.Details = append(charts.argLines(e.Row, e.Args, known), was.lines(e.Changes, known)...)
		if on, err := civil.Parse(e.On); err == nil && on != day {
			// What was done on another day stands on that day: a history is read by
			// when things happened. The time it was recorded is kept beside it.
			m.row.Day, m.row.When = on, v.short(on)
			m.row.Details = append([]flow.Line{{Verb: "recorded", What: "on " + day.Full() + " at " + e.At.In(zone).Format("15:04")}}, m.row.Details...)
		}
		m.row.Details = append(m.row.Details, provenance(e)...)
		out = append(out, m)
	}
	return out
}

// actor is who did it: a login, the rule or the import.
func actor(e *journal.Entry) string {
	if e.Actor == string(team.System) {
		return team.System.Words()
	}
	if e.OnBehalfOf != "" {
		return e.OnBehalfOf + " (by " + e.Actor + ")"
	}
	return e.Actor
}

func provenance(e *journal.Entry) []flow.Line {
	var out []flow.Line
	if e.OnBehalfOf != "" {
		what := e.OnBehalfOf
		if why := e.Args[journal.ActingBecause]; why != "" {
			what += ", because: " + why
		}
		out = append(out, flow.Line{Verb: "for", What: text.Clean(what).String()})
	}
	return append(out, flow.Line{Verb: "by rule", What: strings.TrimPrefix(e.Row+", "+e.Policy, ", ")})
}
