package frame

import (
	"regexp"
	"strings"
)

var (
	gap    = regexp.MustCompile(`([.,:;?!]?) {2,}(\(?)`)
	inDays = regexp.MustCompile(`\b(\d+)d\b`)
	noOne  = regexp.MustCompile(`(^|: |, )—($|[.,;]| to | \()`)
)

// Say gives s as it is said aloud where the screen is listened to: a gap between two
// facts is a comma, 7d is 7 days, an arrow is "to", a dash for nobody is "none".
// Elsewhere it is s. What a person types is never said otherwise than it was typed.
func (g *Signs) Say(s string) string {
	if !g.Spoken {
		return s
	}
	s = gap.ReplaceAllStringFunc(strings.TrimSpace(s), func(m string) string {
		switch end := strings.HasSuffix(m, "("); {
		case m[0] != ' ' && end:
			return m[:1] + " ("
		case m[0] != ' ':
			return m[:1] + " "
		case end:
			return " ("
		}
		return ", "
	})
	s = inDays.ReplaceAllStringFunc(s, func(m string) string {
		if m == "1d" {
			return "1 day"
		}
		return m[:len(m)-1] + " days"
	})
	s = strings.ReplaceAll(strings.ReplaceAll(s, " -> ", " to "), " → ", " to ")
	return noOne.ReplaceAllString(s, "${1}none$2")
}
