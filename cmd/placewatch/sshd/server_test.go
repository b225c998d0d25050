package sshd

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// house is a server with people, on loopback.
type house struct {
	t    *testing.T
	srv  *Server
	addr string
	log  *journal

	mu   sync.Mutex
	keys map[string]string // fingerprint to login
	gone map[string]bool   // disabled logins
}

type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// Holder finds a person by a key.
func (h *house) Holder(_ context.Context, key gossh.PublicKey) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	login, ok := h.keys[gossh.FingerprintSHA256(key)]
	if !ok || h.gone[login] {
		return "", errUnknown
	}
	return login, nil
}

// Known says whether a person may come in.
func (h *house) Known(_ context.Context, login, _ string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.keys {
		if l == login && !h.gone[login] {
			return nil
		}
	}
	return errUnknown
}

func newSigner(t testing.TB) gossh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// open starts a server whose screen says who came and echoes what is typed.
func open(t *testing.T, set ...func(*Server)) *house {
	t.Helper()
	h := &house{t: t, log: &journal{}, keys: map[string]string{}, gone: map[string]bool{}}
	h.srv = &Server{Directory: h, Host: newSigner(t), Limits: DefaultLimits(), Now: time.Now, Log: slog.New(slog.NewTextHandler(h.log, nil)),
		Screen: echo, Lines: func(_ context.Context, s Session, args []string) int {
			fmt.Fprintf(s, "lines %s %q\n", s.Guest().Login, args)
			return 3
		}}
	for _, f := range set {
		f(h.srv)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.addr = l.Addr().String()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	spawn(func() { done <- h.srv.Serve(ctx, l) })
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return h
}

func echo(ctx context.Context, s Session) error {
	w, h := s.Window()
	fmt.Fprintf(s, "welcome %s %dx%d %q\n", s.Guest().Login, w, h, s.Env())
	typed := make(chan byte)
	spawn(func() {
		b := make([]byte, 1)
		for {
			if _, err := s.Read(b); err != nil {
				return
			}
			select {
			case typed <- b[0]:
			case <-ctx.Done():
				return
			}
		}
	})
	for {
		select {
		case <-ctx.Done():
			return nil
		case c := <-typed:
			switch c {
			case 'q':
				return nil
			case 'p':
				panic("a child's secret")
			}
			fmt.Fprintf(s, "<%c>", c)
		case <-s.Windows():
			w, h := s.Window()
			fmt.Fprintf(s, "window %dx%d\n", w, h)
		case n := <-s.Notices():
			fmt.Fprintf(s, "notice %q lock=%t end=%t\n", n.Text, n.Lock, n.End)
		}
	}
}

// person adds somebody with a key.
func (h *house) person(login string) gossh.Signer {
	s := newSigner(h.t)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.keys[gossh.FingerprintSHA256(s.PublicKey())] = login
	return s
}

func (h *house) dial(auth ...gossh.AuthMethod) (*gossh.Client, error) {
	return gossh.Dial("tcp", h.addr, &gossh.ClientConfig{User: "anybody\x1b]0;x\a\r\nroot", Auth: auth, Timeout: 10 * time.Second,
		HostKeyCallback: gossh.FixedHostKey(h.srv.Host.PublicKey())})
}

func (h *house) login(s gossh.Signer) *gossh.Client {
	h.t.Helper()
	c, err := h.dial(gossh.PublicKeys(s))
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = c.Close() })
	return c
}

// sitting is a session with a terminal, read as it comes.
type sitting struct {
	*gossh.Session
	in  io.WriteCloser
	out *journal
}

func (h *house) sit(c *gossh.Client, w, hh int, env ...string) *sitting {
	h.t.Helper()
	s, err := c.NewSession()
	if err != nil {
		h.t.Fatal(err)
	}
	x := &sitting{Session: s, out: &journal{}}
	s.Stdout = x.out
	s.Stderr = x.out
	if x.in, err = s.StdinPipe(); err != nil {
		h.t.Fatal(err)
	}
	for _, kv := range env {
		k, v, _ := strings.Cut(kv, "=")
		_ = s.Setenv(k, v)
	}
	if err := s.RequestPty("xterm-256color", hh, w, gossh.TerminalModes{}); err != nil {
		h.t.Fatal(err)
	}
	if err := s.Shell(); err != nil {
		h.t.Fatal(err)
	}
	return x
}

// shows waits until the words are there.
func (x *sitting) shows(t *testing.T, words string) {
	t.Helper()
	eventually(t, func() bool { return strings.Contains(x.out.String(), words) }, func() string { return fmt.Sprintf("%q is not shown: %q", words, x.out.String()) })
}

func eventually(t *testing.T, holds func() bool, why func() string) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(why())
		}
	}
}

func (x *sitting) ends(t *testing.T) {
	t.Helper()
	done := make(chan bool)
	spawn(func() { _ = x.Wait(); close(done) })
	select {
	case <-done:
	case <-time.After(15 * time.Second):
		t.Fatal("the session does not end")
	}
}

func TestOnlyAKnownKeyOpensTheDoor(t *testing.T) {
	h := open(t)
	ann := h.person("ann")
	x := h.sit(h.login(ann), 80, 24)
	x.shows(t, "welcome ann 80x24")
	for name, auth := range map[string][]gossh.AuthMethod{
		"nobody":               nil,
		"a password":           {gossh.Password("ann")},
		"an unknown key":       {gossh.PublicKeys(newSigner(t))},
		"keyboard-interactive": {gossh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return []string{"x"}, nil })},
	} {
		if c, err := h.dial(auth...); err == nil {
			_ = c.Close()
			t.Errorf("%s opened the door", name)
		} else if strings.Contains(err.Error(), "attempted methods") && strings.Contains(err.Error(), "password]") {
			t.Errorf("%s: a password is taken: %v", name, err)
		}
	}
}

// offered is a key that is shown first and signed with by somebody else: the hole
// of CVE-2024-45337.
func TestWhoeverSignsComesInNotWhoeverIsShown(t *testing.T) {
	h := open(t)
	ann, mallory := h.person("ann"), h.person("mallory")
	shown := failing{ann}
	c, err := h.dial(gossh.PublicKeys(shown, mallory))
	if err == nil {
		t.Cleanup(func() { _ = c.Close() })
		h.sit(c, 80, 24).shows(t, "welcome mallory")
		return
	}
	if !errors.Is(err, errNoSigning) && !strings.Contains(err.Error(), errNoSigning.Error()) {
		t.Fatal(err)
	}
}

var errNoSigning = errors.New("only the public half is here")

// failing shows a key and cannot sign with it.
type failing struct{ gossh.Signer }

func (f failing) Sign(io.Reader, []byte) (*gossh.Signature, error) { return nil, errNoSigning }

func TestNothingButTheBoardIsServed(t *testing.T) {
	h := open(t)
	c := h.login(h.person("ann"))
	request := func(name string, payload any) bool {
		s, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		var b []byte
		if payload != nil {
			b = gossh.Marshal(payload)
		}
		ok, err := s.SendRequest(name, true, b)
		return err == nil && ok
	}
	for _, name := range []string{"auth-agent-req@openssh.com", "x11-req", "signal", "break", "xon-xoff", "no-such-request"} {
		if request(name, nil) {
			t.Errorf("%s is granted", name)
		}
	}
	for _, sub := range []string{"sftp", "netconf", "default"} {
		if request("subsystem", &struct{ Name string }{sub}) {
			t.Errorf("the subsystem %s is granted", sub)
		}
	}
	for _, kind := range []string{"direct-tcpip", "direct-streamlocal@openssh.com", "tun@openssh.com", "x11", "auth-agent@openssh.com"} {
		if ch, _, err := c.OpenChannel(kind, nil); err == nil {
			_ = ch.Close()
			t.Errorf("a %s channel opens", kind)
		}
	}
	if l, err := c.Listen("tcp", "127.0.0.1:0"); err == nil {
		_ = l.Close()
		t.Error("a port is forwarded")
	}
}

func TestACommandOrNoTerminalGetsLinesAndAStatus(t *testing.T) {
	h := open(t)
	c := h.login(h.person("ann"))
	for _, command := range []string{"due --json", ""} {
		s, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		s.Stdout = &out
		if command == "" {
			err = errors.Join(s.Shell())
			if err == nil {
				err = s.Wait()
			}
		} else {
			err = s.Run(command)
		}
		var exit *gossh.ExitError
		if !errors.As(err, &exit) || exit.ExitStatus() != 3 {
			t.Errorf("%q ends with %v", command, err)
		}
		if !strings.HasPrefix(out.String(), "lines ann [") {
			t.Errorf("%q says %q", command, out.String())
		}
	}
}

func TestOfTheEnvironmentOnlyWhatTheTerminalShowsComesIn(t *testing.T) {
	h := open(t)
	env := []string{"LANG=en_GB.UTF-8", "LC_ALL=C", "COLORTERM=truecolor", "NO_COLOR=1", "LD_PRELOAD=/x", "UV_DEBUG=/tmp/x", "PLACEWATCH_DB=/x", "LC_X=a\x1b[2J", "PATH=/"}
	x := h.sit(h.login(h.person("ann")), 80, 24, env...)
	x.shows(t, `["LANG=en_GB.UTF-8" "LC_ALL=C" "COLORTERM=truecolor" "NO_COLOR=1" "TERM=xterm-256color"]`)
}

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

func TestAWithdrawnKeyEndsItsSessions(t *testing.T) {
	h := open(t)
	ann, ben := h.person("ann"), h.person("ben")
	c := h.login(ann)
	x, y := h.sit(c, 80, 24), h.sit(h.login(ben), 80, 24)
	x.shows(t, "welcome ann")
	y.shows(t, "welcome ben")
	h.mu.Lock()
	h.gone["ann"] = true
	h.mu.Unlock()
	h.srv.Recheck(t.Context())
	x.ends(t)
	if s, err := c.NewSession(); err == nil {
		if err := s.Run("due"); err == nil {
			t.Error("a new session opens on the old connection")
		}
	}
	_, _ = io.WriteString(y.in, "k")
	y.shows(t, "<k>")
}

func TestOnePersonsPanicEndsNobodyElsesSession(t *testing.T) {
	h := open(t)
	x, y := h.sit(h.login(h.person("ann")), 80, 24), h.sit(h.login(h.person("ben")), 80, 24)
	x.shows(t, "welcome")
	y.shows(t, "welcome")
	_, _ = io.WriteString(x.in, "p")
	x.ends(t)
	_, _ = io.WriteString(y.in, "k")
	y.shows(t, "<k>")
	if strings.Contains(h.log.String(), "secret") {
		t.Error("the log tells what the session held")
	}
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

func TestACertificateOfTheCouncilsAuthorityNamesItsPerson(t *testing.T) {
	authority, stranger := newSigner(t), newSigner(t)
	h := open(t, func(s *Server) { s.Authorities = []gossh.PublicKey{authority.PublicKey()} })
	h.person("ann")
	certified := func(by gossh.Signer, change func(*gossh.Certificate)) gossh.Signer {
		own := newSigner(t)
		c := &gossh.Certificate{Key: own.PublicKey(), CertType: gossh.UserCert, ValidPrincipals: []string{"ann"}, ValidBefore: gossh.CertTimeInfinity}
		if change != nil {
			change(c)
		}
		if err := c.SignCert(rand.Reader, by); err != nil {
			t.Fatal(err)
		}
		s, err := gossh.NewCertSigner(c, own)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	h.sit(h.login(certified(authority, nil)), 80, 24).shows(t, "welcome ann")
	for name, s := range map[string]gossh.Signer{
		"of another authority":  certified(stranger, nil),
		"for a host":            certified(authority, func(c *gossh.Certificate) { c.CertType = gossh.HostCert }),
		"that has run out":      certified(authority, func(c *gossh.Certificate) { c.ValidBefore = uint64(time.Now().Add(-time.Hour).Unix()) }),
		"not yet valid":         certified(authority, func(c *gossh.Certificate) { c.ValidAfter = uint64(time.Now().Add(time.Hour).Unix()) }),
		"for nobody known here": certified(authority, func(c *gossh.Certificate) { c.ValidPrincipals = []string{"zed"} }),
		"for everybody":         certified(authority, func(c *gossh.Certificate) { c.ValidPrincipals = nil }),
		"with a condition":      certified(authority, func(c *gossh.Certificate) { c.CriticalOptions = map[string]string{"force-command": "true"} }),
	} {
		if c, err := h.dial(gossh.PublicKeys(s)); err == nil {
			_ = c.Close()
			t.Errorf("a certificate %s opened the door", name)
		}
	}
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

func TestAHostKeyIsMadeOnceAndKeptToItsOwner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "host_key")
	first, err := HostKey(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := HostKey(path)
	if err != nil || !bytes.Equal(first.PublicKey().Marshal(), again.PublicKey().Marshal()) {
		t.Errorf("another key the second time: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := HostKey(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that others can read: %v", err)
	}
	if err := os.WriteFile(path, []byte("not a key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := HostKey(path); err == nil || !strings.Contains(err.Error(), "restore it") {
		t.Errorf("a broken key: %v", err)
	}
}

func TestAWeakKeyIsRefusedWithTheReason(t *testing.T) {
	good := strings.TrimSpace(string(gossh.MarshalAuthorizedKey(newSigner(t).PublicKey())))
	short, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	weakRSA, err := gossh.NewPublicKey(&short.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ line, why string }{
		"as ssh-keygen writes it": {good + " ann@desk", ""},
		"with an option":          {`from="10.0.0.1" ` + good, "options before a key"},
		"with a forced command":   {`command="sh" ` + good, "options before a key"},
		"two lines":               {good + "\n" + good, "more than one line"},
		"a short RSA key":         {string(gossh.MarshalAuthorizedKey(weakRSA)), "too weak"},
		"a private key":           {"-----BEGIN OPENSSH PRIVATE KEY-----", "private key"},
		"nothing":                 {"", "not a public key"},
		"words":                   {"hello there", "not a public key"},
		"DSA":                     {"ssh-dss AAAAB3NzaC1kc3MAAAAB", "not a public key"},
	} {
		_, comment, err := ParseKey(c.line)
		switch {
		case c.why == "" && (err != nil || comment != "ann@desk"):
			t.Errorf("%s: %q, %v", name, comment, err)
		case c.why != "" && (err == nil || !strings.Contains(err.Error(), c.why)):
			t.Errorf("%s: %v, want %s", name, err, c.why)
		}
	}
}

func FuzzParseKey(f *testing.F) {
	f.Add("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJQ8pJ2c3xq2h9JzYw6Y9v9T9h9q4Zr8Y2b9z1t2u3v4 ann@desk")
	f.Add(`restrict,from="*" ssh-rsa AAAA x`)
	f.Fuzz(func(t *testing.T, line string) {
		key, _, err := ParseKey(line)
		if err == nil && (key == nil || weak(key) != nil) {
			t.Errorf("%q is taken", line)
		}
	})
}

func FuzzTheGate(f *testing.F) {
	f.Add("pty-req", gossh.Marshal(&ptyRequest{Term: "xterm", Columns: 80, Rows: 24}))
	f.Add("window-change", bytes.Repeat([]byte{0xff}, 16))
	f.Add("env", gossh.Marshal(&struct{ Key, Value string }{"LANG", "C"}))
	f.Fuzz(func(t *testing.T, kind string, payload []byte) {
		req := &gossh.Request{Type: kind, Payload: payload}
		if !admits(req, &envGate{}) {
			return
		}
		switch kind {
		case "shell", "exec", "env":
		case "pty-req":
			var p ptyRequest
			if err := gossh.Unmarshal(req.Payload, &p); err != nil || p.Columns > maxWidth || p.Rows > maxHeight || !termName.MatchString(p.Term) {
				t.Errorf("%+v, %v", p, err)
			}
		case "window-change":
			if len(req.Payload) != 16 {
				t.Errorf("%x", req.Payload)
			}
		default:
			t.Errorf("%q is let through", kind)
		}
	})
}
