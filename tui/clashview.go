package tui

import (
	"fmt"
	"strings"
)

// viewConflict says who was first, field by field, and asks whose is to stand where
// both changed the same.
func (f *form) viewConflict(l *look, w, h int) ([]string, point) {
	c := &f.clash
	remark := "not saved"
	if c.Conflict != nil && c.Version > f.version {
		remark = fmt.Sprintf("version %d -> %d", f.version, c.Version)
	}
	lines := l.Indent("  ", c.headline(), w)
	lines = append(lines, l.Indent("  ", "Nothing of yours has been saved or lost.", w)...)
	lines = append(lines, c.table(l, w)...)
	lines = append(lines, f.answerLines(l, w)...)
	foot, at := c.foot(l, w)
	if room := max(0, h-1-len(foot)); len(lines) > room {
		lines = fillText(l, lines, w, room)
	}
	all := append(lines, foot...)
	at.y = min(h-1, 1+len(lines)+at.y)
	if len(c.both) == 0 {
		at = point{0, min(1, h-1)}
	}
	return f.text(l, w, h, "Someone else changed this record", remark, all), at
}

func (c *clash) headline() string {
	if c.Conflict == nil || c.Who.IsZero() {
		return c.words
	}
	return sentence(join(", ", c.Who.String()+": "+orWords(c.What, "changed it"), label("at", c.when), "after you opened it"))
}

// table sets what was, what is, what was typed and whose stands side by side; where
// the window is narrow, one under the other.
func (c *clash) table(l *look, w int) []string {
	if len(c.fields) == 0 {
		return nil
	}
	if w < 60 || l.Spoken {
		var out []string
		for _, r := range c.fields {
			lead := r.lead()
			if l.Spoken {
				lead = strings.Replace(lead, "*", "Both changed", 1)
			}
			out = append(out, l.Hang(lead+r.Field+": ", r.inWords(), w)...)
		}
		return out
	}
	const stands = 8
	cw := (w - 6 - stands) / 5
	name := w - 6 - stands - 3*cw
	row := func(lead, field string, cells ...string) string {
		s := lead + l.Cell(field, name-1) + " "
		for _, cell := range cells[:3] {
			s += l.Cell(cell, cw-1) + " "
		}
		return l.Cell(s+cells[3], w)
	}
	out := []string{"", row("    ", "Field", "When opened", "Now", "You entered", "Stands")}
	for _, r := range c.fields {
		out = append(out, row(r.lead(), r.Field, orDash(r.Was), orDash(r.Now), orWords(r.ours, "(nothing)"), r.stands()))
	}
	return out
}

// stands says whose value it will be. What one side alone changed needs no choice.
func (r clashField) stands() string {
	switch {
	case r.taken == undecided:
		return "?"
	case r.taken == useOurs:
		return "yours"
	case sameWord(r.ours, r.Now):
		return "same"
	}
	return "theirs"
}

func (r clashField) lead() string {
	if r.both {
		return "  * "
	}
	return "    "
}

func (r clashField) inWords() string {
	changed := ""
	if r.Was != "" || r.Now != "" {
		changed = orDash(r.Was) + " -> " + orDash(r.Now)
	}
	return join("; ", changed, label("you entered", r.ours), label("stands:", strings.TrimPrefix(r.stands(), "?")))
}

// foot is what must stay in sight: the choice, the reason where one is needed, and the
// keys; at is the cell of the cursor in it.
func (c *clash) foot(l *look, w int) (lines []string, at point) {
	keys := "read the record again, keep your answers, and check once more"
	if len(c.both) > 0 {
		lines, at = c.choice(l, w)
		keys = "apply your choices, and check once more"
	}
	if c.overrules() {
		s, x := c.why.show(l, max(1, w-8))
		if l.Spoken {
			lines = append(lines, l.Cell("Why yours is used; it goes into the journal:", w))
			if c.giving {
				at = point{min(w-1, x), len(lines)}
			}
			lines = append(lines, l.Cell(s, w))
			return c.keys(l, w, lines, keys), at
		}
		lines = append(lines, l.Cell("  "+fitting(w-2, "Why yours is used; it goes into the journal with the entry:", "Why yours is used:"), w))
		if c.giving {
			at = point{min(w-1, 4+x), len(lines)}
		}
		lines = append(lines, l.Cell("  [ "+s+" ]", w))
	}
	return c.keys(l, w, lines, keys), at
}

// keys are the lines that say which key does what.
func (c *clash) keys(l *look, w int, lines []string, enter string) []string {
	lines = append(lines, l.Hang("  enter  ", fitting(w-9, enter, "check once more"), w)...)
	return append(lines, l.Hang("  esc    ", fitting(w-9, "go back to your answers and decide later", "back to your answers"), w)...)
}

// choice asks for the field that the cursor is on.
func (c *clash) choice(l *look, w int) (lines []string, at point) {
	row, n := c.deciding(), ""
	if len(c.both) > 1 {
		n = fmt.Sprintf(" (%d of %d)", c.at+1, len(c.both))
	}
	at.y = 1
	if l.Spoken {
		return c.choiceSaid(l, row, n, w)
	}
	lines = []string{l.Cell("  "+fitting(w-2, "* = you both changed it. Choose"+n+": "+row.Field, "* both changed"+n+": "+row.Field), w)}
	for _, o := range []struct {
		key, words string
		is         side
	}{{"k", "keep theirs: " + orWords(row.Now, "(nothing)"), keepTheirs}, {"m", fitting(w-7, "use mine: "+row.ours+", reason needed", "use mine: "+row.ours), useOurs}} {
		sign := "  "
		if row.taken == o.is {
			sign = "> "
			at.y = len(lines)
		}
		lines = append(lines, l.Cell("  "+sign+o.key+"  "+o.words, w))
	}
	return lines, at
}

// choiceSaid asks for it where the screen is listened to.
func (c *clash) choiceSaid(l *look, row *clashField, n string, w int) (lines []string, at point) {
	lines = l.Wrap("You both changed "+row.Field+n+".", w)
	at.y = len(lines)
	for _, o := range []struct {
		words string
		is    side
	}{{"k keeps theirs: " + orWords(row.Now, "nothing"), keepTheirs}, {"m uses yours: " + row.ours + ", a reason is needed", useOurs}} {
		if row.taken == o.is {
			at.y = len(lines)
			o.words += ", chosen"
		}
		lines = append(lines, l.Wrap(o.words, w)...)
	}
	for i := range lines {
		lines[i] = l.Cell(lines[i], w)
	}
	return lines, at
}
