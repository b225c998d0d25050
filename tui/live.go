package tui

import (
	"context"
	"fmt"
	"maps"
	"time"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/board"
	"placewatch/domain/flow"
)

// live is how the board keeps up: one read at a time, a doorbell that says when
// to read again, and updates held back while a hand is on something.
type live struct {
	fetching bool
	again    bool // it rang while a read was under way
	deaf     bool // the doorbell is gone: no live updates in this session
	paused   bool
	held     *board.Board   // the newest board, waiting to be applied
	newRows  int            // on the held board and not on the shown one
	own      int64          // the journal entry of this person's that the next board shows, although updates wait
	missed   bool           // a board came while something was being written, and was not taken
	mine     map[int64]bool // journal entries of this person's that no shown board knows yet
	since    time.Time      // of the last good read
	failures int
	why      string // the last failure, in words
	waited   int    // seconds spent on the first read
	day      string
}

type (
	boardMsg struct {
		board *board.Board
		err   error
		at    time.Time
	}
	changedMsg struct{ open bool }
	minuteMsg  struct{ at time.Time }
	loadingMsg struct{}
	retryMsg   struct{ failures int }
)

// patience is how long a read of the store may take before it counts as failed.
const patience = 30 * time.Second

// fetch reads the board in a command; while one is under way it only remembers
// to read once more.
func (r *root) fetch() tea.Cmd {
	if r.live.fetching {
		r.live.again = true
		return nil
	}
	r.live.fetching, r.live.missed = true, false
	desk, clock, parent := r.desk, r.clock, r.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, patience)
		defer cancel()
		b, err := desk.Board(ctx)
		return boardMsg{b, err, clock()}
	}
}

// listen waits for the doorbell; it is hung up again after each ring.
func (r *root) listen() tea.Cmd {
	bell, ctx := r.desk.Changed(), r.ctx
	if bell == nil {
		r.live.deaf = true
		return nil
	}
	return func() tea.Msg {
		select {
		case _, open := <-bell:
			return changedMsg{open}
		case <-ctx.Done():
			return nil
		}
	}
}

func (r *root) changed(msg changedMsg) tea.Cmd {
	if !msg.open {
		r.live.deaf = true
		return nil
	}
	return tea.Batch(r.listen(), r.reread())
}

// minute wakes at the next full minute, only to notice another day: an idle
// screen writes nothing.
func (r *root) minute() tea.Cmd {
	now := r.clock()
	return r.after(now.Truncate(time.Minute).Add(time.Minute).Sub(now), func(at time.Time) tea.Msg { return minuteMsg{at} })
}

func (r *root) minutePassed(minuteMsg) tea.Cmd {
	if r.live.day != "" && r.clock().Format(time.DateOnly) != r.live.day {
		return tea.Batch(r.minute(), r.fetch())
	}
	return r.minute()
}

func (r *root) loadingIn(d time.Duration) tea.Cmd {
	return r.after(d, func(time.Time) tea.Msg { return loadingMsg{} })
}

// stillLoading counts the wait for the first board in words.
func (r *root) stillLoading() tea.Cmd {
	if r.data() != nil || r.live.failures > 0 {
		return nil
	}
	words := "Reading the board…"
	if r.live.waited > 0 {
		words = fmt.Sprintf("Reading the board… %ds", r.live.waited)
	}
	r.board.waiting = words
	r.live.waited++
	return r.loadingIn(time.Second)
}

// boardRead takes a board, or the news that there is none.
func (r *root) boardRead(msg boardMsg) tea.Cmd {
	r.live.fetching = false
	if msg.err != nil {
		return r.offline(msg.err)
	}
	r.online(msg.at)
	if r.writing() { // whose change is whose is known when the answer is there
		r.live.missed = true
		return nil
	}
	if r.holding() && !r.ownIn(msg.board) {
		r.hold(msg.board)
	} else {
		r.apply(msg.board)
	}
	if r.live.again {
		r.live.again = false
		return r.fetch()
	}
	return nil
}

func (r *root) online(at time.Time) {
	if r.live.failures > 0 {
		r.messages.offline = nil
		r.say(ok, "The board is live again.")
	}
	r.live.failures = 0
	r.live.since = at
	r.live.day = at.Format(time.DateOnly)
}

// offline keeps the last rows in sight, says since when they stand still, and
// tries again: after 1, 2, 4 … at most 60 seconds.
func (r *root) offline(err error) tea.Cmd {
	if r.ctx.Err() != nil {
		return nil
	}
	delay := time.Second << min(r.live.failures, 6)
	delay = min(delay, time.Minute)
	r.live.failures++
	r.live.again = false
	what := "No live updates since " + r.live.since.Format("15:04")
	if r.data() == nil {
		what = "The board could not be read"
	}
	r.live.why = inWords(err)
	r.say(off, fmt.Sprintf("%s: %s Retrying in %ds; ctrl+r tries now.", what, r.live.why, int(delay.Seconds())))
	n := r.live.failures
	return r.after(delay, func(time.Time) tea.Msg { return retryMsg{n} })
}

// retry reads again, unless someone did so by hand meanwhile.
func (r *root) retry(msg retryMsg) tea.Cmd {
	if msg.failures != r.live.failures {
		return nil
	}
	return r.fetch()
}

// hold keeps a board until the hand is off, and says which rows will be new: nobody
// waits for an alarm without knowing of it.
func (r *root) hold(b *board.Board) {
	before := r.live.newRows
	r.live.held, r.live.newRows = b, 0
	shown := idsOn(r.data())
	for id := range idsOn(b) {
		r.live.newRows += b2i(!shown[id])
	}
	if n := r.live.newRows; n > before {
		r.mention(capital(plural(n, "new row waits", "new rows wait")) + " to come on the board.")
	}
}

// holding reports whether nothing on the board may change now: a hand is on a form, a
// menu, the finder, the filter or the help, or live updates are paused.
func (r *root) holding() bool {
	return r.data() != nil && (r.live.paused || r.busyWithMenu())
}

func (r *root) busyWithMenu() bool {
	return r.form != nil || r.palette != nil || r.help != nil || r.log != nil || r.find != nil || r.filter.open || r.prefix != ""
}

// waiting counts what is not shown as it is: the journal entries that the held board
// knows and the shown one does not, or else the rows that wait to move.
func (r *root) waiting() int {
	if r.live.held == nil || r.data() == nil {
		return r.board.focused().waits
	}
	n := int(r.live.held.Seq - r.data().Seq)
	if n == 0 && r.live.held.Today != r.data().Today {
		return 1 // another day changes what is late
	}
	return max(0, n)
}

// release applies what was held once nothing holds it any more.
func (r *root) release() {
	if p := r.page; p != nil && p.held != nil && !r.live.paused {
		p.load(p.held)
	}
	if s := r.list; s != nil && s.held != nil && !r.live.paused {
		s.load(s.held)
	}
	if r.live.held == nil || r.holding() {
		return
	}
	n, b := r.waiting(), r.live.held
	r.apply(b)
	if r.messages.now == nil && n > 0 {
		r.say(note, plural(n, "change that waited is", "changes that waited are")+" on the board now.")
	}
}

// apply shows a board. The hand stays on its row; if that changed or went, a
// message says so, and so it is said which rows are new.
func (r *root) apply(b *board.Board) {
	hand := r.board.focused()
	before, had := hand.selected()
	gone := had && hand.ghost.id == before.id // and said already
	if r.data() == nil || policyWords(r.data()) != policyWords(b) {
		r.sayPolicy(b)
	}
	first := r.data() == nil
	defer r.sayDrafts()
	n := news{marks: r.marksOf(b), at: r.live.since.Format("15:04")}
	r.live.held, r.live.newRows = nil, 0
	r.look.today = b.Today
	r.filter.read(r.env(b))
	var fresh []item
	if first {
		r.board.load(b, r.filter.kept)
	} else {
		fresh = r.board.take(&r.look, b, r.filter.kept, n)
	}
	r.relayout()
	if had && !first && !gone && r.page == nil && r.list == nil {
		r.sayOfHand(before)
	}
	if len(fresh) > 0 {
		r.mention(newOnBoard(fresh))
	}
}

// marksOf says what of a board is to be marked. Where others wrote as well, nobody can
// say which row was whose, so all are: better a mark too many than a change unseen.
func (r *root) marksOf(b *board.Board) marks {
	shown := r.data()
	if shown == nil {
		return noMarks
	}
	others := b.Seq <= shown.Seq
	for seq := shown.Seq + 1; seq <= b.Seq && !others; seq++ {
		others = !r.live.mine[seq]
	}
	maps.DeleteFunc(r.live.mine, func(seq int64, _ bool) bool { return seq <= b.Seq })
	switch {
	case b.Today != shown.Today:
		return versions
	case others:
		return allMarks
	}
	return noMarks
}

// wrote remembers the journal entries of what this person did: one, and one for each
// row that followed of itself.
func (r *root) wrote(done *flow.Receipt) {
	if done == nil {
		return
	}
	if r.live.mine == nil {
		r.live.mine = map[int64]bool{}
	}
	r.live.mine[done.Seq] = true
	if r.look.Spoken && r.live.paused {
		r.awaitOwn(done.Seq)
	}
	next := done.Seq
	for _, line := range done.Lines {
		if line.Verb == "then" {
			next++
			r.live.mine[next] = true
		}
	}
}

// awaitOwn has the next read of each screen shown although updates wait: nobody is to
// find what they just wrote missing because they listen to the board.
func (r *root) awaitOwn(seq int64) {
	r.live.own = seq
	if r.page != nil {
		r.page.own = true
	}
	if r.list != nil {
		r.list.own = true
	}
}

// ownIn reports whether b is the board that this person's own writing is awaited on.
func (r *root) ownIn(b *board.Board) bool {
	if r.live.own == 0 || b.Seq < r.live.own || r.busyWithMenu() {
		return false
	}
	r.live.own = 0
	return true
}

// writing reports whether something of this person's is being written.
func (r *root) writing() bool { return r.form != nil && r.form.saving || r.undo.busy }

// catchUp reads what came while something was being written.
func (r *root) catchUp() tea.Cmd {
	if !r.live.missed {
		return nil
	}
	r.live.missed = false
	return r.fetch()
}

// env is what a filter is read against.
func (r *root) env(b *board.Board) board.FilterEnv {
	e := board.FilterEnv{Me: r.who.Login, WorkingDays: r.opts.WorkingDays, Board: b}
	if b != nil {
		e.Today = b.Today
	}
	return e
}
