package placement

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/sheet"
	"placewatch/domain/text"
)

// Options say how a table is to be read.
type Options struct {
	AsAt  civil.Date // the day the file speaks of, where a person says so
	Today civil.Date // later days are plans, not facts; none holds no day to be later
}

// Stay is one child in one placement, as a file gives it.
type Stay struct {
	Line     int // of the newest row it was read from
	Child    text.Text
	PlacedOn civil.Date
	EndedOn  civil.Date // none while open
	Type     string     // SSDA903 code, or "" where the file gives none
	Provider string     // SSDA903 code, or ""
	URN      text.Text  // as the file gave it; a well-formed one as Ofsted writes it
	Team     text.Text
	Worker   text.Text
}

// Open reports whether the child lived there on the day of the file.
func (s Stay) Open() bool { return s.EndedOn.IsZero() }

// Table is what one table of a council's file says. Every row of it is either
// accepted or rejected, and every child it mentions is in Children.
type Table struct {
	RecognisedAs string
	Sheet        string
	AsAt         civil.Date // the day the file speaks of; none when it says nothing
	Rows         int
	Accepted     int
	Rejected     []sheet.Rejection
	Warnings     []string
	Stays        []Stay      // by child, then by start
	Children     []text.Text // sorted
	// Unplaced are children with a row that could not be used and that may be
	// where they live now, and no other open placement. They must not vanish.
	Unplaced []text.Text
	// Disputed are children with an open placement here and another row that
	// also has no end.
	Disputed []text.Text
	// DoubtedOn is the line of the first such row of a child.
	DoubtedOn map[text.Text]int
	Nameless  int // rows that bear no child's id: somebody, and nobody knows who
}

// headerWithin is how many records may stand above the header.
const headerWithin = 50

// Read reads a table of placements: placewatch's own file, SSDA903 episodes or
// Annex A list 8, recognised by its header wherever that stands in the first 50
// records. An SSDA903 header file is recognised and nothing of it is taken. Name
// is the sheet's, "" for a CSV file.
//
// It fails only when the table cannot be read at all or is none of these.
func Read(name string, rows sheet.Rows, opt Options) (*Table, error) {
	var r *reader
	var title civil.Date
	records := 0
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		if r != nil {
			r.row(row)
			continue
		}
		if records++; records > headerWithin {
			break
		}
		h, err := recognise(row.Cells)
		if err != nil {
			return nil, err
		}
		if h != nil {
			r = newReader(h, name, opt)
			continue
		}
		title = newestIn(title, row.Cells)
	}
	if r == nil {
		return nil, fault.Newf(fault.Invalid, "not a table of placements: no header of placewatch's own file, SSDA903 episodes or Annex A list 8 in the first %d rows", headerWithin).
			Do("see `placewatch import placements --template`")
	}
	return r.finish(title), nil
}

// newestIn returns the newest day written in the cells above a header.
func newestIn(day civil.Date, cells []string) civil.Date {
	for _, c := range cells {
		if d := titleDate(c); d.After(day) {
			day = d
		}
	}
	return day
}

// finish sorts the rows out, child by child, once the day of the file is known.
func (r *reader) finish(title civil.Date) *Table {
	t := r.table
	if t.RecognisedAs == EpisodesHead {
		t.Warnings = append(t.Warnings, fmt.Sprintf(
			"recognised as the header file of SSDA903: its %s of birth dates and ethnic codes were not read, and nothing is kept of it", count(t.Rows, "row")))
		return t
	}
	t.AsAt = r.day(title)
	r.settlePlans()
	r.settleChildren()
	r.summarise()
	return t
}

// day is the day that the file speaks of (cli.md, Importing): what a person
// says, else the date in its title, else its newest date. A file that knows of a
// later day than its title is of that day; a day still to come is a plan.
func (r *reader) day(title civil.Date) civil.Date {
	if !r.opt.AsAt.IsZero() {
		return r.opt.AsAt
	}
	day := civil.Date{}
	newer := func(d civil.Date) {
		if d.After(day) && (r.opt.Today.IsZero() || !d.After(r.opt.Today)) {
			day = d
		}
	}
	newer(title)
	for _, rec := range r.records {
		newer(rec.PlacedOn)
		newer(rec.EndedOn)
	}
	if day.IsZero() && len(r.records) > 0 {
		return r.opt.Today
	}
	return day
}

// settlePlans sets aside what had not happened on the day of the file: a
// placement still to begin is refused, one with an end still to come is open.
func (r *reader) settlePlans() {
	planned := 0
	r.records = slices.DeleteFunc(r.records, func(rec record) bool {
		future := rec.PlacedOn.After(r.table.AsAt)
		if future {
			r.reject(rec.Line, colPlacedOn, rec.PlacedOn.String(), "begins after the day of the file, "+r.table.AsAt.Long())
			r.doubt(rec.Child, rec.Line)
		}
		return future
	})
	for i, rec := range r.records {
		if rec.EndedOn.After(r.table.AsAt) {
			r.records[i].EndedOn = civil.Date{}
			planned++
		}
	}
	if planned > 0 {
		r.warn("%s after the day of the file, %s: taken as open, for the child was still there", count(planned, "placement ends", "placements end"), r.table.AsAt.Long())
	}
}

// summarise fills in what is counted and sorted over the whole table.
func (r *reader) summarise() {
	t := r.table
	slices.SortFunc(t.Rejected, func(a, b sheet.Rejection) int { return a.Line - b.Line })
	t.Accepted = t.Rows - len(t.Rejected)
	open := map[text.Text]bool{}
	for _, s := range t.Stays {
		if s.Open() {
			open[s.Child] = true
		}
	}
	t.Children, t.DoubtedOn = sorted(r.children), r.doubts
	for _, c := range t.Children {
		switch {
		case r.doubts[c] > 0 && !open[c]:
			t.Unplaced = append(t.Unplaced, c)
		case r.disputes[c]:
			t.Disputed = append(t.Disputed, c)
		}
	}
	r.warnings()
	if t.Rows > 0 && t.Accepted == 0 {
		r.warn("every row was rejected: nothing of this table can be used")
	}
}

// sorted returns the children of a map in order.
func sorted[V any](of map[text.Text]V) []text.Text {
	return slices.SortedFunc(maps.Keys(of), compareText)
}

func compareText(a, b text.Text) int { return strings.Compare(a.String(), b.String()) }

// count says a number of things: "1 row", "3 rows", or with both forms given.
func count(n int, words ...string) string {
	switch {
	case n == 1:
		return "1 " + words[0]
	case len(words) > 1:
		return fmt.Sprintf("%d %s", n, words[1])
	}
	return fmt.Sprintf("%d %ss", n, words[0])
}
