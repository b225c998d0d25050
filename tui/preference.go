package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"placewatch/tui/theme"
)

type preferredMsg struct{ err error }

// nextTheme shows the board in the next theme, and keeps it as this person's.
func (r *root) nextTheme() tea.Cmd {
	names := theme.Names()
	now := max(0, slices.Index(names, theme.Name(r.opts.Theme)))
	next := names[(now+1)%len(names)]
	r.opts.Theme = string(next)
	r.rethemed()
	r.say(ok, "Theme: "+string(next)+". It is kept for you.")
	desk, parent, ascii := r.desk, r.ctx, r.opts.ASCII
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		return preferredMsg{desk.Prefer(ctx, string(next), ascii)}
	}
}

func (r *root) preferred(msg preferredMsg) {
	if msg.err != nil {
		r.say(note, "The theme holds for this session only: "+inWords(msg.err))
	}
}
