package sshd

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
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
	deaf error             // why nobody can be looked up
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
	if h.deaf != nil {
		return "", h.deaf
	}
	login, ok := h.keys[gossh.FingerprintSHA256(key)]
	if !ok || h.gone[login] {
		return "", errUnknown
	}
	return login, nil
}

// Known finds a person by a principal, whatever its case.
func (h *house) Known(_ context.Context, principal, _ string) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.deaf != nil {
		return "", h.deaf
	}
	for _, l := range h.keys {
		if strings.EqualFold(l, principal) && !h.gone[l] {
			return l, nil
		}
	}
	return "", errUnknown
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
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return openOn(t, l, set...)
}

// openOn is open on a listener that somebody made.
func openOn(t *testing.T, l net.Listener, set ...func(*Server)) *house {
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
