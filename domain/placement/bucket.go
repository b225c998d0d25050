package placement

import (
	"strings"

	"placewatch/domain/ofsted"
)

// Find looks a URN up among the provisions we know: where the provision is
// counted, whether its registration has ended, and whether it is known at all.
type Find func(ofsted.URN) (bucket ofsted.Bucket, ended, found bool)

// BucketOf says where an open placement is counted, and why, in the order of
// cli.md: the first that fits. Every placement falls in exactly one bucket.
func BucketOf(p Placement, find Find) (Bucket, string) {
	if urn, err := ofsted.ParseURN(p.URN.String()); err == nil {
		if bucket, ended, found := find(urn); found && ended {
			return UnknownURN, "the registration with this URN has ended"
		} else if found {
			return matched(bucket)
		}
	}
	switch {
	case strings.EqualFold(p.URN.String(), NoURN):
		return OutsideOfsted, "the council's file says XXXXXXX: no URN, or not known"
	case p.Type == "P1" || p.Provider == "PR0":
		return NotApplicable, "placed with parents"
	case p.Provider == "PR1" && (strings.HasPrefix(p.Type, "U") || strings.HasPrefix(p.Type, "A")):
		return NotApplicable, "the council's own fostering or adoption"
	case p.URN.IsZero() && outside(p.Type):
		return OutsideOfsted, "no URN, and Ofsted does not register this type: " + Words(p.Type)
	case p.URN.IsZero():
		return MissingURN, "the council's file gives no URN"
	}
	if _, err := ofsted.ParseURN(p.URN.String()); err != nil {
		return UnknownURN, "what stands for a URN is not one"
	}
	return UnknownURN, "no provision with this URN in Ofsted's files"
}

func matched(b ofsted.Bucket) (Bucket, string) {
	switch b {
	case ofsted.BelowThreshold:
		return BelowThreshold, "the judgement in force is below the threshold"
	case ofsted.AtOrAbove:
		return AtOrAbove, "the judgement in force is at or above the threshold"
	case ofsted.NotYetInspected:
		return NotYetInspected, "the provision has not been inspected yet"
	case ofsted.NoOverall:
		return NoOverall, "the provision has no overall judgement"
	case ofsted.OutsideOfsted:
		return OutsideOfsted, "Ofsted does not judge this provision"
	}
	return UnknownURN, "nothing can be said of the provision with this URN"
}

// outside reports whether Ofsted registers nothing of this type.
func outside(typeCode string) bool {
	switch typeCode {
	case "R1", "R2", "R5":
		return true
	}
	return strings.HasPrefix(typeCode, "T") || strings.HasPrefix(typeCode, "Z")
}

// Alarm reports whether an open placement is in a home that no URN identifies:
// blank, XXXXXXX, unreadable, unmatched, or of an ended registration. A
// placement whose type is not known may be in a home, so it counts.
func Alarm(p Placement, find Find) bool {
	if !home(p.Type) {
		return false
	}
	urn, err := ofsted.ParseURN(p.URN.String())
	if err != nil {
		return true
	}
	_, ended, found := find(urn)
	return ended || !found
}
