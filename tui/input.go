package tui

import (
	"strings"

	"github.com/rivo/uniseg"

	"placewatch/domain/text"
	"placewatch/tui/frame"
)

// input is one line of typed text. It is our own because the cursor must stand
// on the right cell behind wide and combining signs, and because nothing here
// may read a clipboard: what is pasted comes through the terminal.
type input struct {
	signs []string // as a person sees them: one sign, one step of the cursor
	at    int
	from  int // first sign in sight
}

// longest is how many signs a field takes.
const longest = 1000

func (in *input) value() string { return strings.Join(in.signs, "") }

// clean is the value as it is handed on.
func (in *input) clean() string { return text.Clean(in.value()).String() }

func (in *input) set(s string) {
	in.signs, in.at, in.from = nil, 0, 0
	in.insert(text.Clean(s).String())
}

// insertAll puts s, spaces at its end and all, in place of what stands there.
func (in *input) insertAll(s string) {
	in.signs, in.at, in.from = nil, 0, 0
	for i, word := range strings.Split(s, " ") {
		if i > 0 {
			in.insert(" ")
		}
		in.insert(text.Clean(word).String())
	}
}

// insert puts clean text at the cursor. A combining sign joins the one before it.
func (in *input) insert(s string) {
	head, tail := strings.Join(in.signs[:in.at], "")+s, strings.Join(in.signs[in.at:], "")
	before := split(head)
	in.signs = split(head + tail)
	in.at = min(len(before), len(in.signs))
	if len(in.signs) > longest {
		in.signs = in.signs[:longest]
		in.at = min(in.at, longest)
	}
}

func split(s string) []string {
	var out []string
	for state := -1; s != ""; {
		var sign string
		sign, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		out = append(out, sign)
	}
	return out
}

// paste inserts what was pasted, cleaned and on one line.
func (in *input) paste(s string) { in.insert(text.Clean(s).String()) }

// press takes a key of text or of editing. It reports whether it was one.
func (in *input) press(key, typed string) bool {
	switch key {
	case "left", "right", "home", "end", "ctrl+e":
		in.travel(key)
	case "backspace", "delete", "ctrl+d", "ctrl+u", "ctrl+k", "ctrl+w":
		in.remove(key)
	case "space":
		in.insert(" ")
	default:
		if typed == "" {
			return false
		}
		if typed != " " {
			typed = text.Clean(typed).String()
		}
		in.insert(typed)
	}
	return true
}

func (in *input) travel(key string) {
	switch key {
	case "left":
		in.at = max(0, in.at-1)
	case "right":
		in.at = min(len(in.signs), in.at+1)
	case "home":
		in.at = 0
	default:
		in.at = len(in.signs)
	}
}

func (in *input) remove(key string) {
	from, to := in.at, in.at
	switch key {
	case "backspace":
		from = max(0, in.at-1)
	case "delete", "ctrl+d":
		to = min(len(in.signs), in.at+1)
	case "ctrl+u":
		from = 0
	case "ctrl+k":
		to = len(in.signs)
	case "ctrl+w":
		from = in.wordStart()
	}
	in.signs = append(in.signs[:from:from], in.signs[to:]...)
	in.at = from
}

func (in *input) wordStart() int {
	i := in.at
	for i > 0 && in.signs[i-1] == " " {
		i--
	}
	for i > 0 && in.signs[i-1] != " " {
		i--
	}
	return i
}

// show returns the part in sight in exactly w cells, and the cell of the cursor.
func (in *input) show(l *look, w int) (s string, x int) {
	if w <= 0 {
		return "", 0
	}
	in.from = min(in.from, in.at)
	for in.from < in.at && in.width(in.from, in.at) > w-1 {
		in.from++
	}
	end := in.from
	for end < len(in.signs) && in.width(in.from, end+1) <= w {
		end++
	}
	return l.Cell(strings.Join(in.signs[in.from:end], ""), w), min(w-1, in.width(in.from, in.at))
}

func (in *input) width(from, to int) int {
	return frame.Width(strings.Join(in.signs[from:to], ""))
}
