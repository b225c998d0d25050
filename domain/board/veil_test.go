package board

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/domain/text"
)

// noticed draws enforcement that stands, or has ended, published or not.
func noticed(t *rapid.T, c *concern.Case) []concern.Enforcement {
	var out []concern.Enforcement
	for i := range rapid.IntRange(0, 3).Draw(t, "notices") {
		e := concern.Enforcement{ID: fmt.Sprintf("%s.%d", c.Concern.ID, 90+i), Concern: c.Concern.ID, URN: c.Concern.URN, Subject: "provider",
			Kind:  rapid.SampledFrom([]string{"restriction", "suspend", "conditions"}).Draw(t, "kind"),
			State: rapid.SampledFrom([]flow.State{concern.Proposed, concern.InForce, concern.PartEnded}).Draw(t, "state")}
		if e.Kind == "restriction" && rapid.Bool().Draw(t, "is the finding") {
			e.Finding = concern.Restriction
			c.Concern.Finding, c.Concern.Judgement = concern.Restriction, ofsted.Judgement{}
		}
		if rapid.Bool().Draw(t, "published") {
			e.PublicOn = dated("2026-02-20")
		}
		out = append(out, e)
	}
	return out
}

// The worst defect: nothing that is frozen or barred in truth is missing from an export, or
// is told more softly than what is public calls for; and no notice is told that is secret.
func TestWhatIsFrozenIsFrozenInEveryExport(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := rapid.SampledFrom([]ofsted.Grade{ofsted.Good, ofsted.RequiresImprovement, ofsted.Inadequate}).Draw(t, "grade")
		c := homeCase("9000412", "Alder House", inspected("9000412", grade(g), "2026-01-19", false), "2026-01-20", "C-0412")
		if rapid.Bool().Draw(t, "suspended in Ofsted's file") {
			c.Place.Status = ofsted.Suspended
		}
		c.Enforcements = noticed(t, c)
		v := NewVeil(c.Parts("enforcement"))
		if rapid.IntRange(0, 3).Draw(t, "closed") == 0 {
			c.Concern, c.Enforcements = concern.Concern{}, nil
		}
		how, barred := c.Hold()
		f := &c.Freeze
		f.State = rapid.SampledFrom([]flow.State{concern.Frozen, concern.HardFrozen}).Draw(t, "freeze")
		f.Basis, f.By = rapid.SampledFrom([]string{concern.Watch, concern.Council, concern.Notice}).Draw(t, "basis"), rapid.SampledFrom([]string{"system", "pat"}).Draw(t, "by")
		if how == policy.HardFrozen {
			f.State = concern.HardFrozen
		}
		open := *c
		open.Enforcements = slices.DeleteFunc(slices.Clone(c.Enforcements), func(e concern.Enforcement) bool { return !e.Public() })
		if !slices.ContainsFunc(open.Enforcements, func(e concern.Enforcement) bool { return e.Finding != "" }) {
			open.Concern.Finding = ""
		}
		least, _ := open.Hold()

		in := Input{Rules: rules(), Today: drawnOn, Cases: []*concern.Case{c}}
		v = v.Over(in.Cases)
		list := NewFreezes([]concern.Freeze{*f}, nil, nil).Public(v)
		if len(list) != 1 {
			t.Fatalf("a provision that is %s is on no line", f.State)
		}
		page, _ := PageInput{Rules: rules(), Today: drawnOn, Zone: nil, Case: c}.Public(v)
		told := []string{list[0].State, string(Show(page).Facts.(ProvisionFacts).Freeze)}
		for _, k := range Concerns(in.Public(v)) {
			told = append(told, k.Freeze)
		}
		for _, state := range told {
			switch {
			case state != string(concern.Frozen) && state != string(concern.HardFrozen):
				t.Fatalf("what is %s leaves as %q", f.State, state)
			case least == policy.HardFrozen && state != string(concern.HardFrozen):
				t.Fatalf("what is public bars placements, and %q leaves", state)
			case len(v.Secret()) == 0 && state != string(f.State):
				t.Fatalf("nothing is secret, and %s leaves as %s", f.State, state)
			}
		}
		if secretly := len(v.Secret()) > 0 && barred && least != policy.HardFrozen && (f.Basis == concern.Notice || f.By == "system" && f.Basis == concern.Council); secretly &&
			(list[0].Basis == concern.Notice || strings.Contains(strings.Join(told, " "), "hard")) {
			t.Fatalf("a secret notice is told: %v, basis %s", told, list[0].Basis)
		}
	})
}

// A freeze rests on what is public where that is enough, and else on the watch.
func TestAFreezeIsToldByWhatIsPublic(t *testing.T) {
	secret := concern.Enforcement{ID: "9000412-1.90", Concern: "9000412-1", URN: "9000412", Kind: "restriction", Subject: "provider", State: concern.InForce}
	public := concern.Enforcement{ID: "9000412-1.91", Concern: "9000412-1", URN: "9000412", Kind: "suspend", Subject: "provider", State: concern.InForce, PublicOn: dated("2026-02-20")}
	barred := concern.Freeze{URN: "9000412", State: concern.HardFrozen, Basis: concern.Notice, Why: text.Clean("a notice bars placements there"), By: "system"}
	with := func(state flow.State, basis, why, by string) concern.Freeze {
		f := barred
		f.State, f.Basis, f.Why, f.By = state, basis, text.Clean(why), by
		return f
	}
	for _, tt := range []struct {
		name    string
		found   ofsted.Grade
		notices []concern.Enforcement
		is, out concern.Freeze
	}{
		{"published inadequate", ofsted.Inadequate, []concern.Enforcement{secret}, barred, with(concern.Frozen, concern.Watch, concern.WhyWatched, "system")},
		{"published good", ofsted.Good, []concern.Enforcement{secret}, barred, with(concern.Frozen, concern.Watch, "", "system")},
		{"another notice is public", ofsted.Good, []concern.Enforcement{secret, public}, barred, barred},
		{"only a public notice", ofsted.Good, []concern.Enforcement{public}, barred, barred},
		{"lifted since", ofsted.Good, []concern.Enforcement{secret}, with(concern.Lifted, concern.Notice, "the restriction is over", "pat"), with(concern.Lifted, concern.Watch, "", "pat")},
		{"the council froze, the rule barred", ofsted.Good, []concern.Enforcement{secret}, with(concern.HardFrozen, concern.Council, "staffing", "system"), with(concern.Frozen, concern.Council, "staffing", "")},
		{"the council barred", ofsted.Good, []concern.Enforcement{secret}, with(concern.HardFrozen, concern.Council, "staffing", "pat"), with(concern.HardFrozen, concern.Council, "staffing", "pat")},
	} {
		c := homeCase("9000412", "Alder House", inspected("9000412", grade(tt.found), "2026-01-19", false), "2026-01-20")
		c.Enforcements, c.Freeze = tt.notices, tt.is
		in := Input{Rules: rules(), Today: drawnOn, Cases: []*concern.Case{c}}
		v := veiled(in)
		if got := in.Public(v).Cases[0].Freeze; got != tt.out {
			t.Errorf("%s: the case tells %+v", tt.name, got)
		}
		want := NewFreezes([]concern.Freeze{tt.out}, nil, nil)
		if got := NewFreezes([]concern.Freeze{tt.is}, nil, nil).Public(v); !slices.Equal(got, want) {
			t.Errorf("%s: the list tells %+v", tt.name, got)
		}
	}
}

// A published notice tells nothing of a second of its kind, and a record that unpublished
// enforcement brought or ended does not name the row.
func TestOneNoticeThatIsPublicPublishesNoOther(t *testing.T) {
	public := concern.Enforcement{ID: "9000412-1.9", Concern: "9000412-1", URN: "9000412", Kind: "restriction", Finding: concern.Restriction, State: concern.PartEnded, PublicOn: dated("2026-02-20")}
	later := concern.Enforcement{ID: "9000412-2.9", Concern: "9000412-2", URN: "9000412", Kind: "restriction", Finding: concern.Restriction, State: concern.InForce}
	v := NewVeil([]concern.Part{&public, &later})
	kept := func(id string) []byte {
		return journal.Canonical(concern.Concern{ID: id, URN: "9000412", Finding: concern.Restriction})
	}
	owed := func(of, part, opened, settled string) []byte {
		return journal.Canonical(duty.Duty{ID: of + ".30", Concern: of, URN: "9000412", Kind: "assessment.open", Part: part, OpenedBy: opened, SettledBy: settled})
	}
	for _, tt := range []struct {
		kind   string
		body   []byte
		secret bool
	}{
		{"concern", kept("9000412-1"), false},
		{"concern", kept("9000412-2"), true},
		{"duty", owed("9000412-2", "9000412-2.10", "EN2", ""), true},
		{"duty", owed("9000412-2", "9000412-2.10", "OF1", "EN3b"), true},
		{"duty", owed("9000412-2", "9000412-2.10", "OF1", "SA1"), false},
		{"duty", owed("9000412-1", "9000412-1.10", "EN2", ""), false},
		{"proposal", journal.Canonical(concern.Proposal{ID: "p", URN: "9000412", Concern: "9000412-2", Row: "SA4a", Args: "{}", EndedRow: "EN3"}), true},
		{"part", []byte(`{"id":"assessment/9000412-2.10","body":{"concern":"9000412-2","called":["EN2"]}}`), true},
		{"part", []byte(`{"id":"assessment/9000412-2.10","body":{"concern":"9000412-2","words":"EN route"}}`), false},
		{"concern", []byte(`null`), false},
	} {
		if got := v.Record(tt.kind, tt.body); got != tt.secret {
			t.Errorf("%s withheld: %v, of %s", tt.kind, got, tt.body)
		}
	}
	said := func(subject string) *journal.Entry {
		return &journal.Entry{Subject: subject, Row: "OF14", Args: map[string]string{"finding": "restriction"}}
	}
	if v.Entry(said("concern:9000412-1")) || !v.Entry(said("concern:9000412-2")) {
		t.Error("the entry of one is taken for that of the other")
	}
	again := concern.Enforcement{ID: "9000412-1.40", Concern: "9000412-1", URN: "9000412", Kind: "restriction", Finding: concern.Restriction, State: concern.InForce}
	if v = NewVeil([]concern.Part{&public, &again}); !v.Record("concern", kept("9000412-1")) {
		t.Error("a second of the same concern is told")
	}
}

// A judgement that is told is told to be provisional wherever it stands.
func TestAProvisionalJudgementIsSaidToBeProvisionalInEveryExport(t *testing.T) {
	for _, provisional := range []bool{true, false} {
		in := inspected("9000412", grade(ofsted.Inadequate), "2026-01-19", provisional)
		c := homeCase("9000412", "Alder House", in, "2026-01-20", "C-0412")
		owe(c, "qa.full_visit", "2026-02-24", "", "ann")
		board := world()
		board.Cases, board.Placed = []*concern.Case{c}, board.Placed[:1]
		header, rows := Exposure(board).Table()
		at := slices.Index(header, "provisional")
		if at < 0 || len(rows) != 1 || rows[0][at] != fmt.Sprint(provisional) {
			t.Errorf("provisional %v: exposure says %q under %q", provisional, rows, header)
		}
		shown := Show(PageInput{Rules: rules(), Today: drawnOn, Case: c}).Facts.(ProvisionFacts)
		for what, words := range map[string]string{"show": shown.JudgedAs, "due": strings.Join(Due(board)[0].Reasons, "; ")} {
			if strings.Contains(words, "provisional") != provisional {
				t.Errorf("provisional %v: %s says %q", provisional, what, words)
			}
		}
	}
}

// A history says what was answered, not a bare yes or no.
func TestATitleNeverEndsInABareYesOrNo(t *testing.T) {
	for _, tt := range []struct {
		row, want string
		args      map[string]string
	}{
		{"EN2", "Ofsted decided on enforcement", map[string]string{"kind": "cancel", "published": "no"}},
		{"EN2", "Ofsted decided on enforcement: has Ofsted published it: yes", map[string]string{"published": "yes"}},
		{"EN2", "Ofsted decided on enforcement: The provider", map[string]string{"subject": "provider", "published": "no"}},
		{"SA2b", "The child's voice recorded: feels safe there: no", map[string]string{"voice": "no"}},
	} {
		if got := newCharts().title(&journal.Entry{Row: tt.row, Args: tt.args}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.row, got, tt.want)
		}
	}
}
