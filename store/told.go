package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/journal"
)

// What the journal told of the records of one case.

// ofCase selects the entries about the case of one provision, by their subjects:
// urn:1027077, concern:1027077-1, visit:1027077-1.4, request:1027077-R2 … It takes
// caseKinds and the URN, twice.
const ofCase = `seq IN (SELECT j.seq FROM json_each(?) AS k JOIN journal AS j ON j.subject >= k.value || ':' || ? AND j.subject < k.value || ':' || ? || '.')`

// caseKinds are the kinds of subject that belong to a case.
func caseKinds() string {
	return list(slices.DeleteFunc(kinds(), func(kind string) bool { return kind == "child" }))
}

// urnOf is the provision whose case a journal entry's subject belongs to.
func urnOf(subject string) string {
	_, id, _ := strings.Cut(subject, ":")
	urn, _, _ := strings.Cut(id, "-")
	return urn
}

// thing is one record, as the journal names it.
type thing struct{ kind, id string }

func thingOf(c journal.Change) thing { return thing{c.Kind, c.ID} }

// telling is a record as an entry told it.
type telling struct {
	body json.RawMessage
	day  civil.Date // of the facts
}

// errEnough ends a look through the journal.
var errEnough = errors.New("enough was found")

// told finds records as the journal told them before an entry: each by its digest.
// The case's own entries are looked through first, from the last back; what only a
// file told is then looked for in all. What is not found is left out.
func told(ctx context.Context, q querier, urn string, before int64, wanted map[thing]string) (map[thing]telling, error) {
	found := map[thing]telling{}
	look := func(e *journal.Entry) error {
		for _, c := range e.Changes {
			t := thingOf(c)
			if _, have := found[t]; !have && c.Digest != "" && wanted[t] == c.Digest {
				found[t] = telling{c.After, factDayOf(e)}
			}
		}
		if len(found) == len(wanted) {
			return errEnough
		}
		return nil
	}
	err := eachEntry(ctx, q, "WHERE seq < ? AND "+ofCase+" ORDER BY seq DESC", []any{before, caseKinds(), urn, urn}, look)
	for t, digest := range wanted {
		if _, have := found[t]; !have && err == nil {
			err = eachEntry(ctx, q, "WHERE seq < ? AND instr(changes, ?) > 0 ORDER BY seq DESC LIMIT 1", []any{before, `"digest":"` + digest + `"`}, look)
		}
	}
	if errors.Is(err, errEnough) {
		err = nil
	}
	return found, err
}

// factDayOf is the day of the facts that an entry tells: of the file, or of the act.
func factDayOf(e *journal.Entry) civil.Date {
	for _, s := range []string{e.Args["as_at"], e.On} {
		if d, err := civil.Parse(s); err == nil && !d.IsZero() {
			return d
		}
	}
	return civil.Date{}
}
