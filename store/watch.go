package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"placewatch/domain/safe"
)

// poll is how often another process's commits are looked for: they show within a
// quarter of a second, for 12 µs of work a time.
const poll = 250 * time.Millisecond

// Changed returns a channel with one slot that rings after every commit, ours or
// another process's, until ctx ends. It says that something changed, never what:
// a slow listener skips states and misses nothing.
func (s *Store) Changed(ctx context.Context) <-chan struct{} {
	bell := make(chan struct{}, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bells[bell] = true
	context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.bells, bell)
	})
	if !s.polling {
		s.polling = true
		safe.Go(s.pollOthers, func(any, []byte) { s.stopPolling() })
	}
	return bell
}

// pollOthers compares data_version on the writing connection, for as long as
// anybody listens: it moves when another process has committed, and not for what
// that connection commits itself.
func (s *Store) pollOthers() {
	tick := time.NewTicker(poll)
	defer tick.Stop()
	var last int64
	for ; s.heard(); <-tick.C {
		var v int64
		err := s.w.QueryRow(`PRAGMA data_version`).Scan(&v)
		switch {
		case errors.Is(err, sql.ErrConnDone), err != nil && s.w.Stats().OpenConnections == 0:
			s.stopPolling() // the store was closed
			return
		case err == nil && last != 0 && v != last:
			s.ring()
		}
		if err == nil {
			last = v
		}
	}
}

// heard reports whether anybody still listens, and else ends the polling.
func (s *Store) heard() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.polling = len(s.bells) > 0
	return s.polling
}

func (s *Store) stopPolling() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.polling = false
}

// ring tells every listener that a commit is done.
func (s *Store) ring() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for b := range s.bells {
		knock(b)
	}
}

func knock(b chan struct{}) {
	select {
	case b <- struct{}{}:
	default: // it has rung already: the listener will see the newest anyway
	}
}
