package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"placewatch/domain/board"
	"placewatch/store"
	"placewatch/tui"
	"placewatch/tui/theme"
)

type boardFlags struct {
	theme string
	ascii bool
}

func (f *boardFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.theme, "theme", "auto", "colours: "+themes())
	cmd.Flags().BoolVar(&f.ascii, "ascii", false, "draw lines with ASCII only")
}

func themes() string {
	var names []string
	for _, n := range theme.Names() {
		names = append(names, string(n))
	}
	return strings.Join(names, ", ")
}

func (a *app) boardCommand() *cobra.Command {
	var f boardFlags
	cmd := &cobra.Command{Use: "board", Short: "The live board", Args: cobra.NoArgs,
		Example: "  placewatch board\n  placewatch board --db team.db --theme dark",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.board(cmd.Context(), f) }}
	f.add(cmd)
	return cmd
}

// board opens the board on the store as the operating system's user. A store
// that is not there yet is made: the empty board says what to do.
func (a *app) board(ctx context.Context, f boardFlags) error {
	by, err := a.by()
	if err != nil {
		return err
	}
	s, err := a.open(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	return a.show(ctx, s, by, f)
}

// show runs the board on an open store: on a terminal as a screen, else as text.
func (a *app) show(ctx context.Context, s *store.Store, by store.By, f boardFlags) error {
	if !slices.Contains(theme.Names(), theme.Name(f.theme)) {
		return usagef("no theme is called %q; there are %s", clean(f.theme), themes())
	}
	if !terminal(a.out) || !terminalIn(a) || a.env("TERM") == "dumb" {
		return a.printBoard(ctx, s, by)
	}
	if err := safeTerminal(a.env); err != nil {
		return err
	}
	if err := s.MayWrite(ctx, by); err != nil {
		return err
	}
	p, err := s.Person(ctx, actingLogin(by))
	if err != nil {
		return err
	}
	if len(p.Grants) > 0 && !by.Practice {
		if err := s.Settle(ctx, by); err != nil {
			return err
		}
	}
	pref, err := s.Preference(ctx, by.Login)
	if err != nil {
		return err
	}
	if f.theme == string(theme.Auto) && pref.Theme != "" {
		f.theme = pref.Theme
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer func() { _ = s.Left(context.WithoutCancel(ctx), by) }()
	d := &desk{s: s, by: by, a: a, bell: s.Changed(ctx), boards: &boards{s: s}}
	m := tui.New(d, a.clock(by), tui.Who{Login: p.Login.String(), Roles: rolesIn(p, by.Today)},
		tui.Options{Context: ctx, Theme: f.theme, ASCII: f.ascii || pref.ASCII, Named: pref.Named, Reading: pref.Reading, Env: os.Environ(), WorkingDays: s.Rules().Cal.WorkingDaysBetween,
			ReadDay: s.Rules().Cal.ParseTyped})
	_, err = tui.Program(m, a.in, a.out, os.Environ(), 120, tea.WithContext(ctx)).Run()
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return nil
	}
	return err
}

func terminalIn(a *app) bool {
	f, ok := a.in.(*os.File)
	return ok && isTerminal(f)
}

// safeTerminal refuses the library's tracing, which writes what the screen shows
// to a file (safety.md S29).
func safeTerminal(env func(string) string) error {
	for _, v := range []string{"TEA_TRACE", "TEA_DEBUG", "UV_DEBUG"} {
		if env(v) != "" {
			return usagef("%s is set, which would write children's references to a file; unset it", v)
		}
	}
	return nil
}

func actingLogin(by store.By) string {
	if by.As != "" {
		return by.As
	}
	return by.Login
}

// clock is the time that the board shows: the real time of day, on the day that
// today counts as.
func (a *app) clock(by store.By) tui.Clock {
	return func() time.Time {
		now := a.now().In(a.loc)
		if !by.Practice {
			return now
		}
		start := by.Today.Start(a.loc)
		return time.Date(start.Year(), start.Month(), start.Day(), now.Hour(), now.Minute(), now.Second(), 0, a.loc)
	}
}

func (a *app) printBoard(ctx context.Context, s *store.Store, by store.By) error {
	in, err := s.Input(ctx, by.Today)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(a.out, tui.PlainBoard(board.Build(in), a.width()))
	return err
}

// unclipped is wide enough that nothing of a printed board is cut.
const unclipped = 200

// width is how wide to print: a terminal's own width, else unclipped.
func (a *app) width() int {
	if a.columns > 0 {
		return a.columns
	}
	if f, ok := a.out.(*os.File); ok && isTerminal(f) {
		if w, _, err := term.GetSize(f.Fd()); err == nil && w > 0 {
			return w
		}
	}
	return unclipped
}

// desk is what the screens ask of the store, for one person.
type desk struct {
	s    *store.Store
	by   store.By
	a    *app
	bell <-chan struct{}

	boards *boards                            // shared by everybody who looks
	took   func(what string, d time.Duration) // counts how long a commit took; may be nil
}

// now is the person's hand at this moment: time passes while a board is open.
func (d *desk) now() store.By {
	by := d.by
	if fresh, err := d.a.by(); err == nil {
		by.Now, by.Today = fresh.Now, fresh.Today
	}
	return by
}
