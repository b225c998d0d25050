package sshd

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Metrics count what a server does, for its operator. They hold no names.
type Metrics struct {
	bytes atomic.Int64

	mu        sync.Mutex
	refusals  map[string]int64
	terminals map[string]int64
	took      map[string]*latency
}

// latency is how long something took, counted in Prometheus's way.
type latency struct {
	counts [len(bounds) + 1]int64
	sum    float64 // seconds
}

// bounds are the upper bounds of the buckets, in seconds.
var bounds = [...]float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5}

// Took counts how long one thing took: "commit", or a "frame" being sent.
func (m *Metrics) Took(what string, d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.took == nil {
		m.took = map[string]*latency{}
	}
	l := m.took[what]
	if l == nil {
		l = &latency{}
		m.took[what] = l
	}
	i := 0
	for i < len(bounds) && d.Seconds() > bounds[i] {
		i++
	}
	l.counts[i]++
	l.sum += d.Seconds()
}

func (l *latency) write(w io.Writer, name string) {
	fmt.Fprintf(w, "# TYPE %s histogram\n", name)
	n := int64(0)
	for i, b := range bounds {
		n += l.counts[i]
		fmt.Fprintf(w, "%s_bucket{le=\"%g\"} %d\n", name, b, n)
	}
	n += l.counts[len(bounds)]
	fmt.Fprintf(w, "%s_bucket{le=\"+Inf\"} %d\n%s_sum %g\n%s_count %d\n", name, n, name, l.sum, name, n)
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

// WriteMetrics prints the metrics in Prometheus's text form.
func (s *Server) WriteMetrics(to io.Writer) error {
	s.mu.Lock()
	open := len(s.sessions)
	s.mu.Unlock()
	var w bytes.Buffer
	m := &s.Metrics
	m.mu.Lock()
	defer m.mu.Unlock()
	fmt.Fprintf(&w, "# TYPE placewatch_sessions gauge\nplacewatch_sessions %d\n# TYPE placewatch_sent_bytes_total counter\nplacewatch_sent_bytes_total %d\n",
		open, m.bytes.Load())
	for _, part := range []struct {
		name, label string
		values      map[string]int64
	}{{"placewatch_refused_total", "why", m.refusals}, {"placewatch_terminals_total", "term", m.terminals}} {
		fmt.Fprintf(&w, "# TYPE %s counter\n", part.name)
		for _, k := range slices.Sorted(maps.Keys(part.values)) {
			fmt.Fprintf(&w, "%s{%s=%q} %d\n", part.name, part.label, k, part.values[k])
		}
	}
	for _, what := range slices.Sorted(maps.Keys(m.took)) {
		m.took[what].write(&w, "placewatch_"+what+"_seconds")
	}
	_, err := to.Write(w.Bytes())
	return err
}
