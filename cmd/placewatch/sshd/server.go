// Package sshd serves a screen to known people over SSH, and nothing else: no
// shell, no file transfer, no forwarding. It knows neither the board nor the
// store; both are handed in.
package sshd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	wrecover "charm.land/wish/v2/recover"
	gossh "golang.org/x/crypto/ssh"

	"placewatch/domain/safe"
)

// Server serves sessions. Its fields are set before Serve and not changed after.
type Server struct {
	Directory   Directory
	Host        gossh.Signer
	Authorities []gossh.PublicKey // whose certificates are taken; may be none
	Limits      Limits
	Now         func() time.Time
	Log         *slog.Logger

	// Screen runs the board on a terminal until the person leaves or ctx ends.
	Screen func(ctx context.Context, s Session) error
	// Lines runs a command, or where there is none the line mode, and returns the
	// exit status. It serves terminals that cannot show a screen, and none.
	Lines func(ctx context.Context, s Session, args []string) int

	door    *door
	Metrics Metrics
	srv     *ssh.Server

	mu       sync.Mutex
	sessions map[*session]bool
	closing  atomic.Bool
}

// Serve answers on l until ctx ends, then tells everybody and waits a little for
// what is being written.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	s.door = newDoor(s.Limits, s.Now)
	s.mu.Lock()
	s.sessions = map[*session]bool{}
	s.mu.Unlock()
	srv, err := s.build()
	if err != nil {
		return err
	}
	s.srv = srv
	failed, stopped := make(chan struct{}), make(chan struct{})
	spawn(func() {
		defer close(stopped)
		select {
		case <-ctx.Done():
			s.shutdown()
		case <-failed:
		}
	})
	if err := srv.Serve(l); !errors.Is(err, ssh.ErrServerClosed) {
		close(failed)
		return fmt.Errorf("serving on %s: %w", l.Addr(), err)
	}
	<-stopped // everybody was told, and what was being written is written
	return nil
}

// farewell is how long the people at the screens have to read that the server stops.
const farewell = 3 * time.Second

// lastResort is how much later than its sessions a connection is closed that is still
// there, by the library.
const lastResort = 5 * farewell

// shutdown takes no more connections, tells every screen, waits for what is being
// written, and closes.
func (s *Server) shutdown() {
	s.closing.Store(true)
	s.eachSession(func(x *session) { x.end("the server is stopping; what was saved is kept, and so are drafts") })
	ctx, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	_ = s.srv.Shutdown(ctx)
	_ = s.srv.Close()
	late, enough := context.WithTimeout(context.Background(), farewell)
	defer enough()
	s.eachSession(func(x *session) { // what they write is in the store, or is not begun
		select {
		case <-x.left:
		case <-late.Done():
		}
	})
}

func (s *Server) build() (*ssh.Server, error) {
	return wish.NewServer(
		wish.WithPublicKeyAuth(func(ctx ssh.Context, key ssh.PublicKey) bool {
			_, err := s.admit(ctx, key)
			if err != nil {
				s.Metrics.refused("key")
				s.Log.Warn("log-in refused", "why", err.Error(), "remote", ctx.RemoteAddr().String(), "key", gossh.FingerprintSHA256(key))
			}
			return err == nil
		}),
		wish.WithMiddleware(wrecover.MiddlewareWithLogger(quiet{s.Log}, s.serve)),
		func(srv *ssh.Server) error {
			srv.HostSigners = []ssh.Signer{s.Host}
			srv.Version = "placewatch"
			srv.HandshakeTimeout = s.Limits.Handshake
			if s.Limits.Absolute > 0 {
				srv.MaxTimeout = s.Limits.Absolute + lastResort
			}
			srv.ServerConfigCallback = s.modern
			srv.ConnCallback = s.knock
			srv.ConnectionFailedCallback = func(c net.Conn, err error) { s.Metrics.refused("handshake") }
			srv.SessionRequestCallback = func(_ ssh.Session, kind string) bool { return kind == "shell" || kind == "exec" }
			srv.SubsystemHandlers = map[string]ssh.SubsystemHandler{}
			srv.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.gated}
			srv.RequestHandlers = map[string]ssh.RequestHandler{}
			return nil
		})
}

// knock counts a connection in, or closes it.
func (s *Server) knock(_ ssh.Context, c net.Conn) net.Conn {
	if s.closing.Load() {
		return nil
	}
	v, refused := s.door.arrive(c)
	if refused != "" {
		s.Metrics.refused("limit")
		s.Log.Warn("connection refused", "why", refused, "remote", c.RemoteAddr().String())
		return nil
	}
	lookAfter(c)
	return &counted{Conn: c, visit: v}
}

// modern offers only algorithms that have no known weakness, the strongest first.
// Nobody may log in without a key: no password, no "none".
func (s *Server) modern(ssh.Context) *gossh.ServerConfig {
	return &gossh.ServerConfig{
		Config: gossh.Config{
			KeyExchanges: []string{gossh.KeyExchangeMLKEM768X25519, gossh.KeyExchangeCurve25519},
			Ciphers:      []string{gossh.CipherChaCha20Poly1305, gossh.CipherAES256GCM, gossh.CipherAES128GCM},
			MACs:         []string{gossh.HMACSHA256ETM, gossh.HMACSHA512ETM},
		},
		PublicKeyAuthAlgorithms: []string{gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521,
			gossh.KeyAlgoSKECDSA256, gossh.KeyAlgoRSASHA256, gossh.KeyAlgoRSASHA512},
		MaxAuthTries: 6,
		AuthLogCallback: func(c gossh.ConnMetadata, _ string, err error) {
			if err == nil { // logged in, whether or not it opens a session
				s.door.admitted(c.RemoteAddr())
			}
		},
	}
}

// Recheck asks of every session whether its key still admits its person, and ends
// those whose does not, or cannot be looked up. It is called whenever something was
// written.
func (s *Server) Recheck(ctx context.Context) {
	s.eachSession(func(x *session) { s.recheck(ctx, x) })
}

func (s *Server) recheck(ctx context.Context, x *session) {
	switch g, err := s.admit(ctx, x.key); {
	case err == nil && g.Login == x.guest.Login || errors.Is(err, context.Canceled):
	case errors.Is(err, ErrUnread):
		s.Log.Error("session ended: its key could not be looked up", "login", x.guest.Login, "session", x.id, "why", err.Error())
		x.end(ErrUnread.Error() + "; log in again in a moment")
	default:
		s.Log.Info("session ended: its key admits nobody any more", "login", x.guest.Login, "session", x.id)
		x.end("your key was withdrawn")
		spawn(x.showOut)
	}
}

func (s *Server) eachSession(f func(*session)) {
	s.mu.Lock()
	list := make([]*session, 0, len(s.sessions))
	for x := range s.sessions {
		list = append(list, x)
	}
	s.mu.Unlock()
	for _, x := range list {
		f(x)
	}
}

// spawn starts a goroutine of the server; a panic in one never ends another
// person's session. What it held is not logged: it may be about a child.
func spawn(f func()) {
	safe.Go(f, func(_ any, stack []byte) { slog.Error("a task of the server failed", "stack", string(stack)) })
}

// quiet logs that a session's handler failed, and not with what.
type quiet struct{ log *slog.Logger }

// Printf is what the recovering middleware calls with the panic and the stack.
func (q quiet) Printf(format string, v ...any) { q.log.Error("a session failed and was closed") }
