// Package placement knows where the council's children live: one child living
// at one provision from a day to a day.
package placement

import (
	"placewatch/domain/civil"
	"placewatch/domain/text"
)

// Placement is one stay. Only these facts are ever stored: no name, date of
// birth, address or postcode (domain.md, principle 8).
type Placement struct {
	ID        string     `json:"id"`
	Child     text.Text  `json:"child"` // the council's own person id
	PlacedOn  civil.Date `json:"placed_on"`
	EndedOn   civil.Date `json:"ended_on"`       // none while open
	Type      string     `json:"placement_type"` // SSDA903 code: K1, K2, U1 …; "" when not given
	Provider  string     `json:"provider_code"`  // SSDA903 code: PR0 … PR5; "" when not given
	URN       text.Text  `json:"urn"`            // as the file gave it: well formed, XXXXXXX, blank or neither
	Team      text.Text  `json:"team"`
	Worker    text.Text  `json:"worker"`
	LastSeen  civil.Date `json:"last_seen"`   // the day of the newest file that held the child
	FromFile  text.Text  `json:"source_file"` // base name of the file that brought it
	Unmatched bool       `json:"unmatched"`   // absent from a later file: a discrepancy, still open
}

// Open reports whether the child still lives there.
func (p Placement) Open() bool { return p.EndedOn.IsZero() }

// Bucket is where an open placement is counted (cli.md). The counts add up to
// the open placements, always.
type Bucket string

const (
	BelowThreshold  Bucket = "below_threshold"
	AtOrAbove       Bucket = "at_or_above"
	NotYetInspected Bucket = "not_yet_inspected"
	NoOverall       Bucket = "no_overall"
	OutsideOfsted   Bucket = "outside_ofsted"
	UnknownURN      Bucket = "unknown_urn"
	MissingURN      Bucket = "missing_urn"
	NotApplicable   Bucket = "not_applicable"
)

// Buckets lists every bucket in the order of cli.md's counts.
func Buckets() []Bucket {
	return []Bucket{BelowThreshold, AtOrAbove, NotYetInspected, NoOverall,
		OutsideOfsted, UnknownURN, MissingURN, NotApplicable}
}
