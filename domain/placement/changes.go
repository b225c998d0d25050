package placement

import (
	"maps"
	"slices"

	"placewatch/domain/text"
)

// Changes is what one table does to the placements we hold.
type Changes struct {
	New           []Placement   // open, and not held before
	Past          []Placement   // already over, and not held before: history
	Ended         []Change      // open before, over now, and nowhere new to live
	Moved         []Move        // an end and a new start of one child
	Changed       []Change      // other facts corrected or filled in, or reopened
	Seen          []Placement   // no fact changed, only the day last seen or the mark Unmatched
	Unchanged     int           // stays of the table that say what we hold
	Older         int           // stays left aside: we hold newer facts of the child
	Discrepancies []Discrepancy // for a person to look at
	Warnings      []string
}

// Change is one placement before and after, and which of its facts differ, by
// their names in JSON.
type Change struct {
	Before, After Placement
	Facts         []string
}

// Move is a child who left one placement and now lives in another.
type Move struct {
	From  Placement // as we held it
	Ended Placement // the same, ended
	To    Placement
}

// Kind is the kind of a discrepancy between a council's file and what we hold.
type Kind string

const (
	AbsentFromFile Kind = "absent_from_file"    // open with us; a file as new or newer does not mention the child
	NotInFile      Kind = "placement_not_open"  // open with us; the file holds the child, but not this placement nor another
	Elsewhere      Kind = "elsewhere_before"    // open with us; the file has the child elsewhere since before
	Reopened       Kind = "reopened"            // ended with us, open in a newer file: open again
	URNChanged     Kind = "urn_changed"         // the newer file's URN was taken
	URNLost        Kind = "urn_lost"            // the newer file has none that can be read: ours was kept
	Unplaced       Kind = "child_unplaced"      // every row that may say where the child lives was rejected
	Disputed       Kind = "two_open_placements" // the file has the child in more than one place
	Nameless       Kind = "row_without_child"   // rows of which nobody can say whose they are
)

// Discrepancy is a contradiction that no rule settles. Ours and Theirs say it in
// a few words; Line is 0 where no one line of the file shows it.
type Discrepancy struct {
	Kind      Kind
	Child     text.Text // none for rows without a child's id
	Placement string    // id, where it is about one
	Ours      string
	Theirs    string
	Line      int
}

// Key is the same for the same contradiction, however often it is found.
func (d Discrepancy) Key() string {
	if d.Placement != "" {
		return string(d.Kind) + ":" + d.Placement
	}
	return string(d.Kind) + ":" + d.Child.String()
}

// None reports whether no placement is to be written.
func (c Changes) None() bool { return len(c.Writes()) == 0 }

// Writes returns every placement to be written: each new, or replacing the one
// with its id.
func (c Changes) Writes() []Placement {
	out := slices.Concat(c.New, c.Past, c.Seen)
	for _, ch := range slices.Concat(c.Ended, c.Changed) {
		out = append(out, ch.After)
	}
	for _, m := range c.Moved {
		out = append(out, m.Ended, m.To)
	}
	return out
}

// Apply returns the placements held after the changes, ordered by id.
func (c Changes) Apply(held []Placement) []Placement {
	byID := map[string]Placement{}
	for _, p := range slices.Concat(held, c.Writes()) {
		byID[p.ID] = p
	}
	out := make([]Placement, 0, len(byID))
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		out = append(out, byID[id])
	}
	return out
}

func change(before, after Placement) Change {
	return Change{Before: before, After: after, Facts: differ(before, after)}
}

// differ names the facts in which two versions of a placement differ.
func differ(a, b Placement) []string {
	var out []string
	for _, f := range []struct {
		name string
		same bool
	}{
		{"placed_on", a.PlacedOn == b.PlacedOn},
		{"ended_on", a.EndedOn == b.EndedOn},
		{"placement_type", a.Type == b.Type},
		{"provider_code", a.Provider == b.Provider},
		{"urn", a.URN == b.URN},
		{"team", a.Team == b.Team},
		{"worker", a.Worker == b.Worker},
	} {
		if !f.same {
			out = append(out, f.name)
		}
	}
	return out
}
