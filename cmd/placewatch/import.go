package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/sheet"
	"placewatch/domain/text"
	"placewatch/store"
	"placewatch/store/intake"
)

type importFlags struct {
	dry      bool
	asAt     string
	template bool
	council  string
}

func (a *app) importCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "import", Short: "Take in Ofsted's files, your placements, or newer bank holidays",
		Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
			return usagef("say what to import: ofsted, placements or holidays; see `placewatch import --help`")
		}}
	var f importFlags
	own := &cobra.Command{Use: "placements FILE…", Short: "Take in the council's own placements: placewatch's CSV, SSDA903 episodes, Annex A list 8",
		Long: `Take in the council's own placements. Three layouts are recognised by their content:
placewatch's own CSV (see --template), SSDA903 episodes, and ILACS Annex A list 8.
Only the child's id, dates, placement type, provider code, URN, team and worker are
kept. A child absent from a file is never ended: the absence becomes a discrepancy.`,
		Example: "  placewatch import placements --template > placements.csv\n  placewatch import placements placements.csv --dry-run",
		RunE: func(cmd *cobra.Command, files []string) error {
			if f.template {
				_, err := io.WriteString(a.out, placement.Template())
				return err
			}
			return a.importFiles(cmd.Context(), files, f, a.placementsFile)
		}}
	own.Flags().BoolVar(&f.template, "template", false, "print an empty file of placewatch's own layout")
	own.Flags().StringVar(&f.council, "council", "", "the `NAME` of the council, as Ofsted writes it, so that out of area can be shown")
	theirs := &cobra.Command{Use: "ofsted FILE…", Short: "Take in Ofsted's provider-level, in-year and leavers files, and the list sent to councils",
		Long: `Take in Ofsted's published files and the list it sends to councils: CSV, XLSX or ODS,
recognised by their content and not by their names. A file is applied whole or not at
all; rows that cannot be used are listed with their line, column, value and reason.
An older file never overwrites newer facts, and absence from a file is no closure.`,
		Example: "  placewatch import ofsted provider_level_2025-03-31.csv\n  placewatch import ofsted --dry-run childrens_social_care_2025.ods",
		RunE: func(cmd *cobra.Command, files []string) error {
			return a.importFiles(cmd.Context(), files, f, a.ofstedFile)
		}}
	for _, c := range []*cobra.Command{own, theirs} {
		c.Flags().BoolVar(&f.dry, "dry-run", false, "say what would change and write nothing")
		c.Flags().StringVar(&f.asAt, "as-at", "", "the `DATE` the file speaks of (2006-01-02), where it does not say so itself")
		c.Flags().BoolVar(&a.json, "json", false, "print one JSON document")
	}
	cmd.AddCommand(theirs, own, a.holidaysCommand())
	return cmd
}

// applied writes what a file said, once the store is open.
type applied func(*store.Store, store.By, bool) ([]store.Import, error)

// importFiles takes in each file in its own transaction, in the order given. All
// are read first: where one cannot be, nothing of any is written, and no store is
// made for it.
func (a *app) importFiles(ctx context.Context, files []string, f importFlags, read func(context.Context, *intake.File, civil.Date, civil.Date) (applied, error)) error {
	if len(files) == 0 {
		return usagef("name at least one file")
	}
	var asAt civil.Date
	if f.asAt != "" {
		var err error
		if asAt, err = civil.Parse(f.asAt); err != nil {
			return usagef("--as-at: %w", err)
		}
	}
	by, err := a.by()
	if err != nil {
		return err
	}
	var apply []applied
	for _, name := range files {
		one, err := a.readFile(ctx, name, asAt, by.Today, read)
		if err != nil {
			return err
		}
		apply = append(apply, one)
	}
	s, gone, err := a.openToImport(ctx, f.dry)
	if err != nil {
		return err
	}
	defer gone()
	if f.council != "" && !f.dry {
		if err := s.SetCouncil(ctx, by, text.Clean(f.council)); err != nil {
			return err
		}
	}
	all := []store.Import{}
	for i, one := range apply {
		p := a.progress("writing " + filepath.Base(files[i]))
		done, err := one(s, by, f.dry)
		p.done()
		if err != nil {
			return err
		}
		all = append(all, done...)
	}
	if a.json {
		return writeJSON(a.out, all)
	}
	for _, i := range all {
		a.say(i, f.dry)
	}
	return nil
}

// openToImport opens the store. A dry run where there is none yet leaves none
// behind: it tries the files on a store that is thrown away.
func (a *app) openToImport(ctx context.Context, dry bool) (s *store.Store, gone func(), err error) {
	path, err := a.path()
	if err != nil {
		return nil, nil, err
	}
	dir := ""
	if _, err := os.Stat(path); dry && errors.Is(err, os.ErrNotExist) {
		if dir, err = os.MkdirTemp("", "placewatch-dry-"); err != nil {
			return nil, nil, fmt.Errorf("making a folder for the dry run: %w", err)
		}
		path = filepath.Join(dir, "dry.db")
	}
	if s, err = a.openAt(ctx, path, true); err != nil {
		return nil, nil, err
	}
	return s, func() {
		s.Close()
		if dir != "" {
			os.RemoveAll(dir)
		}
	}, nil
}

// readFile reads one file to the end and closes it.
func (a *app) readFile(ctx context.Context, name string, asAt, today civil.Date, read func(context.Context, *intake.File, civil.Date, civil.Date) (applied, error)) (applied, error) {
	p := a.progress("reading " + filepath.Base(name))
	defer p.done()
	file, err := intake.Open(ctx, name, intake.DefaultLimits(), p.at)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return read(ctx, file, asAt, today)
}

func (a *app) ofstedFile(ctx context.Context, file *intake.File, asAt, today civil.Date) (applied, error) {
	var tables []*ofsted.Table
	for _, sh := range file.Sheets {
		t, err := ofsted.Read(sh.Name, sh.Rows, ofsted.Options{AsAt: asAt, Today: today})
		if err != nil {
			return nil, err
		}
		if t != nil {
			tables = append(tables, t)
		}
	}
	if len(tables) == 0 {
		return nil, unrecognised(file, "none of Ofsted's layouts: provider level, inspections in year, leavers and joiners, or the list sent to councils",
			"if these are your own placements use `placewatch import placements`")
	}
	f := store.File{Name: text.Clean(file.Name), SHA256: file.SHA256, AsAt: asAt}
	return func(s *store.Store, by store.By, dry bool) ([]store.Import, error) {
		return s.ImportOfsted(ctx, by, f, tables, dry)
	}, nil
}

func (a *app) placementsFile(ctx context.Context, file *intake.File, asAt, today civil.Date) (applied, error) {
	var tables []*placement.Table
	var refused error
	for _, sh := range file.Sheets {
		t, err := placement.Read(sh.Name, sh.Rows, placement.Options{AsAt: asAt, Today: today})
		if err != nil {
			refused = err
			if broken(sh.Rows) {
				return nil, err
			}
			continue
		}
		tables = append(tables, t)
	}
	if len(tables) == 0 {
		return nil, fmt.Errorf("%s: %w", text.Clean(file.Name), refused)
	}
	f := store.File{Name: text.Clean(file.Name), SHA256: file.SHA256, AsAt: asAt}
	return func(s *store.Store, by store.By, dry bool) ([]store.Import, error) {
		return s.ImportPlacements(ctx, by, f, tables, dry)
	}, nil
}

// broken reports whether rows cannot be read to their end: then nothing of the
// file may be used.
func broken(rows sheet.Rows) bool {
	for _, err := range rows {
		if err != nil {
			return true
		}
	}
	return false
}

func unrecognised(file *intake.File, what, next string) error {
	return fault.Newf(fault.Invalid, "%s holds %s; nothing was imported", text.Clean(file.Name), what).Do("%s", next)
}

// withoutPath drops the path from a file error, which may hold a person's name.
func withoutPath(err error) error {
	if e, ok := err.(*os.PathError); ok {
		return e.Err
	}
	return err
}

// say tells in words what one table did.
func (a *app) say(i store.Import, dry bool) {
	verb := "imported"
	if dry {
		verb = "would import"
	}
	name := i.File
	if i.Sheet != "" {
		name += ", sheet " + i.Sheet
	}
	fmt.Fprintf(a.out, "%s: %s %s", clean(name), verb, strings.ReplaceAll(i.RecognisedAs, "_", " "))
	if !i.AsAt.IsZero() {
		fmt.Fprintf(a.out, " as at %s", i.AsAt.Long())
	}
	fmt.Fprintf(a.out, "\n  %d rows: %d accepted, %d rejected; %d new, %d changed, %d unchanged; %d discrepancies\n",
		i.Rows, i.Accepted, len(i.Rejected), i.New, i.Changed, i.Unchanged, i.Discrepancies)
	if len(i.Rejected) > 0 && i.Accepted == 0 {
		fmt.Fprintln(a.out, "  Every row was rejected: nothing of this table could be used.")
	}
	if i.Concerns > 0 {
		fmt.Fprintf(a.out, "  concerns opened: %d", i.Concerns)
		if i.Intake > 0 {
			fmt.Fprintf(a.out, ", of which %d as the first load: one intake duty each", i.Intake)
		}
		fmt.Fprintln(a.out)
	}
	a.sayChanges(i)
	for _, w := range i.Warnings {
		fmt.Fprintf(a.out, "  warning: %s\n", clean(w))
	}
	for n, r := range i.Rejected {
		if n == 20 && len(i.Rejected) > 25 {
			fmt.Fprintf(a.out, "  … %d more rejected rows; --json lists them all\n", len(i.Rejected)-n)
			break
		}
		fmt.Fprintf(a.out, "  rejected line %d, %s %q: %s\n", r.Line, clean(r.Column), r.Value, clean(r.Why))
	}
}

func (a *app) sayChanges(i store.Import) {
	ours := 0
	for _, c := range i.JudgementChanges {
		if c.Children > 0 {
			ours++
			fmt.Fprintf(a.out, "  %s: %s -> %s, inspected %s, %d of our children there\n", c.URN, orNone(string(c.From)), orNone(string(c.To)), c.InspectedOn.Long(), c.Children)
		}
	}
	if n := len(i.JudgementChanges) - ours; n > 0 {
		fmt.Fprintf(a.out, "  %d other judgements changed, where none of ours are placed\n", n)
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return strings.ReplaceAll(s, "_", " ")
}

func (a *app) holidaysCommand() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{Use: "holidays FILE", Short: "Merge a newer feed of bank holidays; none is ever removed", Args: cobra.ExactArgs(1),
		Example: "  placewatch import holidays bank-holidays.json",
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := readSmall(args[0], 4<<20)
			if err != nil {
				return err
			}
			feed, err := civil.ParseFeed(b)
			if err != nil {
				return fmt.Errorf("%s: %w", filepath.Base(args[0]), err)
			}
			return a.writing(cmd.Context(), true, func(s *store.Store, by store.By) error {
				added, err := s.ImportHolidays(cmd.Context(), by, text.Clean(filepath.Base(args[0])), feed, dry)
				if err != nil {
					return err
				}
				fmt.Fprintf(a.out, "%d days in the file for England and Wales, %d of them not known before; none is ever removed\n", len(feed), len(added))
				for _, h := range added {
					fmt.Fprintf(a.out, "  %s  %s\n", h.On.Full(), h.Title)
				}
				return nil
			})
		}}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be added and write nothing")
	return cmd
}

// readSmall reads a file that cannot reasonably be larger than limit bytes.
func readSmall(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, usagef("%s cannot be read: %w; check the name", filepath.Base(name), withoutPath(err))
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, usagef("%s cannot be read: %w", filepath.Base(name), withoutPath(err))
	}
	if int64(len(b)) > limit {
		return nil, fault.Newf(fault.Invalid, "%s is larger than %d MiB, which no such file is", filepath.Base(name), limit>>20)
	}
	return b, nil
}

// progress shows how far a long read is, on a terminal only, from the first second on.
type progress struct {
	a     *app
	what  string
	since time.Time
	last  time.Time
	shown bool
}

func (a *app) progress(what string) *progress {
	return &progress{a: a, what: clean(what), since: a.now()}
}

func (p *progress) at(done, total int64) {
	now := p.a.now()
	if !terminal(p.a.err) || now.Sub(p.since) < 400*time.Millisecond || now.Sub(p.last) < 100*time.Millisecond {
		return
	}
	p.last, p.shown = now, true
	percent := ""
	if total > 0 {
		percent = fmt.Sprintf(" %d%%", min(100*done/total, 100))
	}
	fmt.Fprintf(p.a.err, "\r\x1b[K%s…%s", p.what, percent)
}

func (p *progress) done() {
	if p.shown {
		fmt.Fprint(p.a.err, "\r\x1b[K")
	}
}
