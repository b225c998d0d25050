package concern

import (
	"strings"

	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
)

func options(pairs ...string) []flow.Option {
	var os []flow.Option
	for i := 0; i < len(pairs); i += 2 {
		os = append(os, flow.Option{Value: pairs[i], Words: pairs[i+1]})
	}
	return os
}

// below are the findings that open a concern or make one worse, worst last.
// "Declined" is historic: Ofsted stopped interim inspections in 2021-22 (R§2.2).
func below() []flow.Option {
	return options(
		string(ofsted.RequiresImprovement), "Requires improvement",
		string(ofsted.InconsistentDelivery), "Supported accommodation: inconsistent quality",
		string(ofsted.Declined), "Interim inspection to 2021-22: declined in effectiveness",
		string(ofsted.Inadequate), "Inadequate",
		string(ofsted.SeriousConcerns), "Assurance: serious or widespread concerns",
		string(ofsted.SeriousWeaknesses), "Supported accommodation: serious or widespread weaknesses",
		string(ComplianceNotice), "Compliance notice",
		string(S30A), "Section 30A notification",
		string(Restriction), "Restriction of accommodation",
		string(Suspension), "Registration suspended",
		string(Unregistered), "Not registered",
		string(OwnConcern), "Our own concern: Ofsted has found nothing")
}

func better() []flow.Option {
	return options(
		string(ofsted.Good), "Good",
		string(ofsted.Outstanding), "Outstanding",
		string(ofsted.NoSeriousConcerns), "Assurance: no serious or widespread concerns",
		string(ofsted.StrongDelivery), "Supported accommodation: consistently strong")
}

func inspectionKinds() []flow.Option {
	return options(
		string(ofsted.Full), "Full inspection",
		string(ofsted.Assurance), "Assurance inspection",
		string(ofsted.Monitoring), "Monitoring visit",
		string(ofsted.OtherKind), "Other")
}

func sources() []flow.Option {
	return options("email", "Ofsted's e-mail", "call", "Ofsted's call", "published", "Published report",
		"provider", "The provider told us", "other", "Other")
}

func yesNo() []flow.Option { return options("yes", "Yes", "no", "No") }

// conditions are the four under which a monitoring visit may give a new
// judgement, recorded as the report says (S0, R§2.1). They never block.
func conditions() []flow.Arg {
	states := options("yes", "Yes", "no", "No", "not_stated", "Not stated")
	return []flow.Arg{
		{Name: "discrete", Label: "Regional manager agrees the concerns are discrete", Kind: flow.ChoiceArg, Options: states},
		{Name: "record", Label: "Good record, no leadership or protection worry", Kind: flow.ChoiceArg, Options: states},
		{Name: "rectified", Label: "Quickly rectified", Kind: flow.ChoiceArg, Options: states},
		{Name: "all_met", Label: "All requirements met in full", Kind: flow.ChoiceArg, Options: states},
	}
}

// finding are the arguments with which a person records what Ofsted found.
func finding(options []flow.Option) []flow.Arg {
	return []flow.Arg{
		{Name: "finding", Label: "What was found", Kind: flow.ChoiceArg, Required: true, Options: options},
		{Name: "ended_on", Label: "Inspection ended", Kind: flow.DateArg, Required: true,
			Hint: "the feedback day; Ofsted's windows start here"},
		{Name: "known_on", Label: "We knew on", Kind: flow.DateArg, Hint: "our own clocks start here; the day it is recorded unless said"},
		{Name: "source", Label: "How we know", Kind: flow.ChoiceArg, Required: true, Options: sources()},
		{Name: "kind", Label: "Kind of inspection", Kind: flow.ChoiceArg, Default: string(ofsted.Full), Options: inspectionKinds()},
	}
}

// opening asks what a new concern needs beside the finding: whether the home is in our
// own area, as far as Ofsted's list tells, and of a file whether it is the first load.
func opening(c *Case, t *flow.Turn) []flow.Arg {
	area := flow.Arg{Name: "host_area", Label: "Is the home in our area", Kind: flow.ChoiceArg, Default: c.inOwnArea(), Options: append(yesNo(), flow.Option{Value: unknownArea, Words: "Not known"})}
	return append([]flow.Arg{area}, firstLoad(c, t)...)
}

const unknownArea = "unknown"

// inOwnArea says whether Ofsted's list has the home in our own council's area: yes, no,
// or unknown. An agency is listed where its office is, which says nothing of its homes.
func (c *Case) inOwnArea() string {
	la := c.Place.LocalAuthority
	switch {
	case la.IsZero() || c.Council.IsZero() || !isHome(c.Place.Type) && c.Place.Type != ofsted.SupportedAccommodation:
		return unknownArea
	case strings.EqualFold(la.String(), c.Council.String()):
		return "yes"
	}
	return "no"
}

func date(name, label string, required bool) flow.Arg {
	return flow.Arg{Name: name, Label: label, Kind: flow.DateArg, Required: required}
}

func choice(name, label string, required bool, os []flow.Option) flow.Arg {
	return flow.Arg{Name: name, Label: label, Kind: flow.ChoiceArg, Required: required, Options: os}
}

func words(name, label string, required bool) flow.Arg {
	return flow.Arg{Name: name, Label: label, Kind: flow.TextArg, Required: required}
}

// why asks for a reason where policy wants one.
func why(label string) flow.Arg { return words("reason", label, true) }
