package board

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"placewatch/domain/concern"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

func aPlace(urn, name, area, owner string, children int) Found {
	return Found{URN: urn, Name: text.Clean(name), LocalAuthority: text.Clean(area), Owner: text.Clean(owner), Children: children}
}

// found are the URNs of what is listed.
func foundURNs(typed string, places ...Found) (urns []string, more int) {
	f := NewFinder(typed)
	for _, p := range places {
		f.Offer(p)
	}
	best, more := f.Best()
	for _, p := range best {
		urns = append(urns, p.URN)
	}
	return urns, more
}

func TestAProvisionIsFoundByWhatAPersonTypes(t *testing.T) {
	places := []Found{
		aPlace("9000412", "St. Mary’s House", "Stoke-on-Trent", "Marram Care Ltd", 0),
		aPlace("SC900002", "Żółć Lodge", "Larkmere", "O'Briain Homes", 0),
		aPlace("9000413", "", "Larkmere", "", 0),
	}
	for typed, want := range map[string][]string{
		"mary":                {"9000412"},
		"st marys":            {"9000412"},
		"St. Mary's  HOUSE":   {"9000412"},
		"stoke on trent":      {"9000412"},
		"stoke-on-trent mary": {"9000412"},
		"zolc":                {"SC900002"},
		"ŻÓŁĆ":                {"SC900002"},
		"obriain":             {"SC900002"},
		"sc9":                 {"SC900002"},
		"900041":              {"9000412", "9000413"},
		"urn:9000413":         {"9000413"},
		"URN 9000412":         {"9000412"},
		"urn":                 {"9000413"}, // the name it is listed under
		"000412":              nil,         // a URN is typed from its beginning
		"larkmere marram":     nil,
		"C-0412":              nil,
		"!?":                  nil,
		"":                    nil,
	} {
		got, _ := foundURNs(typed, places...)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q finds:\n%s", typed, diff)
		}
	}
}

func TestNothingTypedFindsWhereOurChildrenLive(t *testing.T) {
	got, _ := foundURNs(" ", aPlace("1", "Elm", "", "", 1), aPlace("2", "Alder", "", "", 0), aPlace("3", "Oak", "", "", NotCounted), aPlace("4", "Ash", "", "", 7))
	if diff := cmp.Diff([]string{"4", "1"}, got); diff != "" {
		t.Error(diff)
	}
}

// However they come in, what is found is listed in one order, and none is lost uncounted.
func TestTheOrderIsOursThenNameThenURN(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 3*FoundMost).Draw(rt, "n")
		var places []Found
		for i := range n {
			name := rapid.SampledFrom([]string{"Alder", "alder", "Birch", "Élan", "elm", ""}).Draw(rt, "name")
			places = append(places, aPlace(fmt.Sprint(9000000+i), name, "Larkmere", "", rapid.IntRange(0, 1).Draw(rt, "children")))
		}
		want := slices.Clone(places)
		key := func(p Found) string {
			name := p.Name.String()
			if name == "" {
				name = "URN " + p.URN
			}
			return fmt.Sprint(1-p.Children, fold(name), "\x00", p.URN)
		}
		slices.SortFunc(want, func(a, b Found) int { return strings.Compare(key(a), key(b)) })
		var urns []string
		for _, p := range want[:min(n, FoundMost)] {
			urns = append(urns, p.URN)
		}
		got, more := foundURNs("larkmere", rapid.Permutation(places).Draw(rt, "places")...)
		if diff := cmp.Diff(urns, got); diff != "" {
			rt.Error(diff)
		}
		if len(got)+more != n {
			rt.Errorf("%d are listed and %d counted, of %d", len(got), more, n)
		}
	})
}

func TestWhatIsFoundSaysHowItStands(t *testing.T) {
	alder := homeCase("9000412", "Alder House", inspected("9000412", grade(ofsted.Inadequate), "2026-01-19", true), "2026-01-20", "C-0388")
	quiet := func(u string, p ofsted.Provision, history ...ofsted.Inspection) *concern.Case {
		p.URN, p.Type = urn(u), ofsted.ChildrensHome
		return &concern.Case{Rules: rules(), Known: true, Place: p, History: history, Standing: ofsted.InForce(history)}
	}
	listed := ofsted.Provision{Status: ofsted.Active, JudgedAsAt: dated("2026-03-02")}
	cases := []*concern.Case{alder,
		quiet("9000501", listed, inspected("9000501", grade(ofsted.Good), "2024-05-01", false)),
		quiet("9000502", listed),
		quiet("9000503", ofsted.Provision{Status: ofsted.Active}),
		quiet("9000504", ofsted.Provision{Status: ofsted.Resigned, JudgedAsAt: dated("2026-03-02")}, inspected("9000504", grade(ofsted.Outstanding), "2024-05-01", false)),
		quiet("9000505", listed, inspected("9000505", ofsted.Judgement{Label: text.Clean("Splendid")}, "2024-05-01", false)),
	}
	var found []Found
	for _, u := range []string{"9000412", "9000501", "9000502", "9000503", "9000504", "9000505", "9000599"} {
		found = append(found, aPlace(u, "", "", "", 0))
	}
	var got []string
	for _, p := range Stand(rules(), drawnOn, found, cases) {
		got = append(got, fmt.Sprintf("%s %s|%v|%v|%s", p.URN, p.Judgement, p.Concern, p.Held != "", p.Registration))
	}
	want := []string{"9000412 INAD(p)|true|true|", "9000501 GOOD|false|false|", "9000502 not inspected|false|false|", "9000503 ? not known|false|false|",
		"9000504 OUT|false|false|resigned", "9000505 ? not known|false|false|", "9000599 ? not known|false|false|"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzFinder(f *testing.F) {
	for _, s := range []string{"", "alder", "st. mary's", "URN 9000412", "Żółć", "'’-", "\x00", "a\xffb"} {
		f.Add(s, "St. Mary’s Żółć House")
	}
	f.Fuzz(func(t *testing.T, typed, name string) {
		typed = text.Clean(typed).String()
		places := []Found{aPlace("9000412", name, name, name, 1), aPlace("9000413", "Alder", "", "", 0)}
		urns, more := foundURNs(typed, places...)
		if len(urns)+more > len(places) {
			t.Errorf("%q finds %v and %d more of two", typed, urns, more)
		}
		if got, _ := foundURNs(text.Clean(name).String(), places...); !slices.Contains(got, "9000412") && text.Clean(name).String() != "" && len(NewFinder(text.Clean(name).String()).words) > 0 {
			t.Errorf("%q is not found by its own name", name)
		}
	})
}

// Whoever types the beginning of a name and presses enter means the home of that
// name, not another that belongs to somebody called so.
func TestAHomesOwnNameComesBeforeItsOwners(t *testing.T) {
	places := []Found{
		aPlace("9000001", "Hazelsteads Lodge", "Larkmere", "Lanternholt Residential Ltd", 3),
		aPlace("9000002", "Old Lantern House", "Larkmere", "", 2),
		aPlace("9000003", "Lanternnook Rise", "Larkmere", "", 1),
		aPlace("9000004", "Lanternbeck Lodge", "Larkmere", "", 0),
	}
	if got, _ := foundURNs("lantern", places...); !slices.Equal(got, []string{"9000003", "9000002", "9000001", "9000004"}) {
		t.Errorf("listed %v: those with our children first, and of them by name", got)
	}
}
