package board

import (
	"cmp"
	"slices"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/duty"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// ChildInput is what `show` needs to tell about one child.
type ChildInput struct {
	Rules      concern.Rules
	Today      civil.Date
	Zone       *time.Location
	Council    text.Text
	Child      text.Text
	Placements []placement.Placement // all of hers that we know, ended ones too
	BucketOf   map[string]placement.Bucket
	Reasons    map[string]string
	Cases      []*concern.Case             // of the provisions where she lives now
	Places     map[string]ofsted.Provision // of her other placements, by URN
	Standings  map[string]ofsted.Standing
	Entries    []journal.Entry // about her, oldest first
}

// ChildFacts are what `show` says of a child.
type ChildFacts struct {
	Child      string     `json:"child"`
	Placements []StayFact `json:"placements"`
}

// StayFact is one placement. Bucket is null once it has ended.
type StayFact struct {
	ID            string        `json:"id"`
	URN           Maybe         `json:"urn"`
	Name          Maybe         `json:"name"`
	PlacedOn      Day           `json:"placed_on"`
	EndedOn       Day           `json:"ended_on"`
	PlacementType Maybe         `json:"placement_type"`
	Bucket        Maybe         `json:"bucket"`
	Why           Maybe         `json:"why"`
	Judgement     *JudgementDoc `json:"judgement"`
	Concern       Maybe         `json:"concern"`
}

// ShowChild tells everything about one child: where she lives, what is owed for
// her and there, and what was done.
func ShowChild(in ChildInput) ShowDoc {
	v := newView(in.Rules, in.Today, in.Council, nil)
	homes := v.homes(Input{Cases: in.Cases, Places: in.Places, Standings: in.Standings})
	doc := ShowDoc{Subject: "child:" + in.Child.String(), Duties: []DutyDoc{}}
	facts := ChildFacts{Child: in.Child.String(), Placements: []StayFact{}}
	history := v.recorded(in.Entries, nil, in.Zone, map[text.Text]bool{in.Child: true})
	for i := range in.Placements {
		s := stay{Placement: &in.Placements[i], home: homes[urnOf(in.Placements[i])], bucket: in.BucketOf[in.Placements[i].ID], why: in.Reasons[in.Placements[i].ID]}
		facts.Placements = append(facts.Placements, s.fact())
		history = append(history, v.stayed(s)...)
	}
	for _, c := range in.Cases {
		doc.Duties = append(doc.Duties, v.dutyDocs(c, func(d *duty.Duty) bool { return d.Child.IsZero() || d.Child == in.Child })...)
	}
	slices.SortFunc(facts.Placements, func(a, b StayFact) int {
		return cmp.Or(b.PlacedOn.Compare(a.PlacedOn.Date), cmp.Compare(a.ID, b.ID))
	})
	doc.Facts, doc.Timeline = facts, timelineDocs(newestFirst(history))
	return doc
}

func (s stay) fact() StayFact {
	f := StayFact{ID: s.ID, URN: Maybe(s.URN.String()), PlacedOn: Day{s.PlacedOn}, EndedOn: Day{s.EndedOn}, PlacementType: Maybe(s.Type)}
	if s.home != nil {
		f.Name = Maybe(s.home.facts.Name.String())
	}
	if !s.Open() {
		return f
	}
	f.Bucket, f.Why, f.Concern = Maybe(cmp.Or(s.bucket, placement.UnknownURN)), Maybe(s.why), s.exposedChild().Concern
	if e := s.exposed(); e.Bucket != string(ofsted.Unknown) {
		f.Judgement = e.Judgement
	}
	return f
}

// stayed are the beginning and the end of a placement.
func (v *view) stayed(s stay) []moment {
	where := "at a place with no URN"
	if urn := urnOf(*s.Placement); urn != "" {
		where = "at URN " + urn
	}
	if s.home != nil {
		where = "at " + s.home.name().String()
	}
	from := cmp.Or(s.FromFile.String(), "placements")
	out := []moment{v.dayRow("placed:"+s.ID, NoMarkup, s.PlacedOn, from, "Placed "+where+" ("+placement.Words(s.Type)+")")}
	if !s.Open() {
		out = append(out, v.dayRow("ended:"+s.ID, NoMarkup, s.EndedOn, from, "Placement ended "+where))
	}
	return out
}
