package intake

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf16"

	"placewatch/domain/text"
)

// What a file is, by its first bytes.
const (
	formatText = "text"
	formatZIP  = "zip"
)

// wanted is the advice where the file is of the wrong kind.
const wanted = "ask for the CSV, XLSX or ODS file"

// magic lists the beginnings of files that people send instead of a table.
var magic = []struct{ start, what string }{
	{"%PDF", "a PDF"},
	{"\x89PNG", "a picture"},
	{"\xFF\xD8\xFF", "a picture"},
	{"GIF8", "a picture"},
	{"II*\x00", "a picture"},
	{"MM\x00*", "a picture"},
	{"RIFF", "a picture or a recording"},
	{"\x1F\x8B", "a compressed file (gzip)"},
	{"BZh", "a compressed file (bzip2)"},
	{"\xFD7zXZ", "a compressed file (xz)"},
	{"7z\xBC\xAF", "a compressed file (7-Zip)"},
	{"Rar!", "a compressed file (RAR)"},
	{"SQLite format 3\x00", "a database"},
	{`{\rtf`, "a text document (RTF)"},
}

// markup lists beginnings of text that is for a browser or another program.
var markup = []struct{ start, what, next string }{
	{"<!doctype html", "a web page", "open it in a spreadsheet program and save it as XLSX or CSV"},
	{"<html", "a web page", "open it in a spreadsheet program and save it as XLSX or CSV"},
	{"<head", "a web page", "open it in a spreadsheet program and save it as XLSX or CSV"},
	{"<meta", "a web page", "open it in a spreadsheet program and save it as XLSX or CSV"},
	{"<table", "a web page", "open it in a spreadsheet program and save it as XLSX or CSV"},
	{"<?xml", "an XML document", "open it in a spreadsheet program and save it as XLSX or CSV"},
	{"%pdf", "a PDF", wanted}, // some programs write a line before it
}

// recognise tells from the first bytes whether the file is text or a ZIP
// container, and refuses by its name whatever is neither.
func (in *input) recognise() (string, error) {
	head, err := in.head(4096)
	if err != nil {
		return "", err
	}
	start := string(head)
	switch {
	case start == "":
		return "", refuse(in.name, 0, "this file is empty").Do("copy or download it again")
	case strings.HasPrefix(start, "PK\x03\x04"), strings.HasPrefix(start, "PK\x05\x06"):
		return formatZIP, nil
	case strings.HasPrefix(start, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"):
		return "", in.refuseOLE()
	}
	for _, m := range magic {
		if strings.HasPrefix(start, m.start) {
			return "", refuse(in.name, 0, "this is %s, not a table", m.what).Do(wanted)
		}
	}
	if strings.Trim(start, "\x00") == "" {
		return "", refuse(in.name, 0, "this file holds only zero bytes, no table").Do("copy or download it again")
	}
	words := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(start, "\xEF\xBB\xBF"), " \t\r\n"))
	for _, m := range markup {
		if strings.HasPrefix(words, m.start) {
			return "", refuse(in.name, 0, "this is %s, not a table", m.what).Do("%s", m.next)
		}
	}
	if !looksLikeText(head) {
		return "", refuse(in.name, 0, "this is neither text nor a spreadsheet").Do(wanted)
	}
	return formatText, nil
}

// looksLikeText reports whether fewer than one byte in fifty is a control
// character that no text has. Zero bytes are not counted: UTF-16 is half zeros,
// and some exports pad with them.
func looksLikeText(head []byte) bool {
	odd := 0
	for _, b := range head {
		if b < ' ' && b != 0 && (b < '\t' || b > '\r') && b != 0x1A || b == 0x7F {
			odd++
		}
	}
	return odd*50 <= len(head)
}

// refuseOLE names a file in Microsoft's old container. A workbook with a
// password is one too: its real content is in a part called EncryptedPackage.
func (in *input) refuseOLE() error {
	kinds := []struct{ part, what, next string }{
		{"EncryptedPackage", "this workbook is protected by a password", "open it, take the password off and save it again"},
		{"WordDocument", "this is a Word document, not a table", wanted},
		{"Workbook", "this is an old Excel workbook (.xls)", "open it and save it as XLSX or CSV"},
		{"Book", "this is an old Excel workbook (.xls)", "open it and save it as XLSX or CSV"},
	}
	parts := make([]string, len(kinds))
	for i, k := range kinds {
		parts[i] = utf16Text(k.part)
	}
	found, err := findAny(in.reader(), parts)
	if err != nil {
		return err
	}
	if found < 0 {
		return refuse(in.name, 0, "this is an old Office file, not a table that placewatch reads").
			Do("open it and save it as XLSX or CSV")
	}
	return refuse(in.name, 0, "%s", kinds[found].what).Do("%s", kinds[found].next)
}

// utf16Text is s as the directory of an OLE container spells it.
func utf16Text(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

// findAny returns the first of words, in their order, that r holds; or -1.
func findAny(r io.Reader, words []string) (int, error) {
	const overlap = 64 // more than the longest word
	best := -1
	buf := make([]byte, 0, 64<<10)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		for i, w := range words {
			if (best < 0 || i < best) && bytes.Contains(buf, []byte(w)) {
				best = i
			}
		}
		if err == io.EOF {
			return best, nil
		}
		if err != nil {
			return -1, err
		}
		if tail := len(buf) - overlap; tail > 0 {
			buf = buf[:copy(buf, buf[tail:])]
		}
	}
}

// quoted is a name of the file's own, safe to show.
func quoted(s string) string { return "“" + text.Clean(s).String() + "”" }
