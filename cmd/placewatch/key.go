package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	gossh "golang.org/x/crypto/ssh"

	"placewatch/cmd/placewatch/sshd"
	"placewatch/domain/civil"
	"placewatch/domain/text"
	"placewatch/store"
)

func (a *app) keyCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "key", Short: "The SSH keys with which people come to the shared board", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return usagef("say what: `key add`, `key list` or `key revoke`")
		}}
	var until string
	add := &cobra.Command{Use: "add LOGIN KEY|FILE|-", Short: "Give a person a key: a pasted line, a file, or - for what is piped in", Args: cobra.MinimumNArgs(2),
		Example: "  placewatch key add ann ~/ann.pub\n  placewatch key add ann 'ssh-ed25519 AAAA… ann@desk' --until 2027-03-31",
		RunE: func(cmd *cobra.Command, args []string) error {
			k, err := a.keyFrom(strings.Join(args[1:], " "), until)
			if err != nil {
				return err
			}
			return a.writing(cmd.Context(), false, func(s *store.Store, by store.By) error {
				if err := s.AddKey(cmd.Context(), by, args[0], *k); err != nil {
					return err
				}
				fmt.Fprintf(a.out, "%s may come in with %s\n", clean(args[0]), k.Fingerprint)
				return nil
			})
		}}
	add.Flags().StringVar(&until, "until", "", "the key's last `DATE` (2006-01-02)")
	var reason string
	revoke := &cobra.Command{Use: "revoke FINGERPRINT", Short: "Take a key away, at once and for good", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.writing(cmd.Context(), false, func(s *store.Store, by store.By) error {
				if err := s.RevokeKey(cmd.Context(), by, args[0], text.Clean(reason)); err != nil {
					return err
				}
				fmt.Fprintf(a.out, "%s admits nobody any more; its sessions end within a second\n", clean(args[0]))
				return nil
			})
		}}
	revoke.Flags().StringVar(&reason, "reason", "", "why")
	list := &cobra.Command{Use: "list [LOGIN]", Short: "Who has which key, until when", Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(s *store.Store, today civil.Date) error {
				return a.listKeys(cmd, s, today, strings.Join(args, ""))
			})
		}}
	list.Flags().BoolVar(&a.json, "json", false, "print one JSON document")
	cmd.AddCommand(add, revoke, list)
	return cmd
}

func (a *app) listKeys(cmd *cobra.Command, s *store.Store, today civil.Date, login string) error {
	keys, err := s.Keys(cmd.Context(), login)
	if err != nil {
		return err
	}
	if a.json {
		return writeJSON(a.out, append([]store.Key{}, keys...))
	}
	people, err := s.People(cmd.Context())
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, p := range people {
		names[p.ID] = p.Login.String()
	}
	var rows [][]string
	for _, k := range keys {
		state := k.Refusal(today)
		if state == "" && !k.Expires.IsZero() {
			state = "until " + k.Expires.Long()
		}
		rows = append(rows, []string{names[k.Person], k.Fingerprint, k.Comment.String(), k.Added.Long(), state})
	}
	return writeTable(a.out, []string{"login", "key", "comment", "added", "state"}, rows)
}

// keyLine is the key that was given: the line itself, the file that it names, or
// what is piped in.
func (a *app) keyLine(given string) (string, error) {
	if strings.Contains(given, " ") {
		return given, nil
	}
	var in io.Reader = a.in
	if given != "-" {
		f, err := os.Open(given)
		if err != nil {
			return "", usagef("the key cannot be read: %w", err)
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, 64<<10))
	if err != nil {
		return "", usagef("the key cannot be read: %w", err)
	}
	return string(b), nil
}

// keyFrom reads the key that was given, with its last day.
func (a *app) keyFrom(given, until string) (*store.Key, error) {
	line, err := a.keyLine(given)
	if err != nil {
		return nil, err
	}
	k, comment, err := sshd.ParseKey(line)
	if err != nil {
		return nil, usageError{err}
	}
	out := &store.Key{Fingerprint: gossh.FingerprintSHA256(k), Line: strings.TrimSpace(string(gossh.MarshalAuthorizedKey(k))), Comment: text.Clean(comment)}
	if until != "" {
		if out.Expires, err = civil.Parse(until); err != nil {
			return nil, usagef("--until: %w", err)
		}
	}
	return out, nil
}
