package concern

import (
	"slices"

	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/policy"
	"placewatch/domain/team"
)

// ReadPolicy reads a profile and holds the roles that it names against the rows of
// the charts. It is refused with the line where a row is not one of them, or where
// fewer or lesser people would decide than four eyes demand (safety.md 7, F1–F10).
func ReadPolicy(file string, b []byte) (*policy.Profile, error) {
	p, err := policy.Parse(file, b)
	if err != nil {
		return nil, err
	}
	for _, named := range p.Roles() {
		if why := unfit(named); why != "" {
			no := fault.Newf(fault.Invalid, "roles.%s: %s", named.Row, why)
			no.File, no.Line = file, named.Line
			return nil, no
		}
	}
	return p, nil
}

// unfit says why a profile may not give a row to those roles.
func unfit(named policy.RowRoles) string {
	r := rowOf(Charts(), named.Row)
	switch {
	case r == nil:
		return "no row of the charts has that id"
	case !slices.ContainsFunc(r.By, flow.Human):
		return "nobody takes that row: it happens of itself"
	case len(named.With) > 0 && len(r.With) == 0:
		return "one person is enough for that row; a policy does not name a second"
	}
	now := *r
	give(&now, named)
	switch {
	case onlyManagers(r.By) && !onlyManagers(now.By), onlyManagers(r.With) && !onlyManagers(now.With):
		return "that is a manager's decision"
	case len(r.With) > 0 && len(roleSet(now.By, now.With)) < 2:
		return "two people in two roles take that row (safety 7, F4)"
	case share(now.By, now.With) && !share(r.By, r.With):
		return "the second person of that row acts in another role than the first: by and with may not share one (safety 7, F4)"
	}
	return ""
}

func rowOf(charts []*Chart, id string) *Row {
	for _, ch := range charts {
		if i := slices.IndexFunc(ch.Rows, func(r Row) bool { return r.ID == id }); i >= 0 {
			return &ch.Rows[i]
		}
	}
	return nil
}

// onlyManagers reports whether the people among those roles are managers.
func onlyManagers(rs []team.Role) bool {
	return slices.ContainsFunc(rs, flow.Human) &&
		!slices.ContainsFunc(rs, func(r team.Role) bool { return flow.Human(r) && !slices.Contains(team.Managers(), r) })
}

func roleSet(by, with []team.Role) []team.Role {
	rs := slices.DeleteFunc(slices.Concat(by, with), func(r team.Role) bool { return !flow.Human(r) })
	slices.Sort(rs)
	return slices.Compact(rs)
}

// share reports whether a role of people stands on both sides of a row for two.
func share(by, with []team.Role) bool {
	return slices.ContainsFunc(by, func(r team.Role) bool { return flow.Human(r) && slices.Contains(with, r) })
}

// Under are the charts with the roles that a council's policy gives their rows.
// Time and files take their rows whatever the policy says.
func Under(p *policy.Profile) []*Chart {
	named := p.Roles()
	if len(named) == 0 {
		return Charts()
	}
	var out []*Chart
	for _, ch := range Charts() {
		mine := *ch
		mine.Rows = slices.Clone(ch.Rows)
		for i := range mine.Rows {
			if roles, ok := p.RolesOf(mine.Rows[i].ID); ok {
				give(&mine.Rows[i], roles)
			}
		}
		out = append(out, &mine)
	}
	return out
}

// give names the people of a row. Time and files stay among those who take it.
func give(r *Row, roles policy.RowRoles) {
	if len(roles.By) > 0 {
		others := slices.DeleteFunc(slices.Clone(r.By), flow.Human)
		r.By = slices.Concat(roles.By, others)
	}
	if len(roles.With) > 0 {
		r.With = roles.With
	}
}
