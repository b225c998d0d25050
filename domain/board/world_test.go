package board

import (
	"fmt"
	"sync"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/deadline"
	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// rules are read once: they do not change.
var rules = sync.OnceValue(func() concern.Rules {
	p := policy.Default()
	return concern.Rules{Policy: p, Book: deadline.NewBook(p), Cal: civil.EnglandAndWales()}
})

func urn(s string) ofsted.URN {
	u, err := ofsted.ParseURN(s)
	if err != nil {
		panic(err)
	}
	return u
}

func inspected(u string, j ofsted.Judgement, ended string, provisional bool) ofsted.Inspection {
	in := ofsted.Inspection{URN: urn(u), Kind: ofsted.Full, Started: dated(ended), Ended: dated(ended), Judgement: j, Provisional: provisional}
	if !provisional {
		in.Published = dated(ended).AddDays(21)
	}
	return in
}

func grade(g ofsted.Grade) ofsted.Judgement {
	return ofsted.Judgement{Overall: g, Label: text.Clean(string(g))}
}

// homeCase is a children's home with an open concern on one inspection.
func homeCase(u, name string, in ofsted.Inspection, opened string, children ...string) *concern.Case {
	c := &concern.Case{Rules: rules(), Known: true, History: []ofsted.Inspection{in}, Standing: ofsted.InForce([]ofsted.Inspection{in}),
		Place: ofsted.Provision{URN: urn(u), Name: text.Clean(name), Type: ofsted.ChildrensHome, Status: ofsted.Active, Places: 4,
			LocalAuthority: text.Clean("Larkmere"), JudgedAsAt: dated("2026-03-02")},
		Concern: concern.Concern{ID: u + "-1", URN: u, Ofsted: concern.AwaitingRevisit, QA: concern.Monitoring, OpenedOn: dated(opened), KnownOn: dated(opened),
			Original: in.Ended, Ended: in.Ended, Kind: in.Kind, Provisional: in.Provisional, Judgement: in.Judgement, Version: 7},
		Freeze: concern.Freeze{URN: u, State: concern.Frozen, Since: dated(opened), Basis: "watch"}}
	for _, ref := range children {
		c.Placed = append(c.Placed, text.Clean(ref))
	}
	return c
}

// owe adds one of our duties to the case.
func owe(c *concern.Case, kind, due, child, person string) *duty.Duty {
	l, _ := c.Policy.Limit(kind)
	d := duty.Duty{ID: fmt.Sprintf("%s.%d", c.Concern.ID, len(c.Duties)+len(c.Visits)+1), Kind: kind, What: l.What, Concern: c.Concern.ID, URN: c.Concern.URN,
		Child: text.Clean(child), Owner: duty.Ours, Role: l.Role, Person: person, Rule: kind, Source: l.Source, Status: duty.Open,
		OpenedOn: c.Concern.OpenedOn, Explanation: "counted from " + c.Concern.OpenedOn.Long()}
	if due != "" {
		d.Due = dated(due)
		d.OriginalDue = d.Due
	}
	c.Duties = append(c.Duties, d)
	return &c.Duties[len(c.Duties)-1]
}

// await adds a window of Ofsted's.
func await(c *concern.Case, rule, earliest, latest string) {
	d := owe(c, rule, latest, "", "")
	d.Owner, d.What, d.Role, d.Rule, d.Source = duty.Ofsted, "Ofsted returns", team.PlacementsOfficer, rule, "R9#3"
	if earliest != "" {
		d.Earliest = dated(earliest)
	}
}

func visiting(c *concern.Case, x concern.Visit) {
	x.ID, x.Concern, x.URN = fmt.Sprintf("%s.%d", c.Concern.ID, len(c.Duties)+len(c.Visits)+1), c.Concern.ID, c.Concern.URN
	x.OriginalDue, x.Rule, x.Explanation = x.Due, "qa."+x.Kind+"_visit", "7 days from the day they told us"
	c.Visits = append(c.Visits, x)
}

func placedAt(id, child, u, typ string) placement.Placement {
	return placement.Placement{ID: id, Child: text.Clean(child), PlacedOn: dated("2025-10-14"), Type: typ, Provider: "PR4", URN: text.Clean(u),
		Team: text.Clean("Children in Care 1"), Worker: text.Clean("J. Mason")}
}

// world is a council of nine children: four provisions with a concern, a home
// without a URN, a carer whose agency's URN nobody knows, and a home that closed.
func world() Input {
	alder := homeCase("9000412", "Alder House", inspected("9000412", grade(ofsted.Inadequate), "2026-01-19", false), "2026-01-20", "C-0388", "C-0412")
	owe(alder, "qa.full_visit", "2026-02-24", "", "ann")
	owe(alder, "qa.alert_professionals", "2026-02-26", "C-0388", "")
	await(alder, "home.return", "2026-03-02", "2026-03-16")
	await(alder, "home.full_reinspection", "", "2026-05-11")
	visiting(alder, concern.Visit{Kind: concern.Full, State: concern.Booked, Due: dated("2026-02-28"), BookedFor: dated("2026-03-05"), Visitor: text.Clean("ann")})
	alder.Duties[0].Part = alder.Visits[0].ID

	copper := homeCase("9000391", "Copper Lane", inspected("9000391", grade(ofsted.RequiresImprovement), "2026-02-09", false), "2026-02-12", "C-0391")
	copper.Place.LocalAuthority = text.Clean("Vesper Vale")
	owe(copper, "plan.chase", "2026-02-27", "", "ben")

	dunlin := homeCase("9000420", "Dunlin Court", inspected("9000420", grade(ofsted.RequiresImprovement), "2026-03-02", true), "2026-03-03", "C-0420")
	owe(dunlin, "qa.list_children", "2026-03-04", "", "")
	owe(dunlin, "qa.factual_accuracy", "2026-03-02", "", "").Owner = duty.Provider
	dunlin.Proposals = []concern.Proposal{{ID: "9000420-1.9", Row: "VI6", Args: `{"reason":"told by telephone"}`, State: "waiting", Login: text.Clean("ben")}}

	birch := homeCase("9000407", "Birch Lodge", inspected("9000407", grade(ofsted.Inadequate), "2025-12-15", false), "2025-12-16", "C-0407")
	owe(birch, "concern.watch_ofsted", "2026-03-20", "", "cas")
	await(birch, "home.return", "2026-01-26", "2026-02-09")

	closed := ofsted.Provision{URN: urn("9000500"), Name: text.Clean("Elm Grove"), Type: ofsted.ChildrensHome, Status: ofsted.Resigned, Closed: dated("2026-01-30")}
	in := Input{Rules: rules(), Today: drawnOn, Council: text.Clean("Larkmere"), Cases: []*concern.Case{alder, copper, dunlin, birch},
		Placed: []placement.Placement{
			placedAt("412/1", "C-0412", "9000412", "K2"), placedAt("388/1", "C-0388", "9000412", "K2"), placedAt("391/1", "C-0391", "9000391", "K2"),
			placedAt("420/1", "C-0420", "9000420", "K2"), placedAt("407/1", "C-0407", "9000407", "K2"),
			placedAt("299/1", "C-0299", "", "K2"), placedAt("150/1", "C-0150", "9999999", "U6"), placedAt("500/1", "C-0500", "9000500", "K2")},
		Places:    map[string]ofsted.Provision{"9000500": closed},
		Standings: map[string]ofsted.Standing{"9000500": ofsted.InForce([]ofsted.Inspection{inspected("9000500", grade(ofsted.Good), "2024-05-01", false)})},
		Buckets:   map[placement.Bucket]int{placement.BelowThreshold: 5, placement.AtOrAbove: 1, placement.MissingURN: 1, placement.UnknownURN: 2},
		BucketOf: map[string]placement.Bucket{"412/1": placement.BelowThreshold, "388/1": placement.BelowThreshold, "391/1": placement.BelowThreshold,
			"420/1": placement.BelowThreshold, "407/1": placement.BelowThreshold, "299/1": placement.MissingURN, "150/1": placement.UnknownURN, "500/1": placement.UnknownURN},
		Reasons: map[string]string{"299/1": "the council's file gives no URN", "150/1": "no provision with this URN in Ofsted's files",
			"500/1": "the registration with this URN has ended"},
		Open: 9, Watched: 12, Known: 23, Discrepant: 2, OfstedAsAt: dated("2026-02-28"), OfstedOn: dated("2026-03-02"),
		PlacementsAt: dated("2026-03-02"), PlacementsOn: dated("2026-03-02"), Seq: 41,
		Shares: map[string]string{"childrens_home/inadequate": "half were revisited by day 44"}}
	return in
}

// row is the row of a child on the board.
func row(t *testing.T, b *Board, child string) ChildRow {
	t.Helper()
	for _, r := range b.Children {
		if r.Child.String() == child {
			return r
		}
	}
	t.Fatalf("%s is not on the board", child)
	return ChildRow{}
}
