package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"placewatch/domain/journal"
)

// What the journal tells of one child: what is about her alone, and what was decided for
// her on a case that is about others too (domain 3.8, the dated proof of oversight).

// childKeys are the names under which arguments and records say which children they are
// about: one, or several joined by commas.
func childKeys() []string { return []string{"child", "children", "children_seen"} }

// argsName reports whether arguments name the child.
func argsName(args map[string]string, child string) bool {
	return slices.ContainsFunc(childKeys(), func(key string) bool { return listed(args[key], child) })
}

func listed(refs, child string) bool {
	for ref := range strings.SplitSeq(refs, ",") {
		if strings.TrimSpace(ref) == child {
			return true
		}
	}
	return false
}

// bodyNames reports whether a record names the child: itself, in a part of it, or in the
// arguments of what it proposes.
func bodyNames(body []byte, child string) bool {
	var v any
	return len(body) > 0 && json.Unmarshal(body, &v) == nil && valueNames("", v, child)
}

func valueNames(key string, v any, child string) bool {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if valueNames(k, x, child) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(x any) bool { return valueNames(key, x, child) })
	case string:
		return slices.Contains(childKeys(), key) && listed(v, child) || key == "args" && bodyNames([]byte(v), child)
	}
	return false
}

// tellsOf reports whether an entry tells of the child.
func tellsOf(e *journal.Entry, child string) bool {
	return e.Subject == "child:"+child || argsName(e.Args, child) ||
		slices.ContainsFunc(e.Changes, func(c journal.Change) bool { return bodyNames(c.After, child) })
}

// ofChild reads the entries that tell of a child: her own, those of her parts, and those
// of the cases of these provisions that name her.
func ofChild(ctx context.Context, q querier, child string, urns []string) ([]journal.Entry, error) {
	out, err := entries(ctx, q, "WHERE subject = ?1 OR subject IN (SELECT "+partName+" FROM part WHERE child = ?2 AND child <> '') ORDER BY seq", "child:"+child, child)
	if err != nil {
		return nil, err
	}
	have := map[int64]bool{}
	for _, e := range out {
		have[e.Seq] = true
	}
	slices.Sort(urns)
	for _, urn := range slices.Compact(urns) {
		if urn == "" {
			continue
		}
		if err := eachEntry(ctx, q, "WHERE "+ofCase, []any{caseKinds(), urn, urn}, func(e *journal.Entry) error {
			if !have[e.Seq] && tellsOf(e, child) {
				out = append(out, *e)
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(a, b journal.Entry) int { return int(a.Seq - b.Seq) })
	return out, nil
}
