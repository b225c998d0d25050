// Package journal makes what happened provable: each entry carries the hash of
// the one before, and the digest of every record as it stood after.
package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Change is one record as an entry left it.
type Change struct {
	Kind   string          `json:"kind"` // concern visit duty placement …
	ID     string          `json:"id"`
	Before string          `json:"before,omitempty"` // digest; empty when the record is new
	Digest string          `json:"digest"`           // of After; empty when the record is no more
	After  json.RawMessage `json:"after"`            // the whole record, canonical JSON; null when it is no more
}

// Removal is the change by which a record is no more: what made it was undone.
// before is the digest of the record as it stood.
func Removal(kind, id, before string) Change {
	return Change{Kind: kind, ID: id, Before: before, After: json.RawMessage("null")}
}

// Removed reports whether the record is no more.
func (c Change) Removed() bool { return c.Digest == "" }

// Sound reports whether the record that the change holds is the one that it was
// sealed with.
func (c Change) Sound() bool {
	if c.Removed() {
		return string(c.After) == "null"
	}
	return Sum(c.After) == c.Digest
}

// ActingBecause is the argument under which an entry keeps why its actor acted for
// another. Entries from before it was asked for do not have it.
const ActingBecause = "acting_because"

// Entry is one accepted event (domain.md 6).
type Entry struct {
	Seq        int64             `json:"seq"`
	At         time.Time         `json:"at"` // UTC
	Actor      string            `json:"actor"`
	OnBehalfOf string            `json:"on_behalf_of"`
	Session    string            `json:"session"`
	Machine    string            `json:"machine"`
	Subject    string            `json:"subject"`
	Row        string            `json:"row"` // transition id
	Event      string            `json:"event"`
	On         string            `json:"on"` // the day it was done, 2006-01-02
	Args       map[string]string `json:"args"`
	Policy     string            `json:"policy"`
	Key        string            `json:"key"`
	Cause      int64             `json:"cause,omitzero"` // the first entry of the command that this one is part of; none for that one itself
	Changes    []Change          `json:"changes"`
	Prev       string            `json:"prev"`
	Hash       string            `json:"hash"`
}

// Canonical is the one JSON form of v: Go's, with struct fields in their order
// and map keys sorted.
func Canonical(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		// Records are plain structs of text, numbers and dates: this cannot fail.
		panic(fmt.Sprintf("journal: %T cannot be written as JSON: %v", v, err))
	}
	return b
}

// Digest is the SHA-256 of v's canonical form, in hexadecimal.
func Digest(v any) string { return Sum(Canonical(v)) }

// Sum is the SHA-256 of b in hexadecimal.
func Sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// Seal sets the entry's place in the chain: its sequence number, the hash of the
// entry before, and its own.
func (e *Entry) Seal(seq int64, prev string) {
	e.Seq, e.Prev, e.Hash = seq, prev, ""
	e.Hash = Digest(e)
}

// Verify reports what is wrong with the entry as the successor of the one whose
// hash is prev, or nil.
func (e Entry) Verify(seq int64, prev string) error {
	switch want := e.Hash; {
	case e.Seq != seq:
		return fmt.Errorf("entry %d stands where entry %d should: one is missing or added", e.Seq, seq)
	case e.Prev != prev:
		return fmt.Errorf("entry %d does not follow the entry before it: one was removed, added or altered", e.Seq)
	default:
		e.Hash = ""
		// What was read may be damaged: that it cannot be written again says so too.
		if b, err := json.Marshal(e); err != nil || Sum(b) != want {
			return fmt.Errorf("entry %d was altered after it was written", e.Seq)
		}
	}
	for _, c := range e.Changes {
		if !c.Sound() {
			return fmt.Errorf("entry %d: the record it holds of %s does not match its digest", e.Seq, c.Kind)
		}
	}
	return nil
}
