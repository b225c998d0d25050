package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/store"
)

func TestSomebodyElseChangedItFirstIsExitFour(t *testing.T) {
	err := fmt.Errorf("visit: %w", &flow.Conflict{Refusal: fault.Newf(fault.Conflict, "it has changed")})
	if got := status(err); got != exitConflict {
		t.Errorf("exit %d", got)
	}
}

// An export holds every byte of a record, and none that acts on a terminal.
func FuzzAnExportHoldsTheRecordAndNothingThatActs(f *testing.F) {
	f.Add("plain", "concern:1027077-1")
	f.Add("\x1b]0;x\x07\u009b31m\u202e", "=cmd|' /C calc'!A0")
	f.Add("Ó \U0001F600 \"quoted\", \\ and\nmore", "'")
	f.Fuzz(func(t *testing.T, words, subject string) {
		words = strings.ToValidUTF8(words, "?")
		body, err := json.Marshal(map[string]string{"text": words})
		if err != nil {
			t.Fatal(err)
		}
		e := &store.AuditEntry{Seq: 1, At: time.Unix(0, 0).UTC(), Subject: subject, Args: map[string]string{"reason": words},
			Changes: []store.AuditChange{{Kind: "item", ID: "x", After: body}}}
		for _, asCSV := range []bool{false, true} {
			var out bytes.Buffer
			w := auditWriter{w: &out, csv: asCSV}
			for range 2 {
				if err := w.entry(e); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.end(); err != nil {
				t.Fatal(err)
			}
			for _, r := range out.String() {
				if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == 0x202e {
					t.Fatalf("%q in %q", r, out.String())
				}
			}
			after := lastAfter(t, out.Bytes(), asCSV)
			var back map[string]string
			if err := json.Unmarshal(after, &back); err != nil || back["text"] != words {
				t.Fatalf("%q came back as %q (%v)", words, back["text"], err)
			}
		}
	})
}

// lastAfter reads the record back out of the second entry.
func lastAfter(t *testing.T, b []byte, asCSV bool) []byte {
	t.Helper()
	if asCSV {
		header := strings.Split(strings.TrimSpace(auditColumns), ",")
		rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		if err != nil || len(rows) != 3 {
			t.Fatalf("%d rows: %v", len(rows), err)
		}
		return []byte(rows[2][slices.Index(header, "after")])
	}
	var all []store.AuditEntry
	if err := json.Unmarshal(b, &all); err != nil || len(all) != 2 {
		t.Fatalf("%d entries: %v", len(all), err)
	}
	return all[1].Changes[0].After
}
