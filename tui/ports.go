// Package tui is the board in a terminal: what is shown, and which key does what.
// It knows the rules' words but neither SQL nor the clock.
package tui

import (
	"context"
	"time"

	"placewatch/domain/board"
	"placewatch/domain/flow"
)

// Desk is what the screens need of the store, no more. Every call may wait for
// the disk, so the screens call it only from commands, never from Update or View.
type Desk interface {
	// Board returns the newest board. It is shared: treat it as read-only.
	Board(ctx context.Context) (*board.Board, error)
	// Opened keeps that this person opened a provision, and so the records of the
	// children there. What cannot be kept is not shown.
	Opened(ctx context.Context, urn string) error
	// Searched keeps for whom this person searched, where the words of a kept filter
	// name a child. A search that cannot be kept is not shown.
	Searched(ctx context.Context, sought []string) error
	// Page returns one provision with its timeline.
	Page(ctx context.Context, urn string) (*board.Page, error)
	// Find lists the provisions that match what was typed, those with children of
	// ours first, and says how many more match. Nothing typed lists ours alone.
	Find(ctx context.Context, words string) (found []board.Found, more int, err error)
	// Offers returns the transitions of a subject for this person, allowed ones
	// first, and the subject's version.
	Offers(ctx context.Context, subject string) ([]flow.Offer, int64, error)
	// Preview says what a command would do and writes nothing. Problems with the
	// arguments come as a *fault.Error or as Problems.
	Preview(ctx context.Context, c flow.Command) (*flow.Preview, error)
	// Do carries a command out.
	Do(ctx context.Context, c flow.Command) (*flow.Receipt, error)
	// SaveDraft keeps what this person typed into a form, in place of what was kept
	// for that subject and event before.
	SaveDraft(ctx context.Context, d flow.Draft) error
	// Drafts are all that this person has not sent, the newest first.
	Drafts(ctx context.Context) ([]flow.Draft, error)
	// DropDraft forgets a draft; one that is not there is no error.
	DropDraft(ctx context.Context, subject, event string) error
	// Undoable is this person's last act while it can be undone; nil when none can.
	Undoable(ctx context.Context) (*flow.Undoable, error)
	// Undo takes that act back with an entry of its own.
	Undo(ctx context.Context) (*flow.Receipt, error)
	// Redo does again what this person undid last.
	Redo(ctx context.Context) (*flow.Receipt, error)
	// List returns one of the lists beside the board: requests, waiting, freezes,
	// discrepancies, concerns.
	List(ctx context.Context, name string) (*board.List, error)
	// Here says which provision is open at this screen, if any, what is done there and
	// when a key was last pressed, and returns who else is at a screen.
	Here(ctx context.Context, urn string, doing board.Doing, lastKey time.Time) ([]board.Present, error)
	// Prefer keeps how this person wants the screen.
	Prefer(ctx context.Context, p board.Preference) error
	// Changed returns a channel with one slot that rings when something was
	// written, by this process or another. Read the board again when it rings.
	Changed() <-chan struct{}
}

// Clock tells the time; cmd hands in the real one, tests a still one.
type Clock func() time.Time
