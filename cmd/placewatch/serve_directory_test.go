package main

import (
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"placewatch/cmd/placewatch/sshd"
	"placewatch/domain/fault"
)

// A key that nobody holds is refused; a store that cannot be read refuses nobody, and
// the server must be able to tell the two apart.
func TestAStoreThatCannotBeReadIsNoRefusal(t *testing.T) {
	a := &app{in: os.Stdin, out: t.Output(), err: t.Output(), env: func(string) string { return "" }, now: time.Now, loc: time.UTC}
	s, err := a.openAt(t.Context(), filepath.Join(t.TempDir(), "placewatch.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	key, err := gossh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	d := directory{a, s}
	ask := map[string]func() (string, error){
		"by a key":       func() (string, error) { return d.Holder(t.Context(), key) },
		"by a principal": func() (string, error) { return d.Known(t.Context(), "ann", gossh.FingerprintSHA256(key)) },
	}
	for name, f := range ask {
		_, err := f()
		if _, refused := errors.AsType[*fault.Error](err); !refused || errors.Is(err, sshd.ErrUnread) {
			t.Errorf("%s that is not known: %v", name, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, f := range ask {
		if _, err := f(); !errors.Is(err, sshd.ErrUnread) {
			t.Errorf("%s, of a closed store: %v", name, err)
		}
	}
}
