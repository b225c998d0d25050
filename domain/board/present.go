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
