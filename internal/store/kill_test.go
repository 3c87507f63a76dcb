package store_test

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"weir/internal/testenv"
)

func TestAProcessThatIsKilledLosesNothingItSaved(t *testing.T) {
	t.Parallel()
	path := place(t)
	last := 0
	for round := range 5 * testenv.Rounds(t) {
		last = killed(t, errandVariable+"="+path, "links", 10+37*round%200)
		db := open(t, path)
		m := load(t, job(db))
		if len(m.Links) < last || len(m.Links) > last+1 {
			t.Fatalf("round %d: %d links, and %d were reported", round, len(m.Links), last)
		}
		for i, l := range m.Links {
			if l != link(i+1) {
				t.Fatalf("round %d: link %d is %+v", round, i+1, l)
			}
		}
		var verdict string
		if err := db.SQL().QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
			t.Fatalf("round %d: %s, %v", round, verdict, err)
		}
	}
}

// killed starts a process on an errand, kills it when it has said so many things,
// and returns the last number that it said.
func killed(t *testing.T, errand, task string, after int) (last int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // the test starts itself
	cmd.Env = append(os.Environ(), errand, taskVariable+"="+task)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range after {
		if !lines.Scan() {
			t.Fatal("it ended by itself")
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for ok := true; ok; ok = lines.Scan() { // what it said before it died counts, too
		if last, err = strconv.Atoi(lines.Text()); err != nil {
			t.Fatal(err)
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) {
		t.Fatalf("it ended by itself: %v", err)
	}
	return last
}
