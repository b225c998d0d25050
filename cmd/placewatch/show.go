package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/journal"
	"placewatch/store"
)

func (a *app) showCommand() *cobra.Command {
	return a.confidentially(a.formats(&cobra.Command{Use: "show SUBJECT", Short: "Everything about one provision, concern, child, visit, assessment, request …, with its timeline",
		Args: cobra.ExactArgs(1), Example: "  placewatch show urn:1027077\n  placewatch show child:102334 --json\n  placewatch show request:1027077-R1",
		Long: `Prints everything about one thing. As JSON or CSV, which leave the program, it is without
the enforcement that Ofsted has not published, and says how much was withheld.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(s *store.Store, today civil.Date) error {
				return a.showSubject(cmd.Context(), s, today, args[0])
			})
		}}))
}

// showSubject prints everything about one thing.
func (a *app) showSubject(ctx context.Context, s *store.Store, today civil.Date, name string) error {
	sub, err := s.Resolve(ctx, name)
	switch {
	case err != nil:
		return a.searching(ctx, s, name, err)
	case sub.Child != "":
		return a.showChild(ctx, s, sub)
	}
	in, err := s.Page(ctx, today, sub.URN)
	if err != nil {
		return err
	}
	part, isPart := board.ShowPart(in, sub.Name)
	if err := a.opening(ctx, s, sub, isPart && (sub.Kind != "visit" || a.json || a.csv)); err != nil {
		return err
	}
	if a.json || a.csv {
		return a.exportPage(ctx, s, sub, in)
	}
	page := board.BuildPage(in)
	for _, v := range page.Visits {
		if v.Subject == sub.Name {
			fmt.Fprintf(a.out, "%s: %s visit, due %s, %s\n\n", v.Subject, v.Kind, v.Due.Long(), clean(v.State))
		}
	}
	if isPart && sub.Kind != "visit" {
		return a.printPart(part)
	}
	return a.printPage(page)
}

func (a *app) showChild(ctx context.Context, s *store.Store, sub store.Subject) error {
	by, err := a.by()
	if err != nil {
		return err
	}
	in, err := s.Child(ctx, by, sub.Child)
	if err != nil {
		return err
	}
	if !a.json && !a.csv {
		return a.printChild(board.ShowChild(in))
	}
	held, err := a.veiled(ctx, s, sub, in.Today, func(v board.Veil) (n int) {
		in, n = in.Public(v)
		return n
	})
	if err != nil {
		return err
	}
	return a.export(board.ShowChild(in), held)
}

// exportPage prints a provision, or a part of its case, for other programs. Its facts name
// who lives there: that it leaves is recorded.
func (a *app) exportPage(ctx context.Context, s *store.Store, sub store.Subject, in board.PageInput) error {
	if !a.confidential {
		if err := a.recordReading(ctx, s, journal.ReadExport, "show "+sub.Name); err != nil {
			return err
		}
	}
	whole := in
	held, err := a.veiled(ctx, s, sub, in.Today, func(v board.Veil) (n int) {
		in, n = in.Public(v)
		return n
	})
	if err != nil {
		return err
	}
	part, isPart := board.ShowPart(whole, sub.Name)
	if !isPart {
		return a.export(board.Show(in), held)
	}
	public, still := board.ShowPart(in, sub.Name)
	if !still {
		return fault.Newf(fault.NotAllowed, "Ofsted has not published that, so it is left out of exports").
			Do("read it here without --json and --csv; --confidential exports it, and is recorded").From("domain 3.0")
	}
	return a.export(public, len(part.Duties)+len(part.Timeline)-len(public.Duties)-len(public.Timeline))
}

// veiled hides what is confidential, and returns of how much; or records that it is
// exported, where that was asked for by somebody whom it is for.
func (a *app) veiled(ctx context.Context, s *store.Store, sub store.Subject, today civil.Date, hide func(board.Veil) int) (held int, err error) {
	if a.confidential {
		return 0, a.confiding(ctx, s, "show "+sub.Name)
	}
	v, err := s.Veil(ctx, today)
	if err != nil {
		return 0, err
	}
	return hide(v), nil
}

// export prints a document for other programs, and says what was held back of it.
func (a *app) export(doc board.ShowDoc, held int) error {
	doc.Withheld = held
	a.leftOut(held, "fact or entry", "facts and entries")
	return a.print(doc, nil, "")
}
