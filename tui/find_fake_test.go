package tui

import (
	"context"
	"errors"
	"fmt"

	"placewatch/domain/board"
	"placewatch/domain/flow"
	"placewatch/domain/text"
)

// Find finds as the store does, among the invented provisions.
func (d *fakeDesk) Find(_ context.Context, words string) ([]board.Found, int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := board.NewFinder(words)
	for _, p := range d.places {
		f.Offer(p)
	}
	found, more := f.Best()
	return found, more, d.err
}

// inventedPlaces are provisions of every standing; nothing in them is real.
func inventedPlaces() []board.Found {
	place := func(urn, name, jud, words, area, owner string, children int) board.Found {
		return board.Found{URN: urn, Name: text.Clean(name), Type: "children's home", Judgement: jud, JudgementWords: words,
			LocalAuthority: text.Clean(area), Owner: text.Clean(owner), Children: children}
	}
	all := []board.Found{
		place("9000412", "Alder House", "INAD", "inadequate", "Exampleshire", "Alder Care Ltd", 2),
		place("9000501", "Aldergrove", "GOOD", "good", "Otherton", "Marram Care Ltd", 1),
		place("9000502", "Żółć House", "not inspected", "not inspected yet", "Otherton", "Marram Care Ltd", 0),
		place("9000503", "Old Alder Farm", "OUT", "outstanding", "Otherton", "Fennel Homes", 0),
		place("9000504", "", "? not known", "nothing can be said: no file that was read in gives its inspections", "Exampleshire", "", 0),
		place("9000505", "Brackenmere Residential and Therapeutic Community", "no overall", "no overall judgement", "Sorrel and Wold and the Marram Coast", "Fennel Homes", 3),
	}
	all[0].Concern, all[0].Held = true, "FROZEN to new placements"
	all[3].Registration = "closed"
	for i := range 60 {
		p := place(fmt.Sprint(9100000+i), fmt.Sprintf("Rowan %02d", i), "GOOD", "good", "Larkmere", "Rowan Care Ltd", 0)
		all = append(all, p)
	}
	return all
}

// findings are the states of the finder.
func findings() map[string]func(*hand) {
	return map[string]func(*hand){
		"find":       func(x *hand) { x.press("f", "=alder") },
		"find ours":  func(x *hand) { x.press("f", "down") },
		"find many":  func(x *hand) { x.press("f", "=rowan") },
		"find none":  func(x *hand) { x.press("f", "=C-0412") },
		"find never": func(x *hand) { neverImported(x); x.press("f", "=alder") },
		"find fails": func(x *hand) {
			x.desk.err = errors.New("the store is locked by another process")
			x.press("f")
		},
	}
}

func neverImported(x *hand) {
	x.desk.places = nil
	x.m.apply(&board.Board{Today: day("2026-03-03")})
}

// findingOffer is row OF1 as a provision without a concern offers it.
func findingOffer() flow.Offer {
	words := func(pairs ...string) (out []flow.Option) {
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, flow.Option{Value: pairs[i], Words: pairs[i+1]})
		}
		return out
	}
	return flow.Offer{ID: "OF1", Event: "finding_recorded", Title: "Record what Ofsted found", Allowed: true, Class: flow.Checked, Source: "S0, S1, S2",
		Arguments: []flow.Arg{
			{Name: "finding", Label: "What was found", Kind: flow.ChoiceArg, Required: true, Options: words("requires_improvement", "Requires improvement",
				"inconsistent_quality", "Supported accommodation: inconsistent quality", "declined_effectiveness", "Interim inspection to 2021-22: declined in effectiveness",
				"inadequate", "Inadequate", "serious_concerns", "Assurance: serious or widespread concerns",
				"serious_weaknesses", "Supported accommodation: serious or widespread weaknesses", "compliance_notice", "Compliance notice",
				"s30a", "Section 30A notification", "restriction", "Restriction of accommodation", "suspension", "Registration suspended", "unregistered", "Not registered")},
			{Name: "ended_on", Label: "Inspection ended", Kind: flow.DateArg, Required: true, Hint: "the feedback day; Ofsted's windows start here"},
			{Name: "known_on", Label: "We knew on", Kind: flow.DateArg, Hint: "our own clocks start here; the day it is recorded unless said"},
			{Name: "source", Label: "How we know", Kind: flow.ChoiceArg, Required: true, Options: words("email", "Ofsted's e-mail", "call", "Ofsted's call",
				"published", "Published report", "provider", "The provider told us", "other", "Other")},
			{Name: "kind", Label: "Kind of inspection", Kind: flow.ChoiceArg, Default: "full", Options: words("full", "Full inspection", "assurance", "Assurance inspection",
				"monitoring", "Monitoring visit", "other", "Other")},
			{Name: "host_area", Label: "Is the home in our area", Kind: flow.ChoiceArg, Default: "no", Options: words("yes", "Yes", "no", "No")},
			{Name: "on", Label: "Done on", Kind: flow.DateArg, Hint: "today unless it was done before"},
			{Name: "reason", Label: "Note or reason", Kind: flow.TextArg, Hint: "no names, dates of birth or addresses"},
			{Name: "evidence", Label: "Evidence", Kind: flow.TextArg, Hint: "reference of the letter, e-mail or report"},
		}}
}

// theCall is what is recorded when Ofsted telephones about Aldergrove.
func theCall(d *fakeDesk) map[string]string {
	d.offers = []flow.Offer{findingOffer()}
	d.page.Subject, d.page.URN, d.page.Name = "urn:9000501", "9000501", text.Clean("Aldergrove")
	return map[string]string{"finding": "inadequate", "ended_on": "today", "source": "call", "kind": "full", "host_area": "no"}
}
