package store

import (
	"testing"
)

func BenchmarkFindIn5600Provisions(b *testing.B) {
	s := openNew(b)
	takeOfsted(b, s, lead(friday()), nation(b, s))
	for _, typed := range []string{"", "a", "rise", "6000123", "zzz"} {
		b.Run("typed="+typed, func(b *testing.B) {
			n := 0
			for b.Loop() {
				found, more, err := s.Find(b.Context(), friday(), typed)
				if err != nil {
					b.Fatal(err)
				}
				n = len(found) + more
			}
			b.ReportMetric(float64(n), "found")
		})
	}
}
