package sshd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

func TestManyVariablesAreNotKept(t *testing.T) {
	h := open(t)
	var env []string
	for i := range 100 {
		env = append(env, fmt.Sprintf("LC_%d=%s", i, strings.Repeat("x", 100)))
	}
	x := h.sit(h.login(h.person("ann")), 80, 24, env...)
	x.shows(t, "welcome")
	if n := strings.Count(x.out.String(), "LC_"); n != mostVars {
		t.Errorf("%d variables are kept, want %d", n, mostVars)
	}
}

func TestAWindowIsBounded(t *testing.T) {
	h := open(t)
	c := h.login(h.person("ann"))
	for _, w := range []struct{ w, h, wantW, wantH int }{{80, 24, 80, 24}, {0, 0, 80, 24}, {1, 1, 1, 1}, {5000, 5000, maxWidth, maxHeight}, {1<<32 - 1, 1<<32 - 1, maxWidth, maxHeight}} {
		x := h.sit(c, w.w, w.h)
		x.shows(t, fmt.Sprintf("welcome ann %dx%d", w.wantW, w.wantH))
		if err := x.WindowChange(w.h, w.w); err != nil {
			t.Fatal(err)
		}
		x.shows(t, fmt.Sprintf("window %dx%d", w.wantW, w.wantH))
		_, _ = io.WriteString(x.in, "q")
		x.ends(t)
	}
}

func TestAStormOfWindowsEndsAtTheLast(t *testing.T) {
	h := open(t)
	x := h.sit(h.login(h.person("ann")), 80, 24)
	x.shows(t, "welcome")
	for i := range 2000 {
		if err := x.WindowChange(30+i%20, 80+i%40); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.WindowChange(33, 99); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return strings.HasSuffix(strings.TrimSpace(x.out.String()), "window 99x33") }, func() string { return "the last window is not shown" })
}

func TestSessionsAreCountedPerConnectionPersonAndInAll(t *testing.T) {
	h := open(t, func(s *Server) { s.Limits.PerConnection, s.Limits.PerPerson, s.Limits.Sessions = 2, 3, 4 })
	ann, ben := h.person("ann"), h.person("ben")
	c := h.login(ann)
	h.sit(c, 80, 24).shows(t, "welcome")
	h.sit(c, 80, 24).shows(t, "welcome")
	if _, err := c.NewSession(); err == nil {
		t.Error("a third session opens on one connection")
	}
	c2 := h.login(ann)
	h.sit(c2, 80, 24).shows(t, "welcome")
	h.sit(c2, 80, 24).shows(t, "you have as many sessions as one person may")
	h.sit(h.login(ben), 80, 24).shows(t, "welcome ben")
	h.sit(h.login(ben), 80, 24).shows(t, "as many sessions as it may")
}

func TestAFloodFromOneAddressIsTurnedAway(t *testing.T) {
	h := open(t, func(s *Server) { s.Limits.HandshakesSource = 5 })
	var silent []net.Conn
	for range 20 {
		c, err := net.Dial("tcp", h.addr)
		if err != nil {
			t.Fatal(err)
		}
		silent = append(silent, c)
	}
	eventually(t, func() bool { return strings.Count(h.log.String(), "too many log-ins under way") == 15 },
		func() string { return "the flood is not turned away: " + h.log.String() })
	for _, c := range silent {
		_ = c.Close()
	}
	ann := h.person("ann")
	eventually(t, func() bool {
		c, err := h.dial(gossh.PublicKeys(ann))
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	}, func() string { return "nobody can come in after the flood" })
}

func TestALogInThatDripsIsEnded(t *testing.T) {
	h := open(t, func(s *Server) { s.Limits.Handshake = 300 * time.Millisecond })
	c, err := net.Dial("tcp", h.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	spawn(func() {
		for i := range 200 {
			if _, err := c.Write([]byte("SSH-2.0-drip drip drip drip drip"[i%30 : i%30+1])); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.Copy(io.Discard, c); errors.Is(err, context.DeadlineExceeded) {
		t.Error("the connection is kept")
	}
}

func TestAClientThatDoesNotReadIsDroppedAndDelaysNobody(t *testing.T) {
	h := open(t, func(s *Server) {
		s.Limits.Stall = 500 * time.Millisecond
		s.Screen = func(ctx context.Context, x Session) error {
			if x.Guest().Login == "ben" {
				return echo(ctx, x)
			}
			for ctx.Err() == nil {
				if _, err := x.Write(bytes.Repeat([]byte("x"), 32<<10)); err != nil {
					return err
				}
			}
			return nil
		}
	})
	c := h.login(h.person("ann"))
	ch, reqs, err := c.OpenChannel("session", nil) // and its output is never read
	if err != nil {
		t.Fatal(err)
	}
	spawn(func() { gossh.DiscardRequests(reqs) })
	if ok, err := ch.SendRequest("pty-req", true, gossh.Marshal(&ptyRequest{Term: "xterm", Columns: 80, Rows: 24})); !ok || err != nil {
		t.Fatal("no terminal", err)
	}
	if ok, err := ch.SendRequest("shell", true, nil); !ok || err != nil {
		t.Fatal("no shell", err)
	}
	y := h.sit(h.login(h.person("ben")), 80, 24)
	y.shows(t, "welcome")
	_, _ = io.WriteString(y.in, "k")
	y.shows(t, "<k>")
	eventually(t, func() bool { return strings.Contains(h.log.String(), "does not read what it is sent") }, func() string { return "the client that does not read is kept" })
}

func TestSilenceIsWarnedThenLockedThenEnded(t *testing.T) {
	clock := &stepping{now: time.Now()}
	h := open(t, func(s *Server) { s.Now = clock.Now })
	x := h.sit(h.login(h.person("ann")), 80, 24)
	x.shows(t, "welcome")
	for _, step := range []struct {
		after time.Duration
		shows string
	}{{9 * time.Minute, "The screen is cleared in a minute"}, {10 * time.Minute, "lock=true"}, {29 * time.Minute, "ends in a minute"}, {30 * time.Minute, "end=true"}} {
		clock.at(step.after)
		x.shows(t, step.shows)
	}
	x.ends(t)
}

type stepping struct {
	mu    sync.Mutex
	now   time.Time
	since time.Duration
}

// Now is the stepped time.
func (s *stepping) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now.Add(s.since)
}

func (s *stepping) at(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.since = d + 300*time.Millisecond
}

func TestAHugePasteIsTakenSlowlyAndAnEndMidWriteHurtsNobody(t *testing.T) {
	h := open(t)
	x, y := h.sit(h.login(h.person("ann")), 80, 24), h.sit(h.login(h.person("ben")), 80, 24)
	x.shows(t, "welcome")
	y.shows(t, "welcome")
	spawn(func() { _, _ = x.in.Write(bytes.Repeat([]byte("z"), 8<<20)) })
	x.shows(t, "<z>")
	_, _ = io.WriteString(y.in, "k")
	y.shows(t, "<k>")
	_ = x.Close() // while the paste is still being taken and answered
	_, _ = io.WriteString(y.in, "m")
	y.shows(t, "<m>")
}

func TestTwoHundredSessionsAreServedAndCounted(t *testing.T) {
	h := open(t, func(s *Server) { s.Limits.PerPerson, s.Limits.HandshakesSource = 100, 100 })
	keys := []gossh.Signer{h.person("ann"), h.person("ben"), h.person("cas")}
	var all []*sitting
	for i := range 200 {
		all = append(all, h.sit(h.login(keys[i%len(keys)]), 120, 40))
	}
	for _, x := range all {
		x.shows(t, "welcome")
		_, _ = io.WriteString(x.in, "k")
	}
	for _, x := range all {
		x.shows(t, "<k>")
	}
	var m bytes.Buffer
	if err := h.srv.WriteMetrics(&m); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"placewatch_sessions 200\n", `placewatch_terminals_total{term="xterm-256color"} 200`, "placewatch_frame_seconds_count"} {
		if !strings.Contains(m.String(), want) {
			t.Errorf("the metrics do not say %s:\n%s", want, m.String())
		}
	}
}
