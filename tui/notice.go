package tui

// Notice is what the server has to say to the person at this screen.
type Notice struct {
	Text string
	Lock bool // clear the screen until enter is pressed
	End  bool // the session ends
}
