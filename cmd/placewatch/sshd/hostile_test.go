package sshd

import (
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

func TestAControlStringOrAPasteThatDoesNotEndEndsTheSession(t *testing.T) {
	long := strings.Repeat("a", mostControl+1)
	for name, c := range map[string]struct {
		typed string
		taken bool
	}{
		"keys":                              {strings.Repeat("j", 8<<10), true},
		"letters of several bytes":          {strings.Repeat("Ý𝟙…", 4<<10), true},
		"arrows":                            {strings.Repeat("\x1b[A\x1bOB", 4<<10), true},
		"an answer of the terminal":         {"\x1b]11;rgb:0000/0000/0000\x1b\\" + long, true},
		"the same, ended by a bell":         {"\x1b]11;rgb:0000/0000/0000\a" + long, true},
		"a paste":                           {"\x1b[200~" + strings.Repeat("a", mostPaste/2) + "\x1b[201~" + strings.Repeat("a", mostPaste), true},
		"a title without end":               {"\x1b]0;" + long, false},
		"a device string without end":       {"\x1bP" + long, false},
		"a sequence without end":            {"\x1b[" + strings.Repeat("1;", mostControl), false},
		"a title begun with one byte":       {"\x9d0;" + long, false},
		"a title with escapes, without end": {"\x1b]0;\x1b]0;" + long, false},
		"a paste without end":               {"\x1b[200~" + strings.Repeat("a", mostPaste+1), false},
	} {
		whole, parts := &input{}, &input{}
		now := time.Now()
		if got := whole.takes(now, []byte(c.typed)); got != c.taken {
			t.Errorf("%s: %t", name, got)
		}
		got := true
		for b := []byte(c.typed); len(b) > 0 && got; b = b[min(len(b), 7):] {
			got = parts.takes(now, b[:min(len(b), 7)])
		}
		if got != c.taken {
			t.Errorf("%s in parts: %t", name, got)
		}
	}
	i, now := &input{}, time.Now()
	if i.takes(now, []byte("\x1bP")); !i.takes(now.Add(2*forgotten), []byte(long)) {
		t.Error("alt+P, and then a long text, ends the session")
	}
	h := open(t)
	x := h.sit(h.login(h.person("ann")), 80, 24)
	x.shows(t, "welcome")
	_, _ = io.WriteString(x.in, "\x1b]0;"+long)
	x.ends(t)
}

func TestAFloodOfKeysIsTakenSlowlyInWhateverPieces(t *testing.T) {
	for _, piece := range []int{1, 64, mostRead} {
		i, now := &input{}, time.Now()
		waited := time.Duration(0)
		for n := 0; n < 2*burst; n += piece {
			if d := i.wait(now.Add(waited), piece); d > 0 {
				waited += d
			}
		}
		if want := time.Second * burst / perSecond; waited < want-time.Second || waited > want+5*time.Second {
			t.Errorf("pieces of %d: twice the burst takes %s, want about %s", piece, waited, want)
		}
	}
}

func TestHoweverLateItIsLookedAtALockIsNotMissed(t *testing.T) {
	l := Limits{Lock: 10 * time.Minute, Idle: 30 * time.Minute}
	for _, c := range []struct {
		l     Limits
		quiet time.Duration
		want  silence
	}{
		{l, 0, awake}, {l, 9*time.Minute - 1, awake}, {l, 9 * time.Minute, lockSoon}, {l, 10 * time.Minute, locked}, {l, 28 * time.Minute, locked},
		{l, 29 * time.Minute, endSoon}, {l, 30 * time.Minute, over}, {l, 90 * time.Hour, over},
		{Limits{Idle: 30 * time.Minute}, 29 * time.Minute, endSoon}, {Limits{Lock: time.Hour, Idle: 30 * time.Minute}, 29 * time.Minute, endSoon},
		{Limits{Lock: 30 * time.Second}, 10 * time.Second, awake}, {Limits{Lock: 30 * time.Second}, 10 * time.Hour, locked}, {Limits{}, 10 * time.Hour, awake},
	} {
		if got := c.l.silence(c.quiet); got != c.want {
			t.Errorf("%+v after %s: %d, want %d", c.l, c.quiet, got, c.want)
		}
	}
	clock := &stepping{now: time.Now()}
	h := open(t, func(s *Server) { s.Now = clock.Now })
	x := h.sit(h.login(h.person("ann")), 80, 24)
	x.shows(t, "welcome")
	clock.at(29*time.Minute + 20*time.Second) // a machine that was suspended
	x.shows(t, "lock=true")
	x.shows(t, "ends in a minute")
}

func TestALineModeThatWaitsForALineIsEndedToo(t *testing.T) {
	clock := &stepping{now: time.Now()}
	h := open(t, func(s *Server) {
		s.Now = clock.Now
		s.Lines = func(_ context.Context, x Session, _ []string) int {
			_, _ = io.WriteString(x, "waiting\n")
			_, _ = io.Copy(io.Discard, x)
			return 0
		}
	})
	c := h.login(h.person("ann"))
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	x := &sitting{Session: s, out: &journal{}}
	s.Stdout = x.out
	if x.in, err = s.StdinPipe(); err != nil { // and it stays open
		t.Fatal(err)
	}
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	x.shows(t, "waiting")
	clock.at(30 * time.Minute)
	eventually(t, func() bool { return strings.Contains(h.log.String(), `msg="session ended"`) }, func() string { return "the session stays: " + h.log.String() })
}

func TestAClientThatEndsItsInputAndDoesNotReadIsCutOff(t *testing.T) {
	h := open(t, func(s *Server) {
		s.Screen = func(_ context.Context, x Session) error {
			spawn(func() { _, _ = io.Copy(io.Discard, x) }) // whose end ends the session
			for {
				if _, err := x.Write(bytes.Repeat([]byte("x"), 32<<10)); err != nil {
					return err
				}
			}
		}
	})
	ch, reqs, err := h.login(h.person("ann")).OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	spawn(func() { gossh.DiscardRequests(reqs) })
	for _, r := range []struct {
		name    string
		payload []byte
	}{{"pty-req", gossh.Marshal(&ptyRequest{Term: "xterm", Columns: 80, Rows: 24})}, {"shell", nil}} {
		if ok, err := ch.SendRequest(r.name, true, r.payload); !ok || err != nil {
			t.Fatal(r.name, ok, err)
		}
	}
	if err := ch.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return strings.Contains(h.log.String(), `msg="session ended"`) }, func() string { return "the session stays" })
}

func TestWindowsWithoutASessionHoldNothingUp(t *testing.T) {
	h := open(t, func(s *Server) { s.Limits.PerPerson = 1 })
	c := h.login(h.person("ann"))
	size := gossh.Marshal(&struct{ W, H, X, Y uint32 }{90, 30, 0, 0})
	for _, refused := range []bool{false, true} {
		if refused {
			h.sit(c, 80, 24).shows(t, "welcome")
		}
		ch, reqs, err := c.OpenChannel("session", nil)
		if err != nil {
			t.Fatal(err)
		}
		spawn(func() { gossh.DiscardRequests(reqs) })
		if ok, err := ch.SendRequest("pty-req", true, gossh.Marshal(&ptyRequest{Term: "xterm", Columns: 80, Rows: 24})); !ok || err != nil {
			t.Fatal(ok, err)
		}
		if refused {
			if ok, err := ch.SendRequest("shell", true, nil); !ok || err != nil {
				t.Fatal(ok, err)
			}
		}
		for range 50 {
			_, _ = ch.SendRequest("window-change", false, size)
		}
		_ = ch.Close()
	}
	_ = c.Close()
	eventually(t, func() bool {
		h.srv.door.mu.Lock()
		defer h.srv.door.mu.Unlock()
		return len(h.srv.door.channels) == 0
	}, func() string { return "a channel is counted for good" })
}

func TestWhoHasLoggedInIsNoLongerAtTheThreshold(t *testing.T) {
	h := open(t, func(s *Server) { s.Limits.HandshakesSource = 3 })
	ann := h.person("ann")
	for range 10 {
		h.login(ann) // and opens no session
	}
}

func TestOneNetworkOfIPv6IsOneSource(t *testing.T) {
	at := func(s string) net.Addr { return &net.TCPAddr{IP: net.ParseIP(s), Port: 1} }
	if source(at("2001:db8::1")) != source(at("2001:db8::ffff:0:0:2")) || source(at("2001:db8::1")) == source(at("2001:db8:0:1::1")) {
		t.Error("an IPv6 network of 64 bits is not one source")
	}
	if source(at("192.0.2.1")) == source(at("192.0.2.2")) || source(at("::ffff:192.0.2.1")) != source(at("192.0.2.1")) {
		t.Error("an IPv4 address is not one source")
	}
}

func TestAVariableIsNamedAsALocaleIs(t *testing.T) {
	for key, want := range map[string]bool{"LANG": true, "LC_ALL": true, "LC_": false, "LC_A=B": false, "LC_\x1b]0;x": false, "LC_a\n": false, "LD_PRELOAD": false} {
		if got := (&envGate{}).admits(gossh.Marshal(&struct{ Key, Value string }{key, "C"})); got != want {
			t.Errorf("%q: %t", key, got)
		}
	}
}

func TestACommandThatCannotBeReadIsNoShell(t *testing.T) {
	h := open(t)
	s, err := h.login(h.person("ann")).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out := &journal{}
	s.Stdout, s.Stderr = out, out
	if err := s.Run("'"); err == nil || !strings.Contains(out.String(), "this is no command") {
		t.Errorf("%v, %q", err, out.String())
	}
}
