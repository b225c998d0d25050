package board

import (
	"placewatch/domain/civil"
	"placewatch/domain/text"
)

// PartRow is one part of a provision's case as its page shows it: a placement
// request, a child's assessment, a plan, enforcement, an alert.
type PartRow struct {
	Kind    string // request, assessment … as concern.Kinds names them
	Subject string // request:1027077-R1
	Title   string
	State   string // in words
	Version int64
	Mark    Mark
	Child   text.Text
	Owner   text.Text  // of its most urgent duty
	Due     civil.Date // of that duty
	Left    string     // "7d late", "today", "1d", "—"
	Detail  []string   // what a person wants to know of it, a line each
}

// List is one of the lists beside the board, as a screen shows it: the placement
// requests, what is waited for, the freezes, the discrepancies, the concerns.
type List struct {
	Name    string // requests, waiting, freezes, discrepancies, concerns
	Title   string
	Columns []string // the most telling first
	Rows    []ListRow
	Empty   string // why there is none, or why nobody can say
}

// ListRow is one row of a list.
type ListRow struct {
	Subject string // what `show` and the transition menu take; "" where nothing can be done
	URN     string // of its provision; "" where none is known
	Mark    Mark
	Cells   []string // one for each column
}
