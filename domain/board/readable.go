package board

import (
	"slices"
	"strings"

	"placewatch/domain/civil"
)

// brief are the columns of a list that a person reads, in order, and what each is
// headed; Table gives every column.
func brief(doc Table) []string {
	switch doc.(type) {
	case DueList:
		return []string{"what", "urn=where", "child", "due_on=due", "overdue_days=days late", "owner_role=owed by", "owner", "reasons=why it ranks here", "subject"}
	case ExposureDoc:
		return []string{"name=provision", "urn", "judgement", "inspected_on=inspected", "bucket", "child", "placed_on=placed", "placement_type=type"}
	case RevisitList:
		return []string{"name=provision", "kind", "earliest", "latest", "state", "children", "explanation"}
	case VisitList:
		return []string{"urn=provision", "kind", "due_on=due", "overdue_days=days late", "status", "booked_for=booked for", "visitor", "explanation", "id=visit"}
	case ConcernList:
		return []string{"urn=provision", "ofsted_state=Ofsted", "qa_state=QA", "freeze", "opened_on=opened", "known_on=known", "id=concern"}
	case ProvisionList:
		return []string{"urn", "name", "type", "local_authority=council area", "judgement", "inspected_on=inspected", "bucket", "children=ours"}
	case RequestList:
		return []string{"urn=provision", "child", "state", "due_on=due", "overdue_days=days late", "owner_role=owed by", "requester", "requested_on=requested",
			"approved_by=approved by", "valid_until=valid until", "id=request"}
	case FreezeList:
		return []string{"provision", "urn", "state", "basis", "since", "until", "children=ours there", "why", "by"}
	case WaitingList:
		return []string{"waits_for=waits for", "what", "urn=where", "child", "since", "until=due or until", "overdue_days=days late", "status", "nobody", "subject"}
	case DiscrepancyList:
		return []string{"kind", "subject", "ours", "theirs", "file", "line"}
	}
	return nil
}

// Readable cuts a list down to what a person reads: fewer columns, names for
// URNs, dates as they are said, words without underscores.
func Readable(doc Table, names map[string]string) (header []string, rows [][]string) {
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
	urn := slices.Index(all, "urn")
	for _, r := range full {
		row := make([]string, len(at))
		for i, j := range at {
			row[i] = readable(r[j], all[j])
			switch {
			case urn < 0:
			case all[j] == "name" || all[j] == "provision":
				row[i] = Named(row[i], r[urn])
			case j == urn && header[i] != "urn" && names[r[j]] != "":
				row[i] = names[r[j]]
			}
		}
		rows = append(rows, row)
	}
	return header, rows
}

// readable says one cell as a person does.
func readable(cell, column string) string {
	if d, err := civil.Parse(cell); err == nil {
		return d.Long()
	}
	switch column {
	case "overdue_days", "children":
		if cell == "0" {
			return ""
		}
	case "bucket", "judgement", "type", "status", "ofsted_state", "qa_state", "freeze", "owner_role", "state", "kind", "basis":
		return coded(cell)
	}
	return cell
}

// Names are the provisions of a board's input by URN.
func (in Input) Names() map[string]string {
	names := map[string]string{}
	for _, c := range in.Cases {
		names[c.Place.URN.String()] = Named(c.Place.Name.String(), c.Place.URN.String())
	}
	for urn, p := range in.Places {
		names[urn] = Named(p.Name.String(), urn)
	}
	return names
}

// Named is what a provision is called where Ofsted publishes no name for it.
func Named(name, urn string) string {
	if name == "" {
		return "URN " + urn
	}
	return name
}

// AsList shows a list as a screen does: the columns that a person reads, and for
// each row what can be opened and done.
func AsList(name, title, empty string, doc Table, names map[string]string) *List {
	l := &List{Name: name, Title: title, Empty: empty}
	var rows [][]string
	l.Columns, rows = Readable(doc, names)
	header, full := doc.Table()
	for i := range rows {
		cell := func(column string) string {
			if j := slices.Index(header, column); j >= 0 {
				return full[i][j]
			}
			return ""
		}
		l.Rows = append(l.Rows, ListRow{Subject: rowSubject(doc, cell), URN: rowURN(cell), Mark: rowMark(cell), Cells: rows[i]})
	}
	return l
}

// rowSubject is what a command about a row of the list names.
func rowSubject(doc Table, cell func(string) string) string {
	switch doc.(type) {
	case RequestList:
		return "request:" + cell("id")
	case VisitList:
		if strings.HasPrefix(cell("id"), "duty:") {
			return cell("id")
		}
		return "visit:" + cell("id")
	case ConcernList:
		return "concern:" + cell("id")
	}
	if s := cell("subject"); s != "" {
		return s
	}
	if c := cell("concern"); c != "" {
		return "concern:" + c
	}
	if u := cell("urn"); u != "" {
		return "urn:" + u
	}
	return ""
}

func rowURN(cell func(string) string) string {
	if u := cell("urn"); u != "" {
		return u
	}
	u, _ := strings.CutPrefix(cell("subject"), "urn:")
	if u == cell("subject") {
		return ""
	}
	return u
}

// rowMark is the urgency of a row of a list, as far as its columns tell it.
func rowMark(cell func(string) string) Mark {
	switch late := cell("overdue_days"); {
	case late != "" && late != "0":
		return Overdue
	case cell("status") == "today" || cell("state") == passed:
		return Today
	case cell("state") == "open":
		return Open
	case cell("due_on") != "" || cell("state") == "not_open":
		return NotDue
	}
	return NoMarkup
}
