package sshd

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// A log-in lasts so long, however much is typed. The clock is stepped.
const shift = 5 * time.Minute

func lasting(clock *stepping) func(*Server) {
	return func(s *Server) {
		s.Now = clock.Now
		s.Limits.Absolute, s.Limits.Lock, s.Limits.Idle = shift, 0, 0
	}
}

func TestALogInThatLastedLongEnoughIsWarnedAMinuteBeforeAndToldWhyItEnds(t *testing.T) {
	t.Parallel()
	clock := &stepping{now: time.Now()}
	h := open(t, lasting(clock))
	x := h.sit(h.login(h.person("ann")), 80, 24)
	x.shows(t, "welcome")
	clock.at(shift - 2*time.Minute)
	_, _ = io.WriteString(x.in, "k")
	x.shows(t, "<k>")
	if strings.Contains(x.out.String(), "notice") {
		t.Errorf("it is warned too early: %q", x.out.String())
	}
	clock.at(shift - time.Minute)
	x.shows(t, `notice "This session ends in a minute: a log-in lasts 5 minutes. Log in again." lock=false end=false`)
	_, _ = io.WriteString(x.in, "m") // what is typed changes nothing
	x.shows(t, "<m>")
	clock.at(shift)
	x.shows(t, `notice "you logged in 5 minutes ago, and a log-in lasts no longer; log in again" lock=false end=true`)
	x.ends(t)
	if n := strings.Count(x.out.String(), "ends in a minute"); n != 1 {
		t.Errorf("it is warned %d times", n)
	}
}

// A client may keep one connection and open session after session on it.
func TestASecondSessionOfALogInEndsWithTheFirst(t *testing.T) {
	t.Parallel()
	clock := &stepping{now: time.Now()}
	h := open(t, lasting(clock))
	c, ben := h.login(h.person("ann")), h.person("ben")
	x := h.sit(c, 80, 24)
	x.shows(t, "welcome")
	clock.at(shift - 30*time.Second)
	y, z := h.sit(c, 80, 24), h.sit(h.login(ben), 80, 24)
	y.shows(t, "ends in a minute")
	z.shows(t, "welcome ben")
	clock.at(shift)
	x.ends(t)
	y.ends(t)
	_, _ = io.WriteString(z.in, "k")
	z.shows(t, "<k>")
	if strings.Contains(z.out.String(), "notice") {
		t.Errorf("who came later is told so too: %q", z.out.String())
	}
}

func TestACertificateThatRunsOutIsWarnedAMinuteBefore(t *testing.T) {
	t.Parallel()
	clock := &stepping{now: time.Now()}
	authority := newSigner(t)
	h := open(t, func(s *Server) {
		s.Now, s.Authorities = clock.Now, []gossh.PublicKey{authority.PublicKey()}
		s.Limits.Lock, s.Limits.Idle = 0, 0
	})
	h.person("ann")
	x := h.sit(h.login(certify(t, authority, func(c *gossh.Certificate) { c.ValidBefore = uint64(clock.now.Add(shift).Unix()) })), 80, 24)
	x.shows(t, "welcome ann")
	clock.at(shift - time.Minute)
	x.shows(t, `notice "This session ends in a minute: your certificate runs out." lock=false end=false`)
	clock.at(shift)
	x.shows(t, `notice "your certificate has run out" lock=false end=true`)
	x.ends(t)
}

func TestWhenTheStoreCannotBeReadTheSessionEndsAndNobodyIsToldThatTheirKeyWasWithdrawn(t *testing.T) {
	t.Parallel()
	authority := newSigner(t)
	h := open(t, func(s *Server) { s.Authorities = []gossh.PublicKey{authority.PublicKey()} })
	ann := h.login(h.person("ann"))
	x, y := h.sit(ann, 80, 24), h.sit(h.login(certify(t, authority, nil)), 80, 24)
	x.shows(t, "welcome ann")
	y.shows(t, "welcome ann")
	h.mu.Lock()
	h.deaf = fmt.Errorf("%w: the disk is gone", ErrUnread)
	h.mu.Unlock()
	h.srv.Recheck(t.Context())
	if n := strings.Count(h.log.String(), `why="the store could not be read: the disk is gone"`); n != 2 {
		t.Errorf("the log says why %d times: %s", n, h.log.String())
	}
	for _, z := range []*sitting{x, y} {
		z.shows(t, `notice "the store could not be read; log in again in a moment" lock=false end=true`)
		z.ends(t)
		if strings.Contains(z.out.String(), "withdrawn") {
			t.Errorf("it is told that a key was withdrawn: %q", z.out.String())
		}
	}
	h.sit(ann, 80, 24).shows(t, "placewatch: the store could not be read; try again in a moment")
	if c, err := h.dial(gossh.PublicKeys(h.person("ben"))); err == nil {
		_ = c.Close()
		t.Error("somebody is let in whom nobody looked up")
	}
}

func TestALengthOfTimeIsSaidAsAPersonSaysIt(t *testing.T) {
	for d, want := range map[time.Duration]string{12 * time.Hour: "12 hours", time.Hour: "an hour", 90 * time.Minute: "90 minutes", time.Minute: "a minute",
		90 * time.Second: "90 seconds", time.Second: "a second", 1500 * time.Millisecond: "1.5s", 0: "0s"} {
		if got := inWords(d); got != want {
			t.Errorf("%v is said as %q, want %q", d, got, want)
		}
	}
}
