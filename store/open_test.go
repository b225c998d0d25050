package store

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// nobody is a user who owns nothing. Permissions do not bind the administrator of
// the machine, so another process that has put its rights off tries them.
const nobody = 65534

// another runs a job on a store in another process, without the rights of root,
// and returns what it printed last. Its program stands where ownedFolder put it.
func another(t *testing.T, job, path string) string {
	t.Helper()
	dir := filepath.Dir(path)
	for _, err := os.Stat(filepath.Join(dir, program)); err != nil; _, err = os.Stat(filepath.Join(dir, program)) {
		dir = filepath.Dir(dir)
	}
	cmd := exec.Command(filepath.Join(dir, program))
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	cmd.Dir = dir
	cmd.Env = []string{childJob + "=" + job, childPath + "=" + path}
	out, err := cmd.CombinedOutput()
	if err != nil && len(out) == 0 {
		t.Fatal(err)
	}
	return outcome(out)
}

const program = "program"

// ownedFolder is a folder of the other process's, with a store and the program in
// it; it returns the store's path.
func ownedFolder(t *testing.T) string {
	t.Helper()
	top, err := os.MkdirTemp("", "store-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		filepath.Walk(top, func(p string, i os.FileInfo, err error) error { os.Chmod(p, 0o700); return nil })
		os.RemoveAll(top)
	})
	if err := os.Chmod(top, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(top, "team.db")
	s, err := Open(t.Context(), path, options(t))
	if err != nil {
		t.Fatal(err)
	}
	takeOurs(t, s, lead(friday()), ourFile(t, "2026-03-01", lives("c1", "1234567")))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(top, program), content(t, self), 0o755); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		for _, p := range []string{top, path} {
			if err := os.Chown(p, nobody, nobody); err != nil {
				t.Fatal(err)
			}
		}
	}
	return path
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestAStoreThatMayNotBeWrittenSaysSoAndStaysAsItWas(t *testing.T) {
	for name, c := range map[string]struct {
		forbid func(t *testing.T, path string)
		job    string
		want   string
	}{
		"a read-only file still shows its board": {
			forbid: func(t *testing.T, path string) { chmod(t, path, 0o400) },
			job:    "read", want: "open placements: 1",
		},
		"a read-only file takes nothing": {
			forbid: func(t *testing.T, path string) { chmod(t, path, 0o400) },
			job:    "write", want: "is read-only; nothing was written",
		},
		"a read-only folder": {
			forbid: func(t *testing.T, path string) { chmod(t, path, 0o400); chmod(t, filepath.Dir(path), 0o500) },
			job:    "write", want: "read-only; nothing was written",
		},
		"a file that may not be read": {
			forbid: func(t *testing.T, path string) { chmod(t, path, 0o000) },
			job:    "read", want: "cannot be opened: you must be able to write to the file and its folder",
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := ownedFolder(t)
			before := content(t, path)
			c.forbid(t, path)
			if got := another(t, c.job, path); !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			chmod(t, filepath.Dir(path), 0o700)
			chmod(t, path, 0o600)
			if !bytes.Equal(before, content(t, path)) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestAStoreCannotBeMadeWhereNobodyMayWrite(t *testing.T) {
	path := ownedFolder(t)
	chmod(t, filepath.Dir(path), 0o500)
	if got := another(t, "create", filepath.Join(filepath.Dir(path), "new.db")); !strings.Contains(got, "you must be able to write to the file and its folder") {
		t.Errorf("got %q", got)
	}
	if got := another(t, "create", filepath.Join(filepath.Dir(path), "deeper", "new.db")); !strings.Contains(got, "the folder of") || !strings.Contains(got, "cannot be made") {
		t.Errorf("got %q", got)
	}
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// foreign is a database of another program.
func foreign(t *testing.T, path string) {
	raw(t, path, `CREATE TABLE songs (title TEXT)`, `INSERT INTO songs VALUES ('a')`)
}

// ready is a store that was closed, with something in it.
func ready(t *testing.T, path string) {
	t.Helper()
	s, err := Open(t.Context(), path, options(t))
	if err != nil {
		t.Fatal(err)
	}
	council(t, s, 60)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestABadStoreIsRefusedInASentenceAndLeftAsItIs(t *testing.T) {
	for name, c := range map[string]struct {
		make    func(t *testing.T, path string)
		create  bool
		path    string // under the folder; "team.db" unless said
		want    string
		failure bool
	}{
		"missing, to be read":   {make: func(*testing.T, string) {}, want: "there is no store at"},
		"empty, to be read":     {make: func(t *testing.T, p string) { write(t, p, nil) }, want: "there is no store at"},
		"a folder":              {make: func(t *testing.T, p string) { os.Mkdir(p, 0o700) }, create: true, want: "is a folder, not a placewatch store"},
		"no database":           {make: func(t *testing.T, p string) { write(t, p, bytes.Repeat([]byte("URN,Name\n"), 500)) }, want: "damaged or is not a placewatch store", failure: true},
		"another program's":     {make: foreign, create: true, want: "is a database of another program"},
		"of a newer placewatch": {make: func(t *testing.T, p string) { ready(t, p); raw(t, p, `PRAGMA user_version = 99`) }, want: "was written by a newer placewatch (schema 99; this program knows 5)"},
		"cut off": {make: func(t *testing.T, p string) {
			ready(t, p)
			if err := os.Truncate(p, 40_000); err != nil {
				t.Fatal(err)
			}
		}, want: "is damaged; keep the file, and restore a backup", failure: true},
		"below a file": {make: func(t *testing.T, p string) { write(t, filepath.Dir(p), []byte("x")) }, path: "file/team.db", create: true, want: "cannot be reached", failure: true},
	} {
		t.Run(name, func(t *testing.T) {
			if c.path == "" {
				c.path = "team.db"
			}
			path := filepath.Join(t.TempDir(), c.path)
			c.make(t, path)
			before, _ := os.ReadFile(path)
			o := options(t)
			o.Create = c.create
			s, err := Open(t.Context(), path, o)
			if err == nil {
				s.Close()
				t.Fatal("the store was opened")
			}
			if !strings.Contains(err.Error(), c.want) || IsFailure(err) != c.failure {
				t.Errorf("got %v (failure %v); want %q (failure %v)", err, IsFailure(err), c.want, c.failure)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
}

func write(t *testing.T, path string, body []byte) {
	t.Helper()
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A page in the middle that is not what it was is met when it is read, or by the
// doctor: it never passes for an empty board.
func TestDamageInTheMiddleIsFoundByTheDoctor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "team.db")
	ready(t, path)
	body := content(t, path)
	for page := 1; page < len(body)/4096; page += 7 {
		hurt := bytes.Clone(body)
		copy(hurt[page*4096:], bytes.Repeat([]byte{0xAA}, 4096))
		broken := filepath.Join(t.TempDir(), "broken.db")
		write(t, broken, hurt)
		s, err := Open(t.Context(), broken, options(t))
		if err != nil {
			continue // refused: just as well
		}
		if found, err := s.Doctor(t.Context(), friday()); err == nil && len(found) == 0 {
			t.Errorf("page %d: nothing was found", page)
		}
		s.Close()
	}
}

func TestAnyNameOfAFileIsThatFile(t *testing.T) {
	for _, name := range []string{"a b.db", "what?.db", "no#1.db", "100%.db", "%41.db", "a&mode=ro.db", "ü.db", "it's.db", ";.db", ":memory:"} {
		path := filepath.Join(t.TempDir(), "a folder?x#y%20", name)
		s := openAt(t, path)
		admit(t, s, "ann", roles("qa_officer")...)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
		again := openAt(t, path)
		if n := asked[int](t, again, `SELECT count(*) FROM person`); n != 2 {
			t.Errorf("%s: %d people, want 2", name, n)
		}
	}
}

func TestAStoreMayBeNamedFromHere(t *testing.T) {
	t.Chdir(t.TempDir())
	s := openAt(t, "team.db")
	admit(t, s, "ann", roles("qa_officer")...)
	if _, err := os.Stat("team.db"); err != nil {
		t.Error(err)
	}
}

func TestAStoreIsForItsOwnerAlone(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	path := filepath.Join(t.TempDir(), "data", "team.db")
	s := openAt(t, path)
	council(t, s, 60)
	for _, p := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(p)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o, want 600", filepath.Base(p), info.Mode().Perm())
		}
	}
	if info, _ := os.Stat(filepath.Dir(path)); info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %o, want 700", info.Mode().Perm())
	}
}

func TestEveryConnectionHasTheSettingsThatKeepDataSafe(t *testing.T) {
	s := openNew(t)
	for name, p := range map[string]struct {
		pool *pool
		want map[string]string
	}{
		"writing": {s.w, map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000",
			"trusted_schema": "0", "recursive_triggers": "1", "cell_size_check": "1", "secure_delete": "1", "query_only": "0"}},
		"reading": {s.r, map[string]string{"journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "5000", "trusted_schema": "0", "query_only": "1"}},
	} {
		for pragma, want := range p.want {
			var got string
			if err := p.pool.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s: %s is %s (%v), want %s", name, pragma, got, err, want)
			}
		}
	}
	if _, err := s.r.Exec(`INSERT INTO meta VALUES ('a', 'b')`); err == nil {
		t.Error("a reading connection wrote")
	}
}

// Another program that holds the file is waited for, and then named as the reason.
func TestALockedStoreSaysThatAnotherProgramHasIt(t *testing.T) {
	s := openNew(t)
	admit(t, s, "ann", roles("qa_officer")...)
	db, err := sql.Open("sqlite", s.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`BEGIN IMMEDIATE`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.w.Exec(`PRAGMA busy_timeout = 50`); err != nil { // not to wait five seconds
		t.Fatal(err)
	}
	_, err = s.AddPerson(t.Context(), lead(friday()), clean("ben"), clean(""), roles("qa_officer"), friday())
	if !IsFailure(err) || !strings.Contains(fmt.Sprint(err), "in use by another program and did not come free; nothing was written; try again") {
		t.Errorf("got %v", err)
	}
	if _, err := s.Input(t.Context(), friday()); err != nil {
		t.Errorf("reading goes on meanwhile: %v", err)
	}
	if _, err := db.Exec(`ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	admit(t, s, "ben", roles("qa_officer")...)
}

func TestAMigrationIsWholeOrNotAtAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "team.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := step(t.Context(), conn, 0, `CREATE TABLE first (a); CREATE TABLE first (a);`); err == nil {
		t.Fatal("a step that fails half way passed")
	}
	var tables, version int
	if err := conn.QueryRowContext(t.Context(), `SELECT (SELECT count(*) FROM sqlite_schema), user_version FROM pragma_user_version`).Scan(&tables, &version); err != nil {
		t.Fatal(err)
	}
	if tables != 0 || version != 0 {
		t.Errorf("%d tables at version %d were left", tables, version)
	}
}

func TestManyProcessesMayOpenANewStoreAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "team.db")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var cmds []*exec.Cmd
	for range 6 {
		cmd := exec.Command(self)
		cmd.Env = []string{childJob + "=create", childPath + "=" + path}
		cmd.Stdout = new(bytes.Buffer)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		cmds = append(cmds, cmd)
	}
	for _, cmd := range cmds {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %s", err, cmd.Stdout)
		}
	}
	healthy(t, openAt(t, path))
}
