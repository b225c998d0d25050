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
	fmt.Printf("%-9s %10s %13s %11s %12s %15s   %-26s %s\n", "sessions", "log-ins/s", "MB a session", "idle CPU %", "bytes a key", "CPU ms a commit", "line to every screen, ms", "to the last, ms")
	fmt.Printf("%-9s %10s %13s %11s %12s %15s   %-26s %s\n", "", "", "", "of a core", "", "of the server", "median / p99 / worst", "median (min-max)")
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
	came   atomic.Int64 // when something first came since it was set to 0, unix nanoseconds
}

// Write counts what comes.
func (s *seat) Write(p []byte) (int, error) {
	s.sent.Add(int64(len(p)))
	s.came.CompareAndSwap(0, time.Now().UnixNano())
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
	ticks, err := busy(h.server.Process.Pid)
	if err != nil {
		return err
	}
	began = time.Now()
	each, last, err := h.commits(seats)
	if err != nil {
		return err
	}
	spent, err := busy(h.server.Process.Pid)
	if err != nil {
		return err
	}
	ticks = spent - ticks - idle*time.Since(began).Seconds()
	fmt.Printf("%-9d %10.0f %13.2f %11.1f %12d %15.0f   %-26s %s\n", n, rate, (after-before)/float64(n), idle, perKey, 10*ticks/changes,
		fmt.Sprintf("%.0f / %.0f / %.0f", at(each, 50), at(each, 99), at(each, 100)), fmt.Sprintf("%.0f (%.0f-%.0f)", at(last, 50), at(last, 0), at(last, 100)))
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
// its line being sent to each screen that repainted, and to the last of them: the
// decision, the commit and every repaint. Both are sorted.
func (h *house) commits(seats []*seat) (each, last []float64, err error) {
	desk, err := h.linear()
	if err != nil {
		return nil, nil, err
	}
	defer desk.client.Close()
	for range changes {
		time.Sleep(700 * time.Millisecond)
		for _, s := range seats {
			s.came.Store(0)
		}
		h.flips++
		sent := time.Now()
		// The invented provisions are numbered in sevens.
		if _, err := fmt.Fprintf(desk.in, "do urn:%d OF1 finding=inadequate ended_on=today source=call\n", 9000001+7*(40+h.flips)); err != nil {
			return nil, nil, err
		}
		if err := until(func() bool { return all(seats, func(s *seat) bool { return s.came.Load() != 0 }) }); err != nil {
			return nil, nil, fmt.Errorf("waiting for every screen: %w", err)
		}
		took := since(seats, sent)
		each, last = append(each, took...), append(last, slices.Max(took))
	}
	slices.Sort(each)
	slices.Sort(last)
	return each, last, nil
}

// since is how many milliseconds after a moment something came to each seat.
func since(seats []*seat, moment time.Time) []float64 {
	took := make([]float64, len(seats))
	for i, s := range seats {
		took[i] = float64(s.came.Load()-moment.UnixNano()) / 1e6
	}
	return took
}

// at is the value at that percentile of sorted values.
func at(sorted []float64, percent int) float64 { return sorted[(len(sorted)-1)*percent/100] }

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

// busy is how much a process has worked, in hundredths of a second.
func busy(pid int) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+2:]))
	user, err1 := strconv.ParseFloat(f[11], 64)
	system, err2 := strconv.ParseFloat(f[12], 64)
	return user + system, errors.Join(err1, err2)
}

// idle is what share of a core a process takes over three seconds, in per cent.
func idle(pid int) (float64, error) {
	a, err := busy(pid)
	if err != nil {
		return 0, err
	}
	const seconds = 3
	time.Sleep(seconds * time.Second)
	b, err := busy(pid)
	return (b - a) / seconds, err
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
	var last []float64
	for range changes {
		time.Sleep(100 * time.Millisecond)
		for _, s := range seats {
			s.came.Store(0)
		}
		sent := time.Now()
		for _, ch := range channels {
			_, _ = ch.Write(bytes.Repeat([]byte("x"), 40))
		}
		if err := until(func() bool { return all(seats, func(s *seat) bool { return s.came.Load() != 0 }) }); err != nil {
			return err
		}
		last = append(last, slices.Max(since(seats, sent)))
	}
	slices.Sort(last)
	fmt.Printf("bare %-4d %-94s %.1f (%.1f-%.1f)\n", n, "a bare SSH server in this process, 40 bytes to each", at(last, 50), at(last, 0), at(last, 100))
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
