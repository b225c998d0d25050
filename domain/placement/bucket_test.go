package placement

import (
	"testing"

	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// known is a register of a few provisions.
func known(u ofsted.URN) (bucket ofsted.Bucket, ended, found bool) {
	switch u.String() {
	case "SC000001":
		return ofsted.BelowThreshold, false, true
	case "SC000002":
		return ofsted.AtOrAbove, false, true
	case "SC000003":
		return ofsted.NotYetInspected, false, true
	case "SC000004":
		return ofsted.NoOverall, false, true
	case "SC000005":
		return ofsted.OutsideOfsted, false, true
	case "SC000006":
		return ofsted.Unknown, false, true
	case "SC000009":
		return ofsted.AtOrAbove, true, true
	}
	return "", false, false
}

func TestTheFirstBucketThatFits(t *testing.T) {
	for _, c := range []struct {
		name                string
		urn, kind, provider string
		want                Bucket
		alarm               bool
	}{
		{"an ended registration", "SC000009", "K2", "PR4", UnknownURN, true},
		{"an ended registration comes before parents", "SC000009", "P1", "PR0", UnknownURN, false},
		{"below the threshold", "SC000001", "K2", "PR4", BelowThreshold, false},
		{"as a spreadsheet wrote it", " sc000001 ", "K2", "PR4", BelowThreshold, false},
		{"at or above", "SC000002", "K2", "PR4", AtOrAbove, false},
		{"not yet inspected", "SC000003", "K3", "PR4", NotYetInspected, false},
		{"no overall judgement", "SC000004", "K2", "PR4", NoOverall, false},
		{"known, and outside Ofsted's judgements", "SC000005", "U6", "PR1", OutsideOfsted, false},
		{"known, and nothing can be said of it", "SC000006", "K2", "PR4", UnknownURN, false},
		{"a match comes before parents and own provision", "SC000001", "U6", "PR1", BelowThreshold, false},
		{"XXXXXXX", "XXXXXXX", "U6", "PR4", OutsideOfsted, false},
		{"XXXXXXX comes before own fostering", "xxxxxxx", "U6", "PR1", OutsideOfsted, false},
		{"XXXXXXX names no home", "XXXXXXX", "K2", "PR4", OutsideOfsted, true},
		{"with parents", "", "P1", "PR0", NotApplicable, false},
		{"with parents, whoever provides", "", "P1", "PR4", NotApplicable, false},
		{"provided by parents, whatever the type: but a home is a home", "", "K2", "PR0", NotApplicable, true},
		{"own fostering with no URN", "", "U4", "PR1", NotApplicable, false},
		{"own fostering with a URN in no file", "SC950331", "U4", "PR1", NotApplicable, false},
		{"own adoption", "", "A6", "PR1", NotApplicable, false},
		{"an own home is not own fostering", "", "K2", "PR1", MissingURN, true},
		{"a care home", "", "R1", "PR4", OutsideOfsted, false},
		{"a hospital", "", "R2", "PR3", OutsideOfsted, false},
		{"a young offender institution", "", "R5", "PR3", OutsideOfsted, false},
		{"a temporary move", "", "T4", "PR4", OutsideOfsted, false},
		{"another placement", "", "Z1", "PR3", OutsideOfsted, false},
		{"another placement of 2026", "", "Z14", "PR3", OutsideOfsted, false},
		{"a hospital whose URN is in no file", "1234567", "R2", "PR3", UnknownURN, false},
		{"a family centre without a URN", "", "R3", "PR4", MissingURN, true},
		{"a home without a URN", "", "K2", "PR4", MissingURN, true},
		{"a residential school without a URN", "", "S1", "PR2", MissingURN, true},
		{"fostering without a URN", "", "U6", "PR4", MissingURN, false},
		{"own provision of unknown type", "", "", "PR1", MissingURN, true},
		{"nothing known at all", "", "", "", MissingURN, true},
		{"a URN in no file", "1234567", "K2", "PR4", UnknownURN, true},
		{"not a URN", "1.02E+06", "K2", "PR4", UnknownURN, true},
		{"words for a URN", "N/A", "U6", "PR4", UnknownURN, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := Placement{URN: text.Clean(c.urn), Type: c.kind, Provider: c.provider}
			got, why := BucketOf(p, known)
			if got != c.want || why == "" {
				t.Errorf("got %s (%s), want %s", got, why, c.want)
			}
			if got := Alarm(p, known); got != c.alarm {
				t.Errorf("alarm %v, want %v", got, c.alarm)
			}
		})
	}
}
