package tui

import (
	"context"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/tui/action"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// Who is the person at this screen, as the header shows them.
type Who struct {
	Login string // "ann"
	Roles string // in words: "QA officer"
}

// Options are what a session may set.
type Options struct {
	Context     context.Context               // ends every command of the session; nil never does
	Theme       string                        // one of theme.Names; "" is auto
	ASCII       bool                          // draw with ASCII signs only
	Named       bool                          // no single letter does anything
	Reading     board.ReadAs                  // as a screen, or as phrases for a screen reader
	Env         []string                      // the client's environment, KEY=value; not the server's
	WorkingDays func(from, to civil.Date) int // for filters like late>3wd; nil refuses them with a reason
	// ReadDay reads a day as people type it, by the council's own calendar; nil reads
	// it by the bank holidays that come with the program.
	ReadDay func(typed string, today civil.Date) (civil.Date, error)
}

// root is the whole screen. It owns the mode, and so decides where keys go.
type root struct {
	desk    Desk
	clock   Clock
	who     Who
	opts    Options
	ctx     context.Context
	after   func(time.Duration, func(time.Time) tea.Msg) tea.Cmd // tea.Tick; tests do not wait
	actions *action.Set[*root]

	w, h       int
	look       look
	profile    colorprofile.Profile
	background *bool // whether it is dark; nil until the terminal tells

	live     live
	board    boardScreen
	filter   filterLine
	list     *listScreen // nil unless one is open
	page     *page       // nil unless one is open; over the list it was opened from
	find     *finder     // nil unless it is open
	palette  *palette    // nil unless it is open
	queries  int         // asked of the desk by finders, lists and palettes, so far
	form     *form       // nil unless one is open
	help     *help       // nil unless it is open
	log      *logScreen
	messages messages
	heads    heads
	drafts   keeper
	undo     undo
	prefix   string // first press of a two-letter key
	leaving  string // the key that, pressed again, leaves
	presence presence
	locked   string // why the screen is cleared; "" when it is not
	ending   bool   // and the session ends
}

// look is what every line needs to be drawn.
type look struct {
	*frame.Signs
	theme *theme.Theme
	today civil.Date
	read  func(typed string, today civil.Date) (civil.Date, error)
}

func (l *look) paint(r theme.Role, s string) string { return l.theme.Paint(r, s) }

// New returns the screens of one session.
func New(desk Desk, clock Clock, who Who, opts Options) tea.Model {
	ctx := opts.Context
	if ctx == nil {
		ctx = context.Background()
	}
	set, err := action.NewSet(allActions())
	if err != nil { // two actions on one key: a test holds that this cannot be
		set = &action.Set[*root]{}
	}
	r := &root{desk: desk, clock: clock, who: who, opts: opts, ctx: ctx, after: tea.Tick, actions: set,
		w: 80, h: 24, drafts: keeper{kept: map[string]flow.Draft{}}}
	r.look = look{theme: theme.Get(theme.Plain), read: opts.ReadDay}
	if r.look.read == nil {
		r.look.read = civil.EnglandAndWales().ParseTyped
	}
	r.live = live{since: clock()}
	r.presence.lastKey = clock()
	r.board = newBoardScreen()
	r.readAs()
	return r
}

// Program joins the screens to a terminal. Locally 120 frames a second halve the
// wait for a key; over SSH 60 are enough (stack.md 1.3). Extra options come last
// and win.
func Program(m tea.Model, in io.Reader, out io.Writer, env []string, fps int, extra ...tea.ProgramOption) *tea.Program {
	opts := []tea.ProgramOption{tea.WithInput(in), tea.WithOutput(out), tea.WithEnvironment(env),
		tea.WithFPS(fps), tea.WithFilter(noSuspend)}
	return tea.NewProgram(m, append(opts, extra...)...)
}

// noSuspend keeps ctrl+z from stopping a process that may serve others.
func noSuspend(_ tea.Model, msg tea.Msg) tea.Msg {
	if _, ok := msg.(tea.SuspendMsg); ok {
		return nil
	}
	return msg
}

// Init asks for the board, and once for the terminal's background.
func (r *root) Init() tea.Cmd {
	cmds := []tea.Cmd{r.fetch(), r.readDrafts(), r.listen(), r.here(), r.beat(), r.minute(), r.loadingIn(100 * time.Millisecond)}
	if n := theme.Name(r.opts.Theme); n == theme.Auto || n == "" {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	return tea.Batch(cmds...)
}

// Update hands each message to the part it is for.
func (r *root) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		r.presence.lastKey = r.clock()
		if r.locked != "" {
			return r, r.lockedPress(msg.String())
		}
		return r, r.press(msg)
	case tea.PasteMsg:
		if r.locked != "" {
			return r, nil
		}
		return r, r.paste(msg.Content)
	case Notice:
		r.notice(msg)
	case tea.WindowSizeMsg:
		r.w, r.h = msg.Width, msg.Height
		r.relayout()
	case tea.ColorProfileMsg:
		r.profile = msg.Profile
		r.rethemed()
	case tea.BackgroundColorMsg:
		dark := msg.IsDark()
		r.background = &dark
		r.rethemed()
	default:
		return r, r.answer(msg)
	}
	return r, nil
}

// answer takes what a command of ours brought back.
func (r *root) answer(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case boardMsg:
		return r.boardRead(msg)
	case changedMsg:
		return r.changed(msg)
	case minuteMsg:
		return r.minutePassed(msg)
	case beatMsg:
		if !r.look.Spoken { // a line that goes would be read out
			r.messages.old(r.clock())
		}
		return tea.Batch(r.here(), r.beat())
	case hereMsg:
		r.heard(msg)
	case searchedMsg:
		r.unsearched(msg)
	case preferredMsg:
		r.preferred(msg)
	case loadingMsg:
		return r.stillLoading()
	case retryMsg:
		return r.retry(msg)
	case pageMsg:
		r.pageRead(msg)
	case offersMsg:
		return r.offersRead(msg)
	case restedMsg:
		return r.rested(msg)
	case foundMsg:
		return r.foundRead(msg)
	case listMsg:
		r.listRead(msg)
	case commandsMsg:
		r.commandsRead(msg)
	case draftsMsg:
		r.draftsRead(msg)
	case typedMsg:
		return r.typed(msg)
	case keptMsg:
		return r.draftKept(msg)
	case undoableMsg:
		return r.undoableRead(msg)
	case undoneMsg:
		return r.undone(msg)
	case previewMsg:
		return r.previewRead(msg)
	case doneMsg:
		return r.done(msg)
	}
	return nil
}

func (r *root) rethemed() {
	r.look.theme = theme.Choose(theme.Name(r.opts.Theme), r.opts.Env, r.profile, r.background)
	r.board.forget()
}

// data is the board that is shown; nil until the first one was read.
func (r *root) data() *board.Board { return r.board.data }
