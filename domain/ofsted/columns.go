package ofsted

import (
	"strings"

	"placewatch/domain/civil"
)

// Layout is a kind of table that is recognised, by what its columns are.
type Layout string

const (
	ProviderLevel        Layout = "provider_level"         // the judgement of each provision on one day
	InYearInspections    Layout = "in_year_inspections"    // each inspection of one year
	LeaversJoiners       Layout = "leavers_joiners"        // registrations begun and ended in one year
	CouncilListProviders Layout = "council_list_providers" // the list sent to councils
	CouncilListSA        Layout = "council_list_sa"        // its sheet of supported accommodation settings
)

// column is a column whose meaning is known. Its number is where it stands in columns.
type column int

const (
	colURN column = iota
	colType
	colSubtype
	colRegistered
	colStatus
	colClosed
	colResignedOn
	colClosedOn
	colCancelledOn
	colName
	colAuthority
	colRegion
	colGovernmentRegion
	colSector
	colPlaces
	colOwner
	colJoiner
	colLeaver
	colSettingCategory
	colFullInspectionDate // only the list sent to councils has it
	colInterimDate
	colInterimOverall
	colAssuranceDate

	colEventType // the inspection shown, usually the latest full one
	colDate
	colPublished
	colNumber
	colOverall
	colProtection
	colLeadership
	colOutcome

	colPrevious // the same eight again, for the inspection before it (2024)
	columnCount = colPrevious + colPrevious - colEventType

	colIgnored column = -1
	colUnknown column = -2
)

// columns says at which cell each known column stands, and under what heading.
type columns struct {
	at       [columnCount]int // -1 where the table has no such column
	headings []string         // white space collapsed, otherwise as written
	unknown  []string
	repeated []string
	event    bool       // the heading says that each row is one event
	asAt     civil.Date // the day named above the registration status, if one is
}

// readColumns reads a header record.
func readColumns(cells []string) columns {
	c := columns{headings: make([]string, len(cells))}
	for i := range c.at {
		c.at[i] = -1
	}
	for i, cell := range cells {
		c.headings[i] = strings.Join(strings.Fields(cell), " ")
		c.add(i, plain(cell))
	}
	return c
}

func (c *columns) add(i int, heading string) {
	col := columnOf(heading)
	switch {
	case col == colIgnored:
	case col == colUnknown:
		c.unknown = append(c.unknown, c.headings[i])
	case col == colStatus && c.has(col): // a leavers file gives the status on two days
		if day := asAt(heading); day.After(c.asAt) {
			c.at[col], c.asAt = i, day
		}
	case c.has(col):
		c.repeated = append(c.repeated, c.headings[i])
	default:
		c.at[col] = i
		if col == colStatus {
			c.asAt = asAt(heading)
		}
	}
	c.event = c.event || heading == "inspection event type"
}

func (c *columns) has(cols ...column) bool {
	for _, col := range cols {
		if c.at[col] < 0 {
			return false
		}
	}
	return true
}

// heading returns the words above a column, for a person.
func (c *columns) heading(col column) string {
	if i := c.at[col]; i >= 0 {
		return c.headings[i]
	}
	return ""
}

// layout decides what the table is. A table with a URN but none of these sets of
// columns is not ours: the count of places, the guidance, the notes.
func (c *columns) layout(inYear bool) (Layout, bool) {
	switch {
	case !c.has(colURN, colType):
		return "", false
	case c.has(colSettingCategory):
		return CouncilListSA, true
	case c.has(colFullInspectionDate):
		return CouncilListProviders, true
	case c.has(colJoiner, colLeaver, colStatus):
		return LeaversJoiners, true
	case !c.has(colEventType, colDate) || !c.has(colOverall) && !c.has(colProtection):
		return "", false
	case c.event || inYear:
		return InYearInspections, true
	}
	return ProviderLevel, true
}

// columnOf names the column under a heading, whichever year's spelling it has.
func columnOf(heading string) column {
	if rest, ok := cutAny(heading, "previous full inspection ", "previous "); ok {
		if col := inspectionColumn(rest); col >= 0 {
			return col - colEventType + colPrevious
		}
		return ignoredOr(rest)
	}
	if col := provisionColumn(heading); col >= 0 {
		return col
	}
	// "inspectio" is Ofsted's own slip (2022).
	rest, _ := cutAny(heading, "latest full inspection ", "latest full inspectio ", "inspection ")
	if col := inspectionColumn(rest); col >= 0 {
		return col
	}
	return ignoredOr(rest)
}

func cutAny(s string, prefixes ...string) (string, bool) {
	for _, p := range prefixes {
		if rest, ok := strings.CutPrefix(s, p); ok {
			return rest, true
		}
	}
	return s, false
}

func provisionColumn(heading string) column {
	switch heading {
	case "urn":
		return colURN
	case "provision type", "provider type":
		return colType
	case "provider subtype":
		return colSubtype
	case "registration date", "first effective date (that the provider became active)":
		return colRegistered
	case "reg status":
		return colStatus
	case "date closed", "deregistration date", "de-registration date", "closed date", "cancelled or resigned date":
		return colClosed
	case "first effective date (that the provider became resigned)":
		return colResignedOn
	case "first effective date (that the provider closed)":
		return colClosedOn
	case "first effective date (that the provider became cancelled)":
		return colCancelledOn
	case "name", "setting name", "provider name":
		return colName
	case "local authority", "provider local authority":
		return colAuthority
	case "ofsted region", "region":
		return colRegion
	case "government office region":
		return colGovernmentRegion
	case "sector":
		return colSector
	case "places", "number of registered places":
		return colPlaces
	case "organisation", "organisation name", "organisation which owns the provider", "owner name":
		return colOwner
	case "joiner status":
		return colJoiner
	case "leaver status":
		return colLeaver
	case "setting category":
		return colSettingCategory
	case "date of last full inspection":
		return colFullInspectionDate
	case "interim inspection start date":
		return colInterimDate
	case "interim inspection overall effectiveness":
		return colInterimOverall
	case "assurance visit start date":
		return colAssuranceDate
	}
	if strings.HasPrefix(heading, "registration status") {
		return colStatus
	}
	return colUnknown
}

func inspectionColumn(heading string) column {
	switch heading {
	case "event type":
		return colEventType
	case "inspection date", "date", "event date":
		return colDate
	case "publication date":
		return colPublished
	case "event number":
		return colNumber
	case "overall effectiveness", "latest overall effectiveness grade from last full inspection":
		return colOverall
	case "safeguarding children and young people", "cyp safety":
		return colProtection
	case "leadership and management", "the effectiveness of leaders and managers", "effectiveness of leaders and managers":
		return colLeadership
	case "supported accommodation outcome":
		return colOutcome
	}
	switch {
	case strings.HasPrefix(heading, "overall experiences and progress of children"):
		return colOverall
	case strings.HasPrefix(heading, "how well children"):
		return colProtection
	}
	return colUnknown
}

// ignoredOr tells a column that we know and do not need from one never seen.
// Addresses, telephone numbers and registered conditions are never kept.
func ignoredOr(heading string) column {
	switch heading {
	case "", "web link", "address 1", "address 2", "town", "county", "postcode", "linked education urn",
		"parliamentary constituency", "premises", "supported accommodation premises", "health services",
		"quality of care", "outcomes for children and young people", "cyp outcomes", "notes", "reason",
		"placement code", "placement provider code", "top_company", "capacity", "conditions",
		"multi building ch", "link to ofsted report", "link to ofsted report webpage",
		"emotional and behavioural difficulties", "mental disorders", "sensory impairment",
		"present impairment", "present alcohol problems", "present drug problems",
		"learning difficulty", "physical disabilities":
		return colIgnored
	}
	for _, opening := range []string{"outcomes in education", "short-break", "short break", "multi-building",
		"multi building", "inspectorate (", "setting ", "provider ", "owner ", "linked school", "top company"} {
		if strings.HasPrefix(heading, opening) {
			return colIgnored
		}
	}
	return colUnknown
}
