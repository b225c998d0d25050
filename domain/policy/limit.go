package policy

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/team"
)

// Binding is how strongly a rule binds whoever owes it.
type Binding string

const (
	Statute          Binding = "statute"
	RegulatorAlways  Binding = "regulator_always"  // Ofsted says that it will or must
	RegulatorUsually Binding = "regulator_usually" // Ofsted says that it usually does
	Expectation      Binding = "expectation"
	Local            Binding = "local" // the council's own policy
)

// Bindings lists every binding, the strongest first.
func Bindings() []Binding {
	return []Binding{Statute, RegulatorAlways, RegulatorUsually, Expectation, Local}
}

// DfE owes the review of a secure home's approval; it is never ours.
const DfE duty.Owner = "dfe"

// Limit is how long policy allows for one thing.
type Limit struct {
	Key     string
	What    string // as the board says it: "QA progress visit"
	Length  civil.Length
	Count   civil.Count
	Role    team.Role  // who of ours answers for it
	Whose   duty.Owner // only ours turns red
	Source  string     // S1, R9#13 …
	Binding Binding
	Reason  string // why this council departs from the length as shipped; may be empty
}

// Due counts the limit out from the day that starts it.
func (l Limit) Due(from civil.Date, cal *civil.Calendar) civil.Span {
	return cal.Add(from, l.Length, l.Count)
}

// looser reports whether the limit could end later than it did.
func (l Limit) looser(was Limit) bool {
	return looser(l.Length, was.Length) || l.Count == civil.ExcludeTrigger && was.Count == civil.IncludeTrigger
}

// looser reports whether a length could end later than another. Lengths in
// different units are compared at their longest against their shortest, so that
// doubt counts as looser.
func looser(l, than civil.Length) bool {
	if l.Unit == than.Unit {
		return l.N > than.N
	}
	_, longest := bounds(l)
	shortest, _ := bounds(than)
	return longest > shortest
}

// longestWait is the most calendar days that anything may be left owed. A longer
// limit would be a way of never asking.
const longestWait = 2 * 366

// longestOurs is the most calendar days that a duty of ours may be left owed, unless
// it is shipped longer.
const longestOurs = 400

// sameDay reports whether the limit is for the day itself: what is owed when a child
// may be at risk, and whoever must be told at once.
func (l Limit) sameDay() bool {
	switch l.Length.Unit {
	case civil.SameDay, civil.SameWorkingDay:
		return true
	case civil.Hours:
		return l.Length.N <= 24
	}
	return strings.HasPrefix(l.Key, "risk.")
}

// within1wd reports whether a length ends with the next working day at the latest.
func within1wd(l civil.Length) bool {
	switch l.Unit {
	case civil.SameDay, civil.SameWorkingDay, civil.EndOfNextWorkingDay:
		return true
	case civil.Hours:
		return l.N <= 24
	case civil.Days, civil.WorkingDays:
		return l.N <= 1
	}
	return false
}

// shortestReason is the least that a written reason says, in characters.
const shortestReason = 20

// isReason reports whether somebody wrote a reason in words: signs and numbers alone
// do not count.
func isReason(s string) bool {
	said := 0
	for word := range strings.FieldsSeq(s) {
		if strings.ContainsFunc(word, unicode.IsLetter) {
			said += utf8.RuneCountInString(word) + 1
		}
	}
	return said-1 >= shortestReason
}

func shortest(l civil.Length) int {
	fewest, _ := bounds(l)
	return fewest
}

// bounds returns the fewest and the most calendar days that a length can take.
func bounds(l civil.Length) (fewest, most int) {
	switch l.Unit {
	case civil.Hours:
		return l.N / 24, l.N / 24
	case civil.Days:
		return l.N, l.N
	case civil.WorkingDays:
		return l.N, l.N*7/5 + 7 // a weekend more, and Christmas or Easter
	case civil.Weeks:
		return 7 * l.N, 7 * l.N
	case civil.Months:
		return 28 * l.N, 31 * l.N
	case civil.SameDay:
		return 0, 0
	case civil.SameWorkingDay:
		return 0, 5
	case civil.EndOfNextWorkingDay:
		return 1, 6
	case civil.EndOfNextMonth:
		return 28, 62
	}
	return 0, 366 // a day of the year
}
