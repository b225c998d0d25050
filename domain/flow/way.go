package flow

import "slices"

// Toward lists the rows by which people come one step nearer to a row from a state
// that it does not leave: the first steps of the shortest ways there. Where no way
// leads there, and from a state that it leaves already, there are none.
func (ch *Chart[C]) Toward(r *Row[C], from State) []*Row[C] {
	steps := ch.steps(r)
	here, led := steps[from]
	if !led || here == 0 {
		return nil
	}
	var out []*Row[C]
	for i := range ch.Rows {
		q := &ch.Rows[i]
		if n, led := steps[q.To]; led && n == here-1 && slices.ContainsFunc(q.By, Human) && ch.Leaves(q, from) {
			out = append(out, q)
		}
	}
	return out
}

// steps are how many rows lie between each state and a row; a state from which no way
// leads there is not among them.
func (ch *Chart[C]) steps(r *Row[C]) map[State]int {
	states := append(ch.States(), Start)
	steps := map[State]int{}
	for _, s := range states {
		if ch.Leaves(r, s) {
			steps[s] = 0
		}
	}
	for n := 0; ; n++ {
		grew := false
		for i := range ch.Rows {
			q := &ch.Rows[i]
			if at, led := steps[q.To]; !led || at != n {
				continue
			}
			for _, s := range states {
				if _, led := steps[s]; !led && ch.Leaves(q, s) {
					steps[s], grew = n+1, true
				}
			}
		}
		if !grew {
			return steps
		}
	}
}
