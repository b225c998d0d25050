package sample_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/sample"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

var calendar = civil.EnglandAndWales()

var friday = civil.On(2026, time.March, 6)

func values() cmp.Options {
	return cmp.Options{cmp.Comparer(func(a, b civil.Date) bool { return a == b }),
		cmp.Comparer(func(a, b text.Text) bool { return a == b }),
		cmp.Comparer(func(a, b ofsted.URN) bool { return a == b })}
}

// below is the default threshold: RI or inadequate.
func below(j ofsted.Judgement) bool {
	return j.Overall == ofsted.RequiresImprovement || j.Overall == ofsted.Inadequate
}

// inForce is how each provision of the council stands.
func inForce(c sample.Council) map[ofsted.URN]ofsted.Standing {
	all := map[ofsted.URN][]ofsted.Inspection{}
	for _, in := range c.Inspections {
		all[in.URN] = append(all[in.URN], in)
	}
	out := map[ofsted.URN]ofsted.Standing{}
	for urn, ins := range all {
		out[urn] = ofsted.InForce(ins)
	}
	return out
}

func byURN(c sample.Council) map[ofsted.URN]ofsted.Provision {
	out := map[ofsted.URN]ofsted.Provision{}
	for _, p := range c.Provisions {
		out[p.URN] = p
	}
	return out
}

// finder answers as the board will: where a URN is counted.
func finder(c sample.Council) placement.Find {
	standing, provisions := inForce(c), byURN(c)
	return func(u ofsted.URN) (ofsted.Bucket, bool, bool) {
		p, ok := provisions[u]
		return ofsted.BucketOf(p, standing[u], below), p.Status.Ended(), ok
	}
}

func counts(c sample.Council) (buckets map[placement.Bucket]int, alarms int) {
	find := finder(c)
	buckets = map[placement.Bucket]int{}
	for _, p := range c.Placements {
		b, _ := placement.BucketOf(p, find)
		buckets[b]++
		if placement.Alarm(p, find) {
			alarms++
		}
	}
	return buckets, alarms
}

func TestTheSameDayAndSeedGiveTheSameCouncil(t *testing.T) {
	a, b := sample.New(friday, calendar, sample.Median, 1), sample.New(friday, calendar, sample.Median, 1)
	if diff := cmp.Diff(a, b, values()); diff != "" {
		t.Errorf("two councils:\n%s", diff)
	}
	if c := sample.New(friday, calendar, sample.Median, 2); cmp.Equal(a.Placements, c.Placements, values()) {
		t.Error("another seed gave the same placements")
	}
}

func TestEveryChildIsCountedOnceInEveryBucketThatABoardCanShow(t *testing.T) {
	c := sample.New(friday, calendar, sample.Median, 1)
	got, alarms := counts(c)
	want := map[placement.Bucket]int{
		placement.BelowThreshold: 16, placement.AtOrAbove: 163, placement.NotYetInspected: 47, placement.OutsideOfsted: 21,
		placement.UnknownURN: 3, placement.MissingURN: 3, placement.NotApplicable: 205,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("buckets (-want +got):\n%s", diff)
	}
	if alarms != 6 {
		t.Errorf("%d home placements that no URN identifies, want 6", alarms)
	}
}

func TestACouncilOfAnySizeHasItsChildren(t *testing.T) {
	for _, n := range []int{40, 100, 458, 2317, 20_000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			c := sample.New(friday, calendar, n, 1)
			refs := map[string]bool{}
			for _, p := range c.Placements {
				refs[p.Child.String()] = true
			}
			if len(c.Placements) != n || len(refs) != n {
				t.Errorf("%d open placements of %d children", len(c.Placements), len(refs))
			}
			buckets, _ := counts(c)
			if got, want := buckets[placement.BelowThreshold], max(16, 16*n/458); got != want {
				t.Errorf("%d children below the threshold, want %d", got, want)
			}
		})
	}
}

func TestTooSmallACouncilStillHasTheCastOfTheStory(t *testing.T) {
	if n := len(sample.New(friday, calendar, 3, 1).Placements); n != 40 {
		t.Errorf("%d children, want 40", n)
	}
}

func TestADozenProvisionsBelowThresholdHoldOurChildren(t *testing.T) {
	c := sample.New(friday, calendar, sample.Median, 1)
	standing := inForce(c)
	grade := map[ofsted.URN]ofsted.Grade{}
	for _, p := range c.Placements {
		if u, err := ofsted.ParseURN(p.URN.String()); err == nil {
			if j := standing[u].Judgement; j != nil && below(j.Judgement) {
				grade[u] = j.Judgement.Overall
			}
		}
	}
	got := map[ofsted.Grade]int{}
	for _, g := range grade {
		got[g]++
	}
	want := map[ofsted.Grade]int{ofsted.Inadequate: 3, ofsted.RequiresImprovement: 9}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheRegionHasTheShapeOfThePublishedFile(t *testing.T) {
	c := sample.New(friday, calendar, sample.Median, 1)
	standing := inForce(c)
	types, grades, names := map[ofsted.Type]int{}, map[ofsted.Grade]int{}, map[string]bool{}
	for _, p := range c.Provisions {
		types[p.Type]++
		names[p.Name.String()] = true
		if j := standing[p.URN].Judgement; j != nil {
			grades[j.Judgement.Overall]++
		} else {
			grades[""]++
		}
	}
	if len(c.Provisions) != 601 || len(names) != 601 || len(byURN(c)) != 601 {
		t.Errorf("%d provisions, %d names, %d URNs; want 601 of each", len(c.Provisions), len(names), len(byURN(c)))
	}
	// Published on 31 March 2025: 5,600 provisions, of which 3,946 homes, 893 supported
	// accommodation, 339 agencies; 658 outstanding, 3,059 good, 522 RI, 54 inadequate.
	// Every tenth of that, and the one that closed.
	want := map[ofsted.Grade]int{ofsted.Outstanding: 70, ofsted.Good: 328, ofsted.RequiresImprovement: 56, ofsted.Inadequate: 6, "": 140}
	for g, n := range want {
		if d := grades[g] - n; d < -3 || d > 3 {
			t.Errorf("%d %q, want about %d", grades[g], g, n)
		}
	}
	for typ, n := range map[ofsted.Type]int{ofsted.ChildrensHome: 424, ofsted.SupportedAccommodation: 96, ofsted.FosteringAgency: 36} {
		if d := types[typ] - n; d < -3 || d > 3 {
			t.Errorf("%d %s, want about %d", types[typ], typ, n)
		}
	}
	if len(types) != 12 {
		t.Errorf("%d types, want 12", len(types))
	}
}

// Ten years of todays: nothing lies in the future that cannot, and nothing has
// grown stale.
func TestNothingInItGrowsStale(t *testing.T) {
	shape, _ := counts(sample.New(friday, calendar, sample.Median, 1))
	for today := friday; today.Before(friday.AddMonths(120)); today = today.AddDays(37) {
		c := sample.New(today, calendar, sample.Median, 1)
		if got, _ := counts(c); !cmp.Equal(shape, got) {
			t.Errorf("%s: %s", today, cmp.Diff(shape, got))
		}
		if c.OfstedAsAt.After(today) || today.Sub(c.OfstedAsAt) > 10 || c.PlacementsAt != today {
			t.Errorf("%s: files as at %s and %s", today, c.OfstedAsAt, c.PlacementsAt)
		}
		published := map[ofsted.URN]civil.Date{}
		for _, in := range c.Inspections {
			if in.Ended.After(in.Published) || in.Published.After(c.OfstedAsAt) || in.Ended.IsZero() {
				t.Fatalf("%s: inspected on %s, published on %s, file of %s", today, in.Ended, in.Published, c.OfstedAsAt)
			}
			published[in.URN] = in.Published
		}
		standing := inForce(c)
		for _, p := range c.Provisions {
			if s := standing[p.URN]; p.Registered.IsZero() || p.Registered.After(c.OfstedAsAt) || s.Judgement != nil && !p.Registered.Before(s.Judgement.Ended) {
				t.Fatalf("%s: %s registered on %s", today, p.Name, p.Registered)
			}
		}
		for _, p := range c.Placements {
			if !p.Open() || p.PlacedOn.IsZero() || !p.PlacedOn.Before(today) {
				t.Fatalf("%s: placed on %s", today, p.PlacedOn)
			}
		}
		checkStory(t, c, today, published)
	}
}

// checkStory checks that the story is told in order, up to today, and that
// nobody takes in a report that was not yet published.
func checkStory(t *testing.T, c sample.Council, today civil.Date, published map[ofsted.URN]civil.Date) {
	t.Helper()
	last, latest := civil.Date{}, 0
	for _, s := range c.Story {
		if s.Day.Before(last) || s.Day.After(today) || today.Sub(s.Day) > 90 {
			t.Fatalf("%s: %s on %s after %s", today, s.Event, s.Day, last)
		}
		last = s.Day
		if s.Day == today {
			latest++
		}
		urn, err := ofsted.ParseURN(s.URN)
		if err != nil {
			t.Fatal(err)
		}
		if s.Event == "IN1" && s.Day.Before(published[urn]) {
			t.Errorf("%s: %s taken in on %s, published on %s", today, urn, s.Day, published[urn])
		}
		if b := s.Args["booked_for"]; b != "" && civil.MustParse(b).Before(s.Day) {
			t.Errorf("%s: booked on %s for %s", today, s.Day, b)
		}
	}
	if latest < 2 {
		t.Errorf("%s: only %d things happened today", today, latest)
	}
}

func TestSixPeopleHoldEveryRoleThatACaseNeeds(t *testing.T) {
	held := map[team.Role]int{}
	c := sample.New(friday, calendar, sample.Median, 1)
	for _, p := range c.People {
		for _, r := range p.Roles(friday) {
			held[r]++
		}
	}
	for _, r := range team.Officers() {
		if held[r] != 1 {
			t.Errorf("%d people are %s", held[r], r)
		}
	}
	if len(c.People) != 6 {
		t.Errorf("%d people", len(c.People))
	}
	for _, s := range c.Story {
		if !strings.Contains("ann ben cas dee eli fay", s.Who) {
			t.Errorf("%s was done by %q, whom nobody knows", s.Event, s.Who)
		}
	}
}

func TestOurChildrenLivedThereBeforeOfstedFoundFault(t *testing.T) {
	c := sample.New(friday, calendar, 2317, 1)
	standing := inForce(c)
	for _, p := range c.Placements {
		u, err := ofsted.ParseURN(p.URN.String())
		if err != nil {
			continue
		}
		if j := standing[u].Judgement; j != nil && below(j.Judgement) && !p.PlacedOn.Before(j.Ended) {
			t.Errorf("placed on %s, found on %s: that would be a breach", p.PlacedOn, j.Ended)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for _, n := range []int{458, 2317, 82_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				sample.New(friday, calendar, n, 1)
			}
		})
	}
}
