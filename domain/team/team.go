// Package team says who works the board and in which role.
package team

import (
	"slices"

	"placewatch/domain/civil"
	"placewatch/domain/text"
)

// Role is a grant on a person (domain.md 3.0). The set is closed.
type Role string

const (
	Viewer               Role = "viewer"
	Auditor              Role = "auditor"
	PlacementsOfficer    Role = "placements_officer"
	QAOfficer            Role = "qa_officer"
	CommissioningOfficer Role = "commissioning_officer"
	PlacementsManager    Role = "placements_manager"
	CSWManager           Role = "csw_manager" // children's social work service manager
	PrincipalManager     Role = "principal_manager"
	Admin                Role = "admin" // technical; no case rights

	// System is the actor of rows that time alone brings about.
	System Role = "system"
	// Import is the actor of rows that a published or council file brings about.
	Import Role = "import"
)

// Roles are the roles a person can be granted, in the order they are listed.
func Roles() []Role {
	return []Role{Viewer, Auditor, PlacementsOfficer, QAOfficer, CommissioningOfficer,
		PlacementsManager, CSWManager, PrincipalManager, Admin}
}

// Managers are the three managers; any of them counts as an officer too.
func Managers() []Role { return []Role{PlacementsManager, CSWManager, PrincipalManager} }

// Officers are the three officers and every manager (domain.md 3.0, "officer").
func Officers() []Role {
	return append([]Role{PlacementsOfficer, QAOfficer, CommissioningOfficer}, Managers()...)
}

// Words returns the role as a person says it.
func (r Role) Words() string {
	switch r {
	case QAOfficer:
		return "QA officer"
	case CSWManager:
		return "CSW manager"
	case System:
		return "rule"
	}
	b := []byte(r)
	for i, c := range b {
		if c == '_' {
			b[i] = ' '
		}
	}
	return string(b)
}

// Grant is a role held by a person, until a day if one is set.
type Grant struct {
	Role  Role       `json:"role"`
	Until civil.Date `json:"until"` // last day of the grant; none means open
}

// Person is someone who may act. Login is the short name shown on the board.
type Person struct {
	ID       string    `json:"id"`
	Login    text.Text `json:"login"`
	Name     text.Text `json:"name"`
	Grants   []Grant   `json:"grants"`
	Disabled bool      `json:"disabled"`
}

// Roles returns the roles in force on day.
func (p Person) Roles(day civil.Date) []Role {
	if p.Disabled {
		return nil
	}
	var out []Role
	for _, g := range p.Grants {
		if g.Until.IsZero() || !day.After(g.Until) {
			out = append(out, g.Role)
		}
	}
	return out
}

// Holds reports whether p has any of the roles on day.
func (p Person) Holds(day civil.Date, wanted ...Role) bool {
	return slices.ContainsFunc(p.Roles(day), func(r Role) bool { return slices.Contains(wanted, r) })
}
