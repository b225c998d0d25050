package tui

import (
	"fmt"
	"strings"

	"placewatch/domain/board"
	"placewatch/domain/placement"
)

// childDetail tells everything about a child's row: first why it ranks here.
func childDetail(l *look, r *board.ChildRow, w int) []string {
	var out []string
	if len(r.Reasons) > 0 {
		out = append(out, l.Hang("Why here: ", sentence(strings.Join(r.Reasons, "; ")), w)...)
	}
	if next := join(", ", r.NextStep, label("due", r.Due.Long()), r.Left); next != "" {
		if r.More > 0 {
			next += fmt.Sprintf(" (+%d more late, or due within a week)", r.More)
		}
		out = append(out, l.Hang("Next: ", sentence(next)+" Owner: "+sentence(whoOwes(r.Owner.String(), r.OwnerRole)), w)...)
	}
	out = append(out, l.Wrap(join("   ", join(", ", label("URN", r.URN), r.Type), judgedWords(r)), w)...)
	out = append(out, l.Wrap(join("   ", label("Placed", r.PlacedOn.Long()), label("type", r.PlacementType),
		label("Team:", r.Team.String()), label("Worker:", r.Worker.String()), label("OUT OF AREA: in", r.OutOfArea)), w)...)
	if r.Held != "" {
		out = append(out, l.Wrap(sentence(r.Held), w)...)
	}
	for _, s := range r.About {
		out = append(out, l.Wrap(sentence(s), w)...)
	}
	for _, d := range r.Duties {
		out = append(out, dutyLines(l, d, w)...)
	}
	return out
}

// judgedWords says the judgement, or that nothing can be said.
func judgedWords(r *board.ChildRow) string {
	s := r.JudgementWords
	if s == "" {
		s = r.Judgement
	}
	switch r.Bucket {
	case placement.UnknownURN, placement.MissingURN:
		s = "CANNOT SAY: " + s
	}
	s = join(", ", s, label("inspected", r.InspectedOn.Long()), weeksAgo(r.Weeks))
	if r.Provisional {
		s += ". PROVISIONAL: confidential until published"
	}
	return sentence(s)
}

func weeksAgo(n int) string {
	switch {
	case n < 0:
		return ""
	case n == 0:
		return "less than a week ago"
	}
	return plural(n, "week", "weeks") + " ago"
}

func childCard(l *look, r *board.ChildRow, w int) []string {
	out := l.Wrap(join("  ", strings.ToUpper(r.Mark.Words()), r.Child.String()), w)
	out = append(out, l.Wrap(join(", ", r.Provision.String(), orDash(r.JudgementWords), weeksAgo(r.Weeks)), w)...)
	out = append(out, l.Hang("Next: ", orDash(r.NextStep), w)...)
	out = append(out, l.Wrap(join(", ", label("Due", r.Due.Long()), r.Left), w)...)
	out = append(out, l.Hang("Owner: ", whoOwes(r.Owner.String(), r.OwnerRole), w)...)
	if r.Held != "" {
		out = append(out, l.Wrap(r.Held, w)...)
	}
	return append(out, l.Hang("Why here: ", strings.Join(r.Reasons, "; "), w)...)
}

func revisitDetail(l *look, r *board.RevisitRow, w int) []string {
	out := l.Wrap(join("   ", r.Provision.String(), label("URN", r.URN), r.Kind, plural(r.Children, "child of ours there", "children of ours there")), w)
	out = append(out, windowLines(l, r, w)...)
	if r.Explanation != "" {
		out = append(out, l.Hang("Why: ", sentence(r.Explanation), w)...)
	}
	return append(out, l.Wrap(join("   ", label("Rule:", r.Rule), label("Source:", r.Source)), w)...)
}

// windowLines gives a window with its dates in words, and a bar where it fits.
func windowLines(l *look, r *board.RevisitRow, w int) []string {
	words := join("   ", label("earliest", r.Earliest.Long()), label("latest", r.Latest.Long()))
	stands := inWindow(l.today, r.Earliest, r.Latest)
	drawn := bar(l, r.Earliest, r.Latest, min(28, w-60))
	if drawn != "" {
		words = fmt.Sprintf("earliest %s  %s  latest %s", r.Earliest.Long(), drawn, r.Latest.Long())
	}
	return l.Hang("Window: ", join("   ", words, stands), w)
}

func revisitCard(l *look, r *board.RevisitRow, w int) []string {
	out := l.Wrap(join("  ", strings.ToUpper(r.Mark.Words()), r.Kind), w)
	out = append(out, l.Wrap(r.Provision.String(), w)...)
	out = append(out, windowLines(l, r, w)...)
	out = append(out, l.Wrap(plural(r.Children, "child of ours there", "children of ours there"), w)...)
	return append(out, l.Wrap(join(" ", sentence(r.Explanation), r.Source), w)...)
}

func visitDetail(l *look, r *board.VisitRow, w int) []string {
	out := l.Wrap(join("   ", r.Provision.String(), label("URN", r.URN), label("QA visit:", r.Kind), r.State), w)
	out = append(out, l.Wrap(visitWhen(r)+" Visitor: "+sentence(orDash(r.Visitor.String())), w)...)
	if r.Explanation != "" {
		out = append(out, l.Hang("Why: ", sentence(r.Explanation), w)...)
	}
	return append(out, l.Wrap(join("   ", label("Rule:", r.Rule), label("Source:", r.Source)), w)...)
}

func visitWhen(r *board.VisitRow) string {
	due := label("Due", r.Due.Long())
	if due == "" {
		due = "No due date"
	}
	return sentence(join(", ", due, r.Left, label("booked for", r.BookedFor.Long())))
}

func visitCard(l *look, r *board.VisitRow, w int) []string {
	out := l.Wrap(join("  ", strings.ToUpper(r.Mark.Words()), "QA visit:", r.Kind), w)
	out = append(out, l.Wrap(r.Provision.String(), w)...)
	out = append(out, l.Wrap(visitWhen(r), w)...)
	out = append(out, l.Wrap(join("  ", r.State, label("Visitor:", orDash(r.Visitor.String()))), w)...)
	return append(out, l.Wrap(join(" ", sentence(r.Explanation), r.Source), w)...)
}
