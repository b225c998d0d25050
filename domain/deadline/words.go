package deadline

import (
	"slices"
	"strings"

	"placewatch/domain/policy"
)

func typeList(rules []policy.Rule) string {
	var ws []string
	for _, r := range rules {
		for _, t := range r.Types {
			if !slices.Contains(ws, t.Words()) {
				ws = append(ws, t.Words())
			}
		}
	}
	return strings.Join(ws, ", ")
}

func editionList(rules []policy.Rule) string {
	var ws []string
	for _, r := range rules {
		if w := r.Edition.Name + " (" + span(r) + ")"; !slices.Contains(ws, w) {
			ws = append(ws, w)
		}
	}
	return strings.Join(ws, ", ")
}

// span says for which days a rule is used.
func span(r policy.Rule) string {
	if r.To.IsZero() {
		return "from " + r.From.Long()
	}
	return r.From.Long() + " to " + r.To.Long()
}

// nearest is the name that takes the fewest changes of letters to reach.
func nearest(word string, names []string) string {
	best, fewest := "", -1
	for _, n := range names {
		if d := changes(word, n); fewest < 0 || d < fewest {
			best, fewest = n, d
		}
	}
	return best
}

// changes counts the letters to insert, delete or replace between two words.
func changes(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := before
			if a[i] != b[j] {
				replace++
			}
			before = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
