package board

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// veiled is the veil over all the cases, which knows how placements stand there.
func veiled(in Input) Veil {
	var parts []concern.Part
	for _, c := range in.Cases {
		parts = append(parts, c.Parts("enforcement")...)
	}
	return NewVeil(parts).Over(in.Cases)
}

// Nothing of enforcement leaves before Ofsted publishes it (domain 3.0): not it, not
// what is owed because of it, not a word for it; once it is public everything does.
func TestEnforcementThatIsNotPublicLeavesInNoExport(t *testing.T) {
	in := lived()
	alder := in.Cases[0]
	e := &alder.Enforcements[0]
	owed(alder, "enforcement.watch", "2026-02-28", "", e.ID)
	owed(alder, "statutory.s30a_visit", "2026-03-01", "C-0412", "")
	alder.Proposals = append(alder.Proposals, concern.Proposal{ID: "p", Row: "EN4", Args: "{}", State: concern.Waiting, Subject: "enforcement:" + e.ID})
	freezes := FreezeList{{URN: "9000412", State: "hard_frozen", Basis: concern.Notice}, {URN: "9000391", State: "frozen", Basis: concern.Watch}}
	v := veiled(in)
	said := func(shown Input) string {
		var out []string
		for _, l := range []Table{Due(shown), Waiting(shown), Revisits(shown), Visits(shown), Requests(shown), Concerns(shown), Exposure(shown), freezes.Public(v)} {
			_, rows := l.Table()
			out = append(out, fmt.Sprint(rows))
		}
		return strings.ToLower(strings.Join(out, "\n"))
	}
	whole := len(Due(in))
	for _, word := range []string{"restriction", "enforcement", "s30a", "en4", "hard_frozen"} {
		if strings.Contains(said(in.Public(v)), word) {
			t.Errorf("%q leaves the program", word)
		}
	}
	if n := len(Due(in.Public(v))); n != whole-2 {
		t.Errorf("%d of %d duties leave, want all but two", n, whole)
	}
	if len(alder.Enforcements) != 1 || len(Due(in)) != whole {
		t.Error("the input itself was changed")
	}
	e.PublicOn = dated("2026-03-01")
	v = veiled(in)
	for _, word := range []string{"restriction", "enforcement", "s30a", "en4", "hard_frozen"} {
		if !strings.Contains(said(in.Public(v)), word) {
			t.Errorf("%q is public and does not leave", word)
		}
	}
}

// A notice that opened the concern is as confidential as any other.
func TestAConcernOpenedByANoticeDoesNotTellOfIt(t *testing.T) {
	in := world()
	dunlin := in.Cases[2]
	dunlin.Concern.Finding, dunlin.Concern.Judgement = concern.Restriction, grade("")
	dunlin.Enforcements = []concern.Enforcement{{ID: "e", Concern: dunlin.Concern.ID, URN: dunlin.Place.URN.String(), Kind: "restriction", State: flow.State(concern.InForce), Finding: concern.Restriction}}
	v := veiled(in)
	if !strings.Contains(fmt.Sprint(Due(in)), "restrict") || strings.Contains(fmt.Sprint(Due(in.Public(v))), "restrict") {
		t.Error("the notice is told, or was never")
	}
}

// A page leaves without the notice, what it brought and what the journal says of it; what
// is left out is counted, and that placements are held back is told.
func TestAPageLeavesWithoutWhatIsConfidential(t *testing.T) {
	in := alderPage(t)
	c := in.Case
	c.Enforcements = []concern.Enforcement{{ID: "9000412-1.23", Concern: "9000412-1", URN: "9000412", Kind: "suspend", State: concern.Decided}}
	c.Freeze = concern.Freeze{URN: "9000412", State: concern.HardFrozen, Basis: concern.Notice, Since: dated("2026-02-25")}
	c.Assessments = []concern.Assessment{{ID: "9000412-1.20", Concern: "9000412-1", URN: "9000412", Child: text.Clean("C-0412"), State: concern.InProgress, Because: "Ofsted's enforcement: suspension"}}
	owed(c, "enforcement.watch", "2026-02-28", "", "9000412-1.23")
	c.Proposals = append(c.Proposals, concern.Proposal{ID: "p", URN: "9000412", Row: "EN4", Args: "{}", State: concern.Waiting, Subject: "enforcement:9000412-1.23"})
	entry := func(seq int64, subject, row string, args map[string]string, changes ...journal.Change) {
		in.Entries = append(in.Entries, journal.Entry{Seq: seq, At: time.Date(2026, 2, 25, 9, 0, 0, 0, time.UTC), Actor: "ann", On: "2026-02-25", Subject: subject, Row: row, Event: "said of enforcement", Args: args, Changes: changes})
	}
	entry(20, "enforcement:9000412-1.23", "EN2", nil)
	entry(21, "enforcement:9000412-1.19", "EN1", nil) // undone since: nobody published it
	entry(22, "concern:9000412-1", "EN3b", nil)
	entry(23, "concern:9000412-1", "OF1", map[string]string{"finding": "suspension"})
	entry(24, "concern:9000412-1", "UN1", nil, change("part", "enforcement/9000412-1.19", false, map[string]string{}))
	entry(25, "concern:9000412-1", "CF1", nil, change("duty", "d", false, duty.Duty{URN: "9000412", Kind: "notice.appeal", What: "enforcement", Status: duty.Open}),
		change("part", "assessment/9000412-1.20", false, map[string]any{"body": c.Assessments[0]}))
	entry(26, "urn:9000412", "FR2", nil, change("freeze", "9000412", false, c.Freeze))
	words := []string{"enforcement", "suspen", "hard_frozen", "hard freeze", "appeal"}
	said := func(in PageInput) string { return strings.ToLower(string(journal.Canonical(Show(in)))) }
	for _, w := range words[:4] {
		if !strings.Contains(said(in), w) {
			t.Errorf("%q is not on the page at all", w)
		}
	}
	public, held := in.Public(NewVeil(c.Parts("enforcement")))
	for _, w := range words {
		if strings.Contains(said(public), w) {
			t.Errorf("%q leaves the program: %s", w, said(public))
		}
	}
	if held != 3+6 || !strings.Contains(said(public), `"freeze":"frozen"`) {
		t.Errorf("%d things are held back, want one notice, its duty, its proposal and six entries", held)
	}
	c.Enforcements[0].PublicOn = dated("2026-03-01")
	in.Entries = slices.DeleteFunc(in.Entries, func(e journal.Entry) bool { return e.Seq == 21 || e.Seq == 23 || e.Seq == 24 })
	if whole, held := in.Public(NewVeil(c.Parts("enforcement"))); held != 0 || said(whole) != said(in) {
		t.Errorf("it is public, and %d things are held back", held)
	}
}

// Every open placement is counted where a person reads, and the counts add up.
func TestWhoIsOnNoRowIsCounted(t *testing.T) {
	in := world()
	in.Buckets[placement.NotYetInspected], in.Buckets[placement.OutsideOfsted], in.Open = 2, 3, 14
	rows, words := Exposure(in).Totals()
	sum := 0
	for _, r := range rows {
		var n int
		if _, err := fmt.Sscan(r[len(r)-1], &n); err != nil {
			t.Fatal(err)
		}
		sum += n
	}
	if sum != in.Open || !strings.Contains(words, "14 open placements: 5 below the threshold, 1 at or above it, 2 not yet inspected") {
		t.Errorf("%d counted; %s", sum, words)
	}
	header, _ := Exposure(in).Table()
	if len(header) != len(rows[0]) || header[len(header)-1] != "placements" || header[2] != "bucket" {
		t.Errorf("the totals do not fit the columns %v", header)
	}
	if got := Build(in).Counts.NotListed(); got != "2 not yet inspected, 3 outside Ofsted" {
		t.Errorf("the board says %q", got)
	}
	if got := in.Unmatched(); !strings.HasPrefix(got, "3 open placements are on no line here: 2 with a URN that names no registered provision, 1 with none") {
		t.Errorf("the provisions say %q", got)
	}
	if got := (Input{}).Unmatched(); got != "" {
		t.Errorf("with none: %q", got)
	}
}
