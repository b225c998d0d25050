package board

import (
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
)

// detail is what a person wants to know of one part, a line each.
type detail []string

func (d *detail) say(format string, args ...any) { *d = append(*d, fmt.Sprintf(format, args...)) }

// given adds a line where there is something to say.
func (d *detail) given(name string, value fmt.Stringer) {
	if s := value.String(); s != "" {
		d.say("%s: %s", name, s)
	}
}

// dated adds what was done on a day, where it was.
func (v *view) dated(d *detail, what string, day civil.Date) {
	if !day.IsZero() {
		d.say("%s %s", what, v.short(day))
	}
}

// partDetail tells what a person wants to know of a part beside its state.
func (v *view) partDetail(p concern.Part) []string {
	d := detail{}
	switch p := p.(type) {
	case *concern.Assessment:
		v.assessmentDetail(&d, p)
	case *concern.Improvement:
		v.improvementDetail(&d, p)
	case *concern.ChildMonitoring:
		v.monitoringDetail(&d, p)
	case *concern.Request:
		v.requestDetail(&d, p)
	case *concern.Enforcement:
		v.enforcementDetail(&d, p)
	case *concern.Alert:
		v.alertDetail(&d, p)
	}
	return d
}

// assessmentDetail says whose views are in, what the child says, and who signed (S0).
func (v *view) assessmentDetail(d *detail, a *concern.Assessment) {
	v.dated(d, "opened", a.OpenedOn)
	if a.Because != "" {
		d.say("because of: %s", coded(a.Because))
	}
	if a.State != concern.Required {
		v.viewsDetail(d, a)
	}
	d.say("%s", v.voice(a))
	d.given("child's words", a.VoiceWords)
	if a.Outcome != "" {
		d.say("proposed outcome: %s", coded(a.Outcome))
	}
	d.given("why", a.Rationale)
	if !a.SignedOn.IsZero() {
		d.say("signed by %s on %s", owner(a.SignedBy.String()), v.short(a.SignedOn))
	}
	v.dated(d, "review on", a.ReviewOn)
	v.dated(d, "ended", a.EndedOn)
	if a.EndReason != "" {
		d.say("reason of the end: %s", coded(a.EndReason))
	}
}

// viewsDetail says which of the contributors have been heard in this round, and what
// each holds: whoever signs must see a no.
func (v *view) viewsDetail(d *detail, a *concern.Assessment) {
	var in, excused, missing []string
	for _, role := range concern.Contributors() {
		i := slices.IndexFunc(a.Views, func(x concern.View) bool { return x.Round == a.Round && x.Role == role })
		switch {
		case i < 0:
			missing = append(missing, coded(role))
		case a.Views[i].Missing():
			excused = append(excused, coded(role))
		default:
			in = append(in, coded(role)+" ("+coded(a.Views[i].Stance)+")")
		}
	}
	d.say("views in: %s", orNone(in))
	if len(excused) > 0 {
		d.say("not to be had, with the reason: %s", strings.Join(excused, ", "))
	}
	if len(missing) > 0 {
		d.say("views missing: %s", strings.Join(missing, ", "))
	}
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

// voice is what the child says of living there, or why nobody knows.
func (v *view) voice(a *concern.Assessment) string {
	said := map[string]string{"yes": "feels safe", "no": "does NOT feel safe", "unclear": "not clear whether the child feels safe",
		"not_obtained": "not obtained"}[a.Voice]
	switch {
	case a.Voice == "" && a.VoiceBy.IsZero():
		return "child's voice: owed"
	case a.Voice == "":
		return "child's voice: owed, " + a.VoiceBy.String() + " will ask"
	case said == "":
		said = coded(a.Voice)
	}
	said = "child's voice: " + said
	if !a.VoiceOn.IsZero() {
		said += ", " + v.short(a.VoiceOn)
	}
	if !a.VoiceBy.IsZero() {
		said += ", asked by " + a.VoiceBy.String()
	}
	return said
}

// improvementDetail lists the plan's actions, each with its state, owner and day (S0).
func (v *view) improvementDetail(d *detail, p *concern.Improvement) {
	v.dated(d, "opened", p.OpenedOn)
	for _, a := range p.Actions {
		line := "action: " + a.What.String() + ", " + coded(a.Stands(v.today))
		if !a.Owner.IsZero() {
			line += ", " + a.Owner.String()
		}
		switch {
		case !a.DoneOn.IsZero():
			line += ", done " + v.short(a.DoneOn)
		case !a.Due.IsZero():
			line += ", by " + v.short(a.Due)
		}
		*d = append(*d, line)
	}
	if len(p.Actions) == 0 {
		d.say("no action yet")
	}
	d.given("monitoring", p.Monitoring)
	d.given("council's support", p.Support)
	if !p.SignedOn.IsZero() {
		d.say("signed by %s on %s", owner(p.SignedBy.String()), v.short(p.SignedOn))
	}
	v.dated(d, "last reviewed", p.ReviewedOn)
	v.dated(d, "breached", p.BreachedOn)
	v.dated(d, "ended", p.EndedOn)
}

// monitoringDetail says who watches over the child, how, and when last (S1).
func (v *view) monitoringDetail(d *detail, m *concern.ChildMonitoring) {
	v.dated(d, "since", m.Since)
	d.given("who", m.Who)
	d.given("how", m.How)
	d.say("%s", plural(m.Held, "contact made", "contacts made"))
	v.dated(d, "last contact", m.LastOn)
	v.dated(d, "ended", m.EndedOn)
}

// requestDetail says what is asked for, what the provider claims, and who agreed (S1).
func (v *view) requestDetail(d *detail, r *concern.Request) {
	if !r.RequestedOn.IsZero() {
		d.say("requested by %s on %s", owner(r.Requester.String()), v.short(r.RequestedOn))
	}
	if r.Basis != "" {
		d.say("basis: %s", coded(r.Basis))
	}
	d.given("asked", r.Asked)
	if r.Claim != "" {
		d.say("provider claims: %s", coded(r.Claim))
		v.dated(d, "claimed for the inspection of", r.ClaimOn)
	}
	if r.Disputed {
		d.say("the claim does NOT agree with Ofsted's record")
	}
	if r.Match != "" {
		d.say("why here: %s", coded(r.Match))
	}
	d.given("alternatives", r.Alternatives)
	d.given("requirements and action plan", r.Summary)
	if r.Emergency {
		d.say("emergency: decided the same day")
	}
	d.given("on-call consent", r.Consent)
	d.given("risk approach", r.Approach)
	if n := len(r.AgreedBy); n > 0 {
		d.say("agreed by %s", plural(n, "manager", "managers"))
	}
	d.given("conditions", r.Conditions)
	if !r.ApprovedOn.IsZero() {
		d.say("approved by %s on %s", owner(r.ApprovedBy.String()), v.short(r.ApprovedOn))
	}
	v.dated(d, "valid until", r.ValidUntil)
	if len(r.Told) > 0 {
		d.say("alerted before the move: %s", coded(strings.Join(r.Told, ", ")))
	}
	v.dated(d, "placed", r.PlacedOn)
	d.given("why", r.Why)
	v.dated(d, "ended", r.EndedOn)
}

// enforcementDetail says against whom the step is, since when, and what it asks (R§5).
func (v *view) enforcementDetail(d *detail, e *concern.Enforcement) {
	if e.Subject != "" {
		d.say("against the %s", coded(e.Subject))
	}
	v.dated(d, "notice dated", e.ServedOn)
	v.dated(d, "first received by us", e.ReadOn)
	d.given("asks", e.Action)
	v.dated(d, "to be complied with by", e.Due)
	if e.Outcome != "" {
		d.say("checked: %s", coded(e.Outcome))
	}
	if e.Stands() && !e.Public() {
		d.say("CONFIDENTIAL until Ofsted publishes it")
	}
	v.dated(d, "ended", e.EndedOn)
}

// alertDetail says who was told what, when, and whether they answered (S1).
func (v *view) alertDetail(d *detail, a *concern.Alert) {
	if a.About != "" {
		d.say("about: %s", coded(a.About))
	}
	d.given("told", a.Name)
	if !a.SentOn.IsZero() {
		line := "sent " + v.short(a.SentOn)
		if a.Channel != "" {
			line += " by " + coded(a.Channel)
		}
		*d = append(*d, line)
	}
	v.dated(d, "called", a.CalledOn)
	if a.Provisional {
		d.say("provisional: CONFIDENTIAL until published")
	}
	switch {
	case !a.Heard.IsZero():
		v.dated(d, "acknowledged", a.Heard)
	case a.State == concern.Sent:
		d.say("not acknowledged yet")
	}
	d.given("summary", a.Summary)
}
