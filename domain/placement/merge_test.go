package placement

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/civil"
	"placewatch/domain/text"
)

// own reads rows of our own file as a table of the given day.
func own(t testing.TB, asAt, rows string) *Table {
	t.Helper()
	table, err := Read("", rowsOf(ownHeader+rows), Options{AsAt: day(asAt), Today: today})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// apply merges tables in turn and returns what is held in the end.
func apply(held []Placement, tables ...*Table) []Placement {
	by := Source{File: text.Clean("file.csv")}
	for _, table := range tables {
		held = Merge(held, table, by).Apply(held)
		by.Newest = newer(by.Newest, table.AsAt)
	}
	return held
}

func newer(a, b civil.Date) civil.Date {
	if b.After(a) {
		return b
	}
	return a
}

// say writes changes down: one line a change, one a discrepancy.
func say(c Changes) []string {
	var out []string
	show := func(p Placement) string {
		s := p.ID + " " + line(Stay{Child: p.Child, PlacedOn: p.PlacedOn, EndedOn: p.EndedOn, Type: p.Type, Provider: p.Provider, URN: p.URN})
		if p.Unmatched {
			s += " unmatched"
		}
		return s
	}
	for _, p := range c.New {
		out = append(out, "new "+show(p))
	}
	for _, p := range c.Past {
		out = append(out, "past "+show(p))
	}
	for _, e := range c.Ended {
		out = append(out, "ended "+show(e.After))
	}
	for _, m := range c.Moved {
		out = append(out, "moved "+show(m.Ended)+" to "+show(m.To))
	}
	for _, e := range c.Changed {
		out = append(out, "changed "+show(e.After)+" "+strings.Join(e.Facts, ","))
	}
	for _, p := range c.Seen {
		out = append(out, "seen "+show(p))
	}
	for _, d := range c.Discrepancies {
		out = append(out, fmt.Sprintf("discrepancy %s: %s/ %s", d.Key(), strings.TrimPrefix(d.Ours+" ", " "), d.Theirs))
	}
	if c.Older > 0 {
		out = append(out, fmt.Sprintf("older %d", c.Older))
	}
	return out
}

func TestWhatANewerFileChanges(t *testing.T) {
	const home = "7,2026-01-12,,K2,PR4,SC123456,North,Ann\n"
	for _, c := range []struct {
		name         string
		first, asAt1 string
		then, asAt2  string
		want         []string
	}{{
		name: "the same facts change nothing but the day last seen", first: home, then: home,
		want: []string{"seen 7/1 7 2026-01-12 open K2 PR4 SC123456"},
	}, {
		name: "the same file twice changes nothing", first: home, then: home, asAt2: "2026-02-01",
	}, {
		name: "an end date ends", first: home, then: "7,2026-01-12,2026-02-20,K2,PR4,SC123456,North,Ann\n",
		want: []string{"ended 7/1 7 2026-01-12 2026-02-20 K2 PR4 SC123456"},
	}, {
		name: "so does an end on the first day", first: home, then: "7,2026-01-12,2026-01-12,K2,PR4,SC123456,North,Ann\n",
		want: []string{"ended 7/1 7 2026-01-12 2026-01-12 K2 PR4 SC123456"},
	}, {
		name: "an end and a new start are a move", first: home,
		then: "7,2026-01-12,2026-02-20,K2,PR4,SC123456,,\n7,2026-02-20,,K2,PR4,SC123457,,\n",
		want: []string{"moved 7/1 7 2026-01-12 2026-02-20 K2 PR4 SC123456 to 7/2 7 2026-02-20 open K2 PR4 SC123457"},
	}, {
		name: "a later start elsewhere alone is a move too", first: home, then: "7,2026-02-20,,K2,PR4,SC123457,,\n",
		want: []string{"moved 7/1 7 2026-01-12 2026-02-20 K2 PR4 SC123456 to 7/2 7 2026-02-20 open K2 PR4 SC123457"},
	}, {
		name: "a corrected start in the same provision is the same placement", first: home, then: "7,2026-01-14,,K2,PR4,SC123456,,\n",
		want: []string{"changed 7/1 7 2026-01-14 open K2 PR4 SC123456 placed_on"},
	}, {
		name: "facts are corrected and filled in", first: "7,2026-01-12,,,,,,\n", then: home,
		want: []string{"changed 7/1 7 2026-01-12 open K2 PR4 SC123456 placement_type,provider_code,urn,team,worker"},
	}, {
		name: "a blank wipes nothing out", first: home, then: "7,2026-01-12,,,,,,\n",
		want: []string{"seen 7/1 7 2026-01-12 open K2 PR4 SC123456"},
	}, {
		name: "the newer file's URN is taken, and recorded", first: home, then: "7,2026-01-12,,K2,PR4,SC123457,,\n",
		want: []string{"changed 7/1 7 2026-01-12 open K2 PR4 SC123457 urn", "discrepancy urn_changed:7/1: SC123456 / SC123457"},
	}, {
		name: "XXXXXXX does not hide a home that we know", first: home, then: "7,2026-01-12,,K2,PR4,XXXXXXX,,\n",
		want: []string{"seen 7/1 7 2026-01-12 open K2 PR4 SC123456", "discrepancy urn_lost:7/1: SC123456 / XXXXXXX"},
	}, {
		name: "absence is not an end", first: home, then: "8,2026-02-20,,K2,PR4,SC123457,,\n",
		want: []string{"new 8/1 8 2026-02-20 open K2 PR4 SC123457", "seen 7/1 7 2026-01-12 open K2 PR4 SC123456 unmatched",
			"discrepancy absent_from_file:7/1: open / not in the file of 1 Mar 2026"},
	}, {
		name: "a child in the file without this placement stays where we have her", first: home, then: "7,2025-01-01,2025-02-01,K2,PR4,SC123457,,\n",
		want: []string{"past 7/2 7 2025-01-01 2025-02-01 K2 PR4 SC123457", "seen 7/1 7 2026-01-12 open K2 PR4 SC123456 unmatched",
			"discrepancy placement_not_open:7/1: open from 2026-01-12 / no open placement"},
	}, {
		name: "an earlier start elsewhere ends nothing", first: home, then: "7,2025-12-01,,K2,PR4,SC123457,,\n",
		want: []string{"new 7/2 7 2025-12-01 open K2 PR4 SC123457", "seen 7/1 7 2026-01-12 open K2 PR4 SC123456 unmatched",
			"discrepancy elsewhere_before:7/1: open from 2026-01-12 / elsewhere from 2025-12-01"},
	}, {
		name: "open in the newer file: open again", first: "7,2026-01-12,2026-01-20,K2,PR4,SC123456,,\n", then: "7,2026-01-12,,K2,PR4,SC123456,,\n",
		want: []string{"changed 7/1 7 2026-01-12 open K2 PR4 SC123456 ended_on", "discrepancy reopened:7/1: ended on 2026-01-20 / open"},
	}, {
		name: "a child whose row cannot be used becomes a discrepancy and stays", first: home, then: "7,soon,,K2,PR4,SC123457,,\n",
		want: []string{"seen 7/1 7 2026-01-12 open K2 PR4 SC123456 unmatched", "discrepancy child_unplaced:7: / only rows that cannot be used"},
	}, {
		name: "so does a row of which nobody can say whose it is", first: home, then: home + ",2026-02-20,,K2,PR4,SC123457,,\n",
		want: []string{"seen 7/1 7 2026-01-12 open K2 PR4 SC123456", "discrepancy row_without_child:: / 1 row without a child's id"},
	}, {
		name: "an older file ends nothing", first: home, then: "7,2026-01-12,2026-01-13,K2,PR4,SC123456,,\n", asAt2: "2026-01-20",
		want: []string{"older 1"},
	}, {
		name: "an older file overwrites nothing", first: home, then: "7,2026-01-12,,U6,PR1,SC123457,South,Bob\n", asAt2: "2026-01-20",
		want: []string{"older 1"},
	}, {
		name: "an older file reopens nothing", first: "7,2026-01-12,2026-01-20,K2,PR4,SC123456,,\n", then: home, asAt2: "2026-01-15",
		want: []string{"older 1"},
	}, {
		name: "a child whom only an older file holds is added, and marked", first: home, then: "8,2026-01-01,,K2,PR4,SC123457,,\n", asAt2: "2026-01-20",
		want: []string{"new 8/1 8 2026-01-01 open K2 PR4 SC123457 unmatched", "discrepancy absent_from_file:8/1: open / not in the file of 1 Feb 2026"},
	}} {
		t.Run(c.name, func(t *testing.T) {
			if c.asAt2 == "" {
				c.asAt2 = "2026-03-01"
			}
			held := apply(nil, own(t, "2026-02-01", c.first))
			got := Merge(held, own(t, c.asAt2, c.then), Source{File: text.Clean("new.csv")})
			if diff := cmp.Diff(c.want, say(got)); diff != "" {
				t.Error(diff)
			}
			if warned := len(got.Warnings) > 0; warned != (got.Older > 0) {
				t.Errorf("warnings %q", got.Warnings)
			}
		})
	}
}

func TestAChildWhoIsInALaterFileIsNoLongerUnmatched(t *testing.T) {
	home := "7,2026-01-12,,K2,PR4,SC123456,,\n"
	held := apply(nil, own(t, "2026-02-01", home), own(t, "2026-02-08", ""))
	if !held[0].Unmatched || !held[0].Open() || held[0].LastSeen != day("2026-02-01") {
		t.Fatalf("after a file without the child: %+v", held[0])
	}
	if held = apply(held, own(t, "2026-02-15", home)); held[0].Unmatched || held[0].LastSeen != day("2026-02-15") {
		t.Errorf("after a file with the child: %+v", held[0])
	}
}

func TestTheSecondFileOfACouncilAddsTeamsToTheFirst(t *testing.T) {
	episodes := read(t, testdata(t, "episodes.csv"))
	annex, err := Read("", rowsOf(testdata(t, "annex_a_list_8.csv")), Options{AsAt: episodes.AsAt, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	held := apply(nil, episodes)
	got := Merge(held, annex, Source{File: text.Clean("annex_a.csv")})
	if len(got.Changed) != 25 || len(got.New)+len(got.Past)+len(got.Ended)+len(got.Moved)+len(got.Discrepancies) != 0 {
		t.Fatalf("got %q, want 25 changes", say(got))
	}
	for _, c := range got.Changed {
		if diff := cmp.Diff([]string{"team", "worker"}, c.Facts); diff != "" {
			t.Error(diff)
		}
	}
}
