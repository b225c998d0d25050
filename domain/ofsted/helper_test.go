package ofsted_test

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/domain/sheet"
)

// comparable compares the domain's values, which keep their fields to themselves.
var comparable = cmp.Options{
	cmp.Comparer(func(a, b ofsted.URN) bool { return a == b }),
	cmp.Comparer(func(a, b civil.Date) bool { return a == b }),
	cmp.Comparer(func(a, b ofsted.Inspection) bool { return a == b }),
	cmp.Comparer(func(a, b ofsted.Provision) bool { return a == b }),
}

// records reads CSV text as rows.
func records(t testing.TB, text string) []sheet.Row {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	var out []sheet.Row
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		line, _ := r.FieldPos(0)
		out = append(out, sheet.Row{Line: line, Cells: cells})
	}
}

func rows(list []sheet.Row) sheet.Rows {
	return func(yield func(sheet.Row, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// table reads CSV text that must be a table of Ofsted's.
func table(t testing.TB, text string, opt ofsted.Options) *ofsted.Table {
	t.Helper()
	got, err := ofsted.Read("", rows(records(t, text)), opt)
	if err != nil {
		t.Fatal(err)
	}
	if got == nil {
		t.Fatal("the table was not recognised")
	}
	return got
}

func excerpt(t testing.TB, name string) *ofsted.Table {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return table(t, string(b), ofsted.Options{})
}

func urn(t testing.TB, s string) ofsted.URN {
	t.Helper()
	u, err := ofsted.ParseURN(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func day(s string) civil.Date { return civil.MustParse(s) }

// below is the threshold of the policy shipped: RI and inadequate, supported
// accommodation's second and third outcome, serious concerns, declined.
func below(j ofsted.Judgement) bool {
	switch j.Outcome {
	case ofsted.InconsistentDelivery, ofsted.SeriousWeaknesses, ofsted.SeriousConcerns, ofsted.Declined:
		return true
	}
	return j.Overall == ofsted.RequiresImprovement || j.Overall == ofsted.Inadequate
}
