package placement

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/text"
)

func TestTheTemplateIsAFileThatCanBeImported(t *testing.T) {
	got := read(t, Template())
	want := []string{"900001 2026-01-12 open K2 PR4 SC000001", "900002 2025-09-01 2026-02-13 U6 PR4 2000001"}
	if diff := cmp.Diff(want, lines(got.Stays)); diff != "" {
		t.Error(diff)
	}
	if len(got.Rejected)+len(got.Warnings) > 0 || !strings.HasPrefix(Template(), ownHeader) {
		t.Errorf("rejected %v, warnings %q", got.Rejected, got.Warnings)
	}
}

func TestNoCellOfAnExportRunsAsAFormula(t *testing.T) {
	var b bytes.Buffer
	err := WriteCSV(&b, []Placement{{Child: text.Clean("-7"), PlacedOn: day("2026-01-12"), Type: "K2", Provider: "PR4",
		URN: text.Clean("@SUM(A1)"), Team: text.Clean(`=HYPERLINK("x")`), Worker: text.Clean("'=1")}})
	if err != nil {
		t.Fatal(err)
	}
	want := ownHeader + `'-7,2026-01-12,,K2,PR4,'@SUM(A1),"'=HYPERLINK(""x"")",''=1` + "\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}
