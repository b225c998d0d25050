package board

import (
	"encoding/json"
	"strconv"
	"strings"

	"placewatch/domain/civil"
)

// Table is a list as lines of cells: what a readable table and a CSV file are
// printed from. The columns bear the names of the JSON's keys.
type Table interface {
	Table() (header []string, rows [][]string)
}

// Day is a date in a list: 2006-01-02, or null where there is none.
type Day struct{ civil.Date }

// MarshalJSON writes the day, or null.
func (d Day) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(d.String())
}

// Maybe is a word that may be absent: null in JSON, an empty cell in a table.
type Maybe string

// MarshalJSON writes the word, or null.
func (m Maybe) MarshalJSON() ([]byte, error) {
	if m == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(m))
}

// DiscrepancyDoc is one contradiction that waits for a person.
type DiscrepancyDoc struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Subject string `json:"subject"`
	Ours    Maybe  `json:"ours"`
	Theirs  Maybe  `json:"theirs"`
	File    Maybe  `json:"file"`
	Line    int    `json:"line"`
	Status  string `json:"status"`
}

// DiscrepancyList is the contradictions in the order in which they are kept.
type DiscrepancyList []DiscrepancyDoc

// MarshalJSON writes an empty list as [].
func (l DiscrepancyList) MarshalJSON() ([]byte, error) {
	return json.Marshal(append([]DiscrepancyDoc{}, l...))
}

// Table lists the discrepancies.
func (l DiscrepancyList) Table() ([]string, [][]string) {
	rows := make([][]string, len(l))
	for i, r := range l {
		line := "" // no one line of the file shows it
		if r.Line > 0 {
			line = strconv.Itoa(r.Line)
		}
		rows[i] = []string{r.ID, r.Kind, r.Subject, string(r.Ours), string(r.Theirs), string(r.File), line, r.Status}
	}
	return []string{"id", "kind", "subject", "ours", "theirs", "file", "line", "status"}, rows
}

// joined is several reasons in one cell.
func joined(ss []string) string { return strings.Join(ss, "; ") }
