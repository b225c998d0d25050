package policy

import (
	"fmt"
	"slices"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/ofsted"
	"placewatch/domain/team"
)

// Edition is one text that rules were read in, and when it held.
type Edition struct {
	Name     string
	Title    string
	From, To civil.Date // To is none while it holds
}

// MetBy is what of Ofsted's answers a window.
type MetBy string

const (
	AnyActivity  MetBy = "any_activity"  // a monitoring visit is enough
	ReInspection MetBy = "re_inspection" // an inspection, not a monitoring visit
	FullAgain    MetBy = "full"          // a full inspection only
)

// By reports whether an inspection of that kind answers the window. One of a kind
// that is not known answers only what any activity answers.
func (m MetBy) By(kind ofsted.Kind) bool {
	switch m {
	case AnyActivity:
		return true
	case ReInspection:
		return kind == ofsted.Full || kind == ofsted.Assurance || kind == ofsted.Interim
	case FullAgain:
		return kind == ofsted.Full
	}
	return false
}

// Window kinds: what a finding makes Ofsted do.
const (
	CaseReview       = "case review"
	Alert            = "alert"
	Return           = "return"
	Report           = "report"
	FullReInspection = "full re-inspection"
)

// Confidence says how sure the reading of a rule is (R§0.1).
type Confidence string

const (
	CurrentText     Confidence = "A"
	OlderText       Confidence = "B"
	SecondarySource Confidence = "C"
	Recalled        Confidence = "D" // no text was found: to be verified before anyone relies on it
)

// Badge is "", "check" or "verify": what a person should do before relying on it.
func (c Confidence) Badge() string {
	switch c {
	case OlderText, SecondarySource:
		return "check"
	case Recalled:
		return "verify"
	}
	return ""
}

// Rule is one timescale of the law's, of Ofsted's or of the council's, in one
// edition. Several editions of a rule share its ID.
type Rule struct {
	ID       string
	Kind     string // the window that a finding opens by it; empty for the rest
	What     string
	Types    []ofsted.Type    // none means any provision
	Grades   []ofsted.Grade   // opened by these grades
	Outcomes []ofsted.Outcome // or by these outcomes; neither means by any finding
	Visits   []ofsted.Kind    // of these inspections; none means any
	Trigger  string           // what it runs from, in words
	Season   [2]civil.Length  // first and last day of the year of a trigger it is for; none means any
	Min, Max civil.Length     // Min is none but for a window
	Undated  string           // why it has no length; Max is then none
	About    bool             // the text says "around"
	Count    civil.Count
	Binding  Binding
	Whose    duty.Owner
	Role     team.Role // who of ours answers for it, where it is ours

	Confidence Confidence // empty for local policy
	Edition    Edition
	From, To   civil.Date // the triggers it is used for; To is none while in force
	Named      bool       // the ID names the edition: it answers for any day asked about
	Source     string
	MetBy      MetBy
}

// InForce reports whether the rule is the one for a trigger on that day.
func (r Rule) InForce(on civil.Date) bool {
	return !on.Before(r.From) && (r.To.IsZero() || !on.After(r.To))
}

// OpenedBy reports whether an inspection of that kind with that finding opens the
// rule's window. A kind that is not known counts as full.
func (r Rule) OpenedBy(kind ofsted.Kind, g ofsted.Grade, o ofsted.Outcome) bool {
	if kind != ofsted.Monitoring {
		kind = ofsted.Full
	}
	if len(r.Visits) > 0 && !slices.Contains(r.Visits, kind) {
		return false
	}
	return len(r.Grades)+len(r.Outcomes) == 0 || slices.Contains(r.Grades, g) || slices.Contains(r.Outcomes, o)
}

// InSeason reports whether the rule is for a trigger on that day of the year.
func (r Rule) InSeason(on civil.Date) bool {
	if r.Season[0].IsZero() {
		return true
	}
	first, last, day := r.Season[0].N, r.Season[1].N, civil.YearDay(on.Month(), on.Day()).N
	if first <= last {
		return first <= day && day <= last
	}
	return day >= first || day <= last
}

// For reports whether the rule is for that type of provision.
func (r Rule) For(t ofsted.Type) bool {
	return len(r.Types) == 0 || slices.Contains(r.Types, t)
}

// LengthWords says the length: "5 working days", "6 to 8 weeks", "about 18 months".
func (r Rule) LengthWords() string {
	switch {
	case r.Undated != "":
		return "no length"
	case r.About:
		return "about " + r.Max.Words()
	case r.Min.IsZero():
		return r.Max.Words()
	case r.Min.Unit == r.Max.Unit && r.Min.Unit != civil.FixedDay:
		return fmt.Sprintf("%d to %s", r.Min.N, r.Max.Words())
	}
	return r.Min.Words() + " to " + r.Max.Words()
}

type rulesFile struct {
	Editions []editionFile `toml:"edition"`
	Rules    []ruleFile    `toml:"rule"`
}

type editionFile struct {
	Name  string         `toml:"name"`
	Title string         `toml:"title"`
	From  toml.LocalDate `toml:"from"`
	To    toml.LocalDate `toml:"to"`
}

type ruleFile struct {
	ID         string           `toml:"id"`
	Kind       string           `toml:"kind"`
	What       string           `toml:"what"`
	Types      []ofsted.Type    `toml:"types"`
	Grades     []ofsted.Grade   `toml:"grades"`
	Outcomes   []ofsted.Outcome `toml:"outcomes"`
	Visits     []ofsted.Kind    `toml:"inspections"`
	Trigger    string           `toml:"trigger"`
	Season     []civil.Length   `toml:"season"`
	Min        civil.Length     `toml:"min"`
	Max        civil.Length     `toml:"max"`
	Undated    string           `toml:"undated"`
	About      bool             `toml:"about"`
	Count      civil.Count      `toml:"count"`
	Binding    Binding          `toml:"binding"`
	Whose      duty.Owner       `toml:"whose"`
	Role       team.Role        `toml:"role"`
	Confidence Confidence       `toml:"confidence"`
	Edition    string           `toml:"edition"`
	From       toml.LocalDate   `toml:"from"`
	To         toml.LocalDate   `toml:"to"`
	Named      bool             `toml:"named_edition"`
	Source     string           `toml:"source"`
	MetBy      MetBy            `toml:"met_by"`
}

// Rules returns the law's and Ofsted's timescales in every edition known, in the
// order in which they are listed.
func Rules() []Rule { return slices.Clone(rules()) }

// rules are read once and never changed.
var rules = sync.OnceValue(func() []Rule {
	rules, err := parseRules(mustRead("rules.toml"))
	if err != nil {
		panic("inside the program: " + err.Error())
	}
	return rules
})

func parseRules(b []byte) ([]Rule, error) {
	var f rulesFile
	if err := decode("rules.toml", b, &f); err != nil {
		return nil, err
	}
	editions := map[string]Edition{}
	for _, e := range f.Editions {
		editions[e.Name] = Edition{e.Name, e.Title, date(e.From), date(e.To)}
	}
	rules := make([]Rule, 0, len(f.Rules))
	for _, r := range f.Rules {
		e, ok := editions[r.Edition]
		if !ok {
			return nil, fmt.Errorf("rules.toml: %s is of edition %q, which is not listed", r.ID, r.Edition)
		}
		rules = append(rules, r.rule(e))
	}
	return rules, nil
}

func (f ruleFile) rule(e Edition) Rule {
	r := Rule{
		ID: f.ID, Kind: f.Kind, What: f.What, Types: f.Types, Grades: f.Grades, Outcomes: f.Outcomes, Visits: f.Visits,
		Trigger: f.Trigger, Min: f.Min, Max: f.Max, Undated: f.Undated, About: f.About, Count: f.Count,
		Binding: f.Binding, Whose: f.Whose, Role: f.Role, Confidence: f.Confidence, Edition: e,
		From: e.From, To: e.To, Named: f.Named, Source: f.Source, MetBy: f.MetBy,
	}
	copy(r.Season[:], f.Season)
	if f.Count == "" {
		r.Count = civil.ExcludeTrigger
	}
	if d := date(f.From); !d.IsZero() {
		r.From = d
	}
	if d := date(f.To); !d.IsZero() {
		r.To = d
	}
	return r
}

// ruleLimits are the duties that the law lays on the council: a profile may
// tighten them, and loosen them only with a written reason.
func ruleLimits() []Limit {
	var out []Limit
	for _, r := range Rules() {
		if r.Whose == duty.Ours {
			out = append(out, Limit{Key: r.ID, What: r.What, Length: r.Max, Count: r.Count, Role: r.Role,
				Whose: r.Whose, Source: r.Source, Binding: r.Binding})
		}
	}
	return out
}
