package store

import (
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/placement"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Whatever is done, undone, imported or put in force, in whatever order, on whatever
// day, here or by another process: what is read by what changed is what is read from
// nothing, and whoever drew a board of it has changed none of it.
func TestWhatIsReadByWhatChangedIsWhatIsReadFromNothing(t *testing.T) {
	begun := exposed(t)
	everybody := []string{"lead", "ann", "dee", "fay"}
	admit(t, begun, "ann", team.QAOfficer, team.PlacementsOfficer)
	admit(t, begun, "dee", team.PlacementsManager, team.CSWManager)
	admit(t, begun, "fay", team.PrincipalManager)
	if err := begun.Close(); err != nil {
		t.Fatal(err)
	}
	folder, n := t.TempDir(), 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		path := filepath.Join(folder, fmt.Sprint(n, ".db"))
		write(t, path, content(t, begun.Path()))
		s, other := openAt(t, path), openAt(t, path)
		defer s.Close()
		defer other.Close()
		today := friday()
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			writer, by := rapid.SampledFrom([]*Store{s, other}).Draw(r, "process"), at(rapid.SampledFrom(everybody).Draw(r, "who"), today)
			switch rapid.IntRange(0, 11).Draw(r, "what") {
			case 0:
				_, _ = writer.Undo(t.Context(), by)
			case 1:
				_, _ = writer.Redo(t.Context(), by)
			case 2:
				grade := rapid.SampledFrom([]string{"Good", "Inadequate", "Requires improvement to be good"}).Draw(r, "grade")
				takeAny(t, r, writer, lead(today), ofstedList(t, "2026-03-0"+fmt.Sprint(rapid.IntRange(1, 6).Draw(r, "as at")), home("1234567", "12/03/2025", grade), home("1234569", "12/03/2025", "Inadequate")))
			case 3:
				table := ourFile(t, "2026-03-06", lives("c1", rapid.SampledFrom([]string{"1234567", "1234568", "7654321", ""}).Draw(r, "urn")), lives("c2", "1234568"))
				if _, err := writer.ImportPlacements(t.Context(), lead(today), file(fmt.Sprint(n, table.Stays)), []*placement.Table{table}, false); err != nil {
					r.Fatal(err)
				}
			case 4:
				source := rapid.SampledFrom([]string{ourPolicy, "name = \"strict\"\nversion = \"1\"\n"}).Draw(r, "policy")
				_ = writer.UsePolicy(t.Context(), at("fay", today), profile(t, source), []byte(source), clean("decided"))
			case 5:
				today = today.AddDays(rapid.IntRange(1, 20).Draw(r, "days"))
				_ = writer.Settle(t.Context(), at("lead", today))
			case 6:
				_ = writer.SetCouncil(t.Context(), lead(today), clean(rapid.SampledFrom([]string{"Anyshire", "Elsewhere"}).Draw(r, "council")))
			case 7:
				_, _ = writer.AddPerson(t.Context(), at("lead", today), clean("gus"), text.Text{}, []team.Role{team.QAOfficer}, civil.Date{})
			default:
				anyRow(t, r, writer, by)
			}
			if rapid.Bool().Draw(r, "read") {
				readsAlike(t, r, s, today)
			}
		}
		readsAlike(t, r, s, today)
	})
}

// anyRow takes any row that is offered, on whatever part, with arguments made up from
// what it asks for. What is refused all the same writes nothing.
func anyRow(t *testing.T, r *rapid.T, s *Store, by By) {
	in, err := s.Input(t.Context(), by.Today)
	if err != nil {
		r.Fatal(err)
	}
	subjects := []string{"urn:1234567", "urn:1234568"}
	for _, c := range in.Cases {
		for _, p := range c.Stored() {
			subjects = append(subjects, p.Ref().Kind+":"+p.Ref().ID)
		}
		for _, v := range c.Visits {
			subjects = append(subjects, "visit:"+v.ID)
		}
	}
	cmd := flow.Command{Subject: rapid.SampledFrom(subjects).Draw(r, "subject"), Args: map[string]string{}}
	offers, _, err := s.Offers(t.Context(), by, cmd.Subject)
	offers = slices.DeleteFunc(offers, func(o flow.Offer) bool { return !o.Allowed })
	if err != nil || len(offers) == 0 {
		return // over, or nothing that this person may do
	}
	o := rapid.SampledFrom(offers).Draw(r, "row")
	cmd.Event = o.ID
	for _, a := range o.Arguments {
		switch {
		case len(a.Options) > 0:
			cmd.Args[a.Name] = rapid.SampledFrom(a.Options).Draw(r, a.Name).Value
		case a.Kind == flow.DateArg:
			cmd.Args[a.Name] = by.Today.AddDays(rapid.IntRange(-9, 9).Draw(r, a.Name)).String()
		case a.Default != "":
			cmd.Args[a.Name] = a.Default
		default:
			cmd.Args[a.Name] = "words"
		}
	}
	_, _ = s.Do(t.Context(), by, cmd)
}

func readsAlike(t *testing.T, r *rapid.T, s *Store, today civil.Date) {
	t.Helper()
	by, err := s.Input(t.Context(), today)
	if err != nil {
		r.Fatal(err)
	}
	board.Build(by)
	board.Waiting(by)
	board.Due(by)
	board.Concerns(by)
	board.Requests(by)
	board.Exposure(by)
	var anew lastInput
	if err := s.read(t.Context(), func(q querier) (err error) {
		anew, err = s.reread(t.Context(), q, nil, today)
		return err
	}); err != nil {
		r.Fatal(err)
	}
	if !reflect.DeepEqual(by, anew.Input) {
		for i, c := range by.Cases {
			if i < len(anew.Cases) && !reflect.DeepEqual(c, anew.Cases[i]) {
				r.Logf("case %s: %+v\nis now %+v", c.Place.URN, c, anew.Cases[i])
			}
		}
		by.Cases, anew.Cases = nil, nil
		r.Fatalf("%d entries on, read by what changed: %+v\nread from nothing: %+v", anew.Seq, by, anew.Input)
	}
}

// A record of one case touches that case; anything that is not known to belong to one
// touches everything.
func TestWhatARecordOfTheJournalTouches(t *testing.T) {
	for _, c := range []struct {
		thing       thing
		urn         string
		judged, all bool
	}{
		{thing{"concern", "1027077-1"}, "1027077", false, false},
		{thing{"visit", "1027077-1.4"}, "1027077", false, false},
		{thing{"duty", "SC027077-0.2"}, "SC027077", false, false},
		{thing{"item", "1027077-1.7"}, "1027077", false, false},
		{thing{"freeze", "1027077"}, "1027077", false, false},
		{thing{"proposal", "1027077-R1.5"}, "1027077", false, false},
		{thing{"part", "request/1027077-R2"}, "1027077", false, false},
		{thing{"inspection", "1027077#001"}, "1027077", true, false},
		{thing{"provision", "1027077"}, "1027077", true, false},
		{thing{"discrepancy", "absent:c1"}, "", false, false},
		{thing{"days", "inspection"}, "", false, false},
		{thing{"days", "provision"}, "", false, true},
		{thing{"placement", "c1/1"}, "", false, true},
		{thing{"concern", "not a number"}, "", false, true},
		{thing{"person", "p1"}, "", false, true},
		{thing{"meta", "council"}, "", false, true},
		{thing{"what nobody has thought of", "1027077"}, "", false, true},
	} {
		n := news{urns: map[string]bool{}}
		if n.hear(c.thing); n.all != c.all || n.judged != c.judged || c.urn != strings.Join(slices.Collect(maps.Keys(n.urns)), " ") {
			t.Errorf("%v: %+v", c.thing, n)
		}
	}
}

// A backup that was restored has entries of the same numbers: they are others.
func TestAnotherJournalOfTheSameLengthIsReadAnew(t *testing.T) {
	s := exposed(t)
	if _, err := s.Input(t.Context(), friday()); err != nil {
		t.Fatal(err)
	}
	raw(t, s.Path(), noGuards, `UPDATE journal SET hash = 'x' WHERE seq = (SELECT max(seq) FROM journal)`, `UPDATE provision SET local_authority = 'Elsewhere'`)
	in, err := s.Input(t.Context(), friday())
	if err != nil || len(in.Cases) != 1 || in.Cases[0].Place.LocalAuthority.String() != "Elsewhere" {
		t.Errorf("the board is still of the other journal (%v)", err)
	}
}

// What a commit reads again is the case that it was about, and no other.
func TestACommitReadsAgainOnlyTheCaseItWasAbout(t *testing.T) {
	s := openNew(t)
	takeOfsted(t, s, lead(friday()), ofstedList(t, "2025-03-31", home("1234567", "12/03/2025", "Inadequate"), home("1234568", "12/03/2025", "Inadequate")))
	takeOurs(t, s, lead(friday()), ourFile(t, "2026-03-01", lives("c1", "1234567"), lives("c2", "1234568")))
	before, err := s.Input(t.Context(), friday())
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, lead(friday()), "urn:1234567", "CF1", "who=iro", "reason=asked")
	after, err := s.Input(t.Context(), friday())
	if err != nil || len(after.Cases) != 2 || after.Cases[0] == before.Cases[0] || after.Cases[1] != before.Cases[1] {
		t.Errorf("%d cases; the other one was read again, or this one was not (%v)", len(after.Cases), err)
	}
}
