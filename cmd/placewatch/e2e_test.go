//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// session is the built program in a pseudo-terminal, with a person's eyes (a
// terminal emulator) and hands (its keyboard).
type session struct {
	t    *testing.T
	tty  *os.File
	mu   sync.Mutex
	em   *vt.Emulator
	raw  bytes.Buffer
	done chan error
}

// program builds placewatch once for the test.
func program(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "placewatch")
	out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	return bin
}

func start(t *testing.T, bin string, cols, rows int, env []string, args ...string) *session {
	t.Helper()
	cmd := exec.Command(bin, args...)
	cmd.Env = append(os.Environ(), append([]string{"TERM=xterm-256color", "NO_COLOR=yes"}, env...)...)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)})
	if err != nil {
		t.Fatal(err)
	}
	s := &session{t: t, tty: tty, em: vt.NewEmulator(cols, rows), done: make(chan error, 1)}
	go s.watch()
	go io.Copy(tty, s.em) // the terminal's own answers are input too
	go func() { s.done <- cmd.Wait() }()
	t.Cleanup(func() {
		cmd.Process.Kill()
		tty.Close()
	})
	return s
}

func (s *session) watch() {
	b := make([]byte, 32<<10)
	for {
		n, err := s.tty.Read(b)
		s.mu.Lock()
		s.raw.Write(b[:n])
		s.em.Write(b[:n])
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (s *session) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.em.String()
}

// see waits until the screen shows every one of the words.
func (s *session) see(words ...string) string {
	s.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		screen, missing := s.text(), ""
		for _, w := range words {
			if !strings.Contains(screen, w) {
				missing = w
			}
		}
		if missing == "" {
			return screen
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("the screen never showed %q:\n%s", missing, screen)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// gone waits until the screen no longer shows the words.
func (s *session) gone(words string) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); strings.Contains(s.text(), words); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("the screen still shows %q:\n%s", words, s.text())
		}
	}
}

func (s *session) press(keys string) {
	s.t.Helper()
	if _, err := s.tty.Write([]byte(keys)); err != nil {
		s.t.Fatal(err)
	}
}

// Given the demo in a real terminal, an officer reads the board, opens a
// provision, sees what may be done and why not, filters, and leaves.
func TestAnOfficerWorksTheBoardInATerminal(t *testing.T) {
	bin := program(t)
	dir := t.TempDir()
	s := start(t, bin, 120, 40, nil, "demo", "--dir", dir)
	s.see("PLACEWATCH", "[1] Children", "[2] Ofsted revisits", "[3] QA visits", "OVERDUE")
	s.press("j")
	s.press("\r")
	s.see("Timeline", "URN")
	s.press("\x1b")
	s.see("[1] Children")
	s.press("t")
	s.see("Transition")
	s.press("\x1b")
	s.see("[1] Children")
	s.press("/")
	s.press("is:overdue\r")
	s.see("filter: is:overdue")
	s.press("\x1b")
	s.gone("is:overdue")
	s.press("?")
	s.see("Help")
	s.press("\x1b")
	s.see("[1] Children")
	s.press("qq")
	select {
	case err := <-s.done:
		if err != nil {
			t.Fatalf("leaving: %v\n%s", err, s.text())
		}
	case <-time.After(10 * time.Second):
		t.Fatalf("q twice did not leave:\n%s", s.text())
	}
	s.noColour()
}

// noColour holds NO_COLOR=yes to its word: no colour was ever set.
func (s *session) noColour() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, seq := range strings.Split(s.raw.String(), "\x1b[")[1:] {
		end := strings.IndexFunc(seq, func(r rune) bool { return r >= '@' && r <= '~' })
		if end < 0 || seq[end] != 'm' {
			continue
		}
		for _, p := range strings.Split(seq[:end], ";") {
			if len(p) == 2 && (p[0] == '3' || p[0] == '4') && p != "39" && p != "49" {
				s.t.Fatalf("a colour was set in spite of NO_COLOR: ESC[%sm", seq[:end])
			}
		}
	}
}

// Given a board open in one process, what another process does on the same file
// shows by itself, without a key pressed.
func TestAChangeByAnotherProcessShowsByItself(t *testing.T) {
	bin := program(t)
	dir := t.TempDir()
	db := filepath.Join(dir, "demo.db")
	s := start(t, bin, 120, 40, nil, "demo", "--dir", dir)
	s.see("OVERDUE", "[3] QA visits")
	subject, name := fineProvision(t, bin, db)
	if screen := s.text(); strings.Contains(screen, name) {
		t.Fatalf("%s is on the board already:\n%s", name, screen)
	}
	cmd := exec.Command(bin, "do", "--db", db, "--as", "ben", subject, "OF1", "finding=inadequate", "ended_on=today", "source=call")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("recording the call: %v\n%s", err, out)
	}
	s.see(name)
}

// Given Ofsted on the telephone about a provision that is on no list of the board,
// an officer finds it by its name, records the call, and sees it on the board.
func TestACallAboutAProvisionThatIsNotOnTheBoardIsRecordedByKeys(t *testing.T) {
	bin := program(t)
	dir := t.TempDir()
	s := start(t, bin, 80, 24, nil, "demo", "--dir", dir, "--who", "ben")
	s.see("[1] Children", "OVERDUE")
	subject, name := fineProvision(t, bin, filepath.Join(dir, "demo.db"))
	urn := strings.TrimPrefix(subject, "urn:")
	s.press("f")
	s.see("Find a provision: those with our children")
	s.press(name)
	s.see("Find: "+name, urn)
	s.press(" " + urn)
	s.see("1 provision", "no concern open")
	s.press("\r")
	s.see("[Timeline]", "not frozen")
	s.press("t")
	s.see("> Record what Ofsted found")
	s.press("\r")
	s.see("> What was found", "( ) Not registered")
	s.press("\x1b[B\x1b[B\x1b[B\r")
	s.see("(x) Inadequate", "> Inspection ended")
	s.press("today\r\r")
	s.see("[ today", "> How we know")
	s.press("\x1b[B\r")
	s.see("(x) Ofsted's call")
	s.press("\x13")
	s.see("Check: ", "Record what Ofsted found", "What was found: Inadequate", "Press enter to save")
	s.press("\r")
	s.see("OK    Record what Ofsted found recorded for", "FROZEN to new placements")
	s.press("\x1b")
	s.see("[1] Children", name)
	s.noColour()
}

// fineProvision is one with a child of ours that nothing is wrong with: its
// subject, and the beginning of its name as a narrow column shows it.
func fineProvision(t *testing.T, bin, db string) (subject, name string) {
	t.Helper()
	out, err := exec.Command(bin, "provisions", "--db", db, "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		URN, Name, Bucket string
		Children          int
	}
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if p.Bucket == "at_or_above" && p.Children > 0 {
			return "urn:" + p.URN, p.Name[:min(8, len(p.Name))]
		}
	}
	t.Fatal("no provision at or above the threshold holds a child of ours")
	return "", ""
}
