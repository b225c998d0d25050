package sshd

import (
	"strconv"
	"time"
)

// warnBefore is how long before the screen is cleared, and before the session
// ends, the person is told.
const warnBefore = time.Minute

// watch looks at the session once a second: whether its client reads, whether it has
// lasted as long as it may, and since when nothing was typed.
func (x *session) watch() {
	now := x.srv.Now()
	if began := x.stuck.Load(); began != 0 && now.Sub(time.Unix(0, began)) > x.srv.Limits.Stall {
		x.srv.Log.Warn("session dropped: the client does not read what it is sent", "session", x.id, "login", x.guest.Login)
		x.hangUp()
		return
	}
	if !x.outlasted(now) {
		x.listen(now)
	}
}

// lastMoment is when the session ends whatever is typed, with the warning and why: the
// log-in has lasted as long as one may, or its certificate runs out. It may have none.
func (x *session) lastMoment() (at time.Time, warning, why string) {
	if most := x.srv.Limits.Absolute; most > 0 {
		at = x.since.Add(most)
		warning = "This session ends in a minute: a log-in lasts " + inWords(most) + ". Log in again."
		why = "you logged in " + inWords(most) + " ago, and a log-in lasts no longer; log in again"
	}
	if until := x.guest.Until; !until.IsZero() && (at.IsZero() || until.Before(at)) {
		at, warning, why = until, "This session ends in a minute: your certificate runs out.", "your certificate has run out"
	}
	return at, warning, why
}

// outlasted ends the session at its last moment, and warns of it. It reports whether
// it is over.
func (x *session) outlasted(now time.Time) bool {
	at, warning, why := x.lastMoment()
	switch {
	case at.IsZero() || now.Before(at.Add(-warnBefore)):
		return false
	case !now.Before(at):
		x.end(why)
		return true
	case !x.warned:
		x.warned = true
		x.tell(Notice{Text: warning})
	}
	return false
}

// listen says what the time without a key calls for, once.
func (x *session) listen(now time.Time) {
	l, quiet := x.srv.Limits, now.Sub(time.Unix(0, x.lastKey.Load()))
	was := x.silence
	x.silence = l.silence(quiet)
	if x.silence <= was { // said already, or a key was pressed
		return
	}
	lock := Notice{Lock: true, Screen: true, Text: "Nothing was typed for " + inWords(l.Lock) + "."}
	switch x.silence {
	case lockSoon:
		x.tell(Notice{Screen: true, Text: "The screen is cleared in a minute unless you press a key."})
	case locked:
		x.tell(lock)
	case endSoon:
		if was < locked && l.Lock > 0 && quiet >= l.Lock {
			x.tell(lock)
		}
		x.tell(Notice{Text: "This session ends in a minute unless you press a key."})
	case over:
		x.end("nothing was typed for " + inWords(l.Idle))
	}
}

// silence is how far the time without a key has come.
type silence int

const (
	awake silence = iota
	lockSoon
	locked
	endSoon
	over
)

// silence says what a time without a key calls for, however late it is looked at.
func (l Limits) silence(quiet time.Duration) silence {
	after := func(at time.Duration) bool { return at > 0 && quiet >= at }
	switch {
	case after(l.Idle):
		return over
	case after(l.Idle-warnBefore) && (l.Lock <= 0 || l.Lock >= l.Idle || after(l.Lock)):
		return endSoon
	case after(l.Lock):
		return locked
	case after(l.Lock - warnBefore):
		return lockSoon
	}
	return awake
}

// inWords is a length of time as a person says it: 12 hours, 90 minutes.
func inWords(d time.Duration) string {
	for _, u := range []struct {
		of        time.Duration
		one, many string
	}{{time.Hour, "an hour", " hours"}, {time.Minute, "a minute", " minutes"}, {time.Second, "a second", " seconds"}} {
		switch {
		case d == u.of:
			return u.one
		case d > 0 && d%u.of == 0:
			return strconv.FormatInt(int64(d/u.of), 10) + u.many
		}
	}
	return d.String()
}
