package concern

import (
	"strings"
	"testing"

	"placewatch/domain/team"
)

// linked is an ended registration whose provision goes on under another.
func linked(t *testing.T) *Case {
	return after(t, endedWithChildren(t), friday, act{pat, "OF11b", []string{"urn=2700001", "owner=yes", "address=yes"}})
}

// The concern follows the provision to its new registration: that is owed, and nothing
// closes the old one before.
func TestTheConcernFollowsToTheNewRegistration(t *testing.T) {
	c := linked(t)
	if w := owedFor(t, c, recordAtNew); w.What != "Record at the new registration what stands at the one that ended: urn:2700001" || w.Role != team.PlacementsOfficer {
		t.Errorf("%+v", w)
	}
	left := leave2(t, c)
	_, _, err := left.Apply("", "OF13", turn(prim, friday, args("reason=x")))
	if err == nil || !strings.Contains(err.Error(), "possible only when nothing but the closing itself is owed") {
		t.Errorf("closed: %v", err)
	}
	for arg, says := range map[string]string{"outcome=recorded": "concern: is not one of urn:2700001", "outcome=recorded concern=1027077-1": "is not one of urn:2700001",
		"outcome=recorded concern=2700001": "like 2700001-1", "outcome=nothing": "reason: is missing", "outcome=nothing concern=2700001-1 reason=x": "leave it out"} {
		if _, _, err := c.Apply("", "OF11e", turn(pat, friday, args(strings.Fields(arg)...))); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %s", arg, err, says)
		}
	}
	alone := after(t, c, friday, act{pat, "OF11e", []string{"outcome=nothing", "reason=x"}})
	if !alone.owes(recordAtNew) {
		t.Error("one person alone said that nothing follows")
	}
	done := after(t, left, friday, act{pat, "OF11e", []string{"outcome=recorded", "concern=concern:2700001-1"}})
	if done.owes(recordAtNew) {
		t.Error("recorded, and still owed")
	}
	again := after(t, c, friday, act{pat, "OF11b", []string{"urn=2700002", "owner=yes", "address=yes"}})
	if n := owesOf(again, recordAtNew); n != 1 {
		t.Errorf("a number corrected owes %d", n)
	}
}
