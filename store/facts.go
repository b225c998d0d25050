package store

import (
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// provision is a provision as kept: Ofsted's facts, each with the day of the file
// that it is from, and what follows from its inspections. JudgedAsAt is no column
// of its own: it is the day of that fact.
type provision struct {
	ofsted.Provision
	Unread civil.Date    `json:"unread"` // day of the newest file with a row of it that could not be used; none once one could
	Days   factDays      `json:"-"`
	Bucket ofsted.Bucket `json:"-"` // derived
}

// factDays are the days of the files that the facts are from, in the order of
// ofsted.Facts. Facts are ordered one by one: a file of leavers is newer than a
// list of provisions in what it says of closures, and says nothing of the rest.
type factDays [11]civil.Date

// judgedFact is the place of ofsted.GaveJudged, the last.
const judgedFact = len(factDays{}) - 1

// known is the provision as the rules know it.
func (p provision) known() ofsted.Provision {
	p.Provision.JudgedAsAt = p.Days[judgedFact]
	return p.Provision
}

// take adds what a row of a file of that day says. No fact from a newer file is
// overwritten.
func (p provision) take(f ofsted.ProvisionFact, layout ofsted.Layout, asAt civil.Date) provision {
	if s := f.Provision.Status; s == ofsted.Active || s == ofsted.Suspended {
		f.Gave |= ofsted.GaveClosed // an open registration has no closing day, and that is said too
	}
	for i := range p.Days {
		fact := ofsted.Facts(1 << i)
		day := factDay(fact, f.Provision.Status, layout, asAt)
		switch {
		case !f.Gave.Has(fact):
		case day.Before(p.Days[i]):
			f.Gave &^= fact
		default:
			p.Days[i] = day
		}
	}
	closed := p.Closed
	p.Provision = f.Onto(p.Provision)
	if !f.Gave.Has(ofsted.GaveClosed) {
		p.Closed = closed
	}
	p.JudgedAsAt = civil.Date{}
	return p
}

// factDay orders the facts of files that speak of one day and contradict one
// another, so that it does not matter which is read first, or twice: an end of
// the registration stands above all, for nothing may hide it; then the list of
// provisions, the year's inspections, and the leavers and joiners.
func factDay(fact ofsted.Facts, s ofsted.Status, layout ofsted.Layout, asAt civil.Date) civil.Date {
	switch {
	case s.Ended() && (fact == ofsted.GaveStatus || fact == ofsted.GaveClosed):
		return asAt.AddDays(1)
	case layout == ofsted.InYearInspections:
		return asAt.AddDays(-1)
	case layout == ofsted.LeaversJoiners:
		return asAt.AddDays(-2)
	}
	return asAt
}

var provisions = define(record[provision]{
	table: "provision",
	columns: `urn, name, type, type_words, status, registered, closed, local_authority, region, sector, owner, places,
		unread, fact_days, bucket`,
	id: func(p *provision) string { return p.URN.String() },
	bind: func(p *provision) []any {
		return []any{p.URN.String(), p.Name.String(), string(p.Type), p.TypeWords.String(), string(p.Status), day(p.Registered), day(p.Closed),
			p.LocalAuthority.String(), p.Region.String(), p.Sector.String(), p.Owner.String(), p.Places,
			day(p.Unread), p.Days.String(), string(p.Bucket)}
	},
	scan: func(p *provision) []any {
		return []any{urnDest{&p.URN}, textDest{&p.Name}, word[ofsted.Type]{&p.Type}, textDest{&p.TypeWords}, word[ofsted.Status]{&p.Status},
			dayDest{&p.Registered}, dayDest{&p.Closed},
			textDest{&p.LocalAuthority}, textDest{&p.Region}, textDest{&p.Sector}, textDest{&p.Owner}, &p.Places,
			dayDest{&p.Unread}, &p.Days, word[ofsted.Bucket]{&p.Bucket}}
	},
	body: func(p provision) provision {
		p.Bucket = ""
		p.Days = factDays{}
		return p
	},
})

// String writes the days joined by commas, nothing for a fact not known. Days
// that repeat the one before are written as "=": most facts are from one file.
func (d factDays) String() string {
	b := make([]byte, 0, 32)
	for i, x := range d {
		if i > 0 {
			b = append(b, ',')
		}
		if i > 0 && x == d[i-1] && !x.IsZero() {
			b = append(b, '=')
		} else {
			b = append(b, x.String()...)
		}
	}
	return string(b)
}

// Scan reads what String wrote.
func (d *factDays) Scan(v any) error {
	s, err := stored(v, "days")
	if err != nil {
		return err
	}
	*d = factDays{}
	parts := strings.Split(s, ",")
	if len(parts) != len(d) {
		return fmt.Errorf("%q does not hold %d days", s, len(d))
	}
	for i, part := range parts {
		if part == "=" && i > 0 {
			d[i] = d[i-1]
		} else if err := d[i].UnmarshalText([]byte(part)); err != nil {
			return err
		}
	}
	return nil
}

// inspection is an inspection as kept, under a number of its own: Ofsted's event
// number is no key, and its dates get corrected.
type inspection struct {
	ID string `json:"id"` // urn#n
	ofsted.Inspection
	AsAt civil.Date `json:"-"` // the day of the newest file, or telling, that holds it so
}

var inspections = define(record[inspection]{
	table: "inspection",
	columns: `id, urn, kind, event_type, number, started, ended, published, overall, protection, leadership, outcome,
		label, provisional, as_at`,
	id: func(i *inspection) string { return i.ID },
	bind: func(i *inspection) []any {
		j := i.Judgement
		return []any{i.ID, i.URN.String(), string(i.Kind), i.EventType.String(), i.Number.String(), day(i.Started), day(i.Ended), day(i.Published),
			string(j.Overall), string(j.Protection), string(j.Leadership), string(j.Outcome),
			j.Label.String(), flag(i.Provisional), day(i.AsAt)}
	},
	scan: func(i *inspection) []any {
		j := &i.Judgement
		return []any{&i.ID, urnDest{&i.URN}, word[ofsted.Kind]{&i.Kind}, textDest{&i.EventType}, textDest{&i.Number},
			dayDest{&i.Started}, dayDest{&i.Ended}, dayDest{&i.Published},
			word[ofsted.Grade]{&j.Overall}, word[ofsted.Grade]{&j.Protection}, word[ofsted.Grade]{&j.Leadership}, word[ofsted.Outcome]{&j.Outcome},
			textDest{&j.Label}, &i.Provisional, dayDest{&i.AsAt}}
	},
	keep: func(i, _ *inspection, day civil.Date) { i.AsAt = day },
	body: func(i inspection) inspection {
		i.AsAt = civil.Date{}
		return i
	},
})

// numbered names the nth inspection of a provision, in the order of arrival.
func numbered(urn string, n int) string { return fmt.Sprintf("%s#%03d", urn, n) }

// bare are inspections without what the store adds.
func bare(held []inspection) []ofsted.Inspection {
	out := make([]ofsted.Inspection, len(held))
	for i, h := range held {
		out[i] = h.Inspection
	}
	return out
}

// merge returns the inspections held after a file of that day, in their places,
// and what it said that was not known. From a file older than the one that a
// record is from, only what the record lacks is taken.
func merge(held []inspection, news []ofsted.Inspection, asAt civil.Date) (after []inspection, told []ofsted.Inspection) {
	after = slices.Clone(held)
	for _, in := range news {
		i := slices.IndexFunc(after, func(h inspection) bool {
			return len(ofsted.Merge([]ofsted.Inspection{h.Inspection}, []ofsted.Inspection{in})) == 1
		})
		if i < 0 {
			after = append(after, inspection{ID: numbered(in.URN.String(), len(after)+1), Inspection: in, AsAt: asAt})
			told = append(told, in)
			continue
		}
		older, newer := after[i].Inspection, in
		if asAt.Before(after[i].AsAt) {
			older, newer = newer, older
		} else {
			after[i].AsAt = asAt
		}
		if now := ofsted.Merge([]ofsted.Inspection{older}, []ofsted.Inspection{newer})[0]; now != after[i].Inspection {
			after[i].Inspection = now
			told = append(told, now)
		}
	}
	return after, told
}

// placed is a placement as kept, with the bucket in which it is counted. The day
// it was last seen orders the files; it is no fact.
type placed struct {
	placement.Placement
	Bucket placement.Bucket `json:"-"` // derived; none once ended
}

var placements = define(record[placed]{
	table: "placement",
	columns: `id, child, placed_on, ended_on, placement_type, provider_code, urn, team, worker, last_seen,
		source_file, unmatched, bucket`,
	id: func(p *placed) string { return p.ID },
	bind: func(p *placed) []any {
		return []any{p.ID, p.Child.String(), day(p.PlacedOn), day(p.EndedOn), p.Type, p.Provider, p.URN.String(), p.Team.String(), p.Worker.String(),
			day(p.LastSeen), p.FromFile.String(), flag(p.Unmatched), string(p.Bucket)}
	},
	scan: func(p *placed) []any {
		return []any{&p.ID, textDest{&p.Child}, dayDest{&p.PlacedOn}, dayDest{&p.EndedOn}, &p.Type, &p.Provider, textDest{&p.URN},
			textDest{&p.Team}, textDest{&p.Worker}, dayDest{&p.LastSeen}, textDest{&p.FromFile}, &p.Unmatched, word[placement.Bucket]{&p.Bucket}}
	},
	keep: func(p, now *placed, _ civil.Date) {
		if p.Open() {
			p.Bucket = placement.UnknownURN // until it is counted anew
		}
		if now != nil {
			p.LastSeen = now.LastSeen
		}
	},
	body: func(p placed) placed {
		p.LastSeen, p.Bucket = civil.Date{}, ""
		return p
	},
})

var people = define(record[team.Person]{
	table:   "person",
	columns: `id, login, name, grants, disabled`,
	id:      func(p *team.Person) string { return p.ID },
	bind: func(p *team.Person) []any {
		return []any{p.ID, p.Login.String(), p.Name.String(), string(journal.Canonical(p.Grants)), flag(p.Disabled)}
	},
	scan: func(p *team.Person) []any {
		return []any{&p.ID, textDest{&p.Login}, textDest{&p.Name}, jsonDest{&p.Grants}, &p.Disabled}
	},
})

var holidays = define(record[civil.Holiday]{
	table:   "holiday",
	columns: `day, title, notes`,
	id:      func(h *civil.Holiday) string { return h.On.String() },
	bind:    func(h *civil.Holiday) []any { return []any{day(h.On), h.Title.String(), h.Notes.String()} },
	scan:    func(h *civil.Holiday) []any { return []any{dayDest{&h.On}, textDest{&h.Title}, textDest{&h.Notes}} },
})

// importFile is one table of one file, as told on one day. What the board says of
// the age of the facts is read from these.
type importFile struct {
	ID           string     `json:"id"`   // sha256/sheet/as_at/imported_on
	Kind         string     `json:"kind"` // ofsted placements
	Name         text.Text  `json:"name"` // base name only
	Sheet        text.Text  `json:"sheet"`
	RecognisedAs string     `json:"recognised_as"`
	AsAt         civil.Date `json:"as_at"`
	ImportedOn   civil.Date `json:"imported_on"`
	Rows         int        `json:"rows"`
	Accepted     int        `json:"accepted"`
	Rejected     int        `json:"rejected"`
}

var importFiles = define(record[importFile]{
	table:   "import_file",
	columns: `id, kind, name, sheet, recognised_as, as_at, imported_on, rows, accepted, rejected`,
	id:      func(f *importFile) string { return f.ID },
	bind: func(f *importFile) []any {
		return []any{f.ID, f.Kind, f.Name.String(), f.Sheet.String(), f.RecognisedAs, day(f.AsAt), day(f.ImportedOn), f.Rows, f.Accepted, f.Rejected}
	},
	scan: func(f *importFile) []any {
		return []any{&f.ID, &f.Kind, textDest{&f.Name}, textDest{&f.Sheet}, &f.RecognisedAs, dayDest{&f.AsAt}, dayDest{&f.ImportedOn}, &f.Rows, &f.Accepted, &f.Rejected}
	},
})

type urnDest struct{ u *ofsted.URN }

// Scan reads a URN.
func (x urnDest) Scan(v any) error {
	s, err := stored(v, "URN")
	if err == nil {
		*x.u, err = ofsted.ParseURN(s)
	}
	return err
}
