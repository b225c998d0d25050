package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"placewatch/domain/concern"
	"placewatch/domain/policy"
)

// papers are what the program carries to be read: the policy, as its charts have
// it, and the files that a council may copy and change.
func papers() []string {
	return slices.Concat([]string{"policy"}, policy.ShippedNames(), []string{"rules"})
}

func (a *app) docsCommand() *cobra.Command {
	return &cobra.Command{Use: "docs [PAPER]", Short: "The papers inside the program", Args: cobra.MaximumNArgs(1),
		Long: `Without a name it lists the papers. "policy" is the whole policy, written from the charts
that the program runs, with the lengths of the shipped default. The others are files: the
policies that come with placewatch, to be copied and changed, and "rules", Ofsted's and
the law's timescales in every edition known.`,
		Example: "  placewatch docs policy | less\n  placewatch docs default > ours.toml",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				_, err := fmt.Fprintln(a.out, strings.Join(papers(), "\n"))
				return err
			}
			switch name := args[0]; {
			case name == "policy":
				_, err := io.WriteString(a.out, concern.Page(policy.Default()))
				return err
			case slices.Contains(papers(), name):
				_, err := a.out.Write(policy.Source(name))
				return err
			default:
				return usagef("no paper is called %q; there are: %s", clean(name), strings.Join(papers(), ", "))
			}
		}}
}
