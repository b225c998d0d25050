package intake

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"path"
	"strings"

	"placewatch/domain/sheet"
)

// directoryLimit is how many bytes the list of a container's parts may take: a
// workbook of a hundred sheets needs a hundredth of it, and each entry read
// costs ten times its size in memory.
const directoryLimit = 4 << 20

// ratioFloor is how many bytes may come out of a part before the ratio is judged.
const ratioFloor = 1 << 20

// archive is the ZIP container that an XLSX or ODS file is.
type archive struct {
	*input
	parts    map[string]*zip.File // by cleaned lower-case name, as readers ignore case
	unpacked map[*zip.File]int64  // the most that was unpacked of each part
	total    int64                // their sum
}

// openZIP tells which spreadsheet the container is and finds its sheets.
func (in *input) openZIP() (format string, sheets []Sheet, err error) {
	a, err := in.openArchive()
	if err != nil {
		return "", nil, err
	}
	mime, err := a.peek("mimetype", 100)
	if err != nil {
		return "", nil, err
	}
	switch {
	case strings.Contains(mime, ".spreadsheet"), mime == "" && a.has(odsContent):
		format = "ods"
		sheets, err = a.openODS()
	case strings.HasPrefix(mime, "application/vnd.oasis.opendocument."):
		err = refuse(in.name, 0, "this is an OpenDocument file, but not a spreadsheet").Do(wanted)
	case a.has("[content_types].xml"):
		format = "xlsx"
		sheets, err = a.openXLSX()
	default:
		err = refuse(in.name, 0, "this is a ZIP archive, not a table").Do("unpack it and import the file in it")
	}
	if err == nil && len(sheets) == 0 {
		err = refuse(in.name, 0, "this workbook has no sheet").Do(wanted)
	}
	return format, sheets, err
}

// sheetLimit is the most sheets a workbook may have.
const sheetLimit = 1024

// addSheet is append, up to the limit.
func (a *archive) addSheet(sheets []Sheet, name string, rows sheet.Rows) ([]Sheet, error) {
	if len(sheets) == sheetLimit {
		return nil, refuse(a.name, 0, "this workbook has more than %d sheets", sheetLimit).
			Do("save the sheet that is needed as CSV").From("S12")
	}
	return append(sheets, Sheet{Name: name, Rows: rows}), nil
}

// openArchive reads the list of parts.
func (in *input) openArchive() (*archive, error) {
	gate := &meteredReaderAt{r: in.r, left: directoryLimit}
	z, err := zip.NewReader(gate, in.size)
	if gate.left < 0 {
		return nil, refuse(in.name, 0, "this file is made of too many parts to be a workbook").Do(wanted).From("S12")
	}
	if err != nil {
		return nil, err
	}
	gate.open = true
	a := &archive{input: in, parts: map[string]*zip.File{}, unpacked: map[*zip.File]int64{}}
	z.RegisterDecompressor(zip.Deflate, a.inflate)
	for _, f := range z.File {
		name := partName(f.Name)
		if a.parts[name] != nil {
			return nil, refuse(in.name, 0, "this file holds two parts called %s", quoted(name)).
				Do("open it in a spreadsheet program and save it again")
		}
		a.parts[name] = f
	}
	return a, nil
}

func partName(name string) string {
	name = path.Clean("/" + strings.ReplaceAll(name, `\`, "/"))
	return strings.ToLower(name[1:])
}

func (a *archive) has(name string) bool { return a.parts[partName(name)] != nil }

// open reads a part and tells progress as it goes.
func (a *archive) open(name string, hear Progress) (io.ReadCloser, error) {
	f := a.parts[partName(name)]
	switch {
	case f == nil:
		return nil, refuse(a.name, 0, "this file lacks its part %s", quoted(name)).Do("copy or download it again")
	case f.Flags&1 != 0:
		return nil, a.locked()
	}
	rc, err := f.Open()
	if err != nil {
		return nil, err
	}
	total := int64(min(f.UncompressedSize64, uint64(a.lim.Unpacked))) // as the file claims: for show only
	return &part{
		counted: counted{r: &patient{a.ctx, rc}, total: total, hear: hear},
		close:   rc.Close, archive: a, file: f,
	}, nil
}

// locked is the refusal of a file that needs a password.
func (a *archive) locked() error {
	return refuse(a.name, 0, "this file is protected by a password").Do("open it, take the password off and save it again")
}

// peek returns the first bytes of a part, or nothing where there is no such part.
func (a *archive) peek(name string, n int64) (string, error) {
	if !a.has(name) {
		return "", nil
	}
	r, err := a.open(name, silent)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, n))
	return string(bytes.TrimSpace(b)), err
}

// silent is no progress.
func silent(done, total int64) {}

// part is one part of the container while it is unpacked. What comes out is
// counted, so that no header is believed; reading a part again costs nothing.
type part struct {
	counted
	close   func() error
	archive *archive
	file    *zip.File
}

func (p *part) Read(b []byte) (int, error) {
	n, err := p.counted.Read(b)
	a := p.archive
	if more := p.done - a.unpacked[p.file]; more > 0 {
		a.unpacked[p.file] += more
		a.total += more
	}
	if a.total > a.lim.Unpacked {
		return 0, refuse(a.name, 0, "this file unpacks to more than %s", bytesText(a.lim.Unpacked)).
			Do("leave out the sheets that are not needed").From("S12")
	}
	return n, err
}

func (p *part) Close() error { return p.close() }

// inflate unpacks packed data and stops where it grows beyond the limit, which
// no honest table does: that is a bomb.
func (a *archive) inflate(packed io.Reader) io.ReadCloser {
	in := &counted{r: packed, hear: silent}
	return &inflater{ReadCloser: flate.NewReader(in), packed: in, archive: a}
}

type inflater struct {
	io.ReadCloser
	packed  *counted
	out     int64
	archive *archive
}

func (i *inflater) Read(b []byte) (int, error) {
	n, err := i.ReadCloser.Read(b)
	i.out += int64(n)
	if i.out > ratioFloor && i.out > int64(i.archive.lim.Ratio)*i.packed.done {
		return 0, refuse(i.archive.name, 0, "this file unpacks to more than %d times its size, as no table does", i.archive.lim.Ratio).
			Do("do not open it; ask where it came from").From("S12")
	}
	return n, err
}

// meteredReaderAt stops after left bytes until it is open.
type meteredReaderAt struct {
	r    io.ReaderAt
	left int64
	open bool
}

func (m *meteredReaderAt) ReadAt(b []byte, off int64) (int, error) {
	if !m.open {
		if m.left -= int64(len(b)); m.left < 0 {
			return 0, io.ErrUnexpectedEOF
		}
	}
	return m.r.ReadAt(b, off)
}
