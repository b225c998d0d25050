package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"placewatch/domain/civil"
	"placewatch/domain/duty"
	"placewatch/domain/fault"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// ShippedNames are the profiles that come with the program, default first.
func ShippedNames() []string {
	return []string{"default", "never-inadequate", "inadequate-only", "same-day"}
}

// Default returns the profile in force until a council chooses another. It is
// a reading of the source documents that no council has approved.
func Default() *Profile {
	p, err := Shipped("default")
	if err != nil {
		panic("the policy inside the program: " + err.Error())
	}
	return p
}

// Shipped returns the profile of that name that comes with the program.
func Shipped(name string) (*Profile, error) {
	if !slices.Contains(ShippedNames(), name) {
		return nil, fault.Newf(fault.NotFound, "no policy %q comes with placewatch", name).
			Do("choose one of %s", strings.Join(ShippedNames(), ", "))
	}
	return Parse(name+".toml", mustRead(name+".toml"))
}

// Source returns the text of a shipped profile, to be copied and edited, or that of
// the "rules": the law's and Ofsted's timescales.
func Source(name string) []byte { return mustRead(name + ".toml") }

func mustRead(name string) []byte {
	b, err := files.ReadFile(name)
	if err != nil {
		panic("inside the program: " + err.Error())
	}
	return b
}

// profileFile is a profile as written down.
type profileFile struct {
	Name       string         `toml:"name"`
	Version    string         `toml:"version"`
	Owner      string         `toml:"owner"`
	Reviewer   string         `toml:"reviewer"`
	Approver   string         `toml:"approver"`
	ApprovedOn toml.LocalDate `toml:"approved_on"`
	ReviewBy   toml.LocalDate `toml:"review_by"`
	Threshold  Threshold      `toml:"threshold"`
	Tier       Tier           `toml:"tier"`
	Freeze     freezes        `toml:"freeze"`
	Visits     struct {
		ProgressVisitStarts Start `toml:"progress_visit_starts"`
	} `toml:"visits"`
	Requests struct {
		SeniorSignoff Signoff `toml:"senior_signoff"`
	} `toml:"requests"`
	Assessment struct {
		RequiredForRI bool `toml:"required_for_ri"`
	} `toml:"assessment"`
	Monitoring struct {
		Weekly int `toml:"weekly"`
	} `toml:"monitoring"`
	Office struct {
		Days   []string `toml:"days"`
		Opens  string   `toml:"opens"`
		Closes string   `toml:"closes"`
	} `toml:"office"`
	Undo struct {
		Minutes int `toml:"minutes"`
	} `toml:"undo"`
	Stale  Stale       `toml:"stale"`
	Points Points      `toml:"points"`
	Limits []limitFile `toml:"limit"`
	Roles  roleTable   `toml:"roles"`
}

type limitFile struct {
	Key     string       `toml:"key"`
	What    string       `toml:"what"`
	Length  civil.Length `toml:"length"`
	Count   civil.Count  `toml:"count"`
	Role    team.Role    `toml:"role"`
	Whose   duty.Owner   `toml:"whose"`
	Source  string       `toml:"source"`
	Binding Binding      `toml:"binding"`
	Reason  string       `toml:"reason"`
}

// Parse reads a profile. What the file leaves out is as in the default profile,
// but for its name and who answers for it. A setting that is not known, a word
// that is not one of those allowed, and a statutory limit loosened without a
// written reason refuse the file, with the line.
func Parse(file string, b []byte) (*Profile, error) {
	limits := ruleLimits()
	var f profileFile
	base := reader{file: "default.toml", shipped: true}
	if err := base.read(mustRead("default.toml"), &f, &limits); err != nil {
		return nil, err
	}
	f = f.withoutStanding()
	own := reader{file: file}
	if err := own.read(b, &f, &limits); err != nil {
		return nil, err
	}
	p, err := own.profile(f, limits)
	if err != nil {
		return nil, err
	}
	if p.roles, err = own.rowRoles(f.Roles); err != nil {
		return nil, err
	}
	p.settings, err = settings(file, b)
	return p, err
}

// withoutStanding forgets what a copy must say for itself.
func (f profileFile) withoutStanding() profileFile {
	f.Name, f.Version, f.Owner, f.Reviewer, f.Approver = "", "", "", "", ""
	f.ApprovedOn, f.ReviewBy = toml.LocalDate{}, toml.LocalDate{}
	f.Limits = nil
	return f
}

func (r *reader) read(b []byte, f *profileFile, limits *[]Limit) error {
	if err := decode(r.file, b, f); err != nil {
		return err
	}
	r.lines = settingLines(b)
	for i, l := range f.Limits {
		twice := slices.ContainsFunc(f.Limits[:i], func(k limitFile) bool { return k.Key == l.Key })
		if twice {
			return r.refuse(fmt.Sprintf("limit[%d]", i), "%s is written twice", text.Clean(l.Key))
		}
		if err := r.setLimit(fmt.Sprintf("limit[%d]", i), l, limits); err != nil {
			return err
		}
	}
	return nil
}

// setLimit lays one written limit over those known so far.
func (r *reader) setLimit(at string, l limitFile, limits *[]Limit) error {
	i := slices.IndexFunc(*limits, func(k Limit) bool { return k.Key == l.Key })
	if i < 0 && !r.shipped {
		return r.refuse(at+".key", "no limit is called %q", text.Clean(l.Key))
	}
	if i < 0 {
		*limits = append(*limits, Limit{Key: l.Key, Whose: duty.Ours, Count: civil.ExcludeTrigger})
		i = len(*limits) - 1
	}
	was := (*limits)[i]
	now := l.over(was)
	if err := r.checkLimit(at, now); err != nil {
		return err
	}
	if was.Binding == Statute && now.Binding != Statute {
		return r.refuse(at+".binding", "%s is a statutory limit and stays one", l.Key)
	}
	if was.Binding == Statute && now.Whose != was.Whose {
		return r.refuse(at+".whose", "%s is the council's own duty by statute and stays so", l.Key)
	}
	if was.Binding == Statute && now.looser(was) && !isReason(l.Reason) {
		return r.refuse(at+".length", "%s is %s by statute; %s is looser and needs a written reason in the file, of at least %d characters in words",
			l.Key, was.Length.Words(), now.Length.Words(), shortestReason)
	}
	if !r.shipped {
		if err := r.checkWait(at, now, was); err != nil {
			return err
		}
	}
	(*limits)[i] = now
	return nil
}

// over is the limit with what was written in place of what was.
func (l limitFile) over(was Limit) Limit {
	now := was
	if !l.Length.IsZero() {
		now.Length = l.Length
	}
	set(&now.What, text.Clean(l.What).String())
	set(&now.Count, l.Count)
	set(&now.Role, l.Role)
	set(&now.Whose, l.Whose)
	set(&now.Source, text.Clean(l.Source).String())
	set(&now.Binding, l.Binding)
	set(&now.Reason, text.Clean(l.Reason).String())
	return now
}

func set[S ~string](to *S, v S) {
	if v != "" {
		*to = v
	}
}

func (r *reader) checkLimit(at string, l Limit) error {
	switch {
	case l.Length.IsZero() || l.Length.N < 0:
		return r.refuse(at+".length", "%s needs a length", l.Key)
	case shortest(l.Length) > longestWait:
		return r.refuse(at+".length", "%s is not let wait %s; two years are the most", l.Key, l.Length.Words())
	case l.Count != civil.ExcludeTrigger && l.Count != civil.IncludeTrigger:
		return r.refuse(at+".count", "%q is no way of counting; write exclude or include", l.Count)
	case l.What == "":
		return r.refuse(at+".what", "%s needs words for what is owed", l.Key)
	case l.Source == "":
		return r.refuse(at+".source", "%s needs a source", l.Key)
	case !slices.Contains(Bindings(), l.Binding):
		return r.refuse(at+".binding", "%q is no binding; write one of %s", l.Binding, list(Bindings()))
	case !slices.Contains(team.Roles(), l.Role):
		return r.refuse(at+".role", "%q is no role; write one of %s", l.Role, list(team.Officers()))
	case !slices.Contains(team.Officers(), l.Role):
		return r.refuse(at+".role", "%q answers for nothing on a case; write one of %s", l.Role, list(team.Officers()))
	case l.Whose != duty.Ours && l.Whose != duty.Ofsted && l.Whose != duty.Provider && l.Whose != duty.Others:
		return r.refuse(at+".whose", "%q owes nothing here; write ours, ofsted, provider or others", l.Whose)
	}
	return nil
}

// checkWait refuses a length that would be a way of never doing what is owed.
func (r *reader) checkWait(at string, now, was Limit) error {
	switch {
	case was.sameDay() && !within1wd(now.Length):
		return r.refuse(at+".length", "%s is owed at once (%s as shipped); one working day is the most", now.Key, was.Length.Words())
	case was.sameDay() && now.Whose != was.Whose:
		return r.refuse(at+".whose", "%s is owed at once, and whose it is stays as shipped", now.Key)
	case (now.Whose == duty.Ours || was.Whose == duty.Ours) && shortest(now.Length) > max(longestOurs, shortest(was.Length)):
		return r.refuse(at+".length", "%s is our own duty and may not wait %s; %d days are the most", now.Key, now.Length.Words(), longestOurs)
	}
	return nil
}

// profile checks what remains and makes the profile.
func (r *reader) profile(f profileFile, limits []Limit) (*Profile, error) {
	if strings.TrimSpace(f.Name) == "" || strings.TrimSpace(f.Version) == "" {
		return nil, r.refuse("name", "the policy needs a name and a version")
	}
	if err := r.checkFindings(f); err != nil {
		return nil, err
	}
	if err := r.checkNumbers(f, limits); err != nil {
		return nil, err
	}
	office, err := r.office(f)
	if err != nil {
		return nil, err
	}
	return &Profile{
		Name: text.Clean(f.Name).String(), Version: text.Clean(f.Version).String(),
		Owner: text.Clean(f.Owner), Reviewer: text.Clean(f.Reviewer), Approver: text.Clean(f.Approver),
		ApprovedOn: date(f.ApprovedOn), ReviewBy: date(f.ReviewBy),
		ProgressVisitStarts: f.Visits.ProgressVisitStarts,
		SeniorSignoff:       f.Requests.SeniorSignoff,
		AssessRI:            f.Assessment.RequiredForRI, WeeklyContacts: f.Monitoring.Weekly,
		Office: office, Undo: time.Duration(f.Undo.Minutes) * time.Minute, Stale: f.Stale, Points: f.Points,
		threshold: f.Threshold, tier: f.Tier, freeze: f.Freeze, limits: limits,
	}, nil
}

func date(d toml.LocalDate) civil.Date {
	if d == (toml.LocalDate{}) {
		return civil.Date{}
	}
	return civil.On(d.Year, time.Month(d.Month), d.Day)
}
