package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/flow"
	"placewatch/tui/theme"
)

// titleOf is an offer as a screen names it: with the part, and the child, it is for.
// Messages say its title alone, which names no child.
func titleOf(o flow.Offer) string { return join(" ", o.Title, inBrackets(o.About)) }

// shown are the offers in which a word begins with each that was typed to narrow the
// list; where none does, those that hold it anywhere: "sign" is not "resigned".
func (f *form) shown() []int {
	typed := f.narrow.clean()
	var begun, held []int
	for i, o := range f.offers {
		words := join(" ", titleOf(o), o.ID, strings.ReplaceAll(o.Event, "_", " "), o.Event, o.Source)
		if beginsAll(words, typed) {
			begun = append(begun, i)
		}
		if holdsAll(words, typed) {
			held = append(held, i)
		}
	}
	if len(begun) > 0 {
		return begun
	}
	return held
}

// beginsAll reports whether a word of s begins with each of the words.
func beginsAll(s, words string) bool {
	in := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
	for w := range strings.FieldsSeq(strings.ToLower(words)) {
		if !slices.ContainsFunc(in, func(x string) bool { return strings.HasPrefix(x, w) }) {
			return false
		}
	}
	return true
}

// movePick goes down the offers that are shown; up when by is negative.
func (r *root) movePick(by int) tea.Cmd {
	f := r.form
	shown := f.shown()
	at := max(0, slices.Index(shown, f.pick))
	moved := moveIn(&at, by, len(shown))
	if len(shown) > 0 {
		f.pick = shown[at]
	}
	return r.answered(moved, by)
}

// pagePick goes on by as many offers as are in sight; back when by is -1.
func (r *root) pagePick(by int) tea.Cmd {
	f, shown := r.form, r.form.shown()
	n, room := 0, r.board.plan.body-2
	for i := slices.Index(shown, f.pick); i >= 0 && i < len(shown); i += by {
		if room -= len(f.offerLines(&r.look, shown[i], r.w)); room < 0 {
			break
		}
		n++
	}
	return r.movePick(by * max(1, n-1))
}

func (r *root) narrowOffers() tea.Cmd {
	r.form.narrowing = true
	return nil
}

// narrowed keeps the cursor on an offer that is shown.
func (f *form) narrowed() {
	if shown := f.shown(); len(shown) > 0 && !slices.Contains(shown, f.pick) {
		f.pick = shown[0]
	}
}

func (r *root) keepNarrow() tea.Cmd {
	r.form.narrowing = false
	return nil
}

// leaveNarrow clears the line, and closes it when there is nothing to clear.
func (r *root) leaveNarrow() tea.Cmd {
	if f := r.form; f.narrow.value() != "" {
		f.narrow.set("")
		return nil
	}
	return r.keepNarrow()
}

// leaveOffers shows all offers again first, then leaves.
func (r *root) leaveOffers() tea.Cmd {
	if f := r.form; f.narrow.value() != "" {
		f.narrow.set("")
		r.say(ok, "All of them are listed again.")
		return nil
	}
	return r.leaveForm()
}

// viewOffers lists what may follow; what may not is below, each with its reason.
func (f *form) viewOffers(l *look, w, h int) ([]string, point) {
	shown := f.shown()
	remarks := []string{"step 1 of 3: choose", "step 1 of 3"}
	if l.Spoken {
		at := position(slices.Index(shown, f.pick), len(shown))
		remarks = []string{at + ", step 1 of 3", at}
	} else if n := len(f.offers); len(shown) < n {
		remarks = []string{fmt.Sprintf("%d of %d", len(shown), n)}
	}
	out := []string{f.rule(l, w, "What happened at ", "?", remarks...)}
	at := point{-1, 0}
	if (f.narrowing || f.narrow.value() != "") && h >= 3 {
		typed, x := f.narrow.show(l, max(1, w-8))
		out = append(out, l.Cell("Search: "+typed, w))
		at = point{min(w-1, 8+x), 1}
	}
	lines, y := f.offersLines(l, shown, w)
	body, y := scrolled(l, lines, y, w, h-len(out))
	if y >= 0 && y < len(body) && len(shown) > 0 {
		body[y] = l.paint(theme.Cursor, body[y])
	}
	if !f.narrowing || at.x < 0 {
		at = point{0, y + len(out)}
	}
	return append(out, body...), at
}

// offersLines are the offers that are shown; y is the line of the cursor.
func (f *form) offersLines(l *look, shown []int, w int) (lines []string, y int) {
	refused := false
	for n, i := range shown {
		if !f.offers[i].Allowed && !refused && !l.Spoken {
			refused = true
			if n > 0 {
				lines = append(lines, "")
			}
			lines = append(lines, "  Not available now:")
		}
		if i == f.pick {
			y = len(lines)
		}
		lines = append(lines, f.offerLines(l, i, w)...)
	}
	switch {
	case len(f.offers) == 0 && l.Spoken:
		lines = []string{"Nothing may follow here: the chart of the policy has no way on from this state for you."}
	case len(shown) == 0 && l.Spoken:
		lines = []string{"Nothing that may follow here is called that. esc clears the search."}
	case len(f.offers) == 0:
		lines = []string{"", "   Nothing may follow here: the chart of the policy has no way on from this state for you."}
	case len(shown) == 0:
		lines = []string{"", "   Nothing that may follow here is called that. esc clears the search."}
	}
	return wrapAll(l, lines, w), y
}

func (f *form) offerLines(l *look, i, w int) []string {
	o := f.offers[i]
	lead := "    "
	if i == f.pick {
		lead = "  > "
	}
	words := titleOf(o)
	if l.Spoken {
		lead = ""
	}
	switch {
	case !o.Allowed && l.Spoken:
		return l.Wrap("Not available: "+refusal(o), w)
	case !o.Allowed:
		lead = lead[:2] + "- "
		if i == f.pick {
			lead = "> - "
		}
		return l.Hang(lead, refusal(o), w)
	case o.Two:
		words += "  (needs a second person)"
	case o.Class == flow.Free && len(o.Arguments) == 0:
		words += "  (saved at once)"
	}
	if o.ID != "" && w >= 60 {
		words += "  " + o.ID
	}
	return l.Hang(lead, join("  ", words, o.Source), w)
}

// refusal says why an offer cannot be taken. The desk's words mostly begin with
// the title and end with the source: nothing is said twice.
func refusal(o flow.Offer) string {
	if strings.HasPrefix(o.WhyNot, o.Title) {
		return o.WhyNot
	}
	return join("  ", o.Title+": "+o.WhyNot, o.ID, o.Source)
}
