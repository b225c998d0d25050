package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/policy"
	"placewatch/domain/text"
	"placewatch/store"
)

func (a *app) policyCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "policy", Short: "The policy profile in force: show, check, use, diagram", Args: cobra.NoArgs,
		Long: `A policy profile is a commented file that holds every length, freeze rule,
threshold and approving role of a council. Four come with placewatch: ` + strings.Join(policy.ShippedNames(), ", ") + `.
Copy one ("placewatch docs default"), write only what differs, check it, and put it in force.`,
		RunE: func(*cobra.Command, []string) error {
			return usagef("say what: `policy show`, `policy check`, `policy use` or `policy diagram`")
		}}
	cmd.AddCommand(a.policyShow(), a.policyCheck(), a.policyUse(), a.policyDiagram())
	return cmd
}

func (a *app) policyShow() *cobra.Command {
	cmd := &cobra.Command{Use: "show [NAME|FILE]", Short: "Who approved it, and every length with its owner and source", Args: cobra.MaximumNArgs(1),
		Example: "  placewatch policy show\n  placewatch policy show never-inadequate --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.printPolicy(cmd.Context(), args, func(p *policy.Profile) error {
				return writeTable(a.out, []string{"key", "what", "within", "owner", "whose", "binding", "source", "shipped"}, limitRows(p))
			})
		}}
	cmd.Flags().BoolVar(&a.json, "json", false, "print one JSON document")
	return cmd
}

func (a *app) policyCheck() *cobra.Command {
	cmd := &cobra.Command{Use: "check NAME|FILE", Short: "Whether a policy can be used, and what differs from the one shipped", Args: cobra.ExactArgs(1),
		Long: `Reads a policy strictly. A setting that is not known, a value that cannot be, a threshold
that would let inadequate be fine, what is owed at once given more than a working day, a
duty of ours that waits more than 400 days or is a viewer's, or a rule of law loosened
without a written reason is refused with the line (exit 2).`,
		Example: "  placewatch docs default > ours.toml\n  placewatch policy check ours.toml",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.printPolicy(cmd.Context(), args, func(*policy.Profile) error { return nil })
		}}
	cmd.Flags().BoolVar(&a.json, "json", false, "print one JSON document")
	return cmd
}

// printPolicy prints who answers for a policy, what lengths prints of it, and in what it
// departs from the one shipped.
func (a *app) printPolicy(ctx context.Context, named []string, lengths func(*policy.Profile) error) error {
	p, err := a.policyNamed(ctx, named)
	if err != nil {
		return err
	}
	today, _, err := a.today()
	if err != nil {
		return err
	}
	if a.json {
		return writeJSON(a.out, policyJSON(p, today))
	}
	a.printStanding(p, today)
	if err := lengths(p); err != nil {
		return err
	}
	a.printDifferences(p, policy.Default(), "the shipped default")
	return nil
}

func (a *app) policyUse() *cobra.Command {
	var reason string
	cmd := &cobra.Command{Use: "use NAME|FILE --reason TEXT", Short: "Put a policy in force, from now on", Args: cobra.ExactArgs(1),
		Long: `Checks a policy and puts it in force: journalled, by whoever may decide it, with the
reason. Dates that are set already do not move.`,
		Example: "  placewatch policy use never-inadequate --reason 'cabinet decision of 3 March'\n  placewatch policy use ours.toml --reason 'approved on 3 March'",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			p, source, err := readPolicy(args[0])
			if err != nil {
				return err
			}
			return a.writing(ctx, false, func(s *store.Store, by store.By) error {
				was, err := s.Policy(ctx)
				if err != nil {
					was = nil // it cannot be read; that is why another is put in force
				}
				if err := s.UsePolicy(ctx, by, p, source, text.Clean(reason)); err != nil {
					return err
				}
				a.printStanding(p, by.Today)
				if was != nil {
					a.printDifferences(p, was, was.Title()+", which it takes the place of")
				}
				fmt.Fprintf(a.out, "%s is in force. Dates that were set before it have not moved.\n", clean(p.Title()))
				return nil
			})
		}}
	cmd.Flags().StringVar(&reason, "reason", "", "`TEXT`: why, and who decided it")
	return cmd
}

func (a *app) policyDiagram() *cobra.Command {
	return &cobra.Command{Use: "diagram [CHART]", Short: "The charts of the policy in force, as Mermaid state diagrams", Args: cobra.MaximumNArgs(1),
		Example: "  placewatch policy diagram request > request.mmd",
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := a.policyNamed(cmd.Context(), nil)
			if err != nil {
				return err
			}
			var names, drawn []string
			for _, ch := range concern.Under(p) {
				names = append(names, ch.Name)
				if len(args) == 0 || strings.EqualFold(args[0], ch.Name) {
					drawn = append(drawn, ch.Mermaid())
				}
			}
			if len(drawn) == 0 {
				return usagef("no chart is called %q; there are: %s", clean(args[0]), strings.Join(names, ", "))
			}
			_, err = io.WriteString(a.out, strings.Join(drawn, "\n"))
			return err
		}}
}

// policyNamed is the policy of that name or file; without one, the policy in force.
func (a *app) policyNamed(ctx context.Context, args []string) (*policy.Profile, error) {
	if len(args) > 0 {
		p, _, err := readPolicy(args[0])
		return p, err
	}
	path, err := a.path()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return policy.Default(), nil // what a store begins with
	}
	s, err := a.openAt(ctx, path, false)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return s.Policy(ctx)
}

// longestPolicy is the size of a file beyond which it is no policy.
const longestPolicy = 1 << 20

// readPolicy reads a shipped policy by its name, or else a file.
func readPolicy(name string) (*policy.Profile, []byte, error) {
	if slices.Contains(policy.ShippedNames(), name) {
		p, err := policy.Shipped(name)
		return p, policy.Source(name), err
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fault.Newf(fault.NotFound, "there is no file %q, and no policy of that name comes with placewatch", clean(name)).
			Do("name a file, or one of %s", strings.Join(policy.ShippedNames(), ", "))
	} else if err != nil {
		return nil, nil, fmt.Errorf("reading the policy: %w", err)
	}
	defer f.Close()
	source, err := io.ReadAll(io.LimitReader(f, longestPolicy+1))
	if err != nil {
		return nil, nil, fmt.Errorf("reading the policy %s: %w", name, err)
	}
	if len(source) > longestPolicy {
		return nil, nil, fault.Newf(fault.Invalid, "%s is longer than a policy can be (1 MiB)", clean(name))
	}
	p, err := concern.ReadPolicy(name, source)
	if err == nil && p.Shipped() && !bytes.Equal(source, policy.Source(p.Name)) {
		no := fault.Newf(fault.Invalid, "it is called %s, as one that comes with placewatch is, and is another", p.Name).
			Do("give the copy a name of its own: the journal keeps it")
		no.File = name
		return nil, nil, no
	}
	return p, source, err
}

// printStanding says who answers for the policy, and what is wrong with that.
func (a *app) printStanding(p *policy.Profile, today civil.Date) {
	fmt.Fprintln(a.out, clean(p.Title()))
	for _, line := range []struct{ name, value string }{
		{"owner", p.Owner.String()}, {"reviewer", p.Reviewer.String()}, {"approver", p.Approver.String()},
		{"approved on", p.ApprovedOn.Long()}, {"review by", p.ReviewBy.Long()}} {
		if line.value == "" {
			line.value = "none"
		}
		fmt.Fprintf(a.out, "  %-12s %s\n", line.name, clean(line.value))
	}
	if w := p.Warning(today); w != "" {
		fmt.Fprintf(a.out, "  %-12s %s\n", "warning", clean(w))
	}
}

// printDifferences lists in what a policy departs from another. What loosens a rule
// of law is marked, with its reason.
func (a *app) printDifferences(p, from *policy.Profile, whose string) {
	ds := p.Differences(from)
	if len(ds) == 0 {
		fmt.Fprintf(a.out, "Nothing differs from %s.\n", clean(whose))
		return
	}
	fmt.Fprintf(a.out, "Differs from %s:\n", clean(whose))
	for _, d := range ds {
		what := ""
		if d.What != "" {
			what = " (" + clean(d.What) + ")"
		}
		fmt.Fprintf(a.out, "  %s%s: %s -> %s\n", clean(d.Setting), what, clean(orCharts(d.Was)), clean(orCharts(d.Now)))
		if d.Loosened {
			fmt.Fprintf(a.out, "    LOOSENS A RULE OF LAW, because: %s\n", clean(d.Reason))
		}
	}
}

// orCharts says what stands where a profile names nothing of its own.
func orCharts(s string) string {
	if s == "" {
		return "as in the charts"
	}
	return s
}

// limitRows lists the lengths; beside those that differ stands the one shipped.
func limitRows(p *policy.Profile) [][]string {
	var rows [][]string
	standard := policy.Default()
	for _, l := range p.Limits() {
		shipped := ""
		if d, ok := standard.Limit(l.Key); ok && d != l {
			shipped = d.Length.Words() + ", " + d.Role.Words()
		}
		rows = append(rows, []string{l.Key, l.What, l.Length.Words(), l.Role.Words(), string(l.Whose),
			strings.ReplaceAll(string(l.Binding), "_", " "), l.Source, shipped})
	}
	return rows
}
