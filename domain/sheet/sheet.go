// Package sheet is the shape in which a table of any file reaches the rules:
// lines of cells, with the line each stood on.
package sheet

import (
	"iter"

	"placewatch/domain/text"
)

// Row is one record of a table. Line is the physical line (CSV) or row (XLSX,
// ODS) on which it starts, counted from 1. Cells are as the file gave them,
// decoded to UTF-8 but not yet cleaned; a real date cell is 2006-01-02, or a
// serial number where the file kept only that.
type Row struct {
	Line  int
	Cells []string
}

// Rows are the records of one table. An error ends the sequence: the file
// cannot be read further and nothing of it may be applied.
type Rows = iter.Seq2[Row, error]

// Rejection is a row, or a cell of one, that could not be used. Value is what
// stood there; it is left out (empty) where it could identify a child.
type Rejection struct {
	Line   int       `json:"line"`
	Column string    `json:"column"`
	Value  text.Text `json:"value"`
	Why    string    `json:"why"`
}
