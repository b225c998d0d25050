package store

import (
	"errors"
	"slices"
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
		{Record: visit, Field: "progress visit booked for", Now: "10 Mar 2026"},
		{Record: visit, Field: "progress visit state", Was: "owed", Now: "booked"},
		{Record: visit, Field: "progress visit visitor", Now: "ben for a child"},
	}
	if diff := cmp.Diff(want, c.Fields[:min(len(c.Fields), 3)], cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s\nall: %+v", diff, c.Fields)
	}
	if last := c.Fields[len(c.Fields)-1]; !strings.HasPrefix(last.Field, "owed: ") || last.Was != "due 10 Mar 2026" || last.Now != "settled" {
		t.Errorf("what is no longer owed is not said: %+v", c.Fields)
	}
}

func TestAConflictSaysWhichRecordTheCommandIsAboutAndWhoseEachChangeIs(t *testing.T) {
	s := exposed(t)
	ann := admit(t, s, "ann", team.QAOfficer)
	judged(t, s, ann)
	_, version, err := s.Offers(t.Context(), ann, "urn:1234568")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{"QA2", "QA2a", "QA4"} {
		do(t, s, ann, "urn:1234568", row)
	}
	do(t, s, ann, "urn:1234568", "QA6", "told_on=2026-03-06")
	progress := asked[string](t, s, `SELECT id FROM visit WHERE kind = 'progress'`)
	owed := asked[string](t, s, `SELECT 'duty:' || id FROM duty WHERE status = 'open' AND part = ?`, progress)
	do(t, s, ann, "urn:1234568", "VI1", "kind=full", "due=2026-03-20", "reason=asked for by the panel")
	other := asked[string](t, s, `SELECT id FROM visit WHERE kind = 'full'`)
	do(t, s, ann, "urn:1234568", "VI2", "visit="+progress, "booked_for=2026-03-10", "by=ben")
	for _, x := range []struct {
		subject, row string
		args         []string
		want         string
	}{
		{"visit:" + progress, "VI2", nil, "visit:" + progress},
		{"urn:1234568", "VI2", []string{"visit=" + progress}, "visit:" + progress},
		{"urn:1234568", "visit_booked", []string{"visit=visit:" + other}, "visit:" + other},
		{owed, "VI2", nil, "visit:" + progress},
		{owed, "DU1", nil, owed},
		{owed, "QA2c", nil, "concern:1234568-1"},
		{"urn:1234568", "VI1", nil, ""},
		{"concern:1234568-1", "QA2c", nil, "concern:1234568-1"},
		{"urn:1234568", "FR4", nil, "freeze:1234568"},
		{"urn:1234568", "confirm", nil, ""},
	} {
		cmd := command(x.subject, x.row, x.args...)
		cmd.Version = version
		_, err := s.Do(t.Context(), ann, cmd)
		c, ok := errors.AsType[*flow.Conflict](err)
		if !ok || c.Record != x.want {
			t.Errorf("%s of %s %v: %v is about %+v, want %q", x.row, x.subject, x.args, err, c, x.want)
			continue
		}
		elsewhere := false
		for _, f := range c.Fields {
			if f.Record == "" || elsewhere && f.Record == c.Record {
				t.Errorf("%s of %s: %+v comes behind other records, or is of none", x.row, x.subject, f)
			}
			elsewhere = elsewhere || f.Record != c.Record
		}
	}
}

func TestOfTheDutyThatIsAskedAboutEachFieldIsListed(t *testing.T) {
	s := exposed(t)
	ann, dee := admit(t, s, "ann", team.QAOfficer), admit(t, s, "dee", team.PlacementsManager)
	judged(t, s, ann)
	owed := asked[string](t, s, `SELECT 'duty:' || id FROM duty WHERE status = 'open' AND part = '' AND kind LIKE 'qa.%' ORDER BY id LIMIT 1`)
	_, version, err := s.Offers(t.Context(), ann, owed)
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, dee, owed, "DU2", "until=2026-03-09", "reason=she is away")
	cmd := command(owed, "DU2", "until=2026-03-10", "reason=rota")
	cmd.Version = version
	_, err = s.Do(t.Context(), ann, cmd)
	want := flow.FieldChange{Record: owed, Field: "duty snoozed", Now: "9 Mar 2026"}
	if c, ok := errors.AsType[*flow.Conflict](err); !ok || !slices.Contains(c.Fields, want) {
		t.Errorf("%v: %+v", err, c)
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
