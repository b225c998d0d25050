package placement

import (
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/text"
)

// What a table is recognised as, by its header alone.
const (
	OwnFile      = "placewatch_placements"
	Episodes     = "ssda903_episodes"
	EpisodesHead = "ssda903_header"
	AnnexA       = "annex_a_list_8"
)

// field is one of the facts that are taken from a row. Nothing else of a row is
// ever looked at (domain.md, principle 8).
type field int

const (
	unread field = iota // a known column of which nothing is taken
	colChild
	colPlacedOn
	colEndedOn
	colType
	colProvider
	colURN
	colReason // SSDA903's REC: X1 where the next episode follows at once
	colTeam
	colWorker
	fields
)

// column is a header as the file's own rules spell it.
type column struct {
	field field
	name  string
}

// layout is one kind of file. Headers are compared by key, so that case, curly
// quotes and line breaks in them do not matter.
type layout struct {
	name    string
	signs   []string // a table with all of these is of this kind
	columns []column
	needed  []field // without these nothing can be read
	date    func(string) (civil.Date, string)
	strict  bool // our own file: what we do not know is an error
	runs    bool // rows are episodes, and a stay may span several
}

func layouts() []layout {
	return []layout{{
		name:  OwnFile,
		signs: []string{"child", "placed_on"},
		columns: []column{{colChild, "child"}, {colPlacedOn, "placed_on"}, {colEndedOn, "ended_on"},
			{colType, "placement_type"}, {colProvider, "provider_code"}, {colURN, "urn"},
			{colTeam, "team"}, {colWorker, "worker"}},
		needed: []field{colChild, colPlacedOn},
		date:   ownDate, strict: true,
	}, {
		name:  Episodes,
		signs: []string{"CHILD", "DECOM", "PLACE"},
		columns: []column{{colChild, "CHILD"}, {colPlacedOn, "DECOM"}, {unread, "RNE"}, {unread, "LS"},
			{unread, "CIN"}, {colType, "PLACE"}, {colProvider, "PLACE_PROVIDER"}, {colEndedOn, "DEC"},
			{colReason, "REC"}, {unread, "REASON_PLACE_CHANGE"}, {unread, "HOME_POST"}, {unread, "PL_POST"},
			{colURN, "URN"}},
		needed: []field{colChild, colPlacedOn, colEndedOn, colType},
		date:   anyDate, runs: true,
	}, {
		name:  EpisodesHead,
		signs: []string{"CHILD", "DOB", "ETHNIC"},
	}, {
		name:    AnnexA,
		signs:   []string{"Child Unique ID", "Start Date of Most Recent Placement"},
		columns: annexA(),
		needed:  []field{colChild, colPlacedOn},
		date:    anyDate,
	}}
}

// annexA is list 8, children in care, of the inspection's Annex A.
func annexA() []column {
	return []column{
		{colChild, "Child Unique ID"}, {unread, "Gender"}, {unread, "Sex"}, {unread, "Ethnicity"},
		{unread, "Date of Birth"}, {unread, "Age"},
		{unread, "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)"},
		{unread, "Does the Child have a Disability"}, {unread, "Date Started to be Looked After"},
		{unread, "Child's Category of Need"},
		{unread, "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)"},
		{unread, "Start date of current legal status"}, {unread, "Child's Legal Status"},
		{unread, "Date of Latest Statutory Review"}, {unread, "Date of Last Social Work Visit"},
		{unread, "What is the permanence plan for this child?"},
		{unread, "Date of Last IRO Visit / Contact to the Child"},
		{unread, "Date of Last Health Assessment"}, {unread, "Date of Last Dental Check"},
		{unread, "Number of Placements in the Last 12 months"},
		{colEndedOn, "Date Ceased to be Looked After"}, {unread, "Reason Ceased to be Looked After"},
		{colPlacedOn, "Start Date of Most Recent Placement"}, {colType, "Placement Type"},
		{colProvider, "Placement Provider"}, {unread, "Placement postcode"}, {colURN, "URN of Placement"},
		{unread, "Placement Location"}, {unread, "LA of Placement"},
		{unread, "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months"},
		{unread, "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months"},
		{unread, "Was the child offered a Return Interview after their last missing episode (Y/N)?"},
		{unread, "Did the child accept a Return Interview after their last missing episode (Y/N)?"},
		{colTeam, "Allocated Team"}, {colWorker, "Allocated Worker"},
	}
}

// header is a recognised header: where each field stands, and how the file
// spells it.
type header struct {
	layout
	at       [fields]int // -1 where there is none
	spelling [fields]string
	width    int
	warnings []string
}

// recognise returns the header that cells are, or nil if they are none. An
// unknown column in our own file is an error; elsewhere it is a warning.
func recognise(cells []string) (*header, error) {
	keys := make([]string, len(cells))
	for i, c := range cells {
		keys[i] = key(c)
	}
	for _, l := range layouts() {
		if !slices.ContainsFunc(l.signs, func(s string) bool { return !slices.Contains(keys, key(s)) }) {
			return l.header(cells, keys)
		}
	}
	return nil, nil
}

func (l layout) header(cells, keys []string) (*header, error) {
	h := &header{layout: l, width: len(cells)}
	for f := range h.at {
		h.at[f] = -1
	}
	if l.name == EpisodesHead {
		return h, nil
	}
	known := map[string]field{}
	for _, c := range l.columns {
		known[key(c.name)] = c.field
	}
	var strange, twice []string
	for i, k := range keys {
		f, ok := known[k]
		switch {
		case k == "" || ok && f == unread:
		case !ok:
			strange = append(strange, short(cells[i]))
		case h.at[f] >= 0:
			twice = append(twice, short(cells[i]))
		default:
			h.at[f], h.spelling[f] = i, short(cells[i])
		}
	}
	return h, h.check(strange, twice)
}

// check refuses a header that cannot be used, and says what it leaves unread.
func (h *header) check(strange, twice []string) error {
	for _, f := range h.needed {
		if h.at[f] < 0 {
			return fault.Newf(fault.Invalid, "the table is recognised as %s but has no column %s", h.name, h.column(f)).
				Do("export it again with that column")
		}
	}
	if odd := slices.Concat(strange, twice); h.strict && len(odd) > 0 {
		return fault.Newf(fault.Invalid, "unknown or repeated column in placewatch's own placements file: %s",
			strings.Join(odd, ", ")).
			Do("use only the columns of `placewatch import placements --template`")
	}
	if len(strange) > 0 {
		h.warnings = append(h.warnings, "columns not known, and not read: "+strings.Join(strange, ", "))
	}
	if len(twice) > 0 {
		h.warnings = append(h.warnings, "columns that stand twice, of which the first is read: "+strings.Join(twice, ", "))
	}
	for _, f := range []field{colEndedOn, colType, colProvider, colURN} {
		if h.at[f] < 0 {
			h.warnings = append(h.warnings, "no column "+h.column(f)+": it is not known for any row")
		}
	}
	return nil
}

// column returns the name of a field's column, as the file or its rules spell it.
func (h *header) column(f field) string {
	if h.spelling[f] != "" {
		return h.spelling[f]
	}
	for _, c := range h.columns {
		if c.field == f {
			return c.name
		}
	}
	return ""
}

// short is a header or word of a file, made safe and brief for a message.
func short(s string) string {
	t := []rune(text.Clean(s).String())
	if len(t) > 60 {
		t = append(t[:59], '…')
	}
	return string(t)
}
