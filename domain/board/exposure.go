package board

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
)

// JudgementDoc is a judgement as other programs read it.
type JudgementDoc struct {
	Overall     Maybe `json:"overall"` // outstanding good requires_improvement inadequate, or null
	Protection  Maybe `json:"protection"`
	Leadership  Maybe `json:"leadership"`
	Outcome     Maybe `json:"outcome"` // of supported accommodation or of an assurance inspection
	Label       Maybe `json:"label"`   // Ofsted's own words
	Model       Maybe `json:"model"`   // four_point supported_accommodation assurance
	InspectedOn Day   `json:"inspected_on"`
	PublishedOn Day   `json:"published_on"`
	Kind        Maybe `json:"kind"`
	Provisional bool  `json:"provisional"`
}

// ProvisionDoc is one provision with the judgement in force.
type ProvisionDoc struct {
	URN            string        `json:"urn"`
	Name           Maybe         `json:"name"`
	Type           string        `json:"type"`
	Status         Maybe         `json:"status"`
	LocalAuthority Maybe         `json:"local_authority"`
	Owner          Maybe         `json:"owner"`
	Places         *int          `json:"places"`
	Judgement      *JudgementDoc `json:"judgement"` // null when never inspected
	Previous       *JudgementDoc `json:"previous_judgement"`
	BelowThreshold bool          `json:"below_threshold"`
	Bucket         string        `json:"bucket"`
	Children       int           `json:"children"`
}

// NewProvision describes a provision, where it is counted, and how many children
// of ours live there.
func NewProvision(p ofsted.Provision, s ofsted.Standing, b ofsted.Bucket, children int) ProvisionDoc {
	d := ProvisionDoc{URN: p.URN.String(), Name: Maybe(p.Name.String()), Type: string(cmp.Or(p.Type, ofsted.Other)), Status: Maybe(p.Status),
		LocalAuthority: Maybe(p.LocalAuthority.String()), Owner: Maybe(p.Owner.String()), Judgement: judgementInForce(p, s),
		Previous: judgementDoc(p, s.Previous), BelowThreshold: b == ofsted.BelowThreshold, Bucket: string(b), Children: children}
	if p.Places >= 0 {
		d.Places = &p.Places
	}
	return d
}

// judgementInForce is the judgement in force; where there is none though Ofsted
// has inspected, its newest inspection, which has no overall grade.
func judgementInForce(p ofsted.Provision, s ofsted.Standing) *JudgementDoc {
	in := s.Judgement
	if in == nil && len(s.Newer) > 0 {
		in = &s.Newer[len(s.Newer)-1]
	}
	return judgementDoc(p, in)
}

func judgementDoc(p ofsted.Provision, in *ofsted.Inspection) *JudgementDoc {
	if in == nil {
		return nil
	}
	j := in.Judgement
	return &JudgementDoc{Overall: Maybe(j.Overall), Protection: Maybe(j.Protection), Leadership: Maybe(j.Leadership), Outcome: Maybe(j.Outcome),
		Label: Maybe(j.Label.String()), Model: modelOf(p, in), InspectedOn: Day{in.Ended}, PublishedOn: Day{in.Published},
		Kind: Maybe(in.Kind), Provisional: in.Provisional}
}

// modelOf names the scale that a finding is on. Scales are never mixed (R§1.3).
func modelOf(p ofsted.Provision, in *ofsted.Inspection) Maybe {
	switch in.Judgement.Outcome {
	case ofsted.StrongDelivery, ofsted.InconsistentDelivery, ofsted.SeriousWeaknesses:
		return "supported_accommodation"
	case ofsted.NoSeriousConcerns, ofsted.SeriousConcerns:
		return "assurance"
	}
	switch {
	case in.Kind == ofsted.Assurance:
		return "assurance"
	case p.Type == ofsted.SupportedAccommodation && in.Judgement.Overall == "":
		return "supported_accommodation"
	}
	return "four_point"
}

// ProvisionList is provisions in the order given.
type ProvisionList []ProvisionDoc

// MarshalJSON writes an empty list as [].
func (l ProvisionList) MarshalJSON() ([]byte, error) {
	return json.Marshal(append([]ProvisionDoc{}, l...))
}

// Table lists the provisions, each with the judgement in force.
func (l ProvisionList) Table() ([]string, [][]string) {
	rows := make([][]string, len(l))
	for i, p := range l {
		places := ""
		if p.Places != nil {
			places = strconv.Itoa(*p.Places)
		}
		j := p.Judgement.cells()
		rows[i] = slices.Concat([]string{p.URN, string(p.Name), p.Type, string(p.Status), string(p.LocalAuthority), string(p.Owner), places}, j,
			[]string{strconv.FormatBool(p.BelowThreshold), p.Bucket, strconv.Itoa(p.Children)})
	}
	return []string{"urn", "name", "type", "status", "local_authority", "owner", "places", "judgement", "inspected_on", "published_on", "provisional",
		"below_threshold", "bucket", "children"}, rows
}

// cells are the judgement in one line: what was found, when, and how sure it is.
func (j *JudgementDoc) cells() []string {
	if j == nil {
		return []string{"", "", "", ""}
	}
	return []string{string(cmp.Or(j.Overall, j.Outcome, j.Label)), j.InspectedOn.String(), j.PublishedOn.String(), strconv.FormatBool(j.Provisional)}
}

// ExposureDoc is where our children live among what is below the threshold, or
// not known.
type ExposureDoc struct {
	AsAt       Day           `json:"as_at"`
	Provisions []ExposedHome `json:"provisions"`
	Counts     ExposedCounts `json:"counts"`
}

// ExposedHome is one provision with our children there. The children who have no
// URN stand together under none: nobody says that they live together.
type ExposedHome struct {
	URN       Maybe          `json:"urn"`
	Name      Maybe          `json:"name"`
	Bucket    string         `json:"bucket"`
	Judgement *JudgementDoc  `json:"judgement"`
	Children  []ExposedChild `json:"children"`
}

// ExposedChild is one child there.
type ExposedChild struct {
	Child         string `json:"child"`
	PlacedOn      Day    `json:"placed_on"`
	PlacementType Maybe  `json:"placement_type"`
	Concern       Maybe  `json:"concern"`
}

// ExposedCounts are all open placements by what can be said of them. They add up.
type ExposedCounts struct {
	OpenPlacements  int `json:"open_placements"`
	BelowThreshold  int `json:"below_threshold"`
	AtOrAbove       int `json:"at_or_above"`
	NotYetInspected int `json:"not_yet_inspected"`
	NoOverall       int `json:"no_overall"`
	OutsideOfsted   int `json:"outside_ofsted"`
	UnknownURN      int `json:"unknown_urn"`
	MissingURN      int `json:"missing_urn"`
	NotApplicable   int `json:"not_applicable"`
}

// Exposure lists our children in provisions below the threshold, with an open
// concern, or of which nothing can be said, by provision.
func Exposure(in Input) ExposureDoc {
	v := newView(in.Rules, in.Today, in.Council, nil)
	homes := v.homes(in)
	exposed := map[string]*ExposedHome{}
	severity := map[string]int{}
	for i := range in.Placed {
		p := &in.Placed[i]
		s := stay{Placement: p, home: homes[urnOf(*p)], bucket: cmp.Or(in.BucketOf[p.ID], placement.UnknownURN)}
		if !p.Open() || !s.listed() {
			continue
		}
		urn := urnOf(*p)
		e := exposed[urn]
		if e == nil {
			e = s.exposed()
			exposed[urn], severity[urn] = e, 1
			if s.home != nil && e.Bucket != string(ofsted.Unknown) {
				severity[urn] = 10 + s.home.judged.severity
			}
		}
		e.Children = append(e.Children, s.exposedChild())
	}
	doc := ExposureDoc{AsAt: Day{in.Today}, Provisions: make([]ExposedHome, 0, len(exposed)), Counts: exposedCounts(in)}
	for _, e := range exposed {
		slices.SortFunc(e.Children, func(a, b ExposedChild) int {
			return cmp.Or(cmp.Compare(a.Child, b.Child), a.PlacedOn.Compare(b.PlacedOn.Date), cmp.Compare(a.PlacementType, b.PlacementType))
		})
		doc.Provisions = append(doc.Provisions, *e)
	}
	slices.SortFunc(doc.Provisions, func(a, b ExposedHome) int {
		return cmp.Or(cmp.Compare(severity[string(b.URN)], severity[string(a.URN)]), cmp.Compare(len(b.Children), len(a.Children)), cmp.Compare(a.URN, b.URN))
	})
	return doc
}

// exposed is the provision of a stay. Where nothing safe can be said no judgement
// is shown: that of an ended registration says nothing of where the child is.
func (s stay) exposed() *ExposedHome {
	e := &ExposedHome{URN: Maybe(urnOf(*s.Placement)), Bucket: string(ofsted.Unknown), Children: []ExposedChild{}}
	if s.home == nil {
		return e
	}
	e.Name = Maybe(s.home.facts.Name.String())
	switch s.bucket {
	case placement.BelowThreshold, placement.AtOrAbove, placement.NotYetInspected, placement.NoOverall, placement.OutsideOfsted:
		e.Bucket, e.Judgement = string(s.bucket), judgementInForce(s.home.facts, s.home.standing)
	}
	return e
}

func (s stay) exposedChild() ExposedChild {
	c := ExposedChild{Child: s.Child.String(), PlacedOn: Day{s.PlacedOn}, PlacementType: Maybe(s.Type)}
	if s.home != nil && s.home.open() {
		c.Concern = Maybe(s.home.c.Concern.ID)
	}
	return c
}

func exposedCounts(in Input) ExposedCounts {
	b := in.Buckets
	return ExposedCounts{OpenPlacements: in.Open, BelowThreshold: b[placement.BelowThreshold], AtOrAbove: b[placement.AtOrAbove],
		NotYetInspected: b[placement.NotYetInspected], NoOverall: b[placement.NoOverall], OutsideOfsted: b[placement.OutsideOfsted],
		UnknownURN: b[placement.UnknownURN], MissingURN: b[placement.MissingURN], NotApplicable: b[placement.NotApplicable]}
}

// Totals are the counts as further rows of the table, and in words: the children who
// are on no line of it are counted all the same.
func (d ExposureDoc) Totals() (rows [][]string, words string) {
	n := d.Counts
	var said []string
	for _, b := range []struct {
		bucket placement.Bucket
		n      int
		words  string
	}{{placement.BelowThreshold, n.BelowThreshold, "below the threshold"}, {placement.AtOrAbove, n.AtOrAbove, "at or above it"},
		{placement.NotYetInspected, n.NotYetInspected, "not yet inspected"}, {placement.NoOverall, n.NoOverall, "without an overall judgement"},
		{placement.OutsideOfsted, n.OutsideOfsted, "outside Ofsted"}, {placement.UnknownURN, n.UnknownURN, "with a URN that is not known"},
		{placement.MissingURN, n.MissingURN, "without a URN"}, {placement.NotApplicable, n.NotApplicable, "to which no judgement applies"}} {
		said = append(said, fmt.Sprintf("%d %s", b.n, b.words))
		row := make([]string, exposureColumns)
		row[2], row[exposureColumns-1] = string(b.bucket), strconv.Itoa(b.n)
		rows = append(rows, row)
	}
	return rows, plural(n.OpenPlacements, "open placement", "open placements") + ": " + strings.Join(said, ", ") + "."
}

// exposureColumns is how many columns the table has; the last is for the totals.
const exposureColumns = 11

// Table lists the exposed children, one line each.
func (d ExposureDoc) Table() ([]string, [][]string) {
	var rows [][]string
	for _, e := range d.Provisions {
		for _, c := range e.Children {
			rows = append(rows, slices.Concat([]string{string(e.URN), string(e.Name), e.Bucket}, e.Judgement.cells()[:2],
				[]string{e.Judgement.cells()[3], c.Child, c.PlacedOn.String(), string(c.PlacementType), string(c.Concern), ""}))
		}
	}
	return []string{"urn", "name", "bucket", "judgement", "inspected_on", "provisional", "child", "placed_on", "placement_type", "concern", "placements"}, rows
}
