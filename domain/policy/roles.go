package policy

import (
	"maps"
	"slices"

	"placewatch/domain/team"
)

// RowRoles is who may take one row of the charts in this council, where that is
// not as the chart says. The charts hold it against their rows (concern.ReadPolicy).
type RowRoles struct {
	Row  string      // domain.md's id: PR7
	By   []team.Role // none: as in the chart
	With []team.Role // the second person; none: as in the chart
	Line int         // of the profile's file
}

// Roles returns the rows for which the profile names other people, by their ids.
func (p *Profile) Roles() []RowRoles { return slices.Clone(p.roles) }

// RolesOf returns what the profile says of one row.
func (p *Profile) RolesOf(row string) (RowRoles, bool) {
	i := slices.IndexFunc(p.roles, func(r RowRoles) bool { return r.Row == row })
	if i < 0 {
		return RowRoles{}, false
	}
	return p.roles[i], true
}

// roleTable is [roles] as written down: PR7 = {by = ["principal_manager"]}.
type roleTable map[string]struct {
	By   []team.Role `toml:"by"`
	With []team.Role `toml:"with"`
}

func (r *reader) rowRoles(table roleTable) ([]RowRoles, error) {
	var out []RowRoles
	for _, row := range slices.Sorted(maps.Keys(table)) {
		at, named := "roles."+row, table[row]
		if len(named.By)+len(named.With) == 0 {
			return nil, r.refuse(at, "%s names nobody: write by or with", row)
		}
		for _, role := range slices.Concat(named.By, named.With) {
			if !slices.Contains(team.Officers(), role) {
				return nil, r.refuse(at, "%q decides no case; write some of %s", role, list(team.Officers()))
			}
		}
		out = append(out, RowRoles{Row: row, By: named.By, With: named.With, Line: r.line(at)})
	}
	return out, nil
}
