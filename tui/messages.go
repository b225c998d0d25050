package tui

import (
	"errors"
	"strings"
	"time"

	"placewatch/domain/fault"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// severity is the first word of a message; no sign and no colour carries it.
type severity string

const (
	ok   severity = "OK"
	note severity = "NOTE"
	wait severity = "WAIT" // something is under way
	fix  severity = "FIX"  // something typed cannot be used
	stop severity = "STOP" // something failed; nothing was written
	off  severity = "OFF"  // no live updates
	no   severity = "NO"   // this key does nothing here, and why
)

// message is one line under the board.
type message struct {
	severity severity
	words    string
	at       time.Time
	firm     bool // stays until a key is pressed or an answer comes, whatever news there is
}

func (m message) line() string {
	return string(m.severity) + frame.Spaces(6-len(m.severity)) + m.words
}

// messages keeps the newest for the message line and all of them for the log.
type messages struct {
	now     *message
	offline *message // stays under the others until the board can be read again
	all     []message
}

// kept is how many messages the log holds.
const kept = 500

func (m *messages) say(at time.Time, s severity, words string) {
	msg := message{severity: s, words: words, at: at}
	m.all = append(m.all, msg)
	if len(m.all) > kept {
		m.all = m.all[len(m.all)-kept:]
	}
	if s == off {
		m.offline = &msg
		return
	}
	m.now = &msg
}

// fade takes the last message away when a key is pressed. What is under way
// stays until it is over.
func (m *messages) fade() {
	if m.now != nil && m.now.severity != wait {
		m.now = nil
	}
}

// lingers is how long news and answers stand when no key is pressed. What is wrong
// stands until one is.
const lingers = 8 * time.Second

// old takes news and answers away that have stood long enough.
func (m *messages) old(now time.Time) {
	if m.now != nil && (m.now.severity == ok || m.now.severity == note) && !m.now.firm && now.Sub(m.now.at) >= lingers {
		m.now = nil
	}
}

func (m *messages) clearWait() {
	if m.now != nil && m.now.severity == wait {
		m.now = nil
	}
}

// shown is the message for the message line, if there is one.
func (m *messages) shown() *message {
	if m.now != nil {
		return m.now
	}
	return m.offline
}

// mention is for news that must not take the place of an answer, nor of what the
// server has to say.
func (r *root) mention(words string) {
	r.messages.old(r.clock())
	before := r.messages.now
	r.say(note, words)
	if before != nil && (before.severity != note || before.firm) {
		r.messages.now = before
	}
}

func (r *root) say(s severity, words string) { r.messages.say(r.clock(), s, words) }

// refuse answers a key that does nothing here.
func (r *root) refuse(why string) { r.say(no, sentence(why)) }

// messageLines are the last line but one, and the one above it where a message needs
// two: a message, the filter, or the strip of second letters.
func (r *root) messageLines() []string {
	if r.filter.open {
		return []string{r.filter.line(&r.look, r.w, r.matches())}
	}
	if r.prefix != "" {
		line, _ := r.strip()
		return []string{r.look.Cell(line, r.w)}
	}
	m := r.messages.shown()
	if m == nil {
		m = r.standing()
	}
	if m == nil {
		return []string{frame.Spaces(r.w)}
	}
	return r.inTwoLines(m)
}

// inTwoLines wraps a message to two lines at most. Where that is not enough it ends
// with the key that shows all of it.
func (r *root) inTwoLines(m *message) []string {
	l, w, first := &r.look, r.w, string(m.severity)+frame.Spaces(6-len(m.severity))
	lines := l.Hang(first, m.words, w)
	if len(lines) > 2 {
		rest := strings.Join(strings.Fields(strings.Join(lines[1:], " ")), " ")
		more := r.moreInLog()
		under := min(6, w)
		if l.Spoken {
			under = 0
		}
		lines = []string{lines[0], frame.Spaces(under) + l.Cut(rest, max(0, w-under-frame.Width(more))) + more}
	}
	for i := range lines {
		lines[i] = l.paint(severityRole(m.severity), l.Cell(lines[i], w))
	}
	return lines
}

// moreInLog says where all of a message can be read.
func (r *root) moreInLog() string {
	switch a := r.actions.Find(r.scopes(), "L"); {
	case a == nil || a.ID != "log":
		return " (L on the board)"
	case r.letterOff("L"):
		return " F4 messages"
	}
	return " L shows all"
}

// strip lists what may follow the first letter, over the message line and the
// line of keys; there is no time-out.
func (r *root) strip() (line, rest string) {
	parts, gap := []string{r.prefix + " …"}, "  "
	if r.look.Spoken {
		parts, gap = []string{r.prefix + " and then"}, ", "
	}
	for _, s := range r.actions.Strip(r.scopes(), r.prefix) {
		parts = append(parts, s.Key+" "+orWords(s.Action.Hint, s.Action.Help))
	}
	lines := []string{"", ""}
	i := 0
	for _, part := range append(parts, "esc leaves it") {
		if i == 0 && lines[0] != "" && frame.Width(lines[0])+frame.Width(part)+len(gap) > r.w {
			i = 1
		}
		lines[i] = join(gap, lines[i], part)
	}
	return lines[0], lines[1]
}

func severityRole(s severity) theme.Role {
	switch s {
	case stop, fix:
		return theme.Danger
	case off, no:
		return theme.Warn
	case ok:
		return theme.OK
	}
	return theme.Text
}

// inWords turns an error into what a person reads: what happened, what next,
// and where the rule is written.
func inWords(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return sentence(capital(err.Error()))
	}
	return join(" ", sentence(capital(f.What)), sentence(capital(f.Next)), label("Source:", f.Source))
}

func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

func isConflict(err error) bool {
	var f *fault.Error
	return errors.As(err, &f) && f.Kind == fault.Conflict
}
