package tui

import (
	"slices"
	"strings"

	"placewatch/domain/flow"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// target is what a transition is about.
type target struct {
	subject string
	child   string // the one child of ours that it is about; "" for all of the provision
	home    string // the provision, as messages call it too
	part    string // what of it: a plan, an alert, a duty; "" for all of it
	urn     string // of the provision; "" where none is known
}

// The fewest cells that the name of a provision, and of a part, are cut to.
const (
	leastHome = 8
	leastPart = 12
)

// words are all of it.
func (t target) words() string { return join(": ", join(" ", t.child, t.home), t.part) }

// least is the room in which the child, the provision and the part can still be told.
func (t target) least() int {
	t.home, t.part = cells(t.home, leastHome), cells(t.part, leastPart)
	return frame.Width(t.words())
}

// cells is as much of s as takes w cells, for sums.
func cells(s string, w int) string { return frame.Spaces(min(w, frame.Width(s))) }

// about says what it is about in w cells. Short of room the middle of the
// provision's name goes, then the end of the part's; never the child.
func (t target) about(l *look, w int) string {
	if frame.Width(t.words()) <= w {
		return t.words()
	}
	rest := w - frame.Width(join(" ", t.child, "")) - 1
	if t.part != "" {
		rest -= 2
		t.part = l.Cut(t.part, max(leastPart, rest-min(leastHome, frame.Width(t.home))))
	}
	t.home = l.Middle(t.home, max(leastHome, rest-frame.Width(t.part)))
	return t.words()
}

// ofChild is the child that a subject is about, of the row that it is the subject of;
// "" where it is about all of the provision.
func ofChild(subject, child string) string {
	switch kind, _, _ := strings.Cut(subject, ":"); kind {
	case "concern", "urn", "visit", "":
		return ""
	}
	return child
}

// paths are the target with what follows it, shorter and shorter. Where the child
// is named, the part can go: the title of the form has it.
func (t target) paths(l *look, end string) []string {
	out := []string{t.words() + end}
	if t.child != "" && t.part != "" {
		t.part = ""
		out = append(out, t.words()+end)
	}
	for w := frame.Width(t.words()) - 1; w >= t.least(); w-- {
		out = append(out, t.about(l, w)+end)
	}
	return out
}

// on is what the form is about: once an offer is taken that is for one part of
// the provision, that part, which names its child. The child of the row is not named
// where what is done is about another, or asks which.
func (f *form) on() target {
	t := f.target
	if f.step < detailing {
		return t
	}
	if f.offer.About != "" {
		rest, itsOwn := strings.CutPrefix(f.offer.About, t.child+", ")
		if t.part = rest; !itsOwn {
			t.child = ""
		}
	}
	if slices.ContainsFunc(f.offer.Arguments, func(a flow.Arg) bool { return a.Kind == flow.ChildArg }) {
		t.child = ""
	}
	return t
}

// steps is how many steps the form has: what is free is saved without a check.
func (f *form) steps() string {
	if f.free() {
		return " of 2"
	}
	return " of 3"
}

// rule is the title of a step, which says what it is about between two words, with
// the longest remark that leaves it whole. The last remark stays while the
// provision's name can be cut.
func (f *form) rule(l *look, w int, before, after string, remarks ...string) string {
	t := f.on()
	if l.Spoken {
		return f.spokenRule(l, w, before, after, remarks)
	}
	room, remark := w-2-frame.Width(before)-frame.Width(after), ""
	if room < t.least() {
		room, before = room+frame.Width(before), ""
	}
	for i, r := range remarks {
		with := room - 4 - frame.Width(r)
		if with >= frame.Width(t.words()) || i == len(remarks)-1 && with >= t.least() {
			room, remark = with, r
			break
		}
	}
	return l.paint(theme.Accent, l.RuleLine(w, true, before+t.about(l, room)+after, remark))
}
