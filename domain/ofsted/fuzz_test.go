package ofsted_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/domain/sheet"
	"placewatch/domain/text"
)

// cells takes any text for a table: a line is a row, a bar ends a cell.
func cells(s string) []sheet.Row {
	var out []sheet.Row
	for i, line := range strings.Split(s, "\n") {
		out = append(out, sheet.Row{Line: i + 1, Cells: strings.Split(line, "|")})
	}
	return out
}

func FuzzRead(f *testing.F) {
	for _, header := range []string{
		strings.ReplaceAll(stateHeader, ",", "|"),
		"URN|Provision type|Inspection event type|Inspection date|Inspection overall experiences and progress of children and young people|Supported Accommodation outcome\n",
		"URN|Provision type|Joiner status|Leaver status|Registration status (as at 31 March 2025)|Date closed|Name|Places\n",
		"URN|Provider type|Provider subtype|Owner name|Date of last full inspection|Overall effectiveness|Interim inspection start date|Interim inspection overall effectiveness|Assurance visit start date\n",
		"Provider local authority|URN|Provider type|Setting category\n",
	} {
		f.Add("Provider level as at 31 March 2025\n" + header + "1027164|Children's home|Active|Full inspection|01/02/2024|Good\nSC001452|Children's home|Secure Unit|0|44354|Excellent|44355|Declined effectiveness|44356\n1.02E+07|\n|\n")
	}
	f.Fuzz(func(t *testing.T, s string) {
		opt := ofsted.Options{Today: civil.MustParse("2025-08-01")}
		got, err := ofsted.Read("sheet", rows(cells(s)), opt)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := ofsted.Recognise("sheet", rows(cells(s))); ok != (got != nil) {
			t.Fatalf("recognised %v, read %v", ok, got != nil)
		}
		if got == nil {
			return
		}
		if got.Accepted+len(got.Rejected) != got.Rows {
			t.Fatalf("accepted %d and rejected %d of %d rows", got.Accepted, len(got.Rejected), got.Rows)
		}
		for _, no := range got.Rejected {
			isClean(t, no.Column, no.Value.String(), no.Why)
			if no.Line == 0 || no.Why == "" {
				t.Fatalf("rejected %+v; want a line and a reason", no)
			}
		}
		isClean(t, got.Warnings...)
		for _, fact := range got.Provisions {
			p := fact.Provision
			isClean(t, p.Name.String(), p.TypeWords.String(), p.Owner.String(), p.Sector.String())
			if p.URN.IsZero() || p.Places < -1 {
				t.Fatalf("provision %+v", p)
			}
		}
		for _, in := range got.Inspections {
			isClean(t, in.EventType.String(), in.Number.String(), in.Judgement.Label.String())
			if in.Ended.Before(civil.MustParse("1990-01-01")) {
				t.Fatalf("inspection %+v", in)
			}
		}
		for _, standing := range ofsted.Replay(got.Inspections) {
			ofsted.BucketOf(ofsted.Provision{}, standing, below)
		}
	})
}

// isClean holds text to what may reach a terminal.
func isClean(t *testing.T, all ...string) {
	t.Helper()
	for _, s := range all {
		if text.Clean(s).String() != s {
			t.Fatalf("%q is kept as it came", s)
		}
	}
}

// BenchmarkRead reads as many rows as the largest file has.
func BenchmarkRead(b *testing.B) {
	whole, err := os.ReadFile("testdata/provider_level_2025-03-31.csv")
	if err != nil {
		b.Fatal(err)
	}
	list := records(b, string(whole))
	header, some := list[:4], list[4:]
	all := append([]sheet.Row(nil), header...)
	for i := range 5600 {
		row := some[i%len(some)]
		own := append([]string(nil), row.Cells...)
		own[1] = fmt.Sprintf("%07d", 1_000_000+i)
		all = append(all, sheet.Row{Line: i + 5, Cells: own})
	}
	for b.Loop() {
		got, err := ofsted.Read("", rows(all), ofsted.Options{})
		if err != nil || got.Accepted != 5600 {
			b.Fatal(got, err)
		}
	}
}
