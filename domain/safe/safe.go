// Package safe starts goroutines that cannot end the process: one session's
// panic must never close another's board (safety.md S31).
package safe

import "runtime/debug"

// Go runs f in its own goroutine. A panic in f is caught and handed to onPanic
// with the stack; the value's text is withheld because it may hold case data.
func Go(f func(), onPanic func(value any, stack []byte)) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				onPanic(v, debug.Stack())
			}
		}()
		f()
	}()
}
