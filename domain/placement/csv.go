package placement

import (
	"encoding/csv"
	"io"
	"strings"
)

// columns of placewatch's own file, in the order of cli.md.
func ownColumns() []string {
	return []string{"child", "placed_on", "ended_on", "placement_type", "provider_code", "urn", "team", "worker"}
}

// Template is placewatch's own placements file, with two invented rows that
// show how it is filled in.
func Template() string {
	return strings.Join(ownColumns(), ",") + `
900001,2026-01-12,,K2,PR4,SC000001,Children in Care Team 1,Worker 01
900002,2025-09-01,2026-02-13,U6,PR4,2000001,Children in Care Team 2,Worker 02
`
}

// WriteCSV writes placements as placewatch's own file. Reading it again gives
// the same stays; ids and legal statuses are not part of it.
func WriteCSV(w io.Writer, ps []Placement) error {
	out := csv.NewWriter(w)
	rows := [][]string{ownColumns()}
	for _, p := range ps {
		rows = append(rows, []string{guard(p.Child.String()), p.PlacedOn.String(), p.EndedOn.String(), p.Type, p.Provider,
			guard(p.URN.String()), guard(p.Team.String()), guard(p.Worker.String())})
	}
	return out.WriteAll(rows)
}

// guard puts a quote before a cell that a spreadsheet would run as a formula
// (cli.md, Conventions), and before one that already looks guarded, so that
// unguard gives back exactly what was there.
func guard(cell string) string {
	if formula(cell) {
		return "'" + cell
	}
	return cell
}

// unguard takes away the quote that guard put there.
func unguard(cell string) string {
	if strings.HasPrefix(cell, "'") && formula(cell) {
		return cell[1:]
	}
	return cell
}

// formula reports whether a cell, quotes aside, starts like a formula.
func formula(cell string) bool {
	rest := strings.TrimLeft(cell, "'")
	return rest != "" && strings.ContainsRune("=+-@", rune(rest[0]))
}
