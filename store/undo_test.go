package store

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"placewatch/domain/fault"
	"placewatch/domain/team"
)

// later is the same person some minutes on.
func later(by By, minutes int) By {
	by.Now = by.Now.Add(time.Duration(minutes) * time.Minute)
	return by
}

// seen is what the board is made of, but for the counters, which never go back.
func seen(t testing.TB, s *Store) string {
	t.Helper()
	in, err := s.Input(t.Context(), friday())
	if err != nil {
		t.Fatal(err)
	}
	in.Seq = 0
	var out strings.Builder
	for _, c := range in.Cases {
		c.Concern.Version, c.Concern.Next, c.Requested, c.Freeze.Version = 0, 0, 0, 0
		for i := range c.Requests {
			c.Requests[i].Version, c.Requests[i].Next = 0, 0
		}
		for _, v := range []any{c.Place, c.History, c.Standing, c.Placed, c.Concern, c.Count, c.Visits, c.Duties, c.Items, c.Freeze, c.Proposals, c.Stored()} {
			b, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			out.Write(append(b, '\n'))
		}
	}
	b, err := json.Marshal([]any{in.Placed, in.Buckets, in.BucketOf, in.Doubts, in.Open, in.Watched, in.Known, in.Discrepant, in.Reasons})
	if err != nil {
		t.Fatal(err)
	}
	return out.String() + string(b)
}

// judged is such a store in which Ofsted's call about the other home came in too.
func judged(t testing.TB, s *Store, by By) {
	t.Helper()
	do(t, s, by, "urn:1234568", "OF1", "finding=inadequate", "ended_on=2026-03-05", "source=call")
}

func TestAnActIsTakenBackAndDoneAgain(t *testing.T) {
	s := exposed(t)
	ann := admit(t, s, "ann", team.QAOfficer)
	judged(t, s, lead(friday()))
	do(t, s, ann, "urn:1234568", "QA2")
	before := seen(t, s)
	version := asked[int64](t, s, `SELECT version FROM concern WHERE urn = '1234568'`)
	r := do(t, s, ann, "urn:1234568", "CF1", "who=iro", "reason=asked")
	done := seen(t, s)
	u, err := s.Undoable(t.Context(), later(ann, 9))
	if err != nil || u == nil || u.Seq != r.Seq || u.Subject != "concern:1234568-1" || u.Title == "" || !u.Until.Equal(ann.Now.Add(10*time.Minute)) {
		t.Fatalf("%+v (%v)", u, err)
	}
	undone, err := s.Undo(t.Context(), later(ann, 9))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, seen(t, s)); diff != "" {
		t.Errorf("the board is not as it was: %s", diff)
	}
	if got := asked[string](t, s, `SELECT row || ' ' || event || ' ' || subject || ' ' || args || ' ' || actor FROM journal WHERE seq = ?`, undone.Seq); got != fmt.Sprintf(`UN1 undone concern:1234568-1 {"entry":"%d"} ann`, r.Seq) {
		t.Errorf("the journal says %s", got)
	}
	if now := asked[int64](t, s, `SELECT version FROM concern WHERE urn = '1234568'`); now <= version+1 {
		t.Errorf("the version went from %d to %d: whoever looked in between is not told", version, now)
	}
	healthy(t, s)
	if u, err := s.Undoable(t.Context(), later(ann, 9)); u != nil || err != nil {
		t.Errorf("what is undone can be undone: %+v (%v)", u, err)
	}
	_, err = s.Undo(t.Context(), later(ann, 9))
	refused(t, err, fault.GuardUnmet, "your last act was undone already; redo does it again")

	again, err := s.Redo(t.Context(), later(ann, 10))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(done, seen(t, s)); diff != "" {
		t.Errorf("the board is not as it was when it was done: %s", diff)
	}
	if got := asked[string](t, s, `SELECT row || ' ' || event FROM journal WHERE seq = ?`, again.Seq); got != "UN2 redone" {
		t.Errorf("the journal says %s", got)
	}
	healthy(t, s)
	_, err = s.Redo(t.Context(), later(ann, 10))
	refused(t, err, fault.GuardUnmet, "there is nothing of yours to do again")
	if _, err = s.Undo(t.Context(), later(ann, 10)); err != nil {
		t.Error(err)
	}
	healthy(t, s)
	_, err = s.Redo(t.Context(), later(ann, 11))
	refused(t, err, fault.GuardUnmet, "was done on 6 Mar 2026 at 10:00, and an act can be undone for 10 minutes")
}

// What one person says of a child who may not be safe is not taken back by one person.
func TestAWarningAboutAChildIsNeverUndone(t *testing.T) {
	s := exposed(t)
	vee, cory := admit(t, s, "vee", team.Viewer), admit(t, s, "cory", team.CommissioningOfficer)
	judged(t, s, lead(friday()))
	do(t, s, vee, "urn:1234568", "IR1", "reason=an assault is alleged")
	_, err := s.Undo(t.Context(), later(vee, 1))
	refused(t, err, fault.GuardUnmet, "(IR1) tells of a child who may not be safe, and is not undone")
	a := asked[string](t, s, `SELECT replace(id, '/', ':') FROM part WHERE kind = 'assessment' AND child = 'c2'`)
	do(t, s, cory, a, "SA2b", "voice_by=Sam", "voice=no")
	_, err = s.Undo(t.Context(), later(cory, 1))
	refused(t, err, fault.GuardUnmet, "(SA2b) tells of a child who may not be safe, and is not undone")
}

// The concern that an act opened is no more once the act is undone; its number is
// not given to another.
func TestWhatAnActMadeIsRemovedAndItsNumberIsNotUsedAgain(t *testing.T) {
	s := exposed(t)
	ann := admit(t, s, "ann", team.QAOfficer)
	before := seen(t, s)
	told := []string{"finding=inadequate", "ended_on=2026-03-05", "source=call"}
	do(t, s, ann, "urn:1234568", "OF1", told...)
	if got := asked[string](t, s, `SELECT bucket FROM placement WHERE urn = '1234568'`); got != "below_threshold" {
		t.Fatalf("the child is counted as %s", got)
	}
	r, err := s.Undo(t.Context(), ann)
	if err != nil || r.Subject != "urn:1234568" {
		t.Fatalf("%+v (%v)", r, err)
	}
	if diff := cmp.Diff(before, seen(t, s)); diff != "" {
		t.Errorf("the board is not as it was: %s", diff)
	}
	healthy(t, s)
	if _, err := s.Redo(t.Context(), ann); err != nil {
		t.Fatal(err)
	}
	healthy(t, s)
	if _, err := s.Undo(t.Context(), ann); err != nil {
		t.Fatal(err)
	}
	if r := do(t, s, ann, "urn:1234568", "OF1", told...); r.Subject != "concern:1234568-2" {
		t.Errorf("the next concern is %s", r.Subject)
	}
	healthy(t, s)
}

func TestWhyAnActIsNotUndone(t *testing.T) {
	raise := func(t *testing.T, s *Store, by By) { do(t, s, by, "urn:1234567", "CF1", "who=iro", "reason=asked") }
	for _, c := range []struct {
		name string
		act  func(t *testing.T, s *Store, ann By)
		by   func(ann By) By
		want string
	}{
		{"nothing was done", func(*testing.T, *Store, By) {}, nil, "there is nothing of yours to undo; nothing was written (screens 8.9)"},
		{"the time is over", raise, func(ann By) By { return later(ann, 11) }, "was done on 6 Mar 2026 at 10:00, and an act can be undone for 10 minutes; record what is right"},
		{"a person acted since", func(t *testing.T, s *Store, ann By) {
			raise(t, s, ann)
			raise(t, s, at("ben", friday()))
		}, nil, "ben acted on it since: CF1 (fact raised) on 6 Mar 2026 at 10:00"},
		{"a file acted since", func(t *testing.T, s *Store, ann By) {
			raise(t, s, ann)
			takeOurs(t, s, lead(friday()), ourFile(t, "2026-03-02", lives("c1", "1234567"), lives("c2", "1234568"), lives("c9", "1234567")))
		}, nil, "lead acted on it since: PL1 (placements file applied)"},
		{"somebody acted elsewhere", func(t *testing.T, s *Store, ann By) {
			raise(t, s, ann)
			do(t, s, at("ben", friday()), "urn:1234568", "OF1", "finding=inadequate", "ended_on=2026-03-05", "source=call")
		}, nil, ""},
		{"it was signed", func(t *testing.T, s *Store, ann By) {
			judged(t, s, ann)
			do(t, s, ann, "urn:1234568", "QA2")
			do(t, s, at("dee", friday()), "urn:1234568", "QA2d", "reason=seen yesterday")
		}, func(By) By { return at("dee", friday()) }, "was signed, and what is signed is not undone"},
		{"two people decided", func(t *testing.T, s *Store, ann By) {
			judged(t, s, ann)
			do(t, s, ann, "urn:1234568", "OF1d", "reason=another home was meant")
			do(t, s, at("dee", friday()), "urn:1234568", "confirm")
		}, func(By) By { return at("dee", friday()) }, "was signed, and what is signed is not undone"},
		{"a proposal is taken back", func(t *testing.T, s *Store, ann By) {
			judged(t, s, ann)
			do(t, s, ann, "urn:1234568", "QA2")
			do(t, s, ann, "urn:1234568", "QA2a")
			do(t, s, ann, "urn:1234568", "QA4")
			do(t, s, ann, "urn:1234568", "QA6", "told_on=2026-03-06")
			visit := asked[string](t, s, `SELECT 'visit:' || id FROM visit WHERE kind = 'progress'`)
			if r := do(t, s, ann, visit, "VI2", "booked_for=2026-03-20", "by=ann", "reason=no visitor before"); !r.Proposed {
				t.Fatalf("%+v", r)
			}
		}, nil, ""},
		{"no row of a chart", func(t *testing.T, s *Store, ann By) { admit(t, s, "ann", team.Viewer) },
			func(By) By { return lead(friday()) }, "your last act (US2, roles granted) is not one that can be undone"},
		{"the role was lost", func(t *testing.T, s *Store, ann By) {
			raise(t, s, ann)
			raw(t, s.Path(), `UPDATE person SET grants = '[]' WHERE login = 'ann'`)
		}, nil, "and ann is without a role"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := exposed(t)
			ann := admit(t, s, "ann", team.QAOfficer)
			admit(t, s, "ben", team.PlacementsOfficer)
			admit(t, s, "dee", team.PlacementsManager)
			c.act(t, s, ann)
			by := ann
			if c.by != nil {
				by = c.by(ann)
			}
			before := dump(t, s)
			u, err := s.Undoable(t.Context(), by)
			if err != nil || (u == nil) != (c.want != "") {
				t.Errorf("undoable: %+v (%v)", u, err)
			}
			_, err = s.Undo(t.Context(), by)
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				healthy(t, s)
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if diff := cmp.Diff(before, dump(t, s)); diff != "" {
				t.Errorf("something was written: %s", diff)
			}
		})
	}
}

// A placement request needs no concern; undone, its number is not used again, and a
// child who was not placed after all is not on the board.
func TestAPlacementRequestAndAPlacementAreTakenBack(t *testing.T) {
	s := asking(t)
	pat := at("pat", friday())
	first := do(t, s, pat, "urn:1234568", "PR1", "child=C-0500", "basis=looked_after", "asked=yes").Subject
	if _, err := s.Undo(t.Context(), pat); err != nil {
		t.Fatal(err)
	}
	healthy(t, s)
	if second := do(t, s, pat, "urn:1234568", "PR1", "child=C-0501", "basis=looked_after", "asked=yes").Subject; second == first {
		t.Errorf("%s is two requests", second)
	}
	r := agreed(t, s)
	before := seen(t, s)
	version := func() int64 {
		return asked[int64](t, s, `SELECT body ->> '$.version' FROM part WHERE id = replace(?, ':', '/')`, r)
	}
	was := version()
	do(t, s, pat, r, "PR8", "on=2026-03-06", "placement_type=K2", "who=Sam", "how=call")
	if got := there(t, s, "1234567", friday()); len(got) != 2 {
		t.Fatalf("placed there are %v", got)
	}
	if _, err := s.Undo(t.Context(), pat); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, seen(t, s)); diff != "" || version() <= was+1 {
		t.Errorf("the board is not as it was (the version was %d and is %d): %s", was, version(), diff)
	}
	healthy(t, s)
	if _, err := s.Redo(t.Context(), pat); err != nil {
		t.Fatal(err)
	}
	if got := there(t, s, "1234567", friday()); len(got) != 2 {
		t.Errorf("placed there are %v", got)
	}
	healthy(t, s)
}

// Whatever is done, undone and done again, by whomever: the store is as its journal
// tells, and an undo leaves the board as it was before the act.
func TestAnyUndoingLeavesTheStoreAsTheJournalTells(t *testing.T) {
	folder := t.TempDir()
	n := 0
	acts := [][]string{{"CF1", "who=iro", "reason=asked"}, {"QA2"}, {"QA2a"}, {"QA2b", "channel=call"}, {"QA2c", "how=social_worker", "by=their social worker"},
		{"QA4"}, {"QA6", "told_on=2026-03-06"}, {"VI2", "booked_for=2026-03-09", "by=ann"}, {"QA3", "reason=all moved"}, {"AP2"},
		{"OF1", "finding=inadequate", "ended_on=2026-03-05", "source=call"}, {"OF1d", "reason=another home"}, {"confirm"}}
	begun := exposed(t)
	people := []By{admit(t, begun, "ann", team.QAOfficer), admit(t, begun, "dee", team.PlacementsManager)}
	judged(t, begun, people[0])
	if err := begun.Close(); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		n++
		path := filepath.Join(folder, fmt.Sprint(n, ".db"))
		write(t, path, content(t, begun.Path()))
		s := openAt(t, path)
		defer s.Close()
		before := map[string]string{} // the board before each person's last act, where nobody has acted since
		for range rapid.IntRange(1, 8).Draw(r, "steps") {
			by, now := rapid.SampledFrom(people).Draw(r, "who"), seen(t, s)
			back := func(err error) bool {
				if was, known := before[by.Login]; err == nil && known && was != seen(t, s) {
					r.Fatalf("taken back by %s, the board is not as it was: %s", by.Login, cmp.Diff(was, seen(t, s)))
				}
				return err == nil
			}
			var written bool
			switch rapid.IntRange(0, 4).Draw(r, "what") {
			case 0, 1:
				_, err := s.Undo(t.Context(), by)
				written = back(err)
			case 2:
				_, err := s.Redo(t.Context(), by)
				written = back(err)
			default:
				act := rapid.SampledFrom(acts).Draw(r, "act")
				_, err := s.Do(t.Context(), by, command(rapid.SampledFrom([]string{"urn:1234567", "urn:1234568"}).Draw(r, "where"), act[0], act[1:]...))
				written = err == nil
			}
			if written {
				before = map[string]string{by.Login: now}
			}
			if found, err := s.Doctor(t.Context(), friday()); err != nil || len(found) > 0 {
				r.Fatalf("the doctor finds %v (%v)", found, err)
			}
		}
	})
}
