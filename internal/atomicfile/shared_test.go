package atomicfile_test

import (
	"os"
	"strings"
	"testing"

	"weir"
	"weir/internal/atomicfile"
)

func TestASharedFile(t *testing.T) {
	t.Parallel()
	edit := func(path string, meanwhile func(n int)) atomicfile.Edit {
		n := 0
		return atomicfile.Edit{Path: path, Limit: 1000, Perm: 0o600, Shared: true, Change: func(old []byte) ([]byte, error) {
			changed := append(append([]byte{}, old...), "ours\n"...)
			n++
			meanwhile(n)
			return changed, nil
		}}
	}
	t.Run("what an editor writes meanwhile survives, and Change sees it", func(t *testing.T) {
		t.Parallel()
		dir, path := place(t)
		err := edit(path, func(n int) {
			if n == 1 {
				put(t, path, "the editor's\n")
			}
		}).Do(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		wantText(t, path, "the editor's\nours\n")
		wantFiles(t, dir, "file")
	})
	t.Run("a file that appears meanwhile survives", func(t *testing.T) {
		t.Parallel()
		_, path := place(t)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := edit(path, func(n int) { put(t, path, "new\n") }).Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantText(t, path, "new\nours\n")
	})
	t.Run("a file that is written all the time is left alone", func(t *testing.T) {
		t.Parallel()
		dir, path := place(t)
		text := "x"
		err := edit(path, func(int) { text += "x"; put(t, path, text) }).Do(t.Context())
		wantKind(t, err, weir.Busy)
		wantText(t, path, text)
		wantFiles(t, dir, "file")
	})
	t.Run("a read-only file is not replaced", func(t *testing.T) {
		t.Parallel()
		dir, path := place(t)
		if err := os.Chmod(path, 0o444); err != nil {
			t.Fatal(err)
		}
		err := edit(path, func(int) {}).Do(t.Context())
		wantKind(t, err, weir.Storage)
		if weir.NextStep(err) == "" || !strings.Contains(err.Error(), "is read-only") {
			t.Error(err)
		}
		wantText(t, path, oldText)
		wantFiles(t, dir, "file")
	})
	t.Run("its lock's file goes even if nothing changes", func(t *testing.T) {
		t.Parallel()
		dir, path := place(t)
		e := edit(path, func(int) {})
		e.Change = func(old []byte) ([]byte, error) { return old, nil }
		if err := e.Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantFiles(t, dir, "file")
	})
}
