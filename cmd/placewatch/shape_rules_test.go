package main_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A file is to be read in one sitting.
const (
	longFile    = 300 // to be looked at
	longestFile = 500 // refused
)

var shapeRules = []rule{{
	name: "no file is over 500 lines",
	why:  "a file is read in one sitting; split it by what it is about",
	check: func(t tree) []string {
		return t.longer(longestFile)
	},
	bad:  []sample{{"tui/x.go", "package x\n" + strings.Repeat("\n", longestFile)}},
	fine: []sample{{"tui/x.go", "package x\n" + strings.Repeat("\n", longestFile-1)}},
}, {
	name: "every exported name of domain and store says what it means",
	why:  "a placements officer must be able to follow the rules, and a newcomer the store",
	check: func(t tree) []string {
		var out []string
		for _, s := range t.program().in("domain", "store") {
			out = append(out, s.unexplained()...)
		}
		return out
	},
	bad: []sample{
		{"domain/x.go", `package x; func Due() {}`},
		{"domain/x.go", `package x; type Visit struct{}`},
		{"domain/x.go", "package x\n// Visit is ours.\ntype Visit struct{}\nfunc (v *Visit) Due() {}"},
		{"store/x.go", `package x; var Limit = 1`},
		{"store/x.go", "package x\nconst (\n\tA = 1\n)"},
		{"store/x.go", "package x\nconst (\n\tA State = 1\n\tB = A + 1\n)"},
	},
	fine: []sample{
		{"domain/x.go", "package x\n// States of a visit.\nconst (\n\tDue = 1\n)\nfunc due() {}"},
		{"domain/x.go", "package x\ntype visit struct{}\nfunc (visit) Due() {}\nfunc (visit) String() string { return \"\" }"},
		{"store/x.go", "package x\nvar (\n\tA = 1 // the first\n)"},
		{"domain/x.go", "package x\n// State is how far a visit is.\ntype State string\nconst (\n\tDue State = \"due\"\n)"},
		{"domain/x.go", "package x\nconst (\n\tA State = iota\n\tB\n)"},
	},
}, {
	name:  "every package opens with a sentence",
	why:   "the sentence says what the room is for, in words an officer could read",
	check: func(t tree) []string { return t.program().silentPackages() },
	bad:   []sample{{"tui/x.go", "package x"}},
	fine:  []sample{{"tui/x.go", "// Package x draws.\npackage x"}},
}}

func TestTheSourceIsWrittenToBeRead(t *testing.T) { hold(t, shapeRules) }

func TestLongFilesAreListed(t *testing.T) {
	for _, found := range readTree(t).longer(longFile) {
		t.Log(found)
	}
}

func (t tree) longer(lines int) []string {
	var out []string
	for _, s := range t {
		if n := strings.Count(s.text, "\n"); n > lines {
			out = append(out, fmt.Sprintf("%s: %d lines", s.path, n))
		}
	}
	return out
}

func (t tree) silentPackages() []string {
	told := map[string]bool{}
	for _, s := range t {
		told[s.room()] = told[s.room()] || s.file.Doc != nil
	}
	var out []string
	for room, ok := range told {
		if !ok {
			out = append(out, room+" has no package comment")
		}
	}
	slices.Sort(out)
	return out
}

// ofEveryone are methods whose meaning is the standard library's.
var ofEveryone = []string{"Error", "String", "Unwrap", "Is", "As", "Len", "Less", "Swap",
	"MarshalText", "UnmarshalText", "MarshalJSON", "UnmarshalJSON", "Scan", "Value", "Read", "Write", "Close"}

// unexplained are the exported names without a comment of their own or of their
// group. A value that names its type is one of that type's words, told there.
func (s source) unexplained() []string {
	var out []string
	missing := func(id *ast.Ident) {
		if id.IsExported() {
			out = append(out, s.at(id, id.Name+" has no comment"))
		}
	}
	for _, d := range s.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Doc == nil && !ofAHiddenType(d) && !(d.Recv != nil && slices.Contains(ofEveryone, d.Name.Name)) {
				missing(d.Name)
			}
		case *ast.GenDecl:
			if d.Doc != nil || d.Tok == token.IMPORT {
				continue
			}
			for _, id := range uncommented(d.Specs) {
				missing(id)
			}
		}
	}
	return out
}

// uncommented are the names of a group whose own lines say nothing of them.
func uncommented(specs []ast.Spec) []*ast.Ident {
	var out []*ast.Ident
	typed := false // by its own line, or as the constant above that it repeats
	for _, spec := range specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Doc == nil && spec.Comment == nil {
				out = append(out, spec.Name)
			}
		case *ast.ValueSpec:
			typed = spec.Type != nil || typed && len(spec.Values) == 0
			if spec.Doc == nil && spec.Comment == nil && !typed {
				out = append(out, spec.Names...)
			}
		}
	}
	return out
}

func ofAHiddenType(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return false
	}
	e := f.Recv.List[0].Type
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		case *ast.Ident:
			return !x.IsExported()
		default:
			return false
		}
	}
}

// atTheTop are the rooms and the files that the repository opens with.
var atTheTop = []string{"cmd", "domain", "store", "tui", "go.mod", "go.sum", "README.md", "LICENSE"}

// strayAtTheTop are names that belong in a room; what Git ignores is not looked at.
func strayAtTheTop(names []string, gitignore string) []string {
	ignored := func(name string) bool {
		for line := range strings.Lines(gitignore) {
			if ok, err := path.Match(strings.Trim(strings.TrimSpace(line), "/"), name); ok && err == nil {
				return true
			}
		}
		return false
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return strings.HasPrefix(name, ".") || slices.Contains(atTheTop, name) || ignored(name)
	})
}

func TestTheTopOfTheRepositoryHoldsTheRoomsOnly(t *testing.T) {
	entries, err := os.ReadDir(top(t))
	if err != nil {
		t.Fatal(err)
	}
	ignore, err := os.ReadFile(filepath.Join(top(t), ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	for _, name := range strayAtTheTop(names, string(ignore)) {
		t.Errorf("%s is at the top: what it says belongs in cmd, tui, store or domain", name)
	}
	t.Run("teeth", func(t *testing.T) {
		got := strayAtTheTop([]string{"cmd", "pkg", "notes.md", ".ci", "placewatch", "team.db"}, "/placewatch\n*.db\n")
		if want := []string{"pkg", "notes.md"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// unread are the golden files that no test beside them names: by the file, by
// its name without the end, or by a name whose spaces became hyphens.
func (t tree) unread(goldens []string) []string {
	named := map[string]bool{}
	for _, s := range t.tests() {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if text, ok := literal(n); ok {
				base := strings.TrimSuffix(path.Base(text), ".golden")
				named[path.Join(s.room(), strings.ReplaceAll(base, " ", "-"))] = true
			}
			return true
		})
	}
	return slices.DeleteFunc(slices.Clone(goldens), func(golden string) bool {
		room, name := path.Dir(path.Dir(golden)), strings.TrimSuffix(path.Base(golden), ".golden")
		return named[path.Join(room, name)]
	})
}

func TestNoGoldenIsLeftThatNoTestReads(t *testing.T) {
	var goldens []string
	for name := range filesOf(t, ".golden") {
		goldens = append(goldens, name)
	}
	slices.Sort(goldens)
	for _, golden := range readTree(t).unread(goldens) {
		t.Errorf("%s is read by no test", golden)
	}
	t.Run("teeth", func(t *testing.T) {
		one := tree{parse(t, "tui/x_test.go", `package x; var names = []string{"not read", "testdata/board.golden"}`)}
		got := one.unread([]string{"tui/testdata/board.golden", "tui/testdata/left.golden", "tui/testdata/not-read.golden", "store/testdata/board.golden"})
		if want := []string{"tui/testdata/left.golden", "store/testdata/board.golden"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
