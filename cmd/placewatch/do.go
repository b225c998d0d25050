package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"placewatch/domain/flow"
	"placewatch/store"
)

type doFlags struct {
	list, check bool
	key         string
}

func (a *app) doCommand() *cobra.Command {
	var f doFlags
	cmd := &cobra.Command{Use: "do SUBJECT EVENT [key=value…]", Short: "One transition, the same one that the board offers",
		Long: `Take one transition of a concern, a visit or a provision. EVENT is the row of the
policy (QA6) or its word (requirements_held). "do SUBJECT --list" shows what the
subject's state allows and what each asks for. Dates are on=, people by=, text
reason=. "do SUBJECT confirm" is the second person of a row for two. An administrator
acts for another person with --as PERSON --because TEXT; both names and the reason are
kept.`,
		Example: "  placewatch do urn:1027077 --list\n  placewatch do concern:1027077-1 QA2\n" +
			"  placewatch do concern:1027077-1 QA6 told_on=2026-03-06 --check\n  placewatch do urn:1027077 OF1 finding=inadequate ended_on=2026-03-05 source=call",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.writing(cmd.Context(), false, func(s *store.Store, by store.By) error { return a.do(cmd.Context(), s, by, args, f) })
		}}
	cmd.Flags().BoolVar(&f.list, "list", false, "list what the subject's state allows")
	cmd.Flags().BoolVar(&f.check, "check", false, "say whether it would be accepted, and why not; write nothing")
	cmd.Flags().StringVar(&f.key, "key", "", "idempotency `KEY`: the same command sent again is done once")
	cmd.Flags().BoolVar(&a.json, "json", false, "print one JSON document")
	cmd.MarkFlagsMutuallyExclusive("list", "check")
	return cmd
}

func (a *app) do(ctx context.Context, s *store.Store, by store.By, args []string, f doFlags) error {
	if err := a.naming(ctx, s, args[0]); err != nil {
		return err
	}
	if f.list {
		offers, _, err := s.Offers(ctx, by, args[0])
		if err != nil {
			return err
		}
		return a.printOffers(offers)
	}
	if len(args) < 2 {
		return usagef("say which event; `placewatch do %s --list` shows what is possible", clean(args[0]))
	}
	c := flow.Command{Subject: args[0], Event: args[1], Args: map[string]string{}, Key: f.key}
	for _, kv := range args[2:] {
		k, v, ok := strings.Cut(kv, "=")
		if !ok {
			return usagef("%q is not key=value", clean(kv))
		}
		c.Args[k] = v
	}
	if f.check {
		return a.check(ctx, s, by, c)
	}
	r, err := s.Do(ctx, by, c)
	if err != nil {
		return err
	}
	if a.json {
		return writeJSON(a.out, receiptDoc(r))
	}
	state := "Done"
	if r.Proposed {
		state = "Proposed"
	}
	fmt.Fprintf(a.out, "%s: %s at %s (journal %d)\n", state, strings.TrimSuffix(r.ID, "?"), r.Subject, r.Seq)
	a.printLines(r.Lines)
	return nil
}

// check answers whether a command would be accepted: exit 0 yes, 1 no.
func (a *app) check(ctx context.Context, s *store.Store, by store.By, c flow.Command) error {
	p, err := s.Preview(ctx, by, c)
	if err != nil {
		if k := status(err); k == exitStore || k == exitUsage && !isProblem(err) {
			return err
		}
		a.status = exitNo
		if a.json {
			return writeJSON(a.out, map[string]any{"accepted": false, "why_not": sentence(err)})
		}
		fmt.Fprintln(a.out, "No: "+sentence(err))
		return nil
	}
	if a.json {
		return writeJSON(a.out, map[string]any{"accepted": true, "lines": p.Lines})
	}
	fmt.Fprintf(a.out, "Yes: %s would\n", p.Offer.ID)
	a.printLines(p.Lines)
	return nil
}

func isProblem(err error) bool {
	_, ok := err.(flow.Problems)
	return ok
}

func (a *app) printLines(lines []flow.Line) {
	for _, l := range lines {
		fmt.Fprintf(a.out, "  %-8s %s\n", l.Verb, clean(l.What))
	}
}

type receipt struct {
	Subject  string      `json:"subject"`
	ID       string      `json:"id"`
	Seq      int64       `json:"seq"`
	Proposed bool        `json:"proposed"`
	Lines    []flow.Line `json:"lines"`
}

func receiptDoc(r *flow.Receipt) receipt {
	return receipt{r.Subject, strings.TrimSuffix(r.ID, "?"), r.Seq, r.Proposed, append([]flow.Line{}, r.Lines...)}
}

// offer is one line of `do --list` (cli.md).
type offer struct {
	ID        string     `json:"id"`
	Event     string     `json:"event"`
	Arguments []argument `json:"arguments"`
	Allowed   bool       `json:"allowed"`
	WhyNot    string     `json:"why_not"`
}

type argument struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Required bool   `json:"required"`
}

func (a *app) printOffers(offers []flow.Offer) error {
	if a.json {
		out := []offer{}
		for _, o := range offers {
			d := offer{ID: o.ID, Event: o.Event, Arguments: []argument{}, Allowed: o.Allowed, WhyNot: o.WhyNot}
			for _, arg := range o.Arguments {
				d.Arguments = append(d.Arguments, argument{arg.Name, string(arg.Kind), arg.Required})
			}
			out = append(out, d)
		}
		return writeJSON(a.out, out)
	}
	if len(offers) == 0 {
		fmt.Fprintln(a.out, "Nothing can be done here by anyone in this state.")
	}
	for _, o := range offers {
		mark := " "
		if !o.Allowed {
			mark = "-"
		}
		fmt.Fprintf(a.out, "%s %-5s %-22s %s", mark, o.ID, o.Event, clean(o.Title))
		if o.About != "" {
			fmt.Fprintf(a.out, " (%s)", clean(o.About))
		}
		if o.Two {
			fmt.Fprint(a.out, " [two people]")
		}
		fmt.Fprintln(a.out)
		if !o.Allowed {
			fmt.Fprintf(a.out, "        not now: %s\n", clean(o.WhyNot))
			continue
		}
		for _, arg := range o.Arguments {
			a.printArgument(arg)
		}
	}
	return nil
}

func (a *app) printArgument(arg flow.Arg) {
	need := ""
	if arg.Required && arg.Default == "" {
		need = ", required"
	}
	var values []string
	for _, o := range arg.Options {
		values = append(values, o.Value)
	}
	of := ""
	if len(values) > 0 {
		of = ": " + strings.Join(values, " ")
	}
	fmt.Fprintf(a.out, "        %s= (%s%s)%s\n", arg.Name, arg.Kind, need, clean(of))
}
