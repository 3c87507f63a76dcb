package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A disk that is full, and one that may only be read, leave the file as it was, with
// nothing beside it, and the error says what to do. The disk is a real one of 256 kB.
func TestAReportOnAFullDisk(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	disk := n.path("disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("none", disk, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("only root may mount a disk of its own, and not everywhere: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	for _, name := range []string{"r.html", "r.xlsx", "r.md", "r.csv"} {
		n.write("config.toml", "[report.full]\njql = 'project is not EMPTY ORDER BY key'\ncolumns = ['key', 'summary', 'note']\npage = { file = 'disk/"+name+"' }\n")
		path := filepath.Join(disk, name)
		n.weir("report", "run", "full")
		before := readText(t, path)
		n.work(len(name))
		for what, want := range map[string]string{"full": "free some space", "read-only": ""} {
			undo := n.spoil(disk, what)
			command, out := n.command("report", "run", "full")
			if err := command.Run(); err == nil || command.ProcessState.ExitCode() != 1 || !strings.Contains(out.String(), want) || !strings.Contains(out.String(), name) {
				t.Errorf("%s, on a disk that is %s: %v: %s", name, what, err, out)
			}
			if readText(t, path) != before {
				t.Errorf("%s, on a disk that is %s: it has changed", name, what)
			}
			undo()
			if left, err := filepath.Glob(filepath.Join(disk, ".*")); err != nil || len(left) > 0 {
				t.Errorf("%s, on a disk that is %s: %v is left", name, what, left)
			}
		}
		n.weir("report", "run", "full")
		if text := readText(t, path); text == before {
			t.Errorf("%s was not written when there was room again", name)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		n.weir("report", "forget", "full")
	}
}

// spoil fills a disk, or lets nobody write on it, until the function is called that it
// returns.
func (n *newsroom) spoil(disk, what string) (undo func()) {
	n.t.Helper()
	remount := func(flags uintptr) {
		if err := syscall.Mount("none", disk, "tmpfs", syscall.MS_REMOUNT|flags, "size=256k"); err != nil {
			n.t.Fatal(err)
		}
	}
	if what == "read-only" {
		remount(syscall.MS_RDONLY)
		return func() { remount(0) }
	}
	fill := filepath.Join(disk, "fill")
	if err := os.WriteFile(fill, make([]byte, 1<<20), 0o600); err == nil {
		n.t.Fatal("the disk takes everything")
	}
	return func() {
		if err := os.Remove(fill); err != nil {
			n.t.Fatal(err)
		}
	}
}
