package sshd

import (
	"net"
	"sync"
	"syscall"
	"testing"
)

// TestAClientThatVanishesIsFoundOutWhoeverMadeTheListener asks the system what it was
// told of a connection: on a listener of ours, and on one that was handed over as a
// file, as systemd does.
func TestAClientThatVanishesIsFoundOutWhoeverMadeTheListener(t *testing.T) {
	own, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	made, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	file, err := made.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	_ = made.Close() // the file holds it open
	defer file.Close()
	handed, err := net.FileListener(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]net.Listener{"ours": own, "handed over": handed} {
		watched := &recalling{Listener: l}
		h := openOn(t, watched)
		h.sit(h.login(h.person("ann")), 80, 24).shows(t, "welcome")
		for option, want := range map[int]int{tcpUserTimeout: 30_000, syscall.TCP_KEEPIDLE: 15, syscall.TCP_KEEPINTVL: 5, syscall.TCP_KEEPCNT: 3} {
			if got := watched.option(t, option); got != want {
				t.Errorf("%s: option %d is %d, want %d", name, option, got, want)
			}
		}
	}
}

// recalling is a listener that remembers whom it took in last.
type recalling struct {
	net.Listener
	mu   sync.Mutex
	last net.Conn
}

func (r *recalling) Accept() (net.Conn, error) {
	c, err := r.Listener.Accept()
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.last = c
	}
	return c, err
}

// option reads one option of that connection back from the system.
func (r *recalling) option(t *testing.T, name int) int {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	raw, err := r.last.(syscall.Conn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var value int
	if err2 := raw.Control(func(fd uintptr) { value, err = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, name) }); err2 != nil || err != nil {
		t.Fatal(err2, err)
	}
	return value
}
