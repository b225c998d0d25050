package journal

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"
)

type record struct {
	ID    string `json:"id"`
	State string `json:"state"`
}

// chain is a journal of n entries, each with one changed record.
func chain(n int) []Entry {
	var es []Entry
	prev := ""
	for i := range n {
		r := record{ID: "1027077-1", State: strconv.Itoa(i)}
		e := Entry{At: time.Date(2026, time.March, 6, 9, 0, i, 0, time.UTC), Actor: "quinn", Machine: "qa", Subject: "concern:1027077-1",
			Row: "QA2", Event: "qa_taken", On: "2026-03-06", Args: map[string]string{"b": "2", "a": "1"}, Policy: "default v1",
			Changes: []Change{{Kind: "concern", ID: r.ID, Digest: Digest(r), After: Canonical(r)}}}
		e.Seal(int64(i+1), prev)
		prev = e.Hash
		es = append(es, e)
	}
	return es
}

// verify walks a journal as doctor does, and returns the first complaint.
func verify(es []Entry) string {
	prev := ""
	for i, e := range es {
		if err := e.Verify(int64(i+1), prev); err != nil {
			return err.Error()
		}
		prev = e.Hash
	}
	return ""
}

func TestATouchedJournalSaysWhere(t *testing.T) {
	for _, tc := range []struct {
		name  string
		touch func([]Entry) []Entry
		says  string
	}{
		{"untouched", func(es []Entry) []Entry { return es }, ""},
		{"another actor", func(es []Entry) []Entry { es[2].Actor = "pat"; return es }, "entry 3 was altered"},
		{"another day", func(es []Entry) []Entry { es[0].On = "2026-03-05"; return es }, "entry 1 was altered"},
		{"another argument", func(es []Entry) []Entry { es[4].Args["a"] = "9"; return es }, "entry 5 was altered"},
		{"another time", func(es []Entry) []Entry { es[1].At = es[1].At.Add(time.Second); return es }, "entry 2 was altered"},
		{"a record beneath its digest", func(es []Entry) []Entry { es[1].Changes[0].After = []byte(`{"id":"1027077-1","state":"9"}`); return es }, "entry 2 was altered"},
		{"a record, sealed again", func(es []Entry) []Entry {
			es[4].Changes[0].After = []byte(`{"id":"1027077-1","state":"9"}`)
			es[4].Seal(5, es[3].Hash)
			return es
		}, "entry 5: the record it holds of concern does not match its digest"},
		{"an entry altered and sealed again", func(es []Entry) []Entry { es[1].Actor = "pat"; es[1].Seal(2, es[0].Hash); return es }, "entry 3 does not follow the entry before it"},
		{"the first removed", func(es []Entry) []Entry { return es[1:] }, "entry 2 stands where entry 1 should"},
		{"one removed from the middle", func(es []Entry) []Entry { return append(es[:2:2], es[3:]...) }, "entry 4 stands where entry 3 should"},
		{"one removed, and the rest renumbered", func(es []Entry) []Entry {
			es = append(es[:2:2], es[3:]...)
			es[2].Seal(3, es[2].Prev)
			return es
		}, "entry 3 does not follow the entry before it"},
		{"one added", func(es []Entry) []Entry { return append(es[:2:2], append([]Entry{es[1]}, es[2:]...)...) }, "entry 2 stands where entry 3 should"},
		{"two exchanged", func(es []Entry) []Entry { es[1], es[2] = es[2], es[1]; return es }, "entry 3 stands where entry 2 should"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := verify(tc.touch(chain(5))); got != tc.says && !(tc.says != "" && strings.HasPrefix(got, tc.says)) {
				t.Errorf("says %q, want %q", got, tc.says)
			}
		})
	}
}

// A record that is no more is told of by what it was, and by nothing that it is.
func TestARecordThatIsNoMoreIsSealedToo(t *testing.T) {
	es := chain(2)
	made := es[1].Changes[0]
	es[1].Changes = []Change{Removal(made.Kind, made.ID, made.Digest)}
	es[1].Seal(2, es[0].Hash)
	if says := verify(es); says != "" || !es[1].Changes[0].Removed() || made.Removed() {
		t.Errorf("says %q, %+v", says, es[1].Changes[0])
	}
	es[1].Changes[0].After = made.After
	es[1].Seal(2, es[0].Hash)
	if says := verify(es); says != "entry 2: the record it holds of concern does not match its digest" {
		t.Errorf("a removed record that is still there: %q", says)
	}
}

// What stood in the journal before commands had parts hashes as it did.
func TestAnEntryOfNoCommandIsHashedAsBefore(t *testing.T) {
	e := chain(1)[0]
	if strings.Contains(string(Canonical(e)), "cause") {
		t.Errorf("%s", Canonical(e))
	}
	was := e.Hash
	if e.Cause = 7; e.Verify(1, "") == nil {
		t.Error("another command was not noticed")
	}
	if e.Seal(1, ""); e.Hash == was {
		t.Error("the command is not part of the hash")
	}
}

func TestReadingsAreAChainOfTheirOwn(t *testing.T) {
	var rs []Reading
	prev := ""
	for i := range 3 {
		r := Reading{At: time.Date(2026, time.March, 6, 9, 0, i, 0, time.UTC), Actor: "quinn", What: ReadChild, Subject: "child:c1"}
		r.Seal(int64(i+1), prev)
		prev = r.Hash
		rs = append(rs, r)
	}
	for name, tc := range map[string]struct {
		touch func([]Reading) []Reading
		says  string
	}{
		"untouched":             {func(rs []Reading) []Reading { return rs }, ""},
		"another reader":        {func(rs []Reading) []Reading { rs[1].Actor = "pat"; return rs }, "reading 2 was altered"},
		"another child":         {func(rs []Reading) []Reading { rs[2].Subject = "child:c2"; return rs }, "reading 3 was altered"},
		"a year that cannot be": {func(rs []Reading) []Reading { rs[0].At = time.Date(99999, 1, 1, 0, 0, 0, 0, time.UTC); return rs }, "reading 1 was altered"},
		"sealed again":          {func(rs []Reading) []Reading { rs[0].Actor = "pat"; rs[0].Seal(1, ""); return rs }, "reading 2 does not follow"},
		"one removed":           {func(rs []Reading) []Reading { return append(rs[:1], rs[2]) }, "reading 3 stands where reading 2 should"},
	} {
		got, prev := "", ""
		for i, r := range tc.touch(append([]Reading(nil), rs...)) {
			if err := r.Verify(int64(i+1), prev); err != nil {
				got = err.Error()
				break
			}
			prev = r.Hash
		}
		if got != tc.says && (tc.says == "" || !strings.HasPrefix(got, tc.says)) {
			t.Errorf("%s: says %q, want %q", name, got, tc.says)
		}
	}
}

// What is read back from storage is what was sealed.
func TestAnEntryReadBackVerifies(t *testing.T) {
	es := chain(3)
	for i := range es {
		var back Entry
		if err := json.Unmarshal(Canonical(es[i]), &back); err != nil {
			t.Fatal(err)
		}
		es[i] = back
	}
	if says := verify(es); says != "" {
		t.Error(says)
	}
}

// Every single byte of a stored entry counts: changed, it cannot be read or is named.
func TestNoByteCanBeChangedUnseen(t *testing.T) {
	es := chain(2)
	whole := Canonical(es[1])
	for i := range whole {
		b := append([]byte(nil), whole...)
		b[i] ^= 1
		var e Entry
		if json.Unmarshal(b, &e) != nil {
			continue
		}
		if e.Verify(2, es[0].Hash) == nil && string(Canonical(e)) != string(whole) {
			t.Errorf("byte %d (%q) changed unseen", i, whole[i])
		}
	}
}

func FuzzVerify(f *testing.F) {
	es := chain(2)
	f.Add(Canonical(es[0]), int64(1), "")
	f.Add(Canonical(es[1]), int64(2), es[0].Hash)
	f.Fuzz(func(t *testing.T, b []byte, seq int64, prev string) {
		damaged := chain(1)[0] // its record comes from a column of its own, unread
		damaged.Changes[0].After = b
		if damaged.Verify(1, "") == nil && string(b) != string(es[0].Changes[0].After) {
			t.Errorf("another record was not noticed: %s", b)
		}
		var e Entry
		if json.Unmarshal(b, &e) != nil {
			return
		}
		if e.Verify(seq, prev) == nil {
			if e.Actor += "x"; e.Verify(seq, prev) == nil {
				t.Errorf("another actor was not noticed in %s", b)
			}
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	es := chain(1000)
	n := 0
	for b.Loop() {
		if says := verify(es); says != "" {
			b.Fatal(says)
		}
		n += len(es)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "entries/s")
}
