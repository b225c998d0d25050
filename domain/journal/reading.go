package journal

import (
	"encoding/json"
	"fmt"
	"time"
)

// What can be read so that it is told: a child's record, an export, a search by a
// child's reference (domain.md 6).
const (
	ReadChild  = "child"
	ReadExport = "export"
	ReadSearch = "search"
)

// Reading is one look at what is told of children. Readings are a chain of their
// own, sealed as the journal is.
type Reading struct {
	Seq        int64     `json:"seq"`
	At         time.Time `json:"at"` // UTC
	Actor      string    `json:"actor"`
	OnBehalfOf string    `json:"on_behalf_of"`
	Session    string    `json:"session"`
	Machine    string    `json:"machine"`
	What       string    `json:"what"`
	Subject    string    `json:"subject"`
	Prev       string    `json:"prev"`
	Hash       string    `json:"hash"`
}

// Seal sets the reading's place in its chain.
func (r *Reading) Seal(seq int64, prev string) {
	r.Seq, r.Prev, r.Hash = seq, prev, ""
	r.Hash = Digest(r)
}

// Verify reports what is wrong with the reading as the successor of the one whose
// hash is prev, or nil.
func (r Reading) Verify(seq int64, prev string) error {
	want := r.Hash
	r.Hash = ""
	b, err := json.Marshal(r) // what was read may be damaged: that it cannot be written again says so too
	switch {
	case r.Seq != seq:
		return fmt.Errorf("reading %d stands where reading %d should: one is missing or added", r.Seq, seq)
	case r.Prev != prev:
		return fmt.Errorf("reading %d does not follow the reading before it: one was removed, added or altered", r.Seq)
	case err != nil || Sum(b) != want:
		return fmt.Errorf("reading %d was altered after it was written", r.Seq)
	}
	return nil
}
