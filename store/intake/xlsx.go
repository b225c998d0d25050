package intake

import (
	"bytes"
	"path"
	"strconv"
	"strings"
)

// workbook is what the sheets of an XLSX file share.
type workbook struct {
	*archive
	wordsPart  string // the part with the shared words; may be empty
	words      []string
	haveWords  bool
	dateStyles []bool // by the number of the cell style
	from1904   bool   // days are counted from 1904
}

// openXLSX reads the list of sheets and the styles. Hidden sheets are included,
// because whoever hid one still sent it.
func (a *archive) openXLSX() ([]Sheet, error) {
	main, err := a.mainPart()
	if err != nil {
		return nil, err
	}
	if err := a.otherOffice(main); err != nil {
		return nil, err
	}
	links, err := a.links(main)
	if err != nil {
		return nil, err
	}
	b := &workbook{archive: a}
	styles := ""
	for _, l := range links {
		switch path.Base(l.kind) {
		case "sharedStrings":
			b.wordsPart = l.target
		case "styles":
			styles = l.target
		}
	}
	if styles != "" {
		if b.dateStyles, err = a.readStyles(styles); err != nil {
			return nil, err
		}
	}
	return b.sheets(main, links)
}

// mainPart is the part that lists the sheets.
func (a *archive) mainPart() (string, error) {
	links, err := a.links("")
	if err != nil {
		return "", err
	}
	for _, l := range links {
		if path.Base(l.kind) == "officeDocument" {
			return l.target, nil
		}
	}
	return "xl/workbook.xml", nil
}

// otherOffice refuses the office files that are not XLSX workbooks.
func (a *archive) otherOffice(main string) error {
	switch {
	case strings.HasSuffix(main, ".bin"):
		return refuse(a.name, 0, "this is a binary Excel workbook (.xlsb)").Do("open it and save it as XLSX or CSV")
	case a.has("word/document.xml"):
		return refuse(a.name, 0, "this is a Word document, not a table").Do(wanted)
	case a.has("ppt/presentation.xml"):
		return refuse(a.name, 0, "this is a presentation, not a table").Do(wanted)
	case !a.has(main):
		return refuse(a.name, 0, "this file is not a workbook").Do(wanted)
	}
	return nil
}

// link is a relationship: from one part of the file to another.
type link struct{ id, kind, target string }

// links reads the relationships of a part, or of the file itself.
func (a *archive) links(from string) ([]link, error) {
	name := path.Join(path.Dir(from), "_rels", path.Base(from)+".rels")
	if from == "" {
		name = "_rels/.rels"
	}
	if !a.has(name) {
		return nil, nil
	}
	var links []link
	err := a.elements(name, func(x *xmlReader) error {
		if string(local(x.name)) != "Relationship" || string(x.attr("TargetMode")) == "External" {
			return nil
		}
		target, err := x.attrText("Target")
		if err != nil {
			return err
		}
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", path.Dir(from), target)
		}
		links = append(links, link{string(x.attr("Id")), string(x.attr("Type")), path.Clean(target)[1:]})
		return nil
	})
	return links, err
}

// listLimit is how many bytes a part that lists things may have, as they are kept.
const listLimit = 32 << 20

// elements calls f with each element of a part as it starts.
func (a *archive) elements(name string, f func(*xmlReader) error) error {
	r, err := a.open(name, silent)
	if err != nil {
		return err
	}
	x := newXML(r)
	defer x.Close()
	for {
		ev, err := x.next()
		if err != nil || ev == endDocument {
			return err
		}
		if x.offset() > listLimit {
			return refuse(a.name, 0, "part %s of this workbook is larger than %s", quoted(name), bytesText(listLimit)).
				Do("save the sheet that is needed as CSV").From("S12")
		}
		if ev == startElement {
			if err := f(x); err != nil {
				return err
			}
		}
	}
}

// local is a name without its prefix.
func local(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

// sheets reads the list of sheets.
func (b *workbook) sheets(main string, links []link) ([]Sheet, error) {
	byID := map[string]link{}
	for _, l := range links {
		byID[l.id] = l
	}
	var sheets []Sheet
	err := b.elements(main, func(x *xmlReader) error {
		switch string(local(x.name)) {
		case "workbookPr":
			v := string(x.attr("date1904"))
			b.from1904 = v == "1" || v == "true"
		case "sheet":
			name, err := x.attrText("name")
			if err != nil {
				return err
			}
			l := byID[linkID(x)]
			if path.Base(l.kind) == "chartsheet" || path.Base(l.kind) == "dialogsheet" {
				return nil
			}
			if !b.has(l.target) {
				return refuse(b.name, 0, "sheet %s is missing from the workbook", quoted(name)).Do("copy or download it again")
			}
			sheets, err = b.addSheet(sheets, name, b.xlsxRows(name, l.target))
			return err
		}
		return nil
	})
	return sheets, err
}

// linkID is the attribute r:id, whatever its prefix.
func linkID(x *xmlReader) string {
	for _, a := range x.attrs {
		if bytes.HasSuffix(a.name, []byte(":id")) {
			return string(a.value)
		}
	}
	return ""
}

// readStyles tells which cell styles show a number as a date.
func (a *archive) readStyles(name string) ([]bool, error) {
	codes := map[int]string{}
	var dates []bool
	within := 0 // the depth of cellXfs, whose styles are those that cells name
	err := a.elements(name, func(x *xmlReader) error {
		switch string(local(x.name)) {
		case "numFmt":
			code, err := x.attrText("formatCode")
			if err != nil {
				return err
			}
			id, err := strconv.Atoi(string(x.attr("numFmtId")))
			if _, twice := codes[id]; err == nil && !twice {
				codes[id] = code
			}
		case "cellXfs":
			within = x.depth()
		case "cellStyleXfs", "dxfs":
			within = 0
		case "xf":
			if within > 0 && x.depth() == within+1 {
				id, _ := strconv.Atoi(string(x.attr("numFmtId")))
				dates = append(dates, isDateFormat(id, codes[id]))
			}
		}
		return nil
	})
	return dates, err
}

// wordsLimit is the part of the unpacked size that shared words may take in
// memory: an eighth, which is 128 MiB.
const wordsLimit = 8

// word returns the shared words with a number. They are read when the first is
// asked for, and kept, because any cell may name any of them.
func (b *workbook) word(number []byte) (string, error) {
	if !b.haveWords {
		if err := b.readWords(); err != nil {
			return "", err
		}
		b.haveWords = true
	}
	n, err := strconv.Atoi(string(bytes.TrimSpace(number)))
	if err != nil || n < 0 || n >= len(b.words) {
		return "", errDamaged
	}
	return b.words[n], nil
}

// readWords reads the shared words.
func (b *workbook) readWords() error {
	b.words = nil
	if b.wordsPart == "" {
		return nil
	}
	r, err := b.open(b.wordsPart, silent)
	if err != nil {
		return err
	}
	x := newXML(r)
	defer x.Close()
	var buf []byte
	var size int64
	for {
		ev, err := x.next()
		if err != nil || ev == endDocument {
			return err
		}
		if ev != startElement || string(local(x.name)) != "si" {
			continue
		}
		// One byte beyond the limit is kept, so that the cell is refused where it stands.
		if buf, err = appendRuns(buf[:0], x, b.lim.Cell+1); err != nil {
			return err
		}
		b.words = append(b.words, string(unescapeOffice(buf)))
		if size += int64(len(buf)) + 16; size > b.lim.Unpacked/wordsLimit {
			return refuse(b.name, 0, "this workbook holds more than %s of different words", bytesText(b.lim.Unpacked/wordsLimit)).
				Do("save the sheet that is needed as CSV").From("S12")
		}
	}
}

// appendRuns appends the text of the element that has just started, which may be
// cut into runs of different looks, up to limit bytes. Readings in another
// script (rPh) are left out.
func appendRuns(dst []byte, x *xmlReader, limit int) ([]byte, error) {
	inside, words := x.depth(), 0
	for x.depth() >= inside {
		ev, err := x.next()
		if err != nil {
			return dst, err
		}
		switch {
		case ev == characters && words > 0:
			dst = append(dst, x.text[:min(len(x.text), limit-min(len(dst), limit))]...)
		case ev == endElement && x.depth() < words:
			words = 0
		case ev != startElement:
		case string(local(x.name)) == "t":
			words = x.depth()
		case string(local(x.name)) == "rPh":
			if err := x.skip(); err != nil {
				return dst, err
			}
		}
	}
	return dst, nil
}

// unescapeOffice replaces the _x000D_ by which Office writes characters that XML
// does not allow.
func unescapeOffice(b []byte) []byte {
	if !bytes.Contains(b, []byte("_x")) {
		return b
	}
	var out []byte
	for i := 0; i < len(b); i++ {
		if rest := b[i:]; len(rest) >= 7 && rest[0] == '_' && rest[1] == 'x' && rest[6] == '_' {
			if n, err := strconv.ParseUint(string(rest[2:6]), 16, 16); err == nil {
				out = append(out, string(rune(n))...)
				i += 6
				continue
			}
		}
		out = append(out, b[i])
	}
	return out
}
