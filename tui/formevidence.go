package tui

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"placewatch/domain/board"
	"placewatch/domain/flow"
)

// evidence is the part that is signed, as its page shows it: nobody signs what they
// cannot see (safety.md F10).
type evidence struct {
	part   *board.PartRow
	failed string // why it cannot be shown
}

// evidenceParts are the kinds of part that are signed on what is recorded of them.
func evidenceParts() []string { return []string{"assessment", "request", "improvement"} }

// signedPart is the subject of the part that a command is about; "" where it is
// about none that is signed on evidence.
func signedPart(c flow.Command) string {
	for _, kind := range evidenceParts() {
		if strings.HasPrefix(c.Subject, kind+":") {
			return c.Subject
		}
		if id := c.Args[kind]; id != "" {
			return kind + ":" + strings.TrimPrefix(id, kind+":")
		}
	}
	return ""
}

// evidenceOf reads what is signed along with the check. That the records of a child
// are seen is kept first, as when the provision is opened.
func (r *root) evidenceOf(c flow.Command) func(context.Context) *evidence {
	subject, urn := signedPart(c), r.form.urn
	if rests := r.form.offer.Rests; rests != "" { // who confirms sees what who proposed saw
		subject = signedPart(flow.Command{Subject: rests})
	}
	if !r.form.signed() || subject == "" {
		return func(context.Context) *evidence { return nil }
	}
	if urn == "" { // a draft was opened; a part's name begins with its provision's: assessment:1027077-A1
		_, id, _ := strings.Cut(subject, ":")
		before, _, _ := strings.Cut(id, "-")
		urn = cmp.Or(r.urnOf(r.form.subject), before)
	}
	desk, seen := r.desk, r.page != nil && r.page.data != nil && r.page.urn == urn
	return func(ctx context.Context) *evidence {
		if urn == "" {
			return &evidence{failed: "no page of its provision is known"}
		}
		if !seen {
			if err := desk.Opened(ctx, urn); err != nil {
				return &evidence{failed: inWords(err)}
			}
		}
		p, err := desk.Page(ctx, urn)
		if err != nil {
			return &evidence{failed: inWords(err)}
		}
		if i := slices.IndexFunc(p.Parts, func(row board.PartRow) bool { return row.Subject == subject }); i >= 0 {
			return &evidence{part: &p.Parts[i]}
		}
		return &evidence{failed: "it is not on the page of its provision"}
	}
}

// urnOf is the provision of a subject, where a row of the board has it.
func (r *root) urnOf(subject string) string {
	if r.data() == nil {
		return ""
	}
	for _, p := range r.board.panes {
		for i := range p.rows.len() {
			if it := p.rows.item(i); it.subject == subject {
				return it.urn
			}
		}
	}
	return ""
}

// lines are the evidence over what signing will do; none where nothing is signed on it.
func (e *evidence) lines(l *look, w int) []string {
	if e == nil {
		return nil
	}
	out := []string{l.Cell(l.Say("  What you sign"), w)}
	if e.part == nil {
		return append(out, l.Indent("    ", "It could not be shown: "+sentence(e.failed)+" Read it before you sign.", w)...)
	}
	out = append(out, l.Indent("    ", join(": ", join(" ", e.part.Child.String(), e.part.Title), e.part.State), w)...)
	for _, s := range e.part.Detail {
		out = append(out, l.Indent("    ", s, w)...)
	}
	return out
}
