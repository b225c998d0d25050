package store

import (
	"slices"
	"testing"
	"time"

	"placewatch/domain/board"
	"placewatch/domain/team"
)

func TestPeopleAtTheirScreensSeeEachOther(t *testing.T) {
	s := exposed(t)
	ann, ben := admit(t, s, "ann", team.QAOfficer), admit(t, s, "ben", team.PlacementsOfficer)
	ann.Session, ben.Session = "ssh-1", "pid 7"
	here := func(by By, urn string, doing board.Doing) []string {
		t.Helper()
		ps, err := s.Here(t.Context(), by, urn, doing, by.Now.Add(-4*time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, p := range ps {
			out = append(out, p.Login.String()+" "+string(p.Doing)+" "+p.URN+" "+by.Now.UTC().Sub(p.Since).String())
		}
		return out
	}
	entries := asked[int](t, s, `SELECT count(*) FROM journal`)
	if got := here(ann, "1234567", board.Reading); got != nil {
		t.Errorf("alone, ann sees %v", got)
	}
	if got := here(ben, "", board.AtBoard); !slices.Equal(got, []string{"ann reading 1234567 4m0s"}) {
		t.Errorf("ben sees %v", got)
	}
	second := ann
	second.Session = "ssh-2"
	if got := here(second, "", board.AtBoard); !slices.Equal(got, []string{"ben here  4m0s"}) {
		t.Errorf("at her second screen ann sees %v, and herself is nobody else", got)
	}
	if err := s.Left(t.Context(), ann); err != nil {
		t.Fatal(err)
	}
	ben.Now = ben.Now.Add(20 * time.Second)
	if got := here(ben, "", board.AtBoard); !slices.Equal(got, []string{"ann here  4m20s"}) {
		t.Errorf("after ann left one screen ben sees %v", got)
	}
	ben.Now = ben.Now.Add(gone)
	if got := here(ben, "", board.AtBoard); got != nil {
		t.Errorf("two heartbeats later ben still sees %v", got)
	}
	if n := asked[int](t, s, `SELECT count(*) FROM journal`); n != entries {
		t.Error("who is where was journalled")
	}
	healthy(t, s)
}

func TestAScreenIsAsItsPersonWantsIt(t *testing.T) {
	s := exposed(t)
	ann := admit(t, s, "ann", team.QAOfficer)
	var want board.Preference
	for _, how := range []board.ReadAs{board.OnScreen, board.AsPhrases, board.InLines} {
		want = board.Preference{Theme: "dark", ASCII: true, Named: true, Reading: how}
		if err := s.SetPreference(t.Context(), ann, want); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Preference(t.Context(), "ann"); err != nil || got != want {
			t.Errorf("%q: %+v, %v", how, got, err)
		}
	}
	if err := s.SetPreference(t.Context(), ann, board.Preference{Reading: "aloud"}); err == nil {
		t.Error("a way of reading that there is not is kept")
	}
	if err := s.SetPreference(t.Context(), at("stranger", friday()), board.Preference{Theme: "light"}); err != nil {
		t.Fatal(err)
	}
	for login, want := range map[string]board.Preference{"ANN": want, "stranger": {}, "lead": {}} {
		if got, err := s.Preference(t.Context(), login); err != nil || got != want {
			t.Errorf("%s: %+v, %v", login, got, err)
		}
	}
	healthy(t, s)
}
