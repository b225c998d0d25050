package sshd

import (
	"encoding/binary"
	"regexp"
	"strings"
	"sync"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// The library answers more than a board needs: it keeps any environment, however
// large, accepts any window, and says yes to agent forwarding. The gate stands
// before it, request by request.

// gated hands the session channel to the library with every request that is not
// the board's refused.
func (s *Server) gated(srv *ssh.Server, conn *gossh.ServerConn, ch gossh.NewChannel, ctx ssh.Context) {
	if !s.door.openChannel(conn) {
		_ = ch.Reject(gossh.ResourceShortage, "too many sessions on this connection")
		return
	}
	defer s.door.closeChannel(conn)
	ssh.DefaultSessionHandler(srv, conn, gatedChannel{ch}, ctx)
}

type gatedChannel struct{ gossh.NewChannel }

// Accept opens the channel; its requests come through the gate.
func (g gatedChannel) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, in, err := g.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	out := make(chan *gossh.Request)
	w := &watchedChannel{Channel: ch, looked: make(chan struct{})}
	spawn(func() {
		defer close(out)
		pass(in, out, w.looked)
	})
	return w, out, nil
}

// pass lets requests through the gate. The library writes a new window where a
// handler reads the first one: until the handler has looked, the newest is held back.
func pass(in <-chan *gossh.Request, out chan<- *gossh.Request, looked <-chan struct{}) {
	seen := gate{}
	var held *gossh.Request
	for {
		select {
		case <-looked:
			looked = nil
			if held != nil {
				out <- held
			}
		case req, open := <-in:
			switch {
			case !open:
				return
			case !seen.admits(req):
				if req.WantReply {
					_ = req.Reply(false, nil)
				}
			case req.Type == "window-change" && looked != nil:
				held = req
			default:
				out <- req
			}
		}
	}
}

// watchedChannel is a session's channel, on which the handler says that it has looked
// at the terminal: the library hands it to the handler as its own.
type watchedChannel struct {
	gossh.Channel
	once   sync.Once
	looked chan struct{}
}

// lookedAt is the request that never leaves the server.
const lookedAt = "looked@placewatch"

// SendRequest sends a request to the client, but for the handler's own word.
func (w *watchedChannel) SendRequest(name string, wantReply bool, payload []byte) (bool, error) {
	if name == lookedAt {
		w.once.Do(func() { close(w.looked) })
		return true, nil
	}
	return w.Channel.SendRequest(name, wantReply, payload)
}

// terminal is what a session's client said of its terminal.
type terminal struct {
	ssh.Pty
	there   bool
	windows <-chan ssh.Window
}

// look reads the terminal once, and lets the windows that follow through.
func look(sess ssh.Session) terminal {
	var t terminal
	t.Pty, t.windows, t.there = sess.Pty()
	_, _ = sess.SendRequest(lookedAt, false, nil)
	return t
}

// admits reports whether a request is one that a board needs, with sizes that are
// sane; it mends a window that is not.
func (g *gate) admits(req *gossh.Request) bool {
	switch req.Type {
	case "shell", "exec":
		var command struct{ Line string }
		if len(req.Payload) > 4<<10 || req.Type == "exec" && gossh.Unmarshal(req.Payload, &command) != nil {
			return false
		}
		g.begun = true
		return true
	case "pty-req":
		var p ptyRequest
		if gossh.Unmarshal(req.Payload, &p) != nil || !termName.MatchString(p.Term) {
			return false
		}
		p.Columns, p.Rows = clamp(p.Columns, p.Rows)
		p.Width, p.Height = 0, 0
		req.Payload = gossh.Marshal(&p)
		return true
	case "window-change":
		if len(req.Payload) != 16 || !g.begun { // before, nobody takes it, and it would hold up all after it
			return false
		}
		w, h := clamp(binary.BigEndian.Uint32(req.Payload), binary.BigEndian.Uint32(req.Payload[4:]))
		req.Payload = gossh.Marshal(&struct{ W, H, X, Y uint32 }{w, h, 0, 0})
		return true
	case "env":
		return g.env.admits(req.Payload)
	}
	return false // agent, X11, subsystems, signals, breaks and whatever is invented next
}

// gate is what a channel has asked for so far.
type gate struct {
	env   envGate
	begun bool // a shell or a command
}

type ptyRequest struct {
	Term                         string
	Columns, Rows, Width, Height uint32
	Modes                        string
}

var termName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}$`)

// Windows beyond these cost a gigabyte each; smaller ones hold no board.
const (
	minWidth, maxWidth   = 1, 500
	minHeight, maxHeight = 1, 200
)

// clamp bounds a window in character cells; none at all is a terminal that does
// not say, and gets 80×24.
func clamp(w, h uint32) (uint32, uint32) {
	if w == 0 || h == 0 {
		return 80, 24
	}
	return min(max(w, minWidth), maxWidth), min(max(h, minHeight), maxHeight)
}

// envGate lets a few variables in and counts them.
type envGate struct{ vars, bytes int }

// Most that a client may set.
const (
	mostVars     = 32
	mostEnvBytes = 4 << 10
)

func (g *envGate) admits(payload []byte) bool {
	var kv struct{ Key, Value string }
	if gossh.Unmarshal(payload, &kv) != nil || !allowedEnv(kv.Key) || strings.ContainsFunc(kv.Value, unprintable) {
		return false
	}
	g.vars++
	g.bytes += len(payload)
	return g.vars <= mostVars && g.bytes <= mostEnvBytes
}

// allowedEnv names what a client may set: what its terminal shows and in which
// language. TERM comes with the terminal itself.
func allowedEnv(key string) bool {
	switch key {
	case "LANG", "COLORTERM", "NO_COLOR", "TERM":
		return true
	}
	return localeName.MatchString(key)
}

var localeName = regexp.MustCompile(`^LC_[A-Z0-9_]{1,29}$`)

func unprintable(r rune) bool { return r < ' ' || r > '~' }
