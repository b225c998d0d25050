package main

import (
	"slices"
	"strings"

	"placewatch/domain/board"
	"placewatch/domain/civil"
)

// brief are the columns of a list that a person reads, in order, and what each is
// headed; --json and --csv give every column.
func brief(doc board.Table) []string {
	switch doc.(type) {
	case board.DueList:
		return []string{"what", "urn=where", "child", "due_on=due", "overdue_days=days late", "owner_role=owed by", "owner", "reasons=why it ranks here", "subject"}
	case board.ExposureDoc:
		return []string{"name=provision", "urn", "judgement", "inspected_on=inspected", "bucket", "child", "placed_on=placed", "placement_type=type"}
	case board.RevisitList:
		return []string{"name=provision", "kind", "earliest", "latest", "state", "children", "explanation"}
	case board.VisitList:
		return []string{"urn=provision", "kind", "due_on=due", "overdue_days=days late", "status", "booked_for=booked for", "visitor", "explanation", "id=visit"}
	case board.ConcernList:
		return []string{"urn=provision", "ofsted_state=Ofsted", "qa_state=QA", "freeze", "opened_on=opened", "known_on=known", "id=concern"}
	case board.ProvisionList:
		return []string{"urn", "name", "type", "local_authority=council area", "judgement", "inspected_on=inspected", "bucket", "children=ours"}
	}
	return nil
}

// readable cuts a list down to what a person reads: fewer columns, names for
// URNs, dates as they are said, words without underscores.
func readable(doc board.Table, names map[string]string) (header []string, rows [][]string) {
	all, full := doc.Table()
	picks := brief(doc)
	if picks == nil {
		picks = all
	}
	var at []int
	for _, p := range picks {
		from, head, renamed := strings.Cut(p, "=")
		if !renamed {
			head = strings.ReplaceAll(from, "_", " ")
		}
		if i := slices.Index(all, from); i >= 0 {
			at, header = append(at, i), append(header, head)
		}
	}
	for _, r := range full {
		row := make([]string, len(at))
		for i, j := range at {
			row[i] = said(r[j], all[j])
			if u := slices.Index(all, "urn"); all[j] == "name" && u >= 0 {
				row[i] = named(row[i], r[u])
			}
			if name := names[r[j]]; all[j] == "urn" && name != "" && header[i] != "urn" {
				row[i] = name
			}
		}
		rows = append(rows, row)
	}
	return header, rows
}

func said(cell, column string) string {
	if d, err := civil.Parse(cell); err == nil {
		return d.Long()
	}
	switch column {
	case "overdue_days", "children":
		if cell == "0" {
			return ""
		}
	case "bucket", "judgement", "type", "status", "ofsted_state", "qa_state", "freeze", "owner_role", "state":
		return strings.ReplaceAll(cell, "_", " ")
	}
	return cell
}

// namesIn are the provisions of a board's input by URN.
func namesIn(in board.Input) map[string]string {
	names := map[string]string{}
	for _, c := range in.Cases {
		names[c.Place.URN.String()] = named(c.Place.Name.String(), c.Place.URN.String())
	}
	for urn, p := range in.Places {
		names[urn] = named(p.Name.String(), urn)
	}
	return names
}

// named is what a provision is called where Ofsted publishes no name for it.
func named(name, urn string) string {
	if name == "" {
		return "URN " + urn
	}
	return name
}
