package concern

import (
	"slices"
	"strings"
	"testing"

	"placewatch/domain/ofsted"
)

// What a person recorded and two people took back no longer stands, and the history
// still says what it was (domain 6: nothing is edited).
func TestAFindingThatWasTakenBackIsStillTold(t *testing.T) {
	for row, want := range map[string]string{"OF1c": "changed: full inspection, inadequate, provisional (recorded by pat)",
		"OF1d": "withdrawn: full inspection, inadequate, provisional (recorded by pat)"} {
		args := found("requires_improvement")
		if row == "OF1d" {
			args = []string{"reason=told of another home"}
		}
		c := after(t, judged(t, fresh(t), "inadequate"), friday, act{pat, row, args}, act{mo, "confirm", nil})
		i := slices.IndexFunc(c.History, func(i ofsted.Inspection) bool { return strings.EqualFold(i.EventType.String(), want) })
		if i < 0 {
			t.Errorf("%s: the history does not say %q: %+v", row, want, c.History)
			continue
		}
		if j := c.History[i].Judgement; !j.IsZero() || j.Unread() {
			t.Errorf("%s: it still stands: %+v", row, j)
		}
	}
}
