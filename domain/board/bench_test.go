package board

import (
	"fmt"
	"testing"

	"placewatch/domain/concern"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
)

// council is an input of that many children: about one in forty in a provision
// with a concern, one in twenty not matched.
func council(children int) Input {
	in := world()
	in.Cases, in.Placed, in.Open, in.Buckets = nil, nil, children, map[placement.Bucket]int{}
	for i := range children {
		id, ref, u := fmt.Sprintf("%d/1", i), fmt.Sprintf("C-%05d", i), ""
		b := placement.AtOrAbove
		switch {
		case i%40 == 0:
			u = fmt.Sprint(9000000 + i)
			c := homeCase(u, fmt.Sprintf("Home %d", i), inspected(u, grade(ofsted.Inadequate), "2026-01-19", false), "2026-01-20", ref)
			for _, kind := range []string{"qa.list_children", "qa.ask_provider", "qa.full_visit", "plan.chase"} {
				owe(c, kind, "2026-02-24", "", "ann")
			}
			await(c, "home.return", "2026-03-02", "2026-03-16")
			visiting(c, concern.Visit{Kind: concern.Full, State: concern.Owed, Due: dated("2026-02-28")})
			in.Cases, b = append(in.Cases, c), placement.BelowThreshold
		case i%20 == 1:
			u, b = "9999999", placement.UnknownURN
		}
		in.Buckets[b]++
		if b != placement.AtOrAbove {
			in.Placed = append(in.Placed, placedAt(id, ref, u, "K2"))
			in.BucketOf[id] = b
		}
	}
	return in
}

func BenchmarkBuild(b *testing.B) {
	for _, children := range []int{458, 2317} {
		b.Run(fmt.Sprint(children), func(b *testing.B) {
			in := council(children)
			b.ReportAllocs()
			for b.Loop() {
				Build(in)
			}
		})
	}
}

func BenchmarkDue(b *testing.B) {
	in := council(2317)
	for b.Loop() {
		Due(in)
	}
}
