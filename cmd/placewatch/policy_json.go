package main

import (
	"placewatch/domain/civil"
	"placewatch/domain/policy"
	"placewatch/domain/team"
)

// policyDoc is a policy for other programs to read.
type policyDoc struct {
	Name        string          `json:"name"`
	Version     string          `json:"version"`
	Owner       string          `json:"owner"`
	Reviewer    string          `json:"reviewer"`
	Approver    string          `json:"approver"`
	ApprovedOn  *string         `json:"approved_on"`
	ReviewBy    *string         `json:"review_by"`
	Warning     string          `json:"warning"`
	Limits      []limitDoc      `json:"limits"`
	Roles       []rolesDoc      `json:"roles"`
	Differences []differenceDoc `json:"differences"` // from the shipped default
}

type limitDoc struct {
	Key     string `json:"key"`
	What    string `json:"what"`
	Length  string `json:"length"`
	Count   string `json:"count"`
	Role    string `json:"role"`
	Whose   string `json:"whose"`
	Binding string `json:"binding"`
	Source  string `json:"source"`
	Reason  string `json:"reason"`
	Differs bool   `json:"differs"`
}

type rolesDoc struct {
	Row  string   `json:"row"`
	By   []string `json:"by"`
	With []string `json:"with"`
}

type differenceDoc struct {
	Setting  string `json:"setting"`
	What     string `json:"what"`
	Was      string `json:"was"`
	Now      string `json:"now"`
	Loosened bool   `json:"loosened"`
	Reason   string `json:"reason"`
}

func policyJSON(p *policy.Profile, today civil.Date) policyDoc {
	shipped := policy.Default()
	d := policyDoc{Name: p.Name, Version: p.Version, Owner: p.Owner.String(), Reviewer: p.Reviewer.String(), Approver: p.Approver.String(),
		ApprovedOn: orNull(p.ApprovedOn), ReviewBy: orNull(p.ReviewBy), Warning: p.Warning(today),
		Limits: []limitDoc{}, Roles: []rolesDoc{}, Differences: []differenceDoc{}}
	for _, l := range p.Limits() {
		was, _ := shipped.Limit(l.Key)
		d.Limits = append(d.Limits, limitDoc{l.Key, l.What, l.Length.String(), string(l.Count), string(l.Role), string(l.Whose),
			string(l.Binding), l.Source, l.Reason, l != was})
	}
	for _, r := range p.Roles() {
		d.Roles = append(d.Roles, rolesDoc{r.Row, roleWords(r.By), roleWords(r.With)})
	}
	for _, x := range p.Differences(shipped) {
		d.Differences = append(d.Differences, differenceDoc(x))
	}
	return d
}

func roleWords(rs []team.Role) []string {
	out := []string{}
	for _, r := range rs {
		out = append(out, string(r))
	}
	return out
}
