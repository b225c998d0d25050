package store_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/policy"
	"placewatch/store"
)

const schemaHead = `-- What the migrations add up to: every table with its indexes and triggers.
-- Made by "UPDATE=1 go test ./store -run Schema"; the program does not read it.
`

// A migration that is read on its own hides the whole: schema.sql is the whole,
// and a change to it is seen in review.
func TestTheSchemaIsWhatTheMigrationsAddUpTo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new.db")
	s, err := store.Open(t.Context(), file, store.Options{Policy: policy.Default(), Location: time.UTC, Create: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got := schema(t, file)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("schema.sql", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("schema.sql differs (-want +got); UPDATE=1 rewrites it:\n%s", diff)
	}
}

// schema prints the schema of a database: the tables by name, each followed by
// its indexes and triggers, in the words of the migrations.
func schema(t *testing.T, file string) string {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out strings.Builder
	out.WriteString(schemaHead)
	var version, app int
	if err := db.QueryRowContext(t.Context(), `SELECT user_version, application_id FROM pragma_user_version, pragma_application_id`).Scan(&version, &app); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&out, "\nPRAGMA user_version = %d;\nPRAGMA application_id = %d;\n", version, app)
	rows, err := db.QueryContext(t.Context(), `
		SELECT sql FROM sqlite_schema
		WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
		ORDER BY tbl_name, type <> 'table', type, name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var statement string
		if err := rows.Scan(&statement); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "\n%s;\n", statement)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
