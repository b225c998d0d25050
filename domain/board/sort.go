package board

import (
	"cmp"
	"slices"

	"placewatch/domain/civil"
)

// Pane is one of the three lists of the board.
type Pane string

const (
	ChildrenPane Pane = "children"
	RevisitsPane Pane = "revisits"
	VisitsPane   Pane = "visits"
)

// SortKey is one way to order a pane. Words stand in the pane's title.
type SortKey struct {
	Name  string
	Words string
}

// SortKeys are the ways to order a pane. The first is the board's own order, in
// which the most pressing row stands first (domain.md 5).
func SortKeys(p Pane) []SortKey {
	keys := []SortKey{{"rank", "most pressing first"}}
	switch p {
	case ChildrenPane:
		return append(keys, keysOf(childOrders)...)
	case RevisitsPane:
		return append(keys, keysOf(revisitOrders)...)
	case VisitsPane:
		return append(keys, keysOf(visitOrders)...)
	}
	return keys
}

// order is one way to order rows: it says where a row belongs.
type order[R any] struct {
	SortKey
	place func(*R) place
}

func keysOf[R any](orders []order[R]) []SortKey {
	var out []SortKey
	for _, o := range orders {
		out = append(out, o.SortKey)
	}
	return out
}

// place is where a row belongs by one key. An absent value comes last, reversed
// or not: what is not known is never at the head of a list, nor lost.
type place struct {
	absent bool
	n      int
	s      string
}

// compare orders two places; reversed turns round only what is known.
func (a place) compare(b place, reversed bool) int {
	if a.absent || b.absent {
		return cmp.Compare(truth(a.absent), truth(b.absent))
	}
	if reversed {
		a, b = b, a
	}
	return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.s, b.s))
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// byDay places a row by a day.
func byDay(d civil.Date) place { return place{absent: d.IsZero(), n: d.Sub(civil.Date{})} }

// byName places a row as a reader looks for it, whatever the case and accents.
func byName(s string) place { return place{absent: s == "", s: fold(s)} }

// identity breaks ties: due date, then URN, then id, so that the same rows always
// stand in the same order.
type identity struct {
	due place
	urn string
	id  string
}

func (a identity) compare(b identity) int {
	return cmp.Or(a.due.compare(b.due, false), cmp.Compare(a.urn, b.urn), cmp.Compare(a.id, b.id))
}

// sorted returns the rows in the order of key; the rows given are never moved,
// as other sessions are looking at them. A key it does not know keeps the
// board's own order.
func sorted[R any](rows []R, orders []order[R], tie func(*R) identity, key string, reverse bool) []R {
	i := slices.IndexFunc(orders, func(o order[R]) bool { return o.Name == key })
	if i < 0 {
		out := slices.Clone(rows)
		if reverse {
			slices.Reverse(out)
		}
		return out
	}
	type placed struct {
		row *R
		place
		identity
	}
	at := make([]placed, len(rows)) // rows are large: their places are sorted, then they are copied once
	for j := range rows {
		at[j] = placed{&rows[j], orders[i].place(&rows[j]), tie(&rows[j])}
	}
	slices.SortFunc(at, func(a, b placed) int {
		return cmp.Or(a.place.compare(b.place, reverse), a.identity.compare(b.identity))
	})
	out := make([]R, len(rows))
	for j, p := range at {
		out[j] = *p.row
	}
	return out
}
