package flow

import (
	"fmt"
	"slices"
	"strings"
)

// Terms say what a key of the policy's owes, and how soon and by which document.
type Terms func(key string) (what, within string)

// Page writes the chart down for people to read, in Markdown: its states, its
// drawing, and each row with all that the program holds it to.
func (ch *Chart[C]) Page(terms Terms) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n", heading(ch.Title))
	if ch.While != nil {
		fmt.Fprintf(&b, "Only while %s.\n\n", ch.While.Name)
	}
	fmt.Fprintf(&b, "States: %s.\n\n```mermaid\n%s```\n", ch.stateList(), ch.Mermaid())
	for i := range ch.Rows {
		b.WriteString("\n" + ch.Rows[i].page(terms))
	}
	return b.String()
}

func heading(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// stateList names the states; the final ones are said to be so.
func (ch *Chart[C]) stateList() string {
	var words []string
	for _, s := range ch.States() {
		w := s.Words()
		if slices.Contains(ch.Final, s) {
			w += " (final)"
		}
		words = append(words, w)
	}
	return strings.Join(words, ", ")
}

func (r *Row[C]) page(terms Terms) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s `%s`: %s\n\n", r.ID, r.Event, r.Title)
	line := func(label string, words ...string) {
		switch words = slices.DeleteFunc(words, func(w string) bool { return w == "" }); len(words) {
		case 0:
		case 1:
			fmt.Fprintf(&b, "- %s: %s\n", label, words[0])
		default:
			fmt.Fprintf(&b, "- %s:\n  - %s\n", label, strings.Join(words, "\n  - "))
		}
	}
	line("From → to", r.path())
	line("Who", r.who())
	if r.Auto != nil {
		line("Of itself when", r.Auto.Name)
	}
	line("And a second person", r.second())
	if r.Together {
		line("Never alone", "not even out of hours")
	}
	line("Only when", guardNames(r.If)...)
	line("Asks for", r.asks()...)
	line("Opens", r.opened(terms)...)
	line("May open", each(r.Brings, terms.open)...)
	line("Settles", each(r.Settles, terms.settle)...)
	line("May settle", each(r.Answers, terms.settle)...)
	if slices.ContainsFunc(r.By, Human) {
		line("Class", string(r.class()))
	}
	line("Source", r.Source)
	return b.String()
}

func (ts Terms) open(key string) string {
	what, within := ts(key)
	return fmt.Sprintf("%s, %s (`%s`)", what, within, key)
}

func (ts Terms) settle(key string) string {
	what, _ := ts(key)
	return fmt.Sprintf("%s (`%s`)", what, key)
}

func guardNames[C any](gs []Guard[C]) []string {
	var names []string
	for _, g := range gs {
		names = append(names, g.Name)
	}
	return names
}

// path says which states the row leaves and reaches.
func (r *Row[C]) path() string {
	var from []string
	for _, s := range r.From {
		from = append(from, stateWords(s))
	}
	return strings.Join(from, ", ") + " → " + stateWords(r.To)
}

func stateWords(s State) string {
	switch s {
	case Any:
		return "any open state"
	case Same:
		return "the same"
	case Start:
		return "–"
	}
	return s.Words()
}

// asks lists the row's own arguments. Every row also takes on=, reason= and evidence=.
func (r *Row[C]) asks() []string {
	var words []string
	for _, a := range r.Args {
		w := "`" + a.Name + "=` " + a.Label
		if len(a.Options) > 0 {
			w += " (" + options(a.Options) + ")"
		}
		if a.Required && a.Default == "" {
			w += ", required"
		}
		words = append(words, w)
	}
	if r.Fill != nil {
		words = append(words, "what depends on the case")
	}
	return words
}

func (r *Row[C]) opened(terms Terms) []string {
	var words []string
	for _, o := range r.Opens {
		w := terms.open(o.Key)
		if o.PerChild {
			w += ", for each child of ours there"
		}
		if o.If != nil {
			w += ", where " + o.If.Name
		}
		words = append(words, w)
	}
	return words
}

func each(keys []string, say func(key string) string) []string {
	var words []string
	for _, key := range keys {
		words = append(words, say(key))
	}
	return words
}
