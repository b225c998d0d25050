package board

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/concern"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// golden compares what is printed with a file; UPDATE=1 writes it anew.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func printed(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// busy is the world with a visit in each state, and provisions of each kind.
func busy() Input {
	in := world()
	visiting(in.Cases[1], concern.Visit{Kind: concern.Progress, State: concern.Owed, Due: dated("2026-02-27")})
	return in
}

func someProvisions() ProvisionList {
	home := ofsted.Provision{URN: urn("9000412"), Name: text.Clean("Alder House"), Type: ofsted.ChildrensHome, Status: ofsted.Active, Places: 4,
		LocalAuthority: text.Clean("Larkmere"), Owner: text.Clean("Marram Care Ltd")}
	never := ofsted.Provision{URN: urn("SC900001"), Type: ofsted.SupportedAccommodation, Status: ofsted.Active, Places: -1}
	assured := ofsted.Provision{URN: urn("900002"), Type: ofsted.ChildrensHome, Places: -1}
	good := inspected("9000412", grade(ofsted.Good), "2025-01-20", false)
	bad := inspected("9000412", ofsted.Judgement{Overall: ofsted.Inadequate, Protection: ofsted.Inadequate, Leadership: ofsted.RequiresImprovement, Label: text.Clean("Inadequate")}, "2026-01-19", false)
	assurance := ofsted.Inspection{URN: assured.URN, Kind: ofsted.Assurance, Ended: dated("2026-02-02"), Provisional: true,
		Judgement: ofsted.Judgement{Outcome: ofsted.SeriousConcerns}}
	return ProvisionList{
		NewProvision(home, ofsted.InForce([]ofsted.Inspection{good, bad}), ofsted.BelowThreshold, 2),
		NewProvision(never, ofsted.Standing{}, ofsted.NotYetInspected, 0),
		NewProvision(assured, ofsted.InForce([]ofsted.Inspection{assurance}), ofsted.BelowThreshold, 1),
	}
}

// lists are every list with the name of its golden file and the keys that other
// programs rely on, in order (spec: the JSON of the commands).
func lists() []struct {
	name string
	list Table
	keys string
} {
	return []struct {
		name string
		list Table
		keys string
	}{
		{"due", Due(busy()), "id, what, subject, urn, child, owner_role, owner, due_on, original_due_on, overdue_days, status, rank, reasons, rule, source, explanation"},
		{"exposure", Exposure(busy()), "as_at, provisions, urn, name, bucket, judgement, overall, protection, leadership, outcome, label, model, inspected_on, published_on, kind, provisional, children, child, placed_on, placement_type, concern, counts, open_placements, below_threshold, at_or_above, not_yet_inspected, no_overall, outside_ofsted, unknown_urn, missing_urn, not_applicable"},
		{"revisits", Revisits(busy()), "urn, name, concern, kind, earliest, latest, state, rule, explanation, children"},
		{"visits", Visits(busy()), "id, urn, kind, due_on, booked_for, visitor, status, overdue_days, rule, explanation"},
		{"waiting", Waiting(busy()), "id, kind, what, subject, urn, child, waits_for, roles, nobody, since, until, overdue_days, status, snoozed_to, explanation"},
		{"concerns", Concerns(busy()), "id, urn, ofsted_state, qa_state, freeze, opened_on, known_on"},
		{"provisions", someProvisions(), "urn, name, type, status, local_authority, owner, places, judgement, overall, protection, leadership, outcome, label, model, inspected_on, published_on, kind, provisional, previous_judgement, below_threshold, bucket, children"},
		{"requests", Requests(lived()), "id, urn, provision, child, basis, state, requested_on, requester, approved_by, valid_until, due_on, owner_role, overdue_days"},
		{"freezes", NewFreezes([]concern.Freeze{
			{URN: "9000412", State: concern.Frozen, Basis: concern.Watch, Since: dated("2026-01-20"), Why: text.Clean("Ofsted's finding is below the threshold"), By: "system"},
			{URN: "9000600", State: concern.Lifted, Basis: concern.Council, Since: dated("2026-02-01"), Until: dated("2026-02-20"), By: "dee"},
		}, map[string]string{"9000412": "Alder House"}, map[string]int{"9000412": 2}), "urn, provision, state, basis, since, until, why, by, children"},
		{"discrepancies", DiscrepancyList{{ID: "d1", Kind: "urn_ended", Subject: "child:C-0500", Ours: "placed", Theirs: "resigned", File: "placements.csv", Line: 7, Status: "open"}},
			"id, kind, subject, ours, theirs, file, line, status"},
	}
}

func TestListsAsJSON(t *testing.T) {
	for _, tt := range lists() {
		t.Run(tt.name, func(t *testing.T) {
			got := printed(t, tt.list)
			golden(t, tt.name+".json", got)
			var keys []string
			for _, m := range regexp.MustCompile(`"(\w+)":`).FindAllSubmatch(got, -1) {
				if k := string(m[1]); !slices.Contains(keys, k) {
					keys = append(keys, k)
				}
			}
			if diff := cmp.Diff(strings.Split(tt.keys, ", "), keys); diff != "" {
				t.Errorf("keys and their order (-want +got):\n%s", diff)
			}
		})
	}
}

func TestListsAsTables(t *testing.T) {
	for _, tt := range lists() {
		header, rows := tt.list.Table()
		if len(rows) == 0 {
			t.Errorf("%s has no rows", tt.name)
		}
		for _, r := range rows {
			if len(r) != len(header) {
				t.Errorf("%s: %d cells under %d headings: %q", tt.name, len(r), len(header), r)
			}
		}
	}
	_, rows := Due(busy()).Table()
	if want := []string{"2", "Full QA visit", "", "9000412", "2026-02-24", "overdue", "7", "qa_officer", "ann"}; !slices.Equal(rows[1][:9], want) {
		t.Errorf("got %q", rows[1])
	}
}

func TestEmptyListsAreArraysAndNeverNull(t *testing.T) {
	in := Input{Rules: rules(), Today: drawnOn}
	for name, list := range map[string]any{"due": Due(in), "revisits": Revisits(in), "visits": Visits(in), "waiting": Waiting(in), "concerns": Concerns(in),
		"provisions": ProvisionList(nil), "discrepancies": DiscrepancyList(nil), "exposure": Exposure(in).Provisions} {
		if got := strings.TrimSpace(string(printed(t, list))); got != "[]" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestDueExitsByWhatIsOverdue(t *testing.T) {
	if n := Due(world()).Overdue(); n != 3 {
		t.Errorf("%d overdue", n)
	}
}

func TestExposureAddsUpAndNamesTheUnknown(t *testing.T) {
	doc := Exposure(world())
	n := doc.Counts
	if sum := n.BelowThreshold + n.AtOrAbove + n.NotYetInspected + n.NoOverall + n.OutsideOfsted + n.UnknownURN + n.MissingURN + n.NotApplicable; sum != n.OpenPlacements {
		t.Errorf("the counts add up to %d of %d", sum, n.OpenPlacements)
	}
	children := map[string]int{}
	for _, e := range doc.Provisions {
		children[e.Bucket] += len(e.Children)
		if e.Bucket == "unknown" && e.Judgement != nil {
			t.Errorf("%s is unknown and has a judgement", e.URN)
		}
	}
	if diff := cmp.Diff(map[string]int{"below_threshold": n.BelowThreshold, "unknown": n.UnknownURN + n.MissingURN}, children); diff != "" {
		t.Errorf("(-counts +listed):\n%s", diff)
	}
}

// A home that has improved keeps its concern until it is closed: it stays listed.
func TestExposureKeepsAHomeWhoseConcernIsStillOpen(t *testing.T) {
	in := world()
	in.Cases[1].Concern.Ofsted = concern.Improved
	in.BucketOf["391/1"] = placement.AtOrAbove
	var got []string
	for _, e := range Exposure(in).Provisions {
		got = append(got, fmt.Sprintf("%s %s %d", e.URN, e.Bucket, len(e.Children)))
	}
	if !slices.Contains(got, "9000391 at_or_above 1") {
		t.Errorf("got %q", got)
	}
}
