package store

import (
	"context"
	"slices"
	"strings"

	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

// Subject is what a command is about, once found: a provision, and the concern,
// part or child by which it was named.
type Subject struct {
	URN     string // none for a child who lives in no provision, or in more than one
	Concern string
	Part    string // id of the visit, assessment, request …; the request, of a child who lives in no provision that is known
	Kind    string // and its kind
	Child   string
	Name    string // as commands write it: concern:1027077-1
}

// Resolve finds what a person named: urn:…, concern:…, visit:…, child:… or a bare
// word that only one thing bears. Otherwise it says what it could be.
func (s *Store) Resolve(ctx context.Context, name string) (Subject, error) {
	var out Subject
	err := s.read(ctx, func(q querier) error {
		var err error
		out, err = resolve(ctx, q, name)
		return err
	})
	return out, err
}

// kinds are the kinds of subject, as a name begins with them.
func kinds() []string { return append([]string{"urn", "concern", "child"}, concern.Kinds()...) }

const subjectsAre = "subjects are urn:…, concern:…, child:…, and the parts that `show` lists: visit:…, request:…, assessment:…"

func resolve(ctx context.Context, q querier, name string) (Subject, error) {
	ask, id := kinds(), strings.TrimSpace(name)
	if kind, rest, prefixed := strings.Cut(id, ":"); prefixed {
		ask, id = []string{strings.ToLower(kind)}, rest
	}
	var found []Subject
	for _, kind := range ask {
		s, ok, err := lookup(ctx, q, kind, id)
		if err != nil {
			return Subject{}, err
		}
		if ok {
			found = append(found, s)
		}
	}
	switch len(found) {
	case 0:
		return Subject{}, fault.Newf(fault.NotFound, "%s", nothing(ask, id)).Do(subjectsAre)
	case 1:
		return found[0], nil
	}
	var names []string
	for _, f := range found {
		if f.Child != "" {
			f.Name = "child:…" // a child's reference is never repeated in an error
		}
		names = append(names, f.Name)
	}
	return Subject{}, fault.Newf(fault.Invalid, "several things bear that name").Do("say which: %s", strings.Join(names, ", "))
}

// nothing says that a name is borne by nothing. What may be a child's reference
// is not repeated: an error may end up in a log.
func nothing(kinds []string, id string) string {
	if len(kinds) != 1 || !looksLike(kinds[0], id) {
		return "nothing that is held bears that name"
	}
	return "nothing that is held is called " + text.Clean(kinds[0]+":"+id).String()
}

// looksLike reports whether an id has the form of its kind, so that it is no child's
// reference which was typed under another: 1027077, 1027077-1, 1027077-R2.3.
func looksLike(kind, id string) bool {
	urn, number, numbered := strings.Cut(strings.ToUpper(id), "-")
	if _, err := ofsted.ParseURN(urn); err != nil || kind == "child" {
		return false
	}
	if kind == "urn" {
		return !numbered
	}
	number = strings.TrimPrefix(number, "R")
	return numbered && number != "" && strings.Trim(number, "0123456789.") == "" && slices.Contains(kinds(), kind)
}

func lookup(ctx context.Context, q querier, kind, id string) (Subject, bool, error) {
	var s Subject
	var query, key string
	switch kind {
	case "urn":
		u, err := ofsted.ParseURN(id)
		if err != nil {
			return s, false, nil
		}
		id = u.String()
		query = `SELECT urn FROM provision WHERE urn = ?`
	case "concern":
		id = strings.ToUpper(id)
		s.Concern, query = id, `SELECT urn FROM concern WHERE id = ?`
	case "child":
		return lookupChild(ctx, q, id)
	default:
		if !slices.Contains(concern.Kinds(), kind) {
			return s, false, nil
		}
		id = strings.ToUpper(id)
		s.Part, s.Kind, query = id, kind, `SELECT urn FROM part WHERE id = ?`
		if kind == visits.table || kind == duties.table {
			query = "SELECT urn FROM " + kind + " WHERE id = ?"
		} else {
			key = kind + "/" + id
		}
	}
	s.Name = kind + ":" + id
	if key == "" {
		key = id
	}
	urns, err := words(ctx, q, query, key)
	if err != nil || len(urns) == 0 {
		return s, false, err
	}
	if urns = slices.DeleteFunc(urns, func(u string) bool { return u == "" }); len(urns) == 1 {
		s.URN = urns[0]
	}
	return s, true, nil
}

// lookupChild finds a child by where she lives. One who lives in no provision that is
// known, or nowhere yet, and is to be placed in one, is found by her one open request:
// what is done for her is done to that.
func lookupChild(ctx context.Context, q querier, ref string) (Subject, bool, error) {
	s := Subject{Child: ref, Name: "child:" + ref}
	urns, err := words(ctx, q, `SELECT DISTINCT CASE WHEN ended_on IS NULL THEN urn ELSE '' END FROM placement WHERE child = ?`, ref)
	if err != nil {
		return s, false, err
	}
	held := len(urns) > 0
	if urns = slices.DeleteFunc(urns, func(u string) bool { return u == "" }); len(urns) > 1 {
		return s, true, nil
	}
	if len(urns) == 1 {
		s.URN = urns[0]
		if known, err := words(ctx, q, `SELECT urn FROM provision WHERE urn = ?`, s.URN); err != nil || len(known) > 0 {
			return s, true, err
		}
	}
	asked, err := keptParts(ctx, q, "kind = 'request' AND child = ?", ref)
	held = held || len(asked) > 0
	asked = slices.DeleteFunc(asked, func(p concern.Part) bool { return concern.Over(p.Ref().Kind, p.Ref().State) })
	if len(asked) == 1 {
		r := asked[0].Ref()
		s.URN, s.Part, s.Kind = r.URN, r.ID, r.Kind
	}
	return s, held, err
}
