package sshd

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// Metrics count what a server does, for its operator. They hold no names.
type Metrics struct {
	bytes atomic.Int64

	mu        sync.Mutex
	refusals  map[string]int64
	terminals map[string]int64
}

func (m *Metrics) sent(n int) { m.bytes.Add(int64(n)) }

func (m *Metrics) refused(why string) { m.count(&m.refusals, why) }

// terminal counts a kind of terminal; what a client calls its terminal is bounded
// in the gate, and so is how many are told apart here.
func (m *Metrics) terminal(name string) {
	m.mu.Lock()
	full := len(m.terminals) >= 50 && m.terminals[name] == 0
	m.mu.Unlock()
	if full {
		name = "other"
	}
	m.count(&m.terminals, name)
}

func (m *Metrics) count(in *map[string]int64, key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if *in == nil {
		*in = map[string]int64{}
	}
	(*in)[key]++
}

// Write prints the metrics in Prometheus's text form.
func (s *Server) WriteMetrics(w io.Writer) error {
	s.mu.Lock()
	open := len(s.sessions)
	s.mu.Unlock()
	m := &s.metrics
	m.mu.Lock()
	defer m.mu.Unlock()
	_, err := fmt.Fprintf(w, "# TYPE placewatch_sessions gauge\nplacewatch_sessions %d\n# TYPE placewatch_sent_bytes_total counter\nplacewatch_sent_bytes_total %d\n",
		open, m.bytes.Load())
	for _, part := range []struct {
		name, label string
		values      map[string]int64
	}{{"placewatch_refused_total", "why", m.refusals}, {"placewatch_terminals_total", "term", m.terminals}} {
		_, _ = fmt.Fprintf(w, "# TYPE %s counter\n", part.name)
		for _, k := range slices.Sorted(maps.Keys(part.values)) {
			_, err = fmt.Fprintf(w, "%s{%s=%q} %d\n", part.name, part.label, k, part.values[k])
		}
	}
	return err
}
