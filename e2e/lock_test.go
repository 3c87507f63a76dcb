package e2e_test

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"weir/internal/atomicfile"
)

// There is one run of a list at a time, and whoever finds another one at work
// ends clearly: a person is told, the background leaves the list to it.
func TestARunThatMeetsAnotherOneEndsClearly(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no interrupt that a test could send")
	}
	dir, environ := desk(t)
	text := "[tasks.a]\njql = \"project is not EMPTY AND resolution = Unresolved\"\nfile = \"a.md\"\n"
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "state"), 0o700); err != nil {
		t.Fatal(err)
	}
	release, err := atomicfile.Hold(t.Context(), filepath.Join(dir, "state", "tasks-a.lock"), atomicfile.HoldOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = release() }() // the test is over
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"tasks", "sync"}, 1, "weir: another run of a is at work\n  wait until it has finished"},
		{[]string{"tasks", "sync", "--notify"}, 0, "a: left to another run, which is at work"},
		{[]string{"tasks", "sync", "--notify", "--json"}, 0, `"error": "left to another run, which is at work"`},
	} {
		command := process(t, environ, c.args...)
		out, err := command.CombinedOutput()
		var failed *exec.ExitError
		if err != nil && !errors.As(err, &failed) || command.ProcessState.ExitCode() != c.code || !strings.Contains(string(out), c.want) {
			t.Errorf("%q ended with %v, want %d: %s", c.args, err, c.code, out)
		}
	}
	watch := process(t, environ, "tasks", "watch", "--every", "1m")
	stdout, err := watch.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := watch.Start(); err != nil {
		t.Fatal(err)
	}
	if lines := bufio.NewScanner(stdout); !lines.Scan() || !regexp.MustCompile(`  a: left to another run, which is at work$`).MatchString(lines.Text()) {
		t.Errorf("watch says %q", lines.Text())
	}
	if err := watch.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := watch.Wait(); err != nil {
		t.Errorf("watch ended with %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a.md")); err == nil {
		t.Error("the list was written all the same")
	}
}
