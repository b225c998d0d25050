package store

import (
	"context"
	"encoding/json"
	"fmt"

	"placewatch/domain/civil"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// provision is a provision as kept: Ofsted's facts, the day of the file that they
// are from, and what follows from its inspections.
type provision struct {
	ofsted.Provision
	AsAt   civil.Date    `json:"as_at"`
	Bucket ofsted.Bucket `json:"-"` // derived
}

var provisions = record[provision]{
	table: "provision",
	columns: `urn, name, type, type_words, status, registered, closed, local_authority, region, sector, owner, places,
		judged_as_at, as_at, bucket`,
	id: func(p *provision) string { return p.URN.String() },
	bind: func(p *provision) []any {
		return []any{p.URN.String(), p.Name.String(), string(p.Type), p.TypeWords.String(), string(p.Status), day(p.Registered), day(p.Closed),
			p.LocalAuthority.String(), p.Region.String(), p.Sector.String(), p.Owner.String(), p.Places,
			day(p.JudgedAsAt), day(p.AsAt), string(p.Bucket)}
	},
	scan: func(p *provision) []any {
		return []any{urnDest{&p.URN}, textDest{&p.Name}, word[ofsted.Type]{&p.Type}, textDest{&p.TypeWords}, word[ofsted.Status]{&p.Status},
			dayDest{&p.Registered}, dayDest{&p.Closed},
			textDest{&p.LocalAuthority}, textDest{&p.Region}, textDest{&p.Sector}, textDest{&p.Owner}, &p.Places,
			dayDest{&p.JudgedAsAt}, dayDest{&p.AsAt}, word[ofsted.Bucket]{&p.Bucket}}
	},
}

// inspection is an inspection as kept, under a number of its own: Ofsted's event
// number is no key, and its dates get corrected.
type inspection struct {
	ID string `json:"id"` // urn#n
	ofsted.Inspection
	AsAt civil.Date `json:"as_at"`
}

var inspections = record[inspection]{
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
}

// placed is a placement as kept, with the bucket in which it is counted.
type placed struct {
	placement.Placement
	Bucket placement.Bucket `json:"-"` // derived; none once ended
}

var placements = record[placed]{
	table: "placement",
	columns: `id, child, placed_on, ended_on, placement_type, provider_code, urn, legal_status, team, worker, last_seen,
		source_file, unmatched, bucket`,
	id: func(p *placed) string { return p.ID },
	bind: func(p *placed) []any {
		return []any{p.ID, p.Child.String(), day(p.PlacedOn), day(p.EndedOn), p.Type, p.Provider, p.URN.String(), p.Legal, p.Team.String(), p.Worker.String(),
			day(p.LastSeen), p.FromFile.String(), flag(p.Unmatched), string(p.Bucket)}
	},
	scan: func(p *placed) []any {
		return []any{&p.ID, textDest{&p.Child}, dayDest{&p.PlacedOn}, dayDest{&p.EndedOn}, &p.Type, &p.Provider, textDest{&p.URN}, &p.Legal,
			textDest{&p.Team}, textDest{&p.Worker}, dayDest{&p.LastSeen}, textDest{&p.FromFile}, &p.Unmatched, word[placement.Bucket]{&p.Bucket}}
	},
}

// Discrepancy is a contradiction that no rule settles: it waits for a person.
type Discrepancy struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind"`
	Subject  string     `json:"subject"`
	Ours     text.Text  `json:"ours"`
	Theirs   text.Text  `json:"theirs"`
	File     text.Text  `json:"file"`
	Line     int        `json:"line"`
	Status   string     `json:"status"` // open settled
	OpenedOn civil.Date `json:"opened_on"`
	ClosedOn civil.Date `json:"closed_on"`
	Why      text.Text  `json:"why"`
}

var discrepancies = record[Discrepancy]{
	table:   "discrepancy",
	columns: `id, kind, subject, ours, theirs, file, line, status, opened_on, closed_on, why`,
	id:      func(d *Discrepancy) string { return d.ID },
	bind: func(d *Discrepancy) []any {
		return []any{d.ID, d.Kind, d.Subject, d.Ours.String(), d.Theirs.String(), d.File.String(), d.Line, d.Status, day(d.OpenedOn), day(d.ClosedOn), d.Why.String()}
	},
	scan: func(d *Discrepancy) []any {
		return []any{&d.ID, &d.Kind, &d.Subject, textDest{&d.Ours}, textDest{&d.Theirs}, textDest{&d.File}, &d.Line, &d.Status,
			dayDest{&d.OpenedOn}, dayDest{&d.ClosedOn}, textDest{&d.Why}}
	},
}

var people = record[team.Person]{
	table:   "person",
	columns: `id, login, name, grants, disabled`,
	id:      func(p *team.Person) string { return p.ID },
	bind: func(p *team.Person) []any {
		return []any{p.ID, p.Login.String(), p.Name.String(), string(journal.Canonical(p.Grants)), flag(p.Disabled)}
	},
	scan: func(p *team.Person) []any {
		return []any{&p.ID, textDest{&p.Login}, textDest{&p.Name}, jsonDest{&p.Grants}, &p.Disabled}
	},
}

type urnDest struct{ u *ofsted.URN }

func (x urnDest) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("%T is not a stored URN", v)
	}
	var err error
	*x.u, err = ofsted.ParseURN(s)
	return err
}

// list passes many values to a statement as one: WHERE urn IN (SELECT value FROM json_each(?)).
func list(values []string) string {
	if values == nil {
		values = []string{}
	}
	b, _ := json.Marshal(values)
	return string(b)
}

const inList = " IN (SELECT value FROM json_each(?))"

// meta reads one of the store's own facts, "" when it is not set.
func meta(ctx context.Context, q querier, key string) (string, error) {
	var v string
	err := q.QueryRowContext(ctx, `SELECT coalesce((SELECT value FROM meta WHERE key = ?), '')`, key).Scan(&v)
	return v, err
}

func setMeta(ctx context.Context, q querier, key, value string) error {
	_, err := q.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}

func metaDay(ctx context.Context, q querier, key string) (civil.Date, error) {
	v, err := meta(ctx, q, key)
	if err != nil || v == "" {
		return civil.Date{}, err
	}
	return civil.Parse(v)
}
