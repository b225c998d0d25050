package sshd

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

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
