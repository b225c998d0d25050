package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/store"
)

// reading opens the store for a list and hands it today. A list asked of a store
// that does not exist cannot say anything: that is an error, never an empty list.
func (a *app) reading(ctx context.Context, f func(s *store.Store, today civil.Date) error) error {
	today, _, err := a.today()
	if err != nil {
		return err
	}
	s, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	by, err := a.by()
	if err != nil {
		return err
	}
	if err := s.MayAct(ctx, by); err != nil {
		return err
	}
	return f(s, today)
}

// fromInput is a list made of the board's input.
func (a *app) fromInput(use, short, empty string, list func(board.Input) board.Table) *cobra.Command {
	return a.confidentially(a.formats(&cobra.Command{Use: use, Short: short, Args: cobra.NoArgs,
		Example: "  placewatch " + use + "\n  placewatch " + use + " --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s *store.Store, today civil.Date) error {
				in, err := s.Input(cmd.Context(), today)
				if err != nil {
					return err
				}
				v, err := a.veil(cmd.Context(), s, today) // after what it covers
				if err != nil {
					return err
				}
				full := list(in)
				doc := a.public(full, list(in.Public(v)))
				if err := a.exporting(cmd.Context(), s, cmd.Name(), doc); err != nil {
					return err
				}
				if err := a.print(doc, in.Names(), orCannotSay(in, empty)); err != nil {
					return err
				}
				if _, rows := doc.Table(); len(rows) == 0 && in.CannotSay() != "" {
					a.status = exitUsage // an empty list that would not mean none must not pass for one in a script
					if a.json || a.csv {
						fmt.Fprintf(a.err, "placewatch: %s\n", in.CannotSay())
					}
				}
				if due, ok := full.(board.DueList); ok && due.Overdue() > 0 {
					a.status = exitNo
				}
				return nil
			})
		}}))
}

// orCannotSay says why an empty list would not mean none, where that is so.
func orCannotSay(in board.Input, empty string) string {
	if why := in.CannotSay(); why != "" {
		return strings.ToUpper(why[:1]) + why[1:] + "."
	}
	return empty
}

func (a *app) listCommands() []*cobra.Command {
	return []*cobra.Command{
		a.fromInput("due", "What we owe, most pressing first, with the reason; exit 1 when something is overdue",
			"Nothing of ours is owed.", func(in board.Input) board.Table { return board.Due(in) }),
		a.fromInput("exposure", "Our children in below-threshold or unknown provisions, by provision",
			"No child of ours is in a below-threshold or unknown provision.", func(in board.Input) board.Table { return board.Exposure(in) }),
		a.fromInput("revisits", "The windows in which Ofsted may return",
			"No revisit of Ofsted's is awaited.", func(in board.Input) board.Table { return board.Revisits(in) }),
		a.fromInput("visits", "Our QA visits, the latest first",
			"No QA visit is owed or booked.", func(in board.Input) board.Table { return board.Visits(in) }),
		a.fromInput("concerns", "The open concerns and where each stands",
			"No concern is open.", func(in board.Input) board.Table { return board.Concerns(in) }),
		a.fromInput("requests", "Placement requests that are open, and children placed without approval",
			"No placement request is open.", func(in board.Input) board.Table { return board.Requests(in) }),
		a.waitingCommand(), a.freezesCommand(), a.provisionsCommand(), a.discrepanciesCommand(), a.showCommand(),
	}
}

func (a *app) provisionsCommand() *cobra.Command {
	var below, unknown bool
	cmd := a.formats(&cobra.Command{Use: "provisions", Short: "Provisions with the judgement in force", Args: cobra.NoArgs,
		Example: "  placewatch provisions --below-threshold\n  placewatch provisions --unknown --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s *store.Store, today civil.Date) error {
				var buckets []ofsted.Bucket
				if below {
					buckets = append(buckets, ofsted.BelowThreshold)
				}
				if unknown {
					buckets = append(buckets, ofsted.Unknown, ofsted.NoOverall, ofsted.NotYetInspected, ofsted.OutsideOfsted)
				}
				doc, err := s.Provisions(cmd.Context(), today, buckets...)
				if err != nil {
					return err
				}
				in, err := s.Input(cmd.Context(), today)
				if err != nil {
					return err
				}
				if err := a.print(doc, nil, orCannotSay(in, "No such provision.")); err != nil || !unknown {
					return err
				}
				return a.sayUnmatched(in)
			})
		}})
	cmd.Flags().BoolVar(&below, "below-threshold", false, "only those below the threshold")
	cmd.Flags().BoolVar(&unknown, "unknown", false, "only those of which no judgement can be told")
	return cmd
}

// sayUnmatched says how many placements no list of provisions can hold: below a table
// to read, beside one for other programs.
func (a *app) sayUnmatched(in board.Input) error {
	words, out := in.Unmatched(), a.out
	if a.json || a.csv {
		out = a.err
	}
	if words == "" {
		return nil
	}
	_, err := fmt.Fprintln(out, words)
	return err
}

func (a *app) waitingCommand() *cobra.Command {
	var who string
	cmd := a.fromInput("waiting", "What waits for whom: duties, proposals for a second person, Ofsted, providers",
		"Nothing waits for anybody.", func(in board.Input) board.Table {
			if who == "" {
				return board.Waiting(in)
			}
			return board.Waiting(in).For(who)
		})
	cmd.Flags().StringVar(&who, "who", "", "only what waits for this `LOGIN` or role, or for ofsted, provider, others or nobody")
	return cmd
}

func (a *app) freezesCommand() *cobra.Command {
	var all bool
	var year int
	cmd := a.confidentially(a.formats(&cobra.Command{Use: "freezes", Short: "Where new placements are held back, and how many began in each month", Args: cobra.NoArgs,
		Long: `Lists the provisions to which new placements are held back: by the council's own
decision (basis council), by a notice that bars placements (notice), or of themselves
because Ofsted's finding is below the threshold (watch). As JSON or CSV none is left out; one
that only a notice makes which Ofsted has not published is told as frozen, basis watch.`,
		Example: "  placewatch freezes --all --csv\n  placewatch freezes --by-month 2026",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s *store.Store, today civil.Date) error {
				if year != 0 {
					return a.freezeMonths(cmd.Context(), s, today, year)
				}
				doc, err := s.Freezes(cmd.Context(), all)
				if err != nil {
					return err
				}
				in, err := s.Input(cmd.Context(), today)
				if err != nil {
					return err
				}
				v, err := a.veil(cmd.Context(), s, today)
				if err != nil {
					return err
				}
				public := a.public(doc, doc.Public(v))
				if err := a.exporting(cmd.Context(), s, cmd.Name(), public); err != nil {
					return err
				}
				return a.print(public, nil, orCannotSay(in, "No provision is frozen to new placements."))
			})
		}}))
	cmd.Flags().BoolVar(&all, "all", false, "also those that were lifted")
	cmd.Flags().IntVar(&year, "by-month", 0, "count the freezes that began in this `YEAR`, by month")
	cmd.MarkFlagsMutuallyExclusive("all", "by-month")
	return cmd
}

// freezeMonths prints how many freezes began in each month of a year.
func (a *app) freezeMonths(ctx context.Context, s *store.Store, today civil.Date, year int) error {
	full, err := s.FreezeMonths(ctx, year, board.Veil{})
	if err != nil {
		return err
	}
	v, err := a.veil(ctx, s, today)
	if err != nil {
		return err
	}
	some, err := s.FreezeMonths(ctx, year, v)
	if err != nil {
		return err
	}
	public := a.public(full, some)
	if err := a.exporting(ctx, s, "freezes", public); err != nil {
		return err
	}
	return a.print(public, nil, "")
}

func (a *app) discrepanciesCommand() *cobra.Command {
	return a.formats(&cobra.Command{Use: "discrepancies", Short: "Contradictions between files and what we hold, for a person to settle", Args: cobra.NoArgs,
		Example: "  placewatch discrepancies --csv",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s *store.Store, _ civil.Date) error {
				doc, err := s.Discrepancies(cmd.Context())
				if err != nil {
					return err
				}
				if err := a.exporting(cmd.Context(), s, cmd.Name(), doc); err != nil {
					return err
				}
				return a.print(doc, nil, "No discrepancy is open.")
			})
		}})
}
