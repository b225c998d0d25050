package concern

import (
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// Whether the provision has a manager.
const (
	inPost  = "in_post"
	leaving = "leaving"
	absent  = "absent"
	vacant  = "vacant"
)

// managerWaits are what the provider is to do about its manager: amber, never red.
func managerWaits() []string {
	return []string{"concern.manager_notice", "concern.manager_cover", "concern.manager_application", "concern.manager_vacancy"}
}

// managerRows is the row of the provision's manager. It moves no track.
func managerRows() []Row {
	return []Row{
		{ID: "MG1", Event: "manager_recorded", Title: "The provision's manager: in post, leaving, absent or vacant",
			From: []flow.State{flow.Any}, To: flow.Same, By: officers,
			Args: []flow.Arg{choice("manager", "Manager", true, options(inPost, "In post", leaving, "Leaving", absent, "Absent", vacant, "Vacant")),
				{Name: "since", Label: "Since", Kind: flow.DateArg, Required: true, Hint: "the day the manager leaves, where that is to come"},
				choice("registered", "Registered with Ofsted", false, yesNo())},
			Valid: managerSince, Settles: managerWaits(), Then: recordManager, Brings: managerWaits(), Source: "S3, R9#23, R9#24"},
	}
}

func managerSince(c *Case, t *flow.Turn) flow.Problems {
	if t.Value("manager") == leaving {
		return nil
	}
	return notAhead(t, "since")
}

// recordManager keeps whether there is a manager, and opens what the provider is then
// to do: at an adoption agency 28 and 90 days of absence (S3); elsewhere 26 weeks of
// vacancy, and at a home 12 weeks for the new one to apply (R9#23, R9#24).
//
// Reading: a manager who is leaving or absent counts as missing from that day. The 26
// weeks are the homes'; since September 2023 other frameworks have the line too (R§3).
func recordManager(c *Case, t *flow.Turn) {
	k := &c.Concern
	k.Manager, k.ManagerSince = t.Value("manager"), t.Date("since")
	t.Note("set", "manager %s since %s", flow.State(k.Manager).Words(), k.ManagerSince.Long())
	var waits []string
	switch agency := c.Place.Type == ofsted.VoluntaryAdoption; {
	case k.Manager == inPost && isHome(c.Place.Type) && t.Value("registered") != "yes":
		waits = []string{"concern.manager_application"}
	case k.Manager == inPost:
	case agency:
		waits = []string{"concern.manager_notice", "concern.manager_cover"}
	default:
		waits = []string{"concern.manager_vacancy"}
	}
	for _, key := range waits {
		c.Owe(key, k.ManagerSince, text.Text{}, t)
	}
}
