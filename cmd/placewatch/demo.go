package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/sample"
	"placewatch/domain/team"
	"placewatch/domain/text"
	"placewatch/store"
)

type demoFlags struct {
	boardFlags
	print    bool
	dir      string
	children int
	who      string
}

func (a *app) demoCommand() *cobra.Command {
	f := demoFlags{}
	cmd := &cobra.Command{Use: "demo", Short: "An invented council, to look at and try things on",
		Long: `Makes up a whole council in a temporary store and opens its board: 458 children, a
dozen of them in provisions below the threshold, six people. Nothing in it is real.
The demo opens as ann, the QA officer; --who opens it as another of the six: ben
(placements officer), cas (commissioning officer), dee (placements manager), eli
(CSW manager), fay (principal manager).`,
		Example: "  placewatch demo\n  placewatch demo --print | less\n  placewatch demo --who fay --dir ./demo",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), f) }}
	f.add(cmd)
	cmd.Flags().BoolVar(&f.print, "print", false, "print the board once and exit")
	cmd.Flags().StringVar(&f.dir, "dir", "", "keep the store in this `FOLDER`")
	cmd.Flags().IntVar(&f.children, "children", sample.Median, "how many children the council looks after")
	cmd.Flags().StringVar(&f.who, "who", "ann", "which of the six people to be")
	return cmd
}

// demoSeed makes every demo the same council; only the days differ.
const demoSeed = 1

func (a *app) demo(ctx context.Context, f demoFlags) error {
	if f.children < sample.Fewest {
		return usagef("the demo needs at least %d children for its cast", sample.Fewest)
	}
	dir := f.dir
	if dir == "" {
		tmp, err := os.MkdirTemp("", "placewatch-demo-")
		if err != nil {
			return fmt.Errorf("making a folder for the demo: %w; name one with --dir", err)
		}
		defer os.RemoveAll(tmp)
		dir = tmp
	}
	today, practice, err := a.today()
	if err != nil {
		return err
	}
	s, err := a.openAt(ctx, filepath.Join(dir, "demo.db"), true)
	if err != nil {
		return err
	}
	defer s.Close()
	if head, err := s.Head(ctx); err != nil {
		return err
	} else if head == "" {
		if err := a.fill(ctx, s, sample.New(today, s.Rules().Cal, f.children, demoSeed), today); err != nil {
			return fmt.Errorf("making the demo: %w", err)
		}
	}
	people, err := s.People(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(people, func(p team.Person) bool { return strings.EqualFold(p.Login.String(), f.who) }) {
		return usagef("nobody in the demo is called %q; --help names the six", clean(f.who))
	}
	by := store.By{Login: f.who, Session: "demo", Machine: "demo", Now: a.now(), Today: today, Practice: practice}
	if f.print {
		return a.printBoard(ctx, s, by)
	}
	return a.show(ctx, s, by, f.boardFlags)
}

// fill writes a made-up council into an empty store the way a real one comes in:
// people, Ofsted's list, the placements, and then what the team did.
func (a *app) fill(ctx context.Context, s *store.Store, c sample.Council, today civil.Date) error {
	by := store.By{Login: a.login(), Session: "demo", Machine: "demo", Now: a.now(), Today: today, Practice: true}
	if slices.ContainsFunc(c.People, func(p team.Person) bool { return strings.EqualFold(p.Login.String(), by.Login) }) {
		by.Login = "demo" // whoever runs the demo is its administrator, beside the six
	}
	for _, p := range c.People {
		for _, g := range p.Grants {
			if _, err := s.AddPerson(ctx, by, p.Login, p.Name, []team.Role{g.Role}, g.Until); err != nil {
				return err
			}
		}
	}
	if err := s.SetCouncil(ctx, by, c.Name); err != nil {
		return err
	}
	t := &ofsted.Table{RecognisedAs: ofsted.ProviderLevel, Sheet: "", AsAt: c.OfstedAsAt, Rows: len(c.Provisions), Accepted: len(c.Provisions), Inspections: c.Inspections}
	for i, p := range c.Provisions {
		p.JudgedAsAt = c.OfstedAsAt
		t.Provisions = append(t.Provisions, ofsted.ProvisionFact{Provision: p, Gave: ofsted.Everything, Line: i + 2})
	}
	file := store.File{Name: text.Clean("invented list of provisions"), SHA256: strings.Repeat("0", 64)}
	if _, err := s.ImportOfsted(ctx, by, file, []*ofsted.Table{t}, false); err != nil {
		return err
	}
	own := &placement.Table{RecognisedAs: placement.OwnFile, AsAt: c.PlacementsAt, Rows: len(c.Placements), Accepted: len(c.Placements)}
	for i, p := range c.Placements {
		own.Children = append(own.Children, p.Child)
		own.Stays = append(own.Stays, placement.Stay{Line: i + 2, Child: p.Child, PlacedOn: p.PlacedOn, EndedOn: p.EndedOn, Type: p.Type,
			Provider: p.Provider, URN: p.URN, Team: p.Team, Worker: p.Worker})
	}
	file = store.File{Name: text.Clean("invented placements"), SHA256: strings.Repeat("1", 64)}
	if _, err := s.ImportPlacements(ctx, by, file, []*placement.Table{own}, false); err != nil {
		return err
	}
	return a.play(ctx, s, by, c.Story)
}

// play does what the story's people did, each as themself, on the day they did it.
func (a *app) play(ctx context.Context, s *store.Store, by store.By, story []sample.Step) error {
	for _, st := range story {
		by.Login = st.Who
		var offers []flow.Offer
		if st.Each {
			var err error
			if offers, _, err = s.Offers(ctx, by, st.Subject); err != nil {
				return err
			}
		}
		for _, args := range st.Commands(offers) {
			if _, err := s.Do(ctx, by, flow.Command{Subject: st.Subject, Event: st.Event, Args: args}); err != nil {
				return fmt.Errorf("%s by %s on %s: %w", st.Event, st.Who, st.Day, err)
			}
		}
	}
	return nil
}
