package board

import (
	"fmt"
	"slices"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/sample"
	"placewatch/domain/text"
)

// council is a made-up council on its first day with placewatch: Ofsted's list and
// its placements imported, nothing done yet.
func council(children int) Input {
	made := sample.New(drawnOn, rules().Cal, children, 1)
	in := Input{Rules: rules(), Today: drawnOn, Council: made.Name, Places: map[string]ofsted.Provision{}, Standings: map[string]ofsted.Standing{},
		Buckets: map[placement.Bucket]int{}, BucketOf: map[string]placement.Bucket{}, Reasons: map[string]string{}, Known: len(made.Provisions),
		Open: len(made.Placements), OfstedAsAt: made.OfstedAsAt, OfstedOn: drawnOn, PlacementsAt: made.PlacementsAt, PlacementsOn: drawnOn}
	histories := map[ofsted.URN][]ofsted.Inspection{}
	for _, i := range made.Inspections {
		histories[i.URN] = append(histories[i.URN], i)
	}
	cases := map[ofsted.URN]*concern.Case{}
	for _, p := range made.Provisions {
		cases[p.URN] = &concern.Case{Rules: in.Rules, Place: p, Known: true, History: histories[p.URN], Standing: ofsted.InForce(histories[p.URN]), ListFresh: true}
	}
	for _, p := range made.Placements {
		b, why := placement.BucketOf(p, func(u ofsted.URN) (ofsted.Bucket, bool, bool) {
			c := cases[u]
			if c == nil {
				return ofsted.Unknown, false, false
			}
			return c.Bucket(), c.Place.Status.Ended(), true
		})
		in.Buckets[b]++
		switch b {
		case placement.BelowThreshold, placement.MissingURN, placement.UnknownURN, placement.OutsideOfsted:
			in.Placed = append(in.Placed, p)
			in.BucketOf[p.ID], in.Reasons[p.ID] = b, why
		}
		if u, err := ofsted.ParseURN(p.URN.String()); err == nil && cases[u] != nil {
			cases[u].Placed = append(cases[u].Placed, p.Child)
		}
	}
	for u, c := range cases {
		heard, _, _ := c.Hear(concern.News{First: true}, &flow.Turn{Today: drawnOn, Cal: in.Rules.Cal})
		if heard.Open() {
			in.Cases = append(in.Cases, heard)
		} else if len(c.Placed) > 0 {
			in.Places[u.String()], in.Standings[u.String()] = c.Place, c.Standing
		}
	}
	return in
}

func TestTheFirstDayOfACouncil(t *testing.T) {
	in := council(sample.Median)
	b := Build(in)
	if b.Stale != "" {
		t.Errorf("stale: %s", b.Stale)
	}
	rows := map[placement.Bucket]int{}
	for _, r := range b.Children {
		rows[r.Bucket]++
		if r.Bucket == placement.BelowThreshold && (r.Concern == "" || r.NextStep == "" || r.Due.IsZero() || r.Held == "") {
			t.Errorf("below the threshold, but nothing must happen: %s", drawnRow(r))
		}
	}
	for _, bucket := range []placement.Bucket{placement.BelowThreshold, placement.MissingURN, placement.UnknownURN} {
		if rows[bucket] != in.Buckets[bucket] {
			t.Errorf("%s: %d on the board, %d counted", bucket, rows[bucket], in.Buckets[bucket])
		}
	}
	if b.Counts.HomesWithoutURN == 0 || len(b.Revisits) < len(in.Cases) || len(in.Cases) == 0 {
		t.Errorf("%d homes without a URN, %d windows of %d concerns", b.Counts.HomesWithoutURN, len(b.Revisits), len(in.Cases))
	}
	for _, c := range in.Cases {
		if !slices.ContainsFunc(Due(in), func(d DueItem) bool { return d.URN == c.Place.URN.String() }) {
			t.Errorf("nothing of ours is due at %s", c.Place.URN)
		}
	}
}

// busyCouncil is a council in the middle of things: four duties and a visit at
// each provision with a concern.
func busyCouncil(children int) Input {
	in := council(children)
	for _, c := range in.Cases {
		for _, kind := range []string{"qa.list_children", "qa.ask_provider", "qa.full_visit", "plan.chase"} {
			owe(c, kind, "2026-02-24", "", "ann").Explanation = "5 working days from 17 Feb 2026"
		}
		for _, child := range c.Placed {
			owe(c, "qa.alert_professionals", "2026-03-03", child.String(), "")
		}
		visiting(c, concern.Visit{Kind: concern.Full, State: concern.Owed, Due: civil.On(2026, 2, 28), Visitor: text.Clean("ann")})
	}
	return in
}

func TestOnABusyBoardEachDutyIsCountedAsItIsListed(t *testing.T) {
	in := busyCouncil(sample.Median)
	late, today := 0, 0
	for _, d := range Due(in) {
		switch d.Status {
		case "overdue":
			late++
		case "today":
			today++
		}
	}
	if n := Build(in).Counts; n.Overdue != late || n.Today != today || late == 0 || today == 0 {
		t.Errorf("the board counts %d overdue and %d today, the list %d and %d", n.Overdue, n.Today, late, today)
	}
}

func BenchmarkBuild(b *testing.B) {
	for _, children := range []int{sample.Median, 2317} {
		b.Run(fmt.Sprint(children), func(b *testing.B) {
			in := busyCouncil(children)
			b.ReportAllocs()
			for b.Loop() {
				Build(in)
			}
		})
	}
}

func BenchmarkDue(b *testing.B) {
	in := busyCouncil(2317)
	for b.Loop() {
		Due(in)
	}
}
