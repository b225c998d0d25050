package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/board"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

type preferredMsg struct{ err error }

// nextTheme shows the board in the next theme, and keeps it as this person's.
func (r *root) nextTheme() tea.Cmd {
	names := theme.Names()
	now := max(0, slices.Index(names, theme.Name(r.opts.Theme)))
	r.opts.Theme = string(names[(now+1)%len(names)])
	r.rethemed()
	return r.prefer("Theme: " + r.opts.Theme)
}

// otherSigns draws with ASCII signs only, or no longer.
func (r *root) otherSigns() tea.Cmd {
	r.opts.ASCII = !r.opts.ASCII
	r.redraw()
	return r.prefer("Drawn with " + either(r.opts.ASCII, "ASCII signs only", "lines and signs"))
}

// nameKeys switches single letters off, or on again.
func (r *root) nameKeys() tea.Cmd {
	r.opts.Named = !r.opts.Named
	return r.prefer("Single letters " + either(r.opts.Named, "do nothing now: F1 help, F2 transition, F3 filter, F4 any action, this one too", "are keys again"))
}

// nextReading has the board read in the next way: as a screen, as phrases for a screen
// reader, and, from the next log-in over SSH on, line by line.
func (r *root) nextReading() tea.Cmd {
	was := r.look.Spoken
	words := "Drawn as a screen again, with columns, and live"
	switch r.opts.Reading {
	case board.OnScreen:
		r.opts.Reading, words = board.AsPhrases, "In phrases for a screen reader: one pane at a time, and updates wait for the full stop key. F1 helps"
	case board.AsPhrases:
		r.opts.Reading, words = board.InLines, "Over SSH you get the line mode from your next log-in on; the phrases stay here"
	default:
		r.opts.Reading = board.OnScreen
	}
	if r.spoken() != was {
		r.readAs()
		r.release()
	}
	return r.prefer(words)
}

// spoken reports whether the screens are phrases: who wants lines over SSH wants no
// drawing here either.
func (r *root) spoken() bool { return r.opts.Reading != board.OnScreen }

// readAs begins another way of reading. What is listened to must not change by itself
// (screens.md 13.2): live updates wait, and the detail, which would be another with
// each row, comes when it is asked for.
func (r *root) readAs() {
	r.live.paused, r.board.noAbout, r.board.zoomed = r.spoken(), r.spoken(), false
	r.redraw()
}

// redraw draws everything anew, with other signs.
func (r *root) redraw() {
	r.look.Signs = frame.Draw(r.opts.ASCII)
	if r.spoken() {
		r.look.Signs = frame.Speak(r.opts.ASCII)
	}
	r.heads = heads{}
	r.relayout()
}

func either(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// prefer keeps how this person wants the screen, and says what changed.
func (r *root) prefer(what string) tea.Cmd {
	r.say(ok, what+". It is kept for you.")
	desk, parent := r.desk, r.ctx
	p := board.Preference{Theme: r.opts.Theme, ASCII: r.opts.ASCII, Named: r.opts.Named, Reading: r.opts.Reading}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		return preferredMsg{desk.Prefer(ctx, p)}
	}
}

func (r *root) preferred(msg preferredMsg) {
	if msg.err != nil {
		r.say(note, "It holds for this session only: "+inWords(msg.err))
	}
}

// letterOff reports whether a single letter does nothing here because this person
// switched them off. Where one types or chooses from a menu, letters are letters.
func (r *root) letterOff(key string) bool {
	return r.opts.Named && len([]rune(key)) == 1 && r.form == nil && r.palette == nil && r.help == nil && r.find == nil && r.field() == nil
}
