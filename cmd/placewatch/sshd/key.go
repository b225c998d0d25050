package sshd

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	gossh "golang.org/x/crypto/ssh"
)

// HostKey reads the server's own key, or makes it once, readable by its owner only.
// A key that others can read, or that cannot be read, is refused and never made
// anew: people's clients would warn them of an impostor.
func HostKey(path string) (gossh.Signer, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if b, err = makeHostKey(path); err != nil {
			return nil, fmt.Errorf("making the host key %s: %w", path, err)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("reading the host key: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading the host key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the host key %s can be read by others; run `chmod 600` on it", path)
	}
	signer, err := gossh.ParsePrivateKey(b)
	if err != nil {
		return nil, fmt.Errorf("the host key %s cannot be read; restore it from a backup: %w", path, err)
	}
	if err := weak(signer.PublicKey()); err != nil {
		return nil, fmt.Errorf("the host key %s: %w", path, err)
	}
	return signer, nil
}

func makeHostKey(path string) ([]byte, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	block, err := gossh.MarshalPrivateKey(private, "placewatch")
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	b := pem.EncodeToMemory(block)
	_, err = f.Write(b)
	return b, errors.Join(err, f.Sync(), f.Close())
}

// Authorities reads the public keys of the authorities whose certificates are
// taken, one a line. Every line must be a key: a line that is not must not let
// those below it be forgotten.
func Authorities(path string) ([]gossh.PublicKey, error) {
	if path == "" {
		return nil, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the authorities: %w", err)
	}
	var out []gossh.PublicKey
	for i, line := range strings.Split(string(b), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		k, _, err := ParseKey(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, i+1, err)
		}
		out = append(out, k)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s holds no key", path)
	}
	return out, nil
}

// leastRSA is the shortest RSA key taken, in bits (NCSC, NIST SP 800-131A).
const leastRSA = 3072

// ParseKey reads one line as ssh-keygen writes it: type, key and a comment. Options
// before the key are refused, since they would not be honoured; so are keys that are
// weak, private keys, and anything after the line.
func ParseKey(line string) (key gossh.PublicKey, comment string, err error) {
	line = strings.TrimSpace(line)
	if strings.Contains(line, "PRIVATE KEY") {
		return nil, "", errors.New("this is a private key; keep it to yourself and give the file that ends in .pub")
	}
	key, comment, options, rest, err := gossh.ParseAuthorizedKey([]byte(line))
	switch {
	case err != nil:
		return nil, "", errors.New("this is not a public key as ssh-keygen writes it, such as \"ssh-ed25519 AAAA… name\"")
	case len(options) > 0:
		return nil, "", fmt.Errorf("options before a key (%s) are not honoured here; give the key alone", options[0])
	case len(bytes.TrimSpace(rest)) > 0:
		return nil, "", errors.New("there is more than one line; give one key at a time")
	}
	return key, comment, weak(key)
}

// weak says why a key of that kind is not taken.
func weak(key gossh.PublicKey) error {
	if _, ok := key.(*gossh.Certificate); ok {
		return errors.New("this is a certificate; trust its authority with --ca instead")
	}
	switch key.Type() {
	case gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521, gossh.KeyAlgoSKECDSA256:
		return nil
	case gossh.KeyAlgoRSA:
		if c, ok := key.(gossh.CryptoPublicKey); ok {
			if r, ok := c.CryptoPublicKey().(*rsa.PublicKey); ok && r.N.BitLen() >= leastRSA {
				return nil
			}
		}
		return fmt.Errorf("RSA keys of fewer than %d bits are too weak; make an ed25519 key with `ssh-keygen -t ed25519`", leastRSA)
	}
	return fmt.Errorf("keys of type %s are too weak, or not known here; make an ed25519 key with `ssh-keygen -t ed25519`", key.Type())
}
