package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/sheet"
	"placewatch/domain/text"
)

// ImportOfsted applies the tables of one of Ofsted's files.
func (s *Store) ImportOfsted(ctx context.Context, by By, f File, tables []*ofsted.Table, dry bool) ([]Import, error) {
	var out []Import
	err := s.importing(ctx, by, dry, func(w *writing) error {
		for _, t := range tables {
			o := &ofstedImport{w: w, t: t, f: f, places: map[string]*place{}, out: &Import{File: f.Name.String(), Sheet: text.Clean(t.Sheet).String(),
				RecognisedAs: string(t.RecognisedAs), Rows: t.Rows, Accepted: t.Accepted, Rejected: append([]sheet.Rejection{}, t.Rejected...),
				Warnings: append([]string{}, t.Warnings...), JudgementChanges: []JudgementChange{}}}
			for _, part := range []func(context.Context) error{o.date, o.load, o.take, o.save, o.record, o.hear, o.unread} {
				if err := part(ctx); err != nil {
					return fmt.Errorf("%s: %w", f.Name, err)
				}
			}
			out = append(out, *o.out)
		}
		return nil
	})
	return out, err
}

// ofstedImport is one table under way.
type ofstedImport struct {
	w       *writing
	t       *ofsted.Table
	f       File
	out     *Import
	places  map[string]*place // by URN
	changes []journal.Change
}

// place is one provision before and after the table.
type place struct {
	known       bool // held before
	named       bool // the table says something of it
	read        bool // of its judgement too, and nothing newer of it is unread
	was, now    provision
	wasI, nowI  []inspection
	news        []ofsted.Inspection // new, or told otherwise
	wasStanding ofsted.Standing
	standing    ofsted.Standing
}

func (o *ofstedImport) date(context.Context) error {
	day, err := o.w.asAt(o.f, o.t.AsAt, o.out)
	o.out.AsAt = day
	return err
}

// load reads what is held of Ofsted's facts.
func (o *ofstedImport) load(ctx context.Context) error {
	if err := provisions.each(ctx, o.w.q, "", nil, func(p *provision) {
		o.places[p.URN.String()] = &place{known: true, was: *p, now: *p}
	}); err != nil {
		return err
	}
	return inspections.each(ctx, o.w.q, "ORDER BY urn, id", nil, func(i *inspection) {
		p := o.places[i.URN.String()]
		p.wasI = append(p.wasI, *i)
	})
}

// take works out how each provision then stands. Nothing is written yet.
func (o *ofstedImport) take(context.Context) error {
	told := map[ofsted.URN][]ofsted.Inspection{}
	for _, i := range o.t.Inspections {
		told[i.URN] = append(told[i.URN], i)
	}
	for _, p := range o.places {
		p.nowI = p.wasI
	}
	for _, fact := range o.t.Provisions {
		urn := fact.Provision.URN
		p := o.places[urn.String()]
		if p == nil {
			p = &place{now: provision{Provision: ofsted.Provision{URN: urn, Places: -1}, Bucket: ofsted.Unknown}}
			o.places[urn.String()] = p
		}
		p.named = true
		p.now = p.now.take(fact, o.t.RecognisedAs, o.out.AsAt)
		p.nowI, p.news = merge(p.wasI, told[urn], factDay(ofsted.GaveJudged, "", o.t.RecognisedAs, o.out.AsAt))
		if reads := fact.Gave.Has(ofsted.GaveJudged) || len(told[urn]) > 0; reads && !o.out.AsAt.Before(p.now.Unread) {
			p.read, p.now.Unread = true, civil.Date{}
		}
	}
	for _, urn := range o.t.Unread {
		if p := o.places[urn.String()]; p != nil && !o.superseded(p) {
			p.named, p.read, p.now.Unread = true, false, o.out.AsAt
		}
	}
	for _, p := range o.named() {
		p.wasStanding, p.standing = ofsted.InForce(bare(p.wasI)), ofsted.InForce(bare(p.nowI))
		p.now.Bucket = bucketOf(o.w.rules.Policy, p.now, p.standing)
	}
	return nil
}

// superseded reports whether a newer file than the table showed how the provision
// was judged.
func (o *ofstedImport) superseded(p *place) bool { return o.out.AsAt.Before(p.was.Days[judgedFact]) }

// named are the provisions of which the table says something, by URN.
func (o *ofstedImport) named() []*place {
	var out []*place
	for _, urn := range slices.Sorted(maps.Keys(o.places)) {
		if p := o.places[urn]; p.named {
			out = append(out, p)
		}
	}
	return out
}

// save writes what differs, counts it, and counts the children there anew.
func (o *ofstedImport) save(ctx context.Context) error {
	children, err := counts(ctx, o.w.q, `SELECT urn, count(*) FROM placement WHERE ended_on IS NULL GROUP BY urn`)
	if err != nil {
		return err
	}
	var added, changed int
	var rebucketed []string
	for _, p := range o.named() {
		urn := p.now.URN.String()
		if err := o.savePlace(ctx, p); err != nil {
			return err
		}
		if p.now.Bucket != p.was.Bucket || p.now.Status.Ended() != p.was.Status.Ended() {
			rebucketed = append(rebucketed, urn)
		}
		o.judgementChange(p, children[urn])
		n, c := o.weigh(p)
		added, changed = added+n, changed+c
	}
	o.out.count(added, changed)
	return o.w.recount(ctx, rebucketed)
}

func (o *ofstedImport) savePlace(ctx context.Context, p *place) error {
	var was []provision
	if p.known {
		was = []provision{p.was}
	}
	changes, err := save(ctx, o.w.q, provisions, was, []provision{p.now})
	if err != nil {
		return err
	}
	more, err := save(ctx, o.w.q, inspections, p.wasI, p.nowI)
	o.changes = append(append(o.changes, changes...), more...)
	return err
}

// weigh says what a provision's rows count for: in a table of inspections each
// row is an inspection, in the others each is a provision.
func (o *ofstedImport) weigh(p *place) (added, changed int) {
	if o.t.RecognisedAs == ofsted.InYearInspections {
		added = len(p.nowI) - len(p.wasI)
		return added, len(p.news) - added
	}
	switch facts := provisions.body(p.now); {
	case !p.known:
		return 1, 0
	case len(p.news) > 0 || facts != provisions.body(p.was):
		return 0, 1
	}
	return 0, 0
}

func (o *ofstedImport) judgementChange(p *place, children int) {
	from, to := headline(p.wasStanding.Judgement), headline(p.standing.Judgement)
	if from == to || !p.known && children == 0 {
		return // seen for the first time with none of ours there: no change to tell
	}
	c := JudgementChange{URN: p.now.URN.String(), From: from, To: to, Children: children}
	if p.standing.Judgement != nil {
		c.InspectedOn = board.Day{Date: p.standing.Judgement.Ended}
	}
	o.out.JudgementChanges = append(o.out.JudgementChanges, c)
}

// headline is a judgement in one word: the grade, else the outcome.
func headline(i *ofsted.Inspection) board.Maybe {
	if i == nil {
		return ""
	}
	return board.Maybe(cmp.Or(string(i.Judgement.Overall), string(i.Judgement.Outcome)))
}

// record keeps that the table was imported, how often Ofsted came back by the
// inspections now held, and in the journal every record as it now stands.
func (o *ofstedImport) record(ctx context.Context) error {
	told, err := o.w.remember(ctx, ofstedFiles, o.f, o.out)
	if err != nil {
		return err
	}
	for _, table := range []string{provisions.table, inspections.table} {
		if len(told) == 0 && len(o.changes) == 0 {
			break
		}
		days, err := daysOf(ctx, o.w.q, table)
		if err != nil {
			return err
		}
		told = append(told, days)
	}
	if len(o.changes) > 0 {
		if err := setShares(ctx, o.w.q, o.shares()); err != nil {
			return err
		}
	}
	return o.w.imported(ctx, "OF0F", "ofsted_file_applied", o.f, o.out, append(told, o.changes...))
}

func (o *ofstedImport) shares() map[string]string {
	types := map[ofsted.URN]ofsted.Type{}
	var all []ofsted.Inspection
	for _, p := range o.places {
		types[p.now.URN] = p.now.Type
		for _, i := range p.nowI {
			if numberedByOfsted(i) {
				all = append(all, i.Inspection)
			}
		}
	}
	return board.ShareWords(board.ReturnShares(all, types))
}

// numberedByOfsted reports whether an inspection is one of Ofsted's files of
// events: what a person recorded bears no number until a file brings it.
func numberedByOfsted(i inspection) bool { return !i.Number.IsZero() }

func setShares(ctx context.Context, q querier, words map[string]string) error {
	return setMeta(ctx, q, metaShares, string(journal.Canonical(words)))
}

// hear tells the cases what was new: concerns open, move and settle.
func (o *ofstedImport) hear(ctx context.Context) error {
	news := map[string]concern.News{}
	for _, p := range o.named() {
		ended := p.now.Status.Ended() && !p.was.Status.Ended()
		if len(p.news) > 0 || p.now.Bucket != p.was.Bucket || provisions.body(p.now) != provisions.body(p.was) {
			news[p.now.URN.String()] = concern.News{Inspections: p.news, Ended: ended, EndedOn: p.now.Closed}
		}
	}
	if err := o.w.hear(ctx, news, o.f, o.out); err != nil {
		return err
	}
	return o.w.endedRegistrations(ctx, o.f, o.out)
}

// unread keeps what Ofsted said and could not be read as discrepancies, until a
// row as new can be read.
func (o *ofstedImport) unread(ctx context.Context) error {
	for _, urn := range o.t.Unread {
		if p := o.places[urn.String()]; p != nil && o.superseded(p) {
			continue
		}
		if err := o.w.discrepancy(ctx, unreadRow(urn, o.f.Name), o.out); err != nil {
			return err
		}
	}
	read := map[string]bool{}
	for urn, p := range o.places {
		read["urn:"+urn] = p.read
	}
	return o.w.settleKind(ctx, "a file as new could be read", ofstedUnread, func(d Discrepancy) bool { return read[d.Subject] })
}
