package tui

import (
	"errors"
	"fmt"
	"image/color"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"placewatch/domain/board"
	"placewatch/domain/flow"
	"placewatch/domain/text"
)

// screens opens every screen and state there is, by name.
func screens() map[string]func(*hand) {
	all := findings()
	maps.Copy(all, map[string]func(*hand){
		"board":     func(*hand) {},
		"revisits":  func(x *hand) { x.press("2") },
		"visits":    func(x *hand) { x.press("3") },
		"no detail": func(x *hand) { x.m.board.noAbout = true; x.m.relayout() },
		"zoom":      func(x *hand) { x.press("3", "+") },
		"sorted":    func(x *hand) { x.press("s", "S") },
		"filter":    func(x *hand) { x.press("/", "=alder") },
		"filtered":  func(x *hand) { x.press("/", "=zoe", "enter") },
		"strip":     func(x *hand) { x.press("g") },
		"page":      func(x *hand) { x.press("enter") },
		"duties":    func(x *hand) { x.press("enter", "tab", "tab") },
		"offers":    func(x *hand) { x.press("t") },
		"details":   func(x *hand) { x.press("t", "enter") },
		"offers narrowed": func(x *hand) {
			x.desk.offers = manyOffers(80)
			x.press("t", "/", "=voice")
		},
		"many offers": func(x *hand) { x.desk.offers = manyOffers(80); x.press("t", "pgdown") },
		"about a part": func(x *hand) {
			x.desk.offers = manyOffers(1)
			x.press("enter", "tab", "tab", "tab", "tab", "t", "enter")
		},
		"saved at once": func(x *hand) {
			free := visitOffer()
			free.Class = flow.Free
			x.desk.offers = []flow.Offer{free}
			x.press("t", "enter")
		},
		"long check": func(x *hand) {
			x.desk.preview = func(c flow.Command) (*flow.Preview, error) {
				return &flow.Preview{Subject: c.Subject, Lines: longLines()}, nil
			}
			x.press("t", "enter", "tab", "tab", "space", "ctrl+s")
		},
		"problems": func(x *hand) {
			x.press("t", "enter", "ctrl+s")
		},
		"check": func(x *hand) { x.press("t", "enter", "tab", "tab", "space", "ctrl+s") },
		"sign":  func(x *hand) { x.press("t", "j", "j", "enter", "=no children there", "ctrl+s") },
		"conflict": func(x *hand) {
			x.desk.do = func(flow.Command) (*flow.Receipt, error) { return nil, conflictBy() }
			x.press("t", "enter", "tab", "tab", "space", "ctrl+s", "enter")
		},
		"stuck":         func(x *hand) { overtaken(x, true) },
		"sign evidence": func(x *hand) { signing(x) },
		"help":          func(x *hand) { x.press("?") },
		"log":           func(x *hand) { x.press("x", "L") },
		"overruled":     func(x *hand) { overruled(x) },
		"overruling": func(x *hand) {
			overruled(x)
			x.press("m", "=cas is on leave")
		},
		"command":       func(x *hand) { x.press(":") },
		"command typed": func(x *hand) { x.press("j", "j", "j", "j", "ctrl+p", "=visit") },
		"command none":  func(x *hand) { x.press("f4", "=zzzz") },
		"command args":  func(x *hand) { x.press(":", "=vi3 on=fri note=seen by two") },
		"waiting":       func(x *hand) { x.press("g", "w") },
		"list searched": func(x *hand) { x.press("g", "w", "/", "=provider") },
		"list empty":    func(x *hand) { x.press("g", "f") },
		"list twins":    func(x *hand) { x.press("g", "d", "j") },
		"list fails": func(x *hand) {
			x.desk.err = errors.New("the store is locked by another process")
			x.press("g", "c")
		},
		"parts":       func(x *hand) { x.press("enter", "tab", "tab", "tab", "tab") },
		"whole entry": func(x *hand) { x.press("enter", "tab", "tab", "tab", "tab", "enter") },
		"drafts": func(x *hand) {
			x.desk.drafts = keptDrafts()
			x.run(x.m.readDrafts())
		},
		"restored": func(x *hand) {
			x.desk.drafts = keptDrafts()
			x.press("t", "enter")
		},
		"undo": func(x *hand) {
			x.desk.last = lastAct()
			x.press("z")
		},
		"starred": func(x *hand) { x.others(taken) },
		"order waits": func(x *hand) {
			x.others(func(b *board.Board) { swapped(b); taken(b) })
		},
		"ghost": func(x *hand) {
			x.press("j")
			x.others(func(b *board.Board) { b.Children = slices.Delete(b.Children, 1, 2) })
		},
		"new row": func(x *hand) {
			x.press("j", "j", "j", "j")
			x.others(func(b *board.Board) { arrived(b); b.Visits[0].Visitor = text.Clean("dee") })
			x.press("j")
		},
		"none": func(x *hand) {
			b := invented()
			b.Children, b.Revisits, b.Visits = nil, nil, nil
			x.opensWith(b)
		},
		"cannot say": func(x *hand) { x.opensWith(&board.Board{Today: day("2026-03-03")}) },
		"not read":   func(x *hand) { x.m.board = newBoardScreen(); x.m.relayout(); x.m.stillLoading() },
		"finding": func(x *hand) {
			x.desk.offers = []flow.Offer{findingOffer()}
			x.press("t", "enter", "down", "down", "down")
		},
	})
	return all
}

// overruled fills a visit in and finds that cas was first, in a field that both changed
// and in one that cas alone did.
func overruled(x *hand) {
	x.desk.offers[0].Arguments = append(x.desk.offers[0].Arguments, flow.Arg{Name: "reason", Label: "Note or reason", Kind: flow.TextArg})
	x.desk.do = func(flow.Command) (*flow.Receipt, error) {
		return nil, clashBy(flow.FieldChange{Field: "booked for", Was: "not booked", Now: "5 Mar 2026"}, flow.FieldChange{Field: "visitor", Now: "cas"})
	}
	x.press("t", "enter", "tab", "tab", "space", "ctrl+s", "enter")
}

func TestNoLineOverflowsAndNoScreenPanicsAtAnySize(t *testing.T) {
	for name, open := range screens() {
		t.Run(name, func(t *testing.T) {
			x := sit(t, desk(invented()), 80, 24, Options{})
			open(x)
			x.m.Update(tea.WindowSizeMsg{})
			x.m.View()
			for w := 1; w <= 220; w += 1 + w/20 {
				for h := 1; h <= 70; h += 1 + h/8 {
					x.m.Update(tea.WindowSizeMsg{Width: w, Height: h})
					if bad := overflow(x, w, h); bad != "" {
						t.Fatalf("%d columns, %d lines: %s", w, h, bad)
					}
				}
			}
		})
	}
}

// overflow says what is wrong with a frame of that size.
func overflow(x *hand, w, h int) string {
	v := x.m.View()
	lines := strings.Split(v.Content, "\n")
	if len(lines) != h {
		return fmt.Sprintf("%d lines are drawn", len(lines))
	}
	for i, l := range lines {
		if got := ansi.StringWidth(l); got != w {
			return fmt.Sprintf("line %d takes %d cells: %q", i, got, l)
		}
	}
	if v.Cursor == nil || v.Cursor.X < 0 || v.Cursor.X >= w || v.Cursor.Y < 0 || v.Cursor.Y >= h {
		return fmt.Sprintf("the cursor is at %v", v.Cursor)
	}
	return ""
}

// hostile is what a file from outside might hold.
const hostile = "\x1b[2J\x1b]0;x\x07\u202e\u200b\r\n\u009b31mName"

func TestNoTextFromOutsideActsOnTheTerminal(t *testing.T) {
	b := invented()
	for i := range b.Children {
		row := &b.Children[i]
		row.NextStep, row.JudgementWords, row.Left, row.Type = hostile, hostile, hostile, hostile
		row.Reasons, row.OutOfArea = []string{hostile}, hostile
		row.Child, row.Provision, row.Owner = text.Clean(hostile), text.Clean(hostile), text.Clean(hostile)
		row.Duties[0].What, row.Duties[0].Explanation = hostile, hostile
	}
	for i := range b.Visits {
		b.Visits[i].State, b.Visits[i].Explanation, b.Visits[i].Kind = hostile, hostile, hostile
	}
	b.Policy, b.PolicyWarning, b.Stale, b.NextVisit, b.Council = hostile, hostile, hostile, hostile, text.Clean(hostile)
	d := desk(b)
	d.page.Freeze, d.page.OfstedState, d.page.Name = hostile, hostile, text.Clean(hostile)
	d.offers[0].Title, d.offers[0].Arguments[0].Label, d.offers[4].WhyNot = hostile, hostile, hostile
	for name, open := range screens() {
		for _, size := range [][2]int{{40, 12}, {80, 24}, {200, 60}} {
			x := sit(t, d, size[0], size[1], Options{Theme: "dark"})
			open(x)
			v := x.m.View()
			left := sgr.ReplaceAllString(v.Content, "")
			if i := strings.IndexFunc(left, func(c rune) bool {
				return c != '\n' && (unicode.IsControl(c) || unicode.In(c, unicode.Cf))
			}); i >= 0 {
				t.Errorf("%s at %v shows %q", name, size, left[max(0, i-20):min(len(left), i+20)])
			}
			if strings.ContainsFunc(v.WindowTitle, unicode.IsControl) {
				t.Errorf("%s: the window title is %q", name, v.WindowTitle)
			}
		}
	}
}

// sgr is the only sequence that a screen may hold: weight, and a colour of the theme.
var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestColoursFollowTheTerminalAndTheEnvironment(t *testing.T) {
	for _, tc := range []struct {
		name string
		opts Options
		dark bool
		want bool
	}{
		{"dark background", Options{}, true, true},
		{"NO_COLOR=yes", Options{Env: []string{"NO_COLOR=yes"}}, true, false},
		{"plain", Options{Theme: "plain"}, true, false},
		{"nobody knows the background", Options{}, false, false},
		{"asked for", Options{Theme: "light"}, false, true},
		{"contrast", Options{Theme: "contrast"}, false, true},
	} {
		x := sit(t, desk(invented()), 80, 24, tc.opts)
		if tc.dark {
			x.send(tea.BackgroundColorMsg{Color: color.Black})
		}
		if got := strings.Contains(x.m.View().Content, "38;2;"); got != tc.want {
			t.Errorf("%s: colours are %v, want %v", tc.name, got, tc.want)
		}
	}
}
