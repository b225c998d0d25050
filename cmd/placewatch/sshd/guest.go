package sshd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// Guest is who a key belongs to.
type Guest struct {
	Login       string
	Fingerprint string    // of the key that signed, or of the one that a certificate certifies
	Until       time.Time // a certificate's end; none for a plain key
}

// Directory knows whose key is whose. It is asked at log-in, at each session's
// start, and again whenever something was written. An error that wraps ErrUnread says
// that it could not be asked; any other, why a key admits nobody.
type Directory interface {
	// Holder returns the login of the person to whom a key belongs, or why it
	// admits nobody: unknown, expired, revoked, its person disabled.
	Holder(ctx context.Context, key gossh.PublicKey) (login string, err error)
	// Known returns the login of the person whom a principal of a certificate for
	// that key names, as the directory writes it, or why it admits nobody.
	Known(ctx context.Context, principal, fingerprint string) (login string, err error)
}

// errUnknown is all that a client is told whose key admits nobody.
var errUnknown = errors.New("this key admits nobody")

// ErrUnread means that the directory could not be asked. Nobody is admitted then, and
// nobody is told that their key is at fault.
var ErrUnread = errors.New("the store could not be read")

// admit decides by the key that signed, never by the user name that was offered.
func (s *Server) admit(ctx context.Context, key gossh.PublicKey) (Guest, error) {
	cert, ok := key.(*gossh.Certificate)
	if !ok {
		login, err := s.Directory.Holder(ctx, key)
		return Guest{Login: login, Fingerprint: gossh.FingerprintSHA256(key)}, err
	}
	return s.certified(ctx, cert)
}

// certified admits the person whom a certificate of the council's own authority
// names among its principals.
func (s *Server) certified(ctx context.Context, cert *gossh.Certificate) (Guest, error) {
	if cert.CertType != gossh.UserCert || !s.trusts(cert.SignatureKey) {
		return Guest{}, errUnknown
	}
	if weak(cert.Key) != nil || cert.Signature == nil || cert.Signature.Format == gossh.KeyAlgoRSA { // RSA with SHA-1
		return Guest{}, fmt.Errorf("the certificate or its key is too weak: %w", errUnknown)
	}
	if len(cert.CriticalOptions) > 0 {
		return Guest{}, fmt.Errorf("the certificate sets conditions that are not honoured here: %w", errUnknown)
	}
	checker := gossh.CertChecker{Clock: s.Now, IsUserAuthority: s.trusts}
	for _, principal := range cert.ValidPrincipals {
		if err := checker.CheckCert(principal, cert); err != nil {
			return Guest{}, err
		}
		g := Guest{Fingerprint: gossh.FingerprintSHA256(cert.Key)}
		var err error
		switch g.Login, err = s.Directory.Known(ctx, principal, g.Fingerprint); {
		case errors.Is(err, ErrUnread):
			return Guest{}, err
		case err == nil:
			if cert.ValidBefore != gossh.CertTimeInfinity {
				g.Until = time.Unix(int64(cert.ValidBefore), 0)
			}
			return g, nil
		}
	}
	return Guest{}, errUnknown
}

func (s *Server) trusts(k gossh.PublicKey) bool {
	return slices.ContainsFunc(s.Authorities, func(a gossh.PublicKey) bool { return bytes.Equal(a.Marshal(), k.Marshal()) })
}
