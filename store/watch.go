package store

import (
	"context"
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
	s.bells[bell] = true
	s.mu.Unlock()
	stop := func() {
		s.mu.Lock()
		delete(s.bells, bell)
		s.mu.Unlock()
	}
	safe.Go(func() {
		defer stop()
		s.pollOthers(ctx, bell)
	}, func(any, []byte) { stop() })
	return bell
}

// pollOthers compares data_version on one connection: it moves when another
// connection, of this process or another, has committed.
func (s *Store) pollOthers(ctx context.Context, bell chan struct{}) {
	conn, err := s.r.Conn(ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	tick := time.NewTicker(poll)
	defer tick.Stop()
	var last int64
	for {
		var v int64
		if err := conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&v); err == nil {
			if last != 0 && v != last {
				knock(bell)
			}
			last = v
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// ring tells every listener of this process that a commit is done.
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
