package ofsted

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/sheet"
	"placewatch/domain/text"
)

// Nothing in these files was inspected before 1990. The oldest registrations are
// voluntary homes under the Children Act 1948. A table that names no day, read
// without one, is held to the last bound.
var (
	earliestInspection   = civil.On(1990, time.January, 1)
	earliestRegistration = civil.On(1948, time.January, 1)
	latestUndated        = civil.On(2049, time.December, 31)
)

// latestDate is a year after the file's day, or after today: a closure may be
// announced, but nothing lies further ahead.
func latestDate(asAt, today civil.Date) civil.Date {
	for _, day := range []civil.Date{asAt, today} {
		if !day.IsZero() && day.Before(latestUndated) {
			return day.AddMonths(12)
		}
	}
	return latestUndated
}

func (r *reader) cell(col column) string {
	if i := r.columns.at[col]; i >= 0 && i < len(r.cells) {
		return r.cells[i]
	}
	return ""
}

func (r *reader) words(col column) text.Text { return text.Clean(r.cell(col)) }

// take reads one row, or says why it cannot be used.
func (r *reader) take() *sheet.Rejection {
	urn, err := ParseURN(r.cell(colURN))
	if err != nil {
		return r.reject(colURN, whyNoURN(r.cell(colURN)))
	}
	found, err := r.inspectionsOf(urn)
	if no, ok := errors.AsType[*unusable](err); ok {
		r.table.Unread = append(r.table.Unread, urn)
		return r.reject(no.col, no.why)
	}
	var newest civil.Date
	for _, in := range found {
		r.addInspection(in)
		if in.Ended.After(newest) {
			newest = in.Ended
		}
	}
	r.addProvision(r.provision(urn), newest)
	return nil
}

func (r *reader) reject(col column, why string) *sheet.Rejection {
	return &sheet.Rejection{Line: r.line, Column: r.columns.heading(col), Value: r.words(col), Why: why}
}

func whyNoURN(cell string) string {
	_, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
	switch {
	case blank(cell):
		return "there is no URN"
	case err == nil && strings.ContainsAny(cell, "eE"):
		return "the URN is shown in scientific notation and has lost digits; format the column as text and export the file again"
	}
	return "not an Ofsted URN: expected SC and six digits, or six or seven digits"
}

// date reads the date in a column, within what is possible.
func (r *reader) date(col column, earliest civil.Date) (civil.Date, error) {
	d, err := ParseDate(r.cell(col))
	switch {
	case err != nil:
		return civil.Date{}, err
	case d.Before(earliest):
		return civil.Date{}, fmt.Errorf("%s is too early: nothing in Ofsted's files lies before %s", d.Long(), earliest.Long())
	case d.After(r.latest):
		return civil.Date{}, fmt.Errorf("%s is too late: nothing in this table can lie after %s", d.Long(), r.latest.Long())
	}
	return d, nil
}

// optionalDate is a date that the row can do without.
func (r *reader) optionalDate(col column, earliest civil.Date) (civil.Date, bool) {
	if blank(r.cell(col)) || notProvided(r.cell(col)) {
		return civil.Date{}, false
	}
	d, err := r.date(col, earliest)
	if err != nil {
		r.warn(col, "date not understood and left out", r.cell(col))
		return civil.Date{}, false
	}
	return d, true
}

func (r *reader) warn(col column, what, value string) {
	r.notes.warn(r.line, fmt.Sprintf("%q: %s", r.columns.heading(col), what), value)
}

// provision reads the facts of the registration.
func (r *reader) provision(urn URN) ProvisionFact {
	f := ProvisionFact{Provision: Provision{URN: urn, Type: Other, Places: -1}, Line: r.line}
	p := &f.Provision
	for _, fact := range []struct {
		gave Facts
		col  column
		into *text.Text
	}{
		{GaveName, colName, &p.Name},
		{GaveAuthority, colAuthority, &p.LocalAuthority},
		{GaveRegion, colGovernmentRegion, &p.Region},
		{GaveRegion, colRegion, &p.Region}, // Ofsted's own regions where both stand
		{GaveSector, colSector, &p.Sector},
	} {
		if cell := r.cell(fact.col); !blank(cell) && !redacted(cell) {
			*fact.into = text.Clean(cell)
			f.Gave |= fact.gave
		}
	}
	if owner := parseOwner(r.cell(colOwner)); owner != "" {
		p.Owner = text.Clean(owner)
		f.Gave |= GaveOwner
	}
	r.typeInto(&f)
	r.registrationInto(&f)
	r.placesInto(&f)
	if r.showsJudgement() {
		f.Gave |= GaveJudged
	}
	return f
}

// typeInto reads the type. The list sent to councils tells a secure home and a
// registered special school apart only in the subtype.
func (r *reader) typeInto(f *ProvisionFact) {
	col := colType
	if t, ok := parseType(r.cell(colSubtype)); ok && t != ChildrensHome {
		col = colSubtype
	}
	if blank(r.cell(col)) {
		return
	}
	t, ok := parseType(r.cell(col))
	if !ok {
		r.warn(col, "type of provision not known", r.cell(col))
	}
	f.Provision.Type, f.Provision.TypeWords = t, r.words(col)
	f.Gave |= GaveType
}

// registrationInto reads when and whether the provision is registered. A leavers
// file has a column for each way in which a registration can end.
func (r *reader) registrationInto(f *ProvisionFact) {
	p := &f.Provision
	if d, ok := r.optionalDate(colRegistered, earliestRegistration); ok {
		p.Registered = d
		f.Gave |= GaveRegistered
		r.newestRegistered = later(r.newestRegistered, d)
	}
	var ended Status
	for _, end := range []struct {
		col column
		as  Status
	}{{colClosed, ""}, {colClosedOn, Closed}, {colCancelledOn, Cancelled}, {colResignedOn, Resigned}} {
		if d, ok := r.optionalDate(end.col, earliestInspection); ok {
			p.Closed, ended = later(p.Closed, d), end.as
			f.Gave |= GaveClosed
			r.newestEvent = later(r.newestEvent, d)
		}
	}
	status, ok := parseStatus(r.cell(colStatus))
	if !ok && blank(r.cell(colStatus)) {
		status, ok = ended, ended != ""
	} else if !ok {
		r.warn(colStatus, "registration status not known", r.cell(colStatus))
	}
	if ok {
		p.Status = status
		f.Gave |= GaveStatus
	}
}

func later(a, b civil.Date) civil.Date {
	if b.After(a) {
		return b
	}
	return a
}

// placesInto reads "3" and "6.00". An agency has none.
func (r *reader) placesInto(f *ProvisionFact) {
	cell := strings.TrimSpace(r.cell(colPlaces))
	if blank(cell) {
		return
	}
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil || n < 0 || n > 10_000 || n != float64(int(n)) {
		r.warn(colPlaces, "number of places not understood", cell)
		return
	}
	f.Provision.Places = int(n)
	f.Gave |= GavePlaces
}

// showsJudgement reports whether an empty judgement in this row would mean that
// there is none: the layout shows it, and the row does not say "not provided".
func (r *reader) showsJudgement() bool {
	switch r.table.RecognisedAs {
	case ProviderLevel, CouncilListProviders:
		return !notProvided(r.cell(colOverall)) && !notProvided(r.cell(colDate))
	}
	return false
}

// addProvision keeps one set of facts for each URN: the row with the newest
// inspection, and the ended registration where that does not tell.
func (r *reader) addProvision(f ProvisionFact, newest civil.Date) {
	urn := f.Provision.URN
	i, again := r.provisions[urn]
	if !again {
		r.provisions[urn] = len(r.table.Provisions)
		r.table.Provisions = append(r.table.Provisions, f)
		r.newest = append(r.newest, newest)
		return
	}
	have := r.table.Provisions[i]
	switch r.table.RecognisedAs {
	case ProviderLevel, LeaversJoiners, CouncilListProviders:
		r.notes.warn(r.line, "a provision stands on two lines; the newer inspection, else the ended registration, gives its facts",
			fmt.Sprintf("%s on lines %d and %d", urn, have.Line, r.line))
	}
	if newest.After(r.newest[i]) || newest == r.newest[i] && f.Provision.Status.Ended() && !have.Provision.Status.Ended() {
		r.table.Provisions[i], r.newest[i] = f, newest
	}
}
