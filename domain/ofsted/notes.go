package ofsted

import (
	"fmt"

	"placewatch/domain/text"
)

// valuesShown is how many values of one kind of warning are listed before the
// rest is counted together: a file with a wrong column has thousands.
const valuesShown = 20

// notes collects warnings, saying each once with its count.
type notes struct {
	list  []*note
	index map[[2]string]*note
	kinds map[string]int
}

type note struct {
	what, value string
	first, rows int
}

// warn notes that on a line something of a kind was found, with the value there.
func (n *notes) warn(line int, what, value string) {
	if n.index == nil {
		n.index, n.kinds = map[[2]string]*note{}, map[string]int{}
	}
	if value != "" {
		value = fmt.Sprintf("%q", text.Clean(value))
	}
	key := [2]string{what, value}
	if _, ok := n.index[key]; !ok && n.kinds[what] >= valuesShown {
		key[1] = "other values"
	}
	if _, ok := n.index[key]; !ok {
		n.kinds[what]++
		n.index[key] = &note{what: what, value: key[1], first: line}
		n.list = append(n.list, n.index[key])
	}
	n.index[key].rows++
}

func (n *notes) strings() []string {
	out := make([]string, 0, len(n.list))
	for _, w := range n.list {
		s := w.what
		if w.value != "" {
			s += ": " + w.value
		}
		if w.rows == 1 {
			s += fmt.Sprintf(" (line %d)", w.first)
		} else {
			s += fmt.Sprintf(" (%d rows, first at line %d)", w.rows, w.first)
		}
		out = append(out, s)
	}
	return out
}
