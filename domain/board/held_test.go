package board

import (
	"slices"
	"strings"
	"testing"

	"placewatch/domain/concern"
	"placewatch/domain/flow"
)

// A freeze, under which two managers may agree to a placement, is never said of a
// provision where nobody may be placed at all.
func TestAHardFreezeIsSaidToBar(t *testing.T) {
	for state, want := range map[flow.State]string{concern.Frozen: "FROZEN to new placements", concern.HardFrozen: "BARRED to new placements (hard freeze)", concern.Lifted: ""} {
		in := world()
		in.Cases[0].Freeze.State = state
		r := row(t, Build(in), "C-0412")
		if r.Held != want {
			t.Errorf("%s: held %q", state, r.Held)
		}
		page := BuildPage(PageInput{Rules: rules(), Today: drawnOn, Zone: london(t), Case: in.Cases[0]})
		if want != "" && !strings.HasPrefix(page.Freeze, want+" since ") {
			t.Errorf("%s: the page says %q", state, page.Freeze)
		}
	}
}

// People read words, and other programs the word that is stored.
func TestTheKindOfAVisitIsSaidInWords(t *testing.T) {
	in := world()
	in.Cases[0].Visits[0].Kind = concern.PrePlacement
	id := in.Cases[0].Visits[0].ID
	rows := Build(in).Visits
	if i := slices.IndexFunc(rows, func(r VisitRow) bool { return r.ID == "visit:"+id }); i < 0 || rows[i].Kind != "pre-placement" {
		t.Errorf("the pane says %+v", rows)
	}
	list := Visits(in)
	i := slices.IndexFunc(list, func(x VisitItem) bool { return x.ID == id })
	if i < 0 || list[i].Kind != "pre_placement" {
		t.Fatalf("the list holds %+v", list)
	}
	if said := AsList("visits", "", "", list, nil).Rows[i].Cells; !slices.Contains(said, "pre-placement") {
		t.Errorf("the list says %q", said)
	}
	if p := labels(in.Cases[0], nil)["visit:"+id]; p != "pre-placement visit" {
		t.Errorf("a history says %q", p)
	}
	if w := in.Cases[0].Visits[0].Words(); !strings.HasPrefix(w, "pre-placement visit, due ") {
		t.Errorf("an offer says %q", w)
	}
}
