//go:build unix

package audit_test

import (
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"weir"
	"weir/internal/audit"
)

// fullAt is the size at which the disk is full for a process on the errand
// "fill".
const fullAt = 3000

// preparations are what a process of its own does to itself first.
func preparations() map[string]func() error {
	return map[string]func() error{
		"fill": func() error {
			signal.Ignore(syscall.SIGXFSZ)
			limit := syscall.Rlimit{Cur: fullAt, Max: fullAt}
			return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
		},
		"open as somebody else": func() error {
			if os.Getuid() != 0 {
				return nil
			}
			const nobody = 65534
			return errors.Join(syscall.Setgid(nobody), syscall.Setuid(nobody))
		},
	}
}

func TestADiskThatIsFullLeavesNoHalfLine(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	out, err := errand{What: "fill", Path: path, Peer: "Jira", N: 1000}.process(t).Output()
	if err == nil || !strings.HasPrefix(string(out), string(weir.Storage)+"|") || !strings.Contains(string(out), path) || !strings.Contains(string(out), "space") {
		t.Fatalf("it says %q, %v", out, err)
	}
	entries, broken := readAll(t, path, audit.ReadOptions{})
	written := content(t, path)
	if broken != 0 || len(entries) < 10 || !strings.HasSuffix(written, "\n") || fullAt-len(written) > 300 {
		t.Errorf("%d bytes, %d entries, %d broken", len(written), len(entries), broken)
	}
	if got := numbers(entries, "Jira"); !slices.Equal(got, upTo(len(got))) {
		t.Errorf("kept %v", got)
	}
	if len(written)%len(written[:strings.Index(written, "\n")+1]) == 0 && len(written) == fullAt {
		t.Error("the limit fell between two lines, so nothing was tried")
	}
	write(t, open(t, path, audit.Options{}), numbered("after", 1))
	if again, broken := readAll(t, path, audit.ReadOptions{}); len(again) != len(entries)+1 || broken != 0 {
		t.Errorf("then %d entries, %d broken", len(again), broken)
	}
}

func TestADirectoryOfSomebodyElseIsTold(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	if err := os.Mkdir(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	for _, above := range []string{filepath.Dir(dir), filepath.Dir(filepath.Dir(dir))} {
		if err := os.Chmod(above, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{filepath.Join(dir, "audit.jsonl"), filepath.Join(dir, "weir", "audit.jsonl")} {
		out, err := errand{What: "open as somebody else", Path: path, N: 1}.process(t).Output()
		if err == nil || !strings.HasPrefix(string(out), string(weir.Storage)+"|") || !strings.Contains(string(out), dir) || !strings.Contains(string(out), "belong to the user") {
			t.Errorf("it says %q, %v", out, err)
		}
	}
}

func TestAPipeDoesNotHoldTheTrail(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"audit.jsonl", "audit.jsonl.lock"} {
		dir := t.TempDir()
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Skipf("no pipes here: %v", err)
		}
		if _, err := audit.Open(filepath.Join(dir, "audit.jsonl"), audit.Options{}); !errors.Is(err, weir.Storage) {
			t.Errorf("got %v", err)
		}
	}
}
