// Package flow is a chart of the policy as a table: what may follow what, who
// may do it, on what condition, and which document says so. Guards, menus, help,
// drawings and commands are all read from the same rows.
package flow

import (
	"placewatch/domain/civil"
	"placewatch/domain/team"
)

// Class is how much an act asks before it is done (screens.md 8.9).
type Class string

const (
	Free    Class = "free"    // nothing asked; undone for ten minutes
	Checked Class = "checked" // the check step
	Signed  Class = "signed"  // the check step, a typed word and a reason
)

// ArgKind is the kind of an argument, which decides how it is typed and read.
type ArgKind string

const (
	DateArg     ArgKind = "date"     // 2006-01-02 from the shell; "today", "5 3 2026" in a form
	TextArg     ArgKind = "text"     // one line
	ChoiceArg   ArgKind = "choice"   // one of Options
	ManyArg     ArgKind = "many"     // some of Options, joined by commas
	NumberArg   ArgKind = "number"   // a whole number
	ChildArg    ArgKind = "child"    // one child of ours there
	ChildrenArg ArgKind = "children" // some children of ours there, joined by commas
)

// Option is one value that a choice may take.
type Option struct {
	Value string `json:"value"`
	Words string `json:"words"`
}

// Arg is one thing that a transition asks for.
type Arg struct {
	Name     string   `json:"name"`
	Label    string   `json:"label"`
	Kind     ArgKind  `json:"kind"`
	Required bool     `json:"required"`
	Options  []Option `json:"options,omitempty"`
	Hint     string   `json:"hint,omitempty"`
	Default  string   `json:"default,omitempty"`
	// Every means that the answer is about all our children there, whichever of them
	// it is asked from.
	Every bool `json:"-"`
}

// Offer is a row of a chart as it stands for one subject and one person now:
// allowed, or refused with the reason.
type Offer struct {
	ID        string      `json:"id"`    // the row of domain.md: QA6
	Event     string      `json:"event"` // its past-tense word: requirements_held
	Title     string      `json:"title"` // as a person says it; it names no child
	About     string      `json:"about"` // which part of the case it is for, with the child; for the screen only
	Arguments []Arg       `json:"arguments"`
	Allowed   bool        `json:"allowed"`
	WhyNot    string      `json:"why_not"`
	By        []team.Role `json:"by"`
	Two       bool        `json:"two"` // a proposal until a second person confirms it
	Class     Class       `json:"class"`
	Source    string      `json:"source"`
	Rests     string      `json:"rests,omitzero"` // what a proposal that is to be confirmed is about: assessment:1027077-A1
}

// Command asks for one transition. Version is the subject's version that the
// person saw, or 0 for "whatever it is now" (scripts). Key makes a retry harmless.
type Command struct {
	Subject string
	Event   string // id or word
	Args    map[string]string
	Version int64
	Key     string
}

// Line is one line of the check step: "change  visit state  BOOKED -> DONE".
type Line struct {
	Verb string `json:"verb"` // change, set, opens, window, settles, ends, proposes, confirms
	What string `json:"what"`
}

// Preview is what a command would do, computed by the same rows and written nowhere.
type Preview struct {
	Offer   Offer  `json:"offer"`
	Subject string `json:"subject"`
	Version int64  `json:"version"`
	Lines   []Line `json:"lines"`
}

// Receipt says what was done.
type Receipt struct {
	Subject  string `json:"subject"`
	ID       string `json:"id"`
	Seq      int64  `json:"seq"`      // journal entry
	Proposed bool   `json:"proposed"` // waits for a second person
	Until    civil.Date
	Lines    []Line `json:"lines"`
}

// Problem is one argument that cannot be used, worded as what is wrong and how
// to mend it.
type Problem struct {
	Arg string
	Why string
}

// Problems are all that is wrong with a command's arguments, so that a form can
// list them at once.
type Problems []Problem

func (ps Problems) Error() string {
	s := ""
	for i, p := range ps {
		if i > 0 {
			s += "; "
		}
		s += p.Arg + ": " + p.Why
	}
	return s
}
