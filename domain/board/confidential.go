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
		in.Cases[i] = NewVeil(c.Parts("enforcement")).public(c)
	}
	return in
}

// Public is the page as it may leave in an export, and how many things of it are held
// back: enforcement, duties, proposals and entries of its history.
func (in PageInput) Public(v Veil) (public PageInput, held int) {
	whole := in
	in.Case = v.public(whole.Case)
	in.Past = slices.DeleteFunc(slices.Clone(in.Past), func(p concern.Part) bool { return v.part(p.Ref()) })
	in.Entries, held = v.entries(in.Entries)
	return in, held + len(whole.Past) - len(in.Past) + confidential(whole.Case) - confidential(in.Case)
}

// Public is what is told of the child as it may leave in an export, and how many things
// of it are held back.
func (in ChildInput) Public(v Veil) (public ChildInput, held int) {
	in.Entries, held = v.entries(in.Entries)
	in.Cases = slices.Clone(in.Cases)
	for i, c := range in.Cases {
		in.Cases[i] = v.public(c)
		held += confidential(c) - confidential(in.Cases[i])
	}
	in.Parts = slices.Clone(in.Parts)
	for i, p := range in.Parts {
		if a, ok := p.(*concern.Assessment); ok {
			of := v.assessment(*a)
			in.Parts[i] = &of
		}
	}
	return in, held
}

// confidential counts what a case holds of the kinds that may be held back.
func confidential(c *concern.Case) int { return len(c.Enforcements) + len(c.Duties) + len(c.Proposals) }

// public is the case as it may leave.
func (v Veil) public(c *concern.Case) *concern.Case {
	urn := c.Place.URN.String()
	if !v.secret[urn] {
		return c
	}
	out := *c
	if v.notice(urn, c.Concern.Finding) {
		out.Concern.Finding = "" // the concern was opened by the notice itself
	}
	if c.Freeze.Basis == concern.Notice {
		// That placements are held back is told; that a notice does it is not.
		out.Freeze.Basis, out.Freeze.State = concern.Watch, concern.Frozen
	}
	out.Enforcements = slices.DeleteFunc(slices.Clone(c.Enforcements), func(e concern.Enforcement) bool { return !e.Public() })
	out.Assessments = slices.Clone(c.Assessments)
	for i, a := range out.Assessments {
		out.Assessments[i] = v.assessment(a)
	}
	out.Duties = slices.DeleteFunc(slices.Clone(c.Duties), func(d duty.Duty) bool { return v.duty(urn, d.Kind, d.Part) })
	out.Proposals = slices.DeleteFunc(slices.Clone(c.Proposals), v.proposal)
	return &out
}

// assessment is an assessment without the notice that called for it.
func (v Veil) assessment(a concern.Assessment) concern.Assessment {
	if v.secret[a.URN] && strings.HasPrefix(a.Because, concern.ForNotice) {
		a.Because = ""
	}
	return a
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
		urn := c.Place.URN.String()
		secret[urn] = NewVeil(c.Parts("enforcement")).secret[urn]
	}
	return slices.DeleteFunc(slices.Clone(l), func(f FreezeItem) bool { return f.Basis == concern.Notice && secret[f.URN] })
}
