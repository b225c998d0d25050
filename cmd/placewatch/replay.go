package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/store/intake"
)

// replayCommand shows how far Ofsted's own files bear one another out: the
// judgements of an older state file, moved along by a year's events, against the
// next state file. It reads files only, and no store.
func (a *app) replayCommand() *cobra.Command {
	return &cobra.Command{Use: "replay BASE EVENTS NEXT", Short: "Replay a year's events on Ofsted's older file and compare with its next one",
		Long: `Takes the judgements in force that one of Ofsted's provider-level files shows, moves
them along by the inspections of a year, and compares the result with the next
provider-level file: how many agree, and why each of the rest does not. It is the
same logic by which imports decide which judgement is in force.`,
		Example: "  placewatch replay provider_level_2024.csv inspections_in_year_2024-25.csv provider_level_2025.csv",
		Args:    cobra.ExactArgs(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			var tables [3]*ofsted.Table
			for i, layout := range []ofsted.Layout{ofsted.ProviderLevel, ofsted.InYearInspections, ofsted.ProviderLevel} {
				t, err := a.onlyTable(cmd.Context(), args[i], layout)
				if err != nil {
					return err
				}
				tables[i] = t
			}
			a.printAgreement(ofsted.Compare(tables[0], tables[1], tables[2]))
			return nil
		}}
}

// onlyTable reads the table of that layout from a file.
func (a *app) onlyTable(ctx context.Context, name string, want ofsted.Layout) (*ofsted.Table, error) {
	file, err := intake.Open(ctx, name, intake.DefaultLimits(), nil)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	for _, sh := range file.Sheets {
		t, err := ofsted.Read(sh.Name, sh.Rows, ofsted.Options{Today: civil.In(a.now(), a.loc)})
		if err != nil {
			return nil, err
		}
		if t != nil && t.RecognisedAs == want {
			return t, nil
		}
	}
	return nil, usagef("%s holds no table of Ofsted's %s", filepath.Base(name), orNone(string(want)))
}

func (a *app) printAgreement(g ofsted.Agreement) {
	same, both := g.Grades()
	fmt.Fprintf(a.out, "%d provisions compared; %d (%.2f %%) have the same judgement of the same day\n", g.Compared, g.Agreed, percent(g.Agreed, g.Compared))
	fmt.Fprintf(a.out, "%d have a judgement on both sides; of %d (%.2f %%) it is the same\n", both, same, percent(same, both))
	kinds := map[ofsted.Difference]bool{}
	for _, d := range g.Disagreements {
		if !kinds[d.Kind] {
			kinds[d.Kind] = true
			fmt.Fprintf(a.out, "%4d  %s: %s\n", g.Count(d.Kind), orNone(string(d.Kind)), d.Kind.Words())
		}
	}
	for _, d := range g.Disagreements {
		fmt.Fprintf(a.out, "      %s\n", clean(d.String()))
	}
}

func percent(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(n) / float64(of)
}
