// Package ofsted knows what Ofsted registers, inspects and judges, and what a
// row of one of its published files means.
package ofsted

import (
	"fmt"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/text"
)

// URN is Ofsted's number for one registration: "SC" and six digits, or six or
// seven digits. To hold one is to know it is well formed. For fostering it is
// the agency's, not a home's.
type URN struct{ s string }

// ParseURN reads a URN, forgiving case and surrounding space. A number in
// scientific notation (1.02E+07) is refused: digits were lost before we saw it.
func ParseURN(s string) (URN, error) {
	u := strings.ToUpper(strings.TrimSpace(s))
	digits := strings.TrimPrefix(u, "SC")
	if n := len(digits); (digits == u && (n == 6 || n == 7)) || (digits != u && n == 6) {
		if strings.Trim(digits, "0123456789") == "" {
			return URN{u}, nil
		}
	}
	return URN{}, fmt.Errorf("%q is not an Ofsted URN: expected SC and six digits, or six or seven digits", text.Clean(s))
}

// String returns the URN as Ofsted writes it.
func (u URN) String() string { return u.s }

// IsZero reports whether there is no URN.
func (u URN) IsZero() bool { return u.s == "" }

// MarshalText writes the URN.
func (u URN) MarshalText() ([]byte, error) { return []byte(u.s), nil }

// UnmarshalText reads a URN; an empty text is no URN.
func (u *URN) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*u = URN{}
		return nil
	}
	var err error
	*u, err = ParseURN(string(b))
	return err
}

// Type is the kind of provision, in the words of cli.md.
type Type string

const (
	ChildrensHome            Type = "childrens_home"
	SecureChildrensHome      Type = "secure_childrens_home"
	RSSChildrensHome         Type = "rss_childrens_home" // residential special school registered as a children's home
	ResidentialSpecialSchool Type = "residential_special_school"
	BoardingSchool           Type = "boarding_school"
	FECollege                Type = "fe_college"
	FosteringAgency          Type = "independent_fostering_agency"
	VoluntaryAdoption        Type = "voluntary_adoption_agency"
	AdoptionSupport          Type = "adoption_support_agency"
	FamilyCentre             Type = "residential_family_centre"
	SupportedAccommodation   Type = "supported_accommodation"
	HolidayScheme            Type = "holiday_scheme"
	SecureTrainingCentre     Type = "secure_training_centre"
	LAFostering              Type = "local_authority_fostering"
	LAAdoption               Type = "local_authority_adoption"
	Cafcass                  Type = "cafcass"
	Other                    Type = "other"
)

// Grade is a judgement on the four-point scale. The empty grade is no grade.
type Grade string

const (
	Outstanding         Grade = "outstanding"
	Good                Grade = "good"
	RequiresImprovement Grade = "requires_improvement"
	Inadequate          Grade = "inadequate"
)

// Outcome is a finding that is not a grade: supported accommodation's three
// outcomes, an assurance inspection's two, and the interim inspection's three.
// It is never mapped onto grades (R§1.3).
type Outcome string

const (
	StrongDelivery       Outcome = "consistently_strong"  // SA1
	InconsistentDelivery Outcome = "inconsistent_quality" // SA2
	SeriousWeaknesses    Outcome = "serious_weaknesses"   // SA3
	NoSeriousConcerns    Outcome = "no_serious_concerns"  // assurance
	SeriousConcerns      Outcome = "serious_concerns"     // assurance
	Sustained            Outcome = "sustained_effectiveness"
	Improved             Outcome = "improved_effectiveness"
	Declined             Outcome = "declined_effectiveness"
)

// Kind is the kind of an inspection.
type Kind string

const (
	Full       Kind = "full"
	Assurance  Kind = "assurance"
	Interim    Kind = "interim" // to 2021-22
	Monitoring Kind = "monitoring"
	Emergency  Kind = "emergency"
	OtherKind  Kind = "other"
)

// Status is the state of a registration.
type Status string

const (
	Active    Status = "active"
	Suspended Status = "suspended"
	Resigned  Status = "resigned"
	Cancelled Status = "cancelled"
	Closed    Status = "closed"
)

// Ended reports whether the registration is over: nobody may live there.
func (s Status) Ended() bool { return s == Resigned || s == Cancelled || s == Closed }

// Judgement is what one inspection found.
type Judgement struct {
	Overall    Grade     `json:"overall"`
	Protection Grade     `json:"protection"` // how well children are helped and protected
	Leadership Grade     `json:"leadership"` // the effectiveness of leaders and managers
	Outcome    Outcome   `json:"outcome"`
	Label      text.Text `json:"label"` // Ofsted's own words for the headline
}

// IsZero reports whether the inspection gave no finding at all.
func (j Judgement) IsZero() bool {
	return j.Overall == "" && j.Protection == "" && j.Leadership == "" && j.Outcome == ""
}

// Inspection is one visit by Ofsted. Ended is the feedback day, the last of the
// inspection: it starts the regulator's clocks. Ofsted's files give one
// "inspection date"; it is used for both Started and Ended.
type Inspection struct {
	URN         URN        `json:"urn"`
	Kind        Kind       `json:"kind"`
	EventType   text.Text  `json:"event_type"` // Ofsted's words
	Number      text.Text  `json:"number"`     // event number; not a key: one number can cover several URNs
	Started     civil.Date `json:"started"`
	Ended       civil.Date `json:"ended"`
	Published   civil.Date `json:"published"` // none while unpublished or unknown
	Judgement   Judgement  `json:"judgement"`
	Provisional bool       `json:"provisional"` // told to us, not yet published
}

// Provision is one registration with Ofsted and its facts, without address.
type Provision struct {
	URN            URN        `json:"urn"`
	Name           text.Text  `json:"name"`
	Type           Type       `json:"type"`
	TypeWords      text.Text  `json:"type_words"` // Ofsted's words
	Status         Status     `json:"status"`
	Registered     civil.Date `json:"registered"`
	Closed         civil.Date `json:"closed"` // de-registration date
	LocalAuthority text.Text  `json:"local_authority"`
	Region         text.Text  `json:"region"`
	Sector         text.Text  `json:"sector"`
	Owner          text.Text  `json:"owner"`
	Places         int        `json:"places"` // -1 when not given

	// JudgedAsAt is the day of the newest file that lists the provision and would
	// have shown a judgement. None means that no such file does: it may have been
	// inspected, so "not yet inspected" cannot be said of it.
	JudgedAsAt civil.Date `json:"judged_as_at"`
}

// Bucket sorts a provision by what can be said of it (cli.md). Nothing that is
// not known is ever in AtOrAbove.
type Bucket string

const (
	BelowThreshold  Bucket = "below_threshold"
	AtOrAbove       Bucket = "at_or_above"
	NotYetInspected Bucket = "not_yet_inspected"
	NoOverall       Bucket = "no_overall"
	OutsideOfsted   Bucket = "outside_ofsted"
	Unknown         Bucket = "unknown"
)
