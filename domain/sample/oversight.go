package sample

import (
	"strings"

	"placewatch/domain/text"
)

// oversight is what was done for the children themselves: whether each may stay, what
// the council asks of the provider, which placements were asked for. The rows are of
// domain.md 3.1 and 3.4 to 3.7.
func (m *maker) oversight(steps *[]Step) {
	at := func(p part) thread { return m.at(p, steps) }
	live := func(p part) []text.Text { return m.living(m.cast.urn[p].String()) }

	// Two children stay, by signature; of one that is in doubt again, and the child
	// could not say.
	open, here := at(windowOpen), live(windowOpen)
	open.assessed(17, 12).planned(11)
	open.child(here[1]).ago(3, "fay", "SA5b", "reason", "The social worker heard of shouting at night").
		views(2, "social_worker", "team_manager", "iro", "commissioning_manager").
		ago(1, "ann", "SA2b", "voice_by", "the social worker", "voice", "unclear", "words", "It depends who is on shift")
	open.child(here[0]).ago(9, "eli", "EM1", "child", here[0].String(), "who", "the social worker", "how", "telephone, then a visit").
		ago(4, "ben", "EM2", "reason", "Seen at home; settled")

	barred := at(windowPassed)
	barred.assessed(24, 19).planned(17)
	barred.ago(3, "ben", "EN3", "kind", "restriction", "subject", "provider")

	at(monitored).assessed(37, 32).planned(30).ago(14, "fay", "SA5a").ago(12, "cas", "SP3", "reason", "Two of three actions done")
	at(inMonitoring).ago(26, "fay", "SA0c", "children", joined(live(inMonitoring))).ago(8, "fay", "SA0c", "children", joined(live(inMonitoring)))

	at(toldThisWeek).ago(1, "ben", "PR11", "child", live(toldThisWeek)[0].String(), "placed_on", m.workday(-2).String(), "basis", "looked_after")

	wanted := m.elsewhere(2)
	at(visitBooked).requested(6, wanted[0]).ago(1, "ben", "PR5", "documents", "both", "summary", "Rota and training; both under way")
	at(inMonitoring).requested(9, wanted[1]).ago(5, "ben", "PR5", "documents", "both", "summary", "Most requirements are met").
		ago(4, "dee", "PR6", "approach", "Staffed one to one for the first fortnight").ago(4, "eli", "confirm").
		ago(2, "fay", "PR7", "conditions", "Reviewed after two weeks").
		ago(1, "ben", "PR7c", "channel", "call", "name", "the social worker") // not acknowledged yet
}

// assessed is the assessment of every child there, from the invitation to the
// signature that lets them stay (S0).
func (t thread) assessed(invited, signed int) thread {
	t.each(invited, "cas", "SA1", "voice_by", "the social worker")
	for _, ref := range t.m.living(t.urn) {
		t.child(ref).views(signed+2, "service_improvement_officer", "social_worker", "team_manager", "iro", "commissioning_manager", "provider").
			ago(signed+2, "ben", "SA2b", "voice_by", "the social worker", "voice", "yes", "words", "I like it here").
			ago(signed+1, "cas", "SA3", "outcome", "continue", "rationale", "Settled at school; what Ofsted found is being mended").
			ago(signed, "fay", "SA4a")
	}
	return t
}

// views are those of several contributors, who would have the child stay.
func (t thread) views(n int, roles ...string) thread {
	for _, role := range roles {
		t.ago(n, "ben", "SA2a", "role", role, "stance", "continue", "view", "The move would do more harm")
	}
	return t
}

// planned is a service improvement plan from the draft to the signature (S0).
func (t thread) planned(begun int) thread {
	m := t.m
	return t.ago(begun, "cas", "SP1").
		ago(begun, "cas", "SP1a", "from", "ofsted", "what", "A rota that covers every night", "owner", "the manager", "due", m.workday(5).String()).
		ago(begun-1, "cas", "SP1a", "from", "council", "what", "A QA visit each month", "owner", "the QA officer", "due", m.workday(15).String()).
		ago(begun-1, "cas", "SP1b", "monitoring", "QA visits and the independent visitor's reports", "support", "Training by the council's team").
		ago(begun-2, "fay", "SP2")
}

// requested is a placement request up to the provider's documents (S1).
func (t thread) requested(n int, child text.Text) thread {
	return t.ago(n, "ben", "PR1", "child", child.String(), "basis", "looked_after", "asked", "yes").
		ago(n-1, "ben", "PR3").
		ago(n-2, "ben", "PR4", "match", "good_match", "alternatives", "Two homes, both an hour away", "reason", "Near the school")
}

// living are the children who live there, by reference.
func (m *maker) living(urn string) []text.Text {
	var out []text.Text
	for _, p := range m.c.Placements {
		if p.URN.String() == urn && p.EndedOn.IsZero() {
			out = append(out, p.Child)
		}
	}
	return out
}

// elsewhere are some children who live with the council's own carers.
func (m *maker) elsewhere(n int) []text.Text { return m.living(ownFostering)[:n] }

func joined(refs []text.Text) string {
	var out []string
	for _, r := range refs {
		out = append(out, r.String())
	}
	return strings.Join(out, ",")
}
