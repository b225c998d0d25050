// Package fault names the ways in which placewatch says no, so that a screen, a
// command and a script can each answer in their own way.
package fault

import "fmt"

// Kind is the way in which something failed. It decides the exit status.
type Kind string

const (
	// NotFound means that nothing bears the name given.
	NotFound Kind = "not found"
	// Invalid means that what was typed or read cannot be understood.
	Invalid Kind = "invalid"
	// NotAllowed means that policy gives the act to another role or needs another person.
	NotAllowed Kind = "not allowed"
	// GuardUnmet means that the act is legal but something it needs is missing.
	GuardUnmet Kind = "guard unmet"
	// Conflict means that someone else changed the record first.
	Conflict Kind = "conflict"
)

// Error is a refusal that a person reads: what happened, to which record, and
// what to do next. It never carries a child's name.
type Error struct {
	Kind   Kind
	What   string // what happened and to which record
	Next   string // what to do about it; may be empty
	Source string // where the rule is written, such as "S1"; may be empty
	File   string // for Invalid from a file
	Line   int
}

func (e *Error) Error() string {
	s := e.What
	switch {
	case e.File != "" && e.Line > 0:
		s = fmt.Sprintf("%s:%d: %s", e.File, e.Line, s)
	case e.File != "": // the whole file is at fault
		s = e.File + ": " + s
	}
	if e.Next != "" {
		s += "; " + e.Next
	}
	if e.Source != "" {
		s += " (" + e.Source + ")"
	}
	return s
}

// Newf returns an Error of kind k.
func Newf(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, What: fmt.Sprintf(format, args...)}
}

// Do returns e with the advice on what to do next.
func (e *Error) Do(format string, args ...any) *Error {
	e.Next = fmt.Sprintf(format, args...)
	return e
}

// From returns e with the source of its rule.
func (e *Error) From(source string) *Error {
	e.Source = source
	return e
}
