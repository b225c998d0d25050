package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floor is the lowest version of a module that may be used, and why.
type floor struct{ module, lowest, why string }

func parseFloors(text string) ([]floor, error) {
	var out []floor
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		f := strings.Fields(line)
		if len(f) < 3 || !strings.HasPrefix(f[1], "v") {
			return nil, fmt.Errorf("%q is not a module, a version and a reason", line)
		}
		out = append(out, floor{f[0], f[1], strings.Join(f[2:], " ")})
	}
	return out, nil
}

// required are the modules that a go.mod asks for. A replacement would put
// another module under a floor's name, so there is none.
func required(gomod string) (map[string]string, error) {
	out := map[string]string{}
	block := ""
	for line := range strings.Lines(gomod) {
		line, _, _ = strings.Cut(line, "//")
		f := strings.Fields(line)
		switch {
		case len(f) == 0:
			continue
		case f[0] == ")":
			block = ""
			continue
		case len(f) == 2 && f[1] == "(":
			block = f[0]
			continue
		case block != "":
			f = append([]string{block}, f...)
		}
		switch {
		case f[0] == "replace":
			return nil, fmt.Errorf("go.mod replaces %s", f[1])
		case f[0] == "require" && len(f) == 3:
			out[f[1]] = f[2]
		}
	}
	return out, nil
}

// below are the modules that are older than their floor.
func below(floors []floor, versions map[string]string) []string {
	var out []string
	for _, f := range floors {
		if v, used := versions[f.module]; used && compareVersions(v, f.lowest) < 0 {
			out = append(out, fmt.Sprintf("%s %s is below %s: %s", f.module, v, f.lowest, f.why))
		}
	}
	return out
}

// compareVersions orders two versions; one with a pre-release is before the
// version it leads to, and two pre-releases of one version are alike.
func compareVersions(a, b string) int {
	x, preA := versionNumbers(a)
	y, preB := versionNumbers(b)
	switch order := slices.Compare(x, y); {
	case order != 0 || preA == preB:
		return order
	case preA:
		return -1
	default:
		return 1
	}
}

// versionNumbers reads v1.2.3-pre+build; a part that is no number counts as the oldest.
func versionNumbers(v string) (numbers []int, pre bool) {
	v, _, _ = strings.Cut(strings.TrimPrefix(v, "v"), "+")
	v, _, pre = strings.Cut(v, "-")
	for part := range strings.SplitSeq(v, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			n = -1
		}
		numbers = append(numbers, n)
	}
	return numbers, pre
}

func TestNoModuleIsBelowItsSecurityFloor(t *testing.T) {
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(top(t), name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	floors, err := parseFloors(read(".security-floors"))
	if err != nil || len(floors) == 0 {
		t.Fatalf("%d floors, %v", len(floors), err)
	}
	versions, err := required(read("go.mod"))
	if err != nil || len(versions) == 0 {
		t.Fatalf("%d modules, %v", len(versions), err)
	}
	for _, found := range below(floors, versions) {
		t.Error("go.mod: " + found)
	}
	for _, found := range below(floors, built(t)) {
		t.Error("this build: " + found)
	}
}

// built are the modules in the program under test, whatever go.mod says.
func built(t *testing.T) map[string]string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		t.Fatal("the test does not know what it was built from")
	}
	out := map[string]string{}
	for _, m := range info.Deps {
		if m.Replace != nil {
			t.Errorf("%s is replaced by %s", m.Path, m.Replace.Path)
		}
		out[m.Path] = m.Version
	}
	if out["modernc.org/sqlite"] == "" {
		t.Fatal("the test does not know which SQLite it was built with")
	}
	return out
}

func TestAModuleBelowItsFloorIsReported(t *testing.T) {
	floors, err := parseFloors("# a comment\n\ngolang.org/x/crypto v0.56.0 a stranger stops the server\n")
	if err != nil {
		t.Fatal(err)
	}
	for version, want := range map[string]int{
		"v0.50.0": 1, "v0.9.0": 1, "v0.55.99": 1, "v0.56.0-20260101000000-abcdefabcdef": 1,
		"v0.56.0": 0, "v0.56.1-rc.1": 0, "v0.58.0": 0, "v1.0.0": 0, "v0.56.0+incompatible": 0,
	} {
		for _, gomod := range []string{
			"module x\n\nrequire golang.org/x/crypto " + version + " // indirect\n",
			"module x\n\nrequire (\n\tgolang.org/x/crypto " + version + "\n)\n",
		} {
			versions, err := required(gomod)
			if err != nil {
				t.Fatal(err)
			}
			if got := below(floors, versions); len(got) != want {
				t.Errorf("%s: got %q, want %d", version, got, want)
			}
		}
	}
	for _, gomod := range []string{"replace golang.org/x/crypto => ./mine\n", "replace (\n\tgolang.org/x/crypto v0.58.0 => ./mine\n)\n"} {
		if _, err := required(gomod); err == nil {
			t.Errorf("allowed:\n%s", gomod)
		}
	}
	if _, err := parseFloors("golang.org/x/crypto v0.56.0\n"); err == nil {
		t.Error("a floor needs no reason")
	}
}
