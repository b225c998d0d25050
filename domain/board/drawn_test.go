package board

import (
	"strings"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// drawnOn is the day of the drawings of the board: a Tuesday.
var drawnOn = civil.On(2026, time.March, 3)

// weekdaysOnly counts Monday to Friday; the holidays are the calendar's matter.
func weekdaysOnly(from, to civil.Date) int {
	n := 0
	for d := from.AddDays(1); !d.After(to); d = d.AddDays(1) {
		if d.Weekday() != time.Saturday && d.Weekday() != time.Sunday {
			n++
		}
	}
	return n
}

func dated(s string) civil.Date { return civil.MustParse(s) }

// drawn is the board of the drawings, with a home of which nothing is known.
func drawn() *Board {
	child := func(ref, prov, urn, judgement, step, due string, late int, owner string, mark Mark) ChildRow {
		r := ChildRow{ID: "child:" + ref, Child: text.Clean(ref), Provision: text.Clean(prov), URN: urn,
			Type: "children's home", Judgement: judgement, NextStep: step, DaysLate: late, Owner: text.Clean(owner),
			Mark: mark, Bucket: placement.BelowThreshold, Provisional: strings.HasSuffix(judgement, "(p)"),
			InspectedOn: dated("2026-01-19"), Points: 10 * late}
		if due != "" {
			r.Due = dated(due)
		}
		return r
	}
	b := &Board{Today: drawnOn, Children: []ChildRow{
		child("C-0412", "Alder House", "9000412", "INAD", "Suitability: sign", "2026-02-24", 7, "ann", Overdue),
		child("C-0388", "Alder House", "9000412", "INAD", "Child voice missing", "2026-02-26", 5, "—", Overdue),
		child("C-0391", "Copper Lane", "9000391", "RI", "Provider plan: chase", "2026-02-27", 4, "ben", Overdue),
		child("C-0420", "Dunlin Court", "9000420", "RI(p)", "Exposure check", "2026-03-03", 0, "ann", Today),
		child("C-0433", "Dunlin Court", "9000420", "RI(p)", "Tell IRO and SW", "2026-03-04", 0, "", New),
		child("C-0407", "Birch Lodge", "9000407", "INAD", "Ofsted may return", "", 0, "cas", Open),
		child("C-0299", "Saint Żółć’s", "", "?", "URN is missing", "", 0, "dee", Problem),
	}}
	b.Children[0].Held = "FROZEN to new placements"
	b.Children[2].Duties = []DutyLine{{What: "Answer about the plan", WhoseDuty: "provider"}}
	b.Children[3].Duties = []DutyLine{{What: "Answer, signed", WhoseDuty: "provider", Mark: NoMarkup, Left: "done 2 Mar"}}
	b.Children[5].InspectedOn = dated("2025-12-15")
	b.Children[6].Bucket, b.Children[6].InspectedOn = placement.MissingURN, civil.Date{}
	b.Revisits = []RevisitRow{
		{ID: "w1", URN: "9000407", Provision: text.Clean("Birch Lodge"), Kind: "return", State: "passed",
			Earliest: dated("2026-01-26"), Latest: dated("2026-02-09"), Children: 2, Mark: Today},
		{ID: "w2", URN: "9000412", Provision: text.Clean("Alder House"), Kind: "return", State: "open",
			Earliest: dated("2026-03-02"), Latest: dated("2026-03-16"), Children: 2, Mark: Open},
		{ID: "w3", URN: "9000412", Provision: text.Clean("Alder House"), Kind: "full re-inspection", State: "not_open",
			Latest: dated("2026-05-11"), Children: 2, Mark: NotDue},
		{ID: "w4", URN: "9000391", Provision: text.Clean("Copper Lane"), Kind: "return", State: "open", Children: 1, Mark: Problem},
	}
	b.Visits = []VisitRow{
		{ID: "v1", URN: "9000391", Provision: text.Clean("Copper Lane"), Kind: "progress", Due: dated("2026-02-27"), DaysLate: 4,
			State: "not booked", Visitor: text.Clean("ben"), Mark: Overdue},
		{ID: "v2", URN: "9000412", Provision: text.Clean("Alder House"), Kind: "full", Due: dated("2026-02-28"), DaysLate: 3,
			State: "booked 5 Mar", BookedFor: dated("2026-03-05"), Visitor: text.Clean("ann"), Mark: Overdue},
		{ID: "v3", URN: "9000420", Provision: text.Clean("Dunlin Court"), Kind: "progress", Due: dated("2026-03-10"),
			State: "not booked", Mark: NotDue},
	}
	return b
}

func testEnv() FilterEnv {
	return FilterEnv{Today: drawnOn, Me: "Ann", WorkingDays: weekdaysOnly, Board: drawn()}
}

// shown lists the rows that a filter shows, pane by pane.
func shown(f Filter, b *Board) string {
	var out []string
	for _, r := range b.Children {
		if f.Child(r) {
			out = append(out, r.Child.String())
		}
	}
	for _, r := range b.Revisits {
		if f.Revisit(r) {
			out = append(out, r.ID)
		}
	}
	for _, r := range b.Visits {
		if f.Visit(r) {
			out = append(out, r.ID)
		}
	}
	return strings.Join(out, " ")
}
