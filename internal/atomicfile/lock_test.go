package atomicfile_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/gofrs/flock"

	"weir"
	"weir/internal/atomicfile"
)

func TestLock(t *testing.T) {
	t.Parallel()
	t.Run("gives up after a while and says why", func(t *testing.T) {
		t.Parallel()
		_, path := place(t)
		synctest.Test(t, func(t *testing.T) {
			unlock, err := atomicfile.Lock(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = atomicfile.Lock(t.Context(), path)
			wantKind(t, err, weir.Busy)
			if err := unlock(); err != nil {
				t.Fatal(err)
			}
			again, err := atomicfile.Lock(t.Context(), path)
			if err != nil {
				t.Fatalf("after the lock was given back: %v", err)
			}
			if err := again(); err != nil {
				t.Fatal(err)
			}
		})
	})
	t.Run("stops waiting when it is told to", func(t *testing.T) {
		t.Parallel()
		_, path := place(t)
		synctest.Test(t, func(t *testing.T) {
			unlock, err := atomicfile.Lock(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancelCause(t.Context())
			go func() { synctest.Wait(); cancel(weir.Interrupted) }()
			if _, err := atomicfile.Lock(ctx, path); !errors.Is(err, weir.Interrupted) {
				t.Errorf("got %v, want the cause", err)
			}
			if err := unlock(); err != nil {
				t.Fatal(err)
			}
		})
	})
}

func TestALockWhoseFileWasRemovedIsNoLock(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file.lock")
	lock := flock.New(path)
	if got, err := lock.TryLock(); !got || err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = lock.Unlock() })
	if !atomicfile.Current(lock, path) {
		t.Error("a lock that is held does not count")
	}
	if err := os.Remove(path); err != nil {
		t.Skipf("a file that is open cannot be removed here: %v", err)
	}
	if atomicfile.Current(lock, path) {
		t.Error("it counts although its file is gone")
	}
	put(t, path, "")
	if atomicfile.Current(lock, path) {
		t.Error("it counts although another file took its place")
	}
}

func TestALockIsNoLink(t *testing.T) {
	t.Parallel()
	posix(t)
	for name, put := range map[string]func(t *testing.T, lock, elsewhere string){
		"a link to a file that is not there": func(t *testing.T, lock, elsewhere string) {
			if err := os.Symlink(elsewhere, lock); err != nil {
				t.Fatal(err)
			}
		},
		"a link to a file": func(t *testing.T, lock, elsewhere string) {
			put(t, elsewhere, oldText)
			if err := os.Symlink(elsewhere, lock); err != nil {
				t.Fatal(err)
			}
		},
		"a directory": func(t *testing.T, lock, _ string) {
			if err := os.Mkdir(lock, 0o700); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, path := place(t)
			elsewhere := filepath.Join(dir, "elsewhere")
			put(t, path+".lock", elsewhere)
			_, err := atomicfile.Lock(t.Context(), path)
			wantKind(t, err, weir.Storage)
			if weir.NextStep(err) == "" || !strings.Contains(err.Error(), path+".lock") {
				t.Errorf("got %v, next %q", err, weir.NextStep(err))
			}
			if text, err := os.ReadFile(elsewhere); err == nil && string(text) != oldText || err != nil && name == "a link to a file" {
				t.Errorf("elsewhere there is %q, %v", text, err)
			}
		})
	}
}
