package placement

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// Source is what is known of a table beside its rows.
type Source struct {
	File   text.Text  // base name
	Newest civil.Date // the day of the newest placements table merged before; none for the first
}

// Merge says what a table changes in the placements we hold, open and ended. It
// is pure: nothing is written.
//
// Facts are ordered by the day of the file, child by child (cli.md, Importing).
// A table older than what we hold of a child changes nothing of that child. An
// end is only ever explicit: an end date, or a later start elsewhere. A child
// who is absent stays where she is and becomes a discrepancy, and a blank never
// wipes a fact out.
//
// LastSeen carries that order: whoever records a placement by other means than a
// file must set it to the day it was recorded.
func Merge(held []Placement, t *Table, by Source) Changes {
	if t.RecognisedAs == EpisodesHead {
		return Changes{}
	}
	m := merger{table: t, by: by, unplaced: map[text.Text]bool{}}
	for _, c := range t.Unplaced {
		m.unplaced[c] = true
	}
	ours := map[text.Text][]Placement{}
	for _, p := range held {
		ours[p.Child] = append(ours[p.Child], p)
		if p.LastSeen.After(m.by.Newest) && !p.FromFile.IsZero() { // a person's record is no file
			m.by.Newest = p.LastSeen
		}
	}
	theirs := map[text.Text][]Stay{}
	for _, s := range t.Stays {
		theirs[s.Child] = append(theirs[s.Child], s)
	}
	for _, c := range t.Children {
		m.child(c, ours[c], theirs[c])
		delete(ours, c)
	}
	for _, c := range sorted(ours) {
		m.absent(ours[c])
	}
	m.doubts()
	if m.Older > 0 {
		m.Warnings = append(m.Warnings, fmt.Sprintf(
			"the table is of %s, and newer facts are held of some of its children: %s left aside; if the day is wrong, say the right one with --as-at",
			t.AsAt.Long(), count(m.Older, "placement was", "placements were")))
	}
	return m.Changes
}

type merger struct {
	Changes
	table    *Table
	by       Source
	unplaced map[text.Text]bool
}

// child merges what the table says of one child.
func (m *merger) child(c text.Text, held []Placement, stays []Stay) {
	if len(held) == 0 {
		m.newChild(c, stays)
		return
	}
	for _, p := range held {
		if p.LastSeen.After(m.table.AsAt) {
			m.Older += len(stays)
			return
		}
	}
	slices.SortFunc(held, comparePlacements)
	pair, elsewhere := pairUp(held, stays), slices.IndexFunc(stays, Stay.Open)
	var left []Change // placements that this table ends
	for i, p := range held {
		var after Placement
		switch {
		case pair[i] >= 0:
			after = m.compare(p, stays[pair[i]])
		case p.Open():
			after = m.unpaired(p, stays, elsewhere)
		default:
			continue
		}
		if p.Open() && !after.Open() {
			left = append(left, change(p, after))
		}
	}
	m.arrivals(c, held, stays, pair, left)
}

// newChild takes in a child of whom we hold nothing. Adding raises, so it is free
// even from an older file; but then a later file did not hold the child.
func (m *merger) newChild(c text.Text, stays []Stay) {
	for i, s := range stays {
		p := m.place(c, i+1, s)
		p.Unmatched = m.late() && p.Open()
		m.add(p)
		if p.Unmatched {
			m.dispute(AbsentFromFile, p, "open", "not in the file of "+m.by.Newest.Long(), s.Line)
		}
	}
}

// late reports whether we hold facts of a later file than this table's.
func (m *merger) late() bool { return m.by.Newest.After(m.table.AsAt) }

// arrivals adds the stays that we did not hold, and makes the move out of an end
// and an arrival of the same child.
func (m *merger) arrivals(c text.Text, held []Placement, stays []Stay, pair []int, left []Change) {
	next := lastNumber(held) + 1
	for i, s := range stays {
		if slices.Contains(pair, i) {
			continue
		}
		p := m.place(c, next, s)
		next++
		if p.Open() && len(left) > 0 {
			last := left[len(left)-1]
			m.Moved = append(m.Moved, Move{From: last.Before, Ended: last.After, To: p})
			left = left[:len(left)-1]
			continue
		}
		m.add(p)
	}
	m.Ended = append(m.Ended, left...)
}

func (m *merger) add(p Placement) {
	if p.Open() {
		m.New = append(m.New, p)
	} else {
		m.Past = append(m.Past, p)
	}
}

// place makes a placement of a stay. The id is the child's and a number in order
// of arrival, so that it stays the same when a start date is corrected.
func (m *merger) place(c text.Text, n int, s Stay) Placement {
	return Placement{ID: c.String() + "/" + strconv.Itoa(n), Child: c, PlacedOn: s.PlacedOn, EndedOn: s.EndedOn,
		Type: s.Type, Provider: s.Provider, URN: s.URN, Team: s.Team, Worker: s.Worker,
		LastSeen: m.table.AsAt, FromFile: m.by.File}
}

// Begin is a placement that a person recorded as begun, before any file brought it:
// numbered among those held of the child, and of no file.
func Begin(held []Placement, p Placement) Placement {
	p.ID, p.FromFile = p.Child.String()+"/"+strconv.Itoa(lastNumber(held)+1), text.Text{}
	return p
}

func lastNumber(held []Placement) int {
	last := 0
	for _, p := range held {
		n, err := strconv.Atoi(p.ID[strings.LastIndexByte(p.ID, '/')+1:])
		if err == nil {
			last = max(last, n)
		}
	}
	return last
}

// compare takes the table's facts of a placement we hold. A blank says nothing.
func (m *merger) compare(p Placement, s Stay) Placement {
	after := p
	after.LastSeen, after.Unmatched = m.table.AsAt, p.Unmatched && m.late()
	after.PlacedOn, after.EndedOn = s.PlacedOn, s.EndedOn
	if p.FromFile.IsZero() {
		after.FromFile = m.by.File
	}
	for _, f := range []struct {
		to *string
		is string
	}{{&after.Type, s.Type}, {&after.Provider, s.Provider}} {
		if f.is != "" {
			*f.to = f.is
		}
	}
	if !s.Team.IsZero() {
		after.Team = s.Team
	}
	if !s.Worker.IsZero() {
		after.Worker = s.Worker
	}
	after.URN = m.newerURN(p, s)
	if !p.Open() && after.Open() {
		m.dispute(Reopened, p, "ended on "+p.EndedOn.String(), "open", s.Line)
	}
	switch facts := differ(p, after); {
	case p.Open() && !after.Open(): // an end or a move, which child() lists
	case len(facts) > 0:
		m.Changed = append(m.Changed, change(p, after))
	default:
		m.Unchanged++
		m.seen(p, after)
	}
	return after
}

// newerURN is the URN after a newer file. One that can be read yields only to
// another that can be read: a blank or XXXXXXX must not hide a home.
func (m *merger) newerURN(p Placement, s Stay) text.Text {
	switch {
	case s.URN == p.URN || s.URN.IsZero():
		return p.URN
	case readable(p.URN) && !readable(s.URN):
		m.dispute(URNLost, p, p.URN.String(), s.URN.String(), s.Line)
		return p.URN
	case readable(p.URN):
		m.dispute(URNChanged, p, p.URN.String(), s.URN.String(), s.Line)
	}
	return s.URN
}

func readable(urn text.Text) bool {
	_, err := ofsted.ParseURN(urn.String())
	return err == nil
}

// unpaired is what becomes of an open placement of ours that a newer file does
// not hold, though it holds the child. A later start elsewhere ends it; anything
// less leaves it open for a person to look at.
func (m *merger) unpaired(p Placement, stays []Stay, elsewhere int) Placement {
	after := p
	after.LastSeen = m.table.AsAt
	if elsewhere >= 0 && stays[elsewhere].PlacedOn.After(p.PlacedOn) {
		after.EndedOn, after.Unmatched = stays[elsewhere].PlacedOn, false
		return after
	}
	after.Unmatched = true
	m.seen(p, after)
	switch {
	case elsewhere >= 0:
		m.dispute(Elsewhere, p, "open from "+p.PlacedOn.String(), "elsewhere from "+stays[elsewhere].PlacedOn.String(), stays[elsewhere].Line)
	case !m.unplaced[p.Child]:
		m.dispute(NotInFile, p, "open from "+p.PlacedOn.String(), "no open placement", 0)
	}
	return after
}

// absent marks the open placements of a child whom a file no older than ours
// does not mention. They stay open: absence is not an end.
func (m *merger) absent(held []Placement) {
	slices.SortFunc(held, comparePlacements)
	for _, p := range held {
		if !p.Open() || m.table.AsAt.IsZero() || p.LastSeen.After(m.table.AsAt) {
			continue
		}
		after := p
		after.Unmatched = true
		m.seen(p, after)
		m.dispute(AbsentFromFile, p, "open", "not in the file of "+m.table.AsAt.Long(), 0)
	}
}

// doubts makes a discrepancy of every child whom the file mentions in a row that
// could not be used, so that none vanishes with its row.
func (m *merger) doubts() {
	for _, c := range m.table.Unplaced {
		m.Discrepancies = append(m.Discrepancies, Discrepancy{Kind: Unplaced, Child: c, Line: m.table.DoubtedOn[c], Theirs: "only rows that cannot be used"})
	}
	for _, c := range m.table.Disputed {
		m.Discrepancies = append(m.Discrepancies, Discrepancy{Kind: Disputed, Child: c, Line: m.table.DoubtedOn[c], Theirs: "more than one row without an end"})
	}
	if n := m.table.Nameless; n > 0 {
		m.Discrepancies = append(m.Discrepancies, Discrepancy{Kind: Nameless, Theirs: fmt.Sprintf("%s without a child's id", count(n, "row"))})
	}
}

// seen lists a placement of which nothing but our own marks changed.
func (m *merger) seen(before, after Placement) {
	if before != after {
		m.Seen = append(m.Seen, after)
	}
}

func (m *merger) dispute(k Kind, p Placement, ours, theirs string, line int) {
	m.Discrepancies = append(m.Discrepancies, Discrepancy{Kind: k, Child: p.Child, Placement: p.ID, Ours: ours, Theirs: theirs, Line: line})
}
