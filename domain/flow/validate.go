package flow

import (
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/team"
)

// Validate reports what is wrong with the chart itself: a row without a source, an
// id or a word said twice, a state that no row reaches, a row nobody may take.
func (ch *Chart[C]) Validate() []error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	seen, reached := map[string]bool{}, ch.reached()
	for _, r := range ch.Rows {
		for _, word := range []string{strings.ToLower(r.ID), strings.ToLower(r.Event)} {
			if seen[word] {
				wrong("%s: %q is said twice", r.ID, word)
			}
			seen[word] = true
		}
		if r.Source == "" || r.Title == "" || r.Event == "" || len(r.By) == 0 || len(r.From) == 0 {
			wrong("%s lacks a source, a title, an event, a role or a state to leave", r.ID)
		}
		if slices.Contains(r.By, team.System) != (r.Auto != nil) {
			wrong("%s: the system's rows, and no others, say when they happen", r.ID)
		}
		if (r.TwoIf != nil || r.Together) && len(r.With) == 0 {
			wrong("%s names no second person", r.ID)
		}
		for _, s := range append(slices.Clone(r.From), r.To) {
			if s != Any && s != Same && !reached[s] {
				wrong("%s names %q, which cannot be reached", r.ID, s)
			}
		}
	}
	for _, s := range ch.Final {
		if !reached[s] {
			wrong("the final state %q cannot be reached", s)
		}
	}
	return errs
}

// reached are the states that some path of rows leads to.
func (ch *Chart[C]) reached() map[State]bool {
	reached := map[State]bool{Start: true}
	for grew := true; grew; {
		grew = false
		for i := range ch.Rows {
			r := &ch.Rows[i]
			if r.To == Same || reached[r.To] {
				continue
			}
			for s := range reached {
				if ch.Leaves(r, s) {
					reached[r.To], grew = true, true
					break
				}
			}
		}
	}
	return reached
}
