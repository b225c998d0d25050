package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"placewatch/domain/civil"
	"placewatch/domain/deadline"
	"placewatch/domain/ofsted"
	"placewatch/domain/policy"
	"placewatch/store"
)

// deadlineDoc is a date with its explanation (cli.md).
type deadlineDoc struct {
	Rule        string  `json:"rule"`
	From        string  `json:"from"`
	Earliest    *string `json:"earliest"`
	Latest      *string `json:"latest"`
	Explanation string  `json:"explanation"`
	Source      string  `json:"source"`
	Binding     string  `json:"binding"`
	Owner       string  `json:"owner"`
}

func (a *app) deadlineCommand() *cobra.Command {
	var from, typ string
	var list bool
	cmd := &cobra.Command{Use: "deadline RULE --from DATE [--type T]", Short: "A date with its explanation; --list shows every rule",
		Example: "  placewatch deadline home.case_review --from 2026-03-31\n  placewatch deadline --list",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			book := deadline.NewBook(policy.Default())
			if list {
				return a.listRules(book)
			}
			if len(args) == 0 || from == "" {
				return usagef("name a rule and the day that starts it: placewatch deadline home.case_review --from 2026-03-31")
			}
			day, err := civil.Parse(from)
			if err != nil {
				return usagef("--from: %w", err)
			}
			if t := ofsted.Type(typ); typ != "" && t != ofsted.Other && t.Words() == ofsted.Other.Words() {
				return usagef("no type of provision is called %q; `placewatch provisions --json` shows the words", clean(typ))
			}
			answer, err := book.Compute(args[0], day, ofsted.Type(typ), civil.EnglandAndWales())
			if err != nil {
				return err
			}
			return a.printAnswer(answer)
		}}
	cmd.Flags().StringVar(&from, "from", "", "the `DATE` that starts it (2006-01-02)")
	cmd.Flags().StringVar(&typ, "type", "", "the `TYPE` of provision, as `provisions --json` prints it")
	cmd.Flags().BoolVar(&list, "list", false, "list the rules, one a line")
	cmd.Flags().BoolVar(&a.json, "json", false, "print one JSON document")
	return cmd
}

func (a *app) printAnswer(x deadline.Answer) error {
	if a.json {
		return writeJSON(a.out, deadlineDoc{Rule: x.Rule, From: x.From.String(), Earliest: orNull(x.Earliest), Latest: orNull(x.Latest),
			Explanation: x.Explanation, Source: x.Source, Binding: string(x.Binding), Owner: string(x.Owner)})
	}
	when := x.Latest.Full()
	switch {
	case x.Latest.IsZero():
		when = "no date"
	case !x.Earliest.IsZero():
		when = x.Earliest.Full() + " to " + when
	}
	fmt.Fprintf(a.out, "%s: %s\n  %s\n  %s; %s; owed by %s\n", x.What, when, clean(x.Explanation), x.Source, strings.ReplaceAll(string(x.Binding), "_", " "), x.Owner)
	return nil
}

func orNull(d civil.Date) *string {
	if d.IsZero() {
		return nil
	}
	s := d.String()
	return &s
}

func (a *app) listRules(book *deadline.Book) error {
	var rows [][]string
	for _, r := range book.All() {
		rows = append(rows, []string{r.ID, r.LengthWords(), string(r.Whose), strings.ReplaceAll(string(r.Binding), "_", " "), r.From.String(), r.Source, r.What})
	}
	header := []string{"rule", "length", "owner", "binding", "in force from", "source", "what"}
	if a.json {
		out := []map[string]string{}
		for _, r := range rows {
			m := map[string]string{}
			for i, h := range header {
				m[strings.ReplaceAll(h, " ", "_")] = r[i]
			}
			out = append(out, m)
		}
		return writeJSON(a.out, out)
	}
	return writeTable(a.out, header, rows)
}

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{Use: "doctor", Short: "Prove that the file is sound and that the records equal what the journal tells", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s *store.Store, today civil.Date) error {
				found, err := s.Doctor(cmd.Context(), today)
				if err != nil {
					return err
				}
				for _, f := range found {
					fmt.Fprintln(a.out, clean(f))
				}
				if len(found) > 0 {
					a.status = exitNo
					return nil
				}
				fmt.Fprintln(a.out, "The file is sound, the journal is whole, and every record equals what the journal tells.")
				return nil
			})
		}}
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{Use: "version", Short: "Version, build, SQLite and policy profile", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			v, revision := "development", ""
			if info, ok := debug.ReadBuildInfo(); ok {
				if info.Main.Version != "" && info.Main.Version != "(devel)" {
					v = info.Main.Version
				}
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						revision = ", " + s.Value[:min(12, len(s.Value))]
					}
				}
				v += revision + ", " + info.GoVersion
			}
			sqlite, err := store.SQLiteVersion(cmd.Context())
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "placewatch %s\nSQLite %s\n%s\n", v, sqlite, policy.Default().Title())
			return nil
		}}
}
