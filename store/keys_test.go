package store

import (
	"strings"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

func TestAKeyIsOnePersonsUntilItIsWithdrawn(t *testing.T) {
	s := exposed(t)
	ann, ben := admit(t, s, "ann", team.QAOfficer), admit(t, s, "ben", team.PlacementsOfficer)
	k := Key{Fingerprint: "SHA256:one", Line: "ssh-ed25519 AAAA", Comment: text.Clean("ann\x1b@desk"), Expires: civil.MustParse("2026-03-31")}
	boss := lead(friday())
	for _, step := range []struct {
		name string
		do   func() error
		kind fault.Kind // "": accepted
		says string
	}{
		{"an officer adds no keys", func() error { return s.AddKey(t.Context(), ann, "ann", k) }, fault.NotAllowed, "adding keys is for admin"},
		{"nobody known", func() error { return s.AddKey(t.Context(), boss, "zed", k) }, fault.NotAllowed, "not a person of this store"},
		{"added", func() error { return s.AddKey(t.Context(), boss, "ann", k) }, "", ""},
		{"added again", func() error { return s.AddKey(t.Context(), boss, "ann", k) }, "", ""},
		{"another person's", func() error { return s.AddKey(t.Context(), boss, "ben", k) }, fault.Invalid, "belongs to another person"},
		{"revoked by another", func() error { return s.RevokeKey(t.Context(), ben, k.Fingerprint, text.Text{}) }, fault.NotAllowed, "revoking another person's key"},
		{"no such key", func() error { return s.RevokeKey(t.Context(), boss, "SHA256:none", text.Text{}) }, fault.NotFound, "no key has the fingerprint"},
	} {
		err := step.do()
		if step.kind == "" {
			if err != nil {
				t.Errorf("%s: %v", step.name, err)
			}
			continue
		}
		refused(t, err, step.kind, step.says)
	}
	who := func(day string) string {
		p, err := s.Holder(t.Context(), k.Fingerprint, civil.MustParse(day))
		if err != nil {
			return err.Error()
		}
		return p.Login.String()
	}
	if got := who("2026-03-31"); got != "ann" {
		t.Errorf("on its last day the key admits %s", got)
	}
	if got := who("2026-04-01"); !strings.Contains(got, "ran out on 31 Mar 2026") {
		t.Errorf("after it: %s", got)
	}
	ann.Key = k.Fingerprint
	do(t, s, ann, "urn:1234568", "IR1", "reason=a call")
	if err := s.RevokeKey(t.Context(), ann, k.Fingerprint, text.Clean("lost")); err != nil { // everybody may withdraw their own
		t.Fatal(err)
	}
	if got := who("2026-03-06"); !strings.Contains(got, "was revoked on 6 Mar 2026") {
		t.Errorf("after it was revoked: %s", got)
	}
	_, err := s.Do(t.Context(), ann, command("urn:1234568", "IR1", "reason=another call"))
	refused(t, err, fault.NotAllowed, "was revoked on 6 Mar 2026")
	refused(t, s.AddKey(t.Context(), boss, "ann", k), fault.Invalid, "was revoked")
	if _, err := s.Certified(t.Context(), "ann", k.Fingerprint, friday()); err == nil {
		t.Error("a certificate over a revoked key is taken")
	}
	if _, err := s.Certified(t.Context(), "ben", "SHA256:other", friday()); err != nil {
		t.Errorf("a certificate for ben: %v", err)
	}
	if _, err := s.Certified(t.Context(), "zed", "SHA256:other", friday()); err == nil {
		t.Error("a certificate for nobody is taken")
	}
	if err := s.AddKey(t.Context(), boss, "ben", Key{Fingerprint: "SHA256:bens", Line: "ssh-ed25519 AAAB"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Certified(t.Context(), "ann", "SHA256:bens", friday()); err == nil {
		t.Error("a certificate makes ben's key ann's")
	}
	if p, err := s.Certified(t.Context(), "BEN", "SHA256:bens", friday()); err != nil || p.Login.String() != "ben" {
		t.Errorf("BEN is %s, %v", p.Login, err)
	}
	healthy(t, s)
}
