package intake

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

func TestBombIsRefusedWhileItUnpacks(t *testing.T) {
	spaces := strings.Repeat(" ", 8<<20)
	b := book{sheets: []string{"One", spaces}}
	if no := refusal(t, "b.xlsx", b.bytes(t), DefaultLimits()); no.What != "this file unpacks to more than 200 times its size, as no table does" || no.Source != "S12" {
		t.Errorf("got %s (%s)", no.What, no.Source)
	}
	if no := refusal(t, "b.ods", odsBytes(t, zip.Deflate, spaces), DefaultLimits()); no.What != "this file unpacks to more than 200 times its size, as no table does" {
		t.Errorf("got %s", no.What)
	}
	lim := DefaultLimits()
	lim.Unpacked = 4 << 20
	if no := refusal(t, "b.ods", odsBytes(t, zip.Store, spaces), lim); no.What != "this file unpacks to more than 4 MiB" {
		t.Errorf("got %s", no.What)
	}
}

// The limit is on the whole file: a thousand parts, each within it, are a bomb too.
func TestPartsAreCountedTogetherButNotTwice(t *testing.T) {
	half := "<!--" + strings.Repeat("x", 600<<10) + "-->"
	data := packed(t, zip.Store, book{sheets: []string{"One", half, "Two", half}}.parts()...)
	lim := DefaultLimits()
	lim.Unpacked = 1 << 20
	if no := refusal(t, "b.xlsx", data, lim); no.What != "this file unpacks to more than 1 MiB" {
		t.Errorf("got %s", no.What)
	}
	f, err := OpenReader(t.Context(), "b.xlsx", bytes.NewReader(data), int64(len(data)), lim, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := collect(f.Sheets[0].Rows); err != nil {
			t.Errorf("reading one sheet again: %v", err)
		}
	}
}

func TestHeaderThatLiesAboutTheSizeIsNotBelieved(t *testing.T) {
	data := packed(t, zip.Deflate, book{sheets: []string{"One", strings.Repeat(" ", 8<<20)}}.parts()...)
	// Say in the list of parts that every part unpacks to one byte.
	for i := bytes.Index(data, []byte("PK\x01\x02")); i >= 0; {
		binary.LittleEndian.PutUint32(data[i+24:], 1)
		n := bytes.Index(data[i+4:], []byte("PK\x01\x02"))
		if n < 0 {
			break
		}
		i += 4 + n
	}
	if no := refusal(t, "b.xlsx", data, DefaultLimits()); !strings.Contains(no.What, "damaged") {
		t.Errorf("got %s", no.What)
	}
}

func TestFileThatIsCutShortGivesNoRowsAsIfItWereWhole(t *testing.T) {
	row := strings.Repeat(`<row><c t="inlineStr"><is><t>Elm</t></is></c></row>`, 50)
	for name, data := range map[string][]byte{
		"b.xlsx": book{sheets: []string{"One", row}}.bytes(t),
		"b.ods":  odsBytes(t, zip.Deflate, `<table:table table:name="One"><table:table-row/></table:table>`),
	} {
		for _, keep := range []int{4, 30, len(data) / 2, len(data) - 1} {
			if no := refusal(t, name, data[:keep], DefaultLimits()); !strings.Contains(no.What, "damaged or was cut short") {
				t.Errorf("%s cut at %d: got %s", name, keep, no.What)
			}
		}
	}
}

func TestChangedByteIsFoundOut(t *testing.T) {
	data := packed(t, zip.Store, book{sheets: []string{"One", `<row><c><v>1027077</v></c></row>`}}.parts()...)
	data[bytes.Index(data, []byte("1027077"))] = '9'
	if no := refusal(t, "b.xlsx", data, DefaultLimits()); !strings.Contains(no.What, "damaged") {
		t.Errorf("got %s", no.What)
	}
}

func TestContainerIsRefused(t *testing.T) {
	many := make([]string, 0, 200_000)
	for i := range 90_000 {
		many = append(many, fmt.Sprint(i), "")
	}
	locked := odsBytes(t, zip.Store, "")
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	for _, tc := range []struct {
		name string
		data []byte
		want string
	}{
		{"two parts with one name", packed(t, zip.Store, "content.xml", "", `\Content.xml`, ""), "this file holds two parts called “content.xml”"},
		{"too many parts", packed(t, zip.Store, many...), "this file is made of too many parts to be a workbook"},
		{"a password", locked, "this file is protected by a password"},
		{"too many sheets", odsBytes(t, zip.Store, strings.Repeat("<table:table/>", sheetLimit+1)), "this workbook has more than 1024 sheets"},
		{"a list of sheets without end", packed(t, zip.Store, "[Content_Types].xml", "", "xl/workbook.xml", "<workbook>"+strings.Repeat("<sheets/>", listLimit/9)+"</workbook>"), "part “xl/workbook.xml” of this workbook is larger than 32 MiB"},
		{"a sheet that is missing", packed(t, zip.Store, "[Content_Types].xml", "", "xl/workbook.xml", `<workbook><sheets><sheet name="One" r:id="1"/></sheets></workbook>`), "sheet “One” is missing from the workbook"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if no := refusal(t, "b.xlsx", tc.data, DefaultLimits()); no.What != tc.want {
				t.Errorf("got %s, want %s", no.What, tc.want)
			}
		})
	}
}
