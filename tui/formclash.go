package tui

import (
	"errors"
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
	both   []int // the fields that both changed, which come first
	at     int   // of both: the one that is being decided
	giving bool  // the cursor is in the reason
	why    input // why ours is used there
}

// side is whose value a field gets.
type side int

const (
	undecided side = iota
	keepTheirs
	useOurs
)

// clashField is a field as it was, as it is now, and as it was typed here.
type clashField struct {
	flow.FieldChange
	arg   int    // of the form's fields; -1 where nothing of ours is about it
	ours  string // "" where nothing was entered
	both  bool
	taken side
}

// clashed shows who was first and what they changed. Only what changed in the record
// that the form is about can be a choice; what changed elsewhere is listed as news.
func (r *root) clashed(err error) {
	f, l := r.form, &r.look
	f.step, f.clash = conflict, clash{words: inWords(err)}
	c := &f.clash
	if !errors.As(err, &c.Conflict) {
		return
	}
	c.when = r.moment(c.At)
	answers := f.answering(c.Conflict)
	for i, change := range c.Fields {
		row := clashField{FieldChange: change, taken: keepTheirs}
		if row.arg = answers[i]; row.arg >= 0 {
			row.ours = f.fields[row.arg].said(l)
			_, why := f.fields[row.arg].with(l, change.Now)
			row.both = row.ours != "" && !sameWord(row.ours, change.Now) && (why != "" || !sameWord(row.ours, change.Was))
		}
		if row.both {
			row.taken = undecided
		}
		c.fields = append(c.fields, row)
	}
	slices.SortStableFunc(c.fields, func(a, b clashField) int { return b2i(b.both) - b2i(a.both) })
	for i := range c.fields {
		if c.fields[i].both {
			c.both = append(c.both, i)
		}
	}
}

// answering is, for each change, the field of the form that answers the same; -1 where
// none does. No field answers two changes: whose it is, is decided once.
func (f *form) answering(c *flow.Conflict) []int {
	out := slices.Repeat([]int{-1}, len(c.Fields))
	for _, is := range []func(*field, string) bool{f.is, f.endsIn} {
		for i, change := range c.Fields {
			if out[i] >= 0 || c.Record == "" || change.Record != c.Record {
				continue
			}
			for at := range f.fields {
				if fd := &f.fields[at]; !given(fd.Arg) && !slices.Contains(out, at) && is(fd, change.Field) {
					out[i] = at
					break
				}
			}
		}
	}
	return out
}

// deciding is the field that both changed and that the cursor is on.
func (c *clash) deciding() *clashField { return &c.fields[c.both[c.at]] }

// open is the first of both that is not decided; -1 where all are.
func (c *clash) open() int {
	return slices.IndexFunc(c.both, func(i int) bool { return c.fields[i].taken == undecided })
}

// overrules reports whether ours is to take the place of theirs anywhere.
func (c *clash) overrules() bool {
	return slices.ContainsFunc(c.fields, func(f clashField) bool { return f.taken == useOurs })
}

// chooseSide decides the field and goes on to the next that is open, and after the
// last to the reason where ours is used.
func (r *root) chooseSide(s side) tea.Cmd {
	c := &r.form.clash
	c.deciding().taken = s
	if next := c.open(); next >= 0 {
		c.at = next
	} else if s == useOurs {
		c.giving = true
	}
	return nil
}

func (r *root) moveClash(by int) tea.Cmd {
	c := &r.form.clash
	switch next := c.at + by; {
	case next >= 0 && next < len(c.both):
		c.at = next
	case c.overrules():
		c.giving = true
	case by > 0:
		r.refuse("this is the last field that you both changed")
	default:
		r.refuse("this is the first field that you both changed")
	}
	return nil
}

func (r *root) backToClash() tea.Cmd {
	r.form.clash.giving = false
	return nil
}

// noTheirs says why theirs cannot be the answer here: it must be what they put, to the
// letter.
func noTheirs(r *root) string {
	f := r.form
	row := f.clash.deciding()
	_, why := f.fields[row.arg].with(&r.look, row.Now)
	return why
}

// noMine says why ours cannot be used: the journal must be told the reason.
func noMine(r *root) string {
	if r.form.reasonField() == nil {
		return "this transition takes no reason, and yours is used only with one; esc keeps your answers as a draft"
	}
	return ""
}

// with is the field with what a record says as its answer, or why it cannot be that.
func (f field) with(l *look, said string) (field, string) {
	name := strings.TrimRight(f.label(), ": ")
	if said == "" && f.Required {
		return f, name + " cannot be left empty, and theirs is; m uses yours"
	}
	if f.choosing() && said != "" {
		at := slices.IndexFunc(f.Options, func(o flow.Option) bool {
			return sameWord(spaced(o.Value), spaced(said)) || sameWord(o.Words, said)
		})
		if at < 0 {
			return f, said + " is none of the choices here; m uses yours"
		}
		said = f.Options[at].Value
	}
	if f.Kind == flow.DateArg && said != "" {
		if _, err := l.read(said, l.today); err != nil {
			return f, "theirs cannot be read as a day; m uses yours"
		}
	}
	if f.Kind == flow.TextArg && (strings.HasSuffix(said, "…") || strings.Contains(said, "a child")) {
		return f, "only part of theirs is shown here; m uses yours, esc goes back to type it"
	}
	return newField(f.Arg, said, true), ""
}

// is reports whether a field is what a record calls by that name: "booked for".
func (f *form) is(fd *field, name string) bool {
	return f.own(fd) == spaced(name) || sameWord(fd.Label, spaced(name))
}

// endsIn reports whether it is what a record calls so behind its kind: "full visit booked
// for". A record's state is nobody's answer: its chart moves it.
func (f *form) endsIn(fd *field, name string) bool {
	own := f.own(fd)
	return own != "state" && len(own) > 2 && strings.HasSuffix(spaced(name), " "+own)
}

// own is what a record calls the field.
func (f *form) own(fd *field) string {
	switch name, event := fd.Name, f.offer.Event; {
	case name == "by" && strings.HasPrefix(event, "visit_"):
		return "visitor" // as the record of a visit calls who makes it
	case name == "until" && strings.HasPrefix(event, "duty_"):
		return "snoozed" // and that of a duty, until when it waits
	case name == "to" && strings.HasPrefix(event, "duty_"):
		return "person" // and to whom it was given
	}
	return spaced(fd.Name)
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

// reload reads the record again and goes back to the check with what was chosen.
// Where ours takes the place of theirs, a reason says why, and goes with it.
func (r *root) reload() tea.Cmd {
	f := r.form
	c := &f.clash
	if f.busy {
		r.refuse("the record is being read again")
		return nil
	}
	if next := c.open(); next >= 0 {
		c.at, c.giving = next, false
		r.say(fix, "You both changed "+c.deciding().Field+". Choose k to keep theirs or m to use yours.")
		return nil
	}
	why := c.why.clean()
	if c.overrules() && why == "" {
		c.giving = true
		r.say(fix, "Say why yours is used, or press esc to go back and change it.")
		return nil
	}
	f.merge(&r.look)
	if c.overrules() {
		f.giveReason(why)
	}
	f.resume = offerName(f.offer)
	return r.askOffers()
}

// merge puts theirs into the answers where it was chosen, and where ours says no more
// than the record did before them.
func (f *form) merge(l *look) {
	for _, row := range f.clash.fields {
		if row.arg < 0 || row.taken != keepTheirs || row.ours == "" {
			continue
		}
		if fd, why := f.fields[row.arg].with(l, row.Now); why == "" {
			f.fields[row.arg] = fd
		}
	}
}

// reasonField is where a reason goes; nil where the transition takes none.
func (f *form) reasonField() *field {
	for i := range f.fields {
		if fd := &f.fields[i]; fd.Name == "reason" && !fd.choosing() {
			return fd
		}
	}
	return nil
}

// giveReason puts why into the form's reason, behind what stands there.
func (f *form) giveReason(why string) {
	if fd := f.reasonField(); fd != nil && !strings.Contains(fd.value(), why) {
		fd.text.set(join("; ", fd.value(), why))
	}
}

// backFromClash goes back to the answers as they were typed.
func (r *root) backFromClash() tea.Cmd {
	r.form.clash = clash{}
	r.say(note, "Nothing was written. Your answers are as you typed them; ctrl+s "+r.form.saves()+" them.")
	return r.leaveCheck()
}
