package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/charmbracelet/x/term"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/text"
	"placewatch/store"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(f.Fd()) }

// formats adds --json and --csv to a command that prints a list.
func (a *app) formats(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().BoolVar(&a.json, "json", false, "print one JSON document")
	cmd.Flags().BoolVar(&a.csv, "csv", false, "print CSV")
	cmd.MarkFlagsMutuallyExclusive("json", "csv")
	return cmd
}

// print writes a list as asked for: JSON, CSV, or a table to read.
func (a *app) print(doc board.Table, names map[string]string, empty string) error {
	header, rows := doc.Table()
	switch {
	case a.json:
		return writeJSON(a.out, doc)
	case a.csv:
		more, _ := totals(doc)
		return writeCSV(a.out, header, append(rows, more...))
	case len(rows) == 0:
		_, err := io.WriteString(a.out, empty+"\n")
		return errors.Join(err, a.under(doc))
	}
	header, rows = board.Readable(doc, names)
	return errors.Join(writeTable(a.out, header, rows), a.under(doc))
}

// totals are the rows and the words that a list adds up to, where it does.
func totals(doc board.Table) (rows [][]string, words string) {
	if d, ok := doc.(interface{ Totals() ([][]string, string) }); ok {
		return d.Totals()
	}
	return nil, ""
}

// under prints what a list adds up to, below it.
func (a *app) under(doc board.Table) error {
	_, words := totals(doc)
	if words == "" {
		return nil
	}
	_, err := fmt.Fprintln(a.out, clean(words))
	return err
}

// confidentially adds --confidential to a command whose export may hold enforcement which Ofsted
// has not published.
func (a *app) confidentially(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().BoolVar(&a.confidential, "confidential", false, "with --json or --csv: also the enforcement that Ofsted has not published, for whom that is; recorded")
	return cmd
}

// veil is what may not leave with a list: nothing where it is read here, or where all of
// it was asked for. It is read after what it covers.
func (a *app) veil(ctx context.Context, s *store.Store, today civil.Date) (board.Veil, error) {
	if !a.json && !a.csv || a.confidential {
		return board.Veil{}, nil
	}
	return s.Veil(ctx, today)
}

// public is the list as it may leave the program: without what is confidential, which
// it counts on standard error. A list to read here is whole.
func (a *app) public(full, public board.Table) board.Table {
	if !a.json && !a.csv || a.confidential {
		return full
	}
	_, all := full.Table()
	_, some := public.Table()
	switch n := len(all) - len(some); {
	case n > 0:
		a.leftOut(n, "row", "rows")
	case !slices.EqualFunc(all, some, slices.Equal[[]string]):
		fmt.Fprintln(a.err, "placewatch: confidential words left out; --confidential shows them")
	}
	return public
}

// leftOut says on standard error how much of what was asked for is confidential.
func (a *app) leftOut(n int, one, many string) {
	switch {
	case n == 1:
		fmt.Fprintf(a.err, "placewatch: 1 confidential %s left out; --confidential shows it\n", one)
	case n > 1:
		fmt.Fprintf(a.err, "placewatch: %d confidential %s left out; --confidential shows them\n", n, many)
	}
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// writeTable lines columns up by the cells they take on a screen.
func writeTable(w io.Writer, header []string, rows [][]string) error {
	width := make([]int, len(header))
	lines := append([][]string{header}, rows...)
	for _, row := range lines {
		for i, cell := range row {
			width[i] = max(width[i], ansi.StringWidth(clean(cell)))
		}
	}
	var b strings.Builder
	for _, row := range lines {
		var line strings.Builder
		for i, cell := range row {
			cell = clean(cell)
			line.WriteString(cell)
			line.WriteString(strings.Repeat(" ", width[i]-ansi.StringWidth(cell)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// clean keeps any byte that could act on a terminal out of what is printed.
func clean(s string) string { return text.Clean(s).String() }

// writeCSV writes RFC 4180 with LF, every cell that a spreadsheet could take for
// a formula disarmed (safety.md S11).
func writeCSV(w io.Writer, header []string, rows [][]string) error {
	var b strings.Builder
	for _, row := range append([][]string{header}, rows...) {
		for i, cell := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(csvCell(cell))
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func csvCell(s string) string {
	s = clean(s)
	if r := []rune(s); len(r) > 0 && strings.ContainsRune("=+-@＝＋－＠\t\r�", r[0]) {
		s = "'" + s
	}
	if strings.ContainsAny(s, ",\"\n\r") {
		s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}
