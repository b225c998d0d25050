package tui

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/board"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// heartbeat is how often this screen says where it is (screens.md 8.12).
const heartbeat = 10 * time.Second

// idleAfter is how long without a key makes somebody idle, in the words about them.
const idleAfter = 4 * time.Minute

// presence is who else is at a screen.
type presence struct {
	others  []board.Present
	lastKey time.Time
	told    string // what was last said of others on this provision
}

type (
	beatMsg struct{}
	hereMsg struct {
		others []board.Present
		err    error
	}
)

// beat asks for the next heartbeat.
func (r *root) beat() tea.Cmd {
	return r.after(heartbeat, func(time.Time) tea.Msg { return beatMsg{} })
}

// here says where this person is, and asks who else is at a screen.
func (r *root) here() tea.Cmd {
	desk, parent, since := r.desk, r.ctx, r.presence.lastKey
	urn, doing := r.at(), board.AtBoard
	switch {
	case r.form != nil:
		doing = board.Editing
	case urn != "":
		doing = board.Reading
	}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		others, err := desk.Here(ctx, urn, doing, since)
		return hereMsg{others, err}
	}
}

// at is the URN of the provision that is open here, or that a form is about; none on
// the board.
func (r *root) at() string {
	if r.page != nil {
		return r.page.urn
	}
	if r.form == nil {
		return ""
	}
	kind, id, _ := strings.Cut(r.form.subject, ":")
	if kind == "child" {
		return ""
	}
	urn, _, _ := strings.Cut(id, "-")
	return urn
}

// heard takes who is here. That it cannot be known is no trouble of the person's.
func (r *root) heard(msg hereMsg) {
	if msg.err != nil {
		msg.others = nil
	}
	r.presence.others = msg.others
	now := r.alsoHere()
	if now != r.presence.told && now != "" {
		r.say(note, capital(now)+".")
	}
	r.presence.told = now
}

// alsoHere are the others at the provision that is open here: "ben is editing, cas
// is reading (idle 5m)".
func (r *root) alsoHere() string {
	urn := r.at()
	if urn == "" {
		return ""
	}
	var words []string
	for _, p := range r.presence.others {
		if p.URN != urn {
			continue
		}
		w := p.Login.String() + " is " + string(p.Doing)
		if idle := r.clock().Sub(p.Since); idle >= idleAfter && !p.Since.IsZero() {
			w += " (idle " + plural(int(idle.Minutes()), "minute", "minutes") + ")"
		}
		if !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return strings.Join(words, ", ")
}

// presenceSegment is what the header says of others: who is at the same provision,
// and on a wide screen everybody.
func (r *root) presenceSegment() []frame.Segment {
	if same := r.alsoHere(); same != "" {
		var names []string
		for _, p := range strings.Split(same, ", ") {
			name, _, _ := strings.Cut(p, " ")
			names = append(names, name)
		}
		return []frame.Segment{frame.Say(5, theme.Strong, "also here: "+same, "also here: "+strings.Join(names, ", "), "also here: "+names[0])}
	}
	var all []string
	for _, p := range r.presence.others {
		if name := p.Login.String(); !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	if len(all) == 0 || r.w < 100 || r.look.Spoken {
		return nil
	}
	return []frame.Segment{frame.Say(0, theme.Text, "at a screen: "+strings.Join(all, ", "), plural(len(all), "other at a screen", "others at a screen"), "")}
}

// hereKey changes whenever what the header says of others does.
func (r *root) hereKey() string {
	var b strings.Builder
	for _, s := range r.presenceSegment() {
		b.WriteString(strings.Join(s.Forms, "/"))
	}
	return b.String()
}
