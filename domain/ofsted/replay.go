package ofsted

import "slices"

// Merge adds the inspections of a newer file to those known. One inspection met
// again is not a second one: the newer file's words stand, so that Ofsted's
// corrections arrive, and what it leaves blank is kept.
func Merge(known, newer []Inspection) []Inspection {
	out := slices.Clone(known)
	for _, in := range newer {
		if i := slices.IndexFunc(out, in.same); i >= 0 {
			out[i] = in.over(out[i])
		} else {
			out = append(out, in)
		}
	}
	return out
}

// same reports whether two records are of one inspection. The list sent to
// councils gives no event number and calls every judgement a full inspection's.
func (in Inspection) same(other Inspection) bool {
	if in.URN != other.URN || in.Ended != other.Ended {
		return false
	}
	if !in.Number.IsZero() && !other.Number.IsZero() {
		return in.Number == other.Number
	}
	return in.Kind == other.Kind || in.carries() && other.carries()
}

// over returns the record in, with what it does not say taken from the older one.
// A finding told to us never covers a published one.
func (in Inspection) over(older Inspection) Inspection {
	if in.Provisional && !older.Provisional {
		return older
	}
	if in.Number.IsZero() {
		in.Number = older.Number
	}
	if in.EventType.IsZero() && !older.EventType.IsZero() {
		in.Kind, in.EventType = older.Kind, older.EventType
	}
	if in.Published.IsZero() {
		in.Published = older.Published
	}
	a, b := &in.Judgement, older.Judgement
	switch {
	case a.IsZero() && a.Label.IsZero():
		*a = b
	case a.Overall == b.Overall && a.Outcome == b.Outcome && a.Label == b.Label:
		if a.Protection == "" {
			a.Protection = b.Protection
		}
		if a.Leadership == "" {
			a.Leadership = b.Leadership
		}
	}
	return in
}

// Replay merges the inspections of files, oldest file first, and finds how each
// provision then stands.
func Replay(files ...[]Inspection) map[URN]Standing {
	known := map[URN][]Inspection{}
	for _, file := range files {
		newer := map[URN][]Inspection{}
		for _, in := range file {
			newer[in.URN] = append(newer[in.URN], in)
		}
		for urn, list := range newer {
			known[urn] = Merge(known[urn], list)
		}
	}
	standings := make(map[URN]Standing, len(known))
	for urn, list := range known {
		standings[urn] = InForce(list)
	}
	return standings
}
