package flow

import (
	"fmt"
	"slices"
	"strings"

	"placewatch/domain/team"
)

// Mermaid draws the chart for `policy diagram`: every state, and for each row one
// arrow from each state that it leaves, with its id and event. The first of them
// says who takes it and what must hold.
func (ch *Chart[C]) Mermaid() string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %q\n---\nstateDiagram-v2\n", ch.Title)
	for _, s := range ch.States() {
		fmt.Fprintf(&b, "    state %q as %s\n", s.Words(), s)
	}
	if ch.draws(Any) {
		fmt.Fprintf(&b, "    state %q as %s\n", "any open state", anyNode)
	}
	start := "[*]"
	if ch.staysAtStart() {
		start = startNode
		fmt.Fprintf(&b, "    state %q as %s\n    [*] --> %s\n", Start.Words(), startNode, startNode)
	}
	node := func(s State) string {
		switch s {
		case Start:
			return start
		case Any:
			return anyNode
		}
		return string(s)
	}
	for _, r := range ch.Rows {
		for i, from := range r.From {
			to := r.To
			if to == Same {
				to = from
			}
			fmt.Fprintf(&b, "    %s --> %s: %s\n", node(from), node(to), r.label(i == 0))
		}
	}
	for _, s := range ch.Final {
		fmt.Fprintf(&b, "    %s --> [*]\n", s)
	}
	return b.String()
}

// States are the states of the chart, in the order in which its rows name them, the
// final ones last.
func (ch *Chart[C]) States() []State {
	var out []State
	for _, r := range ch.Rows {
		for _, s := range append(slices.Clone(r.From), r.To) {
			if s != Start && s != Any && s != Same && !slices.Contains(out, s) && !slices.Contains(ch.Final, s) {
				out = append(out, s)
			}
		}
	}
	return append(out, ch.Final...)
}

func (ch *Chart[C]) draws(from State) bool {
	return slices.ContainsFunc(ch.Rows, func(r Row[C]) bool { return slices.Contains(r.From, from) })
}

// staysAtStart reports whether something may happen before the chart has begun: the
// start is then drawn as a state of its own, as an arrow from the start to itself
// would read as one to the end.
func (ch *Chart[C]) staysAtStart() bool {
	return slices.ContainsFunc(ch.Rows, func(r Row[C]) bool { return r.To == Same && slices.Contains(r.From, Start) })
}

// What stands for the states that are no state of a thing's own.
const (
	anyNode   = "any_open_state" // every state that is neither the start nor final
	startNode = "not_begun"
)

// label is what stands on an arrow: the row and its event and, where it is told in
// full, who takes it and the conditions, each on a line of its own.
func (r *Row[C]) label(full bool) string {
	lines := []string{r.ID + " " + strings.ReplaceAll(r.Event, "_", " ")}
	if full {
		lines = append(lines, r.told()...)
	}
	for i := range lines {
		lines[i] = escape(lines[i])
	}
	return strings.Join(lines, "<br/>")
}

// told says who takes the row and what must hold. "of itself" marks what time alone
// brings about, "+" the second person of a row for two.
func (r *Row[C]) told() []string {
	var lines []string
	if who := r.who(); who != "" {
		lines = append(lines, who)
	}
	if r.Auto != nil {
		lines = append(lines, "of itself when "+r.Auto.Name)
	}
	if second := r.second(); second != "" {
		lines = append(lines, "+ a second person, "+second)
	}
	for _, g := range r.If {
		lines = append(lines, "["+g.Name+"]")
	}
	return lines
}

// escape writes what the drawing's own language would take for its own.
func escape(s string) string {
	return strings.NewReplacer("#", "#35;", ";", "#59;", ":", "#58;", "<", "#lt;", ">", "#gt;", `"`, "#quot;").Replace(s)
}

// who says who takes the row; nothing where time alone does.
func (r *Row[C]) who() string {
	var parts []string
	if slices.ContainsFunc(r.By, Human) {
		parts = append(parts, Roles(r.By))
	}
	if slices.Contains(r.By, team.Import) {
		parts = append(parts, "a file")
	}
	return strings.Join(parts, ", or ")
}

// second says who the second person of a row for two is, and when one is needed.
func (r *Row[C]) second() string {
	switch {
	case len(r.With) == 0:
		return ""
	case r.TwoIf != nil:
		return Roles(r.With) + ", where " + r.TwoIf.Name
	case len(r.StandIn) > 0:
		return Roles(r.With) + "; " + Roles(r.StandIn) + " may stand in for one of them"
	}
	return Roles(r.With)
}
