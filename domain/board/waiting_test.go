package board

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/concern"
	"placewatch/domain/flow"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

func worker(login string, until string, roles ...team.Role) team.Person {
	p := team.Person{ID: login, Login: text.Clean(login)}
	for _, r := range roles {
		g := team.Grant{Role: r}
		if until != "" {
			g.Until = dated(until)
		}
		p.Grants = append(p.Grants, g)
	}
	return p
}

// staffed is the world with people in it: ann and ben who look after quality, cas
// of placements, and pam who leads; nobody for the rest, and dee who has left. Ann
// has proposed to waive a visit.
func staffed(t *testing.T) Input {
	t.Helper()
	in := world()
	in.Rules.Team = []team.Person{worker("ann", "", team.QAOfficer), worker("ben", "", team.QAOfficer), worker("cas", "", team.PlacementsOfficer),
		worker("dee", "2026-02-28", team.CommissioningOfficer), worker("pam", "", team.PrincipalManager)}
	for _, c := range in.Cases {
		c.Team, c.Proposals = in.Rules.Team, nil
	}
	owe(in.Cases[0], "improvement.review", "2026-03-06", "", "")
	owe(in.Cases[3], "concern.close", "2026-03-12", "", "dee")
	visiting(in.Cases[2], concern.Visit{Kind: concern.Progress, State: concern.Owed, Due: dated("2026-03-05")})
	proposed, _, err := in.Cases[2].Apply(in.Cases[2].Visits[0].ID, "VI6", &flow.Turn{Who: in.Rules.Team[0], Today: drawnOn, Cal: rules().Cal,
		Raw: map[string]string{"reason": "the home closes"}})
	if err != nil {
		t.Fatal(err)
	}
	in.Cases[2] = proposed
	return in
}

func drawnWaiting(l WaitingList) []string {
	out := []string{}
	for _, r := range l {
		out = append(out, fmt.Sprintf("%s | %s | %s | %s | %s | %s", strings.Join(r.WaitsFor, ","), r.What, r.Since, r.Until, r.Status, r.Nobody))
	}
	return out
}

// What waits for nobody stands first and says so; then what is late, then what a second
// person is to confirm, since something waits for it, then the rest.
func TestWhatWaitsForWhom(t *testing.T) {
	want := []string{
		" | Review the service improvement plan | 2026-01-20 | 2026-03-06 | due | nobody holds commissioning officer",
		"pam | Close the concern | 2025-12-16 | 2026-03-12 | due | dee has it and holds no role that acts on a case; hand it to somebody (DU1)",
		"ann | Full QA visit | 2026-01-20 | 2026-02-24 | overdue | ",
		"ann,ben | Alert each child's social worker and IRO or SEN officer | 2026-01-20 | 2026-02-26 | overdue | ",
		"ben | Ask the provider again for its Ofsted action plan | 2026-02-12 | 2026-02-27 | overdue | ",
		"pam | Confirm: Waive the visit (VI6) | 2026-03-03 | 2026-03-10 | proposed | ",
		"ofsted | Ofsted returns | 2026-01-26 | 2026-02-09 | passed | ",
		"provider | Provider checks the visit report for accuracy | 2026-03-03 | 2026-03-02 | passed | ",
		"ann,ben | List our children there | 2026-03-03 | 2026-03-04 | due | ",
		"ofsted | Ofsted returns | 2026-03-02 | 2026-03-16 | open | ",
		"cas | Check for news from Ofsted | 2025-12-16 | 2026-03-20 | due | ",
	}
	if diff := cmp.Diff(want, drawnWaiting(Waiting(staffed(t)))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatWaitsForOnePersonOrRole(t *testing.T) {
	all := Waiting(staffed(t))
	for who, want := range map[string]int{"ANN": 3, "pam": 2, "qa officer": 4, "qa_officer": 4, "principal_manager": 2, "ofsted": 2, "provider": 1, "nobody": 2, "dee": 0, "zoe": 0} {
		if got := all.For(who); len(got) != want {
			t.Errorf("%d wait for %s, want %d: %q", len(got), who, want, drawnWaiting(got))
		}
	}
}

// A proposal that only its proposer could confirm waits for nobody, and says so.
func TestAProposalThatNobodyElseMayConfirmIsLoud(t *testing.T) {
	in := staffed(t)
	in.Cases[2].Team = in.Rules.Team[:4]
	got := Waiting(in).For("nobody")
	if i := slices.IndexFunc(got, func(r WaitingItem) bool { return r.Kind == "proposal" }); i < 0 ||
		got[i].Nobody != "nobody but ann may confirm it: it needs a second person, principal manager" {
		t.Errorf("%q", drawnWaiting(got))
	}
}

// What is put off still waits, and says until when; what is late is late.
func TestWhatIsSnoozedStillWaits(t *testing.T) {
	in := staffed(t)
	snooze(in, "concern.watch_ofsted", "2026-03-17")
	snooze(in, "qa.full_visit", "2026-03-17")
	status := map[string]string{}
	for _, r := range Waiting(in) {
		status[r.What] = strings.TrimSpace(r.Status + " " + r.Snoozed.String())
	}
	if status["Check for news from Ofsted"] != "snoozed 2026-03-17" || status["Full QA visit"] != "overdue" {
		t.Errorf("%v", status)
	}
}

// snooze puts off every duty of that kind.
func snooze(in Input, kind, until string) {
	for _, c := range in.Cases {
		for i := range c.Duties {
			if c.Duties[i].Kind == kind {
				c.Duties[i].Snoozed = dated(until)
			}
		}
	}
}

// A duty that is put off is the next step only where nothing else is, and then it
// says so; it is not dropped.
func TestASnoozedDutyGivesWayAndIsNotDropped(t *testing.T) {
	in := world()
	snooze(in, "qa.list_children", "2026-03-04")
	if r := row(t, Build(in), "C-0420"); r.NextStep != "snoozed to 4 Mar: list our children there" || r.Mark != New || r.Snoozed != dated("2026-03-04") || r.Due != dated("2026-03-04") {
		t.Errorf("%s, %q", r.Mark, r.NextStep)
	}
	owe(in.Cases[2], "concern.watch_ofsted", "2026-03-20", "", "cas")
	r := row(t, Build(in), "C-0420")
	if r.NextStep != "Check for news from Ofsted" || !r.Snoozed.IsZero() {
		t.Errorf("%q", r.NextStep)
	}
	if !slices.ContainsFunc(r.Duties, func(l DutyLine) bool { return l.What == "List our children there (snoozed to 4 Mar)" }) {
		t.Errorf("dropped from %+v", r.Duties)
	}
	if due := Due(in); due[len(due)-1].What != "List our children there" || due[len(due)-1].Reasons[0] != "Snoozed to 4 Mar" {
		t.Errorf("the last of what we owe is %+v", due[len(due)-1])
	}
}

// No snooze makes a late duty look fine.
func TestALateDutyStaysOverdueHoweverItWasSnoozed(t *testing.T) {
	in := world()
	want, counts := row(t, Build(in), "C-0412"), Build(in).Counts
	snooze(in, "qa.full_visit", "2026-03-20")
	got := Build(in)
	if diff := cmp.Diff(want.NextStep+" "+string(want.Mark), row(t, got, "C-0412").NextStep+" "+string(row(t, got, "C-0412").Mark)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.Counts.Overdue != counts.Overdue || Due(in).Overdue() != 3 || Due(in)[0].OverdueDays == 0 {
		t.Errorf("%d overdue, want %d", got.Counts.Overdue, counts.Overdue)
	}
}

// The words of a filter find every row with something put off, late or not: an act that
// nobody could see would not have been done.
func TestAFilterFindsWhatIsSnoozed(t *testing.T) {
	in := world()
	snooze(in, "qa.list_children", "2026-03-04")
	snooze(in, "qa.full_visit", "2026-03-20")
	f, err := ParseFilter("is:snoozed", FilterEnv{Board: Build(in), Today: in.Today})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range Build(in).Children {
		if f.Child(r) {
			got = append(got, r.Child.String())
		}
	}
	if !slices.Equal(got, []string{"C-0388", "C-0412", "C-0420"}) {
		t.Errorf("finds %v", got)
	}
}
