package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/team"
)

func TestADraftIsKeptForWhoTypedItUntilItIsSent(t *testing.T) {
	s := exposed(t)
	ann, ben := admit(t, s, "ann", team.QAOfficer), admit(t, s, "ben", team.PlacementsOfficer)
	entries := asked[int](t, s, `SELECT count(*) FROM journal`)
	bell := s.Changed(t.Context())
	save := func(by By, subject, event string, args map[string]string) {
		t.Helper()
		if err := s.SaveDraft(t.Context(), by, flow.Draft{Subject: subject, Event: event, Args: args, Version: 3}); err != nil {
			t.Fatal(err)
		}
	}
	save(ann, "1234567-1", "cf1", map[string]string{"reason": "first"})
	save(ann, "concern:1234567-1", "fact_raised", map[string]string{"reason": "asked\x1b[31m", "who": "iro"})
	save(later(ann, 1), "urn:1234567", "confirm", map[string]string{"proposal": "x"})
	save(ben, "concern:1234567-1", "CF1", map[string]string{"reason": "another"})
	got, err := s.Drafts(t.Context(), at("ANN", friday()))
	want := []flow.Draft{
		{Subject: "urn:1234567", Event: "confirm", Args: map[string]string{"proposal": "x"}, Version: 3, Saved: ann.Now.Add(time.Minute)},
		{Subject: "concern:1234567-1", Event: "fact_raised", Args: map[string]string{"reason": "asked\ufffd[31m", "who": "iro"}, Version: 3, Saved: ann.Now},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM journal`); n != entries {
		t.Error("a draft is journalled")
	}
	select {
	case <-bell:
		t.Error("a draft wakes everybody's board")
	default:
	}
	do(t, s, ann, "concern:1234567-1", "CF1", "who=iro", "reason=asked")
	if err := s.DropDraft(t.Context(), ann, "1234567", "confirm"); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Drafts(t.Context(), ann); len(got) != 0 || err != nil {
		t.Errorf("sent and dropped, and still there: %+v (%v)", got, err)
	}
	if got, err := s.Drafts(t.Context(), ben); len(got) != 1 || err != nil {
		t.Errorf("another's draft went with it: %+v (%v)", got, err)
	}
	healthy(t, s)
}

func TestADraftIsBoundedAndIsOfSomethingThatThereIs(t *testing.T) {
	s := exposed(t)
	ann := admit(t, s, "ann", team.QAOfficer)
	draft := func(subject, event string, args map[string]string) error {
		return s.SaveDraft(t.Context(), ann, flow.Draft{Subject: subject, Event: event, Args: args})
	}
	refused(t, draft("urn:7654321", "CF1", nil), fault.NotFound, "nothing that is held is called urn:7654321")
	refused(t, draft("urn:1234567", "nonsense", nil), fault.NotFound, `no event is called "nonsense"`)
	long := map[string]string{}
	for i := range 5 {
		long[fmt.Sprint("a", i)] = strings.Repeat("x", 4000)
	}
	refused(t, draft("urn:1234567", "CF1", long), fault.Invalid, "longer than 16 KiB")
	raw(t, s.Path(), `INSERT INTO draft SELECT person.id, person.id, 'urn:1234567', 'e' || key, '{}', 0, '2026-03-06T10:00:00Z' FROM person, json_each('[`+strings.Repeat("0,", 63)+`0]') WHERE login = 'ann'`)
	refused(t, draft("urn:1234567", "CF1", nil), fault.Invalid, "ann has 64 drafts already")
}

func TestOneWhomTheStoreDoesNotKnowHasNoDrafts(t *testing.T) {
	s := openNew(t)
	stranger := at("stranger", friday())
	if err := s.SaveDraft(t.Context(), stranger, flow.Draft{Subject: "urn:1234567", Event: "CF1"}); err != nil {
		t.Error(err)
	}
	if err := s.DropDraft(t.Context(), stranger, "urn:1234567", "CF1"); err != nil {
		t.Error(err)
	}
	if got, err := s.Drafts(t.Context(), stranger); len(got) != 0 || err != nil {
		t.Errorf("%+v (%v)", got, err)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM person`); n != 0 {
		t.Error("a draft made a person")
	}
}
