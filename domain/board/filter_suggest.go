package board

import (
	"slices"
	"strings"
)

const maxSuggestions = 20

// Suggest completes the last word of a half-typed filter from the fields and
// from the values on the board. Each answer is the whole line, best first.
func Suggest(line string, env FilterEnv) []string {
	start := lastTerm(line)
	head, term := line[:start], line[start:]
	name, frag, hasValue := strings.Cut(term, ":")
	var offers []string
	if !hasValue {
		return complete(head, fold(term), termStarts())
	}
	if fold(name) == "is" {
		return complete(head+name+":", fold(frag), flagNames())
	}
	fd, ok := fieldNamed(fold(name))
	if !ok {
		return nil
	}
	if comma := strings.LastIndexByte(frag, ','); comma >= 0 {
		name, frag = name+":"+frag[:comma], frag[comma+1:]
		head += name + ","
	} else {
		head += name + ":"
	}
	for _, v := range fd.values(env) {
		if fd.kind != judgementKind { // RI(p) is written as it stands
			v = quoted(v)
		}
		offers = append(offers, v)
	}
	return complete(head, fold(strings.TrimPrefix(frag, `"`)), offers)
}

// lastTerm finds where the term under the cursor starts: behind a space, a
// bracket or a sign for "not", but not within quotation marks.
func lastTerm(line string) int {
	start, open := 0, false
	for i := range len(line) {
		switch c := line[i]; {
		case c == '"':
			open = !open
		case open:
		case c == ' ' || c == '(' && !strings.HasPrefix(fold(line[i:]), "(p"):
			start = i + 1
		case (c == '-' || c == '!') && i == start:
			start = i + 1
		}
	}
	return start
}

// complete keeps what begins with the folded fragment, then what holds it.
func complete(head, frag string, offers []string) []string {
	var first, then []string
	for _, o := range offers {
		plain := fold(strings.Trim(o, `"`))
		switch {
		case strings.HasPrefix(plain, frag):
			first = append(first, head+o)
		case strings.Contains(plain, frag):
			then = append(then, head+o)
		}
	}
	out := append(first, then...)
	return out[:min(len(out), maxSuggestions)]
}

// termStarts are all the ways to begin a term.
func termStarts() []string {
	var out []string
	for _, f := range flagNames() {
		out = append(out, "is:"+f)
	}
	for _, f := range fieldTable {
		out = append(out, f.name+":")
	}
	return out
}

// values are what a field may hold: the board's own words where it has them.
func (f field) values(env FilterEnv) []string {
	b := env.Board
	if b == nil {
		b = &Board{}
	}
	switch f.name {
	case "judgement":
		return append(slices.Clone(codes), "inad(p)", "ri(p)")
	case "owner":
		return append([]string{"me", "none"}, owners(b)...)
	case "type":
		return uniq(append([]string{"child", "visit", "revisit"}, types(b)...))
	case "view":
		return append(slices.Clone(viewNames), flagNames()...)
	case "window":
		return append([]string{"open", "passed", "not_open"}, dateWords()...)
	case "due", "since":
		return dateWords()
	case "late", "age":
		return []string{"1d", "3d", "3wd", "1w", "2w"}
	}
	return rowValues(f, b)
}

// rowValues are the distinct texts of a field over all rows, sorted.
func rowValues(f field, b *Board) []string {
	if f.text == nil {
		return nil
	}
	var out []string
	add := func(s *subject) {
		if v := f.text(s); v != "" && !strings.Contains(v, `"`) {
			out = append(out, v)
		}
	}
	eachRow(b, add)
	slices.Sort(out)
	return slices.Compact(out)
}

func eachRow(b *Board, f func(*subject)) {
	for i := range b.Children {
		f(childSubject(&b.Children[i], nil))
	}
	for i := range b.Revisits {
		f(revisitSubject(&b.Revisits[i], nil))
	}
	for i := range b.Visits {
		f(visitSubject(&b.Visits[i], nil))
	}
}

// owners are the people who have rows on the board, sorted.
func owners(b *Board) []string {
	fd, _ := fieldNamed("owner")
	return rowValues(fd, b)
}

func types(b *Board) []string {
	return rowValues(field{text: func(s *subject) string { return s.typ }}, b)
}

func dateWords() []string {
	return append([]string{"today", "tomorrow", "yesterday", "+1w", "none"}, weekdays...)
}

// uniq drops repeats and keeps the order.
func uniq(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
