package tui

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// fakeDesk answers at once and remembers what it was asked.
type fakeDesk struct {
	mu      sync.Mutex
	board   *board.Board
	page    *board.Page
	places  []board.Found
	offers  []flow.Offer
	version int64
	err     error // of Board and Page
	preview func(flow.Command) (*flow.Preview, error)
	do      func(flow.Command) (*flow.Receipt, error)
	done    []flow.Command
	drafts  map[string]flow.Draft
	kept    []string // what was kept and dropped, in order
	keep    error    // of SaveDraft
	lost    error    // of Drafts
	undone  []string
	last    *flow.Undoable
	undo    error // of Undo and Redo
	lists   map[string]*board.List
	opened  []string
	seen    []string // where this screen said it was
	others  []board.Present
	prefers board.Preference
	unkept  error // of Prefer
	unread  error // of Opened
	sought  []string
	deaf    error // of Searched
	bell    chan struct{}
}

func (d *fakeDesk) Board(context.Context) (*board.Board, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.board, d.err
}

func (d *fakeDesk) Here(_ context.Context, urn string, doing board.Doing, _ time.Time) ([]board.Present, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seen = append(d.seen, string(doing)+" "+urn)
	return d.others, nil
}

func (d *fakeDesk) Prefer(_ context.Context, p board.Preference) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.prefers = p
	return d.unkept
}

func (d *fakeDesk) Searched(_ context.Context, sought []string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sought = append(d.sought, sought...)
	return d.deaf
}

func (d *fakeDesk) Opened(_ context.Context, urn string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.opened = append(d.opened, urn)
	return d.unread
}

func (d *fakeDesk) Page(_ context.Context, urn string) (*board.Page, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.page, d.err
}

func (d *fakeDesk) Offers(context.Context, string) ([]flow.Offer, int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.offers, d.version, nil
}

func (d *fakeDesk) Preview(_ context.Context, c flow.Command) (*flow.Preview, error) {
	if d.preview != nil {
		return d.preview(c)
	}
	return &flow.Preview{Subject: c.Subject, Version: c.Version, Lines: visitLines()}, nil
}

func (d *fakeDesk) Do(_ context.Context, c flow.Command) (*flow.Receipt, error) {
	d.mu.Lock()
	d.done = append(d.done, c)
	d.mu.Unlock()
	if d.do != nil {
		return d.do(c)
	}
	return &flow.Receipt{Subject: c.Subject, ID: "VI3", Seq: 18}, nil
}

func (d *fakeDesk) Changed() <-chan struct{} { return d.bell }

func visitLines() []flow.Line {
	return []flow.Line{
		{Verb: "change", What: "visit state  BOOKED -> DONE"},
		{Verb: "set", What: "visited on 3 Mar 2026 (3 days after the due date, 28 Feb)"},
		{Verb: "opens", What: "report the visit by 10 Mar 2026 (5 working days)"},
		{Verb: "not", What: "lift the freeze: only a senior manager can, after a new judgement"},
	}
}

func day(s string) civil.Date { return civil.MustParse(s) }

func at0914() time.Time { return time.Date(2026, time.March, 3, 9, 14, 0, 0, time.UTC) }

// invented is the board of the mock-ups: nobody and nothing in it is real.
func invented() *board.Board {
	c := text.Clean
	child := func(mark board.Mark, ref, home, urn, jud, words string, wk int, next, due, left, owner string, late int) board.ChildRow {
		r := board.ChildRow{ID: "child:" + ref + "/1", Subject: "child:" + ref, Version: 17, Mark: mark, Child: c(ref), URN: urn,
			Provision: c(home), Type: "children's home", Bucket: placement.BelowThreshold, Judgement: jud, JudgementWords: words,
			Weeks: wk, NextStep: next, Left: left, DaysLate: late, Owner: c(owner), OwnerRole: "commissioning officer",
			PlacedOn: day("2025-10-14"), PlacementType: "K2", Team: c("North"), Worker: c("J. Mason"), Held: "FROZEN to new placements",
			InspectedOn: day("2026-03-03").AddDays(-7 * wk), Reasons: []string{words + " (+40)", "2 children of ours placed there (+10)"}}
		if due != "" {
			r.Due = day(due)
		}
		if late > 0 {
			r.Reasons = append([]string{fmt.Sprintf("%d days late (+30)", late)}, r.Reasons...)
		}
		r.Duties = []board.DutyLine{{ID: "duty:" + ref, Mark: mark, What: next, Due: r.Due, OriginalDue: r.Due, Left: left, Owner: c(owner),
			OwnerRole: "principal manager", WhoseDuty: "ours", Explanation: "5 working days from Tue 17 Feb 2026", Source: "S0"}}
		return r
	}
	b := &board.Board{
		Today: day("2026-03-03"), Council: c("Exampleshire"), Policy: "default v3", Seq: 18204, Checked: 23, NextVisit: "Elm Grove, 12 Mar 2026",
		OfstedAsAt: day("2026-02-28"), OfstedOn: day("2026-03-02"), PlacementsOn: day("2026-03-01"), PlacementsAt: day("2026-02-27"),
		Counts: board.Counts{Overdue: 5, Today: 2, New: 3, Waiting: 4, OpenPlacements: 458, Discrepancies: 1, Watched: 6,
			Buckets: map[placement.Bucket]int{placement.BelowThreshold: 8, placement.UnknownURN: 1, placement.MissingURN: 2, placement.AtOrAbove: 447}},
		Children: []board.ChildRow{
			child(board.Overdue, "C-0412", "Alder House", "9000412", "INAD", "Inadequate", 6, "Suitability: sign", "2026-02-24", "7d late", "ann", 7),
			child(board.Overdue, "C-0388", "Alder House", "9000412", "INAD", "Inadequate", 6, "Child voice missing", "2026-02-26", "5d late", "", 5),
			child(board.Overdue, "C-0391", "Copper Lane", "9000391", "RI", "Requires improvement", 3, "Provider plan: chase", "2026-02-27", "4d late", "ben", 4),
			child(board.Today, "C-0420", "Dunlin Court", "9000420", "RI(p)", "Requires improvement", 0, "Exposure check", "2026-03-03", "today", "ann", 0),
			child(board.Today, "C-0407", "Birch Lodge", "9000407", "INAD", "Inadequate", 11, "Plan review point", "2026-03-03", "today", "cas", 0),
			child(board.New, "C-0433", "Dunlin Court", "9000420", "RI(p)", "Requires improvement", 0, "Tell IRO and SW", "2026-03-04", "1d", "", 0),
			child(board.Open, "C-0402", "Birch Lodge", "9000407", "INAD", "Inadequate", 11, "Ofsted may return", "", "window open", "cas", 0),
			child(board.NotDue, "C-0377", "Elm Grove", "9000377", "RI", "Requires improvement", 9, "QA visit 2 booked", "2026-03-12", "9d", "ben", 0),
			child(board.Problem, "C-0299", "Fairfield Independent Fostering", "", "?", "the URN in the file is not on Ofsted's list", -1, "Correct the URN", "", "—", "dee", 0),
		},
		Revisits: []board.RevisitRow{
			{ID: "window:birch", Subject: "concern:birch", Mark: board.Today, URN: "9000407", Provision: c("Birch Lodge"), Kind: "return", Earliest: day("2026-01-26"), Latest: day("2026-02-09"), State: "passed", Left: "22d past", Children: 2, Rule: "home.return", Explanation: "6 to 8 weeks from 15 Dec 2025", Source: "R9#12"},
			{ID: "window:alder", Subject: "concern:alder", Mark: board.Open, URN: "9000412", Provision: c("Alder House"), Kind: "return", Earliest: day("2026-03-02"), Latest: day("2026-03-16"), State: "open", Left: "in window", Children: 2, Rule: "home.return", Explanation: "6 to 8 weeks from 19 Jan 2026", Source: "R9#12"},
			{ID: "window:alder16", Subject: "concern:alder", Mark: board.NotDue, URN: "9000412", Provision: c("Alder House"), Kind: "full re-inspection", Latest: day("2026-05-11"), State: "open", Left: "in 69d", Children: 2, Rule: "home.full_reinspection", Explanation: "within 16 weeks of 19 Jan 2026", Source: "R9#14"},
			{ID: "window:copper", Subject: "concern:copper", Mark: board.Problem, URN: "9000391", Provision: c("Copper Lane"), Kind: "full re-inspection", State: "not_open", Left: "no date", Children: 1, Explanation: "no rule sets a date for this type and judgement"},
		},
		Visits: []board.VisitRow{
			{ID: "visit:1", Subject: "visit:1", Version: 7, Mark: board.Overdue, URN: "9000391", Provision: c("Copper Lane"), Kind: "progress", Due: day("2026-02-27"), Left: "4d late", DaysLate: 4, State: "not booked", Visitor: c("ben"), Rule: "qa.progress_visit", Explanation: "7 days from 20 Feb 2026", Source: "S1"},
			{ID: "visit:2", Subject: "visit:2", Version: 18, Mark: board.Overdue, URN: "9000412", Provision: c("Alder House"), Kind: "full", Due: day("2026-02-28"), BookedFor: day("2026-03-05"), Left: "3d late", DaysLate: 3, State: "booked 5 Mar", Visitor: c("ann"), Rule: "qa.full_visit", Explanation: "5 working days after the action plan", Source: "S1"},
			{ID: "visit:3", Subject: "visit:3", Version: 1, Mark: board.NotDue, URN: "9000420", Provision: c("Dunlin Court"), Kind: "progress", Due: day("2026-03-10"), Left: "in 7d", State: "not booked", Rule: "qa.progress_visit", Explanation: "7 days from 3 Mar 2026", Source: "S1"},
		},
	}
	b.Children[3].Provisional, b.Children[5].Provisional = true, true
	b.Children[8].Bucket, b.Children[8].InspectedOn, b.Children[8].Held = placement.UnknownURN, civil.Date{}, ""
	b.Children[7].OutOfArea = "Otherton"
	return b
}

// crowded is a council of n children, all in nine homes.
func crowded(n int) *board.Board {
	b := invented()
	few := b.Children
	b.Children = make([]board.ChildRow, n)
	for i := range b.Children {
		row := few[i%len(few)]
		row.ID = fmt.Sprintf("child:%d/1", i)
		row.Child = text.Clean(fmt.Sprintf("C-%04d", i))
		b.Children[i] = row
	}
	b.Counts.OpenPlacements = n
	return b
}

func inventedPage() *board.Page {
	c := text.Clean
	b := invented()
	line := func(mark board.Mark, when, who, what string, lines ...flow.Line) board.TimelineRow {
		return board.TimelineRow{ID: "journal:" + when + what, Mark: mark, When: when, Who: c(who), What: c(what), Details: lines}
	}
	return &board.Page{
		Subject: "concern:alder", Version: 18, URN: "9000412", Name: c("Alder House"), Type: "children's home",
		Judgement: "INAD", JudgementWords: "Inadequate", Since: day("2026-01-19"), Weeks: 6, Status: "active",
		LocalAuthority: c("Exampleshire"), Owner: c("Alder Care Ltd"), Places: "4",
		Freeze: "FROZEN to new placements since 20 Jan, 42 days", OfstedState: "awaiting revisit, 2 to 16 Mar", QAState: "visiting", PlanState: "live, review 10 Mar",
		Children: b.Children[:2], Duties: []board.DutyLine{b.Children[0].Duties[0], b.Children[1].Duties[0]},
		Revisits: b.Revisits[1:3], Visits: b.Visits[1:2],
		Parts: inventedParts(),
		Items: []board.Item{{ID: "item:1", Kind: "requirement", Text: c("Staffing rota must show who is on duty at night"), Progress: "met"},
			{ID: "item:2", Kind: "recommendation", Text: c("Review the risk assessments each month")}},
		Proposals: []board.Proposal{{ID: "p1", Event: "freeze_stepped_down", Title: "Step the freeze down", By: c("cas"), Expires: day("2026-03-10")}},
		Timeline: []board.TimelineRow{
			line(board.NoMarkup, "3 Mar 09:13", "cas", "QA visit (full) booked for 5 Mar; was due 28 Feb",
				flow.Line{Verb: "keep", What: "due on 28 Feb 2026: the first promise is kept"}, flow.Line{Verb: "set", What: "booked for 5 Mar 2026"}),
			line(board.Today, "2 Mar", "rule", "Ofsted window opened: may return 2 Mar to 16 Mar"),
			line(board.Overdue, "28 Feb", "rule", "QA visit (full) became overdue"),
			line(board.Overdue, "24 Feb", "rule", "Suitability C-0412 became overdue"),
			line(board.NoMarkup, "21 Feb 15:40", "S. Hart", "Child's voice recorded, C-0412"),
			line(board.NoMarkup, "20 Feb 11:02", "ann", "Provider view recorded (letter L-0231)"),
			line(board.NoMarkup, "12 Feb 16:31", "cas", "Improvement plan SIP-88 issued, 7 actions"),
			line(board.NoMarkup, "12 Feb 09:10", "ann", "Suitability opened for C-0412 and C-0388"),
			line(board.NoMarkup, "9 Feb 10:55", "ann", "Judgement confirmed Inadequate (report published)"),
			line(board.NoMarkup, "20 Jan 16:20", "ann", "Judgement provisional Inadequate (Ofsted call)"),
			line(board.NoMarkup, "20 Jan 16:20", "rule", "Freeze opened"),
		},
	}
}

func visitOffer() flow.Offer {
	return flow.Offer{ID: "VI3", Event: "visit_done", Title: "Record QA visit done", Allowed: true, Class: flow.Checked, Source: "S1",
		Arguments: []flow.Arg{
			{Name: "on", Label: "Visit date", Kind: flow.DateArg, Required: true, Hint: `day month year, or "today"`, Default: "today"},
			{Name: "by", Label: "Visitor", Kind: flow.TextArg, Required: true, Default: "ann"},
			{Name: "announced", Label: "Announced?", Kind: flow.ChoiceArg, Required: true, Options: []flow.Option{{Value: "yes", Words: "announced"}, {Value: "no", Words: "unannounced"}}},
			{Name: "seen", Label: "Children seen", Kind: flow.ChildrenArg, Options: []flow.Option{{Value: "C-0412"}, {Value: "C-0388"}}},
			{Name: "met", Label: "Requirements met (7)", Kind: flow.NumberArg},
			{Name: "note", Label: "Note", Kind: flow.TextArg, Hint: "Do not put names, dates of birth or addresses here."},
		}}
}

func inventedOffers() []flow.Offer {
	return []flow.Offer{
		visitOffer(),
		{ID: "VI5", Event: "visit_missed", Title: "Record QA visit missed", Allowed: true, Class: flow.Checked, Source: "S1", Arguments: []flow.Arg{{Name: "reason", Label: "Reason", Kind: flow.TextArg, Required: true}}},
		{ID: "VI6", Event: "visit_waived", Title: "Waive this visit", Allowed: true, Two: true, Class: flow.Signed, Source: "S1", Arguments: []flow.Arg{{Name: "reason", Label: "Reason", Kind: flow.TextArg}}},
		{ID: "CF1", Event: "fact_noted", Title: "Note that someone was told", Allowed: true, Class: flow.Free},
		{ID: "SA4a", Event: "signed_continue", Title: "Sign suitability", WhyNot: "only the principal manager signs; you are QA officer", Source: "S0"},
	}
}

func desk(b *board.Board) *fakeDesk {
	return &fakeDesk{board: b, page: inventedPage(), places: inventedPlaces(), drafts: map[string]flow.Draft{}, lists: inventedLists(), offers: inventedOffers(), version: 17, bell: make(chan struct{}, 1)}
}

// hand drives a model as a person would, without a terminal: commands run at
// once, timers never, but for the finder's pause; the doorbell is rung by the test.
type hand struct {
	t    testing.TB
	m    *root
	desk *fakeDesk
	quit bool
}

func sit(t testing.TB, d *fakeDesk, w, h int, opts Options) *hand {
	x := &hand{t: t, desk: d}
	opts.Context = t.Context()
	x.m = New(d, at0914, Who{"ann", "QA officer"}, opts).(*root)
	x.m.after = func(d time.Duration, f func(time.Time) tea.Msg) tea.Cmd {
		if d != typingPause && d != draftPause {
			return nil
		}
		return func() tea.Msg { return f(at0914()) }
	}
	x.send(tea.WindowSizeMsg{Width: w, Height: h})
	x.send(tea.ColorProfileMsg{Profile: colorprofile.ANSI256})
	x.run(x.m.fetch())
	x.run(x.m.readDrafts())
	return x
}

func (x *hand) send(msg tea.Msg) {
	_, cmd := x.m.Update(msg)
	x.run(cmd)
}

// run carries a command out, and what follows from it.
func (x *hand) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			x.run(c)
		}
	case tea.QuitMsg:
		x.quit = true
	case nil:
	default:
		x.send(msg)
	}
}

// press sends keys by name: "j", "enter", "ctrl+s", or typed text after "=".
func (x *hand) press(keys ...string) {
	for _, k := range keys {
		if typed, found := strings.CutPrefix(k, "="); found {
			for _, c := range typed {
				x.send(tea.KeyPressMsg{Text: string(c), Code: c})
			}
			continue
		}
		x.send(keyNamed(k))
	}
}

func keyNamed(k string) tea.KeyPressMsg {
	special := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
		"left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
		"backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "f1": tea.KeyF1, "f2": tea.KeyF2, "f3": tea.KeyF3, "f4": tea.KeyF4, "f5": tea.KeyF5}
	if code, found := special[k]; found {
		return tea.KeyPressMsg{Code: code}
	}
	if k == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	if k == "shift+tab" {
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	}
	if c, found := strings.CutPrefix(k, "ctrl+"); found {
		return tea.KeyPressMsg{Code: rune(c[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Text: k, Code: []rune(k)[0]}
}

// opensWith is a session that began with that board.
func (x *hand) opensWith(b *board.Board) {
	x.m.board = newBoardScreen()
	x.m.readAs()
	x.m.apply(b)
}

// ring tells the session that something was written.
func (x *hand) ring() {
	x.run(x.m.reread())
}

// frame is the screen as text, trailing spaces cut.
func (x *hand) frame() string {
	lines := strings.Split(ansi.Strip(x.m.View().Content), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func (x *hand) message() string {
	if m := x.m.messages.shown(); m != nil {
		return m.line()
	}
	return ""
}
