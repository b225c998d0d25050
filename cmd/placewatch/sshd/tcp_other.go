//go:build !linux

package sshd

import "time"

// setUserTimeout has nothing to do where the system has no such bound.
func setUserTimeout(uintptr, time.Duration) {}
