package placement

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"placewatch/domain/ofsted"
	"placewatch/domain/sheet"
	"placewatch/domain/text"
)

// record is one row that could be read: an episode or a whole stay.
type record struct {
	Stay
	reason string // SSDA903's REC
}

// reader holds a table while its rows come in.
type reader struct {
	*header
	opt      Options
	table    *Table
	records  []record
	children map[text.Text]bool
	doubts   map[text.Text]int  // the line of the first row that may be where the child lives and was refused
	disputes map[text.Text]bool // two rows without an end

	types, providers *codebook
	kept             map[string]text.Text
	strange          map[string]int // unknown word, with its column, and how often
	cut              int            // URNs that a spreadsheet cut short
	repeats          int
}

func newReader(h *header, name string, opt Options) *reader {
	return &reader{
		header: h, opt: opt,
		table:    &Table{RecognisedAs: h.name, Sheet: name, Warnings: h.warnings},
		children: map[text.Text]bool{}, doubts: map[text.Text]int{}, disputes: map[text.Text]bool{},
		types: newCodebook(codes()), providers: newCodebook(providers()),
		kept: map[string]text.Text{}, strange: map[string]int{},
	}
}

// row takes what may be taken of one row, or says why it cannot be used.
func (r *reader) row(row sheet.Row) {
	if !slices.ContainsFunc(row.Cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
		return
	}
	r.table.Rows++
	if r.name == EpisodesHead {
		return
	}
	child, why := r.child(row)
	if why != "" {
		r.table.Nameless++
		r.reject(row.Line, colChild, "", why)
		return
	}
	r.children[child] = true
	rec := record{Stay: Stay{Line: row.Line, Child: child}}
	if !r.dates(row, &rec) || !r.words(row, &rec) {
		r.doubt(child, row.Line)
		return
	}
	rec.URN = r.urn(r.cell(row, colURN))
	rec.Team, rec.Worker = r.keep(r.cell(row, colTeam)), r.keep(r.cell(row, colWorker))
	r.records = append(r.records, rec)
}

// dates reads the two days of a placement.
func (r *reader) dates(row sheet.Row, rec *record) bool {
	start, end := r.cell(row, colPlacedOn), r.cell(row, colEndedOn)
	if start == "" {
		return r.reject(row.Line, colPlacedOn, "", "no start date")
	}
	var why string
	if rec.PlacedOn, why = r.date(start); why != "" {
		return r.reject(row.Line, colPlacedOn, start, why)
	}
	if end == "" {
		return true
	}
	if rec.EndedOn, why = r.date(end); why != "" {
		return r.reject(row.Line, colEndedOn, end, why)
	}
	if rec.EndedOn.Before(rec.PlacedOn) {
		return r.reject(row.Line, colEndedOn, end, "ends before it begins")
	}
	return true
}

// words reads the coded cells. An unknown word is an error in our own file and
// a warning in any other, where the fact is then not known.
func (r *reader) words(row sheet.Row, rec *record) bool {
	if r.strict && slices.ContainsFunc(row.Cells[min(r.width, len(row.Cells)):], func(c string) bool { return c != "" }) {
		return r.reject(row.Line, colChild, "", "more cells than the header has columns; quote a cell that holds a comma")
	}
	for _, c := range []struct {
		col  field
		book *codebook
		to   *string
	}{{colType, r.types, &rec.Type}, {colProvider, r.providers, &rec.Provider}} {
		cell := r.cell(row, c.col)
		code, known := c.book.find(cell)
		if *c.to = code; known {
			continue
		}
		if written.MatchString(cell) {
			cell = "" // a birth date may have slipped into the column
		}
		if r.strict {
			return r.reject(row.Line, c.col, cell, "not a code of the SSDA903 return")
		}
		if len(r.strange) < 1000 {
			r.strange[r.column(c.col)+" “"+word(cell)+"”"]++
		}
	}
	rec.reason = r.keep(strings.ToUpper(r.cell(row, colReason))).String()
	return true
}

// cell returns a cell without surrounding space, or "" where there is none.
func (r *reader) cell(row sheet.Row, f field) string {
	i := r.at[f]
	if i < 0 || i >= len(row.Cells) {
		return ""
	}
	s := strings.TrimSpace(row.Cells[i])
	if r.strict {
		s = unguard(s)
	}
	return s
}

// keep cleans a cell and copies it, so that the rest of its row, with its dates
// of birth and postcodes, does not stay in memory behind it.
func (r *reader) keep(cell string) text.Text {
	t, ok := r.kept[cell]
	if !ok {
		cell = strings.Clone(cell)
		t = text.Clean(cell)
		r.kept[cell] = t
	}
	return t
}

var (
	cutShort = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?[eE]\+?[0-9]+$`) // 1.02E+06: digits were lost
	decimal  = regexp.MustCompile(`^([0-9]+)\.0+$`)                   // 102334.0: a number to a spreadsheet
)

// longestID is far beyond any case system's person id, in bytes.
const longestID = 64

// longestAsked is the same for an id that a person types, in characters.
const longestAsked = 32

// child reads the child's id of a row.
func (r *reader) child(row sheet.Row) (text.Text, string) {
	id, why := readID(r.cell(row, colChild))
	return r.keep(id.String()), why
}

// ReadChild reads the council's own person id as a person gives it, or says why it
// cannot be used: a name or a date of birth is no reference (domain.md, principle 8).
// The id is never repeated in a message.
func ReadChild(typed string) (id text.Text, why string) {
	id, why = readID(typed)
	switch s := id.String(); {
	case why != "":
		return text.Text{}, why
	case strings.ContainsFunc(s, unicode.IsSpace) || written.MatchString(s):
		return text.Text{}, "it reads as a name or a date; give the council's own reference for the child, without blanks"
	case utf8.RuneCountInString(s) > longestAsked:
		return text.Text{}, fmt.Sprintf("it is too long for a reference; %d characters are the most", longestAsked)
	}
	return id, ""
}

// readID reads an id as a council's file gives it.
func readID(cell string) (id text.Text, why string) {
	switch {
	case cell == "":
		return text.Text{}, "no child's id"
	case cutShort.MatchString(cell):
		return text.Text{}, "a spreadsheet has cut the child's id short (like 1.02E+06); export it as text"
	}
	id = text.Clean(decimal.ReplaceAllString(cell, "$1"))
	// Two ids that differ only in what was cleaned away must not become one child.
	if strings.ContainsRune(id.String(), '\uFFFD') || len(id.String()) > longestID {
		return text.Text{}, "the child's id cannot be read: characters that are none, or too many"
	}
	return id, ""
}

// urn keeps what stands for a URN: a well-formed one as Ofsted writes it,
// anything else as it is, so that it is counted as unknown and not as blank.
func (r *reader) urn(cell string) text.Text {
	if cutShort.MatchString(cell) {
		r.cut++
	}
	cell = decimal.ReplaceAllString(cell, "$1")
	if urn, err := ofsted.ParseURN(cell); err == nil {
		cell = urn.String()
	} else if strings.EqualFold(cell, NoURN) {
		cell = NoURN
	}
	return r.keep(cell)
}

// reject lists a row that cannot be used, and reports false.
func (r *reader) reject(line int, f field, value, why string) bool {
	value = word(value)
	if (f == colPlacedOn || f == colEndedOn) && strings.Trim(value, "0123456789/-.:TZE+ ") != "" {
		value = "" // a name may have slipped into the column
	}
	r.table.Rejected = append(r.table.Rejected, sheet.Rejection{
		Line: line, Column: r.column(f), Value: text.Clean(value), Why: why})
	return false
}

func (r *reader) doubt(child text.Text, line int) {
	if first := r.doubts[child]; first == 0 || line < first {
		r.doubts[child] = line
	}
}

func (r *reader) warn(format string, args ...any) {
	r.table.Warnings = append(r.table.Warnings, fmt.Sprintf(format, args...))
}

// warnings says what was met along the way, most frequent word first.
func (r *reader) warnings() {
	words := slices.SortedFunc(maps.Keys(r.strange), func(a, b string) int {
		return cmp.Or(r.strange[b]-r.strange[a], strings.Compare(a, b))
	})
	for i, w := range words {
		if i == 20 {
			r.warn("%s more not known", count(len(words)-i, "word"))
			break
		}
		r.warn("%s names no SSDA903 code: not known for %s", w, count(r.strange[w], "row"))
	}
	if r.cut > 0 {
		r.warn("%s cut short by a spreadsheet (like 1.02E+06): counted as unknown; export the column as text", count(r.cut, "URN was", "URNs were"))
	}
	if r.repeats > 0 {
		r.warn("%s another exactly: counted once", count(r.repeats, "row repeats", "rows repeat"))
	}
	if r.table.Nameless > 0 {
		r.warn("%s no child's id: a child may be missing from what follows", count(r.table.Nameless, "row bears", "rows bear"))
	}
}

// personal is what must not be repeated even where it stands in the wrong
// column: a postcode.
var personal = regexp.MustCompile(`(?i)\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b`)

// word is a cell as a message may repeat it. What is long, or looks like a
// postcode that slipped a column, is left out.
func word(cell string) string {
	if personal.MatchString(cell) || len(cell) > 120 {
		return ""
	}
	return short(cell)
}
