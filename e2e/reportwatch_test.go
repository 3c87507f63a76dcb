package e2e_test

import (
	"bufio"
	"os"
	"runtime"
	"strings"
	"testing"

	"weir/internal/atomicfile"
)

// Whoever watches sees when reports are due, each run in a line, and ends it by an
// interrupt.
func TestReportsAreWatched(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no interrupt that a test could send")
	}
	n := newNewsroom(t)
	config := strings.Replace(readText(t, n.path("config.toml")), "page = { file", "schedule = \"daily at 09:00\"\npage = { file", 1)
	n.write("config.toml", config)
	watch, _ := n.command("report", "watch")
	watch.Stdout, watch.Stderr = nil, os.Stderr
	stdout, err := watch.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := watch.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	for _, want := range []string{"file: due now", "without a schedule, and so not run by this: page", "file: 60 rows, new 60"} {
		if !lines.Scan() || !strings.HasSuffix(lines.Text(), want) {
			t.Errorf("watch says %q, want %q", lines.Text(), want)
		}
	}
	if err := watch.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		t.Errorf("watch also says %q", lines.Text())
	}
	if err := watch.Wait(); err != nil {
		t.Errorf("watch ended with %v", err)
	}
	// Where nothing has a schedule there is nothing to wait for.
	command, out := n.command("report", "watch", "page")
	if err := command.Run(); err == nil || command.ProcessState.ExitCode() != 2 || !strings.Contains(out.String(), "none of the reports has a schedule") {
		t.Errorf("got %v: %s", err, out)
	}
}

// A report that another run is at work on is left to that one in the background,
// and is an error for whoever asked for it.
func TestAReportThatIsAtWorkIsLeftAlone(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.weir("report", "run", "file")
	release, err := atomicfile.Hold(t.Context(), n.path("state/report-file.lock"), atomicfile.HoldOptions{})
	if err != nil {
		t.Fatal(err)
	}
	command, out := n.command("report", "run", "file", "--notify")
	if err := command.Run(); err != nil || !strings.Contains(out.String(), "file: left to another run, which is at work") {
		t.Errorf("got %v: %s", err, out)
	}
	command, out = n.command("report", "run", "file")
	if err := command.Run(); err == nil || command.ProcessState.ExitCode() != 1 || !strings.Contains(out.String(), "another run of the report file is at work") {
		t.Errorf("got %v: %s", err, out)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	n.weir("report", "run", "file")
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
