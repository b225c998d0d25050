package flow

import (
	"slices"

	"placewatch/domain/team"
)

// Pairs reports whether two people who hold these roles may take a row for two: one
// of them of By, the other of With, whoever came first (safety.md 7, F4).
func (r *Row[C]) Pairs(first, second []team.Role) bool {
	return anyOf(second, r.Second(first))
}

// People are the roles of everybody who may have a part in the row: whoever takes it
// alone, either of two, and who may stand in for one of them.
func (r *Row[C]) People() []team.Role { return slices.Concat(r.By, r.With, r.StandIn) }

// Second are the roles that the second person may hold, given those of the first.
func (r *Row[C]) Second(first []team.Role) []team.Role {
	var out []team.Role
	if anyOf(first, r.By) {
		out = append(out, r.With...)
	}
	if anyOf(first, r.With) {
		out = append(out, r.By...)
	}
	if anyOf(first, r.By) || anyOf(first, r.With) {
		out = append(out, r.StandIn...)
	}
	if anyOf(first, r.StandIn) {
		out = slices.Concat(out, r.By, r.With)
	}
	return out
}

func anyOf(have, want []team.Role) bool {
	return slices.ContainsFunc(have, func(role team.Role) bool { return slices.Contains(want, role) })
}
