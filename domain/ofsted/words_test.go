package ofsted

import (
	"testing"

	"placewatch/domain/text"
)

func TestAJudgementIsReadInEachSpelling(t *testing.T) {
	for words, want := range map[string]Judgement{
		"Outstanding":                          {Overall: Outstanding},
		"Good":                                 {Overall: Good},
		" good ":                               {Overall: Good},
		"Requires improvement":                 {Overall: RequiresImprovement},
		"Requires Improvement":                 {Overall: RequiresImprovement},
		"Requires improvement to be good":      {Overall: RequiresImprovement},
		"Requires Improvement to be good":      {Overall: RequiresImprovement},
		"Requires\nimprovement":                {Overall: RequiresImprovement},
		"Adequate":                             {Overall: RequiresImprovement},
		"Satisfactory":                         {Overall: RequiresImprovement},
		"Inadequate":                           {Overall: Inadequate},
		"Not judged":                           {},
		"":                                     {},
		"-":                                    {},
		"Sustained effectiveness":              {Outcome: Sustained},
		"Improved effectiveness":               {Outcome: Improved},
		"Declined effectiveness":               {Outcome: Declined},
		"Consistently strong service delivery": {Outcome: StrongDelivery},
		"Consistently strong service delivery leads to typically positive experiences": {Outcome: StrongDelivery},
		"Inconsistent quality of service delivery":                                     {Outcome: InconsistentDelivery},
		"Serious or widespread weaknesses":                                             {Outcome: SeriousWeaknesses},
		"Serious or widespread weaknesses lead to significant concerns":                {Outcome: SeriousWeaknesses},
		"The setting has serious or widespread concerns":                               {Outcome: SeriousConcerns},
		"The setting does not have serious or widespread concerns":                     {Outcome: NoSeriousConcerns},
	} {
		g, o, ok := parseHeadline(words)
		if !ok || g != want.Overall || o != want.Outcome {
			t.Errorf("%q reads as %q, %q, %v; want %q, %q", words, g, o, ok, want.Overall, want.Outcome)
		}
	}
}

func TestAWordThatIsNotAJudgementIsUnknown(t *testing.T) {
	for _, words := range []string{"Excellent", "Goodish", "Not good", "Outstanding?", "2", "N/A", "Met", "inadequate*"} {
		if g, o, ok := parseHeadline(words); ok || g != "" || o != "" {
			t.Errorf("%q reads as %q, %q; want unknown", words, g, o)
		}
		if j := (Judgement{Label: text.Clean(words)}); !j.Unread() {
			t.Errorf("a judgement that says %q passes as read", words)
		}
	}
	for _, words := range []string{"", "Not judged", "-"} {
		if j := (Judgement{Label: text.Clean(words)}); j.Unread() {
			t.Errorf("a judgement that says %q is understood: it gives none", words)
		}
	}
}

func TestATypeIsReadInEachSpelling(t *testing.T) {
	for words, want := range map[string]Type{
		"Children's home":    ChildrensHome,
		"Children's Home":    ChildrensHome,
		"Children’s Home":    ChildrensHome,
		" Children's  home ": ChildrensHome,
		"Residential special school (registered as a children's home)": RSSChildrensHome,
		"Residential special school (>295 days/year)":                  RSSChildrensHome,
		"Residential Special School":                                   ResidentialSpecialSchool,
		"Secure children's home":                                       SecureChildrensHome,
		"Secure Unit":                                                  SecureChildrensHome,
		"Further Education College with Residential Accommodation":     FECollege,
		"Residential Holiday Scheme for Disabled Children":             HolidayScheme,
		"Local Authority Fostering Agency":                             LAFostering,
		"Local Authority Adoption Agency":                              LAAdoption,
		"Supported accommodation":                                      SupportedAccommodation,
		"CAFCASS":                                                      Cafcass,
	} {
		if got, ok := parseType(words); !ok || got != want {
			t.Errorf("%q reads as %q, %v; want %q", words, got, ok, want)
		}
	}
	if got, ok := parseType("Space station"); ok || got != Other {
		t.Errorf("an unknown type reads as %q, %v", got, ok)
	}
}

// A type's own words read back as the type, so that a screen and a file agree.
func TestTheWordsOfATypeReadBack(t *testing.T) {
	for _, want := range []Type{ChildrensHome, SecureChildrensHome, RSSChildrensHome, ResidentialSpecialSchool,
		BoardingSchool, FECollege, FosteringAgency, VoluntaryAdoption, AdoptionSupport, FamilyCentre,
		SupportedAccommodation, HolidayScheme, SecureTrainingCentre, LAFostering, LAAdoption, Cafcass} {
		if got, ok := parseType(want.Words()); !ok || got != want {
			t.Errorf("%q reads back as %q, %v; want %q", want.Words(), got, ok, want)
		}
	}
	if got := Other.Words(); got != "other provision" {
		t.Errorf("Other is called %q", got)
	}
}

func TestAKindOfInspectionIsReadInEachSpelling(t *testing.T) {
	for words, want := range map[string]Kind{
		"Full inspection": Full, "Full Inspection": Full,
		"Monitoring inspection": Monitoring, "Monitoring Inspection": Monitoring, "Monitoring visit": Monitoring,
		"Interim inspection": Interim, "Assurance visit": Assurance, "Assurance inspection": Assurance,
		"Emergency inspection": Emergency, "SC – Emergency inspection": Emergency, "SC - Emergency inspection": Emergency,
	} {
		if got, ok := parseKind(words); !ok || got != want {
			t.Errorf("%q reads as %q, %v; want %q", words, got, ok, want)
		}
	}
	if got, ok := parseKind("Tea party"); ok || got != OtherKind {
		t.Errorf("an unknown kind reads as %q, %v", got, ok)
	}
}

func TestAnOwnerIsANameAndNothingElse(t *testing.T) {
	for cell, want := range map[string]string{
		"Invented Care Ltd":                                 "Invented Care Ltd",
		"  Invented   Care Ltd ":                            "Invented Care Ltd",
		"Invented Care Ltd 04004053":                        "Invented Care Ltd",
		"Invented Trust (07747149)":                         "Invented Trust",
		"Invented Wall 03713232, 1075361":                   "Invented Wall",
		"Invented Fostering Ltd (Co Number 08016114)":       "Invented Fostering Ltd",
		"Invented Services Limited company number 04963908": "Invented Services Limited",
		"Care 4 Children Limited":                           "Care 4 Children Limited",
		"Xcel 2000":                                         "Xcel 2000",
		"12345678":                                          "",
		"0":                                                 "",
		"3.13":                                              "",
		"03/01/1900":                                        "",
		"1900-01-03T03:07:12":                               "",
		"Owned by an individual":                            "",
		"REDACTED":                                          "",
		"":                                                  "",
	} {
		if got := parseOwner(cell); got != want {
			t.Errorf("parseOwner(%q) = %q, want %q", cell, got, want)
		}
	}
}

func TestTheDayOfAFileIsReadFromItsTitle(t *testing.T) {
	for title, want := range map[string]string{
		"Children's social care data in England 2024 – Provider level as at 31 March 2024": "2024-03-31",
		"Children's social care data in England 2022 - Provider level as at March 2022":    "2022-03-31",
		"Children's social care data in England 2022 - Leavers and Joiners at 31 Mar 2022": "2022-03-31",
		"Children's social care data in England 2022 - Provider level in year 2021-22":     "2022-03-31",
		"Provider level in year 2021–22":                                                   "2022-03-31",
		"Registration status at 31 March 2019":                                             "2019-03-31",
		"Registration status (as at 31 March 2025)":                                        "2025-03-31",
		"Provider_level_at_31_Mar_2025":                                                    "2025-03-31",
		"as at February 2024":                                                              "2024-02-29",
		"This worksheet contains one table which begins in cell A4.":                       "",
		"Provider level as at 31 March 9999":                                               "",
		"Provider level as at December 9999":                                               "",
		"Provider level in year 0000-01":                                                   "",
		"Provider information":                                                             "",
		"Registration status":                                                              "",
	} {
		if got := asAt(title).String(); got != want {
			t.Errorf("%q speaks of %q, want %q", title, got, want)
		}
	}
}
