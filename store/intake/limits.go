package intake

import (
	"archive/zip"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"

	"placewatch/domain/fault"
)

// Limits bound what is read of one file (safety.md S12).
type Limits struct {
	File     int64 // bytes of the file
	Unpacked int64 // bytes of what is packed in it, and of the text of one table
	Ratio    int   // unpacked bytes for each packed byte
	Rows     int   // rows of one table that are not empty
	Columns  int   // the last column that may hold anything
	Cell     int   // bytes of one cell; a row may have 64 times as many
}

// DefaultLimits are the limits of cli.md, "Importing".
func DefaultLimits() Limits {
	return Limits{
		File:     256 << 20,
		Unpacked: 1 << 30,
		Ratio:    200,
		Rows:     1_000_000,
		Columns:  16_384,
		Cell:     64 << 10,
	}
}

// rowCells is how many cells of the greatest length one row may hold: without it
// a row of 16,384 such cells would take a gigabyte of memory.
const rowCells = 64

// bytesText writes a number of bytes as a person says it.
func bytesText(n int64) string {
	switch {
	case n >= 1<<30 && n%(1<<30) == 0:
		return fmt.Sprintf("%d GiB", n>>30)
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// refuse says what is wrong with a file; line is 0 where it is the whole file.
func refuse(name string, line int, format string, args ...any) *fault.Error {
	e := fault.Newf(fault.Invalid, format, args...)
	e.File, e.Line = name, line
	return e
}

// damaged means that the bytes are not what the format requires.
var errDamaged = errors.New("not well formed")

// explain turns whatever stopped the reading into words for the person who
// chose the file. A refusal and the end of the context stay as they are.
func (in *input) explain(err error) error {
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("reading %s: %w", in.name, err)
	}
	var deflate flate.CorruptInputError
	switch {
	case errors.Is(err, zip.ErrAlgorithm):
		return refuse(in.name, 0, "this file is packed in a way that placewatch does not read").
			Do("open it in a spreadsheet program and save it again")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, zip.ErrFormat),
		errors.Is(err, zip.ErrChecksum), errors.Is(err, errDamaged), errors.As(err, &deflate):
		return refuse(in.name, 0, "this file is damaged or was cut short (%v)", err).
			Do("copy or download it again")
	}
	return unreadable(in.name, err)
}
