package sshd

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// certify is a new key with a certificate of that authority for ann, changed.
func certify(t *testing.T, by gossh.Signer, change func(*gossh.Certificate)) gossh.Signer {
	t.Helper()
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

func TestACertificateOfTheCouncilsAuthorityNamesItsPerson(t *testing.T) {
	authority, stranger := newSigner(t), newSigner(t)
	h := open(t, func(s *Server) { s.Authorities = []gossh.PublicKey{authority.PublicKey()} })
	h.person("ann")
	h.sit(h.login(certify(t, authority, nil)), 80, 24).shows(t, "welcome ann")
	shouted := certify(t, authority, func(c *gossh.Certificate) { c.ValidPrincipals = []string{"ANN"} })
	h.sit(h.login(shouted), 80, 24).shows(t, "welcome ann") // as the directory writes her: one person, with one person's limits
	short, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	weakOwn, err := gossh.NewSignerFromKey(short)
	if err != nil {
		t.Fatal(err)
	}
	weakly := &gossh.Certificate{Key: weakOwn.PublicKey(), CertType: gossh.UserCert, ValidPrincipals: []string{"ann"}, ValidBefore: gossh.CertTimeInfinity}
	if err := weakly.SignCert(rand.Reader, authority); err != nil {
		t.Fatal(err)
	}
	overWeak, err := gossh.NewCertSigner(weakly, weakOwn)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]gossh.Signer{
		"over a weak key":       overWeak,
		"of another authority":  certify(t, stranger, nil),
		"for a host":            certify(t, authority, func(c *gossh.Certificate) { c.CertType = gossh.HostCert }),
		"that has run out":      certify(t, authority, func(c *gossh.Certificate) { c.ValidBefore = uint64(time.Now().Add(-time.Hour).Unix()) }),
		"not yet valid":         certify(t, authority, func(c *gossh.Certificate) { c.ValidAfter = uint64(time.Now().Add(time.Hour).Unix()) }),
		"for nobody known here": certify(t, authority, func(c *gossh.Certificate) { c.ValidPrincipals = []string{"zed"} }),
		"for everybody":         certify(t, authority, func(c *gossh.Certificate) { c.ValidPrincipals = nil }),
		"with a condition":      certify(t, authority, func(c *gossh.Certificate) { c.CriticalOptions = map[string]string{"force-command": "true"} }),
	} {
		if c, err := h.dial(gossh.PublicKeys(s)); err == nil {
			_ = c.Close()
			t.Errorf("a certificate %s opened the door", name)
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
		if g := (&gate{begun: true}); !g.admits(req) {
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
