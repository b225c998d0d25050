package ofsted

import (
	"fmt"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/sheet"
)

// headerWithin is how many records may stand before the header: titles, notes
// and a row of bands. Ofsted's own files have at most four.
const headerWithin = 50

// Options are what the reader cannot know from the table.
type Options struct {
	AsAt  civil.Date // the file's day, where a person says so; else read from the file
	Today civil.Date // the day of reading: bounds the dates of a table that names no day
}

// Table is what one table of a file says. Rows = Accepted + len(Rejected).
type Table struct {
	RecognisedAs Layout
	Sheet        string
	AsAt         civil.Date // the day of which it speaks
	Rows         int        // records under the header that are not blank
	Accepted     int
	Rejected     []sheet.Rejection
	Warnings     []string
	Provisions   []ProvisionFact // one for each URN
	Inspections  []Inspection

	// Unread are the provisions of which a row was rejected although its URN could
	// be read. Ofsted says something of them that was not understood: what is
	// known of them from older files must not pass for the whole.
	Unread []URN
}

// Recognise reports which kind of table the rows are. Not ours is not an error:
// a workbook has a cover, guidance and counts too.
func Recognise(name string, rows sheet.Rows) (Layout, bool, error) {
	f := finder{inYear: inYear(name)}
	for row, err := range rows {
		if err != nil {
			return "", false, inTable(name, err)
		}
		if f.offer(row.Cells) {
			return f.layout, true, nil
		}
		if f.seen == headerWithin {
			break
		}
	}
	return "", false, nil
}

// Read reads a table. It returns nil where the table is none of Ofsted's that is
// known here. An error means that the rows could not be read to their end and
// that nothing of them may be used.
func Read(name string, rows sheet.Rows, opt Options) (*Table, error) {
	f := finder{inYear: inYear(name)}
	var r *reader
	for row, err := range rows {
		switch {
		case err != nil:
			return nil, inTable(name, err)
		case r != nil:
			r.row(row)
		case f.offer(row.Cells):
			r = newReader(name, f, opt, row.Line)
		case f.seen == headerWithin:
			return nil, nil
		}
	}
	if r == nil {
		return nil, nil
	}
	return r.finish(), nil
}

// finder looks for the header among the first records.
type finder struct {
	seen    int
	asAt    civil.Date // the day that the words above the header name
	inYear  bool       // they, or the table's name, say "in year"
	columns columns
	layout  Layout
}

// offer takes one record and reports whether it is the header.
func (f *finder) offer(cells []string) bool {
	f.seen++
	for _, cell := range cells {
		if strings.EqualFold(strings.TrimSpace(cell), "urn") {
			c := readColumns(cells)
			layout, ok := c.layout(f.inYear)
			f.columns, f.layout = c, layout
			return ok
		}
	}
	for _, cell := range cells {
		cell = cell[:min(len(cell), 300)] // a title, not an essay
		if f.asAt.IsZero() {
			f.asAt = asAt(cell)
		}
		f.inYear = f.inYear || inYear(cell)
	}
	return false
}

// inYear reports whether a title or the name of a sheet is that of a year's events.
func inYear(title string) bool {
	return strings.Contains(strings.ReplaceAll(plain(title), "_", " "), "in year")
}

// reader turns the rows under a header into facts.
type reader struct {
	table   *Table
	columns columns
	notes   notes
	opt     Options
	said    civil.Date // the file's day, as far as its title or a person says so
	latest  civil.Date // no date may be later

	line  int
	cells []string

	provisions  map[URN]int
	newest      []civil.Date // the newest inspection of each provision's row
	inspections map[event]kept

	newestEvent      civil.Date // inspection or closure
	newestRegistered civil.Date
}

// event is what makes two records the same inspection. An event number can cover
// several URNs and is sometimes missing.
type event struct {
	urn    URN
	day    civil.Date
	number string
	kind   Kind // only where there is no number
}

type kept struct{ at, line int }

func newReader(name string, f finder, opt Options, headerLine int) *reader {
	r := &reader{
		table:       &Table{RecognisedAs: f.layout, Sheet: name},
		columns:     f.columns,
		opt:         opt,
		provisions:  map[URN]int{},
		inspections: map[event]kept{},
	}
	for _, day := range []civil.Date{opt.AsAt, f.asAt, f.columns.asAt, asAt(name)} {
		if r.said.IsZero() {
			r.said = day
		}
	}
	r.latest = latestDate(r.said, opt.Today)
	if f.layout == CouncilListProviders {
		r.columns.at[colDate] = r.columns.at[colFullInspectionDate]
	}
	for _, h := range r.columns.unknown {
		r.notes.warn(headerLine, "column not known, not read", h)
	}
	for _, h := range r.columns.repeated {
		r.notes.warn(headerLine, "column of a meaning already seen, not read", h)
	}
	return r
}

func (r *reader) row(row sheet.Row) {
	r.line, r.cells = row.Line, row.Cells
	if r.emptyRow() {
		return
	}
	r.table.Rows++
	if no := r.take(); no != nil {
		r.table.Rejected = append(r.table.Rejected, *no)
		return
	}
	r.table.Accepted++
}

func (r *reader) emptyRow() bool {
	for _, c := range r.cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// finish dates the table: as it says, else as its newest event.
func (r *reader) finish() *Table {
	t := r.table
	for _, day := range []civil.Date{r.said, r.newestEvent, r.newestRegistered} {
		if t.AsAt.IsZero() {
			t.AsAt = day
		}
	}
	for i, f := range t.Provisions {
		if f.Gave.Has(GaveJudged) {
			t.Provisions[i].Provision.JudgedAsAt = t.AsAt
		}
	}
	t.Warnings = r.notes.strings()
	return t
}

// inTable names the table that an error is about; a file of one table needs none.
func inTable(name string, err error) error {
	if name == "" {
		return err
	}
	return fmt.Errorf("table %q: %w", name, err)
}
