package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"placewatch/domain/fault"
)

// failure is an accident of the file, the disk or the machine, in a sentence. It
// is never a refusal: policy had no part in it.
type failure struct {
	what string
	err  error
}

func (f *failure) Error() string {
	if f.err == nil {
		return f.what
	}
	return f.what + ": " + f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

func failed(err error, format string, args ...any) error {
	return &failure{fmt.Sprintf(format, args...), err}
}

// IsFailure reports whether err is the store's own failure rather than a refusal.
func IsFailure(err error) bool {
	_, ours := errors.AsType[*failure](err)
	_, driver := errors.AsType[*sqlite.Error](err)
	return ours || driver
}

// reachable says in words why a path cannot hold a store, before SQLite does in
// code. It makes the folder of a new one, and reports whether the file is new.
func reachable(path string, create bool) (isNew bool, err error) {
	info, err := os.Stat(path)
	missing := errors.Is(err, os.ErrNotExist)
	switch {
	case err == nil && info.IsDir():
		return false, fault.Newf(fault.Invalid, "%s is a folder, not a placewatch store", path).Do("name a file with --db")
	case err == nil && !info.Mode().IsRegular():
		return false, fault.Newf(fault.Invalid, "%s is not a file that can hold a store", path).Do("name a file with --db")
	case !create && (missing || err == nil && info.Size() == 0):
		return false, fault.Newf(fault.NotFound, "there is no store at %s, so placewatch cannot say anything", path).
			Do("import Ofsted's list and your placements first, or name the store with --db")
	case missing:
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return false, failed(err, "the folder of %s cannot be made; choose one that you can write to with --db", path)
		}
		return true, nil
	case err != nil:
		return false, failed(err, "the store %s cannot be reached; check the name, or name another with --db", path)
	}
	return info.Size() == 0, nil
}

// explain turns a driver's code into a sentence that says what to do. What is no
// driver error, or has its sentence already, is returned as it is.
func explain(path string, err error) error {
	if err == nil {
		return nil
	}
	if _, said := errors.AsType[*failure](err); said {
		return err
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	switch e.Code() & 0xff {
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED:
		return failed(err, "the store %s is in use by another program and did not come free; nothing was written; try again", path)
	case sqlitelib.SQLITE_READONLY, sqlitelib.SQLITE_PERM:
		return failed(err, "the store %s, or its folder, is read-only; nothing was written; ask whoever looks after it for write access, or name another with --db", path)
	case sqlitelib.SQLITE_CANTOPEN:
		return failed(err, "the store %s cannot be opened: you must be able to write to the file and its folder; ask whoever looks after it, or name another with --db", path)
	case sqlitelib.SQLITE_NOTADB:
		return failed(err, "the store %s is damaged or is not a placewatch store; keep the file, and name another with --db or restore a backup", path)
	case sqlitelib.SQLITE_CORRUPT:
		return failed(err, "the store %s is damaged; keep the file, and restore a backup", path)
	case sqlitelib.SQLITE_FULL:
		return failed(err, "the disk of %s is full; nothing was written; make space and try again", path)
	case sqlitelib.SQLITE_IOERR:
		return failed(err, "the disk of %s could not be read or written; nothing was written; try again, and look at the disk", path)
	}
	return failed(err, "the store %s could not do this; nothing was written", path)
}
