//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// host is the built program serving an invented council, and its people's keys as
// OpenSSH's own tools make them.
type host struct {
	t        *testing.T
	bin, dir string
	db, port string
	server   *exec.Cmd
	log      diary
}

// diary is what the server logs, read while it writes.
type diary struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (d *diary) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.b.Write(p)
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.b.String()
}

func serves(t *testing.T) *host {
	t.Helper()
	for _, tool := range []string{"ssh", "ssh-keygen"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("this test needs OpenSSH's client: install openssh-client (%v)", err)
		}
	}
	h := &host{t: t, bin: program(t), dir: t.TempDir()}
	h.db = filepath.Join(h.dir, "council", "demo.db")
	h.run("demo", "--print", "--dir", filepath.Dir(h.db))
	for _, login := range []string{"ann", "ben", "mallory"} {
		h.keygen(login)
	}
	h.run("--db", h.db, "user", "add", "mallory", "--role", "viewer", "--key-file", h.file("mallory.pub"))
	h.run("--db", h.db, "key", "add", "ann", h.file("ann.pub"))
	h.run("--db", h.db, "key", "add", "ben", h.file("ben.pub"))
	h.serve()
	return h
}

func (h *host) file(name string) string { return filepath.Join(h.dir, name) }

func (h *host) keygen(name string) {
	h.t.Helper()
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", h.file(name)).CombinedOutput(); err != nil {
		h.t.Fatalf("%v: %s", err, out)
	}
}

func (h *host) run(args ...string) string {
	h.t.Helper()
	out, err := exec.Command(h.bin, args...).CombinedOutput()
	if err != nil {
		h.t.Fatalf("placewatch %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func (h *host) serve(args ...string) {
	h.t.Helper()
	h.server = exec.Command(h.bin, append([]string{"--db", h.db, "serve", "--listen", "127.0.0.1:0"}, args...)...)
	h.server.Stderr = &h.log
	out, err := h.server.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.server.Start(); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = h.server.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		h.t.Fatalf("the server did not start: %v\n%s", err, h.log.String())
	}
	if _, h.port, err = net.SplitHostPort(strings.TrimSpace(line[strings.LastIndex(line, " ")+1:])); err != nil {
		h.t.Fatal(err)
	}
}

// options are those of a client that knows nothing but one key.
func (h *host) options(key string, more ...string) []string {
	return append([]string{"-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=" + h.file("known_hosts"), "-o", "LogLevel=ERROR",
		"-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes", "-i", h.file(key), "-p", h.port}, more...)
}

// ssh runs one command there and returns what it said and how it ended.
func (h *host) ssh(key string, args ...string) (out string, status int) {
	h.t.Helper()
	return h.sshWith(key, nil, "", args...)
}

func (h *host) sshWith(key string, more []string, in string, args ...string) (out string, status int) {
	h.t.Helper()
	cmd := exec.Command("ssh", append(append(h.options(key, more...), "somebody@127.0.0.1"), args...)...)
	cmd.Stdin = strings.NewReader(in)
	b, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		h.t.Fatal(err)
	}
	return string(b), cmd.ProcessState.ExitCode()
}

// Given a served board, the OpenSSH client reads it, sees what others do, and is
// given nothing else.
func TestTheBoardOverSSH(t *testing.T) {
	h := serves(t)

	board := start(t, "ssh", 80, 24, nil, append(h.options("ann"), "x@127.0.0.1")...)
	board.see("PLACEWATCH", "Children in RI or Inadequate provisions", "ann")

	t.Run("a command prints and ends with its own status", func(t *testing.T) {
		cmd := exec.Command("ssh", append(h.options("ann"), "x@127.0.0.1", "due", "--json")...)
		out, err := cmd.Output() // remarks go beside it
		var due []struct {
			Subject string `json:"subject"`
		}
		if err2 := json.Unmarshal(out, &due); err2 != nil || len(due) == 0 || cmd.ProcessState.ExitCode() != exitNo {
			t.Errorf("due: %v, %v, %d duties", err, err2, len(due))
		}
	})
	t.Run("nothing but reading commands runs", func(t *testing.T) {
		for _, command := range []string{"sh", "import ofsted x.csv", "user list", "key list", "do urn:9000001 OF1", "serve", "policy use x", "audit export", "due --db /etc/passwd", "due --as fay", "scp -t /tmp", "rsync --server"} {
			out, status := h.ssh("ann", command)
			if status != exitUsage || !strings.Contains(out, "unknown") {
				t.Errorf("%q: status %d, %s", command, status, out)
			}
		}
	})
	t.Run("no password is asked for and no other key comes in", func(t *testing.T) {
		h.keygen("stranger")
		if out, status := h.ssh("stranger", "due"); status != 255 || !strings.Contains(out, "Permission denied (publickey)") {
			t.Errorf("a stranger: %d, %s", status, out)
		}
		if out, status := h.sshWith("ann", []string{"-o", "PubkeyAuthentication=no"}, "", "due"); status != 255 || !strings.Contains(out, "Permission denied (publickey)") {
			t.Errorf("without a key: %d, %s", status, out)
		}
	})
	t.Run("whoever signs comes in, not whoever is shown first", func(t *testing.T) {
		// Only the public half of ann's key is there; mallory's key signs.
		if err := os.MkdirAll(h.file("victim"), 0o700); err != nil {
			t.Fatal(err)
		}
		pub, err := os.ReadFile(h.file("ann.pub"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(h.file("victim/id.pub"), pub, 0o600); err != nil {
			t.Fatal(err)
		}
		out, status := h.sshWith("victim/id.pub", []string{"-i", h.file("mallory")}, "do urn:9000001 CF1 who=lado reason=x\nquit\n", "linear")
		if status != exitOK || !strings.Contains(out, "mallory is viewer") {
			t.Errorf("status %d: %s", status, out)
		}
	})
	t.Run("no forwarding, no file transfer", func(t *testing.T) {
		if out, status := h.sshWith("ann", []string{"-W", "127.0.0.1:22"}, ""); status != 255 || !strings.Contains(out, "forwarding failed") {
			t.Errorf("-W: %d, %s", status, out)
		}
		if out, status := h.sshWith("ann", []string{"-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:22"}, "", "due"); status != 255 {
			t.Errorf("-R: %d, %s", status, out)
		}
		if out, status := h.sshWith("ann", []string{"-s"}, "", "sftp"); status == exitOK {
			t.Errorf("sftp: %d, %s", status, out)
		}
	})
	t.Run("a name that would act on a terminal reaches neither log nor screen", func(t *testing.T) {
		cmd := exec.Command("ssh", append(h.options("ann"), "-l", "ev\x1b]0;il\a\nroot", "127.0.0.1", "due")...)
		if out, err := cmd.CombinedOutput(); bytes.ContainsAny(out, "\x1b\a") {
			t.Errorf("%v: %q", err, out)
		}
		if strings.ContainsAny(h.log.String(), "\x1b\a") {
			t.Error("the log holds an escape")
		}
	})
	t.Run("who may not write is refused each write", h.readsOnly)
	t.Run("a client that is cut off as it writes leaves all of it or nothing", h.cutOff)
	t.Run("what another process commits shows on the screen", func(t *testing.T) {
		before := strings.SplitN(board.text(), "Ref", 2)[0] // the counts, and how many rows there are
		h.run("--db", h.db, "--as", "ben", "do", "urn:9000379", "OF1", "finding=inadequate", "ended_on=today", "source=call")
		eventually(t, func() bool { return strings.SplitN(board.text(), "Ref", 2)[0] != before }, func() string { return "the screen stays as it was:\n" + board.text() })
	})
	t.Run("a terminal that cannot draw gets lines", func(t *testing.T) {
		lines := start(t, "ssh", 80, 24, []string{"TERM=dumb"}, append(h.options("ann"), "-tt", "x@127.0.0.1")...)
		lines.see("Type a command")
		lines.press("version\r")
		lines.see("placewatch development")
		lines.press("quit\r")
	})
	t.Run("who wishes for lines gets them, and the screen again", func(t *testing.T) {
		board.press("R")
		board.see("In phrases for a screen reader", "Children, 1 of")
		board.press("R")
		board.see("Over SSH you get the line mode")
		lines := start(t, "ssh", 80, 24, nil, append(h.options("ann"), "x@127.0.0.1")...)
		lines.see("Type a command")
		lines.press("screen\r")
		lines.see("From your next log-in on you get the screen.")
		lines.press("quit\r")
		screen := start(t, "ssh", 80, 24, nil, append(h.options("ann"), "x@127.0.0.1")...)
		screen.see("[1] Children", "PLACEWATCH")
		board.press("R")
		board.see("[1] Children", "PLACEWATCH")
	})
	t.Run("a withdrawn key ends its sessions and the others go on", func(t *testing.T) {
		other := start(t, "ssh", 80, 24, nil, append(h.options("ben"), "x@127.0.0.1")...)
		other.see("PLACEWATCH", "ben")
		var print string
		for line := range strings.SplitSeq(h.run("--db", h.db, "key", "list", "ben"), "\n") {
			if f := strings.Fields(line); len(f) > 1 && f[0] == "ben" {
				print = f[1]
			}
		}
		h.run("--db", h.db, "key", "revoke", print, "--reason", "left")
		<-other.done
		if out, status := h.ssh("ben", "due"); status != 255 {
			t.Errorf("the withdrawn key comes in: %d, %s", status, out)
		}
		board.press("j")
		board.see("PLACEWATCH")
	})
	t.Run("a server that stops tells the people at the screens, and those with lines", func(t *testing.T) {
		lines := start(t, "ssh", 80, 24, nil, append(h.options("ann"), "-tt", "x@127.0.0.1", "linear")...)
		lines.see("Type a command")
		if err := h.server.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		board.see("the server is stopping")
		lines.see("placewatch: the server is stopping")
		<-board.done
		if err := h.server.Wait(); err != nil {
			t.Errorf("the server ended with %v\n%s", err, h.log.String())
		}
		if strings.Contains(h.log.String(), "C-0") {
			t.Error("the log holds a child's reference")
		}
	})
	t.Run("started again on systemd's socket, it answers whoever came meanwhile, and warns of a key that runs out", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		socket, err := l.(*net.TCPListener).File()
		if err != nil {
			t.Fatal(err)
		}
		_ = l.Close() // the file holds it open
		defer socket.Close()
		_, h.port, _ = net.SplitHostPort(l.Addr().String())
		h.keygen("soon")
		h.run("--db", h.db, "key", "add", "ann", h.file("soon.pub"), "--until", time.Now().AddDate(0, 0, 5).Format(time.DateOnly))
		early := start(t, "ssh", 80, 24, nil, append(h.options("soon"), "x@127.0.0.1")...)
		server := exec.Command("sh", "-c", `LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" --db "$1" serve`, h.bin, h.db)
		server.ExtraFiles = []*os.File{socket}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = server.Process.Kill(); _ = server.Wait() }()
		early.see("PLACEWATCH", "Your key runs out after")
	})
}

func eventually(t *testing.T, holds func() bool, why func() string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(why())
		}
	}
}
