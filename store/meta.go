package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"

	"placewatch/domain/civil"
	"placewatch/domain/journal"
)

// The store's own facts.
const (
	metaPractice = "practice"      // practiceYes: first written under PLACEWATCH_TODAY
	metaSettled  = "settled_on"    // the last day to which time has been applied
	metaCouncil  = "council"       // as Ofsted writes it
	metaShares   = "return_shares" // JSON: how often Ofsted came back, in words; derived

	practiceYes = "yes"
)

// meta reads one of the store's own facts, "" when it is not set.
func meta(ctx context.Context, q querier, key string) (string, error) {
	var v string
	err := q.QueryRowContext(ctx, `SELECT coalesce((SELECT value FROM meta WHERE key = ?), '')`, key).Scan(&v)
	return v, err
}

func setMeta(ctx context.Context, q querier, key, value string) error {
	_, err := q.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}

func metaDay(ctx context.Context, q querier, key string) (civil.Date, error) {
	v, err := meta(ctx, q, key)
	if err != nil || v == "" {
		return civil.Date{}, err
	}
	return civil.Parse(v)
}

// freshness is how old what is held of Ofsted's facts, or of placements, is.
type freshness struct {
	first civil.Date // day of the first import
	on    civil.Date // day of the last import
	asAt  civil.Date // day of the newest file
}

// Kinds of imported file.
const (
	ofstedFiles     = "ofsted"
	placementsFiles = "placements"
)

func fresh(ctx context.Context, q querier) (ofsted, placements freshness, err error) {
	rows, err := q.QueryContext(ctx, `SELECT kind, min(imported_on), max(imported_on), max(as_at) FROM import_file WHERE accepted > 0 GROUP BY kind`)
	if err != nil {
		return ofsted, placements, err
	}
	defer rows.Close()
	for rows.Next() {
		var kind string
		var f freshness
		if err := rows.Scan(&kind, dayDest{&f.first}, dayDest{&f.on}, dayDest{&f.asAt}); err != nil {
			return ofsted, placements, err
		}
		if kind == ofstedFiles {
			ofsted = f
		} else {
			placements = f
		}
	}
	return ofsted, placements, rows.Err()
}

// daysKind is the kind of change under which the journal keeps the digest of the
// days by which a table's facts are ordered. They move with every file that says
// the same again; written out each time they would soon be most of the journal.
const daysKind = "days"

// dayColumns are the key and the days of the tables that have such days.
func dayColumns() map[string]string {
	return map[string]string{provisions.table: "urn, fact_days", inspections.table: "id, as_at", placements.table: "id, last_seen"}
}

// daysOf is that digest as it is now.
func daysOf(ctx context.Context, q querier, table string) (journal.Change, error) {
	rows, err := q.QueryContext(ctx, "SELECT "+dayColumns()[table]+" FROM "+table+" ORDER BY 1")
	if err != nil {
		return journal.Change{}, fmt.Errorf("reading the days of %s: %w", table, err)
	}
	defer rows.Close()
	h := sha256.New()
	for rows.Next() {
		var id, days sql.RawBytes
		if err := rows.Scan(&id, &days); err != nil {
			return journal.Change{}, fmt.Errorf("reading the days of %s: %w", table, err)
		}
		h.Write(id)
		h.Write([]byte{0})
		h.Write(days)
		h.Write([]byte{'\n'})
	}
	body := journal.Canonical(hex.EncodeToString(h.Sum(nil)))
	return journal.Change{Kind: daysKind, ID: table, Digest: journal.Sum(body), After: body}, rows.Err()
}
