package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/tui/frame"
	"placewatch/tui/theme"
)

// headerLine is the first line of every screen: where, which day, how fresh, who.
func (r *root) headerLine() string {
	k := headKey{r.data(), r.live.held, r.w, r.live.since, r.live.failures, r.live.paused, r.live.deaf, len(r.drafts.kept), strings.Join(r.path(), " > "), r.look.theme, r.hereKey()}
	if r.heads.key == k {
		return r.heads.header
	}
	r.heads = heads{k, r.newHeaderLine(), r.newCountsLine()}
	return r.heads.header
}

// heads are the two first lines with what they were made from, which seldom
// changes.
type heads struct {
	key            headKey
	header, counts string
}

type headKey struct {
	shown, held  *board.Board
	w            int
	since        time.Time
	failures     int
	paused, deaf bool
	drafts       int
	where        string
	theme        *theme.Theme
	here         string
}

func (r *root) newHeaderLine() string {
	left := []frame.Segment{
		frame.Say(3, theme.Strong, "PLACEWATCH", ""),
		frame.Say(0, theme.Text, r.council(), ""),
		frame.Say(6, theme.Text, r.where()...),
	}
	if r.look.Spoken {
		left = []frame.Segment{frame.Say(6, theme.Text, r.where()...)}
	}
	if b := r.data(); b != nil && b.Practice {
		left = append(left, frame.Say(3, theme.Strong, "PRACTICE STORE", "PRACTICE"))
	}
	right := append(append(r.freshness(), r.presenceSegment()...), frame.Say(1, theme.Text, r.who.Login+" ("+r.who.Roles+")", r.who.Login))
	return r.look.Segments(r.look.theme, r.w, 2, left, right)
}

func (r *root) council() string {
	if b := r.data(); b != nil {
		return r.look.Show(b.Council.String())
	}
	return ""
}

// path is the way to this screen.
func (r *root) path() []string {
	path := []string{"Board"}
	if r.filter.kept.String() != "" {
		path = append(path, r.filter.kept.String())
	}
	if r.list != nil {
		path = []string{"Board", r.list.title()}
	}
	if r.page != nil {
		path = []string{path[0], r.page.name()}
	}
	switch {
	case r.help != nil:
		path = []string{"Help"}
	case r.log != nil:
		path = []string{"Messages"}
	case r.form != nil:
		path = []string{r.form.on().words(), transition}
	case r.find != nil:
		path = []string{"Find a provision"}
	}
	return path
}

// transition is what the header calls a form.
const transition = "Transition"

// step stands between two screens of a path.
func (r *root) step() string {
	if r.look.Spoken {
		return ", "
	}
	return " > "
}

// where is the path, shorter and shorter. What a form is about is never let go.
func (r *root) where() []string {
	if r.form != nil && r.help == nil && r.log == nil {
		return r.form.on().paths(&r.look, r.step()+transition)
	}
	path := r.path()
	last := path[len(path)-1]
	return []string{strings.Join(path, r.step()), last, r.look.Cut(last, 16), ""}
}

// freshness says how old what is seen is. Live has no counter: an idle screen
// costs nothing. An age appears only where something stands still.
func (r *root) freshness() []frame.Segment {
	b := r.data()
	if b == nil {
		return []frame.Segment{frame.Say(9, theme.Text, "not read yet", "not read")}
	}
	since := r.live.since.Format("15:04")
	dates, live := []string{b.Today.Full(), b.Today.Short(), ""}, []string{"live " + since, "live", ""}
	switch { // where there is room for them, day and hour are said on every screen
	case r.w >= 80:
		dates, live = dates[:2], live[:1]
	case r.w >= 60:
		live = live[:1]
	}
	out := []frame.Segment{frame.Say(4, theme.Text, dates...)}
	switch {
	case r.live.failures > 0:
		out = append(out, frame.Say(7, theme.Warn, "OFFLINE since "+since, "OFFLINE "+since, "OFFLINE"))
	case r.live.paused:
		out = append(out, frame.Say(7, theme.Strong, "PAUSED "+since, "PAUSED"))
	case r.live.deaf:
		out = append(out, frame.Say(7, theme.Warn, "not live since "+since+": ctrl+r reads again", "not live since "+since, "not live"))
	default:
		out = append(out, frame.Say(8, theme.Text, live...))
	}
	if n := r.waiting(); n > 0 {
		out = append(out, frame.Say(5, theme.Strong, plural(n, "change waiting", "changes waiting"), plural(n, "change", "changes"), fmt.Sprintf("+%d", n)))
	}
	if b.Stale != "" {
		// The whole of it goes first, the ages next; that it is stale is never dropped.
		theirs := "Ofsted " + factAge(b.Today, b.OfstedAsAt)
		return append(out, frame.Say(2, theme.Warn, "STALE: "+b.Stale, "STALE: "+theirs+", placements "+factAge(b.Today, b.PlacementsAt), "STALE: "+theirs, "STALE"))
	}
	switch {
	case r.w < 60:
		return out // no room: the card shows one row, and STALE is still said
	case r.look.Spoken && r.w < 100:
		return append(out, frame.Say(7, theme.Text, "Ofsted "+importAge(b.Today, b.OfstedOn, "today", "d old"), ""))
	case r.w < 100: // the age of Ofsted's list is worth more than the date's year
		return append(out, frame.Say(7, theme.Text, "Ofsted "+importAge(b.Today, b.OfstedOn, "0d", "d"), ""))
	}
	return append(out, frame.Say(2, theme.Text, importAges(b)...))
}

// importAges says when Ofsted's list and our placements were last read in, shorter
// and shorter: the age of Ofsted's list goes last.
func importAges(b *board.Board) []string {
	ours, theirs := importAge(b.Today, b.PlacementsOn, "today", "d old"), importAge(b.Today, b.OfstedOn, "today", "d old")
	return []string{"Ofsted " + theirs + ", placements " + ours, "Ofsted " + theirs, ""}
}

func importAge(today, on civil.Date, now, days string) string {
	switch {
	case on.IsZero():
		return "NEVER IMPORTED"
	case on == today:
		return now
	}
	return fmt.Sprintf("%d%s", today.Sub(on), days)
}

// factAge is how old what a list says is, which may be more than its import's age.
func factAge(today, asAt civil.Date) string {
	if asAt.IsZero() {
		return "never"
	}
	return fmt.Sprintf("%dd old", today.Sub(asAt))
}

// countsLine is the second line: how much is late, due, new, waited for, and how
// much is not known. It is made together with the first.
func (r *root) countsLine() string { return r.heads.counts }

func (r *root) newCountsLine() string {
	b := r.data()
	if b == nil {
		return frame.Spaces(r.w)
	}
	gap := 3
	if r.w < 80 {
		gap = 2
	}
	counts := countSegments(b)
	if r.look.Spoken { // a sign alone is not heard
		for i := range counts {
			counts[i].Forms = slices.DeleteFunc(counts[i].Forms, func(s string) bool { return strings.HasPrefix(s, "?") })
		}
	}
	if n := len(r.drafts.kept); n > 0 {
		counts = append(counts, count(27, theme.Text, "MY DRAFTS", n, "DRAFTS", ""))
	}
	return r.look.Segments(r.look.theme, r.w, gap, counts, r.policySegments(b))
}

func countSegments(b *board.Board) []frame.Segment {
	c := b.Counts
	out := []frame.Segment{
		count(30, theme.Danger, "OVERDUE", c.Overdue, "OVER"),
		count(29, theme.Warn, "TODAY", c.Today, "TODAY"),
		count(18, theme.Strong, "NEW", c.New, "NEW", ""),
		count(17, theme.Text, "WAITING", c.Waiting, "WAIT", ""),
		unknownSegment(b),
	}
	if c.Breaches > 0 { // a child placed against a freeze: nothing but what is late is said louder
		out = append(out, count(30, theme.Danger, "BREACH", c.Breaches))
	}
	if c.Requests > 0 {
		out = append(out, count(12, theme.Text, "REQUESTS", c.Requests, "REQ", ""))
	}
	if c.Discrepancies > 0 {
		out = append(out, count(26, theme.Text, "DISCREPANCIES", c.Discrepancies, "DISCR"))
	}
	if c.Proposals > 0 {
		out = append(out, count(21, theme.Text, "TO CONFIRM", c.Proposals, "CONFIRM", ""))
	}
	return append(out, frame.Say(5, theme.Text, fmt.Sprintf("WATCHED %d", c.Watched), ""))
}

// count is a number with its word, and with shorter words; "" lets it go.
func count(keep int, role theme.Role, word string, n int, short ...string) frame.Segment {
	if n == 0 {
		role = theme.Text
	}
	s := frame.Say(keep, role, fmt.Sprintf("%s %d", word, n))
	for _, w := range short {
		if w != "" {
			w = fmt.Sprintf("%s %d", w, n)
		}
		s.Forms = append(s.Forms, w)
	}
	return s
}

// unknownSegment is the alarm about placements of which nothing can be said. It
// is the last that any width may drop.
func unknownSegment(b *board.Board) frame.Segment {
	if cannotSay(b) != nil {
		return frame.Say(28, theme.Doubtful, "CANNOT SAY: "+notImported(b), "CANNOT SAY")
	}
	n := unknowns(b)
	long := fmt.Sprintf("UNKNOWN %d", n)
	if b.Counts.HomesWithoutURN > 0 {
		long += fmt.Sprintf(" (%d in homes)", b.Counts.HomesWithoutURN)
	}
	role := theme.Doubtful
	if n == 0 {
		role = theme.Text
	}
	return frame.Say(28, role, long, fmt.Sprintf("UNKNOWN %d", n), fmt.Sprintf("? %d", n))
}

func (r *root) policySegments(b *board.Board) []frame.Segment {
	var out []frame.Segment
	if f := r.filter.kept.String(); f != "" {
		out = append(out, frame.Say(16, theme.Strong, "filter: "+f, "filter: "+r.look.Cut(f, 12), "FILTER"))
	}
	whole := policyWords(b)
	if b.PolicyWarning != "" {
		return append(out, frame.Say(15, theme.Warn, whole, "policy "+b.Policy+": "+b.PolicyWarning, "POLICY "+b.PolicyWarning, "POLICY !", ""))
	}
	return append(out, frame.Say(2, theme.Text, whole, label("policy", b.Policy), ""))
}

// sayPolicy says under whose policy the board stands, where it says so, and what is
// wrong with it: the header of most screens has no room for all of it.
func (r *root) sayPolicy(b *board.Board) {
	if b.PolicyLife != "" || b.PolicyWarning != "" {
		r.mention(sentence(capital(policyWords(b))))
	}
}

// policyWords are the policy in force, who approved it, until when, and what is
// wrong with that.
func policyWords(b *board.Board) string {
	return join(": ", label("policy", join(", ", b.Policy, b.PolicyLife)), b.PolicyWarning)
}

// title is the terminal window's title: counts only, never a reference.
func (r *root) title() string {
	b := r.data()
	if b == nil {
		return "Placewatch"
	}
	return fmt.Sprintf("Placewatch: %d overdue, %d today", b.Counts.Overdue, b.Counts.Today)
}
