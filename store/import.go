package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/sheet"
	"placewatch/domain/text"
)

// File is one file that is being imported: whole or not at all.
type File struct {
	Name   text.Text // base name
	SHA256 string
	AsAt   civil.Date // the day it speaks of, where a person says so
}

// Import says what one table of a file did (cli.md).
type Import struct {
	File             string            `json:"file"`
	Sheet            string            `json:"sheet"`
	RecognisedAs     string            `json:"recognised_as"`
	Rows             int               `json:"rows"`
	Accepted         int               `json:"accepted"`
	Rejected         []sheet.Rejection `json:"rejected"`
	Warnings         []string          `json:"warnings"`
	New              int               `json:"new"`
	Changed          int               `json:"changed"`
	Unchanged        int               `json:"unchanged"`
	JudgementChanges []JudgementChange `json:"judgement_changes"`
	Discrepancies    int               `json:"discrepancies"`

	AsAt     civil.Date `json:"-"`
	Concerns int        `json:"-"` // concerns opened
	Intake   int        `json:"-"` // of which taken in by one intake duty each (first load)
}

// JudgementChange is a judgement in force that a file changed, with the number of
// our children placed there.
type JudgementChange struct {
	URN         string     `json:"urn"`
	From        string     `json:"from"`
	To          string     `json:"to"`
	InspectedOn civil.Date `json:"inspected_on"`
	Children    int        `json:"children"`
}

// errDry ends a dry run: everything was computed, nothing is kept.
var errDry = errors.New("dry run")

// ImportOfsted applies the tables of one of Ofsted's files.
func (s *Store) ImportOfsted(ctx context.Context, by By, f File, tables []*ofsted.Table, dry bool) ([]Import, error) {
	var out []Import
	err := s.write(ctx, func(q querier) error {
		w, err := s.begin(ctx, q, by)
		if err != nil {
			return err
		}
		for _, t := range tables {
			i, err := w.ofstedTable(ctx, f, t)
			if err != nil {
				return err
			}
			out = append(out, *i)
		}
		if dry {
			return errDry
		}
		return nil
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return out, err
}

// ofstedImport is one table under way.
type ofstedImport struct {
	w       *writing
	t       *ofsted.Table
	f       File
	out     *Import
	held    map[string]provision
	insp    map[string][]inspection
	touched map[string]*touched
	changes []journal.Change
}

// touched is a provision of which the table said something new.
type touched struct {
	before ofsted.Standing
	news   []ofsted.Inspection
	ended  bool
	isNew  bool
}

func (w *writing) ofstedTable(ctx context.Context, f File, t *ofsted.Table) (*Import, error) {
	o := &ofstedImport{w: w, t: t, f: f, touched: map[string]*touched{}, insp: map[string][]inspection{}, held: map[string]provision{},
		out: &Import{File: f.Name.String(), Sheet: t.Sheet, RecognisedAs: string(t.RecognisedAs), Rows: t.Rows, Accepted: t.Accepted,
			Rejected: t.Rejected, Warnings: t.Warnings, AsAt: t.AsAt, JudgementChanges: []JudgementChange{}}}
	if t.AsAt.After(w.by.Today) {
		return nil, fault.Newf(fault.Invalid, "%s speaks of %s, which is still to come", f.Name, t.AsAt.Long()).
			Do("check the file, or say which day it is of with --as-at")
	}
	for _, part := range []func(context.Context) error{o.load, o.provisions, o.inspections, o.derive, o.record, o.hear, o.unread} {
		if err := part(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return o.out, o.remember(ctx)
}

// load reads what is held of Ofsted's facts.
func (o *ofstedImport) load(ctx context.Context) error {
	ps, err := provisions.all(ctx, o.w.q, "")
	if err != nil {
		return err
	}
	for _, p := range ps {
		o.held[p.URN.String()] = p
	}
	is, err := inspections.all(ctx, o.w.q, "ORDER BY urn, id")
	for _, i := range is {
		o.insp[i.URN.String()] = append(o.insp[i.URN.String()], i)
	}
	return err
}

func (o *ofstedImport) touch(urn string) *touched {
	t := o.touched[urn]
	if t == nil {
		t = &touched{before: ofsted.InForce(bare(o.insp[urn]))}
		o.touched[urn] = t
	}
	return t
}

// provisions writes the facts of registrations. A file never overwrites facts
// from a newer one; it may add what was not known.
func (o *ofstedImport) provisions(ctx context.Context) error {
	put := newPutter(o.w.q, provisions)
	defer put.close()
	for _, fact := range o.t.Provisions {
		urn := fact.Provision.URN.String()
		was, known := o.held[urn]
		now := provision{Provision: fact.Onto(ofsted.Provision{Places: -1}), AsAt: o.t.AsAt, Bucket: ofsted.Unknown}
		switch {
		case known && o.t.AsAt.Before(was.AsAt):
			older := ofsted.ProvisionFact{Provision: was.Provision, Gave: gave(was.Provision)}
			now = provision{Provision: older.Onto(now.Provision), AsAt: was.AsAt, Bucket: was.Bucket}
		case known:
			now = provision{Provision: fact.Onto(was.Provision), AsAt: o.t.AsAt, Bucket: was.Bucket}
		}
		same := was
		same.AsAt = now.AsAt // a newer day alone is no change of fact
		switch {
		case !known:
			o.out.New++
		case same == now:
			o.out.Unchanged++
			continue
		default:
			o.out.Changed++
		}
		t := o.touch(urn)
		t.isNew = !known
		t.ended = now.Status.Ended() && !was.Status.Ended()
		if err := put.put(ctx, &now); err != nil {
			return err
		}
		o.held[urn] = now
		if known {
			o.changes = append(o.changes, provisions.change(&was, &now))
		} else {
			o.changes = append(o.changes, provisions.change(nil, &now))
		}
	}
	return nil
}

// gave says which facts of a provision are known.
func gave(p ofsted.Provision) ofsted.Facts {
	var f ofsted.Facts
	for fact, known := range map[ofsted.Facts]bool{
		ofsted.GaveName: !p.Name.IsZero(), ofsted.GaveType: p.Type != "", ofsted.GaveStatus: p.Status != "",
		ofsted.GaveRegistered: !p.Registered.IsZero(), ofsted.GaveClosed: !p.Closed.IsZero(), ofsted.GaveAuthority: !p.LocalAuthority.IsZero(),
		ofsted.GaveRegion: !p.Region.IsZero(), ofsted.GaveSector: !p.Sector.IsZero(), ofsted.GaveOwner: !p.Owner.IsZero(),
		ofsted.GavePlaces: p.Places >= 0, ofsted.GaveJudged: !p.JudgedAsAt.IsZero(),
	} {
		if known {
			f |= fact
		}
	}
	return f
}

// inspections merges the table's inspections into those held.
func (o *ofstedImport) inspections(ctx context.Context) error {
	put := newPutter(o.w.q, inspections)
	defer put.close()
	byURN := map[string][]ofsted.Inspection{}
	for _, i := range o.t.Inspections {
		byURN[i.URN.String()] = append(byURN[i.URN.String()], i)
	}
	for _, urn := range slices.Sorted(maps.Keys(byURN)) {
		if err := o.merge(ctx, put, urn, byURN[urn]); err != nil {
			return err
		}
	}
	return nil
}

// merge writes one provision's inspections. From an older file than the one that
// a record is from, only what that record lacks is taken.
func (o *ofstedImport) merge(ctx context.Context, put *putter[inspection], urn string, news []ofsted.Inspection) error {
	held := o.insp[urn]
	merged := ofsted.Merge(bare(held), news)
	for n, m := range merged {
		rec := inspection{ID: fmt.Sprintf("%s#%03d", urn, n+1), Inspection: m, AsAt: o.t.AsAt}
		var was *inspection
		if n < len(held) {
			was = &held[n]
			if o.t.AsAt.Before(was.AsAt) {
				rec.Inspection = ofsted.Merge([]ofsted.Inspection{m}, []ofsted.Inspection{was.Inspection})[0]
				rec.AsAt = was.AsAt
			}
			if was.Inspection == rec.Inspection {
				continue
			}
			rec.ID = was.ID
		}
		t := o.touch(urn)
		t.news = append(t.news, rec.Inspection)
		if err := put.put(ctx, &rec); err != nil {
			return err
		}
		o.changes = append(o.changes, inspections.change(was, &rec))
		if was == nil {
			o.insp[urn] = append(o.insp[urn], rec)
		} else {
			o.insp[urn] = slices.Clone(o.insp[urn])
			o.insp[urn][n] = rec
		}
	}
	return nil
}

// derive sets the buckets of what was touched, and lists the judgements that changed.
func (o *ofstedImport) derive(ctx context.Context) error {
	below := func(j ofsted.Judgement) bool { b, _ := o.w.s.policy.Below(j); return b }
	children, err := counts(ctx, o.w.q, `SELECT urn, count(*) FROM placement WHERE ended_on IS NULL GROUP BY urn`)
	if err != nil {
		return err
	}
	var rebucketed []string
	for _, urn := range slices.Sorted(maps.Keys(o.touched)) {
		t := o.touched[urn]
		after := ofsted.InForce(bare(o.insp[urn]))
		o.judgementChange(urn, t, after, children[urn])
		p := o.held[urn]
		if b := ofsted.BucketOf(p.Provision, after, below); b != p.Bucket || t.isNew {
			if _, err := o.w.q.ExecContext(ctx, `UPDATE provision SET bucket = ? WHERE urn = ?`, string(b), urn); err != nil {
				return err
			}
			p.Bucket = b
			o.held[urn] = p
		}
		rebucketed = append(rebucketed, urn)
	}
	return o.w.recount(ctx, "AND urn"+inList, list(rebucketed))
}

func (o *ofstedImport) judgementChange(urn string, t *touched, after ofsted.Standing, children int) {
	from, to := headline(t.before.Judgement), headline(after.Judgement)
	if from == to || t.isNew && children == 0 {
		return // seen for the first time with none of ours there: no change to tell
	}
	c := JudgementChange{URN: urn, From: from, To: to, Children: children}
	if after.Judgement != nil {
		c.InspectedOn = after.Judgement.Ended
	}
	o.out.JudgementChanges = append(o.out.JudgementChanges, c)
}

// headline is a judgement in one word: the grade, else the outcome.
func headline(i *ofsted.Inspection) string {
	if i == nil {
		return ""
	}
	return cmp.Or(string(i.Judgement.Overall), string(i.Judgement.Outcome))
}

func counts(ctx context.Context, q querier, query string, args ...any) (map[string]int, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var k string
		var n int
		if err := rows.Scan(&k, &n); err != nil {
			return nil, err
		}
		out[k] = n
	}
	return out, rows.Err()
}

// chunk is how many records one journal entry of an import holds at most.
const chunk = 500

// record writes the import into the journal: every record as it now stands.
func (o *ofstedImport) record(ctx context.Context) error {
	return o.w.journalImport(ctx, "OF0F", "ofsted_file_applied", o.f, o.out, o.changes)
}

func (w *writing) journalImport(ctx context.Context, row, event string, f File, out *Import, changes []journal.Change) error {
	if len(changes) == 0 && out.New+out.Changed == 0 {
		return nil
	}
	args := map[string]string{"file": out.File, "sheet": out.Sheet, "recognised_as": out.RecognisedAs, "sha256": f.SHA256, "as_at": out.AsAt.String(),
		"new": fmt.Sprint(out.New), "changed": fmt.Sprint(out.Changed), "rejected": fmt.Sprint(len(out.Rejected))}
	for part := range slices.Chunk(changes, chunk) {
		if err := w.append(ctx, &journal.Entry{Subject: "import:" + short(f.SHA256), Row: row, Event: event, On: w.by.Today.String(), Args: args, Changes: part}); err != nil {
			return err
		}
	}
	return nil
}

func short(sha string) string { return sha[:min(len(sha), 12)] }

// hear tells the cases of what was touched: concerns open, move and settle.
func (o *ofstedImport) hear(ctx context.Context) error {
	news := map[string]concern.News{}
	for urn, t := range o.touched {
		n := concern.News{Inspections: t.news, Ended: t.ended, EndedOn: o.held[urn].Closed}
		news[urn] = n
	}
	first, err := o.w.firstLoad(ctx, metaOfstedOn)
	if err != nil {
		return err
	}
	return o.w.hear(ctx, news, first, o.out, o.f)
}

// unread keeps what Ofsted said and could not be read as discrepancies, so that
// older facts never pass for the whole.
func (o *ofstedImport) unread(ctx context.Context) error {
	for _, u := range o.t.Unread {
		if err := o.w.discrepancy(ctx, Discrepancy{Kind: "ofsted_row_unread", Subject: "urn:" + u.String(), File: o.f.Name,
			Ours: text.Clean("what older files say"), Theirs: text.Clean("a row that could not be used: see the import's list of rejected rows")}, o.out); err != nil {
			return err
		}
	}
	return nil
}

// remember notes the import, and how often Ofsted came back by the events now held.
func (o *ofstedImport) remember(ctx context.Context) error {
	if len(o.touched) > 0 {
		if err := o.shares(ctx); err != nil {
			return err
		}
	}
	return o.w.remember(ctx, o.f, o.out, metaOfstedOn, metaOfstedAt)
}

func (o *ofstedImport) shares(ctx context.Context) error {
	types := map[ofsted.URN]ofsted.Type{}
	for _, p := range o.held {
		types[p.URN] = p.Type
	}
	var all []ofsted.Inspection
	for _, is := range o.insp {
		all = append(all, bare(is)...)
	}
	return setMeta(ctx, o.w.q, metaShares, string(journal.Canonical(board.ShareWords(board.ReturnShares(all, types)))))
}

// remember notes that a table was imported, and the newest day of its kind.
func (w *writing) remember(ctx context.Context, f File, out *Import, on, at string) error {
	if _, err := w.q.ExecContext(ctx, `INSERT INTO import_file (id, name, sheet, recognised_as, as_at, imported_on, rows, accepted, rejected)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET imported_on = excluded.imported_on`,
		f.SHA256+"/"+out.Sheet, f.Name.String(), out.Sheet, out.RecognisedAs, day(out.AsAt), w.by.Today.String(), out.Rows, out.Accepted, len(out.Rejected)); err != nil {
		return err
	}
	if err := setMeta(ctx, w.q, on, w.by.Today.String()); err != nil {
		return err
	}
	newest, err := metaDay(ctx, w.q, at)
	if err == nil && out.AsAt.After(newest) {
		err = setMeta(ctx, w.q, at, out.AsAt.String())
	}
	return err
}

// firstLoad reports whether concerns found now belong to the first load: until
// the end of the day on which both Ofsted's list and placements were first held.
func (w *writing) firstLoad(ctx context.Context, arriving string) (bool, error) {
	first, err := metaDay(ctx, w.q, metaFirstLoad)
	if err != nil {
		return false, err
	}
	if !first.IsZero() {
		return first == w.by.Today, nil
	}
	other := metaPlacementsOn
	if arriving == metaPlacementsOn {
		other = metaOfstedOn
	}
	if d, err := metaDay(ctx, w.q, other); err != nil || d.IsZero() {
		return true, err
	}
	return true, setMeta(ctx, w.q, metaFirstLoad, w.by.Today.String())
}

// hear lets each case take what a file brought, and keeps what it does not fit.
func (w *writing) hear(ctx context.Context, news map[string]concern.News, first bool, out *Import, f File) error {
	relevant, err := words(ctx, w.q, `SELECT urn FROM provision WHERE urn`+inList+` AND (bucket = 'below_threshold'
		OR status = 'suspended' OR urn IN (SELECT urn FROM concern WHERE closed_on IS NULL) OR urn IN (SELECT urn FROM freeze WHERE state <> 'lifted'))
		ORDER BY urn`, list(slices.Collect(maps.Keys(news))))
	if err != nil {
		return err
	}
	cs, err := w.s.cases(ctx, w.q, relevant, w.by.Today)
	if err != nil {
		return err
	}
	for _, c := range cs {
		n := news[c.Place.URN.String()]
		n.First = first
		was := c.Open()
		after, steps, misfits := c.Hear(n, w.turn(nil))
		if err := w.steps(ctx, c, steps, ""); err != nil {
			return err
		}
		if !was && after.Open() {
			out.Concerns++
			if after.Concern.Intake {
				out.Intake++
			}
		}
		for _, m := range misfits {
			if err := w.discrepancy(ctx, Discrepancy{Kind: "event_does_not_fit", Subject: "urn:" + m.URN, Ours: text.Clean(m.Why), Theirs: text.Clean(m.What), File: f.Name}, out); err != nil {
				return err
			}
		}
	}
	return nil
}

// discrepancy opens a discrepancy, once for the same contradiction.
func (w *writing) discrepancy(ctx context.Context, d Discrepancy, out *Import) error {
	if d.ID == "" {
		d.ID = d.Kind + ":" + d.Subject
	}
	d.Status, d.OpenedOn = "open", w.by.Today
	held, err := discrepancies.all(ctx, w.q, "WHERE id = ?", d.ID)
	if err != nil {
		return err
	}
	if len(held) == 1 && held[0].Status == "open" && held[0].Ours == d.Ours && held[0].Theirs == d.Theirs {
		return nil
	}
	out.Discrepancies++
	var was *Discrepancy
	if len(held) == 1 {
		was = &held[0]
	}
	if err := discrepancies.put(ctx, w.q, &d); err != nil {
		return err
	}
	return w.append(ctx, &journal.Entry{Subject: d.Subject, Row: "DS1", Event: "discrepancy_found", On: w.by.Today.String(),
		Args: map[string]string{"kind": d.Kind}, Changes: []journal.Change{discrepancies.change(was, &d)}})
}
