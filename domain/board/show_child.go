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
	Cases      []*concern.Case             // of the provisions of her placements and parts, settled to today
	Parts      []concern.Part              // all about her, as they are kept, of closed concerns too
	Places     map[string]ofsted.Provision // of her placements and parts, by URN
	Standings  map[string]ofsted.Standing
	Entries    []journal.Entry // about her and those parts, oldest first
}

// ChildFacts are what `show` says of a child.
type ChildFacts struct {
	Child       string      `json:"child"`
	Placements  []StayFact  `json:"placements"`
	Assessments []PartFacts `json:"assessments"`
	Requests    []PartFacts `json:"requests"`
	Monitoring  []PartFacts `json:"monitoring"`
	Alerts      []PartFacts `json:"alerts"`
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
	facts := ChildFacts{Child: in.Child.String(), Placements: []StayFact{}, Assessments: []PartFacts{}, Requests: []PartFacts{}, Monitoring: []PartFacts{},
		Alerts: []PartFacts{}}
	where := map[string]string{}
	for _, p := range in.parts() {
		ref := p.Ref()
		h := homes[ref.URN]
		facts.add(v.partFacts(h, p))
		if where[ref.Kind+":"+ref.ID] = "URN " + ref.URN; h != nil {
			where[ref.Kind+":"+ref.ID] = h.name().String()
		}
	}
	history := v.recorded(in.Entries, where, in.Zone, map[text.Text]bool{in.Child: true})
	for i := range in.Placements {
		s := stay{Placement: &in.Placements[i], home: homes[urnOf(in.Placements[i])], bucket: in.BucketOf[in.Placements[i].ID], why: in.Reasons[in.Placements[i].ID]}
		facts.Placements = append(facts.Placements, s.fact())
		history = append(history, v.stayed(s)...)
	}
	for _, c := range in.Cases {
		h, there := homes[c.Place.URN.String()], slices.Contains(c.Placed, in.Child)
		doc.Duties = append(doc.Duties, v.dutyDocs(h, func(d *duty.Duty) bool {
			return h.childOf(d) == in.Child || there && d.Status == duty.Open && h.concerns(d, in.Child)
		})...)
	}
	slices.SortStableFunc(doc.Duties, byStatusAndDay)
	slices.SortFunc(facts.Placements, func(a, b StayFact) int {
		return cmp.Or(b.PlacedOn.Compare(a.PlacedOn.Date), cmp.Compare(a.ID, b.ID))
	})
	doc.Facts, doc.Timeline = facts, timelineDocs(newestFirst(history))
	return doc
}

// byStatusAndDay puts what is owed first, by the day it is due, and then what is over,
// the newest first.
func byStatusAndDay(a, b DutyDoc) int {
	overA, overB := !a.SettledOn.IsZero() || a.Status == string(duty.Void), !b.SettledOn.IsZero() || b.Status == string(duty.Void)
	switch {
	case overA != overB:
		return cmp.Compare(truth(overA), truth(overB))
	case overA:
		return cmp.Or(b.SettledOn.Compare(a.SettledOn.Date), b.DueOn.Compare(a.DueOn.Date))
	}
	return byDay(a.DueOn.Date).compare(byDay(b.DueOn.Date), false)
}

// parts are the parts about the child as they stand today: those of the cases at
// hand, settled, and the earlier ones as they were kept.
func (in ChildInput) parts() []concern.Part {
	var out []concern.Part
	has := map[concern.Ref]bool{}
	add := func(p concern.Part) {
		ref := p.Ref()
		ref.State = ""
		if ref.Child == in.Child && !has[ref] {
			has[ref] = true
			out = append(out, p)
		}
	}
	for _, c := range in.Cases {
		for _, p := range c.Stored() {
			add(p)
		}
	}
	for _, p := range in.Parts {
		add(p)
	}
	return out
}

// add puts a part among the facts of its kind.
func (f *ChildFacts) add(p PartFacts) {
	switch p.Kind {
	case "assessment":
		f.Assessments = append(f.Assessments, p)
	case "request":
		f.Requests = append(f.Requests, p)
	case "monitoring":
		f.Monitoring = append(f.Monitoring, p)
	case "alert":
		f.Alerts = append(f.Alerts, p)
	}
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
