package store

import (
	"path/filepath"
	"strings"
	"testing"

	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/policy"
	"placewatch/domain/team"
)

// ourPolicy is a council's own policy, in which requiring improvement is not below the threshold.
const ourPolicy = `name = "ours"
version = "3"
approver = "Ann Example"
approved_on = 2026-01-31
review_by = 2027-01-31
[threshold]
below_grades = ["inadequate"]
[undo]
minutes = 5
`

func profile(t testing.TB, source string) *policy.Profile {
	t.Helper()
	p, err := concern.ReadPolicy("ours.toml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func use(t testing.TB, s *Store, by By, source string) {
	t.Helper()
	if err := s.UsePolicy(t.Context(), by, profile(t, source), []byte(source), clean("the cabinet decided")); err != nil {
		t.Fatal(err)
	}
}

func TestAPolicyPutInForceHoldsInEveryProcessAtOnce(t *testing.T) {
	s := openNew(t)
	takeOfsted(t, s, lead(friday()), ofstedList(t, "2025-03-31", home("1234567", "12/03/2025", "Requires improvement to be good"), home("1234568", "12/03/2025", "Inadequate")))
	takeOurs(t, s, lead(friday()), ourFile(t, "2026-03-01", lives("c1", "1234567"), lives("c2", "1234568")))
	fay := admit(t, s, "fay", team.PrincipalManager)
	other := openAt(t, s.Path())
	dues := asked[string](t, s, `SELECT group_concat(id || ' ' || due || ' ' || original_due, ';') FROM duty WHERE due IS NOT NULL`)
	bucket := func() string { return asked[string](t, s, `SELECT bucket FROM placement WHERE urn = '1234567'`) }
	if got := bucket(); got != "below_threshold" {
		t.Fatalf("by default the child is counted as %s", got)
	}
	use(t, other, fay, ourPolicy)
	if got := bucket(); got != "at_or_above" {
		t.Errorf("the child is counted as %s", got)
	}
	if now := asked[string](t, s, `SELECT group_concat(id || ' ' || due || ' ' || original_due, ';') FROM duty WHERE due IS NOT NULL`); now != dues {
		t.Errorf("dates moved:\n%s\n%s", dues, now)
	}
	for _, each := range []*Store{s, other, openAt(t, s.Path())} {
		if p, err := each.Policy(t.Context()); err != nil || p.Title() != "policy ours v3" || each.Rules().Policy != p {
			t.Errorf("in force is %v (%v)", p, err)
		}
		if in, err := each.Input(t.Context(), friday()); err != nil || in.Rules.Policy.Title() != "policy ours v3" {
			t.Errorf("the board is by %s (%v)", in.Rules.Policy.Title(), err)
		}
	}
	r := do(t, s, lead(friday()), "urn:1234568", "CF1", "who=iro", "reason=asked")
	if got := asked[string](t, s, `SELECT policy FROM journal WHERE seq = ?`, r.Seq); got != "policy ours v3, approved by Ann Example, review by 2027-01-31" {
		t.Errorf("the journal says %q", got)
	}
	healthy(t, s)

	// Back to a stricter one: the concern opens in the same transaction.
	stricter := strings.Replace(strings.Replace(ourPolicy, `"3"`, `"4"`, 1), `["inadequate"]`, `["requires_improvement", "inadequate"]`, 1)
	use(t, s, fay, stricter)
	if got := bucket(); got != "below_threshold" {
		t.Errorf("the child is counted as %s", got)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM concern WHERE urn = '1234567' AND closed_on IS NULL`); n != 1 {
		t.Errorf("%d concerns are open", n)
	}
	use(t, s, fay, ourPolicy) // an earlier one, once more
	if got := asked[string](t, s, `SELECT group_concat(name || version || in_force, ' ') FROM policy ORDER BY version`); got != "ours31 ours40" && got != "ours40 ours31" {
		t.Errorf("the store holds %s", got)
	}
	healthy(t, s)
}

func TestAConcernOpensWhereANewPolicyPutsTheThresholdHigher(t *testing.T) {
	s := openNew(t)
	first := lead(friday())
	takeOurs(t, s, first, ourFile(t, "2026-03-01", lives("c1", "1234567")))
	use(t, s, first, ourPolicy) // nobody is a principal manager yet
	takeOfsted(t, s, first, ofstedList(t, "2025-03-31", home("1234567", "12/03/2025", "Requires improvement to be good")))
	if n := asked[int](t, s, `SELECT count(*) FROM concern`); n != 0 {
		t.Fatalf("%d concerns opened", n)
	}
	use(t, s, first, "name = \"strict\"\nversion = \"1\"\n")
	if got := asked[string](t, s, `SELECT group_concat(urn) FROM concern WHERE closed_on IS NULL`); got != "1234567" {
		t.Errorf("open are %q", got)
	}
	healthy(t, s)
}

func TestWhoMayPutAPolicyInForce(t *testing.T) {
	s := exposed(t)
	try := func(by By, source, reason string) error {
		return s.UsePolicy(t.Context(), by, profile(t, source), []byte(source), clean(reason))
	}
	dee := admit(t, s, "dee", team.PlacementsManager)
	refused(t, try(dee, ourPolicy, "because"), fault.NotAllowed, "putting a policy in force is for principal manager or admin, and dee is placements manager")
	refused(t, try(lead(friday()), ourPolicy, " "), fault.Invalid, "it needs a reason")
	if err := try(lead(friday()), ourPolicy, "to begin with"); err != nil {
		t.Errorf("the administrator of a store without a principal manager: %v", err)
	}
	fay := admit(t, s, "fay", team.PrincipalManager)
	other := strings.Replace(ourPolicy, `"3"`, `"4"`, 1)
	refused(t, try(lead(friday()), other, "because"), fault.NotAllowed, "is for principal manager, and lead is")
	refused(t, try(fay, ourPolicy, "again"), fault.Invalid, "policy ours v3 is in force already")
	refused(t, s.UsePolicy(t.Context(), fay, profile(t, ourPolicy), []byte(other), clean("because")), fault.Invalid, "the file is policy ours v4")
	if got := asked[string](t, s, `SELECT row || ' ' || event || ' ' || subject || ' ' || json_extract(args, '$.reason') FROM journal WHERE row = 'PO1'`); got != "PO1 policy_used store to begin with" {
		t.Errorf("the journal says %q", got)
	}
	healthy(t, s)
}

// A policy that this program cannot read is never replaced by another in silence.
func TestNothingIsDecidedWhileThePolicyInForceCannotBeRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "team.db")
	s := openAt(t, path)
	takeOfsted(t, s, lead(friday()), ofstedList(t, "2025-03-31", home("1234567", "12/03/2025", "Inadequate")))
	takeOurs(t, s, lead(friday()), ourFile(t, "2026-03-01", lives("c1", "1234567")))
	use(t, s, lead(friday()), ourPolicy)
	raw(t, path, `UPDATE policy SET source = source || 'newer = true'`)
	s = openAt(t, path)
	_, err := s.Do(t.Context(), lead(friday()), command("urn:1234567", "CF1", "who=iro", "reason=asked"))
	if err == nil || !IsFailure(err) || !strings.Contains(err.Error(), "ours v3, cannot be read by this program") {
		t.Errorf("written: %v", err)
	}
	if _, err := s.Input(t.Context(), friday()); !IsFailure(err) {
		t.Errorf("a board by another policy: %v", err)
	}
	found := strings.Join(checked(t, s), "; ")
	for _, want := range []string{"policy: the policy in force", "policy: the file of ours v3 is not the one that was put in force"} {
		if !strings.Contains(found, want) {
			t.Errorf("the doctor finds %s, and not %s", found, want)
		}
	}
	use(t, s, lead(friday()), "name = \"mended\"\nversion = \"1\"\n")
	do(t, s, lead(friday()), "urn:1234567", "CF1", "who=iro", "reason=asked")
	if got := strings.Join(checked(t, s), "; "); got != "policy: the file of ours v3 is not the one that was put in force" {
		t.Errorf("the doctor finds %q", got)
	}
}
