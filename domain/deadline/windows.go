package deadline

import (
	"fmt"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
)

// WindowInput is the inspection that a concern opens on.
type WindowInput struct {
	Type      ofsted.Type
	Judgement ofsted.Judgement
	Kind      ofsted.Kind
	Ended     civil.Date // the feedback day, which starts Ofsted's clocks
}

// The rules named by an answer that has no date because no rule is known.
const (
	UnknownReturn = "unknown.return"
	UnknownReport = "unknown.report"
)

// MetBy reports whether an inspection of that kind answers the window of a rule. A
// window that no rule is known for is answered only by an inspection.
func (b *Book) MetBy(id string, kind ofsted.Kind) bool {
	if id == UnknownReturn {
		return policy.ReInspection.By(kind)
	}
	editions, err := b.Lookup(id)
	return err == nil && editions[0].MetBy.By(kind)
}

// Windows returns what Ofsted may do next and when, as its framework of that day
// says: its case review, its call to the council, its report and its return.
// A report and a return are always answered; where no timescale is known, or the
// end of the inspection is not, the answer has no date and says why.
func (b *Book) Windows(in WindowInput, cal *civil.Calendar) []Answer {
	var out []Answer
	for _, kind := range []string{policy.CaseReview, policy.Alert, policy.Report, policy.Return} {
		opened := b.opened(kind, in, cal)
		if len(opened) == 0 && (kind == policy.Report || kind == policy.Return) {
			opened = []Answer{unknown(kind, in)}
		}
		out = append(out, opened...)
	}
	return out
}

func (b *Book) opened(kind string, in WindowInput, cal *civil.Calendar) []Answer {
	if in.Ended.IsZero() {
		return nil
	}
	grade, outcome, note := finding(in.Judgement)
	var out []Answer
	for _, r := range b.rules {
		if r.Kind != kind || !r.For(in.Type) || !r.InForce(in.Ended) || !r.InSeason(in.Ended) ||
			!r.OpenedBy(in.Kind, grade, outcome) {
			continue
		}
		a := answer(r, in.Ended, cal)
		if len(r.Grades) > 0 {
			a.Explanation += note
		}
		out = append(out, a)
	}
	return out
}

// finding is what Ofsted's timescales go by.
//
// Local: where no overall grade is given, an inadequate judgement for protection
// or leadership stands in for it, and the explanation says so.
func finding(j ofsted.Judgement) (ofsted.Grade, ofsted.Outcome, string) {
	if j.Overall == "" && j.Outcome == "" && (j.Protection == ofsted.Inadequate || j.Leadership == ofsted.Inadequate) {
		return ofsted.Inadequate, "", "; read from a sub-judgement, as there is no overall grade (local)"
	}
	return j.Overall, j.Outcome, ""
}

// unknown answers with a reason in place of a date.
func unknown(kind string, in WindowInput) Answer {
	a := Answer{Rule: UnknownReturn, Kind: kind, What: "Ofsted returns", From: in.Ended, Owner: duty.Ofsted,
		Binding: policy.Expectation, Source: "R§13", MetBy: policy.ReInspection}
	if kind == policy.Report {
		a.Rule, a.What, a.MetBy = UnknownReport, "Ofsted publishes its report", ""
	}
	if in.Ended.IsZero() {
		a.Explanation = "no date: the end of the inspection is not known"
		return a
	}
	a.Explanation = fmt.Sprintf("no %s window is known for %s, %s, inspected on %s; ask Ofsted",
		kind, in.Type.Words(), findingWords(in.Judgement), in.Ended.Full())
	return a
}

func findingWords(j ofsted.Judgement) string {
	grade, outcome, _ := finding(j)
	switch {
	case grade != "":
		return "judged " + strings.ReplaceAll(string(grade), "_", " ")
	case outcome != "":
		return "found " + strings.ReplaceAll(string(outcome), "_", " ")
	}
	return "with no overall grade"
}
