package ofsted

import (
	"strings"
	"unicode"
)

// plain folds the ways in which Ofsted's files write one word: case, runs of
// white space and line breaks, curly apostrophes and long dashes.
func plain(s string) string {
	if tidy(s) {
		return strings.ToLower(s)
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '’', '‘':
			return '\''
		case '–', '—':
			return '-'
		}
		return unicode.ToLower(r)
	}, strings.Join(strings.Fields(s), " "))
}

// tidy reports whether s is ASCII with no white space but single inner spaces, as
// nearly every cell is.
func tidy(s string) bool {
	was := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && was == ' ' {
			return false
		}
		was = c
	}
	return s == "" || was != ' '
}

// blank reports whether a cell says nothing. The list sent to councils writes
// "-" for a date that there is not.
func blank(cell string) bool {
	s := strings.TrimSpace(cell)
	return s == "" || s == "-"
}

// redacted reports whether Ofsted has struck the cell out: a fact that it has
// and does not publish, not a fact.
func redacted(cell string) bool { return strings.TrimSpace(cell) == "REDACTED" }

// notProvided reports whether the cell says that the service is inspected as
// part of the council's own inspection and so has no judgement of its own.
func notProvided(cell string) bool {
	const words = "not provided"
	return len(cell) >= len(words) && strings.HasPrefix(plain(cell), words)
}

// parseType reads a provision type in any of the spellings since 2016.
func parseType(words string) (Type, bool) {
	switch s := plain(words); s {
	case "children's home", "childrens home", "children's homes":
		return ChildrensHome, true
	case "secure children's home", "secure unit":
		return SecureChildrensHome, true
	case "residential special school (registered as a children's home)", "residential special school (>295 days/year)":
		return RSSChildrensHome, true
	case "residential special school":
		return ResidentialSpecialSchool, true
	case "boarding school":
		return BoardingSchool, true
	case "further education college with residential accommodation":
		return FECollege, true
	case "independent fostering agency":
		return FosteringAgency, true
	case "voluntary adoption agency":
		return VoluntaryAdoption, true
	case "adoption support agency":
		return AdoptionSupport, true
	case "residential family centre":
		return FamilyCentre, true
	case "supported accommodation":
		return SupportedAccommodation, true
	case "residential holiday scheme for disabled children":
		return HolidayScheme, true
	case "secure training centre":
		return SecureTrainingCentre, true
	case "local authority fostering agency", "local authority fostering":
		return LAFostering, true
	case "local authority adoption agency", "local authority adoption":
		return LAAdoption, true
	case "cafcass":
		return Cafcass, true
	}
	return Other, false
}

// Words returns the type as a person says it.
func (t Type) Words() string {
	switch t {
	case ChildrensHome:
		return "children's home"
	case SecureChildrensHome:
		return "secure children's home"
	case RSSChildrensHome:
		return "residential special school (registered as a children's home)"
	case FECollege:
		return "further education college with residential accommodation"
	case HolidayScheme:
		return "residential holiday scheme for disabled children"
	case FosteringAgency, VoluntaryAdoption, AdoptionSupport, FamilyCentre, SupportedAccommodation,
		ResidentialSpecialSchool, BoardingSchool, SecureTrainingCentre:
		return strings.ReplaceAll(string(t), "_", " ")
	case LAFostering:
		return "local authority fostering agency"
	case LAAdoption:
		return "local authority adoption agency"
	case Cafcass:
		return "Cafcass"
	}
	return "other provision"
}

// parseHeadline reads the words of a headline finding: a grade, or an outcome
// that is not one. "Not judged" and nothing at all are understood and give
// neither. Adequate and Satisfactory are the older words for the third grade;
// Ofsted's own series counts Adequate there.
func parseHeadline(words string) (Grade, Outcome, bool) {
	s := plain(words)
	switch s {
	case "", "-", "not judged":
		return "", "", true
	case "outstanding":
		return Outstanding, "", true
	case "good":
		return Good, "", true
	case "requires improvement", "requires improvement to be good", "adequate", "satisfactory":
		return RequiresImprovement, "", true
	case "inadequate":
		return Inadequate, "", true
	case "sustained effectiveness":
		return "", Sustained, true
	case "improved effectiveness":
		return "", Improved, true
	case "declined effectiveness", "declined in effectiveness":
		return "", Declined, true
	}
	o, ok := parseOutcome(s)
	return "", o, ok
}

// parseOutcome reads supported accommodation's outcomes and an assurance
// inspection's finding. Reports print the whole sentence, files its opening
// words (R§1.2, R§1.3).
func parseOutcome(s string) (Outcome, bool) {
	s = strings.TrimPrefix(s, "the setting ")
	for _, o := range []struct {
		opening string
		outcome Outcome
	}{
		{"consistently strong service delivery", StrongDelivery},
		{"inconsistent quality of service delivery", InconsistentDelivery},
		{"serious or widespread weaknesses", SeriousWeaknesses},
		{"does not have serious or widespread concerns", NoSeriousConcerns},
		{"no serious or widespread concerns", NoSeriousConcerns},
		{"has serious or widespread concerns", SeriousConcerns},
		{"serious or widespread concerns", SeriousConcerns},
	} {
		if s == o.opening || strings.HasPrefix(s, o.opening+" ") {
			return o.outcome, true
		}
	}
	return "", false
}

// parseKind reads an event type, such as "SC – Emergency inspection".
func parseKind(words string) (Kind, bool) {
	switch strings.TrimPrefix(plain(words), "sc - ") {
	case "full inspection":
		return Full, true
	case "monitoring inspection", "monitoring visit":
		return Monitoring, true
	case "interim inspection":
		return Interim, true
	case "assurance visit", "assurance inspection":
		return Assurance, true
	case "emergency inspection":
		return Emergency, true
	}
	return OtherKind, false
}

// parseStatus reads a registration status.
func parseStatus(words string) (Status, bool) {
	switch s := Status(plain(words)); s {
	case Active, Suspended, Resigned, Cancelled, Closed:
		return s, true
	}
	return "", false
}

// parseOwner reads the name of the organisation. Some rows hold a number, a date
// or "Owned by an individual" there, which would tie unrelated homes together;
// some have the company number glued on, which would part related ones.
func parseOwner(cell string) string {
	if !strings.ContainsFunc(cell, unicode.IsLetter) || plain(cell) == "owned by an individual" || redacted(cell) {
		return ""
	}
	words := strings.Fields(cell)
	if c := words[0][0]; c >= '0' && c <= '9' {
		if _, err := ParseDate(cell); err == nil { // a date may have a T in it
			return ""
		}
	}
	numbered := false
	for len(words) > 1 {
		last := strings.Trim(words[len(words)-1], "(),")
		switch {
		case len(last) >= 7 && len(last) <= 8 && digits(last):
			numbered = true
		case numbered && numberWord(last):
		default:
			return strings.Join(words, " ")
		}
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}

// numberWord reports whether w only announces a company number.
func numberWord(w string) bool {
	switch strings.ToLower(w) {
	case "co", "company", "number", "no", "no.":
		return true
	}
	return false
}

// digits reports whether s is digits only, and some.
func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
