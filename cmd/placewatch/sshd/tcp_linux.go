package sshd

import (
	"syscall"
	"time"
)

// tcpUserTimeout is TCP_USER_TIMEOUT, the same on every architecture; the standard
// library names it on some only.
const tcpUserTimeout = 18

// setUserTimeout bounds how long what was sent may wait to be acknowledged. A failure
// leaves the system's own bound, about a quarter of an hour.
func setUserTimeout(fd uintptr, d time.Duration) {
	_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(d.Milliseconds()))
}
