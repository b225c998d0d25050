package main_test

import (
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"testing"
)

// room is what a folder may know.
type room struct {
	dir   string
	ours  []string          // of our own packages, tests included
	never map[string]string // a package and all below it: why the program's files never import it
}

var rooms = []room{{
	dir:  "domain",
	ours: []string{"domain"},
	never: map[string]string{
		"os":            "rules do no I/O; what they read is handed in or embedded",
		"io/fs":         "rules do no I/O",
		"io/ioutil":     "rules do no I/O",
		"path/filepath": "rules do not know where files are",
		"net":           "rules do no I/O",
		"syscall":       "rules know nothing of the machine",
		"crypto/rand":   "the same facts give the same answer",
		"log":           "rules answer; they do not log",
		"database/sql":  "rules know nothing of storage",
		"modernc.org":   "rules know nothing of storage",
		"charm.land":    "rules know nothing of the screen",
	},
}, {
	dir:  "store",
	ours: []string{"store", "domain"},
	never: map[string]string{
		"net/http":               "the store talks to one file",
		"log":                    "the store returns its errors",
		"charm.land":             "the store knows nothing of the screen",
		"github.com/spf13/cobra": "only cmd knows commands and flags",
	},
}, {
	dir:  "store/intake",
	ours: []string{"domain"},
	never: map[string]string{
		"database/sql": "bytes into rows, no SQL",
		"modernc.org":  "bytes into rows, no SQL",
	},
}, {
	dir:  "tui",
	ours: []string{"tui", "domain"},
	never: map[string]string{
		"os":                     "a screen is handed what it shows and where it draws",
		"net":                    "a screen does no I/O of its own",
		"log":                    "a screen shows its errors",
		"database/sql":           "a screen asks its ports, never SQL",
		"modernc.org":            "a screen asks its ports, never SQL",
		"github.com/spf13/cobra": "only cmd knows commands and flags",
	},
}}

const module = "placewatch"

// strays are the imports that a room may not have.
func (r room) strays(t tree) []string {
	var out []string
	for _, s := range t.in(r.dir) {
		for _, imp := range s.file.Imports {
			if why := r.refuses(importPath(imp), s.test()); why != "" {
				out = append(out, s.at(imp, "imports "+importPath(imp)+": "+why))
			}
		}
	}
	return out
}

func (r room) refuses(pkg string, test bool) string {
	if under(pkg, module) {
		if slices.ContainsFunc(r.ours, func(d string) bool { return under(pkg, module+"/"+d) }) {
			return ""
		}
		return fmt.Sprintf("of ours, %s knows %v only", r.dir, r.ours)
	}
	for never, why := range r.never {
		if under(pkg, never) && !test {
			return why
		}
	}
	return ""
}

func TestEachRoomKnowsOnlyWhatItMay(t *testing.T) {
	all := readTree(t)
	for _, r := range rooms {
		t.Run(r.dir, func(t *testing.T) {
			if len(all.in(r.dir)) == 0 {
				t.Errorf("%s holds no source", r.dir)
			}
			for _, found := range r.strays(all) {
				t.Error(found)
			}
		})
	}
}

func TestALayerThatIsBrokenIsReported(t *testing.T) {
	file := func(path, pkg string) tree {
		return tree{parse(t, path, fmt.Sprintf("package x\nimport _ %q", pkg))}
	}
	for _, r := range rooms {
		pkgs := slices.Collect(maps.Keys(r.never))
		for _, pkg := range append(pkgs, module+"/cmd/placewatch") {
			for _, below := range []string{"", "/deeper"} {
				if len(r.strays(file(r.dir+below+"/x.go", pkg+below))) == 0 {
					t.Errorf("%s may import %s", r.dir+below, pkg+below)
				}
			}
		}
	}
	for path, pkg := range map[string]string{
		"domain/duty/x.go":      "placewatch/store",
		"domain/duty/x_test.go": "placewatch/tui/frame",
		"store/x.go":            "placewatch/tui",
		"store/intake/x.go":     "placewatch/store",
		"tui/x.go":              "placewatch/store",
		"tui/x_test.go":         "placewatch/store",
	} {
		found := false
		for _, r := range rooms {
			found = found || len(r.strays(file(path, pkg))) > 0
		}
		if !found {
			t.Errorf("%s may import %s", path, pkg)
		}
	}
}

var importRules = []rule{{
	name: "no program is started",
	why:  "placewatch is one process; what it starts it would have to trust",
	check: func(t tree) []string {
		return t.program().outside("cmd/placewatch-bench").find(importing("os/exec", "plugin")) // which measures the program as it is built
	},
	bad: []sample{{"cmd/placewatch/x.go", `package x; import "os/exec"; var _ = exec.Command`}},
	fine: []sample{{"cmd/placewatch/x_test.go", `package x; import "os/exec"; var _ = exec.Command`},
		{"cmd/placewatch-bench/x.go", `package x; import "os/exec"; var _ = exec.Command`}},
}, {
	name: "a name says which package it is from",
	why:  "a dot import hides where a name is from, from people and from these rules",
	check: func(t tree) []string {
		return t.find(func(_ source, n ast.Node) string {
			if imp, ok := n.(*ast.ImportSpec); ok && imp.Name != nil && imp.Name.Name == "." {
				return "imports " + importPath(imp) + " with a dot"
			}
			return ""
		})
	},
	bad:  []sample{{"store/x.go", `package x; import . "time"`}},
	fine: []sample{{"store/x.go", `package x; import clock "time"`}},
}}

func importing(pkgs ...string) func(source, ast.Node) string {
	return func(_ source, n ast.Node) string {
		if imp, ok := n.(*ast.ImportSpec); ok && slices.Contains(pkgs, importPath(imp)) {
			return "imports " + importPath(imp)
		}
		return ""
	}
}

func TestNothingUnwelcomeIsImported(t *testing.T) { hold(t, importRules) }
