package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"placewatch/domain/text"
)

// Difference is one thing in which a profile departs from another.
type Difference struct {
	Setting  string // as the file has it: freeze.inadequate, qa.ask_provider.length
	What     string // of a limit: what is owed
	Was, Now string
	// Loosened means that a limit of the law's may now end later. Reason then says why.
	Loosened bool
	Reason   string
}

// Differences are the settings, and then the limits, in which p departs from
// another profile. Who answers for it and when it was approved are not among them.
func (p *Profile) Differences(from *Profile) []Difference {
	var out []Difference
	paths := slices.Collect(maps.Keys(p.settings))
	for path := range from.settings {
		if _, both := p.settings[path]; !both {
			paths = append(paths, path)
		}
	}
	for _, path := range slices.Sorted(slices.Values(paths)) {
		if was, now := from.settings[path], p.settings[path]; was != now {
			out = append(out, Difference{Setting: path, Was: was, Now: now})
		}
	}
	for _, l := range p.limits {
		if was, ok := from.Limit(l.Key); ok {
			out = append(out, l.differences(was)...)
		}
	}
	return out
}

func (l Limit) differences(was Limit) []Difference {
	var out []Difference
	for _, d := range []Difference{
		{Setting: "length", Was: was.Length.Words(), Now: l.Length.Words(), Loosened: looser(l.Length, was.Length)},
		{Setting: "count", Was: string(was.Count), Now: string(l.Count), Loosened: l.looser(was)},
		{Setting: "role", Was: was.Role.Words(), Now: l.Role.Words()},
		{Setting: "whose", Was: string(was.Whose), Now: string(l.Whose)},
		{Setting: "what", Was: was.What, Now: l.What},
		{Setting: "source", Was: was.Source, Now: l.Source},
		{Setting: "binding", Was: words(string(was.Binding)), Now: words(string(l.Binding))},
	} {
		if d.Was == d.Now {
			continue
		}
		d.Setting, d.What = l.Key+"."+d.Setting, l.What
		if d.Loosened = d.Loosened && was.Binding == Statute; d.Loosened {
			d.Reason = l.Reason
		}
		out = append(out, d)
	}
	return out
}

// Loosened are the limits of the law's that p lets end later than another profile
// does, each with its written reason.
func (p *Profile) Loosened(from *Profile) []Difference {
	return slices.DeleteFunc(p.Differences(from), func(d Difference) bool { return !d.Loosened })
}

// settings are all that a profile says beside its limits and who answers for it,
// laid over the default's: each by its path, so that no setting can be left out of
// a comparison.
func settings(file string, own []byte) (map[string]string, error) {
	out := maps.Clone(shippedSettings())
	if err := readSettings(out, own); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return out, nil
}

// shippedSettings are the default's, read once and never changed.
var shippedSettings = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	if err := readSettings(out, mustRead("default.toml")); err != nil {
		panic("inside the program: " + err.Error())
	}
	return out
})

func readSettings(into map[string]string, b []byte) error {
	var doc map[string]any
	if err := toml.Unmarshal(b, &doc); err != nil {
		return err
	}
	for _, standing := range []string{"name", "version", "owner", "reviewer", "approver", "approved_on", "review_by", "limit"} {
		delete(doc, standing)
	}
	flatten(into, "", doc)
	return nil
}

func flatten(into map[string]string, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, below := range v {
			flatten(into, strings.TrimPrefix(path+"."+key, "."), below)
		}
	case []any:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = fmt.Sprint(x)
		}
		into[path] = text.Clean(strings.Join(parts, ", ")).String()
	default:
		into[path] = text.Clean(fmt.Sprint(v)).String()
	}
}
