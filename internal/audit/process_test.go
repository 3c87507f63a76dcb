package audit_test

import (
	"bufio"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"weir/internal/audit"
	"weir/internal/testenv"
)

func TestTwoProcessesWriteOneTrail(t *testing.T) {
	t.Parallel()
	const each = 2000
	path := trailPath(t)
	var processes []*exec.Cmd
	for _, peer := range []string{"first", "second"} {
		cmd := errand{What: "write", Path: path, Peer: peer, N: each, Opts: audit.Options{MaxSize: 20 << 10, Keep: 1000}}.process(t)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		processes = append(processes, cmd)
	}
	for _, cmd := range processes {
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	entries, broken := readAll(t, path, audit.ReadOptions{})
	if broken != 0 {
		t.Errorf("%d lines are torn", broken)
	}
	for _, peer := range []string{"first", "second"} {
		if got := numbers(entries, peer); !slices.Equal(got, upTo(each)) {
			t.Errorf("%s process: %d lines, or in another order", peer, len(got))
		}
	}
	if n := len(files(t, filepath.Dir(path))); n < 30 {
		t.Errorf("only %d files: the rotation was not tried", n)
	}
	turns := 0
	for i := 1; i < len(entries); i++ {
		if entries[i].Peer != entries[i-1].Peer {
			turns++
		}
	}
	if turns < 2 {
		t.Log("the processes did not run at the same time, so this run proves little")
	}
}

func TestAProcessThatIsKilledLosesNothingItReported(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	var confirmed []int
	for round := range 5 * testenv.Rounds(t) {
		e := errand{What: "write until killed", Path: path, Peer: string(rune('a' + round%26)), Opts: audit.Options{MaxSize: 2000, Keep: 100_000}}
		cmd := e.process(t)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		last := lines(bufio.NewScanner(out), 20+37*round%200)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		var exit *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &exit) {
			t.Fatalf("it ended by itself: %v", err)
		}
		confirmed = append(confirmed, last)
	}
	write(t, open(t, path, audit.Options{}), numbered("after", 1)) // the lock is free
	entries, broken := readAll(t, path, audit.ReadOptions{})
	if broken > len(confirmed) {
		t.Errorf("%d lines are torn", broken)
	}
	for round, last := range confirmed[:min(len(confirmed), 26)] {
		got := numbers(entries, string(rune('a'+round)))
		if len(confirmed) <= 26 && (len(got) < last || !slices.Equal(got, upTo(len(got)))) {
			t.Errorf("round %d: %d lines were reported, %d are there", round, last, len(got))
		}
	}
}
