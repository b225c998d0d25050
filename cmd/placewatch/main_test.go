package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts start the program like the real thing.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"placewatch": main})
}

// TestScripts runs one file for each job the team does at the shell.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("UPDATE") != "",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("PLACEWATCH_DB", env.WorkDir+"/store/placewatch.db")
			env.Setenv("NO_COLOR", "1")
			return nil
		},
	})
}
