package board

import (
	"time"

	"placewatch/domain/text"
)

// Doing is what somebody does at a screen.
type Doing string

// What a person at a screen may be doing.
const (
	AtBoard Doing = "here"
	Reading Doing = "reading"
	Editing Doing = "editing"
)

// Present is another person at a screen.
type Present struct {
	Login text.Text
	URN   string // of the provision that is open there; none on the board
	Doing Doing
	Since time.Time // UTC, of the last key
}

// ReadAs is how a person reads the board.
type ReadAs string

// The ways to read the board.
const (
	OnScreen  ReadAs = ""       // lines, columns, panes
	AsPhrases ReadAs = "reader" // the same screens as phrases, one pane, for a screen reader or a braille line
	InLines   ReadAs = "lines"  // over SSH the line mode in place of the screen; elsewhere as AsPhrases
)

// Preference is how a person wants the screen.
type Preference struct {
	Theme   string // a name of the screens' own; empty for the one that fits the terminal
	ASCII   bool   // draw with ASCII signs only
	Named   bool   // no single letter does anything: speech input turns words into letters (WCAG 2.1.4)
	Reading ReadAs
}
