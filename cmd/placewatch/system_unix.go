//go:build unix

package main

import "syscall"

// setUmask keeps the store and everything beside it to its owner.
func setUmask() { syscall.Umask(0o077) }
