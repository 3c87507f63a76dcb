package store_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/report"
	"weir/internal/store"
)

func weekly(db *store.DB) *store.Report {
	return db.Report("weekly", "jira.example", "weir-weekly-3f9a")
}

// snapshot makes one with something in each of its fields.
func snapshot(n int) report.Snapshot {
	s := report.Snapshot{
		Run: fmt.Sprint("run", n), At: time.UnixMilli(1709542200123 + int64(n)).UTC(), Digest: fmt.Sprint("digest", n),
		Columns: []string{"key", "status"}, Heads: []string{"h1", "h2"}, Layout: []string{"key", "=h3", "status"}, Made: []string{"heading", "total"},
	}
	for i := range 3 + n%5 {
		s.Rows = append(s.Rows, report.RowHash{Issue: fmt.Sprint(1000 + i), Key: fmt.Sprint("OPS-", i), Cells: []string{fmt.Sprint("k", n, i), fmt.Sprint("s", n, i)}})
	}
	return s
}

func state(t *testing.T, r *store.Report) report.State {
	t.Helper()
	s, err := r.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func finish(t *testing.T, r *store.Report, run report.Run, done *report.Snapshot) {
	t.Helper()
	if err := r.Finish(t.Context(), run, done); err != nil {
		t.Fatal(err)
	}
}

func TestWhatAReportShowedComesBack(t *testing.T) {
	t.Parallel()
	path := place(t)
	db := open(t, path)
	r := weekly(db)
	key := state(t, r).Key
	if len(key) != 32 {
		t.Fatalf("the key has %d bytes", len(key))
	}
	if d := cmp.Diff(report.State{Key: key}, state(t, r)); d != "" {
		t.Errorf("a report that never ran (-want +got):\n%s", d)
	}
	if names, err := db.Reports(t.Context()); err != nil || len(names) != 0 {
		t.Errorf("reading has written %v, %v", names, err)
	}
	first, second := snapshot(1), snapshot(2)
	if err := r.Intend(t.Context(), nil, first); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(report.State{Key: key, Intended: first}, state(t, weekly(open(t, path)))); d != "" {
		t.Errorf("after Intend (-want +got):\n%s", d)
	}
	run := report.Run{
		ID: "run1", Started: time.UnixMilli(1).UTC(), Ended: time.UnixMilli(2).UTC(),
		Counts: report.Counts{Rows: 1, New: 2, Cells: 3, Left: 4, Notes: 5, Kept: 6, Rescued: 7},
	}
	finish(t, r, run, &first)
	if err := r.Intend(t.Context(), nil, second); err != nil {
		t.Fatal(err)
	}
	failed := report.Run{ID: "run2", Started: time.UnixMilli(3).UTC(), Ended: time.UnixMilli(4).UTC(), Result: weir.Unreachable, Trouble: "Jira does not answer"}
	finish(t, r, failed, nil)
	told := failed
	told.Told = true
	finish(t, r, told, nil)
	finish(t, r, failed, nil)
	if d := cmp.Diff(report.State{Key: key, Last: first, Intended: second, Failures: 3, Told: "Jira does not answer"}, state(t, r)); d != "" {
		t.Errorf("a failure takes away what was intended (-want +got):\n%s", d)
	}
	// The run that was intended last has written the page, though nobody noted it.
	if err := r.Intend(t.Context(), &second, first); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(report.State{Key: key, Last: second, Intended: first, Failures: 3}, state(t, r)); d != "" {
		t.Errorf("what stands there does not take the place of the last (-want +got):\n%s", d)
	}
	finish(t, r, told, nil)
	finish(t, r, run, &second)
	if d := cmp.Diff(report.State{Key: key, Last: second}, state(t, weekly(open(t, path)))); d != "" {
		t.Errorf("after a success (-want +got):\n%s", d)
	}
	runs, err := weekly(open(t, path)).Runs(t.Context(), 2)
	if d := cmp.Diff([]report.Run{run, failed}, runs); d != "" || err != nil {
		t.Errorf("runs (-want +got):\n%s%v", d, err)
	}
}

func TestFailuresArePausesAndPausesEnd(t *testing.T) {
	t.Parallel()
	r := weekly(open(t, place(t)))
	bad := report.Run{Result: weir.Forbidden, Trouble: "the page is gone"}
	again := time.UnixMilli(1709542200000).UTC()
	finish(t, r, bad, nil)
	finish(t, r, report.Run{Result: weir.RateLimited, PutOff: true, Again: again}, nil)
	if s := state(t, r); s.Failures != 1 || s.NotBefore != again || s.Paused {
		t.Errorf("put off: %+v", s)
	}
	bad.Paused = true
	finish(t, r, bad, nil)
	if s := state(t, r); s.Failures != 2 || !s.NotBefore.IsZero() || !s.Paused || s.Why != "the page is gone" {
		t.Errorf("paused by itself: %+v", s)
	}
	finish(t, r, report.Run{}, nil)
	if s := state(t, r); s.Paused || s.Why != "" || s.Failures != 0 {
		t.Errorf("a success does not end the pause that failures made: %+v", s)
	}
	finish(t, r, bad, nil)
	if err := r.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := state(t, r); s.Failures != 0 || s.Paused || s.Why != "" {
		t.Errorf("resumed: %+v", s)
	}
	if err := r.Pause(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := state(t, r); !s.Paused || s.Why != "" {
		t.Errorf("paused by its user: %+v", s)
	}
	finish(t, r, report.Run{}, nil)
	if s := state(t, r); !s.Paused {
		t.Error("a run that its user asked for has ended the pause")
	}
}

func TestReportsAreApart(t *testing.T) {
	t.Parallel()
	db := open(t, place(t))
	reports := []*store.Report{weekly(db), db.Report("weekly", "other.example", "weir-weekly-3f9a"), db.Report("weekly", "jira.example", "weir-weekly-0000"), db.Report("daily", "jira.example", "weir-daily-3f9a")}
	for i, r := range reports {
		done := snapshot(i)
		finish(t, r, report.Run{ID: fmt.Sprint(i)}, &done)
		if err := r.SetPlace(t.Context(), fmt.Sprint("page ", i)); err != nil {
			t.Fatal(err)
		}
	}
	save(t, job(db), link(1))
	names, err := db.Reports(t.Context())
	if err != nil || len(names) != 4 || names[1] != (store.ReportName{Name: "weekly", Site: "jira.example", Mark: "weir-weekly-0000"}) {
		t.Errorf("got %v, %v", names, err)
	}
	rows, runs, err := reports[0].Forget(t.Context())
	if err != nil || rows != 3 || runs != 1 {
		t.Errorf("forgot %d rows and %d runs, %v", rows, runs, err)
	}
	if s := state(t, reports[0]); s.Last.Run != "" {
		t.Errorf("left over: %+v", s)
	}
	if where, err := reports[0].Place(t.Context()); where != "" || err != nil {
		t.Errorf("left over: %q, %v", where, err)
	}
	if left, err := reports[0].Runs(t.Context(), 5); err != nil || len(left) != 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
	for i, r := range reports[1:] {
		if s := state(t, r); s.Last.Run != fmt.Sprint("run", i+1) {
			t.Errorf("got %+v", s)
		}
		if where, err := r.Place(t.Context()); where != fmt.Sprint("page ", i+1) || err != nil {
			t.Errorf("got %q, %v", where, err)
		}
	}
	if rows, runs, err := reports[0].Forget(t.Context()); rows != 0 || runs != 0 || err != nil {
		t.Errorf("forgot %d and %d, %v of nothing", rows, runs, err)
	}
	if m := load(t, job(db)); len(m.Links) != 1 {
		t.Errorf("a job of tasks has %d links", len(m.Links))
	}
}

func TestTheHistoryOfAReportDoesNotGrowForEver(t *testing.T) {
	t.Parallel()
	db := open(t, place(t))
	r := weekly(db)
	finish(t, r, report.Run{}, nil)
	if _, err := db.SQL().ExecContext(t.Context(), `
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1003)
		INSERT INTO report_runs (report, run, started, ended, counts, result, trouble, put_off, paused)
		SELECT 1, i, i, i, '{}', '', '', 0, 0 FROM n`); err != nil {
		t.Fatal(err)
	}
	finish(t, r, report.Run{Started: time.UnixMilli(1004)}, nil)
	runs, err := r.Runs(t.Context(), 5000)
	if err != nil || len(runs) != 1000 || runs[0].Started != time.UnixMilli(1004).UTC() {
		t.Errorf("%d runs, %v", len(runs), err)
	}
}

// A database of a Weir without reports gets what they need, and keeps what it has.
func TestADatabaseFromBeforeReportsKeepsWhatItHas(t *testing.T) {
	t.Parallel()
	path := place(t)
	db := open(t, path)
	save(t, job(db), link(1))
	key := state(t, weekly(db)).Key
	for _, before := range []string{
		`DROP TABLE report_runs`, `DROP TABLE reports`, `DELETE FROM goose_db_version WHERE version_id > 2`,
	} {
		if _, err := db.SQL().ExecContext(t.Context(), before); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open(t, path)
	if m := load(t, job(db)); len(m.Links) != 1 || m.Links[0] != link(1) {
		t.Errorf("the tasks are %+v", m.Links)
	}
	done := snapshot(1)
	finish(t, weekly(db), report.Run{ID: "1"}, &done)
	if s := state(t, weekly(db)); !cmp.Equal(s.Key, key) || s.Last.Run != done.Run {
		t.Errorf("got %+v", s)
	}
}

func TestADamagedSnapshotIsAnError(t *testing.T) {
	t.Parallel()
	db := open(t, place(t))
	r := weekly(db)
	done := snapshot(1)
	finish(t, r, report.Run{}, &done)
	if _, err := db.SQL().ExecContext(t.Context(), `UPDATE reports SET last = '{'`); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Load(t.Context()); weir.KindOf(err) != weir.Storage {
		t.Errorf("got %v", err)
	}
}

// TestAProcessThatIsKilledLeavesAWholeReport: after a kill at any moment the
// report was either written or intended, wholly.
func TestAProcessThatIsKilledLeavesAWholeReport(t *testing.T) {
	t.Parallel()
	path := place(t)
	last := 0
	for round := range rounds(5) {
		last = killed(t, errandVariable+"="+path, "report", 10+23*round%120)
		db := open(t, path)
		s := state(t, weekly(db))
		n := 0
		if _, err := fmt.Sscanf(s.Last.Run, "run%d", &n); err != nil || n < last || n > last+1 {
			t.Fatalf("round %d: it is at %q, and said %d", round, s.Last.Run, last)
		}
		if d := cmp.Diff(snapshot(n), s.Last); d != "" {
			t.Fatalf("round %d (-want +got):\n%s", round, d)
		}
		if s.Intended.Run != "" {
			if d := cmp.Diff(snapshot(n+1), s.Intended); d != "" {
				t.Fatalf("round %d: intended (-want +got):\n%s", round, d)
			}
		}
		if runs, err := weekly(db).Runs(t.Context(), 1); err != nil || len(runs) != 1 || runs[0].ID != s.Last.Run {
			t.Fatalf("round %d: the history ends with %+v, %v", round, runs, err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Size() > 4<<20 {
		t.Errorf("the database has %d bytes, %v", info.Size(), err)
	}
}
