package flow

import (
	"testing"

	"placewatch/domain/team"
)

// Whoever stands in does so for one of the two people, never for both.
func TestOneStandsInForOneOfTwo(t *testing.T) {
	placements, csw, principal := team.PlacementsManager, team.CSWManager, team.PrincipalManager
	r := Row[*lamp]{By: []team.Role{placements}, With: []team.Role{csw}, StandIn: []team.Role{principal}}
	for _, tc := range []struct {
		first, second []team.Role
		may           bool
	}{
		{[]team.Role{placements}, []team.Role{csw}, true},
		{[]team.Role{csw}, []team.Role{placements}, true},
		{[]team.Role{principal}, []team.Role{csw}, true},
		{[]team.Role{principal}, []team.Role{placements}, true},
		{[]team.Role{placements}, []team.Role{principal}, true},
		{[]team.Role{csw}, []team.Role{principal}, true},
		{[]team.Role{principal}, []team.Role{principal}, false},
		{[]team.Role{placements}, []team.Role{placements}, false},
		{[]team.Role{csw}, []team.Role{csw}, false},
		{[]team.Role{principal, placements}, []team.Role{principal}, true}, // the first as placements manager
		{[]team.Role{principal}, []team.Role{team.QAOfficer}, false},
	} {
		if got := r.Pairs(tc.first, tc.second); got != tc.may {
			t.Errorf("%v and %v may: %v", tc.first, tc.second, got)
		}
	}
}
