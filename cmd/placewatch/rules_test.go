package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The rules over the source are read from the files themselves: what the build
// leaves out of this machine is held to them too.

// source is one Go file.
type source struct {
	path string // from the top of the repository, with slashes
	text string
	file *ast.File
	fset *token.FileSet
}

func (s source) room() string { return path.Dir(s.path) }
func (s source) test() bool   { return strings.HasSuffix(s.path, "_test.go") }

// at is what a reader needs to find n.
func (s source) at(n ast.Node, what string) string {
	return s.path + ":" + s.line(n) + ": " + what
}

// tree is some of the files of the repository.
type tree []source

func (t tree) where(keep func(source) bool) tree {
	var out tree
	for _, s := range t {
		if keep(s) {
			out = append(out, s)
		}
	}
	return out
}

// program is what a user runs: all but the tests.
func (t tree) program() tree { return t.where(func(s source) bool { return !s.test() }) }

func (t tree) tests() tree { return t.where(source.test) }

func (t tree) in(rooms ...string) tree {
	return t.where(func(s source) bool { return slices.ContainsFunc(rooms, s.within) })
}

func (t tree) outside(rooms ...string) tree {
	return t.where(func(s source) bool { return !slices.ContainsFunc(rooms, s.within) })
}

func (s source) within(room string) bool { return under(s.room(), room) }

// under reports whether a path is top or below it.
func under(path, top string) bool { return path == top || strings.HasPrefix(path, top+"/") }

// find collects what look says of each node of each file; "" is nothing to say.
func (t tree) find(look func(s source, n ast.Node) string) []string {
	var out []string
	for _, s := range t {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if n != nil {
				if what := look(s, n); what != "" {
					out = append(out, s.at(n, what))
				}
			}
			return true
		})
	}
	return out
}

// uses finds every mention of a package's names, called or not, whatever the
// package is called in the file.
func (t tree) uses(pkg string, names ...string) []string {
	return t.find(func(s source, n ast.Node) string {
		sel, ok := n.(*ast.SelectorExpr)
		if ok && s.packageOf(sel.X) == pkg && slices.Contains(names, sel.Sel.Name) {
			return path.Base(pkg) + "." + sel.Sel.Name
		}
		return ""
	})
}

// packageOf is the import path that an expression names, or "".
func (s source) packageOf(e ast.Expr) string {
	id, ok := e.(*ast.Ident)
	if !ok || id.Obj != nil { // a variable of the same name
		return ""
	}
	for _, imp := range s.file.Imports {
		if importName(imp) == id.Name {
			return importPath(imp)
		}
	}
	return ""
}

func importPath(imp *ast.ImportSpec) string { return strings.Trim(imp.Path.Value, "`\"") }

// importName is what a file calls a package that it imports.
func importName(imp *ast.ImportSpec) string {
	if imp.Name != nil {
		return imp.Name.Name
	}
	switch p := importPath(imp); {
	case p == bubbletea:
		return "tea"
	case strings.HasPrefix(path.Base(p), "v") && strings.Trim(path.Base(p)[1:], "0123456789") == "":
		return path.Base(path.Dir(p))
	default:
		return path.Base(p)
	}
}

// top is the folder of go.mod.
func top(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("there is no go.mod above the tests")
		}
		dir = filepath.Dir(dir)
	}
}

// readTree parses every Go file of the repository.
func readTree(t *testing.T) tree {
	t.Helper()
	var out tree
	for name, text := range filesOf(t, ".go") {
		out = append(out, parse(t, name, text))
	}
	slices.SortFunc(out, func(a, b source) int { return strings.Compare(a.path, b.path) })
	if len(out.program()) == 0 || len(out.tests()) == 0 {
		t.Fatal("the source was not found")
	}
	return out
}

// filesOf reads the files of one kind, by their path from the top.
func filesOf(t *testing.T, ext string) map[string]string {
	t.Helper()
	root, out := top(t), map[string]string{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != root && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(file) != ext:
			return nil
		}
		b, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, file)
		out[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func parse(t *testing.T, name, text string) source {
	t.Helper()
	s := source{path: name, text: text, fset: token.NewFileSet()}
	var err error
	if s.file, err = parser.ParseFile(s.fset, name, text, parser.ParseComments); err != nil {
		t.Fatal(err)
	}
	return s
}

// rule is something that the source never does.
type rule struct {
	name  string
	why   string
	check func(t tree) []string

	bad  []sample // each is found
	fine []sample // none is
}

// sample is a made-up file that keeps or breaks a rule.
type sample struct{ path, text string }

// hold runs each rule over the repository, and then over its samples: a rule
// that finds nothing in its bad samples holds nothing.
func hold(t *testing.T, rules []rule) {
	t.Helper()
	all := readTree(t)
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			if found := r.check(all); len(found) > 0 {
				t.Errorf("%s:\n%s", r.why, strings.Join(found, "\n"))
			}
			t.Run("teeth", func(t *testing.T) { r.teeth(t) })
		})
	}
}

func (r rule) teeth(t *testing.T) {
	if len(r.bad) == 0 {
		t.Error("no sample breaks this rule")
	}
	for _, s := range r.bad {
		if len(r.check(tree{parse(t, s.path, s.text)})) == 0 {
			t.Errorf("not found in %s:\n%s", s.path, s.text)
		}
	}
	for _, s := range r.fine {
		for _, found := range r.check(tree{parse(t, s.path, s.text)}) {
			t.Errorf("found where it is allowed: %s\n%s", found, s.text)
		}
	}
}
