package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
	gossh "golang.org/x/crypto/ssh"

	"placewatch/cmd/placewatch/sshd"
	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/safe"
	"placewatch/store"
	"placewatch/tui"
)

type serveFlags struct {
	listen, hostKey, authority, metrics, check string
	lock, idle                                 time.Duration
	sessions, perPerson                        int
}

func (a *app) serveCommand() *cobra.Command {
	l := sshd.DefaultLimits()
	var f serveFlags
	cmd := &cobra.Command{Use: "serve", Short: "The board over SSH, for the people of the store", Args: cobra.NoArgs,
		Long: `Serve the board of the store to the people it knows, each by a key of their own
("placewatch key add"). Nobody comes in by a password, and nothing but the board is
served: no shell, no file transfer, no forwarding.`,
		Example: "  placewatch serve --db /srv/placewatch/placewatch.db --listen :2222\n  placewatch serve --check board.example.gov.uk:2222",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.check != "" {
				return a.checkServer(cmd.Context(), f.check)
			}
			if min(f.lock, f.idle) < 0 || min(f.sessions, f.perPerson) < 1 {
				return usagef("--lock and --idle are 0 (never) or longer, --max-sessions and --max-per-person at least 1")
			}
			l.Lock, l.Idle, l.Sessions, l.PerPerson = f.lock, f.idle, f.sessions, f.perPerson
			return a.serve(cmd.Context(), f, l)
		}}
	cmd.Flags().StringVar(&f.listen, "listen", ":2222", "the `ADDRESS` to answer on; systemd's socket, where there is one, wins")
	cmd.Flags().StringVar(&f.hostKey, "host-key", "", "the host key `FILE` (default beside the store; made at the first start)")
	cmd.Flags().StringVar(&f.authority, "ca", "", "trust certificates that the keys of this `FILE` signed; their principals are logins")
	cmd.Flags().StringVar(&f.metrics, "metrics", "", "serve Prometheus metrics on this loopback `ADDRESS`, such as 127.0.0.1:9222")
	cmd.Flags().StringVar(&f.check, "check", "", "say whether a server answers at `ADDRESS`, and exit")
	cmd.Flags().DurationVar(&f.lock, "lock", l.Lock, "clear the screen after so long without a key")
	cmd.Flags().DurationVar(&f.idle, "idle", l.Idle, "end the session after so long without a key")
	cmd.Flags().IntVar(&f.sessions, "max-sessions", l.Sessions, "sessions at most, in all")
	cmd.Flags().IntVar(&f.perPerson, "max-per-person", l.PerPerson, "and of one person")
	return cmd
}

// serve opens the store and answers until it is told to stop.
func (a *app) serve(ctx context.Context, f serveFlags, limits sshd.Limits) error {
	if err := safeTerminal(a.env); err != nil {
		return err
	}
	by, err := a.by()
	if err != nil {
		return err
	}
	s, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := anyKey(ctx, s, by.Today, f.authority); err != nil {
		return err
	}
	path, err := a.path()
	if err != nil {
		return err
	}
	if f.hostKey == "" {
		f.hostKey = filepath.Join(filepath.Dir(path), "host_key")
	}
	host, err := sshd.HostKey(f.hostKey)
	if err != nil {
		return err
	}
	authorities, err := sshd.Authorities(f.authority)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(a.err, nil))
	v := &served{a: a, s: s, boards: &boards{s: s}}
	srv := &sshd.Server{Directory: directory{a, s}, Host: host, Authorities: authorities, Limits: limits, Now: a.now, Log: log, Screen: v.screen, Lines: v.lines}
	v.took = srv.Metrics.Took
	l, err := listener(ctx, f.listen, a.env)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if err := a.serveMetrics(ctx, f.metrics, srv, log); err != nil {
		return err
	}
	safe.Go(func() { v.upkeep(ctx, srv) }, func(any, []byte) { log.Error("the server's upkeep failed"); stop() })
	fmt.Fprintf(a.out, "Serving %s on %s\nHost key %s\n", path, l.Addr(), gossh.FingerprintSHA256(host.PublicKey()))
	return srv.Serve(ctx, l)
}

// anyKey refuses to serve a store into which nobody could come.
func anyKey(ctx context.Context, s *store.Store, today civil.Date, authority string) error {
	if authority != "" {
		return nil
	}
	keys, err := s.Keys(ctx, "")
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Refusal(today) == "" {
			return nil
		}
	}
	return usagef("nobody could come in: no person of this store has a key; add one with `placewatch user add LOGIN --role ROLE --key-file FILE`, or name an authority with --ca")
}

// listener is systemd's socket where it hands one over, so that a restart refuses
// nobody; else one of our own.
func listener(ctx context.Context, address string, env func(string) string) (net.Listener, error) {
	if env("LISTEN_PID") == strconv.Itoa(os.Getpid()) && env("LISTEN_FDS") == "1" {
		f := os.NewFile(3, "systemd")
		defer f.Close() // the listener has a copy of its own
		l, err := net.FileListener(f)
		if err != nil {
			return nil, usagef("what systemd handed over cannot be answered on: %w", err)
		}
		return l, nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, usagef("cannot answer on %s: %w", clean(address), err)
	}
	return l, nil
}

// serveMetrics answers on loopback only: metrics are for the operator of the machine.
func (a *app) serveMetrics(ctx context.Context, address string, srv *sshd.Server, log *slog.Logger) error {
	if address == "" {
		return nil
	}
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return usagef("--metrics %s is not a loopback address; write 127.0.0.1:PORT", clean(address))
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return usagef("cannot serve metrics on %s: %w", clean(address), err)
	}
	h := http.NewServeMux()
	h.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) { _ = srv.WriteMetrics(w) })
	web := &http.Server{Handler: h, ReadTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = web.Close() })
	safe.Go(func() { _ = web.Serve(l) }, func(any, []byte) { log.Error("serving metrics failed") })
	return nil
}

// directory finds people by their keys in the store.
type directory struct {
	a *app
	s *store.Store
}

// Holder returns the login of the person to whom a key belongs.
func (d directory) Holder(ctx context.Context, key gossh.PublicKey) (string, error) {
	by, err := d.a.by()
	if err != nil {
		return "", err
	}
	p, err := d.s.Holder(ctx, gossh.FingerprintSHA256(key), by.Today)
	return p.Login.String(), unlessRefused(err)
}

// Known returns the login of the person whom a principal names, for that certified key.
func (d directory) Known(ctx context.Context, principal, fingerprint string) (string, error) {
	by, err := d.a.by()
	if err != nil {
		return "", err
	}
	p, err := d.s.Certified(ctx, principal, fingerprint, by.Today)
	return p.Login.String(), unlessRefused(err)
}

// unlessRefused marks an error by which nobody is refused: the store gave no answer.
func unlessRefused(err error) error {
	if _, refused := errors.AsType[*fault.Error](err); err == nil || refused {
		return err
	}
	return fmt.Errorf("%w: %w", sshd.ErrUnread, err)
}

// served is the store as it is served.
type served struct {
	a      *app
	s      *store.Store
	boards *boards
	took   func(what string, d time.Duration) // for the metrics
}

// upkeep looks at every session again when something was written, since a key may
// have been withdrawn, and once a minute, since one may have run out; it lets time
// do its work as the day turns.
func (v *served) upkeep(ctx context.Context, srv *sshd.Server) {
	bell := v.s.Changed(ctx)
	minute := time.NewTicker(time.Minute)
	defer minute.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-bell:
		case <-minute.C:
		}
		srv.Recheck(ctx)
	}
}

// hand is what the person of a session acts as, now.
func (v *served) hand(x sshd.Session) (store.By, error) {
	by, err := v.a.by()
	by.Login, by.As, by.Session, by.Key = x.Guest().Login, "", x.ID(), x.Guest().Fingerprint
	return by, err
}

// screen runs the board on a session's terminal.
func (v *served) screen(ctx context.Context, x sshd.Session) error {
	by, err := v.hand(x)
	if err != nil {
		return err
	}
	p, err := v.s.Person(ctx, by.Login)
	if err != nil {
		return err
	}
	if !by.Practice {
		if err := v.s.Settle(ctx, by); err != nil {
			return err
		}
	}
	pref, err := v.s.Preference(ctx, by.Login)
	if err != nil {
		return err
	}
	if pref.Reading == board.InLines {
		v.lines(ctx, x, []string{"linear"})
		return nil
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer func() { _ = v.s.Left(context.WithoutCancel(ctx), by) }()
	d := &desk{s: v.s, by: by, a: v.a, bell: v.s.Changed(ctx), boards: v.boards, took: v.took}
	m := tui.New(d, v.a.clock(by), tui.Who{Login: p.Login.String(), Roles: rolesIn(p, by.Today)},
		tui.Options{Context: ctx, Theme: pref.Theme, ASCII: pref.ASCII, Named: pref.Named, Reading: pref.Reading, Env: x.Env(), WorkingDays: v.s.Rules().Cal.WorkingDaysBetween, ReadDay: v.s.Rules().Cal.ParseTyped})
	w, h := x.Window()
	prog := tui.Program(m, x, x, x.Env(), 60, tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithWindowSize(w, h), tea.WithColorProfile(colorprofile.Env(x.Env())))
	warning := v.runsOut(ctx, by)
	safe.Go(func() { relay(ctx, x, prog, warning) }, func(any, []byte) { stop() })
	_, err = prog.Run()
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return nil
	}
	return err
}

// warnOfKey is how many days before a key runs out its person is told.
const warnOfKey = 14

// runsOut says when the key that a person came with soon runs out, or nothing.
func (v *served) runsOut(ctx context.Context, by store.By) string {
	keys, err := v.s.Keys(ctx, by.Login)
	if err != nil {
		return ""
	}
	for _, k := range keys {
		if k.Fingerprint == by.Key && !k.Expires.IsZero() && !k.Expires.After(by.Today.AddDays(warnOfKey)) {
			return "Your key runs out after " + k.Expires.Long() + ". Ask an administrator for a later day, or give them a new key."
		}
	}
	return ""
}

// relay hands the screen what the connection says: another size, a notice; first
// the warning, where there is one.
func relay(ctx context.Context, x sshd.Session, prog *tea.Program, warning string) {
	if warning != "" {
		prog.Send(tui.Notice{Text: warning})
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-x.Windows():
			w, h := x.Window()
			prog.Send(tea.WindowSizeMsg{Width: w, Height: h})
		case n := <-x.Notices():
			prog.Send(tui.Notice{Text: n.Text, Lock: n.Lock, End: n.End})
		}
	}
}

// boards is the newest board, built once for everybody who looks.
type boards struct {
	s     *store.Store
	mu    sync.Mutex
	today civil.Date
	head  string // of the journal, before the board was read
	board *board.Board
}

// Board returns the board as it stands today. Whoever comes while it is built
// waits for it, and does not build another.
func (b *boards) Board(ctx context.Context, today civil.Date) (*board.Board, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	head, err := b.s.Head(ctx)
	if err != nil {
		return nil, err
	}
	if b.board != nil && b.head == head && b.today == today {
		return b.board, nil
	}
	in, err := b.s.Input(ctx, today)
	if err != nil {
		return nil, err
	}
	b.board, b.head, b.today = board.Build(in), head, today
	return b.board, nil
}

// checkServer says whether a server of ours answers: it greets, and shows its host
// key. It logs in as nobody.
func (a *app) checkServer(ctx context.Context, address string) error {
	d := net.Dialer{Timeout: 5 * time.Second}
	c, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		a.status = exitNo
		fmt.Fprintf(a.out, "No: nothing answers at %s\n", clean(address))
		return nil
	}
	defer c.Close()
	_ = c.SetDeadline(a.now().Add(5 * time.Second))
	print := ""
	_, _, _, err = gossh.NewClientConn(c, address, &gossh.ClientConfig{User: "check", HostKeyCallback: func(_ string, _ net.Addr, k gossh.PublicKey) error {
		print = gossh.FingerprintSHA256(k)
		return nil
	}})
	if print == "" {
		a.status = exitNo
		fmt.Fprintf(a.out, "No: what answers at %s is no SSH server: %s\n", clean(address), sentence(err))
		return nil
	}
	fmt.Fprintf(a.out, "Yes: a server answers at %s; its host key is %s\n", clean(address), print)
	return nil
}

// lines runs one of the reading commands, or the line mode where there is none.
func (v *served) lines(ctx context.Context, x sshd.Session, args []string) int {
	if len(args) == 0 && !x.Terminal() {
		args = []string{"linear"}
	}
	b := &app{in: x, out: x, err: x.Err(), env: v.sessionEnv(x), now: v.a.now, loc: v.a.loc, shared: v.s, guest: func() (store.By, error) { return v.hand(x) }}
	if w, _ := x.Window(); w > 0 {
		b.columns = w
	}
	switch words := strings.Join(args, " "); {
	case words == "linear":
		return b.linear(ctx, x)
	case words == "plain":
		args = []string{"board"}
	case strings.HasPrefix(words, "__"): // the command library's own, hidden, which heed the server's environment
		fmt.Fprintf(b.err, "placewatch: unknown command %q\n", clean(args[0]))
		return exitUsage
	}
	return b.execute(ctx, args)
}

// sessionEnv is what a session may ask of the environment: nothing of the server's but the day.
func (v *served) sessionEnv(x sshd.Session) func(string) string {
	return func(name string) string {
		if name == "PLACEWATCH_TODAY" {
			return v.a.env(name)
		}
		for _, kv := range x.Env() {
			if k, v, _ := strings.Cut(kv, "="); k == name {
				return v
			}
		}
		return ""
	}
}
