package ofsted_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// on makes an inspection of one home.
func on(t testing.TB, d string, k ofsted.Kind, j ofsted.Judgement) ofsted.Inspection {
	return ofsted.Inspection{URN: urn(t, "1027164"), Kind: k, Started: day(d), Ended: day(d), Judgement: j}
}

func grade(g ofsted.Grade) ofsted.Judgement {
	labels := map[ofsted.Grade]string{ofsted.Outstanding: "Outstanding", ofsted.Good: "Good",
		ofsted.RequiresImprovement: "Requires improvement to be good", ofsted.Inadequate: "Inadequate"}
	return ofsted.Judgement{Overall: g, Label: text.Clean(labels[g])}
}

func outcome(o ofsted.Outcome) ofsted.Judgement { return ofsted.Judgement{Outcome: o} }

func label(s string) ofsted.Judgement { return ofsted.Judgement{Label: text.Clean(s)} }

func TestTheJudgementInForce(t *testing.T) {
	good, poor, ri := grade(ofsted.Good), grade(ofsted.Inadequate), grade(ofsted.RequiresImprovement)
	told := on(t, "2024-06-01", ofsted.Full, good)
	told.Provisional = true
	toldWorse := on(t, "2024-06-01", ofsted.Full, poor)
	toldWorse.Provisional = true
	// The later published is the better, so that only the day of publication tells.
	earlier, later := on(t, "2024-01-01", ofsted.Full, ri), on(t, "2024-01-01", ofsted.Full, good)
	earlier.Published, later.Published = day("2024-02-01"), day("2024-03-01")
	undated := on(t, "2024-01-01", ofsted.Full, good)
	undated.Started, undated.Ended = civil.Date{}, civil.Date{}

	for name, c := range map[string]struct {
		all             []ofsted.Inspection
		now, before     ofsted.Grade
		outcome         ofsted.Outcome
		newer           int
		bucket          ofsted.Bucket
		neverJudgedFile bool // no file of judgements lists the provision
	}{
		"never inspected":                      {bucket: ofsted.NotYetInspected},
		"listed only where judgements are not": {neverJudgedFile: true, bucket: ofsted.Unknown},
		"the newest full inspection": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, good), on(t, "2022-01-01", ofsted.Full, poor)},
			now: ofsted.Good, before: ofsted.Inadequate, bucket: ofsted.AtOrAbove},
		"of one day, the later published": {
			all: []ofsted.Inspection{later, earlier},
			now: ofsted.Good, before: ofsted.RequiresImprovement, bucket: ofsted.AtOrAbove},
		"of one day, the worse": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, poor), on(t, "2024-01-01", ofsted.Full, good)},
			now: ofsted.Inadequate, before: ofsted.Good, bucket: ofsted.BelowThreshold},
		"a monitoring visit without a grade clears nothing": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, poor), on(t, "2024-03-01", ofsted.Monitoring, ofsted.Judgement{})},
			now: ofsted.Inadequate, newer: 1, bucket: ofsted.BelowThreshold},
		"a monitoring visit with a grade replaces": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, poor), on(t, "2024-03-01", ofsted.Monitoring, good)},
			now: ofsted.Good, before: ofsted.Inadequate, bucket: ofsted.AtOrAbove},
		"not judged replaces nothing": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, good), on(t, "2024-03-01", ofsted.Full, label("Not judged"))},
			now: ofsted.Good, newer: 1, bucket: ofsted.AtOrAbove},
		"an interim improvement clears nothing": {
			all: []ofsted.Inspection{on(t, "2020-01-01", ofsted.Full, poor), on(t, "2020-09-01", ofsted.Interim, outcome(ofsted.Improved))},
			now: ofsted.Inadequate, newer: 1, bucket: ofsted.BelowThreshold},
		"a grade at an interim inspection clears nothing": {
			all: []ofsted.Inspection{on(t, "2020-01-01", ofsted.Full, poor), on(t, "2020-09-01", ofsted.Interim, good)},
			now: ofsted.Inadequate, newer: 1, bucket: ofsted.BelowThreshold},
		"an interim decline is below the threshold": {
			all: []ofsted.Inspection{on(t, "2020-01-01", ofsted.Full, good), on(t, "2020-09-01", ofsted.Interim, outcome(ofsted.Declined))},
			now: ofsted.Good, newer: 1, bucket: ofsted.BelowThreshold},
		"serious concerns at an assurance inspection": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, good), on(t, "2024-09-01", ofsted.Assurance, outcome(ofsted.SeriousConcerns))},
			now: ofsted.Good, newer: 1, bucket: ofsted.BelowThreshold},
		"serious concerns before the full inspection": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, good), on(t, "2023-09-01", ofsted.Assurance, outcome(ofsted.SeriousConcerns))},
			now: ofsted.Good, bucket: ofsted.AtOrAbove},
		"an assurance inspection clears nothing": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, ri), on(t, "2024-09-01", ofsted.Assurance, outcome(ofsted.NoSeriousConcerns))},
			now: ofsted.RequiresImprovement, newer: 1, bucket: ofsted.BelowThreshold},
		"assurance only is no overall judgement": {
			all:   []ofsted.Inspection{on(t, "2024-09-01", ofsted.Assurance, outcome(ofsted.NoSeriousConcerns))},
			newer: 1, bucket: ofsted.NoOverall},
		"visited and never judged": {
			all:   []ofsted.Inspection{on(t, "2024-09-01", ofsted.Monitoring, ofsted.Judgement{})},
			newer: 1, bucket: ofsted.NoOverall},
		"supported accommodation, first outcome": {
			all:     []ofsted.Inspection{on(t, "2024-09-01", ofsted.Full, outcome(ofsted.StrongDelivery))},
			outcome: ofsted.StrongDelivery, bucket: ofsted.AtOrAbove},
		"supported accommodation, third outcome": {
			all:     []ofsted.Inspection{on(t, "2024-09-01", ofsted.Full, outcome(ofsted.SeriousWeaknesses))},
			outcome: ofsted.SeriousWeaknesses, bucket: ofsted.BelowThreshold},
		"no overall, and inadequate protection": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, good),
				on(t, "2026-05-01", ofsted.Full, ofsted.Judgement{Protection: ofsted.Inadequate, Leadership: ofsted.Good})},
			now: ofsted.Good, newer: 1, bucket: ofsted.BelowThreshold},
		"no overall, and good beneath": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, good),
				on(t, "2026-05-01", ofsted.Full, ofsted.Judgement{Protection: ofsted.Good, Leadership: ofsted.Good})},
			now: ofsted.Good, newer: 1, bucket: ofsted.NoOverall},
		"no overall clears no inadequate": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, poor),
				on(t, "2026-05-01", ofsted.Full, ofsted.Judgement{Protection: ofsted.Good, Leadership: ofsted.Good})},
			now: ofsted.Inadequate, newer: 1, bucket: ofsted.BelowThreshold},
		"a newer word that is not known": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, good), on(t, "2024-06-01", ofsted.Full, label("Excellent"))},
			now: ofsted.Good, newer: 1, bucket: ofsted.Unknown},
		"an older word that was not known": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, label("Excellent")), on(t, "2024-06-01", ofsted.Full, good)},
			now: ofsted.Good, bucket: ofsted.AtOrAbove},
		"told, better, not published": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, poor), told},
			now: ofsted.Inadequate, newer: 1, bucket: ofsted.BelowThreshold},
		"told, worse, not published": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, good), toldWorse},
			now: ofsted.Inadequate, before: ofsted.Good, bucket: ofsted.BelowThreshold},
		"a judgement without a day is of any day": {
			all: []ofsted.Inspection{on(t, "2024-01-01", ofsted.Full, good), undated},
			now: ofsted.Good, newer: 1, bucket: ofsted.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			s := ofsted.InForce(c.all)
			if got := overall(s.Judgement); got != c.now {
				t.Errorf("in force %q, want %q", got, c.now)
			}
			if got := overall(s.Previous); got != c.before {
				t.Errorf("before it %q, want %q", got, c.before)
			}
			if c.outcome != "" && (s.Judgement == nil || s.Judgement.Judgement.Outcome != c.outcome) {
				t.Errorf("in force %+v, want %q", s.Judgement, c.outcome)
			}
			if len(s.Newer) != c.newer {
				t.Errorf("newer %+v, want %d", s.Newer, c.newer)
			}
			p := ofsted.Provision{URN: urn(t, "1027164"), Type: ofsted.ChildrensHome, JudgedAsAt: day("2026-03-31")}
			if c.neverJudgedFile {
				p.JudgedAsAt = civil.Date{}
			}
			if got := ofsted.BucketOf(p, s, below); got != c.bucket {
				t.Errorf("bucket %q, want %q", got, c.bucket)
			}
		})
	}
}

func overall(in *ofsted.Inspection) ofsted.Grade {
	if in == nil {
		return ""
	}
	return in.Judgement.Overall
}

func TestAProvisionThatIsNotOneIsUnknown(t *testing.T) {
	good := on(t, "2024-01-01", ofsted.Full, grade(ofsted.Good))
	if got := ofsted.BucketOf(ofsted.Provision{}, ofsted.InForce([]ofsted.Inspection{good}), below); got != ofsted.Unknown {
		t.Errorf("bucket %q, want unknown", got)
	}
}

// inspections draws histories of one home, with many equal days.
func inspections(t testing.TB) *rapid.Generator[[]ofsted.Inspection] {
	judgements := []ofsted.Judgement{{}, grade(ofsted.Outstanding), grade(ofsted.Good), grade(ofsted.RequiresImprovement),
		grade(ofsted.Inadequate), label("Not judged"), label("Excellent"), outcome(ofsted.SeriousConcerns),
		outcome(ofsted.Declined), outcome(ofsted.StrongDelivery), outcome(ofsted.SeriousWeaknesses), {Protection: ofsted.Inadequate}}
	one := rapid.Custom(func(r *rapid.T) ofsted.Inspection {
		d := civil.On(2024, 1, rapid.IntRange(1, 6).Draw(r, "day"))
		return ofsted.Inspection{
			URN:         urn(t, "1027164"),
			Kind:        rapid.SampledFrom([]ofsted.Kind{ofsted.Full, ofsted.Monitoring, ofsted.Interim, ofsted.Assurance, ofsted.OtherKind}).Draw(r, "kind"),
			Number:      text.Clean(rapid.StringMatching("[0-9]{8}").Draw(r, "number")),
			Started:     d,
			Ended:       d,
			Judgement:   rapid.SampledFrom(judgements).Draw(r, "judgement"),
			Provisional: rapid.Bool().Draw(r, "provisional"),
		}
	})
	return rapid.SliceOfNDistinct(one, 0, 8, func(in ofsted.Inspection) string { return in.Number.String() })
}

func TestTheOrderInWhichFilesArriveDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		all := inspections(t).Draw(r, "inspections")
		shuffled := rapid.Permutation(all).Draw(r, "shuffled")
		if diff := cmp.Diff(ofsted.InForce(all), ofsted.InForce(shuffled), comparable); diff != "" {
			r.Fatal(diff)
		}
	})
}

func TestNothingBadOrUnreadSinceTheJudgementPassesAsFine(t *testing.T) {
	p := ofsted.Provision{URN: urn(t, "1027164"), Type: ofsted.ChildrensHome, JudgedAsAt: day("2026-03-31")}
	rapid.Check(t, func(r *rapid.T) {
		all := inspections(t).Draw(r, "inspections")
		s := ofsted.InForce(all)
		if ofsted.BucketOf(p, s, below) != ofsted.AtOrAbove {
			return
		}
		if s.Judgement == nil {
			r.Fatal("fine, with no judgement in force")
		}
		for _, in := range all {
			if in.Ended.After(s.Judgement.Ended) && (below(in.Judgement) || in.Judgement.Unread() || in.Judgement.Protection == ofsted.Inadequate) {
				r.Fatalf("fine, in spite of %+v", in)
			}
		}
	})
}

func TestAVisitWithoutAGradeNeverChangesTheJudgement(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		all := inspections(t).Draw(r, "inspections")
		visit := on(t, "2024-01-03", ofsted.Monitoring, ofsted.Judgement{})
		before, after := ofsted.InForce(all), ofsted.InForce(append(slices.Clone(all), visit))
		if diff := cmp.Diff(before.Judgement, after.Judgement, comparable); diff != "" {
			r.Fatal(diff)
		}
	})
}
