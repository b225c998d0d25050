package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// excerpts are the committed excerpts of Ofsted's files, oldest first.
func excerpts() []string {
	return []string{"provider_level_2016-03-31.csv", "provider_level_2018-03-31.csv", "leavers_joiners_2018-19.csv", "provider_level_2020-03-31.csv",
		"inspections_2021-22.csv", "leavers_joiners_2021-22.csv", "provider_level_2022-03-31.csv", "provider_level_2024-03-31.csv",
		"inspections_2024-25.csv", "leavers_joiners_2024-25.csv", "provider_level_2025-03-31.csv", "council_list_providers.csv", "council_list_sa.csv"}
}

func TestAFileToldTwiceChangesNothing(t *testing.T) {
	s := openNew(t)
	for _, name := range excerpts() {
		table := excerpt(t, name)
		first := takeOfsted(t, s, lead(friday()), table)
		if first.New+first.Changed+first.Unchanged != first.Accepted || first.Accepted+len(first.Rejected) != first.Rows || first.New == 0 {
			t.Errorf("%s: %d new, %d changed and %d unchanged of %d accepted; %d rejected of %d rows", name,
				first.New, first.Changed, first.Unchanged, first.Accepted, len(first.Rejected), first.Rows)
		}
		before := dump(t, s)
		again := takeOfsted(t, s, lead(friday()), table)
		if again.New+again.Changed+again.Discrepancies+len(again.JudgementChanges) != 0 || again.Unchanged != again.Accepted {
			t.Errorf("%s again: %+v", name, again)
		}
		if diff := cmp.Diff(before, dump(t, s)); diff != "" {
			t.Errorf("%s again: %s", name, diff)
		}
	}
	ours := ourFile(t, "2026-03-01", lives("c1", "1234567"), lives("c2", ""), "c3,2025-01-10,2025-06-01,U1,PR4,,,")
	if i := takeOurs(t, s, lead(friday()), ours); i.New != 3 || i.Unchanged != 0 {
		t.Errorf("ours: %+v", i)
	}
	before := dump(t, s)
	if i := takeOurs(t, s, lead(friday()), ours); i.New+i.Changed+i.Discrepancies != 0 || i.Unchanged != 3 {
		t.Errorf("ours again: %+v", i)
	}
	if diff := cmp.Diff(before, dump(t, s)); diff != "" {
		t.Errorf("ours again: %s", diff)
	}
	healthy(t, s)
}

// The next day the same file is news of a kind: the list was looked at. One entry
// says so, and no record of Ofsted's changes.
func TestTheSameFileOnAnotherDayIsOneEntry(t *testing.T) {
	s := exposed(t)
	n := asked[int](t, s, `SELECT count(*) FROM journal`)
	takeOfsted(t, s, lead(friday().AddDays(1)), ofstedList(t, "2025-03-31", home("1234567", "12/03/2025", "Inadequate"), home("1234568", "12/03/2025", "Good")))
	if got := asked[string](t, s, `SELECT group_concat(row) FROM journal WHERE seq > ?`, n); got != "OF0F" {
		t.Errorf("entries %s", got)
	}
	in, err := s.Input(t.Context(), friday().AddDays(1))
	if err != nil || in.OfstedOn != friday().AddDays(1) || in.OfstedAsAt.String() != "2025-03-31" {
		t.Errorf("imported on %s as at %s (%v)", in.OfstedOn, in.OfstedAsAt, err)
	}
}

// facts are what is held of Ofsted's files, without the order in which it came.
func facts(t *testing.T, s *Store) []string {
	t.Helper()
	var out []string
	err := s.read(t.Context(), func(q querier) error {
		if err := provisions.each(t.Context(), q, "", nil, func(p *provision) { out = append(out, fmt.Sprintf("%+v", *p)) }); err != nil {
			return err
		}
		return inspections.each(t.Context(), q, "", nil, func(i *inspection) { out = append(out, fmt.Sprintf("%+v as at %s", i.Inspection, i.AsAt)) })
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func TestFactsDoNotDependOnTheOrderOfTheFiles(t *testing.T) {
	var want []string
	for turn := range 6 {
		s := openNew(t)
		names := excerpts()
		switch turn {
		case 1:
			slices.Reverse(names)
		case 2, 3, 4, 5: // every third, from a different start
			var mixed []string
			for start := range 3 {
				for i := (start + turn) % 3; i < len(names); i += 3 {
					mixed = append(mixed, names[i])
				}
			}
			if names = mixed; turn > 3 {
				slices.Reverse(names)
			}
		}
		for _, name := range names {
			table := excerpt(t, name)
			switch table.RecognisedAs { // several are of one day; of those the one told last counts
			case ofsted.InYearInspections:
				table.AsAt = table.AsAt.AddDays(-2)
			case ofsted.LeaversJoiners:
				table.AsAt = table.AsAt.AddDays(-5)
			}
			takeOfsted(t, s, lead(friday()), table)
		}
		got := facts(t, s)
		if turn == 0 {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("in the order %v:\n%s", names, diff)
		}
		healthy(t, s)
	}
}

func TestAnOlderFileNeverOverwritesANewerFact(t *testing.T) {
	s := openNew(t)
	by := lead(friday())
	takeOfsted(t, s, by, ofstedList(t, "2022-03-31", home("1234567", "12/03/2021", "Good")))
	takeOfsted(t, s, by, ofstedList(t, "2024-03-31", home("1234567", "12/03/2021", "Inadequate"))) // corrected by Ofsted
	takeOfsted(t, s, by, ofstedList(t, "2025-03-31", home("1234567", "12/03/2021", "Inadequate"))) // and confirmed
	i := takeOfsted(t, s, by, ofstedList(t, "2024-09-30", "1234567,Children's home,Resigned,Full inspection,12/03/2021,,Good"))
	if i.Changed != 0 || i.Unchanged != 1 {
		t.Errorf("%+v", i)
	}
	if got := asked[string](t, s, `SELECT bucket || ' ' || status FROM provision`); got != "below_threshold active" {
		t.Errorf("it stands as %s", got)
	}
	// What a newer file left blank an older one may fill.
	takeOfsted(t, s, by, ofstedList(t, "2023-03-31", "1234567,Children's home,Active,Full inspection,12/03/2021,01/05/2021,Good"))
	if got := asked[string](t, s, `SELECT published || ' ' || overall FROM inspection`); got != "2021-05-01 inadequate" {
		t.Errorf("the inspection is %s", got)
	}
	healthy(t, s)
}

func TestAbsenceFromAFileIsNoClosure(t *testing.T) {
	s := exposed(t)
	takeOfsted(t, s, lead(friday()), ofstedList(t, "2025-12-31", home("1234568", "12/03/2025", "Good")))
	if got := asked[string](t, s, `SELECT bucket || ' ' || status FROM provision WHERE urn = '1234567'`); got != "below_threshold active" {
		t.Errorf("it stands as %s", got)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM concern WHERE closed_on IS NULL`); n != 1 {
		t.Errorf("%d concerns are open", n)
	}
}

// The events of a year over an older file give the judgements of Ofsted's next
// file, but where the domain's own replay explains why not.
func TestTheEventsOfAYearGiveTheJudgementsOfTheNextFile(t *testing.T) {
	for _, c := range [][3]string{
		{"provider_level_2020-03-31.csv", "inspections_2021-22.csv", "provider_level_2022-03-31.csv"},
		{"provider_level_2024-03-31.csv", "inspections_2024-25.csv", "provider_level_2025-03-31.csv"},
	} {
		s := openNew(t)
		base, events, next := excerpt(t, c[0]), excerpt(t, c[1]), excerpt(t, c[2])
		takeOfsted(t, s, lead(friday()), base)
		takeOfsted(t, s, lead(friday()), events)
		ours := map[ofsted.URN]*ofsted.Inspection{}
		var urns []string
		for _, f := range next.Provisions {
			urns = append(urns, f.Provision.URN.String())
		}
		if err := s.read(t.Context(), func(q querier) error {
			return standings(t.Context(), q, urns, func(p provision, st ofsted.Standing) { ours[p.URN] = st.Judgement })
		}); err != nil {
			t.Fatal(err)
		}
		theirs := ofsted.Replay(next.Inspections)
		agreed := 0
		for _, f := range next.Provisions {
			a, b := ours[f.Provision.URN], theirs[f.Provision.URN].Judgement
			if a != nil && b != nil && a.Ended == b.Ended && a.Judgement.Overall == b.Judgement.Overall && a.Judgement.Outcome == b.Judgement.Outcome {
				agreed++
			}
		}
		want := ofsted.Compare(base, events, next)
		if agreed != want.Agreed || agreed == 0 {
			t.Errorf("%s: %d agree, want %d of %d", c[2], agreed, want.Agreed, want.Compared)
		}
		healthy(t, s)
	}
}

func TestAMonitoringVisitWithoutAGradeNeverClearsAConcern(t *testing.T) {
	s := exposed(t)
	i := takeOfsted(t, s, lead(friday()), ofstedList(t, "2025-06-30", "1234567,Children's home,Active,Monitoring inspection,10/06/2025,01/07/2025,Not judged"))
	if len(i.JudgementChanges) != 0 {
		t.Errorf("judgements changed: %+v", i.JudgementChanges)
	}
	if got := asked[string](t, s, `SELECT p.bucket || ' ' || c.ofsted_state FROM provision p JOIN concern c USING (urn)`); !strings.HasPrefix(got, "below_threshold ") || strings.Contains(got, "improved") {
		t.Errorf("it stands as %s", got)
	}
	in, err := s.Input(t.Context(), friday())
	if err != nil || in.Buckets[placement.BelowThreshold] != 1 {
		t.Errorf("%v %v", in.Buckets, err)
	}
}

func TestJudgementChangesAreToldWithOurChildren(t *testing.T) {
	s := exposed(t)
	i := takeOfsted(t, s, lead(friday()), ofstedList(t, "2025-06-30", home("1234567", "10/06/2025", "Good"), home("1234568", "10/06/2025", "Requires improvement to be good"), home("1234569", "10/06/2025", "Good")))
	june := board.Day{Date: civil.MustParse("2025-06-10")}
	want := []JudgementChange{{"1234567", "inadequate", "good", june, 1}, {"1234568", "good", "requires_improvement", june, 1}}
	if diff := cmp.Diff(want, i.JudgementChanges, cmp.Comparer(func(a, b board.Day) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	if i.New != 1 || i.Changed != 2 || i.Concerns != 1 {
		t.Errorf("%+v", i)
	}
}

func TestAConcernOpensWhereAChildOfOursIsAndElsewhereIsWatched(t *testing.T) {
	s := openNew(t)
	by := lead(friday())
	i := takeOfsted(t, s, by, ofstedList(t, "2025-03-31", home("1234567", "12/03/2025", "Inadequate"), home("1234568", "12/03/2025", "Inadequate"), home("1234569", "12/03/2025", "Good")))
	if n := asked[int](t, s, `SELECT count(*) FROM freeze WHERE state <> 'lifted' AND basis = 'watch'`); i.Concerns != 0 || n != 2 {
		t.Errorf("with no child of ours: %d concerns and %d watched, want 0 and 2", i.Concerns, n)
	}
	i = takeOurs(t, s, by, ourFile(t, "2026-03-01", lives("c1", "1234567"), lives("c3", "1234569")))
	if i.Concerns != 1 || i.Intake != 1 {
		t.Errorf("the first load: %+v", i)
	}
	if got := asked[string](t, s, `SELECT group_concat(kind) FROM duty WHERE owner = 'ours' AND status = 'open'`); got != "concern.intake" {
		t.Errorf("the first load owes %s, want one intake", got)
	}
	next := lead(friday().AddDays(3)) // no first load any more
	i = takeOurs(t, s, next, ourFile(t, "2026-03-05", lives("c1", "1234567"), lives("c3", "1234569"), lives("c2", "1234568")))
	if i.Concerns != 1 || i.Intake != 0 || i.New != 1 {
		t.Errorf("a child appeared: %+v", i)
	}
	if got := asked[string](t, s, `SELECT original || ' ' || known_on FROM concern WHERE urn = '1234568'`); got != "2025-03-12 2026-03-09" {
		t.Errorf("Ofsted's windows and our clocks run from %s", got)
	}
	if got := asked[string](t, s, `SELECT group_concat(kind) FROM duty WHERE urn = '1234568' AND owner = 'ours' AND status = 'open'`); !strings.Contains(got, "qa.tell_officer") {
		t.Errorf("owed: %s", got)
	}
	healthy(t, s)
}

func TestAChildWhoComesBackEndsTheNilExposure(t *testing.T) {
	s := exposed(t)
	by := lead(friday())
	do(t, s, by, "urn:1234567", "IN1")
	takeOurs(t, s, by, ourFile(t, "2026-03-02", "c1,2026-03-02,,K2,PR4,1234568,,", lives("c2", "1234568"))) // moved out
	if got := asked[string](t, s, `SELECT ended_on FROM placement WHERE child = 'c1' AND urn = '1234567'`); got != "2026-03-02" {
		t.Errorf("the placement that she left ended on %s", got)
	}
	do(t, s, by, "urn:1234567", "QA3", "reason=moved")
	i := takeOurs(t, s, by, ourFile(t, "2026-03-04", "c1,2026-03-04,,K2,PR4,1234567,,", lives("c2", "1234568")))
	if i.New != 1 || i.Changed != 0 || i.Unchanged != 1 {
		t.Errorf("%+v", i)
	}
	if got := asked[string](t, s, `SELECT qa_state FROM concern`); got != "exposure_check" {
		t.Errorf("QA stands at %s", got)
	}
	healthy(t, s)
}

func TestAnAbsentChildStaysUntilALaterFileTells(t *testing.T) {
	s := exposed(t)
	by := lead(friday())
	i := takeOurs(t, s, by, ourFile(t, "2026-03-02", lives("c2", "1234568")))
	if i.Discrepancies != 1 || i.Unchanged != 1 {
		t.Errorf("%+v", i)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM placement WHERE ended_on IS NULL AND child = 'c1' AND unmatched`); n != 1 {
		t.Error("the placement of an absent child was ended or is not marked")
	}
	ds, err := s.Discrepancies(t.Context())
	if err != nil || len(ds) != 1 || ds[0].Kind != "absent_from_file" || ds[0].Subject != "child:c1" {
		t.Errorf("%+v %v", ds, err)
	}
	takeOurs(t, s, by, ourFile(t, "2026-03-01", lives("c1", "1234567"), lives("c2", "1234568"))) // older: it settles nothing
	if n := asked[int](t, s, `SELECT count(*) FROM discrepancy WHERE status = 'open'`); n != 1 {
		t.Errorf("%d discrepancies are open, want 1", n)
	}
	takeOurs(t, s, by, ourFile(t, "2026-03-03", lives("c1", "1234567"), lives("c2", "1234568")))
	if got := asked[string](t, s, `SELECT status || ': ' || why FROM discrepancy`); got != "settled: a later file no longer shows it" {
		t.Errorf("the discrepancy is %s", got)
	}
	healthy(t, s)
}

func TestAChildWhereTheRegistrationEndedIsUnknownAndADiscrepancy(t *testing.T) {
	s := exposed(t)
	by := lead(friday())
	i := takeOfsted(t, s, by, ofstedList(t, "2025-09-30", "1234568,Children's home,Resigned,Full inspection,12/03/2025,,Good"))
	if i.Discrepancies != 1 {
		t.Errorf("%+v", i)
	}
	in, err := s.Input(t.Context(), friday())
	if err != nil || in.Buckets[placement.UnknownURN] != 1 || in.Buckets[placement.AtOrAbove] != 0 {
		t.Errorf("%v %v", in.Buckets, err)
	}
	takeOurs(t, s, by, ourFile(t, "2026-03-02", lives("c1", "1234567"), lives("c2", "1234568"), lives("c3", "1234568"))) // another appears there
	if n := asked[int](t, s, `SELECT count(*) FROM discrepancy WHERE kind = 'registration_ended' AND status = 'open'`); n != 2 {
		t.Errorf("%d such discrepancies, want 2", n)
	}
	takeOfsted(t, s, by, ofstedList(t, "2025-10-31", home("1234568", "12/03/2025", "Good"))) // it had not
	if n := asked[int](t, s, `SELECT count(*) FROM discrepancy WHERE status = 'open'`); n != 0 {
		t.Errorf("%d discrepancies are open", n)
	}
	in, err = s.Input(t.Context(), friday())
	if err != nil || in.Buckets[placement.AtOrAbove] != 2 {
		t.Errorf("%v %v", in.Buckets, err)
	}
	healthy(t, s)
}

// A row that Ofsted gave and that could not be used may say anything: what older
// files say does not pass for the whole.
func TestAProvisionWhoseNewestRowCannotBeReadIsUnknown(t *testing.T) {
	s := exposed(t)
	by := lead(friday())
	i := takeOfsted(t, s, by, ofstedList(t, "2025-06-30", "1234568,Children's home,Active,Full inspection,soon,,Inadequate"))
	if len(i.Rejected) != 1 || i.Discrepancies != 1 {
		t.Errorf("%+v", i)
	}
	bucket := func() string { return asked[string](t, s, `SELECT bucket FROM placement WHERE urn = '1234568'`) }
	if got := bucket(); got != "unknown_urn" {
		t.Errorf("the child is counted as %s", got)
	}
	takeOfsted(t, s, by, ofstedList(t, "2025-05-31", home("1234568", "12/03/2025", "Good"))) // older: it does not tell
	if got := bucket(); got != "unknown_urn" {
		t.Errorf("after an older file the child is counted as %s", got)
	}
	takeOfsted(t, s, by, ofstedList(t, "2025-07-31", home("1234568", "12/03/2025", "Good")))
	if got := bucket(); got != "at_or_above" {
		t.Errorf("after a newer file the child is counted as %s", got)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM discrepancy WHERE status = 'open'`); n != 0 {
		t.Errorf("%d discrepancies are open", n)
	}
	healthy(t, s)
}

func TestAFileOfADayToComeCountsFromToday(t *testing.T) {
	s := openNew(t)
	table := ofstedList(t, "2026-03-05", home("1234567", "12/03/2025", "Good"))
	table.AsAt = friday().AddDays(30) // an announced closure can date a table so
	i := takeOfsted(t, s, lead(friday()), table)
	if i.AsAt != friday() || len(i.Warnings) == 0 || !strings.Contains(i.Warnings[len(i.Warnings)-1], "still to come") {
		t.Errorf("as at %s: %v", i.AsAt, i.Warnings)
	}
	f := file("x")
	f.AsAt = friday().AddDays(1)
	_, err := s.ImportOfsted(t.Context(), lead(friday()), f, []*ofsted.Table{table}, false)
	if err == nil || !strings.Contains(err.Error(), "is still to come") {
		t.Errorf("got %v", err)
	}
}

func TestAFileWithoutADayIsOlderThanAnyOther(t *testing.T) {
	s := openNew(t)
	undated := ofstedList(t, "2025-03-31", "1234567,Children's home,Resigned,,,,")
	undated.AsAt = civil.Date{}
	takeOfsted(t, s, lead(friday()), undated)
	takeOfsted(t, s, lead(friday()), ofstedList(t, "2016-03-31", home("1234567", "12/03/2015", "Good")))
	takeOfsted(t, s, lead(friday()), undated)
	if got := asked[string](t, s, `SELECT status FROM provision`); got != "active" {
		t.Errorf("the status is %s", got)
	}
	healthy(t, s)
}

func TestHostileTextSurvivesNowhere(t *testing.T) {
	hostile := "Elm\x1b]52;c;ZXZpbA==\x07 \u009d0;x\u202ehouse\u200b\U000e0041\r\nx\x00"
	s := openNew(t)
	by := lead(friday())
	by.Session, by.Machine = "s1", "m1"
	table := ofstedList(t, "2025-03-31", home("1234567", "12/03/2025", "Inadequate"))
	f := &table.Provisions[0]
	f.Gave |= ofsted.GaveName | ofsted.GaveOwner
	f.Provision.Name, f.Provision.Owner = text.Clean(hostile), text.Clean(hostile)
	table.Sheet = hostile
	name := file("x")
	name.Name = text.Clean(hostile)
	if _, err := s.ImportOfsted(t.Context(), by, name, []*ofsted.Table{table}, false); err != nil {
		t.Fatal(err)
	}
	takeOurs(t, s, by, ourFile(t, "2026-03-01", "\""+strings.ReplaceAll(hostile, "\x00", "")+"\",2025-01-10,,K2,PR4,1234567,te\x1bam,wor\u202eker", "c1,2025-01-10,,K2,PR4,1234567,te\x1bam,wor\u202eker"))
	do(t, s, by, "urn:1234567", "CF1", "who=iro", "reason="+hostile)
	if err := s.SetCouncil(t.Context(), by, text.Clean(hostile)); err != nil {
		t.Fatal(err)
	}
	_, err := s.Do(t.Context(), by, command("urn:1234567", hostile))
	refused(t, err, fault.NotFound, "no event is called")
	_, err2 := s.Resolve(t.Context(), "urn:"+hostile)
	for _, line := range append(dump(t, s), err.Error(), err2.Error()) {
		if i := strings.IndexFunc(line, unsafe); i >= 0 {
			t.Errorf("%q", line[max(0, i-30):min(len(line), i+30)])
		}
	}
	healthy(t, s)
}

func unsafe(r rune) bool {
	return strings.ContainsRune("\x1b\x07\u009d\u202e\u200b\U000e0041\r\x00", r)
}

// A closing day told by an older file does not come back once a newer one shows
// the registration open, whichever of the two is read first.
func TestAnOpenRegistrationHasNoClosingDayLeftOver(t *testing.T) {
	urn, err := ofsted.ParseURN("1234567")
	if err != nil {
		t.Fatal(err)
	}
	closed := ofsted.ProvisionFact{Provision: ofsted.Provision{URN: urn, Status: ofsted.Closed, Closed: civil.MustParse("2024-02-01")}, Gave: ofsted.GaveStatus | ofsted.GaveClosed}
	active := ofsted.ProvisionFact{Provision: ofsted.Provision{URN: urn, Status: ofsted.Active}, Gave: ofsted.GaveStatus}
	older, newer := civil.MustParse("2024-03-31"), civil.MustParse("2025-03-31")
	first := provision{}.take(closed, ofsted.LeaversJoiners, older).take(active, ofsted.ProviderLevel, newer)
	last := provision{}.take(active, ofsted.ProviderLevel, newer).take(closed, ofsted.LeaversJoiners, older)
	if first != last || last.Status != ofsted.Active || !last.Closed.IsZero() {
		t.Errorf("%s, closed %s; the other way round %s, closed %s", first.Status, first.Closed, last.Status, last.Closed)
	}
}
