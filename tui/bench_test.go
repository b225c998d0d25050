package tui

import (
	"fmt"
	"testing"
)

// BenchmarkKey is one key: Update and View. Down and up between rows that were
// drawn before, as a person reading a list does.
func BenchmarkKey(b *testing.B) {
	for _, n := range []int{458, 5000} {
		for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
			b.Run(fmt.Sprintf("rows=%d/%dx%d", n, size[0], size[1]), func(b *testing.B) {
				x := sit(b, desk(crowded(n)), size[0], size[1], Options{Theme: "plain"})
				keys := []string{"j", "j", "k", "k"}
				b.ReportAllocs()
				b.ResetTimer()
				for i := 0; b.Loop(); i++ {
					x.m.Update(keyNamed(keys[i%len(keys)]))
					x.m.View()
				}
			})
		}
	}
}

// BenchmarkScroll goes down rows that were never drawn.
func BenchmarkScroll(b *testing.B) {
	x := sit(b, desk(crowded(5000)), 120, 40, Options{Theme: "plain"})
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		if p := x.m.board.focused(); p.cur == p.rows.len()-1 {
			p.forget()
			p.move(-p.cur)
		}
		x.m.Update(keyNamed("j"))
		x.m.View()
	}
}

// BenchmarkBoard is a new board of 5,000 rows: loaded, filtered, drawn.
func BenchmarkBoard(b *testing.B) {
	x := sit(b, desk(crowded(5000)), 120, 40, Options{Theme: "plain"})
	next := crowded(5000)
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		x.m.apply(next)
		x.m.View()
	}
}
