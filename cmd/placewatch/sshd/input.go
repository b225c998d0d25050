package sshd

import (
	"errors"
	"time"
)

// What one client may send: a paste is taken at once and then slowly, since a flood
// of keys is drawn key by key and would keep a core busy.
const (
	mostRead  = 16 << 10 // at once
	burst     = 64 << 10
	perSecond = 4 << 10
)

// Most of what a screen must hold before it can act on it. What a terminal answers
// is tens of bytes; its reader looks through an unfinished answer again at every
// read, and keeps a paste until its end.
const (
	mostControl = 4 << 10
	mostPaste   = 1 << 20
)

// forgotten is how long after the last byte the screen's reader has given up waiting
// for the rest of a control string: alt+P, typed, begins one that nobody ends.
const forgotten = time.Second

var errEndless = errors.New("the client sends a control string or a paste that does not end")

const (
	esc = 0x1b
	bel = 0x07
)

// input follows what a client sends.
type input struct {
	free time.Time // when all that was taken is paid for at perSecond
	last time.Time

	in      byte // what is unfinished: esc, '[' a sequence, ']' a string; 0 none
	held    int  // bytes of it
	seq     []byte
	skip    int // bytes of a letter still to come
	pasting bool
	pasted  int
}

// wait is how long to wait after n bytes before more are taken.
func (i *input) wait(now time.Time, n int) time.Duration {
	if start := now.Add(-time.Second * burst / perSecond); i.free.Before(start) {
		i.free = start
	}
	i.free = i.free.Add(time.Duration(n) * time.Second / perSecond)
	return i.free.Sub(now)
}

// takes reports whether the screen may be handed those bytes.
func (i *input) takes(now time.Time, p []byte) bool {
	if now.Sub(i.last) > forgotten {
		i.in, i.skip = 0, 0
	}
	i.last = now
	for _, c := range p {
		i.byte(c)
		if i.held > mostControl || i.pasted > mostPaste {
			return false
		}
	}
	return true
}

func (i *input) byte(c byte) {
	if i.pasting {
		i.pasted++
	}
	switch {
	case c == esc:
		i.in, i.skip = esc, 0
	case i.in == 0:
		i.plain(c)
	case i.in == esc:
		i.introduced(c)
	case i.in == '[' && c >= 0x40 && c <= 0x7e:
		i.sequence(string(i.seq), c)
	case i.in == '[' && len(i.seq) < 4:
		i.seq = append(i.seq, c)
	case i.in == ']' && c == bel:
		i.in = 0
	}
	if i.held++; i.in == 0 {
		i.held = 0
	}
}

// plain takes a byte of no control string: of a letter, or an introducer of one byte.
func (i *input) plain(c byte) {
	switch {
	case i.skip > 0:
		i.skip--
	case c >= 0xf0:
		i.skip = 3
	case c >= 0xe0:
		i.skip = 2
	case c >= 0xc0:
		i.skip = 1
	case c >= 0x80:
		i.introduced(c - 0x40)
	}
}

func (i *input) introduced(c byte) {
	switch c {
	case '[':
		i.in, i.seq = '[', i.seq[:0]
	case ']', 'P', 'X', '^', '_':
		i.in = ']'
	default:
		i.in = 0
	}
}

// sequence ends a control sequence: two of them begin and end a paste.
func (i *input) sequence(seq string, final byte) {
	i.in = 0
	if final == '~' && (seq == "200" || seq == "201") {
		i.pasting, i.pasted = seq == "200", 0
	}
}
