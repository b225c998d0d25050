package tui

import (
	"fmt"
	"strings"

	"placewatch/domain/board"
)

// childKind is the first pane: our children in provisions below the threshold,
// or in one of which nothing can be said.
func childKind() *kind[board.ChildRow] {
	type row = board.ChildRow
	return &kind[row]{
		pane: board.ChildrenPane, number: 1,
		title: "Children in RI or Inadequate provisions", short: "Children",
		pick: func(b *board.Board) []row { return b.Children },
		id:   func(r *row) string { return r.ID },
		item: func(r *row) item {
			return item{r.ID, r.Subject, r.URN, r.Version, r.Mark, strings.TrimSpace(r.Child.String() + " " + r.Provision.String()),
				orWords(r.Provision.String(), "a placement in no known provision"), ourFirst(r.Duties), ofChild(r.Subject, r.Child.String())}
		},
		match: board.Filter.Child,
		order: board.SortChildren,
		columns: []column[row]{
			{"Ref", 6, 6, 14, 99, func(_ *look, r *row) string { return r.Child.String() }, whole},
			{"Provision", 10, 18, 32, 90, func(_ *look, r *row) string { return r.Provision.String() }, plain},
			{"Type", 16, 18, 26, 10, func(_ *look, r *row) string { return r.Type }, below | extra},
			{"Judged", 7, 7, 7, 80, func(_ *look, r *row) string { return r.Judgement }, plain},
			{"Wk", 3, 3, 3, 30, func(_ *look, r *row) string { return weeks(r.Weeks) }, right | below},
			{"Next step", 13, 26, 44, 60, func(_ *look, r *row) string { return r.NextStep }, below},
			{"Due", 6, 6, 6, 50, childDue, below},
			{"Left", 8, 8, 8, 85, childLeft, plain},
			{"Who", 3, 3, 12, 40, func(_ *look, r *row) string { return orDash(r.Owner.String()) }, plain},
			{"Role", 17, 21, 22, 5, func(_ *look, r *row) string { return r.OwnerRole }, below | extra},
		},
		second: func(l *look, r *row, w int) string {
			due := label("due", dueWords(l.today, r.Due))
			return l.Cell(r.NextStep, w-len(due)-1) + l.Right(due, min(w, len(due)+1))
		},
		card: childCard, detail: childDetail,
		brief:  childBrief,
		empty:  func(b *board.Board) []string { return nothingListed(b, childrenEmpty) },
		phrase: childPhrase,
	}
}

// An open window has no due date of ours: its two words take both columns.
const windowOpen = "window open"

func childDue(l *look, r *board.ChildRow) string {
	if r.Due.IsZero() && r.Left == windowOpen {
		return "window"
	}
	return dueWords(l.today, r.Due)
}

func childLeft(_ *look, r *board.ChildRow) string {
	if r.Due.IsZero() && r.Left == windowOpen {
		return "open"
	}
	return r.Left
}

// revisitKind is the second pane: when Ofsted may act.
func revisitKind() *kind[board.RevisitRow] {
	type row = board.RevisitRow
	return &kind[row]{
		pane: board.RevisitsPane, number: 2,
		title: "Ofsted revisits", short: "Ofsted revisits",
		pick: func(b *board.Board) []row { return b.Revisits },
		id:   func(r *row) string { return r.ID },
		item: func(r *row) item {
			return item{r.ID, r.Subject, r.URN, r.Version, r.Mark, r.Provision.String(), r.Provision.String(), owed{}, ""}
		},
		match: board.Filter.Revisit,
		order: board.SortRevisits,
		columns: []column[row]{
			{"Provision", 9, 18, 32, 90, func(_ *look, r *row) string { return r.Provision.String() }, plain},
			{"Kind", 11, 18, 18, 40, func(_ *look, r *row) string { return r.Kind }, below},
			{"Window", 15, 16, 20, 80, func(l *look, r *row) string { return windowWords(l.today, r.Earliest, r.Latest) }, below},
			{"Where today is", 20, 20, 20, 10, func(l *look, r *row) string { return bar(l, r.Earliest, r.Latest, 20) }, below | extra},
			{"Left", 9, 9, 9, 85, func(_ *look, r *row) string { return r.Left }, plain},
			{"Children", 10, 10, 12, 30, func(_ *look, r *row) string { return plural(r.Children, "child", "children") }, plain},
		},
		second: func(l *look, r *row, w int) string {
			return l.Cell(join("   ", r.Kind, windowWords(l.today, r.Earliest, r.Latest)), w)
		},
		card: revisitCard, detail: revisitDetail,
		brief:  func(r *row) string { return sentence(join("; ", r.Kind, r.Left, r.Explanation, r.Source)) },
		empty:  func(b *board.Board) []string { return nothingListed(b, revisitsEmpty) },
		phrase: revisitPhrase,
	}
}

// visitKind is the third pane: the visits that we owe.
func visitKind() *kind[board.VisitRow] {
	type row = board.VisitRow
	return &kind[row]{
		pane: board.VisitsPane, number: 3,
		title: "QA visits", short: "QA visits",
		pick: func(b *board.Board) []row { return b.Visits },
		id:   func(r *row) string { return r.ID },
		item: func(r *row) item {
			return item{r.ID, r.Subject, r.URN, r.Version, r.Mark, r.Provision.String(), r.Provision.String(), owed{}, ""}
		},
		match: board.Filter.Visit,
		order: board.SortVisits,
		columns: []column[row]{
			{"Provision", 9, 18, 32, 90, func(_ *look, r *row) string { return r.Provision.String() }, plain},
			{"Kind", 10, 12, 14, 40, func(_ *look, r *row) string { return r.Kind }, below},
			{"Why", 22, 34, 50, 5, func(_ *look, r *row) string { return r.Explanation }, below | extra},
			{"Due", 10, 10, 10, 50, func(l *look, r *row) string { return label("due", dueWords(l.today, r.Due)) }, below},
			{"Left", 7, 8, 9, 85, func(_ *look, r *row) string { return r.Left }, plain},
			{"State", 12, 16, 24, 80, func(_ *look, r *row) string { return r.State }, below},
			{"Who", 3, 3, 12, 30, func(_ *look, r *row) string { return orDash(r.Visitor.String()) }, plain},
		},
		second: func(l *look, r *row, w int) string {
			return l.Cell(join("   ", r.Kind, label("due", dueWords(l.today, r.Due)), r.State, r.Visitor.String()), w)
		},
		card: visitCard, detail: visitDetail,
		brief:  func(r *row) string { return sentence(join("; ", r.Kind, r.Left, r.State, r.Explanation, r.Source)) },
		empty:  func(b *board.Board) []string { return nothingListed(b, visitsEmpty) },
		phrase: visitPhrase,
	}
}

// ourFirst is the first duty of ours.
func ourFirst(all []board.DutyLine) owed {
	for _, d := range all {
		if o := ours(d); o.subject != "" {
			return o
		}
	}
	return owed{}
}

// childBrief is the next step in full, which its column may cut, what is owed soon
// beside it, and why the row stands where it does.
func childBrief(r *board.ChildRow) string {
	next := join(", ", r.NextStep, strings.Trim(r.Left, "— "))
	if r.More > 0 {
		next += fmt.Sprintf(" (+%d late or soon)", r.More)
	}
	return sentence(join(". ", next, strings.Join(r.Reasons, "; ")))
}

// ours is a duty of ours: what others owe cannot be handed on.
func ours(d board.DutyLine) owed {
	if d.WhoseDuty != "" && d.WhoseDuty != "ours" {
		return owed{}
	}
	return owed{dutySubject(d), d.What}
}

func dutySubject(d board.DutyLine) string { return "duty:" + strings.TrimPrefix(d.ID, "duty:") }
