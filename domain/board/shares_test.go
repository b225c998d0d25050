package board

import (
	"fmt"
	"testing"

	"placewatch/domain/ofsted"
)

// judgedThenBack are homes judged on one day, each revisited so many days later;
// 0 is never.
func judgedThenBack(g ofsted.Grade, days ...int) ([]ofsted.Inspection, map[ofsted.URN]ofsted.Type) {
	var all []ofsted.Inspection
	types := map[ofsted.URN]ofsted.Type{}
	for i, n := range days {
		u := fmt.Sprint(9000000 + i)
		types[urn(u)] = ofsted.ChildrensHome
		first := inspected(u, grade(g), "2024-05-01", false)
		all = append(all, first)
		if n > 0 {
			all = append(all, ofsted.Inspection{URN: urn(u), Kind: ofsted.Monitoring, Ended: first.Ended.AddDays(n)})
		}
	}
	return all, types
}

func TestSharesSayHowSoonOfstedWasBack(t *testing.T) {
	all, types := judgedThenBack(ofsted.Inadequate, 30, 34, 38, 40, 44, 46, 50, 60, 75, 130)
	s, ok := ReturnShares(all, types)[ShareKey(ofsted.ChildrensHome, ofsted.Inadequate)]
	if !ok || s != (Shares{N: 10, Returns: 10, P10: 30, Median: 44, P90: 75, In8Weeks: 70, In16Weeks: 90}) {
		t.Errorf("%v, got %+v", ok, s)
	}
	if got := s.Words(); got != "half were revisited by day 44, nine in ten by day 75; 70% within 8 weeks, 90% within 16 (10 inspections in Ofsted's event files)" {
		t.Errorf("got %q", got)
	}
}

func TestAHomeNeverRevisitedCountsAsWaiting(t *testing.T) {
	all, types := judgedThenBack(ofsted.Inadequate, 30, 34, 38, 40, 44, 46, 50, 60, 75, 130, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	s := ReturnShares(all, types)[ShareKey(ofsted.ChildrensHome, ofsted.Inadequate)]
	if s.N != 20 || s.Returns != 10 || s.P90 != -1 || s.In8Weeks != 35 {
		t.Errorf("got %+v", s)
	}
}

func TestSharesAreSilentWhereTheFilesAre(t *testing.T) {
	few, types := judgedThenBack(ofsted.Inadequate, 30, 34, 38)
	if got := ReturnShares(few, types); len(got) != 0 {
		t.Errorf("three returns made a share: %v", got)
	}
	// A file of latest full inspections holds hardly a monitoring visit: the next
	// full inspection in it, a year later, is not when Ofsted was back.
	var full []ofsted.Inspection
	all, types := judgedThenBack(ofsted.Inadequate, 330, 331, 332, 333, 334, 335, 336, 337, 338, 339, 340)
	for _, in := range all {
		in.Kind = ofsted.Full
		full = append(full, in)
	}
	if got := ReturnShares(full, types); len(got) != 0 {
		t.Errorf("a file without events made a share: %v", got)
	}
}

func TestAProvisionalFindingIsNoEvent(t *testing.T) {
	all, types := judgedThenBack(ofsted.Inadequate, 30, 34, 38, 40, 44, 46, 50, 60, 75, 130)
	for i := range all {
		all[i].Provisional = all[i].Kind == ofsted.Full
	}
	if got := ReturnShares(all, types); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
