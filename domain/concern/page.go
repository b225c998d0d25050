package concern

import (
	"fmt"
	"strings"

	"placewatch/domain/flow"
	"placewatch/domain/policy"
)

// Page is the whole policy as the program runs it, written from the charts
// themselves in Markdown, with the lengths and the roles of one profile. There is no
// second copy of a rule: `docs policy` and the page in the repository are this.
func Page(p *policy.Profile) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# The policy, as placewatch runs it

This page is made from the charts inside the program, with the lengths of %s.
Each row is one arrow of a chart: its id, the word by which `+"`do`"+` names it, who may take it, what must hold,
and what is then owed. Every row also takes %s.

Sources: S0 to S4 are the council's flow chart, its process for provisions judged requires improvement or inadequate,
and the guides to inadequate judgements of children's homes, to voluntary adoption agencies and to the council's own
inspection; R is the regulator's rulebook (R9# its table of deadlines) and P the notes on practice; "domain", "safety"
and "cli" are this program's own specification; "local" is our reading where nothing is written.

Charts: %s. Then [every length](#lengths).
`, p.Title(), arguments(flow.Common()), contents(Under(p)))
	for _, ch := range Under(p) {
		b.WriteString("\n" + ch.Page(terms(p)))
	}
	b.WriteString("\n" + limits(p))
	return b.String()
}

// contents links to each chart's own heading.
func contents(charts []*Chart) string {
	var links []string
	for _, ch := range charts {
		anchor := strings.NewReplacer(" ", "-", "'", "").Replace(strings.ToLower(ch.Title))
		links = append(links, fmt.Sprintf("[%s](#%s)", ch.Title, anchor))
	}
	return strings.Join(links, ", ")
}

func arguments(as []flow.Arg) string {
	var words []string
	for _, a := range as {
		words = append(words, fmt.Sprintf("`%s=` (%s)", a.Name, a.Hint))
	}
	return strings.Join(words, ", ")
}

// terms are what the profile's keys owe, how soon, and by which document.
func terms(p *policy.Profile) flow.Terms {
	return func(key string) (what, within string) {
		if l, ok := p.Limit(key); ok {
			return l.What, soon(l) + ", " + l.Source
		}
		switch key {
		case theVisit:
			return "Whatever is owed for the visit", "in its own time"
		case "qa.visit":
			return "The visit", "on the day that is given"
		}
		return windowTerms(key)
	}
}

// windowTerms are those of a window: a rule of the book's, or any rule of one kind.
func windowTerms(key string) (what, within string) {
	for _, r := range policy.Rules() {
		if r.ID == key {
			return r.What, r.Source
		}
	}
	return "Ofsted's window for its " + key, ""
}

func soon(l policy.Limit) string {
	switch words := l.Length.Words(); {
	case strings.HasPrefix(words, "same"):
		return "the " + words
	case strings.HasPrefix(words, "the "):
		return "by " + words
	default:
		return "within " + words
	}
}

// limits is the table of every length that the profile sets.
func limits(p *policy.Profile) string {
	var b strings.Builder
	b.WriteString("## Lengths\n\n| key | what | within | who | whose | binding | source |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, l := range p.Limits() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", l.Key, l.What, l.Length.Words(), l.Role.Words(), l.Whose,
			strings.ReplaceAll(string(l.Binding), "_", " "), l.Source)
	}
	return b.String()
}
