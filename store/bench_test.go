package store

import (
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"placewatch/domain/board"
	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/ofsted"
	"placewatch/domain/sample"
	"placewatch/domain/text"
)

// nation is Ofsted's list for all England: 5,600 provisions and their inspections.
func nation(b *testing.B, s *Store) *ofsted.Table {
	c := sample.New(friday(), s.Rules().Cal, sample.Median, 1)
	t, _ := tablesOf(c)
	for n := 0; len(t.Provisions) < 5600; n++ {
		f := t.Provisions[n]
		was := f.Provision.URN
		f.Provision.URN, _ = ofsted.ParseURN(strconv.Itoa(6_000_000 + n))
		t.Provisions = append(t.Provisions, f)
		for _, in := range c.Inspections {
			if in.URN == was {
				in.URN, in.Number = f.Provision.URN, text.Clean("n"+strconv.Itoa(len(t.Inspections)))
				t.Inspections = append(t.Inspections, in)
			}
		}
	}
	t.Rows, t.Accepted = len(t.Provisions), len(t.Provisions)
	return t
}

func BenchmarkTheFirstImportOf5600Provisions(b *testing.B) {
	var table *ofsted.Table
	for b.Loop() {
		b.StopTimer()
		s := openNew(b)
		if table == nil {
			table = nation(b, s)
		}
		b.StartTimer()
		takeOfsted(b, s, lead(friday()), table)
	}
	b.ReportMetric(float64(len(table.Inspections)), "inspections")
}

func BenchmarkAnImportThatSaysTheSameAMonthLater(b *testing.B) {
	s := openNew(b)
	table := nation(b, s)
	takeOfsted(b, s, lead(friday()), table)
	for b.Loop() {
		next := *table
		table = &next
		table.AsAt = table.AsAt.AddDays(1)
		if table.AsAt.After(friday()) {
			table.AsAt = friday()
		}
		takeOfsted(b, s, lead(friday()), table)
	}
}

// BenchmarkBoard reads and builds the board: the first one, and the one after a
// commit. Beside it stands one selection of the same rows in the sqlite3 shell,
// where there is one.
func BenchmarkBoard(b *testing.B) {
	for _, children := range []int{sample.Median, 2317, 82_000} {
		s := openNew(b)
		play(b, s, council(b, s, children).Story)
		urn := asked[string](b, s, `SELECT max(urn) FROM concern WHERE closed_on IS NULL`)
		ann, undo := at("ann", friday()), false
		for name, before := range map[string]func(){
			"first": func() { s.last.Store(nil) },
			"after a commit": func() {
				var err error
				if undo {
					_, err = s.Undo(b.Context(), ann)
				} else {
					_, err = s.Do(b.Context(), ann, command("urn:"+urn, "CF1", "who=iro", "reason=asked again"))
				}
				if undo = !undo; err != nil {
					b.Fatal(err)
				}
			},
		} {
			b.Run(fmt.Sprintf("%d/%s", children, name), func(b *testing.B) { benchBoard(b, s, before) })
		}
	}
}

// BenchmarkHead is what a session asks before it is handed the board that is there.
func BenchmarkHead(b *testing.B) {
	s := exposed(b)
	for b.Loop() {
		if _, err := s.Head(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

func benchBoard(b *testing.B, s *Store, before func()) {
	var rows int
	var took, reading []time.Duration
	for b.Loop() {
		b.StopTimer()
		before()
		b.StartTimer()
		start := time.Now()
		in, err := s.Input(b.Context(), friday())
		if err != nil {
			b.Fatal(err)
		}
		reading = append(reading, time.Since(start))
		rows = len(board.Build(in).Children)
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	slices.Sort(reading)
	b.ReportMetric(float64(rows), "rows")
	median := took[len(took)/2]
	for unit, d := range map[string]time.Duration{"median-ms": median, "min-ms": took[0], "max-ms": took[len(took)-1], "read-ms": reading[len(reading)/2]} {
		b.ReportMetric(float64(d.Microseconds())/1000, unit)
	}
	if shell, ok := inShell(b, s.Path()); ok {
		b.ReportMetric(float64(shell.Microseconds())/1000, "shell-ms")
		b.ReportMetric(float64(median)/float64(shell), "ratio")
	} else {
		b.Log("no sqlite3 shell on PATH: no ratio")
	}
}

// inShell times the selections of the board in SQLite's own shell.
func inShell(b *testing.B, path string) (time.Duration, bool) {
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		return 0, false
	}
	const query = `SELECT * FROM placement p LEFT JOIN provision v ON v.urn = p.urn LEFT JOIN concern c ON c.urn = p.urn AND c.closed_on IS NULL
		WHERE p.ended_on IS NULL AND p.bucket IN ('below_threshold', 'missing_urn', 'unknown_urn', 'outside_ofsted');
		SELECT d.* FROM duty d JOIN concern c ON c.id = d.concern WHERE c.closed_on IS NULL AND d.status = 'open';
		SELECT i.* FROM inspection i JOIN concern c ON c.urn = i.urn WHERE c.closed_on IS NULL;
		SELECT bucket, count(*) FROM placement WHERE ended_on IS NULL GROUP BY bucket;`
	const times = 20
	cmd := exec.Command(shell, "-readonly", path)
	cmd.Stdin = strings.NewReader(".output /dev/null\n" + query + "\n.output stdout\n.timer on\n.output /dev/null\n" + strings.Repeat(query, times) + "\n.timer off\n")
	start := time.Now()
	empty := exec.Command(shell, "-readonly", path, "SELECT 1")
	if err := empty.Run(); err != nil {
		return 0, false
	}
	begin := time.Since(start)
	start = time.Now()
	if err := cmd.Run(); err != nil {
		return 0, false
	}
	return (time.Since(start) - begin) / (times + 1), true
}

// BenchmarkDo takes one row of a chart, whole: checks, state, journal, digests.
// Beside it stands one bare INSERT on the same disk.
func BenchmarkDo(b *testing.B) {
	s := openNew(b)
	by := lead(friday())
	takeOfsted(b, s, by, ofstedList(b, "2025-03-31", home("1234567", "12/03/2025", "Inadequate")))
	takeOurs(b, s, by, ourFile(b, "2026-03-01", lives("c1", "1234567")))
	for b.Loop() {
		if _, err := s.Do(b.Context(), by, flow.Command{Subject: "urn:1234567", Event: "CF1", Args: map[string]string{"who": "iro", "reason": "asked again"}}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDoAndUndo takes such a row and takes it back.
func BenchmarkDoAndUndo(b *testing.B) {
	s := openNew(b)
	play(b, s, council(b, s, sample.Median).Story)
	urn := asked[string](b, s, `SELECT max(urn) FROM concern WHERE closed_on IS NULL`)
	for b.Loop() {
		if _, err := s.Do(b.Context(), at("ann", friday()), flow.Command{Subject: "urn:" + urn, Event: "CF1", Args: map[string]string{"who": "iro", "reason": "asked again"}}); err != nil {
			b.Fatal(err)
		}
		if _, err := s.Undo(b.Context(), at("ann", friday())); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkABareInsert(b *testing.B) {
	s := openNew(b)
	raw(b, s.Path(), `CREATE TABLE bare (n INTEGER PRIMARY KEY, words TEXT) STRICT`)
	for b.Loop() {
		if _, err := s.w.ExecContext(b.Context(), `INSERT INTO bare (words) VALUES ('one row')`); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify20000Entries(b *testing.B) {
	s := openNew(b)
	long(b, s, 20_000)
	var n int64
	for b.Loop() {
		c, err := s.VerifyJournal(b.Context())
		if n = c.Entries; c.Wrong != nil || err != nil {
			b.Fatal(c.Wrong, err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

// long fills the journal with entries of the usual size.
func long(b *testing.B, s *Store, n int) {
	takeOfsted(b, s, lead(friday()), ofstedList(b, "2025-03-31", home("1234567", "12/03/2025", "Good")))
	err := s.write(b.Context(), func(q querier) error {
		w, err := s.begin(b.Context(), q, lead(friday()))
		for i := 0; err == nil && i < n; i++ {
			d := Discrepancy{Kind: "test", Subject: "urn:" + strconv.Itoa(i), Theirs: text.Clean("something of the usual length that a file says")}
			err = w.discrepancy(b.Context(), d, &Import{AsAt: civil.Date{}})
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}
