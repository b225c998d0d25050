package tui

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// Who opens a provision opens the records of the children there: it is kept once,
// and not again whenever the page is read anew.
func TestOpeningAProvisionIsKeptOnce(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.press("enter")
	x.ring()
	x.press("ctrl+r")
	if len(x.desk.opened) != 1 || x.desk.opened[0] == "" {
		t.Errorf("kept as opened: %v", x.desk.opened)
	}
	x.press("esc", "enter")
	if len(x.desk.opened) != 2 {
		t.Errorf("opened again and kept as %v", x.desk.opened)
	}
}

func TestWhatCannotBeKeptAsOpenedIsNotShown(t *testing.T) {
	x := sit(t, desk(invented()), 80, 24, Options{})
	x.desk.unread = errors.New("the disk is full")
	x.press("enter")
	if !strings.Contains(x.message(), "disk is full") || x.m.page.data != nil {
		t.Errorf("shown all the same: %s", x.message())
	}
	x.desk.unread = nil
	x.press("ctrl+r")
	if x.m.page.data == nil || !slices.Equal(x.desk.opened, []string{x.m.page.urn, x.m.page.urn}) {
		t.Errorf("not read again: %v", x.desk.opened)
	}
}
