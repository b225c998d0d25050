// Package intake turns the bytes of a file into the rows of its tables: CSV,
// XLSX and ODS, told apart by their content and never by their name. It knows
// nothing of what a row means.
//
// A file comes from outside, so it is read as hostile (safety.md S12). Every
// size is counted while reading, never taken from a header, and nothing but the
// row in hand is held in memory, with one exception: the words that an XLSX
// file keeps apart from its cells.
//
// XLSX and ODS are read with archive/zip and the small XML reader of this
// package, not with excelize: a sheet that nobody asks for is never parsed, a
// date does not depend on how the cell is shown, and no entity or outside
// document is ever followed. A table that cannot be read to its end gives an
// error and never a shorter table, because a missing row is a missing child.
package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"placewatch/domain/sheet"
	"placewatch/domain/text"
)

// File is one file, recognised and ready to be read. It is not safe for use by
// several goroutines at once.
type File struct {
	Name   string // base name, cleaned
	Size   int64
	SHA256 string // of its bytes, in hexadecimal
	Format string // csv, xlsx or ods
	Sheets []Sheet

	close func() error
}

// Sheet is one table of a file. Its rows can be gone through more than once;
// each time they are read from the file again. A CSV file has one sheet without
// a name. In a row, a cell of nothing but white space is empty, the empty cells
// at the end are left out, and so are rows that are wholly empty; line numbers
// count them all.
type Sheet struct {
	Name string
	Rows sheet.Rows
}

// Progress hears how many bytes of a table have been read, of about how many.
type Progress func(done, total int64)

// Open recognises the file at path and finds its tables. Whatever is wrong with
// the file is a *fault.Error of kind Invalid; p may be nil.
func Open(ctx context.Context, path string, lim Limits, p Progress) (*File, error) {
	name := baseName(path)
	// Asked before opening: to open a pipe would wait for a writer.
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, unreadable(name, err)
	case info.IsDir():
		return nil, refuse(name, 0, "this is a folder, not a file").Do("name the files in it")
	case !info.Mode().IsRegular():
		return nil, refuse(name, 0, "this is not an ordinary file").Do("save it to disk first")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(name, err)
	}
	file, err := OpenReader(ctx, name, f, info.Size(), lim, p)
	if err != nil {
		f.Close()
		return nil, err
	}
	file.close = f.Close
	return file, nil
}

// OpenReader is Open for size bytes that are already at hand.
func OpenReader(ctx context.Context, name string, r io.ReaderAt, size int64, lim Limits, p Progress) (*File, error) {
	if p == nil {
		p = silent
	}
	in := input{ctx: ctx, name: baseName(name), r: r, size: size, lim: lim, progress: p}
	if size > lim.File {
		return nil, refuse(in.name, 0, "this file is larger than %s", bytesText(lim.File)).
			Do("split it, or leave out the sheets that are not needed").From("S12")
	}
	format, err := in.recognise()
	if err != nil {
		return nil, in.explain(err)
	}
	hash := sha256.New()
	sv := &survey{}
	var w io.Writer = hash
	if format == formatText {
		w = io.MultiWriter(hash, sv)
	}
	if _, err := io.Copy(w, in.reader()); err != nil {
		return nil, in.explain(err)
	}
	file := &File{Name: in.name, Size: size, SHA256: hex.EncodeToString(hash.Sum(nil))}
	if format == formatText {
		file.Format = "csv"
		file.Sheets, err = in.openCSV(sv)
	} else {
		file.Format, file.Sheets, err = in.openZIP()
	}
	if err != nil {
		return nil, in.explain(err)
	}
	return file, nil
}

// Close lets go of the file. Its rows cannot be read afterwards.
func (f *File) Close() error {
	if f.close == nil {
		return nil
	}
	return f.close()
}

// input is the file while it is read: its bytes, and what may be done with them.
type input struct {
	ctx      context.Context // of Open: who gives up the import gives up the reading
	name     string
	r        io.ReaderAt
	size     int64
	lim      Limits
	progress Progress
}

// reader gives the bytes from the start, until the context ends.
func (in *input) reader() io.Reader {
	return &patient{in.ctx, io.NewSectionReader(in.r, 0, in.size)}
}

// head returns the first n bytes, or fewer if the file is shorter.
func (in *input) head(n int64) ([]byte, error) {
	b, err := io.ReadAll(io.NewSectionReader(in.r, 0, min(n, in.size)))
	if err == nil && int64(len(b)) < min(n, in.size) {
		err = io.ErrUnexpectedEOF
	}
	return b, err
}

// patient reads until its context ends.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p *patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

// table reads the rows of one sheet, once. next returns io.EOF after the last.
type table interface {
	next() (sheet.Row, error)
	Close() error
}

// rows makes a sequence of a table that open starts anew each time.
func (in *input) rows(open func() (table, error)) sheet.Rows {
	return func(yield func(sheet.Row, error) bool) {
		t, err := open()
		if err != nil {
			yield(sheet.Row{}, in.explain(err))
			return
		}
		defer t.Close()
		for {
			row, err := t.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(sheet.Row{}, in.explain(err))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

func baseName(path string) string {
	return text.Clean(filepath.Base(path)).String()
}

func unreadable(name string, err error) error {
	why := err
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		why = path.Err // without the path, which may hold more than the name
	}
	return refuse(name, 0, "this file cannot be read: %v", why).Do("check the name and who may read it")
}
