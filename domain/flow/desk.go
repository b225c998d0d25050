package flow

import (
	"time"

	"placewatch/domain/fault"
	"placewatch/domain/text"
)

// Draft is what a person typed into a form and has not sent. It is kept on the
// server, so that a lost connection loses nothing.
type Draft struct {
	Subject string
	Event   string
	Args    map[string]string
	Version int64     // of the subject as the person saw it
	Saved   time.Time // UTC
}

// Undoable is a person's last act while it can still be undone: of class Free or
// Checked, done within the last minutes, and nobody has acted on it since.
type Undoable struct {
	Seq     int64  // its journal entry
	Subject string // concern:…
	Title   string // as a person says it
	Until   time.Time
}

// Conflict is a command refused because somebody changed its subject since it was
// read: who, when, and which fields (screens.md 8.13). Nothing was written.
type Conflict struct {
	Refusal *fault.Error // the sentence, of kind fault.Conflict
	Who     text.Text
	At      time.Time // UTC
	What    string    // what they did, as a person says it
	Version int64     // of the subject now
	Record  string    // that the command is about: visit:ID, concern:ID; none for one that it would begin
	Fields  []FieldChange
}

func (c *Conflict) Error() string { return c.Refusal.Error() }

// Unwrap gives the kind of the error.
func (c *Conflict) Unwrap() error { return c.Refusal }

// FieldChange is one field of a record that somebody else changed.
type FieldChange struct {
	Record string // that it belongs to, by its kind and id: visit:ID
	Field  string // as a person says it: "booked for"
	Was    string
	Now    string
}
