// Command placewatch is the board of an English council's children placed in
// provisions that Ofsted has found wanting.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // the day turns at midnight in London wherever this runs

	"github.com/spf13/cobra"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/policy"
	"placewatch/domain/text"
	"placewatch/store"
)

// Exit statuses (cli.md).
const (
	exitOK       = 0
	exitNo       = 1 // due: something of ours is overdue; do --check: the answer is no
	exitUsage    = 2 // used wrongly, or bad input
	exitRefused  = 3 // by policy or role
	exitConflict = 4 // someone else changed it first
	exitStore    = 5 // the store failed
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}

// app is one run of the program: what it was handed, and what the flags say.
type app struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) string
	now      func() time.Time
	loc      *time.Location

	db      string
	as      string
	because string // why for them
	json    bool
	csv     bool
	// confidential lets an export hold the enforcement that Ofsted has not published.
	confidential bool
	status       int // exit status of a command that succeeded in saying no

	guest   func() (store.By, error) // who acts, in a session of the server
	acts    bool                     // and may take transitions there: the line mode
	shared  *store.Store             // of the server; nil: the command opens its own
	columns int                      // the width of a session's terminal
}

// run runs one command and returns the exit status. Tests call it as the shell does.
func run(ctx context.Context, args []string, in io.Reader, out, errw io.Writer, env func(string) string) (code int) {
	defer func() {
		if v := recover(); v != nil { // the value may hold case data: only its type is told
			fmt.Fprintf(errw, "placewatch: a fault in the program (%T) stopped this command; what was not finished was not written; please report what you typed\n", v)
			code = exitStore
		}
	}()
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		fmt.Fprintf(errw, "placewatch: %v\n", err)
		return exitStore
	}
	a := &app{in: in, out: out, err: errw, env: env, now: time.Now, loc: loc}
	return a.execute(ctx, args)
}

// execute runs one command.
func (a *app) execute(ctx context.Context, args []string) int {
	root := a.root()
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	if err := root.ExecuteContext(ctx); err != nil {
		fmt.Fprintln(a.err, "placewatch: "+sentence(err))
		return status(err)
	}
	return a.status
}

// sentence is an error as a person reads it, one line, clean.
func sentence(err error) string {
	s := strings.ReplaceAll(err.Error(), "\n", "; ")
	return text.Clean(s).String()
}

// status is the exit status that an error calls for.
func status(err error) int {
	var usage usageError
	var problems flow.Problems
	if f, ok := errors.AsType[*fault.Error](err); ok {
		switch f.Kind {
		case fault.NotAllowed, fault.GuardUnmet:
			return exitRefused
		case fault.Conflict:
			return exitConflict
		}
		return exitUsage
	}
	switch {
	case errors.As(err, &problems), errors.As(err, &usage):
		return exitUsage
	case store.IsFailure(err):
		return exitStore
	case errors.Is(err, os.ErrNotExist), errors.Is(err, os.ErrPermission):
		return exitUsage
	case strings.HasPrefix(err.Error(), "unknown command"), strings.HasPrefix(err.Error(), "unknown flag"),
		strings.HasPrefix(err.Error(), "unknown shorthand"), strings.Contains(err.Error(), "arg(s)"), strings.HasPrefix(err.Error(), "invalid argument"),
		strings.HasPrefix(err.Error(), "flag needs"), strings.HasPrefix(err.Error(), "if any flags"):
		return exitUsage
	}
	return exitStore
}

// usageError is a command used wrongly.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "placewatch",
		Short: "Which of our children live where Ofsted found something wrong, and what must happen next",
		Long: `placewatch is the live board of a council's children placed in provisions that
Ofsted judged to require improvement or inadequate, of Ofsted's coming revisits,
and of overdue quality-assurance visits.

Without a command it opens the board. "placewatch demo" shows an invented council.

Exit status: 0 done; 1 the answer is no, or (due) something of ours is overdue;
2 used wrongly or bad input; 3 refused by policy or role; 4 someone else changed
it first; 5 the store failed.`,
		Example: `  placewatch demo
  placewatch import ofsted provider_level_2025-03-31.csv
  placewatch import placements placements.csv
  placewatch board`,
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return a.board(cmd.Context(), boardFlags{}) },
	}
	if a.guest != nil { // over SSH: whose store it is and who acts are settled
		root.CompletionOptions.DisableDefaultCmd = true
		root.AddCommand(a.boardCommand(), a.deadlineCommand(), a.versionCommand())
		root.AddCommand(a.listCommands()...)
		if a.acts {
			root.AddCommand(a.doCommand())
		}
		return root
	}
	f := root.PersistentFlags()
	f.StringVar(&a.db, "db", "", "the store `FILE` (default $PLACEWATCH_DB, else in your data folder)")
	f.StringVar(&a.as, "as", "", "act for `PERSON` (administrators only; both names are kept)")
	f.StringVar(&a.because, "because", "", "with --as: why, as a `TEXT` that is kept beside both names; every write but a practice store's needs it")
	root.AddCommand(a.boardCommand(), a.demoCommand(), a.importCommand(), a.doCommand(), a.deadlineCommand(),
		a.userCommand(), a.policyCommand(), a.docsCommand(), a.auditCommand(), a.doctorCommand(), a.replayCommand(), a.versionCommand(),
		a.serveCommand(), a.keyCommand())
	root.AddCommand(a.listCommands()...)
	return root
}

// path is where the store is: the flag, the environment, or the user's data folder.
func (a *app) path() (string, error) {
	if a.db != "" {
		return a.db, nil
	}
	if p := a.env("PLACEWATCH_DB"); p != "" {
		return p, nil
	}
	dir := a.env("XDG_DATA_HOME")
	if dir == "" {
		home := a.env("HOME")
		if home == "" {
			home = a.env("LOCALAPPDATA")
		}
		if home == "" {
			return "", usagef("there is no home folder to keep the store in; name the file with --db")
		}
		dir = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(dir, "placewatch", "placewatch.db"), nil
}

// today is the day it is, or the one that PLACEWATCH_TODAY fixes for practice.
func (a *app) today() (civil.Date, bool, error) {
	fixed := a.env("PLACEWATCH_TODAY")
	if fixed == "" {
		return civil.In(a.now(), a.loc), false, nil
	}
	d, err := civil.Parse(fixed)
	if err != nil {
		return d, true, usagef("PLACEWATCH_TODAY: %w", err)
	}
	return d, true, nil
}

// open opens the store; create makes it when it is missing.
func (a *app) open(ctx context.Context, create bool) (*store.Store, error) {
	if a.shared != nil {
		return a.shared.Lend(), nil
	}
	path, err := a.path()
	if err != nil {
		return nil, err
	}
	return a.openAt(ctx, path, create)
}

func (a *app) openAt(ctx context.Context, path string, create bool) (*store.Store, error) {
	setUmask()
	return store.Open(ctx, path, store.Options{Policy: policy.Default(), Location: a.loc, Create: create})
}

// writing opens the store for one act of this person; create makes it when it is
// missing.
func (a *app) writing(ctx context.Context, create bool, f func(*store.Store, store.By) error) error {
	by, err := a.by()
	if err != nil {
		return err
	}
	s, err := a.open(ctx, create)
	if err != nil {
		return err
	}
	defer s.Close()
	return f(s, by)
}

// by is who acts in this run.
func (a *app) by() (store.By, error) {
	if a.guest != nil {
		return a.guest()
	}
	today, practice, err := a.today()
	if err != nil {
		return store.By{}, err
	}
	if a.because != "" && a.as == "" {
		return store.By{}, usagef("--because says why you act for another; say for whom with --as PERSON")
	}
	host, _ := os.Hostname()
	return store.By{Login: a.login(), As: a.as, Because: text.Clean(a.because), Session: fmt.Sprintf("pid %d", os.Getpid()), Machine: text.Clean(host).String(),
		Now: a.now(), Today: today, Practice: practice}, nil
}

// login is the operating system's name for whoever runs this.
func (a *app) login() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return a.env("USER")
}

// terminal reports whether w is a terminal a person looks at.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isTerminal(f)
}
