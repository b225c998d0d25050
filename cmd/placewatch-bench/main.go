// Command placewatch-bench measures the served board on this machine and prints
// what it saw, beside a bare SSH server that sends the same number of bytes:
//
//	go run ./cmd/placewatch-bench ssh
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"placewatch/domain/safe"
)

func main() {
	if len(os.Args) != 2 || os.Args[1] != "ssh" {
		fmt.Fprintln(os.Stderr, "usage: placewatch-bench ssh")
		os.Exit(2)
	}
	if err := bench(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "placewatch-bench:", err)
		os.Exit(1)
	}
}

// people are the invented council's; each may have as many sessions as are asked for.
var people = []string{"ann", "ben", "cas", "dee", "eli", "fay"}

// bench builds the program, serves an invented council and measures it at 1, 50
// and 200 sessions.
func bench(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "placewatch-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	h := house{dir: dir, bin: filepath.Join(dir, "placewatch"), db: filepath.Join(dir, "d", "demo.db")}
	if err := h.prepare(ctx); err != nil {
		return err
	}
	fmt.Printf("%-9s %12s %14s %12s %14s %28s\n", "sessions", "log-ins/s", "MB a session", "idle CPU %", "bytes a key", "line to last screen, ms")
	fmt.Printf("%-9s %12s %14s %12s %14s %28s\n", "", "", "", "of a core", "", "median       worst")
	for _, n := range []int{1, 50, 200} {
		if err := h.measure(ctx, n); err != nil {
			return fmt.Errorf("%d sessions: %w", n, err)
		}
	}
	for _, n := range []int{1, 50, 200} {
		if err := baseline(n); err != nil {
			return fmt.Errorf("baseline of %d: %w", n, err)
		}
	}
	return nil
}

// house is the program, its store and its people's keys.
type house struct {
	dir, bin, db, addr string
	keys               []gossh.Signer
	server             *exec.Cmd
	flips              int
}

func (h *house) run(ctx context.Context, args ...string) error {
	out, err := exec.CommandContext(ctx, h.bin, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(out))
	}
	return nil
}

func (h *house) prepare(ctx context.Context) error {
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", h.bin, "placewatch/cmd/placewatch").CombinedOutput(); err != nil {
		return fmt.Errorf("building: %w: %s", err, out)
	}
	if err := h.run(ctx, "demo", "--print", "--dir", filepath.Join(h.dir, "d")); err != nil {
		return err
	}
	for _, login := range people {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return err
		}
		s, err := gossh.NewSignerFromKey(private)
		if err != nil {
			return err
		}
		h.keys = append(h.keys, s)
		if err := h.run(ctx, "--db", h.db, "key", "add", login, strings.TrimSpace(string(gossh.MarshalAuthorizedKey(s.PublicKey())))); err != nil {
			return err
		}
	}
	return nil
}

// serve starts the server anew, so that each measurement begins with fresh memory.
func (h *house) serve(ctx context.Context) error {
	h.server = exec.CommandContext(ctx, h.bin, "--db", h.db, "serve", "--listen", "127.0.0.1:0", "--max-per-person", "100", "--max-sessions", "300")
	out, err := h.server.StdoutPipe()
	if err != nil {
		return err
	}
	if err := h.server.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return fmt.Errorf("the server did not start: %w", err)
	}
	h.addr = strings.TrimSpace(line[strings.LastIndex(line, " ")+1:])
	return nil
}

// seat is one session and how much it was sent.
type seat struct {
	client *gossh.Client
	in     interface{ Write([]byte) (int, error) }
	sent   atomic.Int64
	last   atomic.Int64 // when something came, unix nanoseconds
}

// Write counts what comes.
func (s *seat) Write(p []byte) (int, error) {
	s.sent.Add(int64(len(p)))
	s.last.Store(time.Now().UnixNano())
	return len(p), nil
}

func sit(addr string, key gossh.Signer) (*seat, error) {
	c, err := gossh.Dial("tcp", addr, &gossh.ClientConfig{User: "bench", Auth: []gossh.AuthMethod{gossh.PublicKeys(key)}, HostKeyCallback: gossh.InsecureIgnoreHostKey()})
	if err != nil {
		return nil, err
	}
	s, err := c.NewSession()
	if err != nil {
		return nil, err
	}
	x := &seat{client: c}
	s.Stdout = x
	in, err := s.StdinPipe()
	if err != nil {
		return nil, err
	}
	x.in = in
	return x, errors.Join(s.RequestPty("xterm-256color", 40, 120, gossh.TerminalModes{}), s.Shell())
}

func (h *house) measure(ctx context.Context, n int) error {
	if err := h.serve(ctx); err != nil {
		return err
	}
	defer func() { _ = h.server.Process.Kill(); _ = h.server.Wait() }()
	before, err := memory(h.server.Process.Pid)
	if err != nil {
		return err
	}
	var seats []*seat
	began := time.Now()
	for i := range n {
		s, err := sit(h.addr, h.keys[i%len(h.keys)])
		if err != nil {
			return err
		}
		defer s.client.Close()
		seats = append(seats, s)
	}
	if err := until(func() bool { return all(seats, func(s *seat) bool { return s.sent.Load() > 2000 }) }); err != nil {
		return fmt.Errorf("waiting for the first screens: %w", err)
	}
	rate := float64(n) / time.Since(began).Seconds()
	time.Sleep(2 * time.Second)
	after, err := memory(h.server.Process.Pid)
	if err != nil {
		return err
	}
	idle, err := idle(h.server.Process.Pid)
	if err != nil {
		return err
	}
	perKey := keys(seats[0])
	median, p99, err := h.commits(seats)
	if err != nil {
		return err
	}
	fmt.Printf("%-9d %12.0f %14.2f %12.1f %14d %20.0f %7.0f\n", n, rate, (after-before)/float64(n), idle, perKey, median, p99)
	return nil
}

// keys is how many bytes a cursor key costs, on average.
func keys(s *seat) int64 {
	const presses = 20
	was := s.sent.Load()
	for i := range presses {
		_, _ = s.in.Write([]byte{"jk"[i/(presses/2)]})
		time.Sleep(50 * time.Millisecond)
	}
	return (s.sent.Load() - was) / presses
}

// changes is how many commits are measured.
const changes = 12

// commits has one session change something that every screen shows, and times from
// its line being sent to the last screen that repainted: the decision, the commit
// and every repaint.
func (h *house) commits(seats []*seat) (median, p99 float64, err error) {
	desk, err := h.linear()
	if err != nil {
		return 0, 0, err
	}
	defer desk.client.Close()
	var took []float64
	for range changes {
		time.Sleep(700 * time.Millisecond)
		was := make([]int64, len(seats))
		for i, s := range seats {
			was[i] = s.sent.Load()
		}
		h.flips++
		at := time.Now()
		// The invented provisions are numbered in sevens.
		if _, err := fmt.Fprintf(desk.in, "do urn:%d OF1 finding=inadequate ended_on=today source=call\n", 9000001+7*(40+h.flips)); err != nil {
			return 0, 0, err
		}
		if err := until(func() bool {
			for i, s := range seats {
				if s.sent.Load() == was[i] {
					return false
				}
			}
			return true
		}); err != nil {
			return 0, 0, fmt.Errorf("waiting for every screen: %w", err)
		}
		last := int64(0)
		for _, s := range seats {
			last = max(last, s.last.Load())
		}
		took = append(took, float64(last-at.UnixNano())/1e6)
	}
	slices.Sort(took)
	return took[len(took)/2], took[len(took)-1], nil
}

// linear opens the line mode, as ben, who may record a judgement.
func (h *house) linear() (*seat, error) {
	c, err := gossh.Dial("tcp", h.addr, &gossh.ClientConfig{User: "bench", Auth: []gossh.AuthMethod{gossh.PublicKeys(h.keys[1])}, HostKeyCallback: gossh.InsecureIgnoreHostKey()})
	if err != nil {
		return nil, err
	}
	s, err := c.NewSession()
	if err != nil {
		return nil, err
	}
	x := &seat{client: c}
	s.Stdout = x
	if x.in, err = s.StdinPipe(); err != nil {
		return nil, err
	}
	return x, s.Start("linear")
}

func all(seats []*seat, holds func(*seat) bool) bool {
	return !slices.ContainsFunc(seats, func(s *seat) bool { return !holds(s) })
}

func until(holds func() bool) error {
	for end := time.Now().Add(60 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			return errors.New("it took more than a minute")
		}
	}
	return nil
}

// memory is what a process holds, in MB.
func memory(pid int) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, err
	}
	pages, err := strconv.ParseFloat(strings.Fields(string(b))[1], 64)
	return pages * float64(os.Getpagesize()) / 1e6, err
}

// idle is what share of a core a process takes over three seconds.
func idle(pid int) (float64, error) {
	ticks := func() (float64, error) {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			return 0, err
		}
		f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+2:]))
		user, err1 := strconv.ParseFloat(f[11], 64)
		system, err2 := strconv.ParseFloat(f[12], 64)
		return user + system, errors.Join(err1, err2)
	}
	a, err := ticks()
	if err != nil {
		return 0, err
	}
	const seconds = 3
	time.Sleep(seconds * time.Second)
	b, err := ticks()
	return (b - a) / seconds, err // a tick is a hundredth of a second
}

// baseline is a bare SSH server that sends every session forty bytes at once: what
// the protocol itself costs on this machine.
func baseline(n int) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	host, err := gossh.NewSignerFromKey(private)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	open := make(chan gossh.Channel, n)
	config := &gossh.ServerConfig{PublicKeyCallback: func(gossh.ConnMetadata, gossh.PublicKey) (*gossh.Permissions, error) { return nil, nil }}
	config.AddHostKey(host)
	spawn(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			spawn(func() { accept(c, config, open) })
		}
	})
	var seats []*seat
	var channels []gossh.Channel
	for range n {
		s, err := sit(l.Addr().String(), host)
		if err != nil {
			return err
		}
		defer s.client.Close()
		seats = append(seats, s)
		channels = append(channels, <-open)
	}
	var took []float64
	for range changes {
		time.Sleep(100 * time.Millisecond)
		was := seats[0].sent.Load()
		at := time.Now()
		for _, ch := range channels {
			_, _ = ch.Write(bytes.Repeat([]byte("x"), 40))
		}
		if err := until(func() bool { return all(seats, func(s *seat) bool { return s.sent.Load() > was }) }); err != nil {
			return err
		}
		last := int64(0)
		for _, s := range seats {
			last = max(last, s.last.Load())
		}
		took = append(took, float64(last-at.UnixNano())/1e6)
	}
	slices.Sort(took)
	fmt.Printf("bare %-4d %56s %22.1f %7.1f\n", n, "(a bare SSH server in the same process, 40 bytes to each)", took[len(took)/2], took[len(took)-1])
	return nil
}

func accept(c net.Conn, config *gossh.ServerConfig, open chan<- gossh.Channel) {
	_, channels, reqs, err := gossh.NewServerConn(c, config)
	if err != nil {
		return
	}
	spawn(func() { gossh.DiscardRequests(reqs) })
	for nc := range channels {
		ch, in, err := nc.Accept()
		if err != nil {
			return
		}
		spawn(func() {
			for r := range in {
				_ = r.Reply(true, nil)
				if r.Type == "shell" {
					open <- ch
				}
			}
		})
	}
}

func spawn(f func()) {
	safe.Go(f, func(v any, _ []byte) { fmt.Fprintf(os.Stderr, "placewatch-bench: %T\n", v) })
}
