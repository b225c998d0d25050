package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"placewatch/domain/concern"
	"placewatch/domain/fault"
	"placewatch/domain/flow"
	"placewatch/domain/journal"
	"placewatch/domain/text"
)

// How much is kept of what a person typed and did not send.
const (
	mostDrafts   = 64       // a person
	longestDraft = 16 << 10 // bytes
)

// SaveDraft keeps what this person typed into a form, in place of what was kept of
// that form before. A draft is no fact: it is not journalled, and is kept whatever
// today is said to be. Of somebody whom the store does not know nothing is kept.
func (s *Store) SaveDraft(ctx context.Context, by By, d flow.Draft) error {
	args := map[string]string{}
	for k, v := range d.Args {
		args[text.Clean(k).String()] = text.Clean(v).String()
	}
	body := string(journal.Canonical(args))
	if len(body) > longestDraft {
		return fault.Newf(fault.Invalid, "what was typed is longer than %d KiB, so no draft of it is kept", longestDraft>>10).Do("shorten it, or send it now")
	}
	return s.quietly(ctx, func(q querier) error {
		o, err := s.draftsOf(ctx, q, by)
		if err != nil || o.desk == "" {
			return err
		}
		subject, event, err := formOf(ctx, q, d.Subject, d.Event)
		if err != nil {
			return err
		}
		var n int
		if err := q.QueryRowContext(ctx, `SELECT count(*) FROM draft WHERE person = ? AND NOT (acts_as = ? AND subject = ? AND event = ?)`, o.desk, o.as, subject, event).Scan(&n); err != nil {
			return err
		}
		if n >= mostDrafts {
			return fault.Newf(fault.Invalid, "%s has %d drafts already, so none is kept of this", o.login, n).Do("send some of them, or drop them")
		}
		_, err = q.ExecContext(ctx, `INSERT INTO draft (person, acts_as, subject, event, args, version, saved) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (person, acts_as, subject, event) DO UPDATE SET args = excluded.args, version = excluded.version, saved = excluded.saved`,
			o.desk, o.as, subject, event, body, d.Version, by.Now.UTC().Truncate(time.Millisecond).Format(time.RFC3339Nano))
		return err
	})
}

// DropDraft forgets a draft of this person's. One that is not there is gone already,
// and one whose subject is gone is still found by the name it was kept under.
func (s *Store) DropDraft(ctx context.Context, by By, subject, event string) error {
	return s.quietly(ctx, func(q querier) error {
		o, err := s.draftsOf(ctx, q, by)
		if err != nil || o.desk == "" {
			return err
		}
		name, word, err := formOf(ctx, q, subject, event)
		if no, refused := errors.AsType[*fault.Error](err); refused && no.Kind == fault.NotFound {
			name, word, err = subject, event, nil
		}
		if err != nil {
			return err
		}
		return dropDraft(ctx, q, o, name, word)
	})
}

func dropDraft(ctx context.Context, q querier, o draftsOwner, subject, event string) error {
	_, err := q.ExecContext(ctx, `DELETE FROM draft WHERE person = ? AND acts_as = ? AND subject = ? AND event = ?`, o.desk, o.as, subject, event)
	return err
}

// keptDrafts is for how many days a draft is kept: it may hold a child's own words.
const keptDrafts = 30

// dropOldDrafts ends drafts that nobody sent.
func (w *writing) dropOldDrafts(ctx context.Context) error {
	_, err := w.q.ExecContext(ctx, `DELETE FROM draft WHERE substr(saved, 1, 10) < ?`, w.by.Now.UTC().AddDate(0, 0, -keptDrafts).Format(time.DateOnly))
	return err
}

// draftsOwner is whose drafts they are: of the person at the desk, for whomever that
// person acts. What somebody typed for herself nobody else reads.
type draftsOwner struct {
	desk, as string // ids; no desk: somebody whom the store does not know
	login    text.Text
}

func (s *Store) draftsOf(ctx context.Context, q querier, by By) (draftsOwner, error) {
	w := &writing{s: s, q: q, by: by}
	if err := w.reader(ctx); err != nil {
		return draftsOwner{}, err
	}
	return w.drafting(), nil
}

func (w *writing) drafting() draftsOwner {
	return draftsOwner{w.real.ID, w.person.ID, w.real.Login}
}

// formOf names a form: the subject as it is called in full, the event by its word.
func formOf(ctx context.Context, q querier, subject, event string) (string, string, error) {
	sub, err := resolve(ctx, q, subject)
	if err != nil {
		return "", "", err
	}
	if strings.EqualFold(event, confirming) {
		return sub.Name, confirming, nil
	}
	for _, ch := range concern.Charts() {
		if r := ch.Find(event); r != nil {
			return sub.Name, r.Event, nil
		}
	}
	return "", "", fault.Newf(fault.NotFound, "no event is called %q", text.Clean(event)).Do("`do SUBJECT --list` shows what is possible")
}

// Drafts lists what this person typed and has not sent, the newest first.
func (s *Store) Drafts(ctx context.Context, by By) ([]flow.Draft, error) {
	var out []flow.Draft
	err := s.read(ctx, func(q querier) error {
		o, err := s.draftsOf(ctx, q, by)
		if err != nil || o.desk == "" {
			return err
		}
		rows, err := q.QueryContext(ctx, `SELECT subject, event, args, version, saved FROM draft WHERE person = ? AND acts_as = ? ORDER BY saved DESC, subject, event`, o.desk, o.as)
		if err != nil {
			return fmt.Errorf("reading drafts: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			var d flow.Draft
			var args, saved string
			if err := rows.Scan(&d.Subject, &d.Event, &args, &d.Version, &saved); err != nil {
				return fmt.Errorf("reading drafts: %w", err)
			}
			at, err := time.Parse(time.RFC3339Nano, saved)
			if err = errors.Join(err, json.Unmarshal([]byte(args), &d.Args)); err != nil {
				return fmt.Errorf("reading a draft: %w", err)
			}
			d.Saved = at
			out = append(out, d)
		}
		return rows.Err()
	})
	return out, err
}

// sent forgets the draft of what this person has now done.
func (w *writing) sent(ctx context.Context, cmd flow.Command) error {
	subject, event, err := formOf(ctx, w.q, cmd.Subject, cmd.Event)
	if err != nil {
		return err
	}
	return dropDraft(ctx, w.q, w.drafting(), subject, event)
}
