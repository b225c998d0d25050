package main

import (
	"context"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"

	"placewatch/domain/civil"
	"placewatch/domain/sample"
	"placewatch/store"
	"placewatch/tui"
)

const picture = "../../.docs/board.svg"

// The README's picture of the board is drawn from a real frame of the demo, on a
// day that stands still. UPDATE=1 draws it anew.
func TestThePictureInTheReadmeIsTheBoard(t *testing.T) {
	got := drawBoard(t, 120, 36)
	if os.Getenv("UPDATE") != "" {
		if err := os.MkdirAll(filepath.Dir(picture), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(picture, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(picture)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the picture is no longer the board: run UPDATE=1 go test ./cmd/placewatch -run Picture, and look at it")
	}
}

// canvas is a terminal that can be written to and read at once.
type canvas struct {
	mu sync.Mutex
	em *vt.Emulator
}

func (c *canvas) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.em.Write([]byte(strings.ReplaceAll(string(p), "\n", "\r\n")))
	return len(p), err
}

func (c *canvas) shows(words string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Contains(c.em.String(), words)
}

func drawBoard(t *testing.T, width, height int) string {
	t.Helper()
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 3, 9, 14, 0, 0, loc)
	a := &app{out: io.Discard, err: io.Discard, env: func(string) string { return "" }, now: func() time.Time { return now }, loc: loc}
	ctx, stop := context.WithCancel(t.Context())
	s, err := a.openAt(ctx, filepath.Join(t.TempDir(), "demo.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	today := civil.In(now, loc)
	if err := a.fill(ctx, s, sample.New(today, s.Rules().Cal, sample.Median, demoSeed), today); err != nil {
		t.Fatal(err)
	}
	by := store.By{Login: "ann", Now: now, Today: today}
	d := &desk{s: s, by: by, a: a, bell: s.Changed(ctx), boards: &boards{s: s}}
	m := tui.New(d, func() time.Time { return now }, tui.Who{Login: "ann", Roles: "QA officer"}, tui.Options{Context: ctx, Theme: "plain"})
	c := &canvas{em: vt.NewEmulator(width, height)}
	in, keys := io.Pipe()
	go io.Copy(keys, c.em)
	p := tui.Program(m, in, c, []string{"TERM=xterm-256color"}, 120, tea.WithWindowSize(width, height),
		tea.WithColorProfile(colorprofile.Ascii), tea.WithoutSignalHandler(), tea.WithContext(ctx))
	done := make(chan struct{})
	go func() { defer close(done); p.Run() }()
	for deadline := time.Now().Add(20 * time.Second); !c.shows("Why here"); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the board never came:\n%s", c.em.String())
		}
	}
	c.mu.Lock()
	svg := toSVG(c.em, width, height)
	c.mu.Unlock()
	p.Quit()
	<-done
	stop()
	keys.Close()
	s.Close()
	return svg
}

// toSVG draws the cells of a screen: text on a light ground, reverse as dark bars.
func toSVG(em *vt.Emulator, width, height int) string {
	const w, h = 8, 17
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="Consolas, Menlo, 'DejaVu Sans Mono', monospace" font-size="13">`+"\n", width*w+16, height*h+16)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="#fdfdfd"/>`+"\n")
	for y := range height {
		var line strings.Builder
		reversed := -1
		for x := range width {
			cell := em.CellAt(x, y)
			if cell == nil || cell.Content == "" {
				line.WriteByte(' ')
				continue
			}
			line.WriteString(cell.Content)
			if cell.Style.Attrs&uv.AttrReverse != 0 {
				reversed = x
			}
		}
		text := strings.TrimRight(line.String(), " ")
		if text == "" {
			continue
		}
		fill := "#1a1a1a"
		if reversed >= 0 {
			first := strings.IndexByte(text, '>')
			fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" fill="#dfe8f5"/>`+"\n", 8+w*max(0, len([]rune(text[:max(first, 0)]))), 8+y*h, w*(reversed-max(first, 0)+1), h)
		}
		fmt.Fprintf(&b, `<text x="8" y="%d" xml:space="preserve" textLength="%d" fill="%s">%s</text>`+"\n", 8+y*h+13, len([]rune(text))*w, fill, html.EscapeString(text))
	}
	b.WriteString("</svg>\n")
	return b.String()
}
