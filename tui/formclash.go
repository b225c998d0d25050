package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/flow"
)

// clash is what someone else did to the record while a form was open on it.
// Nothing was written, and nothing that was typed is lost.
type clash struct {
	words string
	when  string // on the person's own clock
	*flow.Conflict
	fields []clashField
	both   []string // the fields that both changed
	why    input    // why ours is used there
}

// clashField is a field as it was, as it is now, and as it was typed here.
type clashField struct {
	flow.FieldChange
	ours string // "" where nothing of ours is about it
	both bool
}

// clashed shows who was first and what they changed.
func (r *root) clashed(err error) {
	f, l := r.form, &r.look
	f.step, f.clash = conflict, clash{words: inWords(err)}
	if !errors.As(err, &f.clash.Conflict) {
		return
	}
	f.clash.when = r.moment(f.clash.At)
	for _, c := range f.clash.Fields {
		row := clashField{FieldChange: c}
		if i := slices.IndexFunc(f.fields, func(fd field) bool { return fd.is(c.Field) }); i >= 0 {
			fd := &f.fields[i]
			row.ours = fd.said(l)
			row.both = row.ours != "" && !sameWord(row.ours, c.Now)
		}
		if row.both {
			f.clash.both = append(f.clash.both, c.Field)
		}
		f.clash.fields = append(f.clash.fields, row)
	}
}

// is reports whether the field is what a record calls by that name, alone or
// behind the kind of the record: "booked for", "full visit booked for".
func (f *field) is(name string) bool {
	own, name := spaced(f.Name), spaced(name)
	return own == name || sameWord(f.Label, name) || len(own) > 3 && strings.HasSuffix(name, " "+own)
}

// spaced is a name of a record's as words.
func spaced(s string) string { return strings.ToLower(strings.ReplaceAll(s, "_", " ")) }

// said is the field in words, a day as the record says it.
func (f *field) said(l *look) string {
	if f.Kind == flow.DateArg {
		if d, err := l.read(f.value(), l.today); err == nil {
			return d.Long()
		}
	}
	return f.words()
}

// reload reads the record again and goes back to the check, ours as it was typed.
// Where ours takes the place of theirs, a reason says why, and goes with it.
func (r *root) reload() tea.Cmd {
	f := r.form
	if f.busy {
		r.refuse("the record is being read again")
		return nil
	}
	if why := f.clash.why.clean(); len(f.clash.both) > 0 {
		if why == "" {
			r.say(fix, "Say why yours is used, or press esc to go back and change it.")
			return nil
		}
		f.giveReason(why)
	}
	f.resume = offerName(f.offer)
	return r.askOffers()
}

// giveReason puts why into the form's reason, behind what stands there.
func (f *form) giveReason(why string) {
	for i := range f.fields {
		if fd := &f.fields[i]; fd.Name == "reason" && !fd.choosing() && !strings.Contains(fd.value(), why) {
			fd.text.set(join("; ", fd.value(), why))
		}
	}
}

// viewConflict says who was first, field by field, and asks for a reason where
// ours would take the place of theirs.
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
	foot, x := c.foot(l, w)
	if room := h - 1 - len(foot); len(lines) > room {
		lines = fillText(l, lines, w, max(0, room))
	}
	all := append(lines, foot...)
	at := point{0, min(1, h-1)}
	if x >= 0 {
		at = point{x, min(h-1, 1+len(lines)+c.footField(l, w))}
	}
	return f.text(l, w, h, "Someone else changed this record", remark, all), at
}

func (c *clash) headline() string {
	if c.Conflict == nil || c.Who.IsZero() {
		return c.words
	}
	return sentence(join(", ", c.Who.String()+": "+orWords(c.What, "changed it"), label("at", c.when), "after you opened it"))
}

// table sets what was, what is and what was typed side by side; where the window
// is narrow, one under the other.
func (c *clash) table(l *look, w int) []string {
	if len(c.fields) == 0 {
		return nil
	}
	if w < 60 {
		var out []string
		for _, r := range c.fields {
			out = append(out, l.Hang(r.lead()+r.Field+": ", r.inWords(), w)...)
		}
		return out
	}
	cw := (w - 6) / 4
	row := func(lead string, cells ...string) string {
		s := lead
		for _, cell := range cells {
			s += l.Cell(cell, cw-1) + " "
		}
		return l.Cell(s, w)
	}
	out := []string{"", row("    ", "Field", "When you opened", "Now", "You entered")}
	for _, r := range c.fields {
		out = append(out, row(r.lead(), r.Field, orDash(r.Was), orDash(r.Now), orWords(r.ours, "(nothing)")))
	}
	return out
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
	return join("; ", changed, label("you entered", r.ours))
}

// foot is what must stay in sight: the reason where one is needed, and the keys.
// x is the cell of the reason's cursor; -1 where none is asked for.
func (c *clash) foot(l *look, w int) (lines []string, x int) {
	x = -1
	if len(c.both) > 0 {
		lines = l.Indent("  ", "* = you both changed it. To use yours, say why:", w)
		s, at := c.why.show(l, max(1, w-8))
		lines = append(lines, l.Cell("  [ "+s+" ]", w))
		x = min(w-1, 4+at)
	}
	lines = append(lines, l.Hang("  enter  ", "read the record again, keep your answers, and check once more", w)...)
	return append(lines, l.Hang("  esc    ", "go back to your answers and decide later", w)...), x
}

// footField is the line of the reason within the foot.
func (c *clash) footField(l *look, w int) int {
	return len(l.Indent("  ", "* = you both changed it. To use yours, say why:", w))
}

// backFromClash goes back to the answers as they were typed.
func (r *root) backFromClash() tea.Cmd {
	r.form.clash = clash{}
	r.say(note, "Nothing was written. Your answers are as you typed them; ctrl+s "+r.form.saves()+" them.")
	return r.leaveCheck()
}
