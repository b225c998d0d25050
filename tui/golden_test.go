package tui

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"placewatch/domain/board"
	"placewatch/domain/text"
)

// frames are the screens of which a picture is kept, in the plain theme.
func frames() map[string]func(*hand) {
	all := screens()
	maps.Copy(all, map[string]func(*hand){
		"offline": func(x *hand) {
			x.desk.err = errors.New("the store is locked by another process")
			x.ring()
		},
		"never read": func(x *hand) {
			x.m.board = newBoardScreen()
			x.m.relayout()
			x.desk.err = errors.New("the store is locked by another process")
			x.ring()
		},
		"stale": func(x *hand) {
			b := invented()
			b.Stale = "Ofsted's list is 64 days old"
			b.PolicyWarning = "review was due 1 Jan 2026"
			x.opensWith(b)
		},
		"practice": func(x *hand) {
			b := invented()
			b.Practice = true
			x.opensWith(b)
		},
		"crowded": func(x *hand) { x.opensWith(crowded(458)); x.press("G", "k") },
		"paused": func(x *hand) {
			x.press(".")
			x.desk.board = changedBy(invented(), 2)
			x.ring()
		},
		"unknown field": func(x *hand) { x.press("/", "=raing:inad") },
		"refused key":   func(x *hand) { x.press("x") },
		"foreign names": func(x *hand) {
			b := invented()
			b.Children[0].Provision = text.Clean("李家 Żółć Ó Briain House")
			b.Children[1].Provision = text.Clean("e\u0301clair \x1b[31mred\x1b[0m House")
			x.opensWith(b)
		},
	})
	return all
}

// changedBy is a later board, n journal entries on.
func changedBy(b *board.Board, n int64) *board.Board {
	b.Seq += n
	b.Children[0].Version++
	return b
}

var sizes = [][2]int{{40, 12}, {60, 15}, {80, 24}, {120, 40}, {200, 60}}

func goldenName(screen string) string {
	return filepath.Join("testdata", strings.ReplaceAll(screen, " ", "-")+".golden")
}

func TestEveryScreenLooksAsItsPicture(t *testing.T) {
	for name, open := range frames() {
		t.Run(name, func(t *testing.T) {
			var got strings.Builder
			for _, s := range sizes {
				x := sit(t, desk(invented()), s[0], s[1], Options{Theme: "plain"})
				open(x)
				at := x.m.View().Cursor
				fmt.Fprintf(&got, "== %dx%d, cursor at column %d, line %d\n%s", s[0], s[1], at.X, at.Y, x.frame())
			}
			checkGolden(t, goldenName(name), got.String())
		})
	}
}

func TestTheBoardCanBeDrawnInASCII(t *testing.T) {
	x := sit(t, desk(invented()), 120, 40, Options{Theme: "plain", ASCII: true})
	for _, c := range x.frame() {
		if c > '~' {
			t.Errorf("%q is not ASCII", c)
		}
	}
	checkGolden(t, goldenName("ascii"), x.frame())
}

func TestTheBoardCanBePrinted(t *testing.T) {
	got := PlainBoard(invented(), 0) + "\n== 60 columns\n" + PlainBoard(invented(), 60) +
		"\n== nothing imported\n" + PlainBoard(&board.Board{Today: day("2026-03-03")}, 80)
	if strings.Contains(got, "\x1b") {
		t.Error("the printed board holds an escape sequence")
	}
	for _, row := range invented().Children {
		if !strings.Contains(got, row.Child.String()) {
			t.Errorf("%s is not on the printed board", row.Child)
		}
	}
	checkGolden(t, goldenName("printed"), got)
}

func checkGolden(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); UPDATE=1 go test rewrites it:\n%s", file, diff)
	}
}

func TestNoPictureIsLeftThatNoTestReads(t *testing.T) {
	read := map[string]bool{goldenName("ascii"): true, goldenName("printed"): true}
	for name := range frames() {
		read[goldenName(name)] = true
	}
	for _, name := range heard() {
		read[goldenName(name)] = true
	}
	files, err := filepath.Glob("testdata/*.golden")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !read[f] {
			t.Errorf("%s is read by no test", f)
		}
	}
}

func TestAnIdleScreenIsNotDrawnAgain(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	before := x.m.View()
	x.m.Update(minuteMsg{at: at0914()})
	x.m.Update(tea.FocusMsg{})
	if after := x.m.View(); after.Content != before.Content || *after.Cursor != *before.Cursor {
		t.Error("a minute passing with no news changed the screen")
	}
}
