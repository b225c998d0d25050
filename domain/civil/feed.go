package civil

import (
	"bytes"
	"encoding/json"
	"slices"

	"placewatch/domain/fault"
	"placewatch/domain/text"
)

// division is the part of GOV.UK's bank-holiday feed that counts: the
// council is in England, and the statutes say "England and Wales".
const division = "england-and-wales"

type feedDivision struct {
	Division string      `json:"division"`
	Events   []feedEvent `json:"events"`
}

type feedEvent struct {
	Title string `json:"title"`
	Date  string `json:"date"`
	Notes string `json:"notes"`
}

// ParseFeed reads the England and Wales bank holidays out of GOV.UK's feed, be it
// the whole feed or the file of that one division, in date order.
func ParseFeed(b []byte) ([]Holiday, error) {
	d, err := englandAndWales(bytes.TrimPrefix(b, []byte("\ufeff")))
	if err != nil {
		return nil, err
	}
	if len(d.Events) == 0 {
		return nil, refuseFeed("it lists no England and Wales bank holidays")
	}
	seen := map[Date]bool{}
	var out []Holiday
	for i, e := range d.Events {
		on, err := Parse(e.Date)
		if err != nil {
			return nil, refuseFeed("England and Wales event %d: %v", i+1, err)
		}
		if !seen[on] {
			out = append(out, Holiday{on, text.Clean(e.Title), text.Clean(e.Notes)})
		}
		seen[on] = true
	}
	slices.SortFunc(out, func(a, b Holiday) int { return a.On.Compare(b.On) })
	return out, nil
}

func englandAndWales(b []byte) (feedDivision, error) {
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(b, &whole); err != nil {
		return feedDivision{}, refuseFeed("it is not the JSON that GOV.UK publishes (%v)", err)
	}
	one, ok := whole[division]
	if !ok {
		one = b
	}
	var d feedDivision
	if err := json.Unmarshal(one, &d); err != nil {
		return feedDivision{}, refuseFeed("its England and Wales part is not as GOV.UK publishes it (%v)", err)
	}
	if d.Division != division {
		return feedDivision{}, refuseFeed("it has no England and Wales part")
	}
	return d, nil
}

func refuseFeed(format string, args ...any) *fault.Error {
	return fault.Newf(fault.Invalid, "the bank-holiday feed cannot be used: "+format, args...).
		Do("download it from www.gov.uk/bank-holidays.json")
}
