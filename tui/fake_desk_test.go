package tui

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"placewatch/domain/board"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/text"
)

func (d *fakeDesk) SaveDraft(_ context.Context, a flow.Draft) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.keep != nil {
		return d.keep
	}
	d.kept = append(d.kept, "keep "+a.Event)
	d.drafts[draftKey(a.Subject, a.Event)] = a
	return nil
}

func (d *fakeDesk) Drafts(context.Context) ([]flow.Draft, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Collect(maps.Values(d.drafts)), d.lost
}

func (d *fakeDesk) DropDraft(_ context.Context, subject, event string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept = append(d.kept, "drop "+event)
	delete(d.drafts, draftKey(subject, event))
	return nil
}

func (d *fakeDesk) Undoable(context.Context) (*flow.Undoable, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last, nil
}

func (d *fakeDesk) Undo(context.Context) (*flow.Receipt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.undo != nil {
		return nil, d.undo
	}
	d.undone = append(d.undone, "undo "+d.last.Title)
	d.last = nil
	return &flow.Receipt{}, nil
}

func (d *fakeDesk) Redo(context.Context) (*flow.Receipt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.undo != nil {
		return nil, d.undo
	}
	d.undone = append(d.undone, "redo")
	return &flow.Receipt{}, nil
}

func (d *fakeDesk) List(_ context.Context, name string) (*board.List, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return nil, d.err
	}
	if l := d.lists[name]; l != nil {
		return l, nil
	}
	return nil, fault.Newf(fault.NotFound, "no list is called %s", name)
}

// lastAct is an act that can be undone until 09:24.
func lastAct() *flow.Undoable {
	return &flow.Undoable{Seq: 18, Subject: "concern:9000412-1", Title: "The provider has the requirements", Until: at0914().Add(10 * time.Minute)}
}

// keptDrafts are what ann typed and did not send: this morning, and days ago.
func keptDrafts() map[string]flow.Draft {
	out := map[string]flow.Draft{}
	for _, d := range []flow.Draft{
		{Subject: "child:C-0412", Event: "visit_done", Version: 16, Saved: at0914().Add(-5 * time.Minute),
			Args: map[string]string{"on": "2 3 2026", "by": "ann", "announced": "no", "seen": "C-0388", "met": "", "note": "rota seen"}},
		{Subject: "child:C-0391", Event: "visit_missed", Version: 17, Saved: at0914().AddDate(0, 0, -4), Args: map[string]string{"reason": "nobody was in"}},
	} {
		out[draftKey(d.Subject, d.Event)] = d
	}
	return out
}

// inventedLists are the lists beside the board; nothing in them is real.
func inventedLists() map[string]*board.List {
	row := func(subject, urn string, mark board.Mark, cells ...string) board.ListRow {
		return board.ListRow{Subject: subject, URN: urn, Mark: mark, Cells: cells}
	}
	return map[string]*board.List{
		"waiting": {Name: "waiting", Title: "Waiting on", Columns: []string{"Who", "What", "Provision", "Since", "Due", "Left"}, Rows: []board.ListRow{
			row("concern:Alder House", "9000412", board.Overdue, "IRO P. Okafor", "View for the suitability assessment", "Alder House", "25 Feb 2026", "27 Feb 2026", "4d late"),
			row("concern:copper", "9000391", board.Today, "The provider", "Ofsted action plan", "Copper Lane", "20 Feb 2026", "3 Mar 2026", "today"),
			row("concern:alder", "9000412", board.NotDue, "The provider", "Factual accuracy of the visit report", "Alder House", "2 Mar 2026", "16 Mar 2026", "in 13d"),
		}},
		"requests": {Name: "requests", Title: "Placement requests", Columns: []string{"Child", "Provision", "State", "Due", "Left"}, Rows: []board.ListRow{
			row("request:R1", "9000391", board.Today, "C-0501", "Copper Lane", "justify", "3 Mar 2026", "today"),
		}},
		"freezes":       {Name: "freezes", Title: "Frozen to new placements", Columns: []string{"Provision", "State", "Since"}, Empty: "No provision that Ofsted's list knows is frozen."},
		"discrepancies": {Name: "discrepancies", Title: "Data problems", Columns: []string{"What", "Ours", "Theirs"}, Rows: []board.ListRow{row("", "", board.Problem, "URN is an agency's", "9000299", "—"), row("", "", board.Problem, "URN is an agency's", "9000299", "—")}},
		"concerns":      {Name: "concerns", Title: "Concerns", Columns: []string{"Provision"}, Empty: "No concern is open."},
	}
}

// inventedParts are parts of every kind at Alder House.
func inventedParts() []board.PartRow {
	c := text.Clean
	return []board.PartRow{
		{Kind: "assessment", Subject: "assessment:A1", Title: "Suitability assessment", State: "awaiting sign-off", Version: 3, Mark: board.Overdue, Child: c("C-0412"),
			Due: day("2026-02-24"), Left: "7d late", Owner: c("principal manager"), Detail: []string{"Views: 5 of 6; IRO asked 25 Feb", "Child's voice: 21 Feb, S. Hart: feels safe", "Proposed: continue"}},
		{Kind: "improvement", Subject: "improvement:P1", Title: "Service improvement plan", State: "live", Version: 2, Mark: board.NotDue,
			Due: day("2026-03-10"), Left: "in 7d", Owner: c("cas"), Detail: []string{"Actions: 7, of them 3 done, 1 late"}},
		{Kind: "request", Subject: "request:R2", Title: "Placement request", State: "declined", Mark: board.NoMarkup, Child: c("C-0502"), Left: "—", Detail: []string{"Looked after"}},
	}
}

// theVisit is the record that a clash is about.
const theVisit = "visit:9000412-1.4"

// clashBy is what the desk answers when cas was first, in the record that the form is
// about where a change names no other.
func clashBy(fields ...flow.FieldChange) error {
	for i := range fields {
		fields[i].Record = cmp.Or(fields[i].Record, theVisit)
	}
	return &flow.Conflict{Record: theVisit, Refusal: fault.Newf(fault.Conflict, "cas saved Alder House at 09:13, after you opened it"), Who: text.Clean("cas"),
		At: at0914().Add(-time.Minute), What: "QA visit booked", Version: 18, Fields: fields}
}
