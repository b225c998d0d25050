package ofsted

import (
	"fmt"
	"strings"

	"placewatch/domain/text"
)

// unusable says which cell makes the whole row unusable: a judgement that cannot
// be dated cannot be put before or after another.
type unusable struct {
	col column
	why string
}

func (u *unusable) Error() string { return u.why }

// inspectionsOf reads the inspections that a row shows: the one it is about, the
// one before it (2024), and the visits in the list sent to councils.
func (r *reader) inspectionsOf(urn URN) ([]Inspection, error) {
	var out []Inspection
	shown, ok, err := r.inspection(urn, colEventType)
	if err != nil {
		return nil, err
	}
	if ok {
		out = append(out, shown)
	}
	if before, ok, err := r.inspection(urn, colPrevious); err != nil {
		r.notes.warn(r.line, "previous inspection left out", err.Error())
	} else if ok {
		out = append(out, before)
	}
	if d, ok := r.optionalDate(colInterimDate, earliestInspection); ok {
		j := r.judgement(colInterimOverall)
		out = append(out, Inspection{URN: urn, Kind: Interim, Started: d, Ended: d, Judgement: j})
	} else if cell := r.cell(colInterimOverall); !blank(cell) && !notProvided(cell) {
		r.warn(colInterimOverall, "interim inspection without a date, left out", cell)
	}
	if d, ok := r.optionalDate(colAssuranceDate, earliestInspection); ok {
		out = append(out, Inspection{URN: urn, Kind: Assurance, Started: d, Ended: d})
	}
	return out, nil
}

// inspection reads the eight columns of one inspection, the shown or the
// previous. None is not an error: a home may never have been inspected.
func (r *reader) inspection(urn URN, set column) (Inspection, bool, error) {
	in := func(col column) column { return col - colEventType + set }
	if r.noInspection(set) {
		return Inspection{}, false, nil
	}
	if blank(r.cell(in(colDate))) {
		return Inspection{}, false, &unusable{in(colDate), "an inspection without a date cannot be put in order"}
	}
	day, err := r.date(in(colDate), earliestInspection)
	if err != nil {
		return Inspection{}, false, &unusable{in(colDate), err.Error()}
	}
	published, _ := r.optionalDate(in(colPublished), earliestInspection)
	i := Inspection{
		URN: urn, Kind: r.kind(in(colEventType)), EventType: r.words(in(colEventType)),
		Number: r.eventNumber(in(colNumber)), Started: day, Ended: day, Published: published,
		Judgement: r.judgement(in(colOverall), in(colOutcome)),
	}
	i.Judgement.Protection = r.grade(in(colProtection))
	i.Judgement.Leadership = r.grade(in(colLeadership))
	return i, true, nil
}

// noInspection reports that the columns show none: all are blank, or say that the
// service is inspected with the council.
func (r *reader) noInspection(set column) bool {
	last := set + colOutcome - colEventType
	overall, day := r.cell(set+colOverall-colEventType), r.cell(set+colDate-colEventType)
	if notProvided(overall) || notProvided(day) && blank(overall) {
		return true
	}
	for col := set; col <= last; col++ {
		if !blank(r.cell(col)) {
			return false
		}
	}
	return true
}

// kind reads the event type. Without one the inspection is what the table is
// about: the latest full inspection.
func (r *reader) kind(col column) Kind {
	if blank(r.cell(col)) && r.table.RecognisedAs != InYearInspections {
		return Full
	}
	k, ok := parseKind(r.cell(col))
	if !ok {
		r.warn(col, "kind of inspection not known", r.cell(col))
	}
	return k
}

// eventNumber reads the event number, unless a spreadsheet has cut it to
// "1.02E+07": such a number would make different inspections one.
func (r *reader) eventNumber(col column) text.Text {
	if strings.ContainsAny(r.cell(col), "eE") {
		r.warn(col, "event number in scientific notation, left out", "")
		return text.Text{}
	}
	return r.words(col)
}

// judgement reads the headline. A word that is not known is kept as the label and
// gives no grade (Judgement.Unread).
func (r *reader) judgement(headlines ...column) Judgement {
	var j Judgement
	for _, col := range headlines {
		words := r.words(col)
		if blank(words.String()) {
			continue
		}
		g, o, ok := parseHeadline(words.String())
		if !ok {
			r.warn(col, "judgement not known, counts as unknown", words.String())
		}
		if j.Label.IsZero() {
			j.Label, j.Overall = words, g
		}
		if j.Outcome == "" {
			j.Outcome = o
		}
	}
	return j
}

// grade reads a judgement below the headline.
func (r *reader) grade(col column) Grade {
	g, o, ok := parseHeadline(r.words(col).String())
	if !ok || o != "" {
		r.warn(col, "judgement not known, counts as none", r.cell(col))
	}
	return g
}

// addInspection keeps each inspection once. Where two rows give one inspection
// two judgements the worse is kept, and said.
func (r *reader) addInspection(in Inspection) {
	r.newestEvent = later(r.newestEvent, in.Ended)
	key := in.event()
	k, again := r.inspections[key]
	if !again {
		r.inspections[key] = kept{at: len(r.table.Inspections), line: r.line}
		r.table.Inspections = append(r.table.Inspections, in)
		return
	}
	have := &r.table.Inspections[k.at]
	if have.Judgement == in.Judgement {
		return
	}
	r.notes.warn(r.line, "two judgements of one inspection; the worse is kept",
		fmt.Sprintf("%s, inspected %s, on lines %d and %d", in.URN, in.Ended.Long(), k.line, r.line))
	if in.Judgement.severity() > have.Judgement.severity() {
		*have = in
	}
}

func (in Inspection) event() event {
	e := event{urn: in.URN, day: in.Ended, number: in.Number.String()}
	if e.number == "" {
		e.kind = in.Kind
	}
	return e
}
