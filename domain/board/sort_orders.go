package board

// childOrders are the ways to order the children. "children" is completed for
// the rows at hand, since a row does not know its neighbours.
var childOrders = []order[ChildRow]{
	{SortKey{"due", "due first"}, func(r *ChildRow) place { return byDay(r.Due) }},
	{SortKey{"provision", "by provision"}, func(r *ChildRow) place { return byName(r.Provision.String()) }},
	{SortKey{"judgement", "worst judgement first"}, func(r *ChildRow) place {
		return place{n: tier(r.Judgement), s: r.Judgement}
	}},
	{SortKey{"reference", "by reference"}, func(r *ChildRow) place { return byName(r.Child.String()) }},
	{SortKey{"owner", "by owner"}, func(r *ChildRow) place { return byName(person(r.Owner.String())) }},
	{SortKey{"late", "days late first"}, func(r *ChildRow) place { return place{n: -r.DaysLate} }},
	{SortKey{"children", "most children first"}, func(*ChildRow) place { return place{} }},
}

var revisitOrders = []order[RevisitRow]{
	{SortKey{"due", "window end first"}, func(r *RevisitRow) place { return byDay(r.Latest) }},
	{SortKey{"provision", "by provision"}, func(r *RevisitRow) place { return byName(r.Provision.String()) }},
	{SortKey{"kind", "by kind"}, func(r *RevisitRow) place { return byName(r.Kind) }},
	{SortKey{"children", "most children first"}, func(r *RevisitRow) place { return place{n: -r.Children} }},
}

var visitOrders = []order[VisitRow]{
	{SortKey{"due", "due first"}, func(r *VisitRow) place { return byDay(r.Due) }},
	{SortKey{"late", "days late first"}, func(r *VisitRow) place { return place{n: -r.DaysLate} }},
	{SortKey{"provision", "by provision"}, func(r *VisitRow) place { return byName(r.Provision.String()) }},
	{SortKey{"kind", "by kind"}, func(r *VisitRow) place { return byName(r.Kind) }},
	{SortKey{"owner", "by owner"}, func(r *VisitRow) place { return byName(person(r.Visitor.String())) }},
}

// SortChildren returns the rows in the order of key, in a new slice.
func SortChildren(rows []ChildRow, key string, reverse bool) []ChildRow {
	orders := childOrders
	if key == "children" {
		orders = []order[ChildRow]{{SortKey{Name: key}, byChildren(rows)}}
	}
	return sorted(rows, orders, func(r *ChildRow) identity { return identity{byDay(r.Due), r.URN, r.ID} }, key, reverse)
}

// SortRevisits returns the windows in the order of key, in a new slice.
func SortRevisits(rows []RevisitRow, key string, reverse bool) []RevisitRow {
	return sorted(rows, revisitOrders, func(r *RevisitRow) identity { return identity{byDay(r.Latest), r.URN, r.ID} }, key, reverse)
}

// SortVisits returns the visits in the order of key, in a new slice.
func SortVisits(rows []VisitRow, key string, reverse bool) []VisitRow {
	return sorted(rows, visitOrders, func(r *VisitRow) identity { return identity{byDay(r.Due), r.URN, r.ID} }, key, reverse)
}

// byChildren puts the provisions where most of these children live first. A
// child whose provision is not known counts alone.
func byChildren(rows []ChildRow) func(*ChildRow) place {
	living := make(map[string]int)
	for i := range rows {
		living[rows[i].URN]++
	}
	living[""] = 1
	return func(r *ChildRow) place { return place{n: -living[r.URN]} }
}

// tier is a local order for sorting only: an outcome is never turned into a
// grade (R§1.3). What is not known stands above what is known to be sound.
func tier(judgement string) int {
	switch code(judgement) {
	case "INAD", "INAD/P", "INAD/L":
		return 0
	case "SA3", "ASSUR":
		return 1
	case "RI":
		return 2
	case "SA2", "DECL":
		return 3
	case "GOOD", "OUT", "SA1":
		return 5
	}
	return 4
}
