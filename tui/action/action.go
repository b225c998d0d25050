// Package action holds what a person can do on a screen, each thing once: its
// keys, its words, its class, and why it cannot be done just now. Keys, hints and
// help are all read from here, so they cannot disagree.
package action

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"placewatch/domain/flow"
)

// Scope is where an action's keys work.
type Scope string

// Action is one thing that a person can do. S is the screens' own state, which
// guard and act are handed.
type Action[S any] struct {
	ID    string
	Keys  []string // the first is shown in hints; "g g" is two presses
	Hint  string   // a word or two for the hint line
	Rank  int      // its place there; 0 keeps it out
	Help  string   // what it does, for the help screen
	Group string   // the heading it stands under there
	Scope Scope
	Class flow.Class
	Why   func(S) string // why it cannot be done now; "" or nil when it can
	Do    func(S) tea.Cmd
}

// Refusal returns why a cannot be done now, or "".
func (a *Action[S]) Refusal(s S) string {
	if a.Why == nil {
		return ""
	}
	return a.Why(s)
}

// Set is a list of actions that no two of share a key in a scope.
type Set[S any] struct {
	list  []*Action[S]
	byKey map[Scope]map[string]*Action[S]
}

// NewSet checks the actions and indexes them by key.
func NewSet[S any](list []Action[S]) (*Set[S], error) {
	set := &Set[S]{byKey: map[Scope]map[string]*Action[S]{}}
	for i := range list {
		a := &list[i]
		set.list = append(set.list, a)
		keys := set.byKey[a.Scope]
		if keys == nil {
			keys = map[string]*Action[S]{}
			set.byKey[a.Scope] = keys
		}
		for _, k := range a.Keys {
			if was := keys[k]; was != nil {
				return nil, fmt.Errorf("key %q in %s is both %s and %s", k, a.Scope, was.ID, a.ID)
			}
			keys[k] = a
		}
	}
	return set, nil
}

// All returns the actions in the order they were given.
func (s *Set[S]) All() []*Action[S] { return s.list }

// Find returns the action of key in the first of the scopes that has it.
func (s *Set[S]) Find(scopes []Scope, key string) *Action[S] {
	for _, sc := range scopes {
		if a := s.byKey[sc][key]; a != nil {
			return a
		}
	}
	return nil
}

// Second is one way to go on after the first letter of a two-letter key.
type Second[S any] struct {
	Key    string
	Action *Action[S]
}

// Strip lists the second letters that may follow first, for the strip that opens.
func (s *Set[S]) Strip(scopes []Scope, first string) []Second[S] {
	var out []Second[S]
	for _, a := range s.In(scopes) {
		for _, k := range a.Keys {
			if rest, found := strings.CutPrefix(k, first+" "); found {
				out = append(out, Second[S]{rest, a})
			}
		}
	}
	return out
}

// In returns the actions of these scopes, those of the first scope first.
func (s *Set[S]) In(scopes []Scope) []*Action[S] {
	var out []*Action[S]
	for _, sc := range scopes {
		for _, a := range s.list {
			if a.Scope == sc {
				out = append(out, a)
			}
		}
	}
	return out
}

// Say returns a key as help prints it.
func Say(key string) string {
	switch key {
	case "pgup":
		return "PgUp"
	case "pgdown":
		return "PgDn"
	case "home":
		return "Home"
	case "end":
		return "End"
	}
	if len(key) > 1 && key[0] == 'f' && key[1] >= '0' && key[1] <= '9' {
		return strings.ToUpper(key)
	}
	return key
}

// SayAll returns the keys of an action as help prints them.
func SayAll(keys []string) string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = Say(k)
	}
	return strings.Join(out, "  ")
}

// Aloud returns the keys of an action in words, for who listens: a sign alone is
// often not heard.
func Aloud(keys []string) string {
	names := map[string]string{".": "full stop", "?": "question mark", ":": "colon", "/": "slash", "+": "plus", "[": "left bracket", "]": "right bracket", "pgup": "page up", "pgdown": "page down"}
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = Say(k)
		switch name := names[k]; {
		case name != "":
			out[i] = name
		case len(k) == 1 && k >= "A" && k <= "Z":
			out[i] = "capital " + k
		}
	}
	return strings.Join(out, " or ")
}

// safe are the keys that arrive on every terminal that was checked
// (screens.md 9.3): no terminal, multiplexer or shell keeps them for itself.
const safe = " tab shift+tab enter esc space backspace up down left right home end pgup pgdown" +
	" f1 f2 f3 f4 f5 ctrl+d ctrl+e ctrl+f ctrl+k ctrl+l ctrl+n ctrl+p ctrl+r ctrl+s ctrl+u ctrl+w" +
	" / ? : . + _ "

// needed are kept although they are not safe everywhere, each with another way:
// ctrl+c must never do nothing (q leaves too), and brackets need AltGr on some
// layouts (tab and the arrows change tabs too).
const needed = " ctrl+c [ ] "

// Safe reports whether every press of key arrives everywhere.
func Safe(key string) bool {
	for _, k := range strings.Fields(key) {
		alnum := len(k) == 1 && (k[0] >= 'a' && k[0] <= 'z' || k[0] >= 'A' && k[0] <= 'Z' || k[0] >= '0' && k[0] <= '9')
		if !alnum && !strings.Contains(safe+needed, " "+k+" ") {
			return false
		}
	}
	return key != ""
}
