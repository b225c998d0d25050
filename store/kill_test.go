package store

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// killed runs another process that acts on the store, kills it at a moment nobody
// chose, and returns the keys whose commands it acknowledged, with their entries,
// and the key that it was at. It is handed the keys from first on.
func killed(t *testing.T, path string, first int, after time.Duration) (acked map[string]int64, last string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = []string{childJob + "=act", childPath + "=" + path}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var keys strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&keys, "k%d\n", first+i)
	}
	written := make(chan error, 1)
	go func() { _, err := in.Write([]byte(keys.String())); written <- err }()
	lines := bufio.NewScanner(out)
	acked = map[string]int64{}
	var end *time.Timer
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		switch {
		case len(f) == 2 && f[0] == "try":
			last = f[1]
		case len(f) == 3 && f[0] == "ack":
			if acked[f[1]], err = strconv.ParseInt(f[2], 10, 64); err != nil {
				t.Fatal(err)
			}
			if end == nil { // from then on: a slow machine takes longer than any moment for its first
				end = time.AfterFunc(after, func() { cmd.Process.Kill() })
			}
		default:
			t.Errorf("it said %q", lines.Text())
		}
	}
	cmd.Wait() // killed: of course it failed
	<-written
	return acked, last
}

// A process is killed again and again in the middle of its work: what it
// acknowledged is there, what it was at is there once or not at all, and the same
// command sent again is done once.
func TestNothingAcknowledgedIsLostWhenAProcessIsKilled(t *testing.T) {
	const cycles = 30
	s := exposed(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("moments from seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	next, total, unheard := 0, 0, 0
	for range cycles {
		acked, last := killed(t, s.Path(), next, time.Duration(5+rng.IntN(80))*time.Millisecond)
		total += len(acked)
		after := openAt(t, s.Path())
		for key, seq := range acked {
			if n := asked[int](t, after, `SELECT count(*) FROM journal WHERE key LIKE ? || ' of %' AND seq = ?`, key, seq); n != 1 {
				t.Fatalf("%s was acknowledged as entry %d and is not there", key, seq)
			}
		}
		if c, err := after.VerifyJournal(t.Context()); c.Wrong != nil || err != nil {
			t.Fatalf("after %d entries: %v %v", c.Entries, c.Wrong, err)
		}
		healthy(t, after)
		if last != "" {
			if _, ok := acked[last]; !ok {
				unheard += asked[int](t, after, `SELECT count(*) FROM journal WHERE key LIKE ? || ' of %'`, last)
			}
			cmd := command("urn:1234567", "CF1", "who=iro", "reason=asked")
			cmd.Key = last
			if _, err := after.Do(t.Context(), lead(friday()), cmd); err != nil {
				t.Fatalf("sent again: %v", err)
			}
			if n := asked[int](t, after, `SELECT count(*) FROM journal WHERE key LIKE ? || ' of %'`, last); n != 1 {
				t.Fatalf("%s was done %d times", last, n)
			}
			i, err := strconv.Atoi(strings.TrimPrefix(last, "k"))
			if err != nil {
				t.Fatal(err)
			}
			next = i + 1
		}
		if err := after.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills: %d acknowledged, 0 lost; %d were done and never heard of", cycles, total, unheard)
	if total == 0 {
		t.Error("nothing was acknowledged at all")
	}
	healthy(t, s)
}
