package main

import (
	"fmt"
	"io"
	"strings"

	"placewatch/domain/board"
)

// printPage prints one provision as a page to read.
func (a *app) printPage(p *board.Page) error {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, "%s\n", clean(fmt.Sprintf(format, args...))) }
	name := p.Name.String() + "   "
	if name == board.Named("", p.URN)+"   " {
		name = "" // Ofsted publishes no name for it
	}
	say("%sURN %s   %s   %s", name, p.URN, p.Type, p.Status)
	say("%s", p.JudgementWords)
	if !p.Since.IsZero() {
		say("inspected %s", p.Since.Long())
	}
	if p.Freeze != "" {
		say("%s", p.Freeze)
	}
	if p.OfstedState != "" {
		say("Ofsted: %s   QA: %s   Plan: %s   %s", p.OfstedState, p.QAState, p.PlanState, p.Subject)
	}
	section(&b, "Our children there", []string{"child", "placed", "type", "team", "worker"}, pageChildren(p))
	section(&b, "Owed", []string{"", "what", "due", "", "by", "how counted", "source"}, pageDuties(p))
	section(&b, "Assessments, requests, plans, enforcement, alerts", []string{"", "what", "child", "state", "due", "owner", "subject", "detail"}, pageParts(p))
	section(&b, "Our visits", []string{"", "kind", "due", "state", "visitor", "visit"}, pageVisits(p))
	section(&b, "Ofsted's requirements", []string{"kind", "text", "progress"}, pageItems(p))
	section(&b, "No longer waiting for a second person", []string{"what", "proposed by", "on", "how it ended"}, pageEnded(p))
	section(&b, "Waiting for a second person", []string{"what", "proposed by", "until", "proposal"}, pageProposals(p))
	section(&b, "Timeline, newest first", []string{"when", "who", "what"}, pageTimeline(p))
	_, err := io.WriteString(a.out, b.String())
	return err
}

func section(b *strings.Builder, title string, header []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	writeTable(b, header, rows)
}

func pageChildren(p *board.Page) (rows [][]string) {
	for _, c := range p.Children {
		rows = append(rows, []string{c.Child.String(), c.PlacedOn.Long(), c.PlacementType, c.Team.String(), c.Worker.String()})
	}
	return rows
}

func pageDuties(p *board.Page) (rows [][]string) {
	for _, d := range p.Duties {
		by := d.OwnerRole
		if d.WhoseDuty != "ours" {
			by = d.WhoseDuty
		}
		rows = append(rows, []string{strings.TrimSpace(string(d.Mark)), d.What, d.Due.Long(), d.Left, by, d.Explanation, d.Source})
	}
	return rows
}

func pageVisits(p *board.Page) (rows [][]string) {
	for _, v := range p.Visits {
		rows = append(rows, []string{strings.TrimSpace(string(v.Mark)), v.Kind, v.Due.Long(), v.State, v.Visitor.String(), v.Subject})
	}
	return rows
}

func pageParts(p *board.Page) (rows [][]string) {
	for _, x := range p.Parts {
		rows = append(rows, []string{strings.TrimSpace(string(x.Mark)), x.Title, x.Child.String(), x.State, x.Due.Long(), x.Owner.String(), x.Subject,
			strings.Join(x.Detail, "; ")})
	}
	return rows
}

func pageItems(p *board.Page) (rows [][]string) {
	for _, i := range p.Items {
		rows = append(rows, []string{i.Kind, i.Text.String(), strings.ReplaceAll(i.Progress, "_", " ")})
	}
	return rows
}

func pageProposals(p *board.Page) (rows [][]string) {
	for _, x := range p.Proposals {
		rows = append(rows, []string{x.Title, x.By.String(), x.Expires.Long(), x.ID})
	}
	return rows
}

func pageEnded(p *board.Page) (rows [][]string) {
	for _, x := range p.Ended {
		rows = append(rows, []string{x.Title, x.By.String(), x.On.Long(), x.Ended})
	}
	return rows
}

func pageTimeline(p *board.Page) (rows [][]string) {
	for _, t := range p.Timeline {
		rows = append(rows, []string{t.When, t.Who.String(), t.What.String()})
	}
	return rows
}

// printChild prints one child's placements, what is owed for her, and her timeline.
func (a *app) printChild(doc board.ShowDoc) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", clean(doc.Subject))
	if facts, ok := doc.Facts.(board.ChildFacts); ok {
		var rows [][]string
		for _, p := range facts.Placements {
			rows = append(rows, []string{string(p.Name), string(p.URN), p.PlacedOn.Long(), p.EndedOn.Long(), string(p.PlacementType),
				strings.ReplaceAll(string(p.Bucket), "_", " "), string(p.Why), string(p.Concern)})
		}
		section(&b, "Placements", []string{"provision", "URN", "placed", "ended", "type", "counted as", "because", "concern"}, rows)
		for _, of := range [][]board.PartFacts{facts.Assessments, facts.Requests, facts.Monitoring, facts.Alerts} {
			for _, p := range of {
				fmt.Fprintf(&b, "\n%s at %s: %s  (%s:%s)\n", clean(p.Title), clean(board.Named(string(p.Provision), p.URN)), stateWords(p.State), p.Kind, p.ID)
				writeDetail(&b, p.Detail)
			}
		}
	}
	a.owedAndDone(&b, doc)
	_, err := io.WriteString(a.out, b.String())
	return err
}

// printPart prints one part of a case, what it owes, and its own history.
func (a *app) printPart(doc board.ShowDoc) error {
	var b strings.Builder
	switch f := doc.Facts.(type) {
	case board.PartFacts:
		fmt.Fprintf(&b, "%s: %s  (%s)\n%s  %s\n", clean(f.Title), stateWords(f.State), clean(doc.Subject), clean(board.Named(string(f.Provision), f.URN)), clean(string(f.Child)))
		writeDetail(&b, f.Detail)
	case board.DutyDoc:
		fmt.Fprintf(&b, "%s: %s  (%s)\n  owed by: %s\n  part of: %s\n  %s; %s\n", clean(f.What), stateWords(f.Status), clean(doc.Subject),
			stateWords(f.OwnerRole), clean(f.Subject), clean(f.Explanation), clean(f.Source))
	}
	a.owedAndDone(&b, doc)
	_, err := io.WriteString(a.out, b.String())
	return err
}

func stateWords(s string) string { return clean(strings.ReplaceAll(s, "_", " ")) }

func writeDetail(b *strings.Builder, lines []string) {
	for _, l := range lines {
		fmt.Fprintf(b, "  %s\n", clean(l))
	}
}

// owedAndDone prints the duties and the history of what is shown.
func (a *app) owedAndDone(b *strings.Builder, doc board.ShowDoc) {
	var owed, done [][]string
	for _, d := range doc.Duties {
		owed = append(owed, []string{d.DueOn.Long(), strings.TrimSpace(d.What + " " + string(d.Child)), stateWords(d.Status)})
	}
	for _, t := range doc.Timeline {
		done = append(done, []string{t.When(a.loc), t.What, t.Who})
	}
	section(b, "Owed, and done", []string{"due", "what", ""}, owed)
	section(b, "Timeline, newest first", []string{"when", "what", "who"}, done)
}
