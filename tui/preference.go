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
	r.look.Signs = frame.Draw(r.opts.ASCII)
	r.relayout()
	return r.prefer("Drawn with " + either(r.opts.ASCII, "ASCII signs only", "lines and signs"))
}

// nameKeys switches single letters off, or on again.
func (r *root) nameKeys() tea.Cmd {
	r.opts.Named = !r.opts.Named
	return r.prefer("Single letters " + either(r.opts.Named, "do nothing now: F1 help, F2 transition, F3 filter, F4 any action, this one too", "are keys again"))
}

// readLines has the next session over SSH begin in the line mode, or no longer.
func (r *root) readLines() tea.Cmd {
	r.opts.Lines = !r.opts.Lines
	return r.prefer("Over SSH you will get " + either(r.opts.Lines, "the line mode", "the screen"))
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
	p := board.Preference{Theme: r.opts.Theme, ASCII: r.opts.ASCII, Named: r.opts.Named, Lines: r.opts.Lines}
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
