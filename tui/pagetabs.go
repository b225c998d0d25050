package tui

import (
	"fmt"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/flow"
)

// tab is one list of the page. Its cursor is an identity, as on the board.
type tab struct {
	title  string
	widths []int // of all cells but the last, which takes the rest
	rows   []pageRow
	none   string
	cursor string
	cur    int
	first  int
}

type pageRow struct {
	id      string
	mark    board.Mark
	subject string // what t acts on; "" leaves it to the provision
	child   string // the one child that its subject is about
	part    string // what of the provision its subject is; "" for all of it, or all of the child
	duty    *owed  // what o acts on; nil leaves it to the provision
	cells   []string
	said    string // the row as a phrase
	title   string
	detail  func(*look, int) []string
}

// stay keeps the cursor on its row, or near it when it has gone.
func (t *tab) stay(old []pageRow) {
	at := make(map[string]int, len(t.rows))
	for i, row := range t.rows {
		at[row.id] = i
	}
	ids := make([]string, len(old))
	for i, row := range old {
		ids[i] = row.id
	}
	above := t.cur - t.first
	t.cur = nearest(t.cursor, t.cur, ids, at)
	t.first = t.cur - above
}

func tabsOf(d *board.Page) []tab {
	return []tab{timelineTab(d), childrenTab(d), dutiesTab(d), visitsTab(d), partsTab(d), itemsTab(d)}
}

// partsTab lists what has a course of its own here: placement requests, each
// child's assessment, the plan, enforcement, monitoring, alerts.
func partsTab(d *board.Page) tab {
	t := tab{title: counted("Children & plans", len(d.Parts)), widths: []int{26, 8, 18, 9},
		none: "No placement request, assessment, plan, enforcement or alert is recorded here. t shows what can be begun."}
	for i := range d.Parts {
		row := &d.Parts[i]
		t.rows = append(t.rows, pageRow{id: row.Subject, mark: row.Mark, title: row.Title, subject: row.Subject, child: ofChild(row.Subject, row.Child.String()), part: row.Title,
			cells:  []string{row.Title, row.Child.String(), row.State, row.Left, join("  ", label("due", row.Due.Long()), row.Owner.String())},
			said:   say(row.Mark, row.Left, join(", ", row.Title, row.Child.String()), row.State, label("due", row.Due.Long()), label("owner", row.Owner.String())),
			detail: func(l *look, w int) []string { return partDetail(l, row, w) }})
	}
	return t
}

func partDetail(l *look, row *board.PartRow, w int) []string {
	out := l.Indent("  ", join("   ", row.Child.String(), row.State, label("due", row.Due.Long()), row.Left, label("Owner:", row.Owner.String())), w)
	for _, s := range row.Detail {
		out = append(out, l.Indent("  ", s, w)...)
	}
	return out
}

func timelineTab(d *board.Page) tab {
	t := tab{title: "Timeline", widths: []int{13, 9}, none: "Nothing has been recorded on this provision yet. t records what happened."}
	for i := range d.Timeline {
		row := &d.Timeline[i]
		t.rows = append(t.rows, pageRow{id: row.ID, mark: row.Mark, title: join("  ", row.When, row.What.String()),
			cells: []string{row.When, row.Who.String(), row.What.String()},
			said:  join(", ", row.What.String(), row.Who.String(), row.When),
			detail: func(l *look, w int) []string {
				return append(l.Indent("  ", row.What.String(), w), verbLines(l, row.Details, w)...)
			}})
	}
	return t
}

func childrenTab(d *board.Page) tab {
	t := tab{title: counted("Children", len(d.Children)), widths: []int{10, 12, 30, 12}, none: "No open placement of ours is known at this provision."}
	for i := range d.Children {
		row := &d.Children[i]
		t.rows = append(t.rows, pageRow{id: row.ID, mark: row.Mark, title: row.Child.String(), subject: row.Subject, child: ofChild(row.Subject, row.Child.String()),
			cells:  []string{row.Child.String(), row.Left, row.NextStep, row.Due.Long(), whoOwes(row.Owner.String(), row.OwnerRole)},
			said:   say(row.Mark, row.Left, row.Child.String(), row.NextStep, label("due", row.Due.Long()), heldBy(row.Owner.String(), row.OwnerRole)),
			detail: func(l *look, w int) []string { return childDetail(l, row, w) }})
	}
	return t
}

func dutiesTab(d *board.Page) tab {
	t := tab{title: counted("Duties", len(d.Duties)), widths: []int{36, 12, 12}, none: "Nothing is owed on this provision now."}
	for _, row := range d.Duties {
		o, subject := ours(row), dutySubject(row)
		if row.Mark == board.NoMarkup { // it is over: what may be done is its home's
			o, subject = owed{}, row.Subject
		}
		t.rows = append(t.rows, pageRow{id: row.ID, mark: row.Mark, title: row.What, subject: subject, part: row.What, duty: &o,
			cells:  []string{row.What, row.Due.Long(), row.Left, whoOwes(row.Owner.String(), row.OwnerRole)},
			said:   say(row.Mark, row.Left, row.What, label("due", row.Due.Long()), heldBy(row.Owner.String(), row.OwnerRole)),
			detail: func(l *look, w int) []string { return dutyLines(l, row, w) }})
	}
	return t
}

// visitsTab lists our visits, then when Ofsted may come.
func visitsTab(d *board.Page) tab {
	t := tab{title: counted("Visits", len(d.Visits)+len(d.Revisits)), widths: []int{9, 18, 12}, none: "No visit of ours is owed here, and no window of Ofsted's is known."}
	for i := range d.Visits {
		row := &d.Visits[i]
		t.rows = append(t.rows, pageRow{id: row.ID, mark: row.Mark, title: "QA visit: " + row.Kind, subject: row.Subject, part: "QA visit: " + row.Kind,
			cells:  []string{"QA", row.Kind, row.Left, join(", ", label("due", row.Due.Long()), row.State, row.Visitor.String())},
			said:   say(row.Mark, row.Left, row.Kind+" QA visit", row.State, label("due", row.Due.Long()), ownerSaid("visitor", row.Visitor.String())),
			detail: func(l *look, w int) []string { return visitDetail(l, row, w) }})
	}
	for i := range d.Revisits {
		row := &d.Revisits[i]
		t.rows = append(t.rows, pageRow{id: row.ID, mark: row.Mark, title: "Ofsted: " + row.Kind,
			cells:  []string{"Ofsted", row.Kind, row.Left, span(civil.Date.Long, row.Earliest, row.Latest)},
			said:   say(row.Mark, row.Left, "Ofsted "+row.Kind, span(civil.Date.Long, row.Earliest, row.Latest)),
			detail: func(l *look, w int) []string { return revisitDetail(l, row, w) }})
	}
	return t
}

func itemsTab(d *board.Page) tab {
	t := tab{title: counted("Requirements", len(d.Items)), widths: []int{15, 12}, none: "No requirement or recommendation of Ofsted's has been recorded."}
	for _, row := range d.Items {
		t.rows = append(t.rows, pageRow{id: row.ID, mark: board.NoMarkup, title: capital(row.Kind),
			cells:  []string{row.Kind, orDash(row.Progress), row.Text.String()},
			said:   join(", ", capital(row.Kind), row.Text.String(), row.Progress),
			detail: func(l *look, w int) []string { return l.Indent("  ", row.Text.String(), w) }})
	}
	return t
}

func counted(title string, n int) string {
	if n == 0 {
		return title
	}
	return fmt.Sprintf("%s (%d)", title, n)
}

// verbLines sets what a transition does or did: one line for each effect, with
// its verb in a column of its own.
func verbLines(l *look, lines []flow.Line, w int) []string {
	var out []string
	for _, line := range lines {
		verb := l.Cell(line.Verb, 9)
		if l.Spoken {
			verb = capital(line.Verb) + ":"
		}
		out = append(out, l.Hang("    "+verb, line.What, w)...)
	}
	return out
}
