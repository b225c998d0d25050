package store

import (
	"context"
	"strings"

	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// saveRegistration keeps what a person recorded of a registration: that it ended, and
// when (OF11). A file wins over it by its day, as over another file.
func (w *writing) saveRegistration(ctx context.Context, before, after *concern.Case) ([]journal.Change, error) {
	if before.Place == after.Place {
		return nil, nil
	}
	urn := after.Place.URN.String()
	held, err := provisions.all(ctx, w.q, "WHERE urn = ?", urn)
	if err != nil || len(held) == 0 {
		return nil, err
	}
	now := held[0]
	now.Status, now.Closed = after.Place.Status, after.Place.Closed
	for i := range now.Days {
		if fact := ofsted.Facts(1 << i); fact == ofsted.GaveStatus || fact == ofsted.GaveClosed {
			now.Days[i] = factDay(fact, now.Status, "", w.by.Today)
		}
	}
	changes, err := save(ctx, w.q, provisions, held, []provision{now})
	if err != nil {
		return nil, err
	}
	days, err := daysOf(ctx, w.q, provisions.table)
	if err != nil {
		return nil, err
	}
	return append(changes, days), w.rebucket(ctx, urn)
}

// registrationTold opens a discrepancy for each child who is placed where a person has
// just recorded that nothing is registered any more.
func (w *writing) registrationTold(ctx context.Context, before, after *concern.Case) error {
	if before.Place == after.Place {
		return nil
	}
	return w.endedRegistrations(ctx, File{Name: text.Clean("recorded by " + w.person.Login.String())}, &Import{})
}

// linked refuses a link to a registration that is not held: a number typed wrong would
// send everyone who reads it to another provision (OF11b).
//
// Nor is the concern said to have followed (OF11e) where none is open there.
func (w *writing) linked(ctx context.Context, before *concern.Case, steps []concern.Step) error {
	if id := strings.TrimPrefix(steps[0].Args["concern"], "concern:"); steps[0].Row == "OF11e" && id != "" {
		open, err := concerns.all(ctx, w.q, "WHERE id = ? AND closed_on IS NULL", id)
		if err == nil && len(open) == 0 {
			err = fault.Newf(fault.NotFound, "no concern that is open is called concern:%s", text.Clean(id)).
				Do("record what stands there: `do urn:%s OF1`; then enter the id of its concern", before.Concern.LinkedURN).From("domain 3.1 (OF11e)")
		}
		return err
	}
	urn := steps[0].After.Concern.LinkedURN
	if urn == "" || urn == before.Concern.LinkedURN {
		return nil
	}
	held, err := provisions.all(ctx, w.q, "WHERE urn = ?", urn)
	if err == nil && len(held) == 0 {
		err = fault.Newf(fault.NotFound, "no provision that is held bears the URN %s", urn).
			Do("import the file of Ofsted's that lists it, or check the number").From("domain 3.1 (OF11b)")
	}
	return err
}
