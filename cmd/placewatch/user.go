package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"placewatch/domain/civil"
	"placewatch/domain/team"
	"placewatch/domain/text"
	"placewatch/store"
)

func (a *app) userCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "user", Short: "People and their roles", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return usagef("say what: `user add`, `user list`, `user grant` or `user disable`")
		}}
	cmd.AddCommand(a.userAdd(), a.userList(), a.userGrant(), a.userDisable())
	return cmd
}

// roleFlags are the roles of a grant, and its last day.
type roleFlags struct {
	roles []string
	until string
}

func (f *roleFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&f.roles, "role", nil, "a `ROLE`; may be given several times")
	cmd.Flags().StringVar(&f.until, "until", "", "the last `DATE` of the grant (2006-01-02)")
}

func (f *roleFlags) read() (roles []team.Role, last civil.Date, err error) {
	for _, r := range f.roles {
		roles = append(roles, team.Role(strings.TrimSpace(r)))
	}
	if f.until != "" {
		if last, err = civil.Parse(f.until); err != nil {
			return nil, last, usagef("--until: %w", err)
		}
	}
	return roles, last, nil
}

func (a *app) userAdd() *cobra.Command {
	var f roleFlags
	var name, keyFile string
	cmd := &cobra.Command{Use: "add LOGIN --role ROLE…", Short: "Add a person, or grant further roles", Args: cobra.ExactArgs(1),
		Long: `An administrator adds people. Once the council has a principal manager, a manager's
role (placements_manager, csw_manager, principal_manager) is granted by one, at their
own desk: add the principal manager last.`,
		Example: "  placewatch user add ann --role qa_officer --name 'Ann Example'\n  placewatch user add ann --role admin --key-file ~/ann.pub",
		RunE: func(cmd *cobra.Command, args []string) error {
			roles, last, err := f.read()
			if err != nil {
				return err
			}
			var key *store.Key
			if keyFile != "" {
				if key, err = a.keyFrom(keyFile, ""); err != nil {
					return err
				}
			}
			return a.onPerson(cmd.Context(), true, func(s *store.Store, by store.By) (team.Person, error) {
				p, err := s.AddPerson(cmd.Context(), by, text.Clean(args[0]), text.Clean(name), roles, last)
				if err != nil || key == nil {
					return p, err
				}
				return p, s.AddKey(cmd.Context(), by, args[0], *key)
			})
		}}
	f.add(cmd)
	cmd.Flags().StringVar(&keyFile, "key-file", "", "and give them the SSH key of this `FILE`")
	cmd.Flags().StringVar(&name, "name", "", "the person's `NAME`")
	return cmd
}

func (a *app) userGrant() *cobra.Command {
	var f roleFlags
	cmd := &cobra.Command{Use: "grant LOGIN --role ROLE…", Short: "Grant roles to a person who is there, or set the day they end", Args: cobra.ExactArgs(1),
		Long: `Grants roles to somebody who is a person of the store already. With --until the roles
hold up to that day: a day that is past ends them. Nobody grants a role to themself.
Once the council has a principal manager, a manager's role is granted by one.`,
		Example: "  placewatch user grant ann --role placements_officer --until 2026-08-31",
		RunE: func(cmd *cobra.Command, args []string) error {
			roles, last, err := f.read()
			if err != nil {
				return err
			}
			return a.onPerson(cmd.Context(), false, func(s *store.Store, by store.By) (team.Person, error) {
				return s.Grant(cmd.Context(), by, text.Clean(args[0]), roles, last)
			})
		}}
	f.add(cmd)
	return cmd
}

func (a *app) userDisable() *cobra.Command {
	var again bool
	cmd := &cobra.Command{Use: "disable LOGIN", Short: "Keep a person from acting; what they did stays", Args: cobra.ExactArgs(1),
		Example: "  placewatch user disable ann\n  placewatch user disable ann --again",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.onPerson(cmd.Context(), false, func(s *store.Store, by store.By) (team.Person, error) {
				return s.Disable(cmd.Context(), by, text.Clean(args[0]), again)
			})
		}}
	cmd.Flags().BoolVar(&again, "again", false, "let the person act again")
	return cmd
}

// onPerson runs one act on a person, and says how the person then stands.
func (a *app) onPerson(ctx context.Context, create bool, f func(*store.Store, store.By) (team.Person, error)) error {
	return a.writing(ctx, create, func(s *store.Store, by store.By) error {
		p, err := f(s, by)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s: %s\n", p.Login, rolesIn(p, by.Today))
		return nil
	})
}

func (a *app) userList() *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "Everyone and their roles", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s *store.Store, today civil.Date) error {
				people, err := s.People(cmd.Context())
				if err != nil {
					return err
				}
				if a.json {
					return writeJSON(a.out, append([]team.Person{}, people...))
				}
				var rows [][]string
				for _, p := range people {
					rows = append(rows, []string{p.Login.String(), p.Name.String(), rolesIn(p, today)})
				}
				return writeTable(a.out, []string{"login", "name", "roles"}, rows)
			})
		}}
	cmd.Flags().BoolVar(&a.json, "json", false, "print one JSON document")
	return cmd
}

func rolesIn(p team.Person, today civil.Date) string {
	if p.Disabled {
		return "disabled"
	}
	var words []string
	for _, r := range p.Roles(today) {
		words = append(words, r.Words())
	}
	if len(words) == 0 {
		return "no role today"
	}
	return strings.Join(words, ", ")
}
