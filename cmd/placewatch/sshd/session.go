package sshd

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// Session is one person at one terminal, as the screens see it.
type Session interface {
	io.Reader // what is typed; the end of it ends the session
	io.Writer // bounded: a client that does not read is dropped
	Err() io.Writer
	ID() string
	Guest() Guest
	// Env is what the client's terminal says of itself: TERM, COLORTERM, LANG …
	Env() []string
	// Terminal reports whether there is one; without, nothing is drawn.
	Terminal() bool
	// Window is its size now; Windows rings after each change of it.
	Window() (w, h int)
	Windows() <-chan struct{}
	// Notices are what the server tells the person: why the session ends.
	Notices() <-chan Notice
}

// Notice is what the server has to say to a person at a screen.
type Notice struct {
	Text   string
	Lock   bool // clear the screen until a key is pressed
	Screen bool // it is about the screen, and means nothing without one
	End    bool // the session ends
}

// session is a Session.
type session struct {
	ssh.Session
	srv   *Server
	id    string
	guest Guest
	key   gossh.PublicKey
	since time.Time // when its connection was made
	env   []string
	pty   bool

	window  atomic.Uint64 // width and height
	resized chan struct{}
	notices chan Notice
	cancel  context.CancelFunc

	typed   input
	lastKey atomic.Int64  // unix nanoseconds
	stuck   atomic.Int64  // when the write under way began; 0 when none is
	left    chan struct{} // closed when the session is over
	once    sync.Once
	silence silence // what was last said of it
	warned  bool    // that its last moment comes
}

// serve runs one session: the board, a command, or lines.
func (s *Server) serve(next ssh.Handler) ssh.Handler {
	return func(sess ssh.Session) {
		t := look(sess)
		x, why := s.enter(sess, t)
		if x == nil {
			drain(t)
			s.Metrics.refused("session")
			s.Log.Warn("session refused", "why", why, "remote", sess.RemoteAddr().String())
			_, _ = io.WriteString(sess.Stderr(), "placewatch: "+why+"\r\n")
			_ = sess.Exit(1)
			return
		}
		ctx, cancel := context.WithCancel(sess.Context())
		x.cancel = cancel
		defer cancel()
		defer s.leave(x)
		x.follow(ctx, t)
		s.recheck(ctx, x) // its key may have been withdrawn between the look and the count
		args := sess.Command()
		s.Log.Info("session", "session", x.id, "login", x.guest.Login, "remote", sess.RemoteAddr().String(), "terminal", x.term(), "lines", !x.Terminal() || len(args) > 0)
		status := 0
		switch {
		case len(args) == 0 && sess.RawCommand() != "":
			fmt.Fprint(x.Err(), "placewatch: this is no command; perhaps a quote is not closed\r\n")
			status = 2
		case x.Terminal() && len(args) == 0:
			s.Metrics.terminal(x.term())
			if err := s.Screen(ctx, x); err != nil && ctx.Err() == nil {
				s.Log.Error("session failed", "session", x.id, "why", err.Error())
				status = 1
			}
		default:
			status = s.Lines(ctx, x, args)
		}
		cancel() // a client that does not take the status is cut off
		_ = sess.Exit(status)
		next(sess)
	}
}

// enter counts a session in. The person is decided anew from the key that signed:
// it may have been withdrawn since the connection was made.
func (s *Server) enter(sess ssh.Session, t terminal) (*session, string) {
	if s.closing.Load() {
		return nil, "the server is stopping"
	}
	key := sess.PublicKey()
	if key == nil {
		return nil, "no key"
	}
	guest, err := s.admit(sess.Context(), key)
	if errors.Is(err, ErrUnread) { // no fault of the key: the connection may stay
		s.Log.Error("a key could not be looked up", "why", err.Error())
		return nil, ErrUnread.Error() + "; try again in a moment"
	}
	if err != nil {
		if c := conn(sess); c != nil {
			_ = c.Close()
		}
		return nil, errUnknown.Error()
	}
	x := &session{Session: sess, srv: s, id: newID(), guest: guest, key: key, since: s.door.came(sess.RemoteAddr()), resized: make(chan struct{}, 1), notices: make(chan Notice, 4), left: make(chan struct{})}
	x.pty = t.there
	x.setWindow(t.Window)
	for _, kv := range sess.Environ() {
		if !strings.HasPrefix(kv, "TERM=") {
			x.env = append(x.env, kv)
		}
	}
	x.env = append(x.env, "TERM="+t.Term)
	x.lastKey.Store(s.Now().UnixNano())
	s.mu.Lock()
	defer s.mu.Unlock()
	own := 0
	for other := range s.sessions {
		if other.guest.Login == guest.Login {
			own++
		}
	}
	switch {
	case len(s.sessions) >= s.Limits.Sessions:
		return nil, "the server has as many sessions as it may; try again later"
	case own >= s.Limits.PerPerson:
		return nil, "you have as many sessions as one person may; close one first"
	}
	s.sessions[x] = true
	return x, ""
}

func (s *Server) leave(x *session) {
	s.mu.Lock()
	delete(s.sessions, x)
	s.mu.Unlock()
	close(x.left)
	s.Log.Info("session ended", "session", x.id, "login", x.guest.Login)
}

func newID() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b)
	return "ssh-" + hex.EncodeToString(b)
}

func conn(sess ssh.Session) io.Closer {
	c, _ := sess.Context().Value(ssh.ContextKeyConn).(*gossh.ServerConn)
	if c == nil {
		return nil
	}
	return c
}

// follow watches over the session: its windows, its silence, its length, and
// whether the client still reads.
func (x *session) follow(ctx context.Context, t terminal) {
	if t.there {
		spawn(func() {
			for w := range t.windows { // closed when the client closes the channel
				x.setWindow(w)
				ring(x.resized)
			}
			x.cancel()
		})
	}
	context.AfterFunc(ctx, func() { spawn(x.cutOff) })
	spawn(func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-x.left: // not ctx: it may end while a write is stuck
				return
			case <-tick.C:
				x.watch()
			}
		}
	})
}

// drain takes the windows of a session that was refused; left there they would hold
// up the connection's requests for good.
func drain(t terminal) {
	if t.there {
		spawn(func() {
			for range t.windows {
			}
		})
	}
}

// cutOff ends a session that is over and does not leave: one that waits for a line,
// or writes to a client that does not read. First its channel is closed, then its
// connection.
func (x *session) cutOff() {
	for _, step := range []func(){func() { spawn(func() { _ = x.Session.Close() }) }, x.hangUp} {
		select {
		case <-x.left:
			return
		case <-time.After(farewell / 2):
			step()
		}
	}
}

// tell gives the screen a notice; one that does not listen misses the oldest.
func (x *session) tell(n Notice) {
	for {
		select {
		case x.notices <- n:
			return
		default:
		}
		select {
		case <-x.notices:
		default:
		}
	}
}

// end tells the screen that it ends, and ends it a moment later whatever it does.
func (x *session) end(why string) {
	x.once.Do(func() {
		x.srv.Log.Info("session is ended", "session", x.id, "login", x.guest.Login, "why", why)
		x.tell(Notice{Text: why, End: true})
		if !x.Terminal() {
			spawn(func() { fmt.Fprint(x.Err(), "placewatch: "+why+"\r\n") }) // it may wait for the client
		}
		spawn(func() {
			time.Sleep(farewell / 2)
			x.cancel()
		})
	})
}

// moment is how long a screen has to clear itself, and then its program to give the
// terminal back, where a key was withdrawn: both together are less than a second.
const moment = 400 * time.Millisecond

// showOut ends a session whose key was withdrawn: the screen has been told, and shows
// nobody any more; a connection cut at once would leave the children on it.
func (x *session) showOut() {
	for _, step := range []func(){x.cancel, x.hangUp} {
		select {
		case <-x.left:
		case <-time.After(moment):
		}
		step()
	}
}

// hangUp closes the connection under the session.
func (x *session) hangUp() {
	x.cancel()
	if c := conn(x.Session); c != nil {
		_ = c.Close()
	}
}

func (x *session) setWindow(w ssh.Window) {
	x.window.Store(uint64(w.Width)<<32 | uint64(uint32(w.Height)))
}

// Err is where errors and remarks go: beside the output, where there is no terminal.
func (x *session) Err() io.Writer { return x.Session.Stderr() }

// ID is what logs and the journal call the session.
func (x *session) ID() string { return x.id }

// Guest is who is at the terminal.
func (x *session) Guest() Guest { return x.guest }

// Env is what the client's terminal says of itself.
func (x *session) Env() []string { return x.env }

func (x *session) term() string { return strings.TrimPrefix(x.env[len(x.env)-1], "TERM=") }

// Terminal reports whether a screen can be shown.
func (x *session) Terminal() bool {
	return x.pty && x.term() != "" && x.term() != "unknown" && !strings.HasPrefix(x.term(), "dumb")
}

// Window is the terminal's size.
func (x *session) Window() (w, h int) {
	v := x.window.Load()
	return int(v >> 32), int(uint32(v))
}

// Windows rings after each change of size.
func (x *session) Windows() <-chan struct{} { return x.resized }

// Notices are what the server tells the person.
func (x *session) Notices() <-chan Notice { return x.notices }

// Read takes what is typed, no faster than the limits of input.
func (x *session) Read(p []byte) (int, error) {
	n, err := x.Session.Read(p[:min(len(p), mostRead)])
	if n > 0 {
		now := x.srv.Now()
		x.lastKey.Store(now.UnixNano())
		if !x.typed.takes(now, p[:n]) {
			x.srv.Log.Warn("session dropped: "+errEndless.Error(), "session", x.id, "login", x.guest.Login)
			n, err = 0, errEndless
		}
		time.Sleep(x.typed.wait(now, n))
	}
	if err != nil {
		x.cancel()
	}
	return n, err
}

// Write sends to the client and remembers since when it waits for it.
func (x *session) Write(p []byte) (int, error) {
	began := x.srv.Now()
	x.stuck.Store(began.UnixNano())
	defer x.stuck.Store(0)
	n, err := x.Session.Write(p)
	x.srv.Metrics.sent(n)
	x.srv.Metrics.Took("frame", x.srv.Now().Sub(began))
	return n, err
}

func ring(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
