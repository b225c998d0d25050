package tui

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"placewatch/domain/safe"
)

// terminal is an emulated one: the real program writes to it, keys come from it.
type terminal struct {
	mu      sync.Mutex
	em      *vt.Emulator
	keys    *io.PipeWriter
	wrote   chan struct{} // rings after each write
	written int
	title   string
}

// Write turns line feeds into new lines, as a terminal's line discipline does.
func (s *terminal) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.written += len(p)
	_, err := s.em.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	select {
	case s.wrote <- struct{}{}:
	default:
	}
	return len(p), err
}

func plugIn(t testing.TB, d *fakeDesk, w, h int, opts Options) *terminal {
	in, kw := io.Pipe()
	s := &terminal{em: vt.NewEmulator(w, h), keys: kw, wrote: make(chan struct{}, 1)}
	s.em.SetCallbacks(vt.Callbacks{Title: func(title string) { s.title = title }})
	safe.Go(func() { _, _ = io.Copy(kw, s.em) }, panicked(t)) // the terminal's own replies are input too
	opts.Context = t.Context()
	p := Program(New(d, at0914, Who{"ann", "QA officer"}, opts), in, s, []string{"TERM=xterm-256color"}, 120,
		tea.WithWindowSize(w, h), tea.WithColorProfile(colorprofile.ANSI256), tea.WithoutSignalHandler())
	done := make(chan struct{})
	safe.Go(func() {
		defer close(done)
		_, _ = p.Run()
	}, panicked(t))
	t.Cleanup(func() {
		p.Quit()
		<-done
		_ = s.em.InputPipe().(io.Closer).Close()
		_ = kw.Close()
	})
	return s
}

func panicked(t testing.TB) func(any, []byte) {
	return func(v any, stack []byte) { t.Errorf("panic: %v\n%s", v, stack) }
}

// look returns what is on the screen and where the cursor is.
func (s *terminal) look() (lines []string, x, y int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.em.CursorPosition()
	return strings.Split(s.em.String(), "\n"), at.X, at.Y
}

func (s *terminal) bytes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written
}

// until waits for the screen to be as ok wants it.
func (s *terminal) until(t testing.TB, what string, ok func(lines []string, x, y int) bool) {
	t.Helper()
	late := time.After(20 * time.Second)
	for over := false; !over; {
		if ok(s.look()) {
			return
		}
		select {
		case <-s.wrote:
		case <-late:
			over = true
		}
	}
	lines, x, y := s.look()
	t.Fatalf("no %s; the cursor is at %d,%d:\n%s", what, x, y, strings.Join(lines, "\n"))
}

func (s *terminal) press(bytes string) { _, _ = s.keys.Write([]byte(bytes)) }

// cellOf is the cell in which sign first stands.
func cellOf(line, sign string) int {
	before, _, _ := strings.Cut(line, sign)
	return ansi.StringWidth(before)
}

// onRow waits until the cursor stands at the start of the row that holds want.
func (s *terminal) onRow(t testing.TB, want string) {
	t.Helper()
	s.until(t, "cursor on "+want, func(lines []string, x, y int) bool {
		return y < len(lines) && strings.Contains(lines[y], "> ") && strings.Contains(lines[y], want) && x == cellOf(lines[y], ">")
	})
}

func TestTheTerminalsCursorIsOnTheSelectedRowAfterEveryKey(t *testing.T) {
	s := plugIn(t, desk(invented()), 80, 24, Options{})
	s.onRow(t, "C-0412")
	for _, k := range []struct{ bytes, row string }{
		{"j", "C-0388"}, {"\x1b[B", "C-0391"}, {"k", "C-0388"}, {"G", "C-0299"}, {"gg", "C-0412"}, {"\x1b[6~", "C-0377"}, {"\x1b[H", "C-0412"},
		{"\t", "Birch Lodge"}, {"3", "Copper Lane"}, {"j", "Alder House"}, {"1", "C-0412"}, {"s", "C-0412"}, {"p", "C-0412"}, {"+", "C-0412"},
	} {
		s.press(k.bytes)
		s.onRow(t, k.row)
		s.mu.Lock()
		if strings.Contains(s.title, "C-0") {
			t.Errorf("after %q the window title is %q", k.bytes, s.title)
		}
		s.mu.Unlock()
	}
}

func TestTheTerminalsCursorIsInTheFieldThatIsTypedIn(t *testing.T) {
	s := plugIn(t, desk(invented()), 80, 24, Options{})
	s.onRow(t, "C-0412")
	s.press("/alder")
	s.until(t, "cursor behind the filter", func(lines []string, x, y int) bool {
		return y == 22 && strings.HasPrefix(lines[y], "Filter: alder") && x == len("Filter: alder")
	})
	s.press("\r")
	s.onRow(t, "C-0412")
	s.press("t")
	s.until(t, "list of transitions", func(lines []string, _, y int) bool { return strings.Contains(lines[y], "> Record QA visit done") })
	s.press("\r\x15")
	s.until(t, "cursor in the first field", func(lines []string, x, y int) bool {
		return strings.Contains(lines[y], "Visit date") && x == cellOf(lines[y], "[")+2
	})
	s.press("1 3 2026")
	s.until(t, "cursor behind the date", func(lines []string, x, y int) bool {
		return strings.Contains(lines[y], "[ 1 3 2026 ") && x == cellOf(lines[y], "2026")+4
	})
}

func TestAChangeByAnotherIsSeenWithoutAKey(t *testing.T) {
	d := desk(invented())
	s := plugIn(t, d, 80, 24, Options{})
	s.onRow(t, "C-0412")
	d.mu.Lock()
	b := changedBy(invented(), 1)
	b.Counts.Overdue = 4
	d.board = b
	d.mu.Unlock()
	d.bell <- struct{}{}
	s.until(t, "the new count", func(lines []string, _, _ int) bool { return strings.Contains(lines[1], "OVERDUE 4") })
	s.onRow(t, "C-0412")
}

func TestARedrawRestoresTheScreen(t *testing.T) {
	s := plugIn(t, desk(invented()), 60, 15, Options{})
	s.onRow(t, "C-0412")
	s.mu.Lock()
	_, _ = s.em.Write([]byte("\x1b[2J"))
	s.mu.Unlock()
	s.press("\x0c")
	s.until(t, "the board again", func(lines []string, _, _ int) bool { return strings.Contains(lines[0], "Board") })
}

// Nothing is asserted of time or size here: figures are printed.
func TestBytesPerKey(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		s := plugIn(t, desk(crowded(458)), size[0], size[1], Options{})
		s.onRow(t, "C-0000")
		start := s.bytes()
		const keys = 5
		for i := range keys {
			s.press("j")
			s.onRow(t, fmt.Sprintf("C-%04d", i+1))
		}
		if got := s.bytes() - start; got == 0 {
			t.Error("keys wrote nothing")
		} else {
			t.Logf("%dx%d: %d bytes a j", size[0], size[1], got/keys)
		}
	}
}
