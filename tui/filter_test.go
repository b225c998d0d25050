package tui

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// For whom somebody searched is kept once, when the filter is; and a filter for which
// that fails shows nothing.
func TestAFilterThatIsKeptSaysForWhomItSearches(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("/", "=ref:C-0412")
	if len(x.desk.sought) > 0 {
		t.Errorf("a key was taken for a search: %v", x.desk.sought)
	}
	x.press("enter")
	if !slices.Equal(x.desk.sought, []string{"child:C-0412"}) {
		t.Errorf("kept %v", x.desk.sought)
	}
	x.press("esc", "/", "=is:overdue", "enter", "esc")
	if len(x.desk.sought) > 1 {
		t.Errorf("a filter that names nobody was kept as a search: %v", x.desk.sought)
	}
	x.desk.deaf = errors.New("the disk is full")
	x.press("/", "=ref:C-0412", "enter")
	if x.m.filter.kept.String() != "" || !strings.Contains(x.frame(), "cannot be recorded") {
		t.Errorf("it searches unrecorded:\n%s", x.frame())
	}
}
