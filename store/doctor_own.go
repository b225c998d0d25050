package store

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"placewatch/domain/board"
	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// What the doctor makes of what the store says of itself, and of what is held back.

// ownFacts checks what the store says of itself and no entry tells.
func (c *checkup) ownFacts() error {
	practice, err := meta(c.ctx, c.q, metaPractice)
	if err != nil {
		return err
	}
	if c.first != "" && strings.HasSuffix(c.first, practiceMark) != (practice == practiceYes) {
		c.say("the store does not say of itself what its first entry says: whether it is for practice")
	}
	others, err := words(c.ctx, c.q, `SELECT key FROM meta WHERE key NOT IN (?, ?, ?, ?) ORDER BY key`, metaPractice, metaSettled, metaCouncil, metaShares)
	if err != nil {
		return err
	}
	for _, key := range others {
		c.say("the store keeps a fact of itself that is not the program's: %s", text.Clean(key))
	}
	settled, err := metaDay(c.ctx, c.q, metaSettled)
	switch {
	case err != nil:
		c.say("the day up to which time has been applied is no date")
	case settled.After(c.today) && settled.After(c.last):
		c.say("time has been applied up to %s, which is still to come: a clock was wrong, or the file was altered", settled.Long())
	}
	return c.shares()
}

func (c *checkup) shares() error {
	_, stored, err := ownFacts(c.ctx, c.q)
	if _, wrong := errors.AsType[*fault.Error](err); wrong {
		c.say("%v", err)
		return nil
	}
	if err != nil {
		return err
	}
	types := map[ofsted.URN]ofsted.Type{}
	if err := provisions.each(c.ctx, c.q, "", nil, func(p *provision) { types[p.URN] = p.Type }); err != nil {
		return err
	}
	var all []ofsted.Inspection
	if err := inspections.each(c.ctx, c.q, "", nil, func(i *inspection) {
		if numberedByOfsted(*i) {
			all = append(all, i.Inspection)
		}
	}); err != nil {
		return err
	}
	if !maps.Equal(stored, board.ShareWords(board.ReturnShares(all, types))) {
		c.say("how often Ofsted came back does not follow from the inspections")
	}
	return nil
}

// freezes holds what is held back against the policy: nothing of it may be left to do
// as of the day up to which time has been applied.
func (c *checkup) freezes() error {
	rules, err := c.s.rulesNow(c.ctx, c.q)
	if _, unread := errors.AsType[*unreadPolicy](err); unread {
		return nil // buckets says so
	}
	if err != nil {
		return err
	}
	settled, err := metaDay(c.ctx, c.q, metaSettled)
	if err != nil || settled.IsZero() {
		return nil // ownFacts says what is wrong with it
	}
	urns, err := words(c.ctx, c.q, heldTo)
	if err != nil {
		return err
	}
	cs, err := c.s.cases(c.ctx, c.q, rules, urns, settled)
	for _, held := range cs {
		_, steps := held.Settle(settled, &flow.Turn{Today: settled, Cal: rules.Cal})
		if i := slices.IndexFunc(steps, func(s concern.Step) bool { return strings.HasPrefix(s.Row, "FR") }); i >= 0 {
			c.say("provision %s is not held back as the policy in force has it: %s is still to be done", held.Place.URN, steps[i].Row)
		}
		for _, why := range held.Stuck(&flow.Turn{Today: settled, Cal: rules.Cal}) {
			c.say("%s", why)
		}
	}
	return err
}
