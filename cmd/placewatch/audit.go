package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/spf13/cobra"

	"placewatch/domain/civil"
	"placewatch/store"
)

func (a *app) auditCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "audit", Short: "The journal's chain, its export, and who read what", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return usagef("say what: `audit verify`, `audit export` or `audit review`")
		}}
	cmd.AddCommand(a.auditVerify(), a.auditExport(), a.auditReview())
	return cmd
}

func (a *app) auditVerify() *cobra.Command {
	var heads []string
	cmd := &cobra.Command{Use: "verify", Short: "Find any entry that was altered, removed, added or moved", Args: cobra.NoArgs,
		Long: `Checks every entry of the journal, and of the reading audit, against the one before it.
The last hash of each is printed: write it down, elsewhere. Whoever cuts entries off the end
and changes how far the store says it has come leaves a chain that is whole; with --head, a
hash written down earlier shows it.`,
		Example: "  placewatch audit verify\n  placewatch audit verify --head 5f2c…",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s *store.Store, _ civil.Date) error {
				c, err := s.VerifyJournal(cmd.Context(), heads...)
				if err != nil {
					return err
				}
				if c.Wrong != nil {
					a.status = exitNo
					fmt.Fprintf(a.out, "No: %s\n", sentence(c.Wrong))
					return nil
				}
				fmt.Fprintf(a.out, "Yes: %d entries, each follows the one before; the last hash is %s\n", c.Entries, orNone(c.Head))
				fmt.Fprintf(a.out, "Yes: %d readings, each follows the one before; the last hash is %s\n", c.Readings, orNone(c.ReadingsHead))
				return nil
			})
		}}
	cmd.Flags().StringArrayVar(&heads, "head", nil, "a last `HASH` of an earlier day, of either: it must still be there")
	return cmd
}

func (a *app) auditExport() *cobra.Command {
	var since string
	var ask store.Audit
	cmd := a.formats(&cobra.Command{Use: "export", Short: "The journal, each record as it was before and after", Args: cobra.NoArgs,
		Long: `Writes every entry of the journal as JSON (or CSV, a line for each record changed): who,
for whom, when, from where, what, with which evidence, under which policy, and each
record before and after. The whole is for an auditor, the placements manager and the
principal manager; --mine gives anybody what they did. The export is itself recorded.

What tells of enforcement that Ofsted has not published is withheld: such an entry is marked,
and keeps its place, its writer, its hash and that of the entry before (prev). So the chain of
an export is whole, "audit verify --head HASH" proves that the store still holds that very
entry, and once it is public the export tells it under the same hash. --confidential gives
it now, to officers, managers and auditors, and is recorded.`,
		Example: "  placewatch audit export --since 2026-03-01 > audit.json\n  placewatch audit export --subject urn:1027077 --csv",
		RunE: func(cmd *cobra.Command, _ []string) error {
			by, err := a.by()
			if err != nil {
				return err
			}
			if ask.Since, err = sinceDay(since); err != nil {
				return err
			}
			return a.reading(cmd.Context(), func(s *store.Store, _ civil.Date) error {
				out := auditWriter{w: a.out, csv: a.csv}
				if err := s.Audit(cmd.Context(), by, ask, out.entry); err != nil {
					return a.searching(cmd.Context(), s, ask.Subject, err)
				}
				a.leftOut(out.held, "entry, or what it says of a record,", "entries, or what they say of a record,")
				return out.end()
			})
		}})
	cmd.Flags().StringVar(&since, "since", "", "only entries written on this `DATE` or later (2006-01-02)")
	cmd.Flags().StringVar(&ask.Subject, "subject", "", "only what is about this `SUBJECT`")
	cmd.Flags().BoolVar(&ask.Secrets, "confidential", false, "also what tells of enforcement that Ofsted has not published")
	cmd.Flags().BoolVar(&ask.Mine, "mine", false, "only what you did yourself")
	return cmd
}

func sinceDay(s string) (civil.Date, error) {
	if s == "" {
		return civil.Date{}, nil
	}
	d, err := civil.Parse(s)
	if err != nil {
		return d, usagef("--since: %w", err)
	}
	return d, nil
}

// auditWriter writes entries as they come: a journal may be larger than the memory.
type auditWriter struct {
	w     io.Writer
	csv   bool
	begun bool
	held  int // entries of which something is withheld
}

const auditColumns = "seq,at,actor,on_behalf_of,session,machine,subject,row,event,on,args,evidence,policy,cause,kind,id,before,after,withheld,prev,hash\n"

func (x *auditWriter) entry(e *store.AuditEntry) error {
	if e.Withheld || slices.ContainsFunc(e.Changes, func(c store.AuditChange) bool { return c.Withheld }) {
		x.held++
	}
	if x.csv {
		return x.lines(e)
	}
	b, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("writing entry %d: %w", e.Seq, err)
	}
	sep := ",\n"
	if !x.begun {
		sep, x.begun = "[\n", true
	}
	_, err = io.WriteString(x.w, sep+plainJSON(b))
	return err
}

// end closes the document.
func (x *auditWriter) end() error {
	s := "\n]\n"
	switch {
	case x.csv && x.begun:
		return nil
	case x.csv:
		s = auditColumns
	case !x.begun:
		s = "[]\n"
	}
	_, err := io.WriteString(x.w, s)
	return err
}

// lines writes a line for each record that the entry changed, or one without.
func (x *auditWriter) lines(e *store.AuditEntry) error {
	var b strings.Builder
	if !x.begun {
		b.WriteString(auditColumns)
		x.begun = true
	}
	args, err := json.Marshal(e.Args)
	if err != nil {
		return fmt.Errorf("writing entry %d: %w", e.Seq, err)
	}
	changes := e.Changes
	if len(changes) == 0 {
		changes = []store.AuditChange{{}}
	}
	for _, c := range changes {
		for _, cell := range []string{strconv.FormatInt(e.Seq, 10), e.At.Format(time.RFC3339Nano), e.Actor, e.OnBehalfOf, e.Session, e.Machine, e.Subject, e.Row, e.Event, e.On} {
			b.WriteString(csvCell(cell) + ",")
		}
		b.WriteString(jsonCell(args) + "," + csvCell(e.Evidence) + "," + csvCell(e.Policy) + "," + strconv.FormatInt(e.Cause, 10) + "," +
			csvCell(c.Kind) + "," + csvCell(c.ID) + "," + jsonCell(c.Before) + "," + jsonCell(c.After) + "," + strconv.FormatBool(e.Withheld || c.Withheld) + "," + csvCell(e.Prev) + "," + csvCell(e.Hash) + "\n")
	}
	_, err = io.WriteString(x.w, b.String())
	return err
}

// jsonCell is JSON as a cell, whole; nothing where there is none.
func jsonCell(b []byte) string {
	if len(b) == 0 || string(b) == "null" {
		return ""
	}
	return `"` + strings.ReplaceAll(plainJSON(b), `"`, `""`) + `"`
}

// plainJSON writes whatever is not printable ASCII as JSON's escapes, so that no byte
// of a record can act on a terminal, and none is lost.
func plainJSON(b []byte) string {
	var out strings.Builder
	for _, r := range string(b) {
		switch {
		case r >= ' ' && r <= '~':
			out.WriteRune(r)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(&out, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.String()
}

// lookedList is who read what.
type lookedList []store.Looked

// Table is the list as lines of cells.
func (l lookedList) Table() (header []string, rows [][]string) {
	for _, x := range l {
		rows = append(rows, []string{x.Person, x.OnBehalfOf, x.What, x.Subject, strconv.Itoa(x.Times), x.First.Format(time.RFC3339), x.Last.Format(time.RFC3339)})
	}
	return []string{"person", "on_behalf_of", "what", "subject", "times", "first", "last"}, rows
}

func (a *app) auditReview() *cobra.Command {
	var since string
	cmd := a.formats(&cobra.Command{Use: "review", Short: "Who read which child's record, exported or searched, and how often", Args: cobra.NoArgs,
		Example: "  placewatch audit review --since 2026-03-01",
		RunE: func(cmd *cobra.Command, _ []string) error {
			by, err := a.by()
			if err != nil {
				return err
			}
			day, err := sinceDay(since)
			if err != nil {
				return err
			}
			return a.reading(cmd.Context(), func(s *store.Store, _ civil.Date) error {
				doc, err := s.Review(cmd.Context(), by, day)
				if err != nil {
					return err
				}
				return a.print(append(lookedList{}, doc...), nil, "Nobody read anything in that time.")
			})
		}})
	cmd.Flags().StringVar(&since, "since", "", "only what was read on this `DATE` or later (2006-01-02)")
	return cmd
}
