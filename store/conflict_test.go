package store

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/team"
)

func TestAConflictSaysWhoWhenAndWhichFields(t *testing.T) {
	s := exposed(t)
	ann, ben := admit(t, s, "ann", team.QAOfficer), admit(t, s, "ben", team.QAOfficer)
	judged(t, s, ann)
	for _, row := range []string{"QA2", "QA2a", "QA4"} {
		do(t, s, ann, "urn:1234568", row)
	}
	do(t, s, ann, "urn:1234568", "QA6", "told_on=2026-03-06")
	visit := asked[string](t, s, `SELECT 'visit:' || id FROM visit WHERE kind = 'progress'`)
	_, version, err := s.Offers(t.Context(), ann, visit)
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, later(ben, 3), visit, "VI2", "booked_for=2026-03-10", "by=ben for c2")
	do(t, s, later(ben, 4), "urn:1234568", "QA2c", "how=social_worker", "by=their social worker")
	cmd := command(visit, "VI2", "booked_for=2026-03-11", "by=ann")
	cmd.Version = version
	_, err = s.Do(t.Context(), later(ann, 5), cmd)
	refused(t, err, fault.Conflict, "concern:1234568-1 has changed since you opened it: ben did QA2c (children sighted) on 6 Mar 2026 at 10:04; nothing of yours was written; look again and decide")
	c, ok := errors.AsType[*flow.Conflict](err)
	if !ok {
		t.Fatalf("%T", err)
	}
	if c.Who.String() != "ben" || !c.At.Equal(later(ben, 4).Now) || c.What != "QA2c (children sighted)" || c.Version <= version {
		t.Errorf("%+v", c)
	}
	want := []flow.FieldChange{
		{Field: "progress visit booked for", Now: "10 Mar 2026"},
		{Field: "progress visit state", Was: "owed", Now: "booked"},
		{Field: "progress visit visitor", Now: "ben for a child"},
	}
	if diff := cmp.Diff(want, c.Fields[:min(len(c.Fields), 3)], cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s\nall: %+v", diff, c.Fields)
	}
	if last := c.Fields[len(c.Fields)-1]; !strings.HasPrefix(last.Field, "owed: ") || last.Was != "due 10 Mar 2026" || last.Now != "settled" {
		t.Errorf("what is no longer owed is not said: %+v", c.Fields)
	}
}

func TestAConflictListsAtMostTwelveFields(t *testing.T) {
	s := exposed(t)
	ann := admit(t, s, "ann", team.QAOfficer)
	judged(t, s, ann)
	_, version, err := s.Offers(t.Context(), ann, "urn:1234568")
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, ann, "urn:1234568", "QA2")
	for range 14 {
		do(t, s, ann, "urn:1234568", "CF1", "who=iro", "reason=asked")
	}
	cmd := command("urn:1234568", "QA2a")
	cmd.Version = version
	_, err = s.Do(t.Context(), ann, cmd)
	c, ok := errors.AsType[*flow.Conflict](err)
	if !ok || len(c.Fields) == 0 || len(c.Fields) > 12 || c.Fields[0].Field != "QA state" {
		t.Fatalf("%v: %+v", err, c)
	}
}

func TestAReferenceIsHiddenWhereItStandsAlone(t *testing.T) {
	for s, want := range map[string]string{"": "", "C-1": "a child", "seen C-1, C-1.": "seen a child, a child.", "C-12": "C-12", "AC-1": "AC-1", "Ó C-1": "Ó a child"} {
		if got := without(s, "C-1"); got != want {
			t.Errorf("%q reads %q, want %q", s, got, want)
		}
	}
}
