//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/store"
)

// readsOnly holds that somebody who may not write is refused each write: every row of
// every chart that the table gives to others, where it stands in this council.
func (h *host) readsOnly(t *testing.T) {
	h.sshWith("ben", nil, strings.Join(requested, "\n")+"\nquit\n", "linear")
	at, somewhere := h.standing(t)
	var rows []*concern.Row
	chartOf := map[*concern.Row]string{}
	var lines, open strings.Builder
	for _, ch := range concern.Charts() {
		for i := range ch.Rows {
			r := &ch.Rows[i]
			switch where := at[r.ID]; {
			case !slices.ContainsFunc(r.By, func(by team.Role) bool { return by != team.System && by != team.Import }): // time's, or a file's
			case slices.Contains(r.People(), team.Viewer):
				fmt.Fprintf(&open, "do %s %s --check\n", where, r.ID)
			default:
				if where == "" {
					where = somewhere
				}
				rows, chartOf[r] = append(rows, r), ch.Name
				fmt.Fprintf(&lines, "do %s %s\n", where, r.ID)
			}
		}
	}
	before := h.written()

	out, _ := h.sshWith("mallory", nil, lines.String()+"quit\n", "linear")
	said := answers(out)
	if len(said) != len(rows) {
		t.Fatalf("%d answers to %d writes:\n%s", len(said), len(rows), out)
	}
	byRole := map[string]int{}
	for i, r := range rows {
		switch _, stands := at[r.ID]; {
		case strings.Contains(said[i], "("+r.ID+") is for ") && strings.Contains(said[i], ", and mallory is viewer; "):
			byRole[chartOf[r]]++
		case stands:
			t.Errorf("%s is not refused to a viewer by role: %s", r.ID, said[i])
		case !strings.Contains(said[i], "("+r.ID+") is not possible: ") && !strings.Contains(said[i], "("+r.ID+") needs a "):
			t.Errorf("%s stands nowhere, and its refusal does not say so: %s", r.ID, said[i])
		}
	}
	for _, ch := range concern.Charts() {
		if byRole[ch.Name] == 0 {
			t.Errorf("no row of the %s was refused by role", ch.Title)
		}
	}
	t.Logf("of %d rows refused, by role: %v", len(rows), byRole)

	if out, _ := h.sshWith("mallory", nil, open.String()+"quit\n", "linear"); open.Len() > 0 && strings.Contains(out, "mallory is viewer") {
		t.Errorf("what is for everybody is refused: %s", out)
	}
	others := []string{"undo", "import ofsted x.csv", "key add mallory x.pub", "key revoke x", "user add zoe", "user grant mallory",
		"policy use x", "demo", "serve", "replay x", "doctor", "audit export", "export x"}
	out, _ = h.sshWith("mallory", nil, strings.Join(others, "\n")+"\nquit\n", "linear")
	said = answers(out)
	for i, command := range others {
		if i >= len(said) || !strings.HasPrefix(said[i], "unknown command") {
			t.Fatalf("%q is answered otherwise than as unknown:\n%s", command, out)
		}
	}
	if after := h.written(); after != before {
		t.Errorf("the journal had %s and has %s", before, after)
	}
}

// requested are requests at three stages, so that more rows stand.
var requested = []string{
	"do urn:9000022 PR1 child=T-1 basis=looked_after", "do urn:9000022 PR1 child=T-2 basis=looked_after", "do urn:9000022 PR1 child=T-3 basis=looked_after",
	"do request:9000022-R2 PR3", "do request:9000022-R3 PR3", "do request:9000022-R3 PR4 match=good_match alternatives=none",
}

// standing are the rows that the council's states allow somewhere, each with where;
// and a provision at which a concern is open.
func (h *host) standing(t *testing.T) (at map[string]string, somewhere string) {
	t.Helper()
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), h.db, store.Options{Policy: policy.Default(), Location: loc})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	by := store.By{Login: "mallory", Now: time.Now(), Today: civil.In(time.Now(), loc)}
	in, err := s.Input(t.Context(), by.Today)
	if err != nil {
		t.Fatal(err)
	}
	var parts, places []string // a row that begins a part stands at the place; of another, several parts may be there
	for _, c := range in.Cases {
		somewhere = "urn:" + c.Place.URN.String()
		places = append(places, somewhere)
		for _, kind := range concern.Kinds() {
			for _, p := range c.Parts(kind) {
				parts = append(parts, kind+":"+p.Ref().ID)
			}
		}
	}
	fine, _ := fineProvision(t, h.bin, h.db)
	at = map[string]string{}
	for _, name := range slices.Concat(parts, places, []string{fine}) {
		offers, _, err := s.Offers(t.Context(), by, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range offers {
			if at[o.ID] == "" {
				at[o.ID] = name
			}
		}
	}
	return at, somewhere
}

// answers are what the line mode refused, in order.
func answers(out string) []string {
	var said []string
	for line := range strings.Lines(out) {
		if _, answer, ok := strings.Cut(line, "placewatch: "); ok {
			said = append(said, answer)
		}
	}
	return said
}

// written is how much the journal holds, as the proof of its chain says it.
func (h *host) written() string {
	h.t.Helper()
	said := h.run("--db", h.db, "audit", "verify")
	entries := regexp.MustCompile(`Yes: (\d+ entries), each follows the one before; the last hash is \w+`).FindString(said)
	if entries == "" {
		h.t.Fatalf("the journal is not whole: %s", said)
	}
	return entries
}

// cutOff holds that a client which is killed as it sent a line leaves that line's act
// wholly done or not at all, the server answering and the store sound; and that the
// same line sent again with its key is done once.
func (h *host) cutOff(t *testing.T) {
	times := func(note string) int {
		var entries []struct {
			Args map[string]string `json:"args"`
		}
		if err := json.Unmarshal([]byte(h.run("--db", h.db, "--as", "dee", "audit", "export", "--subject", "urn:9000001")), &entries); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, e := range entries {
			if e.Args["reason"] == note {
				n++
			}
		}
		return n
	}
	var done []int
	for i, delay := range []time.Duration{0, 0, time.Millisecond, 2 * time.Millisecond, 4 * time.Millisecond, 8 * time.Millisecond, 16 * time.Millisecond, 64 * time.Millisecond} {
		note := fmt.Sprintf("cut off after line %d", i)
		line := fmt.Sprintf("do urn:9000001 CF1 who=parent reason='%s' --key cut-%d\n", note, i)
		h.sendAndDie(t, line, delay)
		n := times(note)
		if n > 1 {
			t.Fatalf("what was sent once is written %d times", n)
		}
		done = append(done, n)
		if out, status := h.sshWith("ben", nil, line+"quit\n", "linear"); status != exitOK || !strings.Contains(out, "Done: CF1 at ") {
			t.Fatalf("sent again, status %d: %s", status, out)
		}
		if n := times(note); n != 1 {
			t.Errorf("sent again with its key, it is written %d times", n)
		}
	}
	t.Logf("written before the line was sent again: %v", done)
	h.run("--db", h.db, "doctor") // it ends with 1 where anything is not as the journal tells
	h.written()
}

// sendAndDie sends one line in a session and kills the client a moment later.
func (h *host) sendAndDie(t *testing.T, line string, delay time.Duration) {
	t.Helper()
	cmd := exec.Command("ssh", append(h.options("ben"), "x@127.0.0.1", "linear")...)
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
	if greeting, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.Contains(greeting, "Type a command") {
		t.Errorf("no greeting: %q, %v", greeting, err)
	}
	_, err = io.WriteString(in, line)
	time.Sleep(delay)
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = cmd.Wait()
	if err != nil {
		t.Error(err)
	}
}
