package main_test

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	bubbletea = "charm.land/bubbletea/v2"
	lipgloss  = "charm.land/lipgloss/v2"
)

func (s source) line(n ast.Node) string { return strconv.Itoa(s.fset.Position(n.Pos()).Line) }

var callRules = []rule{{
	name: "only cmd knows what time it is",
	why:  "today is handed in, so that a rule can be tried on any day",
	check: func(t tree) []string {
		return t.program().outside("cmd").uses("time", "Now", "Since", "Until", "Sleep", "Tick")
	},
	bad: []sample{
		{"domain/x.go", `package x; import "time"; var _ = time.Now()`},
		{"store/x.go", `package x; import clock "time"; func f() { clock.Sleep(1) }`},
		{"tui/x.go", `package x; import "time"; var now = time.Now`},
	},
	fine: []sample{
		{"cmd/placewatch/x.go", `package x; import "time"; var _ = time.Now`},
		{"tui/x.go", `package x; func f(time clock) { time.Now() }`},
	},
}, {
	name: "the domain looks up no time zone",
	why:  "the place where the day turns is handed in",
	check: func(t tree) []string {
		return t.in("domain").program().uses("time", "LoadLocation", "Local")
	},
	bad:  []sample{{"domain/civil/x.go", `package x; import "time"; var _ = time.Local`}},
	fine: []sample{{"cmd/placewatch/x.go", `package x; import "time"; var _, _ = time.LoadLocation("")`}},
}, {
	name: "days are not counted in hours",
	why:  "a day is 23 or 25 hours long when the clocks change; civil counts days",
	check: func(t tree) []string {
		return t.program().find(func(s source, n ast.Node) string {
			if mul, ok := n.(*ast.BinaryExpr); ok && mul.Op == token.MUL && s.hoursOfDays(mul) {
				return "days as hours"
			}
			return ""
		})
	},
	bad: []sample{
		{"cmd/x.go", `package x; import "time"; const day = 24 * time.Hour`},
		{"domain/x.go", `package x; import "time"; func f(n int) time.Duration { return time.Duration(n) * (24 * time.Hour) }`},
		{"store/x.go", `package x; import "time"; const week = time.Hour * 168`},
		{"store/x.go", `package x; import "time"; func f(n time.Duration) time.Duration { return n * time.Hour * 24 }`},
	},
	fine: []sample{{"cmd/x.go", `package x; import "time"; const shift = 8 * time.Hour`}},
}, {
	name: "a goroutine is started by safe.Go",
	why:  "a panic in any other ends the process, and with it every colleague's board",
	check: func(t tree) []string {
		t = t.program().outside("domain/safe")
		return append(t.uses("time", "AfterFunc"), t.find(func(s source, n ast.Node) string {
			if _, ok := n.(*ast.GoStmt); ok {
				return "go statement"
			}
			if sel := called(n); sel != nil && sel.Sel.Name == "Go" && s.packageOf(sel.X) == "" {
				return "a goroutine of " + types.ExprString(sel.X)
			}
			return ""
		})...)
	},
	bad: []sample{
		{"cmd/x.go", `package x; func f() { go f() }`},
		{"tui/x.go", `package x; import "sync"; func f() { var wg sync.WaitGroup; wg.Go(f) }`},
		{"store/x.go", `package x; import "time"; func f() { time.AfterFunc(1, f) }`},
	},
	fine: []sample{
		{"domain/safe/x.go", `package x; func f() { go f() }`},
		{"store/x.go", `package x; import "placewatch/domain/safe"; func f() { safe.Go(f, nil) }`},
		{"store/x_test.go", `package x; func f() { go f() }`},
	},
}, {
	name: "the store opens its file through SQLite only",
	why:  "closing any other handle on the file drops SQLite's locks on it; other files are read in store/intake",
	check: func(t tree) []string {
		return t.in("store").outside("store/intake").program().uses("os", "Open", "OpenFile", "ReadFile")
	},
	bad:  []sample{{"store/x.go", `package x; import "os"; var _, _ = os.Open("")`}},
	fine: []sample{{"store/intake/x.go", `package x; import "os"; var _, _ = os.Open("")`}},
}, {
	name: "nobody is known by a value left in a context",
	why:  "identity comes from the proven key only; a value set while keys are still being tried is anybody's",
	check: func(t tree) []string {
		return t.program().find(func(_ source, n ast.Node) string {
			sel := called(n)
			if sel != nil && sel.Sel.Name == "SetValue" && (types.ExprString(sel.X) == "ctx" || strings.HasSuffix(types.ExprString(sel.X), "Context()")) {
				return types.ExprString(sel.X) + ".SetValue"
			}
			return ""
		})
	},
	bad: []sample{
		{"cmd/internal/serve/x.go", `package x; func f(ctx ssh.Context) { ctx.SetValue("role", "manager") }`},
		{"cmd/internal/serve/x.go", `package x; func f(s ssh.Session) { s.Context().SetValue("role", "manager") }`},
	},
	fine: []sample{{"tui/x.go", `package x; func (f *form) fill() { f.input.SetValue("") }`}},
}, {
	name: "only cmd prints",
	why:  "what is printed under a running board tears the screen, and log text leaves the store",
	check: func(t tree) []string {
		t = t.program().in("domain", "store", "tui")
		out := t.uses("fmt", "Print", "Printf", "Println")
		out = append(out, t.uses("log", "Print", "Printf", "Println", "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln")...)
		return append(out, t.find(func(_ source, n ast.Node) string {
			if call, ok := n.(*ast.CallExpr); ok && slices.Contains([]string{"print", "println"}, types.ExprString(call.Fun)) {
				return types.ExprString(call.Fun)
			}
			return ""
		})...)
	},
	bad: []sample{
		{"domain/x.go", `package x; import "fmt"; func f() { fmt.Println() }`},
		{"store/x.go", `package x; import "log"; func f() { log.Printf("") }`},
		{"tui/x.go", `package x; func f() { println() }`},
	},
	fine: []sample{
		{"tui/x.go", `package x; import "fmt"; var _ = fmt.Sprintf("")`},
		{"cmd/x.go", `package x; import "fmt"; func f() { fmt.Println() }`},
	},
}, {
	name: "nothing goes past the screen to the terminal",
	why:  "printed lines stay in the scrollback and the clipboard leaves the desk; neither is cleaned or masked",
	check: func(t tree) []string {
		return t.program().uses(bubbletea, "Println", "Printf", "SetClipboard", "SetPrimaryClipboard", "Raw")
	},
	bad: []sample{
		{"tui/x.go", `package x; import tea "charm.land/bubbletea/v2"; var _ = tea.Println("")`},
		{"tui/x.go", `package x; import "charm.land/bubbletea/v2"; var _ = tea.SetClipboard("")`},
	},
	fine: []sample{{"tui/x.go", `package x; import tea "charm.land/bubbletea/v2"; var _ = tea.Quit`}},
}, {
	name: "a colour is named in the theme only",
	why:  "each theme's contrast is tested, and the plain one has no colour",
	check: func(t tree) []string {
		t = t.program().outside("tui/theme")
		out := t.uses(lipgloss, "Color", "ANSIColor", "RGBColor", "Black", "Red", "Green", "Yellow", "Blue", "Magenta", "Cyan", "White",
			"BrightBlack", "BrightRed", "BrightGreen", "BrightYellow", "BrightBlue", "BrightMagenta", "BrightCyan", "BrightWhite")
		out = append(out, t.find(importing("image/color"))...)
		return append(out, t.find(func(_ source, n ast.Node) string {
			if s, ok := literal(n); ok && rawColour.MatchString(s) {
				return "a raw colour or style"
			}
			return ""
		})...)
	},
	bad: []sample{
		{"tui/x.go", `package x; import "charm.land/lipgloss/v2"; var _ = lipgloss.Color("9")`},
		{"cmd/x.go", `package x; import "charm.land/lipgloss/v2"; var _ = lipgloss.Red`},
		{"tui/x.go", `package x; const alarm = "#ff0000"`},
		{"cmd/x.go", `package x; const alarm = "\x1b[1;31m"`},
	},
	fine: []sample{
		{"tui/theme/x.go", `package x; import "charm.land/lipgloss/v2"; var _ = lipgloss.Color("#ff0000")`},
		{"cmd/x.go", `package x; const eraseLine = "\x1b[K"`},
	},
}, {
	name: "no file outside the repository is named",
	why:  "a fresh clone has nothing beside it",
	check: func(t tree) []string {
		return t.find(func(s source, n ast.Node) string {
			if name, ok := literal(n); ok && strings.HasPrefix(name, "../") && strings.HasPrefix(path.Join(s.room(), name), "../") {
				return name + " is outside the repository"
			}
			return ""
		})
	},
	bad:  []sample{{"store/x_test.go", `package x; const list = "../../beside/list.csv"`}},
	fine: []sample{{"store/intake/x_test.go", `package x; const schema = "../schema.sql"`}},
}, {
	name: "no test is left out",
	why:  "a test that was not run has not passed",
	check: func(t tree) []string {
		t = t.tests()
		return append(t.uses("testing", "Short"), t.find(func(_ source, n ast.Node) string {
			if sel := called(n); sel != nil && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, sel.Sel.Name) {
				return types.ExprString(sel.X) + "." + sel.Sel.Name
			}
			return ""
		})...)
	},
	bad: []sample{
		{"tui/x_test.go", `package x; import "testing"; func TestX(tb *testing.T) { tb.Skip("later") }`},
		{"tui/x_test.go", `package x; import "testing"; var quick = testing.Short()`},
	},
	fine: []sample{{"store/intake/x.go", `package x; func f(d *xml.Decoder) error { return d.Skip() }`}},
}}

func TestTheProgramNeverDoesWhatItMustNot(t *testing.T) { hold(t, callRules) }

var rawColour = regexp.MustCompile(`#[0-9A-Fa-f]{6}\b|\x1b\[[0-9;:]*m`)

// called is the selector that n calls, or nil.
func called(n ast.Node) *ast.SelectorExpr {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, _ := call.Fun.(*ast.SelectorExpr)
	return sel
}

// literal is the text that a string literal stands for.
func literal(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// hoursOfDays reports whether a product multiplies an hour by whole days of hours.
func (s source) hoursOfDays(mul *ast.BinaryExpr) bool {
	hour, days := false, false
	ast.Inspect(mul, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			hour = hour || s.packageOf(n.X) == "time" && n.Sel.Name == "Hour"
		case *ast.BasicLit:
			hours, err := strconv.Atoi(n.Value)
			days = days || err == nil && hours != 0 && hours%24 == 0
		}
		return true
	})
	return hour && days
}
