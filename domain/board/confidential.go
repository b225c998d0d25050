package board

import (
	"slices"
	"strings"

	"placewatch/domain/concern"
	"placewatch/domain/duty"
)

// Public is the input without the enforcement that Ofsted has not published: neither
// it, nor what is owed because of it, nor the words for it may leave in an export
// (domain 3.0). A provisional judgement stays, and says that it is provisional.
func (in Input) Public() Input {
	in.Cases = slices.Clone(in.Cases)
	for i, c := range in.Cases {
		if secret := unpublished(c); len(secret) > 0 {
			in.Cases[i] = public(c, secret)
		}
	}
	return in
}

// unpublished are the ids of the enforcement of a case that Ofsted has not published.
func unpublished(c *concern.Case) map[string]bool {
	secret := map[string]bool{}
	for i := range c.Enforcements {
		if e := &c.Enforcements[i]; !e.Public() {
			secret[e.ID] = true
		}
	}
	return secret
}

func public(c *concern.Case, secret map[string]bool) *concern.Case {
	out := *c
	for _, e := range c.Enforcements {
		if secret[e.ID] && e.Finding == c.Concern.Finding {
			out.Concern.Finding = "" // the concern was opened by the notice itself
		}
	}
	out.Enforcements = slices.DeleteFunc(slices.Clone(c.Enforcements), func(e concern.Enforcement) bool { return secret[e.ID] })
	out.Duties = slices.DeleteFunc(slices.Clone(c.Duties), func(d duty.Duty) bool { return secret[d.Part] || tellsOfNotice(d.Kind) })
	out.Proposals = slices.DeleteFunc(slices.Clone(c.Proposals), func(p concern.Proposal) bool {
		id, about := strings.CutPrefix(p.Subject, "enforcement:")
		return about && secret[id] || strings.HasPrefix(p.Row, "EN")
	})
	return &out
}

// tellsOfNotice reports whether a duty of that kind says that a notice was served.
func tellsOfNotice(kind string) bool {
	return strings.HasPrefix(kind, "notice.") || strings.HasPrefix(kind, "enforcement.") || strings.HasPrefix(kind, "statutory.s30a")
}

// Public are the freezes without those that a notice brought which Ofsted has not
// published.
func (l FreezeList) Public(in Input) FreezeList {
	secret := map[string]bool{}
	for _, c := range in.Cases {
		if len(unpublished(c)) > 0 {
			secret[c.Place.URN.String()] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(l), func(f FreezeItem) bool { return f.Basis == concern.Notice && secret[f.URN] })
}
