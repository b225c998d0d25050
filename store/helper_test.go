package store

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/policy"
	"placewatch/domain/sample"
	"placewatch/domain/sheet"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// friday is the day on which the tests play: a working day, nothing special.
func friday() civil.Date { return civil.On(2026, time.March, 6) }

func options(t testing.TB) Options {
	t.Helper()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return Options{Policy: policy.Default(), Location: london, Create: true}
}

func openAt(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, options(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func openNew(t testing.TB) *Store { return openAt(t, filepath.Join(t.TempDir(), "team.db")) }

// at is a person at the desk at ten in the morning of a day.
func at(login string, day civil.Date) By {
	return By{Login: login, Session: "test", Machine: "desk", Today: day,
		Now: time.Date(day.Year(), day.Month(), day.Day(), 10, 0, 0, 0, time.UTC)}
}

// lead is whoever wrote to the store first.
func lead(day civil.Date) By { return at("lead", day) }

// admit adds a person with a role. A principal manager, once there is one, is who adds
// managers.
func admit(t testing.TB, s *Store, login string, roles ...team.Role) By {
	t.Helper()
	by := lead(friday())
	all, err := s.People(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	isManagers := func(r team.Role) bool { return slices.Contains(team.Managers(), r) }
	for _, p := range all {
		if p.Holds(friday(), team.PrincipalManager) && slices.ContainsFunc(roles, isManagers) {
			by = at(p.Login.String(), friday())
		}
	}
	if _, err := s.AddPerson(t.Context(), by, text.Clean(login), text.Text{}, roles, civil.Date{}); err != nil {
		t.Fatal(err)
	}
	return at(login, friday())
}

func file(name string) File {
	return File{Name: text.Clean(name), SHA256: fmt.Sprintf("%064x", []byte(name + strings.Repeat(" ", 32))[:32])}
}

func csvRows(t testing.TB, body string) sheet.Rows {
	t.Helper()
	r := csv.NewReader(strings.NewReader(body))
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(sheet.Row, error) bool) {
		for i, cells := range records {
			if !yield(sheet.Row{Line: i + 1, Cells: cells}, nil) {
				return
			}
		}
	}
}

// excerpt reads a committed excerpt of one of Ofsted's files.
func excerpt(t testing.TB, name string) *ofsted.Table {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("..", "domain", "ofsted", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	table, err := ofsted.Read("", csvRows(t, string(body)), ofsted.Options{Today: friday()})
	if err != nil || table == nil {
		t.Fatalf("%s: %v", name, err)
	}
	return table
}

// list reads rows in the layout of Ofsted's provider-level file, of that day.
func ofstedList(t testing.TB, asAt string, rows ...string) *ofsted.Table {
	t.Helper()
	body := "URN,Provision type,Registration status,Event type,Inspection date,Publication date,Overall effectiveness\n" + strings.Join(rows, "\n") + "\n"
	table, err := ofsted.Read("", csvRows(t, body), ofsted.Options{AsAt: civil.MustParse(asAt), Today: friday()})
	if err != nil || table == nil {
		t.Fatalf("the rows are no table: %v", err)
	}
	return table
}

// home is a row of such a list: a children's home, inspected on a day of March 2025 or not at all.
func home(urn, inspected, grade string) string {
	event := ""
	if inspected != "" {
		event = "Full inspection"
	}
	return fmt.Sprintf("%s,Children's home,Active,%s,%s,,%s", urn, event, inspected, grade)
}

// ourFile reads rows in placewatch's own layout, of that day.
func ourFile(t testing.TB, asAt string, rows ...string) *placement.Table {
	t.Helper()
	header, _, _ := strings.Cut(placement.Template(), "\n")
	body := header + "\n" + strings.Join(rows, "\n") + "\n"
	table, err := placement.Read("", csvRows(t, body), placement.Options{AsAt: civil.MustParse(asAt), Today: friday()})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// lives is a row of such a file: a child in a children's home.
func lives(child, urn string) string { return child + ",2025-01-10,,K2,PR4," + urn + ",," }

func takeOfsted(t testing.TB, s *Store, by By, tables ...*ofsted.Table) Import {
	t.Helper()
	out, err := s.ImportOfsted(t.Context(), by, file(fmt.Sprint(tables[0].AsAt, tables[0].Rows, tables[0].RecognisedAs)), tables, false)
	if err != nil {
		t.Fatal(err)
	}
	return out[0]
}

func takeOurs(t testing.TB, s *Store, by By, table *placement.Table) Import {
	t.Helper()
	out, err := s.ImportPlacements(t.Context(), by, file(fmt.Sprint("ours", table.AsAt, table.Rows)), []*placement.Table{table}, false)
	if err != nil {
		t.Fatal(err)
	}
	return out[0]
}

// council is a store with an invented council in it.
func council(t testing.TB, s *Store, children int) sample.Council {
	t.Helper()
	c := sample.New(friday(), s.Rules().Cal, children, 1)
	by := lead(friday())
	for _, p := range c.People {
		if _, err := s.AddPerson(t.Context(), by, p.Login, p.Name, []team.Role{p.Grants[0].Role}, civil.Date{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SetCouncil(t.Context(), by, c.Name); err != nil {
		t.Fatal(err)
	}
	theirs, ours := tablesOf(c)
	takeOfsted(t, s, by, theirs)
	takeOurs(t, s, by, ours)
	return c
}

// tablesOf are the files that would bring an invented council in.
func tablesOf(c sample.Council) (*ofsted.Table, *placement.Table) {
	theirs := &ofsted.Table{RecognisedAs: ofsted.ProviderLevel, AsAt: c.OfstedAsAt, Rows: len(c.Provisions), Accepted: len(c.Provisions), Inspections: c.Inspections}
	for i, p := range c.Provisions {
		theirs.Provisions = append(theirs.Provisions, ofsted.ProvisionFact{Provision: p, Gave: ofsted.Everything, Line: i + 2})
	}
	ours := &placement.Table{RecognisedAs: placement.OwnFile, AsAt: c.PlacementsAt, Rows: len(c.Placements), Accepted: len(c.Placements)}
	for i, p := range c.Placements {
		ours.Children = append(ours.Children, p.Child)
		ours.Stays = append(ours.Stays, placement.Stay{Line: i + 2, Child: p.Child, PlacedOn: p.PlacedOn, Type: p.Type,
			Provider: p.Provider, URN: p.URN, Team: p.Team, Worker: p.Worker})
	}
	return theirs, ours
}

// play has the story's people do what they did.
func play(t testing.TB, s *Store, story []sample.Step) {
	t.Helper()
	for _, st := range story {
		offers, _, err := s.Offers(t.Context(), at(st.Who, friday()), st.Subject)
		if err != nil {
			t.Fatal(err)
		}
		for _, args := range st.Commands(offers) {
			if _, err := s.Do(t.Context(), at(st.Who, friday()), flow.Command{Subject: st.Subject, Event: st.Event, Args: args}); err != nil {
				t.Fatalf("%s at %s by %s: %v", st.Event, st.Subject, st.Who, err)
			}
		}
	}
}

func do(t testing.TB, s *Store, by By, subject, event string, args ...string) *flow.Receipt {
	t.Helper()
	r, err := s.Do(t.Context(), by, command(subject, event, args...))
	if err != nil {
		t.Fatalf("%s %s: %v", subject, event, err)
	}
	return r
}

// command is a command with arguments as they are typed: "on=2026-03-06".
func command(subject, event string, args ...string) flow.Command {
	c := flow.Command{Subject: subject, Event: event, Args: map[string]string{}}
	for _, a := range args {
		k, v, _ := strings.Cut(a, "=")
		c.Args[k] = v
	}
	return c
}

// healthy fails the test when the doctor finds anything.
func healthy(t testing.TB, s *Store) {
	t.Helper()
	if found := checked(t, s); len(found) > 0 {
		t.Errorf("the doctor finds: %s", strings.Join(found, "; "))
	}
}

func checked(t testing.TB, s *Store) []string {
	t.Helper()
	found, err := s.Doctor(t.Context(), friday())
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// raw runs SQL on the file behind the store's back, without its guards.
func raw(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, st := range statements {
		if _, err := db.Exec(st); err != nil {
			t.Fatalf("%s: %v", st, err)
		}
	}
}

// asked reads one value from the store.
func asked[T any](t testing.TB, s *Store, query string, args ...any) T {
	t.Helper()
	var v T
	if err := s.read(context.Background(), func(q querier) error {
		return q.QueryRowContext(t.Context(), query, args...).Scan(&v)
	}); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

// refused checks that err is a refusal of that kind which says words.
func refused(t testing.TB, err error, kind fault.Kind, words string) {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind != kind || !strings.Contains(f.Error(), words) {
		t.Errorf("got %v; want a refusal (%s) that says %q", err, kind, words)
	}
}

func clean(s string) text.Text { return text.Clean(s) }

func roles(names ...string) []team.Role {
	var out []team.Role
	for _, n := range names {
		out = append(out, team.Role(n))
	}
	return out
}

// exposed is a store with one inadequate home, 1234567, and one child of ours in it.
func exposed(t testing.TB) *Store {
	t.Helper()
	s := openNew(t)
	takeOfsted(t, s, lead(friday()), ofstedList(t, "2025-03-31", home("1234567", "12/03/2025", "Inadequate"), home("1234568", "12/03/2025", "Good")))
	takeOurs(t, s, lead(friday()), ourFile(t, "2026-03-01", lives("c1", "1234567"), lives("c2", "1234568")))
	return s
}
