package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/fault"
	"placewatch/domain/journal"
	"placewatch/domain/team"
	"placewatch/domain/text"
)

// Reading records that somebody reads what is told of children, before it is shown:
// a child's record opened, an export, a search by a child's reference. What cannot be
// recorded must not be shown, so a caller that gets an error shows nothing. It is no
// fact of a case: it is kept of anybody who looks, known here or not, at the real
// time, and in a real store whatever today is said to be.
func (s *Store) Reading(ctx context.Context, by By, what, subject string) error {
	if !slices.Contains([]string{journal.ReadChild, journal.ReadExport, journal.ReadSearch}, what) {
		return fmt.Errorf("%q is no way of reading that is recorded", what)
	}
	return s.quietly(ctx, func(q querier) error { return readings(ctx, q, by, what, []string{subject}) })
}

// Opened records that a provision was opened, and with it the record of each child whose
// references its page shows: who lives there, and whom something was decided or is owed
// for. Nothing is shown of what cannot be recorded.
func (s *Store) Opened(ctx context.Context, by By, urn string) error {
	in, err := s.Page(ctx, by.Today, urn)
	if no, refused := errors.AsType[*fault.Error](err); refused && no.Kind == fault.NotFound {
		return nil // there is nothing to show
	}
	if err != nil {
		return err
	}
	return s.readingAll(ctx, by, in.Children())
}

// OpenedPart records that one part of a page is shown: the record of the child whom it is
// about, or of all of the page where it is about no one child.
func (s *Store) OpenedPart(ctx context.Context, by By, sub Subject) error {
	in, err := s.Page(ctx, by.Today, sub.URN)
	if err != nil {
		return err
	}
	for _, p := range slices.Concat(in.Past, in.Case.Parts(sub.Kind)) {
		if ref := p.Ref(); ref.Kind == sub.Kind && ref.ID == sub.Part && !ref.Child.IsZero() {
			return s.readingAll(ctx, by, []text.Text{ref.Child})
		}
	}
	return s.readingAll(ctx, by, in.Children())
}

func (s *Store) readingAll(ctx context.Context, by By, children []text.Text) error {
	if len(children) == 0 {
		return nil
	}
	var subjects []string
	for _, child := range children {
		subjects = append(subjects, "child:"+child.String())
	}
	return s.quietly(ctx, func(q querier) error { return readings(ctx, q, by, journal.ReadChild, subjects) })
}

// Searched records for whom somebody searched, once a search is kept and not at each key:
// every child:… as it was typed, and each other word by which we hold one child and no
// other, be it a part of her reference. What a search that cannot be recorded found is taken
// off the screen.
func (s *Store) Searched(ctx context.Context, by By, sought []string) error {
	return s.quietly(ctx, func(q querier) error {
		var subjects []string
		for _, word := range sought {
			ref, asked := strings.CutPrefix(word, "child:")
			child, err := onlyChild(ctx, q, text.Clean(ref).String())
			if err != nil {
				return err
			}
			if child == "" && asked {
				child = ref
			}
			if subject := "child:" + child; child != "" && !slices.Contains(subjects, subject) {
				subjects = append(subjects, subject)
			}
		}
		return readings(ctx, q, by, journal.ReadSearch, subjects)
	})
}

// onlyChild is the one child whose reference is that word, or alone holds it; none where
// several do, or none.
func onlyChild(ctx context.Context, q querier, word string) (string, error) {
	if word == "" {
		return "", nil
	}
	refs, err := words(ctx, q, `SELECT child FROM (SELECT child FROM placement UNION SELECT child FROM part)
		WHERE instr(lower(child), lower(?1)) > 0 ORDER BY lower(child) <> lower(?1), child LIMIT 2`, word)
	if err != nil || len(refs) == 0 || len(refs) > 1 && !strings.EqualFold(refs[0], word) {
		return "", err
	}
	return refs[0], nil
}

func readings(ctx context.Context, q querier, by By, what string, subjects []string) error {
	var seq int64
	var prev string
	err := q.QueryRowContext(ctx, `SELECT seq, hash FROM reading ORDER BY seq DESC LIMIT 1`).Scan(&seq, &prev)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("reading the end of the reading audit: %w", err)
	}
	for _, subject := range subjects {
		r := journal.Reading{At: by.Now.UTC().Truncate(time.Millisecond), Session: by.Session, Machine: by.Machine, What: what, Subject: text.Clean(subject).String()}
		if err := readBy(ctx, q, by, &r); err != nil {
			return err
		}
		r.Seal(seq+1, prev)
		if err := insertReading(ctx, q, &r); err != nil {
			return err
		}
		seq, prev = r.Seq, r.Hash
	}
	return nil
}

// rowReadings is the journal's row by which it holds the reading audit: how many entries
// that has, and the hash of the last. What is cut off of it later does not fit.
const rowReadings = "RD1"

// sealReadings has the journal tell, once a day, where the reading audit ends.
func (w *writing) sealReadings(ctx context.Context) error {
	last, err := words(ctx, w.q, `SELECT seq || ' ' || hash FROM reading ORDER BY seq DESC LIMIT 1`)
	if err != nil || len(last) == 0 {
		return err
	}
	n, head, _ := strings.Cut(last[0], " ")
	return w.append(ctx, &journal.Entry{Subject: "store", Row: rowReadings, Event: "readings_sealed", Actor: string(team.System),
		Args: map[string]string{"readings": n, "head": head}})
}

// readBy names who reads.
func readBy(ctx context.Context, q querier, by By, r *journal.Reading) error {
	all, err := people.all(ctx, q, "")
	if err != nil {
		return err
	}
	name := func(login string) string {
		p, _ := byLogin(all, login)
		return p.Login.String()
	}
	if r.Actor = name(by.Login); r.Actor == "" {
		return fault.Newf(fault.Invalid, "the operating system gives no user name, so who reads cannot be recorded; nothing is shown").Do("set USER and try again")
	}
	if r.OnBehalfOf = name(by.As); r.OnBehalfOf == r.Actor {
		r.OnBehalfOf = ""
	}
	return nil
}

const readingColumns = `seq, at, actor, on_behalf_of, session, machine, what, subject, prev, hash`

func insertReading(ctx context.Context, q querier, r *journal.Reading) error {
	_, err := q.ExecContext(ctx, `INSERT INTO reading (`+readingColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.Seq, r.At.Format(time.RFC3339Nano), r.Actor, r.OnBehalfOf, r.Session, r.Machine, r.What, r.Subject, r.Prev, r.Hash)
	if err != nil {
		return fmt.Errorf("writing the reading audit: %w", err)
	}
	return nil
}

// eachReading hands the readings to f in order, each with its time as stored.
func eachReading(ctx context.Context, q querier, f func(r *journal.Reading, at string) error) error {
	rows, err := q.QueryContext(ctx, `SELECT `+readingColumns+` FROM reading ORDER BY seq`)
	if err != nil {
		return fmt.Errorf("reading the reading audit: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r journal.Reading
		var at string
		if err := rows.Scan(&r.Seq, &at, &r.Actor, &r.OnBehalfOf, &r.Session, &r.Machine, &r.What, &r.Subject, &r.Prev, &r.Hash); err != nil {
			return fmt.Errorf("reading the reading audit: %w", err)
		}
		r.At, _ = time.Parse(time.RFC3339Nano, at) // what is no time is found by verifying
		if err := f(&r, at); err != nil {
			return err
		}
	}
	return rows.Err()
}

// verifyReadings checks the chain of readings, and that it holds what the journal says it
// held. each is told every hash that follows.
func verifyReadings(ctx context.Context, q querier, each func(hash string)) (n int64, head string, wrong, err error) {
	sealed := map[int64]string{}
	most := int64(0)
	if err := eachEntry(ctx, q, "WHERE subject = 'store' AND row = ? ORDER BY seq", []any{rowReadings}, func(e *journal.Entry) error {
		most = max(most, number(e.Args["readings"]))
		sealed[number(e.Args["readings"])] = e.Args["head"]
		return nil
	}); err != nil {
		return 0, "", nil, err
	}
	err = eachReading(ctx, q, func(r *journal.Reading, at string) error {
		if wrong = r.Verify(n+1, head); wrong == nil && r.At.Format(time.RFC3339Nano) != at {
			wrong = fmt.Errorf("reading %d was altered after it was written", r.Seq)
		}
		if want, told := sealed[r.Seq]; wrong == nil && told && want != r.Hash {
			wrong = fmt.Errorf("reading %d is not the one that the journal tells of", r.Seq)
		}
		if wrong != nil {
			return errEnough
		}
		n, head = n+1, r.Hash
		each(head)
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	if wrong == nil && n < most {
		wrong = fmt.Errorf("the reading audit ends at %d, and the journal tells of %d readings: the rest was cut off", n, most)
	}
	if wrong == nil && err == nil {
		wrong, err = cutOff(ctx, q, "reading audit", n, head)
	}
	return n, head, wrong, err
}

// Looked is who read what of whom, and how often.
type Looked struct {
	Person     string    `json:"person"`
	OnBehalfOf string    `json:"on_behalf_of"`
	What       string    `json:"what"`    // child export search
	Subject    string    `json:"subject"` // child:…, or what was exported
	Times      int       `json:"times"`
	First      time.Time `json:"first"`
	Last       time.Time `json:"last"`
}

// Review lists who read what since a day, person by person, for whoever reviews
// access. It tells of children itself, so it is a reading too.
func (s *Store) Review(ctx context.Context, by By, since civil.Date) ([]Looked, error) {
	if err := s.auditing(ctx, by, "the review of who read what"); err != nil {
		return nil, err
	}
	if err := s.Reading(ctx, by, journal.ReadExport, "readings"); err != nil {
		return nil, err
	}
	var out []Looked
	at := map[Looked]int{}
	err := s.read(ctx, func(q querier) error {
		return eachReading(ctx, q, func(r *journal.Reading, _ string) error {
			if civil.In(r.At, s.loc).Before(since) {
				return nil
			}
			key := Looked{Person: r.Actor, OnBehalfOf: r.OnBehalfOf, What: r.What, Subject: r.Subject}
			i, seen := at[key]
			if !seen {
				i = len(out)
				at[key] = i
				out = append(out, key)
				out[i].First = r.At
			}
			out[i].Times, out[i].Last = out[i].Times+1, r.At
			return nil
		})
	})
	slices.SortStableFunc(out, Looked.compare)
	return out, err
}
