package tui

import (
	tea "charm.land/bubbletea/v2"

	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// Notice is what the server has to say to the person at this screen.
type Notice struct {
	Text string
	Lock bool // clear the screen until enter is pressed
	End  bool // the session ends
}

// notice shows what the server says.
func (r *root) notice(n Notice) {
	switch {
	case n.End:
		r.locked, r.ending = n.Text, true
	case n.Lock:
		r.locked = n.Text
	default:
		r.say(note, n.Text)
		r.messages.now.firm = true
	}
}

// lock clears the screen, so that who passes by reads nothing.
func (r *root) lock() tea.Cmd {
	r.locked = "You locked the screen."
	return nil
}

// lockedView is the cleared screen: no child, no provision, no name.
func (r *root) lockedView() []string {
	lines := []string{"PLACEWATCH", "", r.locked}
	if r.ending {
		lines = append(lines, "This session ends. What was saved is kept, and so are your drafts.")
	} else {
		lines = append(lines, "Press enter to go on.")
	}
	for i, l := range lines {
		lines[i] = r.look.theme.Paint(theme.Text, r.look.Cell(l, r.w))
	}
	return frame.Fill(lines, r.w, r.h)
}

// lockedPress takes a key while the screen is cleared: enter opens it again.
func (r *root) lockedPress(key string) tea.Cmd {
	switch {
	case key == "ctrl+c":
		return r.leave(key)
	case key == "enter" && !r.ending:
		r.locked = ""
	}
	return nil
}
