package board

import (
	"fmt"
	"strings"
	"testing"

	"placewatch/domain/concern"
	"placewatch/domain/flow"
	"placewatch/domain/placement"
)

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
	said := func(shown Input) string {
		var out []string
		for _, l := range []Table{Due(shown), Waiting(shown), Revisits(shown), Visits(shown), Requests(shown), Concerns(shown), Exposure(shown), freezes.Public(in)} {
			_, rows := l.Table()
			out = append(out, fmt.Sprint(rows))
		}
		return strings.ToLower(strings.Join(out, "\n"))
	}
	whole := len(Due(in))
	for _, word := range []string{"restriction", "enforcement", "s30a", "en4", "hard_frozen"} {
		if strings.Contains(said(in.Public()), word) {
			t.Errorf("%q leaves the program", word)
		}
	}
	if n := len(Due(in.Public())); n != whole-2 {
		t.Errorf("%d of %d duties leave, want all but two", n, whole)
	}
	if len(alder.Enforcements) != 1 || len(Due(in)) != whole {
		t.Error("the input itself was changed")
	}
	e.PublicOn = dated("2026-03-01")
	for _, word := range []string{"restriction", "enforcement", "s30a", "en4", "hard_frozen"} {
		if !strings.Contains(said(in.Public()), word) {
			t.Errorf("%q is public and does not leave", word)
		}
	}
}

// A notice that opened the concern is as confidential as any other.
func TestAConcernOpenedByANoticeDoesNotTellOfIt(t *testing.T) {
	in := world()
	dunlin := in.Cases[2]
	dunlin.Concern.Finding, dunlin.Concern.Judgement = concern.Restriction, grade("")
	dunlin.Enforcements = []concern.Enforcement{{ID: "e", Kind: "restriction", State: flow.State(concern.InForce), Finding: concern.Restriction}}
	if !strings.Contains(fmt.Sprint(Due(in)), "restrict") || strings.Contains(fmt.Sprint(Due(in.Public())), "restrict") {
		t.Error("the notice is told, or was never")
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
