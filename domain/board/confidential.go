package board

import (
	"slices"
	"strings"

	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/flow"
	"placewatch/domain/policy"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Public is the input without the enforcement that Ofsted has not published: neither
// it, nor what is owed because of it, nor the words for it may leave in an export
// (domain 3.0). A provisional judgement stays, and says that it is provisional.
func (in Input) Public(v Veil) Input {
	in.Cases = slices.Clone(in.Cases)
	for i, c := range in.Cases {
		in.Cases[i] = v.public(c)
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
	if f := c.Concern.Finding; v.notice(c.Concern.ID, f) && !v.published[findingOf(c.Concern.ID, f)] {
		out.Concern.Finding = "" // the concern was opened by the notice itself
	}
	out.Enforcements = slices.DeleteFunc(slices.Clone(c.Enforcements), func(e concern.Enforcement) bool { return !e.Public() })
	out.Freeze = v.freeze(c.Freeze, holdOf(&out))
	out.Assessments = slices.Clone(c.Assessments)
	for i, a := range out.Assessments {
		out.Assessments[i] = v.assessment(a)
	}
	out.Duties = slices.DeleteFunc(slices.Clone(c.Duties), func(d duty.Duty) bool { return v.duty(d) })
	out.Proposals = slices.DeleteFunc(slices.Clone(c.Proposals), v.proposal)
	return &out
}

// assessment is an assessment without the notice that called for it.
func (v Veil) assessment(a concern.Assessment) concern.Assessment {
	if v.secret[a.Concern] && strings.HasPrefix(a.Because, concern.ForNotice) {
		a.Because = ""
	}
	return a
}

// tellsOfNotice reports whether a duty of that kind says that a notice was served.
func tellsOfNotice(kind string) bool {
	return strings.HasPrefix(kind, "notice.") || strings.HasPrefix(kind, "enforcement.") || strings.HasPrefix(kind, "statutory.s30a")
}

// hold is how new placements stand at a provision: how hard they are held back, and
// whether a notice does it.
type hold struct {
	how     policy.Freeze
	noticed bool
}

func holdOf(c *concern.Case) hold {
	how, noticed := c.Hold()
	return hold{how, noticed}
}

// freeze is a freeze as it may leave. That placements are held back is always told, and
// no more softly than what is public calls for; that a notice which is not public does
// it, or makes it a bar, is not.
func (v Veil) freeze(f concern.Freeze, public hold) concern.Freeze {
	if !v.secret[f.URN] || !tellsOfBar(f) {
		return f
	}
	if f.State == concern.HardFrozen && public.how != policy.HardFrozen {
		f.State = concern.Frozen
		if f.Basis == concern.Council {
			f.By = "" // it would be the rule that bars, on the council's decision to freeze
		}
	}
	if f.Basis == concern.Notice && !public.noticed {
		f.Basis, f.Why = concern.Watch, text.Text{}
		if held := public.how == policy.Frozen || public.how == policy.HardFrozen; held && f.State != concern.Lifted {
			f.Why = text.Clean(concern.WhyWatched)
		}
	}
	return f
}

// tellsOfBar reports whether a freeze tells that a notice is, or was, behind it: by its
// basis, or because the rule made a bar of what the council had only frozen.
func tellsOfBar(f concern.Freeze) bool {
	return f.Basis == concern.Notice || f.Basis == concern.Council && f.State == concern.HardFrozen && f.By == string(team.System)
}

// Public are the freezes as they may leave in an export: every one of them, without the
// notice that Ofsted has not published.
func (l FreezeList) Public(v Veil) FreezeList {
	out := slices.Clone(l)
	for i, x := range l {
		f := v.freeze(concern.Freeze{URN: x.URN, State: flow.State(x.State), Basis: x.Basis, Why: text.Clean(string(x.Why)), By: string(x.By)}, v.holds[x.URN])
		out[i].State, out[i].Basis, out[i].Why, out[i].By = string(f.State), f.Basis, Maybe(f.Why.String()), Maybe(f.By)
	}
	return out
}

// Basis is what a hold on new placements at a provision may be said to rest on.
func (v Veil) Basis(urn, basis string) string {
	if basis == concern.Notice && v.secret[urn] {
		return concern.Watch
	}
	return basis
}
