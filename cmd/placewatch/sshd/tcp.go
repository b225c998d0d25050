package sshd

import (
	"net"
	"syscall"
	"time"
)

// How long a client that has vanished is taken to be there: half a minute, whether
// nothing is sent to it or something waits to be taken.
const (
	keepAliveIdle     = 15 * time.Second
	keepAliveInterval = 5 * time.Second
	keepAliveCount    = 3
	unacknowledged    = 30 * time.Second
)

// lookAfter asks the system to end a connection whose client has vanished. It is asked
// of each connection, not of the listener: systemd may have made that one.
func lookAfter(c net.Conn) {
	if k, ok := c.(interface {
		SetKeepAliveConfig(net.KeepAliveConfig) error
	}); ok {
		_ = k.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: keepAliveIdle, Interval: keepAliveInterval, Count: keepAliveCount})
	}
	s, ok := c.(syscall.Conn)
	if !ok {
		return
	}
	if raw, err := s.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { setUserTimeout(fd, unacknowledged) })
	}
}
