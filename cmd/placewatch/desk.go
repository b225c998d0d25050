package main

import (
	"context"
	"time"

	"placewatch/domain/board"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
)

func (d *desk) Board(ctx context.Context) (*board.Board, error) {
	return d.boards.Board(ctx, d.now().Today)
}

func (d *desk) Opened(ctx context.Context, urn string) error {
	return d.s.Opened(ctx, d.now(), urn)
}

func (d *desk) Searched(ctx context.Context, sought []string) error {
	return d.s.Searched(ctx, d.now(), sought)
}

func (d *desk) Page(ctx context.Context, urn string) (*board.Page, error) {
	in, err := d.s.Page(ctx, d.now().Today, urn)
	if err != nil {
		return nil, err
	}
	return board.BuildPage(in), nil
}

func (d *desk) Find(ctx context.Context, words string) ([]board.Found, int, error) {
	return d.s.Find(ctx, d.now().Today, words)
}

func (d *desk) Offers(ctx context.Context, subject string) ([]flow.Offer, int64, error) {
	return d.s.Offers(ctx, d.now(), subject)
}

func (d *desk) Preview(ctx context.Context, c flow.Command) (*flow.Preview, error) {
	return d.s.Preview(ctx, d.now(), c)
}

func (d *desk) Do(ctx context.Context, c flow.Command) (*flow.Receipt, error) {
	began := d.now()
	r, err := d.s.Do(ctx, began, c)
	if d.took != nil {
		d.took("commit", d.now().Now.Sub(began.Now))
	}
	return r, err
}

func (d *desk) Changed() <-chan struct{} { return d.bell }

func (d *desk) Here(ctx context.Context, urn string, doing board.Doing, lastKey time.Time) ([]board.Present, error) {
	return d.s.Here(ctx, d.now(), urn, doing, lastKey)
}

func (d *desk) Prefer(ctx context.Context, p board.Preference) error {
	return d.s.SetPreference(ctx, d.now(), p)
}

func (d *desk) SaveDraft(ctx context.Context, draft flow.Draft) error {
	return d.s.SaveDraft(ctx, d.now(), draft)
}

func (d *desk) Drafts(ctx context.Context) ([]flow.Draft, error) {
	return d.s.Drafts(ctx, d.now())
}

func (d *desk) DropDraft(ctx context.Context, subject, event string) error {
	return d.s.DropDraft(ctx, d.now(), subject, event)
}

func (d *desk) Undoable(ctx context.Context) (*flow.Undoable, error) {
	return d.s.Undoable(ctx, d.now())
}

func (d *desk) Undo(ctx context.Context) (*flow.Receipt, error) {
	return d.s.Undo(ctx, d.now())
}

func (d *desk) Redo(ctx context.Context) (*flow.Receipt, error) {
	return d.s.Redo(ctx, d.now())
}

// List reads one of the lists beside the board, by the rules of the command of the
// same name.
func (d *desk) List(ctx context.Context, name string) (*board.List, error) {
	in, err := d.s.Input(ctx, d.now().Today)
	if err != nil {
		return nil, err
	}
	show := func(title, empty string, doc board.Table) *board.List {
		if why := in.CannotSay(); why != "" {
			empty = "CANNOT SAY: " + why + ", so an empty list here would not mean \"none\"."
		}
		return board.AsList(name, title, empty, doc, in.Names())
	}
	switch name {
	case "requests":
		return show("Placement requests", "No placement request is open.", board.Requests(in)), nil
	case "waiting":
		return show("Waiting on", "Nothing waits for anybody.", board.Waiting(in)), nil
	case "concerns":
		return show("Concerns", "No concern is open.", board.Concerns(in)), nil
	case "freezes":
		doc, err := d.s.Freezes(ctx, false)
		if err != nil {
			return nil, err
		}
		return show("Frozen to new placements", "No provision is frozen to new placements.", doc), nil
	case "discrepancies":
		doc, err := d.s.Discrepancies(ctx)
		if err != nil {
			return nil, err
		}
		return show("Data problems", "No discrepancy is open.", doc), nil
	}
	return nil, fault.Newf(fault.NotFound, "no list is called %s", clean(name))
}
