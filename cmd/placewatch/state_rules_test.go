package main_test

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"
)

var stateRules = []rule{{
	name:  "no package variable is changed",
	why:   "one process serves many people; what one changes here, all of them see",
	check: func(t tree) []string { return t.program().changes() },
	bad: []sample{
		{"tui/x.go", `package x; var width int; func f() { width = 80 }`},
		{"tui/x.go", `package x; var width int; func f() { width++ }`},
		{"tui/x.go", `package x; var keys = map[string]bool{}; func f() { keys["q"] = true }`},
		{"tui/x.go", `package x; var keys = map[string]bool{}; func f() { delete(keys, "q") }`},
		{"tui/x.go", `package x; var last struct{ row int }; func f() { last.row = 1 }`},
		{"tui/x.go", `package x; import "slices"; var rows []int; func f() { slices.Sort(rows) }`},
		{"tui/x.go", `package x; var row int; func f() { for row = range 3 {} }`},
		{"tui/x.go", `package x; import "placewatch/tui/theme"; func f() { theme.Default = nil }`},
	},
	fine: []sample{
		{"tui/x.go", `package x; var width = 80; func f() { width := 60; width = 40; _ = width }`},
		{"tui/x.go", `package x; var width int; func init() { width = 80 }`},
		{"tui/x.go", `package x; var keys = map[string]bool{}; func f() bool { return keys["q"] }`},
		{"tui/x.go", `package x; var width = 80; type model struct{ width int }; func (m *model) f() { m.width = width }`},
	},
}, {
	name:  "nothing that changes is kept in a package",
	why:   "a lock, a channel or a counter of the package is shared by everyone in the process; it belongs to a store or a session",
	check: func(t tree) []string { return t.program().shared() },
	bad: []sample{
		{"tui/x.go", `package x; import "sync"; var mu sync.Mutex`},
		{"tui/x.go", `package x; import "sync"; var seen = &sync.Map{}`},
		{"tui/x.go", `package x; import "sync"; var once, other = new(sync.Once), 1`},
		{"tui/x.go", `package x; import "sync/atomic"; var n atomic.Int64`},
		{"tui/x.go", `package x; var bell = make(chan struct{}, 1)`},
		{"tui/x.go", `package x; import "sync"; var cache struct { sync.Mutex; rows []int }`},
	},
	fine: []sample{
		// Made once and never changed, which nobody can tell from a constant.
		{"domain/x.go", `package x; import "sync"; var table = sync.OnceValue(func() []int { var mu sync.Mutex; mu.Lock(); return nil })`},
		{"store/x.go", `package x; import "sync"; type Store struct { mu sync.Mutex }`},
	},
}}

func TestNothingMutableIsAtPackageLevel(t *testing.T) { hold(t, stateRules) }

// packageVars are the variables of each folder, with what declares them.
func (t tree) packageVars() map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for _, s := range t {
		if out[s.room()] == nil {
			out[s.room()] = map[string]bool{}
		}
		for _, spec := range s.varSpecs() {
			for _, name := range spec.Names {
				out[s.room()][name.Name] = true
			}
		}
	}
	return out
}

func (s source) varSpecs() []*ast.ValueSpec {
	var out []*ast.ValueSpec
	for _, d := range s.file.Decls {
		if gen, ok := d.(*ast.GenDecl); ok && gen.Tok == token.VAR {
			for _, spec := range gen.Specs {
				out = append(out, spec.(*ast.ValueSpec))
			}
		}
	}
	return out
}

// changes finds package variables that are assigned to, or handed to something
// that changes what it is handed, anywhere but in init.
func (t tree) changes() []string {
	vars := t.packageVars()
	var out []string
	for _, s := range t {
		own := s.varSpecs()
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "init" && f.Recv == nil {
				continue
			}
			ast.Inspect(d, func(n ast.Node) bool {
				for _, e := range s.changed(n) {
					if name := s.packageVar(e, vars[s.room()], own); name != "" {
						out = append(out, s.at(n, "changes the package variable "+name))
					}
				}
				return true
			})
		}
	}
	return out
}

// changed are the expressions that a statement or call changes.
func (s source) changed(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			return n.Lhs
		}
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			return []ast.Expr{n.Key, n.Value}
		}
	case *ast.CallExpr:
		if len(n.Args) > 0 && s.changesItsArgument(n.Fun) {
			return n.Args[:1]
		}
	}
	return nil
}

func (s source) changesItsArgument(f ast.Expr) bool {
	switch f := f.(type) {
	case *ast.Ident:
		return slices.Contains([]string{"delete", "clear", "copy"}, f.Name)
	case *ast.SelectorExpr:
		pkg, name := s.packageOf(f.X), f.Sel.Name
		return pkg == "sort" || pkg == "slices" && (strings.HasPrefix(name, "Sort") || name == "Reverse") ||
			pkg == "maps" && (name == "Copy" || name == "DeleteFunc" || name == "Insert")
	}
	return false
}

// packageVar is the variable at the root of e when it is a package's, ours or another's.
func (s source) packageVar(e ast.Expr, vars map[string]bool, own []*ast.ValueSpec) string {
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.SelectorExpr:
			if pkg := s.packageOf(x.X); pkg != "" {
				return pkg + "." + x.Sel.Name
			}
			e = x.X
		case *ast.Ident:
			if !vars[x.Name] || x.Obj != nil && !slices.ContainsFunc(own, func(v *ast.ValueSpec) bool { return x.Obj.Decl == v }) {
				return ""
			}
			return x.Name
		default:
			return ""
		}
	}
}

// shared finds package variables that are made to be changed by many.
func (t tree) shared() []string {
	once := []string{"OnceValue", "OnceValues", "OnceFunc"}
	var out []string
	for _, s := range t {
		for _, spec := range s.varSpecs() {
			kinds := map[string]bool{}
			ast.Inspect(spec, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.FuncLit:
					return false // its own variables are made anew by each call
				case *ast.ChanType:
					kinds["a channel"] = true
				case *ast.SelectorExpr:
					pkg := s.packageOf(n.X)
					if pkg == "sync/atomic" || pkg == "sync" && !slices.Contains(once, n.Sel.Name) {
						kinds[pkg+"."+n.Sel.Name] = true
					}
				}
				return true
			})
			for _, kind := range slices.Sorted(maps.Keys(kinds)) {
				out = append(out, s.at(spec, spec.Names[0].Name+" holds "+kind))
			}
		}
	}
	return out
}
